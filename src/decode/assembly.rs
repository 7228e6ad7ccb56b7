//! Lines and tables of a file without bytes that one could point at, put together as a document.

use std::collections::HashMap;
use std::ops::Range;

use super::document::{Block, Cell, Document, Heading, Metadata, Origin};
use super::format::Format;
use super::place::Place;
use super::table::{Extent, Table};
use super::{DecodedText, Remark};
use crate::text::{Decoded, Span};

/// Characters of the longest row that becomes one line.
pub(super) const LONGEST_ROW: usize = 1000;

/// A line of a document.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) text: String,
    /// The level of the heading it is; 0 for none.
    pub(super) heading: u8,
    /// Whether it is none of the document's own text: what stands at the head or the foot of the pages.
    pub(super) aside: bool,
    /// The cells of tables in it, each with the bytes of the line that it has.
    pub(super) cells: Vec<(CellId, Range<usize>)>,
    /// Where it stands; without one, it is the paragraph that it is among the lines.
    pub(super) place: Option<Place>,
}

/// A cell of a table: the number of its table, and of the cell in it.
pub(super) type CellId = (usize, usize);

/// What a table is made of, in the order of the file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// A row begins, which leaves so many columns free.
    Row(u32),
    /// So many rows pass, and the last of them begins.
    Rows(u32),
    /// So many columns are left free.
    Skip(u32),
    /// A cell.
    Cell(Extent),
    /// A cell that goes on with the one above it.
    Merged(u32),
}

/// The lines of the cells of a row as one, with tabs between them.
pub(super) fn joined(lines: impl Iterator<Item = Line>) -> Option<Line> {
    let mut joined: Option<Line> = None;
    for line in lines {
        let out = joined.get_or_insert_default();
        if !out.text.is_empty() {
            out.text.push('\t');
        }
        let leading = line.text.len() - line.text.trim_start().len();
        let (from, text) = (out.text.len(), line.text.trim());
        let moved = |at: usize| from + at.saturating_sub(leading).min(text.len());
        out.cells.extend(line.cells.into_iter().map(|(id, range)| (id, moved(range.start)..moved(range.end))));
        out.text.push_str(text);
        out.aside |= line.aside;
        if out.place.is_none() {
            out.place = line.place;
        }
    }
    joined
}

/// What a reader found.
#[derive(Debug, Default)]
pub(super) struct Assembly {
    pub(super) lines: Vec<Line>,
    pub(super) tables: Vec<Vec<Step>>,
    pub(super) meta: Metadata,
    pub(super) remarks: Vec<Remark>,
}

impl Assembly {
    /// The document.
    pub(super) fn document(self, format: Format) -> Document {
        let Assembly { lines, tables, mut meta, remarks } = self;
        let mut text = String::with_capacity(lines.iter().map(|line| line.text.len() + 1).sum());
        let (mut blocks, mut headings, mut aside) = (Vec::with_capacity(lines.len()), Vec::new(), Vec::new());
        let mut spans: HashMap<CellId, Span<Decoded>> = HashMap::new();
        // The cell that the last line was in: what a cell says behind a table that it holds has no place of its own.
        let mut last = None;
        for (i, line) in lines.into_iter().enumerate() {
            let span = Span::new(text.len(), text.len() + line.text.len());
            for (id, range) in &line.cells {
                let (start, end) = (text.len() + range.start, text.len() + range.end);
                match spans.get_mut(id) {
                    Some(span) if last == Some(*id) => *span = Span::new(span.start, end),
                    Some(_) => {}
                    None => _ = spans.insert(*id, Span::new(start, end)),
                }
                last = Some(*id);
            }
            text.push_str(&line.text);
            text.push('\n');
            let place = line.place.unwrap_or_else(|| Place::Paragraph(u32::try_from(i + 1).unwrap_or(u32::MAX)));
            blocks.push(Block { span, place });
            if line.heading == 1 && meta.title.is_none() {
                meta.title = Some(line.text.trim().to_owned());
            }
            if line.heading > 0 {
                headings.push(Heading { span, level: line.heading });
            }
            if line.aside {
                aside.push(span);
            }
        }
        let cells = placed(&tables, &spans, &text);
        let origin = Origin::Blocks(blocks);
        let text = DecodedText { remarks, ..DecodedText::from_text(text) };
        Document { origin, headings, aside, cells, meta, ..Document::new(format, text) }
    }
}

/// The cells of the tables, whose texts stand at `spans` of `text`.
fn placed(tables: &[Vec<Step>], spans: &HashMap<CellId, Span<Decoded>>, text: &str) -> Vec<Cell<Decoded>> {
    let mut cells = Vec::new();
    let mut number = 0;
    for (at, steps) in tables.iter().enumerate() {
        let (mut table, mut cell) = (Table::default(), 0..);
        for &step in steps {
            match step {
                Step::Row(free) => {
                    table.row();
                    table.skip(free);
                }
                Step::Rows(rows) => table.rows(rows),
                Step::Skip(columns) => table.skip(columns),
                Step::Cell(extent) => {
                    let id = (at, cell.next().unwrap_or(usize::MAX));
                    let span = spans.get(&id).copied().unwrap_or(Span::new(0, 0));
                    table.cell(extent, span);
                }
                Step::Merged(columns) => {
                    cell.next();
                    table.merged(columns);
                }
            }
        }
        let before = cells.len();
        table.finish(text, number + 1, &mut cells);
        number += u32::from(cells.len() > before);
    }
    cells.sort_by_key(|cell| cell.span.start);
    cells
}
