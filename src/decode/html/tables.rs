//! The cells of a page's tables: where their text stands, and where they lie.

use std::collections::HashMap;

use super::super::document::Cell;
use super::super::table::{Extent, Table};
use super::tree::{Id, Kind, NONE, Page};
use crate::text::{Decoded, Span};

/// The cells whose text has been written, in the order of the text.
#[derive(Default)]
pub(super) struct Cells(Vec<(Id, Span<Decoded>)>);

impl Cells {
    /// Notes that what was written to `text` from byte `from` on stands in cell `cell`.
    pub(super) fn add(&mut self, cell: Id, text: &str, from: usize) {
        let piece = &text[from..];
        if cell == NONE || piece.trim().is_empty() {
            return;
        }
        let start = from + (piece.len() - piece.trim_start().len());
        let end = from + piece.trim_end().len();
        match self.0.last_mut().filter(|(last, _)| *last == cell) {
            Some((_, span)) => *span = Span::new(span.start, end),
            None => self.0.push((cell, Span::new(start, end))),
        }
    }

    /// The cells of the tables of `page`, in the order of `text`.
    pub(super) fn placed(self, page: &Page, text: &str) -> Vec<Cell<Decoded>> {
        if self.0.is_empty() {
            return Vec::new();
        }
        // What a cell says behind a table that it holds has no place of its own.
        let mut spans: HashMap<Id, Span<Decoded>> = HashMap::new();
        for (cell, span) in self.0 {
            spans.entry(cell).or_insert(span);
        }
        let mut tables: Vec<Table> = Vec::new();
        let mut known: HashMap<Id, usize> = HashMap::new();
        let mut merged = page.merged.iter().peekable();
        for (id, element) in page.elements.iter().enumerate().filter(|(_, element)| element.table != NONE) {
            if !matches!(element.kind, Kind::Row | Kind::Cell) {
                continue;
            }
            let at = *known.entry(element.table).or_insert_with(|| {
                tables.push(Table::default());
                tables.len() - 1
            });
            if element.kind == Kind::Row {
                tables[at].row();
                continue;
            }
            // At most MOST_ELEMENTS, which fits.
            let id = id as Id;
            while merged.next_if(|&&(other, _)| other < id).is_some() {}
            let (rows, columns) = merged.next_if(|&&(other, _)| other == id).map_or((1, 1), |&(_, extent)| extent);
            let span = spans.get(&id).copied().unwrap_or(Span::new(0, 0));
            tables[at].cell(Extent { rows, columns, marked: element.heads }, span);
        }
        let mut cells = Vec::new();
        let mut number = 0;
        for table in tables {
            let before = cells.len();
            table.finish(text, number + 1, &mut cells);
            number += u32::from(cells.len() > before);
        }
        cells.sort_by_key(|cell| cell.span.start);
        cells
    }
}
