//! Comma-separated values: the rows of an answer.
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@`, in either width, and anyone may have written a
//! notice. It may also divide where we do not: at `;` or at tabs, as its country has it, and then quotation marks
//! inside what was a cell mean nothing, line breaks included. One rule for all cells of text:
//!
//! * A cell is in quotation marks when it holds a comma, `;`, a tab, a quotation mark or a line break, or begins or
//!   ends with white space.
//! * Where a cell begins, and where one would begin after a `;`, a tab or a line break in it, an apostrophe is put
//!   before what could be a formula: before one of the signs above, whatever white space, quotation marks and
//!   characters that nobody sees stand before it, before an apostrophe, and before a tab or line break at the very
//!   beginning.
//!
//! Taking off one apostrophe, where there is one, at each of these places gives back the texts exactly. Columns of
//! numbers have numbers of our own; these, negative ones too, are left alone.

use std::borrow::Cow;
use std::io::{self, Write};

use unicode_width::UnicodeWidthChar;

use super::Lang;
use super::rows::{Column, Kind, Sheet};
use crate::text::is_harmless;

/// Writes the names of the columns, in Chinese their labels, and the rows; with `bom` Excel knows that it is UTF-8.
///
/// # Errors
///
/// What the writer reports.
pub fn sheet(out: &mut impl Write, sheet: &Sheet, bom: bool, lang: Lang) -> io::Result<()> {
    if bom {
        out.write_all("\u{FEFF}".as_bytes())?;
    }
    let heading = |column: &Column| match lang {
        // The names are what programs look for.
        Lang::En => column.name.to_string(),
        Lang::Zh => column.label(lang).to_owned(),
    };
    row(out, sheet.columns.iter().map(|column| (Cow::Owned(heading(column)), false)))?;
    for cells in &sheet.rows {
        let cells = sheet.columns.iter().zip(cells);
        row(out, cells.map(|(column, cell)| (cell.text(), column.kind == Kind::Number)))?;
    }
    out.flush()
}

/// Writes cells, none of which a spreadsheet takes for a formula (see the module); of each whether it stands among numbers
/// of our own.
fn row<'c>(out: &mut impl Write, cells: impl Iterator<Item = (Cow<'c, str>, bool)>) -> io::Result<()> {
    for (at, (cell, number)) in cells.enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        let written = if number && is_number(&cell) { Cow::Borrowed(&*cell) } else { inert(&cell) };
        if is_quoted(&cell) {
            write!(out, "\"{}\"", written.replace('"', "\"\""))?;
        } else {
            out.write_all(written.as_bytes())?;
        }
    }
    out.write_all(b"\n")
}

/// Whether `cell` is written in quotation marks.
fn is_quoted(cell: &str) -> bool {
    cell.starts_with(char::is_whitespace)
        || cell.ends_with(char::is_whitespace)
        || cell.contains(|c| matches!(c, ',' | '"') || divides(c))
}

/// Whether a spreadsheet could end a cell at `c` though we did not.
fn divides(c: char) -> bool {
    matches!(c, ';' | '\t' | '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether `cell` is a number as we write them.
fn is_number(cell: &str) -> bool {
    cell.parse::<f64>().is_ok_and(f64::is_finite) && !cell.starts_with('+')
}

/// `cell` so that a spreadsheet shows it and runs nothing; see the module.
fn inert(cell: &str) -> Cow<'_, str> {
    let front = cell.starts_with(|c| c != ';' && divides(c));
    let signs = |c: char| c == '\'' || begins_formula(c);
    if !front && !cell.contains(signs) {
        return Cow::Borrowed(cell);
    }
    // From the end, as what stands at a place depends on what follows it.
    let mut marks = Vec::new();
    let mut formula = false;
    let mut chars = cell.char_indices().rev().peekable();
    while let Some((at, c)) = chars.next() {
        formula = begins_formula(c) || formula && (c == '"' || is_unseen(c));
        let begins = chars.peek().is_none_or(|&(_, before)| divides(before));
        if begins && (formula || c == '\'' || at == 0 && front) {
            marks.push(at);
        }
    }
    // Most cells that have a dash somewhere need none.
    if marks.is_empty() {
        return Cow::Borrowed(cell);
    }
    let mut out = String::with_capacity(cell.len() + marks.len());
    let mut from = 0;
    for &at in marks.iter().rev() {
        out.push_str(&cell[from..at]);
        out.push('\'');
        from = at;
    }
    out.push_str(&cell[from..]);
    Cow::Owned(out)
}

/// The signs that begin a formula, in every width.
fn begins_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\u{2212}' | '﹦' | '﹢' | '﹣' | '﹫')
}

/// Whether nothing is to be seen of `c`, so that a spreadsheet may look past it.
fn is_unseen(c: char) -> bool {
    // These fill a column or two with nothing.
    let blank = matches!(c, '\u{115F}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}');
    blank || c.is_whitespace() || !is_harmless(c) || c.width().unwrap_or(0) == 0
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;
    use crate::present::rows::{Cell, Column};

    fn written(rows: &[Vec<String>]) -> String {
        let column = |name: &str, kind| Column::called(name.to_owned(), kind);
        let columns = vec![column("a", Kind::Text), column("n", Kind::Number), column("b", Kind::Text)];
        let cells = |row: &Vec<String>| row.iter().map(|cell| Cell::Text(cell.clone())).collect();
        let mut out = Vec::new();
        sheet(&mut out, &Sheet { columns, rows: rows.iter().map(cells).collect() }, false, Lang::En).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The cells as a program reads them that divides at `delimiter`.
    fn read(text: &str, delimiter: u8) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    /// What a spreadsheet would run; seen from the outside, by its Unicode properties.
    fn is_formula(cell: &str) -> bool {
        let cell = cell.trim_start_matches(|c: char| {
            c.is_whitespace() || c.is_control() || "\"\u{200B}\u{FEFF}\u{202E}\u{AD}\u{3164}\u{FE0F}".contains(c)
        });
        cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
    }

    /// The text back from a cell: one apostrophe off where a cell begins or would begin.
    fn back(cell: &str) -> String {
        let mut out = String::new();
        for segment in cell.split_inclusive(divides) {
            out.push_str(segment.strip_prefix('\'').unwrap_or(segment));
        }
        out
    }

    proptest! {
        #[test]
        fn no_cell_is_a_formula_however_it_is_divided(
            cells in prop::collection::vec(
                "([-=+@＝＋－＠'\"; \t\r\n,|a質1\u{a0}\u{3000}\u{200b}\u{202e}\u{feff}\u{85}\u{2028}\u{0}\u{3164}\u{fe0f}]|\\PC){0,12}",
                3..24,
            ),
        ) {
            let rows: Vec<Vec<String>> = cells.chunks_exact(3).map(<[String]>::to_vec).collect();
            let text = written(&rows);
            let same = read(&text, b',');
            prop_assert_eq!(same.len(), rows.len() + 1);
            for (row, read) in rows.iter().zip(&same[1..]) {
                prop_assert_eq!(&row[0], &back(&read[0]));
                prop_assert_eq!(&row[2], &back(&read[2]));
            }
            for delimiter in [b',', b';', b'\t'] {
                for (at, row) in read(&text, delimiter).iter().enumerate() {
                    for (column, cell) in row.iter().enumerate() {
                        let number = delimiter == b',' && column == 1 && at > 0 && cell.parse::<f64>().is_ok();
                        prop_assert!(number || !is_formula(cell), "{:?} in {:?}", cell, text);
                    }
                }
            }
        }
    }

    #[test]
    fn cells_as_they_are_written() {
        for (cell, expected) in [
            ("質押-融資", "質押-融資"),
            ("-融資", "'-融資"),
            ("'質押", "''質押"),
            ("質'押", "質'押"),
            (" =1", "\"' =1\""),
            ("\u{200B}=1", "'\u{200B}=1"),
            ("甲;=1", "\"甲;'=1\""),
            ("甲;乙", "\"甲;乙\""),
            ("甲；=1", "甲；=1"),
            ("甲\n-1", "\"甲\n'-1\""),
            ("\t甲", "\"'\t甲\""),
            ("\"=1\"", "\"'\"\"=1\"\"\""),
            ("＝1", "'＝1"),
            ("-5", "'-5"),
            ("", ""),
        ] {
            let text = written(&[vec![cell.to_owned(), "-5".to_owned(), "x".to_owned()]]);
            assert_eq!(text, format!("a,n,b\n{expected},-5,x\n"), "{cell:?}");
        }
        // A column of numbers is no way in for what is none.
        assert_eq!(written(&[["a", "-1+1", "b"].map(str::to_owned).to_vec()]), "a,n,b\na,'-1+1,b\n");
    }
}
