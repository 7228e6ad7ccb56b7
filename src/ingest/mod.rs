//! A file in, a parsed document out: bytes, text, clean text, notice. Once, for whoever needs it: the index, the report on
//! a file, a text that is compared.

mod file;
mod inspect;
mod reading;

use std::path::Path;

pub use file::{Unread, bytes_of, piece_of};
pub use inspect::{Finding, FindingKind, Inspection, ReadValue, TitleCopies, TitleCopy, inspect};
pub use reading::Reading;

use crate::clean::{self, Cleaned};
use crate::decode::{self, Cell, DecodedText, Format, Machine, Origin, Place, ReadError, Remark, Teller};
use crate::error::Sentence;
use crate::notice::{self, Notice, Oddity, Role, Source, Stated};
use crate::text::label::Field;
use crate::text::{Clean, Decoded, Edit, Local, OffsetMap, Raw, Rule, Segment, Span, Status};
use crate::unpack::{Piece, Stated as Outside, member_stem};

/// A file with everything that was found out about it.
#[derive(Debug, Clone)]
pub struct Document {
    /// What kind of file it is.
    pub format: Format,
    /// How to find a place of its text in the file.
    pub origin: Origin,
    /// What the file says about the document outside its running text.
    pub stated: decode::Metadata,
    /// Its text as it was, of which the edits speak; empty where there are none, so that it is not kept twice.
    pub decoded: String,
    /// The encoding's name, such as `UTF-8`.
    pub encoding: &'static str,
    /// What a reader should know about how it was decoded.
    pub remarks: Vec<Remark>,
    /// Its text repaired, in its own script.
    pub text: String,
    /// The repairs, sorted and disjoint.
    pub edits: Vec<Edit>,
    /// The lines that do not belong to the page.
    pub foreign: Vec<Span<Clean>>,
    /// What looks damaged and was left alone.
    pub unrepaired: Vec<Span<Clean>>,
    /// From the clean text straight to the file.
    pub to_raw: OffsetMap<Clean, Raw>,
    /// Its structure.
    pub notice: Notice,
    /// What is odd in the source and was kept.
    pub oddities: Vec<Oddity>,
    /// Where the lines of a text file end, in bytes of the file; nothing where lines are not what a reader sees.
    breaks: Option<Vec<u32>>,
    /// The cells with text of tables, in order and disjoint.
    cells: Vec<Cell<Clean>>,
    /// Where the edits that put something into the clean text put it, with their numbers; sorted.
    restored: Vec<(Span<Clean>, usize)>,
    /// The pages that were read by machine, in order.
    machine_pages: Vec<u32>,
}

/// A repair, as far as it lies in one passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repaired<'d> {
    /// Where the restored text stands in the passage.
    pub local: Span<Local>,
    /// What the file holds.
    pub raw: &'d str,
    /// By which rule it was made.
    pub rule: Rule,
    /// How sure it is.
    pub status: Status,
}

/// A cell of a table, as far as it lies in one passage.
#[derive(Debug, Clone)]
pub struct HeadedCell<'d> {
    /// Where it stands in the passage.
    pub local: Span<Local>,
    /// The cell.
    pub cell: Cell<Clean>,
    /// The headings of its column, from the nearest upwards.
    pub columns: Vec<&'d str>,
    /// The heading of its row.
    pub row: Option<&'d str>,
}

/// Headings above each other that a cell has at most.
const HEADS: usize = 4;

/// Reads `bytes`, the content of the file called `name`, and nothing by machine.
///
/// # Errors
///
/// Why the file cannot be read as a document.
pub fn document(bytes: Vec<u8>, name: &Path) -> Result<Document, ReadError> {
    document_of(Piece::of(bytes), name, &Machine::never())
}

/// Reads `piece`, which is called `name`. Its bytes are let go as soon as there is a text, and so is everything else that a
/// large file would have to keep in memory beside its document.
///
/// # Errors
///
/// Why it cannot be read as a document.
pub fn document_of(piece: Piece, name: &Path, machine: &Machine) -> Result<Document, ReadError> {
    let Piece { bytes, stated: outside, name: kind } = piece;
    let read = decode::read_with(&bytes, kind.as_deref().unwrap_or(name), machine)?;
    let decode::Document { format, text: decoded, origin, headings, aside, cells, literal, machine_pages, .. } = read;
    let (stated, statements) = with_outside(read.meta, read.statements, outside);
    let DecodedText { text: decoded, map, encoding, remarks, .. } = decoded;
    let breaks = matches!(format, Format::Text | Format::Markdown) && origin == Origin::Bytes;
    let breaks = breaks.then(|| line_breaks(&bytes, encoding));
    drop(bytes);
    if clean::is_lost(&decoded) {
        return Err(ReadError::Lost);
    }
    let Cleaned { text, edits, map: to_decoded, foreign, unrepaired, .. } = clean::clean(&decoded);
    // A line that an edit reaches into from outside has all of what the edit put there.
    let marked = [aside.is_empty(), literal.is_empty(), headings.is_empty(), statements.is_empty(), cells.is_empty()];
    let inverse = marked.contains(&false).then(|| to_decoded.inverse());
    let in_clean = |spans: &[Span<Decoded>]| -> Vec<Span<Clean>> {
        inverse.iter().flat_map(|inverse| spans.iter().map(|&span| inverse.map(span))).collect()
    };
    let (aside, literal) = (in_clean(&aside), in_clean(&literal));
    let levels = headings.iter().map(|heading| heading.level);
    let headings = in_clean(&headings.iter().map(|heading| heading.span).collect::<Vec<_>>());
    let headings = headings.into_iter().zip(levels).collect();
    let cells =
        inverse.iter().flat_map(|inverse| cells.iter().map(|cell| cell.moved(|span| inverse.map(span)))).collect();
    let at = |span: Option<Span<Decoded>>| inverse.as_ref().zip(span).map(|(inverse, span)| inverse.map(span));
    let told: Vec<Stated> = statements.into_iter().map(|said| told(said, at)).collect();
    let put = to_decoded.segments().filter(|(_, _, segment)| matches!(segment, Segment::Replaced { from: 1.., .. }));
    let by = edits.iter().enumerate().filter(|(_, edit)| !edit.restored.is_empty());
    let restored = put.map(|(clean, ..)| clean).zip(by.map(|(number, _)| number)).collect();
    let to_raw = to_decoded.then(map);
    let decoded = if edits.is_empty() { String::new() } else { decoded };
    let stem = stem(name);
    let meta = metadata(&stated, told, notice::Metadata { aside, literal, headings, ..notice::Metadata::default() });
    let (notice, oddities) = notice::parse(&text, &foreign, &meta, &stem);
    Ok(Document {
        format,
        origin,
        stated,
        decoded,
        encoding,
        remarks,
        text,
        edits,
        foreign,
        unrepaired,
        to_raw,
        notice,
        oddities,
        breaks,
        cells,
        restored,
        machine_pages,
    })
}

/// Where the lines of `bytes` end.
fn line_breaks(bytes: &[u8], encoding: &str) -> Vec<u32> {
    let places = |sign: u8| -> Vec<u32> {
        // In UTF-16 a byte alone says nothing; in no other encoding is a part of a character one of these.
        let unit = match encoding {
            "UTF-16LE" => Some([sign, 0]),
            "UTF-16BE" => Some([0, sign]),
            _ => None,
        };
        // Files are far smaller than 4 GiB.
        match unit {
            Some(unit) => {
                (0..).step_by(2).zip(bytes.chunks_exact(2)).filter(|(_, two)| **two == unit).map(|(at, _)| at).collect()
            }
            None => memchr::memchr_iter(sign, bytes).map(|at| at as u32).collect(),
        }
    };
    let lines = places(b'\n');
    if lines.is_empty() { places(b'\r') } else { lines }
}

/// What a file says of itself, with what its container says of it: a column of a table of records, the subject of a message.
fn with_outside(
    mut meta: decode::Metadata,
    statements: Vec<decode::Statement>,
    outside: Outside,
) -> (decode::Metadata, Vec<decode::Statement>) {
    let mut all = Vec::with_capacity(statements.len() + outside.says.len());
    for (field, value) in outside.says {
        if field == Field::Url {
            meta.url = Some(value);
        } else {
            all.push(decode::Statement { field, value, by: Teller::Tag, at: None });
        }
    }
    all.extend(statements);
    (meta, all)
}

/// A statement of the file, in words of the notice.
fn told(said: decode::Statement, at: impl Fn(Option<Span<Decoded>>) -> Option<Span<Clean>>) -> Stated {
    let source = match said.by {
        Teller::Label => Source::Label,
        Teller::Front | Teller::Tag => Source::Tag,
        Teller::Window => Source::Window,
        Teller::Property => Source::Property,
    };
    Stated { field: said.field, value: said.value, source, at: at(said.at) }
}

/// `meta` with what the file says of itself: its statements, and where it has none of a field, what its reader made of it.
fn metadata(stated: &decode::Metadata, told: Vec<Stated>, meta: notice::Metadata) -> notice::Metadata {
    let known = |field: Field| told.iter().any(|told| told.field == field);
    let rest = |field: Field, value: &Option<String>| value.clone().filter(|_| !known(field));
    let (number, issuer) = (rest(Field::Number, &stated.number), rest(Field::Issuer, &stated.issuer));
    let (issued, published) = (rest(Field::Issued, &stated.issued), rest(Field::Published, &stated.published));
    notice::Metadata { number, issuer, issued, published, url: stated.url.clone(), told, ..meta }
}

/// The name of a file without its ending, which stands in for a title and an id where there are none.
pub(crate) fn stem(name: &Path) -> String {
    let own = || name.file_stem().map_or_else(|| "notice".into(), |stem| stem.to_string_lossy().into_owned());
    // Of a member that has no name of its own, that of its container.
    let stem = member_stem(name).unwrap_or_else(own);
    // In an id it goes before the number of a passage.
    stem.replace('#', "-")
}

impl Document {
    /// Gives the notice another id, and with it its cases and passages.
    pub(crate) fn rename(&mut self, id: &str) {
        let old = std::mem::replace(&mut self.notice.id, id.to_owned());
        if old == id {
            return;
        }
        let cases = self.notice.cases.iter_mut().map(|case| &mut case.id);
        for name in cases.chain(self.notice.passages.iter_mut().map(|passage| &mut passage.id)) {
            if let Some(rest) = name.strip_prefix(&old) {
                *name = format!("{id}{rest}");
            }
        }
    }

    /// The text of a passage at `span`.
    #[must_use]
    pub fn text(&self, span: Span<Clean>) -> &str {
        &self.text[span.range()]
    }

    /// The document's own text, a passage a line: without what a site puts around it and what does not belong to it.
    #[must_use]
    pub fn own_text(&self) -> String {
        let own =
            self.notice.passages.iter().filter(|passage| !matches!(passage.role, Role::Boilerplate | Role::Foreign));
        let mut out = String::with_capacity(self.text.len());
        for passage in own {
            out.push_str(self.text(passage.span));
            out.push('\n');
        }
        out
    }

    /// The way from the passage at `span` to the file.
    #[must_use]
    pub fn offsets(&self, span: Span<Clean>) -> OffsetMap<Local, Raw> {
        self.to_raw.slice(span)
    }

    /// The place of the passage at `span` in the file, where bytes of the file say nothing.
    #[must_use]
    pub fn place(&self, span: Span<Clean>) -> Option<Place> {
        // Where it says nothing, bytes of the file are bytes of the text that was extracted from it.
        self.origin.place_at(self.to_raw.map(span).start)
    }

    /// The line of the file, from 1, in which the passage at `span` begins, where lines are what a reader of it sees.
    #[must_use]
    pub fn line(&self, span: Span<Clean>) -> Option<u32> {
        let breaks = self.breaks.as_ref()?;
        let at = self.to_raw.map(span).start;
        u32::try_from(breaks.partition_point(|&end| (end as usize) < at) + 1).ok()
    }

    /// What of the file could not be read, if something could not.
    #[must_use]
    pub fn lacks(&self) -> Option<Sentence> {
        let unread = self.remarks.iter().filter(|remark| matches!(remark, Remark::PagesWithoutText { .. }));
        let (zh, en): (Vec<String>, Vec<String>) = unread.map(|r| (r.in_chinese(), r.to_string())).unzip();
        (!en.is_empty()).then(|| Sentence::new(zh.join("；"), en.join("; ")))
    }

    /// Whether the passage at `span` was read by machine.
    #[must_use]
    pub fn is_by_machine(&self, span: Span<Clean>) -> bool {
        // Most documents have no such page.
        !self.machine_pages.is_empty()
            && matches!(self.place(span), Some(Place::Page(page)) if self.machine_pages.binary_search(&page).is_ok())
    }

    /// The cells of tables in the passage at `passage`, each as far as it lies in it, with what heads them.
    #[must_use]
    pub fn cells(&self, passage: Span<Clean>) -> Vec<HeadedCell<'_>> {
        let first = self.cells.partition_point(|cell| cell.span.end <= passage.start);
        let own = self.cells[first..].iter().take_while(|cell| cell.span.start < passage.end);
        own.map(|cell| {
            let span = Span::new(cell.span.start.max(passage.start), cell.span.end.min(passage.end));
            let mut columns = Vec::new();
            let mut above = cell.above;
            while let Some(heading) = above.filter(|_| columns.len() < HEADS) {
                columns.push(&self.text[heading.range()]);
                let at = self.cells.partition_point(|cell| cell.span.start < heading.start);
                above = self.cells.get(at).filter(|cell| cell.span.start == heading.start).and_then(|cell| cell.above);
            }
            let row = cell.before.map(|heading| &self.text[heading.range()]);
            HeadedCell { local: span.within(passage), cell: *cell, columns, row }
        })
        .collect()
    }

    /// The edits that put something into the clean text, with where they put it.
    pub fn restorations(&self) -> impl Iterator<Item = (Span<Clean>, &Edit)> {
        self.restored.iter().map(|&(span, edit)| (span, &self.edits[edit]))
    }

    /// The repairs other than dropped readings in the passage at `passage`, each as far as it lies in it.
    #[must_use]
    pub fn repairs(&self, passage: Span<Clean>) -> Vec<Repaired<'_>> {
        let first = self.restored.partition_point(|&(clean, _)| clean.end <= passage.start);
        self.restored[first..]
            .iter()
            .take_while(move |&&(clean, _)| clean.start < passage.end)
            .map(move |&(clean, edit)| {
                let edit = &self.edits[edit];
                let raw = &self.decoded[edit.span.range()];
                let clean = Span::new(clean.start.max(passage.start), clean.end.min(passage.end));
                Repaired { local: clean.within(passage), raw, rule: edit.rule, status: edit.status }
            })
            .collect()
    }
}
