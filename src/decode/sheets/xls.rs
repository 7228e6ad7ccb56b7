//! Workbooks of Excel from 5.0 to 2003 and of WPS (`.et`): the records of the stream `Workbook` (MS-XLS), or `Book`.

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::super::Remark;
use super::super::allowance::Allowance;
use super::super::charset::of_codepage;
use super::super::document::{Document, ReadError};
use super::super::file::{File, Reader};
use super::super::format::Format;
use super::super::ole::Ole;
use super::super::unread::Unread;
use super::{Book, Sheet, number, says_something};

/// What a string or a format costs to keep beside its text, in bytes.
const ENTRY: u64 = 48;

/// The records that are read (MS-XLS, 2.3).
mod record {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const EOF: u16 = 0x000A;
    pub(super) const HEADER: u16 = 0x0014;
    pub(super) const FOOTER: u16 = 0x0015;
    pub(super) const NOTE: u16 = 0x001C;
    pub(super) const DATE_MODE: u16 = 0x0022;
    pub(super) const FILE_PASS: u16 = 0x002F;
    pub(super) const CONTINUE: u16 = 0x003C;
    pub(super) const CODE_PAGE: u16 = 0x0042;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const MUL_RK: u16 = 0x00BD;
    pub(super) const R_STRING: u16 = 0x00D6;
    pub(super) const XF: u16 = 0x00E0;
    pub(super) const MERGE_CELLS: u16 = 0x00E5;
    pub(super) const SST: u16 = 0x00FC;
    pub(super) const LABEL_SST: u16 = 0x00FD;
    pub(super) const TXO: u16 = 0x01B6;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const BOOL_ERR: u16 = 0x0205;
    pub(super) const STRING: u16 = 0x0207;
    pub(super) const RK: u16 = 0x027E;
    pub(super) const FORMAT: u16 = 0x041E;
    pub(super) const BOF: u16 = 0x0809;
}

/// The reader of workbooks until 2003.
pub(in crate::decode) struct Xls;

impl Reader for Xls {
    fn read(&self, file: File<'_>, allowance: &Allowance) -> Result<Document, ReadError> {
        let mut ole = Ole::open(file.bytes, Format::Xls, allowance)?;
        let name = if ole.has("Workbook") { "Workbook" } else { "Book" };
        let Some(stream) = ole.stream(name)? else { return Err(broken("the stream Workbook is missing")) };
        let mut unread = Unread { macros: usize::from(ole.has("_VBA_PROJECT_CUR")), ..Unread::default() };
        unread.embedded = ole.count(|name| name.starts_with("MBD"))?;
        let known = Known::read(&stream, allowance)?;
        let mut book = Book::new(Format::Xls, allowance);
        for named in &known.sheets {
            // A sheet is one of cells, or of macros in the same form; others are charts and modules.
            if named.kind > 1 {
                unread.charts += usize::from(named.kind == 2);
                continue;
            }
            let Some(records) = stream.get(named.start..) else {
                return Err(broken("it is cut off before its sheets"));
            };
            let mut sheet = Sheet::new(named.name.clone());
            known.read_sheet(records, &mut sheet, &mut unread, allowance)?;
            if named.hidden && !sheet.cells.is_empty() {
                book.hidden.push(sheet.name.clone());
            }
            book.sheet(sheet)?;
        }
        // A comment stands in a box of its own.
        unread.boxes = unread.boxes.saturating_sub(unread.comments);
        book.assembly.remarks.extend(Remark::unread(unread));
        Ok(book.document())
    }
}

fn broken(what: &str) -> ReadError {
    ReadError::Broken(Format::Xls, what.to_owned())
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

/// A record with those that continue it.
struct Record<'b> {
    kind: u16,
    parts: Vec<&'b [u8]>,
}

impl<'b> Record<'b> {
    fn data(&self) -> &'b [u8] {
        self.parts.first().copied().unwrap_or_default()
    }
}

/// The records of a stream from its beginning; a last one that is cut off is none.
struct Records<'b>(&'b [u8]);

impl<'b> Records<'b> {
    fn one(&mut self) -> Option<(u16, &'b [u8])> {
        let kind = u16_at(self.0, 0)?;
        let len = usize::from(u16_at(self.0, 2)?);
        let data = self.0.get(4..4 + len)?;
        self.0 = &self.0[4 + len..];
        Some((kind, data))
    }
}

impl<'b> Iterator for Records<'b> {
    type Item = Record<'b>;

    fn next(&mut self) -> Option<Record<'b>> {
        let (kind, data) = self.one()?;
        let mut parts = vec![data];
        while u16_at(self.0, 0) == Some(record::CONTINUE)
            && let Some((_, data)) = self.one()
        {
            parts.push(data);
        }
        Some(Record { kind, parts })
    }
}

/// Strings that go on over records: where one is cut, the next begins with a byte that says how wide its characters are.
struct Strings<'b, 'r> {
    parts: &'r [&'b [u8]],
    part: usize,
    at: usize,
}

impl Strings<'_, '_> {
    fn left(&self) -> usize {
        self.parts.get(self.part).map_or(0, |part| part.len() - self.at)
    }

    /// Goes on to the next record where this one is used up; says whether there is anything left.
    fn turn(&mut self) -> bool {
        while self.left() == 0 {
            if self.part >= self.parts.len() {
                return false;
            }
            self.part += 1;
            self.at = 0;
        }
        true
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = self.turn().then(|| self.parts[self.part][self.at])?;
        self.at += 1;
        Some(byte)
    }

    fn number(&mut self, bytes: u32) -> Option<u32> {
        (0..bytes).try_fold(0, |sum, i| Some(sum | u32::from(self.byte()?) << (8 * i)))
    }

    fn skip(&mut self, mut len: usize) {
        while len > 0 && self.turn() {
            let step = len.min(self.left());
            self.at += step;
            len -= step;
        }
    }

    /// A string of `count` characters whose flags come first; what formats it is passed over.
    fn string(&mut self, count: usize) -> Option<String> {
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { self.number(2)? } else { 0 };
        let extra = if flags & 4 != 0 { self.number(4)? } else { 0 };
        let mut wide = flags & 1 != 0;
        let mut units: Vec<u16> = Vec::new();
        let mut left = count;
        while left > 0 {
            if self.left() == 0 {
                if !self.turn() {
                    break;
                }
                wide = self.byte()? & 1 != 0;
                continue;
            }
            if wide {
                // A character may not be cut, and is in damaged files.
                units.push(u16::try_from(self.number(2)?).unwrap_or(0));
            } else {
                units.push(u16::from(self.byte()?));
            }
            left -= 1;
        }
        self.skip(4 * runs as usize);
        self.skip(extra as usize);
        Some(String::from_utf16_lossy(&units))
    }
}

/// A sheet as the workbook names it.
struct Named {
    name: String,
    start: usize,
    hidden: bool,
    /// 0 for cells, 1 for macros, 2 for a chart, 6 for a module.
    kind: u8,
}

/// What the sheets refer to.
struct Known {
    sheets: Vec<Named>,
    strings: Vec<String>,
    codes: HashMap<u16, String>,
    /// For each style of cells the id of its format.
    styles: Vec<u16>,
    macintosh: bool,
    /// Before Excel 97 strings are bytes in a code page.
    bytes: Option<&'static Encoding>,
}

impl Known {
    fn read(stream: &[u8], allowance: &Allowance) -> Result<Known, ReadError> {
        let mut out = Known {
            sheets: Vec::new(),
            strings: Vec::new(),
            codes: HashMap::new(),
            styles: Vec::new(),
            macintosh: false,
            bytes: None,
        };
        let mut records = Records(stream);
        match records.next() {
            Some(Record { kind: record::BOF, parts }) => match u16_at(parts[0], 0) {
                Some(0x0600) => {}
                _ => out.bytes = Some(WINDOWS_1252),
            },
            _ => return Err(broken("it does not begin as a workbook does")),
        }
        for record in records {
            allowance.step(Format::Xls)?;
            let data = record.data();
            match record.kind {
                record::EOF => break,
                record::FILE_PASS => return Err(ReadError::Encrypted(Format::Xls)),
                record::CODE_PAGE if out.bytes.is_some() => {
                    out.bytes = u16_at(data, 0).and_then(of_codepage).or(out.bytes);
                }
                record::DATE_MODE => out.macintosh = u16_at(data, 0) == Some(1),
                record::XF => {
                    allowance.spend(8, "Workbook")?;
                    out.styles.push(u16_at(data, 2).unwrap_or(0));
                }
                record::FORMAT => {
                    let id = u16_at(data, 0).unwrap_or(0);
                    if let Some(code) = out.text(&record, 2, if out.bytes.is_some() { 1 } else { 2 }) {
                        allowance.spend(ENTRY + code.len() as u64, "Workbook")?;
                        out.codes.insert(id, code);
                    }
                }
                record::BOUND_SHEET => {
                    let (Some(start), Some(&[state, kind])) =
                        (u32_at(data, 0), data.get(4..6).and_then(|b| b.first_chunk()))
                    else {
                        continue;
                    };
                    let name = out.text(&record, 6, 1).unwrap_or_default();
                    allowance.spend(ENTRY + name.len() as u64, "Workbook")?;
                    out.sheets.push(Named { name, start: start as usize, hidden: state & 3 != 0, kind });
                }
                record::SST => out.read_strings(&record, allowance)?,
                _ => {}
            }
        }
        Ok(out)
    }

    /// The string at byte `at` of a record, before which its length stands in so many bytes.
    fn text(&self, record: &Record<'_>, at: usize, len: u32) -> Option<String> {
        let mut strings = Strings { parts: &record.parts, part: 0, at: 0 };
        strings.skip(at);
        let count = strings.number(len)? as usize;
        match self.bytes {
            None => strings.string(count),
            Some(encoding) => {
                let bytes: Vec<u8> = (0..count).map_while(|_| strings.byte()).collect();
                Some(encoding.decode_without_bom_handling(&bytes).0.into_owned())
            }
        }
    }

    fn read_strings(&mut self, record: &Record<'_>, allowance: &Allowance) -> Result<(), ReadError> {
        let mut strings = Strings { parts: &record.parts, part: 0, at: 0 };
        // How many there are is said twice; the strings themselves are counted.
        strings.skip(8);
        while let Some(count) = strings.number(2) {
            allowance.step(Format::Xls)?;
            let Some(text) = strings.string(count as usize) else { break };
            allowance.spend(ENTRY + text.len() as u64, "Workbook")?;
            self.strings.push(text);
        }
        Ok(())
    }

    /// A number in a cell of style `style`.
    fn number(&self, value: f64, style: Option<u16>) -> String {
        let id = style.and_then(|style| self.styles.get(usize::from(style))).copied().unwrap_or(0);
        let code = self.codes.get(&id).map_or_else(|| number::builtin(u32::from(id)), String::as_str);
        number::shown(value, code, self.macintosh)
    }

    fn read_sheet(
        &self,
        stream: &[u8],
        sheet: &mut Sheet,
        unread: &mut Unread,
        allowance: &Allowance,
    ) -> Result<(), ReadError> {
        // How many parts within the sheet are open, charts and the like, and the cell whose text follows it.
        let (mut depth, mut waiting) = (0_usize, None);
        for record in Records(stream) {
            allowance.step(Format::Xls)?;
            let data = record.data();
            match record.kind {
                record::BOF => {
                    unread.charts += usize::from(depth > 0 && u16_at(data, 2) == Some(0x0020));
                    depth += 1;
                    continue;
                }
                record::EOF => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Ok(());
                    }
                    continue;
                }
                _ if depth > 1 => continue,
                record::NOTE => unread.comments += 1,
                record::TXO => unread.boxes += 1,
                record::HEADER | record::FOOTER => {
                    let text = if data.is_empty() {
                        None
                    } else {
                        self.text(&record, 0, if self.bytes.is_some() { 1 } else { 2 })
                    };
                    unread.running += usize::from(text.is_some_and(|text| says_something(&text)));
                }
                record::STRING => {
                    if let Some((row, column)) = waiting.take() {
                        let text = self.text(&record, 0, 2).unwrap_or_default();
                        sheet.cell(row, column, &text, allowance)?;
                    }
                    continue;
                }
                record::MERGE_CELLS => {
                    for four in data.get(2..).unwrap_or_default().chunks_exact(8) {
                        let at = |i: usize| u32::from(u16_at(four, 2 * i).unwrap_or(0));
                        let (first, last, left, right) = (at(0), at(1), at(2), at(3));
                        if last >= first && right >= left {
                            sheet.merge((first, left), last - first + 1, right - left + 1, allowance)?;
                        }
                    }
                    continue;
                }
                _ => {}
            }
            let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else { continue };
            let (row, column) = (u32::from(row), u32::from(column));
            let style = u16_at(data, 4);
            match record.kind {
                record::NUMBER => {
                    if let Some(value) = f64_at(data, 6) {
                        sheet.cell(row, column, &self.number(value, style), allowance)?;
                    }
                }
                record::RK => {
                    if let Some(value) = u32_at(data, 6) {
                        sheet.cell(row, column, &self.number(rk(value), style), allowance)?;
                    }
                }
                record::MUL_RK => {
                    let pairs = data.get(4..data.len().saturating_sub(2)).unwrap_or_default().chunks_exact(6);
                    for (column, pair) in (column..).zip(pairs) {
                        let value = u32_at(pair, 2).map_or(0.0, rk);
                        sheet.cell(row, column, &self.number(value, u16_at(pair, 0)), allowance)?;
                    }
                }
                record::LABEL_SST => {
                    let text = u32_at(data, 6).and_then(|at| self.strings.get(at as usize));
                    sheet.cell(row, column, text.map_or("", String::as_str), allowance)?;
                }
                record::LABEL | record::R_STRING => {
                    let text = self.text(&record, 6, 2).unwrap_or_default();
                    sheet.cell(row, column, &text, allowance)?;
                }
                record::BOOL_ERR => {
                    if let Some(&[value, is_error]) = data.get(6..8).and_then(|bytes| bytes.first_chunk()) {
                        sheet.cell(row, column, told(value, is_error != 0), allowance)?;
                    }
                }
                record::FORMULA => match data.get(6..14) {
                    Some(&[kind, _, value, .., 0xFF, 0xFF]) => match kind {
                        0 => waiting = Some((row, column)),
                        1 | 2 => sheet.cell(row, column, told(value, kind == 2), allowance)?,
                        _ => {}
                    },
                    Some(_) => {
                        let value = f64_at(data, 6).unwrap_or(0.0);
                        sheet.cell(row, column, &self.number(value, style), allowance)?;
                    }
                    None => {}
                },
                _ => {}
            }
        }
        // Without its end it is cut off.
        Err(broken("it is cut off within a sheet"))
    }
}

/// A truth value, or an error.
fn told(value: u8, is_error: bool) -> &'static str {
    match (is_error, value) {
        (false, 0) => "FALSE",
        (false, _) => "TRUE",
        (true, 0x00) => "#NULL!",
        (true, 0x07) => "#DIV/0!",
        (true, 0x0F) => "#VALUE!",
        (true, 0x17) => "#REF!",
        (true, 0x1D) => "#NAME?",
        (true, 0x24) => "#NUM!",
        (true, _) => "#N/A",
    }
}

/// A number in 30 bits: a whole one, or the upper half of one with a point; and either may be a hundredth.
fn rk(bits: u32) -> f64 {
    let value = if bits & 2 != 0 {
        // The sign is kept.
        f64::from(bits.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(bits & !3) << 32)
    };
    if bits & 1 != 0 { value / 100.0 } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_thirty_bits() {
        for (bits, value) in [(0x0000_0006, 1.0), (0x3FF0_0000, 1.0), (0x4036_8002_u32 | 1, 269_066.4 + 0.01 - 0.01)] {
            if bits & 3 != 3 {
                assert_eq!(rk(bits), value);
            }
        }
        assert_eq!(rk((123_u32 << 2) | 3), 1.23);
        assert_eq!(rk(((-5_i32) << 2).cast_unsigned() | 2), -5.0);
    }

    #[test]
    fn a_string_goes_on_in_the_next_record_with_other_characters() {
        let parts: [&[u8]; 2] = [&[4, 0, 0, b'a', b'b'], &[1, 0x28, 0x8D, 0xBC, 0x62, 9]];
        let mut strings = Strings { parts: &parts, part: 0, at: 0 };
        assert_eq!(strings.number(2), Some(4));
        assert_eq!(strings.string(4).as_deref(), Some("ab质押"));
        assert_eq!((strings.byte(), strings.byte()), (Some(9), None));
    }
}
