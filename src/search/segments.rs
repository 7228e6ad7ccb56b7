//! What is known of the passages of each segment, found out once: which are searched, which announce others, and of which
//! case each is.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, Term};

use crate::error::Result;
use crate::index::Index;
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
    /// The key of the case of each passage.
    cases: OnceLock<Vec<u64>>,
    /// How often a case was looked up in the column.
    looked_up: AtomicUsize,
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
        reader: &SegmentReader,
        docs: impl ExactSizeIterator<Item = DocId>,
        mut each: impl FnMut(Option<u64>),
    ) -> Result<()> {
        let all = reader.max_doc();
        let before = self.looked_up.fetch_add(docs.len(), Ordering::Relaxed);
        if before.saturating_add(docs.len()) > all as usize {
            let keys = known(&self.cases, || {
                let column = reader.fast_fields().u64("case")?;
                Ok((0..all).map(|doc| column.first(doc).unwrap_or(NO_CASE)).collect())
            })?;
            docs.for_each(|doc| each(keys.get(doc as usize).copied().filter(|&key| key != NO_CASE)));
        } else if docs.len() > 0 {
            let column = reader.fast_fields().u64("case")?;
            docs.for_each(|doc| each(column.first(doc)));
        }
        Ok(())
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

fn known<T>(cell: &OnceLock<T>, find: impl FnOnce() -> Result<T>) -> Result<&T> {
    match cell.get() {
        Some(known) => Ok(known),
        None => {
            let found = find()?;
            Ok(cell.get_or_init(|| found))
        }
    }
}
