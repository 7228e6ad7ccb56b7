//! What the title of a case says for its passages.
//!
//! A title is indexed once, with its case or notice, and not with each of the passages: their lists would be the
//! longest of the index, and say the same thing over and over.

use tantivy::query::{
    Bm25StatisticsProvider, BooleanQuery, BoostQuery, EnableScoring, ExistsQuery, Occur, Query, TermSetQuery,
};
use tantivy::schema::Field;
use tantivy::{DocId, Score, Term};

use super::strings::string_query;
use crate::error::Result;
use crate::index::{Index, KeyMap, Keys, Searcher};

/// What is looked for in titles, each part with its name.
pub(super) type Parts = Vec<(String, Box<dyn Query>)>;

/// A part that looks for `folded`.
pub(super) fn part(index: &Index, folded: &str, weight: f32) -> (String, Box<dyn Query>) {
    let query = string_query(index.fields().title, folded);
    (format!("title {folded}"), Box::new(BoostQuery::new(query, weight)))
}

/// Scores by the keys of cases, and of notices for passages outside the cases.
#[derive(Debug, Default)]
pub(crate) struct TitleScores {
    cases: Scores,
    notices: Scores,
}

type Scores = KeyMap<f32>;

/// Calls `each` with every case and notice whose title has any of `parts`: its segment, itself, and what that is worth; part
/// by part.
pub(super) fn each<'p>(
    index: &Index,
    parts: impl Iterator<Item = &'p dyn Query>,
    mut each: impl FnMut(u32, DocId, Score),
) -> Result<()> {
    let searcher = index.searcher();
    let titles = Titles::count(index)?;
    for part in parts {
        let weight = part.weight(EnableScoring::enabled_from_statistics_provider(&titles, searcher))?;
        for (ord, reader) in (0..).zip(searcher.segment_readers()) {
            let alive = reader.alive_bitset();
            weight.for_each(reader, &mut |doc, score| {
                if alive.is_none_or(|alive| alive.is_alive(doc)) {
                    each(ord, doc, score);
                }
            })?;
        }
    }
    Ok(())
}

impl TitleScores {
    /// The scores of all titles for `parts`.
    pub(super) fn of<'p>(index: &Index, parts: impl Iterator<Item = &'p dyn Query>) -> Result<TitleScores> {
        let mut out = TitleScores::default();
        let mut found = Vec::new();
        each(index, parts, |ord, doc, score| found.push((ord, doc, score)))?;
        for of_segment in found.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(ord, ..)) = of_segment.first() else { continue };
            let (case, notice) = (index.keys(ord, Keys::Case)?, index.keys(ord, Keys::Notice)?);
            for &(_, doc, score) in of_segment {
                match (case.first(doc), notice.first(doc)) {
                    (Some(case), _) => *out.cases.entry(case).or_default() += score,
                    (None, Some(notice)) => *out.notices.entry(notice).or_default() += score,
                    (None, None) => {}
                }
            }
        }
        Ok(out)
    }

    /// The most that any title is worth.
    pub(crate) fn most(&self) -> Score {
        self.cases.values().chain(self.notices.values()).copied().fold(0.0, Score::max)
    }

    /// Whether no title has any of it.
    pub(crate) fn is_empty(&self) -> bool {
        self.cases.is_empty() && self.notices.is_empty()
    }

    /// What the title is worth for a passage of `case`, or of the notice that `notice` tells when it has no case.
    pub(crate) fn get(&self, case: Option<u64>, notice: impl FnOnce() -> Option<u64>) -> f32 {
        let score = match case {
            Some(case) => self.cases.get(&case),
            None if self.notices.is_empty() => None,
            None => notice().and_then(|notice| self.notices.get(&notice)),
        };
        score.copied().unwrap_or(0.0)
    }
}

/// The passages whose title holds any of the folded `values`.
///
/// # Errors
///
/// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
pub(super) fn filter(index: &Index, values: &[String]) -> Result<Box<dyn Query>> {
    let fields = index.fields();
    let queries: Vec<Box<dyn Query>> = values.iter().map(|value| string_query(fields.title, value)).collect();
    let found = TitleScores::of(index, queries.iter().map(AsRef::as_ref))?;
    let any = |field: Field, scores: &Scores| -> Box<dyn Query> {
        Box::new(TermSetQuery::new(scores.keys().map(|&key| Term::from_field_u64(field, key))))
    };
    let outside = BooleanQuery::new(vec![
        (Occur::Must, any(fields.notice, &found.notices)),
        (Occur::MustNot, Box::new(ExistsQuery::new("case".to_owned(), false))),
    ]);
    Ok(Box::new(BooleanQuery::union(vec![any(fields.case, &found.cases), Box::new(outside)])))
}

/// Statistics over titles: the other documents have none, and say nothing about how rare a word in titles is.
struct Titles<'i> {
    searcher: &'i Searcher,
    count: u64,
}

impl<'i> Titles<'i> {
    fn count(index: &'i Index) -> Result<Titles<'i>> {
        let searcher = index.searcher();
        let of = |kind: &str| searcher.doc_freq(&Term::from_field_text(index.fields().kind, kind));
        Ok(Titles { searcher, count: of("case")? + of("notice")? })
    }
}

impl Bm25StatisticsProvider for Titles<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.count)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        Ok(self.searcher.doc_freq(term)?.min(self.count))
    }
}
