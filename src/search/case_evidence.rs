//! What the rest of its case says for a passage, when a question is answered by passages that have only some of its
//! words.
//!
//! A passage is short, and a question names few of the words that the answer uses. Two things help, both taken from
//! the index alone: how well other passages of the same case (the same law) answer, and what standing the case has.

use std::collections::HashMap;
use std::sync::Mutex;

use super::collect::Found;
use super::top::best_of;
use crate::error::Result;
use crate::index::{Index, KeyMap};
use crate::query::{Weights, case_mentions, case_size};

/// Passages of a case that speak for each other.
const WITNESSES: usize = 5;
/// Passages that can still come up by the standing of their case; deeper ones are not looked at.
const CANDIDATES: usize = 3000;
/// Passages among which mentions of the title are counted, which costs more than the size.
const MENTION_CANDIDATES: usize = 300;

/// What is known of a case, each found out once.
#[derive(Debug, Default)]
pub(super) struct Standings {
    sizes: Mutex<HashMap<u64, f32>>,
    mentions: Mutex<HashMap<u64, f32>>,
}

impl Standings {
    fn get(known: &Mutex<HashMap<u64, f32>>, case: u64, find: impl FnOnce() -> Result<f32>) -> Result<f32> {
        // A poisoned lock only means that another thread stopped half way; the numbers in it are still right.
        let lock = || known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(&value) = lock().get(&case) {
            return Ok(value);
        }
        let value = find()?;
        lock().insert(case, value);
        Ok(value)
    }

    /// Adds to each score what the case of the passage is worth; see [`Weights::witnesses`], [`Weights::size`] and
    /// [`Weights::mentions`]. Returns those that may be among the best `wanted` then, the others too where they are so
    /// many.
    pub(super) fn weigh(
        &self,
        index: &Index,
        weights: &Weights,
        mut found: Vec<Found>,
        wanted: usize,
    ) -> Result<Vec<Found>> {
        // Standings are measured in the best scores, so that they weigh the same for questions of any length.
        const FIRST: usize = 10;
        if found.is_empty() {
            return Ok(found);
        }
        let mut first = best_of(&found, FIRST);
        first.truncate(FIRST);
        let top = first.iter().map(|found| found.score).sum::<f32>() / first.len() as f32;
        let mut best: KeyMap<[f32; WITNESSES]> = KeyMap::default();
        for of_case in found.chunk_by(|a, b| a.case == b.case) {
            let Some(case) = of_case.first().and_then(|passage| passage.case) else { continue };
            let best = best.entry(case).or_default();
            for passage in of_case {
                let at = best.partition_point(|&score| score >= passage.score);
                if at < WITNESSES {
                    best[at..].rotate_right(1);
                    best[at] = passage.score;
                }
            }
        }
        for of_case in found.chunk_by_mut(|a, b| a.case == b.case) {
            let case = of_case.first().and_then(|passage| passage.case);
            let witnesses = case.and_then(|case| best.get(&case)).map_or(0.0, |best| best.iter().sum::<f32>());
            let witnesses = weights.witnesses * witnesses / WITNESSES as f32;
            for passage in of_case {
                passage.evidence.witnesses = witnesses;
                passage.score += witnesses;
            }
        }
        // The standing of its case only ever adds, so what is behind the candidates stays behind them.
        if wanted <= CANDIDATES {
            found = best_of(&found, CANDIDATES);
        }
        let upper = |found: &mut [Found], depth: usize| {
            let depth = depth.min(found.len());
            if depth > 0 && depth < found.len() {
                found.select_nth_unstable_by(depth - 1, Found::by_score);
            }
            depth
        };
        let depth = upper(&mut found, CANDIDATES);
        for passage in &mut found[..depth] {
            let Some(case) = passage.case else { continue };
            let size = Self::get(&self.sizes, case, || Ok((case_size(index, case)? as f32).ln_1p()))?;
            passage.evidence.size = weights.size * top * size;
            passage.score += passage.evidence.size;
        }
        let depth = upper(&mut found, MENTION_CANDIDATES);
        for passage in &mut found[..depth] {
            let Some(case) = passage.case else { continue };
            let mentions = Self::get(&self.mentions, case, || Ok((case_mentions(index, case)? as f32).ln_1p()))?;
            passage.evidence.mentions = weights.mentions * top * mentions;
            passage.score += passage.evidence.mentions;
        }
        Ok(found)
    }
}
