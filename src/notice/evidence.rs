//! What speaks for a value of a document's own data: where it was read, and how sure it is.
//!
//! A document says who issued it, under which number and when in several places, and a page around it says more. Every
//! place is a [`Claim`] with a weight; claims of one value add up, and the value with the most behind it is taken.
//! Weights are of one scale for all kinds of values: 8 is what a document says of itself on purpose (a label, a
//! signature), 5 what only one thing is likely to mean (a title with the name of a body before 关于), 2 a guess.

use std::ops::Range;

use super::lines::Line;
use crate::text::{Clean, Span};

/// Where in a file a value was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// A labelled line or cell: `发文字号：…`.
    Label,
    /// A tag of the page, or the block at the beginning of Markdown.
    Tag,
    /// The title of the page's window.
    Window,
    /// A property of the file.
    Property,
    /// A heading that the file marks as one.
    Heading,
    /// A line that reads as a title or is a number and nothing else.
    Line,
    /// The title, which has a number in brackets or begins with a name.
    Title,
    /// The signature: names of bodies above a day.
    Signature,
    /// The lines that tell how a law came about.
    History,
    /// The number, which begins with the full name of a body.
    Number,
    /// A line with the name of a site and a day, below the title.
    Byline,
    /// The name of the file.
    File,
}

impl Source {
    /// All of them.
    pub const ALL: [Source; 12] = [
        Source::Label,
        Source::Tag,
        Source::Window,
        Source::Property,
        Source::Heading,
        Source::Line,
        Source::Title,
        Source::Signature,
        Source::History,
        Source::Number,
        Source::Byline,
        Source::File,
    ];

    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Source::Label => "label",
            Source::Tag => "tag",
            Source::Window => "window",
            Source::Property => "property",
            Source::Heading => "heading",
            Source::Line => "line",
            Source::Title => "title",
            Source::Signature => "signature",
            Source::History => "history",
            Source::Number => "number",
            Source::Byline => "byline",
            Source::File => "file",
        }
    }
}

/// How sure a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sureness {
    /// It has to be something, and nothing better was found.
    Guess,
    /// One place says so, or several do not agree.
    Likely,
    /// The document says so on purpose, or several places agree, and nothing says otherwise.
    Certain,
}

impl Sureness {
    /// All of them.
    pub const ALL: [Sureness; 3] = [Sureness::Guess, Sureness::Likely, Sureness::Certain];

    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Sureness::Guess => "guess",
            Sureness::Likely => "likely",
            Sureness::Certain => "certain",
        }
    }
}

/// Where a value was read and how sure it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The strongest place that says so.
    pub source: Source,
    /// How sure it is.
    pub sureness: Sureness,
    /// The lines that say so; none where no line of the text does.
    pub span: Option<Span<Clean>>,
}

/// The readings of a document's own data; none where there is no value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Readings {
    /// Of the title.
    pub title: Option<Reading>,
    /// Of the number.
    pub number: Option<Reading>,
    /// Of the issuer.
    pub issuer: Option<Reading>,
    /// Of the day of issue.
    pub issued: Option<Reading>,
    /// Of the day of publication.
    pub published: Option<Reading>,
}

/// A place that says what a value is.
#[derive(Debug, Clone)]
pub(super) struct Claim<T> {
    pub(super) value: T,
    /// Claims with one key are claims of one value.
    pub(super) key: String,
    pub(super) source: Source,
    pub(super) weight: f32,
    /// The lines that say so; empty where none does.
    pub(super) lines: Range<usize>,
}

/// At this weight a value is certain, if no other has [`RIVAL`] of it.
const CERTAIN: f32 = 7.0;
/// Below this weight it is a guess.
const LIKELY: f32 = 3.0;
/// The share of a value's weight that makes another one its rival.
const RIVAL: f32 = 0.7;
/// What a further claim adds to the strongest one of a value.
const FURTHER: f32 = 0.4;

/// The value that most speaks for, and its reading. Of equals the first.
pub(super) fn weigh<T: Clone>(claims: &[Claim<T>], lines: &[Line<'_>]) -> Option<(Claim<T>, Reading)> {
    let mut values: Vec<(f32, &Claim<T>)> = Vec::new();
    for claim in claims {
        match values.iter_mut().find(|(_, strongest)| strongest.key == claim.key) {
            Some((weight, strongest)) => {
                let further = FURTHER * claim.weight.min(strongest.weight).max(0.0);
                *weight += further + (claim.weight - strongest.weight).max(0.0);
                if claim.weight > strongest.weight {
                    *strongest = claim;
                }
            }
            None => values.push((claim.weight, claim)),
        }
    }
    let best = values.iter().map(|(weight, _)| *weight).fold(f32::MIN, f32::max);
    let at = values.iter().position(|(weight, _)| *weight >= best)?;
    let (weight, claim) = values.swap_remove(at);
    let rival = values.iter().any(|(other, _)| *other >= RIVAL * weight);
    let sureness = match weight {
        _ if weight < LIKELY => Sureness::Guess,
        _ if weight >= CERTAIN && !rival => Sureness::Certain,
        _ => Sureness::Likely,
    };
    Some((claim.clone(), Reading { source: claim.source, sureness, span: span(lines, &claim.lines) }))
}

/// The place of `range` in the text.
pub(super) fn span(lines: &[Line<'_>], range: &Range<usize>) -> Option<Span<Clean>> {
    let lines = lines.get(range.clone())?;
    Some(Span::new(lines.first()?.span.start, lines.last()?.span.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(value: &str, source: Source, weight: f32) -> Claim<String> {
        Claim { value: value.to_owned(), key: value.to_owned(), source, weight, lines: 0..0 }
    }

    #[test]
    fn claims_add_up() {
        let check = |claims: &[Claim<String>], expected: Option<(&str, Source, Sureness)>| {
            let found = weigh(claims, &[]);
            let found = found.as_ref().map(|(claim, read)| (claim.value.as_str(), read.source, read.sureness));
            assert_eq!(found, expected);
        };
        check(&[], None);
        check(&[claim("甲", Source::Line, 2.0)], Some(("甲", Source::Line, Sureness::Guess)));
        check(&[claim("甲", Source::Label, 8.0)], Some(("甲", Source::Label, Sureness::Certain)));
        check(
            &[claim("甲", Source::Label, 8.0), claim("乙", Source::Signature, 7.0)],
            Some(("甲", Source::Label, Sureness::Likely)),
        );
        check(
            &[claim("甲", Source::Tag, 5.0), claim("乙", Source::Title, 4.0), claim("乙", Source::Signature, 7.0)],
            Some(("乙", Source::Signature, Sureness::Certain)),
        );
        check(
            &[claim("甲", Source::Line, 4.0), claim("乙", Source::Line, 4.0)],
            Some(("甲", Source::Line, Sureness::Likely)),
        );
    }
}
