//! Which cases are worth measuring: all of a small corpus, of a large one those that share distinctive words.

use std::collections::HashMap;

use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term};

use super::super::engine::Engine;
use super::material::{Material, Part};
use crate::analyze::{Segmenter, Token};
use crate::error::{Error, Result};
use crate::index::{CaseRecord, Record};

/// Corpora of up to so many cases are measured whole.
const ALL: u64 = 150;
/// Cases of a larger corpus that are measured.
const CANDIDATES: usize = 100;
/// Words that candidates are found by.
const WORDS: usize = 40;
/// Occurrences in passages that are looked at for one answer, whatever the size of the corpus.
const POSTINGS: u64 = 300_000;
/// How fast further mentions of a word stop counting (BM25's k1).
const SATURATION: f32 = 1.2;

/// A word of the text with its worth.
pub(super) struct Word {
    /// Folded.
    pub(super) text: String,
    /// How often it occurs in the text.
    pub(super) count: u32,
    /// Passages of the corpus that have it.
    pub(super) passages: u64,
    /// ln(all / passages).
    pub(super) idf: f32,
    /// (1 + ln count) · idf.
    weight: f32,
}

/// The words of `material` that stand in the corpus, the most distinctive first. Figures and single characters are none.
pub(super) fn words(engine: &Engine, material: &Material) -> Result<Vec<Word>> {
    let mut counts: HashMap<String, u32> = HashMap::new();
    let folded: Vec<&str> = material.passages.iter().map(Part::folded).collect();
    let segmenter = Segmenter::for_text(&folded.join("\n"));
    let mut tokens: Vec<Token> = Vec::new();
    for text in folded {
        segmenter.tokens(text, &mut tokens);
        for token in &tokens {
            let word = &text[token.start..token.end];
            if is_word(word) {
                *counts.entry(word.to_owned()).or_default() += 1;
            }
        }
    }
    let index = engine.index();
    let total = index.searcher().num_docs() as f32;
    let mut out = Vec::with_capacity(counts.len());
    for (text, count) in counts {
        let passages = index.searcher().doc_freq(&Term::from_field_text(index.fields().words, &text))?;
        if passages > 0 {
            let idf = (total / passages as f32).max(1.0).ln();
            out.push(Word { text, count, passages, idf, weight: (1.0 + (count as f32).ln()) * idf });
        }
    }
    out.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.text.cmp(&b.text)));
    Ok(out)
}

/// Two characters at least, and not a mere figure.
pub(super) fn is_word(word: &str) -> bool {
    word.chars().nth(1).is_some() && word.chars().any(char::is_alphabetic)
}

/// Whether any word of a text stands in the corpus.
pub(super) fn knows_a_word(engine: &Engine, material: &Material) -> Result<bool> {
    Ok(!words(engine, material)?.is_empty())
}

/// The cases to measure `material` against; itself may be among them.
pub(super) fn candidates(engine: &Engine, material: &Material) -> Result<Vec<CaseRecord>> {
    let index = engine.index();
    let case = Term::from_field_text(index.fields().kind, "case");
    if index.searcher().doc_freq(&case)? <= ALL {
        let mut out = Vec::new();
        for address in index.all(&index.term(case))? {
            if let Record::Case(case) = index.record(address)? {
                out.push(case);
            }
        }
        return Ok(out);
    }
    let mut scores: HashMap<u64, f32> = HashMap::new();
    let mut budget = POSTINGS;
    let words = words(engine, material)?;
    // A word that only this text has leads nowhere.
    let own: u64 = material.passages.len() as u64;
    let useful = words.iter().filter(|word| word.passages > u64::from(word.count).min(own) || material.id().is_empty());
    for word in useful.take(WORDS) {
        if word.passages > budget {
            continue;
        }
        budget -= word.passages;
        score(engine, word, &mut scores)?;
    }
    let mut ranked: Vec<(u64, f32)> = scores.into_iter().collect();
    ranked.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    ranked.truncate(CANDIDATES);
    ranked.into_iter().map(|(case, _)| index.case(case)).collect()
}

/// Adds to every case what `word` is worth in its passages; each passage of a case adds less than the one before.
fn score(engine: &Engine, word: &Word, scores: &mut HashMap<u64, f32>) -> Result<()> {
    let index = engine.index();
    let term = Term::from_field_text(index.fields().words, &word.text);
    let mut counts: HashMap<u64, u32> = HashMap::new();
    for segment in index.searcher().segment_readers() {
        let read = segment.inverted_index(term.field())?.read_postings(&term, IndexRecordOption::WithFreqs);
        let Some(mut postings) = read.map_err(|error| Error::Engine(error.into()))? else { continue };
        let cases = segment.fast_fields().u64("case")?;
        let mut doc = postings.doc();
        while doc != TERMINATED {
            if let Some(case) = cases.first(doc).filter(|_| !segment.is_deleted(doc)) {
                *counts.entry(case).or_default() += postings.term_freq();
            }
            doc = postings.advance();
        }
    }
    for (case, count) in counts {
        let count = count as f32;
        *scores.entry(case).or_default() += word.weight * count / (count + SATURATION);
    }
    Ok(())
}

/// What a word is worth, by word.
pub(super) fn counts(words: &[Word]) -> HashMap<&str, &Word> {
    words.iter().map(|word| (word.text.as_str(), word)).collect()
}
