//! The one hash: XXH3 of 64 bits, for samples, sets and fingerprints. It is no protection against anybody.

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// The hash of `bytes`.
#[must_use]
pub fn hash(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

/// The hash of `chars`; another one for every `seed`. Takes no memory.
#[must_use]
pub fn hash_chars(chars: &[char], seed: u64) -> u64 {
    const CHUNK: usize = 16;
    let mut bytes = [0; CHUNK * 4];
    chars.chunks(CHUNK).fold(seed, |seed, chunk| {
        for (to, &c) in bytes.chunks_exact_mut(4).zip(chunk) {
            to.copy_from_slice(&u32::from(c).to_le_bytes());
        }
        xxh3_64_with_seed(&bytes[..chunk.len() * 4], seed)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn runs_are_told_apart() {
        let chars: Vec<char> = ('一'..='五').cycle().take(40).collect();
        let mut seen = HashSet::new();
        for seed in 0..4 {
            for len in 1..=chars.len() {
                assert!(seen.insert(hash_chars(&chars[..len], seed)), "{len} characters, seed {seed}");
                let mut other = chars[..len].to_vec();
                other[len / 2] = '質';
                assert!(seen.insert(hash_chars(&other, seed)), "{len} characters, one of them another, seed {seed}");
            }
        }
        assert_eq!(hash_chars(&['質', '押'], 7), xxh3_64_with_seed(&[0xEA, 0x8C, 0, 0, 0xBC, 0x62, 0, 0], 7));
    }
}
