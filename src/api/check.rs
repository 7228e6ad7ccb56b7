//! What a check of an index found.

use crate::error::Sentence;

/// The result of a check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Files in the index.
    pub files: usize,
    /// Passages in the index.
    pub passages: usize,
    /// What is wrong, a sentence each.
    pub problems: Vec<Sentence>,
    /// How many strings were compared, when that was asked for.
    pub audited: Option<usize>,
    /// What the sample of strings was drawn with; none when every string was compared.
    pub seed: Option<u64>,
    /// Strings for which search and scan differ.
    pub differences: usize,
}
