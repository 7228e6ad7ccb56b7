//! Files of records, as crawlers write them: a document a line of JSON, or a row of a table with a column of text.
//!
//! | file | what |
//! | --- | --- |
//! | `columns.rs` | which column is what: as it was named, or by common names |
//! | `json.rs` | lines of JSON |
//! | `delimited.rs` | rows between commas or tabs |
//!
//! A file is looked through once, for where its records begin; it is never in memory whole.

mod columns;
mod delimited;
mod json;

use std::collections::HashSet;

use super::bytes::Bytes;
use super::fault::Fault;
use super::{Found, Member, RECORDS, Stated};
use crate::error::Sentence;

pub use columns::{Column, Columns, NamedColumns};

pub(super) const KIND: &str = "table of records";

/// Bytes of a record, which is held in memory.
const LONGEST: u64 = 64 << 20;

/// An opened file of records.
#[derive(Debug)]
pub(super) struct Records {
    bytes: Bytes,
    places: Vec<Lies>,
    form: Form,
    pub(super) columns: Columns,
}

/// Where a record lies.
#[derive(Debug, Clone, Copy)]
struct Lies {
    at: u64,
    len: u64,
    /// The line on which it begins, from 1.
    line: usize,
}

#[derive(Debug)]
enum Form {
    Json(json::Json),
    Delimited(delimited::Delimited),
}

/// A record as a document.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) text: String,
    pub(super) stated: Stated,
    /// Whether the text is that of a web page, with its tags.
    pub(super) is_page: bool,
}

/// Whether a file whose name ends so may hold records.
pub(super) fn may_be(ending: &str) -> bool {
    matches!(ending, "jsonl" | "ndjson" | "csv" | "tsv")
}

/// Opens a file of records; `None` where it has no column of text, and is a text like any other.
pub(super) fn open(bytes: &Bytes, ending: &str, wanted: &NamedColumns) -> Result<Option<Found<Records>>, Fault> {
    let opened = match ending {
        "jsonl" | "ndjson" => {
            json::open(bytes, wanted)?.map(|(json, columns)| (bytes.clone(), Form::Json(json), columns))
        }
        _ => delimited::open(bytes, ending, wanted)?
            .map(|(bytes, form, columns)| (bytes, Form::Delimited(form), columns)),
    };
    let Some((bytes, form, columns)) = opened else { return Ok(None) };
    let mut places: Vec<Lies> = Vec::new();
    let mut ended = None;
    let mut each = |lies: Lies| {
        if places.len() == RECORDS {
            ended = Some(Fault::Many { limit: RECORDS });
            return false;
        }
        places.push(lies);
        true
    };
    let broke = match &form {
        Form::Json(_) => json::each(&bytes, &mut each),
        Form::Delimited(form) => form.each(&bytes, &mut each),
    };
    let broke = broke.map_err(|error| Fault::of_io(&error))?;
    let records = Records { bytes, places, form, columns };
    let members = records.members();
    Ok(Some(Found { kind: records, members, ended: ended.or(broke) }))
}

impl Records {
    /// The records as members: called by their id, where a column has one and no other record has the same, or by their line.
    fn members(&self) -> Vec<Member> {
        let mut taken = HashSet::new();
        let mut out = Vec::with_capacity(self.places.len());
        for (at, lies) in self.places.iter().enumerate() {
            let fault = (lies.len > LONGEST).then_some(Fault::Large { limit: LONGEST });
            let id = self.columns.get(Column::Id).filter(|_| fault.is_none()).and_then(|id| self.value(lies, id));
            let id = id.map(|id| id.trim().replace(['/', '\\'], "-")).filter(|id| is_name(id));
            let name = id.filter(|id| taken.insert(id.clone())).unwrap_or_else(|| {
                let line = lies.line.to_string();
                let free = if taken.contains(&line) { format!("line {line}") } else { line };
                taken.insert(free.clone());
                free
            });
            out.push(Member { name, size: if fault.is_some() { 0 } else { lies.len }, fault, at });
        }
        out
    }

    /// What a record has in a column.
    fn value(&self, lies: &Lies, column: &str) -> Option<String> {
        let bytes = self.bytes.range(lies.at, lies.len).ok()?;
        match &self.form {
            Form::Json(json) => json.value(&bytes, column),
            Form::Delimited(form) => form.values(&bytes).into_iter().nth(form.place(column)?),
        }
    }

    /// The record of this number, from 0.
    pub(super) fn record(&self, at: usize) -> Result<Record, Fault> {
        let lies = self.places.get(at).ok_or(Fault::Unknown)?;
        let bytes = self.bytes.range(lies.at, lies.len).map_err(|error| Fault::of_io(&error))?;
        let values: Vec<(Column, String)> = match &self.form {
            Form::Json(json) => {
                json.read(&bytes, &self.columns).map_err(|reason| Fault::Record { line: lies.line, reason })?
            }
            Form::Delimited(form) => {
                let fields = form.values(&bytes);
                let of = |name: &str| form.place(name).and_then(|place| fields.get(place).cloned());
                self.columns.each().filter_map(|(column, name)| Some((column, of(name)?))).collect()
            }
        };
        let (mut text, mut stated) = (String::new(), Stated::default());
        for (column, value) in values {
            if column == Column::Text {
                text = value;
                continue;
            }
            let Some(field) = column.label() else { continue };
            let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            if !value.is_empty() {
                stated.says.push((field, value));
            }
        }
        if text.trim().is_empty() {
            let reason = Sentence::new("正文列是空的", "its column of text is empty");
            return Err(Fault::Record { line: lies.line, reason });
        }
        Ok(Record { is_page: is_page(&text), text, stated })
    }
}

/// Whether an id can be the name of a member.
fn is_name(id: &str) -> bool {
    !id.is_empty() && id.len() <= 200 && !id.starts_with('.') && !id.chars().any(char::is_control)
}

/// Whether a text is the source of a page, or of a part of one: it begins with a tag, and one of its tags is closed.
fn is_page(text: &str) -> bool {
    let text = text.trim_start();
    let Some(rest) = text.strip_prefix('<') else { return false };
    let tag: String = rest.trim_start_matches('!').chars().take_while(char::is_ascii_alphanumeric).collect();
    !tag.is_empty() && (text.contains(&format!("</{tag}>")) || text.contains("/>") || text.contains("<br>"))
}
