//! Whether a quotation or a figure stands in the corpus, where, and what is near it.

use super::hits::{Hint, Hit, Repair};
use super::versions::Otherwise;
use crate::text::Status;

/// What is known about a quotation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verification {
    /// The quotation as it was given.
    pub quote: String,
    /// Whether it stands in the corpus.
    pub stands: bool,
    /// How often.
    pub total: usize,
    /// Whether every place was looked at; a very common string is counted only as far as `total` says.
    pub complete: bool,
    /// The places, in the order of the corpus, as many as were asked for.
    pub places: Vec<QuotePlace>,
    /// What does not stand but is near, nearest first; empty when the quotation stands.
    pub nearest: Vec<NearWording>,
    /// What other versions of the same notices say in these places, where it is something else; of the first 50 notices.
    pub otherwise: Vec<Otherwise>,
    /// How the quotation was read, and in what the corpus differs without differing in its characters.
    pub remarks: Vec<Hint>,
}

/// A place where a quotation stands.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotePlace {
    /// The passages it stands in, in order, each with one mark: the stretch that was quoted.
    pub pieces: Vec<Hit>,
}

impl QuotePlace {
    /// The wording of the corpus, a piece a passage.
    pub fn wording(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().flat_map(|hit| hit.marks.iter().map(|mark| &hit.text[mark.local.range()]))
    }

    /// How sure the repairs are on which the wording rests: the least sure of them; none when it rests on none.
    #[must_use]
    pub fn rests_on(&self) -> Option<Status> {
        let mut statuses = self.pieces.iter().flat_map(|hit| {
            let touched = |repair: &&Repair| hit.marks.iter().any(|mark| mark.local.overlaps(repair.local));
            hit.repairs.iter().filter(touched).map(|repair| repair.status)
        });
        statuses.clone().find(|&status| status == Status::Suggested).or_else(|| statuses.next())
    }
}

/// A wording of the corpus that is near a quotation.
#[derive(Debug, Clone, PartialEq)]
pub struct NearWording {
    /// Characters to be replaced, added or dropped.
    pub distance: usize,
    /// Where it stands.
    pub place: QuotePlace,
    /// How the quotation becomes this wording, from the first character to the last.
    pub changes: Vec<Change>,
    /// Figures that differ: in the quotation, in the corpus.
    pub figures: Vec<(String, String)>,
}

/// A run of characters that are the same in a quotation and in the corpus, or that differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is.
    pub kind: ChangeKind,
    /// Bytes of the quotation.
    pub quote: std::ops::Range<usize>,
    /// The first character in the quotation, counted from 0.
    pub quote_char: usize,
    /// Which piece of the place.
    pub piece: usize,
    /// Bytes of the piece's text.
    pub text: std::ops::Range<usize>,
    /// The first character in the piece's text, counted from 0.
    pub text_char: usize,
}

/// The kinds of [`Change`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// The same in both.
    Equal,
    /// The quotation has something else.
    Replace,
    /// Only the quotation has it.
    Extra,
    /// Only the corpus has it.
    Missing,
}

impl ChangeKind {
    /// The kind's name in JSON: what turns the quotation into the wording of the corpus.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ChangeKind::Equal => "equal",
            ChangeKind::Replace => "replace",
            ChangeKind::Extra => "delete",
            ChangeKind::Missing => "insert",
        }
    }
}
