//! One way in for every kind of file.

use std::path::Path;

use super::document::{Document, ReadError};
use super::file::{File, Reader};
use super::format::Format;
use super::{Machine, doc, docx, html, markdown, mhtml, odt, ofd, pdf, picture, plain, pptx, rtf, sheets};

/// The reader of a format.
fn reader(format: Format) -> &'static dyn Reader {
    match format {
        Format::Text => &plain::Text,
        Format::Markdown => &markdown::Markdown,
        Format::Html => &html::Html,
        Format::Mhtml => &mhtml::Mhtml,
        Format::Docx => &docx::Docx,
        Format::Pdf => &pdf::Pdf,
        Format::Doc => &doc::Doc,
        Format::Xlsx => &sheets::Xlsx,
        Format::Xls => &sheets::Xls,
        Format::Ods => &sheets::Ods,
        Format::Pptx => &pptx::Pptx,
        Format::Odt => &odt::Odt,
        Format::Rtf => &rtf::Rtf,
        Format::Ofd => &ofd::Ofd,
        Format::Picture => &picture::Picture,
    }
}

/// Reads a file of any known kind.
///
/// What the file is follows from its content; its name decides only between kinds of text, and only where the content
/// leaves it open.
///
/// # Errors
///
/// [`ReadError`] says why a file gives no document; see its variants.
pub fn read(bytes: &[u8], file_name: &Path) -> Result<Document, ReadError> {
    read_with(bytes, file_name, &Machine::never())
}

/// The same; pages without text are read by `machine`.
///
/// # Errors
///
/// As [`read`].
pub fn read_with(bytes: &[u8], file_name: &Path, machine: &Machine) -> Result<Document, ReadError> {
    let file = File::new(bytes, file_name, machine);
    let reader = reader(format_of(&file)?);
    let allowance = reader.allowance(bytes.len());
    let document = reader.read(file, &allowance)?;
    // A document without a word is none.
    if document.text.text.trim().is_empty() { Err(ReadError::Empty) } else { Ok(document) }
}

/// What a file is.
fn format_of(file: &File<'_>) -> Result<Format, ReadError> {
    if let Some(format) = Format::ALL.into_iter().find(|&format| file.is_marked(format)) {
        return Ok(format);
    }
    // What cannot be looked into is what its name says.
    let named =
        |holds: fn(Format) -> bool, other| Format::of_ending(&file.ending).filter(|&f| holds(f)).unwrap_or(other);
    // Office files with a password are compound files around the encrypted archive.
    if file.streams().iter().any(|name| name == "EncryptedPackage") {
        return Err(ReadError::Encrypted(named(Format::is_zip, Format::Docx)));
    }
    if file.is_zip() && file.archive().entries.is_empty() {
        return Ok(named(Format::is_zip, Format::Docx));
    }
    if file.is_ole() && file.streams().is_empty() {
        return Ok(named(Format::is_ole, Format::Doc));
    }
    if let Some(kind) = file.other_kind() {
        return Err(ReadError::NotText(kind));
    }
    let named = Format::of_ending(&file.ending);
    for format in Format::ALL.into_iter().filter(|format| format.marks().is_empty()) {
        if reader(format).recognises(file, named == Some(format))? {
            return Ok(format);
        }
    }
    Ok(Format::Text)
}
