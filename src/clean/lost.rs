//! Text of which nothing is left: every character became a question mark. Whole pages, and runs in pages.

use super::grammar::is_numeral;
use super::scan::places;
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
    let mut places = places(text, b'?').peekable();
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

/// One or two question marks in `text` where nobody asks anything: at the beginning of a line, two in the middle of a
/// sentence, and behind the number of an article. A no-break blank or a byte-order mark became them, and which of these
/// cannot be told. In bytes, in order.
pub(super) fn blanks(text: &str) -> Vec<(usize, usize)> {
    let goes_on = |c: char| !c.is_whitespace() && !matches!(c, '?' | '”' | '’' | '」' | '』' | ')' | '》' | '"' | '!');
    let mut out: Vec<(usize, usize)> = Vec::new();
    let mut end = 0;
    for start in places(text, b'?') {
        if start < end {
            continue;
        }
        let count = text[start..].len() - text[start..].trim_start_matches('?').len();
        end = start + count;
        if count > 2 || !text[end..].starts_with(goes_on) {
            continue;
        }
        let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let before = &text[line..start];
        if before.trim().is_empty() || count == 2 && !before.ends_with(char::is_whitespace) || is_number(before) {
            out.push((start, end));
        }
    }
    out
}

/// Whether `line` is the number of an article and no more: 第一條.
fn is_number(line: &str) -> bool {
    let number =
        line.trim_start().strip_prefix('第').and_then(|rest| rest.strip_suffix(['條', '条', '章', '節', '节']));
    number.is_some_and(|number| !number.is_empty() && number.chars().all(|c| is_numeral(c) || c == '零'))
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
    fn question_marks_that_were_blanks() {
        let text = "?甲\n  ??乙\n第十二條?丙\n一、??丁\n戊?己\n庚??\n“辛??”\n???壬\n第一條?\n癸 ??子\n??";
        let found: Vec<&str> =
            blanks(text).into_iter().map(|(start, _)| text[..start].lines().last().unwrap_or("")).collect();
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(found[2..] == ["第十二條", "一、"]);
    }

    #[test]
    fn runs_of_question_marks() {
        let text = "甲??? ??? ??乙?丙??\n?????\n丁";
        let found: Vec<&str> = runs(text).into_iter().map(|(start, end)| &text[start..end]).collect();
        assert_eq!(found, ["??? ??? ??", "?????"]);
    }
}
