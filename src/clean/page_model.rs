//! What the rest of a page knows of a lost character: where its neighbours stand elsewhere, and beside what.

use std::cell::{Cell, OnceCell};
use std::sync::OnceLock;

use super::class::{is_common, is_simplified};
use super::gbk;
use super::grammar::{is_dated, is_mark};
use super::prefix::first;
use crate::analyze::Prefix;
use crate::text::sentence::{Pause, Pauses};
use crate::text::{IDEOGRAPHS, fold_char, ideograph_number, is_ideograph};

/// A page is indexed up to this many characters: enough to learn from, and memory stays bounded.
const INDEXED: usize = 1 << 20;

/// What a line that tells something ends with. A question mark may be anything here, and an exclamation mark hardly is.
const ENDS: Pauses = Pauses::of(&[Pause::Full, Pause::Semicolon, Pause::Colon]);

/// At most this many places are looked at for one question.
const LOOKED_AT: usize = 400;

/// A text with, made when first asked for, the places of each of its characters.
pub(super) struct Page<'t> {
    text: &'t str,
    traditional: bool,
    index: OnceLock<Index>,
    /// The answers of [`Page::lean`] and [`Page::lean_alone`] so far, by slot; NaN for what was not asked yet.
    leans: OnceCell<Vec<Cell<[f32; 2]>>>,
    /// The answer of [`Page::has_dated_sentence`].
    dated_sentence: OnceCell<bool>,
    /// The answer of [`Page::has_private_use`].
    private_use: OnceCell<bool>,
}

/// A character that stands in the page where another one is lost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Elsewhere {
    pub character: char,
    /// How much its places say together.
    pub weight: f32,
    /// Whether it has the same neighbour on either side in one of them.
    pub both: bool,
}

struct Index {
    /// The text's first characters.
    chars: Vec<char>,
    /// For each slot where its places begin in `places`, and a last entry for the end.
    starts: Vec<u32>,
    /// Indices into `chars`, by slot and in order.
    places: Vec<u32>,
}

/// Slots of the index: one for each ideograph and each ASCII character, and one for all others.
const SLOTS: usize = IDEOGRAPHS + 0x80 + 1;

fn slot(c: char) -> usize {
    match ideograph_number(c) {
        Some(at) => at,
        None if c.is_ascii() => IDEOGRAPHS + c as usize,
        None => SLOTS - 1,
    }
}

impl<'t> Page<'t> {
    /// `traditional` says whether the page is written in traditional characters.
    pub(super) fn new(text: &'t str, traditional: bool) -> Self {
        Page {
            text,
            traditional,
            index: OnceLock::new(),
            leans: OnceCell::new(),
            dated_sentence: OnceCell::new(),
            private_use: OnceCell::new(),
        }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let chars: Vec<char> = self.text.chars().take(INDEXED).collect();
            let mut starts = vec![0_u32; SLOTS + 1];
            for &c in &chars {
                starts[slot(c)] += 1;
            }
            let mut sum = 0;
            for start in &mut starts {
                sum += *start;
                *start = sum;
            }
            // From the back, so that each slot's end moves to its start.
            let mut places = vec![0_u32; chars.len()];
            for (at, &c) in chars.iter().enumerate().rev() {
                let next = &mut starts[slot(c)];
                *next -= 1;
                places[*next as usize] = at as u32;
            }
            Index { chars, starts, places }
        })
    }

    /// Whether the page is written in traditional characters.
    pub(super) fn is_traditional(&self) -> bool {
        self.traditional
    }

    /// Whether no text of the page's kind would have `c`.
    pub(super) fn is_odd(&self, c: char) -> bool {
        match c {
            '€' => true,
            _ if gbk::is_private_use(c) => true,
            _ if is_ideograph(c) => !is_common(c) || self.traditional && is_simplified(c),
            _ => !c.is_ascii() && !is_mark(c),
        }
    }

    /// Calls `each` for every ideograph that the page has, once.
    pub(super) fn distinct(&self, each: impl FnMut(char)) {
        let starts = &self.index().starts[..=IDEOGRAPHS];
        let places = starts.array_windows().enumerate().filter(|(_, [start, end])| end > start);
        places.filter_map(|(at, _)| char::from_u32(0x4E00 + at as u32)).for_each(each);
    }

    /// Whether a line of the page that begins with a year ends as a sentence does.
    pub(super) fn has_dated_sentence(&self) -> bool {
        *self
            .dated_sentence
            .get_or_init(|| self.text.lines().any(|line| line.trim_end().ends_with(|c| ENDS.has(c)) && is_dated(line)))
    }

    /// Whether the page has a private-use character. Where it has none, whatever wrote it may have dropped them.
    pub(super) fn has_private_use(&self) -> bool {
        *self.private_use.get_or_init(|| {
            // The first bytes of U+E000 to U+FFFF.
            let found = memchr::memchr2_iter(0xEE, 0xEF, self.text.as_bytes());
            found.filter_map(|at| self.text.get(at..)).any(|rest| rest.starts_with(gbk::is_private_use))
        })
    }

    /// Whether many lines of the page begin with the blank `c`.
    pub(super) fn is_indented_by(&self, c: char) -> bool {
        let chars = &self.index().chars;
        let (mut lines, mut indented) = (0, 0);
        for &[_, first] in chars.array_windows().filter(|&&[end, first]| end == '\n' && first != '\n') {
            lines += 1;
            indented += usize::from(first == c);
        }
        indented >= 3 && indented * 2 > lines
    }

    /// How often the page has `c`.
    pub(super) fn count(&self, c: char) -> usize {
        self.places(c).len()
    }

    /// By how much the page prefers `c` to what the dictionary's corpus has of it, as a logarithm. `share` is the
    /// logarithm of what it has.
    pub(super) fn lean(&self, c: char, share: Option<f32>) -> f32 {
        self.remembered(c, 0, || self.leaning(self.count(c), share))
    }

    /// The same for `c` as a word of its own: 基 in 基金 says nothing of that. A character that often stands outside
    /// words is mostly part of a name, so that many places say little more than one.
    pub(super) fn lean_alone(&self, c: char, share: Option<f32>) -> f32 {
        self.remembered(c, 1, || self.leaning(self.alone(c), share).min(0.5))
    }

    /// One of the two answers on `c`. A character has one share, so that it is no part of the question.
    fn remembered(&self, c: char, which: usize, answer: impl FnOnce() -> f32) -> f32 {
        let leans = self.leans.get_or_init(|| vec![Cell::new([f32::NAN; 2]); SLOTS - 1]);
        let Some(known) = leans.get(slot(c)) else { return answer() };
        let mut answers = known.get();
        if answers[which].is_nan() {
            answers[which] = answer();
            known.set(answers);
        }
        answers[which]
    }

    fn leaning(&self, count: usize, share: Option<f32>) -> f32 {
        let expected = share.map_or(0.0, f32::exp) * self.index().chars.len() as f32;
        (0.8 * ((count as f32 + 0.5) / (expected + 0.5)).ln()).clamp(-3.0, 3.0)
    }

    /// How often the page has `c` outside words of two characters.
    fn alone(&self, c: char) -> usize {
        let chars = &self.index().chars;
        let places = self.places(c);
        let looked_at = places.len().min(LOOKED_AT);
        let found = places[..looked_at]
            .iter()
            .map(|&at| at as usize)
            .filter(|&at| {
                !is_word(chars.get(at..at + 2)) && !is_word(at.checked_sub(1).and_then(|from| chars.get(from..=at)))
            })
            .count();
        found * places.len() / looked_at.max(1)
    }

    /// Where `c` stands; none for what is neither an ideograph nor ASCII.
    fn places(&self, c: char) -> &[u32] {
        let index = self.index();
        match (slot(c), index.starts.get(slot(c)..slot(c) + 2)) {
            (at, Some(&[start, end])) if at < SLOTS - 1 => &index.places[start as usize..end as usize],
            _ => &[],
        }
    }

    /// What stands elsewhere where a character is lost between `left` and `right`, which are as the page shows them:
    /// each character that follows the end of `left` or goes before the beginning of `right` and `fits`, with the weight
    /// of that evidence.
    ///
    /// One place that agrees in a character on one side weighs 1, and more the longer it agrees.
    pub(super) fn between(&self, left: &[char], right: &[char], fits: impl Fn(char) -> bool) -> Vec<Elsewhere> {
        let chars = &self.index().chars;
        let mut found: Vec<Elsewhere> = Vec::new();
        let mut add = |at: usize| {
            let Some(&c) = chars.get(at).filter(|&&c| fits(c)) else { return };
            let before = chars[..at].iter().rev().zip(left.iter().rev()).take_while(|(a, b)| a == b).count();
            let after = chars[at + 1..].iter().zip(right).take_while(|(a, b)| a == b).count();
            // 為基礎 does not speak for 基 behind 為.
            let elsewhere = match (before, after) {
                (0, 1) => is_word(at.checked_sub(1).and_then(|from| chars.get(from..=at))),
                (1, 0) => is_word(chars.get(at..at + 2)),
                _ => false,
            };
            let weight = if elsewhere { 0.0 } else { weight(before, after) };
            let both = before > 0 && after > 0;
            match found.iter_mut().find(|other| other.character == c) {
                Some(other) => {
                    other.weight += weight;
                    other.both |= both;
                }
                None => found.push(Elsewhere { character: c, weight, both }),
            }
        };
        // A mark has other neighbours everywhere; what stands beside it tells little unless more agrees.
        let anchor = |chars: &[char], near: Option<&char>| match near {
            Some(&c) if is_ideograph(c) || chars.len() > 1 => Some(c),
            _ => None,
        };
        let (last, first) = (anchor(left, left.last()), anchor(right, right.first()));
        if let Some(last) = last {
            for &at in self.places(last).iter().take(LOOKED_AT) {
                add(at as usize + 1);
            }
        }
        if let Some(first) = first {
            for &at in self.places(first).iter().take(LOOKED_AT) {
                let at = at as usize;
                // Places that agree on both sides were seen from the left.
                if at > 0 && !(at > 1 && last == Some(chars[at - 2])) {
                    add(at - 1);
                }
            }
        }
        found
    }

    /// The ASCII character that stands before `right` elsewhere in the page, and how many characters agree there.
    pub(super) fn ascii_before(&self, right: &[char]) -> Vec<(char, usize)> {
        let chars = &self.index().chars;
        let Some(&first) = right.first() else { return Vec::new() };
        let mut best: Vec<(char, usize)> = Vec::new();
        for &at in self.places(first).iter().take(LOOKED_AT) {
            let at = at as usize;
            let Some(&c) = at.checked_sub(1).and_then(|at| chars.get(at)).filter(|c| c.is_ascii()) else { continue };
            let agree = chars[at..].iter().zip(right).take_while(|(a, b)| a == b).count();
            match best.iter_mut().find(|(other, _)| *other == c) {
                Some((_, longest)) => *longest = agree.max(*longest),
                None => best.push((c, agree)),
            }
        }
        best
    }
}

/// Whether the dictionary has `pair`, two characters.
pub(super) fn is_word(pair: Option<&[char]>) -> bool {
    let Some(&[a, b]) = pair else { return false };
    is_ideograph(a)
        && is_ideograph(b)
        && first(fold_char(a)).prefix.and_then(|prefix| prefix.with(fold_char(b))).is_some_and(Prefix::is_word)
}

/// What one place says, by the number of characters that agree before and after.
fn weight(before: usize, after: usize) -> f32 {
    let all = (before + after).min(7) as i32;
    match (before, after) {
        (0, 0) => 0.0,
        (0, 1) | (1, 0) => 1.0,
        (0, _) | (_, 0) => f32::powi(2.0, all),
        _ => f32::powi(2.0, all + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn neighbours() {
        let page = Page::new("形成規模化經營,規模經營,模範", true);
        assert_eq!(page.count('模'), 3);
        assert_eq!(page.count('無'), 0);
        let found = page.between(&chars("規"), &chars("化"), |_| true);
        assert_eq!(found, [Elsewhere { character: '模', weight: 9.0, both: true }]);
        assert!(page.between(&[], &[], |_| true).is_empty());
        assert!(page.is_traditional());
    }

    #[test]
    fn digits() {
        let page = Page::new("自2023年起,至2020年止", true);
        assert_eq!(page.ascii_before(&chars("023年")), [('2', 4)]);
    }
}
