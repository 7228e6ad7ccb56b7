//! Keyword in context: every occurrence on a line of its own.

use super::engine::Engine;
use crate::api::kwic::Kwic;
use crate::api::{Budget, By, Hint, Hits, KwicLine, KwicSort, Limit, Page, Search, Sort, request};
use crate::error::{Error, Result};
use crate::query::ast::Node;
use crate::query::{self, Places, query_of_one_run};
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
        if request.selection.query.trim().is_empty() {
            return Err(Error::EmptyQuery { punctuation: false, remarks: Vec::new() });
        }
        let mut parsed = self.read(&request.selection, Places::Named, budget)?;
        let context = self.context(&request.selection, budget);
        // A run that stands somewhere as a whole is listed as it stands; its words apart would drown it.
        let run = query_of_one_run(parsed.query.root.as_ref()).map(str::to_owned);
        let mut whole = false;
        if let Some(run) = run
            && query::stands(&context, &fold(&run))?
        {
            whole = true;
            parsed.query.root = parsed.query.root.map(|root| as_it_stands(root, &run));
        }
        // In the order of the texts the first lines are in the first passages; few of those light nothing.
        let some = match (request.sort, request.page.limit) {
            (KwicSort::Order, Limit::Most(_)) if !request.page.reverse => Page::first(request.page.end()),
            _ => Page::ALL,
        };
        let mut response = self.search_read(&Search { page: some, ..all.clone() }, parsed.clone(), budget)?;
        let lit = |hits: &Hits| match hits {
            Hits::Passages(hits) => (hits.len(), hits.iter().map(|hit| hit.marks.len()).sum::<usize>()),
            Hits::Cases(_) => (0, 0),
        };
        let (shown, lines) = lit(&response.hits);
        if lines < request.page.end() && shown < response.total {
            response = self.search_read(&all, parsed, budget)?;
        }
        if whole && response.total > 0 {
            let all = Search { page: Page::first(0), ..all };
            let apart = self.search(&all, budget)?.occurrences;
            if apart > response.occurrences {
                let listed = response.occurrences;
                response.query.hints.push(Hint::new(
                    format!("逐条列出原样的 {listed} 处；连同各词分开的共 {apart} 处，请用 anli search 查看"),
                    format!("the {listed} places where it stands as it is; with its words apart {apart}: anli search"),
                ));
            }
        }
        let mut lines = Vec::with_capacity(response.occurrences);
        if let Hits::Passages(hits) = response.hits {
            for hit in hits {
                for mark in &hit.marks {
                    // Each line has the whole passage.
                    budget.take(hit.text.len())?;
                    lines.push(KwicLine {
                        id: hit.id.clone(),
                        case: hit.case.clone(),
                        notice: hit.notice.clone(),
                        left: hit.text[..mark.local.start].to_owned(),
                        keyword: hit.text[mark.local.range()].to_owned(),
                        right: hit.text[mark.local.end..].to_owned(),
                        mark: *mark,
                        place: hit.place_at(mark.local),
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

/// The tree with the run `run` as a phrase.
fn as_it_stands(node: Node, run: &str) -> Node {
    match node {
        Node::Run(text) if text == run => Node::Phrase(text),
        Node::And(nodes) => Node::And(nodes.into_iter().map(|node| as_it_stands(node, run)).collect()),
        other => other,
    }
}
