//! Passages with one character, scored by BM25: those of its own list, or of the bigrams that begin with it.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{
    Bm25StatisticsProvider, Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::schema::{Field, IndexRecordOption, Schema};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use super::spans::{single, union};
use crate::index::characters_of;

/// Finds passages whose `field`, indexed by bigrams, has the character.
#[derive(Debug, Clone)]
pub(super) struct SingleQuery {
    field: Field,
    character: Arc<str>,
}

impl SingleQuery {
    /// `character` is one folded character.
    pub(super) fn new(field: Field, character: &str) -> SingleQuery {
        SingleQuery { field, character: character.into() }
    }
}

impl Query for SingleQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let bm25 = match scoring {
            EnableScoring::Enabled { searcher, statistics_provider } => {
                let mut passages = 0;
                for reader in searcher.segment_readers() {
                    let lists = self.lists(reader)?;
                    passages += match (&lists[..], reader.alive_bitset()) {
                        ([list], None) => u64::from(list.doc_freq()),
                        (_, alive) => union(lists)
                            .iter()
                            .filter(|(doc, _)| alive.is_none_or(|alive| alive.is_alive(*doc)))
                            .count() as u64,
                    };
                }
                Some(self.bm25(statistics_provider, passages)?)
            }
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(SingleWeight { query: self.clone(), bm25 }))
    }
}

impl SingleQuery {
    /// The field of bigrams.
    pub(super) fn field(&self) -> Field {
        self.field
    }

    /// The term whose list tells which passages have the character; none where only those of the bigrams do.
    pub(super) fn term(&self, schema: &Schema) -> Option<Term> {
        Some(Term::from_field_text(characters_of(schema, self.field)?, &self.character))
    }

    /// What having it is worth, where `passages` have it.
    pub(super) fn bm25(&self, statistics: &dyn Bm25StatisticsProvider, passages: u64) -> tantivy::Result<Bm25Weight> {
        let tokens = statistics.total_num_tokens(self.field)?;
        let all = statistics.total_num_docs()?;
        Ok(Bm25Weight::for_one_term(passages.min(all), all, tokens as Score / all as Score))
    }

    fn lists(&self, reader: &SegmentReader) -> tantivy::Result<Vec<SegmentPostings>> {
        single(reader, self.field, &self.character, IndexRecordOption::WithFreqs)
            .map_err(|error| tantivy::TantivyError::InternalError(error.to_string()))
    }
}

struct SingleWeight {
    query: SingleQuery,
    bm25: Option<Bm25Weight>,
}

impl Weight for SingleWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut lists = self.query.lists(reader)?;
        let bm25 = self.bm25.as_ref().map(|bm25| bm25.boost_by(boost));
        let norms = || reader.get_fieldnorms_reader(self.query.field);
        if lists.len() == 1
            && let Some(postings) = lists.pop()
        {
            let scoring = bm25.map(|bm25| norms().map(|norms| (bm25, norms))).transpose()?;
            return Ok(Box::new(CharacterScorer { postings, scoring, boost }));
        }
        let postings = union(lists);
        if postings.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        let scored = match &bm25 {
            Some(bm25) => {
                let norms = norms()?;
                postings.iter().map(|&(doc, count)| (doc, bm25.score(norms.fieldnorm_id(doc), count))).collect()
            }
            None => postings.iter().map(|&(doc, _)| (doc, boost)).collect(),
        };
        Ok(Box::new(ListScorer::new(scored)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(tantivy::TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("characters", scorer.score()))
    }
}

/// Walks the list of one character. How long a passage is, its bigrams tell.
struct CharacterScorer {
    postings: SegmentPostings,
    scoring: Option<(Bm25Weight, FieldNormReader)>,
    boost: Score,
}

impl DocSet for CharacterScorer {
    fn advance(&mut self) -> DocId {
        self.postings.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.postings.seek(target)
    }

    fn doc(&self) -> DocId {
        self.postings.doc()
    }

    fn size_hint(&self) -> u32 {
        self.postings.size_hint()
    }
}

impl Scorer for CharacterScorer {
    fn score(&mut self) -> Score {
        match &self.scoring {
            Some((bm25, norms)) => bm25.score(norms.fieldnorm_id(self.postings.doc()), self.postings.term_freq()),
            None => self.boost,
        }
    }
}

/// Walks a sorted list of passages with their scores.
pub(super) struct ListScorer {
    list: Vec<(DocId, Score)>,
    at: usize,
}

impl ListScorer {
    /// `list` is sorted by passage, each once.
    pub(super) fn new(list: Vec<(DocId, Score)>) -> ListScorer {
        debug_assert!(list.is_sorted_by(|a, b| a.0 < b.0));
        ListScorer { list, at: 0 }
    }
}

impl DocSet for ListScorer {
    fn advance(&mut self) -> DocId {
        self.at = (self.at + 1).min(self.list.len());
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.at += self.list[self.at..].partition_point(|&(doc, _)| doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.list.get(self.at).map_or(TERMINATED, |&(doc, _)| doc)
    }

    fn size_hint(&self) -> u32 {
        self.list.len() as u32
    }
}

impl Scorer for ListScorer {
    fn score(&mut self) -> Score {
        self.list.get(self.at).map_or(0.0, |&(_, score)| score)
    }
}
