//! Where running text pauses: the one list of marks that end a line, a sentence or a clause, in either width.
//!
//! | pause | marks |
//! | --- | --- |
//! | [`Line`](Pause::Line), [`Return`](Pause::Return) | the line feed, the carriage return |
//! | [`Full`](Pause::Full) | `。` `｡` |
//! | [`Exclamation`](Pause::Exclamation), [`Question`](Pause::Question) | `！` `!`, `？` `?` |
//! | [`Semicolon`](Pause::Semicolon), [`Colon`](Pause::Colon) | `；` `;`, `：` `:` |
//! | [`Comma`](Pause::Comma), [`Enumeration`](Pause::Enumeration) | `，` `,`, `、` `､` |
//!
//! The full stop of Latin text is none of them: it stands in figures, numbers and addresses. Which pauses end something
//! depends on what is asked, so every question names its [`Pauses`]; a sentence of the query language ends at
//! [`Pauses::SENTENCE`]. Folded text and text as it stands give the same answers. Offsets are bytes.

use std::ops::Range;

/// A mark at which running text pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum Pause {
    /// The line feed.
    Line = 1,
    /// The carriage return.
    Return = 1 << 1,
    /// 。
    Full = 1 << 2,
    /// ！
    Exclamation = 1 << 3,
    /// ？
    Question = 1 << 4,
    /// ；
    Semicolon = 1 << 5,
    /// ：
    Colon = 1 << 6,
    /// ，
    Comma = 1 << 7,
    /// 、
    Enumeration = 1 << 8,
}

impl Pause {
    /// The pause that `c` is.
    #[inline]
    #[must_use]
    pub const fn of(c: char) -> Option<Pause> {
        Some(match c {
            '\n' => Pause::Line,
            '\r' => Pause::Return,
            '。' | '｡' | '︒' => Pause::Full,
            '!' | '！' | '︕' | '﹗' => Pause::Exclamation,
            '?' | '？' | '︖' | '﹖' => Pause::Question,
            ';' | '；' | '︔' | '﹔' => Pause::Semicolon,
            ':' | '：' | '︓' | '﹕' => Pause::Colon,
            ',' | '，' | '︐' | '﹐' => Pause::Comma,
            '、' | '､' | '︑' | '﹑' => Pause::Enumeration,
            _ => return None,
        })
    }
}

/// A set of pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pauses(u16);

impl Pauses {
    /// What ends a sentence: 。！？；and the end of the line.
    pub const SENTENCE: Pauses =
        Pauses::of(&[Pause::Line, Pause::Full, Pause::Exclamation, Pause::Question, Pause::Semicolon]);
    /// What ends a clause: every pause.
    pub const CLAUSE: Pauses = Pauses::SENTENCE.and(&[Pause::Return, Pause::Colon, Pause::Comma, Pause::Enumeration]);

    /// The set of `pauses`.
    #[must_use]
    pub const fn of(pauses: &[Pause]) -> Pauses {
        Pauses(0).and(pauses)
    }

    /// The set with `more` in it.
    #[must_use]
    pub const fn and(self, more: &[Pause]) -> Pauses {
        let (mut set, mut at) = (self.0, 0);
        while at < more.len() {
            set |= more[at] as u16;
            at += 1;
        }
        Pauses(set)
    }

    /// Whether `c` is one of these pauses.
    #[inline]
    #[must_use]
    pub const fn has(self, c: char) -> bool {
        match Pause::of(c) {
            Some(pause) => self.0 & pause as u16 != 0,
            None => false,
        }
    }
}

/// Whether `c` is a closing bracket or quotation mark, which belongs to the sentence that ends before it.
#[must_use]
pub fn is_closing(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '》' | '〉' | ')' | '）' | '】' | '〕' | '"')
}

/// What stands around `inner` in `text` between `pauses`: with the mark that ends it, without the one before it. An
/// `inner` that ends in such a mark needs nothing after it, and one with such marks inside has all of what they part.
///
/// `inner` must lie in `text` on character boundaries; it is part of the answer.
#[must_use]
pub fn around(text: &str, inner: Range<usize>, pauses: Pauses) -> Range<usize> {
    let ends = |&(_, c): &(usize, char)| pauses.has(c);
    let start = text[..inner.start].char_indices().rev().find(ends).map_or(0, |(at, c)| at + c.len_utf8());
    let closed = text[inner.clone()].chars().next_back().is_some_and(|c| pauses.has(c));
    let end = match text[inner.end..].char_indices().find(ends) {
        _ if closed => inner.end,
        Some((at, c)) => inner.end + at + c.len_utf8(),
        None => text.len(),
    };
    start..end
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::fold_char;

    const ALL: [Pause; 9] = [
        Pause::Line,
        Pause::Return,
        Pause::Full,
        Pause::Exclamation,
        Pause::Question,
        Pause::Semicolon,
        Pause::Colon,
        Pause::Comma,
        Pause::Enumeration,
    ];

    #[test]
    fn folding_changes_no_pause() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            assert_eq!(Pause::of(c), Pause::of(fold_char(c)), "{c:?}");
        }
    }

    #[test]
    fn sets() {
        for pause in ALL {
            assert_eq!(Pauses::of(&[pause]).0.count_ones(), 1, "{pause:?}");
        }
        assert_eq!(Pauses::CLAUSE, Pauses::of(&ALL));
        for c in "。！？；!?;\n".chars() {
            assert!(Pauses::SENTENCE.has(c), "{c:?}");
        }
        for c in "，：、,:\r.．…—”)質 ".chars() {
            assert!(!Pauses::SENTENCE.has(c), "{c:?}");
        }
    }

    #[test]
    fn what_stands_around() {
        let text = "甲。 乙2億元，丙；丁《戊。己》辛";
        let found = |word: &str, pauses| {
            let at = text.find(word).unwrap_or_default();
            &text[around(text, at..at + word.len(), pauses)]
        };
        assert_eq!(found("2億元", Pauses::SENTENCE), " 乙2億元，丙；");
        assert_eq!(found("2億元", Pauses::CLAUSE), " 乙2億元，");
        assert_eq!(found("甲", Pauses::SENTENCE), "甲。");
        assert_eq!(found("《戊。己》", Pauses::SENTENCE), "丁《戊。己》辛");
        assert_eq!(found("丙；", Pauses::SENTENCE), " 乙2億元，丙；");
    }

    proptest! {
        /// Against a walk over the characters, one by one.
        #[test]
        fn around_is_the_nearest_ends(text in "[甲乙。；,!\n]{0,24}", a in 0..25_usize, b in 0..25_usize) {
            let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (first, last) = (a.min(b).min(bounds.len() - 1), a.max(b).min(bounds.len() - 1));
            let chars: Vec<char> = text.chars().collect();
            let ends = |at: usize| Pauses::SENTENCE.has(chars[at]);
            let mut from = first;
            while from > 0 && !ends(from - 1) {
                from -= 1;
            }
            let mut to = last;
            let mut open = first == last || !ends(last - 1);
            while open && to < chars.len() {
                to += 1;
                open = !ends(to - 1);
            }
            prop_assert_eq!(around(&text, bounds[first]..bounds[last], Pauses::SENTENCE), bounds[from]..bounds[to]);
        }
    }
}
