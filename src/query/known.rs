//! Passages that are known already, as a query.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocAddress, DocId, DocSet, Score, Searcher, SegmentReader, TantivyError};

use super::one_character::ListScorer;

/// Finds the passages that it was made of, and scores all of them alike.
#[derive(Debug, Clone)]
pub(super) struct KnownQuery(Arc<HashMap<SegmentId, Vec<DocId>>>);

impl KnownQuery {
    /// `found` are passages of `searcher` in the order of the index.
    pub(super) fn of(searcher: &Searcher, found: impl Iterator<Item = DocAddress>) -> KnownQuery {
        let mut docs: Vec<Vec<DocId>> = vec![Vec::new(); searcher.segment_readers().len()];
        for address in found {
            if let Some(docs) = docs.get_mut(address.segment_ord as usize) {
                docs.push(address.doc_id);
            }
        }
        debug_assert!(docs.iter().all(|docs| docs.is_sorted()));
        KnownQuery(Arc::new(searcher.segment_readers().iter().map(SegmentReader::segment_id).zip(docs).collect()))
    }
}

impl Query for KnownQuery {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(KnownWeight(self.clone())))
    }
}

struct KnownWeight(KnownQuery);

impl Weight for KnownWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.0.0.get(&reader.segment_id()) {
            Some(docs) if !docs.is_empty() => Box::new(ListScorer::new(docs.iter().map(|&doc| (doc, boost)).collect())),
            _ => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("known", scorer.score()))
    }
}
