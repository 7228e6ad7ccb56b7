//! One way in for every kind of file.

use std::path::Path;

use super::allowance::Allowance;
use super::document::{Document, Format, ReadError};
use super::{Verdict, decode, docx, html, markdown, mhtml, pdf};

/// Reads a file of any known kind.
///
/// What the file is follows from its content; its name decides only between Markdown, HTML and plain text, and only
/// where the content leaves it open.
///
/// # Errors
///
/// [`ReadError`] says why a file gives no document; see its variants.
pub fn read(bytes: &[u8], file_name: &Path) -> Result<Document, ReadError> {
    let ending = file_name.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    if bytes.starts_with(b"PK\x03\x04") {
        return with_text(docx::read(bytes, &Allowance::packed(bytes.len()))?);
    }
    // Some programs put a line or two before the mark.
    if bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") && !bytes.starts_with(b"<") {
        return with_text(pdf::read(bytes, &Allowance::packed(bytes.len()))?);
    }
    if is_encrypted_office(bytes) {
        return Err(ReadError::Encrypted(Format::Docx));
    }
    let allowance = Allowance::plain(bytes.len());
    if matches!(&*ending, "mht" | "mhtml") && mhtml::is_mhtml(bytes) {
        return with_text(mhtml::read(bytes, &allowance)?);
    }
    let decoded = decode(bytes, file_name);
    match decoded.verdict {
        Verdict::Empty => return Err(ReadError::Empty),
        Verdict::Binary(kind) => return Err(ReadError::NotText(kind)),
        Verdict::Text => {}
    }
    with_text(match &*ending {
        "html" | "htm" | "shtml" | "xhtml" | "aspx" | "jsp" | "php" => html::read(decoded, &allowance)?,
        _ if is_page(&decoded.text) => html::read(decoded, &allowance)?,
        "md" | "markdown" | "mkd" => markdown::read(decoded),
        _ => Document::new(Format::Text, decoded),
    })
}

/// A document without a word is none.
fn with_text(document: Document) -> Result<Document, ReadError> {
    if document.text.text.trim().is_empty() { Err(ReadError::Empty) } else { Ok(document) }
}

/// Whether a text is the source of a whole web page, whatever its file is called.
fn is_page(text: &str) -> bool {
    let start = text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
    let start: String = start.chars().take(16).collect::<String>().to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// Office files with a password are old-style containers around the encrypted archive.
fn is_encrypted_office(bytes: &[u8]) -> bool {
    const NAME: &str = "EncryptedPackage";
    let name: Vec<u8> = NAME.encode_utf16().flat_map(u16::to_le_bytes).collect();
    // The directory that names it lies within the first or the last sectors.
    let window = 64 * 1024;
    let ends = [&bytes[..bytes.len().min(window)], &bytes[bytes.len().saturating_sub(window)..]];
    bytes.starts_with(b"\xD0\xCF\x11\xE0") && ends.iter().any(|end| end.windows(name.len()).any(|w| w == name))
}
