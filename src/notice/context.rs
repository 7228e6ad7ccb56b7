//! What is known of a document as a whole, and which of its lines are running text.

use std::ops::Range;

use super::evidence::Readings;
use super::labels::labelled;
use super::lines::Line;
use super::number::DocNumber;
use crate::text::sentence::{Pause, Pauses};

/// What the head and the tail of a document say.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) number: Option<DocNumber>,
    /// The lines that say the number; empty where none does.
    pub(super) number_lines: Range<usize>,
    /// The number that the title has in brackets behind it.
    pub(super) number_in_title: Option<DocNumber>,
    pub(super) title: String,
    /// The lines that the title stands on; empty when it stands nowhere.
    pub(super) title_lines: Range<usize>,
    pub(super) issuer: Option<String>,
    pub(super) issued: Option<String>,
    pub(super) published: Option<String>,
    pub(super) url: Option<String>,
    /// Where those were read.
    pub(super) readings: Readings,
    /// For each line, whether it is furniture.
    pub(super) furniture: Vec<bool>,
    /// The line after the last that is neither furniture nor foreign.
    pub(super) text_end: usize,
    /// Where the signature begins that the text ends with; [`Head::text_end`] where there is none.
    pub(super) signed_at: usize,
}

/// The title is looked for in this many lines.
pub(super) const HEAD_LINES: usize = 60;

/// Characters of a title's longest line.
pub(super) const TITLE_LINE: usize = 70;

/// What a line of running text ends with; titles may ask something.
const WHOLE: Pauses = Pauses::of(&[Pause::Full, Pause::Semicolon]);

/// Whether a line is running text: long, or a whole sentence.
pub(super) fn is_text(line: &Line<'_>) -> bool {
    !line.foreign
        && (line.len() > TITLE_LINE || (line.len() > 16 && line.last().is_some_and(|c| WHOLE.has(c))))
        && labelled(line).is_empty()
}

/// Characters of the longest line of a title.
pub(super) const TITLE: usize = 60;

/// Whether line `at` is the heading of a group; `groups` is in the order of the text, as everywhere.
pub(super) fn is_group(groups: &[(usize, String)], at: usize) -> bool {
    groups.binary_search_by_key(&at, |(line, _)| *line).is_ok()
}
