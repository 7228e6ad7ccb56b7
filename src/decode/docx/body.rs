//! The XML of a Word document's body as lines.
//!
//! A paragraph is a line, and so is a table row whose cells have one paragraph each, with tabs between the cells.
//! What an editor deleted, hid or annotated is left out; what he inserted is in.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::allowance::{Allowance, LINE};
use super::super::assembly::{CellId, LONGEST_ROW, Line, Step, joined};
use super::super::document::ReadError;
use super::super::format::Format;
use super::super::numbering::{Counters, Item};
use super::super::table::Extent;
use super::super::xml::{broken, value};
use super::styles::{Styles, outline, val};

/// Tables and paragraphs nested deeper than this lose their structure, not their text.
const DEEPEST: usize = 64;

/// What a body consists of.
pub(super) enum Piece {
    Line(Line),
    /// Another part stands here; the string is its relation's id.
    Chunk(String),
}

/// The lines of the part `name`.
///
/// The tables of the part are appended to `tables`.
pub(super) fn lines(
    xml: &str,
    name: &str,
    styles: &Styles,
    allowance: &Allowance,
    tables: &mut Vec<Vec<Step>>,
) -> Result<Vec<Piece>, ReadError> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut body = Body {
        name,
        styles,
        allowance,
        counters: Counters::default(),
        skipped: 0,
        flattened: 0,
        frames: vec![Frame::Body(Vec::new())],
        carried: None,
        tables,
        open: Vec::new(),
    };
    loop {
        allowance.step(Format::Docx)?;
        match reader.read_event() {
            Ok(Event::Start(tag)) => body.start(&tag, false),
            Ok(Event::Empty(tag)) => body.start(&tag, true),
            Ok(Event::End(tag)) => body.end(tag.local_name().as_ref())?,
            Ok(Event::Text(text)) => body.text(&text.xml10_content()),
            Ok(Event::CData(text)) => body.text(&text.xml10_content()),
            Ok(Event::GeneralRef(reference)) => {
                let escaped = format!("&{};", &*reference);
                if let Ok(text) = quick_xml::escape::unescape(&escaped) {
                    body.text(&text);
                }
            }
            Ok(Event::Eof) => return body.finish(),
            Ok(_) => {}
            Err(e) => {
                let at = reader.error_position();
                return Err(broken(Format::Docx, &format!("{name}, byte {at}"), &e));
            }
        }
    }
}

/// What is open while the XML is read.
enum Frame {
    Body(Vec<Piece>),
    Paragraph(Paragraph),
    Row(Row),
    Cell(Cell),
}

/// A row of a table.
#[derive(Default)]
struct Row {
    cells: Vec<Cell>,
    /// Whether the file says that it heads the table.
    heads: bool,
    /// How many columns it leaves free at the beginning.
    free: u32,
}

/// A cell of a table.
#[derive(Default)]
struct Cell {
    pieces: Vec<Piece>,
    columns: Option<u32>,
    /// Whether it goes on with the one above it.
    merged: bool,
}

#[derive(Default)]
struct Paragraph {
    text: String,
    style: String,
    heading: Option<u8>,
    list: Option<String>,
    level: Option<usize>,
    /// Where the text of the run that is being read starts.
    run: usize,
    hidden: bool,
    /// Whether an editor deleted the mark at its end, so that it goes on in the next one.
    runs_on: bool,
    /// Whether text is being read: it stands in `<w:t>`, and everything else is indentation of the XML.
    reading: bool,
    /// The lines of text boxes that are anchored here.
    after: Vec<Piece>,
}

struct Body<'s, 't> {
    /// The part's name.
    name: &'s str,
    styles: &'s Styles,
    allowance: &'s Allowance,
    counters: Counters,
    /// How many elements are open whose content is skipped, from the outermost on.
    skipped: usize,
    /// How many paragraphs are open that were nested too deeply to be any.
    flattened: usize,
    frames: Vec<Frame>,
    /// The text of paragraphs whose marks were deleted, with how many frames were open around them.
    carried: Option<(usize, String)>,
    tables: &'t mut Vec<Vec<Step>>,
    /// The tables that are open, each with how many cells it has so far.
    open: Vec<(usize, usize)>,
}

impl Body<'_, '_> {
    fn start(&mut self, tag: &BytesStart<'_>, empty: bool) {
        let name = tag.local_name();
        if self.skipped > 0 {
            self.skipped += usize::from(!empty);
            return;
        }
        match name.as_ref() {
            // Deleted or moved text, codes of fields, readings above characters, drawings for old programs.
            "del" | "moveFrom" | "delText" | "instrText" | "rt" | "Fallback" | "sectPr" | "tblPr" | "tblPrEx"
            | "pPrChange" | "rPrChange" | "trPrChange" | "tcPrChange"
                if !empty =>
            {
                self.skipped = 1;
            }
            "p" if empty => {}
            "p" => self.start_paragraph(),
            "tbl" if !empty => {
                self.open.push((self.tables.len(), 0));
                self.tables.push(Vec::new());
            }
            "tr" if self.frames.len() < DEEPEST => self.open(Frame::Row(Row::default()), empty),
            "tc" if matches!(self.frames.last(), Some(Frame::Row(_))) => {
                self.open(Frame::Cell(Cell::default()), empty);
            }
            "altChunk" => {
                if let Some(id) = value(tag, "id") {
                    self.add(Piece::Chunk(id));
                }
            }
            other => match self.frames.last_mut() {
                Some(Frame::Paragraph(paragraph)) => paragraph.mark(other, tag, empty),
                Some(Frame::Row(row)) => row.mark(other, tag),
                Some(Frame::Cell(cell)) => cell.mark(other, tag),
                _ => {}
            },
        }
    }

    fn start_paragraph(&mut self) {
        let deep = self.frames.len() >= DEEPEST;
        match self.paragraph().filter(|_| deep) {
            Some(paragraph) => {
                paragraph.text.push('\n');
                self.flattened += 1;
            }
            None => self.frames.push(Frame::Paragraph(Paragraph::default())),
        }
    }

    fn open(&mut self, frame: Frame, empty: bool) {
        if !empty {
            self.frames.push(frame);
        }
    }

    fn paragraph(&mut self) -> Option<&mut Paragraph> {
        match self.frames.last_mut() {
            Some(Frame::Paragraph(paragraph)) => Some(paragraph),
            _ => None,
        }
    }

    fn text(&mut self, text: &str) {
        if self.skipped > 0 {
            return;
        }
        if let Some(paragraph) = self.paragraph().filter(|paragraph| paragraph.reading) {
            paragraph.text.push_str(text);
        }
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(());
        }
        match (name, self.frames.last_mut()) {
            ("p", Some(Frame::Paragraph(paragraph))) if self.flattened > 0 => {
                paragraph.text.push('\n');
                self.flattened -= 1;
            }
            ("t", Some(Frame::Paragraph(paragraph))) => paragraph.reading = false,
            ("r", Some(Frame::Paragraph(paragraph))) => paragraph.end_run(),
            ("tbl", _) => _ = self.open.pop(),
            ("p", Some(Frame::Paragraph(_))) | ("tr", Some(Frame::Row(_))) | ("tc", Some(Frame::Cell(_))) => {
                self.close()?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Closes the innermost frame and hands what it holds to the one around it.
    fn close(&mut self) -> Result<(), ReadError> {
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        if !matches!(frame, Frame::Paragraph(_))
            && let Some((_, text)) = self.carried.take_if(|(depth, _)| *depth > self.frames.len())
        {
            // Nothing follows that it could go on in.
            self.frames.push(frame);
            self.lines(&text, 0)?;
            return self.close();
        }
        match frame {
            Frame::Body(pieces) => self.frames.push(Frame::Body(pieces)),
            Frame::Cell(cell) => match self.frames.last_mut() {
                Some(Frame::Row(row)) => row.cells.push(cell),
                _ => cell.pieces.into_iter().for_each(|piece| self.add(piece)),
            },
            Frame::Row(row) => self.row(row)?,
            Frame::Paragraph(paragraph) => self.finish_paragraph(paragraph)?,
        }
        Ok(())
    }

    /// Notes where the cells of a row lie, and makes it a line if it is one.
    fn row(&mut self, row: Row) -> Result<(), ReadError> {
        let ids = self.steps(&row)?;
        let single = row.cells.iter().all(|cell| matches!(cell.pieces[..], [] | [Piece::Line(_)]));
        let mut cells: Vec<Vec<Piece>> = row.cells.into_iter().map(|cell| cell.pieces).collect();
        for (pieces, id) in cells.iter_mut().zip(ids) {
            for piece in pieces {
                if let Piece::Line(line) = piece
                    && line.cells.is_empty()
                {
                    line.cells.push((id, 0..line.text.len()));
                }
            }
        }
        let chars = |pieces: &Vec<Piece>| match &pieces[..] {
            [Piece::Line(line)] => line.text.trim().chars().count(),
            _ => 0,
        };
        if !single || cells.iter().map(chars).sum::<usize>() > LONGEST_ROW {
            cells.into_iter().flatten().for_each(|piece| self.add(piece));
            return Ok(());
        }
        let lines = cells.into_iter().flatten().filter_map(|piece| match piece {
            Piece::Line(line) => Some(line),
            Piece::Chunk(_) => None,
        });
        if let Some(line) = joined(lines) {
            self.add(Piece::Line(line));
        }
        Ok(())
    }

    /// Adds `row` to the table that it is in; gives the ids of its cells.
    fn steps(&mut self, row: &Row) -> Result<Vec<CellId>, ReadError> {
        self.allowance.spend(LINE * row.cells.len() as u64, self.name)?;
        let Some((at, known)) = self.open.last_mut() else { return Ok(Vec::new()) };
        let Some(table) = self.tables.get_mut(*at) else { return Ok(Vec::new()) };
        let ids = (*known..).take(row.cells.len()).map(|cell| (*at, cell)).collect();
        *known += row.cells.len();
        table.push(Step::Row(row.free));
        table.extend(row.cells.iter().map(|cell| match cell.columns.unwrap_or(1) {
            columns if cell.merged => Step::Merged(columns),
            columns => Step::Cell(Extent { rows: 1, columns, marked: row.heads }),
        }));
        Ok(ids)
    }

    fn finish_paragraph(&mut self, mut paragraph: Paragraph) -> Result<(), ReadError> {
        paragraph.end_run();
        let item = match (&paragraph.list, self.styles.item(&paragraph.style)) {
            (Some(list), _) => Some(Item { list: list.clone(), level: paragraph.level.unwrap_or(0) }),
            (None, Some(item)) => Some(Item { list: item.list.clone(), level: paragraph.level.unwrap_or(item.level) }),
            (None, None) => None,
        };
        let heading = paragraph.heading.unwrap_or_else(|| self.styles.heading(&paragraph.style));
        if let Some((_, carried)) = self.carried.take_if(|(depth, _)| *depth == self.frames.len()) {
            paragraph.text.insert_str(0, &carried);
        }
        if paragraph.runs_on {
            self.carried = Some((self.frames.len(), paragraph.text));
            paragraph.after.into_iter().for_each(|piece| self.add(piece));
            return Ok(());
        }
        let is_empty = paragraph.text.trim().is_empty();
        // Word numbers an empty item, too, but there is nothing to number.
        let mut text = match item.filter(|_| !is_empty) {
            Some(item) => self.counters.next(&self.styles.lists, &item, self.allowance)?,
            None => String::new(),
        };
        text.push_str(&paragraph.text);
        self.lines(&text, heading)?;
        paragraph.after.into_iter().for_each(|piece| self.add(piece));
        Ok(())
    }

    /// Adds the lines of a paragraph: a line break inside it ends a line, as it does on the page.
    fn lines(&mut self, text: &str, heading: u8) -> Result<(), ReadError> {
        for line in text.split('\n').filter(|line| !line.trim().is_empty()) {
            self.allowance.spend(LINE + line.len() as u64, self.name)?;
            self.add(Piece::Line(Line { text: line.trim_end().to_owned(), heading, ..Line::default() }));
        }
        Ok(())
    }

    fn add(&mut self, piece: Piece) {
        match self.frames.last_mut() {
            Some(Frame::Body(pieces) | Frame::Cell(Cell { pieces, .. })) => pieces.push(piece),
            Some(Frame::Paragraph(paragraph)) => paragraph.after.push(piece),
            Some(Frame::Row(row)) => match row.cells.last_mut() {
                Some(cell) => cell.pieces.push(piece),
                None => row.cells.push(Cell { pieces: vec![piece], ..Cell::default() }),
            },
            None => {}
        }
    }

    /// Closes what a cut-off document left open.
    fn finish(mut self) -> Result<Vec<Piece>, ReadError> {
        while self.frames.len() > 1 {
            self.close()?;
        }
        if let Some((_, text)) = self.carried.take() {
            self.lines(&text, 0)?;
        }
        match self.frames.pop() {
            Some(Frame::Body(pieces)) => Ok(pieces),
            _ => Ok(Vec::new()),
        }
    }
}

impl Row {
    /// Takes in a property.
    fn mark(&mut self, name: &str, tag: &BytesStart<'_>) {
        match name {
            "tblHeader" => self.heads = is_on(tag),
            "gridBefore" => self.free = val(tag).parse().unwrap_or(0),
            _ => {}
        }
    }
}

impl Cell {
    /// Takes in a property.
    fn mark(&mut self, name: &str, tag: &BytesStart<'_>) {
        match name {
            "gridSpan" => self.columns = val(tag).parse().ok(),
            "vMerge" => self.merged = &*val(tag) != "restart",
            _ => {}
        }
    }
}

/// Whether a property that may be switched off is on.
fn is_on(tag: &BytesStart<'_>) -> bool {
    !matches!(&*val(tag), "0" | "false" | "off")
}

impl Paragraph {
    /// Takes in what is no text: properties, tabs, breaks.
    fn mark(&mut self, name: &str, tag: &BytesStart<'_>, empty: bool) {
        match name {
            "t" if !empty => self.reading = true,
            "tab" if value(tag, "pos").is_none() => self.text.push('\t'),
            "br" if matches!(&*value(tag, "type").unwrap_or_default(), "page" | "column") => {}
            "br" | "cr" => self.text.push('\n'),
            "noBreakHyphen" => self.text.push('-'),
            "r" => {
                self.run = self.text.len();
                self.hidden = false;
            }
            "vanish" => self.hidden = is_on(tag),
            "pStyle" => self.style = val(tag),
            "outlineLvl" => self.heading = Some(outline(tag)),
            // In the properties of the mark at its end; deleted text is skipped as a whole.
            "del" | "moveFrom" if empty => self.runs_on = true,
            "numId" => self.list = Some(val(tag)),
            "ilvl" => self.level = val(tag).parse().ok(),
            _ => {}
        }
    }

    fn end_run(&mut self) {
        if self.hidden {
            self.text.truncate(self.run);
        }
        self.hidden = false;
        self.run = self.text.len();
    }
}
