//! The repairs: from the decoded text to the clean one, with every edit on record.

use crate::text::{Clean, Decoded, Edit, OffsetMap, Span};

/// A repaired text and the way back.
#[derive(Debug, Clone)]
pub struct Cleaned {
    /// The repaired text, in its own script.
    pub text: String,
    /// What was done, sorted and disjoint; undoing it gives back the decoded text.
    pub edits: Vec<Edit>,
    /// From the clean text to the decoded text.
    pub map: OffsetMap<Clean, Decoded>,
    /// Lines that do not belong to the page, such as the advertisements of a hacked site.
    pub foreign: Vec<Span<Clean>>,
}
/// temp
pub fn clean(d: &str) -> Cleaned {
    Cleaned { text: d.to_owned(), edits: vec![], map: OffsetMap::identity(d.len()), foreign: vec![] }
}
