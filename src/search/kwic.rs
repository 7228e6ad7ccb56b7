//! Keyword in context: every occurrence on a line of its own.

use super::engine::Engine;
use super::request::{By, Request, Sort};
use super::response::{CaseInfo, Hits, Mark, QueryEcho};
use crate::decode::Place;
use crate::error::Result;
use crate::text::fold;

/// Every occurrence of what was searched.
#[derive(Debug, Clone, PartialEq)]
pub struct Kwic {
    /// The query as it was understood.
    pub query: QueryEcho,
    /// All occurrences, shown or not.
    pub occurrences: usize,
    /// The lines asked for.
    pub lines: Vec<KwicLine>,
}

/// One occurrence.
#[derive(Debug, Clone, PartialEq)]
pub struct KwicLine {
    /// The passage's id.
    pub id: String,
    /// Its case.
    pub case: Option<CaseInfo>,
    /// The passage's text before the keyword, whole.
    pub left: String,
    /// The keyword as the text has it.
    pub keyword: String,
    /// The passage's text after it, whole.
    pub right: String,
    /// Where it stands.
    pub mark: Mark,
    /// As [`Hit::place`](super::Hit::place).
    pub place: Option<Place>,
}

/// The order of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KwicSort {
    /// As in the texts.
    #[default]
    Order,
    /// By what stands before, from the keyword backwards.
    Left,
    /// By what stands after.
    Right,
}

impl Engine {
    /// The occurrences of what `request` asks for; its limit and offset count occurrences.
    ///
    /// # Errors
    ///
    /// As [`Engine::search`].
    pub fn kwic(&self, request: &Request, sort: KwicSort) -> Result<Kwic> {
        let all = Request {
            limit: usize::MAX,
            offset: 0,
            by: By::Passage,
            sort: Sort::Order,
            facets: false,
            explain: false,
            ..request.clone()
        };
        let response = self.search(&all)?;
        let mut lines = Vec::with_capacity(response.occurrences);
        if let Hits::Passages(hits) = response.hits {
            for hit in hits {
                for mark in &hit.marks {
                    lines.push(KwicLine {
                        id: hit.id.clone(),
                        case: hit.case.clone(),
                        left: hit.text[..mark.local.start].to_owned(),
                        keyword: hit.text[mark.local.range()].to_owned(),
                        right: hit.text[mark.local.end..].to_owned(),
                        mark: *mark,
                        place: hit.place,
                    });
                }
            }
        }
        // Equal contexts stay in the order of the texts: these sorts are stable.
        match sort {
            KwicSort::Order => {}
            KwicSort::Left => lines.sort_by_cached_key(|line| fold(&line.left).chars().rev().collect::<String>()),
            KwicSort::Right => lines.sort_by_cached_key(|line| fold(&line.right)),
        }
        let lines = lines.into_iter().skip(request.offset).take(request.limit).collect();
        Ok(Kwic { query: response.query, occurrences: response.occurrences, lines })
    }
}
