//! What the rest of a page knows of a lost character: where its neighbours stand elsewhere, and beside what.

use std::sync::OnceLock;

use super::class::{is_ideograph, is_simplified, is_traditional};

/// A page is indexed up to this many characters: enough to learn from, and memory stays bounded.
const INDEXED: usize = 1 << 20;

/// At most this many places are looked at for one question.
const LOOKED_AT: usize = 400;

/// A text with, made when first asked for, the places of each of its characters.
pub(super) struct Page<'t> {
    pub text: &'t str,
    index: OnceLock<Index>,
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
    /// For each code point of the basic plane where its places begin in `places`, and a last entry for the end.
    starts: Vec<u32>,
    /// Indices into `chars`, by character.
    places: Vec<u32>,
    traditional: bool,
}

impl<'t> Page<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Page { text, index: OnceLock::new() }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let chars: Vec<char> = self.text.chars().take(INDEXED).collect();
            let mut starts = vec![0_u32; 0x1_0001];
            let (mut traditional, mut simplified) = (0, 0);
            for &c in &chars {
                if let Some(count) = starts.get_mut(c as usize + 1) {
                    *count += 1;
                }
                traditional += usize::from(is_traditional(c));
                simplified += usize::from(is_simplified(c));
            }
            for at in 1..starts.len() {
                starts[at] += starts[at - 1];
            }
            let mut next = starts.clone();
            let mut places = vec![0_u32; starts.last().map_or(0, |&end| end as usize)];
            for (at, &c) in chars.iter().enumerate() {
                if (c as usize) < 0x1_0000 {
                    places[next[c as usize] as usize] = at as u32;
                    next[c as usize] += 1;
                }
            }
            Index { chars, starts, places, traditional: traditional > simplified }
        })
    }

    /// Whether the page is written in traditional characters.
    pub(super) fn is_traditional(&self) -> bool {
        self.index().traditional
    }

    /// How often the page has `c`.
    pub(super) fn count(&self, c: char) -> usize {
        self.places(c).len()
    }

    /// By how much the page prefers `c` to what the dictionary's corpus has of it, as a logarithm. `share` is the
    /// logarithm of what it has.
    pub(super) fn lean(&self, c: char, share: Option<f32>) -> f32 {
        let expected = share.map_or(0.0, f32::exp) * self.index().chars.len() as f32;
        (0.8 * ((self.count(c) as f32 + 0.5) / (expected + 0.5)).ln()).clamp(-3.0, 3.0)
    }

    fn places(&self, c: char) -> &[u32] {
        let index = self.index();
        match index.starts.get(c as usize..c as usize + 2) {
            Some(&[start, end]) => &index.places[start as usize..end as usize],
            _ => &[],
        }
    }

    /// What stands elsewhere where a character is lost between `left` and `right`, which are as the page shows them:
    /// each character that follows the end of `left` or goes before the beginning of `right`, with the weight of that
    /// evidence.
    ///
    /// One place that agrees in a character on one side weighs 1, and more the longer it agrees.
    pub(super) fn between(&self, left: &[char], right: &[char]) -> Vec<Elsewhere> {
        let chars = &self.index().chars;
        let mut found: Vec<Elsewhere> = Vec::new();
        let mut add = |at: usize| {
            let Some(&c) = chars.get(at).filter(|&&c| c != '\n' && c != '?') else { return };
            let before = chars[..at].iter().rev().zip(left.iter().rev()).take_while(|(a, b)| a == b).count();
            let after = chars[at + 1..].iter().zip(right).take_while(|(a, b)| a == b).count();
            let weight = weight(before, after);
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
        let page = Page::new("形成規模化經營,規模經營,模範");
        assert_eq!(page.count('模'), 3);
        assert_eq!(page.count('無'), 0);
        let found = page.between(&chars("規"), &chars("化"));
        assert_eq!(found, [Elsewhere { character: '模', weight: 9.0, both: true }]);
        assert!(page.between(&[], &[]).is_empty());
        assert!(page.is_traditional());
    }

    #[test]
    fn digits() {
        let page = Page::new("自2023年起,至2020年止");
        assert_eq!(page.ascii_before(&chars("023年")), [('2', 4)]);
    }
}
