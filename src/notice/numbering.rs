//! Numbering: what stands before a heading or an item (`一、`, `（二）`, `3.`, `第四章`, `案例5:`) and its number.
//!
//! Everything here looks at folded keys, where brackets, colons and digits have one form.

use crate::text::is_han;
use crate::text::numeral::{Chars, Numerals, Written, scan};

/// A number in front of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// `第一編`, `第二章`, `第三節`, `第一部分`.
    Chapter,
    /// `第四條`.
    Article,
    /// `一、`.
    Chinese,
    /// `（一）`.
    ChineseParen,
    /// `1.` or `1、`.
    Digit,
    /// `(1)`, `1)` or `①`.
    DigitParen,
}

impl Kind {
    /// The depth of a list item, outermost first; `None` for what is no list.
    pub(super) fn depth(self) -> Option<u8> {
        match self {
            Kind::Chapter | Kind::Article => None,
            Kind::Chinese => Some(0),
            Kind::ChineseParen => Some(1),
            Kind::Digit => Some(2),
            Kind::DigitParen => Some(3),
        }
    }
}

/// A number in front of a line, and where what it numbers begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker {
    pub(super) kind: Kind,
    pub(super) number: u32,
    /// Characters of the key before the rest.
    pub(super) skip: usize,
}

/// The number that `key` begins with.
pub(super) fn marker(key: &str) -> Option<Marker> {
    let chars = Cursor::new(key);
    // Most lines are none of this; look at the first character only.
    let first = chars.peek(0)?;
    match first {
        '第' => ordinal(chars),
        '(' => parenthesised(chars),
        '0'..='9' => digits(chars),
        '①'..='⑳' => Some(Marker { kind: Kind::DigitParen, number: first as u32 - '①' as u32 + 1, skip: 1 }),
        _ => {
            let (number, at) = chinese_number(chars, 0)?;
            let at = chars.blank(at);
            matches!(chars.peek(at)?, '、' | '.' | '．').then(|| Marker {
                kind: Kind::Chinese,
                number,
                skip: chars.blank(at + 1),
            })
        }
    }
}

fn ordinal(chars: Cursor<'_>) -> Option<Marker> {
    let (number, at) = any_number(chars, chars.blank(1))?;
    let at = chars.blank(at);
    let (kind, len) = match (chars.peek(at)?, chars.peek(at + 1)) {
        ('部', Some('分')) | ('分', Some('编')) => (Kind::Chapter, 2),
        ('编' | '章' | '节' | '篇', _) => (Kind::Chapter, 1),
        ('条', _) => (Kind::Article, 1),
        _ => return None,
    };
    let end = at + len;
    // 第一章程 is no chapter: something must set the name off, or the line must end.
    let after = chars.peek(end);
    let set_off = after.is_none_or(|c| !is_han(c)) || kind == Kind::Article;
    set_off.then(|| Marker { kind, number, skip: chars.skip_any(end, &[':', '、', '.']) })
}

fn parenthesised(chars: Cursor<'_>) -> Option<Marker> {
    let at = chars.blank(1);
    let (number, kind, at) = match chinese_number(chars, at) {
        Some((number, at)) => (number, Kind::ChineseParen, at),
        None => {
            let (number, at) = digit_number(chars, at)?;
            (number, Kind::DigitParen, at)
        }
    };
    let at = chars.blank(at);
    (chars.peek(at)? == ')').then(|| Marker { kind, number, skip: chars.skip_any(at + 1, &['、', '.']) })
}

fn digits(chars: Cursor<'_>) -> Option<Marker> {
    let (number, at) = digit_number(chars, 0)?;
    let next = chars.peek(at)?;
    match next {
        // 1.33億 and 3.1 are numbers with a fraction, or sections of a section.
        '.' | '．' | '、' => {
            let after = chars.peek(at + 1);
            (!after.is_some_and(|c| c.is_ascii_digit())).then(|| Marker {
                kind: Kind::Digit,
                number,
                skip: chars.blank(at + 1),
            })
        }
        ')' => Some(Marker { kind: Kind::DigitParen, number, skip: chars.blank(at + 1) }),
        _ => None,
    }
}

/// A position in a key, in characters; keys are short, so characters are found by walking.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'k> {
    key: &'k str,
}

impl<'k> Cursor<'k> {
    pub(super) fn new(key: &'k str) -> Self {
        Cursor { key }
    }

    pub(super) fn peek(self, at: usize) -> Option<char> {
        self.key.chars().nth(at)
    }

    /// The first position from `at` that is not blank.
    pub(super) fn blank(self, at: usize) -> usize {
        at + self.key.chars().skip(at).take_while(|c| c.is_whitespace()).count()
    }

    /// Skips blanks, at most one of `marks`, and blanks.
    pub(super) fn skip_any(self, at: usize, marks: &[char]) -> usize {
        let at = self.blank(at);
        if self.peek(at).is_some_and(|c| marks.contains(&c)) { self.blank(at + 1) } else { at }
    }
}

impl Chars for Cursor<'_> {
    fn char_at(&self, at: usize) -> Option<char> {
        self.peek(at)
    }
}

/// A number in digits or in Chinese numerals that begins at character `at`, and where it ends.
pub(super) fn any_number(chars: Cursor<'_>, at: usize) -> Option<(u32, usize)> {
    let found = scan(&chars, at, Numerals::HEADING)?;
    // Nothing is numbered that far in digits.
    let short = found.written != Written::Arabic || found.end - at <= 4;
    short.then_some((u32::try_from(found.value).ok()?, found.end))
}

fn digit_number(chars: Cursor<'_>, at: usize) -> Option<(u32, usize)> {
    chars.peek(at)?.is_ascii_digit().then(|| any_number(chars, at))?
}

fn chinese_number(chars: Cursor<'_>, at: usize) -> Option<(u32, usize)> {
    Numerals::HEADING.has(chars.peek(at)?).then(|| any_number(chars, at))?
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::text::fold;

    #[track_caller]
    fn check(line: &str, expected: Option<(Kind, u32, &str)>) {
        let key = fold(line);
        let found = marker(&key).map(|m| (m.kind, m.number, key.chars().skip(m.skip).collect::<String>()));
        let expected = expected.map(|(kind, number, rest)| (kind, number, rest.to_owned()));
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn numbers_before_lines() {
        check("一、工作背景", Some((Kind::Chinese, 1, "工作背景")));
        check("二十一、 工作", Some((Kind::Chinese, 21, "工作")));
        check("（三）聚焦", Some((Kind::ChineseParen, 3, "聚焦")));
        check("10.臺州", Some((Kind::Digit, 10, "台州")));
        check("1、标题", Some((Kind::Digit, 1, "标题")));
        check("１．標題", Some((Kind::Digit, 1, "标题")));
        check("(2) 项目", Some((Kind::DigitParen, 2, "项目")));
        check("③项目", Some((Kind::DigitParen, 3, "项目")));
        check("第一章 总则", Some((Kind::Chapter, 1, "总则")));
        check("第十二条　本条例", Some((Kind::Article, 12, "本条例")));
        check("第一部分 典型案例", Some((Kind::Chapter, 1, "典型案例")));
        check("壹、總則", Some((Kind::Chinese, 1, "总则")));
        check("第一百零五條 本法", Some((Kind::Article, 105, "本法")));
    }

    #[test]
    fn no_numbers() {
        for line in ["1.33億元", "2022年", "一是引入", "第一章程", "三十六条", "", "一", "(试行)", "案例1", "99999."]
        {
            check(line, None);
        }
    }
}
