//! Lists of documents as they lie in a spool: of each field in runs of terms in the order of their bytes, each term with
//! the documents that have it, how often, and where.

use std::io;

use super::spool::{Piece, Reader, Spool, number, put};

/// What a field keeps of a term in a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Detail {
    /// How often it occurs.
    pub(super) count: bool,
    /// At which positions.
    pub(super) positions: bool,
}

/// The runs in one spool, each with the number of its field.
#[derive(Debug)]
pub(super) struct Runs {
    pub(super) spool: Spool,
    pub(super) pieces: Vec<(u8, Piece)>,
}

/// Writes the lists of a run.
#[derive(Debug)]
pub(super) struct Lists {
    /// By the number of the field.
    details: Vec<Detail>,
    /// The field whose run is being written, and where that begins.
    open: Option<(u8, u64)>,
    /// The documents of the term that is being written, and how many.
    body: Vec<u8>,
    docs: u32,
    last_doc: u32,
    last_position: u32,
    head: Vec<u8>,
}

impl Lists {
    pub(super) fn new(details: Vec<Detail>) -> Lists {
        Lists { details, open: None, body: Vec::new(), docs: 0, last_doc: 0, last_position: 0, head: Vec::new() }
    }

    /// A term of this field comes next. The terms of a field come in the order of their bytes.
    pub(super) fn begin(&mut self, runs: &mut Runs, field: u8) -> io::Result<()> {
        if self.open.is_some_and(|(open, _)| open != field) {
            self.close(runs)?;
        }
        if self.open.is_none() {
            self.open = Some((field, runs.spool.end()));
        }
        self.body.clear();
        (self.docs, self.last_doc) = (0, 0);
        Ok(())
    }

    /// The document has the term so many times; its positions follow, in order, where the field keeps them.
    pub(super) fn doc(&mut self, doc: u32, count: u32) {
        put(&mut self.body, u64::from(doc - self.last_doc));
        if self.detail().count {
            put(&mut self.body, u64::from(count));
        }
        self.docs += 1;
        (self.last_doc, self.last_position) = (doc, 0);
    }

    /// The term stands here in the document.
    pub(super) fn position(&mut self, position: u32) {
        put(&mut self.body, u64::from(position - self.last_position));
        self.last_position = position;
    }

    fn detail(&self) -> Detail {
        self.open.map_or_else(Detail::default, |(field, _)| self.details[usize::from(field)])
    }

    /// The term, whose documents are complete, has these bytes.
    pub(super) fn end(&mut self, runs: &mut Runs, term: &[u8]) -> io::Result<()> {
        self.head.clear();
        put(&mut self.head, term.len() as u64);
        self.head.extend_from_slice(term);
        put(&mut self.head, u64::from(self.docs));
        put(&mut self.head, self.body.len() as u64);
        runs.spool.append(&self.head)?;
        runs.spool.append(&self.body)
    }

    /// The run is complete.
    pub(super) fn close(&mut self, runs: &mut Runs) -> io::Result<()> {
        if let Some((field, start)) = self.open.take() {
            runs.pieces.push((field, Piece { start, end: runs.spool.end() }));
        }
        // What one long list took is not kept.
        self.body.clear();
        self.body.shrink_to(1 << 20);
        Ok(())
    }
}

/// Reads a run term by term.
#[derive(Debug)]
pub(super) struct Run<'s> {
    reader: Reader<'s>,
    /// The term it stands at.
    pub(super) term: Vec<u8>,
    /// Its first eight bytes as a number, which has the order of the terms as far as they go.
    pub(super) first: u64,
    docs: u32,
    bytes: usize,
}

impl<'s> Run<'s> {
    /// The run that `reader` has, at its first term; `None` where it has none.
    pub(super) fn open(reader: Reader<'s>) -> io::Result<Option<Run<'s>>> {
        let mut run = Run { reader, term: Vec::new(), first: 0, docs: 0, bytes: 0 };
        Ok(run.advance()?.then_some(run))
    }

    /// Goes to the next term, whose documents [`Run::docs`] must then read; false at the end.
    pub(super) fn advance(&mut self) -> io::Result<bool> {
        if self.reader.is_done() {
            return Ok(false);
        }
        let len = self.reader.number()? as usize;
        self.term.clear();
        self.term.extend_from_slice(self.reader.take(len)?);
        let mut first = [0; 8];
        let known = len.min(first.len());
        first[..known].copy_from_slice(&self.term[..known]);
        self.first = u64::from_be_bytes(first);
        self.docs = self.reader.number()? as u32;
        self.bytes = self.reader.number()? as usize;
        Ok(true)
    }

    /// Adds the documents of the term to `found`.
    pub(super) fn docs(&mut self, detail: Detail, found: &mut Found) -> io::Result<()> {
        let mut bytes = self.reader.take(self.bytes)?;
        let mut doc = 0;
        for _ in 0..self.docs {
            doc += number(&mut bytes) as u32;
            let count = if detail.count { number(&mut bytes) as u32 } else { 1 };
            let start = found.positions.len() as u32;
            if detail.positions {
                let mut position = 0;
                for _ in 0..count {
                    position += number(&mut bytes) as u32;
                    found.positions.push(position);
                }
            }
            found.docs.push(Listed { doc, count, start });
        }
        Ok(())
    }
}

/// The documents of a term.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) docs: Vec<Listed>,
    /// The positions of all of them; those of a document lie together.
    pub(super) positions: Vec<u32>,
    /// Room for the distances between those of one document.
    pub(super) deltas: Vec<u32>,
}

/// A document in [`Found`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Listed {
    pub(super) doc: u32,
    pub(super) count: u32,
    /// Where its positions begin.
    pub(super) start: u32,
}
