//! The dictionary: jieba's words and the terms of the field, folded, as a finite-state map in the binary.

use std::sync::LazyLock;

use fst::Streamer;

mod facts {
    #![allow(unreachable_pub, reason = "generated; the module is private")]
    include!(concat!(env!("OUT_DIR"), "/dict.rs"));
}

pub(super) use facts::{TOTAL, WORDS};

/// Opening it reads a header of a few bytes; nothing is copied or parsed.
static MAP: LazyLock<Option<fst::Map<&'static [u8]>>> =
    LazyLock::new(|| fst::Map::new(&include_bytes!(concat!(env!("OUT_DIR"), "/dict.fst"))[..]).ok());

/// How often `folded` occurs in the corpus that the dictionary was counted on; `None` when it is not a word.
///
/// The argument must be folded ([`crate::text::fold()`]).
#[must_use]
pub fn word_frequency(folded: &str) -> Option<u64> {
    MAP.as_ref()?.get(folded)
}

/// All words with their frequencies, in byte order.
pub(super) fn words(mut each: impl FnMut(&str, usize)) {
    let Some(map) = MAP.as_ref() else { return };
    let mut stream = map.stream();
    while let Some((word, frequency)) = stream.next() {
        if let Ok(word) = std::str::from_utf8(word) {
            each(word, frequency as usize);
        }
    }
}

/// Calls `each` for the words that begin where `folded` begins, shortest first, with the word's length in bytes and
/// its frequency.
pub fn words_at(folded: &str, mut each: impl FnMut(usize, usize)) {
    let Some(map) = MAP.as_ref() else { return };
    let fst = map.as_fst();
    let mut node = fst.root();
    let mut output = fst::raw::Output::zero();
    for (at, &byte) in folded.as_bytes().iter().enumerate() {
        let Some(i) = node.find_input(byte) else { return };
        let transition = node.transition(i);
        output = output.cat(transition.out);
        node = fst.node(transition.addr);
        if node.is_final() {
            each(at + 1, output.cat(node.final_output()).value() as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_holds_what_was_compiled_in() {
        let (mut count, mut total) = (0, 0);
        words(|_, frequency| {
            count += 1;
            total += frequency;
        });
        assert_eq!((count, total), (WORDS, TOTAL));
    }

    #[test]
    fn words_at_a_place() {
        let mut found = Vec::new();
        let text = "知识产权质押";
        words_at(text, |len, frequency| {
            assert_eq!(word_frequency(&text[..len]), Some(frequency as u64));
            found.push(&text[..len]);
        });
        assert!(found.contains(&"知识") && found.contains(&"知识产权"), "{found:?}");
        assert_eq!(word_frequency("押融"), None);
    }
}
