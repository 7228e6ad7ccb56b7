//! Workbooks of OpenDocument. A cell has its text as it is shown beside its value, and the text is what is read.

use std::collections::HashSet;

use quick_xml::events::{BytesStart, Event};

use super::super::Remark;
use super::super::allowance::Allowance;
use super::super::document::{Document, ReadError};
use super::super::file::{File, Reader};
use super::super::format::Format;
use super::super::odf::{self, CONTENT, Inline};
use super::super::package::Package;
use super::super::unread::Unread;
use super::super::xml::{each, value};
use super::{Book, Sheet};

/// The reader of OpenDocument's workbooks.
pub(in crate::decode) struct Ods;

impl Reader for Ods {
    fn read(&self, file: File<'_>, allowance: &Allowance) -> Result<Document, ReadError> {
        let mut package = Package::open(file.bytes, Format::Ods, allowance)?;
        let xml = odf::content(&mut package, Format::Ods)?;
        let mut content = Content {
            book: Book::new(Format::Ods, allowance),
            unread: Unread::default(),
            unseen: HashSet::new(),
            style: String::new(),
            inline: Inline::default(),
            sheet: None,
            row: 0,
            rows: 1,
            first: 0,
            column: 0,
            columns: 1,
            span: (1, 1),
            stored: None,
            paragraphs: 0,
            shapes: 0,
        };
        each(&xml, Format::Ods, CONTENT, allowance, |event| content.take(event, allowance))?;
        let Content { mut book, mut unread, .. } = content;
        odf::beside(&mut package, Format::Ods, &mut unread)?;
        book.assembly.remarks.extend(Remark::unread(unread));
        Ok(book.document())
    }
}

struct Content<'a> {
    book: Book<'a>,
    unread: Unread,
    /// The styles of sheets that are hidden.
    unseen: HashSet<String>,
    /// The style that is being read.
    style: String,
    inline: Inline,
    sheet: Option<(Sheet, bool)>,
    /// The row that is being read, how often it stands there, and where its cells begin.
    row: u32,
    rows: u32,
    first: usize,
    /// The same of the cell.
    column: u32,
    columns: u32,
    /// How many rows and columns the cell covers.
    span: (u32, u32),
    /// What the cell holds, for programs.
    stored: Option<String>,
    /// How many paragraphs of the cell have begun.
    paragraphs: usize,
    /// How many drawings are open.
    shapes: usize,
}

fn count(tag: &BytesStart<'_>, name: &str) -> u32 {
    value(tag, name).and_then(|count| count.parse().ok()).unwrap_or(1).max(1)
}

impl Content<'_> {
    fn take(&mut self, event: &Event<'_>, allowance: &Allowance) -> Result<(), ReadError> {
        if self.inline.is_skipping() {
            self.inline.take(event, &mut self.unread);
            return Ok(());
        }
        match event {
            Event::Start(tag) => self.start(tag, event, allowance),
            Event::End(tag) => match tag.local_name().as_ref() {
                "frame" | "shapes" | "custom-shape" => {
                    self.shapes = self.shapes.saturating_sub(1);
                    Ok(())
                }
                "table" => self.end_sheet(),
                "table-row" => self.end_row(allowance),
                "table-header-rows" => {
                    if let Some((sheet, _)) = &mut self.sheet {
                        sheet.heads = sheet.heads.map(|(from, _)| (from, self.row.saturating_sub(1)));
                    }
                    Ok(())
                }
                "table-cell" | "covered-table-cell" => self.end_cell(allowance),
                _ => Ok(()),
            },
            _ if self.paragraphs > 0 && self.shapes == 0 => {
                self.inline.take(event, &mut self.unread);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, event: &Event<'_>, allowance: &Allowance) -> Result<(), ReadError> {
        match tag.local_name().as_ref() {
            "style" => self.style = value(tag, "name").unwrap_or_default(),
            "table-properties" if value(tag, "display").as_deref() == Some("false") => {
                allowance.spend(super::CELL + self.style.len() as u64, CONTENT)?;
                self.unseen.insert(std::mem::take(&mut self.style));
            }
            "frame" | "shapes" | "custom-shape" => self.shapes += 1,
            "text-box" => self.unread.boxes += 1,
            "table" if self.shapes == 0 => {
                self.end_sheet()?;
                let hidden = value(tag, "style-name").is_some_and(|style| self.unseen.contains(&style));
                self.sheet = Some((Sheet::new(value(tag, "name").unwrap_or_default()), hidden));
                (self.row, self.column) = (0, 0);
            }
            "table-header-rows" => {
                if let Some((sheet, _)) = &mut self.sheet {
                    sheet.heads = Some((self.row, u32::MAX));
                }
            }
            "table-row" => {
                self.rows = count(tag, "number-rows-repeated");
                self.column = 0;
                self.first = self.sheet.as_ref().map_or(0, |(sheet, _)| sheet.cells.len());
            }
            "table-cell" | "covered-table-cell" => {
                self.columns = count(tag, "number-columns-repeated");
                self.span = (count(tag, "number-rows-spanned"), count(tag, "number-columns-spanned"));
                let stored = ["string-value", "date-value", "time-value", "boolean-value", "value"];
                self.stored = stored.iter().find_map(|name| value(tag, name));
                self.paragraphs = 0;
                self.inline = Inline::default();
                if value(tag, "formula").is_some() && self.stored.is_none() {
                    self.unread.formulas += 1;
                }
            }
            "p" if self.shapes == 0 => {
                if self.paragraphs > 0 {
                    self.inline.out.push('\n');
                }
                self.paragraphs += 1;
            }
            _ => self.inline.take(event, &mut self.unread),
        }
        Ok(())
    }

    fn end_cell(&mut self, allowance: &Allowance) -> Result<(), ReadError> {
        let mut text = std::mem::take(&mut self.inline.out);
        if self.paragraphs == 0 {
            text = self.stored.take().unwrap_or_default();
        }
        self.paragraphs = 0;
        if let Some((sheet, _)) = &mut self.sheet
            && !text.trim().is_empty()
        {
            for column in self.column..self.column.saturating_add(self.columns).min(super::MOST_COLUMNS) {
                sheet.cell(self.row, column, &text, allowance)?;
            }
            sheet.merge((self.row, self.column), self.span.0, self.span.1, allowance)?;
        }
        self.column = self.column.saturating_add(self.columns);
        Ok(())
    }

    /// Ends a row, which stands there as often as it says.
    fn end_row(&mut self, allowance: &Allowance) -> Result<(), ReadError> {
        if let Some((sheet, _)) = &mut self.sheet {
            let own = self.first.min(sheet.cells.len())..sheet.cells.len();
            if !own.is_empty() {
                for row in 1..self.rows.min(super::MOST_ROWS) {
                    for at in own.clone() {
                        allowance.step(Format::Ods)?;
                        let (_, column, text) = sheet.cells[at].clone();
                        sheet.cell(self.row.saturating_add(row), column, &text, allowance)?;
                    }
                }
            }
        }
        self.row = self.row.saturating_add(self.rows);
        self.rows = 1;
        Ok(())
    }

    fn end_sheet(&mut self) -> Result<(), ReadError> {
        let Some((sheet, hidden)) = self.sheet.take() else { return Ok(()) };
        if hidden && !sheet.cells.is_empty() {
            self.book.hidden.push(sheet.name.clone());
        }
        self.book.sheet(sheet)
    }
}
