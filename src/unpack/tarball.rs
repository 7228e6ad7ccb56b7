//! Tar archives, and what packs them: gzip, bzip2, xz, zstd.

use std::io::{self, Read, Seek as _, SeekFrom};

use tar::{Archive, EntryType, Header};

use super::bytes::{Bytes, Reader, spool};
use super::fault::Fault;
use super::names::{RawName, Taken, decoded};
use super::{Budget, Found, Member};

pub(super) const KIND: &str = "tar archive";

const BLOCK: u64 = 512;

/// A name or a list of properties that stands before a member is held in memory; no honest one is longer.
const LONGEST_NAME: u64 = 1 << 20;

/// Memory that a packed file may ask for to be unpacked, in bytes.
const WINDOW: u64 = 128 << 20;

/// The ways in which a single file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packed {
    Gzip,
    Bzip2,
    Xz,
    Zstd,
}

impl Packed {
    /// Which one begins with these bytes.
    pub(super) fn of(head: &[u8]) -> Option<Packed> {
        match head {
            [0x1F, 0x8B, 0x08, ..] => Some(Packed::Gzip),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..] => Some(Packed::Bzip2),
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Some(Packed::Xz),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Packed::Zstd),
            _ => None,
        }
    }

    pub(super) fn kind(self) -> &'static str {
        match self {
            Packed::Gzip => "gzip archive",
            Packed::Bzip2 => "bzip2 archive",
            Packed::Xz => "xz archive",
            Packed::Zstd => "zstd archive",
        }
    }

    /// How the name of such a file ends, behind that of what is in it.
    const ENDINGS: [&'static str; 4] = ["gz", "bz2", "xz", "zst"];

    /// What a packed file is called without its packing.
    pub(super) fn inner_name(name: &str) -> String {
        match name.rsplit_once('.') {
            Some((stem, ending)) if Packed::ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)) => {
                stem.to_owned()
            }
            Some((stem, ending)) if ["tgz", "tbz", "tbz2", "txz", "tzst"].contains(&&*ending.to_ascii_lowercase()) => {
                format!("{stem}.tar")
            }
            _ => format!("{name}.out"),
        }
    }

    /// What is in it, as far as it goes and no more than `most` bytes, and what ended it before its end.
    pub(super) fn unpack(self, bytes: &Bytes, most: u64) -> Result<(Bytes, Option<Fault>), Fault> {
        let broken = |error: &dyn std::fmt::Display| Fault::broken(self.kind(), error);
        let reader = bytes.reader();
        match self {
            Packed::Gzip => spool(flate2::read::MultiGzDecoder::new(reader), most, self.kind()),
            Packed::Bzip2 => spool(bzip2::read::MultiBzDecoder::new(reader), most, self.kind()),
            Packed::Xz => {
                let reader = lzma_rust2::XzReader::new_mem_limit(reader, true, (WINDOW >> 10) as u32);
                spool(reader, most, self.kind())
            }
            Packed::Zstd => {
                let mut frames = Frames { source: Some(reader), frame: None };
                frames.begin().map_err(|error| broken(&error))?;
                spool(frames, most, self.kind())
            }
        }
    }
}

/// What was packed by zstd, frame after frame.
struct Frames {
    source: Option<Reader>,
    frame: Option<Box<ruzstd::decoding::StreamingDecoder<Reader, ruzstd::decoding::FrameDecoder>>>,
}

impl Frames {
    fn begin(&mut self) -> io::Result<()> {
        let Some(source) = self.source.take() else { return Ok(()) };
        let decoder = ruzstd::decoding::StreamingDecoder::new_with_max_window_size(source, WINDOW);
        self.frame = Some(Box::new(decoder.map_err(io::Error::other)?));
        Ok(())
    }
}

impl Read for Frames {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(frame) = &mut self.frame else { return Ok(0) };
            let count = frame.read(out)?;
            if count > 0 || out.is_empty() {
                return Ok(count);
            }
            let Some(frame) = self.frame.take() else { return Ok(0) };
            let mut source = (*frame).into_inner();
            let mut next = [0];
            if source.read(&mut next)? == 0 {
                return Ok(0);
            }
            source.seek(SeekFrom::Current(-1))?;
            self.source = Some(source);
            self.begin()?;
        }
    }
}

/// Whether a file begins as a tar archive: its first block is a header whose checksum is right.
pub(super) fn is_tar(head: &[u8]) -> bool {
    let Some(block) = head.get(..BLOCK as usize) else { return false };
    // An old archive has no mark, and a file of zeros is none.
    let name = block[0] != 0;
    name && checksum_is_right(block)
}

fn checksum_is_right(block: &[u8]) -> bool {
    let field = &block[148..156];
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum::<u32>()
        - field.iter().map(|&byte| u32::from(byte)).sum::<u32>()
        + 8 * u32::from(b' ');
    let digits = field.iter().skip_while(|&&byte| byte == b' ').take_while(|byte| matches!(byte, b'0'..=b'7'));
    let text: String = digits.map(|&byte| char::from(byte)).collect();
    u32::from_str_radix(&text, 8).is_ok_and(|said| said == sum)
}

/// Where a member lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lies {
    pub(super) at: u64,
    pub(super) len: u64,
}

/// The members of a tar archive, and what ended the list before its end.
pub(super) fn list(bytes: &Bytes, budget: &Budget) -> Result<Found<Vec<Lies>>, Fault> {
    if has_long_name(bytes).map_err(|error| Fault::of_io(&error))? {
        return Err(Fault::broken(KIND, &"a name in it is longer than a name is"));
    }
    let mut ended = None;
    let mut archive = Archive::new(bytes.reader());
    let (mut places, mut raw, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    let entries = archive.entries_with_seek().map_err(|error| Fault::broken(KIND, &error))?;
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                ended = ended.or_else(|| Some(Fault::broken(KIND, &error)));
                break;
            }
        };
        let kind = entry.header().entry_type();
        let fault = match kind {
            EntryType::Regular | EntryType::Continuous => None,
            EntryType::Directory | EntryType::XGlobalHeader => continue,
            EntryType::Symlink | EntryType::Link => Some(Fault::Link),
            _ => Some(Fault::Special),
        };
        let lies = Lies { at: entry.raw_file_position(), len: entry.size() };
        let name = entry.path_bytes().into_owned();
        // Old archives have no type for folders.
        if name.ends_with(b"/") {
            continue;
        }
        let whole = lies.at.checked_add(lies.len).is_some_and(|end| end <= bytes.len());
        let fault = fault.or_else(|| (!whole).then(|| Fault::broken(KIND, &"it breaks off")));
        if raw.len() >= budget.members() {
            ended = Some(Fault::Many { limit: budget.members() });
            break;
        }
        raw.push(RawName { bytes: name, utf8: false });
        places.push(lies);
        faults.push(fault);
        if !whole {
            ended = ended.or_else(|| Some(Fault::broken(KIND, &"it breaks off")));
            break;
        }
    }
    // It ends with blocks of zeros, or it may have been cut off behind a member.
    let end =
        places.iter().map(|lies: &Lies| lies.at.saturating_add(lies.len).next_multiple_of(BLOCK)).max().unwrap_or(0);
    if bytes.len() < end.saturating_add(BLOCK) {
        ended = ended.or_else(|| Some(Fault::broken(KIND, &"it ends without its end mark")));
    }
    let (mut taken, mut members) = (Taken::default(), Vec::new());
    for (at, (name, fault)) in decoded(&raw).iter().zip(faults).enumerate() {
        let Some((name, outside)) = taken.take(name) else { continue };
        let fault = outside.or(fault);
        let size = if fault.is_some() { 0 } else { places[at].len };
        if let Err(fault) = budget.spend(size) {
            ended = Some(fault);
            break;
        }
        members.push(Member { name, size, fault, at });
    }
    Ok(Found { kind: places, members, ended })
}

/// Walks from header to header: whether one announces a name that is too long to be held.
fn has_long_name(bytes: &Bytes) -> io::Result<bool> {
    let mut at: u64 = 0;
    while at + BLOCK <= bytes.len() {
        let block = bytes.range(at, BLOCK)?;
        // What is damaged here is found by the one that reads.
        if !checksum_is_right(&block) {
            break;
        }
        let header = Header::from_byte_slice(&block);
        let Ok(size) = header.entry_size() else { break };
        let held = matches!(
            header.entry_type(),
            EntryType::GNULongName | EntryType::GNULongLink | EntryType::XHeader | EntryType::XGlobalHeader
        );
        if held && size > LONGEST_NAME {
            return Ok(true);
        }
        let next = size.div_ceil(BLOCK).checked_mul(BLOCK).and_then(|len| at.checked_add(BLOCK)?.checked_add(len));
        let Some(next) = next else { break };
        at = next;
    }
    Ok(false)
}
