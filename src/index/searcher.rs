//! The library's searcher, with statistics of the documents that are there: those that were taken out stay in their segment
//! until it is written again, and the library counts them among the others.

use std::ops::{Deref, Range};
use std::sync::OnceLock;

use tantivy::postings::TermInfo;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use super::schema::COUNTED;

/// A searcher of an index.
pub struct Searcher {
    library: tantivy::Searcher,
    /// How many tokens the texts that are there have, field by field ([`COUNTED`]); empty where nobody knows.
    lengths: Vec<u64>,
    /// Of each segment the documents that were taken out.
    taken_out: Vec<OnceLock<Vec<Range<DocId>>>>,
}

impl Deref for Searcher {
    type Target = tantivy::Searcher;

    fn deref(&self) -> &tantivy::Searcher {
        &self.library
    }
}

impl Searcher {
    pub(super) fn new(library: tantivy::Searcher, lengths: Vec<u64>) -> Searcher {
        let taken_out = library.segment_readers().iter().map(|_| OnceLock::new()).collect();
        Searcher { library, lengths, taken_out }
    }

    /// How many documents have `term`.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let mut sum = 0;
        for (at, reader) in self.library.segment_readers().iter().enumerate() {
            let inverted = reader.inverted_index(term.field())?;
            if let Some(info) = inverted.get_term_info(term)? {
                sum += self.in_segment(at, reader, &inverted, &info)?;
            }
        }
        Ok(sum)
    }

    /// How many documents of the segment with the number `at` have a term of `inverted`.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub(crate) fn in_segment(
        &self,
        at: usize,
        reader: &SegmentReader,
        inverted: &InvertedIndexReader,
        info: &TermInfo,
    ) -> tantivy::Result<u64> {
        let all = u64::from(info.doc_freq);
        let Some(known) = self.taken_out.get(at).filter(|_| reader.has_deletes()) else { return Ok(all) };
        let mut list = inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        let mut gone = 0;
        for range in known.get_or_init(|| taken_out(reader)) {
            if list.doc() < range.start {
                list.seek(range.start);
            }
            while list.doc() < range.end {
                gone += 1;
                list.advance();
            }
            if list.doc() == TERMINATED {
                break;
            }
        }
        Ok(all - gone)
    }

    /// How many tokens all texts of a field have.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn tokens(&self, field: Field) -> tantivy::Result<u64> {
        let name = self.library.schema().get_field_name(field);
        let known = COUNTED.iter().position(|&counted| counted == name).and_then(|at| self.lengths.get(at));
        // The library estimates the sum where it merges segments that something was taken out of.
        known.map_or_else(|| self.library.total_num_tokens(field), |&known| Ok(known))
    }
}

/// The documents of a segment that were taken out.
fn taken_out(reader: &SegmentReader) -> Vec<Range<DocId>> {
    let mut out: Vec<Range<DocId>> = Vec::new();
    let Some(known) = reader.alive_bitset() else { return out };
    let all = reader.max_doc();
    let mut alive = BitSet::with_max_value_and_full(all);
    alive.intersect_update(known.bitset());
    // Mostly 64 in a row are all there, which takes one look.
    for (number, first) in (0..all).step_by(64).enumerate() {
        let own = alive.tinyset(number as u32);
        let count = (all - first).min(64);
        if own.len() == count {
            continue;
        }
        for doc in (0..count).filter(|&at| !own.contains(at)).map(|at| first + at) {
            match out.last_mut() {
                Some(last) if last.end == doc => last.end += 1,
                _ => out.push(doc..doc + 1),
            }
        }
    }
    out
}

impl Bm25StatisticsProvider for Searcher {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.library.num_docs())
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        Searcher::doc_freq(self, term)
    }
}
