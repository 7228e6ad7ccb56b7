//! The best of many passages, found without sorting them.

use tantivy::Score;

use super::collect::Found;

/// The best of the passages that are offered, and all that are as good as the last of those.
pub(super) struct Top {
    count: usize,
    /// Of those that were offered, the best are among these, and in `tied`.
    best: Vec<Found>,
    /// As good as `last`, and behind it.
    tied: Vec<Found>,
    /// The last of the best, once there are so many.
    last: Option<Found>,
}

impl Top {
    /// The `count` best.
    pub(super) fn new(count: usize) -> Top {
        Top { count, best: Vec::new(), tied: Vec::new(), last: None }
    }

    /// The score that is needed to be among them, as far as is known: none while every score is, as it is where the last of
    /// them is of a lower tier.
    pub(super) fn least(&self) -> Option<Score> {
        if self.count == 0 {
            return Some(Score::INFINITY);
        }
        self.last.filter(|last| last.tier == 0).map(|last| last.score)
    }

    /// Takes note of a passage.
    #[inline]
    pub(super) fn offer(&mut self, found: Found) {
        if self.count == 0 {
            return;
        }
        if let Some(last) = &self.last
            && Found::by_score(&found, last).is_ge()
        {
            if ties(&found, last) {
                self.tied.push(found);
            }
            return;
        }
        self.best.push(found);
        // The better half of twice as many is found again and again; most are no better than the last of those.
        if self.best.len() >= self.count.saturating_mul(2) || (self.last.is_none() && self.best.len() == self.count) {
            self.cut();
        }
    }

    /// Leaves the best.
    fn cut(&mut self) {
        if self.best.len() < self.count || self.count == 0 {
            return;
        }
        self.best.select_nth_unstable_by(self.count - 1, Found::by_score);
        let last = self.best[self.count - 1];
        self.tied.retain(|found| ties(found, &last));
        self.tied.extend(self.best.drain(self.count..).filter(|found| ties(found, &last)));
        self.last = Some(last);
    }

    /// The best, the best first.
    pub(super) fn finish(mut self) -> Vec<Found> {
        self.cut();
        self.best.append(&mut self.tied);
        self.best.sort_unstable_by(Found::by_score);
        self.best
    }
}

/// The `count` best of `found`, and all that are as good as the last of them, the best first.
pub(super) fn best_of(found: &[Found], count: usize) -> Vec<Found> {
    let mut top = Top::new(count);
    found.iter().for_each(|found| top.offer(*found));
    top.finish()
}

fn ties(a: &Found, b: &Found) -> bool {
    (a.tier, a.score) == (b.tier, b.score)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::collect::Evidence;
    use proptest::prelude::*;
    use tantivy::DocAddress;

    proptest! {
        #[test]
        fn the_best_are_those_that_sorting_puts_first(scores in prop::collection::vec(0_u8..12, 0..200), count in 0_usize..60) {
            let found: Vec<Found> = (0..).zip(&scores).map(|(doc, &score)| Found {
                score: f32::from(score / 2),
                tier: score % 2,
                address: DocAddress::new(0, doc),
                case: None,
                evidence: Evidence::default(),
            }).collect();
            let mut sorted = found.clone();
            sorted.sort_by(Found::by_score);
            let mut top = Top::new(count);
            for found in found {
                // What is needed to be among the best is never more than the last of them has.
                if let (Some(least), Some(last)) = (top.least(), sorted.get(count.wrapping_sub(1))) {
                    prop_assert!(last.tier > 0 || least <= last.score || count == 0);
                }
                top.offer(found);
            }
            let best = top.finish();
            prop_assert_eq!(&best[..], &sorted[..best.len()]);
            prop_assert!(best.len() >= count.min(sorted.len()));
            // Nothing that is left out is as good as the last.
            if let (Some(last), Some(next)) = (best.last(), sorted.get(best.len())) {
                prop_assert!((last.tier, last.score) != (next.tier, next.score));
            }
        }
    }
}
