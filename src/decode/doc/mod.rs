//! Word documents until 2003, and those of WPS (`.wps`), which are the same (MS-DOC).
//!
//! | file | what |
//! | --- | --- |
//! | `header.rs` | the file's header, and the text that its pieces make |
//! | `properties.rs` | what paragraphs and characters are: headings, cells, hidden |
//! | `lists.rs` | the numbers in front of paragraphs |
//!
//! `cfb` reads the container. Read are the text with its headings and tables, footnotes and endnotes behind it, the text
//! of boxes, and headers and footers, which are set aside. Of a field the result is read and not the code. What is
//! hidden or deleted is left out, as in a DOCX.
//!
//! Why no crate for the rest: none was found that is described as giving the tables, headings and notes that are wanted
//! here.

mod header;
mod lists;
mod properties;

use std::collections::HashSet;

use super::Remark;
use super::allowance::Allowance;
use super::document::{Document, ReadError};
use super::file::{File, Reader};
use super::flow::Flow;
use super::format::Format;
use super::numbering::{Counters, Item};
use super::ole::Ole;
use super::rows::Rows;
use super::unread::Unread;

use header::{Header, Text};
use properties::{Paragraph, Properties};

/// The stream with the text, and what its parts are called in messages.
const MAIN: &str = "WordDocument";

/// The reader of Word documents until 2003.
pub(super) struct Doc;

impl Reader for Doc {
    fn read(&self, file: File<'_>, allowance: &Allowance) -> Result<Document, ReadError> {
        let mut ole = Ole::open(file.bytes, Format::Doc, allowance)?;
        let Some(main) = ole.stream(MAIN)? else { return Err(broken("the stream WordDocument is missing")) };
        let header = Header::read(&main)?;
        let Some(table) = ole.stream(header.table_name())? else {
            return Err(broken(&format!("the stream {} is missing", header.table_name())));
        };
        let data = ole.stream("Data")?.unwrap_or_default();
        let text = Text::read(&header, &main, &table, allowance)?;
        let properties = Properties::read(&header, &main, &table, &data, allowance)?;
        let lists = lists::read(&header, &table, allowance)?;
        let mut unread = Unread { macros: usize::from(ole.has("Macros")), ..Unread::default() };
        unread.embedded = ole.count(|name| name.starts_with('_') && name[1..].bytes().all(|b| b.is_ascii_digit()))?;
        let mut story = Story {
            flow: Flow::new(MAIN, allowance),
            rows: Rows::default(),
            counters: Counters::default(),
            unread,
            seen: HashSet::new(),
        };
        let mut said = false;
        let stories = header.stories();
        for (range, aside) in [
            (stories.text, false),
            (stories.footnotes, false),
            (stories.endnotes, false),
            (stories.boxes, false),
            (stories.headers, true),
            (stories.header_boxes, true),
        ] {
            story.flow.aside = aside;
            said |= story.read(range, &text, &properties, &lists, allowance)? && !aside;
        }
        let Story { flow, unread, .. } = story;
        if !said && unread.pictures > 0 {
            return Err(ReadError::OnlyPictures(Format::Doc));
        }
        let mut assembly = flow.finish()?;
        assembly.remarks.extend(Remark::unread(unread));
        Ok(assembly.document(Format::Doc))
    }
}

fn broken(what: &str) -> ReadError {
    ReadError::Broken(Format::Doc, what.to_owned())
}

/// A number of two bytes.
fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// A number of four bytes.
fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// What a file says in one of its stories, while it is read.
struct Story<'a> {
    flow: Flow<'a>,
    rows: Rows,
    counters: Counters,
    unread: Unread,
    /// Lines of headers and footers; the first page and the left and right ones mostly have the same.
    seen: HashSet<String>,
}

impl Story<'_> {
    /// Reads the characters in `range`; says whether there are any letters.
    fn read(
        &mut self,
        range: std::ops::Range<usize>,
        text: &Text,
        properties: &Properties<'_>,
        lists: &lists::Lists,
        allowance: &Allowance,
    ) -> Result<bool, ReadError> {
        let mut said = false;
        let mut units: Vec<u16> = Vec::new();
        // For each field that is open, whether its code is being read; and how many of these there are.
        let mut fields: Vec<bool> = Vec::new();
        let mut codes = 0_usize;
        let mut hidden = false;
        for (at, unit, place) in text.units(range.clone()) {
            allowance.step(Format::Doc)?;
            let unseen = properties.is_hidden(place);
            self.unread.hidden += usize::from(unseen && !hidden);
            hidden = unseen;
            match unit {
                0x13 => {
                    fields.push(true);
                    codes += 1;
                }
                0x14 => {
                    if let Some(last) = fields.last_mut() {
                        codes -= usize::from(std::mem::replace(last, false));
                    }
                }
                0x15 => codes -= usize::from(fields.pop().unwrap_or(false)),
                0x07 | 0x0D | 0x0C => {
                    let line = String::from_utf16_lossy(&units);
                    units.clear();
                    // A page may be broken within a paragraph, whose properties stand at its end.
                    let mut paragraph = properties.paragraph(place);
                    if unit == 0x0C && !properties.ends_at(text.end_of(at)) {
                        paragraph.in_table = false;
                    }
                    said |= line.chars().any(char::is_alphanumeric);
                    self.end(unit, &line, &paragraph, lists, allowance)?;
                }
                _ if codes > 0 || unseen => {}
                0x0B | 0x0E => units.push(u16::from(b'\n')),
                0x09 => units.push(unit),
                0x1E => units.push(u16::from(b'-')),
                0x01 => self.unread.pictures += 1,
                0x05 => self.unread.comments += 1,
                0x00..0x20 => {}
                _ => units.push(unit),
            }
        }
        let line = String::from_utf16_lossy(&units);
        if !line.trim().is_empty() {
            said = true;
            self.end(0x0D, &line, &Paragraph::default(), lists, allowance)?;
        }
        self.rows.finish(&mut self.flow)?;
        Ok(said)
    }

    /// Takes in a paragraph, which ends in `mark`.
    fn end(
        &mut self,
        mark: u16,
        line: &str,
        paragraph: &Paragraph,
        lists: &lists::Lists,
        allowance: &Allowance,
    ) -> Result<(), ReadError> {
        let item = Item { list: paragraph.list.to_string(), level: usize::from(paragraph.level) };
        let mut text = match paragraph.list {
            0 => String::new(),
            // An empty item is numbered, too, but there is nothing to number.
            _ if line.trim().is_empty() => String::new(),
            _ => self.counters.next(lists, &item, allowance)?,
        };
        text.push_str(line);
        if !paragraph.in_table {
            self.rows.finish(&mut self.flow)?;
            if !self.flow.aside || self.seen.insert(text.trim().to_owned()) {
                self.flow.paragraph(&text, paragraph.heading)?;
            }
            return Ok(());
        }
        if let Some(row) = &paragraph.row {
            self.rows.end_row(row.clone(), allowance)?;
            return Ok(());
        }
        self.rows.paragraph(&text, paragraph.heading, allowance)?;
        // A table within a cell ends its cells with a paragraph's mark, and is read as the paragraphs that it has.
        if mark == 0x07 {
            self.rows.end_cell();
        }
        Ok(())
    }
}
