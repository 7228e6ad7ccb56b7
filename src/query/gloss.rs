//! Brackets inside a word of a query: which belong to the word, and which look like a reading that a mirror site put
//! there (`質(zhì)押`).
//!
//! The two are not the same. `施(FTO)` is one word, and nothing may be dropped from it: the text has it so, and
//! `施` alone would be found where nobody asked for it. `荨(qián)麻` looks like an injected reading though an author
//! wrote it, so it is looked up as it is and without.

use crate::text::pinyin::{Syllable, is_read};
use crate::text::{fold, is_han, other_ways};

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

/// The forms in which `text` is looked up: those of [`gloss_variants`], a document's number with the brackets of its
/// year in any form, and all of these with their words written [otherwise](other_ways).
#[must_use]
pub fn variants(text: &str) -> Vec<String> {
    let mut out = gloss_variants(text);
    if let Some((before, year, after)) = numbered(text) {
        // The year of a document's number stands in whatever brackets its typist had; folded, some of these are one.
        let forms = ["〔〕", "()", "[]", "﹝﹞", "【】", "「」", "<>", "{}"];
        for form in forms {
            let mut pair = form.chars();
            if let (Some(open), Some(close)) = (pair.next(), pair.next()) {
                let form = format!("{before}{open}{year}{close}{after}");
                if !out.iter().any(|known| fold(known) == fold(&form)) {
                    out.push(form);
                }
            }
        }
    }
    for at in 0..out.len() {
        for way in other_ways(&out[at]) {
            if !out.iter().any(|known| fold(known) == fold(&way)) {
                out.push(way);
            }
        }
    }
    out
}

/// `text` with every bracket that may stand around the year of a document's number in one form.
pub(super) fn same_brackets(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '〕' | '）' | '］' | '﹞' | '】' | '〉' | ']' | '>' | '}' | ')' => ')',
            c if around_year(c) => '(',
            c => c,
        })
        .collect()
}

/// Opening and closing brackets around the year of a document's number.
fn around_year(c: char) -> bool {
    matches!(
        c,
        '〔' | '〕'
            | '('
            | ')'
            | '（'
            | '）'
            | '['
            | ']'
            | '［'
            | '］'
            | '﹝'
            | '﹞'
            | '【'
            | '】'
            | '〈'
            | '〉'
            | '<'
            | '>'
            | '{'
            | '}'
    )
}

/// The parts of `…〔2023〕…`: what stands before the year, the year, what stands behind it.
fn numbered(text: &str) -> Option<(&str, &str, &str)> {
    let open = text.char_indices().find(|&(_, c)| around_year(c)).map(|(at, _)| at)?;
    let (before, rest) = text.split_at(open);
    let len = year_len(rest)?;
    let inner = rest[..len].trim_matches(around_year);
    (before.chars().next_back().is_some_and(is_han)).then_some((before, inner, &rest[len..]))
}

/// The length in bytes of the bracketed year that `text` begins with.
fn year_len(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    let open = chars.next().filter(|&c| around_year(c))?;
    let inner = &text[open.len_utf8()..];
    // In either width.
    let digits = inner.char_indices().take_while(|(_, c)| c.is_ascii_digit() || ('０'..='９').contains(c));
    let end = digits.map(|(at, c)| at + c.len_utf8()).nth(3)?;
    let year = &inner[..end];
    let close = text[open.len_utf8() + year.len()..].chars().next().filter(|&c| around_year(c))?;
    Some(open.len_utf8() + year.len() + close.len_utf8())
}

/// The length in bytes of the bracket that `text` begins with when, after the character `before`, it belongs to the
/// word: Latin letters directly after a Chinese character, or the year of a document's number.
pub(super) fn bracket_len(before: char, text: &str) -> Option<usize> {
    bracket(before, text).map(|(len, _)| len).or_else(|| year_len(text).filter(|_| is_han(before)))
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
    fn the_year_of_a_number_stands_in_any_brackets() {
        for typed in
            ["浙市監〔2023〕12號", "浙市監(2023)12號", "浙市監（2023）12號", "浙市監[2023]12號", "浙市監【2023】12號"]
        {
            let forms: Vec<String> = variants(typed).iter().map(|form| fold(form)).collect();
            assert_eq!(forms[0], fold(typed));
            for form in ["浙市监〔2023〕12号", "浙市监(2023)12号", "浙市监[2023]12号", "浙市监﹝2023﹞12号"]
            {
                assert!(forms.contains(&fold(form)), "{typed}: {forms:?}");
            }
        }
        assert_eq!(gloss_variants("二〇二三(202)"), ["二〇二三(202)"]);
        for typed in ["甲市监〔2023〕12号", "甲市监[2023]12号", "甲市监【2023】12号"] {
            assert_eq!(same_brackets(typed), "甲市监(2023)12号");
        }
    }

    #[test]
    fn words_keep_brackets_of_letters() {
        for (before, text, belongs) in [
            ('施', "(FTO)", Some("(FTO)")),
            ('運', "(2023)12號", Some("(2023)")),
            ('運', "(20231)", None),
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
