//! Keys: what ids and numbers are found under, and sets and maps of them.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use crate::text::fold;

/// The key under which something with this id is found: a hash of 64 bits (XXH3).
#[must_use]
pub fn key(id: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(id.as_bytes())
}

/// A number or id without what people leave out or write in another way: brackets, `第`, `號`.
#[must_use]
pub fn number_key(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric() && !matches!(c, '第' | '号')).collect()
}

/// A set of keys.
pub(crate) type KeySet = HashSet<u64, BuildHasherDefault<KeyHasher>>;
/// A map by keys.
pub(crate) type KeyMap<V> = HashMap<u64, V, BuildHasherDefault<KeyHasher>>;

/// Takes a key as its own hash, which it is. An answer counts the cases of a hundred thousand passages.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}
