//! ZIP archives.

use std::io::Read as _;

use ::zip::{CompressionMethod, ZipArchive};

use super::bytes::{Bytes, Reader};
use super::fault::Fault;
use super::names::{RawName, Taken, decoded};
use super::{Budget, Found, Member};

pub(super) const KIND: &str = "ZIP archive";

/// Bytes of the list of an archive, which is held in memory whole.
const LARGEST_LIST: u64 = 64 << 20;

/// What tells that the list begins: its first bytes, and where in them its own size stands.
const END: (&[u8], usize, usize) = (b"PK\x05\x06", 12, 4);
const END_64: (&[u8], usize, usize) = (b"PK\x06\x06", 40, 8);

/// The flag that says that a name is UTF-8.
const UTF8: u16 = 1 << 11;

/// An opened archive.
#[derive(Debug, Clone)]
pub(super) struct Zip(ZipArchive<Reader>);

/// Opens an archive; `None` where it is a document of an office program, which has the form of one.
pub(super) fn open(bytes: &Bytes, budget: &Budget) -> Result<Option<Found<Zip>>, Fault> {
    if list_size(bytes)? > LARGEST_LIST {
        return Err(Fault::Many { limit: budget.members() });
    }
    let archive = ZipArchive::new(bytes.reader()).map_err(|error| Fault::broken(KIND, &error))?;
    if is_document(&archive) {
        return Ok(None);
    }
    let list = archive.metadata();
    let entries: Vec<_> = (0..list.len()).filter_map(|at| Some((at, list.entry(at).ok()?))).collect();
    let raw: Vec<RawName> = entries
        .iter()
        .map(|(_, entry)| RawName { bytes: entry.name_raw().to_vec(), utf8: entry.flags().as_u16() & UTF8 != 0 })
        .collect();
    let (mut taken, mut members, mut ended) = (Taken::default(), Vec::new(), None);
    for ((at, entry), name) in entries.iter().zip(decoded(&raw)) {
        if entry.is_dir() || name.ends_with(['/', '\\']) {
            continue;
        }
        let Some((name, outside)) = taken.take(&name) else { continue };
        let fault = outside.or_else(|| {
            if entry.is_symlink() {
                Some(Fault::Link)
            } else if entry.encrypted() {
                Some(Fault::Encrypted)
            } else {
                match entry.compression() {
                    CompressionMethod::Stored | CompressionMethod::Deflated => None,
                    other => Some(Fault::Method { name: other.to_string() }),
                }
            }
        });
        let size = if fault.is_some() { 0 } else { entry.size() };
        if let Err(fault) = budget.spend(size) {
            ended = Some(fault);
            break;
        }
        members.push(Member { name, size, fault, at: *at });
    }
    Ok(Some(Found { kind: Zip(archive), members, ended }))
}

impl Zip {
    /// What the member `at` of the list holds: `size` bytes, or it is broken, whatever else comes out of it.
    pub(super) fn reader<T>(
        &self,
        at: usize,
        read: impl FnOnce(&mut dyn std::io::Read) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut archive = self.0.clone();
        let mut file = archive.by_index(at).map_err(|error| Fault::broken(KIND, &error))?;
        let most = file.size();
        read(&mut file.by_ref().take(most.saturating_add(1)))
    }
}

/// How large the list of an archive says that it is.
fn list_size(bytes: &Bytes) -> Result<u64, Fault> {
    // The end of the list is followed by a comment of at most 64 KiB.
    let tail = bytes.len().min((64 << 10) + 256);
    let tail = bytes.range(bytes.len() - tail, tail).map_err(|error| Fault::of_io(&error))?;
    let sizes = [END, END_64].into_iter().flat_map(|(mark, at, len)| {
        memchr::memmem::find_iter(&tail, mark)
            .filter_map(|start| tail.get(start + at..start + at + len))
            .map(|size| size.iter().rev().fold(0, |sum, &byte| sum << 8 | u64::from(byte)))
            .filter(|&size| size != u64::from(u32::MAX))
            .collect::<Vec<u64>>()
    });
    Ok(sizes.max().unwrap_or(0))
}

/// Whether an archive is a document of an office program.
fn is_document(archive: &ZipArchive<Reader>) -> bool {
    let has = |name: &str| archive.index_for_name(name).is_some();
    let below = |folder: &[u8]| archive.file_names_raw().any(|name| name.starts_with(folder));
    let open_xml = || [&b"word/"[..], b"xl/", b"ppt/"].into_iter().any(below);
    has("word/document.xml")
        || has("OFD.xml")
        || (has("mimetype") && has("content.xml"))
        || ((has("[Content_Types].xml") || has("_rels/.rels")) && open_xml())
}
