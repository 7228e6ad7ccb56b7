//! The values of a passage, as the index keeps them: figures and dates with their places, nothing of their wording.

use super::folded_line::Line;
use super::{Found, Kind, Label, noun, number, quoted_names};
use crate::text::CharSpan;

/// A figure or date with its place in the passage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// Its kind. Sums in other currencies than the yuan are left out.
    pub kind: Kind,
    /// Its place, as of [`Fact::span`](super::Fact::span), in characters of the passage.
    pub chars: CharSpan,
    /// As [`Fact::value`](super::Fact::value).
    pub value: f64,
    /// As [`Fact::value_max`](super::Fact::value_max), and the value itself where there is no range.
    pub max: f64,
    /// Of a count, its measure word, where it stands at the figure.
    pub unit: Option<CharSpan>,
    /// Of a count, what is counted.
    pub noun: Option<CharSpan>,
}

/// The values of `text`, sorted by kind and place: those of [`extract`](super::extract) that have one.
#[must_use]
pub fn measured(text: &str) -> Vec<Measured> {
    // Most passages have no number: they need not even be folded.
    if !text.chars().any(|c| number::begins(crate::text::fold_char(c))) {
        return Vec::new();
    }
    let line = Line::new(text);
    let titles = quoted_names::titles(&line);
    let found = Found::read(&line, &titles);
    let span = |(start, end): (usize, usize)| CharSpan::new(start as u32, end as u32);
    let mut out = Vec::with_capacity(found.figures.len() + found.dates.len());
    let nouns = noun::nouns(&line, &found.figures, &found.dates);
    for (figure, noun) in found.figures.iter().zip(nouns) {
        let unit = match figure.unit {
            Label::Written(start, end) => Some((start, end)).filter(|_| end <= figure.end),
            Label::Fixed(_) => None,
        };
        if figure.kind == Kind::Money && figure.unit != Label::Fixed("元") {
            continue;
        }
        out.push(Measured {
            kind: figure.kind,
            chars: span((figure.start, figure.end)),
            value: figure.value,
            max: figure.max.unwrap_or(figure.value),
            unit: unit.filter(|_| figure.kind == Kind::Count).map(span),
            noun: noun.map(span),
        });
    }
    for date in &found.dates {
        out.push(Measured {
            kind: Kind::Date,
            chars: span((date.start, date.end)),
            value: f64::from(date.range.start.number()),
            max: f64::from(date.range.end.number()),
            unit: None,
            noun: None,
        });
    }
    out.sort_by_key(|measured| (measured.kind, measured.chars));
    out
}
