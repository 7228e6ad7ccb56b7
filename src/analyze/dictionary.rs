//! The dictionary: jieba's words and the terms of the field, folded, as a finite-state map in the binary.

use std::sync::LazyLock;

use fst::{IntoStreamer, Streamer};

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

/// What share of the corpus are words that begin with `folded`; a little for one that begins none.
#[must_use]
pub fn share_of_beginning(folded: char) -> f32 {
    let Some(map) = MAP.as_ref() else { return 0.0 };
    let (mut low, mut high) = ([0; 4], [0; 4]);
    let next = char::from_u32(folded as u32 + 1).unwrap_or(char::MAX);
    let (low, high) = (folded.encode_utf8(&mut low).as_bytes(), next.encode_utf8(&mut high).as_bytes());
    let mut words = map.range().ge(low).lt(high).into_stream();
    let mut sum = 1;
    while let Some((_, frequency)) = words.next() {
        sum += frequency;
    }
    sum as f32 / TOTAL as f32
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

/// A place in the dictionary: the beginning of a word, for a search that tries several characters in one place.
#[derive(Debug, Clone, Copy)]
pub struct Prefix {
    address: fst::raw::CompiledAddr,
    output: u64,
}

impl Prefix {
    /// The beginning of every word.
    #[must_use]
    pub fn empty() -> Option<Prefix> {
        Some(Prefix { address: MAP.as_ref()?.as_fst().root().addr(), output: 0 })
    }

    /// This beginning followed by `folded`; `None` when no word goes on so.
    #[must_use]
    pub fn with(self, folded: char) -> Option<Prefix> {
        let fst = MAP.as_ref()?.as_fst();
        let mut node = fst.node(self.address);
        let mut output = self.output;
        for &byte in folded.encode_utf8(&mut [0; 4]).as_bytes() {
            let transition = node.transition(node.find_input(byte)?);
            output += transition.out.value();
            node = fst.node(transition.addr);
        }
        Some(Prefix { address: node.addr(), output })
    }

    /// This beginning followed by each of several characters, which `key` folds: calls `each` with the index and the
    /// longer beginning of those that a word goes on with. Quick when the characters are sorted.
    pub fn with_each<T>(self, items: &[T], key: impl Fn(&T) -> char, mut each: impl FnMut(usize, Prefix)) {
        let Some(map) = MAP.as_ref() else { return };
        let fst = map.as_fst();
        let root = fst.node(self.address);
        let step = |node: &fst::raw::Node<'static>, output: u64, byte: u8| {
            let transition = node.transition(node.find_input(byte)?);
            Some((fst.node(transition.addr), output + transition.out.value()))
        };
        // Where the last character's first and second byte led: the next one mostly begins alike.
        let mut first: (u8, Option<(fst::raw::Node<'static>, u64)>) = (0, None);
        let mut second: ([u8; 2], Option<(fst::raw::Node<'static>, u64)>) = ([0; 2], None);
        for (i, item) in items.iter().enumerate() {
            let mut buffer = [0; 4];
            match key(item).encode_utf8(&mut buffer).as_bytes() {
                &[a, b, c] => {
                    if first.0 != a {
                        first = (a, step(&root, self.output, a));
                        second.0 = [0; 2];
                    }
                    let Some((node, output)) = &first.1 else { continue };
                    if second.0 != [a, b] {
                        second = ([a, b], step(node, *output, b));
                    }
                    let Some((node, output)) = &second.1 else { continue };
                    if let Some((node, output)) = step(node, *output, c) {
                        each(i, Prefix { address: node.addr(), output });
                    }
                }
                _ => {
                    if let Some(next) = self.with(key(item)) {
                        each(i, next);
                    }
                }
            }
        }
    }

    /// Whether a word ends here.
    #[must_use]
    pub fn is_word(self) -> bool {
        MAP.as_ref().is_some_and(|map| map.as_fst().node(self.address).is_final())
    }

    /// The natural logarithm of the word's share in the corpus that the dictionary was counted on; `None` when the
    /// characters so far are no word.
    #[must_use]
    pub fn log_share(self) -> Option<f32> {
        let node = MAP.as_ref()?.as_fst().node(self.address);
        let frequency = self.output + node.final_output().value();
        node.is_final().then(|| (frequency.max(1) as f32 / TOTAL as f32).ln())
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

    #[test]
    fn words_character_by_character() {
        let empty = Prefix::empty().unwrap();
        let word = "知识产权".chars().try_fold(empty, Prefix::with).unwrap();
        let share = word_frequency("知识产权").unwrap() as f32 / TOTAL as f32;
        assert!((word.log_share().unwrap() - share.ln()).abs() < 1e-3);
        let found = |items: &[char]| {
            let mut found = Vec::new();
            empty.with_each(items, |&c| c, |i, prefix| found.push((items[i], prefix.address)));
            found
        };
        let items = ['a', '知', '产', '\u{E000}', '知', '识', '𠀀'];
        let one_by_one = items.iter().filter_map(|&c| Some((c, empty.with(c)?.address)));
        assert_eq!(found(&items), one_by_one.collect::<Vec<_>>());
        assert!(empty.log_share().is_none() && empty.with('押').unwrap().with('〇').is_none());
    }
}
