//! Paragraphs and tables as they come in a file, as lines.
//!
//! A paragraph is a line, and so is a table row whose cells have one paragraph each, with tabs between the cells. The
//! reader says what begins and what ends; what it leaves open is closed, and what it closes twice is closed once.

use super::allowance::{Allowance, LINE};
use super::assembly::{Assembly, CellId, LONGEST_ROW, Line, Step, joined};
use super::document::ReadError;
use super::place::Place;
use super::table::Extent;

/// Tables nested deeper than this lose their structure, not their text.
const DEEPEST: usize = 64;

/// What is open.
enum Frame {
    /// A table, by its number, and how many cells it has so far.
    Table(usize, usize),
    /// A row: whether it heads its table, and its cells.
    Row(bool, Vec<Cell>),
    Cell(Cell),
}

/// A cell of the row that is open.
#[derive(Default)]
struct Cell {
    lines: Vec<Line>,
    rows: u32,
    columns: u32,
    /// Whether it goes on with the one above it.
    merged: bool,
    /// Columns that are left free before it.
    free: u32,
}

/// What is read of a file, as far as it has been read.
pub(super) struct Flow<'a> {
    allowance: &'a Allowance,
    /// The part of the file, for messages.
    part: &'static str,
    assembly: Assembly,
    frames: Vec<Frame>,
    /// Tables that are open and were nested too deeply to be any.
    flattened: usize,
    /// Where what comes next stands; without one, it is the paragraph that it is.
    pub(super) place: Option<Place>,
    /// Whether what comes next is set aside.
    pub(super) aside: bool,
}

impl<'a> Flow<'a> {
    pub(super) fn new(part: &'static str, allowance: &'a Allowance) -> Self {
        let assembly = Assembly::default();
        Flow { allowance, part, assembly, frames: Vec::new(), flattened: 0, place: None, aside: false }
    }

    /// Adds a paragraph: a line break inside it ends a line, as it does on the page.
    pub(super) fn paragraph(&mut self, text: &str, heading: u8) -> Result<(), ReadError> {
        for line in text.split('\n').filter(|line| !line.trim().is_empty()) {
            self.allowance.spend(LINE + line.len() as u64, self.part)?;
            let text = line.trim_end().to_owned();
            let line = Line { text, heading, aside: self.aside, place: self.place.clone(), ..Line::default() };
            self.add(line);
        }
        Ok(())
    }

    fn add(&mut self, line: Line) {
        match self.frames.last_mut() {
            Some(Frame::Cell(cell)) => cell.lines.push(line),
            // Between cells nothing stands but in damaged files.
            Some(Frame::Row(_, cells)) => match cells.last_mut() {
                Some(cell) => cell.lines.push(line),
                None => cells.push(Cell { lines: vec![line], rows: 1, columns: 1, ..Cell::default() }),
            },
            Some(Frame::Table(..)) | None => self.assembly.lines.push(line),
        }
    }

    pub(super) fn open_table(&mut self) {
        if self.frames.len() >= DEEPEST {
            self.flattened += 1;
            return;
        }
        self.frames.push(Frame::Table(self.assembly.tables.len(), 0));
        self.assembly.tables.push(Vec::new());
    }

    pub(super) fn open_row(&mut self, heads: bool) {
        if self.flattened == 0 && matches!(self.frames.last(), Some(Frame::Table(..))) {
            self.frames.push(Frame::Row(heads, Vec::new()));
        }
    }

    /// Begins a cell that covers so many rows and columns.
    pub(super) fn open_cell(&mut self, rows: u32, columns: u32) {
        self.open(Cell { rows, columns, ..Cell::default() });
    }

    /// Begins a cell that goes on with the one above it.
    pub(super) fn open_merged(&mut self, columns: u32) {
        self.open(Cell { rows: 1, columns, merged: true, ..Cell::default() });
    }

    fn open(&mut self, cell: Cell) {
        if self.flattened == 0 && matches!(self.frames.last(), Some(Frame::Row(..))) {
            self.frames.push(Frame::Cell(cell));
        }
    }

    pub(super) fn close_cell(&mut self) {
        if self.flattened > 0 || !matches!(self.frames.last(), Some(Frame::Cell(_))) {
            return;
        }
        if let Some(Frame::Cell(cell)) = self.frames.pop()
            && let Some(Frame::Row(_, cells)) = self.frames.last_mut()
        {
            cells.push(cell);
        }
    }

    /// Leaves so many columns free before the next cell of the row.
    pub(super) fn skip(&mut self, columns: u32) {
        if let Some(Frame::Row(_, cells)) = self.frames.last_mut().filter(|_| self.flattened == 0 && columns > 0) {
            cells.push(Cell { free: columns, ..Cell::default() });
        }
    }

    pub(super) fn close_row(&mut self) -> Result<(), ReadError> {
        if self.flattened > 0 {
            return Ok(());
        }
        self.close_cell();
        if !matches!(self.frames.last(), Some(Frame::Row(..))) {
            return Ok(());
        }
        let Some(Frame::Row(heads, cells)) = self.frames.pop() else { return Ok(()) };
        let Some(Frame::Table(table, known)) = self.frames.last_mut() else { return Ok(()) };
        let (table, first) = (*table, *known);
        *known += cells.iter().filter(|cell| cell.free == 0).count();
        self.allowance.spend(LINE * cells.len() as u64, self.part)?;
        if let Some(steps) = self.assembly.tables.get_mut(table) {
            steps.push(Step::Row(0));
            steps.extend(cells.iter().map(|cell| match cell {
                Cell { free: columns @ 1.., .. } => Step::Skip(*columns),
                Cell { merged: true, columns, .. } => Step::Merged(*columns),
                Cell { rows, columns, .. } => Step::Cell(Extent { rows: *rows, columns: *columns, marked: heads }),
            }));
        }
        let single = cells.iter().all(|cell| cell.lines.len() < 2);
        let chars: usize = cells.iter().flat_map(|cell| &cell.lines).map(|line| line.text.trim().chars().count()).sum();
        let mut lines: Vec<Line> = Vec::new();
        // What is free is no cell, and has no number.
        for (number, cell) in (first..).zip(cells.into_iter().filter(|cell| cell.free == 0)) {
            let id: CellId = (table, number);
            lines.extend(cell.lines.into_iter().map(|mut line| {
                if line.cells.is_empty() {
                    line.cells.push((id, 0..line.text.len()));
                }
                line
            }));
        }
        if single && chars <= LONGEST_ROW {
            if let Some(line) = joined(lines.into_iter()) {
                self.add(line);
            }
        } else {
            lines.into_iter().for_each(|line| self.add(line));
        }
        Ok(())
    }

    pub(super) fn close_table(&mut self) -> Result<(), ReadError> {
        if self.flattened > 0 {
            self.flattened -= 1;
            return Ok(());
        }
        self.close_row()?;
        if matches!(self.frames.last(), Some(Frame::Table(..))) {
            self.frames.pop();
        }
        Ok(())
    }

    /// What was read, with whatever is open closed.
    pub(super) fn finish(mut self) -> Result<Assembly, ReadError> {
        self.flattened = 0;
        while let Some(frame) = self.frames.last() {
            match frame {
                Frame::Cell(_) => self.close_cell(),
                Frame::Row(..) => self.close_row()?,
                Frame::Table(..) => self.close_table()?,
            }
        }
        Ok(self.assembly)
    }
}
