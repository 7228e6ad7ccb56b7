//! Collecting the passages that match: all of them, with scores, cases and order.

use std::collections::HashMap;

use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, DocId, Score, Searcher};

use super::evidence::Evidence;
use crate::error::Result;
use crate::query::{Evaluator, Matcher};
use crate::text::CharSpan;

/// A passage that matched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    pub(super) score: Score,
    pub(super) address: DocAddress,
    /// Its place in the order of the corpus.
    pub(super) seq: u64,
    /// The key of its case.
    pub(super) case: Option<u64>,
    /// What its case added to the score.
    pub(super) evidence: Evidence,
}

/// Every passage that matches, in the order of the segments.
///
/// All are visited, because an answer says how many there are and how often the words occur in them.
pub(super) fn collect(searcher: &Searcher, query: &dyn Query) -> Result<Vec<Found>> {
    let weight = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
    let mut out = Vec::new();
    for (ord, reader) in searcher.segment_readers().iter().enumerate() {
        let first = out.len();
        let alive = reader.alive_bitset();
        weight.for_each(reader, &mut |doc: DocId, score: Score| {
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                out.push(Found {
                    score,
                    address: DocAddress::new(ord as u32, doc),
                    seq: 0,
                    case: None,
                    evidence: Evidence::default(),
                });
            }
        })?;
        if out.len() == first {
            continue;
        }
        let (seq, case) = (reader.fast_fields().u64("seq")?, reader.fast_fields().u64("case")?);
        for found in &mut out[first..] {
            found.seq = seq.first(found.address.doc_id).unwrap_or(u64::MAX);
            found.case = case.first(found.address.doc_id);
        }
    }
    Ok(out)
}

/// The marks of every passage in `found`, which must be in the order of [`collect`].
pub(super) fn each_marks(
    searcher: &Searcher,
    matcher: &Matcher,
    found: &[DocAddress],
    mut each: impl FnMut(DocAddress, Vec<CharSpan>),
) -> Result<()> {
    for of_segment in found.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
        let Some(first) = of_segment.first() else { continue };
        let mut evaluator = Evaluator::open(matcher, searcher.segment_reader(first.segment_ord))?;
        for &address in of_segment {
            each(address, evaluator.marks(address.doc_id).unwrap_or_default());
        }
    }
    Ok(())
}

/// How often each value of a facet occurs, per passage, or per case with `by_case`.
pub(super) fn facet(searcher: &Searcher, field: &str, found: &[Found], by_case: bool) -> Result<Vec<(String, usize)>> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut cases: std::collections::HashSet<(u64, String)> = std::collections::HashSet::new();
    for of_segment in found.chunk_by(|a, b| a.address.segment_ord == b.address.segment_ord) {
        let Some(first) = of_segment.first() else { continue };
        let reader = searcher.segment_reader(first.address.segment_ord);
        let Some(column) = reader.fast_fields().str(field)? else { continue };
        let mut ords: HashMap<u64, usize> = HashMap::new();
        let mut ords_of_cases: std::collections::HashSet<(u64, u64)> = std::collections::HashSet::new();
        for passage in of_segment {
            for ord in column.term_ords(passage.address.doc_id) {
                if by_case {
                    if let Some(case) = passage.case {
                        ords_of_cases.insert((case, ord));
                    }
                } else {
                    *ords.entry(ord).or_default() += 1;
                }
            }
        }
        let mut name = String::new();
        let mut name_of = |ord: u64| -> Result<String> {
            name.clear();
            column.ord_to_str(ord, &mut name).map_err(tantivy::TantivyError::from)?;
            Ok(name.clone())
        };
        for (ord, count) in ords {
            *counts.entry(name_of(ord)?).or_default() += count;
        }
        // A case may be spread over segments; each value of it counts once.
        for (case, ord) in ords_of_cases {
            cases.insert((case, name_of(ord)?));
        }
    }
    for (_, value) in cases {
        *counts.entry(value).or_default() += 1;
    }
    let mut out: Vec<(String, usize)> = counts.into_iter().collect();
    out.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(out)
}
