//! How well passages answer a question that asks, in a corpus that holds no laws.
//!
//! A question names its matter (加油站, 知微贷) and asks one thing of it (罚了多少钱). The title of a case says the
//! matter, and its passages need not repeat it: so each word of the question counts once, whether the title has it or
//! the passage, and the sentence that has the most of what the title does not say is the answer. Where a figure is
//! asked for, a sentence without one is none. All is measured in the rarity of the question's words.

use std::collections::HashMap;

use tantivy::Term;

use super::collect::Found;
use crate::analyze::{Segmenter, Token, is_asking};
use crate::error::Result;
use crate::facts::{Fact, Kind, extract, leading_measure};
use crate::index::{Index, Record};
use crate::lexicon::words::{
    ASKING_DATES, ASKING_FIGURES, ASKING_SHARES, ASKING_SPANS, ASKING_SUMS, CLAIMING, COMMANDING, COMMENTING,
};
use crate::notice::Role;
use crate::query::standing;
use crate::text::sentence::{Pauses, around};
use crate::text::{fold, is_han};

/// Passages that are read, at most.
const READ: usize = 100;

// The weights were chosen on `tests/rank/questions.tsv`; their neighbours do as well within one question of a hundred.

/// A pair of characters, in parts of a word: pairs bridge what the dictionary cuts differently.
const PAIR: f32 = 0.2;
/// A word of one character: 罚 in 罚了多少 begins 罚款.
const SINGLE: f32 = 0.8;
/// A word that neither title nor passage has, but the case elsewhere.
const ELSEWHERE: f32 = 0.15;
/// The best sentence, beside what the passage covers of the question.
const SENTENCE: f32 = 0.75;
/// Characters of the longest stretch of a sentence that is looked at as one: long sentences tell of many things.
const STRETCH: usize = 80;
/// A word of the title within the sentence: it says what is known.
const KNOWN: f32 = 0.5;
/// A sentence with the figure that is asked for, in parts of all words.
const FIGURE: f32 = 0.7;
/// A stretch that lists several things where it is asked which there are.
const LISTED: f32 = 0.5;
/// A figure where the question does not tell of what kind, beside one of the kind that it tells.
const OF_ANY_KIND: f32 = 0.7;
/// A figure of another kind than the question tells, or one that is only claimed.
const OF_ANOTHER_KIND: f32 = 0.1;
/// A figure in whose clause the word is missing that stands before the word that asks.
const OF_ANOTHER_VERB: f32 = 0.8;
/// What may stand between that word and the word that asks.
const LINKING: [char; 19] =
    ['了', '有', '能', '可', '是', '为', '会', '要', '达', '到', '被', '给', '的', '出', '得', '过', '共', '在', '成'];
/// A heading, which announces an answer and is none.
const HEADING: f32 = 0.3;
/// A passage of a section that comments on what others tell.
const COMMENT: f32 = 0.75;
/// What the passage scores by its words alone, which tells most where the others tell nothing.
const WORDS: f32 = 0.2;

/// A question, by what is looked for.
pub(super) struct Question {
    terms: Vec<Asked>,
    figure: Figure,
    /// The measure word of what is counted: 多少件, 几家.
    measure: Option<String>,
    /// What stands before the word that asks: 赔 in 赔了多少钱, 率 in 利率是多少.
    verb: Option<char>,
    /// Whether it asks which ones there are.
    lists: bool,
}

/// A word or pair of characters of a question.
struct Asked {
    text: String,
    /// How rare it is, by its kind.
    weight: f32,
}

/// What figure is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figure {
    None,
    Any,
    Sum,
    Share,
    Span,
    Date,
}

impl Figure {
    /// What the folded `text` asks for.
    fn of(text: &str) -> Figure {
        let asks = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if text.contains('谁') {
            Figure::None
        } else if asks(ASKING_DATES) {
            Figure::Date
        } else if asks(ASKING_SPANS) {
            Figure::Span
        } else if asks(ASKING_SHARES) {
            Figure::Share
        } else if asks(ASKING_FIGURES) && !text.contains("哪几") {
            if asks(ASKING_SUMS) { Figure::Sum } else { Figure::Any }
        } else {
            Figure::None
        }
    }
}

/// A passage that was read.
struct Candidate {
    text: String,
    folded: String,
    /// What it is of: its case, or its notice outside the cases.
    of: (Option<u64>, u64),
    heading: bool,
    /// Whether it stands in a section that comments on what others tell.
    comment: bool,
}

impl Question {
    /// The question that `runs`, folded, ask.
    pub(super) fn of(index: &Index, runs: &[String]) -> Result<Question> {
        let mut terms: Vec<Asked> = Vec::new();
        for run in runs {
            let mut tokens: Vec<Token> = Vec::new();
            Segmenter::for_queries().tokens(run, &mut tokens);
            let says = |token: &&Token| {
                let word = &run[token.start..token.end];
                !is_asking(word) && !COMMANDING.contains(&word)
            };
            let silent: Vec<&Token> = tokens.iter().filter(|token| !says(token)).collect();
            let said = |start: usize, end: usize| {
                !silent.iter().any(|token| token.start <= start && end <= token.end)
                    && run[start..end].chars().all(char::is_alphanumeric)
            };
            let words = tokens.iter().filter(says).map(|token| (token.start, token.end, 1.0));
            let mut ends: Vec<usize> = run.char_indices().map(|(at, _)| at).collect();
            ends.push(run.len());
            let pairs = ends.windows(3).map(|at| (at[0], at[2], PAIR));
            for (start, end, kind) in words.chain(pairs).filter(|&(start, end, _)| said(start, end)) {
                let text = &run[start..end];
                if terms.iter().any(|term| term.text == text) {
                    continue;
                }
                let kind = if text.chars().nth(1).is_none() { SINGLE } else { kind };
                terms.push(Asked { text: text.to_owned(), weight: kind * rarity(index, text, kind)? });
            }
        }
        let text = runs.join(" ");
        let measure = ["多少", "几"].iter().find_map(|asks| {
            let (_, behind) = text.split_once(asks)?;
            leading_measure(behind).map(str::to_owned)
        });
        // 涉及多少件专利 asks for patents.
        let verb = ASKING_FIGURES.iter().filter(|_| measure.is_none()).find_map(|asks| {
            let (before, _) = text.split_once(asks)?;
            before.trim_end_matches(LINKING).chars().next_back().filter(|&c| is_han(c))
        });
        let lists = ["哪几", "包括哪", "包含哪"].iter().any(|asks| text.contains(asks));
        Ok(Question { terms, figure: Figure::of(&text), measure, verb, lists })
    }

    /// Adds to the scores of the best of `found` what they are worth as answers.
    pub(super) fn weigh(&self, index: &Index, found: &mut [Found]) -> Result<()> {
        let depth = READ.min(found.len());
        if depth == 0 || self.terms.is_empty() {
            return Ok(());
        }
        if depth < found.len() {
            found.select_nth_unstable_by(depth - 1, Found::by_score);
        }
        let found = &mut found[..depth];
        let mut read = Vec::with_capacity(depth);
        let mut titles: HashMap<(Option<u64>, u64), Vec<bool>> = HashMap::new();
        let mut elsewhere: HashMap<(Option<u64>, u64), Vec<bool>> = HashMap::new();
        for passage in found.iter() {
            let Record::Passage(record) = index.record(passage.address)? else {
                read.push(None);
                continue;
            };
            let of = (record.case, record.notice);
            let folded = fold(&record.text);
            if let std::collections::hash_map::Entry::Vacant(place) = titles.entry(of) {
                let title = match record.case {
                    Some(case) => index.case(case)?.title.clone(),
                    None => index.notice(record.notice)?.title.clone(),
                };
                place.insert(self.terms_in(&fold(&title)));
            }
            let here = self.terms_in(&folded);
            let known = elsewhere.entry(of).or_insert_with(|| vec![false; self.terms.len()]);
            // Outside the cases, passages have nothing in common.
            known.iter_mut().zip(here).for_each(|(known, here)| *known |= here && record.case.is_some());
            let section = record.section.as_deref().map(fold).unwrap_or_default();
            read.push(Some(Candidate {
                folded,
                of,
                heading: record.role() != Role::Body,
                comment: COMMENTING.iter().any(|word| section.contains(word)),
                text: record.text,
            }));
        }
        for (passage, candidate) in found.iter_mut().zip(&read) {
            let Some(candidate) = candidate else { continue };
            let worth = self.worth(candidate, &titles[&candidate.of], &elsewhere[&candidate.of]);
            let score = WORDS * passage.score + worth;
            passage.evidence.answer = score - passage.score;
            passage.score = score;
        }
        Ok(())
    }

    fn terms_in(&self, folded: &str) -> Vec<bool> {
        self.terms.iter().map(|term| folded.contains(&term.text)).collect()
    }

    /// What a passage is worth; `titled` and `elsewhere` are the words that its title and others of its case have.
    fn worth(&self, candidate: &Candidate, titled: &[bool], elsewhere: &[bool]) -> f32 {
        let mut covered = 0.0;
        for ((term, &titled), &elsewhere) in self.terms.iter().zip(titled).zip(elsewhere) {
            covered += term.weight
                * match (titled || candidate.folded.contains(&term.text), elsewhere) {
                    (true, _) => 1.0,
                    (false, true) => ELSEWHERE,
                    (false, false) => 0.0,
                };
        }
        let worth = covered + SENTENCE * self.best_sentence(candidate, titled);
        let heading = if candidate.heading { HEADING } else { 1.0 };
        let comment = if candidate.comment { COMMENT } else { 1.0 };
        worth * heading * comment
    }

    /// What the best sentence of a passage has of the question.
    fn best_sentence(&self, candidate: &Candidate, titled: &[bool]) -> f32 {
        let wanted = self.figure != Figure::None && !candidate.heading;
        let figures = if wanted { extract(&candidate.text) } else { Vec::new() };
        let all: f32 = self.terms.iter().map(|term| term.weight).sum();
        let mut best: f32 = 0.0;
        let lists = self.lists && !candidate.heading;
        for (start, end) in stretches(&candidate.text, STRETCH) {
            let words = self.terms_in(&fold(&candidate.text[start..end]));
            let mut said = 0.0;
            for ((term, here), &titled) in self.terms.iter().zip(words).zip(titled) {
                said += if here { term.weight * if titled { KNOWN } else { 1.0 } } else { 0.0 };
            }
            let figure = figures
                .iter()
                .filter(|fact| start <= fact.span.start && fact.span.end <= end)
                .map(|fact| self.suits(fact, &candidate.text))
                .fold(0.0, f32::max);
            let listed = candidate.text[start..end].matches(['、', '+']).count() > 1;
            let figure = if lists && listed { figure.max(LISTED) } else { figure };
            best = best.max(said + FIGURE * figure * all);
        }
        best
    }

    /// How well a fact is what is asked for, from 0 to 1.
    fn suits(&self, fact: &Fact, text: &str) -> f32 {
        let is = |wanted: bool| if wanted { 1.0 } else { OF_ANOTHER_KIND };
        let suits = match (self.figure, fact.kind) {
            (Figure::None, _) | (_, Kind::Title | Kind::Product | Kind::First) => 0.0,
            (Figure::Date, kind) => f32::from(u8::from(kind == Kind::Date)),
            (_, Kind::Date) => 0.0,
            (_, kind) if let Some(measure) = &self.measure => {
                let unit = fact.unit.as_deref().map(fold).unwrap_or_default();
                is(kind == Kind::Count && unit.ends_with(measure.as_str()))
            }
            (Figure::Sum, kind) => is(kind == Kind::Money),
            (Figure::Share, kind) => is(matches!(kind, Kind::Percent | Kind::Bp)),
            (Figure::Span, kind) => is(kind == Kind::Duration),
            (Figure::Any, _) => OF_ANY_KIND,
        };
        // 起诉要求赔偿300万元: what is asked for in the text was not given.
        let clause = fold(&text[around(text, fact.span.range(), Pauses::CLAUSE)]);
        if CLAIMING.iter().any(|word| clause.contains(word)) {
            return suits.min(OF_ANOTHER_KIND);
        }
        if self.verb.is_some_and(|verb| !clause.contains(verb)) { suits * OF_ANOTHER_VERB } else { suits }
    }
}

/// The stretches of whole clauses within one sentence of `text` that are no longer than `most` characters, a longer
/// clause by itself, each with its first byte and its end.
fn stretches(text: &str, most: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut begin = 0;
    for sentence in text.split_inclusive(|c| Pauses::SENTENCE.has(c)) {
        let mut at = begin;
        let clauses: Vec<(usize, usize, usize)> = sentence
            .split_inclusive(|c| Pauses::CLAUSE.has(c))
            .map(|clause| {
                let start = at;
                at += clause.len();
                (start, at, clause.chars().count())
            })
            .collect();
        for (first, &(start, _, _)) in clauses.iter().enumerate() {
            let mut length = 0;
            let taken = clauses[first..].iter().take_while(|(_, _, chars)| {
                let fits = length == 0 || length + chars <= most;
                length += chars;
                fits
            });
            out.extend(taken.last().map(|&(_, end, _)| (start, end)));
        }
        begin += sentence.len();
    }
    out
}

/// How rare a folded string is among the passages: its inverse document frequency as in BM25.
fn rarity(index: &Index, text: &str, kind: f32) -> Result<f32> {
    let (fields, searcher) = (index.fields(), index.searcher());
    let having = if kind == SINGLE {
        standing(index, text)? as u64
    } else {
        let field = if kind == PAIR { fields.grams } else { fields.words };
        searcher.doc_freq(&Term::from_field_text(field, text))?
    } as f32;
    let all = searcher.num_docs() as f32;
    Ok((1.0 + ((all - having).max(0.0) + 0.5) / (having + 0.5)).ln())
}

#[cfg(test)]
mod tests {
    use super::Figure;

    #[test]
    fn what_figure_is_asked_for() {
        for (text, figure) in [
            ("罚了多少钱", Figure::Sum),
            ("召回了多少件", Figure::Any),
            ("利率是多少", Figure::Share),
            ("多久要保养一次", Figure::Span),
            ("什么时候成为地理标志", Figure::Date),
            ("包括哪几种险", Figure::None),
            ("是谁", Figure::None),
        ] {
            assert_eq!(Figure::of(text), figure, "{text}");
        }
    }
}
