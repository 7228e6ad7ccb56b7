//! Which passages, or cases, a query finds: ranked, with marks, repairs and facets.

use std::collections::HashMap;
use std::time::Instant;

use tantivy::{DocAddress, DocId};

use super::collect::{self, Found};
use super::engine::Engine;
use super::facet;
use super::infos::Infos;
use super::matches::Matches;
use super::once::Docs;
use super::order::{Ranking, by_case};
use super::seek::{Parsed, Sought, legal_words, synonyms};
use super::suggest::is_slip;
use crate::analyze::Segmenter;
use crate::api::{
    Budget, By, CaseHit, Corrected, Exact, Extra, Facet, FacetValue, Field, Hint, Hit, Hits, Page, Response, RunWords,
    ScorePart, Search, Selection, Sort, ValueSort, in_order, request,
};
use crate::error::{Damage, Error, Result};
use crate::query::ast::{Node, Query};
use crate::query::{self, Places, Plan};
use crate::text::{fold, is_han};

impl Engine {
    /// Which passages, or cases, `request` finds.
    ///
    /// # Errors
    ///
    /// [`Error::EmptyQuery`] and [`Error::LongQuery`] for queries that cannot be searched, [`Error::Damaged`] and
    /// [`Error::Engine`] when the index cannot be read, [`Error::OutOfTime`] and [`Error::Cancelled`].
    pub fn search(&self, request: &Search, budget: &Budget) -> Result<Response> {
        let started = Instant::now();
        if request.selection.query.trim().is_empty() {
            return Err(Error::EmptyQuery { punctuation: false, remarks: Vec::new() });
        }
        let parsed = self.read(&request.selection, Places::Named, budget)?;
        let typed = parsed.query.clone();
        let mut response = self.search_read(request, parsed, budget)?;
        // What has some of the words only, or not all characters of a run, gives way to what has all of them, one corrected.
        if let Some((corrected, other)) = self.corrected(request, &typed, &response, budget)?
            && (response.total == 0 || !other.relaxed)
        {
            let input = std::mem::take(&mut response.query);
            response = other;
            response.query.input = input.input;
            response.query.hints = input.hints;
            response.corrected = Some(corrected);
        }
        response.took_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        Ok(response)
    }

    /// What is found when the one string that stands nowhere is taken for the nearest word that does.
    fn corrected(
        &self,
        request: &Search,
        parsed: &Query,
        response: &Response,
        budget: &Budget,
    ) -> Result<Option<(Corrected, Response)>> {
        let lacking = response.total == 0 || response.relaxed;
        let alike = self.read_alike(request, parsed, lacking, budget)?;
        if alike.is_none() && !lacking {
            return Ok(None);
        }
        let mut suggested =
            response.query.hints.iter().filter_map(|hint| hint.missing.as_ref().zip(hint.suggestion.as_ref()));
        let (from, to) = match (&alike, suggested.next(), suggested.next()) {
            (Some((from, to)), ..) | (None, Some((from, to)), None) => (from, to),
            _ => return Ok(None),
        };
        // Letters and figures that stand nowhere are a name, or a code; nothing is near those. What is quoted, excluded or
        // has a distance is meant as it is.
        let typed = |node: &Node| matches!(node, Node::Run(run) if fold(run).contains(from.as_str()));
        let plain = parsed.root.as_ref().is_some_and(|root| match root {
            Node::And(nodes) => nodes.iter().any(typed),
            node => typed(node),
        });
        if !plain || !from.chars().chain(to.chars()).all(is_han) || !is_slip(from, to) {
            return Ok(None);
        }
        let Some(at) = fold(&response.query.input).find(from.as_str()) else { return Ok(None) };
        // Folding keeps the number of characters.
        let before = fold(&response.query.input)[..at].chars().count();
        let chars: Vec<char> = response.query.input.chars().collect();
        let (left, right) = (&chars[..before], chars.get(before + from.chars().count()..).unwrap_or_default());
        let query = format!("{}{to}{}", left.iter().collect::<String>(), right.iter().collect::<String>());
        let again = Search { selection: Selection { query, ..request.selection.clone() }, ..request.clone() };
        let other = self.search_read(&again, self.read(&again.selection, Places::Named, budget)?, budget)?;
        Ok((other.total > 0).then(|| (Corrected { from: from.clone(), to: to.clone() }, other)))
    }

    /// The first of the unquoted runs that stands nowhere while something that is read alike does, and that. Where what was
    /// found is not `lacking`, only of the runs of which a character was not required.
    fn read_alike(
        &self,
        request: &Search,
        parsed: &Query,
        lacking: bool,
        budget: &Budget,
    ) -> Result<Option<(String, String)>> {
        let context = self.context(&request.selection, budget);
        let nodes = match &parsed.root {
            Some(Node::And(nodes)) => &nodes[..],
            root => root.as_slice(),
        };
        for node in nodes {
            if let Node::Run(run) = node
                && (lacking || !query::not_required(run).is_empty())
                && let Some(other) = super::suggest::read_alike(&context, &fold(run))?
            {
                return Ok(Some((fold(run), other)));
            }
        }
        Ok(None)
    }

    /// The answer to a query that was read.
    pub(super) fn search_read(&self, request: &Search, parsed: Parsed, budget: &Budget) -> Result<Response> {
        let ranked = !request.wants(Extra::AllWords);
        let Sought { query, echo, plan, found, relaxed, question } =
            self.seek_read(parsed, &request.selection, (Places::Named, ranked), budget)?;
        let mut response = self.respond(request, &plan, &found, budget)?;
        response.relaxed = relaxed;
        response.query = echo;
        if question {
            response.query.hints.push(Hint::new(
                "按问句查找：最可能回答它的在前，不要求含有全部的词；只要含有全部的词的，请去掉提问的字词",
                "read as a question: what may answer it comes first, with all of its words or not; leave out the words \
                 that ask to find only what has all others",
            ));
        }
        if request.wants(Extra::Explanation) {
            query.root.iter().for_each(|root| tokens(root, &mut response.query.tokens));
        }
        response.query.hints.extend(plan.synonyms.iter().map(|(word, others)| synonyms(word, others)));
        if relaxed && !plan.legal.is_empty() {
            response.query.hints.push(legal_words(&plan.legal));
        }
        if response.total == 0 || relaxed {
            let context = self.context(&request.selection, budget);
            let hints = super::suggest::suggest(&context, &plan.missing(&self.index)?)?;
            response.query.hints.extend(hints);
        }
        Ok(response)
    }

    /// Counts the values of facets in what `request` selects; in everything when its query is empty.
    ///
    /// # Errors
    ///
    /// As [`Engine::search`], except that an empty query is taken.
    pub fn facets(&self, request: &request::Facets, budget: &Budget) -> Result<Response> {
        let search = Search {
            selection: request.selection.clone(),
            page: Page::first(0),
            by: request.by,
            sort: Sort::default(),
            extras: vec![Extra::Facets],
        };
        let mut response = if request.selection.query.trim().is_empty() {
            let parsed = self.read(&search.selection, Places::Named, budget)?;
            let Sought { plan, found, .. } =
                self.seek_read(parsed, &search.selection, (Places::Named, false), budget)?;
            self.respond(&search, &plan, &found, budget)?
        } else {
            self.search(&search, budget)?
        };
        for facet in &mut response.facets {
            let all = std::mem::take(&mut facet.values);
            let count = all.len();
            facet.values = match request.sort {
                ValueSort::Count => request.page.of(all),
                ValueSort::Value => in_order(all, |value| Some(fold(&value.value)), request.page),
            };
            facet.more = count - facet.values.len();
        }
        Ok(response)
    }

    fn respond(&self, request: &Search, plan: &Plan, matches: &Matches, budget: &Budget) -> Result<Response> {
        let (index, searcher) = (&self.index, self.index.searcher());
        let mut response = Response::default();
        let scored = match self.best(request, plan, matches)? {
            Some(best) => Ranking::Best(best),
            None => Ranking::All(self.scored(plan, matches)?.into_iter().filter(wanted(request.by)).collect()),
        };
        let all: Vec<(u32, Vec<DocId>)> = match &scored {
            Ranking::All(found) => of_segments(found.iter()),
            Ranking::Best(_) => Vec::new(),
        };
        let docs: Vec<(u32, &[DocId])> = match &scored {
            Ranking::All(_) => all.iter().map(|(ord, docs)| (*ord, &docs[..])).collect(),
            Ranking::Best(_) => matches.docs().collect(),
        };
        response.occurrences = match &scored {
            Ranking::All(_) => collect::occurrences(searcher, &plan.matcher, &docs)?,
            Ranking::Best(_) => matches.occurrences(index, &plan.matcher)?,
        };
        response.cases = collect::cases(index, &self.segments, &docs)?;
        let passages: usize = docs.iter().map(|(_, docs)| docs.len()).sum();
        response.exact = match &scored {
            _ if passages == 0 => None,
            _ if plan.only_whole => Some(Exact { occurrences: response.occurrences, passages, cases: response.cases }),
            Ranking::All(found) => self.exact(plan, found)?,
            Ranking::Best(_) => None,
        };
        budget.check()?;
        if request.wants(Extra::Facets) {
            let keys = if request.by == By::Case { self.keys(&docs)? } else { Vec::new() };
            let known: Vec<&facet::Known> = self.segments.iter().map(|segment| &segment.facets).collect();
            for field in Field::FACETS {
                let values = facet::count(index, &known, (field, request.by), &docs, &keys)?;
                let values = values.into_iter().map(|(value, count)| FacetValue { value, count }).collect();
                response.facets.push(Facet { field, values, more: 0 });
                budget.check()?;
            }
        }
        response.total = if request.by == By::Case { response.cases } else { passages };
        let ranked = self.rank(request, plan, scored)?;
        budget.check()?;
        response.hits = match request.by {
            By::Passage => {
                let shown = &request.page.of(ranked);
                Hits::Passages(self.hits(request, plan, shown, budget)?)
            }
            By::Case => {
                let shown = &request.page.of(by_case(&ranked));
                let flat: Vec<Found> = shown.iter().flat_map(|(_, passages)| passages).copied().collect();
                let mut hits = self.hits(request, plan, &flat, budget)?.into_iter();
                let mut out = Vec::new();
                for (_, passages) in shown {
                    let passages: Vec<Hit> = hits.by_ref().take(passages.len()).collect();
                    let Some(best) = passages.first() else { continue };
                    let Some(case) = best.case.clone() else { continue };
                    out.push(CaseHit { case, score: best.score, passages });
                }
                Hits::Cases(out)
            }
        };
        Ok(response)
    }

    /// How much of what was found is the run as it stands.
    fn exact(&self, plan: &Plan, found: &[Found]) -> Result<Option<Exact>> {
        let Some(whole) = &plan.whole else { return Ok(None) };
        let docs = of_segments(found.iter().filter(|found| found.tier % 2 == 0));
        let docs: Vec<(u32, &[DocId])> = docs.iter().map(|(ord, docs)| (*ord, &docs[..])).collect();
        if docs.is_empty() {
            return Ok(None);
        }
        let occurrences = collect::occurrences(self.index.searcher(), &whole.matcher, &docs)?;
        let passages = docs.iter().map(|(_, docs)| docs.len()).sum();
        Ok(Some(Exact { occurrences, passages, cases: collect::cases(&self.index, &self.segments, &docs)? }))
    }

    /// The keys of the cases of `docs`.
    fn keys(&self, docs: &Docs<'_>) -> Result<Vec<Vec<Option<u64>>>> {
        let mut out = Vec::with_capacity(docs.len());
        for &(ord, docs) in docs {
            let mut keys = Vec::with_capacity(docs.len());
            if let Some(segment) = self.segments.get(ord as usize) {
                segment.cases(&self.index, ord, docs.iter().copied(), |case| keys.push(case))?;
            }
            out.push(keys);
        }
        Ok(out)
    }

    /// The hits for `shown`, in its order.
    fn hits(&self, request: &Search, plan: &Plan, shown: &[Found], budget: &Budget) -> Result<Vec<Hit>> {
        let mut addresses: Vec<DocAddress> = shown.iter().map(|found| found.address).collect();
        addresses.sort_unstable();
        let mut read = HashMap::new();
        let mut unlit = false;
        collect::each_shown(&self.index, &plan.matcher, &addresses, |address, passage, marks| {
            // What the lists of the index say stands there does not: one of the two is damaged. What may answer a
            // question need not have any word of it.
            unlit |= marks.is_none() && !plan.question;
            budget.take(passage.text.len())?;
            read.insert(address, (passage, marks.unwrap_or_default()));
            Ok(())
        })?;
        if unlit {
            return Err(self.index.damaged(Damage::BadRecord));
        }
        let infos = Infos::new(&self.index);
        shown
            .iter()
            .filter_map(|found| Some((found, read.remove(&found.address)?)))
            .map(|(found, (passage, marks))| {
                let mut hit = infos.hit(&passage, &marks)?;
                hit.score = found.score;
                if request.wants(Extra::Explanation) {
                    let known = found.evidence.parts();
                    let parts = plan.explain(&self.index, found.address, found.score, &known)?;
                    hit.explanation = parts.into_iter().map(|(part, score)| ScorePart { part, score }).collect();
                }
                Ok(hit)
            })
            .collect()
    }
}

/// Whether a passage is counted and shown.
fn wanted(by: By) -> impl Fn(&Found) -> bool {
    move |found| by == By::Passage || found.case.is_some()
}

/// The passages of each segment; `found` is in their order.
fn of_segments<'f>(found: impl Iterator<Item = &'f Found>) -> Vec<(u32, Vec<DocId>)> {
    let mut out: Vec<(u32, Vec<DocId>)> = Vec::new();
    for DocAddress { segment_ord, doc_id } in found.map(|found| found.address) {
        match out.last_mut() {
            Some((ord, docs)) if *ord == segment_ord => docs.push(doc_id),
            _ => out.push((segment_ord, vec![doc_id])),
        }
    }
    out
}

/// The unquoted runs of `node` with the words that each was cut into.
fn tokens(node: &query::ast::Node, out: &mut Vec<RunWords>) {
    use query::ast::Node;
    match node {
        Node::Run(text) => {
            let folded = fold(text);
            let mut words = Vec::new();
            Segmenter::for_queries().tokens(&folded, &mut words);
            let words = words.iter().map(|word| folded[word.start..word.end].to_owned()).collect();
            out.push(RunWords { run: text.clone(), words });
        }
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| tokens(node, out)),
        Node::Not(inner) | Node::Group(inner) => tokens(inner, out),
        Node::Near { left, right, .. } => {
            tokens(left, out);
            tokens(right, out);
        }
        Node::Phrase(_)
        | Node::Place(_)
        | Node::Pattern(_)
        | Node::Synonym(_)
        | Node::Pinyin(_)
        | Node::Field { .. }
        | Node::Fact(_) => {}
    }
}
