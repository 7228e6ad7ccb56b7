//! What is told of the passages that match: how many cases they belong to, what is lit in them, in what order they come.

use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, Score};

use super::once::Docs;
use super::segments::Segment;
use crate::api::Budget;
use crate::error::{Damage, Part as DamagedPart, Result};
use crate::index::{Index, KeySet, Keys, PassageRecord, Record, Searcher};
use crate::query::{Counter, Evaluator, Matcher};
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
    /// A passage of the first tier whose case is not looked up yet.
    pub(super) fn new(address: DocAddress, score: Score) -> Found {
        Found { score, tier: 0, address, case: None, evidence: Evidence::default() }
    }

    /// The better one first; equals in the order of the index. See [`settle_ties`] for the order of the corpus.
    pub(super) fn by_score(a: &Found, b: &Found) -> std::cmp::Ordering {
        a.tier.cmp(&b.tier).then_with(|| b.score.total_cmp(&a.score)).then_with(|| a.address.cmp(&b.address))
    }
}

/// `found`, a few, with their cases.
pub(super) fn with_cases(index: &Index, segments: &[Segment], mut found: Vec<Found>) -> Result<Vec<Found>> {
    for found in &mut found {
        let DocAddress { segment_ord, doc_id } = found.address;
        if let Some(segment) = segments.get(segment_ord as usize) {
            segment.cases(index, segment_ord, std::iter::once(doc_id), |case| found.case = case)?;
        }
    }
    Ok(found)
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

/// How many cases `docs` belong to.
pub(super) fn cases(index: &Index, segments: &[Segment], docs: &Docs<'_>) -> Result<usize> {
    let mut count = 0;
    for &(ord, docs) in docs {
        let Some(segment) = segments.get(ord as usize) else { continue };
        // What comes of one source is in one segment, so no case is in two.
        if let Some(cases) = segment.looked_up(index, ord, docs.len())? {
            count += cases.count(docs);
            continue;
        }
        // The passages of a case stand together.
        let (mut known, mut last) = (KeySet::default(), None);
        segment.cases(index, ord, docs.iter().copied(), |case| {
            if let Some(key) = case
                && std::mem::replace(&mut last, case) != case
            {
                known.insert(key);
            }
        })?;
        count += known.len();
    }
    Ok(count)
}

/// The passages `docs` with their places, in the order of the corpus.
pub(super) fn in_order(index: &Index, docs: &Docs<'_>, budget: &Budget) -> Result<Vec<(u64, DocAddress)>> {
    let mut out = Vec::with_capacity(docs.iter().map(|(_, docs)| docs.len()).sum());
    for &(ord, docs) in docs.iter().filter(|(_, docs)| !docs.is_empty()) {
        budget.spend(docs.len())?;
        let places = index.keys(ord, Keys::Place)?;
        let place = |doc| places.first(doc).unwrap_or(u64::MAX);
        out.extend(docs.iter().map(|&doc| (place(doc), DocAddress::new(ord, doc))));
    }
    // A segment is in the order of the corpus unless files came late.
    if !out.is_sorted() {
        out.sort_unstable();
    }
    Ok(out)
}

/// The cases that `docs` belong to, each once, in the order of the corpus.
pub(super) fn cases_in_order(
    index: &Index,
    segments: &[Segment],
    docs: &Docs<'_>,
    budget: &Budget,
) -> Result<Vec<u64>> {
    let mut out: Vec<(u64, u64)> = Vec::new();
    for &(ord, docs) in docs {
        let Some(segment) = segments.get(ord as usize) else { continue };
        budget.spend(docs.len())?;
        let places = index.keys(ord, Keys::Place)?;
        let (mut known, mut last) = (KeySet::default(), None);
        let mut passages = docs.iter();
        segment.cases(index, ord, docs.iter().copied(), |case| {
            let doc = passages.next();
            if let (Some(key), Some(&doc)) = (case, doc)
                && std::mem::replace(&mut last, case) != case
                && known.insert(key)
            {
                out.push((places.first(doc).unwrap_or(u64::MAX), key));
            }
        })?;
    }
    // A segment is in the order of the corpus unless files came late.
    if !out.is_sorted() {
        out.sort_unstable();
    }
    Ok(out.into_iter().map(|(_, key)| key).collect())
}

/// How many marks there are in all of `docs`.
pub(super) fn occurrences(searcher: &Searcher, matcher: &Matcher, docs: &Docs<'_>) -> Result<usize> {
    let mut occurrences = 0;
    for &(ord, docs) in docs.iter().filter(|(_, docs)| !docs.is_empty()) {
        let reader = searcher.segment_reader(ord);
        if let Some(mut counter) = Counter::open(matcher, reader)? {
            occurrences += counter.sum(docs)?;
            continue;
        }
        let mut evaluator = Evaluator::open(matcher, reader)?;
        for &doc in docs {
            occurrences += evaluator.marks(doc)?.map_or(0, |marks| marks.len());
        }
    }
    Ok(occurrences)
}

/// Calls `each` with the records of passages that are shown, which must be in the order of the index, and what is lit in
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

/// The marks of every passage in `found`, which must be in the order of the index.
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
