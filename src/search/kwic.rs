//! Keyword in context: every occurrence on a line of its own.

use super::engine::Engine;
use crate::api::kwic::Kwic;
use crate::api::{Budget, By, Hits, KwicLine, KwicSort, Page, Search, Sort, request};
use crate::error::Result;
use crate::text::fold;

impl Engine {
    /// The occurrences of what `request` selects; its page counts occurrences.
    ///
    /// # Errors
    ///
    /// As [`Engine::search`].
    pub fn kwic(&self, request: &request::Kwic, budget: &Budget) -> Result<Kwic> {
        let all = Search {
            selection: request.selection.clone(),
            page: Page::ALL,
            by: By::Passage,
            sort: Sort::Order,
            extras: Vec::new(),
        };
        let response = self.search(&all, budget)?;
        let mut lines = Vec::with_capacity(response.occurrences);
        if let Hits::Passages(hits) = response.hits {
            for hit in hits {
                for mark in &hit.marks {
                    // Each line has the whole passage.
                    budget.take(hit.text.len())?;
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
        match request.sort {
            KwicSort::Order => {}
            KwicSort::Left => lines.sort_by_cached_key(|line| fold(&line.left).chars().rev().collect::<String>()),
            KwicSort::Right => lines.sort_by_cached_key(|line| fold(&line.right)),
        }
        let lines = request.page.of(lines);
        Ok(Kwic { query: response.query, total: response.occurrences, relaxed: response.relaxed, lines })
    }
}
