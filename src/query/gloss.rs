//! Brackets inside a word of a query: which belong to the word, and which look like a reading that a mirror site put
//! there (`質(zhì)押`).
//!
//! The two are not the same. `施(FTO)` is one word, and nothing may be dropped from it: the text has it so, and
//! `施` alone would be found where nobody asked for it. `荨(qián)麻` looks like an injected reading though an author
//! wrote it, so it is looked up as it is and without.

use crate::text::is_han;
use crate::text::pinyin::{Syllable, is_read};

/// Letters in a bracket that belongs to a word, at most.
const LETTERS: usize = 12;

/// `text` as it is, and without the brackets in it that look like an injected reading (`質(zhì)押` and `質押`), each
/// once.
#[must_use]
pub fn gloss_variants(text: &str) -> Vec<String> {
    let mut without = String::with_capacity(text.len());
    let mut at = 0;
    let mut before = None;
    while let Some(c) = text[at..].chars().next() {
        let len = before.and_then(|before| gloss_len(before, &text[at..]));
        match len {
            Some(len) => at += len,
            None => {
                without.push(c);
                at += c.len_utf8();
            }
        }
        // A second bracket is none that a site injected.
        before = if len.is_some() { None } else { Some(c) };
    }
    if without == text { vec![without] } else { vec![text.to_owned(), without] }
}

/// The length in bytes of the bracket that `text` begins with when, after the character `before`, it belongs to the
/// word: Latin letters directly after a Chinese character.
pub(super) fn bracket_len(before: char, text: &str) -> Option<usize> {
    bracket(before, text).map(|(len, _)| len)
}

/// The length of a bracket that looks like an injected reading of `before`: a syllable with a tone mark, or one of the
/// character's own readings without.
fn gloss_len(before: char, text: &str) -> Option<usize> {
    let (len, letters) = bracket(before, text)?;
    let reading = Syllable::of(letters)?;
    (reading.tone.is_some() || is_read(before, &reading)).then_some(len)
}

/// A bracket of Latin letters, perhaps with blanks at their end, after a Chinese character: its length in bytes, and
/// the letters.
fn bracket(before: char, text: &str) -> Option<(usize, &str)> {
    if !is_han(before) {
        return None;
    }
    let inner = text.strip_prefix(['(', '（'])?;
    let latin = |c: char| (c.is_alphabetic() && c < '\u{400}') || matches!(c, '\u{300}'..='\u{36F}');
    let letters = inner.find(|c| !latin(c))?;
    let rest = inner[letters..].trim_start();
    // The longest pinyin syllable has six letters, each perhaps with a mark of its own; abbreviations may be longer.
    if letters == 0 || inner[..letters].chars().count() > LETTERS || !rest.starts_with([')', '）']) {
        return None;
    }
    let close = rest.chars().next().map_or(0, char::len_utf8);
    Some((text.len() - rest.len() + close, &inner[..letters]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_dropped_and_other_brackets_are_not() {
        for (text, without) in [
            ("質(zhì)押", "質押"),
            ("質（zhì）押", "質押"),
            ("創(chuàng )新", "創新"),
            ("創(chuàng\u{A0})新", "創新"),
            ("質(zhi)押", "質押"),
            ("綠(lǜ)色產(chǎn)權", "綠色產權"),
            ("質(zhi\u{300})", "質"),
            ("產(chăn)權", "產權"),
            ("產(cha\u{306}n)權", "產權"),
            ("綠(lu\u{308}\u{300})色", "綠色"),
            // Written so by an author, but it looks no different.
            ("荨(qián)麻", "荨麻"),
            // A wrong reading with a tone mark is one that a site injected; without, it is something else.
            ("質(xíng)押", "質押"),
        ] {
            assert_eq!(gloss_variants(text), [text, without]);
        }
        for text in [
            "施(FTO)",
            "公斤(kg)",
            "質(xing)押",
            "產品(2023)",
            "(zhì)",
            "質(zhì",
            "質()",
            "a(zhì)",
            "咖啡(café)",
            "質(zhì yā)",
            "質(保險)",
            "質(ZHI)",
            "",
        ] {
            assert_eq!(gloss_variants(text), [text]);
        }
    }

    #[test]
    fn words_keep_brackets_of_letters() {
        for (before, text, belongs) in [
            ('施', "(FTO)", Some("(FTO)")),
            ('創', "(chuàng )新", Some("(chuàng )")),
            ('質', "（zhì）押", Some("（zhì）")),
            ('質', "(LPR OR BP)", None),
            ('質', "(保險)", None),
            ('質', "(zhì", None),
            ('質', "( zhì)", None),
            ('a', "(b)", None),
        ] {
            assert_eq!(bracket_len(before, text), belongs.map(str::len), "{before}{text}");
        }
    }
}
