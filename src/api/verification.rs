//! Whether a quotation or a figure stands in the corpus, where, and what is near it.

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::hits::{Hint, Hit, Repair};
use super::versions::Otherwise;
use crate::text::{Local, Quoted, Span, Status};

/// What is known about a quotation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Verification {
    /// The quotation as it was given.
    pub quote: String,
    /// Whether it stands in the corpus.
    pub stands: bool,
    /// Whether it stands by its value alone, written otherwise; the remarks tell how.
    #[serde(skip)]
    pub equal: bool,
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
    /// How the quotation was read, and in what the corpus differs without differing in its characters; in JSON a list of
    /// texts.
    #[serde(serialize_with = "texts")]
    #[schemars(with = "Vec<String>")]
    pub remarks: Vec<Hint>,
}

fn texts<S: Serializer>(remarks: &[Hint], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(remarks.iter().map(|remark| &remark.message))
}

/// A place where a quotation stands.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct QuotePlace {
    /// The passages it stands in, in order.
    pub pieces: Vec<Piece>,
    /// How sure the repairs are on which the wording rests: the least sure of them; none when it rests on none.
    pub rests_on: Option<Status>,
    /// The place as a source is cited: GB/T 7714—2015.
    pub citation: String,
}

/// A passage with a quotation, or a part of one.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Piece {
    /// The passage, with one mark: the stretch that was quoted.
    #[serde(flatten)]
    pub hit: Hit,
    /// The text under the mark.
    pub wording: String,
}

impl QuotePlace {
    /// The place whose passages are `hits`, which is cited as `citation`.
    #[must_use]
    pub fn new(hits: Vec<Hit>, citation: String) -> QuotePlace {
        let mut statuses = hits.iter().flat_map(|hit| {
            let touched = |repair: &&Repair| hit.marks.iter().any(|mark| mark.local.overlaps(repair.local));
            hit.repairs.iter().filter(touched).map(|repair| repair.status)
        });
        let rests_on = statuses.clone().find(|&status| status == Status::Suggested).or_else(|| statuses.next());
        let piece = |hit: Hit| {
            let wording = hit.marks.iter().map(|mark| &hit.text[mark.local.range()]).collect();
            Piece { hit, wording }
        };
        QuotePlace { pieces: hits.into_iter().map(piece).collect(), rests_on, citation }
    }
}

/// A wording of the corpus that is near a quotation.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct NearWording {
    /// Characters to be replaced, added or dropped.
    pub distance: usize,
    /// Where it stands.
    #[serde(flatten)]
    pub place: QuotePlace,
    /// How the quotation becomes this wording, from the first character to the last.
    #[serde(rename = "ops")]
    pub changes: Vec<Change>,
    /// Figures that differ.
    pub figures: Vec<FigurePair>,
}

/// A figure in a quotation and in the corpus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FigurePair {
    /// As the quotation has it.
    pub quote: String,
    /// As the corpus has it.
    pub text: String,
}

/// A run of characters that are the same in a quotation and in the corpus, or that differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// What it is.
    #[serde(rename = "op")]
    pub kind: ChangeKind,
    /// The words of the quotation.
    pub quote: String,
    /// Bytes of the quotation.
    #[serde(flatten)]
    pub quoted: Span<Quoted>,
    /// The first character in the quotation, counted from 0.
    pub quote_char: usize,
    /// Which piece of the place, counted from 0.
    pub piece: usize,
    /// The words of the piece.
    pub text: String,
    /// Bytes of the piece's text.
    #[serde(flatten)]
    pub local: Span<Local>,
    /// The first character in the piece's text, counted from 0.
    #[serde(rename = "char")]
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
    /// All of them.
    pub const ALL: [ChangeKind; 4] = [ChangeKind::Equal, ChangeKind::Replace, ChangeKind::Extra, ChangeKind::Missing];

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
