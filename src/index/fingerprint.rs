//! What a notice is recognised by in another file.
//!
//! Whether two texts are the same is told by a hash of 128 bits (XXH3). Nearly the same is measured on a fingerprint of
//! 64 bits (Charikar 2002, "Similarity estimation techniques from rounding algorithms") over runs of three characters, so
//! that no text has to be read twice; what is near is then compared character by character, here when one of the two is
//! damaged (`copies`), else when somebody asks.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use super::keys::{key, number_key};
use super::own::{Doubt, Own, SHORT, reduced};
use crate::ingest::Document;
use crate::text::Rule;

/// What a file is recognised by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// A hash of the number 文號; 0 where there is none.
    pub(super) number: u64,
    /// A hash of the title and the date of issue.
    pub(super) title: u64,
    /// The fingerprint of the text.
    pub(super) text: u64,
    /// A hash of all of the text, in two halves.
    pub(super) whole: (u64, u64),
    /// A hash of the places of the text that nobody can be sure of; 0 where there are none.
    pub(super) doubts: u64,
    /// How much of the text nobody can be sure of: characters and places.
    pub(super) doubtful: u32,
    /// Characters of the text that count.
    pub(super) chars: u32,
    /// How many places of the file were repaired or do not belong to it.
    pub(super) damage: u32,
}

/// Fingerprints of a notice and of a version of it with another number of paragraphs differ in fewer than this many of 64
/// bits; those of unrelated notices and laws in this many or more.
const UNRELATED: u32 = 16;
/// The same for two files with one number, of which few are unrelated: a notice and the same notice with appendices that
/// are longer than itself.
const UNRELATED_NUMBERED: u32 = 21;
/// The same for two files with one title and date of which one has few characters, so that its fingerprint says little.
const UNRELATED_LITTLE: u32 = 24;

impl Fingerprint {
    /// The print of a document whose own text is `own`.
    pub(super) fn of(document: &Document, own: &Own) -> Fingerprint {
        let notice = &document.notice;
        let edits = document.edits.iter().filter(|edit| edit.rule != Rule::Entity).count();
        let title = format!("{}\t{}", reduced(&notice.title), notice.issued.as_deref().unwrap_or(""));
        Fingerprint {
            number: notice.number.as_deref().map_or(0, |number| key(&number_key(number))),
            title: key(&title),
            damage: short(edits + document.foreign.len()),
            ..Fingerprint::of_text(own)
        }
    }

    /// What the text alone tells.
    pub(super) fn of_text(own: &Own) -> Fingerprint {
        let whole = xxh3_128(own.text.as_bytes());
        let doubts = own.doubts.iter().fold(0, |bits, doubt| {
            mixed(mixed(bits ^ doubt.start as u64) ^ (doubt.end as u64) << 20 ^ (doubt.chars as u64) << 40)
        });
        let (text, chars) = fingerprint(&own.text, &own.doubts);
        Fingerprint {
            text,
            chars,
            whole: ((whole >> 64) as u64, whole as u64),
            doubts,
            doubtful: short(own.doubts.iter().map(|doubt| doubt.chars + 1).sum()),
            ..Fingerprint::default()
        }
    }

    /// Where the file stands among those that hold the same words: the fewer, the better.
    pub(super) fn rank(&self) -> (u32, u32) {
        (self.doubtful, self.damage)
    }

    /// Whether there are places of the text that nobody can be sure of.
    pub(super) fn is_doubtful(&self) -> bool {
        self.doubtful > 0
    }

    /// What it may share with other versions of the notice: hashes of its number, and of its title and date.
    pub(super) fn names(&self) -> impl Iterator<Item = u64> + use<> {
        [self.number, self.title].into_iter().filter(|&name| name != 0)
    }

    /// The keys under which it is found as a version of another notice: by its title, and by its number or as one that
    /// has none. Of notices with one title and date, those with other numbers are other notices.
    pub(crate) fn keys(&self) -> [u64; 2] {
        [mixed(self.title ^ 1), if self.number == 0 { mixed(self.title ^ 2) } else { mixed(self.number ^ 3) }]
    }

    /// The keys under which versions of it are found, and itself perhaps.
    pub(crate) fn kin(&self) -> Vec<u64> {
        let [titled, other] = self.keys();
        if self.number == 0 { vec![titled] } else { vec![other, mixed(self.title ^ 2)] }
    }

    /// How far it is from a version of the same notice, in bits of the fingerprint; `None` when `other` is no version of it.
    pub(crate) fn near(&self, other: &Fingerprint) -> Option<u32> {
        let distance = self.distance(other.text);
        let titled = self.title == other.title;
        let little = self.chars.min(other.chars) < SHORT as u32;
        let near = if self.number != 0 && other.number != 0 {
            self.number == other.number && (titled || little || distance < UNRELATED_NUMBERED)
        } else {
            titled && distance < if little { UNRELATED_LITTLE } else { UNRELATED }
        };
        near.then_some(distance)
    }

    /// The fingerprint.
    pub(crate) fn bits(&self) -> u64 {
        self.text
    }

    /// How many bits of the fingerprint differ from `bits`.
    pub(crate) fn distance(&self, bits: u64) -> u32 {
        (self.text ^ bits).count_ones()
    }
}

fn short(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The fingerprint of a text and how many characters it has. What nobody can be sure of is left out.
fn fingerprint(text: &str, doubts: &[Doubt]) -> (u64, u32) {
    let mut runs: Vec<u64> = Vec::new();
    let (mut chars, mut last) = (0_u32, [0_u64; 2]);
    let mut doubts = doubts.iter().peekable();
    let little = text.chars().take(SHORT).count() < SHORT;
    for (at, c) in text.char_indices() {
        chars = chars.saturating_add(1);
        while doubts.next_if(|doubt| doubt.end <= at).is_some() {
            last = [0; 2];
        }
        if doubts.peek().is_some_and(|doubt| doubt.start <= at) {
            continue;
        }
        let code = u64::from(u32::from(c));
        let run = mixed(last[0] << 42 ^ last[1] << 21 ^ code);
        last = [last[1], code];
        // A quarter of the runs says as much as all of them, where there are enough; which quarter depends on the run alone.
        if little || run & 3 == 0 {
            runs.push(run);
        }
    }
    // Every run counts once, or what a table repeats in each row would drown what its rows say.
    runs.sort_unstable();
    runs.dedup();
    let mut weights = [0_i32; 64];
    for bits in runs.into_iter().map(mixed) {
        for (bit, weight) in weights.iter_mut().enumerate() {
            *weight += ((bits >> bit & 1) as i32) * 2 - 1;
        }
    }
    let bits = weights.iter().enumerate().fold(0, |bits, (bit, &weight)| bits | u64::from(weight > 0) << bit);
    (bits, chars)
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
    pub(in crate::index) fn print(text: &str) -> Fingerprint {
        Fingerprint { title: 7, ..Fingerprint::of_text(&Own { text: reduced(text), doubts: Vec::new() }) }
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
    fn a_text_is_itself_in_other_marks() {
        let text = essay(0..60);
        assert_eq!(print(&text).whole, print(&text.replace('。', "，\n")).whole);
        for other in ["9.2億元", "92億元", "9.9億元", "九億元", "9.2亿元整"] {
            assert_ne!(print(&format!("{text}9.2億")).whole, print(&format!("{text}{other}")).whole, "{other}");
        }
    }

    #[test]
    fn versions_are_near_and_other_notices_are_not() {
        let text = essay(0..60);
        let near = |other: &str| print(&text).near(&print(other));
        assert_eq!(near(&text), Some(0));
        assert!(near(&format!("{text}另附三百万元")).is_some());
        assert!(near(&essay(0..50)).is_some(), "some sentences are missing");
        assert_eq!(near(&essay(100..160)), None);
        let numbered = |number, text: &str| Fingerprint { number, ..print(text) };
        assert_eq!(numbered(3, &text).near(&numbered(4, &text)), None);
        assert!(numbered(3, &text).near(&print(&text)).is_some());
        let retitled = |number, text: &str| Fingerprint { title: 8, ..numbered(number, text) };
        assert!(numbered(3, &text).near(&retitled(3, &essay(0..100))).is_some(), "a long appendix");
        assert_eq!(numbered(3, &text).near(&retitled(3, &essay(100..160))), None);
        assert_eq!(print(&text).near(&retitled(0, &text)), None);
        assert!(print("罚款五百元，限三日内缴清。").near(&print("罚款七百元，限三日内缴清。")).is_some());
    }

    #[test]
    fn versions_are_found_under_each_others_keys() {
        let kinds: Vec<Fingerprint> = [(0, 7), (3, 7), (4, 7), (3, 8), (0, 8)]
            .map(|(number, title)| Fingerprint { number, title, ..print(&essay(0..60)) })
            .into_iter()
            .collect();
        for a in &kinds {
            for b in &kinds {
                let found = a.kin().iter().any(|key| b.keys().contains(key));
                assert_eq!(found, a.near(b).is_some(), "{a:?} and {b:?}");
            }
        }
    }

    #[test]
    fn what_is_doubtful_counts_as_absent() {
        let text = reduced(&essay(0..60));
        let (start, end) = (30, 36);
        let mut other = text.clone();
        other.replace_range(start..end, "甲甲");
        let doubtful = |text: String, end| Own { text, doubts: vec![Doubt { start, end, chars: 2 }] };
        let (a, b) = (Fingerprint::of_text(&doubtful(text, end)), Fingerprint::of_text(&doubtful(other, end)));
        assert_eq!((a.text, a.doubts), (b.text, b.doubts));
        assert_ne!(a.whole, b.whole);
        assert_eq!(a.doubtful, 3);
    }
}
