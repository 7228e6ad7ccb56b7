//! Workbooks of Office since 2007 (ECMA-376, part 1, 18).

use quick_xml::events::Event;

use super::super::Remark;
use super::super::allowance::Allowance;
use super::super::document::{Document, ReadError};
use super::super::file::{File, Reader};
use super::super::format::{BINARY_WORKBOOK, Format};
use super::super::package::Package;
use super::super::unread::Unread;
use super::super::xml::{attributes, each, push, value};
use super::{Book, Sheet, corners, number, says_something};

/// What a string, a format or a sheet costs to keep beside its text, in bytes.
const ENTRY: u64 = 48;

/// The reader of workbooks.
pub(in crate::decode) struct Xlsx;

impl Reader for Xlsx {
    fn read(&self, file: File<'_>, allowance: &Allowance) -> Result<Document, ReadError> {
        let mut package = Package::open(file.bytes, Format::Xlsx, allowance)?;
        let main = package.main_part()?.unwrap_or_else(|| "xl/workbook.xml".to_owned());
        if main.ends_with(".bin") {
            return Err(ReadError::NotText(BINARY_WORKBOOK));
        }
        let Some(xml) = package.text(&main)? else {
            return Err(ReadError::Broken(Format::Xlsx, format!("{main} is missing")));
        };
        let workbook = Workbook::read(&xml, &main, allowance)?;
        drop(xml);
        let mut known = Known { macintosh: workbook.macintosh, ..Known::default() };
        for part in package.related_as(&main, "/sharedStrings")? {
            if let Some(xml) = package.text(&part)? {
                known.read_strings(&xml, &part, allowance)?;
            }
        }
        for part in package.related_as(&main, "/styles")? {
            if let Some(xml) = package.text(&part)? {
                known.read_formats(&xml, &part, allowance)?;
            }
        }
        let mut book = Book::new(Format::Xlsx, allowance);
        let mut unread = Unread::default();
        // Sheets that are nothing but a chart or a dialogue are parts of other kinds.
        let parts = package.related_as(&main, "/worksheet")?;
        for Named { name, id, hidden } in workbook.sheets {
            let Some(part) = package.related(&main, &id)?.filter(|part| parts.contains(part)) else { continue };
            let Some(xml) = package.text(&part)? else {
                return Err(ReadError::Broken(Format::Xlsx, format!("{part} is missing")));
            };
            let mut sheet = Sheet::new(name);
            read_sheet(&xml, &part, &known, &mut sheet, &mut unread, allowance)?;
            if hidden && !sheet.cells.is_empty() {
                book.hidden.push(sheet.name.clone());
            }
            book.sheet(sheet)?;
        }
        for (count, beginning) in [
            (&mut unread.charts, "xl/charts/chart"),
            (&mut unread.pictures, "xl/media/"),
            (&mut unread.embedded, "xl/embeddings/"),
            (&mut unread.macros, "xl/vbaProject.bin"),
        ] {
            *count += package.count(beginning);
        }
        for part in package.names("xl/drawings/drawing") {
            let Some(xml) = package.text(&part)? else { continue };
            unread.boxes += memchr::memmem::find_iter(xml.as_bytes(), b"<xdr:txBody>").count();
        }
        for part in package.names("xl/").filter(|name| name.contains("/comments") && name.ends_with(".xml")) {
            let Some(xml) = package.text(&part)? else { continue };
            unread.comments += memchr::memmem::find_iter(xml.as_bytes(), b"<comment ").count();
        }
        book.assembly.remarks.extend(Remark::unread(unread));
        Ok(book.document())
    }
}

/// A sheet as the workbook names it.
struct Named {
    name: String,
    /// The relation that leads to it.
    id: String,
    hidden: bool,
}

#[derive(Default)]
struct Workbook {
    sheets: Vec<Named>,
    macintosh: bool,
}

impl Workbook {
    fn read(xml: &str, part: &str, allowance: &Allowance) -> Result<Self, ReadError> {
        let mut out = Workbook::default();
        each(xml, Format::Xlsx, part, allowance, |event| {
            let Event::Start(tag) = event else { return Ok(()) };
            match tag.local_name().as_ref() {
                "sheet" => {
                    let name = value(tag, "name").unwrap_or_default();
                    allowance.spend(ENTRY + name.len() as u64, part)?;
                    let hidden = value(tag, "state").is_some_and(|state| state != "visible");
                    out.sheets.push(Named { name, id: value(tag, "id").unwrap_or_default(), hidden });
                }
                "workbookPr" => out.macintosh = value(tag, "date1904").is_some_and(|is| is == "1" || is == "true"),
                _ => {}
            }
            Ok(())
        })?;
        Ok(out)
    }
}

/// What the cells of all sheets refer to.
#[derive(Default)]
struct Known {
    strings: Vec<String>,
    /// The formats that the file defines.
    codes: Vec<(u32, String)>,
    /// For each style of cells the id of its format.
    styles: Vec<u32>,
    macintosh: bool,
}

impl Known {
    fn read_strings(&mut self, xml: &str, part: &str, allowance: &Allowance) -> Result<(), ReadError> {
        let mut text = Text::default();
        each(xml, Format::Xlsx, part, allowance, |event| {
            match event {
                Event::Start(tag) if tag.local_name().as_ref() == "si" => text = Text::default(),
                Event::End(tag) if tag.local_name().as_ref() == "si" => {
                    allowance.spend(ENTRY + text.out.len() as u64, part)?;
                    self.strings.push(unescaped(&std::mem::take(&mut text.out)));
                }
                other => text.take(other),
            }
            Ok(())
        })
    }

    fn read_formats(&mut self, xml: &str, part: &str, allowance: &Allowance) -> Result<(), ReadError> {
        let mut in_cells = false;
        each(xml, Format::Xlsx, part, allowance, |event| {
            match event {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "numFmt" => {
                        let id = value(tag, "numFmtId").and_then(|id| id.parse().ok());
                        if let Some((id, code)) = id.zip(value(tag, "formatCode")) {
                            allowance.spend(ENTRY + code.len() as u64, part)?;
                            self.codes.push((id, code));
                        }
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells => {
                        allowance.spend(8, part)?;
                        self.styles.push(value(tag, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0));
                    }
                    _ => {}
                },
                Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => in_cells = false,
                _ => {}
            }
            Ok(())
        })?;
        self.codes.sort_by_key(|&(id, _)| id);
        Ok(())
    }

    /// A number in a cell of style `style`.
    fn number(&self, text: &str, style: Option<usize>) -> String {
        let Ok(number) = text.trim().parse::<f64>() else { return text.to_owned() };
        let id = style.and_then(|style| self.styles.get(style)).copied().unwrap_or(0);
        let own = self.codes.binary_search_by_key(&id, |&(id, _)| id).ok().map(|at| &*self.codes[at].1);
        number::shown(number, own.unwrap_or_else(|| number::builtin(id)), self.macintosh)
    }
}

/// Text as runs of it stand one after the other, without the readings above them.
#[derive(Default)]
struct Text {
    out: String,
    reading: bool,
    /// Whether it is a reading, `rPh`.
    phonetic: bool,
}

impl Text {
    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "t" => self.reading = !self.phonetic,
                "rPh" => self.phonetic = true,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => self.reading = false,
                "rPh" => self.phonetic = false,
                _ => {}
            },
            event if self.reading => push(event, &mut self.out),
            _ => {}
        }
    }
}

/// Characters that XML cannot have are written as `_x000D_`.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let unit = code.and_then(|code| u16::from_str_radix(code, 16).ok());
        let (shown, len) = match unit {
            // Halves of a character come in pairs, which no program writes so.
            Some(unit) => (char::from_u32(u32::from(unit)), 7),
            None => (Some('_'), 1),
        };
        out.push_str(&rest[..at]);
        out.extend(shown);
        rest = &rest[at + len..];
    }
    out.push_str(rest);
    out
}

/// The kind of a cell's value.
#[derive(Default, PartialEq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Bool,
}

fn read_sheet(
    xml: &str,
    part: &str,
    known: &Known,
    sheet: &mut Sheet,
    unread: &mut Unread,
    allowance: &Allowance,
) -> Result<(), ReadError> {
    let (mut row, mut column) = (0_u32, 0_u32);
    let (mut kind, mut style) = (Kind::default(), None);
    let (mut plain, mut inline) = (String::new(), Text::default());
    let (mut in_value, mut formula) = (false, false);
    // Where the next row and the next cell are, if they do not say so.
    let (mut next_row, mut next_column) = (0_u32, 0_u32);
    let mut running = false;
    each(xml, Format::Xlsx, part, allowance, |event| {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "row" => {
                    let own = value(tag, "r").and_then(|row| row.parse::<u32>().ok()?.checked_sub(1));
                    row = own.unwrap_or(next_row);
                    next_row = row.saturating_add(1);
                    next_column = 0;
                }
                "c" => {
                    (kind, style, formula) = (Kind::default(), None, false);
                    let mut place = None;
                    attributes(tag, |name, value| match name {
                        "r" => place = corners(value),
                        "s" => style = value.parse().ok(),
                        "t" => {
                            kind = match value {
                                "s" => Kind::Shared,
                                "b" => Kind::Bool,
                                "str" | "inlineStr" | "e" | "d" => Kind::Text,
                                _ => Kind::Number,
                            }
                        }
                        _ => {}
                    });
                    let own;
                    (own, column) = place.map_or((row, next_column), |[corner, _]| corner);
                    row = own;
                    next_column = column.saturating_add(1);
                    plain.clear();
                    inline = Text::default();
                }
                "f" => formula = true,
                "v" => in_value = true,
                "mergeCell" => {
                    if let Some([first, last]) = value(tag, "ref").as_deref().and_then(corners)
                        && last >= first
                        && last.1 >= first.1
                    {
                        sheet.merge(first, last.0 - first.0 + 1, last.1 - first.1 + 1, allowance)?;
                    }
                }
                "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter" => {
                    running = true;
                }
                _ => inline.take(event),
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "v" => in_value = false,
                "c" => {
                    let text = match kind {
                        Kind::Shared => plain.trim().parse::<usize>().ok().and_then(|at| known.strings.get(at)),
                        _ => None,
                    };
                    match (text, &kind) {
                        (Some(text), _) => sheet.cell(row, column, text, allowance)?,
                        (None, Kind::Number) if !plain.trim().is_empty() => {
                            sheet.cell(row, column, &known.number(&plain, style), allowance)?;
                        }
                        (None, Kind::Bool) => {
                            let is = if plain.trim() == "1" { "TRUE" } else { "FALSE" };
                            sheet.cell(row, column, is, allowance)?;
                        }
                        (None, Kind::Text) if !plain.is_empty() => {
                            sheet.cell(row, column, &unescaped(&plain), allowance)?;
                        }
                        _ => sheet.cell(row, column, &unescaped(&inline.out), allowance)?,
                    }
                    unread.formulas += usize::from(formula && plain.is_empty());
                }
                "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter" => {
                    running = false;
                }
                _ => inline.take(event),
            },
            Event::Text(text) if running && says_something(&text.xml10_content()) => {
                unread.running += 1;
                // One of several pieces of it is enough.
                running = false;
            }
            event if in_value => push(event, &mut plain),
            event => inline.take(event),
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_what_xml_cannot_have() {
        for (text, expected) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xZZZZ_", "_xZZZZ_"),
            ("质_x押", "质_x押"),
            ("_x", "_x"),
        ] {
            assert_eq!(unescaped(text), expected);
        }
    }
}
