//! Conversion between the scripts for people: by word where a character alone would come out wrong, else by character.
//!
//! 顯著 is 显著 and 隨著 is 随着, 若干 stays 若干 and 幹部 is 干部. The words are those of `data/phrases.tsv`; both forms of a
//! word have the same number of characters, so that places in a text stay what they are. Folding knows nothing of this:
//! it compares, and so must not depend on what stands around a character.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold::{to_hans, to_hant};

static TABLE: &str = include_str!("../../data/phrases.tsv");

/// Words by their first character, the longest first, each with what it becomes.
type Words = HashMap<char, Vec<(&'static str, &'static str)>>;

fn words(pick: fn((&'static str, &'static str)) -> (&'static str, &'static str)) -> Words {
    let mut out: Words = HashMap::new();
    for pair in TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')) {
        let (from, to) = pick(pair);
        if let Some(first) = from.chars().next() {
            let list = out.entry(first).or_default();
            // Of two words that become one, the first is the usual one.
            if !list.iter().any(|&(known, _)| known == from) {
                list.push((from, to));
            }
        }
    }
    out.values_mut().for_each(|list| list.sort_by_key(|(from, _)| std::cmp::Reverse(from.len())));
    out
}

static TO_HANS: LazyLock<Words> = LazyLock::new(|| words(|(hant, hans)| (hant, hans)));
static TO_HANT: LazyLock<Words> = LazyLock::new(|| words(|(hant, hans)| (hans, hant)));

/// `text` in simplified characters, for display; it has as many characters as before.
#[must_use]
pub fn shown_hans(text: &str) -> Cow<'_, str> {
    converted(text, &TO_HANS, |text| match to_hans(text) {
        // In every word that is not among those of the table: 隨著, 著力.
        shown if shown.contains('著') => Cow::Owned(shown.replace('著', "着")),
        shown => shown,
    })
}

/// `text` in traditional characters, for display; it has as many characters as before.
#[must_use]
pub fn shown_hant(text: &str) -> Cow<'_, str> {
    converted(text, &TO_HANT, to_hant)
}

fn converted<'t>(text: &'t str, words: &Words, by_character: fn(&str) -> Cow<'_, str>) -> Cow<'t, str> {
    let mut out = String::new();
    // What of `text` is in `out`.
    let (mut done, mut at) = (0, 0);
    while let Some(c) = text[at..].chars().next() {
        let word = words.get(&c).and_then(|list| list.iter().find(|(from, _)| text[at..].starts_with(from)));
        match word {
            Some((from, to)) => {
                out.push_str(&by_character(&text[done..at]));
                out.push_str(to);
                at += from.len();
                done = at;
            }
            None => at += c.len_utf8(),
        }
    }
    if done == 0 {
        return match by_character(text) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            Cow::Owned(converted) => Cow::Owned(converted),
        };
    }
    out.push_str(&by_character(&text[done..]));
    if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_before_characters() {
        for (hant, hans) in [
            ("隨著顯著提升", "随着显著提升"),
            ("著作權、若干乾隆公里皇后", "著作权、若干乾隆公里皇后"),
            ("幹部瞭解答覆", "干部了解答复"),
            ("臺州市覆蓋", "台州市覆盖"),
            ("質押融資", "质押融资"),
        ] {
            assert_eq!(shown_hans(hant), hans);
        }
        for (hans, hant) in [
            ("若干干部在皇后镇走了三公里", "若干幹部在皇后鎮走了三公里"),
            ("制造业制度", "製造業制度"),
            ("显著的关系和系统", "顯著的關係和系統"),
            ("批准的标准", "批准的標準"),
        ] {
            assert_eq!(shown_hant(hans), hant);
        }
        assert!(matches!(shown_hans("质押"), Cow::Borrowed(_)));
    }

    #[test]
    fn both_forms_are_of_one_length() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let pair = line.split_once('\t').map(|(a, b)| (a.chars().count(), b.chars().count()));
            assert!(pair.is_some_and(|(a, b)| a == b && a > 1), "{line}");
        }
    }

    proptest! {
        #[test]
        fn characters_stay_where_they_are(text in "[顯显著作乾隆隆干幹部後后公里a，]{0,24}") {
            for shown in [shown_hans(&text), shown_hant(&text)] {
                prop_assert_eq!(shown.chars().count(), text.chars().count());
            }
        }
    }
}
