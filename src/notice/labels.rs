//! What pages put around a document: labelled fields (`成文日期：…`), counters, links, and the rest of the furniture.

use super::lines::Line;
use crate::lexicon::words::{PAGE_ANYWHERE, PAGE_EDGE, PAGE_EDGE_END, PAGE_EDGE_START, PAGE_TAIL, PAGE_TAIL_START};
use crate::text::label::{self, Closing, Field};

/// The fields that a line announces with their values, which may be empty; empty for a line that begins with no label.
pub(super) fn labelled<'t>(line: &Line<'t>) -> Vec<(Field, &'t str)> {
    label::pairs(line.text, Closing::Blank)
}

/// How surely a line is furniture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Furniture {
    /// Wherever it stands.
    Anywhere,
    /// Above the first paragraph or below the last.
    AtTheEdges,
    /// Below the last paragraph, and whatever follows is furniture too.
    OpensTail,
}

/// Whether a line begins as furniture does that stands [`Anywhere`](Furniture::Anywhere).
pub(super) fn may_be_anywhere(line: &Line<'_>) -> bool {
    let first = line.key.chars().next();
    matches!(first, Some('<' | '-')) || PAGE_ANYWHERE.iter().any(|word| word.chars().next() == first)
}

/// Whether a line is furniture of the page rather than text of the document.
pub(super) fn furniture(line: &Line<'_>) -> Option<Furniture> {
    if !line.whole {
        return None;
    }
    let key: String = line.key.chars().filter(|c| !c.is_whitespace()).collect();
    let starts = |words: &[&str]| words.iter().any(|word| key.starts_with(word));
    if (key.starts_with("<!--") && key.ends_with("-->")) || key == "-->" || key == "<!--" {
        return Some(Furniture::Anywhere);
    }
    if starts(PAGE_ANYWHERE) {
        return Some(Furniture::Anywhere);
    }
    let stem = key.trim_end_matches([':', '>', '》', '+']);
    if PAGE_TAIL.contains(&stem) || starts(PAGE_TAIL_START) {
        return Some(Furniture::OpensTail);
    }
    let edge = PAGE_EDGE.contains(&stem)
        || starts(PAGE_EDGE_START)
        || (key.chars().count() <= 40 && PAGE_EDGE_END.iter().any(|word| key.ends_with(word)))
        || key.contains("icp备")
        || key.contains("公网安备");
    edge.then_some(Furniture::AtTheEdges)
}
