//! How well passages answer a question, in a corpus that holds no laws.
//!
//! A question names its matter (the case: 加油站, 知微贷) and asks one thing of it (罚了多少钱). The title of a case
//! says the matter, its passages need not repeat it: so every word of the question counts once, wherever the case has
//! it, most in the passage itself, and the sentence that has the most of what the title does not say is the answer.
//! Where a figure is asked for, a sentence without one is none.

use std::collections::HashMap;

use tantivy::Term;

use super::collect::Found;
use crate::analyze::{Segmenter, Token, is_asking};
use crate::error::Result;
use crate::facts::{Fact, Kind, extract};
use crate::index::{Index, Record};
use crate::lexicon::words::{ASKING_DATES, ASKING_FIGURES, ASKING_SHARES, ASKING_SPANS, ASKING_SUMS, COMMANDING};
use crate::notice::Role;
use crate::text::fold;
use crate::text::sentence::Pauses;

fn env(name: &str, default: f32) -> f32 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

/// Passages that are read, at most.
const READ: usize = 100;

/// A question, by what is looked for.
pub(super) struct Question {
    terms: Vec<Asked>,
    figure: Figure,
    /// Its text.
    text: String,
}

/// A word or pair of characters.
struct Asked {
    text: String,
    /// How rare it is.
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

/// A passage as it is read.
struct Candidate {
    text: String,
    heading: bool,
    title: String,
    case: Option<u64>,
    notice: u64,
}

impl Question {
    /// The question that `runs`, folded, ask.
    pub(super) fn of(index: &Index, runs: &[String]) -> Result<Question> {
        let mut terms: Vec<Asked> = Vec::new();
        let searcher = index.searcher();
        let all = searcher.num_docs() as f32;
        for run in runs {
            let segmenter = Segmenter::for_text(run);
            let mut tokens: Vec<Token> = Vec::new();
            segmenter.tokens(run, &mut tokens);
            let said = |token: &Token| {
                let word = &run[token.start..token.end];
                !is_asking(word) && !COMMANDING.contains(&word)
            };
            let silent: Vec<Token> = tokens.iter().filter(|token| !said(token)).copied().collect();
            let words = tokens.iter().filter(|token| said(token)).map(|token| (token.start, token.end, true));
            let mut ends: Vec<usize> = run.char_indices().map(|(at, _)| at).collect();
            ends.push(run.len());
            let pairs = ends.windows(3).map(|at| (at[0], at[2], false));
            for (start, end, is_word) in words.chain(pairs) {
                let text = &run[start..end];
                let inside = !is_word && silent.iter().any(|token| token.start <= start && end <= token.end);
                if inside
                    || !text.chars().all(char::is_alphanumeric)
                    || text.chars().count() < 2
                    || terms.iter().any(|term| term.text == text)
                {
                    continue;
                }
                let fields = index.fields();
                let field = if is_word { fields.words } else { fields.grams };
                let having = searcher.doc_freq(&Term::from_field_text(field, text))? as f32;
                let rare = (1.0 + (all - having + 0.5) / (having + 0.5)).ln();
                terms.push(Asked { text: text.to_owned(), weight: rare * if is_word { 1.0 } else { env("PAIR", 0.5) } });
            }
        }
        let text = runs.join(" ");
        let asks = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let figure = if asks(ASKING_DATES) {
            Figure::Date
        } else if asks(ASKING_SPANS) {
            Figure::Span
        } else if asks(ASKING_SHARES) {
            Figure::Share
        } else if asks(ASKING_FIGURES) {
            if asks(ASKING_SUMS) { Figure::Sum } else { Figure::Any }
        } else {
            Figure::None
        };
        Ok(Question { terms, figure, text })
    }

    /// How well a fact is what is asked for, from 0 to 1.
    fn suits(&self, fact: &Fact) -> f32 {
        let counted = || {
            let unit = fact.unit.as_deref().map(fold).unwrap_or_default();
            !unit.is_empty()
                && ["多少", "几", "哪几"].iter().any(|asks| self.text.contains(&format!("{asks}{unit}")))
        };
        let value = |suits: bool| if suits { 1.0 } else { env("OTHER", 0.3) };
        match (self.figure, fact.kind) {
            (Figure::None, _) | (_, Kind::Title | Kind::Product | Kind::First) => 0.0,
            (Figure::Date, kind) => if kind == Kind::Date { 1.0 } else { 0.0 },
            (_, Kind::Date) => 0.0,
            (_, Kind::Count) if counted() => 1.0,
            (Figure::Sum, kind) => value(matches!(kind, Kind::Money)),
            (Figure::Share, kind) => value(matches!(kind, Kind::Percent | Kind::Bp)),
            (Figure::Span, kind) => value(kind == Kind::Duration),
            (Figure::Any, _) => env("ANY", 0.7),
        }
    }

    /// Adds to the score of the best of `found` what they are worth as an answer.
    pub(super) fn weigh(&self, index: &Index, found: &mut [Found]) -> Result<()> {
        let depth = READ.min(found.len());
        if depth == 0 || self.terms.is_empty() {
            return Ok(());
        }
        if depth < found.len() {
            found.select_nth_unstable_by(depth - 1, Found::by_score);
        }
        let found = &mut found[..depth];
        let mut titles: HashMap<(Option<u64>, u64), String> = HashMap::new();
        let mut read = Vec::with_capacity(depth);
        for passage in found.iter() {
            let Record::Passage(record) = index.record(passage.address)? else { continue };
            let key = (record.case, record.notice);
            let title = match titles.get(&key) {
                Some(title) => title.clone(),
                None => {
                    let title = match record.case {
                        Some(case) => fold(&index.case(case)?.title),
                        None => fold(&index.notice(record.notice)?.title),
                    };
                    titles.insert(key, title.clone());
                    title
                }
            };
            read.push(Candidate {
                text: record.text.clone(),
                heading: record.role() != Role::Body,
                title,
                case: record.case,
                notice: record.notice,
            });
        }
        // Which words each case has somewhere among them.
        let mut families: HashMap<(Option<u64>, u64), Vec<bool>> = HashMap::new();
        let texts: Vec<String> = read.iter().map(|candidate| fold(&candidate.text)).collect();
        for (candidate, text) in read.iter().zip(&texts) {
            let known = families
                .entry((candidate.case, candidate.notice))
                .or_insert_with(|| vec![false; self.terms.len()]);
            for (known, term) in known.iter_mut().zip(&self.terms) {
                *known |= text.contains(&term.text);
            }
        }
        for ((passage, candidate), text) in found.iter_mut().zip(&read).zip(&texts) {
            let family = &families[&(candidate.case, candidate.notice)];
            let titled: Vec<bool> = self.terms.iter().map(|term| candidate.title.contains(&term.text)).collect();
            let mut covered = 0.0;
            for ((term, &titled), &family) in self.terms.iter().zip(&titled).zip(family) {
                let own = text.contains(&term.text);
                let share: f32 = match (own, titled, family && candidate.case.is_some()) {
                    (true, true, _) => env("BOTH", 1.0),
                    (true, ..) => 1.0,
                    (false, true, _) => env("TITLE", 0.8),
                    (false, false, true) => env("FAMILY", 0.35),
                    _ => 0.0,
                };
                covered += share * term.weight;
            }
            let best = self.best_sentence(candidate, &titled);
            let mut score = covered + env("SENT", 1.0) * best;
            if candidate.heading {
                score *= env("HEAD", 0.6);
            }
            let new = env("OLD", 0.3) * passage.score + score;
            passage.evidence.answer = new - passage.score;
            passage.score = new;
        }
        Ok(())
    }

    /// What the best sentence of a passage has of the question.
    fn best_sentence(&self, candidate: &Candidate, titled: &[bool]) -> f32 {
        let figures = if self.figure == Figure::None || candidate.heading { Vec::new() } else { extract(&candidate.text) };
        let total: f32 = self.terms.iter().map(|term| term.weight).sum();
        let mut best: f32 = 0.0;
        let mut start = 0;
        for sentence in candidate.text.split_inclusive(|c| Pauses::SENTENCE.has(c)) {
            let end = start + sentence.len();
            let folded = fold(sentence);
            let said: f32 = self
                .terms
                .iter()
                .zip(titled)
                .filter(|(term, _)| folded.contains(&term.text))
                .map(|(term, &titled)| term.weight * if titled { env("SAID", 0.3) } else { 1.0 })
                .sum();
            let figure = figures
                .iter()
                .filter(|fact| start <= fact.span.start && fact.span.end <= end)
                .map(|fact| self.suits(fact))
                .fold(0.0, f32::max);
            best = best.max(said + figure * env("FIG", 0.3) * total);
            start = end;
        }
        best
    }
}
