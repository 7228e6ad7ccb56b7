//! The parts of an Office file, unpacked within bounds.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::ops::ControlFlow;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;
use zip::result::ZipError;

use super::super::allowance::Allowance;
use super::super::decode;
use super::super::document::{Format, ReadError, part};

/// What an entry of an archive's list costs to keep, in bytes.
const ENTRY: u64 = 512;

/// What a relation costs to keep beside its strings, in bytes.
const RELATION: u64 = 128;

/// An opened Office file.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    main: String,
    /// The relations of the parts that were asked for, each id with its target.
    relations: HashMap<String, HashMap<String, String>>,
    allowance: &'b Allowance,
}

impl<'b> Package<'b> {
    /// Opens an archive that holds a Word document.
    pub(super) fn open(bytes: &'b [u8], allowance: &'b Allowance) -> Result<Self, ReadError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken("the ZIP archive", &e))?;
        allowance.spend(ENTRY * archive.len() as u64, part::ARCHIVE)?;
        let mut package = Package { archive, main: String::new(), relations: HashMap::new(), allowance };
        let mut main = None;
        package.each_relation("_rels/.rels", "", |relation| {
            let found = relation.kind.ends_with("/officeDocument");
            if found {
                main = Some(relation.target);
            }
            Ok(if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
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

    /// The names of the parts whose names begin with `beginning`, in order.
    pub(super) fn names(&self, beginning: &str) -> impl Iterator<Item = String> + use<> {
        let names = self.archive.file_names().flatten().map(Cow::into_owned);
        let mut names: Vec<String> = names.filter(|name| name.starts_with(beginning) && !name.ends_with('/')).collect();
        names.sort();
        names.into_iter()
    }

    /// The part with the text.
    pub(super) fn main_part(&self) -> &str {
        &self.main
    }

    /// What the file may still cost.
    pub(super) fn allowance(&self) -> &'b Allowance {
        self.allowance
    }

    /// The unpacked bytes of a part; `None` when there is no such part.
    pub(super) fn bytes(&mut self, part: &str) -> Result<Option<Vec<u8>>, ReadError> {
        self.allowance.on_time(Format::Docx)?;
        let mut file = match self.archive.by_name(part) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(what)) if what.contains("assword") => {
                return Err(ReadError::Encrypted(Format::Docx));
            }
            Err(e) => return Err(broken(part, &e)),
        };
        // What the archive says of its sizes may be a lie; what comes out of it is not.
        let mut out = Vec::new();
        let most = self.allowance.left().saturating_add(1);
        (&mut file).take(most).read_to_end(&mut out).map_err(|e| broken(part, &e))?;
        self.allowance.spend(out.len() as u64, part)?;
        Ok(Some(out))
    }

    /// A part as text.
    pub(super) fn text(&mut self, part: &str) -> Result<Option<String>, ReadError> {
        let Some(bytes) = self.bytes(part)? else { return Ok(None) };
        if bytes.starts_with(b"\xEF\xBB\xBF") {
            return Ok(Some(decode(&bytes, Path::new(part)).text));
        }
        // Nearly every part is UTF-8 and need not be in memory twice.
        let text = String::from_utf8(bytes);
        Ok(Some(text.unwrap_or_else(|error| decode(error.as_bytes(), Path::new(part)).text)))
    }

    /// The part to which relation `id` of `part` leads.
    pub(super) fn related(&mut self, part: &str, id: &str) -> Result<Option<String>, ReadError> {
        if !self.relations.contains_key(part) {
            let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
            let list = format!("{folder}{}_rels/{name}.rels", if folder.is_empty() { "" } else { "/" });
            let allowance = self.allowance;
            let mut found = HashMap::new();
            self.each_relation(&list, folder, |relation| {
                allowance.spend(RELATION, &list)?;
                found.entry(relation.id).or_insert(relation.target);
                Ok(ControlFlow::Continue(()))
            })?;
            self.relations.insert(part.to_owned(), found);
        }
        Ok(self.relations.get(part).and_then(|relations| relations.get(id)).cloned())
    }

    /// Calls `each` with the relations in the part `list`, whose targets are seen from `folder`, until it breaks.
    fn each_relation(
        &mut self,
        list: &str,
        folder: &str,
        mut each: impl FnMut(Relation) -> Result<ControlFlow<()>, ReadError>,
    ) -> Result<(), ReadError> {
        let Some(xml) = self.text(list)? else { return Ok(()) };
        let mut reader = Reader::from_str(&xml);
        loop {
            self.allowance.step(Format::Docx)?;
            match reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "Relationship" => {
                    let mut relation = Relation::default();
                    for attribute in tag.attributes().flatten() {
                        let value = attribute.value.into_owned();
                        match attribute.key.local_name().as_ref() {
                            "Id" => relation.id = value,
                            "Type" => relation.kind = value,
                            "Target" => relation.target = resolve(folder, &value),
                            _ => {}
                        }
                    }
                    if each(relation)?.is_break() {
                        return Ok(());
                    }
                }
                Ok(Event::Eof) => return Ok(()),
                Ok(_) => {}
                Err(e) => return Err(broken(list, &e)),
            }
        }
    }
}

/// One part's relation to another.
#[derive(Default)]
struct Relation {
    id: String,
    /// An address that says what the target is to the part.
    kind: String,
    /// The name of the other part.
    target: String,
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
