//! What a passage must hold, as a tree over strings and filters: which passages qualify, and which of their
//! characters are to be lit.
//!
//! One tree serves three ends. As a tantivy query it finds candidates fast; evaluated on the positions of a passage
//! it decides what tantivy cannot (same sentence, distance, order); and the same evaluation gives the marks.

use std::sync::Arc;

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, EnableScoring, Explanation, Occur, Query, Scorer,
    Weight,
};
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

pub(crate) use super::clause::Clause;
use super::clause::needs_sentences;
use super::condition::{Condition, FigureQuery, Figures, counts};
use super::context::Context;
use super::excluded::ExcludedQuery;
use super::near::{Group, alone, joined, merge, paired};
use super::rank::closeness;
use super::spans::{ScannedTexts, Sentences, StringPostings};
use super::strings::string_query;
use crate::api::Budget;
use crate::error::Result;
use crate::facts::Kind;
use crate::index::{FigurePlace, Index};
use crate::text::CharSpan;

/// A condition with the strings and filters that it speaks of.
pub(crate) struct Matcher {
    /// The condition.
    pub(crate) root: Clause,
    /// Folded strings, each once.
    pub(crate) strings: Vec<String>,
    /// Filters.
    pub(crate) filters: Vec<Box<dyn Query>>,
    /// Conditions on figures.
    pub(crate) conditions: Vec<Condition>,
    /// The field of bigrams in which strings are looked up.
    pub(crate) grams: Field,
    /// What looking at passages may take.
    pub(crate) budget: Budget,
}

impl Clone for Matcher {
    fn clone(&self) -> Self {
        Matcher {
            root: self.root.clone(),
            strings: self.strings.clone(),
            filters: self.filters.iter().map(|filter| filter.box_clone()).collect(),
            conditions: self.conditions.clone(),
            grams: self.grams,
            budget: self.budget.clone(),
        }
    }
}

impl std::fmt::Debug for Matcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Matcher").field("root", &self.root).field("strings", &self.strings).finish_non_exhaustive()
    }
}

impl Matcher {
    /// An empty matcher; strings and filters are added as the tree is made.
    pub(crate) fn new(context: &Context<'_>) -> Matcher {
        Matcher {
            root: Clause::Or(Vec::new()),
            strings: Vec::new(),
            filters: Vec::new(),
            conditions: Vec::new(),
            grams: context.index.fields().grams,
            budget: context.budget.clone(),
        }
    }

    /// What `folded` alone lights.
    pub(crate) fn of_string(index: &Index, folded: &str, budget: &Budget) -> Matcher {
        Matcher {
            root: Clause::Text(0),
            strings: vec![folded.to_owned()],
            filters: Vec::new(),
            conditions: Vec::new(),
            grams: index.fields().grams,
            budget: budget.clone(),
        }
    }

    /// The index of `folded` among the strings.
    pub(crate) fn string(&mut self, folded: &str) -> usize {
        if let Some(known) = self.strings.iter().position(|string| string == folded) {
            return known;
        }
        self.strings.push(folded.to_owned());
        self.strings.len() - 1
    }

    /// The index of a new filter.
    pub(crate) fn filter(&mut self, query: Box<dyn Query>) -> usize {
        self.filters.push(query);
        self.filters.len() - 1
    }

    /// The index of a new condition.
    pub(crate) fn condition(&mut self, condition: Condition) -> usize {
        self.conditions.push(condition);
        self.conditions.len() - 1
    }

    /// The passages that match, scored by BM25 over their strings times `boost`.
    pub(crate) fn query(self: &Arc<Self>, boost: Score) -> Box<dyn Query> {
        let candidates = self.candidates(&self.root);
        let candidates: Box<dyn Query> =
            if boost == 1.0 { candidates } else { Box::new(BoostQuery::new(candidates, boost)) };
        if self.root.is_exact(&self.conditions) {
            candidates
        } else {
            Box::new(VerifiedQuery { candidates, matcher: Arc::clone(self) })
        }
    }

    /// The passages that may match, and all that do.
    fn candidates(&self, clause: &Clause) -> Box<dyn Query> {
        match clause {
            Clause::Text(string) => self.text_query(&self.strings[*string]),
            Clause::Run { words, .. } => {
                self.all(words.iter().map(|&word| (Occur::Must, self.text_query(&self.strings[word]))).collect())
            }
            Clause::Pattern(parts) => {
                self.all(parts.iter().map(|&(.., part)| (Occur::Must, self.text_query(&self.strings[part]))).collect())
            }
            Clause::Free { string, .. } => self.text_query(&self.strings[*string]),
            Clause::Filter(filter) => Box::new(ConstScoreQuery::new(self.filters[*filter].box_clone(), 0.0)),
            Clause::Figure(condition) => {
                let condition = self.conditions[*condition];
                let mut parts: Vec<(Occur, Box<dyn Query>)> =
                    vec![(Occur::Must, Box::new(FigureQuery::new(condition)))];
                // What is counted must stand somewhere; it is no word of the query, and adds nothing to the score.
                parts.extend(condition.noun.map(|noun| {
                    let text = ConstScoreQuery::new(self.text_query(&self.strings[noun]), 0.0);
                    (Occur::Must, Box::new(text) as Box<dyn Query>)
                }));
                self.all(parts)
            }
            Clause::And(parts) => self.all(
                parts
                    .iter()
                    .filter_map(|part| match part {
                        Clause::Not(inner) if inner.is_exact(&self.conditions) => {
                            Some((Occur::MustNot, Box::new(ExcludedQuery(self.candidates(inner))) as Box<dyn Query>))
                        }
                        // What only a second look can rule out is left for it.
                        Clause::Not(_) => None,
                        part => Some((Occur::Must, self.candidates(part))),
                    })
                    .collect(),
            ),
            Clause::Or(parts) => match &parts[..] {
                [] => Box::new(EmptyQuery),
                [one] => self.candidates(one),
                parts => Box::new(BooleanQuery::new(
                    parts.iter().map(|part| (Occur::Should, self.candidates(part))).collect(),
                )),
            },
            Clause::Not(_) => self.candidates(&Clause::And(vec![clause.clone()])),
            Clause::Sentence(inner) => self.candidates(inner),
            // What is not to be near may stand elsewhere.
            Clause::Near { left, right, .. } => self.all(
                [left, right]
                    .into_iter()
                    .filter(|side| !matches!(***side, Clause::Not(_)))
                    .map(|side| (Occur::Must, self.candidates(side)))
                    .collect(),
            ),
        }
    }

    fn all(&self, mut parts: Vec<(Occur, Box<dyn Query>)>) -> Box<dyn Query> {
        if parts.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            parts.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))));
        }
        match parts.len() {
            1 => parts.remove(0).1,
            _ => Box::new(BooleanQuery::new(parts)),
        }
    }

    fn text_query(&self, folded: &str) -> Box<dyn Query> {
        string_query(self.grams, folded)
    }
}

/// Evaluates a matcher on the passages of one segment, in ascending order.
pub(crate) struct Evaluator<'m> {
    matcher: &'m Matcher,
    places: Source,
    filters: Vec<Box<dyn Scorer>>,
    figures: Vec<Figures>,
    /// Whether it matters where sentences end.
    by_sentence: bool,
    /// For each string, where it stands in the current passage.
    found: Vec<Vec<CharSpan>>,
    /// For each condition, the figures of the current passage that meet it.
    met: Vec<Vec<CharSpan>>,
    scratch: Vec<FigurePlace>,
}

/// Where the places of strings are read from.
enum Source {
    Index { strings: Vec<StringPostings>, sentences: Option<Box<Sentences>> },
    Texts(ScannedTexts),
}

impl<'m> Evaluator<'m> {
    /// Opens what `matcher` needs in `reader`, where many passages are looked at: the positions in the index, or the
    /// texts where a string is a single character.
    pub(crate) fn open(matcher: &'m Matcher, reader: &SegmentReader) -> Result<Evaluator<'m>> {
        if matcher.strings.iter().any(|string| string.chars().nth(1).is_none()) {
            return Evaluator::of_texts(matcher, reader);
        }
        let strings = matcher
            .strings
            .iter()
            .map(|string| StringPostings::open(reader, matcher.grams, string))
            .collect::<Result<Vec<_>>>()?;
        let by_sentence = needs_sentences(&matcher.root);
        let sentences = by_sentence.then(|| Sentences::open(reader, matcher.grams).map(Box::new)).transpose()?;
        Evaluator::over(matcher, reader, Source::Index { strings, sentences })
    }

    /// The same for passages whose texts are known; see [`Evaluator::marks_in`].
    pub(crate) fn of_given(matcher: &'m Matcher, reader: &SegmentReader) -> Result<Evaluator<'m>> {
        Evaluator::over(matcher, reader, Source::Texts(ScannedTexts::given(&matcher.strings)))
    }

    fn of_texts(matcher: &'m Matcher, reader: &SegmentReader) -> Result<Evaluator<'m>> {
        Evaluator::over(matcher, reader, Source::Texts(ScannedTexts::open(reader, &matcher.strings)?))
    }

    fn over(matcher: &'m Matcher, reader: &SegmentReader, places: Source) -> Result<Evaluator<'m>> {
        let schema = reader.schema();
        let filters = matcher
            .filters
            .iter()
            .map(|filter| filter.weight(EnableScoring::disabled_from_schema(schema))?.scorer(reader, 1.0))
            .collect::<tantivy::Result<Vec<_>>>()?;
        let by_sentence = needs_sentences(&matcher.root);
        let figures = matcher
            .conditions
            .iter()
            .map(|condition| Figures::open(reader, condition.kind))
            .collect::<tantivy::Result<Vec<_>>>()?;
        let found = vec![Vec::new(); matcher.strings.len()];
        let met = vec![Vec::new(); figures.len()];
        Ok(Evaluator { matcher, places, filters, figures, by_sentence, found, met, scratch: Vec::new() })
    }

    /// Finds out where the strings stand in `doc`.
    fn find(&mut self, doc: DocId) -> Result<()> {
        self.found.iter_mut().for_each(Vec::clear);
        self.matcher.budget.spend(1 + self.found.len())?;
        match &mut self.places {
            Source::Index { strings, .. } => {
                strings.iter_mut().zip(&mut self.found).for_each(|(string, found)| string.spans(doc, found));
            }
            Source::Texts(texts) => {
                self.matcher.budget.spend(texts.read(doc)?)?;
                self.found.iter_mut().enumerate().for_each(|(string, found)| texts.spans(string, found));
            }
        }
        Ok(())
    }

    /// How close together the strings stand in `doc`; see [`closeness`].
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when its text cannot be read.
    pub(crate) fn closeness(&mut self, doc: DocId) -> Result<f32> {
        self.find(doc)?;
        let kinds: Vec<(Vec<u32>, u32)> = self
            .found
            .iter()
            .map(|found| {
                let length = found.first().map_or(0, |span| span.end - span.start);
                (found.iter().map(|span| span.start).collect(), length)
            })
            .collect();
        Ok(closeness(&kinds))
    }

    /// What is to be lit in `doc`, sorted and disjoint; `None` when it does not match.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when its text cannot be read.
    pub(crate) fn marks(&mut self, doc: DocId) -> Result<Option<Vec<CharSpan>>> {
        self.find(doc)?;
        let sentences = match &mut self.places {
            Source::Index { sentences: Some(sentences), .. } => sentences.windows(doc),
            Source::Texts(texts) if self.by_sentence => texts.sentences(),
            _ => Vec::new(),
        };
        let passed: Vec<bool> = self
            .filters
            .iter_mut()
            .map(|filter| {
                let at = filter.doc();
                at == doc || (at < doc && filter.seek(doc) == doc)
            })
            .collect();
        self.meet(doc);
        let view = View { found: &self.found, met: &self.met, passed: &passed, sentences: &sentences };
        let mut marks = view.eval(&self.matcher.root, CharSpan::new(0, u32::MAX));
        marks.iter_mut().for_each(merge);
        Ok(marks)
    }

    /// The same of `doc`, whose clean text is `text`.
    ///
    /// # Errors
    ///
    /// As [`Evaluator::marks`].
    pub(crate) fn marks_in(&mut self, doc: DocId, text: &str) -> Result<Option<Vec<CharSpan>>> {
        if let Source::Texts(texts) = &mut self.places {
            texts.take(text);
        }
        self.marks(doc)
    }

    /// The figures of the passage whose [`marks`](Evaluator::marks) these are that meet a condition where the query
    /// wants it met.
    pub(crate) fn figures(&self, marks: &[CharSpan]) -> Vec<(Kind, CharSpan)> {
        let lit = |span: CharSpan| {
            let at = marks.partition_point(|mark| mark.end < span.end);
            marks.get(at).is_some_and(|mark| mark.start <= span.start)
        };
        let mut out: Vec<(Kind, CharSpan)> = Vec::new();
        for (condition, met) in self.matcher.conditions.iter().zip(&self.met) {
            out.extend(met.iter().filter(|&&span| lit(span)).map(|&span| (condition.kind, span)));
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// Finds the figures that meet each condition; the strings have been looked up before.
    fn meet(&mut self, doc: DocId) {
        for (index, condition) in self.matcher.conditions.iter().enumerate() {
            self.scratch.clear();
            self.figures[index].places(doc, &condition.interval, &mut self.scratch);
            if let Some(noun) = condition.noun {
                let spans = &self.found[noun];
                self.scratch.retain(|place| counts(place, spans));
            }
            self.met[index].clear();
            self.met[index].extend(self.scratch.iter().map(|place| place.chars));
        }
    }
}

/// One passage, as the evaluation sees it.
struct View<'v> {
    found: &'v [Vec<CharSpan>],
    met: &'v [Vec<CharSpan>],
    passed: &'v [bool],
    sentences: &'v [CharSpan],
}

impl View<'_> {
    /// The spans of the string within `window`.
    fn spans(&self, string: usize, window: CharSpan) -> impl Iterator<Item = CharSpan> {
        within(&self.found[string], window)
    }

    fn eval(&self, clause: &Clause, window: CharSpan) -> Option<Vec<CharSpan>> {
        match clause {
            Clause::Text(string) => {
                let spans: Vec<CharSpan> = self.spans(*string, window).collect();
                (!spans.is_empty()).then_some(spans)
            }
            Clause::Run { whole, words } => {
                let mut out: Vec<CharSpan> = self.spans(*whole, window).collect();
                let wholes = out.len();
                for &word in words.iter().filter(|word| *word != whole) {
                    let before = out.len();
                    let inside = |span: CharSpan, wholes: &[CharSpan]| {
                        let at = wholes.partition_point(|whole| whole.end < span.end);
                        wholes.get(at).is_some_and(|whole| whole.start <= span.start)
                    };
                    for span in self.spans(word, window) {
                        if !inside(span, &out[..wholes]) {
                            out.push(span);
                        }
                    }
                    if out.len() == before && wholes == 0 {
                        return None;
                    }
                }
                (!out.is_empty()).then_some(out)
            }
            Clause::Pattern(parts) => {
                let out = self.pattern(parts, window);
                (!out.is_empty()).then_some(out)
            }
            Clause::Free { string, longer } => {
                let hidden = |span: CharSpan| {
                    longer.iter().any(|&longer| {
                        let whole = &self.found[longer];
                        let at = whole.partition_point(|whole| whole.end < span.end);
                        whole.get(at).is_some_and(|whole| whole.start <= span.start)
                    })
                };
                let spans: Vec<CharSpan> = self.spans(*string, window).filter(|&span| !hidden(span)).collect();
                (!spans.is_empty()).then_some(spans)
            }
            Clause::Filter(filter) => self.passed[*filter].then(Vec::new),
            Clause::Figure(condition) => {
                let spans: Vec<CharSpan> = within(&self.met[*condition], window).collect();
                (!spans.is_empty()).then_some(spans)
            }
            Clause::And(parts) => {
                let mut out = Vec::new();
                for part in parts {
                    out.extend(self.eval(part, window)?);
                }
                Some(out)
            }
            Clause::Or(parts) => {
                let mut out: Option<Vec<CharSpan>> = None;
                for found in parts.iter().filter_map(|part| self.eval(part, window)) {
                    out.get_or_insert_default().extend(found);
                }
                out
            }
            Clause::Not(inner) => self.eval(inner, window).is_none().then(Vec::new),
            Clause::Sentence(inner) => {
                let mut out: Option<Vec<CharSpan>> = None;
                for sentence in self.sentences {
                    let (start, end) = (sentence.start.max(window.start), sentence.end.min(window.end));
                    if start >= end {
                        continue;
                    }
                    if let Some(found) = self.eval(inner, CharSpan::new(start, end)) {
                        out.get_or_insert_default().extend(found);
                    }
                }
                out
            }
            Clause::Near { gap, ordered, left, right } => {
                let out = self.near(*gap, *ordered, left, right, window)?;
                (!out.is_empty()).then_some(out)
            }
        }
    }

    /// The shortest stretch from each beginning, from the left and without overlap.
    fn pattern(&self, parts: &[(u32, u32, usize)], window: CharSpan) -> Vec<CharSpan> {
        let Some((&(.., first), rest)) = parts.split_first() else { return Vec::new() };
        let mut out: Vec<CharSpan> = Vec::new();
        'beginnings: for begin in self.spans(first, window) {
            if out.last().is_some_and(|last| begin.start < last.end) {
                continue;
            }
            let mut end = begin.end;
            for &(least, most, part) in rest {
                let from = CharSpan::new(end.saturating_add(least).min(window.end), window.end);
                let next = self.spans(part, from).next().filter(|next| next.start - end <= most);
                match next {
                    Some(next) => end = next.end,
                    None => continue 'beginnings,
                }
            }
            // From the last beginning before the same end it is shorter.
            match out.last_mut().filter(|last| last.end == end) {
                Some(last) => *last = CharSpan::new(begin.start, end),
                None => out.push(CharSpan::new(begin.start, end)),
            }
        }
        out
    }

    fn near(&self, gap: u32, ordered: bool, left: &Clause, right: &Clause, window: CharSpan) -> Option<Vec<CharSpan>> {
        Some(match (left, right) {
            (Clause::Not(_), Clause::Not(_)) => Vec::new(),
            (left, Clause::Not(excluded)) => {
                alone(&self.sorted(left, window)?, &self.other(excluded, window), gap, ordered)
            }
            // In order, what is not to stand before: the same, seen from the end.
            (Clause::Not(excluded), right) => {
                let (mut right, excluded) = (self.sorted(right, window)?, self.other(excluded, window));
                right.retain(|&b| paired(&excluded, &[b], gap, ordered).is_empty());
                right
            }
            (left, right) if left.is_single() && right.is_single() => {
                paired(&self.sorted(left, window)?, &self.sorted(right, window)?, gap, ordered)
            }
            (left, right) => {
                let groups = joined(&self.groups(left, window)?, &self.groups(right, window)?, gap, ordered);
                groups.into_iter().flatten().collect()
            }
        })
    }

    /// What of `clause` matched together: for near operators in a row, and for sentences, several spans.
    fn groups(&self, clause: &Clause, window: CharSpan) -> Option<Vec<Group>> {
        Some(match clause {
            Clause::Near { gap, ordered, left, right }
                if !matches!(**left, Clause::Not(_)) && !matches!(**right, Clause::Not(_)) =>
            {
                joined(&self.groups(left, window)?, &self.groups(right, window)?, *gap, *ordered)
            }
            Clause::Or(parts) => parts.iter().filter_map(|part| self.groups(part, window)).flatten().collect(),
            Clause::And(_) | Clause::Sentence(_) => vec![self.sorted(clause, window)?],
            clause => self.sorted(clause, window)?.into_iter().map(|span| vec![span]).collect(),
        })
    }

    /// The marks of `clause`, sorted and disjoint.
    fn sorted(&self, clause: &Clause, window: CharSpan) -> Option<Vec<CharSpan>> {
        let mut marks = self.eval(clause, window)?;
        merge(&mut marks);
        Some(marks)
    }

    /// The same of what may not match at all.
    fn other(&self, clause: &Clause, window: CharSpan) -> Vec<CharSpan> {
        self.sorted(clause, window).unwrap_or_default()
    }
}

/// Those of `spans`, sorted and disjoint, that lie within `window`.
fn within(spans: &[CharSpan], window: CharSpan) -> impl Iterator<Item = CharSpan> {
    let first = spans.partition_point(|span| span.start < window.start);
    spans[first..].iter().copied().take_while(move |span| span.end <= window.end)
}

/// Candidates, each looked at a second time.
#[derive(Debug)]
struct VerifiedQuery {
    candidates: Box<dyn Query>,
    matcher: Arc<Matcher>,
}

impl Clone for VerifiedQuery {
    fn clone(&self) -> Self {
        VerifiedQuery { candidates: self.candidates.box_clone(), matcher: Arc::clone(&self.matcher) }
    }
}

impl Query for VerifiedQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(VerifiedWeight {
            candidates: self.candidates.weight(scoring)?,
            matcher: Arc::clone(&self.matcher),
        }))
    }
}

struct VerifiedWeight {
    candidates: Box<dyn Weight>,
    matcher: Arc<Matcher>,
}

impl Weight for VerifiedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut candidates = self.candidates.scorer(reader, boost)?;
        let internal = |error: crate::error::Error| tantivy::TantivyError::InternalError(error.to_string());
        let mut evaluator = Evaluator::open(&self.matcher, reader).map_err(internal)?;
        let mut verified = Vec::new();
        let mut doc = candidates.doc();
        while doc != TERMINATED {
            if evaluator.marks(doc).map_err(internal)?.is_some() {
                verified.push((doc, candidates.score()));
            }
            doc = candidates.advance();
        }
        Ok(Box::new(super::one_character::ListScorer::new(verified)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.candidates.explain(reader, doc)
    }
}
