//! PDFs with a text layer: paragraphs, each with the page on which it begins.
//!
//! | file | what |
//! | --- | --- |
//! | `pieces.rs` | the pages as pieces of text with their places |
//! | `layout.rs` | pieces to lines, lines to paragraphs; page numbers and running heads set aside |
//! | `bomb.rs` | streams that unpack to far too much |
//!
//! `hayro-interpret` reads the file, decrypts it where no password is needed, and knows fonts and character maps. What
//! it gives are glyphs in the order in which they are drawn; the two things that it does not know are hand-written
//! here: what a line and a paragraph of Chinese is, and a bound on what a stream unpacks to. What it reads is hostile
//! until proven otherwise: it runs in a thread of its own with room on the stack and within a time limit, and its
//! panics are caught and become a message about the one file.

mod bomb;
mod layout;
mod pieces;
#[cfg(test)]
pub(crate) mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::document::{Block, Document, Format, Heading, Origin, PDF_STREAM, ReadError};
use super::{DecodedText, Remark};
use crate::text::{Span, fold};

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
        let result = catch_unwind(AssertUnwindSafe(|| read_here(bytes, &stop)));
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

fn refusal(error: LoadPdfError) -> ReadError {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm) => {
            ReadError::Encrypted(Format::Pdf)
        }
        LoadPdfError::Decryption(_) => broken("its encryption is damaged"),
        LoadPdfError::Invalid => broken("its structure is damaged or incomplete"),
    }
}

fn read_here(bytes: Vec<u8>, stop: &AtomicBool) -> Result<Document, ReadError> {
    if let Some(limit) = bomb::find(&bytes) {
        return Err(ReadError::TooLarge { part: PDF_STREAM.to_owned(), limit });
    }
    let pdf = Pdf::new(bytes).map_err(refusal)?;
    let reader = pieces::Reader::new(&pdf);
    let mut pages = Vec::new();
    for page in pdf.pages().iter() {
        if stop.load(Ordering::Relaxed) {
            return Err(ReadError::TooSlow(Format::Pdf));
        }
        pages.push(reader.page(page));
    }
    if pages.is_empty() {
        return Err(broken("it has no pages"));
    }
    let count = pages.len();
    let unreadable = pages.iter().map(|page| page.unreadable).sum();
    let paragraphs = layout::paragraphs(pages);
    let has_text = |p: &layout::Paragraph| p.text.chars().any(|c| c.is_alphanumeric() && c != '\u{FFFD}');
    if !paragraphs.iter().any(has_text) {
        return Err(ReadError::NoTextLayer { pages: count });
    }
    let title = pdf.metadata().title.as_deref().map(text_string);
    Ok(document(&paragraphs, unreadable, title))
}

fn document(paragraphs: &[layout::Paragraph], unreadable: usize, title: Option<String>) -> Document {
    let mut text = String::new();
    let (mut blocks, mut headings, mut aside) = (Vec::new(), Vec::new(), Vec::new());
    for (i, paragraph) in paragraphs.iter().enumerate() {
        let span = Span::new(text.len(), text.len() + paragraph.text.len());
        text.push_str(&paragraph.text);
        text.push('\n');
        blocks.push(Block {
            span,
            paragraph: u32::try_from(i + 1).unwrap_or(u32::MAX),
            page: Some(u32::try_from(paragraph.page + 1).unwrap_or(u32::MAX)),
        });
        if paragraph.aside {
            aside.push(span);
        }
        if paragraph.heading > 0 {
            headings.push(Heading { span, level: paragraph.heading });
        }
    }
    let mut decoded = DecodedText::from_text(text);
    if unreadable > 0 {
        decoded.remarks.push(Remark::Unreadable { count: unreadable });
    }
    let mut document =
        Document { origin: Origin::Blocks(blocks), headings, aside, ..Document::new(Format::Pdf, decoded) };
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

/// A text string of a PDF: UTF-16 or UTF-8 by its mark, else whatever its bytes look like.
fn text_string(bytes: &[u8]) -> String {
    super::decode(bytes, std::path::Path::new("")).text.trim().to_owned()
}
