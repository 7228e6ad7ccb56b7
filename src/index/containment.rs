//! Whether one text holds what another one says, word for word, but for places where the other is damaged.
//!
//! What a damaged text says for certain is what stands between its doubtful places. It is held by another text that has
//! these stretches in the same order, from its first character to its last, with no more between them than can have
//! stood where bytes were lost; and where the two differ, the other must be sure of itself.

use super::own::{Doubt, Own};

/// Characters that may stand in the place of each character of a doubtful one: two bytes that are left may be halves of
/// two characters.
const EACH: usize = 2;
/// And beyond that, at its two ends.
const MORE: usize = 4;
/// A text that is damaged in more than this share of it could be many another.
const DAMAGED: usize = 3;
/// Ways to fit a text into another one that are followed at a time.
const WAYS: usize = 64;

impl Own {
    /// Whether `other` holds all of this text that is certain. Expected time is the length of the texts.
    pub(super) fn is_held_by(&self, other: &Own) -> bool {
        if self.text == other.text {
            return true;
        }
        let doubtful: usize = self.doubts.iter().map(|doubt| doubt.end - doubt.start).sum();
        let Some(first) = self.doubts.first() else { return false };
        if doubtful * DAMAGED > self.text.len() || !other.text.starts_with(&self.text[..first.start]) {
            return false;
        }
        // Where in the other text a way may go on.
        let mut ways = vec![first.start];
        for (at, doubt) in self.doubts.iter().enumerate() {
            let next = self.doubts.get(at + 1).map_or(self.text.len(), |next| next.start);
            let sure = &self.text[doubt.end..next];
            let mut longer = Vec::new();
            for &from in &ways {
                let rest = &other.text[from..];
                let reach =
                    rest.char_indices().map(|(at, _)| at).chain([rest.len()]).take(doubt.chars * EACH + MORE + 1);
                let fits = |&gap: &usize| rest[gap..].starts_with(sure) && self.may_be(*doubt, other, from, from + gap);
                longer.extend(reach.filter(fits).map(|gap| from + gap + sure.len()));
            }
            longer.sort_unstable();
            longer.dedup();
            longer.truncate(WAYS);
            ways = longer;
        }
        ways.contains(&other.text.len())
    }

    /// Whether what `other` has at `start..end` is what stood at `doubt`: the same, or something that is certain.
    fn may_be(&self, doubt: Doubt, other: &Own, start: usize, end: usize) -> bool {
        let touches = |theirs: &Doubt| theirs.start <= end && start <= theirs.end;
        self.text[doubt.start..doubt.end] == other.text[start..end] || !other.doubts.iter().any(touches)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A text in which brackets stand around what is doubtful.
    fn own(marked: &str) -> Own {
        let mut own = Own::default();
        for piece in marked.split_inclusive(']') {
            let (sure, doubtful) = piece.split_once('[').unwrap_or((piece, ""));
            own.text.push_str(sure);
            if piece.ends_with(']') {
                let (start, doubtful) = (own.text.len(), doubtful.trim_end_matches(']'));
                own.text.push_str(doubtful);
                own.doubts.push(Doubt { start, end: own.text.len(), chars: doubtful.chars().count() });
            }
        }
        own
    }

    #[test]
    fn a_damaged_text_is_held_by_the_better_one() {
        let held = |damaged: &str, other: &str| own(damaged).is_held_by(&own(other));
        let text = "金额达9.2亿元共办理质押登记54笔同比增长";
        assert!(held(text, text));
        assert!(held("金额达9.2亿元共办[里只]押登记54笔同比增长", text));
        assert!(held("金额达9.2亿元共办理[]登记54笔同比增长", text));
        assert!(held("[x]额达9.2亿元共办理质押登记54笔同比增[]", text));
        assert!(!held("金额达9.9亿元共办[里只]押登记54笔同比增长", text), "another figure");
        assert!(!held("金额达9.2亿元共办[里只]押登记54笔同比增长的", text), "a character more");
        assert!(!held(text, "金额达9.2亿元共办[里只]押登记54笔同比增长"), "only one is damaged");
        assert!(held("金额达9.2亿元共办[里只]押登记54笔同比增长", "金额达9.2亿元共办[里只]押登记54笔同比增长"));
        assert!(!held("金额达9.2亿元共办[里只]押登记54笔同比增长", "金额达9.2亿元共办[理直]押登记54笔同比增长"));
        assert!(
            !held("金额达9.2亿元共办[里]登记", "金额达9.2亿元共办理质押融资风险补偿登记"),
            "a clause for a character"
        );
        assert!(!held("[金额达9.2亿元]共办理", "另有三件共办理"), "next to nothing is left");
        // The first place that fits is not always the right one.
        assert!(held("甲乙丙丁[x]的戊己庚辛", "甲乙丙丁的的戊己庚辛"));
    }

    proptest! {
        /// Against every way to put something else in the place of what is doubtful.
        #[test]
        fn as_by_brute_force(sure in prop::collection::vec("[甲乙]{1,4}", 2..4), other in "[甲乙]{0,14}") {
            let marked = sure.join("[甲]");
            let most = EACH + MORE;
            let mut texts: Vec<&str> = vec![&other];
            for (at, piece) in sure.iter().enumerate() {
                let mut next = Vec::new();
                for text in texts {
                    let gaps = text.char_indices().map(|(at, _)| at).chain([text.len()]).take(most + 1);
                    let gaps: Vec<usize> = if at == 0 { vec![0] } else { gaps.collect() };
                    next.extend(gaps.into_iter().filter_map(|gap| text[gap..].strip_prefix(piece.as_str())));
                }
                next.sort_unstable();
                next.dedup();
                texts = next;
            }
            let own = own(&marked);
            let doubtful: usize = own.doubts.iter().map(|doubt| doubt.end - doubt.start).sum();
            prop_assume!(doubtful * DAMAGED <= own.text.len());
            prop_assert_eq!(own.is_held_by(&self::own(&other)), texts.contains(&""));
        }
    }
}
