//! The files behind what was found: their words beside the text that was made of them, the report on one, the list.
//!
//! The index holds the repaired text. What a file has in its place is read from the file itself, once it is proven to be
//! the one that was indexed: its hash is on record.

use super::engine::Engine;
use crate::api::source::{Corpus, CorpusFile, SourcePassage, SourcePiece, Sourced};
use crate::api::{Budget, Inspected, Message, Page, Shown};
use crate::error::{Error, Result, Sentence};
use crate::index::SourceEntry;
use crate::ingest::{self, Document};
use crate::text::{Clean, Decoded, Span, hash};

impl Engine {
    /// What the file of `name` has in the place of its text; see [`Engine::show`] for names.
    ///
    /// # Errors
    ///
    /// As [`Engine::show`]; [`Error::Unreadable`] where the file is gone or is no longer the one that was indexed.
    pub fn source(&self, name: &str, budget: &Budget) -> Result<Sourced> {
        let shown = self.show(name, budget)?;
        let (entry, bytes) = self.indexed_bytes(&shown)?;
        let mut document =
            ingest::document(bytes, &entry.path).map_err(|error| self.changed(&entry, error.sentence()))?;
        budget.check()?;
        document.rename(&shown.notice.id);
        let stretches = stretches(&document);
        let passages = shown.passages.iter().map(|hit| {
            let passage = document.notice.passages.iter().find(|passage| passage.id == hit.id);
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
        let (entry, bytes) = self.indexed_bytes(&shown)?;
        let name = self.index().name_of(&entry.path);
        let length = bytes.len();
        let mut document = ingest::document(bytes, &name).map_err(|error| self.changed(&entry, error.sentence()))?;
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
        sources.sort_by(|a, b| troubled(b).cmp(&troubled(a)).then_with(|| a.path.cmp(&b.path)));
        let name = |path: &std::path::Path| self.index().name_of(path).display().to_string();
        let count = |is: &dyn Fn(&SourceEntry) -> bool| sources.iter().filter(|&source| is(source)).count();
        let (read, unread) = (count(&|source| source.failed.is_none()), count(&troubled));
        let copies = count(&|source| source.copy_of.is_some());
        let (total, passages) = (sources.len(), sources.iter().map(|source| source.passages as usize).sum());
        let files = page.of(sources).into_iter().map(|source| CorpusFile {
            file: name(&source.path),
            bytes: source.stamp.size,
            passages: source.passages as usize,
            copy_of: source.copy_of.as_deref().map(name),
            notice: source.failed.is_none().then_some(source.notice),
            problem: source.failed.or(source.unread).map(Message::from),
        });
        Ok(Corpus { total, read, copies, unread, passages, files: files.collect() })
    }

    /// The file of `shown`, with its bytes, which are those that were indexed.
    fn indexed_bytes(&self, shown: &Shown) -> Result<(SourceEntry, Vec<u8>)> {
        let is = |source: &SourceEntry| source.notice == shown.notice.id && source.copy_of.is_none();
        let entry = self.index().sources()?.into_iter().find(|source| source.failed.is_none() && is(source));
        let entry = entry.ok_or_else(|| Error::UnknownId { id: shown.notice.id.clone(), nearest: Vec::new() })?;
        let bytes = ingest::bytes_of(&self.index().place_of(&entry));
        let bytes = bytes.map_err(|unread| self.changed(&entry, unread.into_reason()))?;
        if hash(&bytes) == entry.hash { Ok((entry, bytes)) } else { Err(self.changed(&entry, other_text())) }
    }

    fn changed(&self, entry: &SourceEntry, reason: Sentence) -> Error {
        Error::Unreadable { path: self.index().name_of(&entry.path), reason }
    }
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
