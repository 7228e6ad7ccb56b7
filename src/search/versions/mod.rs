//! Versions of a notice: files that are nearly the same and say something else.
//!
//! A copy is not indexed; it says nothing that its original does not say. A version is indexed as a notice of its own,
//! and this module tells which notices are versions of each other, and in what they differ. Both are found out when they
//! are asked for: the index has for each notice a key of its number and one of its title and date, and a fingerprint of
//! its text.
//!
//! Forms are filled in for thousands of parties and have one title. So a notice has at most [`MOST`] versions, the nearest
//! ones; and where more than [`FAMILY`] notices share a name, a list of all of them has [`MOST_OF_MANY`] for each, from
//! among its neighbours in the order of some rotations of the fingerprint (as in Charikar 2002), so that a list takes no
//! longer for each notice in a larger corpus.

mod align;
mod families;
mod text;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::rc::Rc;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, TERMINATED, Term};

use self::text::{Different, Text};
use super::engine::Engine;
use crate::api::Hit;
use crate::api::versions::{Difference, Otherwise, Version};
use crate::error::{Error, Result};
use crate::index::{NoticeRecord, Record, key};
use crate::ingest::Document;

pub(super) use self::families::families;

/// Versions of a notice that are told of.
const MOST: usize = 8;
/// Notices that share a name of which each is compared with each.
const FAMILY: usize = 64;
/// Versions of a notice that are told of in a list, where more than [`FAMILY`] share a name.
const MOST_OF_MANY: usize = 2;
/// Differences that are told, at most.
const DIFFERENCES: usize = 10;
/// Characters of texts that are kept for further comparisons.
const HELD: usize = 8_000_000;

/// Compares notices with their versions; texts are read once as long as there is room.
pub(super) struct Versions<'e> {
    engine: &'e Engine,
    /// A notice that is compared and in no index. Its id is empty, so that it is none of theirs.
    loose: Option<Rc<Text>>,
    texts: HashMap<u64, Rc<Text>>,
    held: usize,
    /// What differs between two notices, by their keys.
    found: HashMap<(u64, u64), Option<Rc<Vec<Different>>>>,
    relatives: HashMap<u64, Rc<Vec<NoticeRecord>>>,
}

impl<'e> Versions<'e> {
    pub(super) fn new(engine: &'e Engine) -> Versions<'e> {
        Versions {
            engine,
            loose: None,
            texts: HashMap::new(),
            held: 0,
            found: HashMap::new(),
            relatives: HashMap::new(),
        }
    }

    /// The other versions of `notice`, the nearest first; with `passages` those that differ in one of them, and only in
    /// what they do there.
    pub(super) fn of(&mut self, notice: &NoticeRecord, passages: Option<&HashSet<&str>>) -> Result<Vec<Version>> {
        let relatives = self.relatives(notice)?;
        self.compared(notice, &relatives.iter().collect::<Vec<_>>(), passages)
    }

    /// `relatives` as versions of `notice`; see [`Versions::of`].
    pub(super) fn compared(
        &mut self,
        notice: &NoticeRecord,
        relatives: &[&NoticeRecord],
        passages: Option<&HashSet<&str>>,
    ) -> Result<Vec<Version>> {
        let mut out = Vec::new();
        for other in relatives {
            let (id, file) = (other.id.clone(), other.file.clone());
            let Some(found) = self.differences(notice, other)? else {
                out.push((usize::MAX, Version { id, file, differences: Vec::new(), total: None }));
                continue;
            };
            let (here, there) = (self.text(notice)?, self.text(other)?);
            let wanted = |different: &&Different| {
                let range = &different.hunk.here;
                let mut ends = [range.start, range.end.saturating_sub(1).max(range.start)].into_iter();
                // A number or a title that stands in no passage is of them all.
                passages.is_none_or(|ids| ends.any(|at| here.passage(at).is_none_or(|id| ids.contains(id))))
            };
            let found: Vec<&Different> = found.iter().filter(wanted).collect();
            if found.is_empty() {
                continue;
            }
            let figures = found.iter().filter(|different| different.figure);
            let others = found.iter().filter(|different| !different.figure);
            let differences = figures.chain(others).take(DIFFERENCES).map(|Different { hunk, .. }| {
                let passage = here.passage(hunk.here.start).map(str::to_owned);
                let (here, there) = here.pair(&there, hunk);
                Difference { here, there, passage }
            });
            let version = Version { id, file, differences: differences.collect(), total: Some(found.len()) };
            let size: usize = found.iter().map(|different| different.size()).sum();
            out.push((size, version));
        }
        // The fingerprint has found them; how near they are, the texts themselves tell.
        out.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)));
        Ok(out.into_iter().map(|(_, version)| version).collect())
    }

    /// What versions of its notice say in the place of a quotation, which `hit` has under its first mark, where that is
    /// something else.
    pub(super) fn otherwise(&mut self, notice: &NoticeRecord, hit: &Hit) -> Result<Vec<Otherwise>> {
        let Some(mark) = hit.marks.first() else { return Ok(Vec::new()) };
        let mut out = Vec::new();
        for other in self.relatives(notice)?.iter() {
            let Some(found) = self.differences(notice, other)? else { continue };
            let (here, there) = (self.text(notice)?, self.text(other)?);
            let Some(quoted) = here.range(&hit.id, mark.local) else { continue };
            let touched = |different: &&Different| {
                let range = &different.hunk.here;
                // What only the other version has, within the quotation.
                let within = range.is_empty() && quoted.start < range.start && range.start < quoted.end;
                within || (range.start < quoted.end && quoted.start < range.end)
            };
            let mut touched = found.iter().filter(touched).map(|different| &different.hunk);
            let Some(first) = touched.next() else { continue };
            let last = touched.next_back().unwrap_or(first);
            let start = first.there.start - first.here.start.saturating_sub(quoted.start).min(first.there.start);
            let end = (last.there.end + quoted.end.saturating_sub(last.here.end)).min(there.len());
            // What was moved to another place is still there.
            if start >= end && there.has(here.chars(quoted)) {
                continue;
            }
            out.push(Otherwise {
                passage: hit.id.clone(),
                id: other.id.clone(),
                file: other.file.clone(),
                there: if start < end { there.passage(start).map(str::to_owned) } else { None },
                wording: there.shown(start..end.max(start)),
            });
        }
        Ok(out)
    }

    fn relatives(&mut self, notice: &NoticeRecord) -> Result<Rc<Vec<NoticeRecord>>> {
        let id = key(&notice.id);
        if let Some(known) = self.relatives.get(&id) {
            return Ok(Rc::clone(known));
        }
        let found = Rc::new(self.engine.relatives(notice)?);
        self.relatives.insert(id, Rc::clone(&found));
        Ok(found)
    }

    fn differences(&mut self, here: &NoticeRecord, there: &NoticeRecord) -> Result<Option<Rc<Vec<Different>>>> {
        let pair = (key(&here.id), key(&there.id));
        if let Some(found) = self.found.get(&pair) {
            return Ok(found.clone());
        }
        let (a, b) = (self.text(here)?, self.text(there)?);
        let found = a.differences(&b).map(Rc::new);
        if self.found.len() >= HELD / 1000 {
            self.found.clear();
        }
        self.found.insert(pair, found.clone());
        Ok(found)
    }

    fn text(&mut self, notice: &NoticeRecord) -> Result<Rc<Text>> {
        if let Some(loose) = self.loose.as_ref().filter(|_| notice.id.is_empty()) {
            return Ok(Rc::clone(loose));
        }
        let id = key(&notice.id);
        if let Some(text) = self.texts.get(&id) {
            return Ok(Rc::clone(text));
        }
        let term = Term::from_field_u64(self.engine.index().fields().notice, id);
        let mut passages = Vec::new();
        for address in self.engine.passages(term)? {
            if let Record::Passage(passage) = self.engine.index().record(address)? {
                passages.push(passage);
            }
        }
        let text = Rc::new(Text::of(notice, passages));
        if self.held > HELD {
            self.texts.clear();
            self.held = 0;
        }
        self.held += text.len();
        self.texts.insert(id, Rc::clone(&text));
        Ok(text)
    }
}

impl Engine {
    /// What the index has of a document that may be in it or not: the notices that are nearly the same and say something
    /// else, the nearest first. The document as it is indexed is none of them. `file` is where it stands.
    ///
    /// # Errors
    ///
    /// What reading the index reports.
    pub fn versions_of(&self, document: &Document, file: &Path) -> Result<Vec<Version>> {
        let (mut notice, passages) = NoticeRecord::loose(document, file.to_string_lossy().into_owned());
        notice.id.clear();
        let mut versions = Versions::new(self);
        versions.loose = Some(Rc::new(Text::of(&notice, passages)));
        versions.of(&notice, None)
    }

    /// The notices that are versions of `notice`, the nearest first.
    fn relatives(&self, notice: &NoticeRecord) -> Result<Vec<NoticeRecord>> {
        let mut near: Vec<(u32, NoticeRecord)> = Vec::new();
        for key in notice.print.kin() {
            for address in self.kin(key, notice)? {
                if let Record::Notice(other) = self.index().record(address)?
                    && other.id != notice.id
                    && let Some(distance) = notice.print.near(&other.print)
                {
                    near.push((distance, other));
                }
            }
        }
        near.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)));
        near.dedup_by(|a, b| a.1.id == b.1.id);
        Ok(near.into_iter().take(MOST).map(|(_, other)| other).collect())
    }

    /// The notices with this key; of many the nearest to `notice`.
    fn kin(&self, key: u64, notice: &NoticeRecord) -> Result<Vec<DocAddress>> {
        let searcher = self.index().searcher();
        let term = Term::from_field_u64(self.index().fields().kin, key);
        let mut found = Vec::new();
        for (ord, segment) in searcher.segment_readers().iter().enumerate() {
            let inverted = segment.inverted_index(term.field())?;
            let postings = inverted.read_postings(&term, IndexRecordOption::Basic);
            let Some(mut list) = postings.map_err(|error| Error::Engine(error.into()))? else { continue };
            while list.doc() != TERMINATED {
                if !segment.is_deleted(list.doc()) {
                    found.push(DocAddress::new(ord as u32, list.doc()));
                }
                list.advance();
            }
        }
        if found.len() <= FAMILY {
            return Ok(found);
        }
        let mut ranked = Vec::with_capacity(found.len());
        for of_segment in found.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
            let Some(first) = of_segment.first() else { continue };
            let columns = searcher.segment_reader(first.segment_ord).fast_fields();
            let (prints, places) = (columns.u64("print")?, columns.u64("seq")?);
            ranked.extend(of_segment.iter().map(|&address| {
                let bits = prints.first(address.doc_id).unwrap_or(0);
                (notice.print.distance(bits), places.first(address.doc_id), address)
            }));
        }
        ranked.sort_unstable();
        Ok(ranked.into_iter().take(FAMILY).map(|(.., address)| address).collect())
    }
}
