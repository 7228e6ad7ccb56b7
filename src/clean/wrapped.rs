//! Paragraphs that were broken into lines of one width, as mail programs and text layers do: their lines become one
//! again.
//!
//! A page shows the habit: many lines end at one column, most of them in the middle of a sentence, and hardly any is
//! longer. Only such a line is joined to the next, and only where that one does not begin something: an item, a heading,
//! an indented paragraph, a row of a table. Lines of a list, verses and signatures are shorter, or end in a mark.

use super::edits::Patch;
use super::page_model::is_word;
use super::scan;
use crate::text::numeral::{Form, Numerals};
use crate::text::sentence::{Pause, Pauses, is_closing};
use crate::text::{Rule, Status, is_han};

/// The narrowest column at which lines are broken: twenty characters, each two columns wide.
const NARROWEST: usize = 40;
/// By how much a line may fall short, since no line begins with a mark.
const RAGGED: usize = 4;
/// How many lines show a habit.
const FEWEST: usize = 3;

/// What ends a sentence or what is listed.
const ENDS: Pauses = Pauses::of(&[Pause::Full, Pause::Exclamation, Pause::Question, Pause::Semicolon, Pause::Colon]);

/// A line of the text.
struct Line<'t> {
    text: &'t str,
    /// Byte of the text.
    start: usize,
}

impl<'t> Line<'t> {
    fn shown(&self) -> &'t str {
        self.text.trim_end()
    }

    /// Whether it ends in the middle of a sentence.
    fn is_open(&self) -> bool {
        let end = self.shown().trim_end_matches(is_closing);
        end.chars().next_back().is_some_and(|c| !ENDS.has(c) && c != '…')
    }
}

/// The edits that join the lines of paragraphs.
pub(super) fn patches(text: &str) -> Vec<Patch> {
    let is_long = |text: &str| text.len() * 2 >= NARROWEST * 3;
    let long = |line: &Line<'_>| is_long(line.text) && is_long(line.shown());
    // Most texts have one paragraph a line, and nearly every one ends a sentence.
    let (mut wide, mut open) = (0_usize, 0_usize);
    for line in lines(text).filter(long) {
        wide += 1;
        open += usize::from(line.is_open());
    }
    if open < FEWEST || open * 3 < wide {
        return Vec::new();
    }
    let lines: Vec<Line<'_>> = lines(text).collect();
    let widths: Vec<usize> = lines.iter().map(|line| width(line.shown())).collect();
    let Some(column) = column(&lines, &widths) else { return Vec::new() };
    let indents =
        lines.iter().filter(|line| line.text.starts_with(is_blank) && !line.shown().is_empty()).count() >= FEWEST;
    let full = |at: usize| widths[at] <= column && widths[at] + RAGGED >= column;
    let joins = |at: usize, line: &Line<'_>, next: &Line<'_>| {
        full(at) && (line.is_open() || indents) && goes_on(next.text) && !is_row(line.text)
    };
    let mut out = Vec::new();
    // Rows of a list may be as wide as each other, but no word runs from one into the next, and none ends a sentence.
    let (mut torn, mut paragraphs, mut ended) = (0, 0, 0);
    for (at, [line, next]) in lines.array_windows().enumerate() {
        if !joins(at, line, next) {
            continue;
        }
        if !lines.get(at + 2).is_some_and(|after| joins(at + 1, next, after)) {
            paragraphs += 1;
            ended += usize::from(!next.is_open());
        }
        let end = line.start + line.shown().len();
        let (before, after) = (text[..end].chars().next_back(), next.text.chars().next());
        let pair: Vec<char> = before.into_iter().chain(after).collect();
        torn += usize::from(is_word(Some(&pair)));
        let joined = |c: Option<char>| c.is_none_or(|c| !c.is_ascii() || !c.is_ascii_alphanumeric());
        let restored = if joined(before) || joined(after) { "" } else { " " };
        out.push(Patch {
            start: end,
            end: next.start,
            restored: restored.to_owned(),
            rule: Rule::LineBreak,
            status: Status::Proven,
        });
    }
    if ended * 2 >= paragraphs || torn * 8 >= out.len() { out } else { Vec::new() }
}

fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    scan::lines(text).map(|(start, text)| Line { text, start })
}

/// How wide a line is in a fixed font, in columns.
fn width(line: &str) -> usize {
    line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// The column at which the lines are broken, if they are.
fn column(lines: &[Line<'_>], widths: &[usize]) -> Option<usize> {
    let chinese = |line: &Line<'_>| line.shown().chars().filter(|&c| is_han(c)).count() * 6 >= line.shown().len();
    let wide: Vec<(usize, bool)> = lines
        .iter()
        .zip(widths)
        .filter(|(line, width)| **width >= NARROWEST / 2 && chinese(line) && !is_row(line.text))
        .map(|(line, &width)| (width, line.is_open()))
        .collect();
    let near = |column: usize| wide.iter().filter(move |(width, _)| *width <= column && *width + RAGGED >= column);
    // The widest of the columns at which most lines end.
    let mut counts: Vec<usize> = vec![0; wide.iter().map(|&(width, _)| width).max()?.min(1 << 10) + RAGGED + 1];
    for &(width, _) in &wide {
        for column in width..=width + RAGGED {
            if let Some(count) = counts.get_mut(column) {
                *count += 1;
            }
        }
    }
    let best = (NARROWEST..counts.len()).max_by_key(|&column| (counts[column], std::cmp::Reverse(column)))?;
    let column = near(best).map(|&(width, _)| width).max()?;
    let (full, open) = near(column).fold((0, 0), |(full, open), &(_, is_open)| (full + 1, open + usize::from(is_open)));
    let longer = wide.iter().filter(|(width, _)| *width > column).count();
    let half = wide.iter().filter(|(width, _)| *width * 2 > column).count();
    (column >= NARROWEST && full >= FEWEST && open * 5 >= full * 3 && longer * 10 <= full && full * 5 >= half * 2)
        .then_some(column)
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{3000}' | '\u{A0}')
}

/// Whether `line` is a row of a table.
fn is_row(line: &str) -> bool {
    line.contains('\t') || line.trim_start().starts_with('|')
}

/// Whether `line` goes on with the one before it rather than beginning something.
fn goes_on(line: &str) -> bool {
    let shown = line.trim_end();
    !(shown.is_empty() || line.starts_with(is_blank) || is_row(line) || begins(shown))
}

/// Whether a line begins an item, a heading or a block.
fn begins(line: &str) -> bool {
    const NUMBER: Numerals = Numerals::COUNTING.and(&[Form::Formal]);
    let is_number = |c: char| c.is_ascii_digit() || NUMBER.has(c);
    let rest = line.trim_start_matches(['(', '（', '【', '[', '〔']);
    let bracketed = rest.len() < line.len();
    let behind = rest.trim_start_matches(is_number);
    if behind.len() < rest.len() {
        // 1.5 is a figure, and 三十家 is counted.
        let after = behind.chars().next();
        let decimal = behind.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
        return matches!(after, Some('、' | '）' | ')' | '】' | ']' | '〕'))
            || matches!(after, Some('.' | '．')) && !decimal;
    }
    let ordinal = line.strip_prefix('第').is_some_and(|rest| {
        let behind = rest.trim_start_matches(is_number);
        behind.len() < rest.len()
            && behind.starts_with(['条', '條', '章', '节', '節', '款', '例', '部', '编', '編'])
            && behind.chars().nth(1).is_none_or(|c| is_blank(c) || matches!(c, '：' | ':' | '、'))
    });
    let mark = line.starts_with(['#', '-', '*', '+', '>', '•', '·', '●', '■', '□', '◆', '—', '=', '_', '~'])
        || line.starts_with(|c| ('①'..='⓿').contains(&c) || ('㈠'..='㈩').contains(&c));
    let labelled = ["附件", "附：", "附:", "案例", "【"].iter().any(|label| line.starts_with(label)) && !bracketed
        || line.starts_with('【');
    ordinal || mark || labelled
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` broken into lines of `column` columns.
    fn wrapped(text: &str, column: usize) -> String {
        let mut out = String::new();
        for paragraph in text.split_inclusive('\n') {
            let mut width = 0;
            let mut chars = paragraph.chars().peekable();
            while let Some(c) = chars.next() {
                out.push(c);
                width += if c.is_ascii() { 1 } else { 2 };
                let mark = chars.peek().is_some_and(|&c| Pause::of(c).is_some() || is_closing(c));
                if width + 2 > column && !mark && chars.peek().is_some_and(|&c| c != '\n') {
                    out.push('\n');
                    width = 0;
                }
            }
        }
        out
    }

    fn joined(text: &str) -> String {
        let mut draft = super::super::edits::Draft::new(text);
        draft.apply(patches(text));
        draft.text.into_owned()
    }

    const TEXT: &str = concat!(
        "青溪市关于公布商标质押融资案例的通知\n",
        "各县市场监督管理局：\n",
        "　　为总结推广各地在推进商标质押融资工作中形成的经验，进一步扩大质押融资的规模，降低企业的融资成本，现将第一批案例予以公布，请结合实际学习借鉴。\n",
        "　　一是建立名单。由县局会同银行逐户走访，了解企业的资金需求，形成有融资意愿的企业名单，每季度更新一次，全年共收录企业两百余家，其中首次贷款的企业占到一半以上。\n",
        "　　二是优化流程。登记窗口设在服务大厅，材料齐全的当日办结。\n",
        "（一）提高认识，加强领导。各单位要把质押融资作为服务企业的重要举措，明确专人负责，定期通报进展情况，及时研究解决工作中遇到的困难和问题。\n",
        "（二）加强宣传。\n",
        "青溪市市场监督管理局\n",
        "2024年5月6日\n",
    );

    #[test]
    fn paragraphs_are_whole_again() {
        for column in [44, 60, 70, 76] {
            let broken = wrapped(TEXT, column);
            assert_ne!(broken, TEXT);
            assert_eq!(joined(&broken), TEXT, "{column}");
            assert_eq!(joined(&broken.replace('\n', "\r\n")), TEXT.replace('\n', "\r\n"), "{column}");
        }
        // Paragraphs that are parted by empty lines.
        let plain = TEXT.replace("　　", "").replace('\n', "\n\n");
        assert_eq!(joined(&wrapped(&plain, 60)), plain);
        assert_eq!(joined(TEXT), TEXT);
    }

    #[test]
    fn what_ends_where_it_ends_stays() {
        let verses = "床前一片光，疑是地上霜。\n举头望山月，低头思故乡。\n".repeat(6);
        let list =
            "甲县青松机械有限公司发明专利质押贷款三百万元\n乙县白鹭纺织有限公司注册商标质押贷款五百万元\n".repeat(4);
        let items: String =
            (1..9).map(|n| format!("{n}.各单位要认真贯彻落实本通知精神并结合本地实际抓好工作\n")).collect();
        let table = "甲县青松机械有限公司发明专利质押贷款\t三百万元\t2024\n".repeat(6);
        for text in [&verses, &items, &table, &list] {
            assert_eq!(&joined(text), text);
        }
    }
}
