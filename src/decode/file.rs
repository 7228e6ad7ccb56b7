//! A file that is to be read, and what every reader of files is.

use std::cell::OnceCell;
use std::path::Path;

use super::allowance::Allowance;
use super::document::{Document, ReadError};
use super::format::{Format, Mark, others};
use super::{DecodedText, Machine, Verdict, decode};
use super::{ole, package};

/// A reader of one format. Its row in the table of `format.rs` says how the format's files are known and called.
pub(super) trait Reader: Sync {
    /// Whether a file that bears no mark is one; `named` says whether its name ends so. Formats with marks are not asked.
    ///
    /// # Errors
    ///
    /// Why the file is no text, where that is what the format is.
    fn recognises(&self, file: &File<'_>, named: bool) -> Result<bool, ReadError> {
        let _ = (file, named);
        Ok(false)
    }

    /// What a file of so many bytes may cost.
    fn allowance(&self, len: usize) -> Allowance {
        Allowance::packed(len)
    }

    /// The document that the file is.
    ///
    /// # Errors
    ///
    /// Why it is none.
    fn read(&self, file: File<'_>, allowance: &Allowance) -> Result<Document, ReadError>;
}

/// A file's bytes and name, and what was found out about them on the way to its reader.
pub(super) struct File<'b> {
    pub(super) bytes: &'b [u8],
    pub(super) name: &'b Path,
    /// The ending of its name, in lower case and without the dot.
    pub(super) ending: String,
    /// What reads pages without text.
    pub(super) machine: &'b Machine,
    archive: OnceCell<package::Listed>,
    streams: OnceCell<Vec<String>>,
    decoded: OnceCell<DecodedText>,
}

impl<'b> File<'b> {
    pub(super) fn new(bytes: &'b [u8], name: &'b Path, machine: &'b Machine) -> Self {
        let ending = name.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
        let (archive, streams, decoded) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        File { bytes, name, ending, machine, archive, streams, decoded }
    }

    /// Whether it begins as a ZIP archive does.
    pub(super) fn is_zip(&self) -> bool {
        self.bytes.starts_with(b"PK\x03\x04")
    }

    /// What the ZIP archive that it is holds; nothing where that is damaged.
    pub(super) fn archive(&self) -> &package::Listed {
        self.archive.get_or_init(|| if self.is_zip() { package::list(self.bytes) } else { package::Listed::default() })
    }

    /// The names of the streams and storages at the root of the compound file that it is; none where that is damaged.
    pub(super) fn streams(&self) -> &[String] {
        self.streams.get_or_init(|| if self.is_ole() { ole::names(self.bytes) } else { Vec::new() })
    }

    /// Whether it begins as a compound file does.
    pub(super) fn is_ole(&self) -> bool {
        self.bytes.starts_with(ole::MAGIC)
    }

    /// Whether it bears a mark of `format`.
    pub(super) fn is_marked(&self, format: Format) -> bool {
        format.marks().iter().any(|&mark| self.bears(mark))
    }

    /// What it is, in English, if that is known and not read.
    pub(super) fn other_kind(&self) -> Option<&'static str> {
        others().find(|&(mark, _)| self.bears(mark)).map(|(_, kind)| kind)
    }

    fn bears(&self, mark: Mark) -> bool {
        match mark {
            Mark::Begins(magic) => self.bytes.starts_with(magic),
            Mark::Near(magic) => {
                let head = &self.bytes[..self.bytes.len().min(1024)];
                head.windows(magic.len()).any(|window| window == magic) && !self.bytes.starts_with(b"<")
            }
            Mark::Vocabulary(name) => {
                let head = &self.bytes[..self.bytes.len().min(2048)];
                let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
                start.starts_with(b"<") && memchr::memmem::find(head, name).is_some()
            }
            Mark::Entry(name) => {
                let entries = &self.archive().entries;
                entries.iter().any(|entry| entry == name || name.ends_with('/') && entry.starts_with(name))
            }
            Mark::Media(kind) => self.archive().media.starts_with(kind),
            Mark::Stream(name) => self.streams().iter().any(|stream| stream.trim_start_matches('\u{5}') == name),
        }
    }

    /// The text that it is.
    ///
    /// # Errors
    ///
    /// [`ReadError::Empty`] or [`ReadError::NotText`] where it is none.
    pub(super) fn text(&self) -> Result<&str, ReadError> {
        let decoded = self.decoded.get_or_init(|| decode(self.bytes, self.name));
        match decoded.verdict {
            Verdict::Empty => Err(ReadError::Empty),
            Verdict::Binary(kind) => Err(ReadError::NotText(kind)),
            Verdict::Text => Ok(&decoded.text),
        }
    }

    /// The same with the way back, to keep.
    pub(super) fn into_decoded(self) -> DecodedText {
        self.decoded.into_inner().unwrap_or_else(|| decode(self.bytes, self.name))
    }
}
