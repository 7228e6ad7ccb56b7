//! The parts of a score beside the characters: what each adds, and what it adds at most.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{EnableScoring, Scorer, Weight};
use tantivy::{DocId, Score, SegmentReader};

use crate::api::Budget;
use crate::error::Result;
use crate::index::Searcher;
use crate::query::Plan;
use crate::query::blocks::{self, TermScores};

/// By how much a bound is raised: that of two counts the larger one scores more holds but for rounding.
pub(super) const SLACK: Score = 1.000_01;

/// A part of the score beside the characters.
pub(super) enum Part {
    /// A term, and the place of that of the terms all have which no passage has less often.
    Term(TermScores, Option<usize>),
    /// Anything else: what its scores are multiplied by, and what it adds at most.
    Other(Box<dyn Weight>, Score, Score),
}

impl Part {
    pub(super) fn all(searcher: &Searcher, plan: &Plan, terms: &[TermScores]) -> Result<Vec<Part>> {
        let part = |(query, boost)| {
            Ok(match TermScores::of(searcher, query, boost)? {
                Some(scores) => {
                    let within = terms.iter().position(|term| scores.is_within(term));
                    Part::Term(scores, within)
                }
                None => {
                    let most = blocks::most_of_phrase(searcher, query, boost)?.unwrap_or(Score::INFINITY);
                    Part::Other(
                        query.weight(EnableScoring::enabled_from_statistics_provider(searcher, searcher))?,
                        boost,
                        most,
                    )
                }
            })
        };
        plan.scored().map(part).collect()
    }

    /// The places of those of `parts` that less than half of so many passages can have.
    pub(super) fn rare(parts: &[Part], reader: &SegmentReader, passages: usize) -> Result<Vec<usize>> {
        let mut out = Vec::new();
        for (place, part) in parts.iter().enumerate() {
            if let Part::Term(term, _) = part
                && term.list(reader)?.is_none_or(|list| 2 * (list.doc_freq() as usize) < passages)
            {
                out.push(place);
            }
        }
        Ok(out)
    }

    /// Opens those of `parts` whose places are `wanted`.
    pub(super) fn open_all<'p>(
        parts: &'p [Part],
        reader: &SegmentReader,
        wanted: impl Fn(usize) -> bool,
    ) -> Result<Vec<Open<'p>>> {
        parts.iter().enumerate().filter(|(place, _)| wanted(*place)).map(|(_, part)| part.open(reader)).collect()
    }

    fn open(&self, reader: &SegmentReader) -> Result<Open<'_>> {
        Ok(match self {
            Part::Term(scores, within) => match scores.list(reader)? {
                Some(list) => {
                    Open::Term { scores, within: *within, list: Box::new(list), lengths: scores.lengths(reader)? }
                }
                None => Open::Nowhere,
            },
            Part::Other(weight, boost, most) => Open::Other(weight.scorer(reader, *boost)?, *most),
        })
    }
}

/// A part of the score in one segment, read from its beginning to its end.
pub(super) enum Open<'p> {
    Term { scores: &'p TermScores, within: Option<usize>, list: Box<BlockSegmentPostings>, lengths: FieldNormReader },
    Other(Box<dyn Scorer>, Score),
    Nowhere,
}

impl Open<'_> {
    /// What it adds at most to the score of `doc`, which has the terms as often as `count` tells.
    #[inline]
    pub(super) fn most(&self, doc: DocId, count: impl Fn(usize) -> u32) -> Score {
        match self {
            Open::Term { scores, within: Some(term), lengths, .. } => {
                scores.score(lengths.fieldnorm_id(doc), count(*term))
            }
            Open::Term { scores, within: None, .. } => scores.most(),
            Open::Other(_, most) => *most,
            Open::Nowhere => 0.0,
        }
    }

    /// Adds to the scores of `docs`, which ascend from call to call.
    pub(super) fn add(&mut self, budget: &Budget, docs: &[DocId], scores: &mut [Score]) -> Result<()> {
        match self {
            Open::Term { scores: term, list, lengths, .. } => blocks::meet(list, docs, budget, |at, count| {
                if let (Some(score), Some(&doc)) = (scores.get_mut(at), docs.get(at)) {
                    *score += term.score(lengths.fieldnorm_id(doc), count);
                }
            }),
            Open::Other(scorer, _) => {
                let mut doc = scorer.doc();
                budget.spend(docs.len())?;
                for (&wanted, score) in docs.iter().zip(scores) {
                    if doc < wanted {
                        doc = scorer.seek(wanted);
                    }
                    if doc == wanted {
                        *score += scorer.score();
                    }
                }
                Ok(())
            }
            Open::Nowhere => Ok(()),
        }
    }
}
