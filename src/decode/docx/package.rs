//! The parts of an Office file, unpacked within bounds.

use std::borrow::Cow;
use std::io::{Cursor, Read};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;
use zip::result::ZipError;

use super::super::decode;
use super::super::document::{Format, ReadError};

/// No part of an honest document is larger than this when it is unpacked, in bytes.
const LARGEST_PART: u64 = 128 << 20;

/// All parts that are read together, in bytes.
const LARGEST_TOTAL: u64 = 256 << 20;

/// XML shrinks to a twentieth, at the very best to a hundredth; beyond this ratio only bombs are.
const RATIO: u64 = 250;

/// A part of this size, in bytes, does no harm whatever its ratio.
const HARMLESS: u64 = 4 << 20;

/// An opened Office file.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    main: String,
    /// Bytes unpacked so far.
    unpacked: u64,
}

impl<'b> Package<'b> {
    /// Opens an archive that holds a Word document.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, ReadError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken("the ZIP archive", &e))?;
        let mut package = Package { archive, main: String::new(), unpacked: 0 };
        let main = package.related_by("_rels/.rels", "", |_, kind| kind.ends_with("/officeDocument"))?;
        let names: Vec<String> = package.archive.file_names().flatten().map(Cow::into_owned).collect();
        let has = |name: &str| names.iter().any(|other| other == name);
        let folder = |name: &str| names.iter().any(|other| other.starts_with(name));
        package.main = match main {
            Some(part) if folder("word/") && has(&part) => part,
            _ if has("word/document.xml") => "word/document.xml".to_owned(),
            _ if folder("word/") => {
                return Err(ReadError::Broken(Format::Docx, "word/document.xml is missing".to_owned()));
            }
            _ if folder("xl/") => return Err(ReadError::NotText("an Excel workbook")),
            _ if folder("ppt/") => return Err(ReadError::NotText("a presentation")),
            _ if has("OFD.xml") => return Err(ReadError::NotText("an OFD document")),
            _ if has("content.xml") && has("mimetype") => return Err(ReadError::NotText("an OpenDocument file")),
            _ => return Err(ReadError::NotText("a ZIP archive")),
        };
        Ok(package)
    }

    /// The part with the text.
    pub(super) fn main_part(&self) -> &str {
        &self.main
    }

    /// The unpacked bytes of a part; `None` when there is no such part.
    pub(super) fn bytes(&mut self, part: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let mut file = match self.archive.by_name(part) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(what)) if what.contains("assword") => {
                return Err(ReadError::Encrypted(Format::Docx));
            }
            Err(e) => return Err(broken(part, &e)),
        };
        let limit = (file.compressed_size().saturating_mul(RATIO))
            .clamp(HARMLESS, LARGEST_PART)
            .min(LARGEST_TOTAL.saturating_sub(self.unpacked));
        // What the archive says of its sizes may be a lie; what comes out of it is not.
        let mut out = Vec::new();
        (&mut file).take(limit + 1).read_to_end(&mut out).map_err(|e| broken(part, &e))?;
        if out.len() as u64 > limit {
            return Err(ReadError::TooLarge { part: part.to_owned(), limit });
        }
        self.unpacked += out.len() as u64;
        Ok(Some(out))
    }

    /// A part as text.
    pub(super) fn text(&mut self, part: &str) -> Result<Option<String>, ReadError> {
        Ok(self.bytes(part)?.map(|bytes| decode(&bytes, Path::new(part)).text))
    }

    /// The part to which relation `id` of `part` leads.
    pub(super) fn related(&mut self, part: &str, id: &str) -> Result<Option<String>, ReadError> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let relations = format!("{folder}{}_rels/{name}.rels", if folder.is_empty() { "" } else { "/" });
        self.related_by(&relations, folder, |own, _| own == id)
    }

    /// The target of the first relation in the part `relations` whose id and type are `wanted`.
    fn related_by(
        &mut self,
        relations: &str,
        folder: &str,
        wanted: impl Fn(&str, &str) -> bool,
    ) -> Result<Option<String>, ReadError> {
        let Some(xml) = self.text(relations)? else { return Ok(None) };
        let mut reader = Reader::from_str(&xml);
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "Relationship" => {
                    let (mut id, mut kind, mut target) = (String::new(), String::new(), String::new());
                    for attribute in tag.attributes().flatten() {
                        let value = attribute.value.into_owned();
                        match attribute.key.local_name().as_ref() {
                            "Id" => id = value,
                            "Type" => kind = value,
                            "Target" => target = value,
                            _ => {}
                        }
                    }
                    if wanted(&id, &kind) {
                        return Ok(Some(resolve(folder, &target)));
                    }
                }
                Ok(Event::Eof) => return Ok(None),
                Ok(_) => {}
                Err(e) => return Err(broken(relations, &e)),
            }
        }
    }
}

/// The name of the part `target` as seen from `folder`.
fn resolve(folder: &str, target: &str) -> String {
    let path =
        if let Some(absolute) = target.strip_prefix('/') { absolute.to_owned() } else { format!("{folder}/{target}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// The error for a part that cannot be read.
pub(super) fn broken(part: &str, error: &dyn std::fmt::Display) -> ReadError {
    ReadError::Broken(Format::Docx, format!("{part}: {error}"))
}
