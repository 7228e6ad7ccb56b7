//! The best passages for one term, read off its list: most blocks are left out as they are decoded, and what matches is
//! neither counted nor kept.

use tantivy::postings::BlockSegmentPostings;
use tantivy::{DocAddress, DocId, Score, SegmentReader};

use super::bounds::Bounds;
use super::collect::{self, Found};
use super::matches::{AT_ONCE, FEW, finish};
use super::parts::{Part, SLACK};
use super::segments::Segment;
use super::titles::Everywhere;
use super::top::Top;
use crate::api::{Budget, Scope};
use crate::error::Result;
use crate::index::Index;
use crate::query::blocks::{self, TermScores};
use crate::query::{Plan, Weights};

/// What [`Matches::best`](super::matches::Matches::best) finds of what matches `plan`; none where that is told by more than
/// one term, or by too little that is known of the lengths of passages.
///
/// # Errors
///
/// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read, and those of [`Budget::spend`].
pub(super) fn best(
    index: &Index,
    segments: &[Segment],
    plan: &Plan,
    (weights, count): (&Weights, usize),
) -> Result<Option<Vec<Found>>> {
    let searcher = index.searcher();
    let Some(terms) = TermScores::all_of(searcher, plan.query.as_ref())? else { return Ok(None) };
    let [term] = &terms[..] else { return Ok(None) };
    // Nothing is looked at that would be looked at again.
    let known = segments.iter().map(|segment| segment.lengths.get()).collect::<Option<Vec<_>>>();
    let Some(classes) = known.filter(|_| term.field_of_lengths() == index.fields().grams) else { return Ok(None) };
    let parts = Part::all(searcher, plan, &terms)?;
    let mut lists: Vec<Option<BlockSegmentPostings>> = Vec::with_capacity(segments.len());
    for reader in searcher.segment_readers() {
        lists.push(term.list(reader)?);
    }
    let lengths = lists.iter().map(|list| list.as_ref().map_or(0, |list| list.doc_freq() as usize));
    let titles = Everywhere::of(index, segments, plan, lengths)?;
    let mut top = Top::new(count);
    let factor = weights.heading.max(weights.listing).max(1.0);
    for (((ord, segment), list), classes) in (0..).zip(segments).zip(lists).zip(classes) {
        let Some(mut list) = list else { continue };
        let reader = searcher.segment_reader(ord);
        let matching = list.doc_freq() as usize;
        let (headings, unsearched) = (segment.headings(index, reader)?, segment.unsearched(index, reader)?);
        let alive = reader.alive_bitset();
        let hidden = |doc: DocId| {
            plan.scope != Scope::All && unsearched.has(doc) || alive.is_some_and(|alive| !alive.is_alive(doc))
        };
        let offer = |top: &mut Top, address: DocAddress, score: Score| {
            let kind = weights.of_kind(headings.has(address.doc_id), unsearched.has(address.doc_id));
            top.offer(Found::new(address, score * kind));
        };
        let titles = titles.in_segment(index, ord)?;
        let lengths = term.lengths(reader)?;
        let score = |doc: DocId, count: u32| term.score(lengths.fieldnorm_id(doc), count);
        let budget = &plan.budget;

        // What few of them have is worth much: those come first, and the others have nothing of it.
        let rare = Part::rare(&parts, reader, matching)?;
        let first = having(reader, rare.iter().filter_map(|&rare| parts.get(rare)), (term, budget), hidden)?;
        let mut open = Part::open_all(&parts, reader, |_| true)?;
        for some in first.chunks(AT_ONCE) {
            let docs: Vec<DocId> = some.iter().map(|&(doc, _)| doc).collect();
            let mut scores: Vec<Score> = some.iter().map(|&(doc, count)| score(doc, count)).collect();
            let scored = (&docs[..], &mut scores[..]);
            finish((ord, &titles), budget, &mut open, scored, &mut |address, score| offer(&mut top, address, score))?;
        }
        let is_rest = |part: usize| !rare.contains(&part);
        if !rare.is_empty() {
            open = Part::open_all(&parts, reader, is_rest)?;
        }
        let rest = (0..).zip(&parts).filter(|(part, _)| is_rest(*part)).map(|(_, part)| part);
        let Some(mut bounds) = Bounds::of(index, (term, u32::MAX), rest, classes) else { return Ok(None) };

        let (mut docs, mut scores, mut places) = (Vec::new(), Vec::new(), Vec::new());
        while list.block_len() > 0 {
            budget.spend(list.block_len())?;
            let (block, counts) = (list.docs(), list.freqs());
            let least = top.least().map(|least| least / factor);
            places.clear();
            match least {
                Some(least) => {
                    bounds.raise(least, &titles);
                    bounds.sieve((block, counts), 0..block.len(), &titles, &mut places);
                }
                None => places.extend(0..block.len()),
            }
            for &at in &places {
                let (doc, count) = (block[at], counts[at]);
                if hidden(doc) || first.binary_search_by_key(&doc, |&(doc, _)| doc).is_ok() {
                    continue;
                }
                let base = score(doc, count);
                let most = open.iter().map(|part| part.most(doc, |_| count)).sum::<Score>() + titles.most(doc);
                if least.is_none_or(|least| (base + most) * SLACK >= least) {
                    docs.push(doc);
                    scores.push(base);
                }
            }
            list.advance();
            if docs.len() >= FEW || list.block_len() == 0 {
                let scored = (&docs[..], &mut scores[..]);
                finish((ord, &titles), budget, &mut open, scored, &mut |address, score| {
                    offer(&mut top, address, score);
                })?;
                docs.clear();
                scores.clear();
            }
        }
    }
    collect::with_cases(index, segments, top.finish()).map(Some)
}

/// The passages that have `term` and one of `parts`, ascending, with how often they have the term.
fn having<'p>(
    reader: &SegmentReader,
    parts: impl Iterator<Item = &'p Part>,
    (term, budget): (&TermScores, &Budget),
    hidden: impl Fn(DocId) -> bool,
) -> Result<Vec<(DocId, u32)>> {
    let mut docs: Vec<DocId> = Vec::new();
    for part in parts {
        if let Part::Term(part, _) = part
            && let Some(mut list) = part.list(reader)?
        {
            blocks::walk(&mut list, budget, |doc, _| docs.push(doc))?;
        }
    }
    docs.sort_unstable();
    docs.dedup();
    docs.retain(|&doc| !hidden(doc));
    let mut counts = vec![0; docs.len()];
    if let Some(mut list) = term.list(reader)? {
        blocks::counts_of(&mut list, &docs, budget, &mut counts)?;
    }
    Ok(docs.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect())
}
