//! An index of passages that come from no file, such as the documents of a test collection.

use std::collections::HashSet;
use std::path::Path;

use tantivy::IndexWriter;
use tantivy::schema::document::TantivyDocument;

use super::build::{merge, seal};
use super::figures;
use super::fingerprint::Fingerprint;
use super::folder::{Patience, Site};
use super::manifest::Manifest;
use super::record::{CaseRecord, NoticeRecord, PassageRecord, Record, key};
use super::schema::{FORMAT, schema, tokenizers};
use crate::analyze;
use crate::error::Result;
use crate::notice::Role;

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
    let mut target = tantivy::Index::create_in_dir(folder, schema)?;
    target.set_tokenizers(tokenizers());
    let writer: IndexWriter = target.writer_with_num_threads(2, 100 << 20)?;
    let mut titles = HashSet::new();
    for (seq, passage) in passages.into_iter().enumerate() {
        let group = key(&passage.title);
        let mut doc = TantivyDocument::new();
        doc.add_text(fields.kind, "passage");
        doc.add_text(fields.id, &passage.id);
        doc.add_u64(fields.notice, group);
        doc.add_u64(fields.case, group);
        doc.add_u64(fields.seq, seq as u64);
        doc.add_text(fields.words, &passage.text);
        doc.add_text(fields.grams, &passage.text);
        doc.add_text(fields.characters, &passage.text);
        doc.add_text(fields.role, Role::Body.name());
        let section = (!passage.section.is_empty()).then_some(passage.section);
        if let Some(section) = &section {
            doc.add_text(fields.section, section);
        }
        figures::add(&mut doc, &fields.figures, &passage.text, &[]);
        let record = PassageRecord {
            place: None,
            id: passage.id,
            role: Role::ALL.iter().position(|&role| role == Role::Body).unwrap_or(0) as u8,
            section,
            case: Some(group),
            notice: group,
            text: passage.text,
            map: Vec::new(),
            repairs: Vec::new(),
            cells: Vec::new(),
        };
        doc.add_bytes(fields.record, &Record::Passage(record).to_bytes());
        writer.add_document(doc)?;
        if titles.insert(group) {
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
                let mut doc = TantivyDocument::new();
                doc.add_text(fields.kind, kind);
                if kind == "case" {
                    doc.add_u64(fields.case, group);
                }
                doc.add_u64(fields.notice, group);
                doc.add_u64(fields.seq, seq as u64);
                doc.add_text(fields.title, &title);
                doc.add_bytes(fields.record, &record.to_bytes());
                writer.add_document(doc)?;
            }
        }
    }
    let mut writer = writer;
    writer.commit()?;
    merge(&target, writer)?;
    let manifest = Manifest { format: FORMAT, analyzer: analyze::VERSION, ..Manifest::default() };
    let checksum = seal(folder, manifest, &[])?;
    site.swap_in(building, &checksum)
}
