//! The table of cases in every form.

use std::io::{self, Write};

use serde::Serialize;

use super::door::Door;
use super::facts::Value;
use super::markdown::{escaped, name};
use super::terminal::{Look, PLACE, TITLE, write_styled};
use super::wrap::{Wrapped, columns};
use super::{Lang, Script, one_line};
use crate::api::table::{Column, Entry, Row, Table};

/// How cells are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cite {
    /// The words alone.
    None,
    /// Each with the id of its passage in brackets.
    Passages,
}

/// Writes a block a case, a line a column.
///
/// # Errors
///
/// What the writer reports.
pub fn text(out: &mut Door<impl Write>, table: &Table, look: &Look, cite: Cite) -> io::Result<()> {
    const LABEL: usize = 14;
    for row in &table.rows {
        let show = |text: &str| one_line(&look.script.show(text)).into_owned();
        let short = row.case.number.map(|number| format!("{}{number} ", row.case.tier.as_deref().unwrap_or("案例")));
        let mut head = Wrapped::new(look.width, 0);
        head.push(&show(&format!("{}{}", short.unwrap_or_default(), row.case.title)), look.color.then_some(TITLE));
        head.write(out)?;
        write!(out, "   ")?;
        write_styled(out, look, PLACE, &show(&row.case.id))?;
        writeln!(out)?;
        for (&column, entries) in &row.cells {
            let label = look.lang.pick(column.label().0, column.label().1);
            let mut lines = Vec::new();
            let mut cell = Wrapped::new(look.width, LABEL + 3);
            cell.push(&show(&joined(column, entries, cite)), None);
            cell.write(&mut Door::guarded(&mut lines))?;
            let lines = String::from_utf8_lossy(&lines).into_owned();
            let pad = LABEL.saturating_sub(columns(label)).max(1);
            write!(out, "   ")?;
            write_styled(out, look, PLACE, label)?;
            write!(out, "{:pad$}{}", "", lines.trim_start())?;
        }
        writeln!(out)?;
    }
    if !table.rows.is_empty() {
        let (shown, total) = (table.rows.len(), table.total);
        let count = if shown < total { format!("{shown}/{total}") } else { total.to_string() };
        writeln!(out, "{count} {}", look.lang.pick("个案例", "cases"))?;
    }
    Ok(())
}

/// The entries of a cell in one line, each once.
fn joined(column: Column, entries: &[Entry], cite: Cite) -> String {
    let mut out: Vec<(String, Vec<&str>)> = Vec::new();
    for entry in entries {
        let shown = shown(column, entry);
        match out.iter_mut().find(|(known, _)| *known == shown) {
            Some((_, passages)) => passages.push(&entry.passage),
            None => out.push((shown, vec![&entry.passage])),
        }
    }
    let cited = out.into_iter().map(|(shown, mut passages)| match cite {
        Cite::None => shown,
        Cite::Passages => {
            passages.dedup();
            let short = passages.iter().map(|id| id.rsplit('/').next().unwrap_or(id)).collect::<Vec<_>>();
            format!("{shown} [{}]", short.join(" "))
        }
    });
    cited.collect::<Vec<_>>().join("；")
}

/// `質押融資金額 151.8億元`; the name of a column of rates needs no noun before each rate.
fn shown(column: Column, entry: &Entry) -> String {
    match entry.what.as_deref() {
        // 3000多農戶 has its noun in it.
        Some(what) if column != Column::Firms && !entry.text.contains(what) => format!("{what} {}", entry.text),
        _ => entry.text.clone(),
    }
}

/// The columns that any row has.
fn used(table: &Table) -> Vec<Column> {
    Column::all().filter(|column| table.rows.iter().any(|row| row.cells.contains_key(column))).collect()
}

/// Writes one row a case, with all columns, whether or not anything stands in them.
///
/// # Errors
///
/// What the writer reports.
pub fn csv(out: &mut impl Write, table: &Table, script: Script, bom: bool, cite: Cite) -> io::Result<()> {
    let mut rows = super::csv::writer(out, bom, &["number"])?;
    let fixed = ["case", "tier", "number", "title"];
    rows.write_record(fixed.into_iter().chain(Column::all().map(Column::name)))?;
    for row in &table.rows {
        let show = |text: &str| script.show(text).into_owned();
        let mut record = vec![
            row.case.id.clone(),
            show(row.case.tier.as_deref().unwrap_or_default()),
            row.case.number.map(|number| number.to_string()).unwrap_or_default(),
            show(&row.case.title),
        ];
        record.extend(Column::all().map(|column| {
            let entries = row.cells.get(&column).map_or(&[][..], Vec::as_slice);
            let cite = if matches!(column, Column::City | Column::County) { Cite::None } else { cite };
            show(&joined(column, entries, cite))
        }));
        rows.write_record(record)?;
    }
    rows.flush()
}

/// Writes a table of the columns in which anything stands.
///
/// # Errors
///
/// What the writer reports.
pub fn markdown(out: &mut impl Write, table: &Table, script: Script, lang: Lang, cite: Cite) -> io::Result<()> {
    let used = used(table);
    let labels = used.iter().map(|column| lang.pick(column.label().0, column.label().1));
    let head: Vec<&str> = std::iter::once(lang.pick("案例", "case")).chain(labels).collect();
    writeln!(out, "| {} |\n|{}", head.join(" | "), " --- |".repeat(head.len()))?;
    for row in &table.rows {
        write!(out, "| {} {} |", escaped(&script.show(&row.case.title)), name(&row.case.id))?;
        for column in &used {
            let entries = row.cells.get(column).map_or(&[][..], Vec::as_slice);
            write!(out, " {} |", escaped(&script.show(&joined(*column, entries, cite))))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Wire {
    total: usize,
    rows: Vec<RowWire>,
}

#[derive(Serialize)]
struct RowWire {
    case: super::json::Case,
    notice: super::json::Notice,
    /// Every column, empty ones too.
    #[serde(flatten, serialize_with = "as_map")]
    cells: Vec<(&'static str, Vec<EntryWire>)>,
}

fn as_map<S: serde::Serializer>(pairs: &[(&'static str, Vec<EntryWire>)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, entries)| (name, entries)))
}

#[derive(Serialize)]
struct EntryWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    passage: String,
    span: [usize; 2],
    sentence: String,
}

impl RowWire {
    fn new(row: &Row, script: Script) -> RowWire {
        let entries = |column: Column| {
            let entries = row.cells.get(&column).map_or(&[][..], Vec::as_slice);
            entries.iter().map(|entry| EntryWire::new(entry, script)).collect()
        };
        RowWire {
            case: super::json::Case::new(&row.case, script),
            notice: super::json::Notice::new(&row.notice, script),
            cells: Column::all().map(|column| (column.name(), entries(column))).collect(),
        }
    }
}

impl EntryWire {
    fn new(entry: &Entry, script: Script) -> EntryWire {
        EntryWire {
            value: entry.value.map(Value::number),
            text: script.show(&entry.text).into_owned(),
            what: entry.what.as_deref().map(|what| script.show(what).into_owned()),
            passage: entry.passage.clone(),
            span: [entry.span.start, entry.span.end],
            sentence: script.show(&entry.sentence).into_owned(),
        }
    }
}

/// Writes one object; every cell is a list, and every entry has its passage, its bytes there and its sentence.
///
/// # Errors
///
/// What the writer reports.
pub fn json(out: &mut impl Write, table: &Table, script: Script) -> io::Result<()> {
    let rows: Vec<RowWire> = table.rows.iter().map(|row| RowWire::new(row, script)).collect();
    super::json::object(out, &Wire { total: table.total, rows })
}

/// Writes one object a case.
///
/// # Errors
///
/// What the writer reports.
pub fn lines(out: &mut impl Write, table: &Table, script: Script) -> io::Result<()> {
    table.rows.iter().try_for_each(|row| super::json::object(out, &RowWire::new(row, script)))
}
