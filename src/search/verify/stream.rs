//! Texts as the characters that count for a quotation: folded, one form of quotation marks, no blanks.
//!
//! A quotation is copied from a page, a table or a slide, and what changes on the way is the width and kind of
//! quotation marks and where blanks and line breaks stand. So these are left out of the comparison; every character
//! that counts keeps its place in the text it came from.

use std::ops::Range;

use crate::facts::whole_numbers;
use crate::query::gloss_variants;
use crate::text::numeral::Numerals;
use crate::text::{CharSpan, fold_char, is_invisible, usual};

/// Characters on either side of a break between passages, at least, where the quotation shows no break: two passages
/// that merely end and begin with the right figure are no source for it.
const ENOUGH: usize = 4;

/// A character of a quotation that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct QuoteChar {
    /// The character as it is compared.
    pub(super) c: char,
    /// Its first byte in the quotation as it was given.
    pub(super) start: usize,
    /// The byte after it.
    pub(super) end: usize,
    /// Its place among the characters of the quotation as it was given.
    pub(super) index: usize,
    /// Whether blanks or line breaks stand before it.
    pub(super) after_blank: bool,
    /// Whether a line break stands before it.
    pub(super) after_break: bool,
}

/// A character of the corpus that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TextChar {
    /// The character as it is compared.
    pub(super) c: char,
    /// Which of the passages of the stretch it stands in.
    pub(super) passage: usize,
    /// Its first byte in the passage.
    pub(super) start: usize,
    /// The byte after it.
    pub(super) end: usize,
    /// Its place among the characters of the passage.
    pub(super) index: usize,
}

/// The form in which a character is compared in quotations; `None` for what does not count: blanks, and characters
/// that nobody sees.
pub(super) fn counted(c: char) -> Option<char> {
    if c.is_whitespace() || is_invisible(c) {
        return None;
    }
    Some(match fold_char(c) {
        '“' | '”' | '„' | '‟' | '「' | '」' | '『' | '』' | '﹁' | '﹂' | '﹃' | '﹄' => '"',
        '‘' | '’' | '‚' | '‛' => '\'',
        c => c,
    })
}

/// Whether `c`, in the form of [`counted`], is a quotation mark.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '"' | '\'')
}

/// Whether `c` can be of a number, or of what belongs to one.
pub(super) fn of_number(c: char) -> bool {
    Numerals::FIGURE.has(c) || c.is_ascii_digit() || matches!(c, '.' | ',' | '·' | '-' | '点' | '分' | '负')
}

/// The numbers of passages in a row, in places among the characters that count.
pub(super) struct Numbers(Vec<Number>);

struct Number {
    number: Range<usize>,
    measured: Range<usize>,
}

impl Numbers {
    /// Of `passages`, whose characters are `text`.
    pub(super) fn of<'t>(passages: impl Iterator<Item = &'t str>, text: &[TextChar]) -> Numbers {
        let mut out = Vec::new();
        for (passage, of_passage) in passages.enumerate() {
            let place = |index: u32| text.partition_point(|c| (c.passage, c.index) < (passage, index as usize));
            let range = |span: CharSpan| place(span.start)..place(span.end);
            out.extend(
                whole_numbers(of_passage)
                    .into_iter()
                    .map(|whole| Number { number: range(whole.number), measured: range(whole.measured) }),
            );
        }
        Numbers(out)
    }

    /// `start..end`, widened to the whole of the numbers that it has a part of, and to the whole of their units and
    /// currencies where it has a part of those. A number may stand without its unit.
    pub(super) fn whole(&self, start: usize, end: usize) -> (usize, usize) {
        let (mut first, mut last) = (start, end);
        let from = self.0.partition_point(|known| known.number.end <= start);
        for Number { number, measured } in self.0[from..].iter().take_while(|known| known.number.start < end) {
            (first, last) = (first.min(number.start), last.max(number.end));
            if measured.start < start && start <= number.start {
                first = first.min(measured.start);
            }
            if number.end < end && end < measured.end {
                last = last.max(measured.end);
            }
        }
        (first, last)
    }
}

/// The bytes of `quote` from `start` to `end`, as it is compared, readings in brackets left out when `bare`.
///
/// `None` when `bare` and there is no such reading, so that nothing is compared twice.
pub(super) fn quote_chars(quote: &str, start: usize, end: usize, bare: bool) -> Option<Vec<QuoteChar>> {
    let text = &quote[start..end];
    let kept = if bare {
        let mut variants = gloss_variants(text);
        if variants.len() < 2 {
            return None;
        }
        variants.pop().unwrap_or_default()
    } else {
        text.to_owned()
    };
    let mut kept = kept.chars().peekable();
    let mut out = Vec::new();
    let (mut after_blank, mut after_break) = (false, false);
    let before = quote[..start].chars().count();
    for (index, (at, c)) in text.char_indices().enumerate() {
        // The bare text is the text with some characters left out, so one pass finds every kept one.
        if kept.peek() != Some(&c) {
            continue;
        }
        kept.next();
        match counted(c) {
            Some(counted) => {
                let start = start + at;
                out.push(QuoteChar {
                    c: counted,
                    start,
                    end: start + c.len_utf8(),
                    index: before + index,
                    after_blank,
                    after_break,
                });
                (after_blank, after_break) = (false, false);
            }
            None => {
                after_blank |= c.is_whitespace();
                after_break |= matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
            }
        }
    }
    as_usual(&mut out, |c| &mut c.c);
    Some(out)
}

/// The characters of passages in a row.
pub(super) fn text_chars<'t>(passages: impl Iterator<Item = &'t str>) -> Vec<TextChar> {
    let mut out = Vec::new();
    for (passage, text) in passages.enumerate() {
        for (index, (start, c)) in text.char_indices().enumerate() {
            if let Some(counted) = counted(c) {
                out.push(TextChar { c: counted, passage, start, end: start + c.len_utf8(), index });
            }
        }
    }
    as_usual(&mut out, |c| &mut c.c);
    out
}

/// Brings the words that have two ways of writing to the usual one.
fn as_usual<T>(chars: &mut [T], of: impl Fn(&mut T) -> &mut char) {
    let mut folded: Vec<char> = chars.iter_mut().map(|c| *of(c)).collect();
    usual(&mut folded);
    chars.iter_mut().zip(folded).for_each(|(c, usual)| *of(c) = usual);
}

/// Where `quote` stands in `text`, from the left and without overlap: places among the characters of `text`.
pub(super) fn occurrences(quote: &[QuoteChar], text: &[TextChar]) -> Vec<usize> {
    let mut out = Vec::new();
    let Some(first) = quote.first() else { return out };
    let mut at = 0;
    while at + quote.len() <= text.len() {
        let same = text[at].c == first.c && quote.iter().zip(&text[at..]).all(|(a, b)| a.c == b.c);
        if same && breaks_are_meant(quote, &text[at..at + quote.len()]) {
            out.push(at);
            at += quote.len();
        } else {
            at += 1;
        }
    }
    out
}

/// Whether the quotation runs over a break between passages only where it shows one, or with enough on either side.
fn breaks_are_meant(quote: &[QuoteChar], text: &[TextChar]) -> bool {
    (1..text.len()).all(|at| {
        text[at].passage == text[at - 1].passage || quote[at].after_blank || (at >= ENOUGH && text.len() - at >= ENOUGH)
    })
}

/// The stretches between ellipses, in bytes of `quote`; one when there is none. Dots in a row count from three on.
pub(super) fn between_ellipses(quote: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let (mut start, mut dots) = (0, 0);
    let mut end = 0;
    let chars = quote.char_indices().chain([(quote.len(), '\0')]);
    for (at, c) in chars {
        let dot = match c {
            '…' | '⋯' => 3,
            '.' | '．' | '。' if dots > 0 || followed_by_dots(&quote[at..]) => 1,
            _ => 0,
        };
        if dot > 0 {
            if dots == 0 {
                end = at;
            }
            dots += dot;
        } else if dots > 0 {
            if dots >= 3 {
                out.push((start, end));
                start = at;
            }
            dots = 0;
        }
    }
    out.push((start, quote.len()));
    out.retain(|&(start, end)| quote[start..end].chars().any(char::is_alphanumeric));
    out
}

fn followed_by_dots(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next();
    first == chars.next() && first == chars.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(quote: &str, bare: bool) -> Option<String> {
        quote_chars(quote, 0, quote.len(), bare).map(|chars| chars.iter().map(|c| c.c).collect())
    }

    #[test]
    fn what_counts_in_a_quotation() {
        assert_eq!(compared("「質押」 53 %", false).as_deref(), Some("\"质押\"53%"));
        assert_eq!(compared("質(zhì)押\u{200B}融\u{7}資", true).as_deref(), Some("质押融资"));
        assert_eq!(compared("自由實施(FTO)", true), None);
    }

    #[test]
    fn ellipses_split() {
        let parts = |quote: &str| -> Vec<String> {
            between_ellipses(quote).iter().map(|&(a, b)| quote[a..b].to_owned()).collect()
        };
        assert_eq!(parts("質押……融資"), ["質押", "融資"]);
        assert_eq!(parts("質押...融資"), ["質押", "融資"]);
        assert_eq!(parts("達1.33億元。共3.5億元"), ["達1.33億元。共3.5億元"]);
        assert_eq!(parts("……質押……"), ["質押"]);
        assert_eq!(parts("……"), Vec::<String>::new());
    }

    #[test]
    fn passages_that_merely_touch_are_no_source() {
        let text = text_chars(["共12", "家企業參加了會議"].into_iter());
        let found = |quote: &str| occurrences(&quote_chars(quote, 0, quote.len(), false).unwrap_or_default(), &text);
        assert_eq!(found("12家"), [] as [usize; 0]);
        assert_eq!(found("12\n家"), [1]);
        assert_eq!(found("家企業"), [3]);
    }
}
