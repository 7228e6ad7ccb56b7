//! The vocabulary as a table: tab-separated text with a header, as a spreadsheet writes it.

use std::collections::HashMap;

use super::actors::Ending;
use crate::error::{BadVocabulary, Error, Result, VocabularyFault};
use crate::text::fold;

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
    Stop,
}

const KINDS: [(&str, RowKind); 12] = [
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
/// [`Error::Vocabulary`] with the line and the column when the header lacks a column that is needed, nothing reads a kind
/// or an ending, a value is empty, a broader value does not exist, or broader values go in a circle.
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
    let Some(columns) = columns else { return Err(bad(1, 1, VocabularyFault::Empty)) };
    let column = columns.broader.unwrap_or(0) + 1;
    let known: HashMap<(RowKind, &str), ()> =
        rows.iter().map(|(_, row)| ((row.kind, row.value.as_str()), ())).collect();
    for (number, row) in &rows {
        if let Some(broader) = row.broader.as_deref().filter(|broader| !known.contains_key(&(row.kind, *broader))) {
            return Err(bad(*number, column, VocabularyFault::NoBroader { value: broader.to_owned() }));
        }
    }
    if let Some(way) = circle(&rows) {
        return Err(bad(way.first().map_or(1, |(_, line)| *line), column, VocabularyFault::Circle { way }));
    }
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

fn header(number: usize, line: &str, cells: &[&str]) -> Result<Columns> {
    let find = |name: &str| cells.iter().position(|cell| cell.eq_ignore_ascii_case(name));
    let needed = |name: &'static str| {
        find(name).ok_or_else(|| {
            let commas = line.contains(',') && !line.contains('\t');
            bad(number, 1, VocabularyFault::NoColumn { name, commas })
        })
    };
    Ok(Columns { kind: needed("kind")?, value: needed("value")?, forms: find("forms"), broader: find("broader") })
}

fn row(number: usize, columns: Columns, cells: &[&str]) -> Result<Row> {
    let cell = |column: usize| cells.get(column).copied().unwrap_or("");
    let name = cell(columns.kind);
    let Some(&(_, kind)) = KINDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) else {
        let known = KINDS.iter().map(|(known, _)| *known).collect();
        return Err(bad(number, columns.kind + 1, VocabularyFault::UnknownKind { kind: name.to_owned(), known }));
    };
    let value = cell(columns.value);
    if value.is_empty() {
        return Err(bad(number, columns.value + 1, VocabularyFault::EmptyValue));
    }
    if kind == RowKind::Ending && Ending::from_name(value).is_none() {
        let known = Ending::NAMES.iter().map(|(known, _)| *known).collect();
        return Err(bad(number, columns.value + 1, VocabularyFault::UnknownEnding { value: value.to_owned(), known }));
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

/// A circle of broader values: the values on the way, each with the line that names the next.
fn circle(rows: &[(usize, Row)]) -> Option<Vec<(String, usize)>> {
    // Of two lines on one value the last one counts.
    let above: HashMap<(RowKind, String), (usize, &Row)> = rows
        .iter()
        .filter(|(_, row)| row.broader.is_some())
        .map(|(number, row)| ((row.kind, fold(&row.value)), (*number, row)))
        .collect();
    let next = |row: &Row| above.get(&(row.kind, fold(row.broader.as_deref()?))).copied();
    rows.iter().filter_map(|(_, row)| above.get(&(row.kind, fold(&row.value))).copied()).find_map(|first| {
        let mut way = vec![(first.1.value.clone(), first.0)];
        let mut at = next(first.1);
        while let Some((number, row)) = at {
            if number == first.0 {
                return Some(way);
            }
            // Another circle is above this one; it is found from one of its own.
            if way.len() > above.len() {
                return None;
            }
            way.push((row.value.clone(), number));
            at = next(row);
        }
        None
    })
}

fn bad(line: usize, column: usize, fault: VocabularyFault) -> Error {
    Error::Vocabulary(Box::new(BadVocabulary { path: None, line, column, fault }))
}
