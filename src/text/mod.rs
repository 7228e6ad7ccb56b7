//! Offsets as types, edits, offset maps that compose and invert, the folding table, the hash, and the one scanner each for
//! scripts, ends of sentences, numerals and dates.
//!
//! Four coordinate systems run through this program, and a number of one must never be used as a number of another:
//!
//! | marker | counts | of |
//! | --- | --- | --- |
//! | [`Raw`] | bytes | the file as it lies on disk |
//! | [`Decoded`] | UTF-8 bytes | the file's text, once its encoding is undone |
//! | [`Clean`] | UTF-8 bytes | the repaired text of the whole document |
//! | [`Local`] | UTF-8 bytes | the clean text of one passage, counted from its start |
//!
//! What a person types has three of its own: [`Typed`], bytes of a query, [`Quoted`], bytes of a quotation, and [`Drafted`],
//! bytes of a draft.
//!
//! A [`Span<S>`] belongs to one of them by its type, and only an [`OffsetMap<A, B>`] or its [`Inverse`] turns a span of
//! one into a span of another. Folding ([`fold()`]) replaces one character by one character, so a position counted in *characters*
//! ([`CharSpan`]) is the same in a passage and in its folded form; this is what the index stores.
//!
//! | scanner | answers |
//! | --- | --- |
//! | [`is_han`], [`Script`] | what a character or a text is written in |
//! | [`sentence`] | where sentences, clauses and lines end |
//! | [`numeral`] | what number is written |
//! | [`pinyin`] | which syllable is written; the readings of a character |
//! | [`label`] | which field of a document a label announces |
//! | [`date`] | what day is written; the calendar |
//! | [`other_ways`] | how else a word is written |
//!
//! This module knows nothing of notices or indexes.

pub mod date;
mod fold;
mod harmless;
mod hash;
mod inverse;
pub mod label;
mod map;
pub mod numeral;
mod phrases;
pub mod pinyin;
mod script;
pub mod sentence;
mod span;
mod variants;

pub use fold::{fold, fold_char, to_hans, to_hant, unfolded};
pub use harmless::sanitize;
pub(crate) use harmless::{is_harmless, is_invisible, json_escaped, one_line, web};
pub use hash::{hash, hash_chars};
pub use inverse::Inverse;
pub use map::{OffsetMap, Segment};
pub use phrases::{shown_hans, shown_hant};
pub(crate) use script::forms;
pub use script::{IDEOGRAPHS, Script, ideograph_number, is_han, is_ideograph};
pub use span::{CharSpan, Clean, Decoded, Drafted, Local, Quoted, Raw, Space, Span, Typed};
pub use variants::{other_ways, usual};

/// One repair: a stretch of the decoded text and what stands in the clean text instead.
///
/// A document's edits are sorted and disjoint; [`apply`] checks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The stretch of decoded text that the edit replaces.
    pub span: Span<Decoded>,
    /// What stands there in the clean text; empty where something was dropped.
    pub restored: String,
    /// Which repair made the edit.
    pub rule: Rule,
    /// How sure it is.
    pub status: Status,
}

/// The repair that made an [`Edit`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// An injected reading was dropped: `質(zhì)押` became `質押`.
    Gloss,
    /// A reading had been injected between the halves of two characters; both were restored: `變?yōu)楸kU` became
    /// `變為保險`.
    Unaligned,
    /// A punctuation mark had been cut out of the middle of a character pair; both were restored.
    SplitMark,
    /// A character entity was decoded: `&nbsp;` or, with its ampersand eaten, `?ldquo;`.
    Entity,
    /// A literal escape such as `x0dx0a` was decoded.
    Escape,
    /// A character that nobody sees was dropped: a blank without width, a soft hyphen, a mark of direction, NUL.
    Invisible,
    /// UTF-8 that was read as something else was read again: `鐭ヨ瘑` became `知识`.
    Mojibake,
    /// A blank between the characters of a word was closed up: `通　知` became `通知`.
    Blank,
    /// A line break inside a paragraph was dropped.
    LineBreak,
}

impl Rule {
    /// All of them.
    pub const ALL: [Rule; 9] = [
        Rule::Gloss,
        Rule::Unaligned,
        Rule::SplitMark,
        Rule::Entity,
        Rule::Escape,
        Rule::Invisible,
        Rule::Mojibake,
        Rule::Blank,
        Rule::LineBreak,
    ];

    /// The rule's name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Rule::Gloss => "gloss",
            Rule::Unaligned => "unaligned",
            Rule::SplitMark => "split_mark",
            Rule::Entity => "entity",
            Rule::Escape => "escape",
            Rule::Invisible => "invisible",
            Rule::Mojibake => "mojibake",
            Rule::Blank => "blank",
            Rule::LineBreak => "line_break",
        }
    }

    /// The rule whose [`name`](Rule::name) is `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Rule> {
        Rule::ALL.into_iter().find(|rule| rule.name() == name)
    }

    /// Whether the edit restores destroyed bytes, so that a mark inside it can only be placed as a whole.
    #[must_use]
    pub fn is_byte_repair(self) -> bool {
        matches!(self, Rule::Unaligned | Rule::SplitMark | Rule::Mojibake)
    }
}

/// How sure an [`Edit`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Damaging the restored text again gives back exactly what the file holds.
    Proven,
    /// The best reading, but not the only possible one.
    Suggested,
}

impl Status {
    /// The status's name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Status::Proven => "proven",
            Status::Suggested => "suggested",
        }
    }
}

/// Applies sorted, disjoint `edits` to `decoded`: the clean text, and the way back.
///
/// # Panics
///
/// Panics when the edits are not sorted and disjoint, or do not lie on character boundaries: they come from this
/// crate's own repairs, and a wrong one must not go unnoticed.
#[must_use]
pub fn apply(decoded: &str, edits: &[Edit]) -> (String, OffsetMap<Clean, Decoded>) {
    let mut clean = String::with_capacity(decoded.len());
    let mut at = 0;
    for edit in edits {
        assert!(edit.span.start >= at, "edits must be sorted and disjoint");
        clean.push_str(&decoded[at..edit.span.start]);
        clean.push_str(&edit.restored);
        at = edit.span.end;
    }
    clean.push_str(&decoded[at..]);
    (clean, way_back(edits, decoded.len()))
}

/// The way from the clean text that `edits`, sorted and disjoint, make of a decoded text of `len` bytes back to it.
///
/// # Panics
///
/// Panics when the edits are not sorted and disjoint, or end after the text.
#[must_use]
pub fn way_back(edits: &[Edit], len: usize) -> OffsetMap<Clean, Decoded> {
    let mut map = OffsetMap::new();
    let mut at = 0;
    for edit in edits {
        map.push_equal(edit.span.start - at);
        map.push_replaced(edit.restored.len(), edit.span.len());
        at = edit.span.end;
    }
    map.push_equal(len - at);
    map
}

/// Undoes `edits`: the decoded text from which `clean` was made. (Promise 1; the inverse of [`apply`].)
#[must_use]
pub fn undo(clean: &str, decoded: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(decoded.len());
    let (mut at_clean, mut at_decoded) = (0, 0);
    for edit in edits {
        let kept = edit.span.start - at_decoded;
        out.push_str(&clean[at_clean..at_clean + kept]);
        out.push_str(&decoded[edit.span.start..edit.span.end]);
        at_clean += kept + edit.restored.len();
        at_decoded = edit.span.end;
    }
    out.push_str(&clean[at_clean..]);
    out
}
