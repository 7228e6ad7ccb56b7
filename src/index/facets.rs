//! The vocabulary of a case as counts: small enough to lie in its record, so that cases are compared without being read.

use std::collections::{BTreeMap, HashMap};

use super::record::key;
use crate::lexicon::{Lexicon, Tag, TagKind};

/// How often each value of the vocabulary is mentioned in `texts`, more general values included: keys with counts,
/// sorted by key. Actors are left out, and so are values that no table lists.
#[must_use]
pub fn facet_counts<'t>(lexicon: &Lexicon, texts: impl Iterator<Item = &'t str>) -> Vec<(u32, u32)> {
    let mut counts = FacetCounts::new(lexicon);
    for text in texts {
        counts.add(&lexicon.tags(text));
    }
    counts.finish()
}

/// Counts values of the vocabulary, and the more general values of each.
pub(super) struct FacetCounts<'l> {
    lexicon: &'l Lexicon,
    /// How often each value itself is mentioned: there are few, and each is mentioned often.
    values: HashMap<(TagKind, String), u32>,
}

impl<'l> FacetCounts<'l> {
    pub(super) fn new(lexicon: &'l Lexicon) -> FacetCounts<'l> {
        FacetCounts { lexicon, values: HashMap::new() }
    }

    /// Counts `tags`, but for actors.
    pub(super) fn add(&mut self, tags: &[Tag<'_>]) {
        for tag in tags.iter().filter(|tag| tag.kind != TagKind::Actor) {
            *self.values.entry((tag.kind, tag.value.clone().into_owned())).or_default() += 1;
        }
    }

    /// Keys with counts, sorted by key.
    pub(super) fn finish(self) -> Vec<(u32, u32)> {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for ((kind, value), count) in &self.values {
            let mut value = Some(value.as_str());
            // The table could hold a circle; no value has so many above it.
            for _ in 0..8 {
                let Some(name) = value else { break };
                *counts.entry(facet_id(*kind, name)).or_default() += count;
                value = self.lexicon.broader(*kind, name);
            }
        }
        counts.into_iter().collect()
    }
}

/// The key of a value: half of the hash of its kind and name.
#[must_use]
pub fn facet_id(kind: TagKind, value: &str) -> u32 {
    key(&format!("{}:{value}", kind.name())) as u32
}
