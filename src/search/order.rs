//! In which order passages come: the best first, or by place, date or sum.

use std::collections::{HashMap, HashSet};

use super::answers::Question;
use super::collect::{self, Found};
use super::engine::Engine;
use super::matches::Matches;
use super::one_term;
use super::top::best_of;
use crate::api::{Budget, By, Search, Sort};
use crate::error::Result;
use crate::index::KeyMap;
use crate::query::ast::Node;
use crate::query::{self, Evaluator, Places, Plan};

/// Hits whose closeness is looked at; deeper ones are ordered by words alone.
const RERANKED: usize = 200;

/// What was found: every passage, in the order of the segments, or the best, the best first, whose scores tell of what
/// kind they are.
pub(super) enum Ranking {
    All(Vec<Found>),
    Best(Vec<Found>),
}

/// How many are looked at to tell the order of the first `shown`.
fn looked_at(plan: &Plan, shown: usize) -> usize {
    if plan.is_several() || plan.question { RERANKED.max(shown) } else { shown }
}

/// How many of the best tell all that `request` shows of what matches `plan`; none where all must be ranked.
fn best_alone(request: &Search, plan: &Plan) -> Option<usize> {
    let all = request.page.reverse || request.by == By::Case || request.sort != Sort::Relevance;
    (!all && !plan.question && plan.is_flat()).then(|| looked_at(plan, request.page.end()))
}

impl Engine {
    /// What has all the words of the query, ranked, and then what has some of them. A question of many words is ranked
    /// as one: whether a passage happens to have all of them says little more than their scores do.
    pub(super) fn ranking(&self, request: &Search, budget: &Budget) -> Result<Vec<Found>> {
        let parsed = self.read(&request.selection, Places::Named, budget)?;
        let context = self.context(&request.selection, budget);
        let plan = query::plan(&parsed.query, &context)?;
        // Only many words, or words that ask, are a question.
        let may_ask = parsed.query.root.as_ref().is_some_and(has_asking);
        let relaxed = if plan.words > 2 || may_ask { query::relax(&parsed.query, &context)? } else { None };
        let (mut out, mut known) = (Vec::new(), HashSet::new());
        if !relaxed.as_ref().is_some_and(|plan| plan.question) {
            out = self.rank_plan(request, &plan)?;
            // All of them, where the others are wanted too.
            known.extend(out.iter().map(|found| found.address));
        }
        if out.len() < request.page.limit.count()
            && let Some(plan) = match relaxed {
                Some(relaxed) => Some(relaxed),
                None => query::relax(&parsed.query, &context)?,
            }
        {
            let ranked = self.rank_plan(request, &plan)?;
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

    /// What has all the words of the query, ranked.
    pub(super) fn ranking_of_all(&self, request: &Search, budget: &Budget) -> Result<Vec<Found>> {
        let parsed = self.read(&request.selection, Places::Named, budget)?;
        let plan = query::plan(&parsed.query, &self.context(&request.selection, budget))?;
        self.rank_plan(request, &plan)
    }

    /// The best of `matches`, of which there are enough to rank what `request` shows; none where all must be ranked.
    pub(super) fn best(&self, request: &Search, plan: &Plan, matches: &Matches) -> Result<Option<Vec<Found>>> {
        let Some(count) = best_alone(request, plan) else { return Ok(None) };
        matches.best(&self.index, &self.segments, plan, (&self.weights, count)).map(Some)
    }

    /// What matches `plan`, as far as `request` shows it, sorted as it wants; nothing is counted.
    fn rank_plan(&self, request: &Search, plan: &Plan) -> Result<Vec<Found>> {
        if let Some(count) = best_alone(request, plan)
            && let Some(best) = one_term::best(&self.index, &self.segments, plan, (&self.weights, count))?
        {
            return self.rank(request, plan, Ranking::Best(best));
        }
        let matches = &self.matches(plan)?;
        let found = match self.best(request, plan, matches)? {
            Some(best) => Ranking::Best(best),
            None => Ranking::All(self.scored(plan, matches)?),
        };
        self.rank(request, plan, found)
    }

    /// Sorts what was found as the request wants it.
    pub(super) fn rank(&self, request: &Search, plan: &Plan, found: Ranking) -> Result<Vec<Found>> {
        let searcher = self.index.searcher();
        let by_score = Found::by_score;
        let (mut found, known) = match found {
            Ranking::All(found) => (found, false),
            Ranking::Best(found) => (found, true),
        };
        match request.sort {
            Sort::Order => collect::sort_by_place(&self.index, &mut found)?,
            Sort::Relevance => {
                // From the end backwards, all of them come first; and what of a case is shown is not known yet.
                let all = request.page.reverse || request.by == By::Case;
                let shown = if all { usize::MAX } else { request.page.end() };
                if plan.question {
                    found = self.standings.weigh(&self.index, &self.weights, found, looked_at(plan, shown))?;
                } else if !known {
                    self.by_role(&mut found)?;
                }
                let mut best = match known {
                    true => std::mem::take(&mut found),
                    false => best_of(&found, if all { RERANKED } else { looked_at(plan, shown) }),
                };
                let depth = RERANKED.min(best.len());
                self.adjust_best(plan, &mut best[..depth], shown)?;
                if !plan.asked.is_empty() {
                    Question::of(&self.index, &plan.asked)?.weigh(&self.index, &mut best[..depth])?;
                }
                if all {
                    put_back(&mut found, best);
                } else {
                    found = best;
                }
                if request.by == By::Case && !request.page.reverse {
                    found = of_best_cases(found, request.page.end());
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
                passage.score *= self.weights.of_kind(headings.has(doc), unsearched.has(doc));
            }
        }
        Ok(())
    }

    /// [`adjust`](Engine::adjust) for as many of `found`, the best first, as may be among the first `shown` then.
    fn adjust_best(&self, plan: &Plan, found: &mut [Found], shown: usize) -> Result<()> {
        /// As many times what is shown are looked at first.
        const FIRST: usize = 3;
        if plan.question || shown == 0 || shown >= found.len() {
            return self.adjust(plan, found);
        }
        if !plan.is_several() {
            return Ok(());
        }
        // What closeness adds at most.
        let most = self.weights.proximity * self.weights.heading.max(self.weights.listing).max(1.0);
        let (mut from, mut to) = (0, found.len().min(shown.saturating_mul(FIRST)));
        while from < to {
            self.adjust(plan, &mut found[from..to])?;
            let Some(next) = found.get(to) else { break };
            let mut adjusted = found[..to].to_vec();
            let (_, last, _) = adjusted.select_nth_unstable_by(shown - 1, Found::by_score);
            if last.tier < next.tier || last.tier == next.tier && next.score + most < last.score {
                break;
            }
            (from, to) = (to, found.len().min(2 * to));
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
}

/// Puts what became of the `best` of `found` in their places.
fn put_back(found: &mut [Found], best: Vec<Found>) {
    if !found.is_sorted_by_key(|found| found.address) {
        found.sort_unstable_by_key(|found| found.address);
    }
    for changed in best {
        if let Ok(place) = found.binary_search_by_key(&changed.address, |found| found.address) {
            found[place] = changed;
        }
    }
}

/// The passages of the `count` best cases, and of those that are as good as the last of them.
fn of_best_cases(found: Vec<Found>, count: usize) -> Vec<Found> {
    let order = |a: &(u8, f32), b: &(u8, f32)| a.0.cmp(&b.0).then_with(|| b.1.total_cmp(&a.1));
    let mut best: KeyMap<(u8, f32)> = KeyMap::default();
    for of_case in found.chunk_by(|a, b| a.case == b.case) {
        let here = of_case.iter().map(|found| (found.tier, found.score)).min_by(order);
        if let (Some(case), Some(here)) = (of_case.first().and_then(|first| first.case), here) {
            let known = best.entry(case).or_insert(here);
            if order(&here, known).is_lt() {
                *known = here;
            }
        }
    }
    if count == 0 || count >= best.len() {
        return found;
    }
    let mut ranks: Vec<(u8, f32)> = best.values().copied().collect();
    let (_, last, _) = ranks.select_nth_unstable_by(count - 1, order);
    let last = *last;
    let shown =
        |found: &Found| found.case.and_then(|case| best.get(&case)).is_some_and(|best| order(best, &last).is_le());
    found.into_iter().filter(|found| shown(found)).collect()
}

/// Whether any unquoted run asks something.
fn has_asking(node: &Node) -> bool {
    match node {
        Node::Run(text) => query::asks(text),
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(has_asking),
        Node::Not(inner) | Node::Group(inner) => has_asking(inner),
        Node::Near { left, right, .. } => has_asking(left) || has_asking(right),
        Node::Phrase(_)
        | Node::Place(_)
        | Node::Pattern(_)
        | Node::Synonym(_)
        | Node::Pinyin(_)
        | Node::Field { .. }
        | Node::Fact(_) => false,
    }
}

/// Groups ranked passages by case; cases in the order of their best passage.
pub(super) fn by_case(ranked: &[Found]) -> Vec<(u64, Vec<Found>)> {
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
