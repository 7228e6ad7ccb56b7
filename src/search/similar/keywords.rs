//! What a case, or a group of cases, speaks of more than the rest of the corpus.

use std::collections::{HashMap, HashSet};

use tantivy::Term;

use super::super::engine::Engine;
use super::super::request::{Request, Scope};
use super::super::response::CaseInfo;
use super::candidates::is_word;
use super::material::{Material, Part};
use super::tally::{Limits, Tally};
use crate::analyze::{Segmenter, Token};
use crate::error::{Error, Result};
use crate::index::{Record, key};
use crate::query::ast::{Node, Query};

/// Distinctive terms of a group of cases.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Keywords {
    /// The cases of the group.
    pub cases: Vec<CaseInfo>,
    /// The cases that a query found, of which the best are the group.
    pub found: usize,
    /// The terms, the most distinctive first.
    pub keywords: Vec<Keyword>,
}

/// A term that the group speaks of more than the rest.
#[derive(Debug, Clone, PartialEq)]
pub struct Keyword {
    /// The term, as a case of the group writes it.
    pub term: String,
    /// The query that counts it.
    pub query: String,
    /// The log-likelihood ratio G² of the mentions (Dunning, "Accurate Methods for the Statistics of Surprise and
    /// Coincidence", 1993), in characters of the group and of the rest.
    pub score: f64,
    /// Mentions in the group, as a search counts them.
    pub mentions: usize,
    /// Cases of the group that mention it.
    pub cases: usize,
    /// Mentions in the rest.
    pub mentions_elsewhere: usize,
    /// Cases of the rest that mention it.
    pub cases_elsewhere: usize,
}

/// The most cases that make a group.
const GROUP: usize = 200;
/// What may be counted; see [`Limits`].
const COUNTED: Limits = Limits { each: 80_000, all: u64::MAX };
/// Terms that are counted for each one that is asked for.
const TRIED: usize = 3;

impl Engine {
    /// The `limit` most distinctive terms of the case called `name`, or, where no case has this name, of the cases that
    /// a search for it finds.
    ///
    /// # Errors
    ///
    /// [`Error::AmbiguousId`] with the candidates, and as [`Engine::search`].
    pub fn keywords(&self, name: &str, limit: usize) -> Result<Keywords> {
        let (group, found) = match self.case(name) {
            Ok(record) => (vec![Material::of_case(self, key(&record.id))?], 1),
            Err(Error::UnknownId { .. }) => self.group(name)?,
            Err(error) => return Err(error),
        };
        let keywords = if group.is_empty() { Vec::new() } else { self.distinctive(&group, limit)? };
        Ok(Keywords { cases: group.iter().filter_map(Material::info).collect(), found, keywords })
    }

    /// The cases that `query` finds, the best first.
    fn group(&self, query: &str) -> Result<(Vec<Material>, usize)> {
        let request = Request { limit: 0, scope: Scope::Default, ..Request::new(query) };
        let ranked = self.ranking(&request)?;
        let mut seen = HashSet::new();
        let cases: Vec<u64> = ranked.iter().filter_map(|found| found.case).filter(|&case| seen.insert(case)).collect();
        let group =
            cases.iter().take(GROUP).map(|&case| Material::of_case(self, case)).collect::<Result<Vec<Material>>>()?;
        Ok((group, cases.len()))
    }

    fn distinctive(&self, group: &[Material], limit: usize) -> Result<Vec<Keyword>> {
        let index = self.index();
        let parts = || group.iter().flat_map(|case| &case.passages);
        let folded: Vec<&str> = parts().map(Part::folded).collect();
        // Word by word: passages of the group that have it, and how the first of them writes it.
        let mut words: HashMap<&str, (u64, String)> = HashMap::new();
        let segmenter = Segmenter::for_text(&folded.join("\n"));
        let mut tokens: Vec<Token> = Vec::new();
        for (text, part) in folded.iter().copied().zip(parts()) {
            segmenter.words(text, &mut tokens);
            let mut seen = HashSet::new();
            for token in &tokens {
                let word = &text[token.start..token.end];
                if is_word(word) && seen.insert(word) {
                    let skip = text[..token.start].chars().count();
                    let shown = || part.text.chars().skip(skip).take(word.chars().count()).collect();
                    words.entry(word).or_insert_with(|| (0, shown())).0 += 1;
                }
            }
        }
        // First by passages, which the index knows, then the best of them by mentions.
        let passages = (parts().count() as u64, index.searcher().num_docs());
        let mut ranked: Vec<(f64, &str, String)> = Vec::new();
        for (word, (count, shown)) in words {
            let all = index.searcher().doc_freq(&Term::from_field_text(index.fields().words, word))?.max(count);
            let score = log_likelihood(count, passages.0, all - count, passages.1.saturating_sub(passages.0));
            if score > 0.0 {
                ranked.push((score, word, shown));
            }
        }
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        ranked.truncate(limit.saturating_mul(TRIED));
        let own: HashSet<u64> = group.iter().filter_map(Material::record).map(|record| key(&record.id)).collect();
        let characters = (folded.iter().map(|text| text.chars().count() as u64).sum::<u64>(), self.characters()?);
        let mut tally = Tally::new(self, COUNTED)?;
        let mut out = Vec::new();
        for (_, _, term) in ranked {
            let query = Query { root: Some(Node::Phrase(term.clone())) };
            // A term that stands in so many passages distinguishes no group.
            let Some(counts) = tally.count(&query, std::slice::from_ref(&term))? else { continue };
            let mut keyword = Keyword {
                term,
                query: query.to_string(),
                score: 0.0,
                mentions: 0,
                cases: 0,
                mentions_elsewhere: 0,
                cases_elsewhere: 0,
            };
            keyword.mentions_elsewhere = counts.outside;
            for (case, mentions) in counts.cases {
                if own.contains(&case) {
                    keyword.mentions += mentions;
                    keyword.cases += 1;
                } else {
                    keyword.mentions_elsewhere += mentions;
                    keyword.cases_elsewhere += 1;
                }
            }
            keyword.score = log_likelihood(
                keyword.mentions as u64,
                characters.0,
                keyword.mentions_elsewhere as u64,
                characters.1.saturating_sub(characters.0),
            );
            if keyword.score > 0.0 {
                out.push(keyword);
            }
        }
        out.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.term.cmp(&b.term)));
        out.truncate(limit);
        Ok(out)
    }

    /// Characters of the corpus, every role included.
    fn characters(&self) -> Result<u64> {
        let index = self.index();
        let mut out = 0;
        for segment in index.searcher().segment_readers() {
            out += segment.inverted_index(index.fields().grams)?.total_num_tokens();
        }
        Ok(out)
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
