//! Readings in other spellings: combining marks, breves for carons, ɑ and ɡ.
//!
//! The repairs compare readings: with each other, with the characters' own, and with what damaging a text again gives.
//! So they look at a text whose readings all have one spelling, and what they find is brought back to the text as it
//! is. A reading that stays keeps its spelling.

use std::borrow::Cow;

use super::scan::places;
use crate::text::pinyin::{Syllable, respelled};
use crate::text::{Decoded, Edit, Inverse, OffsetMap, Span};

/// A text with its readings in one spelling, and the way back. Both are texts as they were decoded.
pub(super) struct Respelled {
    pub(super) text: String,
    map: OffsetMap<Decoded, Decoded>,
}

/// Bytes of the longest reading: six letters, each with two marks.
const LONGEST: usize = 30;

impl Respelled {
    /// `decoded` with its readings in one spelling; none where they have it.
    pub(super) fn of(decoded: &str) -> Option<Respelled> {
        let (mut text, mut map) = (String::new(), OffsetMap::new());
        let mut at = 0;
        for close in places(decoded, b')') {
            let Some(open) = open(decoded, close).filter(|&open| open >= at) else { continue };
            let reading = &decoded[open..close];
            let Some((_, len)) = Syllable::read(reading) else { continue };
            if !matches!(&reading[len..], "" | " " | "\u{A0}") {
                continue;
            }
            if let Cow::Owned(usual) = respelled(&reading[..len]) {
                text.push_str(&decoded[at..open]);
                map.push_equal(open - at);
                text.push_str(&usual);
                map.push_replaced(usual.len(), len);
                at = open + len;
            }
        }
        if at == 0 {
            return None;
        }
        text.push_str(&decoded[at..]);
        map.push_equal(decoded.len() - at);
        Some(Respelled { text, map })
    }

    /// Where `span` of this text stands in the text as it was.
    pub(super) fn place(&self, span: Span<Decoded>) -> Span<Decoded> {
        self.map.map(span)
    }

    /// `edits` of this text as edits of the text as it was; none where two of them meet within one reading.
    pub(super) fn back(&self, edits: &[Edit]) -> Option<Vec<Edit>> {
        let inverse: Inverse<Decoded, Decoded> = self.map.inverse();
        let mut out: Vec<Edit> = Vec::with_capacity(edits.len());
        for edit in edits {
            let span = self.place(edit.span);
            // An edit that begins or ends within a reading has all of it, and leaves the rest as it was.
            let whole = inverse.map(span);
            let (start, end) = (whole.start.min(edit.span.start), whole.end.max(edit.span.end));
            let (before, after) = (&self.text[start..edit.span.start], &self.text[edit.span.end..end]);
            let restored = format!("{before}{}{after}", edit.restored);
            if out.last().is_some_and(|last| last.span.end > span.start) {
                return None;
            }
            out.push(Edit { span, restored, rule: edit.rule, status: edit.status });
        }
        Some(out)
    }
}

/// Where the reading that ends at `close` begins: behind its bracket, or behind the question mark that the damage made
/// of it.
fn open(decoded: &str, close: usize) -> Option<usize> {
    let floor = decoded.floor_char_boundary(close.saturating_sub(LONGEST));
    decoded[floor..close].rfind(['(', '?']).map(|at| floor + at + 1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::text::{Rule, Status, apply};

    #[test]
    fn readings_have_one_spelling() {
        let text = "質(zhi\u{300})押產(chăn)權,創(chua\u{300}ng )新,轉變?yo\u{304}u)楸kU,(ăbc) (José) 20(cha\u{306}n";
        let found = Respelled::of(text).unwrap();
        assert_eq!(found.text, "質(zhì)押產(chǎn)權,創(chuàng )新,轉變?yōu)楸kU,(ăbc) (José) 20(cha\u{306}n");
        for (at, c) in found.text.char_indices().filter(|(_, c)| crate::text::is_han(*c)) {
            let place = found.place(Span::new(at, at + c.len_utf8()));
            assert_eq!(&text[place.range()], c.to_string());
        }
        assert!(Respelled::of("質(zhì)押(a)(ăbc)").is_none());
    }

    #[test]
    fn edits_keep_what_they_do_not_touch() {
        let text = "甲?yo\u{304}u)乙";
        let found = Respelled::of(text).unwrap();
        let at = found.text.find('y').unwrap();
        let edit = |start, end, restored: &str| Edit {
            span: Span::new(start, end),
            restored: restored.to_owned(),
            rule: Rule::Unaligned,
            status: Status::Suggested,
        };
        // The question mark and the first letter alone.
        let edits = found.back(&[edit(at - 1, at + 1, "丙")]).unwrap();
        assert_eq!(apply(text, &edits).0, "甲丙ōu)乙");
        // Two that share a reading.
        assert_eq!(found.back(&[edit(at - 1, at + 1, "丙"), edit(at + 1, at + 3, "丁")]), None);
    }
}
