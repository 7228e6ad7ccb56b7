//! Which cases meet a query as a whole, and which cases a name stands for.

use std::collections::HashSet;
use std::sync::Arc;

use tantivy::collector::DocSetCollector;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Term};

use super::Planner;
use crate::error::Result;
use crate::index::{Index, Record, key};
use crate::query::ast::{NearUnit, Node};
use crate::query::context::each_found;
use crate::query::matcher::{Clause, Matcher};

/// The keys of the cases that meet `node`, where each word may stand anywhere in the case.
pub(super) fn matching(planner: &mut Planner<'_>, node: &Node) -> Result<HashSet<u64>> {
    Ok(match node {
        Node::Group(inner) => matching(planner, inner)?,
        Node::And(nodes) => {
            let mut out: Option<HashSet<u64>> = None;
            for node in nodes {
                let found = matching(planner, node)?;
                out = Some(match out {
                    Some(before) => before.intersection(&found).copied().collect(),
                    None => found,
                });
            }
            out.unwrap_or_default()
        }
        Node::Or(nodes) => {
            let mut out = HashSet::new();
            for node in nodes {
                out.extend(matching(planner, node)?);
            }
            out
        }
        Node::Not(inner) => {
            let without = matching(planner, inner)?;
            let mut all = all(planner.context.index)?;
            all.retain(|case| !without.contains(case));
            all
        }
        Node::Near { unit: NearUnit::Case, ordered: false, left, right } => {
            let left = matching(planner, left)?;
            let right = matching(planner, right)?;
            left.intersection(&right).copied().collect()
        }
        leaf => {
            let mut inner = Planner::new(planner.context, false);
            match inner.clause(leaf, false)? {
                Clause::Run { words, .. } => {
                    let mut out: Option<HashSet<u64>> = None;
                    for word in words {
                        let found = with_clause(planner, &inner.matcher, Clause::Text(word))?;
                        out = Some(match out {
                            Some(before) => before.intersection(&found).copied().collect(),
                            None => found,
                        });
                    }
                    out.unwrap_or_default()
                }
                clause => with_clause(planner, &inner.matcher, clause)?,
            }
        }
    })
}

/// The cases with a passage that meets `clause`.
fn with_clause(planner: &Planner<'_>, matcher: &Matcher, clause: Clause) -> Result<HashSet<u64>> {
    cases_of(planner.context.index, passages(planner, matcher, clause)?)
}

/// The passages that meet `clause`, whose strings and filters `matcher` has, in the order of the index.
pub(super) fn passages(planner: &Planner<'_>, matcher: &Matcher, clause: Clause) -> Result<Vec<DocAddress>> {
    let mut matcher = matcher.clone();
    matcher.root = clause;
    let matcher = Arc::new(matcher);
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, matcher.query(1.0))];
    clauses.extend(planner.scope_clauses());
    let kind = Term::from_field_text(planner.context.index.fields().kind, "passage");
    let passages = tantivy::query::TermQuery::new(kind, IndexRecordOption::Basic);
    clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(passages), 0.0))));
    let mut out = Vec::new();
    each_found(planner.context, &BooleanQuery::new(clauses), |address| {
        out.push(address);
        true
    })?;
    Ok(out)
}

/// The cases of documents.
fn cases_of(index: &Index, found: impl IntoIterator<Item = DocAddress>) -> Result<HashSet<u64>> {
    let mut columns = Vec::new();
    for reader in index.searcher().segment_readers() {
        columns.push(reader.fast_fields().u64("case")?);
    }
    Ok(found
        .into_iter()
        .filter_map(|address| columns.get(address.segment_ord as usize)?.first(address.doc_id))
        .collect())
}

/// All cases.
fn all(index: &Index) -> Result<HashSet<u64>> {
    let cases = index.term(Term::from_field_text(index.fields().kind, "case"));
    cases_of(index, index.searcher().search(&cases, &DocSetCollector)?)
}

/// The cases that any of `names` stands for; see [`CaseRecord::goes_by`](crate::index::CaseRecord::goes_by).
pub(super) fn named(index: &Index, names: &[&str]) -> Result<HashSet<u64>> {
    let mut out = HashSet::new();
    let cases = index.term(Term::from_field_text(index.fields().kind, "case"));
    for address in index.all(&cases)? {
        if let Record::Case(case) = index.record(address)?
            && names.iter().any(|name| case.goes_by(name))
        {
            out.insert(key(&case.id));
        }
    }
    Ok(out)
}
