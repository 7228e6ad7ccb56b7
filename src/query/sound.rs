//! Strings of the index that are read in a given way: the opt-in path `pinyin:zhiya`.

use std::collections::{HashMap, HashSet};

use pinyin::ToPinyinMulti;

use super::matcher::string_query;
use crate::analyze::SENTENCE_END;
use crate::error::Result;
use crate::index::Index;

/// Strings for one reading, at most.
const MOST: usize = 64;
/// Bigrams looked at, at most.
const MOST_BIGRAMS: usize = 2_000_000;

/// The strings of Chinese characters that stand in the index and are read `reading`: Latin letters, with or without
/// tone marks or digits, blanks and apostrophes, ü as v or u.
///
/// # Errors
///
/// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
pub(super) fn strings(index: &Index, reading: &str) -> Result<Vec<String>> {
    let wanted = plain(reading);
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let bigrams = bigrams(index)?;
    let mut by_syllable: HashMap<String, Vec<char>> = HashMap::new();
    let mut next: HashMap<char, HashSet<char>> = HashMap::new();
    for (first, second) in bigrams {
        next.entry(first).or_default().extend(second);
    }
    for &c in next.keys() {
        for syllable in readings(c) {
            if wanted.contains(&syllable) {
                by_syllable.entry(syllable).or_default().push(c);
            }
        }
    }
    for chars in by_syllable.values_mut() {
        chars.sort_unstable();
    }
    let mut out = Vec::new();
    extend(&wanted, &by_syllable, &next, &mut String::new(), &mut out);
    out.sort();
    out.dedup();
    let grams = index.fields().grams;
    let mut standing = Vec::new();
    for string in out {
        if string.chars().count() <= 2 || string_query(grams, &string).count(index.searcher())? > 0 {
            standing.push(string);
        }
        if standing.len() == MOST {
            break;
        }
    }
    Ok(standing)
}

/// Appends to `out` the strings that begin with `prefix` and go on as `rest` is read.
fn extend(
    rest: &str,
    by_syllable: &HashMap<String, Vec<char>>,
    next: &HashMap<char, HashSet<char>>,
    prefix: &mut String,
    out: &mut Vec<String>,
) {
    // More is cut off below; this bounds the search itself.
    if out.len() >= MOST * 16 {
        return;
    }
    if rest.is_empty() {
        out.push(prefix.clone());
        return;
    }
    // The longest Mandarin syllable without tone has six letters: zhuang.
    for len in 1..=rest.len().min(6) {
        let Some(chars) = by_syllable.get(&rest[..len]) else { continue };
        for &c in chars {
            let follows = prefix.chars().next_back().is_none_or(|last| next[&last].contains(&c));
            if follows {
                prefix.push(c);
                extend(&rest[len..], by_syllable, next, prefix, out);
                prefix.pop();
            }
        }
    }
}

fn readings(c: char) -> Vec<String> {
    c.to_pinyin_multi().map(|all| all.into_iter().map(|one| plain(one.plain())).collect()).unwrap_or_default()
}

/// Letters a to z of a reading, without tones.
fn plain(reading: &str) -> String {
    reading
        .chars()
        .filter_map(|c| match c.to_lowercase().next().unwrap_or(c) {
            c @ 'a'..='z' => Some(c),
            'ā' | 'á' | 'ǎ' | 'à' => Some('a'),
            'ē' | 'é' | 'ě' | 'è' | 'ê' => Some('e'),
            'ī' | 'í' | 'ǐ' | 'ì' => Some('i'),
            'ō' | 'ó' | 'ǒ' | 'ò' => Some('o'),
            'ū' | 'ú' | 'ǔ' | 'ù' => Some('u'),
            'ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => Some('v'),
            'ń' | 'ň' | 'ǹ' => Some('n'),
            _ => None,
        })
        .collect()
}

/// The first characters of all bigrams with the second ones, where there is one.
fn bigrams(index: &Index) -> Result<Vec<(char, Option<char>)>> {
    let mut out = Vec::new();
    for reader in index.searcher().segment_readers() {
        let inverted = reader.inverted_index(index.fields().grams)?;
        let mut terms = inverted.terms().stream().map_err(tantivy::TantivyError::from)?;
        while out.len() < MOST_BIGRAMS && terms.advance() {
            let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
            if term == SENTENCE_END {
                continue;
            }
            let mut chars = term.chars();
            if let Some(first) = chars.next() {
                out.push((first, chars.next()));
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_lose_their_tones() {
        assert_eq!(plain("zhì yā"), "zhiya");
        assert_eq!(plain("lǜ"), "lv");
        assert_eq!(plain("zhi4ya1"), "zhiya");
    }
}
