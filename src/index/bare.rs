//! An index of passages that come from no file, such as the documents of a test collection.

use std::collections::HashSet;
use std::io;
use std::path::Path;

use super::build::seal;
use super::figures;
use super::fingerprint::Fingerprint;
use super::folder::{Patience, Site};
use super::manifest::Manifest;
use super::record::{CaseRecord, NoticeRecord, PassageRecord, Record, key};
use super::schema::{FORMAT, Fields, schema};
use super::writer::{Inverters, Writer};
use crate::analyze::{self, Segmenter};
use crate::error::Result;
use crate::notice::Role;

/// Bytes that the passages may take before they are put away.
const MEMORY: usize = 64 << 20;

/// A passage of running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoosePassage {
    /// Its id.
    pub id: String,
    /// The title of what it is part of. Passages with one title are one notice and one case.
    pub title: String,
    /// The part that it is in; may be empty.
    pub section: String,
    /// Its text, taken as it is.
    pub text: String,
}

/// Builds an index of `passages` in the folder `index`. Their `seq` is their place among them, from 0.
///
/// # Errors
///
/// [`Error::Io`](crate::error::Error::Io) and [`Error::Engine`](crate::error::Error::Engine) when it cannot be written.
pub fn build_loose(index: &Path, passages: impl IntoIterator<Item = LoosePassage>) -> Result<()> {
    // They come from no folder that the index could lie in.
    let site = Site::open(index, Path::new(""), Patience::None)?;
    let building = site.begin()?;
    let folder = building.path();
    let (schema, fields) = schema();
    let target = tantivy::Index::create_in_dir(folder, schema)?;
    let segmenter = Segmenter::for_documents(u64::MAX);
    let (mut writer, inverters) = Writer::open(folder, target, fields, &segmenter, 1, MEMORY)?;
    write(passages, &fields, &mut writer, &inverters).map_err(tantivy::TantivyError::from)?;
    writer.cut(&inverters)?;
    writer.commit()?;
    let manifest = Manifest { format: FORMAT, analyzer: analyze::VERSION, ..Manifest::default() };
    let checksum = seal(folder, manifest, &[], &[])?;
    site.swap_in(building, &checksum)
}

/// Gives the passages to the index, and each title once as a case and once as a notice.
fn write(
    passages: impl IntoIterator<Item = LoosePassage>,
    fields: &Fields,
    writer: &mut Writer,
    inverters: &Inverters,
) -> io::Result<()> {
    let mut out = inverters.of(0);
    let mut titles = HashSet::new();
    for (seq, passage) in passages.into_iter().enumerate() {
        let group = key(&passage.title);
        let is_new = titles.insert(group);
        out.begin_part(writer.reserve(group, if is_new { 3 } else { 1 }));
        out.text(fields.kind, "passage")?;
        out.text(fields.id, &passage.id)?;
        out.number(fields.notice, group);
        out.number(fields.case, group);
        out.number(fields.seq, seq as u64);
        out.passage(&passage.text)?;
        out.text(fields.role, Role::Body.name())?;
        let section = (!passage.section.is_empty()).then_some(passage.section);
        if let Some(section) = &section {
            out.text(fields.section, section)?;
        }
        figures::each(&passage.text, &[], |kind, row| out.number(fields.figures[kind], row));
        let record = PassageRecord {
            place: None,
            line: None,
            id: passage.id,
            role: Role::ALL.iter().position(|&role| role == Role::Body).unwrap_or(0) as u8,
            section,
            case: Some(group),
            notice: group,
            text: passage.text,
            map: Vec::new(),
            repairs: Vec::new(),
            cells: Vec::new(),
            machine: false,
        };
        out.end(&Record::Passage(record).to_bytes())?;
        if !is_new {
            continue;
        }
        let case = CaseRecord {
            id: passage.title.clone(),
            tier: None,
            number: None,
            title: passage.title.clone(),
            province: None,
            city: None,
            county: None,
            notice: group,
            passages: 0,
            facets: Vec::new(),
        };
        let notice = NoticeRecord {
            id: passage.title.clone(),
            number: None,
            title: passage.title,
            issuer: None,
            issued: None,
            published: None,
            url: None,
            file: String::new(),
            cases: 1,
            passages: 0,
            untitled: false,
            print: Fingerprint::default(),
        };
        let title = case.title.clone();
        for (kind, record) in [("case", Record::Case(case)), ("notice", Record::Notice(notice))] {
            out.text(fields.kind, kind)?;
            if kind == "case" {
                out.number(fields.case, group);
            }
            out.number(fields.notice, group);
            out.number(fields.seq, seq as u64);
            out.text(fields.title, &title)?;
            out.end(&record.to_bytes())?;
        }
    }
    Ok(())
}
