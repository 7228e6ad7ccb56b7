//! Comparable cases, and why they are comparable.
//!
//! [`Engine::similar`] finds candidates by the distinctive words of a case (`candidates`), measures them against it and
//! each other (`measure`), and says for the nearest what they share and in what they differ (`reasons`,
//! `differences`). Everything that is counted is counted by the engine itself, so that the query printed with a
//! reason finds as many. [`Engine::compare`], [`Engine::keywords`] and [`Engine::clusters`] stand on the same parts.

mod candidates;
mod case_counts;
mod case_text;
mod clusters;
mod compare;
mod differences;
mod keywords;
mod measure;
mod quote;
mod reasons;

pub use clusters::MANY;
pub use measure::{Neighbourhood, Profile};

use std::time::Instant;

use rayon::prelude::*;

use super::engine::Engine;
use crate::api::Budget;
use crate::api::similar::{Score, Similar, SimilarHit};
use crate::error::{Error, Incomparable, Result};
use crate::index::{facet_counts, key};
use crate::lexicon::lay_words;
use candidates::Word;
use case_text::{Material, Part};

/// The longest text that is compared, in bytes. A project's description is a page or ten; a library is a corpus.
pub const MAX_TEXT: usize = 1 << 20;

impl Engine {
    /// The `limit` cases that are nearest to the case called `name`; see [`Engine::show`] for names.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownId`] with the nearest ids, [`Error::AmbiguousId`] with the candidates, and [`Error::Damaged`] and
    /// [`Error::Engine`] when the index cannot be read; [`Error::OutOfTime`] and [`Error::Cancelled`].
    pub fn similar(&self, name: &str, limit: usize, budget: &Budget) -> Result<Similar> {
        let started = Instant::now();
        let record = self.case(name)?;
        let here = Material::of_case(self, key(&record.id))?;
        let words = candidates::words(self, &here)?;
        self.nearest(&here, words, limit, (started, budget))
    }

    /// The `limit` cases that are nearest to `text`, which is taken as it is: repair it before
    /// ([`clean`](crate::clean::clean)) if it may need that.
    ///
    /// # Errors
    ///
    /// [`Error::Incomparable`] for a text that is empty, longer than [`MAX_TEXT`], or without a single word that stands
    /// in the corpus; [`Error::Damaged`] and [`Error::Engine`] when the index cannot be read.
    pub fn similar_to_text(&self, text: &str, limit: usize, budget: &Budget) -> Result<Similar> {
        let started = Instant::now();
        if text.len() > MAX_TEXT {
            return Err(Error::Incomparable(Incomparable::LongText { limit: MAX_TEXT }));
        }
        if !text.chars().any(char::is_alphanumeric) {
            return Err(Error::Incomparable(Incomparable::EmptyText));
        }
        let here = Material::of_text(text);
        let words = candidates::words(self, &here)?;
        if words.is_empty() {
            return Err(Error::Incomparable(Incomparable::NoKnownWord));
        }
        self.nearest(&here, words, limit, (started, budget))
    }

    fn nearest(
        &self,
        here: &Material,
        words: Vec<Word>,
        limit: usize,
        (started, budget): (Instant, &Budget),
    ) -> Result<Similar> {
        let others = self.neighbours(here, &words)?;
        budget.check()?;
        let cases = neighbourhood(self, here, &others);
        let score = |at: usize| match here.record() {
            Some(_) => cases.score(0, at),
            None => cases.score_of_text(0, at),
        };
        let mut ranked: Vec<(Score, &Material)> =
            others.iter().enumerate().map(|(at, other)| (score(at + 1), other)).collect();
        // Ties are broken by the id, so that an answer is always the same.
        ranked.sort_by(|(a, x), (b, y)| b.total.total_cmp(&a.total).then_with(|| x.id().cmp(y.id())));
        let mut writer = reasons::Writer::new(self, here, &cases, words)?;
        let mut hits = Vec::new();
        for (score, there) in ranked {
            if hits.len() == limit {
                break;
            }
            budget.check()?;
            let reasons = writer.reasons(there)?;
            // What shares nothing that can be counted is not comparable, however little the others share.
            if !reasons.is_empty() {
                hits.push(SimilarHit {
                    case: there.info().unwrap_or_default(),
                    score,
                    reasons,
                    differences: differences::differences(self.index().lexicon(), here, there),
                });
            }
        }
        Ok(Similar {
            case: here.info(),
            compared: others.len(),
            hits,
            took_us: u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        })
    }

    /// The cases that `here` is measured against, itself left out.
    fn neighbours(&self, here: &Material, words: &[Word]) -> Result<Vec<Material>> {
        let own = here.record().map(|record| key(&record.id));
        let cases = candidates::candidates(self, here, words)?;
        cases.into_par_iter().filter(|&case| Some(case) != own).map(|case| Material::of_case(self, case)).collect()
    }
}

/// Weighs `here`, which comes first, and `others` by each other.
fn neighbourhood(engine: &Engine, here: &Material, others: &[Material]) -> Neighbourhood {
    let all: Vec<&Material> = [here].into_iter().chain(others).collect();
    // Who describes a project begins with what troubles him, as the sections on the background do.
    let by_section = here.record().is_some();
    let profiles: Vec<Profile> = all.into_par_iter().map(|one| profile(engine, one, by_section)).collect();
    Neighbourhood::new(&profiles)
}

fn profile(engine: &Engine, material: &Material, by_section: bool) -> Profile {
    let weight = |part: &Part| if by_section { measure::weight(part.section.as_deref()) } else { 1 };
    let texts = material.passages.iter().map(|part| (part.text.as_str(), weight(part)));
    let title = material.record().map(|record| (record.title.as_str(), measure::TITLE));
    match material.record().filter(|record| !record.facets.is_empty()) {
        Some(record) => Profile::new(&record.facets, texts.chain(title)),
        None => {
            let lexicon = engine.index().lexicon();
            // Who describes a project may say 老板 where a case says 用人单位; a case says what it means.
            let plain = material.passages.iter().filter(|_| material.record().is_none());
            let lay =
                plain.flat_map(|passage| lay_words(passage.folded())).flat_map(|word| word.legal).map(String::as_str);
            let own = material.passages.iter().map(|passage| passage.text.as_str());
            let facets = facet_counts(lexicon, own.chain(lay));
            Profile::new(&facets, texts.chain(title))
        }
    }
}
