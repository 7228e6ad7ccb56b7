//! Near operators: how their sides are shared out.
//!
//! `a /5 b` asks for places, not for passages, so a side that stands for several strings says of each of them that it
//! must be near: all parts of `(a b) /5 c`, and all words of a run where it does not stand whole. Of an `OR` any will
//! do, and `a /5 -b` is an `a` with no `b` near it.

use std::collections::HashMap;

use tantivy::DocAddress;
use tantivy::query::ExistsQuery;

use super::Planner;
use super::cases::passages;
use crate::error::Result;
use crate::query::ast::{NearUnit, Node};
use crate::query::known::KnownQuery;
use crate::query::matcher::Clause;

/// Pairs of sides that a near operator is shared out to, at most; with more, any part of a side will do.
const MOST_PAIRS: usize = 64;

impl Planner<'_> {
    /// The condition that `left` and `right` stand within one `unit`.
    pub(super) fn near(
        &mut self,
        unit: NearUnit,
        ordered: bool,
        left: &Node,
        right: &Node,
        positive: bool,
    ) -> Result<Clause> {
        if unit == NearUnit::Case && !ordered {
            return self.case_clause(&Node::And(vec![left.clone(), right.clone()]));
        }
        let (left, right) = (self.clause(left, positive)?, self.clause(right, positive)?);
        Ok(match (unit, ordered) {
            (NearUnit::Chars(gap), _) => shared(gap, ordered, left, right),
            (NearUnit::Passage, true) => shared(u32::MAX, ordered, left, right),
            (NearUnit::Sentence, true) => Clause::Sentence(Box::new(shared(u32::MAX, ordered, left, right))),
            (NearUnit::Case, true) => self.one_after_the_other(left, right)?,
            (NearUnit::Sentence, false) => Clause::Sentence(Box::new(Clause::And(vec![left, right]))),
            (NearUnit::Passage | NearUnit::Case, false) => Clause::And(vec![left, right]),
        })
    }

    /// The condition that `left` stands before `right` in one case: in an earlier passage, or earlier in the same one.
    fn one_after_the_other(&mut self, left: Clause, right: Clause) -> Result<Clause> {
        let (before, after) = (self.places(&left)?, self.places(&right)?);
        let mut first: HashMap<u64, u64> = HashMap::new();
        for &Place { case, seq, .. } in &before {
            first.entry(case).and_modify(|least| *least = seq.min(*least)).or_insert(seq);
        }
        let mut last: HashMap<u64, u64> = HashMap::new();
        for &Place { case, seq, .. } in &after {
            last.entry(case).and_modify(|most| *most = seq.max(*most)).or_insert(seq);
        }
        let lefts = before.into_iter().filter(|place| last.get(&place.case).is_some_and(|&last| place.seq < last));
        let lefts = self.in_passages(lefts);
        let rights = after.into_iter().filter(|place| first.get(&place.case).is_some_and(|&first| place.seq > first));
        let rights = self.in_passages(rights);
        self.context.budget.check()?;
        let inside = Clause::Filter(self.matcher.filter(Box::new(ExistsQuery::new("case".to_owned(), false))));
        let together = shared(u32::MAX, true, left.clone(), right.clone());
        Ok(Clause::Or(vec![
            Clause::And(vec![lefts, left]),
            Clause::And(vec![rights, right]),
            Clause::And(vec![inside, together]),
        ]))
    }

    /// The passages of cases that meet `clause`.
    fn places(&self, clause: &Clause) -> Result<Vec<Place>> {
        let index = self.context.index;
        let columns = index.searcher().segment_readers().iter().map(|reader| {
            let columns = reader.fast_fields();
            Ok((columns.u64("case")?, columns.u64("seq")?))
        });
        let columns: Vec<_> = columns.collect::<tantivy::Result<_>>()?;
        let mut out = Vec::new();
        for address in passages(self, &self.matcher, clause.clone())? {
            self.context.budget.spend(1)?;
            let Some((case, seq)) = columns.get(address.segment_ord as usize) else { continue };
            if let (Some(case), Some(seq)) = (case.first(address.doc_id), seq.first(address.doc_id)) {
                out.push(Place { address, case, seq });
            }
        }
        Ok(out)
    }

    fn in_passages(&mut self, places: impl Iterator<Item = Place>) -> Clause {
        let query = KnownQuery::of(self.context.index.searcher(), places.map(|place| place.address));
        Clause::Filter(self.matcher.filter(Box::new(query)))
    }
}

/// A passage of a case.
struct Place {
    address: DocAddress,
    /// The key of the case.
    case: u64,
    /// The place in the order of the corpus.
    seq: u64,
}

/// `left` near `right`, shared out to their parts.
fn shared(gap: u32, ordered: bool, left: Clause, right: Clause) -> Clause {
    if parts(&left) * parts(&right) > MOST_PAIRS || parts(&left) * parts(&right) == 1 {
        return Clause::Near { gap, ordered, left: Box::new(left), right: Box::new(right) };
    }
    if parts(&left) > 1 {
        share(left, &mut |part| shared(gap, ordered, part, right.clone()))
    } else {
        share(right, &mut |part| shared(gap, ordered, left.clone(), part))
    }
}

/// How many parts a side is shared out to.
fn parts(side: &Clause) -> usize {
    match side {
        Clause::Run { words, .. } => words.len() + 1,
        Clause::And(parts) => parts.len().max(2),
        // Alternatives pair as one, unless one of them is shared out itself.
        Clause::Or(alternatives) if alternatives.iter().any(|part| parts(part) > 1) => {
            alternatives.iter().map(parts).sum::<usize>().max(2)
        }
        _ => 1,
    }
}

/// `side` with each of its parts as `near` makes it.
fn share(side: Clause, near: &mut dyn FnMut(Clause) -> Clause) -> Clause {
    match side {
        Clause::Run { whole, words } => {
            let each = words.into_iter().map(|word| near(Clause::Text(word))).collect();
            Clause::Or(vec![near(Clause::Text(whole)), Clause::And(each)])
        }
        Clause::Or(parts) => Clause::Or(parts.into_iter().map(near).collect()),
        Clause::And(parts) => Clause::And(
            parts
                .into_iter()
                .map(|part| match part {
                    // What has no place is a condition on the passage.
                    Clause::Not(_) | Clause::Filter(_) => part,
                    part => near(part),
                })
                .collect(),
        ),
        part => near(part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_are_shared_out() {
        let text = Clause::Text;
        let near = |left: Clause, right: Clause| Clause::Near {
            gap: 5,
            ordered: false,
            left: Box::new(left),
            right: Box::new(right),
        };
        let check = |left: Clause, expected: Clause| assert_eq!(shared(5, false, left, text(9)), expected);
        check(text(0), near(text(0), text(9)));
        check(Clause::Or(vec![text(0), text(1)]), near(Clause::Or(vec![text(0), text(1)]), text(9)));
        let excluded = Clause::Not(Box::new(text(2)));
        check(Clause::And(vec![text(0), excluded.clone()]), Clause::And(vec![near(text(0), text(9)), excluded]));
        check(
            Clause::Run { whole: 3, words: vec![0, 1] },
            Clause::Or(vec![near(text(3), text(9)), Clause::And(vec![near(text(0), text(9)), near(text(1), text(9))])]),
        );
    }
}
