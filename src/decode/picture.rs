//! Pictures of pages, and how a document says which of its pages were read by machine.

use super::allowance::Allowance;
use super::document::{Block, Document, Origin, ReadError};
use super::file::{File, Reader};
use super::format::{Format, signature};
use super::machine::{Outcome, Recognised, Why};
use super::place::Place;
use super::{DecodedText, Remark};
use crate::text::Span;

/// The reader of pictures of pages.
pub(super) struct Picture;

impl Reader for Picture {
    fn read(&self, file: File<'_>, _: &Allowance) -> Result<Document, ReadError> {
        let outcome = file.machine.picture(file.bytes);
        if outcome.read.is_empty() {
            let why = outcome.left.first().map_or(Why::Nothing, |(_, why)| why.clone());
            return Err(ReadError::Picture { kind: signature(file.bytes).unwrap_or("a picture"), why });
        }
        Ok(of_pages(&outcome))
    }
}

/// A picture as a document.
fn of_pages(outcome: &Outcome) -> Document {
    let (mut text, mut blocks) = (String::new(), Vec::new());
    for page in &outcome.read {
        for paragraph in &page.paragraphs {
            let span = Span::new(text.len(), text.len() + paragraph.len());
            text.push_str(paragraph);
            text.push('\n');
            blocks.push(Block { span, place: Place::Page(page.page) });
        }
    }
    let mut document = Document::new(Format::Picture, DecodedText::from_text(text));
    document.origin = Origin::Blocks(blocks);
    mark(outcome, &mut document, outcome.read.len() + outcome.left.len());
    document
}

/// Says in a document of `of` pages which were read by machine, and which were not.
pub(super) fn mark(outcome: &Outcome, document: &mut Document, of: usize) {
    if !outcome.read.is_empty() {
        let pages: Vec<u32> = outcome.read.iter().map(|page| page.page).collect();
        let length = |page: &Recognised| page.paragraphs.iter().map(|text| text.chars().count()).sum::<usize>() as f64;
        let all: f64 = outcome.read.iter().map(length).sum();
        let sure: f64 = outcome.read.iter().map(|page| length(page) * page.sureness).sum::<f64>() / all.max(1.0);
        let sureness = sure.clamp(0.0, 100.0) as u8;
        document.machine_pages.clone_from(&pages);
        document.text.remarks.push(Remark::ReadByMachine { pages, of, sureness });
    }
    // A remark for each reason.
    let mut left: Vec<(&Why, Vec<u32>)> = Vec::new();
    for (page, why) in &outcome.left {
        match left.iter_mut().find(|(known, _)| *known == why) {
            Some((_, pages)) => pages.push(*page),
            None => left.push((why, vec![*page])),
        }
    }
    for (why, pages) in left {
        document.text.remarks.push(Remark::PagesWithoutText { pages, of, why: why.clone() });
    }
}
