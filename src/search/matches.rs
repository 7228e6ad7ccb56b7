//! The passages that match a plan, and the best of them: what cannot be among the best is not scored to the end.
//!
//! A score is the sum of parts: the characters, the words, the title. Of each part there is a most that it can add, so
//! that the characters alone tell of most passages that they are not among the best. The bounds are no estimates: what is
//! found to be the best is the best, in the same order, as if every passage were scored.

use std::sync::LazyLock;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{EnableScoring, Scorer, Weight};
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentReader, TERMINATED};

use super::collect::{Evidence, Found};
use super::lengths::Classes;
use super::segments::{Bits, Segment};
use super::titles::{Everywhere, Titles};
use super::top::Top;
use crate::api::{Budget, Scope};
use crate::error::Result;
use crate::index::Index;
use crate::query::blocks::{self, TermScores};
use crate::query::{Plan, Weights};

/// The passages that match, of each segment in turn.
pub(super) struct Matches {
    segments: Vec<Matched>,
    terms: Option<Vec<TermScores>>,
}

/// The passages that match in one segment.
struct Matched {
    /// Ascending.
    docs: Vec<DocId>,
    base: Base,
}

/// What tells the scores of their characters.
enum Base {
    /// How often each passage has each of the terms that all have: the place of the term, and the counts.
    Counts(Vec<(usize, Vec<u32>)>),
    Scores(Vec<Score>),
}

/// No passage.
static NONE: LazyLock<Bits> = LazyLock::new(Bits::default);

impl Matches {
    /// The passages that match `plan`.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read, and those of [`Budget::spend`].
    pub(super) fn of(index: &Index, segments: &[Segment], plan: &Plan) -> Result<Matches> {
        let searcher = index.searcher();
        let terms = TermScores::all_of(searcher, plan.query.as_ref())?;
        let weight = match &terms {
            Some(_) => None,
            None => Some(plan.query.weight(EnableScoring::enabled_from_searcher(searcher))?),
        };
        let mut out = Matches { segments: Vec::new(), terms: None };
        for (reader, segment) in searcher.segment_readers().iter().zip(segments) {
            let alive = reader.alive_bitset();
            let unsearched = if plan.scope == Scope::All { &NONE } else { segment.unsearched(index, reader)? };
            let hidden = |doc: DocId| unsearched.has(doc) || alive.is_some_and(|alive| !alive.is_alive(doc));
            out.segments.push(match (&terms, &weight) {
                (Some(terms), _) => Matched::with_all(reader, terms, &plan.budget, hidden)?,
                (None, Some(weight)) => Matched::found_by(reader, weight.as_ref(), &plan.budget, hidden)?,
                (None, None) => Matched { docs: Vec::new(), base: Base::Scores(Vec::new()) },
            });
        }
        out.terms = terms;
        Ok(out)
    }

    /// How many they are.
    pub(super) fn len(&self) -> usize {
        self.segments.iter().map(|matched| matched.docs.len()).sum()
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.segments.iter().all(|matched| matched.docs.is_empty())
    }

    /// The passages of each segment, ascending.
    pub(super) fn docs(&self) -> impl Iterator<Item = (u32, &[DocId])> {
        (0..).zip(self.segments.iter().map(|matched| &matched.docs[..]))
    }

    /// All of them with their scores, in the order of the segments, as `plan`, which they match, scores them.
    ///
    /// # Errors
    ///
    /// As [`Matches::of`].
    pub(super) fn scored(&self, index: &Index, segments: &[Segment], plan: &Plan) -> Result<Vec<Found>> {
        let mut out = Vec::with_capacity(self.len());
        self.settle(index, segments, plan, &mut |found| out.push(found), None)?;
        let mut rest = &mut out[..];
        for ((ord, docs), segment) in self.docs().zip(segments) {
            let (of_segment, others) = rest.split_at_mut(docs.len());
            let mut found = of_segment.iter_mut();
            segment.cases(index, ord, docs.iter().copied(), |case| {
                if let Some(found) = found.next() {
                    found.case = case;
                }
            })?;
            rest = others;
        }
        Ok(out)
    }

    /// The `count` best of them, and all that are as good as the last of those, the best first; each score times what the
    /// kind of the passage is worth. What comes before others whatever the scores is not looked at.
    ///
    /// # Errors
    ///
    /// As [`Matches::of`].
    pub(super) fn best(
        &self,
        index: &Index,
        segments: &[Segment],
        plan: &Plan,
        (weights, count): (&Weights, usize),
    ) -> Result<Vec<Found>> {
        let mut top = Top::new(count);
        self.settle(index, segments, plan, &mut |_| {}, Some((weights, &mut top)))?;
        let mut out = top.finish();
        for found in &mut out {
            let DocAddress { segment_ord, doc_id } = found.address;
            if let Some(segment) = segments.get(segment_ord as usize) {
                segment.cases(index, segment_ord, std::iter::once(doc_id), |case| found.case = case)?;
            }
        }
        Ok(out)
    }

    /// Scores what is wanted: with `top`, what may be among the best, and puts it there; otherwise all, for `each`.
    fn settle(
        &self,
        index: &Index,
        segments: &[Segment],
        plan: &Plan,
        each: &mut dyn FnMut(Found),
        mut top: Option<(&Weights, &mut Top)>,
    ) -> Result<()> {
        let searcher = index.searcher();
        let no_terms = Vec::new();
        let terms = self.terms.as_ref().unwrap_or(&no_terms);
        let parts = Part::all(searcher, plan, terms)?;
        let titles = Everywhere::of(index, segments, plan, self.segments.iter().map(|matched| matched.docs.len()))?;
        for (ord, (matched, segment)) in (0..).zip(self.segments.iter().zip(segments)) {
            if matched.docs.is_empty() {
                continue;
            }
            let reader = searcher.segment_reader(ord);
            let lengths = terms.first().map(|term| term.lengths(reader)).transpose()?;
            let base = Bases { terms, base: &matched.base, lengths };
            let classes = match &top {
                Some(_) => segment.lengths.after(index, reader, matched.docs.len())?,
                None => None,
            };
            let mut bounds = classes.and_then(|classes| Bounds::of(index, &base, &parts, classes));
            let mut open = parts.iter().map(|part| part.open(reader)).collect::<Result<Vec<_>>>()?;
            let titles = titles.in_segment(index, ord)?;
            let kinds = match &top {
                Some((weights, _)) => Some((
                    segment.headings(index, reader)?,
                    segment.unsearched(index, reader)?,
                    weights.heading.max(weights.listing).max(1.0),
                )),
                None => None,
            };
            let (mut docs, mut scores) = (Vec::with_capacity(AT_ONCE), Vec::with_capacity(AT_ONCE));
            let mut from = 0;
            while from < matched.docs.len() {
                docs.clear();
                scores.clear();
                match (&top, &kinds) {
                    (Some((_, top)), Some((.., factor))) => {
                        let least = top.least().map(|least| least / factor);
                        if let (Some(bounds), Some(least)) = (&mut bounds, least) {
                            bounds.raise(least, &titles);
                        }
                        let told = (&open[..], &titles, least, bounds.as_ref());
                        from = base.candidates(&matched.docs, from, told, (&mut docs, &mut scores));
                    }
                    _ => {
                        let to = matched.docs.len().min(from + AT_ONCE);
                        docs.extend_from_slice(&matched.docs[from..to]);
                        scores.extend((from..to).map(|at| base.score(at, matched.docs[at])));
                        from = to;
                    }
                }
                plan.budget.spend(docs.len())?;
                for part in &mut open {
                    part.add(&plan.budget, &docs, &mut scores)?;
                }
                for (&doc, &score) in docs.iter().zip(&scores) {
                    let mut score = score;
                    if !titles.is_empty() {
                        score += titles.get(doc);
                    }
                    let found = Found {
                        score,
                        tier: 0,
                        address: DocAddress::new(ord, doc),
                        case: None,
                        evidence: Evidence::default(),
                    };
                    match (&mut top, &kinds) {
                        (Some((weights, top)), Some((headings, unsearched, _))) => {
                            top.offer(Found {
                                score: score * weights.of_kind(headings.has(doc), unsearched.has(doc)),
                                ..found
                            });
                        }
                        _ => each(found),
                    }
                }
            }
        }
        Ok(())
    }
}

/// Passages that are looked at between two looks at the budget.
const OFTEN: usize = 64;

/// Passages whose parts are added at once.
const AT_ONCE: usize = 512;

/// The same where each may raise what is needed to be among the best.
const FEW: usize = 128;

impl Matched {
    /// The passages that have all of `terms`.
    fn with_all(
        reader: &SegmentReader,
        terms: &[TermScores],
        budget: &Budget,
        hidden: impl Fn(DocId) -> bool,
    ) -> Result<Matched> {
        let mut lists: Vec<(usize, BlockSegmentPostings)> = Vec::new();
        for (place, term) in terms.iter().enumerate() {
            match term.list(reader)? {
                Some(list) => lists.push((place, list)),
                None => return Ok(Matched { docs: Vec::new(), base: Base::Scores(Vec::new()) }),
            }
        }
        // The shortest leads; and scores are added in this order, as an intersection of the library adds them.
        lists.sort_by_key(|(_, list)| list.doc_freq());
        let mut docs: Vec<DocId> = Vec::new();
        let mut counts: Vec<(usize, Vec<u32>)> = Vec::new();
        for (place, mut list) in lists {
            if counts.is_empty() {
                docs.reserve(list.doc_freq() as usize);
                let mut own = Vec::with_capacity(list.doc_freq() as usize);
                blocks::walk(&mut list, budget, |doc, count| {
                    if !hidden(doc) {
                        docs.push(doc);
                        own.push(count);
                    }
                })?;
                counts.push((place, own));
                continue;
            }
            let mut own = vec![0; docs.len()];
            blocks::meet(&mut list, &docs, budget, |at, count| own[at] = count)?;
            counts.push((place, own));
            keep(&mut docs, &mut counts);
        }
        Ok(Matched { docs, base: Base::Counts(counts) })
    }

    /// The passages that the query of `weight` finds.
    fn found_by(
        reader: &SegmentReader,
        weight: &dyn Weight,
        budget: &Budget,
        hidden: impl Fn(DocId) -> bool,
    ) -> Result<Matched> {
        let (mut docs, mut scores) = (Vec::new(), Vec::new());
        let mut scorer = weight.scorer(reader, 1.0)?;
        let mut doc = scorer.doc();
        let mut seen = 0;
        while doc != TERMINATED {
            seen += 1;
            if seen % OFTEN == 0 {
                budget.spend(OFTEN)?;
            }
            if !hidden(doc) {
                docs.push(doc);
                scores.push(scorer.score());
            }
            doc = scorer.advance();
        }
        budget.spend(seen % OFTEN)?;
        Ok(Matched { docs, base: Base::Scores(scores) })
    }
}

/// Leaves those of `docs` that have the last of the terms that were counted.
fn keep(docs: &mut Vec<DocId>, counts: &mut [(usize, Vec<u32>)]) {
    let mut kept = 0;
    for at in 0..docs.len() {
        if counts.last().is_some_and(|(_, last)| last[at] > 0) {
            docs[kept] = docs[at];
            counts.iter_mut().for_each(|(_, counts)| counts[kept] = counts[at]);
            kept += 1;
        }
    }
    docs.truncate(kept);
    counts.iter_mut().for_each(|(_, counts)| counts.truncate(kept));
}

/// The scores of the characters.
struct Bases<'m> {
    terms: &'m [TermScores],
    base: &'m Base,
    lengths: Option<FieldNormReader>,
}

impl Bases<'_> {
    /// That of the passage `doc`, which is at this place of those that match.
    #[inline]
    fn score(&self, at: usize, doc: DocId) -> Score {
        match (self.base, &self.lengths) {
            (Base::Scores(scores), _) => scores[at],
            (Base::Counts(lists), Some(lengths)) => self.sum(lists, lengths.fieldnorm_id(doc), at),
            (Base::Counts(_), None) => 0.0,
        }
    }

    #[inline]
    fn sum(&self, lists: &[(usize, Vec<u32>)], length: u8, at: usize) -> Score {
        let of = |(term, counts): &(usize, Vec<u32>)| self.terms[*term].score(length, counts[at]);
        match lists {
            [] => 0.0,
            [one] => of(one),
            [one, two] => of(one) + of(two),
            [one, two, others @ ..] => of(one) + of(two) + others.iter().map(of).sum::<Score>(),
        }
    }

    /// Puts those of `all` from this place on into `docs`, with what their characters are worth, that may be worth as much
    /// as `least`, until there are some. Returns the place behind the last that was looked at.
    fn candidates(
        &self,
        all: &[DocId],
        from: usize,
        (parts, titles, least, bounds): (&[Open<'_>], &Titles<'_>, Option<Score>, Option<&Bounds<'_>>),
        (docs, scores): (&mut Vec<DocId>, &mut Vec<Score>),
    ) -> usize {
        let Some(least) = least else {
            let to = all.len().min(from + FEW);
            docs.extend_from_slice(&all[from..to]);
            scores.extend((from..to).map(|at| self.score(at, all[at])));
            return to;
        };
        let untitled = titles.is_empty();
        for (at, &doc) in all.iter().enumerate().skip(from) {
            if bounds.is_some_and(|bounds| bounds.rules_out(at, doc, titles)) {
                continue;
            }
            let score = self.score(at, doc);
            let mut most = score;
            for part in parts {
                most += part.most(doc, |term| self.count(term, at));
            }
            if !untitled {
                most += titles.most(doc);
            }
            if most * SLACK >= least {
                docs.push(doc);
                scores.push(score);
                if docs.len() == FEW {
                    return at + 1;
                }
            }
        }
        all.len()
    }

    /// How often the passage at this place has the term.
    #[inline]
    fn count(&self, term: usize, at: usize) -> u32 {
        match self.base {
            Base::Counts(lists) => {
                lists.iter().find(|(place, _)| *place == term).map_or(u32::MAX, |(_, counts)| counts[at])
            }
            Base::Scores(_) => u32::MAX,
        }
    }
}

/// What a passage of a class needs to be among the best, where one term is looked for.
struct Bounds<'m> {
    classes: &'m Classes,
    counts: &'m [u32],
    /// The greatest of the counts.
    greatest: u32,
    term: &'m TermScores,
    /// The parts that are bounded by how often a passage has the term and by its words.
    by_words: Vec<&'m TermScores>,
    /// What the others add at most.
    others: Score,
    /// What was last asked for.
    least: Option<Score>,
    /// For each class the count that is needed without a title that adds anything, and with the best.
    needed: [Vec<u32>; 2],
}

impl<'m> Bounds<'m> {
    fn of(index: &Index, bases: &Bases<'m>, parts: &'m [Part], classes: &'m Classes) -> Option<Bounds<'m>> {
        let (Base::Counts(lists), [term]) = (bases.base, bases.terms) else { return None };
        let [(_, counts)] = &lists[..] else { return None };
        if term.field_of_lengths() != index.fields().grams {
            return None;
        }
        let (mut by_words, mut others) = (Vec::new(), 0.0);
        for part in parts {
            match part {
                Part::Term(scores, Some(0)) if scores.field_of_lengths() == index.fields().words => {
                    by_words.push(scores)
                }
                Part::Term(scores, _) => others += scores.most(),
                Part::Other(_, _, most) => others += most,
            }
        }
        let greatest = counts.iter().copied().max()?;
        Some(Bounds { classes, counts, greatest, term, by_words, others, least: None, needed: Default::default() })
    }

    /// Takes `least` for what is needed.
    fn raise(&mut self, least: Score, titles: &Titles<'_>) {
        if self.least == Some(least) {
            return;
        }
        self.least = Some(least);
        let with = |title: Score| {
            self.classes.needed(least, self.greatest, |characters, words, count| {
                let by_words = self.by_words.iter().map(|part| part.score(words, count)).sum::<Score>();
                (self.term.score(characters, count) + by_words + self.others + title) * SLACK
            })
        };
        self.needed = [with(0.0), if titles.is_empty() { Vec::new() } else { with(titles.most_of_all()) }];
    }

    /// Whether the passage `doc`, which is at this place of those that match, cannot be among the best.
    #[inline]
    fn rules_out(&self, at: usize, doc: DocId, titles: &Titles<'_>) -> bool {
        let [untitled, titled] = &self.needed;
        let needed = if titles.is_empty() || titles.most(doc) <= 0.0 { untitled } else { titled };
        needed.get(self.classes.class(doc)).is_some_and(|&needed| self.counts[at] < needed)
    }
}

/// By how much a bound is raised: that of two counts the larger one scores more holds but for rounding.
const SLACK: Score = 1.000_01;

/// A part of the score beside the characters.
enum Part {
    /// A term, and the place of that of the terms all have which no passage has less often.
    Term(TermScores, Option<usize>),
    /// Anything else: what its scores are multiplied by, and what it adds at most.
    Other(Box<dyn Weight>, Score, Score),
}

impl Part {
    fn all(searcher: &Searcher, plan: &Plan, terms: &[TermScores]) -> Result<Vec<Part>> {
        let part = |(query, boost)| {
            Ok(match TermScores::of(searcher, query, boost)? {
                Some(scores) => {
                    let within = terms.iter().position(|term| scores.is_within(term));
                    Part::Term(scores, within)
                }
                None => {
                    let most = blocks::most_of_phrase(searcher, query, boost)?.unwrap_or(Score::INFINITY);
                    Part::Other(query.weight(EnableScoring::enabled_from_searcher(searcher))?, boost, most)
                }
            })
        };
        plan.scored().map(part).collect()
    }

    fn open(&self, reader: &SegmentReader) -> Result<Open<'_>> {
        Ok(match self {
            Part::Term(scores, within) => match scores.list(reader)? {
                Some(list) => Open::Term { scores, within: *within, list, lengths: scores.lengths(reader)? },
                None => Open::Nowhere,
            },
            Part::Other(weight, boost, most) => Open::Other(weight.scorer(reader, *boost)?, *most),
        })
    }
}

/// A part of the score in one segment, read from its beginning to its end.
enum Open<'p> {
    Term { scores: &'p TermScores, within: Option<usize>, list: BlockSegmentPostings, lengths: FieldNormReader },
    Other(Box<dyn Scorer>, Score),
    Nowhere,
}

impl Open<'_> {
    /// What it adds at most to the score of `doc`, which has the terms as often as `count` tells.
    #[inline]
    fn most(&self, doc: DocId, count: impl Fn(usize) -> u32) -> Score {
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
    fn add(&mut self, budget: &Budget, docs: &[DocId], scores: &mut [Score]) -> Result<()> {
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
