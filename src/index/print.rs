//! What a notice is recognised by in another file.
//!
//! Nearly the same is measured on a fingerprint of 64 bits (Charikar 2002, "Similarity estimation techniques from
//! rounding algorithms") over runs of three characters, so that no text has to be read twice.

use serde::{Deserialize, Serialize};

use super::ingest::Document;
use super::record::{key, number_key};
use crate::notice::Role;
use crate::text::{Rule, fold_char, is_han};

/// What a file is recognised by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Print {
    /// A hash of the number 文號; 0 where there is none.
    pub(super) number: u64,
    /// A hash of the title and the date of issue.
    title: u64,
    /// The fingerprint of the text.
    text: u64,
    /// A hash of the figures in the text.
    figures: u64,
    /// Characters of the text that count.
    chars: u32,
    /// How many places of the file were repaired or do not belong to it.
    pub(super) damage: u32,
}

/// Fingerprints of one text in two states of damage differ in at most this many of 64 bits; those of unrelated notices
/// and laws differ in 16 or more.
const NEAR: u32 = 8;
/// The shorter of two such texts has at least this share of the characters of the longer.
const LENGTH: f64 = 0.9;
/// A fingerprint of fewer characters says little; such texts must be the same.
const SHORT: u32 = 120;

impl Print {
    /// The print of a document: its own text alone, without what the site put around it.
    pub(super) fn of(document: &Document) -> Print {
        let notice = &document.notice;
        let spans = notice.passages.iter().filter(|passage| matches!(passage.role, Role::Body | Role::Heading));
        let mut sketch = Sketch::default();
        for passage in spans {
            sketch.add(document.text(passage.span));
        }
        let edits = document.edits.iter().filter(|edit| edit.rule != Rule::Entity).count();
        let title = format!("{}\t{}", squeezed(&notice.title), notice.issued.as_deref().unwrap_or(""));
        Print {
            number: notice.number.as_deref().map_or(0, |number| key(&number_key(number))),
            title: key(&title),
            figures: sketch.figures,
            chars: sketch.chars,
            text: sketch.bits(),
            damage: u32::try_from(edits + document.foreign.len()).unwrap_or(u32::MAX),
        }
    }

    /// What the print of the same notice shares where one of them has no number.
    pub(super) fn named(&self) -> u64 {
        mixed(self.title ^ self.figures.rotate_left(32))
    }

    /// Whether both are prints of the same notice.
    pub(super) fn same(&self, other: &Print) -> bool {
        let numbered = self.number != 0 && other.number != 0;
        let named = if numbered { self.number == other.number } else { self.title == other.title };
        let (short, long) = (self.chars.min(other.chars), self.chars.max(other.chars));
        let near = if short < SHORT {
            (self.text, self.chars, self.figures) == (other.text, other.chars, other.figures)
        } else {
            (self.text ^ other.text).count_ones() <= NEAR && f64::from(short) >= LENGTH * f64::from(long)
        };
        named && near && (numbered || self.figures == other.figures)
    }
}

fn counts(c: char) -> bool {
    is_han(c) || c.is_alphanumeric()
}

fn squeezed(text: &str) -> String {
    text.chars().map(fold_char).filter(|&c| counts(c)).collect()
}

/// A text on its way to a fingerprint.
#[derive(Default)]
struct Sketch {
    last: [u64; 2],
    runs: Vec<u64>,
    figures: u64,
    /// A hash of all of it.
    whole: u64,
    chars: u32,
}

impl Sketch {
    fn add(&mut self, text: &str) {
        for c in text.chars().map(fold_char).filter(|&c| counts(c)) {
            self.chars = self.chars.saturating_add(1);
            let code = u64::from(u32::from(c));
            self.whole = mixed(self.whole ^ code);
            if c.is_ascii_digit() {
                self.figures = mixed(self.figures ^ code);
            }
            let run = mixed(self.last[0] << 42 ^ self.last[1] << 21 ^ code);
            self.last = [self.last[1], code];
            // A quarter of the runs says as much as all of them; which quarter depends on the run alone.
            if run & 3 == 0 {
                self.runs.push(run);
            }
        }
    }

    /// The fingerprint; of a short text a hash of all of it.
    fn bits(mut self) -> u64 {
        if self.chars < SHORT {
            return self.whole;
        }
        // Every run counts once, or what a table repeats in each row would drown what its rows say.
        self.runs.sort_unstable();
        self.runs.dedup();
        let mut weights = [0_i32; 64];
        for bits in self.runs.into_iter().map(mixed) {
            for (bit, weight) in weights.iter_mut().enumerate() {
                *weight += ((bits >> bit & 1) as i32) * 2 - 1;
            }
        }
        weights.iter().enumerate().fold(0, |bits, (bit, &weight)| bits | u64::from(weight > 0) << bit)
    }
}

/// A bijection of 64 bits that spreads them (the finaliser of SplitMix64, Steele, Lea and Flood 2014).
fn mixed(mut bits: u64) -> u64 {
    bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The print of a notice with this text and nothing else.
    pub(in crate::index) fn print(text: &str) -> Print {
        let mut sketch = Sketch::default();
        sketch.add(text);
        let (figures, chars) = (sketch.figures, sketch.chars);
        Print { title: 7, text: sketch.bits(), figures, chars, ..Print::default() }
    }

    /// A text of sentences that are different for each number.
    pub(in crate::index) fn essay(sentences: std::ops::Range<u32>) -> String {
        let chars = |i: u32| {
            (0..24).map(move |k| {
                let code = 0x4E00 + u32::try_from(mixed(u64::from(i * 31 + k)) % 5000).unwrap_or(0);
                char::from_u32(code).unwrap_or('一')
            })
        };
        sentences.flat_map(|i| chars(i).chain(['。'])).collect()
    }

    #[test]
    fn a_text_is_like_itself_in_other_marks_and_unlike_others() {
        let text = essay(0..60);
        assert!(print(&text).same(&print(&text.replace('。', "，\n"))));
        assert!(!print(&text).same(&print(&essay(100..160))));
        assert!(!print(&text).same(&print(&essay(0..40))), "a third is missing");
    }

    #[test]
    fn figures_tell_forms_apart_that_have_no_number() {
        let (a, b) = (print(&format!("{}罚款500元", essay(0..60))), print(&format!("{}罚款700元", essay(0..60))));
        assert!(!a.same(&b));
        let numbered = |print: Print| Print { number: 3, ..print };
        assert!(numbered(a).same(&numbered(b)));
        assert!(!numbered(a).same(&Print { number: 4, ..a }));
    }

    #[test]
    fn short_texts_must_be_the_same() {
        assert!(print("公告").same(&print("公 告。")));
        assert!(!print("公告").same(&print("公示")));
    }
}
