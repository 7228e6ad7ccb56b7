//! Brackets inside a word of a query: which belong to the word, and which look like a reading that a mirror site put
//! there (`質(zhì)押`).
//!
//! The two are not the same. `施(FTO)` is one word, and nothing may be dropped from it: the text has it so, and
//! `施` alone would be found where nobody asked for it. `荨(qián)麻` looks like an injected reading though an author
//! wrote it, so it is looked up as it is and without.

use pinyin::ToPinyinMulti;

use crate::text::is_han;

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
    let (plain, tones) = plain_syllable(letters)?;
    let own = || {
        before.to_pinyin_multi().is_some_and(|all| {
            all.into_iter().any(|one| plain_syllable(one.plain()).is_some_and(|(known, _)| known == plain))
        })
    };
    ((tones == 1 && is_syllable(&plain)) || (tones == 0 && own())).then_some(len)
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

/// The letters a to z of a reading, ü as v, and how many tone marks it has; `None` when a character has no place in
/// pinyin.
fn plain_syllable(reading: &str) -> Option<(String, usize)> {
    let mut plain = String::with_capacity(6);
    let mut tones = 0;
    for c in reading.chars() {
        let (letter, tone) = match c {
            'a'..='z' => (c, 0),
            'ɑ' => ('a', 0),
            'ɡ' => ('g', 0),
            'ê' => ('e', 0),
            'ü' => ('v', 0),
            // Sites write the third tone with a breve, too.
            'ā' | 'á' | 'ǎ' | 'ă' | 'à' => ('a', 1),
            'ē' | 'é' | 'ě' | 'ĕ' | 'è' => ('e', 1),
            'ī' | 'í' | 'ǐ' | 'ĭ' | 'ì' => ('i', 1),
            'ō' | 'ó' | 'ǒ' | 'ŏ' | 'ò' => ('o', 1),
            'ū' | 'ú' | 'ǔ' | 'ŭ' | 'ù' => ('u', 1),
            'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => ('v', 1),
            'ń' | 'ň' | 'ǹ' => ('n', 1),
            'ḿ' => ('m', 1),
            '\u{300}' | '\u{301}' | '\u{304}' | '\u{306}' | '\u{30C}' => {
                tones += 1;
                continue;
            }
            '\u{308}' if plain.ends_with('u') => {
                plain.pop();
                ('v', 0)
            }
            _ => return None,
        };
        plain.push(letter);
        tones += tone;
    }
    Some((plain, tones))
}

/// Whether `plain` is an initial of Mandarin, or none, followed by a final.
fn is_syllable(plain: &str) -> bool {
    const INITIALS: [&str; 24] = [
        "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s",
        "y", "w", "",
    ];
    const FINALS: [&str; 37] = [
        "a", "o", "e", "i", "u", "v", "ai", "ei", "ui", "ao", "ou", "iu", "ie", "ve", "ue", "er", "an", "en", "in",
        "un", "vn", "ang", "eng", "ing", "ong", "ia", "iao", "ian", "iang", "iong", "ua", "uo", "uai", "uan", "uang",
        "van", "io",
    ];
    matches!(plain, "n" | "ng" | "m" | "hm" | "hng")
        || INITIALS.iter().any(|initial| plain.strip_prefix(initial).is_some_and(|last| FINALS.contains(&last)))
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
