//! PDFs with a text layer: paragraphs, each with the page on which it begins.
//!
//! | file | what |
//! | --- | --- |
//! | `font.rs` | character codes of a font as text and widths |
//! | `content.rs` | the drawing instructions of a page as pieces of text with their places |
//! | `layout.rs` | pieces to lines, lines to paragraphs; page numbers and running heads dropped |
//!
//! `lopdf` reads the file's structure. What it reads is hostile until proven otherwise: it runs in a thread of its own
//! with room on the stack, within a time limit, its panics are caught, and every stream is unpacked within bounds.

mod content;
mod font;
mod layout;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use lopdf::{DecompressError, Error, LoadOptions};

use super::document::{Block, Document, Format, Heading, Origin, ReadError};
use super::{DecodedText, Remark};
use crate::text::{Span, fold};

/// No stream of an honest notice unpacks to more than this, in bytes.
const LARGEST_STREAM: usize = 64 << 20;

/// Reading a thousand pages takes a few seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// Deeply nested objects are parsed recursively, in bytes.
const STACK: usize = 32 << 20;

/// Reads a PDF.
pub(super) fn read(bytes: &[u8]) -> Result<Document, ReadError> {
    let bytes = bytes.to_vec();
    let (sender, receiver) = mpsc::channel();
    let given_up = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&given_up);
    let worker = move || {
        let result = catch_unwind(AssertUnwindSafe(|| read_here(&bytes, &stop)));
        let crashed = |_| Err(broken("its structure confuses the PDF reader"));
        // Nobody may be waiting any more, and then nobody wants the result.
        let _ = sender.send(result.unwrap_or_else(crashed));
    };
    thread::Builder::new()
        .name("pdf".to_owned())
        .stack_size(STACK)
        .spawn(worker)
        .map_err(|e| broken(&format!("no thread to read it in: {e}")))?;
    match receiver.recv_timeout(PATIENCE) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => {
            given_up.store(true, Ordering::Relaxed);
            Err(ReadError::TooSlow(Format::Pdf))
        }
        Err(RecvTimeoutError::Disconnected) => Err(broken("the PDF reader stopped")),
    }
}

fn broken(what: &str) -> ReadError {
    ReadError::Broken(Format::Pdf, what.to_owned())
}

fn refusal(error: &Error) -> ReadError {
    match error {
        Error::Decompress(DecompressError::MemoryLimitExceeded { limit }) => {
            ReadError::TooLarge { part: "a stream of the PDF".to_owned(), limit: *limit as u64 }
        }
        Error::InvalidPassword | Error::Decryption(_) | Error::UnsupportedSecurityHandler(_) => {
            ReadError::Encrypted(Format::Pdf)
        }
        other => broken(&other.to_string()),
    }
}

fn read_here(bytes: &[u8], stop: &AtomicBool) -> Result<Document, ReadError> {
    let options = LoadOptions { max_decompressed_size: Some(LARGEST_STREAM), ..LoadOptions::default() };
    let pdf = lopdf::Document::load_mem_with_options(bytes, options).map_err(|e| refusal(&e))?;
    // Files that may be opened without a password, though not changed, have been decrypted by now.
    if pdf.is_encrypted() {
        return Err(ReadError::Encrypted(Format::Pdf));
    }
    let mut reader = content::Reader::new(&pdf, stop);
    let mut pages = Vec::new();
    for id in pdf.page_iter() {
        if stop.load(Ordering::Relaxed) {
            return Err(ReadError::TooSlow(Format::Pdf));
        }
        pages.push(reader.page(id).map_err(|e| refusal(&e))?);
    }
    if pages.is_empty() {
        return Err(broken("it has no pages"));
    }
    let count = pages.len();
    let unreadable = reader.unreadable();
    let paragraphs = layout::paragraphs(pages);
    let has_text = |p: &layout::Paragraph| p.text.chars().any(|c| c.is_alphanumeric() && c != '\u{FFFD}');
    if !paragraphs.iter().any(has_text) {
        return Err(ReadError::NoTextLayer { pages: count });
    }
    Ok(document(&paragraphs, unreadable, title(&pdf)))
}

fn document(paragraphs: &[layout::Paragraph], unreadable: usize, title: Option<String>) -> Document {
    let mut text = String::new();
    let (mut blocks, mut headings) = (Vec::new(), Vec::new());
    for (i, paragraph) in paragraphs.iter().enumerate() {
        let span = Span::new(text.len(), text.len() + paragraph.text.len());
        text.push_str(&paragraph.text);
        text.push('\n');
        blocks.push(Block {
            span,
            paragraph: u32::try_from(i + 1).unwrap_or(u32::MAX),
            page: Some(u32::try_from(paragraph.page + 1).unwrap_or(u32::MAX)),
        });
        if paragraph.heading > 0 {
            headings.push(Heading { span, level: paragraph.heading });
        }
    }
    let mut decoded = DecodedText::from_text(text);
    if unreadable > 0 {
        decoded.remarks.push(Remark::Unreadable { count: unreadable });
    }
    let mut document = Document { origin: Origin::Blocks(blocks), headings, ..Document::new(Format::Pdf, decoded) };
    // Programs write file names and worse into the title; it counts when the text has it, too.
    let bare = |text: &str| fold(text).chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let text = bare(&document.text.text);
    document.meta.title = title.filter(|title| title.chars().count() >= 4 && text.contains(&bare(title)));
    if document.meta.title.is_none() {
        let first = document.headings.iter().find(|heading| heading.level == 1);
        document.meta.title = first.map(|heading| document.text.text[heading.span.range()].to_owned());
    }
    document
}

/// The title among the file's properties.
fn title(pdf: &lopdf::Document) -> Option<String> {
    let info = pdf.trailer.get_deref(b"Info", pdf).ok()?.as_dict().ok()?;
    let bytes = info.get_deref(b"Title", pdf).ok()?.as_str().ok()?;
    Some(super::decode(bytes, std::path::Path::new("")).text.trim().to_owned())
}
