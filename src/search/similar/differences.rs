//! In what two cases differ: place, tier, scale, and what one has and the other lacks.

use super::case_text::{Material, Part};
use super::quote::Thing;
use crate::api::similar::{Difference, DifferenceKind, Quote};
use crate::facts::{self, Fact};
use crate::lexicon::{Lexicon, TagKind};

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
    add(DifferenceKind::Amount, amounts(here, AMOUNTS, |_, _| true), amounts(there, AMOUNTS, |_, _| true));
    for kind in TagKind::ALL {
        let (a, b) = (things(lexicon, here, kind), things(lexicon, there, kind));
        // What only one has is no difference where the other has something narrower or broader.
        let akin = |one: &str, other: &str| {
            let mut above = lexicon.broader(kind, one);
            while let Some(broader) = above.filter(|&broader| broader != other) {
                above = lexicon.broader(kind, broader);
            }
            one == other || above.is_some()
        };
        let without = |a: &[&Thing], b: &[&Thing]| -> Vec<Quote> {
            let has = |one: &Thing| b.iter().any(|other| akin(&one.name, &other.name) || akin(&other.name, &one.name));
            let only = a.iter().filter(|one| !has(one));
            only.take(ONLY).map(|one| one.quote.clone()).collect()
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
        .flat_map(|passage| {
            facts::extract_in(&passage.text, &passage.headed()).into_iter().map(move |fact| (fact, passage))
        })
        .collect()
}

pub(super) fn quote(fact: &Fact, passage: &Part) -> Quote {
    let mut out = Quote { text: fact.text.clone(), what: fact.what.clone(), yuan: fact.yuan(), ..Quote::default() };
    out.cite(&passage.id, &passage.text, fact.span);
    out
}

/// The `limit` largest sums of money that `choose` takes, each once.
pub(super) fn amounts(material: &Material, limit: usize, choose: impl Fn(&Fact, &Part) -> bool) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    for (fact, passage) in facts(material) {
        if fact.yuan().is_none() || !choose(&fact, passage) {
            continue;
        }
        // 貸款500萬元 and 賠付500萬元 are two sums; one without a noun may be either.
        let same = |known: &&mut Quote| {
            known.yuan == fact.yuan() && (known.what == fact.what || known.what.is_none() || fact.what.is_none())
        };
        match out.iter_mut().find(same) {
            Some(known) => {
                known.what = known.what.take().or_else(|| fact.what.clone());
                known.cite(&passage.id, &passage.text, fact.span);
            }
            None => out.push(quote(&fact, passage)),
        }
    }
    out.sort_by(|a, b| b.yuan.unwrap_or(0.0).total_cmp(&a.yuan.unwrap_or(0.0)));
    out.truncate(limit);
    out
}

/// The things of a kind in a case, the most frequent first; a thing that a narrower one is a kind of is left out.
pub(super) fn things<'m>(lexicon: &Lexicon, material: &'m Material, kind: TagKind) -> Vec<&'m Thing> {
    let all = material.things.get_or_init(|| all_things(lexicon, material));
    all.iter().filter(|(known, _)| *known == kind).map(|(_, thing)| thing).collect()
}

/// The things of every kind, those of a kind in the order of [`things`].
fn all_things(lexicon: &Lexicon, material: &Material) -> Vec<(TagKind, Thing)> {
    let mut out: Vec<(usize, (TagKind, Thing))> = Vec::new();
    for passage in &material.passages {
        for tag in lexicon.tags(&passage.text) {
            let known = |(_, (kind, thing)): &(usize, (TagKind, Thing))| *kind == tag.kind && thing.name == tag.value;
            let at = out.iter().position(known).unwrap_or_else(|| {
                out.push((0, (tag.kind, Thing { name: tag.value.into_owned(), quote: Quote::default() })));
                out.len() - 1
            });
            let (count, (_, thing)) = &mut out[at];
            *count += 1;
            thing.quote.cite(&passage.id, &passage.text, tag.span);
        }
    }
    let broader: Vec<(TagKind, String)> = out
        .iter()
        .filter_map(|(_, (kind, one))| Some((*kind, lexicon.broader(*kind, &one.name)?.to_owned())))
        .collect();
    out.retain(|(_, (kind, one))| !broader.iter().any(|(known, name)| known == kind && *name == one.name));
    out.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    out.into_iter()
        .map(|(_, (kind, mut thing))| {
            thing.quote.text = material.named(&thing.name);
            (kind, thing)
        })
        .collect()
}
