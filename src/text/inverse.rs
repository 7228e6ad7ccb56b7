//! The way back through an [`OffsetMap`]: where in a text that was made from another one something of the other stands.

use super::map::{OffsetMap, Segment};
use super::span::{Space, Span};

/// A total, monotone map from spans of `B` to the smallest spans of `A` that were made from them; the inverse of an
/// [`OffsetMap<A, B>`](OffsetMap).
///
/// What [`OffsetMap`] promises of the way there holds of the way back. A span of `B` leads to the smallest span of `A`
/// that holds everything made from any byte of it, on the borders of the map's units. What has no counterpart in `B`
/// (a restored character) belongs to a span only when it lies strictly inside; what has none in `A` (a dropped reading)
/// leads to the empty span at its place. Offsets before the first byte of `B` that the map covers, and past the last,
/// count as these.
#[derive(Debug, Clone)]
pub struct Inverse<B: Space, A: Space> {
    /// The map with its sides exchanged, this side counted from `start`.
    exchanged: OffsetMap<B, A>,
    start: usize,
}

impl<A: Space, B: Space> OffsetMap<A, B> {
    /// The way back. Takes as much memory as the map.
    #[must_use]
    pub fn inverse(&self) -> Inverse<B, A> {
        let mut exchanged = OffsetMap::new();
        for (_, _, segment) in self.segments() {
            match segment {
                Segment::Units { count, from, to } => exchanged.push_units(count, to, from),
                Segment::Replaced { from, to } => exchanged.push_replaced(to, from),
            }
        }
        Inverse { exchanged, start: self.first() }
    }
}

impl<B: Space, A: Space> Inverse<B, A> {
    /// The smallest span of `A` that was made from `span`.
    #[must_use]
    pub fn map(&self, span: Span<B>) -> Span<A> {
        let shifted = |at: usize| at.saturating_sub(self.start);
        self.exchanged.map(Span::new(shifted(span.start), shifted(span.end)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Decoded, Raw};
    use super::*;

    /// A unit of a map: a stretch here and the stretch there that it stands for.
    type Unit = ((usize, usize), (usize, usize));

    /// A map made of pieces, and its units one by one.
    fn made(start: usize, pieces: &[(u8, u8, u8)]) -> (OffsetMap<Decoded, Raw>, Vec<Unit>) {
        let mut map = OffsetMap::starting_at(start);
        let mut units = Vec::new();
        let (mut here, mut there) = (0, start);
        let mut unit = |from: usize, to: usize| {
            units.push(((here, here + from), (there, there + to)));
            (here, there) = (here + from, there + to);
        };
        for &(count, from, to) in pieces {
            let (count, from, to) = (usize::from(count % 4), usize::from(from % 4), usize::from(to % 4));
            if count > 0 && from > 0 && to > 0 {
                map.push_units(count, from, to);
                (0..count).for_each(|_| unit(from, to));
            } else {
                map.push_replaced(from, to);
                if from + to > 0 {
                    unit(from, to);
                }
            }
        }
        (map, units)
    }

    /// The hull of the sides `b` of the units whose sides `a` share a byte with `start..end`, all units being looked
    /// at; `outside` where there are none.
    fn hull(
        units: impl Iterator<Item = ((usize, usize), (usize, usize))>,
        (start, end): (usize, usize),
        outside: usize,
    ) -> (usize, usize) {
        let touched: Vec<(usize, usize)> =
            units.filter(|&((from, to), _)| from < to && from < end && start < to).map(|(_, b)| b).collect();
        let (Some(first), Some(last)) = (touched.first(), touched.last()) else { return (outside, outside) };
        (first.0, last.1)
    }

    proptest! {
        #[test]
        fn both_ways_are_the_smallest_spans(
            start in 0..5_usize,
            pieces in proptest::collection::vec(any::<(u8, u8, u8)>(), 0..12),
        ) {
            let (map, units) = made(start, &pieces);
            let inverse = map.inverse();
            let (here, there) = units.last().map_or((0, start), |&((_, a), (_, b))| (a, b));
            for from in 0..=there + 2 {
                for to in from + 1..=there + 3 {
                    // What lies before the first byte counts as this one's beginning.
                    let first = units.iter().find(|(_, b)| b.0 < b.1).map_or(here, |(a, _)| a.0);
                    let outside = if from >= there { here } else { first };
                    let expected = hull(units.iter().map(|&(a, b)| (b, a)), (from, to), outside);
                    let found = inverse.map(Span::new(from, to));
                    prop_assert_eq!((found.start, found.end), expected, "{}..{} of {:?}", from, to, map);
                }
            }
            for from in 0..=here + 2 {
                for to in from + 1..=here + 3 {
                    let outside = if from >= here { there } else { start };
                    let expected = hull(units.iter().copied(), (from, to), outside);
                    let found = map.map(Span::new(from, to));
                    prop_assert_eq!((found.start, found.end), expected, "{}..{} of {:?}", from, to, map);
                }
            }
        }

        #[test]
        fn the_way_back_is_monotone_and_leads_home(
            start in 0..5_usize,
            pieces in proptest::collection::vec(any::<(u8, u8, u8)>(), 0..12),
        ) {
            let (map, units) = made(start, &pieces);
            let inverse = map.inverse();
            let there = units.last().map_or(start, |&(_, (_, b))| b);
            let mut last = Span::at(0);
            for at in 0..=there + 2 {
                let found = inverse.map(Span::at(at));
                prop_assert!(found.is_empty() && found.start >= last.start);
                last = found;
            }
            for &((from, to), (a, b)) in units.iter().filter(|(here, there)| here.0 < here.1 && there.0 < there.1) {
                let span = Span::new(from, to);
                prop_assert_eq!(map.map(span), Span::new(a, b));
                prop_assert_eq!(inverse.map(Span::new(a, b)), span);
            }
        }
    }
}
