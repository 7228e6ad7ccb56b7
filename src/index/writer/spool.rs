//! A file for what is worked out before a segment can be written: appended to, then read back in pieces. Nobody else
//! looks at it, and it goes when it is let go of.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Bytes that are written at a time.
const WRITTEN: usize = 256 << 10;
/// Bytes that a [`Reader`] fetches at a time, where nothing needs more at once.
const FETCHED: usize = 32 << 10;

/// The file.
#[derive(Debug)]
pub(super) struct Spool {
    path: PathBuf,
    file: File,
    /// Bytes that have reached the file.
    written: u64,
    /// What has not.
    buffer: Vec<u8>,
}

/// A piece of a [`Spool`].
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Piece {
    pub(super) start: u64,
    pub(super) end: u64,
}

impl Spool {
    /// A new file in `folder`, which has no other of this number.
    pub(super) fn create(folder: &Path, number: usize) -> io::Result<Spool> {
        // A name that a build which is killed may leave behind: the next one clears it away.
        let path = folder.join(format!(".tmp{number:06}"));
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
        Ok(Spool { path, file, written: 0, buffer: Vec::new() })
    }

    /// Where the next byte goes.
    pub(super) fn end(&self) -> u64 {
        self.written + self.buffer.len() as u64
    }

    /// Appends `bytes`.
    pub(super) fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= WRITTEN { self.flush() } else { Ok(()) }
    }

    /// Makes what was appended readable.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.buffer)?;
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        self.buffer.shrink_to(WRITTEN);
        Ok(())
    }

    /// Reads `piece` from its beginning.
    pub(super) fn reader(&self, piece: Piece) -> Reader<'_> {
        Reader { spool: self, next: piece.start, end: piece.end, buffer: Vec::new(), at: 0 }
    }

    #[cfg(unix)]
    fn read_at(&self, bytes: &mut [u8], at: u64) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, bytes, at)
    }

    #[cfg(windows)]
    fn read_at(&self, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
        while !bytes.is_empty() {
            match std::os::windows::fs::FileExt::seek_read(&self.file, bytes, at)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => (bytes, at) = (&mut bytes[count..], at + count as u64),
            }
        }
        Ok(())
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        // A file that cannot be removed is cleared away with what killed builds left.
        let _ = fs::remove_file(&self.path);
    }
}

/// Reads a piece of a [`Spool`], a little of it in memory.
#[derive(Debug)]
pub(super) struct Reader<'s> {
    spool: &'s Spool,
    /// Where in the file what is not in the buffer begins, and where the piece ends.
    next: u64,
    end: u64,
    buffer: Vec<u8>,
    at: usize,
}

impl Reader<'_> {
    /// Whether all of it has been read.
    pub(super) fn is_done(&self) -> bool {
        self.at == self.buffer.len() && self.next == self.end
    }

    /// The next `count` bytes.
    pub(super) fn take(&mut self, count: usize) -> io::Result<&[u8]> {
        self.fill(count)?;
        let bytes = self.buffer.get(self.at..self.at + count).ok_or(io::ErrorKind::UnexpectedEof)?;
        self.at += count;
        Ok(bytes)
    }

    /// The next number.
    pub(super) fn number(&mut self) -> io::Result<u64> {
        self.fill(10)?;
        let mut rest = &self.buffer[self.at..];
        let before = rest.len();
        let number = number(&mut rest);
        self.at += before - rest.len();
        Ok(number)
    }

    /// Sees that the next `count` bytes are in memory, or all that are left.
    fn fill(&mut self, count: usize) -> io::Result<()> {
        if self.buffer.len() - self.at >= count || self.next == self.end {
            return Ok(());
        }
        self.buffer.drain(..self.at);
        self.at = 0;
        let had = self.buffer.len();
        let left = usize::try_from(self.end - self.next).unwrap_or(usize::MAX);
        let more = FETCHED.max(count - had).min(left);
        if had + more <= 2 * FETCHED {
            // What one long list needed is not kept for the short ones.
            self.buffer.shrink_to(2 * FETCHED);
        }
        self.buffer.resize(had + more, 0);
        self.spool.read_at(&mut self.buffer[had..], self.next)?;
        self.next += more as u64;
        Ok(())
    }
}

/// Appends `number`, seven bits a byte, the lowest first.
pub(super) fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Takes the number that [`put`] wrote from the front of `bytes`.
pub(super) fn number(bytes: &mut &[u8]) -> u64 {
    let (mut number, mut shift) = (0, 0);
    while let Some((&byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        shift += 7;
        if byte < 0x80 || shift > 63 {
            break;
        }
    }
    number
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_put_comes_back(pieces in prop::collection::vec((any::<u64>(), 0..70_000_usize), 0..12)) {
            let folder = tempfile::tempdir().unwrap();
            let mut spool = Spool::create(folder.path(), 1).unwrap();
            let start = spool.end();
            for &(value, len) in &pieces {
                let mut bytes = Vec::new();
                put(&mut bytes, value);
                put(&mut bytes, len as u64);
                bytes.resize(bytes.len() + len, len as u8);
                spool.append(&bytes).unwrap();
            }
            let piece = Piece { start, end: spool.end() };
            spool.flush().unwrap();
            let mut reader = spool.reader(piece);
            for &(value, len) in &pieces {
                prop_assert_eq!(reader.number().unwrap(), value);
                let count = usize::try_from(reader.number().unwrap()).unwrap();
                prop_assert!(count == len && reader.take(count).unwrap().iter().all(|&byte| byte == len as u8));
            }
            prop_assert!(reader.is_done());
            drop(reader);
            drop(spool);
            prop_assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }
}
