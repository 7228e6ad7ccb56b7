//! The dictionary: jieba's words and the terms of the field, folded, as a finite-state map in the binary.

use std::sync::LazyLock;

mod facts {
    #![allow(unreachable_pub, reason = "generated; the module is private")]
    include!(concat!(env!("OUT_DIR"), "/dict.rs"));
}

#[allow(unused_imports, reason = "x")]
pub(super) use facts::{LONGEST, TOTAL, WORDS};

/// Opening it reads a header of a few bytes; nothing is copied or parsed.
static MAP: LazyLock<Option<fst::Map<&'static [u8]>>> =
    LazyLock::new(|| fst::Map::new(&include_bytes!(concat!(env!("OUT_DIR"), "/dict.fst"))[..]).ok());

/// How often `folded` occurs in the corpus that the dictionary was counted on; `None` when it is not a word.
///
/// The argument must be folded ([`crate::text::fold`]).
#[must_use]
pub fn word_frequency(folded: &str) -> Option<u64> {
    MAP.as_ref()?.get(folded)
}

/// All words with their frequencies, in byte order.
pub(super) fn words(mut each: impl FnMut(&str, usize)) {
    use fst::Streamer;
    let Some(map) = MAP.as_ref() else { return };
    let mut stream = map.stream();
    while let Some((word, frequency)) = stream.next() {
        if let Ok(word) = std::str::from_utf8(word) {
            each(word, frequency as usize);
        }
    }
}

/// The words that begin where `text` begins, shortest first: length in bytes, and frequency.
///
/// `text` must be folded.
pub fn words_at(text: &str, mut each: impl FnMut(usize, usize)) {
    let Some(map) = MAP.as_ref() else { return };
    let fst = map.as_fst();
    let mut node = fst.root();
    let mut output = fst::raw::Output::zero();
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        let Some(i) = node.find_input(byte) else { return };
        let transition = node.transition(i);
        output = output.cat(transition.out);
        node = fst.node(transition.addr);
        if node.is_final() {
            each(at + 1, output.cat(node.final_output()).value() as usize);
        }
    }
}
