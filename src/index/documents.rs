//! Documents into the index: which field says what of a notice, a case, a passage.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use tantivy::DocId;

use super::facets::FacetCounts;
use super::figures;
use super::fingerprint::Fingerprint;
use super::manifest::full_path;
use super::record::{CaseRecord, NoticeRecord, PassageRecord, Record, key};
use super::schema::Fields;
use super::writer::Inverter;
use crate::ingest::Document;
use crate::lexicon::{Lexicon, Tag, TagKind};
use crate::notice::{Case, Notice};

/// The key under which the documents of a file are found.
pub(super) fn source_key(path: &Path) -> u64 {
    xxhash_rust::xxh3::xxh3_64(path.as_os_str().as_encoded_bytes())
}

/// A notice on its way into the index: it has its id, and its documents have their numbers.
pub(super) struct Placed {
    pub(super) document: Box<Document>,
    /// The number of its first document.
    pub(super) first: DocId,
    /// The path of its file, from the corpus folder.
    pub(super) path: PathBuf,
    /// The place of the file in the order of the corpus.
    pub(super) ordinal: u32,
    pub(super) print: Fingerprint,
}

/// How many documents of the index a notice makes: itself, its cases, its passages.
pub(super) fn count(document: &Document) -> u32 {
    let Notice { cases, passages, .. } = &document.notice;
    u32::try_from(1 + cases.len() + passages.len()).unwrap_or(u32::MAX)
}

/// Puts documents into the index.
pub(super) struct Add<'a> {
    pub(super) fields: &'a Fields,
    pub(super) corpus: &'a Path,
    pub(super) lexicon: &'a Lexicon,
}

impl Add<'_> {
    /// Gives a notice with its cases and passages to `out`; how many tokens its texts have is the answer.
    ///
    /// # Errors
    ///
    /// When what exceeds the memory cannot be put away.
    pub(super) fn notice(&self, placed: &Placed, out: &mut Inverter) -> io::Result<Vec<u64>> {
        let Add { fields, corpus, .. } = *self;
        let Placed { document, path, print, .. } = placed;
        let notice = &document.notice;
        let (source, order) = (source_key(path), u64::from(placed.ordinal) << 32);
        let notice_key = key(&notice.id);
        out.begin_part(placed.first);
        out.number(fields.source, source);
        out.text(fields.kind, "notice")?;
        out.text(fields.id, &notice.id)?;
        out.number(fields.notice, notice_key);
        out.number(fields.seq, order);
        out.text(fields.title, &notice.title)?;
        for key in print.keys() {
            out.number(fields.kin, key);
        }
        out.number(fields.print, print.bits());
        if let Some(number) = &notice.number {
            out.text(fields.number, number)?;
        }
        let file_name = full_path(corpus, path).to_string_lossy().into_owned();
        let record = NoticeRecord::of(document, file_name, *print);
        out.end(&Record::Notice(record).to_bytes())?;

        // The terms of the vocabulary in each passage: its own, and counted in its case.
        let mut tags: Vec<Tag<'_>> = Vec::new();
        let mut ends = Vec::with_capacity(notice.passages.len());
        let mut counts: Vec<(u32, FacetCounts<'_>)> =
            notice.cases.iter().map(|_| (0, FacetCounts::new(self.lexicon))).collect();
        for passage in &notice.passages {
            let own = self.lexicon.tags(document.text(passage.span));
            if let Some((passages, counts)) = passage.case.and_then(|case| counts.get_mut(case)) {
                *passages += 1;
                if passage.role.is_searched() {
                    counts.add(&own);
                }
            }
            tags.extend(own);
            ends.push(tags.len());
        }
        for (index, (case, (passages, counts))) in notice.cases.iter().zip(counts).enumerate() {
            out.number(fields.source, source);
            out.text(fields.kind, "case")?;
            // A document that is one case has one id for both; the case goes by its own key all the same.
            out.text(fields.id, &case.id)?;
            out.number(fields.case, key(&case.id));
            out.number(fields.notice, notice_key);
            out.number(fields.seq, order | index as u64);
            out.text(fields.title, &case.title)?;
            self.place(case, out)?;
            let record = CaseRecord {
                id: case.id.clone(),
                tier: case.tier.clone(),
                number: case.number,
                title: case.title.clone(),
                province: case.province.clone(),
                city: case.city.clone(),
                county: case.county.clone(),
                notice: notice_key,
                passages,
                facets: counts.finish(),
            };
            out.end(&Record::Case(record).to_bytes())?;
        }

        let year = notice.issued.as_deref().or(notice.published.as_deref()).and_then(|date| date.get(..4));
        let issued = notice.issued.as_deref().and_then(date_number);
        let mut start = 0;
        for (index, (passage, end)) in notice.passages.iter().zip(ends).enumerate() {
            let tags = &tags[std::mem::replace(&mut start, end)..end];
            let text = document.text(passage.span);
            let case = passage.case.and_then(|case| notice.cases.get(case));
            out.number(fields.source, source);
            out.text(fields.kind, "passage")?;
            out.text(fields.id, &passage.id)?;
            out.number(fields.notice, notice_key);
            out.number(fields.seq, order | index as u64);
            out.passage(text)?;
            out.text(fields.role, passage.role.name())?;
            if let Some(case) = case {
                out.number(fields.case, key(&case.id));
                self.place(case, out)?;
            }
            for (field, value) in [
                (fields.year, year),
                (fields.number, notice.number.as_deref()),
                (fields.issuer, notice.issuer.as_deref()),
                (fields.section, passage.section.as_deref()),
            ] {
                if let Some(value) = value {
                    out.text(field, value)?;
                }
            }
            if let Some(issued) = issued {
                out.number(fields.issued, issued);
            }
            for (kind, value) in self.with_broader(tags) {
                let field = match kind {
                    TagKind::Instrument => fields.instrument,
                    TagKind::Object => fields.object,
                    TagKind::Actor => fields.actor,
                    TagKind::Mechanism | TagKind::Aspect => continue,
                };
                out.text(field, value)?;
            }
            let record = PassageRecord::of(document, passage);
            figures::each(text, &record.headed(), |kind, row| out.number(fields.figures[kind], row));
            out.end(&Record::Passage(record).to_bytes())?;
        }
        Ok(out.lengths())
    }

    /// The tier of a case and where it is.
    fn place(&self, case: &Case, out: &mut Inverter) -> io::Result<()> {
        let Fields { tier, province, city, county, .. } = *self.fields;
        for (field, value) in
            [(tier, &case.tier), (province, &case.province), (city, &case.city), (county, &case.county)]
        {
            if let Some(value) = value {
                out.text(field, value)?;
            }
        }
        Ok(())
    }

    /// The terms of the vocabulary among `tags`, each once, and the more general terms that they imply.
    fn with_broader<'t>(&'t self, tags: &'t [Tag<'_>]) -> BTreeSet<(TagKind, &'t str)> {
        let mut out = BTreeSet::new();
        for tag in tags {
            // The table could hold a circle; a value is taken once.
            let mut value = Some(tag.value.as_ref());
            while let Some(known) = value
                && out.insert((tag.kind, known))
            {
                value = self.lexicon.broader(tag.kind, known);
            }
        }
        out
    }
}

/// `2023-06-30` as 20230630.
fn date_number(date: &str) -> Option<u64> {
    date.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()
}
