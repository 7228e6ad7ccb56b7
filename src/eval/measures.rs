//! Measures of a ranking against judgements, as `trec_eval` defines them.

use std::collections::HashMap;

/// Judgements for one question: relevance by document; what is not in it is not relevant.
pub type Judgements = HashMap<String, i64>;

/// What a ranking, or the mean of several, is worth. Each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measures {
    /// Normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen, "Cumulated Gain-Based
    /// Evaluation of IR Techniques", 2002, in the form of `trec_eval`'s `ndcg_cut`):
    /// `Σ rel(i) / log2(i + 1)` over the ranks `i` from 1 to 10, divided by the same sum for the best possible order.
    pub ndcg_10: f64,
    /// One over the rank of the first relevant document, 0 where it is below the tenth (Voorhees, "The TREC-8
    /// Question Answering Track Report", 1999; the cut is that of MS MARCO).
    pub mrr_10: f64,
    /// The share of the relevant documents that stand among the first hundred (`trec_eval`'s `recall`).
    pub recall_100: f64,
    /// Average precision: the mean, over the relevant documents, of the precision at their ranks, 0 for those that
    /// were not returned (`trec_eval`'s `map`). A ranking of 100 documents is measured to that depth.
    pub map: f64,
}

impl Measures {
    /// The measures of one ranking, the best first. A document that is named twice counts once, at its first place.
    ///
    /// `None` when nothing is judged relevant: `trec_eval` leaves such questions out of the means.
    #[must_use]
    pub fn of(ranking: &[&str], judgements: &Judgements) -> Option<Measures> {
        let mut ideal: Vec<f64> = judgements.values().filter(|&&rel| rel > 0).map(|&rel| rel as f64).collect();
        if ideal.is_empty() {
            return None;
        }
        ideal.sort_unstable_by(|a, b| b.total_cmp(a));
        let relevant = ideal.len() as f64;
        let mut seen = std::collections::HashSet::with_capacity(ranking.len());
        let gains: Vec<f64> = ranking
            .iter()
            .filter(|id| seen.insert(**id))
            .map(|id| judgements.get(*id).map_or(0.0, |&rel| rel.max(0) as f64))
            .collect();
        let first = gains.iter().take(10).position(|&gain| gain > 0.0);
        let (mut found, mut precisions) = (0.0, 0.0);
        for (place, _) in gains.iter().enumerate().filter(|(_, gain)| **gain > 0.0) {
            found += 1.0;
            precisions += found / (place + 1) as f64;
        }
        Some(Measures {
            ndcg_10: discounted(&gains) / discounted(&ideal),
            mrr_10: first.map_or(0.0, |place| 1.0 / (place + 1) as f64),
            recall_100: gains.iter().take(100).filter(|&&gain| gain > 0.0).count() as f64 / relevant,
            map: precisions / relevant,
        })
    }

    /// The mean of several; zeros for none.
    #[must_use]
    pub fn mean(all: &[Measures]) -> Measures {
        let count = all.len().max(1) as f64;
        let mean = |value: fn(&Measures) -> f64| all.iter().map(value).sum::<f64>() / count;
        Measures {
            ndcg_10: mean(|m| m.ndcg_10),
            mrr_10: mean(|m| m.mrr_10),
            recall_100: mean(|m| m.recall_100),
            map: mean(|m| m.map),
        }
    }
}

/// Discounted cumulative gain of the first ten.
fn discounted(gains: &[f64]) -> f64 {
    gains.iter().take(10).enumerate().map(|(place, gain)| gain / ((place + 2) as f64).log2()).sum()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn judged(pairs: &[(&str, i64)]) -> Judgements {
        pairs.iter().map(|&(id, rel)| (id.to_owned(), rel)).collect()
    }

    #[track_caller]
    fn check(ranking: &[&str], judgements: &[(&str, i64)], expected: [f64; 4]) {
        let found = Measures::of(ranking, &judged(judgements)).unwrap();
        for (found, expected) in [found.ndcg_10, found.mrr_10, found.recall_100, found.map].into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6, "found {found}, expected {expected}");
        }
    }

    #[test]
    fn worked_by_hand() {
        check(&["a", "b"], &[("a", 1)], [1.0, 1.0, 1.0, 1.0]);
        // 1 / log2(3) = 0.63093.
        check(&["b", "a"], &[("a", 1)], [0.630_929_754, 0.5, 1.0, 0.5]);
        // Gains 1 at rank 1 and 3: 1 + 1/2 = 1.5; ideal 1 + 0.63093 + 0.5; precisions 1/1 and 2/3 of three relevant.
        check(
            &["a", "x", "b"],
            &[("a", 1), ("b", 1), ("c", 1)],
            [1.5 / 2.130_929_754, 1.0, 2.0 / 3.0, (1.0 + 2.0 / 3.0) / 3.0],
        );
        // Grades: 1 at rank 1 and 2 at rank 2 (1 + 2 · 0.63093); ideal 2 + 0.63093.
        check(&["a", "b"], &[("a", 1), ("b", 2), ("z", 0)], [2.261_859_507 / 2.630_929_754, 1.0, 1.0, 1.0]);
        // A judgement below zero gains nothing, and a repeated document counts once.
        check(&["x", "a", "a"], &[("a", 1), ("x", -1)], [0.630_929_754, 0.5, 1.0, 0.5]);
        check(&[], &[("a", 1)], [0.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn cuts() {
        let names: Vec<String> = (0..200).map(|i| format!("d{i}")).collect();
        let ranking: Vec<&str> = names.iter().map(String::as_str).collect();
        // Rank 11 is below both cuts at ten, rank 101 below the one at a hundred.
        check(&ranking, &[("d10", 1)], [0.0, 0.0, 1.0, 1.0 / 11.0]);
        check(&ranking, &[("d100", 1)], [0.0, 0.0, 0.0, 1.0 / 101.0]);
    }

    #[test]
    fn nothing_relevant_is_no_question() {
        assert_eq!(Measures::of(&["a"], &judged(&[("a", 0)])), None);
        assert_eq!(Measures::mean(&[]), Measures::default());
        let one = Measures { ndcg_10: 1.0, mrr_10: 0.5, recall_100: 0.0, map: 0.25 };
        let mean = Measures::mean(&[one, Measures::default()]);
        assert_eq!(mean, Measures { ndcg_10: 0.5, mrr_10: 0.25, recall_100: 0.0, map: 0.125 });
    }
}
