//! Word documents: the paragraphs of the body, footnotes after them, the text of diagrams, and what stands at the head
//! and the foot of the pages, which is set aside.
//!
//! | file | what |
//! | --- | --- |
//! | `body.rs` | the XML of the body as lines |
//! | `styles.rs` | which styles are headings, and the numbers that Word writes in front of paragraphs |
//!
//! A document may be nothing but a reference to a part in another format (`altChunk`), mostly a saved web page; such a
//! part is read as what it is, in place.

mod body;
mod styles;

use std::collections::HashSet;
use std::path::Path;

use super::allowance::{Allowance, LINE};
use super::assembly::{Assembly, Line};
use super::document::{Document, Metadata, ReadError};
use super::file::{File, Reader};
use super::format::Format;
use super::package::Package;
use super::unread::Unread;
use super::{Remark, decode, html, mhtml};

/// The reader of Word documents.
pub(super) struct Docx;

impl Reader for Docx {
    fn read(&self, file: File<'_>, allowance: &Allowance) -> Result<Document, ReadError> {
        read_nested(file.bytes, 0, allowance)
    }
}

/// Reads a document that is a part of `depth` others.
fn read_nested(bytes: &[u8], depth: usize, allowance: &Allowance) -> Result<Document, ReadError> {
    let mut package = Package::open(bytes, Format::Docx, allowance)?;
    let main = package.main_part()?.unwrap_or_else(|| "word/document.xml".to_owned());
    let styles = styles::Styles::read(&mut package)?;
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
    let comments = package.text("word/comments.xml")?.unwrap_or_default();
    let unread = Unread {
        comments: memchr::memmem::find_iter(comments.as_bytes(), b"<w:comment ").count(),
        charts: package.count("word/charts/chart"),
        pictures: package.count("word/media/"),
        embedded: package.count("word/embeddings/"),
        macros: package.count("word/vbaProject.bin"),
        ..Unread::default()
    };
    let remarks = Remark::unread(unread).into_iter().collect();
    Ok(Assembly { lines, tables, meta, remarks }.document(Format::Docx))
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
