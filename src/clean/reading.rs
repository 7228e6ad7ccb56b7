//! Pinyin readings as the sites inject them: one syllable in brackets, `(zhì)`, some with a blank, `(chuàng )`.

use std::collections::HashMap;
use std::sync::LazyLock;

use pinyin::{ToPinyin, ToPinyinMulti};

use super::class::is_common;

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

/// Letters of the longest syllable, zhuang.
const LONGEST: usize = 6;

/// The reading that `text` begins with, its opening bracket included; at most one syllable and one blank.
pub(super) fn bracketed(text: &str) -> Option<Reading<'_>> {
    let inside = text.strip_prefix('(')?;
    let mut letters = [0_u8; LONGEST];
    let (mut count, mut tones) = (0, 0);
    let mut chars = inside.char_indices();
    for (at, c) in chars.by_ref() {
        if let Some((letter, toned)) = letter(c) {
            *letters.get_mut(count)? = letter;
            count += 1;
            tones += usize::from(toned);
            continue;
        }
        let (end, padded) = match c {
            ')' => (at, false),
            ' ' | '\u{A0}' if count > 0 && inside[at + c.len_utf8()..].starts_with(')') => (at + c.len_utf8(), true),
            _ => return None,
        };
        let syllable = &letters[..count];
        let known = tones <= 1 && is_syllable(syllable);
        return known.then(|| Reading { text: &inside[..end], toned: tones == 1, padded });
    }
    None
}

/// The plain letter of a letter of pinyin, ü as `v`, and whether it carries a tone mark.
fn letter(c: char) -> Option<(u8, bool)> {
    Some(match c {
        'a'..='z' => (c as u8, false),
        'ü' => (b'v', false),
        'ɡ' => (b'g', false),
        'ɑ' => (b'a', false),
        'ê' => (b'e', false),
        'ā' | 'á' | 'ǎ' | 'à' => (b'a', true),
        'ē' | 'é' | 'ě' | 'è' => (b'e', true),
        'ī' | 'í' | 'ǐ' | 'ì' => (b'i', true),
        'ō' | 'ó' | 'ǒ' | 'ò' => (b'o', true),
        'ū' | 'ú' | 'ǔ' | 'ù' => (b'u', true),
        'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => (b'v', true),
        'ń' | 'ň' | 'ǹ' => (b'n', true),
        'ḿ' => (b'm', true),
        _ => return None,
    })
}

/// Whether a vowel of `reading` carries a tone mark.
pub(super) fn is_toned(reading: &str) -> bool {
    reading.chars().any(|c| letter(c).is_some_and(|(_, toned)| toned))
}

/// Whether the plain letters are an initial (or none) and a final of pinyin.
fn is_syllable(letters: &[u8]) -> bool {
    const FINALS: [&[u8]; 38] = [
        b"a", b"ai", b"an", b"ang", b"ao", b"e", b"ei", b"en", b"eng", b"er", b"i", b"ia", b"ian", b"iang", b"iao",
        b"ie", b"in", b"ing", b"iong", b"iu", b"o", b"ong", b"ou", b"u", b"ua", b"uai", b"uan", b"uang", b"ue", b"ui",
        b"un", b"uo", b"v", b"van", b"ve", b"vn", b"io", b"ueng",
    ];
    if matches!(letters, b"n" | b"m" | b"ng" | b"hm" | b"hng") {
        return true;
    }
    let initial = match letters {
        [b'z' | b'c' | b's', b'h', ..] => 2,
        [
            b'b' | b'p' | b'm' | b'f' | b'd' | b't' | b'n' | b'l' | b'g' | b'k' | b'h' | b'j' | b'q' | b'x' | b'r'
            | b'z' | b'c' | b's' | b'y' | b'w',
            ..,
        ] => 1,
        _ => 0,
    };
    FINALS.contains(&&letters[initial..])
}

/// Whether `reading`, blanks aside, is one of `c`'s own, tone mark or not.
pub(super) fn is_own(c: char, reading: &str) -> bool {
    let reading = reading.trim_end_matches([' ', '\u{A0}']);
    let same = |own: &str| own.chars().map(plain).eq(reading.chars().map(plain));
    match c.to_pinyin_multi() {
        Some(all) => all.into_iter().any(|own| same(own.plain())),
        None => c.to_pinyin().is_some_and(|own| same(own.plain())),
    }
}

/// Whether `reading`, blanks aside, is the one that `c` usually has, with its tone. Authors explain the others.
pub(super) fn is_usual(c: char, reading: &str) -> bool {
    c.to_pinyin().is_some_and(|own| own.with_tone() == reading.trim_end_matches([' ', '\u{A0}']))
}

/// Whether `reading`, blanks aside, is one of `c`'s own with its tone.
pub(super) fn has_tone_of(c: char, reading: &str) -> bool {
    let reading = reading.trim_end_matches([' ', '\u{A0}']);
    match c.to_pinyin_multi() {
        Some(all) => all.into_iter().any(|own| own.with_tone() == reading),
        None => c.to_pinyin().is_some_and(|own| own.with_tone() == reading),
    }
}

/// The common characters, in either script, of which `reading`, blanks aside, is the first reading.
pub(super) fn common_with(reading: &str) -> &'static [char] {
    static BY_READING: LazyLock<HashMap<&'static str, Vec<char>>> = LazyLock::new(|| {
        let mut out: HashMap<&'static str, Vec<char>> = HashMap::new();
        for c in ('\u{4E00}'..='\u{9FFF}').filter(|&c| is_common(c)) {
            if let Some(own) = c.to_pinyin() {
                out.entry(own.with_tone()).or_default().push(c);
            }
        }
        out
    });
    BY_READING.get(reading.trim_end_matches([' ', '\u{A0}'])).map_or(&[], Vec::as_slice)
}

fn plain(c: char) -> u8 {
    letter(c).map_or(0, |(letter, _)| letter)
}

/// The reading that `text` begins with, its opening bracket being lost; with its length in bytes.
pub(super) fn injected(text: &str) -> Option<(&str, usize)> {
    let end = text.bytes().take(14).position(|byte| byte == b')')?;
    let whole = format!("({}", &text[..=end]);
    let toned = bracketed(&whole).filter(|reading| reading.toned || end > 1)?.toned;
    (toned || end > 1).then_some((&text[..end], end + 1))
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
