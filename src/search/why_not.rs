//! Why a case is not among the hits: what it lacks, and what it has that is near.

use super::engine::Engine;
use super::suggest::Nearest;
use crate::analyze::{Segmenter, units};
use crate::api::why_not::{Part, WhyNot};
use crate::api::{
    Budget, By, CaseInfo, Field, Filter, Hit, Hits, Page, Search, Selection, Sort, ValueSort, Within, request,
};
use crate::error::Result;
use crate::facts::Kind;
use crate::index::{CaseRecord, facet_key};
use crate::query::ast::{FactRange, Node};
use crate::query::{Places, gloss_variants, variants};
use crate::text::fold;

/// The passages of a case, with their folded texts.
type Texts = Vec<(Hit, String)>;

impl Engine {
    /// Why the case called `name` is, or is not, found by `query`.
    ///
    /// # Errors
    ///
    /// As [`Engine::show`] for the name and [`Engine::search`] for the query.
    pub fn why_not(&self, name: &str, query: &str, budget: &Budget) -> Result<WhyNot> {
        let case = self.case(name, budget)?;
        let finds = |within: Within| -> Result<bool> {
            let mut request = of_case(&case, query).page(Page::first(1));
            request.selection.within = within;
            let response = self.search(&request, budget)?;
            Ok(!response.relaxed && matches!(response.hits, Hits::Passages(hits) if !hits.is_empty()))
        };
        let found = finds(Within::Passage)?;
        let found_within_case = finds(Within::Case)?;
        let texts: Texts = self
            .show(&case.id, budget)?
            .passages
            .into_iter()
            .filter(|hit| hit.role.is_searched())
            .map(|hit| {
                let folded = fold(&hit.text);
                (hit, folded)
            })
            .collect();
        let mut parts = Vec::new();
        if let Some(root) = self.read(&Selection::new(query), Places::Named, budget)?.query.root {
            self.look(&root, false, (&case, &texts), &mut parts, budget)?;
            budget.check()?;
        }
        Ok(WhyNot { case: CaseInfo::from(&case), found, found_within_case, parts })
    }

    /// Looks at every part of `node`.
    fn look(
        &self,
        node: &Node,
        excluded: bool,
        (case, texts): (&CaseRecord, &Texts),
        out: &mut Vec<Part>,
        budget: &Budget,
    ) -> Result<()> {
        budget.check()?;
        match node {
            Node::And(nodes) | Node::Or(nodes) => {
                for node in nodes {
                    self.look(node, excluded, (case, texts), out, budget)?;
                }
            }
            Node::Group(inner) => self.look(inner, excluded, (case, texts), out, budget)?,
            Node::Not(inner) => self.look(inner, !excluded, (case, texts), out, budget)?,
            Node::Near { left, right, .. } => {
                self.look(left, excluded, (case, texts), out, budget)?;
                self.look(right, excluded, (case, texts), out, budget)?;
                // Both may stand in the case and not near each other.
                out.push(self.searched(node, excluded, case, budget)?);
            }
            Node::Run(text) => {
                let plain = gloss_variants(text).pop().unwrap_or_default();
                let folded = fold(&plain);
                let words: Vec<String> = units(&folded, &Segmenter::for_queries())
                    .into_iter()
                    .filter(|unit| unit.required)
                    .map(|unit| unit.text)
                    .collect();
                for word in if words.is_empty() { vec![folded] } else { words } {
                    out.push(text_part(word.clone(), &[word], excluded, texts));
                }
            }
            Node::Place(text) => {
                // Of the case, or named in it.
                let named = text_part(text.clone(), &[fold(text)], excluded, texts);
                let key = facet_key(text);
                let places = [&case.province, &case.city, &case.county];
                let there = places.into_iter().flatten().any(|place| facet_key(place) == key);
                out.push(Part { met: if excluded { named.met && !there } else { named.met || there }, ..named });
            }
            Node::Phrase(text) => {
                let strings: Vec<String> = variants(text).iter().map(|text| fold(text)).collect();
                out.push(text_part(node.to_string(), &strings, excluded, texts));
            }
            Node::Field { field, values } => {
                out.push(self.field_part(node, (*field, values), excluded, case, budget)?)
            }
            Node::Fact(fact) => out.extend(figure_part(fact, excluded, texts)),
            Node::Synonym(_) | Node::Pinyin(_) | Node::Pattern(_) => {
                out.push(self.searched(node, excluded, case, budget)?)
            }
        }
        Ok(())
    }

    /// A part that only a search can tell of.
    fn searched(&self, node: &Node, excluded: bool, case: &CaseRecord, budget: &Budget) -> Result<Part> {
        let request = Search { sort: Sort::Order, ..of_case(case, &node.to_string()).page(Page::ALL) };
        let response = self.search(&request, budget)?;
        let passages = match response.hits {
            Hits::Passages(hits) if !response.relaxed => hits.into_iter().map(|hit| hit.id).collect(),
            _ => Vec::new(),
        };
        let occurrences = if passages.is_empty() { 0 } else { response.occurrences };
        let met = passages.is_empty() == excluded;
        Ok(Part { text: node.to_string(), excluded, met, occurrences, passages, nearest: Vec::new() })
    }

    /// A field: whether the case, or one of its passages, has one of the values; else the values that it has.
    fn field_part(
        &self,
        node: &Node,
        (field, values): (Field, &[String]),
        excluded: bool,
        case: &CaseRecord,
        budget: &Budget,
    ) -> Result<Part> {
        const MOST: usize = 5;
        let own = match field {
            Field::Tier => case.tier.clone(),
            Field::Province => case.province.clone(),
            Field::City => case.city.clone(),
            Field::County => case.county.clone(),
            Field::Title => Some(case.title.clone()),
            Field::Case => Some(case.id.clone()),
            // The other fields belong to passages or notices.
            _ => {
                let mut part = self.searched(node, excluded, case, budget)?;
                part.occurrences = usize::from(!part.passages.is_empty());
                if part.occurrences == 0 {
                    let selection = of_case(case, "").selection;
                    let counts =
                        request::Facets { selection, by: By::Passage, page: Page::ALL, sort: ValueSort::default() };
                    let facets = self.facets(&counts, budget)?.facets;
                    let values = facets.into_iter().find(|facet| facet.field == field);
                    let values = values.into_iter().flat_map(|facet| facet.values);
                    part.nearest = values.take(MOST).map(|value| value.value).collect();
                }
                return Ok(part);
            }
        };
        let has = values.iter().any(|value| match field {
            Field::Case => case.goes_by(value),
            Field::Title => own.as_deref().is_some_and(|title| fold(title).contains(&fold(value))),
            _ => own.as_deref().is_some_and(|own| facet_key(own) == facet_key(value)),
        });
        Ok(Part {
            text: node.to_string(),
            excluded,
            met: has != excluded,
            occurrences: usize::from(has),
            passages: Vec::new(),
            nearest: if has { Vec::new() } else { own.into_iter().collect() },
        })
    }
}

/// A search for `query` in one case.
fn of_case(case: &CaseRecord, query: &str) -> Search {
    let mut search = Search::new(query);
    search.selection.filters.push(Filter::new(Field::Case, &case.id));
    search
}

/// A condition on figures: those that meet it, or else the figures of its kind that the case has.
fn figure_part(condition: &FactRange, excluded: bool, texts: &Texts) -> Option<Part> {
    const MOST: usize = 5;
    let interval = condition.interval().ok()?;
    let (mut occurrences, mut passages, mut others) = (0, Vec::new(), Vec::new());
    for (passage, _) in texts {
        let before = occurrences;
        for fact in passage.facts().into_iter().filter(|fact| fact.kind == condition.kind.of_facts()) {
            let Some(value) = fact.value.filter(|_| fact.kind != Kind::Money || fact.yuan().is_some()) else {
                continue;
            };
            let counted = condition.noun.as_deref().is_none_or(|noun| fact.counts(noun));
            if counted && interval.meets(value, fact.value_max.unwrap_or(value)) {
                occurrences += 1;
            } else if counted {
                others.push((value, fact.text));
            }
        }
        if occurrences > before {
            passages.push(passage.id.clone());
        }
    }
    let met = (occurrences > 0) != excluded;
    others.sort_by(|a, b| b.0.total_cmp(&a.0));
    let nearest =
        if met || excluded { Vec::new() } else { others.into_iter().take(MOST).map(|(_, text)| text).collect() };
    Some(Part { text: condition.to_string(), excluded, met, occurrences, passages, nearest })
}

fn text_part(text: String, strings: &[String], excluded: bool, texts: &Texts) -> Part {
    let mut occurrences = 0;
    let mut passages = Vec::new();
    for (Hit { id, .. }, passage) in texts {
        let count: usize = strings.iter().map(|string| passage.matches(string.as_str()).count()).sum();
        if count > 0 {
            occurrences += count;
            passages.push(id.clone());
        }
    }
    let met = (occurrences > 0) != excluded;
    let nearest = if met || excluded { Vec::new() } else { nearest(strings.last().map_or("", |s| s), texts) };
    Part { text, excluded, met, occurrences, passages, nearest }
}

/// The words of the case that are nearest to `wanted`.
fn nearest(wanted: &str, texts: &Texts) -> Vec<String> {
    let mut near = Nearest::to(wanted);
    let mut tokens = Vec::new();
    for (_, text) in texts {
        Segmenter::for_queries().tokens(text, &mut tokens);
        for token in &tokens {
            near.offer(&text[token.start..token.end], 1);
        }
    }
    near.best(super::suggest::MOST)
}
