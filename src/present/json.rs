//! JSON and JSON lines: answers as they serialise, which is the contract (`api`, `anli schema`).
//!
//! Control characters, marks of direction, separators of lines and characters that nobody sees are written as `\uXXXX`,
//! in whatever way the output goes: it stays the same JSON, and may be looked at.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

use crate::api::{Answer, Failure, Hits, Versioned};
use crate::text::json_escaped;

/// Writes one object for the whole answer.
///
/// # Errors
///
/// What the writer reports.
pub fn answer(out: &mut impl Write, answer: &impl Serialize) -> io::Result<()> {
    object(out, &Versioned::new(answer))
}

/// Writes one object that says what went wrong.
///
/// # Errors
///
/// What the writer reports.
pub fn failure(out: &mut impl Write, failure: &Failure) -> io::Result<()> {
    object(out, failure)
}

/// Writes one object for each thing that was found; for an answer that is one thing, that one.
///
/// # Errors
///
/// What the writer reports.
pub fn lines(out: &mut impl Write, answer: &Answer) -> io::Result<()> {
    match answer {
        Answer::Search(response) => match &response.hits {
            Hits::Passages(hits) => each(out, hits),
            Hits::Cases(cases) => each(out, cases),
        },
        Answer::Facets(response) => {
            let values = response.facets.iter().flat_map(|facet| {
                facet.values.iter().map(
                    |value| serde_json::json!({ "field": facet.field, "value": value.value, "count": value.count }),
                )
            });
            each(out, values)
        }
        Answer::List(listing) => each(out, &listing.notices),
        Answer::Show(shown) => each(out, &shown.passages),
        Answer::Cite(cited) => each(out, &cited.cited),
        Answer::Facts(facts) => each(out, &facts.facts),
        Answer::Table(table) => each(out, &table.rows),
        Answer::Timeline(timeline) => each(out, &timeline.events),
        Answer::Kwic(kwic) => each(out, &kwic.lines),
        Answer::WhyNot(why) => each(out, &why.parts),
        Answer::Verify(verification) if verification.stands => each(out, &verification.places),
        Answer::Verify(verification) => each(out, &verification.nearest),
        Answer::VerifyDraft(draft) => each(out, &draft.claims),
        Answer::Similar(similar) => each(out, &similar.hits),
        Answer::Groups(groups) => each(out, &groups.clusters),
        Answer::Compare(comparison) => each(out, &comparison.rows),
        Answer::Keywords(keywords) => each(out, &keywords.keywords),
        Answer::Pivot(pivot) => each(out, &pivot.rows),
        Answer::Source(source) => each(out, &source.passages),
        Answer::Inspect(inspected) => each(out, &inspected.findings),
        Answer::Corpus(corpus) => each(out, &corpus.files),
    }
}

fn each<T: Serialize>(out: &mut impl Write, items: impl IntoIterator<Item = T>) -> io::Result<()> {
    items.into_iter().try_for_each(|item| object(out, &item))
}

/// Writes `value` on a line of its own.
///
/// # Errors
///
/// What the writer reports.
pub fn object(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, Harmless))?;
    out.write_all(b"\n")
}

/// Writes `value` on several lines, for people.
///
/// # Errors
///
/// What the writer reports.
pub fn pretty(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    writeln!(out, "{}", json_escaped(&text))
}

/// JSON in which every character that a terminal could obey, or a reader be misled by, stands as `\u202e` does here:
/// the same strings to a program, and nothing but what is seen to everybody else.
struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        writer.write_all(json_escaped(fragment).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;
    use crate::text::is_harmless;

    proptest! {
        #[test]
        fn json_is_the_same_and_harmless(text in "([\"\\\\質\r\n\u{7f}\u{9b}\u{202e}\u{2028}\u{e0041}\u{200b}]|\\PC|\\pC){0,20}") {
            let mut out = Vec::new();
            object(&mut out, &serde_json::json!({ (text.clone()): [text.clone(), null] })).unwrap();
            let line = String::from_utf8(out).unwrap();
            prop_assert!(line.strip_suffix('\n').unwrap().chars().all(|c| c != '\n' && is_harmless(c)), "{:?}", line);
            let read: serde_json::Value = serde_json::from_str(&line).unwrap();
            prop_assert_eq!(&read[&text][0], &text);
            let mut out = Vec::new();
            pretty(&mut out, &read).unwrap();
            let shown = String::from_utf8(out).unwrap();
            prop_assert!(shown.chars().all(is_harmless));
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), read);
        }
    }
}
