//! Posting lists, block by block: where many passages are looked at, each costs what decoding it costs.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{Bm25Weight, BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Score, SegmentReader, Term};

use super::one_character::SingleQuery;
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

/// Writes into `counts` how often each of `docs`, which ascend, has the term of `list`, where it has it.
///
/// # Errors
///
/// Those of [`Budget::spend`].
pub(crate) fn counts_of(
    list: &mut BlockSegmentPostings,
    docs: &[DocId],
    budget: &Budget,
    counts: &mut [u32],
) -> Result<()> {
    if docs.len().saturating_mul(SPARSE) < list.doc_freq() as usize {
        return meet(list, docs, budget, |at, count| counts[at] = count);
    }
    let (mut docs, mut counts) = (docs, counts);
    while let (false, Some(&last)) = (docs.is_empty(), list.docs().last()) {
        budget.spend(list.block_len())?;
        let (here, rest) = docs.split_at(docs.partition_point(|&doc| doc <= last));
        let (own, behind) = counts.split_at_mut(here.len());
        let (block, frequencies) = (list.docs(), list.freqs());
        // Which of the two is behind is anybody's guess, so both steps are computed and none is a branch.
        let (mut at, mut entry) = (0, 0);
        while let (Some(&doc), Some(&other), Some(own), Some(&count)) =
            (here.get(at), block.get(entry), own.get_mut(at), frequencies.get(entry))
        {
            *own = if doc == other { count } else { *own };
            at += usize::from(doc <= other);
            entry += usize::from(other <= doc);
        }
        (docs, counts) = (rest, behind);
        list.advance();
    }
    Ok(())
}

/// How well passages match one term, by BM25 over all segments.
pub(crate) struct TermScores {
    term: Term,
    /// The field that tells how long a passage is.
    lengths: Field,
    bm25: Bm25Weight,
}

impl TermScores {
    /// Of `query`, times `boost`, if one list tells which passages it finds and how often each has it: a term with
    /// frequencies, or a character with a list of its own.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
    pub(crate) fn of(searcher: &Searcher, query: &dyn Query, boost: Score) -> Result<Option<TermScores>> {
        if let Some(query) = query.downcast_ref::<TermQuery>() {
            let term = query.term().clone();
            let bm25 = Bm25Weight::for_terms(searcher, std::slice::from_ref(&term))?.boost_by(boost);
            return Ok(Some(TermScores { lengths: term.field(), term, bm25 }));
        }
        let Some(query) = query.downcast_ref::<SingleQuery>() else { return Ok(None) };
        let Some(term) = query.term(searcher.schema()) else { return Ok(None) };
        let bm25 = query.bm25(searcher, searcher.doc_freq(&term)?)?.boost_by(boost);
        Ok(Some(TermScores { term, lengths: query.field(), bm25 }))
    }

    /// Of `query` if each passage that it finds has all of some terms, and their scores are all that it is worth.
    ///
    /// # Errors
    ///
    /// As [`TermScores::of`].
    pub(crate) fn all_of(searcher: &Searcher, query: &dyn Query) -> Result<Option<Vec<TermScores>>> {
        let Some(query) = query.downcast_ref::<BooleanQuery>() else {
            return Ok(TermScores::of(searcher, query, 1.0)?.map(|one| vec![one]));
        };
        let mut out = Vec::new();
        for (occur, part) in query.clauses() {
            match TermScores::of(searcher, part.as_ref(), 1.0)? {
                Some(scores) if *occur == Occur::Must => out.push(scores),
                _ => return Ok(None),
            }
        }
        Ok((!out.is_empty()).then_some(out))
    }

    /// The term.
    pub(crate) fn term(&self) -> &Term {
        &self.term
    }

    /// Whether no passage has this more often than `other`: both are of the same characters.
    pub(crate) fn is_within(&self, other: &TermScores) -> bool {
        self.term.serialized_value_bytes() == other.term.serialized_value_bytes()
    }

    /// The list of the passages of `reader` that have it.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
    pub(crate) fn list(&self, reader: &SegmentReader) -> Result<Option<BlockSegmentPostings>> {
        list(reader, &self.term)
    }

    /// The field that tells how long a passage is.
    pub(crate) fn field_of_lengths(&self) -> Field {
        self.lengths
    }

    /// How long the passages of `reader` are.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
    pub(crate) fn lengths(&self, reader: &SegmentReader) -> Result<FieldNormReader> {
        Ok(reader.get_fieldnorms_reader(self.lengths)?)
    }

    /// What having it `count` times is worth in a passage of this length, as [`FieldNormReader::fieldnorm_id`] has it.
    #[inline]
    pub(crate) fn score(&self, length: u8, count: u32) -> Score {
        self.bm25.score(length, count)
    }

    /// What it is worth at most.
    pub(crate) fn most(&self) -> Score {
        self.bm25.max_score()
    }
}

/// What a phrase is worth at most, times `boost`; none for another query.
///
/// # Errors
///
/// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
pub(crate) fn most_of_phrase(searcher: &Searcher, query: &dyn Query, boost: Score) -> Result<Option<Score>> {
    let Some(query) = query.downcast_ref::<PhraseQuery>() else { return Ok(None) };
    let bm25 = Bm25Weight::for_terms(searcher, &query.phrase_terms())?;
    Ok(Some(bm25.boost_by(boost).max_score()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use tantivy::schema::{Schema, TextFieldIndexing, TextOptions};
    use tantivy::{Index, TantivyDocument};

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn counts_are_those_of_the_texts(
            texts in prop::collection::vec(0_u32..4, 1..700),
            every in 1_usize..40,
            from in 0_usize..9,
        ) {
            let mut schema = Schema::builder();
            let indexing = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs);
            let field = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
            let index = Index::create_in_ram(schema.build());
            let mut writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
            for &count in &texts {
                let mut document = TantivyDocument::default();
                document.add_text(field, "a ".repeat(count as usize));
                writer.add_document(document).unwrap();
            }
            writer.commit().unwrap();
            let searcher = index.reader().unwrap().searcher();
            let reader = searcher.segment_reader(0);
            let docs: Vec<DocId> = (0..texts.len() as u32).skip(from).step_by(every).collect();
            let Some(mut list) = list(reader, &Term::from_field_text(field, "a")).unwrap() else { return Ok(()) };
            let mut counts = vec![0; docs.len()];
            counts_of(&mut list, &docs, &Budget::unlimited(), &mut counts).unwrap();
            let expected: Vec<u32> = docs.iter().map(|&doc| texts[doc as usize]).collect();
            prop_assert_eq!(counts, expected);
            let mut list = super::list(reader, &Term::from_field_text(field, "a")).unwrap().unwrap();
            let mut met = BTreeSet::new();
            meet(&mut list, &docs, &Budget::unlimited(), |at, count| _ = met.insert((docs[at], count))).unwrap();
            let having = docs.iter().map(|&doc| (doc, texts[doc as usize])).filter(|(_, count)| *count > 0);
            prop_assert_eq!(met, having.collect::<BTreeSet<_>>());
        }
    }
}
