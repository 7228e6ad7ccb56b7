//! Where the streams of a PDF are, and what their dictionaries say of them, seen from outside.
//!
//! The file is not read here: its table may be false, its objects may lie in other streams, and to follow either is to
//! unpack what was not looked at yet. So this goes through the bytes: wherever the file says `obj` and a dictionary
//! with `stream` behind it follows, there is a stream. What a dictionary says twice is taken both ways.

use memchr::memmem;

use super::filters::Filter;

/// A stream, and what may be said of it.
#[derive(Debug)]
pub(super) struct Stream<'f> {
    file: &'f [u8],
    /// Where its data begins.
    start: usize,
    length: Option<Value<'f>>,
    /// The filters in front of it, the outermost first, in every way in which they may be meant.
    pub(super) filters: Vec<Vec<Filter>>,
    /// Whether it is an image, which is never unpacked here.
    pub(super) image: bool,
    /// The longest row of pixels or of a table that it speaks of.
    pub(super) columns: u64,
}

impl<'f> Stream<'f> {
    /// The data, and all that stands behind it in the file.
    pub(super) fn open_end(&self) -> &'f [u8] {
        &self.file[self.start..]
    }

    /// The data, as far as it is told where it ends.
    pub(super) fn data(&self) -> &'f [u8] {
        let rest = self.open_end();
        let stated = self.length.as_ref().and_then(|length| length.number(self.file));
        let stated = stated
            .and_then(|length| usize::try_from(length).ok())
            .filter(|&length| rest.get(length..).is_some_and(|behind| sense(behind).starts_with(b"endstream")));
        &rest[..stated.or_else(|| memmem::find(rest, b"endstream")).unwrap_or(rest.len())]
    }
}

/// The streams of `file`, in order.
pub(super) fn streams(file: &[u8]) -> impl Iterator<Item = Stream<'_>> {
    memmem::find_iter(file, b"obj").filter_map(|at| {
        let object = sense(&file[at + b"obj".len()..]);
        let len = dictionary(object)?;
        let data = sense(&object[len..]).strip_prefix(b"stream")?;
        let data = data.strip_prefix(b"\r\n").or(data.strip_prefix(b"\n")).or(data.strip_prefix(b"\r"))?;
        Some(stream(file, &object[..len], file.len() - data.len()))
    })
}

/// `bytes` without the blanks and comments that they begin with.
fn sense(mut bytes: &[u8]) -> &[u8] {
    loop {
        bytes =
            &bytes[bytes.iter().take_while(|byte| matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')).count()..];
        let Some(comment) = bytes.strip_prefix(b"%") else { return bytes };
        bytes = &comment[memchr::memchr2(b'\r', b'\n', comment).unwrap_or(comment.len())..];
    }
}

/// Bytes of the dictionary that `bytes` begin with; `None` where none begins, or where it does not end.
fn dictionary(bytes: &[u8]) -> Option<usize> {
    let (mut at, mut depth) = (0, 0_usize);
    loop {
        match *bytes.get(at..)? {
            [b'<', b'<', ..] => (at, depth) = (at + 2, depth + 1),
            _ if depth == 0 => return None,
            [b'>', b'>', ..] if depth == 1 => return Some(at + 2),
            [b'>', b'>', ..] => (at, depth) = (at + 2, depth - 1),
            [b'<', ref rest @ ..] => at += 2 + memchr::memchr(b'>', rest)?,
            [b'(', ref rest @ ..] => at += 1 + string(rest)?,
            [b'%', ref rest @ ..] => at += 1 + memchr::memchr2(b'\r', b'\n', rest)?,
            [_, ..] => at += 1,
            [] => return None,
        }
    }
}

/// Bytes of a string behind its opening bracket.
fn string(bytes: &[u8]) -> Option<usize> {
    let (mut at, mut depth) = (0, 1_usize);
    while depth > 0 {
        at += memchr::memchr3(b'(', b')', b'\\', bytes.get(at..)?)?;
        match bytes[at] {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => at += 1,
        }
        at += 1;
    }
    Some(at)
}

fn stream<'f>(file: &'f [u8], dictionary: &'f [u8], start: usize) -> Stream<'f> {
    let mut out = Stream { file, start, length: None, filters: Vec::new(), image: false, columns: 0 };
    let mut early = true;
    for (name, behind) in names(dictionary) {
        let value = Value(sense(behind));
        match &*name {
            b"Filter" | b"F" => {
                let filters = value.filters(file);
                if !filters.is_empty() && !out.filters.contains(&filters) {
                    out.filters.push(filters);
                }
            }
            b"Length" => out.length = Some(value),
            b"Subtype" => out.image |= value.name().is_some_and(|name| name == b"Image"),
            b"EarlyChange" => early &= value.number(file) != Some(0),
            b"Columns" => out.columns = out.columns.max(value.number(file).unwrap_or(0)),
            _ => {}
        }
    }
    let lzw = out.filters.iter_mut().flatten().filter(|filter| matches!(filter, Filter::Lzw { .. }));
    lzw.for_each(|filter| *filter = Filter::Lzw { early });
    out
}

/// The names in `bytes`, each with what stands behind it.
fn names(bytes: &[u8]) -> impl Iterator<Item = (Vec<u8>, &[u8])> {
    memchr::memchr_iter(b'/', bytes).map(|at| {
        let (name, len) = name(&bytes[at + 1..]);
        (name, &bytes[at + 1 + len..])
    })
}

/// Bytes of the longest name that means anything here.
const LONGEST: usize = 32;

/// The name that `bytes` begin with, behind its slash, and how long it is as it stands there: `#46` is an `F`.
fn name(bytes: &[u8]) -> (Vec<u8>, usize) {
    let (mut out, mut at) = (Vec::new(), 0);
    while out.len() < LONGEST {
        match bytes[at..] {
            [b'#', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                let digit = |byte: u8| (byte as char).to_digit(16).unwrap_or(0) as u8;
                out.push(digit(high) << 4 | digit(low));
                at += 3;
            }
            [byte, ..] if byte > b' ' && !b"()<>[]{}/%".contains(&byte) => {
                out.push(byte);
                at += 1;
            }
            _ => break,
        }
    }
    (out, at)
}

/// The value of an entry of a dictionary: what stands behind its name.
#[derive(Debug, Clone, Copy)]
struct Value<'f>(&'f [u8]);

/// Entries of the longest list of filters that is looked at; a file with more is refused for what they put out.
const MOST: usize = 16;

impl<'f> Value<'f> {
    fn name(self) -> Option<Vec<u8>> {
        self.0.strip_prefix(b"/").map(|rest| name(rest).0)
    }

    /// A whole number, here or in the object that this refers to.
    fn number(self, file: &'f [u8]) -> Option<u64> {
        match self.refers(file) {
            Some((object, _)) => object.integer().map(|(number, _)| number),
            None => self.integer().map(|(number, _)| number),
        }
    }

    fn integer(self) -> Option<(u64, Value<'f>)> {
        let count = self.0.iter().take(20).take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(&self.0[..count]).ok()?.parse().ok()?;
        Some((number, Value(sense(&self.0[count..]))))
    }

    /// The object that `12 0 R` refers to, and what stands behind the reference.
    fn refers(self, file: &'f [u8]) -> Option<(Value<'f>, Value<'f>)> {
        let (number, rest) = self.integer()?;
        let (generation, rest) = rest.integer()?;
        let behind = rest.0.strip_prefix(b"R")?;
        let mark = format!("{number} {generation} obj");
        let at = memmem::find_iter(file, mark.as_bytes())
            .find(|&at| at.checked_sub(1).is_none_or(|before| !file[before].is_ascii_digit()))?;
        Some((Value(sense(&file[at + mark.len()..])), Value(sense(behind))))
    }

    /// The filters that are named here; empty where none is that this crate runs.
    fn filters(self, file: &'f [u8]) -> Vec<Filter> {
        let mut value = self.refers(file).map_or(self, |(object, _)| object);
        if let Some(name) = value.name() {
            return Filter::named(&name).into_iter().collect();
        }
        let Some(rest) = value.0.strip_prefix(b"[") else { return Vec::new() };
        value = Value(sense(rest));
        let mut out = Vec::new();
        while out.len() < MOST {
            let found = if let Some(rest) = value.0.strip_prefix(b"/") {
                let (found, len) = name(rest);
                value = Value(sense(&rest[len..]));
                found
            } else if let Some((object, rest)) = value.refers(file) {
                value = rest;
                object.name().unwrap_or_default()
            } else {
                break;
            };
            // Filters that nobody knows are passed over by readers, too; those of images are the last ones.
            out.extend(Filter::named(&found));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    const RUNS: Filter = Filter::RunLength;
    const EARLY: Filter = Filter::Lzw { early: true };
    const LATE: Filter = Filter::Lzw { early: false };

    #[track_caller]
    fn filters(dictionary: &str, expected: &[&[Filter]]) {
        let file = format!("%PDF-1.5\n7 0 obj /RL endobj 8 0 obj[/AHx 7 0 R]endobj\n1 0 obj<<{dictionary}>>stream\nab");
        let found: Vec<Stream<'_>> = streams(file.as_bytes()).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].filters, expected, "{dictionary}");
    }

    #[test]
    fn filters_in_every_form() {
        filters("/Length 2", &[]);
        filters("/Filter/FlateDecode/Length 2", &[&[Filter::Flate]]);
        filters("/Filter /#46late#44ecode", &[&[Filter::Flate]]);
        filters("/Filter [ /ASCIIHexDecode\n/FlateDecode ]", &[&[Filter::Hex, Filter::Flate]]);
        filters("/F/A85", &[&[Filter::Base85]]);
        filters("/Filter 7 0 R", &[&[RUNS]]);
        filters("/Filter 8 0 R", &[&[Filter::Hex, RUNS]]);
        filters("/Filter[7 0 R/Fl 7 0 R]", &[&[RUNS, Filter::Flate, RUNS]]);
        filters("/Filter[/Crypt/Unknown/RL]", &[&[RUNS]]);
        filters("/Filter%/AHx\n[%/AHx\r/RL]", &[&[RUNS]]);
        filters("/X(a\\)endstream endobj>>stream\n)/Filter/RL/Y<</Z<3E3E>>>", &[&[RUNS]]);
        filters("/Filter/DCTDecode", &[]);
        filters("/Filter/RL/Filter/AHx", &[&[RUNS], &[Filter::Hex]]);
        filters("/Filter/LZWDecode/DecodeParms<</EarlyChange 1>>", &[&[EARLY]]);
        filters("/Filter/LZWDecode/DecodeParms<</EarlyChange 0>>", &[&[LATE]]);
        filters("/Filter 9 0 R/Filter[/Filter", &[]);
    }

    #[test]
    fn where_data_ends() {
        let file = b"1 0 obj<</Length 12>>stream\r\nan endstream\r\nendstream endobj\
            2 0 obj<</Length 9 0 R/Subtype/Image>>stream\nan endstream  \nendstream endobj 9 0 obj 14 endobj\
            3 0 obj<</Length 99/DecodeParms<</Columns 5/X[/Columns 1000/Columns 7]>>>>stream\rshort\nendstream\
            4 0 obj<<>>stream no line begins\n5 0 obj<<>>stream\nunended";
        let found: Vec<Stream<'_>> = streams(file).collect();
        let data: Vec<&[u8]> = found.iter().map(Stream::data).collect();
        assert_eq!(data, [&b"an endstream"[..], b"an endstream  ", b"short\n", b"unended"]);
        assert_eq!(found.iter().map(|stream| stream.image).collect::<Vec<_>>(), [false, true, false, false]);
        assert_eq!(found.iter().map(|stream| stream.columns).collect::<Vec<_>>(), [0, 0, 1000, 0]);
        assert!(found[3].open_end() == b"unended" && found[2].open_end().ends_with(b"unended"));
        for none in
            ["1 0 obj<<", "1 0 obj<</X(>>stream\nab", "1 0 obj stream\n", "<<>>stream\n", "1 0 obj<<%>>stream\n"]
        {
            assert_eq!(streams(none.as_bytes()).count(), 0, "{none}");
        }
    }
}
