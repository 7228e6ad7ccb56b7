//! Documents taken apart: their terms into runs of lists, what is stored of them and their columns into a spool, until
//! a segment is made of all. Every thread of a build has one of its own.

use std::io;
use std::path::Path;

use tantivy::DocId;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::Field;

use super::grams::Grams;
use super::lists::{Lists, Runs};
use super::shape::Shapes;
use super::spool::{Piece, Spool, put};
use super::terms::Terms;
use crate::analyze::{Segmenter, Token};
use crate::index::schema::{Fields, Form};
use crate::text::fold_char;

/// A term that is longer is left out, as the library does.
const LONGEST_TERM: usize = u16::MAX as usize - 5;

/// Documents in a row, all of one file.
#[derive(Debug)]
pub(super) struct Part {
    /// The first of them.
    pub(super) first: DocId,
    /// How many there are.
    pub(super) count: u32,
    /// Their columns and what is stored of them.
    pub(super) piece: Piece,
    /// Where their lengths begin.
    pub(super) norms: usize,
    /// The sums of their lengths, field by field.
    pub(super) lengths: Vec<u64>,
}

/// What was made of documents.
#[derive(Debug)]
pub(super) struct Inverted {
    pub(super) runs: Runs,
    pub(super) documents: Spool,
    pub(super) parts: Vec<Part>,
    /// The lengths of the documents, coded, field by field.
    pub(super) norms: Vec<u8>,
    /// Of the fields whose lengths are not summed up part by part, how many terms were seen, each as often as it was.
    pub(super) terms: Vec<u64>,
}

/// A text whose form is known, as the last one of its field.
#[derive(Debug, Default)]
struct Last {
    text: String,
    term: Option<u32>,
}

/// Takes documents apart.
pub(in crate::index) struct Inverter {
    shapes: Shapes,
    fields: Fields,
    segmenter: Segmenter,
    lists: Lists,
    terms: Terms,
    /// Bytes that the terms may take.
    most: usize,
    text: Grams,
    title: Grams,
    out: Inverted,
    doc: DocId,
    lengths: Vec<u64>,
    columns: Vec<u8>,
    last: Vec<Last>,
    folded: String,
    tokens: Vec<Token>,
}

impl Inverter {
    /// One that may take about `memory` bytes, and puts into `folder` what exceeds it; `number` is its own.
    pub(super) fn new(
        folder: &Path,
        number: usize,
        shapes: &Shapes,
        fields: Fields,
        segmenter: Segmenter,
        memory: usize,
    ) -> io::Result<Inverter> {
        let at = |field: Field| field.field_id() as u8;
        let out = Inverted {
            runs: Runs { spool: Spool::create(folder, 2 * number)?, pieces: Vec::new() },
            documents: Spool::create(folder, 2 * number + 1)?,
            parts: Vec::new(),
            norms: Vec::new(),
            terms: vec![0; shapes.fields.len()],
        };
        // A character takes 4 bytes, and 28 more while it is sorted.
        let chars = (memory / 64).max(1 << 12);
        Ok(Inverter {
            lists: Lists::new(shapes.fields.iter().map(|shape| shape.detail).collect()),
            terms: Terms::default(),
            most: memory / 2,
            text: Grams::new(at(fields.grams), Some(at(fields.characters)), chars),
            title: Grams::new(at(fields.title), None, chars),
            out,
            doc: 0,
            lengths: vec![0; shapes.lengths],
            columns: Vec::new(),
            last: shapes.fields.iter().map(|_| Last::default()).collect(),
            folded: String::new(),
            tokens: Vec::new(),
            shapes: shapes.clone(),
            fields,
            segmenter,
        })
    }

    /// The documents from `first` on come next, all of one file.
    pub(in crate::index) fn begin_part(&mut self, first: DocId) {
        let start = self.out.documents.end();
        let (norms, lengths) = (self.out.norms.len(), vec![0; self.shapes.lengths]);
        self.out.parts.push(Part { first, count: 0, piece: Piece { start, end: start }, norms, lengths });
        self.doc = first;
    }

    /// The document has this text in a field.
    pub(in crate::index) fn text(&mut self, field: Field, text: &str) -> io::Result<()> {
        let at = field.field_id() as usize;
        let shape = &self.shapes.fields[at];
        if shape.is_column {
            self.columns.push(at as u8);
            put(&mut self.columns, text.len() as u64);
            self.columns.extend_from_slice(text.as_bytes());
        }
        match shape.form {
            Some(Form::Grams) => {
                let chars = text.chars().map(fold_char);
                let [chars, _, ends] = self.title.add(self.doc, chars, &mut self.out.runs, &mut self.lists)?;
                self.lengthen(field, chars + ends);
            }
            Some(Form::Whole(form)) => {
                // Neighbours mostly have one case, one city, one year.
                if self.last[at].term.is_none() || self.last[at].text != text {
                    let term = form(text);
                    let term = (term.len() <= LONGEST_TERM).then(|| self.terms.number(at as u8, term.as_bytes()));
                    self.last[at].term = term;
                    self.last[at].text.clear();
                    self.last[at].text.push_str(text);
                }
                self.occurs(at, self.last[at].term);
            }
            Some(Form::Words | Form::Characters) | None => {}
        }
        Ok(())
    }

    /// The document has this number in a field.
    pub(in crate::index) fn number(&mut self, field: Field, number: u64) {
        let at = field.field_id() as usize;
        let shape = &self.shapes.fields[at];
        if shape.is_column {
            self.columns.push(at as u8);
            put(&mut self.columns, number);
        }
        if shape.is_number {
            let term = self.terms.number(at as u8, &number.to_be_bytes());
            self.occurs(at, Some(term));
        }
    }

    fn occurs(&mut self, field: usize, term: Option<u32>) {
        if let Some(term) = term {
            self.terms.occurs(term, self.doc);
            self.out.terms[field] += 1;
        }
    }

    fn lengthen(&mut self, field: Field, length: u64) {
        if let Some(at) = self.shapes.of_field(field).length {
            self.lengths[at] += length;
        }
    }

    /// The document is a passage with this text: its words, pairs of characters and characters.
    pub(in crate::index) fn passage(&mut self, text: &str) -> io::Result<()> {
        let Fields { words, grams, characters, .. } = self.fields;
        let mut folded = std::mem::take(&mut self.folded);
        folded.clear();
        folded.extend(text.chars().map(fold_char));
        let lengths = self.text.add(self.doc, folded.chars(), &mut self.out.runs, &mut self.lists)?;
        let [chars, counted, ends] = lengths;
        self.lengthen(grams, chars + ends);
        self.lengthen(characters, counted);
        let mut count = 0;
        // No word goes beyond its line, and a text of many lines need not be cut at once.
        for line in folded.split('\n') {
            self.segmenter.tokens(line, &mut self.tokens);
            for token in &self.tokens {
                let word = &line.as_bytes()[token.start..token.end];
                if word.len() <= LONGEST_TERM {
                    let term = self.terms.number(words.field_id() as u8, word);
                    self.terms.occurs(term, self.doc);
                    count += 1;
                }
            }
            self.write_terms(self.most)?;
        }
        self.lengthen(words, count);
        folded.shrink_to(1 << 16);
        self.folded = folded;
        self.tokens.shrink_to(1 << 14);
        Ok(())
    }

    /// The document is complete; `record` is what is stored of it.
    pub(in crate::index) fn end(&mut self, record: &[u8]) -> io::Result<()> {
        let Some(part) = self.out.parts.last_mut() else { return Ok(()) };
        let mut head = Vec::with_capacity(20);
        put(&mut head, self.columns.len() as u64);
        put(&mut head, record.len() as u64);
        self.out.documents.append(&head)?;
        self.out.documents.append(&self.columns)?;
        self.out.documents.append(record)?;
        part.piece.end = self.out.documents.end();
        part.count += 1;
        let norms = self.out.norms.len();
        self.out.norms.resize(norms + self.shapes.norms, 0);
        for shape in &self.shapes.fields {
            let (Some(norm), Some(length)) = (shape.norm, shape.length) else { continue };
            let length = self.lengths[length].try_into().unwrap_or(u32::MAX);
            self.out.norms[norms + norm] = FieldNormReader::fieldnorm_to_id(length);
        }
        for (sum, length) in part.lengths.iter_mut().zip(&mut self.lengths) {
            *sum += std::mem::take(length);
        }
        self.columns.clear();
        self.doc += 1;
        self.write_terms(self.most)
    }

    /// How many tokens the texts of the part have, field by field.
    pub(in crate::index) fn lengths(&self) -> Vec<u64> {
        self.out.parts.last().map_or_else(Vec::new, |part| part.lengths.clone())
    }

    /// Writes the terms out when they take more than `most` bytes.
    fn write_terms(&mut self, most: usize) -> io::Result<()> {
        if self.terms.size() <= most {
            return Ok(());
        }
        self.last.iter_mut().for_each(|last| last.term = None);
        self.terms.write(&mut self.out.runs, &mut self.lists)
    }

    /// What was made of the documents so far; the next ones go into spools of `number`.
    pub(super) fn take(&mut self, folder: &Path, number: usize) -> io::Result<Inverted> {
        self.write_terms(0)?;
        self.text.write(&mut self.out.runs, &mut self.lists)?;
        self.title.write(&mut self.out.runs, &mut self.lists)?;
        let next = Inverted {
            runs: Runs { spool: Spool::create(folder, 2 * number)?, pieces: Vec::new() },
            documents: Spool::create(folder, 2 * number + 1)?,
            parts: Vec::new(),
            norms: Vec::new(),
            terms: vec![0; self.shapes.fields.len()],
        };
        let mut out = std::mem::replace(&mut self.out, next);
        out.runs.spool.flush()?;
        out.documents.flush()?;
        Ok(out)
    }
}
