//! Compound files (MS-CFB), which hold the streams of Office files until 2003 and of those with a password.
//!
//! `cfb` (MIT, well kept) reads them: it checks every chain of sectors, loops included, and gives errors and no panics.
//! What it does not bound is checked here before: how large the table of sectors may become.

use std::io::{Cursor, Read};

use cfb::CompoundFile;

use super::allowance::Allowance;
use super::document::{ReadError, part};
use super::format::Format;

/// How a compound file begins.
pub(super) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// What an entry of the directory costs, in bytes.
const ENTRY: u64 = 256;

/// An opened compound file.
pub(super) struct Ole<'b> {
    file: CompoundFile<Cursor<&'b [u8]>>,
    format: Format,
    allowance: &'b Allowance,
}

impl<'b> Ole<'b> {
    /// Opens the compound file that a file of format `format` is.
    pub(super) fn open(bytes: &'b [u8], format: Format, allowance: &'b Allowance) -> Result<Self, ReadError> {
        allowance.spend(table_size(bytes).unwrap_or(0), part::SECTORS)?;
        let file = CompoundFile::open(Cursor::new(bytes))
            .map_err(|e| ReadError::Broken(format, format!("the compound file: {e}")))?;
        Ok(Ole { file, format, allowance })
    }

    /// Whether there is a stream or a storage of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.file.exists(name)
    }

    /// How many streams and storages have names for which `holds` holds.
    pub(super) fn count(&self, holds: impl Fn(&str) -> bool) -> Result<usize, ReadError> {
        let mut count = 0;
        for entry in self.file.walk() {
            self.allowance.step(self.format)?;
            count += usize::from(holds(entry.name()));
        }
        Ok(count)
    }

    /// The bytes of a stream; `None` when there is no such stream.
    pub(super) fn stream(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        self.allowance.on_time(self.format)?;
        if !self.file.is_stream(name) {
            return Ok(None);
        }
        let broken = |e: std::io::Error| ReadError::Broken(self.format, format!("{name}: {e}"));
        let stream = self.file.open_stream(name).map_err(broken)?;
        let mut out = Vec::new();
        stream.take(self.allowance.left().saturating_add(1)).read_to_end(&mut out).map_err(broken)?;
        self.allowance.spend(out.len() as u64, name)?;
        Ok(Some(out))
    }
}

/// The names of the streams and storages at the root of a compound file; none where it is damaged.
pub(super) fn names(bytes: &[u8]) -> Vec<String> {
    // Whoever may be opened costs no more than it will be granted when it is read.
    let allowance = Allowance::packed(bytes.len());
    let Ok(ole) = Ole::open(bytes, Format::Text, &allowance) else { return Vec::new() };
    let most = usize::try_from(allowance.left() / ENTRY).unwrap_or(usize::MAX);
    ole.file.read_root_storage().take(most).map(|entry| entry.name().to_owned()).collect()
}

/// The bytes of the table of sectors as the header and its lists say; they may name one part of it over and over.
fn table_size(bytes: &[u8]) -> Option<u64> {
    let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let shift = u32::from(u16::from_le_bytes(bytes.get(30..32)?.try_into().ok()?));
    let sector = 1_usize.checked_shl(shift).filter(|len| (512..=4096).contains(len))?;
    let used = |at: usize| word(at).is_some_and(|id| id < 0xFFFF_FFFA);
    let mut count = (76..512).step_by(4).filter(|&at| used(at)).count() as u64;
    let mut next = word(68)?;
    // A chain that is longer than the file goes round.
    for _ in 0..bytes.len() / sector {
        let Some(start) = (next as usize).checked_add(1).and_then(|at| at.checked_mul(sector)) else { break };
        if next >= 0xFFFF_FFFA || start + sector > bytes.len() {
            break;
        }
        count += (start..start + sector - 4).step_by(4).filter(|&at| used(at)).count() as u64;
        next = word(start + sector - 4)?;
    }
    Some(count * sector as u64)
}
