//! Cases side by side, for reading in columns.

use std::io::{self, Write};

use super::Look;
use crate::api::similar::{Comparison, Quote};
use crate::present::Lang;
use crate::present::door::Door;
use crate::present::wording::{heads, quote_text, row_label};
use crate::present::wrap::{Wrapped, columns};

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
pub(super) fn text(out: &mut Door<impl Write>, comparison: &Comparison, look: &Look) -> io::Result<()> {
    let width = look.width.min(WIDTH);
    let heads = heads(comparison, look.lang);
    let count = heads.len().max(1);
    let column = (width.saturating_sub(LABEL) / count).saturating_sub(GAP);
    let names: Vec<Vec<String>> = heads.iter().map(|(name, title)| vec![name.clone(), title.clone()]).collect();
    let mut rows: Vec<(&str, Vec<Vec<String>>)> = vec![("", names)];
    for row in &comparison.rows {
        let cells = row.cells.iter().map(|cell| shown(cell, look));
        rows.push((row_label(row.kind, look.lang), cells.collect()));
    }
    if column < NARROWEST {
        return below(out, &heads, &rows, look.lang, width);
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
    let mut out: Vec<String> = cell.iter().take(CELL).map(quote_text).collect();
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
    heads: &[(String, String)],
    rows: &[(&str, Vec<Vec<String>>)],
    lang: Lang,
    width: usize,
) -> io::Result<()> {
    let (cases, between, colon) = match lang {
        Lang::Zh => ("案例", "；", "："),
        Lang::En => ("cases", "; ", ": "),
    };
    for (label, cells) in rows {
        writeln!(out, "{}", if label.is_empty() { cases } else { label })?;
        for ((head, _), cell) in heads.iter().zip(cells) {
            // The first row has the names and titles themselves.
            let (name, between) = match label.is_empty() {
                true => (String::new(), " "),
                false => (format!("{head}{colon}"), between),
            };
            let items = if cell.is_empty() { "–".to_owned() } else { cell.join(between) };
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::api::CaseInfo;
    use crate::api::similar::{Row, RowKind};
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
                notices: Vec::new(),
                groups: Vec::new(),
                rows: vec![Row { kind: RowKind::Amounts, cells: cells.iter().map(quotes).collect() }],
            };
            let look = Look { color: false, width, lang: Lang::Zh, first: 1 };
            let mut out = Vec::new();
            text(&mut Door::guarded(&mut out), &comparison, &look).unwrap();
            for line in String::from_utf8(out).unwrap().lines() {
                prop_assert!(columns(line) <= width.min(WIDTH), "{line}");
            }
        }
    }
}
