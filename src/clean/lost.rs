//! Text of which nothing is left: every character became a question mark. Whole pages, and runs in pages.

use crate::text::is_han;

/// Question marks that a page must have before it counts as lost.
const FEWEST: usize = 8;

/// Whether `text` is a page whose Chinese characters all became question marks. Nothing can bring them back.
#[must_use]
pub fn is_lost(text: &str) -> bool {
    let (mut questions, mut han, mut visible) = (0_usize, 0_usize, 0_usize);
    for c in text.chars() {
        questions += usize::from(c == '?' || c == '\u{FFFD}');
        han += usize::from(is_han(c));
        visible += usize::from(!c.is_whitespace());
    }
    questions >= FEWEST && questions * 3 >= visible && han * 50 <= questions
}

/// The runs of question marks in `text` that were other characters and cannot be told: three and more in a row, blanks
/// between them included. In bytes, in order.
pub(super) fn runs(text: &str) -> Vec<(usize, usize)> {
    const BLANKS: [char; 4] = [' ', '\t', '\u{3000}', '\u{A0}'];
    let mut out: Vec<(usize, usize)> = Vec::new();
    let mut places = text.match_indices('?').map(|(at, _)| at).peekable();
    while let Some(start) = places.next() {
        let (mut count, mut end) = (1, start + 1);
        while let Some(next) = places.next_if(|&next| text[end..next].trim_start_matches(BLANKS).is_empty()) {
            count += 1;
            end = next + 1;
        }
        if count >= 3 {
            out.push((start, end));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_with_nothing_left() {
        assert!(is_lost("?? ???????\n??????? 2023? 12?"));
        assert!(is_lost(&"\u{FFFD}".repeat(20)));
        for text in [
            "",
            "???",
            "什么?什么?什么?什么?什么?什么?什么?什么?",
            "Is it? Why? Who? What? When? Where? How? Which one?",
        ] {
            assert!(!is_lost(text), "{text}");
        }
        assert!(!is_lost(&format!("{}質押融資", "?".repeat(30))), "something is left");
    }

    #[test]
    fn runs_of_question_marks() {
        let text = "甲??? ??? ??乙?丙??\n?????\n丁";
        let found: Vec<&str> = runs(text).into_iter().map(|(start, end)| &text[start..end]).collect();
        assert_eq!(found, ["??? ??? ??", "?????"]);
    }
}
