//! What a case, or a group of cases, speaks of more than the rest of the corpus.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use tantivy::Term;

use super::super::engine::Engine;
use super::candidates::is_word;
use super::case_counts::{Limits, Tally};
use super::case_text::{Material, Part};
use crate::analyze::{Segmenter, Token};
use crate::api::similar::{Keyword, Keywords};
use crate::api::{Budget, By, KeywordSort, Page, Search, Selection, in_order, request};
use crate::error::{Error, Incomparable, Result};
use crate::index::{KeySet, Record, key};
use crate::query::ast::{Node, Query};
use crate::text::fold;

/// The most cases that make a group.
const GROUP: usize = 200;
/// What may be counted; see [`Limits`]. A term that stands in more passages distinguishes no group, and of the others the
/// most promising are counted first.
const COUNTED: Limits = Limits { each: 80_000, all: 800_000 };
/// Terms that are counted beyond those that are asked for: all of a case or a few, and in a large group so many that no
/// answer depends on it.
const TRIED: usize = 1000;
/// The same for a group: most of its words are in few of its cases, and alike in that.
const OF_GROUP: usize = 5000;

impl Engine {
    /// The most distinctive terms of the cases that `request` names: a case, the case of a passage, all of a notice, or
    /// several of these with blanks between them; where nothing has such a name, of the cases that a search for it finds.
    /// No cases and no terms when it finds none.
    ///
    /// # Errors
    ///
    /// [`Error::AmbiguousId`] with the candidates, [`Error::UnknownId`] with the nearest ids when nothing is found of what
    /// looks like a name, [`Error::Incomparable`] when no case is left to compare with, and as [`Engine::search`].
    pub fn keywords(&self, request: &request::Keywords, budget: &Budget) -> Result<Keywords> {
        let selection = &request.selection;
        let name = selection.query.trim();
        let named = self.named(name, budget)?;
        let (group, found) = match named {
            Some(mut cases) => {
                let filters = Selection { query: String::new(), ..selection.clone() };
                if let Some((_, listed)) = self.listed(&filters, budget)? {
                    cases.retain(|case| listed.contains(case));
                }
                (self.materials_of(&cases)?, cases.len())
            }
            None => self.group(selection, budget)?,
        };
        if group.is_empty() {
            return match self.unknown(name)? {
                Error::UnknownId { nearest, .. } if nearest.is_empty() => Ok(Keywords::default()),
                unknown => Err(unknown),
            };
        }
        let case = Term::from_field_text(self.index().fields().kind, "case");
        if self.index().searcher().doc_freq(&case)? as usize <= group.len() {
            return Err(Error::Incomparable(Incomparable::NoOtherCase));
        }
        budget.check()?;
        let page = request.page;
        let keywords = match request.sort {
            KeywordSort::Weight if !page.reverse => page.of(self.distinctive(&group, page.end(), budget)?),
            KeywordSort::Weight => page.of(self.distinctive(&group, usize::MAX, budget)?),
            KeywordSort::Mentions => {
                let mentions = |keyword: &Keyword| Some(Reverse(keyword.here.mentions));
                in_order(self.distinctive(&group, usize::MAX, budget)?, mentions, page)
            }
            KeywordSort::Term => {
                in_order(self.distinctive(&group, usize::MAX, budget)?, |keyword| Some(fold(&keyword.term)), page)
            }
        };
        Ok(Keywords { cases: group.iter().filter_map(Material::info).collect(), found, keywords })
    }

    /// The keys of the cases that go by `name`, or by each of its parts; nothing when it is no name.
    fn named(&self, name: &str, budget: &Budget) -> Result<Option<Vec<u64>>> {
        let of = |name: &str| match self.cases(name, budget) {
            Ok(cases) => Ok(Some(cases)),
            Err(Error::UnknownId { .. }) => Ok(None),
            Err(error) => Err(error),
        };
        if let Some(cases) = of(name)? {
            return Ok(Some(cases));
        }
        let mut out: Vec<u64> = Vec::new();
        let parts: Vec<&str> = name.split_whitespace().collect();
        for part in parts.iter().filter(|_| parts.len() > 1) {
            let Some(cases) = of(part)? else { return Ok(None) };
            cases.into_iter().for_each(|case| {
                if !out.contains(&case) {
                    out.push(case)
                }
            });
        }
        Ok(Some(out).filter(|cases| !cases.is_empty()))
    }

    fn materials_of(&self, cases: &[u64]) -> Result<Vec<Material>> {
        cases.iter().take(GROUP).map(|&case| Material::of_case(self, case)).collect()
    }

    /// The cases that `selection` finds, the best first.
    fn group(&self, selection: &Selection, budget: &Budget) -> Result<(Vec<Material>, usize)> {
        // By case, all of them are ranked.
        let request = Search { selection: selection.clone(), by: By::Case, ..Search::new("").page(Page::first(0)) };
        let ranked = self.ranking(&request, budget)?;
        let mut seen = HashSet::new();
        let cases: Vec<u64> = ranked.iter().filter_map(|found| found.case).filter(|&case| seen.insert(case)).collect();
        Ok((self.materials_of(&cases)?, cases.len()))
    }

    fn distinctive(&self, group: &[Material], limit: usize, budget: &Budget) -> Result<Vec<Keyword>> {
        let index = self.index();
        let parts = || group.iter().flat_map(|case| &case.passages).filter(|part| !part.names_section);
        let folded: Vec<&str> = parts().map(Part::folded).collect();
        // The words as the index has them, those within longer ones too.
        let mut words: HashMap<&str, Own<'_>> = HashMap::new();
        let segmenter = Segmenter::for_queries();
        let mut tokens: Vec<Token> = Vec::new();
        for (text, part) in folded.iter().copied().zip(parts()) {
            let case = part.id.rsplit_once('#').map_or(&*part.id, |(case, _)| case);
            segmenter.tokens(text, &mut tokens);
            let mut seen = HashSet::new();
            for token in &tokens {
                let word = &text[token.start..token.end];
                if is_word(word) {
                    let skip = text[..token.start].chars().count();
                    let shown = || part.text.chars().skip(skip).take(word.chars().count()).collect();
                    let own = words.entry(word).or_insert_with(|| Own {
                        mentions: 0,
                        passages: 0,
                        cases: 0,
                        last: "",
                        shown: shown(),
                    });
                    own.mentions += 1;
                    own.passages += u64::from(seen.insert(word));
                    // The passages of a case follow each other.
                    if own.last != case {
                        (own.last, own.cases) = (case, own.cases + 1);
                    }
                }
            }
        }
        let own: KeySet = group.iter().filter_map(Material::record).map(|record| key(&record.id)).collect();
        let characters = folded.iter().map(|text| text.chars().count() as u64).sum::<u64>();
        let rest = self.characters()?.saturating_sub(characters);
        let cases = index.searcher().doc_freq(&Term::from_field_text(index.fields().kind, "case"))?;
        // First with the passages of the rest for its mentions, which the index knows at once; then the best by mentions.
        let mut ranked: Vec<(f64, f64, &str, String)> = Vec::new();
        let size = group.len() as u64;
        let others = cases.saturating_sub(size);
        for (word, Own { mentions, passages, cases, shown, .. }) in words {
            let all = index.searcher().doc_freq(&Term::from_field_text(index.fields().words, word))?;
            let elsewhere = all.saturating_sub(passages);
            // Of a group the cases count first; elsewhere there are no more of them than passages.
            let by_cases = if size > 1 { log_likelihood(cases, size, elsewhere.min(others), others) } else { 0.0 };
            ranked.push((by_cases, log_likelihood(mentions, characters, elsewhere, rest), word, shown));
        }
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| b.1.total_cmp(&a.1)).then_with(|| a.2.cmp(b.2)));
        ranked.truncate(if size > 1 { limit.saturating_add(OF_GROUP) } else { limit.saturating_add(TRIED) });
        let mut tally = Tally::new(self, COUNTED, budget);
        let mut out = Vec::new();
        for (_, _, word, term) in ranked {
            let Some([here, elsewhere]) = tally.count_apart(word, &own)? else { continue };
            let query = Query { root: Some(Node::Phrase(term.clone())) }.to_string();
            let mut keyword = Keyword { term, query, score: 0.0, by_cases: None, here, elsewhere };
            let (here, elsewhere) = (keyword.here.mentions as u64, keyword.elsewhere.mentions as u64);
            keyword.score = log_likelihood(here, characters, elsewhere, rest);
            if size > 1 {
                let (here, elsewhere) = (keyword.here.cases as u64, keyword.elsewhere.cases as u64);
                keyword.by_cases = Some(log_likelihood(here, size, elsewhere, others));
            }
            if keyword.score > 0.0 {
                out.push(keyword);
            }
        }
        Ok(best(out, limit))
    }

    /// Characters of the corpus, every role included.
    fn characters(&self) -> Result<u64> {
        let index = self.index();
        Ok(index.searcher().tokens(index.fields().grams)?)
    }

    /// Every case of the corpus with its searched passages, in the order of the index.
    pub(in crate::search::similar) fn materials(&self) -> Result<Vec<Material>> {
        let index = self.index();
        let term = Term::from_field_text(index.fields().kind, "case");
        let mut out = Vec::new();
        for address in index.all(&index.term(term))? {
            if let Record::Case(case) = index.record(address)? {
                out.push(Material::of_case(self, key(&case.id))?);
            }
        }
        Ok(out)
    }
}

/// A word of the group.
struct Own<'p> {
    /// How often it stands there as a word.
    mentions: u64,
    /// Passages that have it.
    passages: u64,
    /// Cases that have it, and the last of them.
    cases: u64,
    last: &'p str,
    /// As the first of them writes it.
    shown: String,
}

/// The `limit` best. A term that stands nowhere but in a longer one of them (德里 in 馬德里) tells nothing more.
fn best(mut keywords: Vec<Keyword>, limit: usize) -> Vec<Keyword> {
    keywords.sort_by(|a, b| {
        let by_cases = |one: &Keyword| one.by_cases.unwrap_or_default();
        let of_cases = by_cases(b).total_cmp(&by_cases(a));
        of_cases
            .then_with(|| b.score.total_cmp(&a.score))
            .then_with(|| b.term.len().cmp(&a.term.len()))
            .then_with(|| a.term.cmp(&b.term))
    });
    let mut out: Vec<Keyword> = Vec::new();
    for keyword in keywords {
        let counts = |one: &Keyword| (one.here, one.elsewhere);
        let within = |longer: &Keyword| longer.term.contains(&keyword.term) && counts(longer) == counts(&keyword);
        if !out.iter().any(within) {
            out.push(keyword);
        }
        if out.len() == limit {
            break;
        }
    }
    out
}

/// G², the log-likelihood ratio of Dunning (1993): how surprising it is that something occurs `here` times in `size`
/// places and `there` times in `rest`, if it were equally frequent in both. 0 where it is not more frequent here.
fn log_likelihood(here: u64, size: u64, there: u64, rest: u64) -> f64 {
    let (here, size, there, rest) = (here as f64, size as f64, there as f64, rest as f64);
    if size <= 0.0 || rest <= 0.0 || here / size <= there / rest {
        return 0.0;
    }
    let share = (here + there) / (size + rest);
    let term = |observed: f64, expected: f64| if observed > 0.0 { observed * (observed / expected).ln() } else { 0.0 };
    let missing = term(size - here, size * (1.0 - share)) + term(rest - there, rest * (1.0 - share));
    2.0 * (term(here, size * share) + term(there, rest * share) + missing)
}

#[cfg(test)]
mod tests {
    use super::log_likelihood;

    #[test]
    fn surprise() {
        // By hand: 10 of 100 here, 10 of 900 there.
        let g2 = log_likelihood(10, 100, 10, 900);
        assert!((g2 - 21.18).abs() < 0.005, "{g2}");
        assert_eq!(log_likelihood(1, 100, 9, 900), 0.0, "as frequent here as there");
        assert_eq!(log_likelihood(1, 100, 90, 900), 0.0, "rarer here");
        assert!(log_likelihood(20, 100, 10, 900) > g2);
        assert_eq!(log_likelihood(0, 0, 0, 0), 0.0);
    }
}
