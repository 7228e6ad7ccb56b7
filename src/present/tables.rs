//! Counts of facets, keywords in context and explanations, in every form.

use std::io::{self, Write};

use serde::Serialize;
use unicode_width::UnicodeWidthChar;

use super::door::Door;
use super::markdown::{bold, escaped};
use super::terminal::{Look, MARK, PLACE, TITLE, write_styled};
use super::wrap::columns;
use super::{Lang, Script, one_line};
use crate::api::kwic::Kwic;
use crate::api::why_not::WhyNot;
use crate::api::{KwicLine, Response};
use crate::decode::Place;

/// Writes the values of facets, a block a field.
///
/// # Errors
///
/// What the writer reports.
pub fn facets_text(out: &mut Door<impl Write>, response: &Response, limit: usize, look: &Look) -> io::Result<()> {
    for facet in response.facets.iter().filter(|facet| !facet.values.is_empty()) {
        write_styled(out, look, TITLE, facet.field.name())?;
        writeln!(out)?;
        for (value, count) in facet.values.iter().take(limit) {
            writeln!(out, "{count:>7}  {}", one_line(&look.script.show(value)))?;
        }
        let more = facet.values.len().saturating_sub(limit);
        if more > 0 {
            writeln!(out, "         {} {more}", look.lang.pick("另有", "more:"))?;
        }
    }
    Ok(())
}

/// Writes one row a value.
///
/// # Errors
///
/// What the writer reports.
pub fn facets_csv(out: &mut impl Write, response: &Response, script: Script, bom: bool) -> io::Result<()> {
    let mut rows = super::csv::writer(out, bom, &["count"])?;
    rows.write_record(["field", "value", "count"])?;
    for facet in &response.facets {
        for (value, count) in &facet.values {
            rows.write_record([facet.field.name(), &script.show(value), &count.to_string()])?;
        }
    }
    rows.flush()
}

/// Writes a table a field.
///
/// # Errors
///
/// What the writer reports.
pub fn facets_markdown(out: &mut impl Write, response: &Response, limit: usize, script: Script) -> io::Result<()> {
    for facet in response.facets.iter().filter(|facet| !facet.values.is_empty()) {
        writeln!(out, "| {} | |\n| --- | ---: |", facet.field)?;
        for (value, count) in facet.values.iter().take(limit) {
            writeln!(out, "| {} | {count} |", escaped(&script.show(value)))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Writes one line an occurrence, the keywords below each other whatever the width of the characters around them.
///
/// # Errors
///
/// What the writer reports.
pub fn kwic_text(out: &mut Door<impl Write>, kwic: &Kwic, look: &Look) -> io::Result<()> {
    let keyword = kwic.lines.iter().map(|line| columns(&one_line(&line.keyword))).max().unwrap_or(0);
    let names: Vec<String> =
        kwic.lines.iter().map(|line| one_line(&look.script.show(&name(line))).into_owned()).collect();
    let name_width = names.iter().map(|name| columns(name)).max().unwrap_or(0);
    let room = look.width.saturating_sub(keyword + name_width + 4) / 2;
    for (line, name) in kwic.lines.iter().zip(&names) {
        let show = |text: &str| one_line(&look.script.show(text)).into_owned();
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
    let (shown, all) = (kwic.lines.len(), kwic.occurrences);
    if shown < all {
        writeln!(out, "{shown}/{all}")?;
    }
    Ok(())
}

/// `典型5#7` of a passage's id.
fn name(line: &KwicLine) -> String {
    line.id.rsplit('/').next().unwrap_or(&line.id).to_owned()
}

fn first_columns(text: &str, width: usize) -> String {
    let mut used = 0;
    text.chars()
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= width
        })
        .collect()
}

fn last_columns(text: &str, width: usize) -> String {
    let reversed: String = text.chars().rev().collect();
    first_columns(&reversed, width).chars().rev().collect()
}

#[derive(Serialize)]
struct KwicWire {
    total: usize,
    lines: Vec<LineWire>,
}

#[derive(Serialize)]
struct LineWire {
    id: String,
    case: Option<String>,
    left: String,
    keyword: String,
    right: String,
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_start: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_end: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
}

impl LineWire {
    fn new(line: &KwicLine, script: Script) -> LineWire {
        let (left, keyword) = (script.show(&line.left).into_owned(), script.show(&line.keyword).into_owned());
        LineWire {
            id: line.id.clone(),
            case: line.case.as_ref().map(|case| case.id.clone()),
            start: left.len(),
            end: left.len() + keyword.len(),
            left,
            keyword,
            right: script.show(&line.right).into_owned(),
            raw_start: line.place.is_none().then_some(line.mark.raw.start),
            raw_end: line.place.is_none().then_some(line.mark.raw.end),
            place: line.place,
        }
    }
}

/// Writes one object; `start` and `end` are bytes of the passage, which is `left`, `keyword` and `right` joined.
///
/// # Errors
///
/// What the writer reports.
pub fn kwic_json(out: &mut impl Write, kwic: &Kwic, script: Script) -> io::Result<()> {
    let lines = kwic.lines.iter().map(|line| LineWire::new(line, script)).collect();
    super::json::object(out, &KwicWire { total: kwic.occurrences, lines })
}

/// Writes one object an occurrence.
///
/// # Errors
///
/// What the writer reports.
pub fn kwic_lines(out: &mut impl Write, kwic: &Kwic, script: Script) -> io::Result<()> {
    kwic.lines.iter().try_for_each(|line| super::json::object(out, &LineWire::new(line, script)))
}

/// Writes one row an occurrence.
///
/// # Errors
///
/// What the writer reports.
pub fn kwic_csv(out: &mut impl Write, kwic: &Kwic, script: Script, bom: bool) -> io::Result<()> {
    let mut rows = super::csv::writer(out, bom, &[])?;
    rows.write_record(["id", "left", "keyword", "right"])?;
    for line in &kwic.lines {
        rows.write_record([
            line.id.as_str(),
            &script.show(&line.left),
            &script.show(&line.keyword),
            &script.show(&line.right),
        ])?;
    }
    rows.flush()
}

/// Writes a table, the keyword in bold.
///
/// # Errors
///
/// What the writer reports.
pub fn kwic_markdown(out: &mut impl Write, kwic: &Kwic, script: Script) -> io::Result<()> {
    writeln!(out, "| | | |\n| --- | ---: | --- |")?;
    for line in &kwic.lines {
        let show = |text: &str| escaped(&script.show(text));
        let left = last_columns(&line.left, 40);
        let right = first_columns(&line.right, 40);
        writeln!(
            out,
            "| {} | {} | {}{} |",
            escaped(&name(line)),
            show(&left),
            bold(&script.show(&line.keyword)),
            show(&right)
        )?;
    }
    Ok(())
}

/// Writes what a case lacks, a line a part of the query.
///
/// # Errors
///
/// What the writer reports.
pub fn why_not_text(out: &mut Door<impl Write>, why: &WhyNot, look: &Look) -> io::Result<()> {
    let zh = look.lang == Lang::Zh;
    write_styled(out, look, TITLE, &one_line(&look.script.show(&why.case.title)))?;
    writeln!(out)?;
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
        write!(out, " {sign} {text}: {what}")?;
        if !part.nearest.is_empty() {
            let label = if zh { "；相近的有" } else { "; nearest here:" };
            write!(out, "{label} {}", one_line(&look.script.show(&part.nearest.join("、"))))?;
        }
        writeln!(out)?;
    }
    let verdict = match (why.found, why.found_within_case, zh) {
        (true, _, true) => "此查询找得到这个案例",
        (true, _, false) => "the query finds this case",
        (false, true, true) => "各部分不在同一段；用 --within case 找得到",
        (false, true, false) => "no one passage meets it all; with --within case the query finds this case",
        (false, false, true) => "此查询找不到这个案例",
        (false, false, false) => "the query does not find this case",
    };
    writeln!(out, "{verdict}")
}

#[derive(Serialize)]
struct WhyNotWire {
    case: super::json::Case,
    found: bool,
    found_within_case: bool,
    parts: Vec<PartWire>,
}

#[derive(Serialize)]
struct PartWire {
    text: String,
    excluded: bool,
    met: bool,
    occurrences: usize,
    passages: Vec<String>,
    nearest: Vec<String>,
}

/// Writes one object.
///
/// # Errors
///
/// What the writer reports.
pub fn why_not_json(out: &mut impl Write, why: &WhyNot, script: Script) -> io::Result<()> {
    let parts = why
        .parts
        .iter()
        .map(|part| PartWire {
            text: part.text.clone(),
            excluded: part.excluded,
            met: part.met,
            occurrences: part.occurrences,
            passages: part.passages.clone(),
            nearest: part.nearest.clone(),
        })
        .collect();
    let wire = WhyNotWire {
        case: super::json::Case::new(&why.case, script),
        found: why.found,
        found_within_case: why.found_within_case,
        parts,
    };
    super::json::object(out, &wire)
}
