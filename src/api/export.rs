//! The whole corpus, item by item.

use super::hits::{CaseInfo, Hit, NoticeInfo};
use crate::text::{Local, Raw, Span};

/// A part of the corpus.
#[derive(Debug, Clone, PartialEq)]
pub enum Exported {
    /// A notice; its cases and passages follow.
    Notice {
        /// The notice.
        notice: NoticeInfo,
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
        case: CaseInfo,
        /// The id of its notice.
        notice: String,
        /// How many passages it has.
        passages: usize,
    },
    /// A passage.
    Passage {
        /// The passage, without marks.
        hit: Box<Hit>,
        /// The bytes of the file that it came from.
        raw: Span<Raw>,
        /// The stretches of its text with the bytes of the file that each came from, in order.
        map: Vec<(Span<Local>, Span<Raw>)>,
    },
}
