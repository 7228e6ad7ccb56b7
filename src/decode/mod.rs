//! Files to text: what a file is, its text, what it says about itself, and the way back into the file.
//!
//! [`read`] takes a file of any kind and gives a [`Document`], or says in one sentence why there is none. The way back
//! is a byte of the file for text, Markdown and web pages; in a DOCX no byte of the file is a character of the text,
//! so it is the paragraph, and in a PDF the page ([`Origin`], [`Place`]).
//!
//! [`decode()`] does the encodings alone, and is total: any bytes give a text, the way back from each of its characters
//! to the file, and remarks. Neither knows anything of damage or notices. Line breaks stay as a text file has them;
//! the other readers write one paragraph a line.
//!
//! | file | what |
//! | --- | --- |
//! | `format.rs` | the table of formats: names, marks, endings |
//! | `file.rs` | what every reader is, and the file that it is given |
//! | `reader.rs` | which reader a file is for |
//! | `document.rs` | what every reader returns |
//! | `allowance.rs` | what one file may cost, in bytes and in time |
//! | `assembly.rs` | lines and tables put together as a document |
//! | `flow.rs` | paragraphs and tables as they come, as lines |
//! | `layout/` | pages on which text is drawn: pieces to lines, lines to paragraphs |
//! | `rows.rs` | tables whose rows say where the edges of their cells are |
//! | `numbering.rs` | the numbers that programs write in front of paragraphs |
//! | `package.rs` | the parts of a ZIP archive, unpacked as far as the file's allowance goes |
//! | `xml.rs` | the XML in such parts (`quick-xml`) |
//! | `ole.rs` | compound files (`cfb`) |
//! | `odf.rs` | what texts and sheets of OpenDocument have in common |
//! | `plain.rs` | text as it is |
//! | `html/` | web pages (`html5gum` cuts them into tags and text) |
//! | `markdown.rs` | Markdown without the marks inside it (`pulldown-cmark`) |
//! | `docx/` | Word documents (`zip`, `quick-xml`) |
//! | `doc/` | Word documents until 2003, and those of WPS |
//! | `sheets/` | workbooks: `.xlsx`, `.xls`, `.et`, `.ods` |
//! | `pptx.rs` | presentations |
//! | `odt.rs` | texts of OpenDocument |
//! | `ofd.rs` | OFD |
//! | `rtf.rs` | Rich Text Format |
//! | `mhtml.rs` | web pages saved as a message (`mail-parser`) |
//! | `pdf/` | PDFs with a text layer (`hayro-interpret`), each in a process of its own |
//! | `machine/` | pages without text, read by machine where Tesseract is installed |
//! | `picture.rs` | pictures of pages |
//! | `isolated.rs` | the program that is started for what other code must not do in this process |
//! | `detect.rs` | which encoding: byte-order mark, declaration, then statistics of Chinese text |
//! | `charset.rs` | bytes to text with the offset map, for one known encoding |
//! | `place.rs` | where in a file something stands |
//! | `table.rs` | where the cells of a table lie, and what heads their columns and rows |
//! | `unread.rs` | what stands in a file and is not read |
//! | `remark.rs` | what a reader should know about a file |

mod allowance;
mod assembly;
mod charset;
mod detect;
mod doc;
mod document;
mod docx;
mod file;
mod flow;
mod format;
mod html;
mod isolated;
mod layout;
mod machine;
mod markdown;
mod mhtml;
mod numbering;
mod odf;
mod odt;
mod ofd;
mod ole;
mod package;
mod pdf;
mod picture;
mod place;
mod plain;
mod pptx;
mod reader;
#[cfg(test)]
mod reader_tests;
mod remark;
mod rows;
mod rtf;
#[cfg(test)]
mod sample_tests;
mod sheets;
#[cfg(test)]
mod shown_tests;
mod table;
#[cfg(test)]
mod table_tests;
#[cfg(test)]
mod tests;
mod unread;
mod xml;

use std::path::Path;

use crate::text::{Decoded, OffsetMap, Raw};

pub use document::{Block, Cell, Document, Heading, Metadata, Origin, ReadError, Statement, Teller};
pub use format::{Format, kind_in_chinese};
pub use machine::{Machine, Missing, Named, Why, Wish};
pub use pdf::{isolate_pdfs, serve_pdf};
pub use place::Place;
pub use reader::{read, read_with};
pub use remark::Remark;
pub use unread::Unread;

/// A file that is no text is decoded up to this many bytes: enough to look at, and never a burden.
const BINARY_SHOWN: usize = 64 * 1024;

/// A file's text, and where each part of it lies in the file.
#[derive(Debug, Clone)]
pub struct DecodedText {
    /// The text, without a byte-order mark.
    pub text: String,
    /// From the text to the file's bytes.
    pub map: OffsetMap<Decoded, Raw>,
    /// The encoding's name, such as `UTF-8`.
    pub encoding: &'static str,
    /// Whether this is text at all.
    pub verdict: Verdict,
    /// What a reader should know: bytes that are no text, a byte-order mark.
    pub remarks: Vec<Remark>,
}

impl DecodedText {
    /// A text that is its own file: UTF-8, every byte where it is.
    #[must_use]
    pub fn from_text(text: String) -> Self {
        let verdict = if text.is_empty() { Verdict::Empty } else { Verdict::Text };
        DecodedText { map: OffsetMap::identity(text.len()), text, encoding: "UTF-8", verdict, remarks: Vec::new() }
    }
}

/// Whether a file is text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It reads as text, though perhaps with broken places.
    Text,
    /// It has no bytes, or only a byte-order mark.
    Empty,
    /// It is no text; the string says what it is instead, such as `a PNG image`.
    Binary(&'static str),
}

/// Decodes a file's bytes.
///
/// The encoding is found from, in this order: a byte-order mark; the bytes, where they are UTF-8 throughout or
/// unmistakably UTF-16; what the text declares (`<meta charset>`, `<?xml encoding?>`, `coding: gbk`), where the bytes
/// bear it out; which of UTF-8, GB18030, Big5 and UTF-16 explains most of the text as ordinary Chinese; and what
/// `chardetng` makes of anything else. In a file of mixed encodings the bulk decides; a line that is malformed in that
/// encoding and reads well in another is read in the other, and a remark names it.
///
/// A malformed sequence becomes one U+FFFD, which the map leads back to exactly the bytes it stands for. A file that
/// is no text ([`Verdict::Binary`]) is decoded for its first 64 KiB only.
///
/// `file_name` serves to choose between encodings when the bytes leave it open; nothing is read from disk.
#[must_use]
pub fn decode(bytes: &[u8], file_name: &Path) -> DecodedText {
    let found = detect::detect(bytes, file_name);
    let shown = match found.verdict {
        Verdict::Binary(_) => &bytes[..bytes.len().min(BINARY_SHOWN.max(found.skip))],
        Verdict::Text | Verdict::Empty => bytes,
    };
    let mut transcoded = match found.valid {
        Some(text) if shown.len() == bytes.len() => charset::Transcoded::valid(text),
        _ => charset::transcode(shown, found.skip, found.encoding),
    };
    let mut remarks = found.remarks;
    if !transcoded.malformed.is_empty() && found.verdict == Verdict::Text {
        let foreign = detect::foreign_lines(shown, found.skip, found.encoding);
        if !foreign.is_empty() {
            transcoded = charset::transcode_mixed(shown, found.skip, found.encoding, &foreign);
            remarks.extend(Remark::other_encodings(&foreign));
        }
    }
    if !transcoded.malformed.is_empty() {
        remarks.push(Remark::Malformed {
            encoding: transcoded.name,
            count: transcoded.malformed_count,
            places: transcoded.malformed,
        });
    }
    if shown.len() < bytes.len() {
        remarks.push(Remark::CutShort { shown: shown.len(), of: bytes.len() });
    }
    DecodedText {
        text: transcoded.text,
        map: transcoded.map,
        encoding: transcoded.name,
        verdict: found.verdict,
        remarks,
    }
}
