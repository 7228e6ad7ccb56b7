//! Cases that are the rows of a table: 序号, 案例名称, 报送单位.

use super::about::About;
use super::case_end::Found;
use super::context::Head;
use super::lines::{Line, strip_marks};
use super::numbering::{Cursor, any_number};
use crate::text::fold;

/// The cells of a row: of a table that was taken from a file, or of one in Markdown.
fn cells<'t>(line: &Line<'t>) -> Vec<&'t str> {
    let text = line.text.trim();
    if text.contains('\t') {
        return text.split('\t').map(str::trim).collect();
    }
    match text.strip_prefix('|') {
        Some(rest) => rest.strip_suffix('|').unwrap_or(rest).split('|').map(str::trim).collect(),
        None => Vec::new(),
    }
}

/// The column that has the titles of cases, if `cells` are the headings of such a table.
fn title_column(cells: &[&str], about: About) -> Option<usize> {
    const TITLES: [&str; 12] = [
        "案例名称",
        "案件名称",
        "案例",
        "案件",
        "案名",
        "案例题目",
        "案例标题",
        "做法名称",
        "经验做法",
        "典型案例",
        "案由",
        "优秀案例",
    ];
    const NAMES: [&str; 5] = ["名称", "题目", "标题", "项目名称", "做法"];
    let bare = |cell: &str| fold(cell).chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let names: Vec<String> = cells.iter().map(|cell| bare(cell.trim_matches('*'))).collect();
    let of = |words: &[&str]| names.iter().position(|name| words.contains(&name.as_str()));
    of(&TITLES).or_else(|| of(&NAMES).filter(|_| about == About::Title))
}

/// The cases of a document that has them in a table and nowhere else.
pub(super) fn rows(lines: &[Line<'_>], head: &Head, about: About) -> Vec<Found> {
    if about == About::Other {
        return Vec::new();
    }
    let usable = |at: &usize| !lines[*at].foreign && !head.furniture[*at];
    let mut found = Vec::new();
    let mut column: Option<(usize, usize)> = None;
    for at in (0..lines.len()).filter(usable) {
        let cells = cells(&lines[at]);
        if cells.len() < 2 {
            column = column.filter(|_| found.is_empty() || cells.len() == 1);
            continue;
        }
        if let Some(title) = title_column(&cells, about) {
            column = Some((title, cells.len()));
            continue;
        }
        let Some((title, count)) = column.filter(|(_, count)| *count == cells.len()) else { continue };
        let name = strip_marks(cells[title]);
        let says = name.chars().count() >= 2 && name.chars().any(char::is_alphabetic);
        if !says || count < 2 {
            continue;
        }
        let number = (title > 0).then(|| fold(cells[0])).and_then(|first| {
            let number = any_number(Cursor::new(&first), 0)?;
            (number.1 == first.chars().count()).then_some(number.0)
        });
        found.push(Found {
            tier: None,
            number,
            title: name.to_owned(),
            title_lines: at..at + 1,
            end: at + 1,
            run_in: true,
        });
    }
    if found.len() < 2 { Vec::new() } else { found }
}
