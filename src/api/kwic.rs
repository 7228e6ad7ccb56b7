//! Keyword in context: every occurrence on a line of its own.

use serde::{Deserialize, Serialize};

use super::hits::{CaseInfo, Mark, QueryEcho};
use crate::decode::Place;

/// Every occurrence of what was searched.
#[derive(Debug, Clone, PartialEq)]
pub struct Kwic {
    /// The query as it was understood.
    pub query: QueryEcho,
    /// All occurrences, shown or not.
    pub occurrences: usize,
    /// The lines asked for.
    pub lines: Vec<KwicLine>,
}

/// One occurrence.
#[derive(Debug, Clone, PartialEq)]
pub struct KwicLine {
    /// The passage's id.
    pub id: String,
    /// Its case.
    pub case: Option<CaseInfo>,
    /// The passage's text before the keyword, whole.
    pub left: String,
    /// The keyword as the text has it.
    pub keyword: String,
    /// The passage's text after it, whole.
    pub right: String,
    /// Where it stands.
    pub mark: Mark,
    /// As [`Hit::place`](super::Hit::place).
    pub place: Option<Place>,
}

/// The order of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KwicSort {
    /// As in the texts.
    #[default]
    Order,
    /// By what stands before, from the keyword backwards.
    Left,
    /// By what stands after.
    Right,
}
