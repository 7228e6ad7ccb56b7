//! Lines of JSON: an object a line.

use std::collections::HashSet;
use std::io::{self, Read as _};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8};
use serde_json::{Map, Value};

use super::{Column, Columns, LONGEST, Lies, NamedColumns};
use crate::decode;
use crate::error::Sentence;
use crate::unpack::bytes::Bytes;
use crate::unpack::fault::Fault;

/// Lines that are looked at for the names of columns, and their bytes.
const LOOKED_AT: usize = 64;
const SAMPLE: u64 = 1 << 20;

/// How such a file is read.
#[derive(Debug)]
pub(super) struct Json {
    encoding: &'static Encoding,
}

pub(super) fn open(bytes: &Bytes, wanted: &NamedColumns) -> Result<Option<(Json, Columns)>, Fault> {
    let head = bytes.head(SAMPLE).map_err(|error| Fault::of_io(&error))?;
    let decoded = decode::decode(&head, Path::new("records.jsonl"));
    let encoding = Encoding::for_label(decoded.encoding.as_bytes()).unwrap_or(UTF_8);
    // A line break is one byte in all others.
    if encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE {
        return Ok(None);
    }
    let mut names: Vec<String> = Vec::new();
    let mut known = HashSet::new();
    let lines = decoded.text.lines().map(str::trim).filter(|line| !line.is_empty());
    for (number, line) in lines.take(LOOKED_AT).enumerate() {
        let object: Option<Map<String, Value>> = serde_json::from_str(line).ok();
        match object {
            Some(object) => {
                names.extend(object.into_iter().map(|(name, _)| name).filter(|name| known.insert(name.clone())))
            }
            // What does not even begin as records is none; the last line of the sample may be cut.
            None if number == 0 && (head.len() as u64) < SAMPLE => return Ok(None),
            None => {}
        }
    }
    Ok(Columns::choose(&names, wanted).map(|columns| (Json { encoding }, columns)))
}

/// Calls `each` with the lines that hold something, until it says that there is enough.
pub(super) fn each(bytes: &Bytes, each: &mut dyn FnMut(Lies) -> bool) -> io::Result<Option<Fault>> {
    let mut reader = bytes.reader();
    let mut buffer = vec![0; 256 << 10];
    let (mut at, mut start, mut line, mut blank) = (0_u64, 0_u64, 1, true);
    loop {
        let count = reader.read(&mut buffer)?;
        let chunk = &buffer[..count];
        let mut from = 0;
        for end in memchr::memchr_iter(b'\n', chunk).chain((count == 0).then_some(0)) {
            blank &= chunk.get(from..end).unwrap_or_default().trim_ascii().is_empty();
            let stop = at + end as u64;
            if !blank && !each(Lies { at: start, len: stop - start, line }) {
                return Ok(None);
            }
            (start, from, line, blank) = (stop + 1, end + 1, line + 1, true);
        }
        if count == 0 {
            return Ok(None);
        }
        blank &= chunk.get(from..).unwrap_or_default().trim_ascii().is_empty();
        at += count as u64;
    }
}

impl Json {
    fn object(&self, bytes: &[u8]) -> Result<Map<String, Value>, Sentence> {
        if bytes.len() as u64 > LONGEST {
            return Err(Sentence::new("太长", "it is too long"));
        }
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(_) => self.encoding.decode_without_bom_handling(bytes).0,
        };
        let text = text.trim_start_matches('\u{feff}');
        serde_json::from_str(text)
            .map_err(|error| Sentence::new(format!("不是 JSON 对象：{error}"), format!("no JSON object: {error}")))
    }

    /// What a record has in a column.
    pub(super) fn value(&self, bytes: &[u8], column: &str) -> Option<String> {
        self.object(bytes).ok()?.get(column).map(text)
    }

    /// What a record has in the columns that were chosen.
    pub(super) fn read(&self, bytes: &[u8], columns: &Columns) -> Result<Vec<(Column, String)>, Sentence> {
        let object = self.object(bytes)?;
        Ok(columns.each().filter_map(|(column, name)| Some((column, text(object.get(name)?)))).collect())
    }
}

/// A value as text: a list is a line each.
fn text(value: &Value) -> String {
    match value {
        Value::Null | Value::Object(_) => String::new(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::String(value) => value.clone(),
        Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join("\n"),
    }
}
