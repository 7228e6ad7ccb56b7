//! The files behind what was found: their words beside the text that was made of them, the report on one, the list.
//!
//! The index holds the repaired text. What a file has in its place is read from the file itself, once it is proven to be
//! the one that was indexed: its hash is on record.

use super::engine::Engine;
use crate::api::source::{Corpus, CorpusFile, SourcePassage, SourcePiece, Sourced};
use crate::api::{Budget, Inspected, Message, Page, Shown};
use crate::decode::Machine;
use crate::error::{Error, Result, Sentence};
use crate::index::SourceEntry;
use crate::ingest::{self, Document};
use crate::text::{Clean, Decoded, Span, hash};
use crate::unpack::{Opened, Piece};

impl Engine {
    /// What the file of `name` has in the place of its text; see [`Engine::show`] for names.
    ///
    /// # Errors
    ///
    /// As [`Engine::show`]; [`Error::Unreadable`] where the file is gone or is no longer the one that was indexed.
    pub fn source(&self, name: &str, budget: &Budget) -> Result<Sourced> {
        let shown = self.show(name, budget)?;
        let (entry, piece) = self.indexed_bytes(&shown)?;
        // What a machine reads is not read again for this: the file has no text there.
        let by_machine = shown.passages.iter().filter(|hit| hit.by_machine).count();
        if by_machine == shown.passages.len() && by_machine > 0 {
            let passages = shown.passages.iter().map(without_source).collect();
            let id = shown.case.as_ref().map_or(&shown.notice.id, |case| &case.id).clone();
            return Ok(Sourced { id, file: shown.file.clone(), encoding: String::new(), passages });
        }
        let document = ingest::document_of(piece, &entry.path, &Machine::never());
        let mut document = document.map_err(|error| self.changed(&entry, error.sentence()))?;
        budget.check()?;
        document.rename(&shown.notice.id);
        let stretches = stretches(&document);
        let passages = shown.passages.iter().map(|hit| {
            if hit.by_machine {
                return Ok(without_source(hit));
            }
            // Without the pages that a machine reads the others are counted otherwise.
            let mut known = document.notice.passages.iter();
            let passage = known.find(|passage| {
                if by_machine == 0 { passage.id == hit.id } else { document.text(passage.span) == hit.text }
            });
            let same = passage.filter(|passage| document.text(passage.span) == hit.text);
            let passage = same.ok_or_else(|| self.changed(&entry, other_text()))?;
            Ok(SourcePassage {
                id: hit.id.clone(),
                role: hit.role,
                pieces: pieces(&document, &stretches, passage.span),
            })
        });
        Ok(Sourced {
            id: shown.case.as_ref().map_or(&shown.notice.id, |case| &case.id).clone(),
            file: shown.file.clone(),
            encoding: document.encoding.to_owned(),
            passages: passages.collect::<Result<_>>()?,
        })
    }

    /// What the file of the notice that `name` is, or is in, is, and what was repaired in it.
    ///
    /// # Errors
    ///
    /// As [`Engine::source`].
    pub fn inspect(&self, name: &str, budget: &Budget) -> Result<Inspected> {
        let shown = self.show(name, budget)?;
        let (entry, piece) = self.indexed_bytes(&shown)?;
        let name = self.index().name_of(&entry.path);
        let length = piece.bytes.len();
        let document = ingest::document_of(piece, &name, &Machine::never());
        let mut document = document.map_err(|error| self.changed(&entry, error.sentence()))?;
        budget.check()?;
        document.rename(&shown.notice.id);
        let inspection = ingest::inspect(&name, length, &document);
        Ok(Inspected::new(inspection, Some(shown.versions)))
    }

    /// The files of the corpus.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] when the list of sources cannot be read.
    pub fn corpus(&self, page: Page) -> Result<Corpus> {
        let mut sources = self.index().sources()?;
        let troubled = |source: &SourceEntry| source.failed.is_some() || source.unread.is_some();
        // What a container holds is listed, and itself only where something is wrong with it.
        sources.retain(|source| source.holds.is_none() || troubled(source));
        sources.sort_by(|a, b| troubled(b).cmp(&troubled(a)).then_with(|| a.path.cmp(&b.path)));
        let name = |path: &std::path::Path| self.index().name_of(path).display().to_string();
        let count = |is: &dyn Fn(&SourceEntry) -> bool| sources.iter().filter(|&source| is(source)).count();
        let (read, unread) = (count(&SourceEntry::is_document), count(&troubled));
        let copies = count(&|source| source.copy_of.is_some());
        let (total, passages) = (sources.len(), sources.iter().map(|source| source.passages as usize).sum());
        let files = page.of(sources).into_iter().map(|source| CorpusFile {
            file: name(&source.path),
            bytes: source.stamp.size,
            passages: source.passages as usize,
            copy_of: source.copy_of.as_deref().map(name),
            notice: source.is_document().then_some(source.notice),
            problem: source.failed.or(source.unread).map(Message::from),
        });
        Ok(Corpus { total, read, copies, unread, passages, files: files.collect() })
    }

    /// The file of `shown`, with its bytes, which are those that were indexed.
    fn indexed_bytes(&self, shown: &Shown) -> Result<(SourceEntry, Piece)> {
        let sources = self.index().sources()?;
        let is = |source: &&SourceEntry| source.notice == shown.notice.id && source.copy_of.is_none();
        let entry = sources.iter().filter(|source| source.is_document()).find(is).cloned();
        let entry = entry.ok_or_else(|| Error::UnknownId { id: shown.notice.id.clone(), nearest: Vec::new() })?;
        // A record is read from the columns that it was read from.
        let holds = |source: &SourceEntry| source.holds.as_ref().and_then(|holds| holds.columns.clone());
        let above =
            || sources.iter().filter(|source| entry.path.starts_with(&source.path)).filter_map(holds).next_back();
        let wanted = entry.within.as_ref().and_then(|_| above()).unwrap_or_default();
        let piece = ingest::piece_of(&self.index().place_of(&entry), &Opened::new(wanted));
        let piece = piece.map_err(|unread| self.changed(&entry, unread.into_reason()))?;
        if hash(&piece.bytes) == entry.hash { Ok((entry, piece)) } else { Err(self.changed(&entry, other_text())) }
    }

    fn changed(&self, entry: &SourceEntry, reason: Sentence) -> Error {
        Error::Unreadable { path: self.index().name_of(&entry.path), reason }
    }
}

/// A passage that its file has as a picture only.
fn without_source(hit: &crate::api::ShownPassage) -> SourcePassage {
    let piece = SourcePiece { raw: String::new(), text: hit.text.clone(), rule: None, status: None };
    SourcePassage { id: hit.id.clone(), role: hit.role, pieces: vec![piece] }
}

fn other_text() -> Sentence {
    Sentence::new(
        "文件在索引建立之后有变化；更新请运行 anli-index build",
        "the file has changed since it was indexed; to update: anli-index build",
    )
}

/// A stretch of a document: where it stands in the clean text and in the decoded one, and which edit it is.
struct Stretch {
    clean: Span<Clean>,
    decoded: Span<Decoded>,
    edit: Option<usize>,
}

/// The whole document: what stayed and what was edited, in turn.
fn stretches(document: &Document) -> Vec<Stretch> {
    let (mut at, mut read) = (0, 0);
    let mut out = Vec::with_capacity(document.edits.len() * 2 + 1);
    let mut push = |edit: Option<usize>, decoded: Span<Decoded>, length: usize| {
        if length > 0 || !decoded.is_empty() {
            out.push(Stretch { clean: Span::new(at, at + length), decoded, edit });
        }
        at += length;
    };
    for (number, edit) in document.edits.iter().enumerate() {
        push(None, Span::new(read, edit.span.start), edit.span.start - read);
        push(Some(number), edit.span, edit.restored.len());
        read = edit.span.end;
    }
    let kept = document.text.len() - out.last().map_or(0, |last| last.clean.end);
    let clean = Span::new(document.text.len() - kept, document.text.len());
    if kept > 0 {
        out.push(Stretch { clean, decoded: Span::new(read, read + kept), edit: None });
    }
    out
}

/// The stretches of the passage at `span`. What was dropped before its first character belongs to what stands before it,
/// what was dropped behind its last one to the passage.
fn pieces(document: &Document, stretches: &[Stretch], span: Span<Clean>) -> Vec<SourcePiece> {
    let first = stretches.partition_point(|stretch| stretch.clean.end <= span.start);
    let inside = stretches[first..].iter().take_while(|stretch| stretch.clean.start <= span.end);
    inside
        .filter(|stretch| !stretch.clean.is_empty() || stretch.clean.start > span.start)
        .filter(|stretch| stretch.clean.is_empty() || stretch.clean.overlaps(span))
        .map(|stretch| {
            let shown = stretch.clean.start.max(span.start)..stretch.clean.end.min(span.end).max(span.start);
            let text = document.text[shown].to_owned();
            match stretch.edit.map(|edit| &document.edits[edit]) {
                None => SourcePiece { raw: text.clone(), text, rule: None, status: None },
                Some(edit) => SourcePiece {
                    raw: document.decoded[stretch.decoded.range()].to_owned(),
                    text,
                    rule: Some(edit.rule),
                    status: Some(edit.status),
                },
            }
        })
        .collect()
}
