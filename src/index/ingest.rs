//! One file on its way into the index: bytes, text, clean text, notice.

use std::path::Path;

use crate::clean::{self, Cleaned};
use crate::decode::{self, DecodedText, Verdict};
use crate::notice::{self, Notice, Oddity};
use crate::text::{Clean, Edit, Local, OffsetMap, Raw, Span};

use super::record::RepairRecord;

/// A file with everything that was found out about it.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its text as it was.
    pub decoded: DecodedText,
    /// Its text repaired.
    pub cleaned: Cleaned,
    /// From the clean text straight to the file.
    pub to_raw: OffsetMap<Clean, Raw>,
    /// Its structure.
    pub notice: Notice,
    /// What is odd in the source and was kept.
    pub oddities: Vec<Oddity>,
    /// Sorted; see [`restored`].
    restored: Vec<(Span<Clean>, usize)>,
}

/// Reads `bytes`, the content of the file called `name`.
///
/// # Errors
///
/// Why the file cannot be read as a document: it is empty, or no text at all.
pub fn document(bytes: &[u8], name: &Path) -> Result<Document, String> {
    let decoded = decode::decode(bytes, name);
    match decoded.verdict {
        Verdict::Text => {}
        Verdict::Empty => return Err("the file is empty".to_owned()),
        Verdict::Binary(what) => return Err(format!("not text: {what}")),
    }
    if clean::is_lost(&decoded.text) {
        return Err("页面的汉字已全部变成问号，无法复原，请重新获取原文 (all Chinese characters of the page became \
                    question marks, and nothing can bring them back: get the page again)"
            .to_owned());
    }
    let cleaned = clean::clean(&decoded.text);
    let to_raw = cleaned.map.then(&decoded.map);
    let stem = name.file_stem().map_or_else(|| "notice".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let (notice, oddities) = notice::parse(&cleaned.text, &cleaned.foreign, &notice::Metadata::default(), &stem);
    let restored = restored(&cleaned);
    Ok(Document { decoded, cleaned, to_raw, notice, oddities, restored })
}

impl Document {
    /// Gives the notice another id, and with it its cases and passages.
    pub(super) fn rename(&mut self, id: &str) {
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
        &self.cleaned.text[span.range()]
    }

    /// The way from the passage at `span` to the file.
    #[must_use]
    pub fn offsets(&self, span: Span<Clean>) -> OffsetMap<Local, Raw> {
        self.to_raw.slice(span)
    }

    /// The edits that put something into the clean text, with where they put it.
    pub fn restorations(&self) -> impl Iterator<Item = (Span<Clean>, &Edit)> {
        self.restored.iter().map(|&(span, edit)| (span, &self.cleaned.edits[edit]))
    }

    /// The repairs other than dropped readings within the passage at `passage`.
    #[must_use]
    pub fn repairs(&self, passage: Span<Clean>) -> Vec<RepairRecord> {
        let first = self.restored.partition_point(|&(clean, _)| clean.start < passage.start);
        self.restored[first..]
            .iter()
            .take_while(|&&(clean, _)| clean.end <= passage.end)
            .map(|&(clean, edit)| {
                let edit = &self.cleaned.edits[edit];
                let raw = self.decoded.text[edit.span.range()].to_owned();
                RepairRecord::new(clean.within(passage), raw, edit.rule, edit.status)
            })
            .collect()
    }
}

/// Where the edits that put something into the clean text put it, with their indexes.
fn restored(cleaned: &Cleaned) -> Vec<(Span<Clean>, usize)> {
    let mut out = Vec::new();
    let (mut clean, mut decoded) = (0, 0);
    for (index, edit) in cleaned.edits.iter().enumerate() {
        clean += edit.span.start - decoded;
        if !edit.restored.is_empty() {
            out.push((Span::new(clean, clean + edit.restored.len()), index));
        }
        clean += edit.restored.len();
        decoded = edit.span.end;
    }
    out
}
