//! Comma-separated values: one row a passage.
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

use super::Script;
use super::cite::{Reference, Style};
use super::is_harmless;
use crate::api::{CaseInfo, Hit, Hits, NoticeListing, Response, Shown};
use crate::decode::Place;

/// The columns of rows about passages.
const PASSAGE: [&str; 18] = [
    "id",
    "score",
    "role",
    "section",
    "case",
    "tier",
    "number",
    "case_title",
    "city",
    "county",
    "notice",
    "issued",
    "marks",
    "text",
    "notice_number",
    "file",
    "citation",
    "place",
];

/// Writes one row a passage; with `bom` Excel knows that it is UTF-8.
///
/// # Errors
///
/// What the writer reports.
pub fn response(out: &mut impl Write, response: &Response, script: Script, bom: bool) -> io::Result<()> {
    let hits: Vec<&Hit> = match &response.hits {
        Hits::Passages(hits) => hits.iter().collect(),
        Hits::Cases(cases) => cases.iter().flat_map(|case| &case.passages).collect(),
    };
    passages(out, &hits, script, bom)
}

/// Writes one row a passage of what is shown.
///
/// # Errors
///
/// What the writer reports.
pub fn shown(out: &mut impl Write, shown: &Shown, script: Script, bom: bool) -> io::Result<()> {
    passages(out, &shown.passages.iter().collect::<Vec<_>>(), script, bom)
}

/// Writes one row a case, with the ids of the other versions of its notice.
///
/// # Errors
///
/// What the writer reports.
pub fn listing(out: &mut impl Write, listing: &[NoticeListing], script: Script, bom: bool) -> io::Result<()> {
    let mut rows = writer(out, bom, &["number", "passages"])?;
    rows.write_record([
        "case",
        "tier",
        "number",
        "title",
        "city",
        "county",
        "passages",
        "notice",
        "notice_title",
        "issuer",
        "issued",
        "published",
        "file",
        "versions",
    ])?;
    for notice in listing {
        let versions: Vec<&str> = notice.versions.iter().map(|version| version.id.as_str()).collect();
        for case in &notice.cases {
            let info = Cells::new(&case.case, script);
            rows.write_record([
                case.case.id.as_str(),
                &info.tier,
                &info.number,
                &info.title,
                &info.city,
                &info.county,
                &case.passages.to_string(),
                &notice.notice.id,
                &script.show(&notice.notice.title),
                &script.show(notice.notice.issuer.as_deref().unwrap_or_default()),
                notice.notice.issued.as_deref().unwrap_or_default(),
                notice.notice.published.as_deref().unwrap_or_default(),
                &notice.file,
                &versions.join("|"),
            ])?;
        }
    }
    rows.flush()
}

fn passages(out: &mut impl Write, hits: &[&Hit], script: Script, bom: bool) -> io::Result<()> {
    let mut rows = writer(out, bom, &["score", "number"])?;
    rows.write_record(PASSAGE)?;
    for hit in hits {
        let hit = script.show_hit(hit);
        let case = hit.case.as_ref().map(|case| Cells::new(case, Script::AsIs)).unwrap_or_default();
        let marks: Vec<&str> = hit.marks.iter().map(|mark| &hit.text[mark.local.range()]).collect();
        rows.write_record([
            hit.id.as_str(),
            &format!("{:.4}", hit.score),
            hit.role.name(),
            hit.section.as_deref().unwrap_or_default(),
            &case.id,
            &case.tier,
            &case.number,
            &case.title,
            &case.city,
            &case.county,
            &hit.notice.id,
            hit.notice.issued.as_deref().unwrap_or_default(),
            &marks.join("|"),
            &hit.text,
            hit.notice.number.as_deref().unwrap_or_default(),
            &hit.file,
            &Reference::of_hit(&hit).in_script(script).cite(Style::Gbt2015),
            &hit.place.map(place).unwrap_or_default(),
        ])?;
    }
    rows.flush()
}

/// `page 3`: where in a file without bytes that one could point at.
fn place(place: Place) -> String {
    match place {
        Place::Page(n) => format!("page {n}"),
        Place::Paragraph(n) => format!("paragraph {n}"),
    }
}

/// Begins rows whose first is the head; in the columns of the names in `numbers` stand numbers of our own.
pub(super) fn writer<W: Write>(mut out: W, bom: bool, numbers: &'static [&'static str]) -> io::Result<Rows<W>> {
    if bom {
        out.write_all("\u{FEFF}".as_bytes())?;
    }
    Ok(Rows { out, numbers, columns: Vec::new() })
}

/// Rows of cells, none of which a spreadsheet takes for a formula; see the module.
pub(super) struct Rows<W: Write> {
    out: W,
    numbers: &'static [&'static str],
    /// Whether each column has numbers; empty before the head.
    columns: Vec<bool>,
}

impl<W: Write> Rows<W> {
    /// Writes a row.
    pub(super) fn write_record<I>(&mut self, cells: I) -> io::Result<()>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let is_head = self.columns.is_empty();
        for (at, cell) in cells.into_iter().enumerate() {
            let cell = cell.as_ref();
            if is_head {
                self.columns.push(self.numbers.contains(&cell));
            }
            if at > 0 {
                self.out.write_all(b",")?;
            }
            let number = !is_head && self.columns.get(at) == Some(&true) && is_number(cell);
            let written = if number { Cow::Borrowed(cell) } else { inert(cell) };
            if is_quoted(cell) {
                write!(self.out, "\"{}\"", written.replace('"', "\"\""))?;
            } else {
                self.out.write_all(written.as_bytes())?;
            }
        }
        self.out.write_all(b"\n")
    }

    /// Hands everything to the writer below.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
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

#[derive(Default)]
struct Cells {
    id: String,
    tier: String,
    number: String,
    title: String,
    city: String,
    county: String,
}

impl Cells {
    fn new(case: &CaseInfo, script: Script) -> Cells {
        let show = |value: Option<&String>| value.map(|value| script.show(value).into_owned()).unwrap_or_default();
        Cells {
            id: case.id.clone(),
            tier: show(case.tier.as_ref()),
            number: case.number.map(|number| number.to_string()).unwrap_or_default(),
            title: script.show(&case.title).into_owned(),
            city: show(case.city.as_ref()),
            county: show(case.county.as_ref()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    fn written(rows: &[Vec<String>]) -> String {
        let mut out = Vec::new();
        let mut writer = writer(&mut out, false, &["n"]).unwrap();
        writer.write_record(["a", "n", "b"]).unwrap();
        for row in rows {
            writer.write_record(row).unwrap();
        }
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
