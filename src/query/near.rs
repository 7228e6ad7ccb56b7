//! Near operators: how their sides are shared out, and which spans they pair.
//!
//! `a /5 b` asks for places, not for passages, so a side that stands for several strings says of each of them that it
//! must be near: all parts of `(a b) /5 c`, and all words of a run where it does not stand whole. Of an `OR` any will
//! do, and `a /5 -b` is an `a` with no `b` near it.

use std::collections::HashMap;

use tantivy::Term;
use tantivy::query::{ExistsQuery, TermSetQuery};

use super::ast::{NearUnit, Node};
use super::cases::passages;
use super::matcher::Clause;
use super::plan::Planner;
use crate::error::Result;
use crate::text::CharSpan;

/// Pairs of sides that a near operator is shared out to, at most; with more, any part of a side will do.
const MOST_PAIRS: usize = 64;

/// Pairs of groups that are tried for near operators in a row, at most, in one passage.
const MOST_GROUPS: usize = 1 << 16;

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
        for &(case, seq) in &before {
            first.entry(case).and_modify(|least| *least = seq.min(*least)).or_insert(seq);
        }
        let mut last: HashMap<u64, u64> = HashMap::new();
        for &(case, seq) in &after {
            last.entry(case).and_modify(|most| *most = seq.max(*most)).or_insert(seq);
        }
        let lefts = before.into_iter().filter(|(case, seq)| last.get(case).is_some_and(|last| seq < last));
        let rights = after.into_iter().filter(|(case, seq)| first.get(case).is_some_and(|first| seq > first));
        let lefts = self.in_passages(lefts);
        let rights = self.in_passages(rights);
        let inside = Clause::Filter(self.matcher.filter(Box::new(ExistsQuery::new("case".to_owned(), false))));
        let together = shared(u32::MAX, true, left.clone(), right.clone());
        Ok(Clause::Or(vec![
            Clause::And(vec![lefts, left]),
            Clause::And(vec![rights, right]),
            Clause::And(vec![inside, together]),
        ]))
    }

    /// The passages of cases that meet `clause`: the key of the case, and the place in the order of the corpus.
    fn places(&self, clause: &Clause) -> Result<Vec<(u64, u64)>> {
        let index = self.context.index;
        let columns = index.searcher().segment_readers().iter().map(|reader| {
            let columns = reader.fast_fields();
            Ok((columns.u64("case")?, columns.u64("seq")?))
        });
        let columns: Vec<_> = columns.collect::<tantivy::Result<_>>()?;
        let found = passages(self, &self.matcher, clause.clone())?;
        Ok(found
            .into_iter()
            .filter_map(|address| {
                let (case, seq) = columns.get(address.segment_ord as usize)?;
                Some((case.first(address.doc_id)?, seq.first(address.doc_id)?))
            })
            .collect())
    }

    fn in_passages(&mut self, places: impl Iterator<Item = (u64, u64)>) -> Clause {
        let field = self.context.index.fields().seq;
        let terms = places.map(|(_, seq)| Term::from_field_u64(field, seq));
        Clause::Filter(self.matcher.filter(Box::new(TermSetQuery::new(terms))))
    }
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

/// Sorts marks and joins those that share characters. Neighbours stay apart.
pub(super) fn merge(marks: &mut Vec<CharSpan>) {
    marks.sort_unstable();
    marks.dedup_by(|next, kept| {
        let overlap = next.start < kept.end;
        if overlap {
            kept.end = kept.end.max(next.end);
        }
        overlap
    });
}

/// The spans of both sides that have a partner on the other side at most `gap` characters away. Spans of a side are
/// sorted and disjoint.
pub(super) fn paired(left: &[CharSpan], right: &[CharSpan], gap: u32, ordered: bool) -> Vec<CharSpan> {
    let mut out = Vec::new();
    for &a in left {
        for b in partners(a, right, gap, ordered) {
            out.extend([a, b]);
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// The spans of `left` that have no partner in `right`: with `ordered`, none after them.
pub(super) fn alone(left: &[CharSpan], right: &[CharSpan], gap: u32, ordered: bool) -> Vec<CharSpan> {
    left.iter().copied().filter(|&a| partners(a, right, gap, ordered).next().is_none()).collect()
}

/// Those of `right`, sorted and disjoint, that are near `a`.
fn partners(a: CharSpan, right: &[CharSpan], gap: u32, ordered: bool) -> impl Iterator<Item = CharSpan> {
    // Spans of a side are disjoint, so ends are sorted as starts are.
    let first = right.partition_point(|b| b.end.saturating_add(gap) < a.start);
    right[first..]
        .iter()
        .copied()
        .take_while(move |b| b.start <= a.end.saturating_add(gap))
        .filter(move |b| a.end <= b.start || (!ordered && b.end <= a.start))
}

/// Whether any of `left`, sorted and disjoint, has `b` as a partner.
pub(super) fn paired_with(b: CharSpan, left: &[CharSpan], gap: u32, ordered: bool) -> bool {
    !paired(left, &[b], gap, ordered).is_empty()
}

/// Spans that matched together, sorted.
pub(super) type Group = Vec<CharSpan>;

/// Groups of both sides joined where any span of one is near any of the other, so that `a /5 b /5 c` lights the `a`
/// whose `b` is near a `c`, and no other.
pub(super) fn joined(left: &[Group], right: &[Group], gap: u32, ordered: bool) -> Vec<Group> {
    let mut out = Vec::new();
    if left.len().saturating_mul(right.len()) > MOST_GROUPS {
        let flat = |groups: &[Group]| {
            let mut all: Vec<CharSpan> = groups.iter().flatten().copied().collect();
            merge(&mut all);
            all
        };
        out.extend(paired(&flat(left), &flat(right), gap, ordered).into_iter().map(|span| vec![span]));
        return out;
    }
    for a in left {
        for b in right {
            if !paired(a, b, gap, ordered).is_empty() {
                let mut both = [a.as_slice(), b.as_slice()].concat();
                both.sort_unstable();
                both.dedup();
                out.push(both);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> CharSpan {
        CharSpan::new(start, end)
    }

    #[test]
    fn overlapping_marks_are_joined_and_neighbours_are_not() {
        let mut marks = vec![span(4, 6), span(0, 2), span(2, 4), span(5, 8)];
        merge(&mut marks);
        assert_eq!(marks, [span(0, 2), span(2, 4), span(4, 8)]);
    }

    #[test]
    fn nearness() {
        let (left, right) = ([span(0, 2), span(20, 22)], [span(5, 7), span(30, 32)]);
        assert_eq!(paired(&left, &right, 3, false), [span(0, 2), span(5, 7)]);
        assert_eq!(paired(&left, &right, 2, false), []);
        assert_eq!(paired(&right, &left, 3, true), []);
        assert_eq!(paired(&left, &right, 8, true), [span(0, 2), span(5, 7), span(20, 22), span(30, 32)]);
        // A span is not near itself.
        assert_eq!(paired(&left, &left, 3, false), []);
        assert_eq!(alone(&left, &right, 3, false), [span(20, 22)]);
        assert_eq!(alone(&right, &left, 3, true), right);
    }

    #[test]
    fn three_in_a_row_are_lit_together() {
        let each = |spans: &[CharSpan]| spans.iter().map(|&span| vec![span]).collect::<Vec<Group>>();
        let pairs = joined(&each(&[span(0, 1), span(50, 51)]), &each(&[span(2, 3), span(52, 53)]), 3, false);
        assert_eq!(joined(&pairs, &each(&[span(54, 55)]), 3, false), [[span(50, 51), span(52, 53), span(54, 55)]]);
    }

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
