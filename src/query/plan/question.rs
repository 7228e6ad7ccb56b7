//! What a passage is worth as the answer to a question: a relaxed query, of whose words any will do.
//!
//! A question and its answer share few words. Three things bridge the gap: pairs of characters, where the dictionary
//! cuts the two differently; the vocabulary that leads from lay words to words of the law ([`crate::lexicon::lay_words`]); and
//! leaving aside what only asks ([`crate::analyze::is_asking`]).

use std::collections::HashSet;

use tantivy::Term;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Query as IndexQuery, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::Planner;
use crate::analyze::{Segmenter, Token, is_asking, is_interrogative};
use crate::error::Result;
use crate::lexicon::lay_words;
use crate::lexicon::words::INTERROGATIVE;
use crate::query::strings::string_query;
use crate::text::fold;

/// Words from which on a relaxed query is read as a question though it has no word that asks.
const QUESTION: usize = 3;

/// What a question has been read as so far.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// Its runs, folded.
    runs: Vec<String>,
    /// Words that are scored already.
    words: HashSet<String>,
    /// Pairs of characters that are scored already.
    pairs: HashSet<String>,
    /// Whether one of its words asks.
    asks: bool,
}

impl Planner<'_> {
    /// Whether the query is a question: relaxed, and of many words or with one that asks.
    pub(super) fn is_question(&self) -> bool {
        self.relaxed && (self.words >= QUESTION || (self.words > 0 && self.asked.asks))
    }

    /// The runs of a question that asks, folded; none where words of the law help.
    pub(super) fn asked_runs(&self) -> Vec<String> {
        if self.asked.asks && !self.context.laws { self.asked.runs.clone() } else { Vec::new() }
    }

    /// What can answer a question: what the condition finds, and what holds one of the words of the law that its lay
    /// words lead to. It scores nothing: the words of a question are scored as such, and counted twice they would
    /// drown the pairs.
    pub(super) fn admitted(
        &self,
        condition: Box<dyn IndexQuery>,
        legal: &[(String, Vec<String>)],
        asked: &[String],
    ) -> Result<Box<dyn IndexQuery>> {
        let grams = self.context.index.fields().grams;
        let mut ways = vec![condition];
        ways.extend(legal.iter().flat_map(|(_, legal)| legal).map(|word| string_query(grams, word)));
        // Where what is asked for stands nowhere as the dictionary cuts it, any pair of its characters will do.
        let mut stands = false;
        for string in self.matcher.strings.iter().filter(|_| !asked.is_empty()) {
            stands |= string_query(grams, string).count(self.context.index.searcher())? > 0;
        }
        if !asked.is_empty() && !stands {
            ways.extend(self.asked.pairs.iter().map(|pair| self.pair(pair)));
        }
        Ok(Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::union(ways)), 0.0)))
    }

    /// Adds to the score what the words and pairs of a run of a question are worth.
    pub(super) fn score_asked(&mut self, folded: &str, segmenter: &Segmenter) {
        let mut tokens: Vec<Token> = Vec::new();
        segmenter.tokens(folded, &mut tokens);
        let text = |token: &Token| &folded[token.start..token.end];
        self.asked.asks |= asks(folded);
        let asking: Vec<Token> = tokens.iter().filter(|token| is_asking(text(token))).copied().collect();
        for token in tokens.iter().filter(|token| !is_asking(text(token))) {
            let word = text(token);
            if self.asked.words.insert(word.to_owned()) {
                self.add(format!("word {word}"), self.word(word), self.context.weights.words);
            }
        }
        for (at, pair) in pairs(folded) {
            let inside = asking.iter().any(|token| token.start <= at && at + pair.len() <= token.end);
            if !inside && self.asked.pairs.insert(pair.to_owned()) {
                self.add(format!("pair {pair}"), self.pair(pair), self.context.weights.grams);
            }
        }
        self.asked.runs.push(folded.to_owned());
    }

    /// Adds to the score of a question what the words of the law are worth that its lay words lead to. Returns the lay
    /// words and what each led to.
    pub(super) fn score_legal(&mut self) -> Vec<(String, Vec<String>)> {
        let runs = std::mem::take(&mut self.asked.runs);
        let mut led: Vec<(String, Vec<String>)> = Vec::new();
        let mut seen: HashSet<&str> = HashSet::new();
        for run in &runs {
            for word in lay_words(run) {
                let legal: Vec<String> = word
                    .legal
                    .iter()
                    .filter(|legal| !runs.iter().any(|run| run.contains(legal.as_str())) && seen.insert(legal.as_str()))
                    .cloned()
                    .collect();
                if !legal.is_empty() {
                    led.push((word.typed.to_owned(), legal));
                }
            }
        }
        let segmenter = Segmenter::for_queries();
        for (typed, legal) in &led {
            for legal in legal {
                self.score_legal_word(typed, legal, &segmenter);
            }
        }
        led
    }

    fn score_legal_word(&mut self, typed: &str, legal: &str, segmenter: &Segmenter) {
        let mut tokens: Vec<Token> = Vec::new();
        segmenter.tokens(legal, &mut tokens);
        let mut parts: Vec<Box<dyn IndexQuery>> = Vec::new();
        for word in tokens.iter().map(|token| &legal[token.start..token.end]) {
            if self.asked.words.insert(word.to_owned()) {
                parts.push(self.word(word));
            }
        }
        for (_, pair) in pairs(legal) {
            if self.asked.pairs.insert(pair.to_owned()) {
                parts.push(self.pair(pair));
            }
        }
        if !parts.is_empty() {
            let query = BooleanQuery::union(parts);
            self.add(format!("{typed} → {legal}"), Box::new(query), self.context.weights.legal);
        }
    }

    pub(super) fn word(&self, word: &str) -> Box<dyn IndexQuery> {
        let term = Term::from_field_text(self.context.index.fields().words, word);
        Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
    }

    fn pair(&self, pair: &str) -> Box<dyn IndexQuery> {
        let term = Term::from_field_text(self.context.index.fields().grams, pair);
        Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
    }
}

/// Whether a run has a word that asks, and others.
pub(crate) fn asks(run: &str) -> bool {
    let folded = fold(run);
    let segmenter = Segmenter::for_queries();
    let mut tokens: Vec<Token> = Vec::new();
    segmenter.tokens(&folded, &mut tokens);
    let words = || tokens.iter().map(|token| &folded[token.start..token.end]);
    // 能不能 is cut into its characters; of one character only a word of its own asks.
    let asks = INTERROGATIVE.iter().any(|word| word.chars().nth(1).is_some() && folded.contains(word));
    (asks || words().any(is_interrogative)) && words().any(|word| !is_asking(word))
}

/// The pairs of neighbouring letters or figures of `text`, each with its first byte.
fn pairs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let next = text.char_indices().skip(1);
    text.char_indices()
        .zip(next)
        .filter(|((_, a), (_, b))| a.is_alphanumeric() && b.is_alphanumeric())
        .map(move |((start, _), (at, b))| (start, &text[start..at + b.len_utf8()]))
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[test]
    fn pairs_lie_within_runs() {
        let found: Vec<(usize, &str)> = pairs("房东,a押").collect();
        assert_eq!(found, [(0, "房东"), (7, "a押")]);
        assert_eq!(pairs("押").count(), 0);
        assert_eq!(pairs("").count(), 0);
    }
}
