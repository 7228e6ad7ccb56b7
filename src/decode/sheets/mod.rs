//! Workbooks: each row of a sheet is a line, its cells apart by tabs, and the table of the sheet says what heads them.
//!
//! | file | what |
//! | --- | --- |
//! | `xlsx.rs` | `.xlsx` and its kind (ECMA-376) |
//! | `xls.rs` | `.xls`, and `.et` of WPS, which is the same (MS-XLS) |
//! | `ods.rs` | `.ods` (OASIS OpenDocument) |
//! | `number.rs` | numbers as their format shows them |
//!
//! A cell says what a reader of the sheet sees: the number as its format shows it, a date as a date, of a formula the
//! value that was computed last. Rows and columns have the numbers of the sheet, so that a place is called as programs
//! call it: C5. Sheets that are hidden are read, and remarked on.
//!
//! Why not `calamine` (MIT, well kept), which reads all three: it lays a sheet out as a full rectangle, so that two cells
//! in opposite corners make it allocate all that lie between (17 thousand million of them); of `.xls` and `.ods` it gives
//! numbers without their formats, so that 3.50% comes out as 0.035; and lengths in a damaged `.xls` make it panic. What
//! is left of it beyond `zip`, `quick-xml` and `cfb`, which are here anyway, is less than what would have to be built
//! around it.

mod number;
mod ods;
mod xls;
mod xlsx;

use std::collections::HashMap;
use std::sync::Arc;

use super::Remark;
use super::allowance::{Allowance, LINE};
use super::assembly::{Assembly, LONGEST_ROW, Line, Step};
use super::document::{Document, ReadError};
use super::format::Format;
use super::place::Place;
use super::table::Extent;
use crate::text::is_han;

pub(super) use ods::Ods;
pub(super) use xls::Xls;
pub(super) use xlsx::Xlsx;

/// What a cell costs beside its text, in bytes.
const CELL: u64 = 64;

/// What the largest sheet of any program has.
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 1 << 14;

/// A sheet while it is read.
#[derive(Debug, Default)]
struct Sheet {
    name: String,
    /// The cells with text, each with its row and column, from 0.
    cells: Vec<(u32, u32, String)>,
    /// How many rows and columns the cells cover that cover more than one.
    merged: HashMap<(u32, u32), (u32, u32)>,
    /// So many rows at the beginning of what is printed are said to head the others.
    heads: Option<(u32, u32)>,
}

impl Sheet {
    fn new(name: String) -> Self {
        Sheet { name, ..Sheet::default() }
    }

    /// Adds what a cell says, if it says anything and lies where a program could have put it.
    fn cell(&mut self, row: u32, column: u32, text: &str, allowance: &Allowance) -> Result<(), ReadError> {
        if row >= MOST_ROWS || column >= MOST_COLUMNS || text.trim().is_empty() {
            return Ok(());
        }
        allowance.spend(CELL + text.len() as u64, &self.name)?;
        self.cells.push((row, column, one_line(text)));
        Ok(())
    }

    /// Notes that the cell at a place covers so many rows and columns.
    fn merge(&mut self, at: (u32, u32), rows: u32, columns: u32, allowance: &Allowance) -> Result<(), ReadError> {
        if rows > 1 || columns > 1 {
            allowance.spend(CELL, &self.name)?;
            self.merged.insert(at, (rows, columns));
        }
        Ok(())
    }
}

/// A text in one line. Where it is broken between Chinese characters, to fit its cell, nothing stands between them.
fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split(['\n', '\r', '\u{B}', '\u{2028}']) {
        let line = line.trim();
        if let (Some(before), Some(after)) = (out.chars().next_back(), line.chars().next())
            && !(is_wide(before) && is_wide(after))
        {
            out.push(' ');
        }
        out.push_str(line);
    }
    // A tab would part cells.
    if out.contains('\t') { out.replace('\t', " ") } else { out }
}

/// Whether a character is as wide as a Chinese one, which needs no blank beside it.
fn is_wide(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}' | '“' | '”' | '—' | '…')
}

/// Whether what stands at the head or the foot of pages has words, and not codes of the page and the file alone.
fn says_something(running: &str) -> bool {
    let mut chars = running.chars();
    while let Some(c) = chars.next() {
        match c {
            '&' if chars.as_str().starts_with('"') => {
                chars.next();
                chars.by_ref().find(|&c| c == '"');
            }
            '&' => _ = chars.next(),
            c if c.is_alphabetic() => return true,
            _ => {}
        }
    }
    false
}

/// A workbook while it is read.
struct Book<'a> {
    format: Format,
    allowance: &'a Allowance,
    assembly: Assembly,
    /// The names of hidden sheets.
    hidden: Vec<String>,
}

impl<'a> Book<'a> {
    fn new(format: Format, allowance: &'a Allowance) -> Self {
        Book { format, allowance, assembly: Assembly::default(), hidden: Vec::new() }
    }

    /// Adds a sheet.
    fn sheet(&mut self, sheet: Sheet) -> Result<(), ReadError> {
        let Sheet { name, mut cells, merged, heads } = sheet;
        if cells.is_empty() {
            return Ok(());
        }
        cells.sort_by_key(|&(row, column, _)| (row, column));
        // Of two texts at one place, which only damaged files have, the first counts.
        cells.dedup_by_key(|&mut (row, column, _)| (row, column));
        let place: Arc<str> = name.trim().into();
        let at = |row: u32, column| Some(Place::Row { sheet: Arc::clone(&place), row: row + 1, column });
        if !is_default(&place) {
            self.allowance.spend(LINE + place.len() as u64, &name)?;
            let first = cells.first().map_or(0, |&(row, ..)| row);
            self.assembly.lines.push(Line {
                text: one_line(&place),
                heading: 2,
                place: at(first, None),
                ..Line::default()
            });
        }
        let table = self.assembly.tables.len();
        let mut steps: Vec<Step> = Vec::new();
        let (mut rows, mut count) = (0, 0);
        let mut cells = cells.into_iter().peekable();
        while let Some(&(row, ..)) = cells.peek() {
            self.allowance.step(self.format)?;
            self.allowance.spend(LINE, &name)?;
            steps.push(Step::Rows(row + 1 - rows));
            rows = row + 1;
            let marked = heads.is_some_and(|(from, to)| (from..=to).contains(&row));
            let mut column = 0;
            let mut line = Line { place: at(row, None), ..Line::default() };
            let mut lines: Vec<Line> = Vec::new();
            while let Some((_, own, text)) = cells.next_if(|&(other, ..)| other == row) {
                if own > column {
                    steps.push(Step::Skip(own - column));
                }
                let (high, wide) = merged.get(&(row, own)).copied().unwrap_or((1, 1));
                steps.push(Step::Cell(Extent { rows: high, columns: wide, marked }));
                column = own.saturating_add(wide);
                let id = (table, count);
                count += 1;
                lines.push(Line {
                    cells: vec![(id, 0..text.len())],
                    text,
                    place: at(row, Some(own + 1)),
                    ..Line::default()
                });
            }
            if lines.iter().map(|line| line.text.chars().count()).sum::<usize>() > LONGEST_ROW {
                self.assembly.lines.append(&mut lines);
                continue;
            }
            for cell in lines {
                if !line.text.is_empty() {
                    line.text.push('\t');
                }
                let from = line.text.len();
                line.text.push_str(&cell.text);
                line.cells.extend(cell.cells.into_iter().map(|(id, range)| (id, from..from + range.end)));
            }
            self.assembly.lines.push(line);
        }
        self.assembly.tables.push(steps);
        Ok(())
    }

    fn document(mut self) -> Document {
        if !self.hidden.is_empty() {
            self.assembly.remarks.push(Remark::HiddenSheets { names: self.hidden });
        }
        self.assembly.document(self.format)
    }
}

/// Whether a sheet has the name that programs give: it says nothing.
fn is_default(name: &str) -> bool {
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    bare.is_empty() || ["sheet", "工作表", "表", "table", "tabelle", "hoja"].contains(&bare.to_lowercase().as_str())
}

/// The row and the column, from 0, of what a sheet calls `C5`; of `C5:D7` those of both corners.
fn corners(name: &str) -> Option<[(u32, u32); 2]> {
    let one = |name: &str| {
        let name = name.replace('$', "");
        let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
        let column = name[..letters].bytes().try_fold(0_u32, |sum, letter| {
            sum.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
        });
        let row: u32 = name[letters..].parse().ok()?;
        Some((row.checked_sub(1)?, column?.checked_sub(1)?))
    };
    match name.split_once(':') {
        Some((first, last)) => Some([one(first)?, one(last)?]),
        None => one(name).map(|corner| [corner, corner]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_names() {
        assert_eq!(corners("C5"), Some([(4, 2), (4, 2)]));
        assert_eq!(corners("$A$1:XFD1048576"), Some([(0, 0), (1_048_575, 16_383)]));
        for wrong in ["", "5", "C", "C0", "5C", "ZZZZZZZZZ5", "C5:", "C99999999999"] {
            assert_eq!(corners(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_broken_to_fit_is_whole() {
        assert_eq!(one_line("企业\n名称"), "企业名称");
        assert_eq!(one_line("企业\n（家）"), "企业（家）");
        assert_eq!(one_line("GDP\r\n（亿元）\tx"), "GDP （亿元） x");
        assert!(says_something("&L&\"宋体,常规\"&12某省") && !says_something("&C&A&R&P/&N"));
        assert!(is_default("Sheet1") && is_default("工作表 2") && !is_default("附表1"));
    }
}
