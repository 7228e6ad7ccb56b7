//! Posting lists, block by block: where many passages are looked at, each costs what decoding it costs.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{Bm25Weight, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, SegmentReader, Term};

use crate::api::Budget;
use crate::error::Result;
use crate::index::Searcher;

/// A list is sought in, not read, where so many times fewer passages are asked for than it has.
const SPARSE: usize = 16;

/// The list of `term` in `reader`, with frequencies; none where no passage has it.
///
/// # Errors
///
/// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
pub(crate) fn list(reader: &SegmentReader, term: &Term) -> Result<Option<BlockSegmentPostings>> {
    let inverted = reader.inverted_index(term.field())?;
    let list = inverted.read_block_postings(term, IndexRecordOption::WithFreqs);
    Ok(list.map_err(tantivy::TantivyError::from)?)
}

/// Calls `each` for every entry of `list`: the passage, and how often it has the term.
///
/// # Errors
///
/// Those of [`Budget::spend`].
pub(crate) fn walk(list: &mut BlockSegmentPostings, budget: &Budget, mut each: impl FnMut(DocId, u32)) -> Result<()> {
    while list.block_len() > 0 {
        budget.spend(list.block_len())?;
        for (&doc, &count) in list.docs().iter().zip(list.freqs()) {
            each(doc, count);
        }
        list.advance();
    }
    Ok(())
}

/// Calls `each` for those of `docs`, which ascend, that `list` has: which of them it is, and how often it has the term.
///
/// # Errors
///
/// Those of [`Budget::spend`].
pub(crate) fn meet(
    list: &mut BlockSegmentPostings,
    docs: &[DocId],
    budget: &Budget,
    mut each: impl FnMut(usize, u32),
) -> Result<()> {
    let sparse = docs.len().saturating_mul(SPARSE) < list.doc_freq() as usize;
    let mut next = 0;
    while let Some(&wanted) = docs.get(next) {
        let Some(&last) = list.docs().last() else { break };
        if last < wanted {
            if sparse {
                list.seek(wanted);
            }
            // Where seeking ends in the last block, it is behind it that nothing more comes.
            if !sparse || list.docs().last().is_some_and(|&last| last < wanted) {
                list.advance();
            }
            continue;
        }
        budget.spend(list.block_len())?;
        let (block, counts) = (list.docs(), list.freqs());
        let mut at = 0;
        while let Some(&doc) = docs.get(next).filter(|&&doc| doc <= last) {
            while block.get(at).is_some_and(|&entry| entry < doc) {
                at += 1;
            }
            if block.get(at) == Some(&doc) {
                each(next, counts.get(at).copied().unwrap_or(1));
            }
            next += 1;
        }
    }
    Ok(())
}

/// How well passages match one term, by BM25 over all segments.
pub(crate) struct TermScores {
    term: Term,
    bm25: Bm25Weight,
}

impl TermScores {
    /// Of `query` if it is a term with frequencies, times `boost`.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
    pub(crate) fn of(searcher: &Searcher, query: &dyn Query, boost: Score) -> Result<Option<TermScores>> {
        let Some(query) = query.downcast_ref::<TermQuery>() else { return Ok(None) };
        let term = query.term().clone();
        let bm25 = Bm25Weight::for_terms(searcher, std::slice::from_ref(&term))?.boost_by(boost);
        Ok(Some(TermScores { term, bm25 }))
    }

    /// Appends the passages of `reader` that have the term and are not `hidden`, with their scores.
    pub(crate) fn collect(
        &self,
        reader: &SegmentReader,
        budget: &Budget,
        hidden: impl Fn(DocId) -> bool,
        (docs, scores): (&mut Vec<DocId>, &mut Vec<Score>),
    ) -> Result<()> {
        let Some(mut list) = list(reader, &self.term)? else { return Ok(()) };
        let norms = self.norms(reader)?;
        walk(&mut list, budget, |doc, count| {
            if !hidden(doc) {
                docs.push(doc);
                scores.push(self.bm25.score(norms.fieldnorm_id(doc), count));
            }
        })
    }

    /// Adds to the scores of those of `docs` that have the term.
    pub(crate) fn add(
        &self,
        reader: &SegmentReader,
        budget: &Budget,
        docs: &[DocId],
        scores: &mut [Score],
    ) -> Result<()> {
        let Some(mut list) = list(reader, &self.term)? else { return Ok(()) };
        let norms = self.norms(reader)?;
        meet(&mut list, docs, budget, |at, count| {
            if let (Some(score), Some(&doc)) = (scores.get_mut(at), docs.get(at)) {
                *score += self.bm25.score(norms.fieldnorm_id(doc), count);
            }
        })
    }

    fn norms(&self, reader: &SegmentReader) -> Result<FieldNormReader> {
        Ok(reader.get_fieldnorms_reader(self.term.field())?)
    }
}
