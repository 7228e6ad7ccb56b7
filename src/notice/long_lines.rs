//! Lines longer than any paragraph as several passages.
//!
//! A page that lost its line breaks, or was made by a program, may be one line of many megabytes. As one passage it would
//! be one document of the index, with all its words and places in memory at once, and one hit that nobody can read. So a
//! line longer than [`LONGEST`] becomes passages of that length at most, cut after a mark that ends a sentence where
//! there is one. What is given up: a search for characters in a row does not find them across such a cut.

use crate::text::sentence::{Pauses, is_closing};
use crate::text::{Clean, Span};

/// Bytes of the longest passage: 10,000 Chinese characters. The longest paragraphs of laws and judgments have a tenth.
const LONGEST: usize = 30_000;

/// The passages that the line at `span` of `text` is. Together with the blanks between them they are the line.
pub(super) fn pieces(text: &str, span: Span<Clean>) -> impl Iterator<Item = Span<Clean>> {
    let mut rest = Some(span);
    std::iter::from_fn(move || {
        let whole = rest.take()?;
        if whole.len() <= LONGEST {
            return Some(whole);
        }
        let (piece, behind) = text[whole.range()].split_at(cut(&text[whole.range()]));
        let end = whole.start + piece.trim_end().len();
        rest = Some(Span::new(whole.end - behind.trim_start().len(), whole.end));
        Some(Span::new(whole.start, end))
    })
}

/// Where to cut `line`, which is longer than [`LONGEST`].
fn cut(line: &str) -> usize {
    let longest = line.floor_char_boundary(LONGEST);
    let window = line.floor_char_boundary(LONGEST / 2);
    // Quotation marks and brackets that close behind the mark belong to the sentence.
    let after = |ends: &dyn Fn(char) -> bool| {
        line[window..longest].rmatch_indices(ends).find_map(|(at, mark)| {
            let at = window + at + mark.len();
            let end = at + line[at..].chars().take(3).take_while(|&c| is_closing(c)).map(char::len_utf8).sum::<usize>();
            (end <= longest).then_some(end)
        })
    };
    // ASCII marks may stand in an address, commas in a number, so what is as wide as the text comes first.
    let wide = |pauses: Pauses| move |c: char| !c.is_ascii() && pauses.has(c);
    after(&wide(Pauses::SENTENCE))
        .or_else(|| after(&|c| Pauses::SENTENCE.has(c)))
        .or_else(|| after(&|c| wide(Pauses::CLAUSE)(c) || matches!(c, ' ' | '\u{3000}' | '\t')))
        .unwrap_or(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn cut_up(text: &str) -> Vec<&str> {
        let spans: Vec<Span<Clean>> = pieces(text, Span::new(0, text.len())).collect();
        let mut at = 0;
        for span in &spans {
            assert!(text[at..span.start].trim().is_empty(), "only blanks are between the passages");
            assert!(!span.is_empty() && span.len() <= LONGEST);
            at = span.end;
        }
        assert_eq!(at, text.len(), "nothing is left");
        spans.iter().map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn a_paragraph_is_one_passage() {
        assert_eq!(cut_up("開展質押。").len(), 1);
        assert_eq!(cut_up(&"質".repeat(LONGEST / 3)).len(), 1);
    }

    #[test]
    fn a_longer_line_is_cut_after_sentences() {
        let sentence = "“開展專利質押融資。”";
        let text = sentence.repeat(5_000);
        let found = cut_up(&text);
        assert!(found.len() > 4 && found.iter().all(|piece| piece.ends_with(sentence)), "{}", found.len());
        let blanks = "他說. ".repeat(20_000);
        assert!(cut_up(blanks.trim()).iter().all(|piece| piece.ends_with('.') && piece.starts_with('他')));
    }

    #[test]
    fn without_marks_it_is_cut_between_characters() {
        assert_eq!(cut_up(&"質".repeat(25_000)).len(), 3);
        cut_up(&"a質🀄".repeat(20_000));
        let blank = format!("質{}押", " ".repeat(3 * LONGEST));
        assert_eq!(cut_up(&blank), ["質", "押"]);
    }
}
