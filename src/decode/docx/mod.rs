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

use std::collections::HashSet;
use std::path::Path;

use super::allowance::{Allowance, LINE};
use super::document::{Block, Document, Format, Heading, Metadata, Origin, ReadError};
use super::{DecodedText, decode, html, mhtml};
use crate::text::Span;

use package::Package;

/// A line of the document.
#[derive(Debug, Default)]
struct Line {
    text: String,
    /// The level of the heading it is; 0 for none.
    heading: u8,
    /// Whether it stands at the head or the foot of the pages.
    aside: bool,
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
    let mut lines = Vec::new();
    for part in [main.as_str(), "word/footnotes.xml", "word/endnotes.xml"] {
        let Some(xml) = package.text(part)? else {
            if part == main {
                return Err(ReadError::Broken(Format::Docx, format!("{part} is missing")));
            }
            continue;
        };
        for piece in body::lines(&xml, part, &styles, allowance)? {
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
            for piece in body::lines(&xml, &part, &styles, allowance)? {
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
    Ok(document(lines, meta))
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
            lines.push(Line { text: text.to_owned(), heading, aside: false });
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
fn document(lines: Vec<Line>, mut meta: Metadata) -> Document {
    let mut text = String::new();
    let (mut blocks, mut headings, mut aside) = (Vec::new(), Vec::new(), Vec::new());
    for (i, line) in lines.iter().enumerate() {
        let span = Span::new(text.len(), text.len() + line.text.len());
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
    let origin = Origin::Blocks(blocks);
    Document { origin, headings, aside, meta, ..Document::new(Format::Docx, DecodedText::from_text(text)) }
}
