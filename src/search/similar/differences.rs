//! In what two cases differ: place, tier, scale, and what one has and the other lacks.

use super::material::{Material, Part};
use crate::facts::{self, Fact};
use crate::lexicon::{Lexicon, TagKind};

/// A sort of difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DifferenceKind {
    /// Where.
    Place,
    /// The tier in its notice.
    Tier,
    /// The largest sums of money.
    Amount,
    /// Things of the vocabulary that only one of the two has.
    Only(TagKind),
}

impl DifferenceKind {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            DifferenceKind::Place => "place",
            DifferenceKind::Tier => "tier",
            DifferenceKind::Amount => "amount",
            DifferenceKind::Only(kind) => kind.name(),
        }
    }
}

/// A difference: what stands on either side.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// What it is about.
    pub kind: DifferenceKind,
    /// Of the case that was asked for.
    pub here: Vec<Quote>,
    /// Of the other.
    pub there: Vec<Quote>,
}

/// Something that a case says, and where.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Quote {
    /// The words of the text; for things of the vocabulary their name, in simplified characters.
    pub text: String,
    /// What it is about: of a figure its noun.
    pub what: Option<String>,
    /// The passages, by id; none for what is known of the case as a whole.
    pub passages: Vec<String>,
    /// The sum in yuan, of money.
    pub yuan: Option<f64>,
}

/// Sums of money that a difference or a comparison lists.
const AMOUNTS: usize = 3;
/// Things that a difference lists.
const ONLY: usize = 6;

/// In what `here` and `there` differ.
pub(super) fn differences(lexicon: &Lexicon, here: &Material, there: &Material) -> Vec<Difference> {
    let mut out = Vec::new();
    let mut add = |kind, here: Vec<Quote>, there: Vec<Quote>| {
        if here != there && !(here.is_empty() && there.is_empty()) {
            out.push(Difference { kind, here, there });
        }
    };
    if here.record().is_some() {
        add(DifferenceKind::Place, place(here), place(there));
        add(DifferenceKind::Tier, tier(here), tier(there));
    }
    add(DifferenceKind::Amount, amounts(here, AMOUNTS), amounts(there, AMOUNTS));
    for kind in TagKind::ALL {
        let (a, b) = (things(lexicon, here, kind), things(lexicon, there, kind));
        let without = |a: &[Quote], b: &[Quote]| -> Vec<Quote> {
            a.iter().filter(|one| !b.iter().any(|other| other.text == one.text)).take(ONLY).cloned().collect()
        };
        add(DifferenceKind::Only(kind), without(&a, &b), without(&b, &a));
    }
    out
}

pub(super) fn place(material: &Material) -> Vec<Quote> {
    let Some(record) = material.record() else { return Vec::new() };
    let names: Vec<&str> = record.city.iter().chain(&record.county).map(String::as_str).collect();
    if names.is_empty() { Vec::new() } else { vec![Quote { text: names.join(" "), ..Quote::default() }] }
}

pub(super) fn tier(material: &Material) -> Vec<Quote> {
    let tier = material.record().and_then(|record| record.tier.clone());
    tier.into_iter().map(|text| Quote { text, ..Quote::default() }).collect()
}

/// The facts of a case with their passages, in their order.
pub(super) fn facts(material: &Material) -> Vec<(Fact, &Part)> {
    material
        .passages
        .iter()
        .flat_map(|passage| facts::extract(&passage.text).into_iter().map(move |fact| (fact, passage)))
        .collect()
}

pub(super) fn quote(fact: &Fact, passage: &Part) -> Quote {
    Quote { text: fact.text.clone(), what: fact.what.clone(), passages: ids(passage), yuan: fact.yuan() }
}

fn ids(passage: &Part) -> Vec<String> {
    if passage.id.is_empty() { Vec::new() } else { vec![passage.id.clone()] }
}

/// The `limit` largest sums of money, each once.
pub(super) fn amounts(material: &Material, limit: usize) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    for (fact, passage) in facts(material) {
        if fact.yuan().is_none() {
            continue;
        }
        let found = quote(&fact, passage);
        match out.iter_mut().find(|known| known.yuan == found.yuan) {
            Some(known) => {
                known.what = known.what.take().or(found.what);
                known
                    .passages
                    .extend(found.passages.into_iter().filter(|id| !known.passages.contains(id)).collect::<Vec<_>>());
            }
            None => out.push(found),
        }
    }
    out.sort_by(|a, b| b.yuan.unwrap_or(0.0).total_cmp(&a.yuan.unwrap_or(0.0)));
    out.truncate(limit);
    out
}

/// The things of a kind in a case, the most frequent first; a thing that a narrower one is a kind of is left out.
pub(super) fn things(lexicon: &Lexicon, material: &Material, kind: TagKind) -> Vec<Quote> {
    let mut out: Vec<(usize, Quote)> = Vec::new();
    for passage in &material.passages {
        for tag in lexicon.tags(&passage.text).into_iter().filter(|tag| tag.kind == kind) {
            match out.iter_mut().find(|(_, known)| known.text == tag.value) {
                Some((count, known)) => {
                    *count += 1;
                    if known.passages.last() != Some(&passage.id) {
                        known.passages.extend(ids(passage));
                    }
                }
                None => {
                    let text = tag.value.into_owned();
                    out.push((1, Quote { text, passages: ids(passage), ..Quote::default() }));
                }
            }
        }
    }
    let broader: Vec<String> =
        out.iter().filter_map(|(_, one)| lexicon.broader(kind, &one.text).map(str::to_owned)).collect();
    out.retain(|(_, one)| !broader.contains(&one.text));
    out.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    out.into_iter().map(|(_, quote)| quote).collect()
}
