//! The part of a passage that is shown: the best window around the marks, on the bounds of sentences.

use unicode_width::UnicodeWidthChar;

use super::wrap::columns;
use crate::text::{Local, Span};

/// A part of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The part.
    pub span: Span<Local>,
    /// Whether something was left out before it.
    pub cut_before: bool,
    /// Whether something was left out after it.
    pub cut_after: bool,
}

/// The part of `text` that is at most about `width` columns wide and shows most of `marks`, which are sorted, whole
/// sentences where they fit, otherwise cut at commas, otherwise anywhere.
#[must_use]
pub fn window(text: &str, marks: &[Span<Local>], width: usize) -> Window {
    let all = Span::new(0, text.len());
    let whole = Window { span: all, cut_before: false, cut_after: false };
    if columns(text) <= width {
        return whole;
    }
    let pieces = pieces(text, width);
    // Marks in each piece, and its width; the best run of pieces that fits has the most marks, and begins earliest.
    let before = |at: usize| marks.partition_point(|mark| mark.start < at);
    let weights: Vec<(usize, usize)> =
        pieces.iter().map(|piece| (before(piece.end) - before(piece.start), columns(&text[piece.range()]))).collect();
    let (mut best, mut best_held) = (0..1, 0);
    for first in 0..pieces.len() {
        let (mut held, mut used) = (0, 0);
        for last in first..pieces.len() {
            held += weights[last].0;
            used += weights[last].1;
            if used > width && last > first {
                break;
            }
            // A run that begins with a piece without marks is only taken for the start of the passage.
            if held > best_held && (weights[first].0 > 0 || first == 0) {
                (best, best_held) = (first..last + 1, held);
            }
        }
    }
    // What room is left goes to the sentences that follow, then to those before.
    let mut used: usize = weights[best.clone()].iter().map(|weight| weight.1).sum();
    while best.end < pieces.len() && used + weights[best.end].1 <= width {
        used += weights[best.end].1;
        best.end += 1;
    }
    while best.start > 0 && used + weights[best.start - 1].1 <= width {
        best.start -= 1;
        used += weights[best.start].1;
    }
    let span = Span::new(pieces[best.start].start, pieces[best.end - 1].end);
    Window { span, cut_before: span.start > 0, cut_after: span.end < text.len() }
}

/// Splits `text` at the ends of sentences, longer ones at commas, and what is still too wide anywhere.
fn pieces(text: &str, width: usize) -> Vec<Span<Local>> {
    let mut out = Vec::new();
    for sentence in
        split(text, Span::new(0, text.len()), |c| matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';' | '\n'))
    {
        if columns(&text[sentence.range()]) <= width {
            out.push(sentence);
            continue;
        }
        for part in split(text, sentence, |c| matches!(c, '，' | ',' | '、' | '：' | ':')) {
            let mut start = part.start;
            let mut used = 0;
            for (at, c) in text[part.range()].char_indices() {
                let wide = c.width().unwrap_or(0);
                if used + wide > width && used > 0 {
                    out.push(Span::new(start, part.start + at));
                    (start, used) = (part.start + at, 0);
                }
                used += wide;
            }
            out.push(Span::new(start, part.end));
        }
    }
    out
}

/// Splits `span` of `text` after each character for which `ends` holds and the closing marks that follow it.
fn split(text: &str, span: Span<Local>, ends: impl Fn(char) -> bool) -> Vec<Span<Local>> {
    let mut out = Vec::new();
    let mut start = span.start;
    let mut ending = false;
    for (at, c) in text[span.range()].char_indices() {
        if ending && !matches!(c, '”' | '’' | '」' | '』' | '》' | ')' | '）') && !ends(c) {
            out.push(Span::new(start, span.start + at));
            start = span.start + at;
            ending = false;
        }
        ending |= ends(c);
    }
    if start < span.end {
        out.push(Span::new(start, span.end));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marks(text: &str, word: &str) -> Vec<Span<Local>> {
        text.match_indices(word).map(|(at, word)| Span::new(at, at + word.len())).collect()
    }

    #[test]
    fn a_window_keeps_to_sentences() {
        let text = "第一句話很長很長很長。第二句講質押。第三句講質押和“質押。”第四句。";
        let shown = window(text, &marks(text, "質押"), 40);
        assert_eq!(&text[shown.span.range()], "第二句講質押。第三句講質押和“質押。”");
        assert!(shown.cut_before && shown.cut_after);
        assert_eq!(window(text, &[], 1000).span, Span::new(0, text.len()));
    }

    proptest! {
        #[test]
        fn a_window_is_on_boundaries_and_has_a_mark(text in "[一-三，。；a ]{0,80}", width in 1..60_usize) {
            let marks = marks(&text, "二");
            let shown = window(&text, &marks, width);
            prop_assert!(text.get(shown.span.range()).is_some());
            prop_assert!(marks.is_empty() || marks.iter().any(|mark| shown.span.contains(*mark)));
            prop_assert!(columns(&text[shown.span.range()]) <= width.max(2));
        }
    }
}
