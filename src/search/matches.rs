//! The passages that match a plan, and the best of them: what cannot be among the best is not scored to the end.
//!
//! A score is the sum of parts: the characters, the words, the title. Of each part there is a most that it can add, so
//! that the characters alone tell of most passages that they are not among the best. The bounds are no estimates: what is
//! found to be the best is the best, in the same order, as if every passage were scored.

use std::sync::LazyLock;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{EnableScoring, Weight};
use tantivy::{DocAddress, DocId, Score, SegmentReader, TERMINATED, Term};

use super::bounds::Bounds;
use super::collect::{self, Found};
use super::parts::{Open, Part, SLACK};
use super::segments::{Bits, Segment};
use super::titles::{Everywhere, Titles};
use super::top::Top;
use crate::api::{Budget, Scope};
use crate::error::Result;
use crate::index::Index;
use crate::query::blocks::{self, TermScores};
use crate::query::{Counter, Matcher, Plan, Weights};

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
            None => Some(plan.query.weight(EnableScoring::enabled_from_statistics_provider(searcher, searcher))?),
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

    /// How many marks of `matcher`, which finds them, there are in all of them: what was counted when they were found is
    /// not counted again.
    ///
    /// # Errors
    ///
    /// As [`Matches::of`].
    pub(super) fn occurrences(&self, index: &Index, matcher: &Matcher) -> Result<usize> {
        let searcher = index.searcher();
        let mut sum = 0;
        for (ord, matched) in (0..).zip(&self.segments).filter(|(_, matched)| !matched.docs.is_empty()) {
            let known = match &matched.base {
                Base::Counts(lists) => Counter::terms(matcher, searcher.segment_reader(ord))?.and_then(|lit| {
                    let of = |term: &Term| {
                        let place = self.terms().iter().position(|scores| scores.term() == term)?;
                        lists.iter().find(|(counted, _)| *counted == place).map(|(_, counts)| counts)
                    };
                    lit.iter().map(of).collect::<Option<Vec<_>>>()
                }),
                Base::Scores(_) => None,
            };
            sum += match known {
                Some(lists) => lists.into_iter().flatten().map(|&count| count as usize).sum(),
                None => collect::occurrences(searcher, matcher, &[(ord, &matched.docs)])?,
            };
        }
        Ok(sum)
    }

    /// All of them with their scores, in the order of the segments, as `plan`, which they match, scores them.
    ///
    /// # Errors
    ///
    /// As [`Matches::of`].
    pub(super) fn scored(&self, index: &Index, segments: &[Segment], plan: &Plan) -> Result<Vec<Found>> {
        let parts = self.parts(index, plan)?;
        let titles = self.titles(index, segments, plan)?;
        let mut out = Vec::with_capacity(self.len());
        for (ord, (matched, segment)) in (0..).zip(self.segments.iter().zip(segments)) {
            if matched.docs.is_empty() {
                continue;
            }
            let scoring = self.scoring(index, (ord, matched), plan, &titles)?;
            let mut open = Part::open_all(&parts, index.searcher().segment_reader(ord), |_| true)?;
            let first = out.len();
            let mut scores = Vec::with_capacity(AT_ONCE);
            for (docs, from) in matched.docs.chunks(AT_ONCE).zip((0..).step_by(AT_ONCE)) {
                scores.clear();
                scores.extend((from..).zip(docs).map(|(at, &doc)| scoring.base.score(at, doc)));
                scoring.finish(&mut open, (docs, &mut scores), &mut |address, score| {
                    out.push(Found::new(address, score));
                })?;
            }
            let mut found = out[first..].iter_mut();
            segment.cases(index, ord, matched.docs.iter().copied(), |case| {
                if let Some(found) = found.next() {
                    found.case = case;
                }
            })?;
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
        let parts = self.parts(index, plan)?;
        let titles = self.titles(index, segments, plan)?;
        let mut top = Top::new(count);
        let factor = weights.heading.max(weights.listing).max(1.0);
        for (ord, (matched, segment)) in (0..).zip(self.segments.iter().zip(segments)) {
            if matched.docs.is_empty() {
                continue;
            }
            let reader = index.searcher().segment_reader(ord);
            let (headings, unsearched) = (segment.headings(index, reader)?, segment.unsearched(index, reader)?);
            let offer = |top: &mut Top, address: DocAddress, score: Score| {
                let kind = weights.of_kind(headings.has(address.doc_id), unsearched.has(address.doc_id));
                top.offer(Found::new(address, score * kind));
            };
            let scoring = self.scoring(index, (ord, matched), plan, &titles)?;
            let (mut docs, mut scores) = (Vec::new(), Vec::new());
            // What few of them have is worth much: those come first, and the others have nothing of it.
            let rare = Part::rare(&parts, reader, matched.docs.len())?;
            let first = scoring.having(reader, rare.iter().filter_map(|&rare| parts.get(rare)))?;
            let mut open = Part::open_all(&parts, reader, |_| true)?;
            for places in first.chunks(AT_ONCE) {
                docs.clear();
                scores.clear();
                docs.extend(places.iter().map(|&at| matched.docs[at]));
                scores.extend(places.iter().map(|&at| scoring.base.score(at, matched.docs[at])));
                scoring
                    .finish(&mut open, (&docs, &mut scores), &mut |address, score| offer(&mut top, address, score))?;
            }
            let is_rest = |part: usize| !rare.contains(&part);
            if !rare.is_empty() {
                open = Part::open_all(&parts, reader, is_rest)?;
            }
            let classes = segment.lengths.after(index, reader, matched.docs.len())?;
            let rest = (0..).zip(&parts).filter(|(part, _)| is_rest(*part)).map(|(_, part)| part);
            let only = scoring.base.only().zip(classes);
            let mut bounds = only.and_then(|((term, counts), classes)| {
                let greatest = counts.iter().copied().max()?;
                Bounds::of(index, (term, greatest), rest, classes).map(|bounds| (bounds, counts))
            });
            let mut from = 0;
            while from < matched.docs.len() {
                docs.clear();
                scores.clear();
                let least = top.least().map(|least| least / factor);
                if let (Some((bounds, _)), Some(least)) = (&mut bounds, least) {
                    bounds.raise(least, &scoring.titles);
                }
                let told = (&open[..], &first[..], least);
                let to = scoring.candidates(&matched.docs, from, told, bounds.as_ref(), (&mut docs, &mut scores));
                plan.budget.spend(to - from)?;
                from = to;
                scoring
                    .finish(&mut open, (&docs, &mut scores), &mut |address, score| offer(&mut top, address, score))?;
            }
        }
        collect::with_cases(index, segments, top.finish())
    }

    fn parts(&self, index: &Index, plan: &Plan) -> Result<Vec<Part>> {
        Part::all(index.searcher(), plan, self.terms())
    }

    fn titles<'s>(&self, index: &Index, segments: &'s [Segment], plan: &Plan) -> Result<Everywhere<'s>> {
        Everywhere::of(index, segments, plan, self.segments.iter().map(|matched| matched.docs.len()))
    }

    fn terms(&self) -> &[TermScores] {
        self.terms.as_deref().unwrap_or_default()
    }

    fn scoring<'m>(
        &'m self,
        index: &Index,
        (ord, matched): (u32, &'m Matched),
        plan: &'m Plan,
        titles: &'m Everywhere<'_>,
    ) -> Result<Scoring<'m>> {
        let reader = index.searcher().segment_reader(ord);
        let lengths = self.terms().first().map(|term| term.lengths(reader)).transpose()?;
        let base = Bases { terms: self.terms(), base: &matched.base, lengths };
        Ok(Scoring { ord, budget: &plan.budget, docs: &matched.docs, base, titles: titles.in_segment(index, ord)? })
    }
}

/// What is needed where one term is looked for, and how often each passage has it.
type Bounded<'m> = (Bounds<'m>, &'m [u32]);

/// One segment, as its passages are scored.
struct Scoring<'m> {
    ord: u32,
    budget: &'m Budget,
    docs: &'m [DocId],
    base: Bases<'m>,
    titles: Titles<'m>,
}

impl Scoring<'_> {
    /// See [`finish`].
    fn finish(
        &self,
        parts: &mut [Open<'_>],
        scored: (&[DocId], &mut [Score]),
        each: &mut dyn FnMut(DocAddress, Score),
    ) -> Result<()> {
        finish((self.ord, &self.titles), self.budget, parts, scored, each)
    }

    /// The places of those that match and have one of `parts`.
    fn having<'p>(&self, reader: &SegmentReader, parts: impl Iterator<Item = &'p Part>) -> Result<Vec<usize>> {
        let mut having: Vec<DocId> = Vec::new();
        for part in parts {
            if let Part::Term(term, _) = part
                && let Some(mut list) = term.list(reader)?
            {
                blocks::walk(&mut list, self.budget, |doc, _| having.push(doc))?;
            }
        }
        having.sort_unstable();
        having.dedup();
        let (mut out, mut at) = (Vec::with_capacity(having.len()), 0);
        for doc in having {
            at += self.docs[at..].partition_point(|&other| other < doc);
            if self.docs.get(at) == Some(&doc) {
                out.push(at);
            }
        }
        Ok(out)
    }

    /// Puts those of `all` from this place on, but for those at the places `known`, into `docs`, with what their characters
    /// are worth, that may be worth as much as `least`, until there are some. Returns the place behind the last that was
    /// looked at.
    fn candidates(
        &self,
        all: &[DocId],
        from: usize,
        (parts, known, least): (&[Open<'_>], &[usize], Option<Score>),
        bounds: Option<&Bounded<'_>>,
        (docs, scores): (&mut Vec<DocId>, &mut Vec<Score>),
    ) -> usize {
        let (base, titles) = (&self.base, &self.titles);
        let untitled = titles.is_empty();
        let mut from = from;
        let mut places: Vec<usize> = Vec::new();
        while from < all.len() && docs.len() < FEW {
            places.clear();
            let to = all.len().min(from + if least.is_some() { STRETCH } else { FEW });
            match bounds {
                Some((bounds, counts)) if least.is_some() => {
                    bounds.sieve((all, counts), from..to, titles, &mut places);
                }
                _ => places.extend(from..to),
            }
            from = to;
            for &at in &places {
                let doc = all[at];
                let score = base.score(at, doc);
                let may_be = least.is_none_or(|least| {
                    let mut most = score;
                    for part in parts {
                        most += part.most(doc, |term| base.count(term, at));
                    }
                    if !untitled {
                        most += titles.most(doc);
                    }
                    most * SLACK >= least
                });
                if may_be && known.binary_search(&at).is_err() {
                    docs.push(doc);
                    scores.push(score);
                }
            }
        }
        from
    }
}

/// Adds to the scores of the characters of `docs` of one segment, which ascend from call to call, what the parts and the
/// titles add.
pub(super) fn finish(
    (ord, titles): (u32, &Titles<'_>),
    budget: &Budget,
    parts: &mut [Open<'_>],
    (docs, scores): (&[DocId], &mut [Score]),
    each: &mut dyn FnMut(DocAddress, Score),
) -> Result<()> {
    budget.spend(docs.len())?;
    for part in parts {
        part.add(budget, docs, scores)?;
    }
    let untitled = titles.is_empty();
    for (&doc, &score) in docs.iter().zip(&*scores) {
        each(DocAddress::new(ord, doc), if untitled { score } else { score + titles.get(doc) });
    }
    Ok(())
}

/// Passages that are looked at between two looks at the budget.
const OFTEN: usize = 64;

/// Passages whose parts are added at once.
pub(super) const AT_ONCE: usize = 512;

/// The same where each may raise what is needed to be among the best.
pub(super) const FEW: usize = 32;

/// Passages that are looked at before what is needed is looked at again.
const STRETCH: usize = 1024;

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
                let most = list.doc_freq() as usize;
                docs = vec![0; most];
                let (mut own, mut kept) = (vec![0; most], 0);
                // Written whether it is kept or not: few are hidden, and which ones no processor can guess.
                blocks::walk(&mut list, budget, |doc, count| {
                    if let (Some(to), Some(own)) = (docs.get_mut(kept), own.get_mut(kept)) {
                        (*to, *own) = (doc, count);
                        kept += usize::from(!hidden(doc));
                    }
                })?;
                docs.truncate(kept);
                own.truncate(kept);
                counts.push((place, own));
                continue;
            }
            let mut own = vec![0; docs.len()];
            blocks::counts_of(&mut list, &docs, budget, &mut own)?;
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

/// Leaves those of `values` at whose places `counts` is not 0.
fn keep_where(counts: &[u32], values: &mut Vec<u32>) {
    let mut kept = 0;
    for (at, &count) in counts.iter().enumerate() {
        // Written whether it is kept or not: which ones are is anybody's guess.
        if let Some(&value) = values.get(at) {
            values[kept] = value;
            kept += usize::from(count > 0);
        }
    }
    values.truncate(kept);
}

/// Leaves those of `docs` that have the last of the terms that were counted.
fn keep(docs: &mut Vec<DocId>, counts: &mut [(usize, Vec<u32>)]) {
    let Some(((_, last), others)) = counts.split_last_mut() else { return };
    keep_where(last, docs);
    others.iter_mut().for_each(|(_, counts)| keep_where(last, counts));
    last.retain(|&count| count > 0);
}

/// The scores of the characters.
struct Bases<'m> {
    terms: &'m [TermScores],
    base: &'m Base,
    lengths: Option<FieldNormReader>,
}

impl<'m> Bases<'m> {
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

    /// The term, where one alone is looked for, and how often each passage has it.
    fn only(&self) -> Option<(&'m TermScores, &'m [u32])> {
        let (Base::Counts(lists), [term]) = (self.base, self.terms) else { return None };
        let [(_, counts)] = &lists[..] else { return None };
        Some((term, counts))
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
