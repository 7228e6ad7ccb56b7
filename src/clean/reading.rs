//! Pinyin readings as the sites inject them: one syllable in brackets, `(zhì)`, some with a blank, `(chuàng )`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::class::is_common;
use crate::text::pinyin::{self, Syllable, usual_reading};

/// A reading found in a text: what stands between the brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading<'t> {
    /// The reading with its blanks, without the brackets.
    pub text: &'t str,
    /// Whether a vowel carries a tone mark.
    pub toned: bool,
    /// Whether a blank stands before the closing bracket.
    pub padded: bool,
}

const BLANKS: [char; 2] = [' ', '\u{A0}'];

/// The reading that `text` begins with, its opening bracket included; at most one syllable and one blank.
pub(super) fn bracketed(text: &str) -> Option<Reading<'_>> {
    text.strip_prefix('(').and_then(inner)
}

/// The reading that `text` begins with, up to its closing bracket.
fn inner(text: &str) -> Option<Reading<'_>> {
    let (syllable, len) = Syllable::read(text)?;
    let rest = &text[len..];
    let unpadded = rest.strip_prefix(BLANKS).unwrap_or(rest);
    let end = text.len() - unpadded.len();
    unpadded.starts_with(')').then_some(Reading {
        text: &text[..end],
        toned: syllable.tone.is_some(),
        padded: end > len,
    })
}

/// The syllable that a reading is, blanks aside.
fn syllable(reading: &str) -> Option<Syllable> {
    Syllable::of(reading.trim_end_matches(BLANKS))
}

/// Whether a vowel of `reading` carries a tone mark.
pub(super) fn is_toned(reading: &str) -> bool {
    syllable(reading).is_some_and(|syllable| syllable.tone.is_some())
}

/// Whether `reading`, blanks aside, is one of `c`'s own, tone mark or not.
pub(super) fn is_own(c: char, reading: &str) -> bool {
    syllable(reading).is_some_and(|reading| pinyin::is_read(c, &reading))
}

/// Whether `reading`, blanks aside, is the one that `c` usually has, with its tone. Authors explain the others.
pub(super) fn is_usual(c: char, reading: &str) -> bool {
    usual_reading(c).is_some_and(|own| syllable(reading) == Some(own))
}

/// Whether `reading`, blanks aside, is one of `c`'s own with its tone.
pub(super) fn has_tone_of(c: char, reading: &str) -> bool {
    syllable(reading).is_some_and(|reading| pinyin::readings(c).any(|own| own == reading))
}

/// The common characters, in either script, of which `reading`, blanks aside, is the first reading.
pub(super) fn common_with(reading: &str) -> &'static [char] {
    static BY_READING: LazyLock<HashMap<Syllable, Vec<char>>> = LazyLock::new(|| {
        let mut out: HashMap<Syllable, Vec<char>> = HashMap::new();
        for c in ('\u{4E00}'..='\u{9FFF}').filter(|&c| is_common(c)) {
            if let Some(own) = usual_reading(c) {
                out.entry(own).or_default().push(c);
            }
        }
        out
    });
    syllable(reading).and_then(|reading| BY_READING.get(&reading)).map_or(&[], Vec::as_slice)
}

/// The reading that `text` begins with, its opening bracket being lost; with its length in bytes, the closing bracket
/// included. One bare letter is none.
pub(super) fn injected(text: &str) -> Option<(&str, usize)> {
    let reading = inner(text)?;
    (reading.text.len() > 1).then_some((reading.text, reading.text.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_and_what_is_none() {
        for (text, reading, toned, padded) in [
            ("(zhì)押", "zhì", true, false),
            ("(chuàng )新", "chuàng ", true, true),
            ("(lǜ)", "lǜ", true, false),
            ("(men)", "men", false, false),
            ("(ér)", "ér", true, false),
            ("(shuānɡ)", "shuānɡ", true, false),
        ] {
            assert_eq!(bracketed(text), Some(Reading { text: reading, toned, padded }), "{text}");
        }
        for text in [
            "(FTO)",
            "(kg)",
            "(zhì",
            "(zhì押)",
            "(José)",
            "()",
            "( )",
            "( zhì)",
            "(chuàng  )",
            "（zhì）",
            "(zhìyā)",
            "(zhùàng)",
            "(rate)",
            "(union)",
            "(BOD)",
            "(1)",
            "",
        ] {
            assert_eq!(bracketed(text), None, "{text}");
        }
    }

    #[test]
    fn own_readings() {
        assert!(is_own('質', "zhì") && is_own('質', "zhi") && is_own('創', "chuàng ") && is_own('長', "cháng"));
        assert!(is_own('長', "zhǎng") && is_own('綠', "lǜ"));
        assert!(!is_own('質', "zī") && !is_own('a', "a") && !is_own('，', "zhì"));
    }
}
