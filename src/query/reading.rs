//! Strings of the index that are read in a given way: the opt-in path `pinyin:zhiya`.

use std::collections::{HashMap, HashSet};

use super::strings::string_query;
use crate::analyze::SENTENCE_END;
use crate::error::Result;
use crate::index::Index;
use crate::text::pinyin::{self, plain, readings};
use crate::text::unfolded;

/// Strings for one reading, at most: more than any syllable has characters.
const MOST: usize = 512;
/// The longest reading that is looked for, in letters. No text has a longer one between two marks.
const LONGEST: usize = 256;
/// Bigrams looked at, at most.
const MOST_BIGRAMS: usize = 2_000_000;

/// The strings of Chinese characters that stand in the index and are read `reading`: Latin letters, with or without
/// tone marks or digits, blanks and apostrophes, ü as v or u (lue, lve and lüe are one).
///
/// # Errors
///
/// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
pub(crate) fn strings(index: &Index, reading: &str) -> Result<Vec<String>> {
    let wanted = usual_spelling(&plain(reading));
    if wanted.is_empty() || wanted.len() > LONGEST {
        return Ok(Vec::new());
    }
    let bigrams = bigrams(index)?;
    let mut by_syllable: HashMap<String, Vec<char>> = HashMap::new();
    let mut next: HashMap<char, HashSet<char>> = HashMap::new();
    for (first, second) in bigrams {
        next.entry(first).or_default().extend(second);
    }
    for &c in next.keys() {
        // The index holds folded characters; 著 is read zhù, though it is folded to 着.
        for syllable in std::iter::once(c).chain(unfolded(c)).flat_map(readings) {
            for typed in spellings(syllable.plain()) {
                if wanted.contains(typed.as_str()) {
                    by_syllable.entry(typed).or_default().push(c);
                }
            }
        }
    }
    for chars in by_syllable.values_mut() {
        chars.sort_unstable();
        chars.dedup();
    }
    let mut way = Way { by_syllable, next, dead: HashSet::new(), prefix: Vec::new(), out: Vec::new() };
    way.extend(&wanted);
    let mut out = way.out;
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

/// How a syllable is typed: ü, here v, also as u.
fn spellings(syllable: &str) -> impl Iterator<Item = String> {
    let plain = syllable.contains('v').then(|| syllable.replace('v', "u"));
    std::iter::once(syllable.to_owned()).chain(plain)
}

/// Letters with ü behind j, q, x and y as it is written there: u.
fn usual_spelling(letters: &str) -> String {
    let mut out = String::with_capacity(letters.len());
    for c in letters.chars() {
        let after = out.chars().next_back().is_some_and(|last| matches!(last, 'j' | 'q' | 'x' | 'y'));
        out.push(if c == 'v' && after { 'u' } else { c });
    }
    out
}

/// The search for strings that are read in a given way, character by character.
struct Way {
    /// The characters of each syllable.
    by_syllable: HashMap<String, Vec<char>>,
    /// What follows each character somewhere.
    next: HashMap<char, HashSet<char>>,
    /// How much was left to read after which character where nothing came of it: without this, a reading that no text
    /// goes on with is tried in as many ways as there are characters for its syllables, multiplied.
    dead: HashSet<(usize, Option<char>)>,
    prefix: Vec<char>,
    out: Vec<String>,
}

impl Way {
    /// Adds the strings that go on from the prefix as `rest` is read. Returns whether there are any.
    fn extend(&mut self, rest: &str) -> bool {
        // More is cut off later; this bounds the search itself.
        if self.out.len() >= MOST * 4 {
            return true;
        }
        if rest.is_empty() {
            self.out.push(self.prefix.iter().collect());
            return true;
        }
        let last = self.prefix.last().copied();
        if self.dead.contains(&(rest.len(), last)) {
            return false;
        }
        let mut any = false;
        for len in 1..=rest.len().min(pinyin::LONGEST) {
            let Some(chars) = self.by_syllable.get(&rest[..len]) else { continue };
            let follows = |c: &char| last.is_none_or(|last| self.next.get(&last).is_some_and(|next| next.contains(c)));
            let chars: Vec<char> = chars.iter().copied().filter(follows).collect();
            for c in chars {
                self.prefix.push(c);
                any |= self.extend(&rest[len..]);
                self.prefix.pop();
            }
        }
        if !any {
            self.dead.insert((rest.len(), last));
        }
        any
    }
}

/// The first characters of all bigrams with the second ones, where there is one.
fn bigrams(index: &Index) -> Result<Vec<(char, Option<char>)>> {
    let mut out = Vec::new();
    for (at, reader) in index.searcher().segment_readers().iter().enumerate() {
        let inverted = reader.inverted_index(index.fields().grams)?;
        let mut terms = inverted.terms().stream().map_err(tantivy::TantivyError::from)?;
        while out.len() < MOST_BIGRAMS && terms.advance() {
            let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
            if term == SENTENCE_END || index.searcher().in_segment(at, reader, &inverted, terms.value())? == 0 {
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

    /// Every character follows every other, and the end is read by none: without a memory, 40 to the 30th ways.
    #[test]
    fn a_reading_without_an_end_is_given_up() {
        let chars: Vec<char> = ('一'..).take(40).collect();
        let follow: HashSet<char> = chars.iter().copied().collect();
        let mut way = Way {
            by_syllable: HashMap::from([("yi".to_owned(), chars.clone())]),
            next: chars.iter().map(|&c| (c, follow.clone())).collect(),
            dead: HashSet::new(),
            prefix: Vec::new(),
            out: Vec::new(),
        };
        assert!(!way.extend(&format!("{}q", "yi".repeat(30))));
        assert!(way.extend("yiyi") && way.out.len() == 1600);
    }
}
