//! Counts of facets, keywords in context, pivots and explanations, for reading.

use std::io::{self, Write};

use super::{Look, MARK, PLACE, TITLE, folded_at, styled_lines, write_styled};
use crate::api::Response;
use crate::api::kwic::Kwic;
use crate::api::why_not::WhyNot;
use crate::present::Lang;
use crate::present::blocks::{first_columns, last_columns};
use crate::present::door::Door;
use crate::present::rows::Sheet;
use crate::present::wording::passage_name;
use crate::present::wrap::{Wrapped, columns};
use crate::text::one_line;

/// Writes the values of facets, a block a field.
pub(super) fn facets(out: &mut Door<impl Write>, response: &Response, look: &Look) -> io::Result<()> {
    for facet in response.facets.iter().filter(|facet| !facet.values.is_empty()) {
        write_styled(out, look, TITLE, look.lang.pick(facet.field.name_zh(), facet.field.name()))?;
        writeln!(out)?;
        for value in &facet.values {
            writeln!(out, "{:>7}  {}", value.count, one_line(&value.value))?;
        }
        if facet.more > 0 {
            writeln!(out, "         {} {}", look.lang.pick("另有", "more:"), facet.more)?;
        }
    }
    Ok(())
}

/// Writes one line an occurrence, the keywords below each other whatever the width of the characters around them.
pub(super) fn kwic(out: &mut Door<impl Write>, kwic: &Kwic, look: &Look) -> io::Result<()> {
    let keyword = kwic.lines.iter().map(|line| columns(&one_line(&line.keyword))).max().unwrap_or(0);
    let names: Vec<String> = kwic.lines.iter().map(|line| one_line(passage_name(&line.id)).into_owned()).collect();
    let name_width = names.iter().map(|name| columns(name)).max().unwrap_or(0);
    let room = look.width.saturating_sub(keyword + name_width + 4) / 2;
    for (line, name) in kwic.lines.iter().zip(&names) {
        let show = |text: &str| one_line(text).into_owned();
        let left = last_columns(&show(&line.left), room);
        let right = first_columns(&show(&line.right), room);
        write!(out, "{}", " ".repeat(name_width - columns(name)))?;
        write_styled(out, look, PLACE, name)?;
        write!(out, " {}{left}", " ".repeat(room - columns(&left)))?;
        if look.color {
            write_styled(out, look, MARK, &show(&line.keyword))?;
        } else {
            write!(out, "【{}】", show(&line.keyword))?;
        }
        writeln!(out, "{right}")?;
    }
    let (shown, all) = (kwic.lines.len(), kwic.total);
    if shown < all {
        writeln!(out, "{shown}/{all}")?;
    }
    Ok(())
}

/// Writes rows under each other, numbers flush right; what is 0 is a dot, so that the eye finds what is not.
pub(super) fn sheet(out: &mut Door<impl Write>, sheet: &Sheet, look: &Look) -> io::Result<()> {
    let head: Vec<String> = sheet.columns.iter().map(|column| one_line(column.label(look.lang)).into_owned()).collect();
    let cell = |text: &str| if text == "0" { "·".to_owned() } else { one_line(text).into_owned() };
    let rows: Vec<Vec<String>> =
        sheet.rows.iter().map(|row| row.iter().map(|content| cell(&content.text())).collect()).collect();
    let widths: Vec<usize> = (0..head.len())
        .map(|at| rows.iter().chain([&head]).filter_map(|row| row.get(at)).map(|text| columns(text)).max().unwrap_or(0))
        .collect();
    for (at, row) in std::iter::once(&head).chain(&rows).enumerate() {
        let mut line = String::new();
        for (place, (text, &width)) in row.iter().zip(&widths).enumerate() {
            let pad = " ".repeat(width.saturating_sub(columns(text)));
            line.push_str(&if place == 0 { format!("{text}{pad}") } else { format!("  {pad}{text}") });
        }
        if at == 0 {
            write_styled(out, look, TITLE, line.trim_end())?;
        } else {
            write!(out, "{}", line.trim_end())?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Writes what a case lacks, a line a part of the query.
pub(super) fn why_not(out: &mut Door<impl Write>, why: &WhyNot, look: &Look) -> io::Result<()> {
    let zh = look.lang == Lang::Zh;
    styled_lines(out, look, TITLE, 0, &why.case.title)?;
    for part in &why.parts {
        let sign = if part.met { "✓" } else { "✗" };
        let text = one_line(&part.text);
        let count = part.occurrences;
        let what = match (part.excluded, zh) {
            (false, true) => format!("出现 {count} 次，{} 段", part.passages.len()),
            (false, false) => format!("{count} times, in {} passages", part.passages.len()),
            (true, true) => format!("被排除，出现 {count} 次"),
            (true, false) => format!("excluded, stands here {count} times"),
        };
        let mut line = Wrapped::new(folded_at(look), 1);
        line.push(&format!("{sign} {text}: {what}"), None);
        if !part.nearest.is_empty() {
            let label = if zh { "；相近的有" } else { "; nearest here:" };
            line.push(&format!("{label} {}", part.nearest.join("、")), None);
        }
        line.write(out)?;
    }
    let verdict = match (why.found, why.found_within_case, zh) {
        (true, _, true) => "此查询找得到这个案例",
        (true, _, false) => "the query finds this case",
        (false, true, true) => "各部分不在同一段；用 --within case 找得到",
        (false, true, false) => "no one passage meets it all; with --within case the query finds this case",
        (false, false, true) => "此查询找不到这个案例",
        (false, false, false) => "the query does not find this case",
    };
    let mut line = Wrapped::new(folded_at(look), 0);
    line.push(verdict, None);
    line.write(out)
}
