//! The whole corpus, item by item, in the order of the corpus: a notice, its cases, its passages, the next notice.
//!
//! The texts of a notice's passages in order are its clean text but for the blanks and line breaks between them.

use schemars::JsonSchema;
use serde::Serialize;

use super::hits::{CaseInfo, NoticeInfo, Repair};
use crate::decode::Place;
use crate::notice::Role;
use crate::text::{Raw, Span};

/// A part of the corpus; in JSON an object with its `type`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Exported {
    /// A notice; its cases and passages follow.
    Notice {
        /// The notice.
        #[serde(flatten)]
        notice: NoticeInfo,
        /// Where it was found on the web.
        url: Option<String>,
        /// The file, as it was found.
        file: String,
        /// How many cases it has.
        cases: usize,
        /// How many passages it has.
        passages: usize,
    },
    /// A case.
    Case {
        /// The case.
        #[serde(flatten)]
        case: CaseInfo,
        /// The id of its notice.
        notice: String,
        /// How many passages it has.
        passages: usize,
    },
    /// A passage.
    Passage(Box<ExportedPassage>),
}

/// A passage of the corpus.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ExportedPassage {
    /// Its id.
    pub id: String,
    /// The id of its notice.
    pub notice: String,
    /// The id of its case.
    pub case: Option<String>,
    /// Its role.
    pub role: Role,
    /// The section it stands in.
    pub section: Option<String>,
    /// The clean text.
    pub text: String,
    /// The bytes of the file that it came from; none where bytes of the file say nothing.
    #[serde(flatten)]
    pub raw: Option<Span<Raw>>,
    /// The page or paragraph then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// From the text to the bytes of the file: a list of `[start, end, raw_start, raw_end]` in order and without gaps in
    /// the text; bytes of the file between two entries (and entries with `start = end`) were dropped: readings in
    /// brackets. Left out where bytes of the file say nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub map: Vec<[usize; 4]>,
    /// The repairs of destroyed text.
    pub repairs: Vec<Repair>,
}
