//! Which spans near operators pair, and what is lit of them.

use crate::text::CharSpan;

/// Pairs of groups that are tried for near operators in a row, at most, in one passage.
const MOST_GROUPS: usize = 1 << 16;

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
}
