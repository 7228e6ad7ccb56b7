//! Documents into the index: which field says what of a notice, a case, a passage.

use std::collections::BTreeSet;
use std::path::Path;

use tantivy::IndexWriter;
use tantivy::indexer::UserOperation;
use tantivy::schema::document::TantivyDocument;

use super::facets::facet_counts;
use super::figures;
use super::ids::Ids;
use super::manifest::{SourceEntry, full_path};
use super::record::{CaseRecord, NoticeRecord, PassageRecord, Record, key};
use super::schema::Fields;
use crate::error::Result;
use crate::ingest::Document;
use crate::lexicon::{Lexicon, TagKind};
use crate::notice::Passage;

/// The key under which the documents of a file are found.
pub(super) fn source_key(path: &Path) -> u64 {
    xxhash_rust::xxh3::xxh3_64(path.as_os_str().as_encoded_bytes())
}

/// Puts documents into the index.
pub(super) struct Add<'a> {
    pub(super) writer: &'a IndexWriter,
    pub(super) fields: &'a Fields,
    pub(super) corpus: &'a Path,
    pub(super) lexicon: &'a Lexicon,
}

impl Add<'_> {
    /// Adds a notice with its cases and passages, under an id that no other in `ids` has, and puts down in `file` what
    /// became of it.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be written.
    pub(super) fn notice(&self, file: &mut SourceEntry, mut document: Document, ids: &mut Ids) -> Result<()> {
        let Add { writer, fields, corpus, .. } = *self;
        let id = ids.take(&document.notice.id);
        document.rename(&id);
        let notice = &document.notice;
        let source = source_key(&file.path);
        let notice_key = key(&notice.id);
        let mut batch = Batch { writer, docs: Vec::new(), bytes: 0 };
        let mut head = TantivyDocument::new();
        head.add_u64(fields.source, source);
        head.add_text(fields.kind, "notice");
        head.add_text(fields.id, &notice.id);
        head.add_u64(fields.notice, notice_key);
        head.add_u64(fields.seq, u64::from(file.ordinal) << 32);
        head.add_text(fields.title, &notice.title);
        for key in file.print.keys() {
            head.add_u64(fields.kin, key);
        }
        head.add_u64(fields.print, file.print.bits());
        if let Some(number) = &notice.number {
            head.add_text(fields.number, number);
        }
        let file_name = full_path(corpus, &file.path).to_string_lossy().into_owned();
        let record = NoticeRecord::of(&document, file_name, file.print);
        head.add_bytes(fields.record, &Record::Notice(record).to_bytes());
        batch.add(head, 0)?;

        let mut passages: Vec<Vec<&Passage>> = vec![Vec::new(); notice.cases.len()];
        for passage in &notice.passages {
            if let Some(own) = passage.case.and_then(|case| passages.get_mut(case)) {
                own.push(passage);
            }
        }
        for (index, (case, passages)) in notice.cases.iter().zip(passages).enumerate() {
            let mut doc = TantivyDocument::new();
            doc.add_u64(fields.source, source);
            doc.add_text(fields.kind, "case");
            // A document that is one case has one id for both; the case goes by its own key all the same.
            doc.add_text(fields.id, &case.id);
            doc.add_u64(fields.case, key(&case.id));
            doc.add_u64(fields.notice, notice_key);
            doc.add_u64(fields.seq, u64::from(file.ordinal) << 32 | index as u64);
            doc.add_text(fields.title, &case.title);
            if let Some(tier) = &case.tier {
                doc.add_text(fields.tier, tier);
            }
            if let Some(city) = &case.city {
                doc.add_text(fields.city, city);
            }
            if let Some(province) = &case.province {
                doc.add_text(fields.province, province);
            }
            if let Some(county) = &case.county {
                doc.add_text(fields.county, county);
            }
            let record = CaseRecord {
                id: case.id.clone(),
                tier: case.tier.clone(),
                number: case.number,
                title: case.title.clone(),
                province: case.province.clone(),
                city: case.city.clone(),
                county: case.county.clone(),
                notice: notice_key,
                passages: passages.len() as u32,
                facets: facet_counts(
                    self.lexicon,
                    passages
                        .iter()
                        .filter(|passage| passage.role.is_searched())
                        .map(|passage| document.text(passage.span)),
                ),
            };
            doc.add_bytes(fields.record, &Record::Case(record).to_bytes());
            batch.add(doc, 0)?;
        }

        for (index, passage) in notice.passages.iter().enumerate() {
            let text = document.text(passage.span);
            let case = passage.case.and_then(|case| notice.cases.get(case));
            // The text goes in four times: as words, as pairs of characters, as characters and in the record.
            let mut doc = TantivyDocument::with_capacity(5 * text.len() + 512);
            doc.add_u64(fields.source, source);
            doc.add_text(fields.kind, "passage");
            doc.add_text(fields.id, &passage.id);
            doc.add_u64(fields.notice, notice_key);
            doc.add_u64(fields.seq, u64::from(file.ordinal) << 32 | index as u64);
            doc.add_text(fields.words, text);
            doc.add_text(fields.grams, text);
            doc.add_text(fields.characters, text);
            doc.add_text(fields.role, passage.role.name());
            if let Some(case) = case {
                doc.add_u64(fields.case, key(&case.id));
                for (field, value) in [
                    (fields.tier, &case.tier),
                    (fields.province, &case.province),
                    (fields.city, &case.city),
                    (fields.county, &case.county),
                ] {
                    if let Some(value) = value {
                        doc.add_text(field, value);
                    }
                }
            }
            let year = notice.issued.as_deref().or(notice.published.as_deref()).and_then(|date| date.get(..4));
            if let Some(year) = year {
                doc.add_text(fields.year, year);
            }
            if let Some(number) = &notice.number {
                doc.add_text(fields.number, number);
            }
            if let Some(issuer) = &notice.issuer {
                doc.add_text(fields.issuer, issuer);
            }
            if let Some(section) = &passage.section {
                doc.add_text(fields.section, section);
            }
            if let Some(issued) = notice.issued.as_deref().and_then(date_number) {
                doc.add_u64(fields.issued, issued);
            }
            for (kind, value) in self.tags(text) {
                let field = match kind {
                    TagKind::Instrument => fields.instrument,
                    TagKind::Object => fields.object,
                    TagKind::Actor => fields.actor,
                    TagKind::Mechanism | TagKind::Aspect => continue,
                };
                doc.add_text(field, value);
            }
            let record = PassageRecord::of(&document, passage);
            figures::add(&mut doc, &fields.figures, text, &record.headed());
            doc.add_bytes(fields.record, &Record::Passage(record).to_bytes());
            batch.add(doc, text.len())?;
        }
        batch.flush()?;
        file.notice.clone_from(&notice.id);
        file.passages = notice.passages.len() as u32;
        Ok(())
    }

    /// The terms of the vocabulary in a passage, each once, and the more general terms that they imply.
    fn tags(&self, text: &str) -> BTreeSet<(TagKind, String)> {
        let mut out = BTreeSet::new();
        for tag in self.lexicon.tags(text) {
            let mut broader = self.lexicon.broader(tag.kind, &tag.value);
            out.insert((tag.kind, tag.value.into_owned()));
            // The table could hold a circle; a value is taken once.
            while let Some(value) = broader
                && out.insert((tag.kind, value.to_owned()))
            {
                broader = self.lexicon.broader(tag.kind, value);
            }
        }
        out
    }
}

/// Documents that go into one segment, next to each other: a writer with several threads gives each its own, and what is
/// read together should lie together.
struct Batch<'w> {
    writer: &'w IndexWriter,
    docs: Vec<UserOperation>,
    /// Bytes of their texts, and of what is around each.
    bytes: usize,
}

impl Batch<'_> {
    /// The longest batch, in bytes of text: a large notice need not wait in memory as a whole.
    const FULL: usize = 1 << 20;

    /// Bytes of a document without a text: ids and places, which a file of a million short lines has a million times.
    const EMPTY: usize = 256;

    fn add(&mut self, doc: TantivyDocument, bytes: usize) -> Result<()> {
        self.docs.push(UserOperation::Add(doc));
        self.bytes += bytes + Batch::EMPTY;
        if self.bytes >= Batch::FULL { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        self.bytes = 0;
        self.writer.run(std::mem::take(&mut self.docs))?;
        Ok(())
    }
}

/// `2023-06-30` as 20230630.
fn date_number(date: &str) -> Option<u64> {
    date.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()
}
