//! Which passages, or cases, a query finds: ranked, with marks, repairs and facets.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use tantivy::DocAddress;

use super::answers::Question;
use super::collect::{self, Found};
use super::engine::Engine;
use super::infos::Infos;
use super::seek::{Parsed, Sought, legal_words, synonyms};
use super::suggest::is_slip;
use crate::analyze::Segmenter;
use crate::api::{
    Budget, By, CaseHit, Corrected, Exact, Extra, Facet, FacetValue, Field, Hint, Hit, Hits, Page, Response, RunWords,
    ScorePart, Search, Selection, Sort, ValueSort, in_order, request,
};
use crate::error::{Damage, Error, Result};
use crate::query::ast::{Node, Query};
use crate::query::{self, Evaluator, Places, Plan};
use crate::text::{fold, is_han};

/// Hits whose closeness is looked at; deeper ones are ordered by words alone.
const RERANKED: usize = 200;

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
        let mut response = self.respond(request, &plan, found, budget)?;
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
            let Sought { plan, found, .. } = self.seek(&search.selection, Places::Named, budget)?;
            self.respond(&search, &plan, found, budget)?
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

    /// What has all the words of the query, ranked, and then what has some of them. A question of many words is ranked
    /// as one: whether a passage happens to have all of them says little more than their scores do.
    pub(super) fn ranking(&self, request: &Search, budget: &Budget) -> Result<Vec<Found>> {
        let parsed = self.read(&request.selection, Places::Named, budget)?;
        let context = self.context(&request.selection, budget);
        let relaxed = query::relax(&parsed.query, &context)?;
        let mut out = Vec::new();
        if !relaxed.as_ref().is_some_and(|plan| plan.question) {
            let plan = query::plan(&parsed.query, &context)?;
            let strict = self.collect(&plan)?;
            out = self.rank(request, &plan, strict)?;
        }
        if out.len() < request.page.limit.count()
            && let Some(plan) = relaxed
        {
            let known: HashSet<DocAddress> = out.iter().map(|found| found.address).collect();
            let found = self.collect(&plan)?;
            let ranked = self.rank(request, &plan, found)?;
            let mut rest: Vec<Found> = ranked.into_iter().filter(|found| !known.contains(&found.address)).collect();
            // The two were scored by different plans; scores that go down are what readers of rankings rely on.
            if let (Some(last), Some(first)) = (out.last(), rest.first()) {
                let above = (first.score - last.score).max(0.0);
                rest.iter_mut().for_each(|found| found.score -= above);
            }
            out.extend(rest);
        }
        Ok(out)
    }

    fn respond(&self, request: &Search, plan: &Plan, found: Vec<Found>, budget: &Budget) -> Result<Response> {
        let searcher = self.index.searcher();
        let mut response = Response::default();
        let found: Vec<Found> = match request.by {
            By::Passage => found,
            By::Case => found.into_iter().filter(|found| found.case.is_some()).collect(),
        };
        response.occurrences = collect::occurrences(searcher, &plan.matcher, &found)?;
        response.cases = collect::cases(&self.segments, &found);
        response.exact = self.exact(plan, &found, &response)?;
        budget.check()?;
        if request.wants(Extra::Facets) {
            for field in Field::FACETS {
                let values = collect::facet(searcher, field.name(), &found, request.by)?;
                let values = values.into_iter().map(|(value, count)| FacetValue { value, count }).collect();
                response.facets.push(Facet { field, values, more: 0 });
                budget.check()?;
            }
        }
        response.total = if request.by == By::Case { response.cases } else { found.len() };
        let ranked = self.rank(request, plan, found)?;
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
    fn exact(&self, plan: &Plan, found: &[Found], all: &Response) -> Result<Option<Exact>> {
        if plan.only_whole && !found.is_empty() {
            return Ok(Some(Exact { occurrences: all.occurrences, passages: found.len(), cases: all.cases }));
        }
        let Some(whole) = &plan.whole else { return Ok(None) };
        let found: Vec<Found> = found.iter().filter(|found| found.tier % 2 == 0).copied().collect();
        if found.is_empty() {
            return Ok(None);
        }
        let occurrences = collect::occurrences(self.index.searcher(), &whole.matcher, &found)?;
        Ok(Some(Exact { occurrences, passages: found.len(), cases: collect::cases(&self.segments, &found) }))
    }

    /// Sorts what was found as the request wants it.
    fn rank(&self, request: &Search, plan: &Plan, mut found: Vec<Found>) -> Result<Vec<Found>> {
        let searcher = self.index.searcher();
        let by_score = Found::by_score;
        match request.sort {
            Sort::Order => collect::sort_by_place(&self.index, &mut found)?,
            Sort::Relevance => {
                if plan.question {
                    self.standings.weigh(&self.index, &self.weights, &mut found)?;
                } else {
                    self.by_role(&mut found)?;
                }
                // From the end backwards, all of them come first; and what of a case is shown is not known yet.
                let all = request.page.reverse || request.by == By::Case;
                let shown = if all { usize::MAX } else { request.page.end() };
                let looked_at = if plan.is_several() || plan.question { RERANKED.max(shown) } else { shown };
                found = collect::best(found, looked_at);
                let depth = RERANKED.min(found.len());
                self.adjust(plan, &mut found[..depth])?;
                if !plan.asked.is_empty() {
                    Question::of(&self.index, &plan.asked)?.weigh(&self.index, &mut found[..depth])?;
                }
                found.sort_unstable_by(by_score);
                collect::settle_ties(&self.index, &mut found, shown)?;
            }
            Sort::Date | Sort::Amount => {
                let field = if request.sort == Sort::Date { "issued" } else { "amount" };
                let mut keyed = Vec::with_capacity(found.len());
                for of_segment in found.chunk_by(|a, b| a.address.segment_ord == b.address.segment_ord) {
                    let Some(first) = of_segment.first() else { continue };
                    // Opening a column costs more than reading it.
                    let columns = searcher.segment_reader(first.address.segment_ord).fast_fields();
                    let column = columns.u64_lenient(field)?.map(|(column, _)| column);
                    for passage in of_segment {
                        plan.budget.spend(1)?;
                        let values = column.as_ref().map(|column| column.values_for_doc(passage.address.doc_id));
                        keyed.push((values.and_then(Iterator::max), *passage));
                    }
                }
                keyed.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| by_score(&a.1, &b.1)));
                found = keyed.into_iter().map(|(_, passage)| passage).collect();
            }
        }
        Ok(found)
    }

    /// Multiplies every score by what the kind of the passage is worth. `found` is in the order of the segments.
    fn by_role(&self, found: &mut [Found]) -> Result<()> {
        for of_segment in found.chunk_by_mut(|a, b| a.address.segment_ord == b.address.segment_ord) {
            let Some(first) = of_segment.first() else { continue };
            let ord = first.address.segment_ord;
            let Some(segment) = self.segments.get(ord as usize) else { continue };
            let reader = self.index.searcher().segment_reader(ord);
            let headings = segment.headings(&self.index, reader)?;
            let unsearched = segment.unsearched(&self.index, reader)?;
            for passage in of_segment {
                let doc = passage.address.doc_id;
                if headings.has(doc) {
                    passage.score *= self.weights.heading;
                } else if unsearched.has(doc) {
                    passage.score *= self.weights.listing;
                }
            }
        }
        Ok(())
    }

    /// Adds what the words of the index do not tell: closeness, times what the kind of the passage is worth; of the
    /// passages of a question, which are scored by their cases before, the kind alone.
    ///
    /// It only ever adds for closeness, so those that are looked at stay before all others.
    fn adjust(&self, plan: &Plan, found: &mut [Found]) -> Result<()> {
        found.sort_unstable_by_key(|found| found.address);
        if plan.question {
            return self.by_role(found);
        }
        if !plan.is_several() {
            return Ok(());
        }
        let searcher = self.index.searcher();
        for of_segment in found.chunk_by_mut(|a, b| a.address.segment_ord == b.address.segment_ord) {
            let Some(first) = of_segment.first() else { continue };
            let mut evaluator = Evaluator::open(&plan.matcher, searcher.segment_reader(first.address.segment_ord))?;
            let mut close = of_segment.to_vec();
            for (passage, close) in of_segment.iter().zip(&mut close) {
                close.score = self.weights.proximity * evaluator.closeness(passage.address.doc_id)?;
            }
            self.by_role(&mut close)?;
            of_segment.iter_mut().zip(&close).for_each(|(passage, close)| passage.score += close.score);
        }
        Ok(())
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
        let mut infos = Infos::new(&self.index);
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

/// Groups ranked passages by case; cases in the order of their best passage.
fn by_case(ranked: &[Found]) -> Vec<(u64, Vec<Found>)> {
    let mut places: HashMap<u64, usize> = HashMap::new();
    let mut out: Vec<(u64, Vec<Found>)> = Vec::new();
    for found in ranked {
        let Some(case) = found.case else { continue };
        let place = *places.entry(case).or_insert_with(|| {
            out.push((case, Vec::new()));
            out.len() - 1
        });
        out[place].1.push(*found);
    }
    out
}
