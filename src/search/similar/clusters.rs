//! Which cases belong together.

use std::collections::BTreeMap;

use super::super::engine::Engine;
use super::candidates;
use super::case_text::Material;
use super::differences::things;
use super::{neighbourhood, profile};
use crate::api::Budget;
use crate::api::similar::{Cluster, Clustered, Clusters, Nearest};
use crate::error::{Error, Incomparable, Result};
use crate::lexicon::TagKind;
use crate::search::infos::Infos;
use crate::search::similar::Neighbourhood;

/// The most cases that are put into groups.
pub const MANY: usize = 2_000;
/// Corpora of up to so many cases are compared pair by pair.
const ALL_PAIRS: usize = 150;
/// Neighbours of a case that are known in a larger corpus.
const NEIGHBOURS: usize = 10;
/// Things that describe a group.
const COMMON: usize = 3;

/// How near pairs of cases are, the lower number first; what is not known is 0.
type Pairs = BTreeMap<(usize, usize), f32>;

impl Engine {
    /// Puts the cases of the corpus into groups: average linkage (Sokal and Michener, 1958) from the nearest pair on,
    /// until no two groups are as near on average as [`Clusters::cut`], which is the mean of all known similarities plus one
    /// standard deviation. Up to 150 cases all pairs are known, beyond each case's ten nearest.
    ///
    /// # Errors
    ///
    /// [`Error::Incomparable`] for a corpus of more than [`MANY`] cases; [`Error::Damaged`] and [`Error::Engine`] when
    /// the index cannot be read.
    pub fn clusters(&self, budget: &Budget) -> Result<Clusters> {
        let cases = self.materials()?;
        if cases.len() > MANY {
            return Err(Error::Incomparable(Incomparable::ManyCases { found: cases.len(), limit: MANY }));
        }
        budget.check()?;
        let pairs = if cases.len() <= ALL_PAIRS { self.all_pairs(&cases) } else { self.near_pairs(&cases, budget)? };
        budget.check()?;
        let cut = cut(&pairs);
        let groups = link(cases.len(), &pairs, cut);
        let lexicon = self.index().lexicon();
        let values: Vec<Vec<String>> = cases
            .iter()
            .map(|case| {
                let kinds = TagKind::ALL.into_iter().filter(|&kind| kind != TagKind::Actor);
                let mut out: Vec<String> = kinds
                    .flat_map(|kind| {
                        things(lexicon, case, kind).into_iter().flat_map(move |thing| {
                            let broader = lexicon.broader(kind, &thing.name).map(str::to_owned);
                            broader.into_iter().chain([thing.name.clone()])
                        })
                    })
                    .collect();
                out.sort_unstable();
                out.dedup();
                out
            })
            .collect();
        let infos = Infos::new(self.index());
        let mut clusters = Vec::with_capacity(groups.len());
        for group in groups {
            let of_group = group.iter().map(|&at| clustered(at, &cases, &pairs, &infos));
            clusters.push(Cluster {
                mean: mean(&group, &pairs),
                common: common(&group, &values).iter().map(|name| cases[group[0]].named(name)).collect(),
                cases: of_group.collect::<Result<_>>()?,
            });
        }
        Ok(Clusters { clusters, cut })
    }

    fn all_pairs(&self, cases: &[Material]) -> Pairs {
        let profiles: Vec<_> = cases.iter().map(|case| profile(self, case, true)).collect();
        let near = Neighbourhood::new(&profiles);
        let pairs = (0..cases.len()).flat_map(|a| (a + 1..cases.len()).map(move |b| (a, b)));
        pairs.map(|(a, b)| ((a, b), near.score(a, b).total)).collect()
    }

    fn near_pairs(&self, cases: &[Material], budget: &Budget) -> Result<Pairs> {
        let places: BTreeMap<&str, usize> = cases.iter().enumerate().map(|(at, case)| (case.id(), at)).collect();
        let mut out = Pairs::new();
        for (at, case) in cases.iter().enumerate() {
            budget.check()?;
            let others = self.neighbours(case, &candidates::words(self, case)?, None)?;
            let near = neighbourhood(self, case, &others);
            let mut ranked: Vec<(f32, usize)> = others
                .iter()
                .enumerate()
                .filter_map(|(place, other)| Some((near.score(0, place + 1).total, *places.get(other.id())?)))
                .collect();
            ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
            for (score, other) in ranked.into_iter().take(NEIGHBOURS) {
                // Either of the two may know the other; where both do, the mean of what they say would need both to be
                // known, so the higher counts.
                let known = out.entry((at.min(other), at.max(other))).or_insert(score);
                *known = known.max(score);
            }
        }
        Ok(out)
    }
}

/// The mean of the similarities plus one standard deviation.
fn cut(pairs: &Pairs) -> f32 {
    let count = pairs.len().max(1) as f32;
    let mean = pairs.values().sum::<f32>() / count;
    let variance = pairs.values().map(|score| (score - mean).powi(2)).sum::<f32>() / count;
    mean + variance.sqrt()
}

/// Joins groups, the nearest first, as long as they are as near as `cut` on average. The largest group comes first.
fn link(cases: usize, pairs: &Pairs, cut: f32) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = (0..cases).map(|at| vec![at]).collect();
    // The sum of the similarities between two groups, by their places in `groups`.
    let mut sums: Pairs = pairs.iter().map(|(&pair, &score)| (pair, score.max(0.0))).collect();
    loop {
        let nearest = sums
            .iter()
            .map(|(&(a, b), sum)| (sum / (groups[a].len() * groups[b].len()) as f32, a, b))
            .max_by(|x, y| x.0.total_cmp(&y.0).then_with(|| (y.1, y.2).cmp(&(x.1, x.2))));
        let Some((score, a, b)) = nearest.filter(|(score, ..)| *score >= cut && *score > 0.0) else { break };
        debug_assert!(score >= cut);
        let moved = std::mem::take(&mut groups[b]);
        groups[a].extend(moved);
        let of_b: Vec<((usize, usize), f32)> =
            sums.iter().filter(|((x, y), _)| *x == b || *y == b).map(|(&pair, &sum)| (pair, sum)).collect();
        for ((x, y), sum) in of_b {
            sums.remove(&(x, y));
            let other = if x == b { y } else { x };
            if other != a {
                *sums.entry((a.min(other), a.max(other))).or_default() += sum;
            }
        }
    }
    groups.retain(|group| !group.is_empty());
    for group in &mut groups {
        group.sort_unstable();
    }
    groups.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    groups
}

fn score(pairs: &Pairs, a: usize, b: usize) -> f32 {
    pairs.get(&(a.min(b), a.max(b))).copied().unwrap_or(0.0)
}

fn mean(group: &[usize], pairs: &Pairs) -> Option<f32> {
    let count = group.len() * group.len().saturating_sub(1) / 2;
    let both = group.iter().enumerate().flat_map(|(i, &a)| group[i + 1..].iter().map(move |&b| (a, b)));
    (count > 0).then(|| both.map(|(a, b)| score(pairs, a, b)).sum::<f32>() / count as f32)
}

/// What at least two thirds of the group have, the more the fewer others have it.
fn common(group: &[usize], values: &[Vec<String>]) -> Vec<String> {
    if group.len() < 2 {
        return Vec::new();
    }
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (at, values) in values.iter().enumerate() {
        for value in values {
            let counts = counts.entry(value).or_default();
            *(if group.contains(&at) { &mut counts.0 } else { &mut counts.1 }) += 1;
        }
    }
    let others = values.len().saturating_sub(group.len()).max(1);
    let mut ranked: Vec<(f32, &str)> = counts
        .into_iter()
        .filter(|(_, (inside, _))| inside * 3 >= group.len() * 2)
        .map(|(value, (inside, outside))| (inside as f32 / group.len() as f32 - outside as f32 / others as f32, value))
        .filter(|(lift, _)| *lift > 0.0)
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    ranked.into_iter().take(COMMON).map(|(_, value)| value.to_owned()).collect()
}

fn clustered(at: usize, cases: &[Material], pairs: &Pairs, infos: &Infos<'_>) -> Result<Clustered> {
    let nearest = (0..cases.len())
        .filter(|&other| other != at)
        .map(|other| (score(pairs, at, other), other))
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1)))
        .map(|(score, other)| Nearest { case: cases[other].id().to_owned(), score });
    Ok(Clustered { case: cases[at].info().unwrap_or_default(), notice: cases[at].notice(infos)?, nearest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_joined_by_their_average() {
        let pairs: Pairs = [((0, 1), 0.9), ((1, 2), 0.6), ((0, 2), 0.2), ((3, 4), 0.8)].into_iter().collect();
        assert_eq!(link(5, &pairs, 0.5), [vec![0, 1], vec![3, 4], vec![2]]);
        assert_eq!(link(5, &pairs, 0.4), [vec![0, 1, 2], vec![3, 4]]);
        assert_eq!(link(0, &Pairs::new(), 0.5), Vec::<Vec<usize>>::new());
        assert_eq!(mean(&[0, 1, 2], &pairs), Some((0.9 + 0.6 + 0.2) / 3.0));
    }
}
