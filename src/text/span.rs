//! Spans that know which text they count.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::Range;

/// A coordinate system; see the module docs for the table.
pub trait Space: Copy + 'static {
    /// The name printed by `Debug`.
    const NAME: &'static str;
    /// What the two ends of a span are called in JSON.
    const FIELDS: [&'static str; 2] = ["start", "end"];
}

/// Bytes of the file as it lies on disk.
#[derive(Debug, Clone, Copy)]
pub enum Raw {}
/// UTF-8 bytes of the decoded text.
#[derive(Debug, Clone, Copy)]
pub enum Decoded {}
/// UTF-8 bytes of the repaired text of a document.
#[derive(Debug, Clone, Copy)]
pub enum Clean {}
/// UTF-8 bytes of one passage's clean text, from the passage's start.
#[derive(Debug, Clone, Copy)]
pub enum Local {}

/// UTF-8 bytes of a query or a filter as it was typed.
#[derive(Debug, Clone, Copy)]
pub enum Typed {}
/// UTF-8 bytes of a quotation as it was given.
#[derive(Debug, Clone, Copy)]
pub enum Quoted {}
/// UTF-8 bytes of the text of a draft.
#[derive(Debug, Clone, Copy)]
pub enum Drafted {}

impl Space for Raw {
    const NAME: &'static str = "Raw";
    const FIELDS: [&'static str; 2] = ["raw_start", "raw_end"];
}
impl Space for Decoded {
    const NAME: &'static str = "Decoded";
}
impl Space for Clean {
    const NAME: &'static str = "Clean";
}
impl Space for Local {
    const NAME: &'static str = "Local";
}
impl Space for Typed {
    const NAME: &'static str = "Typed";
}
impl Space for Drafted {
    const NAME: &'static str = "Drafted";
}
impl Space for Quoted {
    const NAME: &'static str = "Quoted";
    const FIELDS: [&'static str; 2] = ["quote_start", "quote_end"];
}

/// A half-open range of bytes in the text that `S` names.
pub struct Span<S> {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    space: PhantomData<S>,
}

impl<S> Span<S> {
    /// The span from `start` to `end`, in bytes.
    ///
    /// # Panics
    ///
    /// Panics when `start > end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end, "a span must not end ({end}) before it starts ({start})");
        Span { start, end, space: PhantomData }
    }

    /// The empty span at `at`.
    #[must_use]
    pub fn at(at: usize) -> Self {
        Span::new(at, at)
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span covers nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same span as a plain range, to slice the text it belongs to.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether `other` lies within this span.
    #[must_use]
    pub fn contains(self, other: Span<S>) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two spans share a byte.
    #[must_use]
    pub fn overlaps(self, other: Span<S>) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl Span<Clean> {
    /// This span counted from the start of `passage`, which must contain it.
    #[must_use]
    pub fn within(self, passage: Span<Clean>) -> Span<Local> {
        debug_assert!(passage.contains(self), "{self:?} is not within {passage:?}");
        Span::new(self.start - passage.start, self.end - passage.start)
    }
}

impl Span<Local> {
    /// This span counted in the document, for a passage that starts as `passage` does.
    #[must_use]
    pub fn in_document(self, passage: Span<Clean>) -> Span<Clean> {
        Span::new(self.start + passage.start, self.end + passage.start)
    }
}

impl<S> Default for Span<S> {
    fn default() -> Self {
        Span::at(0)
    }
}
impl<S> Clone for Span<S> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<S> Copy for Span<S> {}
impl<S> PartialEq for Span<S> {
    fn eq(&self, other: &Self) -> bool {
        (self.start, self.end) == (other.start, other.end)
    }
}
impl<S> Eq for Span<S> {}
impl<S> PartialOrd for Span<S> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<S> Ord for Span<S> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.start, self.end).cmp(&(other.start, other.end))
    }
}
impl<S> Hash for Span<S> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.start, self.end).hash(state);
    }
}
impl<S: Space> fmt::Debug for Span<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({}..{})", S::NAME, self.start, self.end)
    }
}

/// A half-open range of *characters* of one passage; the same in the passage and in its folded form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CharSpan {
    /// The first character.
    pub start: u32,
    /// The character after the last.
    pub end: u32,
}

impl CharSpan {
    /// The span from character `start` to character `end`.
    #[must_use]
    pub fn new(start: u32, end: u32) -> Self {
        debug_assert!(start <= end);
        CharSpan { start, end }
    }

    /// Turns character spans into byte spans of `text`.
    ///
    /// Spans past the end of `text` are cut off at its end.
    #[must_use]
    pub fn to_local(spans: &[CharSpan], text: &str) -> Vec<Span<Local>> {
        let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len())).collect();
        let byte = |character: u32| bytes[(character as usize).min(bytes.len() - 1)];
        spans.iter().map(|span| Span::new(byte(span.start), byte(span.end))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn character_spans_become_byte_spans() {
        let text = "a質押b保險";
        let spans = [CharSpan::new(0, 1), CharSpan::new(1, 3), CharSpan::new(4, 6)];
        let found: Vec<&str> = CharSpan::to_local(&spans, text).iter().map(|s| &text[s.range()]).collect();
        assert_eq!(found, ["a", "質押", "保險"]);
    }
}
