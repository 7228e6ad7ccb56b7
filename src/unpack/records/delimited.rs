//! Rows between commas, semicolons or tabs, as spreadsheets write them: a field in quotation marks may hold anything.

use std::io::{self, Read as _};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{Columns, LONGEST, Lies, NamedColumns};
use crate::decode;
use crate::error::Sentence;
use crate::unpack::bytes::Bytes;
use crate::unpack::fault::Fault;

const SAMPLE: u64 = 1 << 20;

/// Files of UTF-16 are brought to UTF-8 in memory, up to this size.
const WIDE: u64 = 128 << 20;

/// Rows that are looked at for how long the texts in them are.
const LOOKED_AT: usize = 32;

/// Characters that a text has on average where its column was only guessed: shorter ones are cells of a table.
const PROSE: usize = 50;

/// How such a file is read.
#[derive(Debug)]
pub(super) struct Delimited {
    encoding: &'static Encoding,
    delimiter: u8,
    /// The names of the columns, in order.
    names: Vec<String>,
    /// Where the first row begins, and on which line.
    first: (u64, usize),
}

/// Opens a table of records; gives its bytes as well, which are others where it is UTF-16.
pub(super) fn open(
    bytes: &Bytes,
    ending: &str,
    wanted: &NamedColumns,
) -> Result<Option<(Bytes, Delimited, Columns)>, Fault> {
    let head = bytes.head(SAMPLE).map_err(|error| Fault::of_io(&error))?;
    let decoded = decode::decode(&head, Path::new("records.csv"));
    if !matches!(decoded.verdict, decode::Verdict::Text) {
        return Ok(None);
    }
    let encoding = Encoding::for_label(decoded.encoding.as_bytes()).unwrap_or(UTF_8);
    if encoding == UTF_16LE || encoding == UTF_16BE {
        if bytes.len() > WIDE {
            return Err(Fault::Large { limit: WIDE });
        }
        let all = bytes.all().map_err(|error| Fault::of_io(&error))?;
        let (text, _, _) = encoding.decode(&all);
        let narrow = Bytes::of_memory(text.into_owned().into_bytes());
        return Ok(choose(&narrow, UTF_8, ending, wanted)?.map(|(form, columns)| (narrow, form, columns)));
    }
    Ok(choose(bytes, encoding, ending, wanted)?.map(|(form, columns)| (bytes.clone(), form, columns)))
}

fn choose(
    bytes: &Bytes,
    encoding: &'static Encoding,
    ending: &str,
    wanted: &NamedColumns,
) -> Result<Option<(Delimited, Columns)>, Fault> {
    let head = bytes.head(SAMPLE).map_err(|error| Fault::of_io(&error))?;
    let mark = if head.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let sample = Bytes::of_memory(head);
    let delimiters: &[u8] = if ending == "tsv" { b"\t" } else { b",;\t" };
    for &delimiter in delimiters {
        let mut form = Delimited { encoding, delimiter, names: Vec::new(), first: (mark, 1) };
        let mut rows: Vec<Lies> = Vec::new();
        let mut each = |lies: Lies| {
            rows.push(lies);
            rows.len() <= LOOKED_AT
        };
        form.each(&sample, &mut each).map_err(|error| Fault::of_io(&error))?;
        let Some((header, rows)) = rows.split_first() else { continue };
        let values = |lies: &Lies| sample.range(lies.at, lies.len).map(|bytes| form.values(&bytes)).unwrap_or_default();
        let names = values(header);
        let Some(columns) = Columns::choose(&names, wanted) else { continue };
        let place = columns.get(super::Column::Text).and_then(|text| names.iter().position(|name| name == text));
        let lengths = rows.iter().filter_map(|lies| values(lies).get(place?).map(|text| text.chars().count()));
        let (count, sum) = lengths.fold((0, 0), |(count, sum), length| (count + 1, sum + length));
        if columns.text_is_named() || (count > 0 && sum / count >= PROSE) {
            let next = rows.first().map_or((sample.len(), header.line + 1), |row| (row.at, row.line));
            (form.names, form.first) = (names, next);
            return Ok(Some((form, columns)));
        }
    }
    Ok(None)
}

/// Where a reader of rows stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// A field begins.
    Begin,
    /// In a field without quotation marks.
    Bare,
    /// In a field with them.
    Quoted,
    /// Behind a mark in such a field, which ends it, or is the first of two that are one.
    Mark,
}

/// What a byte is in its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    Text,
    Nothing,
    EndOfField,
    EndOfRow,
}

impl State {
    fn step(&mut self, byte: u8, delimiter: u8) -> Is {
        let (state, is) = match (*self, byte) {
            (State::Quoted, b'"') => (State::Mark, Is::Nothing),
            (State::Quoted, _) => (State::Quoted, Is::Text),
            (State::Mark, b'"') => (State::Quoted, Is::Text),
            (State::Begin, b'"') => (State::Quoted, Is::Nothing),
            (_, b'\n') => (State::Begin, Is::EndOfRow),
            (_, byte) if byte == delimiter => (State::Begin, Is::EndOfField),
            (State::Mark, b'\r') => (State::Mark, Is::Nothing),
            _ => (State::Bare, Is::Text),
        };
        *self = state;
        is
    }
}

impl Delimited {
    /// Calls `each` with the rows behind the heading that hold something, until it says that there is enough.
    pub(super) fn each(&self, bytes: &Bytes, each: &mut dyn FnMut(Lies) -> bool) -> io::Result<Option<Fault>> {
        let (mut at, mut line) = self.first;
        let mut reader = io::BufReader::with_capacity(256 << 10, bytes.part(at, u64::MAX).reader());
        let mut row = Lies { at, len: 0, line };
        let (mut state, mut blank) = (State::Begin, true);
        let mut buffer = vec![0; 64 << 10];
        loop {
            let count = reader.read(&mut buffer)?;
            for &byte in &buffer[..count] {
                let is = state.step(byte, self.delimiter);
                at += 1;
                line += usize::from(byte == b'\n');
                if is == Is::EndOfRow {
                    row.len = at - 1 - row.at;
                    if !blank && !each(row) {
                        return Ok(None);
                    }
                    (row, blank) = (Lies { at, len: 0, line }, true);
                } else {
                    blank &= byte.is_ascii_whitespace();
                }
            }
            let long = at - row.at > LONGEST && state == State::Quoted;
            if count == 0 || long {
                row.len = at - row.at;
                if state == State::Quoted {
                    let reason = Sentence::new(
                        "引号没有结束，其后未读取",
                        "a quotation mark is never closed; the rest was not read",
                    );
                    return Ok(Some(Fault::Record { line: row.line, reason }));
                }
                if !blank {
                    each(row);
                }
                return Ok(None);
            }
        }
    }

    /// The fields of a row.
    pub(super) fn values(&self, row: &[u8]) -> Vec<String> {
        let mut out = Vec::new();
        let (mut state, mut field) = (State::Begin, Vec::new());
        let row = row.strip_suffix(b"\r").unwrap_or(row);
        for &byte in row.iter().chain(b"\n") {
            match state.step(byte, self.delimiter) {
                Is::Text => field.push(byte),
                Is::Nothing => {}
                Is::EndOfField | Is::EndOfRow => {
                    out.push(self.encoding.decode_without_bom_handling(&field).0.into_owned());
                    field.clear();
                }
            }
        }
        out
    }

    /// Which column has this name.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }
}
