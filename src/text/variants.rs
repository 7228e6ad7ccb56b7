//! The ways in which one word is written: 部份 and 部分, 答覆 and 答复, 二零二三 and 二〇二三.
//!
//! Folding compares characters, and 份 alone is not 分; so these are no matter of folding. A query looks for every way
//! ([`other_ways`]), and a quotation and a text that are compared are both brought to the usual one ([`usual`]). Every way
//! has as many characters, so that places stay what they are. The words are those of `data/variants.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold::fold_char;

static TABLE: &str = include_str!("../../data/variants.tsv");

/// Ways in which one text is looked for, at most; of a text with more, the words at its end are looked for as typed.
const MOST: usize = 32;

/// What stands for nought among the Chinese digits of a year or a number, folded; the usual sign first.
const NOUGHTS: [char; 4] = ['〇', '零', 'o', '0'];

/// A word and the other way to write it.
type Pair = (Vec<char>, Vec<char>);

/// The words by their first character, each with the other way; the second list has what is not usual only.
static WORDS: LazyLock<[HashMap<char, Vec<Pair>>; 2]> = LazyLock::new(|| {
    let [mut all, mut unusual]: [HashMap<char, Vec<Pair>>; 2] = [HashMap::new(), HashMap::new()];
    for (usual, other) in TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')) {
        let (usual, other): Pair = (usual.chars().collect(), other.chars().collect());
        let (Some(&first), Some(&first_of_other)) = (usual.first(), other.first()) else { continue };
        all.entry(first).or_default().push((usual.clone(), other.clone()));
        all.entry(first_of_other).or_default().push((other.clone(), usual.clone()));
        unusual.entry(first_of_other).or_default().push((other, usual));
    }
    [all, unusual]
});

fn word_at<'w>(words: &'w HashMap<char, Vec<Pair>>, folded: &[char]) -> Option<&'w Pair> {
    words.get(folded.first()?)?.iter().find(|(word, _)| folded.starts_with(word))
}

/// The places in `folded` of the signs for nought that stand among Chinese digits.
fn noughts(folded: &[char]) -> Vec<usize> {
    const DIGITS: [char; 9] = ['一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let is_digit = |c: &char| DIGITS.contains(c) || NOUGHTS.contains(c);
    let mut out = Vec::new();
    let mut start = 0;
    while start < folded.len() {
        if !is_digit(&folded[start]) {
            start += 1;
            continue;
        }
        let end = start + folded[start..].iter().take_while(|c| is_digit(c)).count();
        let joined = |at: Option<usize>| at.and_then(|at| folded.get(at)).is_some_and(char::is_ascii_alphanumeric);
        // The o of `no一` and the 0 of `10三` are none.
        if folded[start..end].iter().any(|c| DIGITS.contains(c)) && !joined(start.checked_sub(1)) && !joined(Some(end))
        {
            out.extend((start..end).filter(|&at| NOUGHTS.contains(&folded[at])));
        }
        start = end;
    }
    out
}

/// The other ways in which `text` may be written, each once; none when there is but one. What is not varied stays as it
/// was typed.
#[must_use]
pub fn other_ways(text: &str) -> Vec<String> {
    let typed: Vec<char> = text.chars().collect();
    let folded: Vec<char> = typed.iter().copied().map(fold_char).collect();
    let mut ways: Vec<Vec<char>> = vec![typed];
    let mut at = 0;
    while at < folded.len() {
        match word_at(&WORDS[0], &folded[at..]) {
            Some((word, other)) => {
                if ways.len() * 2 <= MOST {
                    let mut varied = ways.clone();
                    varied.iter_mut().for_each(|way| way[at..at + other.len()].copy_from_slice(other));
                    ways.append(&mut varied);
                }
                at += word.len();
            }
            None => at += 1,
        }
    }
    let noughts = noughts(&folded);
    if !noughts.is_empty() && ways.len() * NOUGHTS.len() <= MOST {
        let plain = ways.clone();
        for sign in NOUGHTS.into_iter().filter(|&sign| noughts.iter().any(|&at| folded[at] != sign)) {
            ways.extend(plain.iter().cloned().map(|mut way| {
                noughts.iter().for_each(|&at| way[at] = sign);
                way
            }));
        }
    }
    ways.drain(1..).map(String::from_iter).collect()
}

/// Brings `folded` to the usual way of writing, character for character.
pub fn usual(folded: &mut [char]) {
    let mut at = 0;
    while at < folded.len() {
        match word_at(&WORDS[1], &folded[at..]) {
            Some((word, usual)) => {
                folded[at..at + word.len()].copy_from_slice(usual);
                at += word.len();
            }
            None => at += 1,
        }
    }
    for at in noughts(folded) {
        folded[at] = NOUGHTS[0];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn the_table_is_folded_and_has_each_word_once() {
        let mut seen = std::collections::HashSet::new();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let (usual, other) = line.split_once('\t').unwrap();
            for word in [usual, other] {
                assert_eq!(fold(word), word);
                assert!(seen.insert(word), "{word} is there twice");
            }
            assert_eq!(usual.chars().count(), other.chars().count(), "{line}");
        }
    }

    #[test]
    fn words_are_varied_and_single_characters_are_not() {
        assert_eq!(other_ways("部分"), ["部份"]);
        assert_eq!(other_ways("部份地區"), ["部分地區"]);
        assert_eq!(other_ways("予以答覆"), ["予以答复"]);
        assert_eq!(other_ways("計畫"), ["计划"]);
        for plain in ["份", "質押", "覆蓋", "畫面", "", "二三", "零售", "no一", "10三"] {
            assert!(other_ways(plain).is_empty(), "{plain}: {:?}", other_ways(plain));
        }
        let both = other_ways("部分計畫");
        assert_eq!(both, ["部份計畫", "部分计划", "部份计划"]);
        assert!(other_ways(&"部分".repeat(1000)).len() < MOST);
    }

    #[test]
    fn nought_among_chinese_digits() {
        for typed in ["二〇二三年", "二○二三年", "二零二三年", "二Ｏ二三年", "二0二三年"] {
            let ways: Vec<String> = other_ways(typed).iter().map(|way| fold(way)).chain([fold(typed)]).collect();
            for way in ["二〇二三年", "二零二三年", "二o二三年", "二0二三年"] {
                assert!(ways.iter().any(|found| found == way), "{typed}: {ways:?}");
            }
        }
    }

    #[test]
    fn every_way_is_usual_once_it_is_brought_there() {
        let usual_of = |text: &str| {
            let mut folded: Vec<char> = text.chars().map(fold_char).collect();
            usual(&mut folded);
            String::from_iter(folded)
        };
        for text in ["部份企業", "二零二三年身份證明", "答覆", "沒有別的寫法", "反覆覆核計畫"]
        {
            for way in other_ways(text) {
                assert_eq!(usual_of(&way), usual_of(text), "{text}");
            }
        }
        assert_eq!(usual_of("二Ｏ二三年部份計畫"), "二〇二三年部分计划");
    }
}
