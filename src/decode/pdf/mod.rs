//! PDFs with a text layer: paragraphs, each with the page on which it begins.
//!
//! | file | what |
//! | --- | --- |
//! | `pieces.rs` | the pages as pieces of text with their places |
//! | `bomb.rs` | whether a stream unpacks to far too much |
//! | `streams.rs` | where the streams are, and their filters |
//! | `filters.rs` | the filters, which count what comes out |
//! | `child.rs` | a process of its own for each file |
//!
//! `hayro-interpret` reads the file, decrypts it where no password is needed, and knows fonts and character maps. What
//! it gives are glyphs in the order in which they are drawn; the two things that it does not know are hand-written
//! here: what a line and a paragraph of Chinese is, and a bound on what a stream unpacks to. What it reads is hostile
//! until proven otherwise: the programs read it in a process with little memory and little time ([`isolate_pdfs`]), and
//! wherever it is read it is looked through before, in a thread of its own with room on the stack, and its panics are
//! caught and become a message about the one file.

mod bomb;
#[cfg(unix)]
mod child;
#[cfg(not(unix))]
mod child {
    //! Other systems have no such processes.

    use super::{Allowance, ExitCode, Found, OsString, PathBuf, ReadError, broken};

    pub(super) fn serve(_: &[OsString]) -> Option<ExitCode> {
        None
    }

    pub(super) fn read(_: &std::path::Path, _: &[u8], _: &Allowance) -> Result<Found, ReadError> {
        Err(broken("the PDF reader stopped"))
    }
}
mod filters;
mod pieces;
mod streams;
#[cfg(test)]
pub(crate) mod tests;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf as Loaded};
use serde::{Deserialize, Serialize};

use super::allowance::Allowance;
use super::document::{Block, Document, Heading, Origin, ReadError, Statement, Teller};
use super::file::{File, Reader};
use super::format::Format;
use super::layout::{self, Page};
use super::machine::{self, Outcome, Recognised, Sheet};
use super::picture::mark;
use super::place::Place;
use super::{DecodedText, Remark, Why, isolated};
use crate::text::label::Field;
use crate::text::{Span, fold};

/// Deeply nested objects are parsed recursively, in bytes.
const STACK: usize = 32 << 20;

/// From now on reads each PDF in a process of its own, which `program` is started as; it must begin with a call of
/// [`serve_pdf`]. Only the first call counts.
///
/// What a PDF makes its reader allocate cannot be foreseen for all of them. Such a process may use little memory and
/// little time, and whatever becomes of it, the one that waits for it goes on. Without this call, and on systems other
/// than Unix, PDFs are read in this process after a look at their streams.
pub fn isolate_pdfs(program: PathBuf) {
    isolated::isolate(program);
}

/// Reads the PDF for which this program was started by [`isolate_pdfs`], if `args`, its arguments with its own name,
/// say that it was: the file is standard input, and what was found goes to standard output. Gives the code to exit with.
#[must_use]
pub fn serve_pdf(args: &[OsString]) -> Option<ExitCode> {
    child::serve(args).or_else(|| machine::serve(args))
}

/// The reader of PDFs.
pub(super) struct Pdf;

impl Reader for Pdf {
    fn read(&self, file: File<'_>, allowance: &Allowance) -> Result<Document, ReadError> {
        let mut found = match isolated::program().filter(|_| cfg!(unix)) {
            Some(program) => child::read(program, file.bytes, allowance),
            None => read_here(file.bytes.to_vec(), allowance),
        }?;
        let scanned = !found.scanned.is_empty();
        let outcome = if scanned { file.machine.pages(file.bytes, &found.scanned) } else { Outcome::default() };
        found.add(&outcome.read);
        let (pages, first) = (found.pages, outcome.left.first().map(|(_, why)| why.clone()));
        if !found.has_text() {
            return Err(ReadError::NoTextLayer { pages, why: first.unwrap_or(Why::Nothing) });
        }
        let mut document = document(found);
        mark(&outcome, &mut document, pages);
        Ok(document)
    }
}

/// What was found in a PDF.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Found {
    paragraphs: Vec<layout::Paragraph>,
    /// Characters whose font does not say what they mean.
    unreadable: usize,
    /// Pages that show pictures and have no text; all of them where none has text.
    scanned: Vec<Sheet>,
    /// How many pages there are.
    pages: usize,
    /// The title that the file states outside its text.
    title: Option<String>,
}

impl Found {
    fn has_text(&self) -> bool {
        let has_text = |p: &layout::Paragraph| p.text.chars().any(|c| c.is_alphanumeric() && c != '\u{FFFD}');
        self.paragraphs.iter().any(has_text)
    }

    /// Puts the paragraphs of pages that were read by machine in their places.
    fn add(&mut self, read: &[Recognised]) {
        for page in read {
            // Pages of paragraphs are counted from 0.
            let number = page.page.saturating_sub(1) as usize;
            let at = self.paragraphs.partition_point(|paragraph| paragraph.page < number);
            // What a page without text has is no text: marks, or characters that mean nothing.
            let new = page.paragraphs.iter().map(|text| layout::Paragraph::plain(text.clone(), number));
            let end = self.paragraphs.partition_point(|paragraph| paragraph.page <= number);
            self.paragraphs.splice(at..end, new);
        }
    }
}

/// Reads a PDF in this process.
fn read_here(bytes: Vec<u8>, allowance: &Allowance) -> Result<Found, ReadError> {
    let (sender, receiver) = mpsc::channel();
    let own = allowance.clone();
    let worker = move || {
        let result = catch_unwind(AssertUnwindSafe(|| find(bytes, &own)));
        // What unwound the stack is a panic of the library, or our own reason to leave it.
        let crashed = |reason: Box<dyn std::any::Any + Send>| match reason.downcast::<ReadError>() {
            Ok(error) => Err(*error),
            Err(_) => Err(broken("its structure confuses the PDF reader")),
        };
        // Nobody may be waiting any more, and then nobody wants the result.
        let _ = sender.send(result.unwrap_or_else(crashed));
    };
    thread::Builder::new()
        .name("pdf".to_owned())
        .stack_size(STACK)
        .spawn(worker)
        .map_err(|e| ReadError::Interrupted { format: Format::Pdf, reason: e.to_string() })?;
    match receiver.recv_timeout(allowance.time_left()) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => Err(allowance.too_slow(Format::Pdf)),
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

fn find(bytes: Vec<u8>, allowance: &Allowance) -> Result<Found, ReadError> {
    bomb::check(&bytes, allowance)?;
    let pdf = Loaded::new(bytes).map_err(refusal)?;
    let reader = pieces::Reader::new(&pdf, allowance);
    let pages: Vec<Page> = pdf.pages().iter().map(|page| reader.page(page)).collect::<Result<_, _>>()?;
    if pages.is_empty() {
        return Err(broken("it has no pages"));
    }
    let count = pages.len();
    let unreadable = pages.iter().map(|page| page.unreadable).sum();
    let is_scanned = |page: &Page| page.pictures > 0 && page.pieces.iter().all(|p| p.text.trim().is_empty());
    let sheets = pdf.pages().iter().zip(1..).map(|(page, number)| {
        let (width, height) = page.render_dimensions();
        Sheet { page: number, width, height }
    });
    let sheets: Vec<Sheet> = sheets.collect();
    let scanned = sheets.iter().zip(&pages).filter(|(_, page)| is_scanned(page)).map(|(sheet, _)| *sheet).collect();
    let paragraphs = layout::paragraphs(pages);
    let title = pdf.metadata().title.as_deref().map(text_string);
    let mut found = Found { paragraphs, unreadable, scanned, pages: count, title };
    if !found.has_text() {
        found.scanned = sheets;
    }
    Ok(found)
}

fn document(found: Found) -> Document {
    let Found { paragraphs, unreadable, title, .. } = found;
    let mut text = String::new();
    let (mut blocks, mut headings, mut aside) = (Vec::new(), Vec::new(), Vec::new());
    for paragraph in &paragraphs {
        let span = Span::new(text.len(), text.len() + paragraph.text.len());
        text.push_str(&paragraph.text);
        text.push('\n');
        let page = u32::try_from(paragraph.page + 1).unwrap_or(u32::MAX);
        blocks.push(Block { span, place: Place::Page(page) });
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
    let stated = title.clone().filter(|title| title.chars().count() >= 4);
    document.statements = stated
        .map(|value| Statement { field: Field::Title, value, by: Teller::Property, at: None })
        .into_iter()
        .collect();
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
