//! What differs between a quotation and the wording of the corpus, as runs of characters and as figures.

use std::ops::Range;

use super::align::Step;
use super::stream::{QuoteChar, TextChar};
use crate::api::{Change, ChangeKind, FigurePair, QuotePlace};
use crate::text::numeral::{Form, Numerals};
use crate::text::{Span, fold_char};

/// A run of characters that are the same in a quotation and in the corpus, or that differ; see [`Change`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) kind: ChangeKind,
    /// Bytes of the quotation.
    pub(super) quote: Range<usize>,
    pub(super) quote_char: usize,
    pub(super) piece: usize,
    /// Bytes of the piece's text.
    pub(super) text: Range<usize>,
    pub(super) text_char: usize,
}

impl Run {
    /// The run with its words.
    pub(super) fn told(&self, quote: &str, place: &QuotePlace) -> Change {
        let text = place.pieces.get(self.piece).and_then(|piece| piece.hit.text.get(self.text.clone()));
        Change {
            kind: self.kind,
            quote: quote.get(self.quote.clone()).unwrap_or_default().to_owned(),
            quoted: Span::new(self.quote.start, self.quote.end),
            quote_char: self.quote_char,
            piece: self.piece,
            text: text.unwrap_or_default().to_owned(),
            local: Span::new(self.text.start, self.text.end),
            text_char: self.text_char,
        }
    }
}

/// The steps of an alignment as runs, none of which crosses the bound of a passage.
pub(super) fn changes(quote: &[QuoteChar], text: &[TextChar], steps: &[Step]) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let first = text.first().map_or(0, |c| c.passage);
    let (mut q, mut t) = (0_usize, 0_usize);
    for &step in steps {
        let (in_quote, in_text) = (step != Step::Missing, step != Step::Extra);
        let kind = match step {
            Step::Same => ChangeKind::Equal,
            Step::Replace => ChangeKind::Replace,
            Step::Extra => ChangeKind::Extra,
            Step::Missing => ChangeKind::Missing,
        };
        // Where a side has nothing, the change stands before its next character, or after its last.
        let (quote_start, quote_char) = match (quote.get(q), quote.last()) {
            (Some(c), _) => (c.start, c.index),
            (None, Some(c)) => (c.end, c.index + 1),
            (None, None) => (0, 0),
        };
        let before = t.checked_sub(1).and_then(|before| text.get(before));
        let (passage, text_start, text_char) = match (text.get(t), before) {
            // What is missing belongs to the passage before it, unless that has ended.
            (Some(c), Some(before)) if !in_text && before.passage != c.passage => {
                (before.passage, before.end, before.index + 1)
            }
            (Some(c), _) => (c.passage, c.start, c.index),
            (None, Some(c)) => (c.passage, c.end, c.index + 1),
            (None, None) => (first, 0, 0),
        };
        let quote_end = if in_quote { quote[q].end } else { quote_start };
        let text_end = if in_text { text[t].end } else { text_start };
        match out.last_mut() {
            Some(last) if last.kind == kind && last.piece == passage - first => {
                last.quote.end = quote_end.max(last.quote.end);
                last.text.end = text_end.max(last.text.end);
            }
            _ => out.push(Run {
                kind,
                quote: quote_start..quote_end,
                quote_char,
                piece: passage - first,
                text: text_start..text_end,
                text_char,
            }),
        }
        q += usize::from(in_quote);
        t += usize::from(in_text);
    }
    out
}

/// Figures that differ, in the quotation and in the corpus.
pub(super) fn figures(quote: &str, place: &QuotePlace, changes: &[Run]) -> Vec<FigurePair> {
    let mut out = Vec::new();
    for change in changes.iter().filter(|change| change.kind != ChangeKind::Equal) {
        let Some(piece) = place.pieces.get(change.piece) else { continue };
        let ours = figure_around(quote, change.quote.clone());
        let theirs = figure_around(&piece.hit.text, change.text.clone());
        let pair = FigurePair { quote: ours.to_owned(), text: theirs.to_owned() };
        if is_figure(ours) && is_figure(theirs) && ours != theirs && !out.contains(&pair) {
            out.push(pair);
        }
    }
    out
}

/// Numerals of figures in texts; on a cheque nobody compares them, and elsewhere 陆 is a surname.
const NUMERALS: Numerals = Numerals::COUNTING.and(&[Form::Large, Form::Pair]);

/// Whether `c` is of a figure wherever it stands.
fn is_numeral(c: char) -> bool {
    c.is_numeric() || c == '半' || NUMERALS.has(fold_char(c))
}

/// The figure that holds or touches the bytes `at` of `text`, with its unit of counting.
fn figure_around(text: &str, at: Range<usize>) -> &str {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let digit = |place: Option<usize>| place.and_then(|at| chars.get(at)).is_some_and(|(_, c)| c.is_numeric());
    let in_figure = |place: usize| {
        let Some(&(_, c)) = chars.get(place) else { return false };
        // A point or a comma is of the figure between digits only.
        let between = matches!(c, '.' | '．' | ',' | '，') && digit(place.checked_sub(1)) && digit(Some(place + 1));
        // 六成, and 成 of nothing else.
        let tenths =
            c == '成' && place.checked_sub(1).and_then(|at| chars.get(at)).is_some_and(|&(_, c)| is_numeral(c));
        between || tenths || is_numeral(c) || matches!(c, '%' | '％' | '元' | '年' | '月' | '日')
    };
    let mut first = chars.partition_point(|&(start, _)| start < at.start);
    let mut end = chars.partition_point(|&(start, _)| start < at.end);
    while first > 0 && in_figure(first - 1) {
        first -= 1;
    }
    while in_figure(end) {
        end += 1;
    }
    let byte = |place: usize| chars.get(place).map_or(text.len(), |&(start, _)| start);
    &text[byte(first)..byte(end)]
}

fn is_figure(text: &str) -> bool {
    text.chars().any(is_numeral)
}
