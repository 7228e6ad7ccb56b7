//! Places and runs as they stand: what comes before everything else that a query finds.

use std::sync::Arc;

use tantivy::Term;
use tantivy::query::{BooleanQuery, EmptyQuery, ExistsQuery, Occur, Query as IndexQuery};

use super::{Places, Planner, Whole, any_query, holding, term_query};
use crate::analyze::Segmenter;
use crate::error::Result;
use crate::index::facet_key;
use crate::lexicon::words::{NAMED_AFTER, PLACE_BODY};
use crate::query::ast::Node;
use crate::query::context::passages;
use crate::query::interpret::PLACE_FIELDS;
use crate::query::matcher::{Clause, Matcher};
use crate::text::{fold, is_han};

/// A word of the dictionary that stands in fewer passages than this is looked for in parts as well.
const LITTLE: usize = 10;
/// Characters of the shortest word that has parts.
const LONG: usize = 4;

/// The run that a query is, places and what is excluded aside.
pub(crate) fn query_of_one_run(root: Option<&Node>) -> Option<&str> {
    match root? {
        Node::Run(text) => Some(text),
        Node::And(nodes) => {
            let mut runs = nodes.iter().filter(|node| !matches!(node, Node::Place(_) | Node::Field { .. }));
            match (runs.next(), runs.next()) {
                (Some(Node::Run(text)), None) => Some(text),
                _ => None,
            }
        }
        _ => None,
    }
}

impl Planner<'_> {
    /// The condition that a passage is of a case at the place, or names it.
    pub(super) fn place(&mut self, text: &str, positive: bool) -> Result<Clause> {
        let fields = *self.context.index.fields();
        let key = facet_key(text);
        let of_cases = PLACE_FIELDS.map(|field| term_query(Term::from_field_text(fields.of(field), &key)));
        // What stands outside the cases is of the place that issued it.
        let issued = BooleanQuery::new(vec![
            (Occur::Must, holding(self.context.index, fields.issuer, |value| value.contains(&key))?),
            (Occur::MustNot, Box::new(ExistsQuery::new("case".to_owned(), false)) as Box<dyn IndexQuery>),
        ]);
        let there = any_query(of_cases.into_iter().chain([Box::new(issued) as Box<dyn IndexQuery>]).collect());
        let of_cases = Clause::Filter(self.matcher.filter(there.box_clone()));
        if self.context.places == Places::OfCases {
            return Ok(of_cases);
        }
        let folded = fold(text);
        if positive {
            let freely = self.freely(&key)?;
            self.places.push([there, freely]);
        }
        Ok(Clause::Or(vec![of_cases, Clause::Text(self.matcher.string(&folded))]))
    }

    /// The passages where the name of a place stands by itself, and is not the beginning of the name of something else:
    /// 寧波銀行 is a bank, wherever its branch is.
    fn freely(&self, name: &str) -> Result<Box<dyn IndexQuery>> {
        let index = self.context.index;
        let mut matcher = Matcher::new(self.context);
        let string = matcher.string(name);
        let mut longer: Vec<usize> =
            NAMED_AFTER.iter().map(|ending| matcher.string(&format!("{name}{ending}"))).collect();
        // What the corpus itself calls so; public bodies of a place speak for it.
        for (at, reader) in index.searcher().segment_readers().iter().enumerate() {
            let inverted = reader.inverted_index(index.fields().actor)?;
            let range = inverted.terms().range().ge(name.as_bytes()).into_stream();
            let mut values = range.map_err(tantivy::TantivyError::from)?;
            while values.advance() {
                let Ok(value) = std::str::from_utf8(values.key()) else { continue };
                if !value.starts_with(name) {
                    break;
                }
                let is_there = index.searcher().in_segment(at, reader, &inverted, values.value())? > 0;
                if is_there && value != name && !PLACE_BODY.iter().any(|body| value.ends_with(body)) {
                    longer.push(matcher.string(value));
                }
            }
        }
        matcher.root = Clause::Free { string, longer };
        Ok(Arc::new(matcher).query(1.0))
    }

    /// The passages of the cases of every place that is asked for, then those where every place is there or named freely.
    pub(super) fn ranked_places(&mut self) -> Vec<Box<dyn IndexQuery>> {
        let places = std::mem::take(&mut self.places);
        if places.is_empty() {
            return Vec::new();
        }
        let all = |queries: Vec<Box<dyn IndexQuery>>| -> Box<dyn IndexQuery> {
            match queries.len() {
                0 => Box::new(EmptyQuery),
                _ => Box::new(BooleanQuery::intersection(queries)),
            }
        };
        let there = places.iter().map(|[there, _]| there.box_clone()).collect();
        let named =
            places.iter().map(|[there, freely]| any_query(vec![there.box_clone(), freely.box_clone()])).collect();
        vec![all(there), all(named)]
    }

    /// The passages where `run` stands as it is.
    pub(super) fn whole(&self, run: &str) -> Whole {
        let mut matcher = Matcher::new(self.context);
        let strings: Vec<Clause> =
            crate::query::variants(run).iter().map(|variant| Clause::Text(matcher.string(&fold(variant)))).collect();
        matcher.root = if strings.len() == 1 {
            strings.into_iter().next().unwrap_or(Clause::Or(Vec::new()))
        } else {
            Clause::Or(strings)
        };
        let matcher = Arc::new(matcher);
        Whole { query: matcher.query(1.0), matcher }
    }

    /// The shorter words of a word of the dictionary that stands in few passages, in order; none of one that stands in
    /// many, or has no parts that are words.
    pub(super) fn shorter_words(&self, folded: &str, segmenter: &Segmenter) -> Result<Vec<String>> {
        // A figure is one thing: 1.33億 says nothing of 1.33億元.
        if folded.chars().count() < LONG || !folded.chars().all(is_han) {
            return Ok(Vec::new());
        }
        let mut tokens = Vec::new();
        segmenter.tokens(folded, &mut tokens);
        let mut words = Vec::new();
        let mut at = 0;
        // The longest part from each place on; of a word they must leave nothing over.
        while at < folded.len() {
            let parts = tokens.iter().filter(|token| token.start == at && token.end - token.start < folded.len());
            let Some(longest) = parts.map(|token| token.end).max() else { return Ok(Vec::new()) };
            words.push(folded[at..longest].to_owned());
            at = longest;
        }
        if words.iter().any(|word| word.chars().count() < 2) {
            return Ok(Vec::new());
        }
        Ok(if passages(self.context, folded, LITTLE)? < LITTLE { words } else { Vec::new() })
    }
}
