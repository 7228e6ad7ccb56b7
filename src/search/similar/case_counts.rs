//! How often something occurs in the corpus, case by case, as a search counts it.

use tantivy::columnar::Column;
use tantivy::postings::SegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Term};

use super::super::collect;
use super::super::engine::Engine;
use crate::api::{Budget, Scope, Within};
use crate::error::Result;
use crate::index::KeyMap;
use crate::query::ast::Query;
use crate::query::{self, UNSEARCHED, each_count, seek};
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
    /// The case of every passage, segment by segment: opening a column takes longer than reading it here and there.
    cases: Vec<Column<u64>>,
    limits: Limits,
    budget: Budget,
}

impl<'e> Tally<'e> {
    pub(super) fn new(engine: &'e Engine, limits: Limits, budget: &Budget) -> Result<Tally<'e>> {
        let segments = engine.index().searcher().segment_readers();
        let cases = segments.iter().map(|segment| Ok(segment.fast_fields().u64("case")?)).collect::<Result<_>>()?;
        Ok(Tally { engine, cases, limits, budget: budget.clone() })
    }

    /// How often `query`, which asks for any of `forms`, occurs where; nothing when that takes more work than is left.
    pub(super) fn count(&mut self, query: &Query, forms: &[String]) -> Result<Option<Counts>> {
        let work = self.work(forms)?;
        if work > self.limits.each.min(self.limits.all) {
            return Ok(None);
        }
        self.limits.all -= work;
        let index = self.engine.index();
        let plan = query::plan(query, &self.engine.context_of(Scope::Default, Within::Passage, &[], &self.budget))?;
        let mut out = Counts::default();
        for (segment, cases) in index.searcher().segment_readers().iter().zip(&self.cases) {
            let mut unsearched: Vec<SegmentPostings> = Vec::new();
            for role in UNSEARCHED {
                let term = Term::from_field_text(index.fields().role, role.name());
                let list = segment.inverted_index(term.field())?.read_postings(&term, IndexRecordOption::Basic);
                unsearched.extend(list.map_err(tantivy::TantivyError::from)?);
            }
            let counted = each_count(&plan.matcher, segment, |doc, marks| {
                if segment.is_deleted(doc) || unsearched.iter_mut().any(|list| seek(list, doc)) {
                    return;
                }
                out.add(cases.first(doc), marks);
            })?;
            if !counted {
                return self.search(&plan).map(Some);
            }
        }
        Ok(Some(out))
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
    fn work(&self, forms: &[String]) -> Result<u64> {
        let mut work = 0;
        for form in forms {
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
