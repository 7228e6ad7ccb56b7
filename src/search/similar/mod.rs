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

use std::cmp::Reverse;
use std::collections::HashMap;
use std::time::Instant;

use rayon::prelude::*;
use tantivy::Term;

use super::engine::Engine;
use super::infos::Infos;
use crate::api::similar::{Score, Similar, SimilarHit};
use crate::api::{Budget, CaseSort, Limit, NoticeInfo, Page, in_order, request};
use crate::error::{Error, Incomparable, Result};
use crate::index::{KeySet, facet_counts, key};
use crate::lexicon::{LayWord, lay_words};
use candidates::Word;
use case_text::{Material, Part};

/// The longest text that is compared, in bytes. A project's description is a page or ten; a library is a corpus.
pub const MAX_TEXT: usize = 1 << 20;

impl Engine {
    /// The cases that are nearest to the case called `name`, as `request` wants them; see [`Engine::show`] for names.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownId`] with the nearest ids, [`Error::AmbiguousId`] with the candidates, and [`Error::Damaged`] and
    /// [`Error::Engine`] when the index cannot be read; [`Error::OutOfTime`] and [`Error::Cancelled`].
    pub fn similar(&self, name: &str, request: &request::Similar, budget: &Budget) -> Result<Similar> {
        let started = Instant::now();
        let record = self.case(name, budget)?;
        let here = Material::of_case(self, key(&record.id))?;
        let words = candidates::words(self, &here)?;
        self.nearest(&here, words, request, (started, budget))
    }

    /// The cases that are nearest to `text`, as `request` wants them. The text is taken as it is: repair it before
    /// ([`clean`](crate::clean::clean)) if it may need that.
    ///
    /// # Errors
    ///
    /// [`Error::Incomparable`] for a text that is empty, longer than [`MAX_TEXT`], or without a single word that stands
    /// in the corpus; [`Error::Damaged`] and [`Error::Engine`] when the index cannot be read.
    pub fn similar_to_text(&self, text: &str, request: &request::Similar, budget: &Budget) -> Result<Similar> {
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
        self.nearest(&here, words, request, (started, budget))
    }

    fn nearest(
        &self,
        here: &Material,
        words: Vec<Word>,
        request: &request::Similar,
        (started, budget): (Instant, &Budget),
    ) -> Result<Similar> {
        let among = self.listed(&request.among, budget)?.map(|(_, cases)| cases);
        let others = self.neighbours(here, &words, among.as_ref())?;
        budget.check()?;
        let cases = neighbourhood(self, here, &others);
        let score = |at: usize| match here.record() {
            Some(_) => cases.score(0, at),
            None => cases.score_of_text(0, at),
        };
        let listed = |other: &Material| {
            let known = |cases: &KeySet| other.record().is_some_and(|record| cases.contains(&key(&record.id)));
            among.as_ref().is_none_or(known)
        };
        let mut ranked: Vec<(Score, &Material)> = others
            .iter()
            .enumerate()
            .map(|(at, other)| (score(at + 1), other))
            .filter(|(_, other)| listed(other))
            .collect();
        let compared = ranked.len();
        // Ties are broken by the id, so that an answer is always the same.
        ranked.sort_by(|(a, x), (b, y)| b.total.total_cmp(&a.total).then_with(|| x.id().cmp(y.id())));
        let page = request.page;
        let in_the_end = Page { offset: 0, limit: Limit::All, ..page };
        ranked = match request.sort {
            CaseSort::Score => in_the_end.of(ranked),
            CaseSort::Order => in_order(ranked, |(_, other)| Some(other.id().to_owned()), in_the_end),
            CaseSort::Date => {
                let infos = Infos::new(self.index());
                let mut dates: HashMap<String, Option<String>> = HashMap::new();
                for (_, other) in &ranked {
                    if let Some(record) = other.record() {
                        let notice = NoticeInfo::from(&*infos.notice(record.notice)?);
                        dates.insert(record.id.clone(), notice.date().map(str::to_owned));
                    }
                }
                let date = |other: &Material| dates.get(other.id()).cloned().flatten().map(Reverse);
                in_order(ranked, |(_, other)| date(other), in_the_end)
            }
        };
        let infos = Infos::new(self.index());
        let mut passed = 0;
        let mut writer = reasons::Writer::new(self, here, &cases, words, budget)?;
        let mut hits = Vec::new();
        for (score, there) in ranked {
            if hits.len() == page.limit.count() {
                break;
            }
            budget.check()?;
            let reasons = writer.reasons(there)?;
            // What shares nothing that can be counted is not comparable, however little the others share.
            if reasons.is_empty() {
                continue;
            }
            passed += 1;
            if passed > page.offset {
                hits.push(SimilarHit {
                    case: there.info().unwrap_or_default(),
                    notice: there.notice(&infos)?,
                    score,
                    reasons,
                    differences: differences::differences(self.index().lexicon(), here, there),
                });
            }
        }
        Ok(Similar {
            case: here.info(),
            compared,
            hits,
            took_us: u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        })
    }

    /// The cases that `here` is measured against, itself left out.
    fn neighbours(&self, here: &Material, words: &[Word], among: Option<&KeySet>) -> Result<Vec<Material>> {
        let own = here.record().map(|record| key(&record.id));
        let cases = candidates::candidates(self, here, words, among)?;
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
            let own = material.passages.iter().map(|passage| passage.text.as_str());
            let said = facet_counts(lexicon, own.clone());
            let lay = lay_of(material).flat_map(|word| word.legal).map(String::as_str);
            let facets = facet_counts(lexicon, own.chain(lay));
            // What is said in words that stand nowhere in the corpus could count for nothing otherwise.
            let unknown = lay_of(material).filter(|word| stands_nowhere(engine, word.typed));
            let unknown = unknown.flat_map(|word| word.legal).map(String::as_str);
            let meant = facet_counts(lexicon, unknown).into_iter().map(|(key, _)| key);
            let meant = meant.filter(|key| said.iter().all(|(known, _)| known != key));
            Profile::new(&facets, texts.chain(title)).meaning(meant.collect())
        }
    }
}

/// The lay words of a text. Who describes a project may say 老板 where a case says 用人单位; a case says what it means.
fn lay_of(material: &Material) -> impl Iterator<Item = LayWord<'_>> {
    let plain = material.passages.iter().filter(|_| material.record().is_none());
    plain.flat_map(|passage| lay_words(passage.folded()))
}

/// Whether no two characters in a row of `folded` stand so in the corpus.
fn stands_nowhere(engine: &Engine, folded: &str) -> bool {
    let chars: Vec<char> = folded.chars().collect();
    let index = engine.index();
    chars.windows(2).all(|pair| {
        let pair: String = pair.iter().collect();
        // What cannot be looked up is taken to be known: then nothing is made of it.
        index.searcher().doc_freq(&Term::from_field_text(index.fields().grams, &pair)).is_ok_and(|count| count == 0)
    })
}
