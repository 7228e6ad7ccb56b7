//! Which cases are worth measuring: all of a small corpus, of a large one those that share distinctive words.

use std::collections::HashMap;

use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, TERMINATED, Term};

use super::super::engine::Engine;
use super::case_text::{Material, Part};
use crate::analyze::{Segmenter, Token};
use crate::error::{Error, Result};
use crate::index::{KeySet, Record, key};

/// Corpora of up to so many cases are measured whole.
const ALL: u64 = 150;
/// Cases of a larger corpus that are measured.
const CANDIDATES: usize = 50;
/// Cases whose length is looked at to choose them.
const LOOKED_AT: usize = 1000;
/// Passages of a case that make its length, on either side of the one that was found.
const LONGEST: usize = 1000;
/// Words that candidates are found by.
const WORDS: usize = 40;
/// Occurrences in passages that are looked at for one answer, whatever the size of the corpus.
const POSTINGS: u64 = 60_000;
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

/// How often each word stands in `material`. Figures and single characters are none.
pub(super) fn word_counts(material: &Material) -> HashMap<String, u32> {
    let mut counts: HashMap<String, u32> = HashMap::new();
    let folded: Vec<&str> = material.passages.iter().filter(|part| !part.names_section).map(Part::folded).collect();
    let segmenter = Segmenter::for_queries();
    let mut tokens: Vec<Token> = Vec::new();
    for text in folded {
        segmenter.tokens(text, &mut tokens);
        for word in tokens.iter().map(|token| &text[token.start..token.end]).filter(|word| is_word(word)) {
            match counts.get_mut(word) {
                Some(count) => *count += 1,
                None => drop(counts.insert(word.to_owned(), 1)),
            }
        }
    }
    counts
}

/// The words of `material` that stand in the corpus, the most distinctive first.
pub(super) fn words(engine: &Engine, material: &Material) -> Result<Vec<Word>> {
    let index = engine.index();
    let total = index.searcher().num_docs() as f32;
    let mut out = Vec::new();
    for (text, count) in word_counts(material) {
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

/// The keys of the cases to measure `material` against; its own may be among them. Of a large corpus only those `among`
/// which is looked for.
pub(super) fn candidates(
    engine: &Engine,
    material: &Material,
    words: &[Word],
    among: Option<&KeySet>,
) -> Result<Vec<u64>> {
    let index = engine.index();
    let case = Term::from_field_text(index.fields().kind, "case");
    if index.searcher().doc_freq(&case)? <= ALL {
        let mut out = Vec::new();
        for address in index.all(&index.term(case))? {
            if let Record::Case(case) = index.record(address)? {
                out.push(key(&case.id));
            }
        }
        return Ok(out);
    }
    let mut budget = POSTINGS;
    // A word that only this text has leads nowhere.
    let own: u64 = material.passages.len() as u64;
    let mut useful: Vec<&Word> = words
        .iter()
        .filter(|word| word.passages > u64::from(word.count).min(own) || material.id().is_empty())
        .take(WORDS)
        .collect();
    useful.retain(|word| {
        let affordable = word.passages <= budget;
        budget -= if affordable { word.passages } else { 0 };
        affordable
    });
    let mut found: Vec<Candidate> = scores(engine, &useful)?;
    found.retain(|candidate| among.is_none_or(|among| among.contains(&candidate.case)));
    keep_best(&mut found, LOOKED_AT);
    shorten(engine, &mut found)?;
    keep_best(&mut found, CANDIDATES);
    let mut known = KeySet::default();
    Ok(found.into_iter().map(|candidate| candidate.case).filter(|&case| known.insert(case)).collect())
}

/// A case that shares words with the text.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    case: u64,
    score: f32,
    /// One of its passages.
    passage: DocAddress,
}

/// Keeps the best `count`, best first.
fn keep_best(found: &mut Vec<Candidate>, count: usize) {
    let best = |a: &Candidate, b: &Candidate| b.score.total_cmp(&a.score).then_with(|| a.case.cmp(&b.case));
    if found.len() > count {
        found.select_nth_unstable_by(count, best);
        found.truncate(count);
    }
    found.sort_unstable_by(best);
}

/// What `words` are worth in each case that has any; each mention of a word in a case adds less than the one before. A
/// case whose passages do not stand together comes more than once.
fn scores(engine: &Engine, words: &[&Word]) -> Result<Vec<Candidate>> {
    let index = engine.index();
    let mut out: Vec<Candidate> = Vec::new();
    for (ord, segment) in index.searcher().segment_readers().iter().enumerate() {
        let inverted = segment.inverted_index(index.fields().words)?;
        // Passage by passage rather than word by word: what is read of the column is read once and in its order, and the
        // passages of a case come one after the other.
        let mut mentions: Vec<Mention> = Vec::new();
        for (number, word) in words.iter().enumerate() {
            let term = Term::from_field_text(index.fields().words, &word.text);
            let read = inverted.read_postings(&term, IndexRecordOption::WithFreqs);
            let Some(mut postings) = read.map_err(|error| Error::Engine(error.into()))? else { continue };
            let mut passage = postings.doc();
            while passage != TERMINATED {
                if !segment.is_deleted(passage) {
                    mentions.push(Mention { passage, word: number as u16, count: postings.term_freq() });
                }
                passage = postings.advance();
            }
        }
        mentions.sort_unstable();
        let cases = segment.fast_fields().u64("case")?;
        let mut counts = vec![0; words.len()];
        let mut current: Option<Candidate> = None;
        let mut close = |candidate: Option<Candidate>, counts: &mut [u32]| {
            let Some(mut candidate) = candidate else { return };
            for (word, count) in words.iter().zip(counts.iter_mut()).filter(|(_, count)| **count > 0) {
                candidate.score += word.weight * *count as f32 / (*count as f32 + SATURATION);
                *count = 0;
            }
            out.push(candidate);
        };
        for of_passage in mentions.chunk_by(|a, b| a.passage == b.passage) {
            let Some(case) = cases.first(of_passage[0].passage) else { continue };
            if current.is_none_or(|current| current.case != case) {
                close(current, &mut counts);
                let passage = DocAddress::new(ord as u32, of_passage[0].passage);
                current = Some(Candidate { case, score: 0.0, passage });
            }
            of_passage.iter().for_each(|mention| counts[usize::from(mention.word)] += mention.count);
        }
        close(current, &mut counts);
    }
    Ok(out)
}

/// That a passage has a word so many times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Mention {
    passage: DocId,
    word: u16,
    count: u32,
}

/// Divides each score by the fourth root of the case's length: a long law has every word. The exponent is the one of 0, ¼,
/// ½ that left fewest of the nearest cases behind; see `benches/similar.md`.
fn shorten(engine: &Engine, found: &mut [Candidate]) -> Result<()> {
    let index = engine.index();
    for (ord, segment) in index.searcher().segment_readers().iter().enumerate() {
        let cases = segment.fast_fields().u64("case")?;
        let lengths = segment.get_fieldnorms_reader(index.fields().words)?;
        for candidate in found.iter_mut().filter(|candidate| candidate.passage.segment_ord as usize == ord) {
            let own = |doc: &DocId| cases.first(*doc) == Some(candidate.case);
            let at = candidate.passage.doc_id;
            let passages = (0..at)
                .rev()
                .take(LONGEST)
                .take_while(own)
                .chain((at..segment.max_doc()).take(LONGEST).take_while(own));
            let length: u32 = passages.map(|doc| lengths.fieldnorm(doc)).sum();
            candidate.score /= (length as f32 + 1.0).sqrt().sqrt();
        }
    }
    Ok(())
}
