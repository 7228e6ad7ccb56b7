//! Bytes that may be read from any place, by several threads at once: those of a file, or of memory.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write as _};
use std::sync::Arc;

use super::fault::Fault;

/// What is unpacked stays in memory up to this many bytes, and goes into a file without a name beyond.
const IN_MEMORY: u64 = 8 << 20;

/// Bytes of a read that are kept for the next one.
const BUFFER: usize = 16 << 10;

/// Bytes at rest.
#[derive(Debug, Clone)]
pub struct Bytes {
    store: Arc<Store>,
    /// Where in the store they begin.
    from: u64,
    len: u64,
}

#[derive(Debug)]
enum Store {
    Memory(Vec<u8>),
    #[cfg(unix)]
    File(File),
    #[cfg(not(unix))]
    File(std::sync::Mutex<File>),
}

impl Bytes {
    /// Those of a vector.
    #[must_use]
    pub fn of_memory(bytes: Vec<u8>) -> Bytes {
        Bytes { from: 0, len: bytes.len() as u64, store: Arc::new(Store::Memory(bytes)) }
    }

    /// Those that a file has now.
    ///
    /// # Errors
    ///
    /// Of the system.
    pub fn of_file(file: File) -> io::Result<Bytes> {
        let len = file.metadata()?.len();
        #[cfg(not(unix))]
        let file = std::sync::Mutex::new(file);
        Ok(Bytes { from: 0, len, store: Arc::new(Store::File(file)) })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Fills `buffer` from byte `at` on as far as it goes; none at the end.
    fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.len.saturating_sub(at)).unwrap_or(usize::MAX);
        let most = buffer.len().min(left);
        let buffer = &mut buffer[..most];
        let at = self.from.saturating_add(at);
        match &*self.store {
            Store::Memory(bytes) => {
                let from = usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
                let len = buffer.len().min(bytes.len() - from);
                buffer[..len].copy_from_slice(&bytes[from..from + len]);
                Ok(len)
            }
            #[cfg(unix)]
            Store::File(file) => std::os::unix::fs::FileExt::read_at(file, buffer, at),
            #[cfg(not(unix))]
            Store::File(file) => {
                let mut file = file.lock().map_err(|_| io::Error::other("a reader failed"))?;
                file.seek(SeekFrom::Start(at))?;
                file.read(buffer)
            }
        }
    }

    /// The `len` bytes from byte `at` on, where they lie; as many of them as there are.
    pub(super) fn part(&self, at: u64, len: u64) -> Bytes {
        let at = at.min(self.len);
        Bytes { store: self.store.clone(), from: self.from + at, len: len.min(self.len - at) }
    }

    /// The `len` bytes from byte `at` on.
    ///
    /// # Errors
    ///
    /// Of the system; [`io::ErrorKind::UnexpectedEof`] where there are not so many.
    pub(super) fn range(&self, at: u64, len: u64) -> io::Result<Vec<u8>> {
        if at.checked_add(len).is_none_or(|end| end > self.len) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let len = usize::try_from(len).map_err(io::Error::other)?;
        let mut out = vec![0; len];
        let mut filled = 0;
        while filled < len {
            match self.read_at(at + filled as u64, &mut out[filled..])? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => filled += count,
            }
        }
        Ok(out)
    }

    /// The first bytes, at most `len`.
    ///
    /// # Errors
    ///
    /// Of the system.
    pub fn head(&self, len: u64) -> io::Result<Vec<u8>> {
        self.range(0, len.min(self.len))
    }

    /// All of them.
    ///
    /// # Errors
    ///
    /// Of the system.
    pub fn all(&self) -> io::Result<Vec<u8>> {
        self.range(0, self.len)
    }

    /// A reader that begins with the first.
    #[must_use]
    pub(super) fn reader(&self) -> Reader {
        Reader { bytes: self.clone(), at: 0, buffer: Vec::new(), from: 0 }
    }

    /// A hash of them (XXH3), never 0; they are not held.
    ///
    /// # Errors
    ///
    /// Of the system.
    pub fn hash(&self) -> io::Result<u64> {
        let mut hasher = xxhash_rust::xxh3::Xxh3::new();
        let mut reader = self.reader();
        let mut buffer = vec![0; 256 << 10];
        loop {
            match reader.read(&mut buffer)? {
                0 => return Ok(hasher.digest().max(1)),
                count => hasher.update(&buffer[..count]),
            }
        }
    }
}

/// Reads [`Bytes`] from where it stands; each has a place of its own.
#[derive(Debug)]
pub(super) struct Reader {
    bytes: Bytes,
    at: u64,
    buffer: Vec<u8>,
    /// Where the first byte of the buffer stands.
    from: u64,
}

impl Clone for Reader {
    fn clone(&self) -> Reader {
        Reader { at: self.at, ..self.bytes.reader() }
    }
}

impl Read for Reader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let known = |reader: &Reader| {
            let skip = usize::try_from(reader.at.checked_sub(reader.from)?).ok()?;
            Some(skip).filter(|&skip| skip < reader.buffer.len())
        };
        if known(self).is_none() {
            if out.len() >= BUFFER {
                let count = self.bytes.read_at(self.at, out)?;
                self.at += count as u64;
                return Ok(count);
            }
            self.buffer.resize(BUFFER, 0);
            self.from = self.at;
            let count = self.bytes.read_at(self.at, &mut self.buffer);
            self.buffer.truncate(*count.as_ref().unwrap_or(&0));
            count?;
        }
        let Some(skip) = known(self) else { return Ok(0) };
        let count = out.len().min(self.buffer.len() - skip);
        out[..count].copy_from_slice(&self.buffer[skip..skip + count]);
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.bytes.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// What `reader` gives, at most `most` bytes, and what ended it before its end. What does not fit into memory goes into a
/// temporary file that has no name and is gone with the last who reads it.
///
/// # Errors
///
/// [`Fault::System`] where there is no room for it.
pub(super) fn spool(mut reader: impl Read, most: u64, archive: &'static str) -> Result<(Bytes, Option<Fault>), Fault> {
    let mut memory = Vec::new();
    let mut file: Option<File> = None;
    let mut buffer = vec![0; 128 << 10];
    let mut len: u64 = 0;
    let ended = loop {
        let count = match reader.read(&mut buffer) {
            Ok(0) => break None,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => break Some(Fault::broken(archive, &error)),
        };
        len += count as u64;
        if len > most {
            break Some(Fault::Bomb { limit: most });
        }
        if file.is_none() && len > IN_MEMORY {
            let mut new = tempfile::tempfile().map_err(|error| Fault::of_io(&error))?;
            new.write_all(&memory).map_err(|error| Fault::of_io(&error))?;
            memory = Vec::new();
            file = Some(new);
        }
        match &mut file {
            Some(file) => file.write_all(&buffer[..count]).map_err(|error| Fault::of_io(&error))?,
            None => memory.extend_from_slice(&buffer[..count]),
        }
    };
    let bytes = match file {
        Some(file) => Bytes::of_file(file).map_err(|error| Fault::of_io(&error))?,
        None => Bytes::of_memory(memory),
    };
    Ok((bytes, ended))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn every_store_reads_alike() {
        let data: Vec<u8> = (0..200_000_u32).map(|i| (i * 31 % 251) as u8).collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&data).unwrap();
        for bytes in [Bytes::of_memory(data.clone()), Bytes::of_file(file).unwrap()] {
            assert_eq!(bytes.all().unwrap(), data);
            assert_eq!(bytes.part(100, 900).part(10, 5).all().unwrap(), &data[110..115]);
            assert!(bytes.part(u64::MAX, u64::MAX).is_empty() && bytes.part(100, 5).range(3, 3).is_err());
            assert_eq!(bytes.range(70_000, 9).unwrap(), &data[70_000..70_009]);
            assert!(bytes.range(199_999, 2).is_err() && bytes.range(u64::MAX, 2).is_err());
            let mut reader = bytes.reader();
            let mut small = [0; 7];
            for at in [0_u64, 16_380, 16_384, 199_993, 5] {
                reader.seek(SeekFrom::Start(at)).unwrap();
                reader.read_exact(&mut small).unwrap();
                assert_eq!(small, data[at as usize..at as usize + 7], "{at}");
            }
            reader.seek(SeekFrom::End(-3)).unwrap();
            let mut rest = Vec::new();
            reader.clone().read_to_end(&mut rest).unwrap();
            assert_eq!(rest, &data[199_997..]);
            assert_eq!(bytes.hash().unwrap(), xxhash_rust::xxh3::xxh3_64(&data));
        }
    }

    #[test]
    fn what_is_spooled_is_what_came() {
        for len in [0, 5, (IN_MEMORY + 100_000) as usize] {
            let data = vec![7_u8; len];
            let (bytes, ended) = spool(&data[..], u64::MAX, "").unwrap();
            assert_eq!((bytes.all().unwrap(), ended), (data, None));
        }
        let (bytes, ended) = spool(io::repeat(1), 1 << 20, "").unwrap();
        assert_eq!(ended, Some(Fault::Bomb { limit: 1 << 20 }));
        assert!(bytes.len() <= 1 << 20);
    }
}
