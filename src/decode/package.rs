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

use super::allowance::Allowance;
use super::decode;
use super::document::{ReadError, part};
use super::format::Format;
use super::xml::broken;

/// What an entry of an archive's list costs to keep, in bytes.
const ENTRY: u64 = 512;

/// What a relation costs to keep beside its strings, in bytes.
const RELATION: u64 = 128;

/// What an archive holds.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// The names of its entries.
    pub(super) entries: Vec<String>,
    /// The media type that those of OpenDocument say they are of.
    pub(super) media: String,
}

/// What an archive holds; nothing where it is damaged.
pub(super) fn list(bytes: &[u8]) -> Listed {
    /// Bytes of the longest media type.
    const LONGEST: u64 = 100;
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Listed::default() };
    let entries = archive.file_names().flatten().map(Cow::into_owned).collect();
    let mut media = String::new();
    if let Ok(entry) = archive.by_name("mimetype") {
        // What is no text is no media type.
        _ = entry.take(LONGEST).read_to_string(&mut media);
    }
    Listed { entries, media: media.trim().to_owned() }
}

/// An opened Office file.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    format: Format,
    /// The relations of the parts that were asked for, each id with its target.
    relations: HashMap<String, HashMap<String, String>>,
    allowance: &'b Allowance,
}

impl<'b> Package<'b> {
    /// Opens the archive that a file of format `format` is.
    pub(super) fn open(bytes: &'b [u8], format: Format, allowance: &'b Allowance) -> Result<Self, ReadError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(format, "the ZIP archive", &e))?;
        allowance.spend(ENTRY * archive.len() as u64, part::ARCHIVE)?;
        Ok(Package { archive, format, relations: HashMap::new(), allowance })
    }

    /// The part with the text, as the archive's own relations name it.
    pub(super) fn main_part(&mut self) -> Result<Option<String>, ReadError> {
        let mut main = None;
        self.each_relation("_rels/.rels", "", |relation| {
            let found = relation.kind.ends_with("/officeDocument");
            if found {
                main = Some(relation.target);
            }
            Ok(if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(main.filter(|part| self.archive.file_names().flatten().any(|name| name == *part)))
    }

    /// The names of the parts whose names begin with `beginning`, in order.
    pub(super) fn names(&self, beginning: &str) -> impl Iterator<Item = String> + use<> {
        let names = self.archive.file_names().flatten().map(Cow::into_owned);
        let mut names: Vec<String> = names.filter(|name| name.starts_with(beginning) && !name.ends_with('/')).collect();
        names.sort();
        names.into_iter()
    }

    /// What the file may still cost.
    pub(super) fn allowance(&self) -> &'b Allowance {
        self.allowance
    }

    /// The unpacked bytes of a part; `None` when there is no such part.
    pub(super) fn bytes(&mut self, part: &str) -> Result<Option<Vec<u8>>, ReadError> {
        self.allowance.on_time(self.format)?;
        let mut file = match self.archive.by_name(part) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(what)) if what.contains("assword") => {
                return Err(ReadError::Encrypted(self.format));
            }
            Err(e) => return Err(broken(self.format, part, &e)),
        };
        // What the archive says of its sizes may be a lie; what comes out of it is not.
        let mut out = Vec::new();
        let most = self.allowance.left().saturating_add(1);
        (&mut file).take(most).read_to_end(&mut out).map_err(|e| broken(self.format, part, &e))?;
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
            let (folder, list) = relations_of(part);
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

    /// The parts to which relations of `part` lead whose kind ends in `kind`, in order.
    pub(super) fn related_as(&mut self, part: &str, kind: &str) -> Result<Vec<String>, ReadError> {
        let (folder, list) = relations_of(part);
        let allowance = self.allowance;
        let mut found = Vec::new();
        self.each_relation(&list, folder, |relation| {
            if relation.kind.ends_with(kind) {
                allowance.spend(RELATION, &list)?;
                found.push(relation.target);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// How many parts have names that begin so.
    pub(super) fn count(&self, beginning: &str) -> usize {
        self.archive.file_names().flatten().filter(|name| name.starts_with(beginning) && !name.ends_with('/')).count()
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
            self.allowance.step(self.format)?;
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
                Err(e) => return Err(broken(self.format, list, &e)),
            }
        }
    }
}

/// The folder of a part, and the part with its relations.
fn relations_of(part: &str) -> (&str, String) {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    (folder, format!("{folder}{}_rels/{name}.rels", if folder.is_empty() { "" } else { "/" }))
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
pub(super) fn resolve(folder: &str, target: &str) -> String {
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
