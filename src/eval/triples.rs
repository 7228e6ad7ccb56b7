//! Measuring similarity on triples: of three texts, is B nearer to A than C is?

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;

use super::trec;
use crate::error::Result;
use crate::index::facet_counts;
use crate::lexicon::Lexicon;
use crate::search::similar::{Neighbourhood, Profile};

/// How the triples of a file were answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Triples {
    /// How many there are.
    pub total: usize,
    /// In how many of them B is nearer to A than C is. A draw is none.
    pub right: usize,
}

impl Triples {
    /// The share of the right ones.
    #[must_use]
    pub fn share(self) -> f64 {
        self.right as f64 / self.total.max(1) as f64
    }
}

/// A line of the file.
#[derive(Debug, Deserialize)]
struct Line {
    #[serde(rename = "A")]
    a: String,
    #[serde(rename = "B")]
    b: String,
    #[serde(rename = "C")]
    c: String,
}

/// Compares the texts of the `{A, B, C}` lines in `path`, as they are or packed with gzip, by the measure and the
/// vocabulary that similar cases are found by. The distinct texts of the file are the neighbourhood.
///
/// # Errors
///
/// [`Error::Io`](crate::error::Error::Io) when the file cannot be read, [`Error::Invalid`](crate::error::Error::Invalid)
/// with file and line for a line that is no triple.
pub fn evaluate_triples(path: &Path, lexicon: &Lexicon) -> Result<Triples> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut texts: Vec<String> = Vec::new();
    let mut place = |text: String| {
        *places.entry(text).or_insert_with_key(|text| {
            texts.push(text.clone());
            texts.len() - 1
        })
    };
    let mut triples = Vec::new();
    trec::json_lines(path, |line: Line| triples.push([line.a, line.b, line.c].map(&mut place)))?;
    let profiles: Vec<Profile> = texts
        .iter()
        .map(|text| Profile::new(&facet_counts(lexicon, [text.as_str()].into_iter()), [(text.as_str(), 1)].into_iter()))
        .collect();
    let cases = Neighbourhood::new(&profiles);
    let right = triples.iter().filter(|[a, b, c]| cases.score(*a, *b).total > cases.score(*a, *c).total).count();
    Ok(Triples { total: triples.len(), right })
}
