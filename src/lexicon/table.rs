//! The vocabulary as a table: tab-separated text with a header, as a spreadsheet writes it.

use std::collections::HashMap;

use crate::error::{Error, Result};

/// What a line of the table is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum RowKind {
    Tag(super::TagKind),
    /// A longer word that hides a term inside it.
    None,
    /// What names of institutions end with.
    Ending,
    /// What stands before a name and is no part of it.
    Cut,
    /// Words that hold a character of [`RowKind::Cut`] and are parts of names all the same.
    Keep,
    /// Words that make no name before an ending.
    Generic,
    Synonym,
    Question,
    Stop,
}

const KINDS: [(&str, RowKind); 13] = [
    ("instrument", RowKind::Tag(super::TagKind::Instrument)),
    ("object", RowKind::Tag(super::TagKind::Object)),
    ("mechanism", RowKind::Tag(super::TagKind::Mechanism)),
    ("actor", RowKind::Tag(super::TagKind::Actor)),
    ("aspect", RowKind::Tag(super::TagKind::Aspect)),
    ("none", RowKind::None),
    ("ending", RowKind::Ending),
    ("cut", RowKind::Cut),
    ("keep", RowKind::Keep),
    ("generic", RowKind::Generic),
    ("synonym", RowKind::Synonym),
    ("question", RowKind::Question),
    ("stop", RowKind::Stop),
];

/// One line of the table.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) kind: RowKind,
    pub(super) value: String,
    /// At least one.
    pub(super) forms: Vec<String>,
    pub(super) broader: Option<String>,
}

/// Where the columns are.
#[derive(Debug, Clone, Copy)]
struct Columns {
    kind: usize,
    value: usize,
    forms: Option<usize>,
    broader: Option<usize>,
}

/// Reads the table.
///
/// # Errors
///
/// [`Error::Invalid`] with the line and the column when the header lacks a column that is needed, a kind is unknown, a
/// value is empty, or a broader value does not exist.
pub(super) fn read(tsv: &str) -> Result<Vec<Row>> {
    let mut columns = None;
    let mut rows: Vec<(usize, Row)> = Vec::new();
    for (at, line) in tsv.trim_start_matches('\u{FEFF}').lines().enumerate() {
        let number = at + 1;
        let cells: Vec<&str> = line.split('\t').map(unquoted).collect();
        let first = cells.first().copied().unwrap_or("");
        if first.starts_with('#') || cells.iter().all(|cell| cell.is_empty()) {
            continue;
        }
        let Some(columns) = columns else {
            columns = Some(header(number, line, &cells)?);
            continue;
        };
        rows.push((number, row(number, columns, &cells)?));
    }
    if columns.is_none() {
        return Err(invalid(
            1,
            1,
            "the table is empty; its first line names the columns: kind, value, forms, broader, note",
        ));
    }
    let known: HashMap<(RowKind, &str), ()> =
        rows.iter().map(|(_, row)| ((row.kind, row.value.as_str()), ())).collect();
    for (number, row) in &rows {
        if let Some(broader) = row.broader.as_deref().filter(|broader| !known.contains_key(&(row.kind, *broader))) {
            let column = columns.and_then(|columns| columns.broader).unwrap_or(0) + 1;
            return Err(invalid(*number, column, &format!("there is no “{broader}” of this kind")));
        }
    }
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

fn header(number: usize, line: &str, cells: &[&str]) -> Result<Columns> {
    let find = |name: &str| cells.iter().position(|cell| cell.eq_ignore_ascii_case(name));
    let needed = |name: &str| {
        find(name).ok_or_else(|| {
            let hint = if line.contains(',') && !line.contains('\t') { "; save it with tabs, not commas" } else { "" };
            invalid(number, 1, &format!("the header has no column “{name}”{hint}"))
        })
    };
    Ok(Columns { kind: needed("kind")?, value: needed("value")?, forms: find("forms"), broader: find("broader") })
}

fn row(number: usize, columns: Columns, cells: &[&str]) -> Result<Row> {
    let cell = |column: usize| cells.get(column).copied().unwrap_or("");
    let name = cell(columns.kind);
    let Some(&(_, kind)) = KINDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) else {
        let known: Vec<&str> = KINDS.iter().map(|(known, _)| *known).collect();
        let reason = format!("“{name}” is no kind; the kinds are {}", known.join(", "));
        return Err(invalid(number, columns.kind + 1, &reason));
    };
    let value = cell(columns.value);
    if value.is_empty() {
        return Err(invalid(number, columns.value + 1, "the value is empty"));
    }
    let forms = columns.forms.map_or("", cell);
    let mut forms: Vec<String> =
        forms.split(['|', '｜']).map(str::trim).filter(|form| !form.is_empty()).map(str::to_owned).collect();
    if forms.is_empty() {
        forms.push(value.to_owned());
    }
    let broader = columns.broader.map_or("", cell);
    Ok(Row { kind, value: value.to_owned(), forms, broader: (!broader.is_empty()).then(|| broader.to_owned()) })
}

/// A cell without blanks around it and without the quotation marks that spreadsheets add.
fn unquoted(cell: &str) -> &str {
    let cell = cell.trim();
    cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')).unwrap_or(cell).trim()
}

fn invalid(line: usize, column: usize, reason: &str) -> Error {
    Error::Invalid { place: format!("lexicon, line {line}, column {column}"), reason: reason.to_owned() }
}
