//! Measuring the ranking on a test collection: a corpus, questions, judgements.
//!
//! The collection goes through the same analyzer, planner and engine as any search: its lines become the passages of
//! a temporary index, one body passage a line under the title of its law, and each question is asked as a user types
//! it, unquoted. The form of the files is TREC's, and the measures are those of `trec_eval` ([`Measures`]).

mod measures;
mod trec;
mod triples;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rayon::prelude::*;

pub use measures::{Judgements, Measures};
pub use trec::{CorpusLine, Question};
pub use triples::{Triples, evaluate_triples};

use crate::error::{Error, Result};
use crate::index::{LoosePassage, build_loose};
use crate::search::Engine;

/// How many documents a ranking holds.
pub const DEPTH: usize = 100;

/// Marks that mean something in a query and nothing in a question.
const MARKS: &str = "“”\"＂「」『』()（）:：|｜~～";

/// The files of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// `{id, title, article, text}` lines, as they are or packed with gzip.
    pub corpus: PathBuf,
    /// `id<TAB>text` lines.
    pub queries: PathBuf,
    /// TREC judgements: `question 0 document relevance` lines.
    pub qrels: PathBuf,
}

/// How a collection was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// The means over the questions that have a relevant document.
    pub measures: Measures,
    /// How many those are.
    pub questions: usize,
    /// All answers, in the order of the questions.
    pub answers: Vec<Answer>,
}

/// The ranking for one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The question's id.
    pub question: String,
    /// Documents and scores, the best first, at most [`DEPTH`].
    pub ranking: Vec<(String, f32)>,
    /// How long it took to answer.
    pub took: Duration,
}

impl Evaluation {
    /// The time within which the share `part` (0 to 1) of the questions was answered; `None` without questions.
    #[must_use]
    pub fn time_of(&self, part: f64) -> Option<Duration> {
        let mut times: Vec<Duration> = self.answers.iter().map(|answer| answer.took).collect();
        times.sort_unstable();
        let at = (part * times.len() as f64).ceil() as usize;
        times.get(at.clamp(1, times.len().max(1)) - 1).copied()
    }

    /// The rankings as a TREC run: `question Q0 document rank score anli` lines.
    ///
    /// # Errors
    ///
    /// When `out` cannot be written.
    pub fn write_run(&self, out: &mut dyn std::io::Write) -> std::io::Result<()> {
        for answer in &self.answers {
            for (place, (document, score)) in answer.ranking.iter().enumerate() {
                writeln!(out, "{} Q0 {document} {} {score} anli", answer.question, place + 1)?;
            }
        }
        Ok(())
    }
}

/// Answers the questions of `collection` and measures the answers.
///
/// # Errors
///
/// [`Error::Io`] when a file cannot be read, [`Error::Invalid`] with file and line for a line that is not what it
/// should be, [`Error::NothingToIndex`] for an empty corpus, and whatever building and searching an index can fail
/// with.
pub fn evaluate(collection: &Collection) -> Result<Evaluation> {
    let corpus = trec::corpus(&collection.corpus)?;
    let questions = trec::questions(&collection.queries)?;
    let judgements = trec::judgements(&collection.qrels)?;
    if corpus.is_empty() {
        return Err(Error::NothingToIndex { path: collection.corpus.clone() });
    }
    let mut ids = Vec::with_capacity(corpus.len());
    let folder = Temporary::new()?;
    let passages = corpus.into_iter().map(|line| {
        ids.push(line.id.clone());
        LoosePassage { id: line.id, title: line.title, section: line.article, text: line.text }
    });
    build_loose(&folder.0, passages)?;
    let engine = Engine::open(&folder.0)?;
    let answers = questions.par_iter().map(|question| answer(&engine, question, &ids)).collect::<Result<Vec<_>>>()?;
    let measured = measure(&answers, &judgements);
    Ok(Evaluation { measures: Measures::mean(&measured), questions: measured.len(), answers })
}

fn answer(engine: &Engine, question: &Question, ids: &[String]) -> Result<Answer> {
    // A question is plain language: what it puts in quotation marks it mentions, it does not ask for it to the letter,
    // and its brackets and colons are no operators.
    let text: String = question.text.chars().map(|c| if MARKS.contains(c) { ' ' } else { c }).collect();
    let started = Instant::now();
    let ranked = match engine.ranked(&text, DEPTH) {
        Ok(ranked) => ranked,
        // A question without a word has an answer too: nothing.
        Err(Error::EmptyQuery { .. } | Error::BadQuery { .. }) => Vec::new(),
        Err(error) => return Err(error),
    };
    let ranking = ranked
        .into_iter()
        .filter_map(|ranked| Some((ids.get(usize::try_from(ranked.seq).ok()?)?.clone(), ranked.score)))
        .collect();
    Ok(Answer { question: question.id.clone(), ranking, took: started.elapsed() })
}

/// The measures of each question that has a relevant document.
fn measure(answers: &[Answer], judgements: &HashMap<String, Judgements>) -> Vec<Measures> {
    answers
        .iter()
        .filter_map(|answer| {
            let ranking: Vec<&str> = answer.ranking.iter().map(|(id, _)| id.as_str()).collect();
            Measures::of(&ranking, judgements.get(&answer.question)?)
        })
        .collect()
}

/// A folder of its own for the index, gone when dropped.
struct Temporary(PathBuf);

impl Temporary {
    fn new() -> Result<Temporary> {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("anli-eval-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).map_err(Error::io(&path))?;
        Ok(Temporary(path))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let path: &Path = &self.0;
        let _ = std::fs::remove_dir_all(path);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_collection_is_answered() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let collection = Collection {
            corpus: write(
                "corpus.jsonl",
                "{\"id\":\"a\",\"title\":\"甲法\",\"article\":\"第一条\",\"text\":\"房屋租赁合同应当采用书面形式。\"}\n\
                 {\"id\":\"b\",\"title\":\"甲法\",\"article\":\"第二条\",\"text\":\"出租人应当维修房屋。\"}\n\
                 {\"id\":\"c\",\"title\":\"乙法\",\"article\":\"第一条\",\"text\":\"道路交通安全由公安机关负责。\"}\n",
            ),
            queries: write("queries.tsv", "1\t房屋租赁合同一定要书面形式吗？\n2\t交通安全归谁管\n3\t？\n"),
            qrels: write("qrels.tsv", "1 0 a 1\n2 0 c 1\n"),
        };
        let found = evaluate(&collection).unwrap();
        assert_eq!(found.questions, 2);
        assert!(found.time_of(0.5).unwrap() <= found.time_of(1.0).unwrap());
        assert!((found.measures.ndcg_10 - 1.0).abs() < 1e-9, "{found:?}");
        let mut run = Vec::new();
        found.write_run(&mut run).unwrap();
        let run = String::from_utf8(run).unwrap();
        assert!(run.starts_with("1 Q0 a 1 "), "{run}");
        assert!(run.lines().any(|line| line.starts_with("2 Q0 c 1 ") && line.ends_with(" anli")), "{run}");
    }
}
