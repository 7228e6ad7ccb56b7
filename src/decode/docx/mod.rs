//! Word documents: the paragraphs of the body, footnotes after them, the text of diagrams, and what stands at the head
//! and the foot of the pages, which is set aside.
//!
//! | file | what |
//! | --- | --- |
//! | `package.rs` | the parts of the ZIP archive, unpacked as far as the file's allowance goes |
//! | `body.rs` | the XML of the body as lines |
//! | `styles.rs` | which styles are headings, and the numbers that Word writes in front of paragraphs |
//!
//! A document may be nothing but a reference to a part in another format (`altChunk`), mostly a saved web page; such a
//! part is read as what it is, in place.

mod body;
mod package;
mod styles;

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::Path;

use super::allowance::{Allowance, LINE};
use super::document::{Block, Cell, Document, Format, Heading, Metadata, Origin, ReadError};
use super::table::{Extent, Table};
use super::{DecodedText, decode, html, mhtml};
use crate::text::{Decoded, Span};

use package::Package;

/// A line of the document.
#[derive(Debug, Default)]
struct Line {
    text: String,
    /// The level of the heading it is; 0 for none.
    heading: u8,
    /// Whether it stands at the head or the foot of the pages.
    aside: bool,
    /// The cells of tables in it, each with the bytes of the line that it has.
    cells: Vec<(CellId, Range<usize>)>,
}

/// A cell of a table: the number of its table, and of the cell in it.
type CellId = (usize, usize);

/// What a table is made of, in the order of the file.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// A row begins, which leaves so many columns free.
    Row(u32),
    /// A cell that covers so many columns, and whether it is a heading.
    Cell(u32, bool),
    /// A cell that goes on with the one above it.
    Merged(u32),
}

/// Reads a Word document.
pub(super) fn read(bytes: &[u8], allowance: &Allowance) -> Result<Document, ReadError> {
    read_nested(bytes, 0, allowance)
}

/// Reads a document that is a part of `depth` others.
fn read_nested(bytes: &[u8], depth: usize, allowance: &Allowance) -> Result<Document, ReadError> {
    let mut package = Package::open(bytes, allowance)?;
    let styles = styles::Styles::read(&mut package)?;
    let main = package.main_part().to_owned();
    let mut meta = Metadata::default();
    let (mut lines, mut tables) = (Vec::new(), Vec::new());
    for part in [main.as_str(), "word/footnotes.xml", "word/endnotes.xml"] {
        let Some(xml) = package.text(part)? else {
            if part == main {
                return Err(ReadError::Broken(Format::Docx, format!("{part} is missing")));
            }
            continue;
        };
        for piece in body::lines(&xml, part, &styles, allowance, &mut tables)? {
            match piece {
                body::Piece::Line(line) => lines.push(line),
                body::Piece::Chunk(id) => chunk(&mut package, part, &id, depth, &mut lines, &mut meta)?,
            }
        }
    }
    // The text of a diagram stands in a part of its own, and so does what stands on every page.
    for (folder, aside) in [("word/diagrams/data", false), ("word/header", true), ("word/footer", true)] {
        let mut seen: HashSet<String> = HashSet::new();
        for part in package.names(folder) {
            let Some(xml) = package.text(&part)? else { continue };
            for piece in body::lines(&xml, &part, &styles, allowance, &mut tables)? {
                // The first page and the left and right ones mostly have the same.
                if let body::Piece::Line(line) = piece
                    && (!aside || seen.insert(line.text.clone()))
                {
                    lines.push(Line { heading: 0, aside, ..line });
                }
            }
        }
    }
    if !lines.iter().any(|line| !line.aside) && package.names("word/media/").next().is_some() {
        return Err(ReadError::OnlyPictures(Format::Docx));
    }
    Ok(document(lines, &tables, meta))
}

/// Appends the lines of the part that `altChunk` `id` of `part` names.
fn chunk(
    package: &mut Package<'_>,
    part: &str,
    id: &str,
    depth: usize,
    lines: &mut Vec<Line>,
    meta: &mut Metadata,
) -> Result<(), ReadError> {
    /// Documents within documents within documents are an attack.
    const DEEPEST: usize = 3;
    let allowance = package.allowance();
    let Some(target) = package.related(part, id)? else { return Ok(()) };
    let Some(bytes) = package.bytes(&target)? else {
        return Err(ReadError::Broken(Format::Docx, format!("{target}, which the text refers to, is missing")));
    };
    let document = if bytes.starts_with(b"PK") {
        if depth >= DEEPEST {
            return Err(ReadError::Broken(Format::Docx, "documents nested too deeply".to_owned()));
        }
        read_nested(&bytes, depth + 1, allowance)?
    } else if mhtml::is_mhtml(&bytes) {
        mhtml::read(&bytes, allowance)?
    } else {
        html::read(decode(&bytes, Path::new(&target)), allowance)?
    };
    let mut headings = document.headings.iter().peekable();
    let mut at = 0;
    for line in document.text.text.split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        let heading = headings.next_if(|heading| heading.span.start == at).map_or(0, |heading| heading.level);
        at += line.len();
        if !text.trim().is_empty() {
            allowance.spend(LINE + text.len() as u64, &target)?;
            lines.push(Line { text: text.to_owned(), heading, ..Line::default() });
        }
    }
    let own = document.meta;
    for (slot, value) in [
        (&mut meta.number, own.number),
        (&mut meta.title, own.title),
        (&mut meta.issuer, own.issuer),
        (&mut meta.issued, own.issued),
        (&mut meta.published, own.published),
        (&mut meta.url, own.url),
    ] {
        if slot.is_none() {
            *slot = value;
        }
    }
    Ok(())
}

/// Puts the lines together.
fn document(lines: Vec<Line>, tables: &[Vec<Step>], mut meta: Metadata) -> Document {
    let mut text = String::new();
    let (mut blocks, mut headings, mut aside) = (Vec::new(), Vec::new(), Vec::new());
    let mut spans: HashMap<CellId, Span<Decoded>> = HashMap::new();
    // The cell that the last line was in: what a cell says behind a table that it holds has no place of its own.
    let mut last = None;
    for (i, line) in lines.iter().enumerate() {
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
        blocks.push(Block { span, paragraph: u32::try_from(i + 1).unwrap_or(u32::MAX), page: None });
        if line.heading > 0 {
            headings.push(Heading { span, level: line.heading });
        }
        if line.aside {
            aside.push(span);
        }
    }
    if meta.title.is_none() {
        meta.title = lines.iter().find(|line| line.heading == 1).map(|line| line.text.trim().to_owned());
    }
    let cells = placed(tables, &spans, &text);
    let origin = Origin::Blocks(blocks);
    Document { origin, headings, aside, cells, meta, ..Document::new(Format::Docx, DecodedText::from_text(text)) }
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
                Step::Cell(columns, marked) => {
                    let id = (at, cell.next().unwrap_or(usize::MAX));
                    let span = spans.get(&id).copied().unwrap_or(Span::new(0, 0));
                    table.cell(Extent { rows: 1, columns, marked }, span);
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
