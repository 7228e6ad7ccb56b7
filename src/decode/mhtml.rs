//! Web pages saved with everything they need in one file, which is a mail message in form.

use std::path::Path;

use mail_parser::{MessageParser, MimeHeaders};

use super::allowance::Allowance;
use super::document::{Block, Document, Metadata, Origin, ReadError, part};
use super::file::{File, Reader};
use super::format::Format;
use super::place::Place;
use super::{DecodedText, decode, html};
use crate::text::{OffsetMap, Span};

/// The reader of saved pages.
pub(super) struct Mhtml;

impl Reader for Mhtml {
    fn recognises(&self, file: &File<'_>, named: bool) -> Result<bool, ReadError> {
        Ok(named && is_mhtml(file.bytes))
    }

    fn allowance(&self, len: usize) -> Allowance {
        Allowance::plain(len)
    }

    fn read(&self, file: File<'_>, allowance: &Allowance) -> Result<Document, ReadError> {
        read(file.bytes, allowance)
    }
}

/// Whether `bytes` begin as a message with a web page does.
pub(super) fn is_mhtml(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let head = head.trim_start();
    // The first line is a header, not text that talks about one.
    let header = head.split(['\r', '\n']).next().is_some_and(|line| {
        ["mime-version:", "from:", "content-type:", "subject:", "date:"].iter().any(|name| line.starts_with(name))
    });
    header && head.contains("content-type:") && (head.contains("multipart/") || head.contains("text/html"))
}

/// What a line of a message may cost its parser as a header, and what one that begins like the border of a part may
/// cost as a part, in bytes.
const HEADER: u64 = 160;
const PART: u64 = 800;

/// Reads the page in the message `bytes`.
pub(super) fn read(bytes: &[u8], allowance: &Allowance) -> Result<Document, ReadError> {
    let broken = |what: &str| ReadError::Broken(Format::Html, what.to_owned());
    let count = |what: &[u8]| memchr::memmem::find_iter(bytes, what).count() as u64;
    allowance.spend(HEADER * count(b"\n") + PART * count(b"\n--") + bytes.len() as u64, part::MESSAGE)?;
    allowance.on_time(Format::Html)?;
    let message = MessageParser::default().parse(bytes).ok_or_else(|| broken("not a message"))?;
    let mut url = None;
    let mut page = None;
    for part in &message.parts {
        let is_html =
            part.content_type().is_some_and(|kind| kind.subtype().is_some_and(|s| s.eq_ignore_ascii_case("html")));
        if is_html {
            url = part.content_location().map(str::to_owned);
            page = Some(part.contents());
            break;
        }
    }
    let Some(page) = page else { return Err(broken("the message holds no web page")) };
    let mut document = html::read(decode(page, Path::new("page.html")), allowance)?;
    // The bytes of the file are an encoding of the page; places are lines.
    let len = document.text.text.len();
    document.text = DecodedText { map: OffsetMap::identity(len), ..document.text };
    document.origin = Origin::Blocks(lines(&document.text.text));
    let known = |url: &String| url.starts_with("http://") || url.starts_with("https://");
    document.meta = Metadata { url: document.meta.url.or(url.filter(known)), ..document.meta };
    Ok(document)
}

/// The lines of `text` as blocks.
fn lines(text: &str) -> Vec<Block> {
    let mut at = 0;
    let mut blocks = Vec::new();
    for line in text.split_inclusive('\n') {
        let end = at + line.trim_end_matches('\n').len();
        let paragraph = u32::try_from(blocks.len() + 1).unwrap_or(u32::MAX);
        blocks.push(Block { span: Span::new(at, end), place: Place::Paragraph(paragraph) });
        at += line.len();
    }
    blocks
}
