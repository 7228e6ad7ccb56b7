//! How often something occurs in the corpus, case by case, as a search counts it.

use tantivy::{DocAddress, DocId, Term};

use super::super::collect;
use super::super::engine::Engine;
use crate::api::similar::Mentions;
use crate::api::{Budget, Scope, Within};
use crate::error::Result;
use crate::index::{KeyMap, KeySet};
use crate::query::ast::Query;
use crate::query::{self, Matcher, each_count};
use crate::text::fold;

/// Occurrences of something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// By the key of the case.
    pub(super) cases: KeyMap<usize>,
    /// In passages of no case.
    pub(super) outside: usize,
}

/// The work that counting may take, in passages that are looked at: for one thing, and for all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) each: u64,
    pub(super) all: u64,
}

/// How much longer it takes to find a string by the places of its pairs than to read how often a pair occurs.
const BY_PLACE: u64 = 4;

/// Counts.
pub(super) struct Tally<'e> {
    engine: &'e Engine,
    limits: Limits,
    budget: Budget,
}

impl<'e> Tally<'e> {
    pub(super) fn new(engine: &'e Engine, limits: Limits, budget: &Budget) -> Tally<'e> {
        Tally { engine, limits, budget: budget.clone() }
    }

    /// How often `query`, which asks for any of `forms`, occurs where; nothing when that takes more work than is left.
    pub(super) fn count(&mut self, query: &Query, forms: &[String]) -> Result<Option<Counts>> {
        let work = self.work(forms)?;
        if work > self.limits.each.min(self.limits.all) {
            return Ok(None);
        }
        self.limits.all -= work;
        let plan = query::plan(query, &self.engine.context_of(Scope::Default, Within::Passage, &[], &self.budget))?;
        let mut out = Counts::default();
        match self.each(&plan.matcher, |case, marks| out.add(case, marks))? {
            true => Ok(Some(out)),
            false => self.search(&plan).map(Some),
        }
    }

    /// How often exactly `folded` occurs in the cases that are `own`, and elsewhere; nothing when that takes more work than
    /// is left.
    pub(super) fn count_apart(&mut self, folded: &str, own: &KeySet) -> Result<Option<[Mentions; 2]>> {
        let work = self.work(std::slice::from_ref(&folded))?;
        if work > self.limits.each.min(self.limits.all) {
            return Ok(None);
        }
        self.limits.all -= work;
        let matcher = Matcher::of_string(self.engine.index(), folded, &self.budget);
        let (mut here, mut elsewhere) = (Mentions::default(), Mentions::default());
        let (mut last, mut is_own, mut seen) = (None, false, KeySet::default());
        self.each(&matcher, |case, marks| {
            let begins = case != last;
            if begins {
                last = case;
                is_own = case.is_some_and(|case| own.contains(&case));
            }
            let side = if is_own { &mut here } else { &mut elsewhere };
            side.mentions += marks;
            // The passages of a case stand together but for few.
            if begins && case.is_some_and(|case| seen.insert(case)) {
                side.cases += 1;
            }
        })?;
        Ok(Some([here, elsewhere]))
    }

    /// Calls `each` with the case of every searched passage that `matcher` lights anything in, and how much; false, and
    /// nothing is called, where only a search tells.
    fn each(&self, matcher: &Matcher, mut each: impl FnMut(Option<u64>, usize)) -> Result<bool> {
        let index = self.engine.index();
        let mut counts: Vec<(DocId, usize)> = Vec::new();
        for ((ord, reader), segment) in (0..).zip(index.searcher().segment_readers()).zip(&self.engine.segments) {
            counts.clear();
            let (unsearched, alive) = (segment.unsearched(index, reader)?, reader.alive_bitset());
            let counted = each_count(matcher, reader, |doc, marks| {
                if !unsearched.has(doc) && alive.is_none_or(|alive| alive.is_alive(doc)) {
                    counts.push((doc, marks));
                }
            })?;
            if !counted {
                return Ok(false);
            }
            let mut marks = counts.iter().map(|(_, marks)| *marks);
            segment.cases(index, ord, counts.iter().map(|(doc, _)| *doc), |case| {
                each(case, marks.next().unwrap_or_default());
            })?;
        }
        Ok(true)
    }

    /// The same for anything that can be searched.
    fn search(&self, plan: &query::Plan) -> Result<Counts> {
        let found = self.engine.collect(plan)?;
        let addresses: Vec<DocAddress> = found.iter().map(|found| found.address).collect();
        let mut cases = found.iter().map(|found| found.case);
        let mut out = Counts::default();
        collect::each_marks(self.engine.index().searcher(), &plan.matcher, &addresses, |_, marks| {
            out.add(cases.next().flatten(), marks.len());
        })?;
        Ok(out)
    }

    /// Passages that are looked at to count `forms`.
    fn work(&self, forms: &[impl AsRef<str>]) -> Result<u64> {
        let mut work = 0;
        for form in forms.iter().map(AsRef::as_ref) {
            let most = self.most(form)?;
            work += if forms.len() == 1 && form.chars().count() == 2 { most } else { most * BY_PLACE };
        }
        Ok(work)
    }

    /// The most passages that may hold `form`: those with its rarest pair.
    pub(super) fn most(&self, form: &str) -> Result<u64> {
        let index = self.engine.index();
        let folded: Vec<char> = fold(form).chars().collect();
        let mut rarest = index.searcher().num_docs();
        for pair in folded.windows(2) {
            let term = Term::from_field_text(index.fields().grams, &String::from_iter(pair));
            rarest = rarest.min(index.searcher().doc_freq(&term)?);
        }
        Ok(rarest)
    }
}

impl Counts {
    fn add(&mut self, case: Option<u64>, marks: usize) {
        match case {
            Some(case) => *self.cases.entry(case).or_default() += marks,
            None => self.outside += marks,
        }
    }
}
