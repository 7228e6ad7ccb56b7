//! What is known of the passages of each segment, found out once: which are searched, which announce others, and of which
//! case each is.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, Term};

use super::facet;
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
}

/// The cases of a segment, each numbered as it is met.
#[derive(Debug)]
pub(super) struct Cases {
    /// The number of the case of each passage; that behind the last where it has none.
    numbers: Vec<u32>,
    /// The key of each case, and [`NO_CASE`].
    keys: Vec<u64>,
    /// Whether every passage is in a case.
    hold_all: bool,
}

impl Cases {
    /// How many numbers there are, that of no case among them.
    pub(super) fn numbers(&self) -> usize {
        self.keys.len()
    }

    /// Whether every passage is in a case.
    pub(super) fn hold_all(&self) -> bool {
        self.hold_all
    }

    /// The number of the case of `doc`; none where it has no case.
    #[inline]
    pub(super) fn number(&self, doc: DocId) -> Option<usize> {
        let number = *self.numbers.get(doc as usize)? as usize;
        (number + 1 < self.keys.len()).then_some(number)
    }

    fn of(index: &Index, segment: u32, all: DocId) -> Result<Cases> {
        let column = index.keys(segment, Keys::Case)?;
        let (mut known, mut keys): (KeyMap<u32>, Vec<u64>) = (KeyMap::default(), Vec::new());
        let number = |doc| {
            column.first(doc).map_or(u32::MAX, |key| {
                *known.entry(key).or_insert_with(|| {
                    keys.push(key);
                    keys.len() as u32 - 1
                })
            })
        };
        let mut numbers: Vec<u32> = (0..all).map(number).collect();
        let none = keys.len() as u32;
        numbers.iter_mut().for_each(|number| *number = none.min(*number));
        keys.push(NO_CASE);
        let notices = Term::from_field_text(index.fields().kind, "notice");
        let notices = index.searcher().segment_reader(segment).inverted_index(notices.field())?.doc_freq(&notices);
        let notices = notices.map_err(tantivy::TantivyError::from)?;
        let outside = numbers.iter().filter(|&&number| number == none).count();
        Ok(Cases { numbers, keys, hold_all: outside <= notices as usize })
    }
}

/// In place of a case's key where there is none. A key is a hash of 64 bits; that one is this number is as likely as that
/// two cases have one key.
const NO_CASE: u64 = 0;

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
            docs.for_each(|doc| {
                let number = cases.numbers.get(doc as usize);
                let key = number.and_then(|&number| cases.keys.get(number as usize));
                each(key.copied().filter(|&key| key != NO_CASE));
            });
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

impl Cases {
    /// How many of them `docs` belong to.
    pub(super) fn count(&self, docs: &[DocId]) -> usize {
        let none = self.keys.len() - 1;
        let mut seen = vec![0_u64; self.keys.len() / 64 + 1];
        for number in docs.iter().filter_map(|&doc| self.numbers.get(doc as usize)) {
            seen[*number as usize / 64] |= 1 << (number % 64);
        }
        seen[none / 64] &= !(1 << (none % 64));
        seen.iter().map(|word| word.count_ones() as usize).sum()
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

/// What the cell holds, found out where it is empty.
pub(super) fn known<T>(cell: &OnceLock<T>, find: impl FnOnce() -> Result<T>) -> Result<&T> {
    match cell.get() {
        Some(known) => Ok(known),
        None => {
            let found = find()?;
            Ok(cell.get_or_init(|| found))
        }
    }
}
