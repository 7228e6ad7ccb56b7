//! Pages on which text is drawn: pieces of text to lines, and lines to paragraphs.
//!
//! A line goes on in the next one when it reaches the right edge of its column and the next begins at the left one.
//! Where both are so and a sentence ends just there, the next line is a new paragraph unless the file marks the two as
//! one, or unless it indents its paragraphs and this one is not.
//!
//! | file | what |
//! | --- | --- |
//! | `page.rs` | what is drawn on a page |
//! | `columns.rs` | columns that are drawn across, one after the other |

mod columns;
mod page;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::text::is_han;
use crate::text::numeral::Numerals;
use crate::text::sentence::Pauses;

pub(super) use page::{Page, Piece};

/// A paragraph, or whatever else stands in lines of its own.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Paragraph {
    pub(super) text: String,
    /// The page on which it begins, from 0.
    pub(super) page: usize,
    /// The level of the heading that it looks like; 0 for none.
    pub(super) heading: u8,
    /// Whether it is a page number or a running head rather than text.
    pub(super) aside: bool,
}

impl Paragraph {
    /// One of the text, on this page.
    pub(super) fn plain(text: String, page: usize) -> Paragraph {
        Paragraph { text, page, heading: 0, aside: false }
    }
}

/// A line of a page.
#[derive(Debug)]
struct Line {
    /// Without blanks at the end.
    text: String,
    /// The blanks that were meant: programs end lines with plain spaces, authors write wider ones.
    blanks: String,
    page: usize,
    left: f32,
    right: f32,
    base: f32,
    size: f32,
    mark: i64,
    /// Whether it is a page number or a running head.
    aside: bool,
}

/// The paragraphs of the pages.
pub(super) fn paragraphs(pages: Vec<Page>) -> Vec<Paragraph> {
    let mut lines = Vec::new();
    let mut edges = Vec::new();
    for (number, page) in pages.into_iter().enumerate() {
        edges.push((page.bottom, page.top));
        lines.extend(page_lines(page.pieces, number));
    }
    mark_furniture(&mut lines, &edges);
    let (aside, lines): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| line.aside);
    let body = body_size(&lines);
    let margins = Margins::of(&lines);
    let mut out: Vec<Paragraph> = Vec::new();
    let mut last: Option<&Line> = None;
    for line in &lines {
        match (last, out.last_mut()) {
            (Some(before), Some(paragraph)) if margins.continues(before, line) => {
                paragraph.text.push_str(&before.blanks);
                join(&mut paragraph.text, &line.text);
            }
            _ => out.push(Paragraph {
                text: line.text.clone(),
                page: line.page,
                heading: heading(line, body),
                aside: false,
            }),
        }
        last = Some(line);
    }
    // What surrounds the text of a page stands after the last paragraph that begins on it, in the order of the file:
    // a paragraph that goes on over the end of the page stays whole.
    out.extend(aside.into_iter().map(|line| Paragraph { text: line.text, page: line.page, heading: 0, aside: true }));
    out.sort_by_key(|paragraph| paragraph.page);
    out
}

/// Puts the pieces of a page together to lines, in the order in which they are drawn.
fn page_lines(pieces: Vec<Piece>, page: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for piece in columns::in_reading_order(pieces) {
        let blank = piece.text.trim().is_empty();
        if let Some(line) = lines.last_mut() {
            let size = line.size.max(piece.size);
            // A raised note mark belongs to its line as well.
            let level = (line.base - piece.base).abs() < size * 0.45;
            let follows = piece.left > line.right - size * 0.6;
            // Text that is drawn twice, a little apart, is bold to the eye.
            let again =
                level && !blank && line.text.ends_with(&piece.text) && (piece.right - line.right).abs() < size * 0.3;
            if again && piece.left < line.right - size * 0.3 {
                continue;
            }
            if level && follows && piece.left - line.right < size * 12.0 {
                if !blank {
                    let gap = piece.left - line.right;
                    push(&mut line.text, &piece.text, gap / size);
                } else if let Some(wide) = piece.text.chars().find(|c| !matches!(c, ' ' | '\t' | '\u{A0}')) {
                    line.text.push(wide);
                } else if !line.text.ends_with(char::is_whitespace) {
                    line.text.push(' ');
                }
                line.right = piece.right.max(line.right);
                if !blank && piece.size > line.size {
                    (line.size, line.base) = (piece.size, piece.base);
                }
                continue;
            }
        }
        if !blank {
            let Piece { text, left, right, base, size, mark } = piece;
            lines.push(Line { text, blanks: String::new(), page, left, right, base, size, mark, aside: false });
        }
    }
    for line in &mut lines {
        // Trailing blanks would feign a full line.
        let blanks = line.text.chars().rev().take_while(|c| c.is_whitespace()).count();
        let wide = line.text.chars().rev().take(blanks).filter(|&c| c == '\u{3000}').count();
        line.right -= line.size * (wide as f32 + (blanks - wide) as f32 * 0.3);
        line.blanks = line.text[line.text.trim_end().len()..].replace([' ', '\t'], "");
        line.text.truncate(line.text.trim_end().len());
        line.text = line.text.replace('\0', "");
    }
    lines.retain(|line| !line.text.trim().is_empty());
    lines
}

/// Appends a piece that begins `gap` font sizes after the end of `text`.
fn push(text: &mut String, piece: &str, gap: f32) {
    let (Some(last), Some(first)) = (text.chars().next_back(), piece.chars().next()) else {
        text.push_str(piece);
        return;
    };
    let blank = last.is_whitespace() || first.is_whitespace();
    // Chinese is set with more room between the characters when a line is justified.
    let word = if is_wide(last) && is_wide(first) { 0.4 } else { 0.2 };
    if gap > 3.0 {
        text.push('\t');
    } else if gap > word && !blank {
        text.push(' ');
    }
    text.push_str(piece);
}

/// Appends the next line of a paragraph. A word that was divided at the end of the line is whole again.
fn join(text: &mut String, line: &str) {
    let line = line.trim_start();
    let (Some(last), Some(first)) = (text.chars().next_back(), line.chars().next()) else { return };
    if matches!(last, '-' | '\u{AD}' | '\u{2010}') {
        let mut before = text.chars().rev().skip(1);
        let word = before.next().is_some_and(|c| c.is_alphabetic() && !is_wide(c));
        // 5-year and A-share are written so; a soft hyphen is nothing but a division.
        if last == '\u{AD}' || word && first.is_lowercase() && before.next().is_some_and(char::is_alphabetic) {
            text.truncate(text.len() - last.len_utf8());
        }
    } else if !(is_wide(last) || is_wide(first) || last.is_whitespace()) {
        text.push(' ');
    }
    text.push_str(line);
}

/// Chinese characters and the marks that are as wide as they are.
fn is_wide(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}' | '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}

/// Marks page numbers and running heads: short lines at the edge of a page that count the pages or recur on them.
fn mark_furniture(lines: &mut [Line], edges: &[(f32, f32)]) {
    /// The share of a page's height that is margin at either end.
    const MARGIN: f32 = 0.12;
    /// The same for a number between dashes, which stands there for nothing else.
    const WIDE: f32 = 0.2;
    let within = |line: &Line, share: f32| {
        let (bottom, top) = edges[line.page];
        let margin = (top - bottom) * share;
        line.base < bottom + margin || line.base > top - margin
    };
    let in_margin = |line: &Line| within(line, MARGIN);
    // Numbers differ from page to page, so they are all alike here.
    let shape = |line: &Line| {
        let text: String = line
            .text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| if c.is_ascii_digit() { '#' } else { c })
            .collect();
        (text, (line.base / 4.0).round() as i32)
    };
    let mut seen: HashMap<(String, i32), usize> = HashMap::new();
    for line in lines.iter().filter(|line| in_margin(line)) {
        *seen.entry(shape(line)).or_default() += 1;
    }
    // Left and right pages have heads of their own, and some pages have none.
    let recurs = |line: &Line| seen.get(&shape(line)).is_some_and(|&n| n >= 3 && n * 3 >= edges.len());
    // The outermost line at either end of each page.
    let mut outermost: HashMap<usize, (f32, f32)> = HashMap::new();
    for line in lines.iter() {
        let ends = outermost.entry(line.page).or_insert((line.base, line.base));
        *ends = (ends.0.min(line.base), ends.1.max(line.base));
    }
    let at_end =
        |line: &Line| outermost.get(&line.page).is_some_and(|&(low, high)| line.base <= low || line.base >= high);
    let found: Vec<bool> = lines
        .iter()
        .map(|line| {
            let number = at_end(line) && is_page_number(&line.text);
            in_margin(line) && (recurs(line) || number) || number && is_dashed(&line.text) && within(line, WIDE)
        })
        .collect();
    for (line, aside) in lines.iter_mut().zip(found) {
        line.aside = aside;
    }
}

/// Whether a line is nothing but a page number: `12`, `- 12 -`, `— 12 —`, `第12页`, `第 1 页 共 6 页`, `1/6`, `Page 1 of 6`.
fn is_page_number(text: &str) -> bool {
    if text.chars().count() > 20 {
        return false;
    }
    let text = text.to_lowercase().replace("page", "").replace("of", "");
    let rest: String = text.chars().filter(|c| !c.is_whitespace() && !"-—–－―·•~～第页頁共/".contains(*c)).collect();
    let digits = rest.chars().map(|c| if ('０'..='９').contains(&c) { '0' } else { c });
    (1..=8).contains(&rest.chars().count())
        && (digits.clone().all(|c| c.is_ascii_digit()) || rest.chars().all(|c| "ivxlc".contains(c)))
}

/// Whether a page number stands between dashes or says that it is one.
fn is_dashed(text: &str) -> bool {
    let text = text.trim();
    let dash = |c: char| matches!(c, '-' | '—' | '–' | '－' | '―');
    text.starts_with(dash) && text.ends_with(dash) || text.starts_with('第') && text.contains(['页', '頁'])
}

/// The size of the running text, in points.
fn body_size(lines: &[Line]) -> f32 {
    let mut chars: HashMap<i32, usize> = HashMap::new();
    for line in lines {
        *chars.entry((line.size * 2.0).round() as i32).or_default() += line.text.chars().count();
    }
    chars.into_iter().max_by_key(|&(size, count)| (count, size)).map_or(0.0, |(size, _)| size as f32 / 2.0)
}

/// The level of heading that a line's size makes it.
fn heading(line: &Line, body: f32) -> u8 {
    let count = line.text.chars().count();
    let ends = line.text.ends_with(['。', '；', '，', '：']);
    match line.size / body.max(1.0) {
        _ if count > 60 || ends || line.text.chars().all(|c| !c.is_alphanumeric()) => 0,
        ratio if ratio >= 1.45 => 1,
        ratio if ratio >= 1.15 => 2,
        _ => 0,
    }
}

/// Where the columns of a file begin and end.
struct Margins {
    left: Vec<f32>,
    right: Vec<f32>,
    /// Whether the file sets off paragraphs by indentation.
    indents: bool,
}

impl Margins {
    fn of(lines: &[Line]) -> Margins {
        let popular = |at: fn(&Line) -> f32| {
            let mut places: Vec<f32> = lines.iter().map(at).collect();
            places.sort_by(f32::total_cmp);
            let mut found = Vec::new();
            let mut from = 0;
            for to in 1..=places.len() {
                if to < places.len() && places[to] - places[to - 1] < 3.0 {
                    continue;
                }
                if to - from >= 3.max(lines.len() / 20) {
                    // The middle of the group stands for it.
                    found.push(places[(from + to) / 2]);
                }
                from = to;
            }
            found
        };
        let mut right = popular(|line| line.right);
        // Where many lines run on past it, there is no edge.
        right.retain(|&edge| {
            let crossing = lines.iter().filter(|l| l.left < edge - l.size && l.right > edge + l.size * 1.2).count();
            let ending = lines.iter().filter(|l| (l.right - edge).abs() <= l.size * 2.0).count();
            crossing * 4 <= ending
        });
        let mut margins = Margins { left: popular(|line| line.left), right, indents: false };
        // Paragraphs are indented when lines after short ones mostly are, by about two characters.
        let (mut indented, mut flush) = (0, 0);
        for pair in lines.windows(2) {
            let [before, line] = pair else { continue };
            if margins.is_full(before) || before.page != line.page || !margins.is_full(line) {
                continue;
            }
            match margins.indent(line) {
                Some(indent) if (1.2..4.0).contains(&indent) => indented += 1,
                Some(indent) if indent < 0.6 => flush += 1,
                _ => {}
            }
        }
        margins.indents = indented >= 2 && indented > flush;
        margins
    }

    /// Whether a line goes to the right edge of a column.
    fn is_full(&self, line: &Line) -> bool {
        self.right.iter().any(|&edge| (edge - line.size * 2.0..=edge + line.size * 1.2).contains(&line.right))
    }

    /// How many font sizes a line is set in from the edge of its column.
    fn indent(&self, line: &Line) -> Option<f32> {
        let edge =
            self.left.iter().copied().filter(|&edge| edge <= line.left + 1.0 && edge > line.left - line.size * 5.0);
        edge.reduce(f32::min).map(|edge| (line.left - edge) / line.size)
    }

    /// Whether `line` goes on with the paragraph that `before` is the last line of.
    fn continues(&self, before: &Line, line: &Line) -> bool {
        let alike = (before.size - line.size).abs() <= before.size * 0.15;
        if !alike || !self.is_full(before) || line.page > before.page + 1 {
            return false;
        }
        let same_page = line.page == before.page;
        let step = (before.base - line.base) / before.size;
        // Down by a line or two; or up, to the head of the next column.
        if same_page && !(0.8..=2.6).contains(&step) && step > 0.0 {
            return false;
        }
        let hanging = line.left - before.left;
        let indent = self.indent(line).unwrap_or(0.0);
        let flush = indent < 0.6 || hanging.abs() < line.size * 0.6 && !self.indents;
        if !flush || line.left > before.left + line.size * 6.0 && same_page && step > 0.0 {
            return false;
        }
        let ends = before
            .text
            .trim_end_matches(['”', '’', '）', ')', '》', '"'])
            .ends_with(|c| c == '.' || c == ':' || c == '：' || Pauses::SENTENCE.has(c));
        let one_mark = before.mark >= 0 && before.mark == line.mark && same_page;
        if !ends || one_mark {
            return true;
        }
        // A sentence ends at the very edge: an indented paragraph would have said that it begins.
        self.indents && !begins_item(&line.text)
    }
}

/// Whether a line begins with the number of an article, a chapter or an item.
fn begins_item(text: &str) -> bool {
    let text = text.trim_start();
    let numeral = |c: char| c.is_ascii_digit() || Numerals::COUNTING.has(c);
    let inner = text.trim_start_matches(['第', '（', '(']);
    let after = inner.trim_start_matches(numeral);
    after.len() < inner.len()
        && (after.starts_with(['、', '）', ')', '.', '．'])
            || text.starts_with('第') && after.starts_with(['条', '章', '节', '編', '编', '條', '節', '款']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(text: &str, left: f32, base: f32, size: f32) -> Piece {
        let right = left + text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum::<f32>() * size;
        Piece { text: text.to_owned(), left, right, base, size, mark: -1 }
    }

    fn page(lines: &[(&str, f32)]) -> Page {
        let pieces =
            lines.iter().enumerate().map(|(i, &(text, left))| piece(text, left, 700.0 - i as f32 * 24.0, 16.0));
        Page { pieces: pieces.collect(), bottom: 0.0, top: 842.0, unreadable: 0, pictures: 0 }
    }

    fn texts(pages: Vec<Page>) -> Vec<String> {
        paragraphs(pages).into_iter().filter(|paragraph| !paragraph.aside).map(|paragraph| paragraph.text).collect()
    }

    #[test]
    fn lines_of_a_paragraph_are_joined() {
        let found = texts(vec![page(&[
            ("为了预防和制止垄断行为，保护市场公平竞争促", 100.0),
            ("进社会主义市场经济健康发展，制定本法保护促", 100.0),
            ("进社会主义市场。", 100.0),
            ("中华人民共和国境内经济活动中的垄断行为适用", 100.0),
            ("本法。", 100.0),
        ])]);
        assert_eq!(
            found,
            [
                "为了预防和制止垄断行为，保护市场公平竞争促进社会主义市场经济健康发展，制定本法保护促进社会主义市场。",
                "中华人民共和国境内经济活动中的垄断行为适用本法。"
            ]
        );
    }

    #[test]
    fn indentation_begins_a_paragraph() {
        let found = texts(vec![page(&[
            ("为了预防和制止垄断行为保护市场公平竞", 132.0),
            ("争促进社会主义市场经济健康发展制定本法律。", 100.0),
            ("再者这一句还没有结束。", 100.0),
            ("中华人民共和国境内经济活动中的垄断行", 132.0),
            ("为适用本法中华人民共和国境外的垄断行为呢。", 100.0),
            ("境外也是如此这样的垄断行为同样适用本", 132.0),
            ("法。", 100.0),
            ("最后一段也是这样从缩进的地方开始写起", 132.0),
            ("的。", 100.0),
        ])]);
        assert_eq!(found.len(), 4, "{found:#?}");
        assert!(found[0].ends_with("制定本法律。再者这一句还没有结束。"), "{found:#?}");
    }

    #[test]
    fn page_numbers_and_running_heads_are_set_aside() {
        let pages = (1..=4)
            .map(|n| {
                let mut page = page(&[("第一条为了。", 100.0), ("第二条为了。", 100.0)]);
                page.pieces.insert(0, piece("某某通知", 250.0, 810.0, 9.0));
                page.pieces.push(piece(&format!("— {n} —"), 280.0, 30.0, 9.0));
                page
            })
            .collect();
        let found = paragraphs(pages);
        let (aside, text): (Vec<_>, Vec<_>) = found.iter().partition(|paragraph| paragraph.aside);
        assert_eq!((text.len(), aside.len()), (8, 8), "set aside, not lost");
        assert!(text.iter().all(|paragraph| paragraph.text.starts_with('第')), "{text:?}");
        assert_eq!((aside[3].text.as_str(), aside[3].page), ("— 2 —", 1));
    }

    #[test]
    fn heads_of_left_and_right_pages_are_set_aside() {
        let pages = (0..7)
            .map(|n| {
                let mut page = page(&[("第一条为了。", 100.0), ("第二条为了。", 100.0)]);
                let head = if n % 2 == 0 { "某某通知" } else { "附件" };
                page.pieces.insert(0, piece(head, 250.0, 810.0, 9.0));
                page
            })
            .collect();
        let found = paragraphs(pages);
        assert_eq!(found.iter().filter(|paragraph| paragraph.aside).count(), 7, "{found:?}");
    }

    #[test]
    fn two_columns_are_read_one_after_the_other() {
        let column = |left: f32, lines: [&str; 3]| -> Vec<Piece> {
            lines.iter().zip([700.0, 676.0, 652.0]).map(|(text, base)| piece(text, left, base, 16.0)).collect()
        };
        let first = column(60.0, ["左栏第一行文字到达右边缘", "左栏第二行文字到达右边缘", "左栏第三行文字到达右边缘"]);
        let second = column(300.0, ["右栏第一行文字到达右边缘", "右栏第二行文字到达右边缘", "右栏结束。"]);
        let pieces = first.into_iter().chain(second).collect();
        let found = texts(vec![Page { pieces, bottom: 0.0, top: 842.0, unreadable: 0, pictures: 0 }]);
        let whole = found.concat();
        assert!(whole.find("左栏第三行") < whole.find("右栏第一行"), "{found:?}");
        assert!(found.iter().all(|text| !text.contains('\t')), "{found:?}");
        assert!(whole.contains("左栏第三行文字到达右边缘右栏第一行"), "{found:?}");
    }

    #[test]
    fn divided_words_are_whole_again() {
        for (before, after, expected) in [
            ("专利 infor-", "mation 公开", "专利 information 公开"),
            ("patent infor\u{AD}", "mation", "patent information"),
            ("a 5-", "year plan", "a 5-year plan"),
            ("the A-", "share market", "the A-share market"),
            ("GB-", "T 2", "GB-T 2"),
            ("two words", "here", "two words here"),
            ("质押-", "融资", "质押-融资"),
        ] {
            let mut text = before.to_owned();
            join(&mut text, after);
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn what_a_page_number_is() {
        for text in ["12", "- 12 -", "— 3 —", "第12页", "第 1 页 共 6 页", "1/6", "Page 1 of 6", "iv", "１２"]
        {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["第十二条", "12元", "2023年", "附件1：名单", "", "—", "123456789"] {
            assert!(!is_page_number(text), "{text}");
        }
    }

    #[test]
    fn gaps_are_blanks() {
        let pieces = vec![
            piece("总", 100.0, 700.0, 16.0),
            piece("则", 132.0, 700.0, 16.0),
            piece("GDP", 148.0, 700.0, 16.0),
            piece("growth", 180.0, 700.0, 16.0),
            piece("金额", 300.0, 700.0, 16.0),
            piece("金额", 300.4, 700.2, 16.0),
        ];
        assert_eq!(
            texts(vec![Page { pieces, bottom: 0.0, top: 842.0, unreadable: 0, pictures: 0 }]),
            ["总 则GDP growth\t金额"]
        );
    }
}
