//! What is known of the passages of each segment, found out once: which are searched, which announce others, and of which
//! case each is.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, Term};

use super::once::known;
use super::{facet, lengths};
use crate::error::Result;
use crate::index::{Index, KeyMap, Keys};
use crate::notice::Role;
use crate::query::UNSEARCHED;

/// A set of the passages of a segment.
#[derive(Debug, Default)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// Whether `doc` is in it.
    #[inline]
    pub(super) fn has(&self, doc: DocId) -> bool {
        self.0.get(doc as usize / 64).is_some_and(|word| word >> (doc % 64) & 1 == 1)
    }

    fn add(&mut self, doc: DocId, all: DocId) {
        if self.0.is_empty() {
            self.0.resize(all as usize / 64 + 1, 0);
        }
        if let Some(word) = self.0.get_mut(doc as usize / 64) {
            *word |= 1 << (doc % 64);
        }
    }
}

/// What is known of one segment.
#[derive(Debug, Default)]
pub(super) struct Segment {
    unsearched: OnceLock<Bits>,
    headings: OnceLock<Bits>,
    cases: OnceLock<Cases>,
    /// How often a case was looked up in the column.
    looked_up: AtomicUsize,
    pub(super) facets: facet::Known,
    pub(super) lengths: lengths::Known,
}

/// The cases of a segment, each numbered as it is met, and behind them the notices of what is in no case.
#[derive(Debug)]
pub(super) struct Cases {
    /// The number of the case of each passage, or of its notice where it has no case.
    numbers: Vec<u32>,
    /// The key of each case.
    keys: Vec<u64>,
    /// How many numbers there are.
    count: usize,
    /// The first passage of each number, and the end of its last: hardly any of another is between them.
    ranges: Vec<(DocId, DocId)>,
}

impl Cases {
    /// How many numbers there are.
    pub(super) fn numbers(&self) -> usize {
        self.count
    }

    /// The number of what the title of `doc` is the title of.
    #[inline]
    pub(super) fn number(&self, doc: DocId) -> usize {
        self.numbers.get(doc as usize).map_or(usize::MAX, |&number| number as usize)
    }

    /// The passages of this number are all in here.
    pub(super) fn range(&self, number: usize) -> Range<DocId> {
        self.ranges.get(number).map_or(0..0, |&(from, to)| from..to)
    }

    /// The key of the case of `doc`; none where it has no case.
    #[inline]
    fn key(&self, doc: DocId) -> Option<u64> {
        self.keys.get(self.number(doc)).copied()
    }

    /// How many cases `docs` belong to.
    pub(super) fn count(&self, docs: &[DocId]) -> usize {
        let mut seen = vec![0_u64; self.count / 64 + 1];
        for &doc in docs {
            let number = self.number(doc);
            if let Some(word) = seen.get_mut(number / 64) {
                *word |= 1 << (number % 64);
            }
        }
        // The notices stand behind.
        if let Some(word) = seen.get_mut(self.keys.len() / 64) {
            *word &= (1 << (self.keys.len() % 64)) - 1;
        }
        seen.truncate(self.keys.len() / 64 + 1);
        seen.iter().map(|word| word.count_ones() as usize).sum()
    }

    fn of(index: &Index, segment: u32, all: DocId) -> Result<Cases> {
        /// Of a number that is a notice's.
        const NOTICE: u32 = 1 << 31;
        let (case, notice) = (index.keys(segment, Keys::Case)?, index.keys(segment, Keys::Notice)?);
        let (mut cases, mut notices): (KeyMap<u32>, KeyMap<u32>) = (KeyMap::default(), KeyMap::default());
        let mut keys: Vec<u64> = Vec::new();
        let number = |doc| match case.first(doc) {
            Some(key) => *cases.entry(key).or_insert_with(|| {
                keys.push(key);
                keys.len() as u32 - 1
            }),
            None => {
                let next = notices.len() as u32;
                NOTICE | *notices.entry(notice.first(doc).unwrap_or_default()).or_insert(next)
            }
        };
        let mut numbers: Vec<u32> = (0..all).map(number).collect();
        for number in numbers.iter_mut().filter(|number| **number >= NOTICE) {
            *number = *number - NOTICE + keys.len() as u32;
        }
        let count = keys.len() + notices.len();
        let mut ranges = vec![(DocId::MAX, 0); count];
        for (doc, &number) in (0..).zip(&numbers) {
            if let Some((from, to)) = ranges.get_mut(number as usize) {
                *from = doc.min(*from);
                *to = doc + 1;
            }
        }
        Ok(Cases { numbers, keys, count, ranges })
    }
}

impl Segment {
    /// The passages that only a search of everything looks at.
    pub(super) fn unsearched(&self, index: &Index, reader: &SegmentReader) -> Result<&Bits> {
        known(&self.unsearched, || of_roles(index, reader, &UNSEARCHED))
    }

    /// The headings.
    pub(super) fn headings(&self, index: &Index, reader: &SegmentReader) -> Result<&Bits> {
        known(&self.headings, || of_roles(index, reader, &[Role::Heading]))
    }

    /// Calls `each` with the case of each of `docs`, in turn. The column is read a passage at a time until that has taken
    /// as long as reading all of it.
    pub(super) fn cases(
        &self,
        index: &Index,
        ord: u32,
        docs: impl ExactSizeIterator<Item = DocId>,
        mut each: impl FnMut(Option<u64>),
    ) -> Result<()> {
        if let Some(cases) = self.looked_up(index, ord, docs.len())? {
            docs.for_each(|doc| each(cases.key(doc)));
        } else if docs.len() > 0 {
            let column = index.keys(ord, Keys::Case)?;
            docs.for_each(|doc| each(column.first(doc)));
        }
        Ok(())
    }

    /// The cases with their numbers, once as many were looked up as there are passages: so many more are going to be.
    pub(super) fn looked_up(&self, index: &Index, ord: u32, count: usize) -> Result<Option<&Cases>> {
        if let Some(cases) = self.cases.get() {
            return Ok(Some(cases));
        }
        let all = index.searcher().segment_reader(ord).max_doc();
        let before = self.looked_up.fetch_add(count, Ordering::Relaxed);
        if before.saturating_add(count) <= all as usize {
            return Ok(None);
        }
        known(&self.cases, || Cases::of(index, ord, all)).map(Some)
    }

    /// The cases, where they have numbers.
    pub(super) fn numbered(&self) -> Option<&Cases> {
        self.cases.get()
    }
}

fn of_roles(index: &Index, reader: &SegmentReader, roles: &[Role]) -> Result<Bits> {
    let mut bits = Bits::default();
    for role in roles {
        let term = Term::from_field_text(index.fields().role, role.name());
        let inverted = reader.inverted_index(term.field())?;
        let list = inverted.read_block_postings(&term, IndexRecordOption::Basic);
        let Some(mut list) = list.map_err(tantivy::TantivyError::from)? else { continue };
        while list.block_len() > 0 {
            list.docs().iter().for_each(|&doc| bits.add(doc, reader.max_doc()));
            list.advance();
        }
    }
    Ok(bits)
}
