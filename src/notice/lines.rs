//! The clean text as lines: trimmed, blank ones left out, each with a folded key that the rules look at.

use crate::text::sentence::{Pause, Pauses};
use crate::text::{Clean, Span, fold_char, is_han};

/// A line of at most this many characters is short; rules look at short lines and at the openings of long ones.
const KEY: usize = 80;

/// Characters of the opening of a long line.
const OPENING: usize = 40;

/// One line that is not blank, without the blanks around it.
#[derive(Debug, Clone)]
pub(super) struct Line<'t> {
    /// Where it stands.
    pub(super) span: Span<Clean>,
    /// Its text.
    pub(super) text: &'t str,
    /// The line folded, when it is short; else its first [`OPENING`] characters, folded.
    pub(super) key: String,
    /// Whether the key is the whole line.
    pub(super) whole: bool,
    /// Characters of the key.
    count: usize,
    /// Whether the cleaner found that the line does not belong to the page.
    pub(super) foreign: bool,
    /// Whether the reader of the file set the line aside; rules pass over it as over a foreign one.
    pub(super) aside: bool,
    /// Whether the line is no heading, whatever it begins with.
    pub(super) literal: bool,
    /// The level of the heading that the file marks it as, 1 for the highest; 0 for none.
    pub(super) level: u8,
    /// How many blank lines stand above it; at most 9.
    pub(super) blank: u8,
}

impl Line<'_> {
    /// Characters of the line, when it is short enough to be a heading; `usize::MAX` for longer ones.
    pub(super) fn len(&self) -> usize {
        if self.whole { self.count } else { usize::MAX }
    }

    /// The last character, folded, of a short line; `None` for longer ones.
    pub(super) fn last(&self) -> Option<char> {
        if self.whole { self.key.chars().next_back() } else { None }
    }

    /// Whether the line is short and does not end as a sentence does.
    pub(super) fn is_title_like(&self, most: usize) -> bool {
        self.len() <= most && !self.last().is_some_and(|c| NO_TITLE.has(c))
    }
}

/// What no title ends with. A colon announces something, which may be a case: 案例5：.
pub(super) const NO_TITLE: Pauses =
    Pauses::of(&[Pause::Full, Pause::Exclamation, Pause::Question, Pause::Semicolon, Pause::Comma, Pause::Enumeration]);

/// Whether `c` separates lines.
fn breaks(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Cuts `text` into lines. A line that is foreign in part is cut where the foreign part begins and ends.
pub(super) fn cut<'t>(text: &'t str, foreign: &[Span<Clean>]) -> Vec<Line<'t>> {
    let mut foreign: Vec<(usize, usize)> = foreign
        .iter()
        .map(|span| (floor(text, span.start), floor(text, span.end)))
        .filter(|(start, end)| start < end)
        .collect();
    foreign.sort_unstable();
    let mut lines = Vec::new();
    let (mut at, mut blank) = (0, 0);
    for piece in text.split_inclusive(breaks) {
        let before = lines.len();
        push(&mut lines, text, at, at + piece.len(), &foreign);
        at += piece.len();
        match lines.get_mut(before) {
            Some(line) => line.blank = std::mem::take(&mut blank),
            // A carriage return and a line feed end one line.
            None if piece == "\n" && text[..at].ends_with("\r\n") => {}
            None => blank = (blank + 1).min(9),
        }
    }
    lines
}

/// Marks the lines that begin in one of the sorted spans `aside`.
pub(super) fn set_aside(lines: &mut [Line<'_>], aside: &[Span<Clean>]) {
    for line in lines {
        let after = aside.partition_point(|span| span.start <= line.span.start);
        line.aside = !line.foreign && after > 0 && line.span.start < aside[after - 1].end;
        line.foreign |= line.aside;
    }
}

/// Marks the lines that begin in one of the sorted spans `literal`.
pub(super) fn set_literal(lines: &mut [Line<'_>], literal: &[Span<Clean>]) {
    for line in lines {
        let after = literal.partition_point(|span| span.start <= line.span.start);
        line.literal = after > 0 && line.span.start < literal[after - 1].end;
        if line.literal {
            line.level = 0;
        }
    }
}

/// Notes the level of the lines that begin in one of the sorted spans `headings`.
pub(super) fn set_levels(lines: &mut [Line<'_>], headings: &[(Span<Clean>, u8)]) {
    for line in lines.iter_mut().filter(|line| line.level == 0 && !line.literal) {
        let after = headings.partition_point(|(span, _)| span.start <= line.span.start);
        let own = after.checked_sub(1).map(|at| headings[at]).filter(|(span, _)| line.span.start < span.end);
        line.level = own.map_or(0, |(_, level)| level);
    }
}

/// The level of a heading in Markdown.
fn marked_level(text: &str) -> u8 {
    let marks = text.bytes().take_while(|&b| b == b'#').count();
    let set_off = text[marks..].starts_with([' ', '\t', '\u{3000}']);
    if (1..=6).contains(&marks) && set_off { marks as u8 } else { 0 }
}

/// Pushes the parts of `start..end` that are foreign and those that are not.
fn push<'t>(lines: &mut Vec<Line<'t>>, text: &'t str, start: usize, end: usize, foreign: &[(usize, usize)]) {
    let mut at = start;
    let first = foreign.partition_point(|&(_, foreign_end)| foreign_end <= start);
    for &(from, to) in foreign.get(first..).unwrap_or(&[]) {
        if from >= end {
            break;
        }
        let (from, to) = (from.clamp(at, end), to.clamp(at, end));
        push_trimmed(lines, text, at, from, false);
        push_trimmed(lines, text, from, to, true);
        at = to;
    }
    push_trimmed(lines, text, at, end, false);
}

fn push_trimmed<'t>(lines: &mut Vec<Line<'t>>, text: &'t str, start: usize, end: usize, foreign: bool) {
    let piece = &text[start..end];
    let trimmed = piece.trim();
    if trimmed.is_empty() {
        return;
    }
    let start = start + (piece.len() - piece.trim_start().len());
    // Characters are counted only where the number of bytes leaves it open.
    let whole = trimmed.len() <= KEY || (trimmed.len() <= 4 * KEY && trimmed.chars().count() <= KEY);
    let wanted = if whole { KEY } else { OPENING };
    let mut key = String::with_capacity(trimmed.len().min(3 * wanted));
    let mut count = 0;
    for c in trimmed.chars().take(wanted) {
        key.push(fold_char(c));
        count += 1;
    }
    lines.push(Line {
        span: Span::new(start, start + trimmed.len()),
        text: trimmed,
        key,
        whole,
        count,
        foreign,
        aside: false,
        literal: false,
        level: marked_level(trimmed),
        blank: 0,
    });
}

/// The last character boundary of `text` at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A line without the marks of a Markdown heading or of bold type.
pub(super) fn strip_marks(text: &str) -> &str {
    text.trim_start_matches('#').trim_matches(['*', ' ', '\u{3000}', '\u{A0}'])
}

/// What is compared when two titles are: letters, digits and Chinese characters, folded, nothing else.
pub(super) fn squeeze(text: &str) -> String {
    text.chars().map(fold_char).filter(|&c| is_han(c) || c.is_alphanumeric()).collect()
}

/// The pairs of neighbouring characters of a squeezed text, sorted: what its likeness to others is measured by. Made
/// once for a text that is compared with many.
#[derive(Debug, Clone)]
pub(super) struct Pairs(Vec<(char, char)>);

impl Pairs {
    pub(super) fn of(text: &str) -> Pairs {
        let mut pairs: Vec<(char, char)> = text.chars().zip(text.chars().skip(1)).collect();
        pairs.sort_unstable();
        Pairs(pairs)
    }

    /// How alike two texts are: Dice's coefficient over their pairs, 0 to 1.
    pub(super) fn likeness(&self, other: &Pairs) -> f64 {
        let (a, b) = (&self.0, &other.0);
        if a.is_empty() || b.is_empty() {
            return 0.0;
        }
        let (mut i, mut j, mut shared) = (0, 0, 0_usize);
        while i < a.len() && j < b.len() {
            match a[i].cmp(&b[j]) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    shared += 1;
                    i += 1;
                    j += 1;
                }
            }
        }
        2.0 * shared as f64 / (a.len() + b.len()) as f64
    }
}

/// How alike two squeezed texts are, as [`Pairs::likeness`] measures it.
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    Pairs::of(a).likeness(&Pairs::of(b))
}
