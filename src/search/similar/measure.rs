//! How near two cases are: a pure function of what they say and of what their neighbourhood says.
//!
//! Three parts, each at most 1, and their mean is the score:
//!
//! * **facets**: how strongly the cases deal with the same things of the vocabulary (instruments, objects, mechanisms,
//!   aspects; not actors: which bank it was says little of what was done). A thing that is mentioned *n* times has the
//!   strength *n* / (*n* + 4), as in BM25 (Robertson and Zaragoza, 2009). The difference of two cases is the sum of
//!   the differences of strengths, so that what both lack counts as agreement, over the geometric mean of what the two
//!   have and what cases have on average: half way between a plain distance, which favours short cases, and the
//!   distance of Bray and Curtis (1957), which forgets that two short cases have much in common that is absent;
//! * **pairs** of characters: cosine of (1 + ln *tf*) · √idf;
//! * **phrases** of four characters: cosine of (1 + ln *tf*) · idf.
//!
//! A text that is no case, such as a sentence about a project, is measured in another way, because what it does not
//! mention it does not deny, and because it is short ([`Neighbourhood::score_of_text`]).
//!
//! idf is ln(*N* / *df*) over the cases of the neighbourhood ([`idf`]). What all of them say (the stock phrases of a genre, the
//! procedure of a court) weighs nothing and what one alone says cannot be shared, so both are left out. The title
//! counts more than a sentence ([`TITLE`]), and what was done more than what is to be learned from it ([`weight`]). `benches/similar.md` shows what each part brings.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::api::similar::{Score, ScoreParts};
use crate::index::KeyMap;
use crate::text::{fold, fold_char, hash_chars};

/// Mentions of a thing that make half of its full strength.
const HALF: f32 = 4.0;
/// What a title counts beside itself.
pub(super) const TITLE: u32 = 2;
/// What a sentence of a section counts: those on the background and on what is to be learned repeat each other in every
/// case of a genre, and count half of what the others do.
pub(super) fn weight(section: Option<&str>) -> u32 {
    if is_round_about(section) { 1 } else { 2 }
}

/// Whether a section is on the background or on what is to be learned, and not on what was done.
pub(super) fn is_round_about(section: Option<&str>) -> bool {
    const DONE: [&str; 4] = ["做法", "措施", "举措", "机制"];
    const ROUND_ABOUT: [&str; 6] = ["背景", "启示", "经验", "下一步", "展望", "意义"];
    let section = section.map(fold).unwrap_or_default();
    let has = |words: &[&str]| words.iter().any(|word| section.contains(word));
    // 經驗做法 tells what was done.
    !has(&DONE) && has(&ROUND_ABOUT)
}

/// The lengths of runs that are compared, in characters, each with whether its idf counts in full or by its root.
const LENGTHS: [(usize, bool); 2] = [(2, false), (4, true)];

/// What a case says, as far as it is compared.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Strength of each facet, sorted by key.
    facets: Vec<(u32, f32)>,
    /// For each of [`LENGTHS`]: runs with how often they occur, in no order.
    runs: [Vec<(u64, u32)>; LENGTHS.len()],
    /// Of the facets those that a text names in words that no case would use.
    meant: Vec<u32>,
}

impl Profile {
    /// The profile of a case: the vocabulary in it with counts ([`facet_counts`](crate::index::facet_counts)), and its
    /// texts, each with how often it counts.
    #[must_use]
    pub fn new<'t>(facets: &[(u32, u32)], texts: impl Iterator<Item = (&'t str, u32)>) -> Profile {
        let mut facets: Vec<(u32, f32)> =
            facets.iter().map(|&(key, count)| (key, count as f32 / (count as f32 + HALF))).collect();
        facets.sort_unstable_by_key(|&(key, _)| key);
        let mut counts: [KeyMap<u32>; LENGTHS.len()] = Default::default();
        let mut run: Vec<char> = Vec::new();
        for (text, times) in texts {
            for c in text.chars().chain(['\n']) {
                let c = fold_char(c);
                if c.is_alphanumeric() {
                    run.push(c);
                    continue;
                }
                for ((length, _), counts) in LENGTHS.iter().zip(&mut counts) {
                    for window in run.windows(*length) {
                        *counts.entry(hash_chars(window, 0)).or_default() += times;
                    }
                }
                run.clear();
            }
        }
        Profile { facets, runs: counts.map(|counts| counts.into_iter().collect()), meant: Vec::new() }
    }

    /// The same, of a text that names the facets `meant` in words that no case would use: 发债券 for 證券化.
    #[must_use]
    pub fn meaning(self, meant: Vec<u32>) -> Profile {
        Profile { meant, ..self }
    }

    /// Whether nothing of it can be compared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.facets.is_empty() && self.runs.iter().all(Vec::is_empty)
    }

    fn strength(&self) -> f32 {
        self.facets.iter().map(|(_, strength)| strength).sum()
    }
}

/// BM25's parameters for a text: how fast further mentions stop counting, and how much the length of a case weighs.
const K1: f32 = 2.0;
const B: f32 = 0.4;
/// What facets, pairs and phrases of a text weigh.
const TEXT: [f32; 3] = [0.2, 1.0, 0.5];

/// Cases that are compared with each other.
#[derive(Debug, Clone)]
pub struct Neighbourhood {
    cases: Vec<Weighed>,
    /// How many cases have a pair.
    pairs: KeyMap<u32>,
    /// The mean length of cases, in pairs.
    length: f32,
    /// How many cases have a facet.
    facets: HashMap<u32, usize>,
    /// Twice the mean sum of strengths.
    usual: f32,
}

#[derive(Debug, Clone)]
struct Weighed {
    facets: Vec<(u32, f32)>,
    strength: f32,
    /// For each of [`LENGTHS`] a vector of length 1, sorted by key.
    vectors: [Vec<(u64, f32)>; LENGTHS.len()],
    /// Pairs with how often they occur, sorted.
    pairs: Vec<(u64, f32)>,
    /// The number of all pairs.
    length: f32,
    /// As [`Profile::meant`].
    meant: Vec<u32>,
}

impl Score {
    fn new(facets: f32, a: &Weighed, b: &Weighed) -> Score {
        let [pairs, phrases] = std::array::from_fn(|length| dot(&a.vectors[length], &b.vectors[length]).min(1.0));
        Score { total: (facets + pairs + phrases) / 3.0, parts: ScoreParts { facets, pairs, phrases } }
    }
}

impl Neighbourhood {
    /// Weighs `profiles` by each other.
    #[must_use]
    pub fn new(profiles: &[Profile]) -> Neighbourhood {
        let count = profiles.len();
        let mut frequencies: Vec<KeyMap<u32>> = (0..LENGTHS.len())
            .into_par_iter()
            .map(|length| {
                let mut df: KeyMap<u32> = KeyMap::default();
                for profile in profiles {
                    for &(run, _) in &profile.runs[length] {
                        *df.entry(run).or_default() += 1;
                    }
                }
                df
            })
            .collect();
        let cases: Vec<Weighed> = profiles
            .par_iter()
            .map(|profile| Weighed {
                facets: profile.facets.clone(),
                strength: profile.strength(),
                vectors: std::array::from_fn(|length| {
                    vector(&profile.runs[length], &frequencies[length], count, LENGTHS[length].1)
                }),
                pairs: {
                    let mut pairs: Vec<(u64, f32)> =
                        profile.runs[0].iter().map(|&(run, count)| (run, count as f32)).collect();
                    pairs.sort_unstable_by_key(|&(run, _)| run);
                    pairs
                },
                length: profile.runs[0].iter().map(|&(_, count)| count as f32).sum(),
                meant: profile.meant.clone(),
            })
            .collect();
        let length = cases.iter().map(|case| case.length).sum::<f32>() / (count.max(1) as f32);
        let usual = 2.0 * cases.iter().map(|case| case.strength).sum::<f32>() / (count.max(1) as f32);
        let mut facets: HashMap<u32, usize> = HashMap::new();
        for &(facet, _) in cases.iter().flat_map(|case| &case.facets) {
            *facets.entry(facet).or_default() += 1;
        }
        Neighbourhood { cases, pairs: frequencies.swap_remove(0), length, facets, usual }
    }

    /// How many of the cases deal with the thing of this key ([`facet_id`](crate::index::facet_id)).
    #[must_use]
    pub fn frequency(&self, facet: u32) -> usize {
        self.facets.get(&facet).copied().unwrap_or(0)
    }

    /// How near the cases at `a` and `b` are.
    ///
    /// # Panics
    ///
    /// When there are not so many cases.
    #[must_use]
    pub fn score(&self, a: usize, b: usize) -> Score {
        let (a, b) = (&self.cases[a], &self.cases[b]);
        let usual = ((a.strength + b.strength) * self.usual).sqrt();
        let facets = if usual > 0.0 { 1.0 - distance(&a.facets, &b.facets) / usual } else { 0.0 };
        Score::new(facets, a, b)
    }

    /// How near the case at `case` is to the text at `text`, which may be one sentence.
    ///
    /// * facets: the cosine of strength · idf, since what a text does not mention it does not deny;
    /// * pairs: BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) over the cases without the
    ///   text, as a share of what a case with all of the text's pairs would get; a facet that the text names in words that
    ///   no case would use counts as a pair, since its own pairs stand nowhere;
    /// * phrases: the cosine, as between cases.
    ///
    /// # Panics
    ///
    /// When there are not so many cases.
    #[must_use]
    pub fn score_of_text(&self, text: usize, case: usize) -> Score {
        let (a, b) = (&self.cases[text], &self.cases[case]);
        let [one, other] = [a, b].map(|case| {
            let weight = |facet| idf(self.cases.len(), self.frequency(facet));
            case.facets.iter().map(|&(key, strength)| (key, strength * weight(key))).collect::<Vec<(u32, f32)>>()
        });
        let length = |weights: &[(u32, f32)]| weights.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        let both = length(&one) * length(&other);
        let facets = if both > 0.0 { (dot(&one, &other) / both).min(1.0) } else { 0.0 };
        let pairs = self.bm25(a, b);
        let phrases = dot(&a.vectors[1], &b.vectors[1]).min(1.0);
        let weighted = TEXT[0] * facets + TEXT[1] * pairs + TEXT[2] * phrases;
        Score { total: weighted / TEXT.iter().sum::<f32>(), parts: ScoreParts { facets, pairs, phrases } }
    }

    fn bm25(&self, text: &Weighed, case: &Weighed) -> f32 {
        let cases = self.cases.len().saturating_sub(1) as f32;
        let (mut sum, mut full) = (0.0, 0.0);
        let mut rest = case.pairs.as_slice();
        for &(pair, mentions) in &text.pairs {
            // The text has it itself.
            let df = self.pairs.get(&pair).map_or(0.0, |&df| df as f32 - 1.0);
            if df <= 0.0 {
                continue;
            }
            let idf = (1.0 + (cases - df + 0.5) / (df + 0.5)).ln() * (1.0 + mentions.ln());
            full += idf * (K1 + 1.0);
            rest = &rest[rest.partition_point(|&(known, _)| known < pair)..];
            let tf = rest.first().filter(|(known, _)| *known == pair).map_or(0.0, |&(_, count)| count);
            sum += idf * tf * (K1 + 1.0) / (tf + K1 * (1.0 - B + B * case.length / self.length.max(1.0)));
        }
        for &facet in &text.meant {
            let df = self.frequency(facet) as f32 - 1.0;
            if df <= 0.0 {
                continue;
            }
            let idf = (1.0 + (cases - df + 0.5) / (df + 0.5)).ln();
            full += idf * (K1 + 1.0);
            let of_case = case.facets.binary_search_by_key(&facet, |&(key, _)| key).ok();
            let strength = of_case.map_or(0.0, |at| case.facets[at].1);
            let tf = HALF * strength / (1.0 - strength);
            sum += idf * tf * (K1 + 1.0) / (tf + K1 * (1.0 - B + B * case.length / self.length.max(1.0)));
        }
        if full > 0.0 { sum / full } else { 0.0 }
    }
}

/// ln(`cases` / `df`). Two cases alone show nothing of what is usual: there everything that they share weighs the same.
fn idf(cases: usize, df: usize) -> f32 {
    if cases > 2 { (cases as f32 / df.max(1) as f32).ln() } else { 1.0 }
}

/// The weights of `runs` as a vector of length 1, sorted by key.
fn vector(runs: &[(u64, u32)], df: &KeyMap<u32>, cases: usize, full: bool) -> Vec<(u64, f32)> {
    let mut out: Vec<(u64, f32)> = runs
        .iter()
        .filter_map(|&(run, count)| {
            let df = df.get(&run).copied().unwrap_or(0) as usize;
            let idf = idf(cases, df);
            (df > 1 && idf > 0.0).then(|| (run, (1.0 + (count as f32).ln()) * if full { idf } else { idf.sqrt() }))
        })
        .collect();
    out.sort_unstable_by_key(|&(run, _)| run);
    // Summed in the order of the keys, so that equal texts have equal lengths to the last bit.
    let length = out.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    if length > 0.0 {
        out.iter_mut().for_each(|(_, weight)| *weight /= length);
    }
    out
}

/// Calls `each` with the values of every key that either has, in their order.
fn merged<K: Ord + Copy>(a: &[(K, f32)], b: &[(K, f32)], mut each: impl FnMut(f32, f32)) {
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let order = match (a.get(i), b.get(j)) {
            (Some((a, _)), Some((b, _))) => a.cmp(b),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, _) => std::cmp::Ordering::Greater,
        };
        let x = if order.is_le() { a[i].1 } else { 0.0 };
        let y = if order.is_ge() { b[j].1 } else { 0.0 };
        i += usize::from(order.is_le());
        j += usize::from(order.is_ge());
        each(x, y);
    }
}

fn distance(a: &[(u32, f32)], b: &[(u32, f32)]) -> f32 {
    let mut sum = 0.0;
    merged(a, b, |x, y| sum += (x - y).abs());
    sum
}

fn dot<K: Ord + Copy>(a: &[(K, f32)], b: &[(K, f32)]) -> f32 {
    let mut sum = 0.0;
    merged(a, b, |x, y| sum += x * y);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn profile(facets: &[(u32, u32)], text: &str) -> Profile {
        Profile::new(facets, [(text, 1)].into_iter())
    }

    #[test]
    fn the_nearer_case_is_nearer() {
        let cases = Neighbourhood::new(&[
            profile(&[(1, 3), (2, 1)], "甲區首創馬德里商標注冊補償保險，開拓市場。"),
            profile(&[(1, 2), (2, 1)], "乙區落地马德里商标注册补偿保险，提供保障。"),
            profile(&[(3, 5)], "丙市開展專利質押融資，開拓市場。"),
            profile(&[(3, 2)], "丁市開展專利質押融資。"),
        ]);
        assert!(cases.score(0, 1).total > cases.score(0, 2).total);
        assert!(cases.score(2, 3).total > cases.score(2, 0).total);
        assert!(cases.score(0, 2).parts.pairs > 0.0, "開拓市場");
        assert!((cases.score(0, 0).total - 1.0).abs() < 1e-4);
    }

    /// What every case of a genre says, whatever it is, makes none of them nearer.
    #[test]
    fn stock_phrases_weigh_nothing() {
        let texts = ["甲區首創馬德里商標注冊補償保險。", "乙區落地馬德里商標注冊保險。", "丙市開展專利質押融資。"];
        let scores = |stock: &str| -> Vec<f32> {
            let texts: Vec<String> = texts.iter().map(|text| format!("{text}{stock}")).collect();
            let cases = Neighbourhood::new(&texts.iter().map(|text| profile(&[], text)).collect::<Vec<_>>());
            [(0, 1), (0, 2), (1, 2)].into_iter().map(|(a, b)| cases.score(a, b).total).collect()
        };
        let without = scores("");
        assert!(without[0] > 0.0);
        assert_eq!(without, scores(&"解決融資難，具有重要意義。下一步，將總結推廣。".repeat(3)));
    }

    /// In a corpus of two cases there is nothing to tell the usual from the distinctive.
    #[test]
    fn two_cases_are_as_near_as_what_they_share() {
        let score = |a: &str, b: &str| Neighbourhood::new(&[profile(&[(1, 2)], a), profile(&[(1, 2)], b)]).score(0, 1);
        let (near, far) =
            (score("開展專利質押融資。", "推動專利質押融資。"), score("開展專利質押。", "推動商標保險。"));
        assert!(near.parts.pairs > 0.0 && near.parts.phrases > 0.0 && far.parts.pairs == 0.0);
        assert!(near.total > far.total && far.total >= 0.0, "{near:?} {far:?}");
        let text = Neighbourhood::new(&[profile(&[(1, 1)], "專利質押"), profile(&[(1, 2)], "推動專利質押融資。")]);
        assert!(text.score_of_text(0, 1).parts.facets > 0.99);
    }

    #[test]
    fn a_text_denies_nothing_that_it_does_not_mention() {
        let cases = Neighbourhood::new(&[
            profile(&[(1, 1)], "品牌"),
            profile(&[(1, 6), (2, 6), (3, 9)], "甲"),
            profile(&[(2, 1)], "乙"),
            profile(&[(3, 1), (4, 1)], "丙"),
        ]);
        let best = |score: &dyn Fn(usize) -> Score| (1..4).max_by(|&a, &b| score(a).total.total_cmp(&score(b).total));
        assert_eq!(best(&|at| cases.score_of_text(0, at)), Some(1));
        assert_ne!(best(&|at| cases.score(0, at)), Some(1), "short cases are near by what they lack");
    }

    proptest! {
        #[test]
        fn scores_are_symmetric_and_bounded(texts in prop::collection::vec("[甲乙丙，a1]{0,30}", 1..6)) {
            let profiles: Vec<Profile> =
                texts.iter().enumerate().map(|(at, text)| profile(&[(at as u32 % 3, 1 + at as u32)], text)).collect();
            let cases = Neighbourhood::new(&profiles);
            for a in 0..texts.len() {
                for b in 0..texts.len() {
                    let score = cases.score(a, b);
                    prop_assert!((score.total - cases.score(b, a).total).abs() < 1e-5);
                    prop_assert!(score.total <= 1.0 + 1e-5 && score.parts.pairs >= 0.0 && score.parts.phrases >= 0.0);
                }
            }
        }
    }
}
