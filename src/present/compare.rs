//! Cases side by side: for reading in columns, as Markdown, CSV and JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::door::Door;
use super::similar::{QuoteWire, case_name, kind_label, quote_text};
use super::terminal::Look;
use super::wrap::{Wrapped, columns};
use super::{Lang, Script, json, markdown::escaped};
use crate::api::similar::{Comparison, Quote, RowKind};
use crate::lexicon::TagKind;

/// A side-by-side table is at most so wide, in columns, so that it can be pasted anywhere.
const WIDTH: usize = 80;
/// Columns of the first column, and those between two.
const LABEL: usize = 12;
const GAP: usize = 2;
/// The most that a cell lists for reading; the other forms list all.
const CELL: usize = 8;
/// The narrowest column of a case; where cases would be narrower, they stand below each other.
const NARROWEST: usize = 20;

/// Writes the table for reading, at most 80 columns wide.
///
/// # Errors
///
/// What the writer reports.
pub fn text(out: &mut Door<impl Write>, comparison: &Comparison, look: &Look) -> io::Result<()> {
    let width = look.width.min(WIDTH);
    let count = comparison.cases.len().max(1);
    let column = (width.saturating_sub(LABEL) / count).saturating_sub(GAP);
    let names: Vec<Vec<String>> =
        comparison.cases.iter().map(|case| vec![case_name(case), look.script.show(&case.title).into_owned()]).collect();
    let mut rows: Vec<(&str, Vec<Vec<String>>)> = vec![("", names)];
    for row in &comparison.rows {
        let cells = row.cells.iter().map(|cell| shown(cell, look));
        rows.push((label(row.kind, look.lang), cells.collect()));
    }
    if column < NARROWEST {
        return below(out, comparison, &rows, width);
    }
    for (at, (label, cells)) in rows.iter().enumerate() {
        if at > 0 {
            writeln!(out, "{}", "─".repeat(width))?;
        }
        let cells: Vec<Vec<String>> =
            cells.iter().map(|cell| cell.iter().flat_map(|item| wrapped(item, column)).collect()).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
        for line in 0..height {
            let mut text = padded(if line == 0 { label } else { "" }, LABEL);
            for cell in &cells {
                let item = cell.get(line).map_or("", String::as_str);
                text.push_str(&" ".repeat(GAP));
                text.push_str(&padded(item, column));
            }
            writeln!(out, "{}", text.trim_end())?;
        }
    }
    Ok(())
}

/// The first things of a cell, and how many more there are.
fn shown(cell: &[Quote], look: &Look) -> Vec<String> {
    let mut out: Vec<String> = cell.iter().take(CELL).map(|quote| quote_text(quote, look.script)).collect();
    match (cell.len().saturating_sub(CELL), look.lang) {
        (0, _) => {}
        (more, Lang::Zh) => out.push(format!("…另有 {more} 项")),
        (more, Lang::En) => out.push(format!("… {more} more")),
    }
    out
}

/// A block a row, in it a paragraph a case.
fn below(
    out: &mut Door<impl Write>,
    comparison: &Comparison,
    rows: &[(&str, Vec<Vec<String>>)],
    width: usize,
) -> io::Result<()> {
    for (label, cells) in rows {
        writeln!(out, "{}", if label.is_empty() { "──" } else { label })?;
        for (case, cell) in comparison.cases.iter().zip(cells) {
            let items = if cell.is_empty() { "–".to_owned() } else { cell.join("; ") };
            let name = if label.is_empty() { String::new() } else { format!("{}: ", case_name(case)) };
            for line in wrapped(&format!("{name}{items}"), width.saturating_sub(2)) {
                writeln!(out, "  {line}")?;
            }
        }
    }
    Ok(())
}

/// `text` in lines of at most `width` columns, a character wider than that alone.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<u8> = Vec::new();
    let mut cell = Wrapped::new(width, 0);
    cell.push(text, None);
    // A vector takes all that is written.
    let _ = cell.write(&mut Door::guarded(&mut lines));
    String::from_utf8_lossy(&lines).lines().map(|line| line.trim_end().to_owned()).collect()
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

fn label(kind: RowKind, lang: Lang) -> &'static str {
    let of = |kind: TagKind| {
        let (zh, en) = kind_label(kind);
        lang.pick(zh, en)
    };
    match kind {
        RowKind::Place => lang.pick("地点", "place"),
        RowKind::Tier => lang.pick("类别", "tier"),
        RowKind::Instruments => of(TagKind::Instrument),
        RowKind::Objects => of(TagKind::Object),
        RowKind::Partners => lang.pick("合作方", "partners"),
        RowKind::Mechanisms => of(TagKind::Mechanism),
        RowKind::Aspects => of(TagKind::Aspect),
        RowKind::Amounts => lang.pick("金额", "amounts"),
        RowKind::Subsidies => lang.pick("补助", "subsidies"),
        RowKind::Outcomes => lang.pick("成效", "outcomes"),
        RowKind::Figures => lang.pick("其他数字", "figures"),
    }
}

/// Writes a Markdown table, a column a case.
///
/// # Errors
///
/// What the writer reports.
pub fn markdown(out: &mut impl Write, comparison: &Comparison, look: &Look) -> io::Result<()> {
    let cell = |text: &str| escaped(&text.replace('\n', ""));
    write!(out, "| |")?;
    for case in &comparison.cases {
        write!(out, " {} {} |", cell(&case_name(case)), cell(&look.script.show(&case.title)))?;
    }
    writeln!(out, "\n|{}", " --- |".repeat(comparison.cases.len() + 1))?;
    for row in &comparison.rows {
        write!(out, "| {} |", label(row.kind, look.lang))?;
        for quotes in &row.cells {
            let items: Vec<String> = quotes.iter().map(|quote| cell(&quote_text(quote, look.script))).collect();
            write!(out, " {} |", items.join("<br>"))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Writes one row a thing: which row of the table, which case, the words, what they are about, the passages.
///
/// # Errors
///
/// What the writer reports.
pub fn csv(out: &mut impl Write, comparison: &Comparison, script: Script, bom: bool) -> io::Result<()> {
    let mut rows = super::csv::writer(out, bom, &["yuan"])?;
    rows.write_record(["row", "case", "title", "text", "what", "yuan", "passages", "sentences"])?;
    for row in &comparison.rows {
        for (case, quotes) in comparison.cases.iter().zip(&row.cells) {
            for Quote { text, what, passages, sentences, yuan } in quotes {
                rows.write_record([
                    row.kind.name(),
                    &case.id,
                    &script.show(&case.title),
                    &script.show(text),
                    &script.show(what.as_deref().unwrap_or_default()),
                    &yuan.map(|yuan| yuan.to_string()).unwrap_or_default(),
                    &passages.join(" "),
                    &script.show(&sentences.join("\n")),
                ])?;
            }
        }
    }
    rows.flush()
}

/// Writes one object: the cases and the rows.
///
/// # Errors
///
/// What the writer reports.
pub fn object(out: &mut impl Write, comparison: &Comparison, script: Script) -> io::Result<()> {
    let wire = Wire {
        cases: comparison.cases.iter().map(|case| json::Case::new(case, script)).collect(),
        rows: comparison
            .rows
            .iter()
            .map(|row| RowWire {
                row: row.kind.name(),
                cells: row.cells.iter().map(|cell| QuoteWire::all(cell, script)).collect(),
            })
            .collect(),
    };
    json::object(out, &wire)
}

#[derive(Serialize)]
struct Wire {
    cases: Vec<json::Case>,
    rows: Vec<RowWire>,
}

#[derive(Serialize)]
struct RowWire {
    row: &'static str,
    cells: Vec<Vec<QuoteWire>>,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::api::CaseInfo;
    use crate::api::similar::Row;
    use crate::present::similar::reference;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_table_is_no_wider_than_it_should_be(
            cells in prop::collection::vec(prop::collection::vec("[甲乙a1，\n ]{0,60}", 0..4), 2..6),
            width in 40..120_usize,
        ) {
            let quotes = |cell: &Vec<String>| {
                cell.iter().map(|text| Quote { text: text.clone(), ..Quote::default() }).collect::<Vec<_>>()
            };
            let comparison = Comparison {
                cases: cells.iter().map(|_| CaseInfo { id: "甲/典型1".to_owned(), ..CaseInfo::default() }).collect(),
                rows: vec![Row { kind: RowKind::Amounts, cells: cells.iter().map(quotes).collect() }],
            };
            let look = Look { color: false, width, lang: Lang::Zh, script: Script::AsIs };
            let mut out = Vec::new();
            text(&mut Door::guarded(&mut out), &comparison, &look).unwrap();
            for line in String::from_utf8(out).unwrap().lines() {
                prop_assert!(columns(line) <= width.min(WIDTH), "{line}");
            }
        }
    }

    #[test]
    fn references_are_short() {
        assert_eq!(reference("浙市監知運2023-12/典型5#7"), "#7");
    }
}
