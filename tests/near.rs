//! Near operators on generated passages: what they find and light, against every pair of places by brute force.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anli::api::{Budget, Hits, Page, Scope, Search, Sort};
use anli::search::Engine;
use proptest::prelude::*;

/// A stretch of characters of a passage: first, and after the last.
type Place = (usize, usize);

/// A query with its reading by brute force.
#[derive(Debug, Clone)]
enum Asked {
    /// `a OP b`: every pair.
    Pair(&'static str, Op, &'static str),
    /// `(a OR b) OP c`.
    Any(&'static str, &'static str, Op, &'static str),
    /// `(a b) OP c`: both have a partner.
    Both(&'static str, &'static str, Op, &'static str),
    /// `a OP -b`: an `a` without partner.
    Without(&'static str, Op, &'static str),
    /// `a OP b OP c`: every triple.
    Three(&'static str, Op, &'static str, Op, &'static str),
}

#[derive(Debug, Clone, Copy)]
struct Op {
    /// Characters between the two, at most; none for a sentence.
    gap: Option<usize>,
    ordered: bool,
}

impl Op {
    fn sign(self) -> String {
        let sign = if self.ordered { '+' } else { '/' };
        self.gap.map_or_else(|| format!("{sign}s"), |gap| format!("{sign}{gap}"))
    }

    fn pairs(self, text: &[char], a: Place, b: Place) -> bool {
        let (first, second) = if a.0 < b.0 { (a, b) } else { (b, a) };
        if second.0 < first.1 || (self.ordered && first != a) {
            return false;
        }
        match self.gap {
            Some(gap) => second.0 - first.1 <= gap,
            // No sentence ends inside the one or between the two.
            None => !text[first.0..second.1 - 1].iter().any(|&c| ends(c)),
        }
    }
}

impl Asked {
    fn query(&self) -> String {
        match self {
            Asked::Pair(a, op, b) => format!("\"{a}\" {} \"{b}\"", op.sign()),
            Asked::Any(a, b, op, c) => format!("(\"{a}\" OR \"{b}\") {} \"{c}\"", op.sign()),
            Asked::Both(a, b, op, c) => format!("(\"{a}\" \"{b}\") {} \"{c}\"", op.sign()),
            Asked::Without(a, op, b) => format!("\"{a}\" {} -\"{b}\"", op.sign()),
            Asked::Three(a, first, b, second, c) => {
                format!("\"{a}\" {} \"{b}\" {} \"{c}\"", first.sign(), second.sign())
            }
        }
    }

    /// The characters that are to be lit; none where the passage does not match.
    fn lit(&self, text: &[char]) -> BTreeSet<usize> {
        let mut out = BTreeSet::new();
        let mut light = |places: &[Place]| places.iter().for_each(|place| out.extend(place.0..place.1));
        let couples = |a: &str, op: Op, b: &str| -> Vec<(Place, Place)> {
            let (first, second) = (scan(text, a), scan(text, b));
            let all = first.iter().flat_map(|&x| second.iter().map(move |&y| (x, y)));
            all.filter(|&(x, y)| op.pairs(text, x, y)).collect()
        };
        match *self {
            Asked::Pair(a, op, b) => couples(a, op, b).into_iter().for_each(|(x, y)| light(&[x, y])),
            Asked::Any(a, b, op, c) => {
                [a, b].into_iter().flat_map(|side| couples(side, op, c)).for_each(|(x, y)| light(&[x, y]));
            }
            Asked::Both(a, b, op, c) => {
                // Of sentences, one must have all three.
                let (with_a, with_b) = (couples(a, op, c), couples(b, op, c));
                let sentence = |place: Place| text[..place.0].iter().filter(|&&c| ends(c)).count();
                let met = |x: &(Place, Place), others: &[(Place, Place)]| {
                    op.gap.is_some() && !others.is_empty() || others.iter().any(|y| sentence(y.0) == sentence(x.0))
                };
                with_a.iter().filter(|x| met(x, &with_b)).for_each(|x| light(&[x.0, x.1]));
                with_b.iter().filter(|x| met(x, &with_a)).for_each(|x| light(&[x.0, x.1]));
            }
            Asked::Without(a, op, b) => {
                let others = scan(text, b);
                let alone = |x: &Place| !others.iter().any(|&y| op.pairs(text, *x, y));
                scan(text, a).into_iter().filter(alone).for_each(|x| light(&[x]));
            }
            Asked::Three(a, first, b, second, c) => {
                for (x, y) in couples(a, first, b) {
                    for z in scan(text, c) {
                        if second.pairs(text, x, z) || second.pairs(text, y, z) {
                            light(&[x, y, z]);
                        }
                    }
                }
            }
        }
        out
    }
}

/// Whether a sentence ends with the character.
fn ends(c: char) -> bool {
    matches!(c, '。' | '\n')
}

/// Where `word` stands, from the left and without overlap.
fn scan(text: &[char], word: &str) -> Vec<Place> {
    let word: Vec<char> = word.chars().collect();
    let (mut out, mut at) = (Vec::new(), 0);
    while at + word.len() <= text.len() {
        if text[at..].starts_with(&word) {
            out.push((at, at + word.len()));
            at += word.len();
        } else {
            at += 1;
        }
    }
    out
}

fn open(passages: &[&[String]], folder: &std::path::Path) -> Engine {
    let corpus = folder.join("corpus");
    fs::create_dir(&corpus).unwrap();
    for (file, passages) in passages.iter().enumerate() {
        fs::write(corpus.join(format!("{file}.txt")), passages.join("\n\n")).unwrap();
    }
    let options = anli::index::Options::new(corpus, folder.join("index"));
    anli::index::build(&options, &|_, _, _| {}).unwrap();
    Engine::open(&options.index).unwrap()
}

/// A passage that was found: its notice, its text, and the characters that are lit.
type Passage = (String, Vec<char>, BTreeSet<usize>);

/// The passages that a query finds, by id in the order of the corpus.
fn found(engine: &Engine, query: &str) -> Vec<(String, Passage)> {
    let request = Search { sort: Sort::Order, ..Search::new(query).scope(Scope::All).page(Page::ALL) };
    let response = engine.search(&request, &Budget::unlimited()).unwrap();
    if response.relaxed {
        return Vec::new();
    }
    let Hits::Passages(hits) = response.hits else { panic!("passages were asked for") };
    let lit = |text: &str, start: usize, end: usize| {
        let at = text[..start].chars().count();
        at..at + text[start..end].chars().count()
    };
    hits.into_iter()
        .map(|hit| {
            let marks = hit.marks.iter().flat_map(|mark| lit(&hit.text, mark.local.start, mark.local.end)).collect();
            (hit.id, (hit.notice.id, hit.text.chars().collect(), marks))
        })
        .collect()
}

fn op() -> impl Strategy<Value = Op> {
    // A sentence in no order lights all copies in it, and no pairs; `language.rs` looks at that.
    (prop_oneof![3 => (0_usize..6).prop_map(Some), 1 => Just(None)], any::<bool>())
        .prop_map(|(gap, ordered)| Op { gap, ordered: ordered || gap.is_none() })
}

fn chars_op() -> impl Strategy<Value = Op> {
    (0_usize..6, any::<bool>()).prop_map(|(gap, ordered)| Op { gap: Some(gap), ordered })
}

fn asked() -> impl Strategy<Value = Asked> {
    let word = || prop::sample::select(&["甲", "乙", "丙", "丁戊"][..]);
    prop_oneof![
        (word(), op(), word()).prop_map(|(a, op, b)| Asked::Pair(a, op, b)),
        (word(), word(), op(), word()).prop_map(|(a, b, op, c)| Asked::Any(a, b, op, c)),
        (word(), word(), op(), word()).prop_map(|(a, b, op, c)| Asked::Both(a, b, op, c)),
        (word(), op(), word()).prop_map(|(a, op, b)| Asked::Without(a, op, b)),
        (word(), chars_op(), word(), chars_op(), word()).prop_map(|(a, x, b, y, c)| Asked::Three(a, x, b, y, c)),
    ]
}

fn passages() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec("[甲乙丙丁戊己。，]{3,24}", 2..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn near_operators_light_exactly_what_is_near(
        passages in passages(),
        queries in proptest::collection::vec(asked(), 20..40),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let engine = open(&[&passages], folder.path());
        let all = found(&engine, "-\"零零零\"");
        for asked in queries {
            let query = asked.query();
            let found: BTreeMap<_, _> = found(&engine, &query).into_iter().collect();
            for (id, (_, text, _)) in &all {
                let expected = asked.lit(text);
                let lit = found.get(id).map(|(_, _, lit)| lit.clone()).unwrap_or_default();
                prop_assert_eq!(lit, expected, "{} in {}", query, text.iter().collect::<String>());
            }
        }
    }

    /// `a +c b`: an `a` with a `b` after it somewhere in the case, which is the whole file here.
    #[test]
    fn the_order_in_a_case(files in proptest::collection::vec(passages(), 2..4)) {
        let folder = tempfile::tempdir().unwrap();
        let engine = open(&files.iter().map(Vec::as_slice).collect::<Vec<_>>(), folder.path());
        let all = found(&engine, "-\"零零零\"");
        for (a, b) in [("甲", "乙"), ("丁戊", "甲"), ("丙", "丙")] {
            let found: BTreeMap<_, _> = found(&engine, &format!("\"{a}\" +c \"{b}\"")).into_iter().collect();
            // Every occurrence as its passage and place, so that the order of the case is the order of the pairs.
            let places = |notice: &str, word: &str| -> Vec<(usize, Place)> {
                let of_notice = all.iter().enumerate().filter(|(_, (_, passage))| passage.0 == notice);
                of_notice.flat_map(|(at, (_, passage))| scan(&passage.1, word).into_iter().map(move |p| (at, p))).collect()
            };
            for (at, (id, (notice, _, _))) in all.iter().enumerate() {
                let (first, second) = (places(notice, a), places(notice, b));
                let after = |x: &(usize, Place), y: &(usize, Place)| y.0 > x.0 || (y.0 == x.0 && y.1.0 >= x.1.1);
                let mut expected = BTreeSet::new();
                for x in &first {
                    for y in second.iter().filter(|y| after(x, y)) {
                        for (_, place) in [x, y].into_iter().filter(|place| place.0 == at) {
                            expected.extend(place.0..place.1);
                        }
                    }
                }
                let lit = found.get(id).map(|(_, _, lit)| lit.clone()).unwrap_or_default();
                prop_assert_eq!(lit, expected, "\"{}\" +c \"{}\" in {}", a, b, id);
            }
        }
    }
}
