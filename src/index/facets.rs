//! The vocabulary of a case as counts: small enough to lie in its record, so that cases are compared without being read.

use std::collections::BTreeMap;

use super::record::key;
use crate::lexicon::{Lexicon, TagKind};

/// How often each value of the vocabulary is mentioned in `texts`, more general values included: keys with counts,
/// sorted by key. Actors are left out, and so are values that no table lists.
#[must_use]
pub fn facet_counts<'t>(lexicon: &Lexicon, texts: impl Iterator<Item = &'t str>) -> Vec<(u32, u32)> {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    for text in texts {
        for tag in lexicon.tags(text) {
            if tag.kind == TagKind::Actor {
                continue;
            }
            let mut value = Some(tag.value.as_ref());
            // The table could hold a circle; no value has so many above it.
            for _ in 0..8 {
                let Some(name) = value else { break };
                *counts.entry(facet_id(tag.kind, name)).or_default() += 1;
                value = lexicon.broader(tag.kind, name);
            }
        }
    }
    counts.into_iter().collect()
}

/// The key of a value: half of the hash of its kind and name.
#[must_use]
pub fn facet_id(kind: TagKind, value: &str) -> u32 {
    key(&format!("{}:{value}", kind.name())) as u32
}
