//! Characters that nobody sees: blanks without width, soft hyphens, joiners, marks of direction, variation selectors, NUL.
//!
//! They stand in the middle of words, where programs put them, and a word that has one is not found. They are dropped
//! everywhere, damaged page or not; the edit keeps them.

use super::edits::Patch;
use crate::text::{Rule, Status, is_invisible};

/// Bytes that are looked through at a time.
const CHUNK: usize = 256;

/// The edits that drop the characters of `text` that nobody sees.
pub(super) fn patches(text: &str) -> Vec<Patch> {
    let mut out: Vec<Patch> = Vec::new();
    let bytes = text.as_bytes();
    let mut from = 0;
    while from < bytes.len() {
        let to = bytes.len().min(from + CHUNK);
        // What begins in the chunk may end behind it.
        if may_have_some(&bytes[from..bytes.len().min(to + 2)]) {
            let (start, end) = (text.ceil_char_boundary(from), text.ceil_char_boundary(to));
            for (at, c) in text[start..end].char_indices().filter(|&(_, c)| is_invisible(c)) {
                let at = start + at;
                match out.last_mut().filter(|last| last.end == at) {
                    Some(last) => last.end += c.len_utf8(),
                    None => out.push(Patch {
                        start: at,
                        end: at + c.len_utf8(),
                        restored: String::new(),
                        rule: Rule::Invisible,
                        status: Status::Proven,
                    }),
                }
            }
        }
        from = to;
    }
    out
}

/// Whether one of the characters may begin in `bytes`. Nearly all text is told from it at sight, many bytes at once; what
/// hardly any text has may be mistaken.
fn may_have_some(bytes: &[u8]) -> bool {
    let single = bytes.iter().fold(false, |found, &b| {
        found | (b < 0x20 && !(0x09..=0x0D).contains(&b)) | matches!(b, 0x7F | 0xC2 | 0xCD | 0xD8 | 0xE1 | 0xF3)
    });
    let second = bytes.get(1..).unwrap_or_default();
    let third = bytes.get(2..).unwrap_or_default();
    let triple = bytes.iter().zip(second).zip(third).fold(false, |found, ((&a, &b), &c)| {
        // The third byte is 0x88 to 0x8F or 0xA8 to 0xAF.
        let general = (a == 0xE2) & (((b == 0x80) & (c & 0xD8 == 0x88)) | (b == 0x81));
        let forms = (a == 0xEF) & ((b == 0xB8) | (b == 0xBB) | (b == 0xBF));
        found | general | forms
    });
    single | triple
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_one_is_seen() {
        for c in ('\0'..=char::MAX).filter(|&c| is_invisible(c)) {
            for before in [0, 1, CHUNK - 2, CHUNK - 1, CHUNK] {
                let text = format!("{}{c}質", "a".repeat(before));
                let found = patches(&text);
                assert_eq!(found.len(), 1, "U+{:04X} behind {before} bytes", u32::from(c));
                assert_eq!((found[0].start, found[0].end), (before, before + c.len_utf8()));
            }
        }
    }

    #[test]
    fn what_is_seen_stays() {
        let text = "一、“質押”——融資…\u{A0}\u{3000}\t\r\n（試行）\u{2028}\u{FFFD}é①★㎡\u{E000}";
        assert!(patches(text).is_empty());
    }
}
