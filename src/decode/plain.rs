//! Plain text: what is nothing else.

use super::allowance::Allowance;
use super::document::{Document, ReadError};
use super::file::{File, Reader};
use super::format::Format;

/// The reader of plain text.
pub(super) struct Text;

impl Reader for Text {
    fn recognises(&self, file: &File<'_>, _: bool) -> Result<bool, ReadError> {
        file.text().map(|_| true)
    }

    fn allowance(&self, len: usize) -> Allowance {
        Allowance::plain(len)
    }

    fn read(&self, file: File<'_>, _: &Allowance) -> Result<Document, ReadError> {
        Ok(Document::new(Format::Text, file.into_decoded()))
    }
}
