//! The title of a document: where it stands, on how many lines, and what it says.

use std::ops::Range;

use crate::text::is_han;

use super::case_title::is_mark;
use super::context::{HEAD_LINES, Head, TITLE_LINE, is_text};
use super::date::whole_day;
use super::lines::{Line, squeeze};
use super::number;
use super::numbering::marker;

/// Words that documents' names end with, and that end the title of a notice that is about something (關於…的通知).
#[rustfmt::skip]
const STRONG: [&str; 26] = [
    "通知", "意见", "办法", "规定", "条例", "细则", "方案", "公告", "通告", "通报", "决定", "决议", "命令", "批复", "函", "答复",
    "报告", "请示", "纪要", "令", "解释", "公报", "讲话", "建议", "规划", "计划",
];

/// Words that documents' names end with, but that may also end a line in the middle of a title.
#[rustfmt::skip]
const WEAK: [&str; 27] = [
    "纲要", "指南", "指引", "标准", "规则", "规程", "章程", "制度", "清单", "目录", "名单", "措施", "政策", "案例", "案例集", "规范",
    "说明", "要点", "汇编", "预案", "解读", "法", "若干问题", "安排", "守则", "准则", "行动",
];

/// The last word of a document's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Strong,
    Weak,
}

fn ending(text: &str) -> Option<Ending> {
    // The last characters of all those words, and what may stand behind them; most lines end in something else.
    const LAST: &str = "知见法定例则案告报议令复函示要释话划纲南引准规程章度单录施策集范明点编读解题排守动)》”\"> ";
    if !text.chars().next_back().is_some_and(|c| LAST.contains(crate::text::fold_char(c))) {
        return None;
    }
    let mut folded: String = crate::text::fold(text).chars().filter(|c| !c.is_whitespace()).collect();
    while let Some(open) = folded.strip_suffix(')').and_then(|rest| rest.rfind('(')) {
        folded.truncate(open);
    }
    let stem = folded.trim_end_matches(['》', '”', '"', '>']);
    let has = |words: &[&str]| words.iter().any(|word| stem.ends_with(word));
    if has(&STRONG) {
        Some(Ending::Strong)
    } else if has(&WEAK) {
        Some(Ending::Weak)
    } else {
        None
    }
}

/// Whether `text` ends as the name of a document does; closing brackets and `（试行）` do not count.
pub(super) fn ends_as_document(text: &str) -> bool {
    ending(text).is_some()
}

/// Finds the title: as it is stated, else a Markdown heading, else the first lines that are named like a document,
/// else the first line.
pub(super) fn find(lines: &[Line<'_>], head: &mut Head, stated: Option<&str>) {
    let usable = |at: usize| !head.furniture[at] && !lines[at].foreign;
    let last = lines.len().min(HEAD_LINES);
    let stated = stated.map(str::trim).filter(|title| !title.is_empty());
    if let Some(stated) = stated
        && let Some(range) = standing(lines, stated, 0..last, &usable)
    {
        (head.title, head.title_lines) = (without_layout(stated), range);
        return;
    }
    let in_text = in_text(lines, last, &usable);
    let Some(stated) = stated else {
        if let Some((title, range)) = in_text.or_else(|| first_line(lines, &usable)) {
            (head.title, head.title_lines) = (title, range);
        }
        return;
    };
    // A page's title may have the names of its site and column behind it.
    let whole = squeeze(stated);
    (head.title, head.title_lines) = match in_text {
        Some((title, range)) if title.chars().count() >= 8 && whole.contains(&squeeze(&title)) => (title, range),
        _ => (without_layout(stated), 0..0),
    };
}

/// The title that the first lines show, and the lines it stands on.
fn in_text(lines: &[Line<'_>], last: usize, usable: &dyn Fn(usize) -> bool) -> Option<(String, Range<usize>)> {
    if let Some(at) = (0..last).find(|&at| usable(at) && !lines[at].literal && lines[at].key.starts_with("# ")) {
        return Some((strip_marks(lines[at].text).to_owned(), at..at + 1));
    }
    for at in (0..last).filter(|&at| usable(at)) {
        if is_text(&lines[at]) {
            break;
        }
        let Some(range) = title_at(lines, at, usable) else { continue };
        let text = joined(lines, range.clone());
        // 文號《title》, as sites head their pages: the title itself may follow.
        let inner = numbered_title(&text);
        let again = inner.and_then(|title| standing(lines, title, range.end..last, usable));
        return Some(match (inner, again) {
            (Some(_), Some(again)) => (joined(lines, again.clone()), again),
            (Some(title), None) => (title.to_owned(), range),
            (None, _) => ordered(lines, range.end..last, &text, usable).unwrap_or((text, range)),
        });
    }
    None
}

/// Without the name of a document: the first line if it looks like a title, else how the text begins.
fn first_line(lines: &[Line<'_>], usable: &dyn Fn(usize) -> bool) -> Option<(String, Range<usize>)> {
    let says = |line: &Line<'_>| line.key.chars().any(char::is_alphanumeric);
    let first = (0..lines.len()).find(|&at| usable(at) && says(&lines[at]))?;
    let line = &lines[first];
    if is_mark(line) {
        return None;
    }
    if line.is_title_like(TITLE_LINE) {
        return Some((strip_marks(line.text).to_owned(), first..first + 1));
    }
    Some((line.text.chars().take(40).collect(), 0..0))
}

/// What an order (中华人民共和国国务院令) puts into force, which is the document's name.
fn ordered(
    lines: &[Line<'_>],
    range: Range<usize>,
    title: &str,
    usable: &dyn Fn(usize) -> bool,
) -> Option<(String, Range<usize>)> {
    if !title.ends_with('令') || crate::text::fold(title).contains("关于") {
        return None;
    }
    let found = range.filter(|&at| usable(at)).find_map(|at| title_at(lines, at, usable))?;
    Some((joined(lines, found.clone()), found))
}

/// The title that begins at line `at`: up to four lines, the last of which ends as a document's name.
fn title_at(lines: &[Line<'_>], at: usize, usable: &dyn Fn(usize) -> bool) -> Option<Range<usize>> {
    let mut found = None;
    let mut text = String::new();
    for end in at + 1..=(at + 4).min(lines.len()) {
        let line = &lines[end - 1];
        let plain = usable(end - 1)
            && line.is_title_like(TITLE_LINE)
            && line.last() != Some(':')
            && marker(&line.key).is_none()
            && !line.key.contains('。')
            && whole_day(&line.key).is_none()
            && number::whole(line.text).is_none()
            && !is_keywords(line)
            && !is_mark(line);
        if !plain {
            break;
        }
        text.push_str(&line.key);
        if text.matches('《').count() > text.matches('》').count() {
            continue;
        }
        match ending(&text) {
            Some(Ending::Strong) => return (text.chars().count() >= 4).then_some(at..end),
            Some(Ending::Weak) if found.is_none() && text.chars().count() >= 4 => found = Some(at..end),
            _ => {}
        }
    }
    found
}

/// A list of subject words: 体育　运动会　函.
fn is_keywords(line: &Line<'_>) -> bool {
    let words: Vec<usize> = line.key.split_whitespace().map(|word| word.chars().count()).collect();
    words.len() >= 3 && words.iter().all(|&count| count <= 6) && words.iter().any(|&count| count > 1)
}

/// The title inside `文號《title》` or `文號 title`.
fn numbered_title(text: &str) -> Option<&str> {
    let number = number::find(text).filter(|number| number.range.start == 0)?;
    let rest = text[number.range.end..].trim();
    let inner = rest.strip_prefix('《').and_then(|rest| rest.strip_suffix('》')).unwrap_or(rest);
    (!inner.is_empty()).then_some(inner)
}

/// The lines that together are `title`.
fn standing(
    lines: &[Line<'_>],
    title: &str,
    range: Range<usize>,
    usable: &dyn Fn(usize) -> bool,
) -> Option<Range<usize>> {
    let wanted = squeeze(title);
    if wanted.is_empty() {
        return None;
    }
    range.clone().filter(|&at| usable(at)).find_map(|at| {
        let mut text = String::new();
        for end in at + 1..=(at + 6).min(range.end) {
            let line = &lines[end - 1];
            if !line.whole && line.text.len() > 900 || !usable(end - 1) {
                return None;
            }
            text.push_str(&squeeze(line.text));
            if text == wanted {
                return Some(at..end);
            }
            if !wanted.starts_with(&text) {
                return None;
            }
        }
        None
    })
}

/// The lines joined without a separator, Markdown marks and layout blanks left out.
pub(super) fn joined(lines: &[Line<'_>], range: Range<usize>) -> String {
    lines[range].iter().map(|line| without_layout(strip_marks(line.text))).collect()
}

/// `text` without the blanks that spread a title over a line: `土 地 使 用 期 限` → `土地使用期限`.
///
/// A blank goes where one of its neighbours is a Chinese character that stands alone beside another such one.
fn without_layout(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let single = |at: Option<usize>| {
        let word = at.and_then(|at| words.get(at));
        word.is_some_and(|word| word.chars().count() == 1 && word.chars().all(is_han))
    };
    let mut out = String::with_capacity(text.len());
    for (i, word) in words.iter().enumerate() {
        let (before, here) = (single(i.checked_sub(1)), single(Some(i)));
        let spread = here && (before || single(Some(i + 1))) || before && single(i.checked_sub(2));
        if i > 0 && !spread {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A line without the marks of a Markdown heading or of bold type.
pub(super) fn strip_marks(text: &str) -> &str {
    text.trim_start_matches('#').trim_matches(['*', ' ', '\u{3000}', '\u{A0}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_blanks() {
        for (text, plain) in [
            ("范围和土 地 使 用 期 限 的 批 复", "范围和土地使用期限的批复"),
            ("通 知", "通知"),
            ("国家知识产权局 财政部关于印发", "国家知识产权局 财政部关于印发"),
            ("A B C", "A B C"),
            ("", ""),
        ] {
            assert_eq!(without_layout(text), plain);
        }
    }

    #[test]
    fn names_of_documents() {
        for word in STRONG.iter().chain(&WEAK) {
            assert!(ends_as_document(word), "{word}");
        }
        for text in ["关于印发的通知", "管理办法（试行）", "《专利法》", "批 复", "某某条例（2020修订）"]
        {
            assert!(ends_as_document(text), "{text}");
        }
        for text in ["国务院办公厅", "关于印发", "", "（）"] {
            assert!(!ends_as_document(text), "{text}");
        }
    }
}
