//! Collecting the passages that match: all of them, with scores, cases and order.

use std::collections::HashMap;
use std::sync::LazyLock;

use tantivy::query::{EnableScoring, Query, Weight};
use tantivy::{DocAddress, DocId, Score, Searcher, TERMINATED};

use super::segments::{Bits, Segment};
use crate::api::{By, Scope};
use crate::error::{Damage, Part as DamagedPart, Result};
use crate::index::{Index, KeySet, Keys, PassageRecord, Record};
use crate::query::blocks::TermScores;
use crate::query::{Counter, Evaluator, Matcher, Plan, TitleScores};
use crate::text::CharSpan;

/// What its case added to the score of a passage; zero outside questions.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Evidence {
    pub(super) witnesses: f32,
    pub(super) size: f32,
    pub(super) mentions: f32,
    /// How well the passage answers; see [`answers`](super::answers).
    pub(super) answer: f32,
}

impl Evidence {
    /// The parts by their names; see [`Weights`](crate::query::Weights).
    pub(super) fn parts(&self) -> [(&'static str, f32); 4] {
        [("witnesses", self.witnesses), ("size", self.size), ("mentions", self.mentions), ("answer", self.answer)]
    }
}

/// A passage that matched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    pub(super) score: Score,
    /// What comes before it whatever the scores: 0 first.
    pub(super) tier: u8,
    pub(super) address: DocAddress,
    /// The key of its case.
    pub(super) case: Option<u64>,
    /// What its case added to the score.
    pub(super) evidence: Evidence,
}

impl Found {
    /// The better one first; equals in the order of the index. See [`settle_ties`] for the order of the corpus.
    pub(super) fn by_score(a: &Found, b: &Found) -> std::cmp::Ordering {
        a.tier.cmp(&b.tier).then_with(|| b.score.total_cmp(&a.score)).then_with(|| a.address.cmp(&b.address))
    }
}

/// Every passage that matches, in the order of the segments.
///
/// All are visited, because an answer says how many there are and how often the words occur in them.
pub(super) fn collect(index: &Index, segments: &[Segment], plan: &Plan) -> Result<Vec<Found>> {
    let searcher = index.searcher();
    let scoring = || EnableScoring::enabled_from_statistics_provider(searcher, searcher);
    let term = TermScores::of(searcher, plan.query.as_ref(), 1.0)?;
    let weight = if term.is_none() { Some(plan.query.weight(scoring())?) } else { None };
    let mut parts = Vec::new();
    for (query, boost) in plan.scored() {
        parts.push(match TermScores::of(searcher, query, boost)? {
            Some(scores) => Part::Term(scores),
            None => Part::Other(query.weight(scoring())?, boost),
        });
    }
    let mut out = Vec::new();
    let (mut docs, mut scores): (Vec<DocId>, Vec<Score>) = (Vec::new(), Vec::new());
    for (ord, (reader, segment)) in searcher.segment_readers().iter().zip(segments).enumerate() {
        docs.clear();
        scores.clear();
        let alive = reader.alive_bitset();
        let unsearched = if plan.scope == Scope::All { &NONE } else { segment.unsearched(index, reader)? };
        let hidden = |doc: DocId| unsearched.has(doc) || alive.is_some_and(|alive| !alive.is_alive(doc));
        match (&term, &weight) {
            (Some(term), _) => term.collect(reader, &plan.budget, hidden, (&mut docs, &mut scores))?,
            (None, Some(weight)) => {
                let mut scorer = weight.scorer(reader, 1.0)?;
                let mut doc = scorer.doc();
                while doc != TERMINATED {
                    plan.budget.spend(1)?;
                    if !hidden(doc) {
                        docs.push(doc);
                        scores.push(scorer.score());
                    }
                    doc = scorer.advance();
                }
            }
            (None, None) => {}
        }
        if docs.is_empty() {
            continue;
        }
        for part in &parts {
            match part {
                Part::Term(term) => term.add(reader, &plan.budget, &docs, &mut scores)?,
                Part::Other(weight, boost) => {
                    let mut scorer = weight.scorer(reader, *boost)?;
                    let mut doc = scorer.doc();
                    for (&wanted, score) in docs.iter().zip(&mut scores) {
                        plan.budget.spend(1)?;
                        if doc < wanted {
                            doc = scorer.seek(wanted);
                        }
                        if doc == wanted {
                            *score += scorer.score();
                        }
                    }
                }
            }
        }
        let first = out.len();
        out.extend(docs.iter().zip(&scores).map(|(&doc, &score)| Found {
            score,
            tier: 0,
            address: DocAddress::new(ord as u32, doc),
            case: None,
            evidence: Evidence::default(),
        }));
        let mut found = out[first..].iter_mut();
        segment.cases(index, ord as u32, docs.iter().copied(), |case| {
            if let Some(found) = found.next() {
                found.case = case;
            }
        })?;
    }
    Ok(out)
}

/// A part of the score.
enum Part {
    Term(TermScores),
    /// Anything else, and what its scores are multiplied by.
    Other(Box<dyn Weight>, Score),
}

/// No passage.
static NONE: LazyLock<Bits> = LazyLock::new(Bits::default);

/// The `count` best of `found`, and all that are as good as the last of them, the best first.
pub(super) fn best(found: Vec<Found>, count: usize) -> Vec<Found> {
    if count >= found.len() {
        let mut found = found;
        found.sort_unstable_by(Found::by_score);
        return found;
    }
    if count == 0 {
        return Vec::new();
    }
    // The better half of twice as many is found again and again; most are no better than the last of those.
    let mut best: Vec<Found> = Vec::with_capacity(2 * count);
    let mut last: Option<Found> = None;
    for found in &found {
        if last.is_some_and(|last| Found::by_score(found, &last).is_ge()) {
            continue;
        }
        best.push(*found);
        if best.len() == 2 * count {
            best.select_nth_unstable_by(count - 1, Found::by_score);
            best.truncate(count);
            last = best.last().copied();
        }
    }
    best.sort_unstable_by(Found::by_score);
    best.truncate(count);
    if let Some(last) = best.last().copied() {
        let tied =
            |found: &&Found| (found.tier, found.score) == (last.tier, last.score) && found.address > last.address;
        best.extend(found.iter().filter(tied));
    }
    best
}

/// Adds `step` to the tier of every passage that `query` does not find.
pub(super) fn tell_apart(searcher: &Searcher, query: &dyn Query, step: u8, found: &mut [Found]) -> Result<()> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    for of_segment in found.chunk_by_mut(|a, b| a.address.segment_ord == b.address.segment_ord) {
        let Some(first) = of_segment.first() else { continue };
        let mut scorer = weight.scorer(searcher.segment_reader(first.address.segment_ord), 1.0)?;
        let mut doc = scorer.doc();
        // Both are in the order of the segment.
        for found in of_segment {
            let wanted = found.address.doc_id;
            if doc < wanted {
                doc = scorer.seek(wanted);
            }
            found.tier += if doc == wanted { 0 } else { step };
        }
    }
    Ok(())
}

/// Adds to each score what the title of the passage's case is worth.
pub(super) fn add_titles(index: &Index, titles: &TitleScores, found: &mut [Found]) -> Result<()> {
    if titles.is_empty() {
        return Ok(());
    }
    for of_segment in found.chunk_by_mut(|a, b| a.address.segment_ord == b.address.segment_ord) {
        let Some(first) = of_segment.first() else { continue };
        let notice = index.keys(first.address.segment_ord, Keys::Notice)?;
        for passage in of_segment {
            passage.score += titles.get(passage.case, || notice.first(passage.address.doc_id));
        }
    }
    Ok(())
}

/// For each of `found` its place in the order of the corpus: the ordinal of its file in the upper half, its place there
/// below.
///
/// Opening the column costs more the larger the index is, so a search does without it where it can.
pub(super) fn places(index: &Index, found: &[Found]) -> Result<Vec<u64>> {
    let mut out = Vec::with_capacity(found.len());
    for of_segment in found.chunk_by(|a, b| a.address.segment_ord == b.address.segment_ord) {
        let Some(first) = of_segment.first() else { continue };
        let column = index.keys(first.address.segment_ord, Keys::Place)?;
        out.extend(of_segment.iter().map(|found| column.first(found.address.doc_id).unwrap_or(u64::MAX)));
    }
    Ok(out)
}

/// Sorts `found` by its place in the order of the corpus.
pub(super) fn sort_by_place(index: &Index, found: &mut [Found]) -> Result<()> {
    let mut keyed: Vec<(u64, Found)> = places(index, found)?.into_iter().zip(found.iter().copied()).collect();
    keyed.sort_by_key(|&(place, _)| place);
    for (found, (_, sorted)) in found.iter_mut().zip(keyed) {
        *found = sorted;
    }
    Ok(())
}

/// Brings passages with one score into the order of the corpus, as far as they are among the first `shown`. `found` is
/// sorted by score.
pub(super) fn settle_ties(index: &Index, found: &mut [Found], shown: usize) -> Result<()> {
    let mut seen = 0;
    for tied in found.chunk_by_mut(|a, b| (a.tier, a.score) == (b.tier, b.score)) {
        if seen >= shown {
            break;
        }
        seen += tied.len();
        if tied.len() > 1 {
            sort_by_place(index, tied)?;
        }
    }
    Ok(())
}

/// How many cases `found` belongs to.
pub(super) fn cases(segments: &[Segment], found: &[Found]) -> usize {
    // Of one segment the cases may be numbered.
    if let [segment] = segments
        && let Some(count) = segment.count_cases(found.iter().map(|found| found.address.doc_id))
    {
        return count;
    }
    // The passages of a case stand together.
    let mut last = None;
    let changes =
        found.iter().filter_map(|found| found.case.filter(|_| std::mem::replace(&mut last, found.case) != found.case));
    changes.collect::<KeySet>().len()
}

/// How many marks there are in all of `found`, which must be in the order of [`collect`].
pub(super) fn occurrences(searcher: &Searcher, matcher: &Matcher, found: &[Found]) -> Result<usize> {
    let mut occurrences = 0;
    for of_segment in found.chunk_by(|a, b| a.address.segment_ord == b.address.segment_ord) {
        let Some(first) = of_segment.first() else { continue };
        let reader = searcher.segment_reader(first.address.segment_ord);
        if let Some(mut counter) = Counter::open(matcher, reader)? {
            let docs: Vec<DocId> = of_segment.iter().map(|found| found.address.doc_id).collect();
            occurrences += counter.sum(&docs)?;
            continue;
        }
        let mut evaluator = Evaluator::open(matcher, reader)?;
        for found in of_segment {
            occurrences += evaluator.marks(found.address.doc_id)?.map_or(0, |marks| marks.len());
        }
    }
    Ok(occurrences)
}

/// Calls `each` with the records of passages that are shown, which must be in the order of [`collect`], and what is lit in
/// their texts; nothing where they do not match.
pub(super) fn each_shown(
    index: &Index,
    matcher: &Matcher,
    shown: &[DocAddress],
    mut each: impl FnMut(DocAddress, PassageRecord, Option<Vec<CharSpan>>) -> Result<()>,
) -> Result<()> {
    for of_segment in shown.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
        let Some(first) = of_segment.first() else { continue };
        let mut evaluator = Evaluator::of_given(matcher, index.searcher().segment_reader(first.segment_ord))?;
        for &address in of_segment {
            let Record::Passage(passage) = index.record(address)? else {
                return Err(index.damaged(Damage::NoRecord(DamagedPart::Passage)));
            };
            let marks = evaluator.marks_in(address.doc_id, &passage.text)?;
            each(address, passage, marks)?;
        }
    }
    Ok(())
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
            each(address, evaluator.marks(address.doc_id)?.unwrap_or_default());
        }
    }
    Ok(())
}

/// How often each value of a facet occurs, per passage, or per case with `by_case`.
pub(super) fn facet(searcher: &Searcher, field: &str, found: &[Found], by: By) -> Result<Vec<(String, usize)>> {
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
                if by == By::Case {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_best_are_those_that_sorting_puts_first(scores in prop::collection::vec(0_u8..12, 0..200), count in 0_usize..60) {
            let found: Vec<Found> = (0..).zip(&scores).map(|(doc, &score)| Found {
                score: f32::from(score / 2),
                tier: score % 2,
                address: DocAddress::new(0, doc),
                case: None,
                evidence: Evidence::default(),
            }).collect();
            let mut sorted = found.clone();
            sorted.sort_by(Found::by_score);
            let best = best(found, count);
            prop_assert_eq!(&best[..], &sorted[..best.len()]);
            prop_assert!(best.len() >= count.min(sorted.len()));
            // Nothing that is left out is as good as the last.
            if let (Some(last), Some(next)) = (best.last(), sorted.get(best.len())) {
                prop_assert!((last.tier, last.score) != (next.tier, next.score));
            }
        }
    }
}
