//! Markdown: for notes and reports.

use std::io::{self, Write};

use super::{Script, sanitize};
use crate::api::{Hit, Hits, NoticeListing, Response, Shown};
use crate::notice::Role;

/// Writes the hits, each under the title of its case, marks in bold.
///
/// # Errors
///
/// What the writer reports.
pub fn response(out: &mut impl Write, response: &Response, script: Script) -> io::Result<()> {
    writeln!(out, "# {}\n", escaped(&response.query.input))?;
    match &response.hits {
        Hits::Passages(hits) => hits.iter().try_for_each(|hit| passage(out, hit, script, true)),
        Hits::Cases(cases) => cases.iter().try_for_each(|case| {
            case.passages.iter().enumerate().try_for_each(|(index, hit)| passage(out, hit, script, index == 0))
        }),
    }
}

/// Writes the notices and their cases as nested lists.
///
/// # Errors
///
/// What the writer reports.
pub fn listing(out: &mut impl Write, listing: &[NoticeListing], script: Script) -> io::Result<()> {
    for notice in listing {
        writeln!(out, "- **{}** `{}`", escaped(&script.show(&notice.notice.title)), notice.notice.id)?;
        for copy in &notice.copies {
            writeln!(out, "  - = {}", escaped(copy))?;
        }
        for version in &notice.versions {
            let pairs = version.differences.iter().map(|difference| {
                let said = |text: &str| escaped(&script.show(text));
                format!("{} ≠ {}", said(&difference.here), said(&difference.there))
            });
            let pairs = pairs.collect::<Vec<_>>().join("; ");
            writeln!(out, "  - ≠ {} `{}`: {pairs}", escaped(&version.file), version.id)?;
        }
        for case in notice.cases.iter().filter(|case| case.case.id != notice.notice.id) {
            let place: Vec<&str> = case.case.city.iter().chain(&case.case.county).map(String::as_str).collect();
            let title = escaped(&script.show(&case.case.title));
            writeln!(out, "  - {title} ({}) `{}`", escaped(&script.show(&place.join(" "))), case.case.id)?;
        }
    }
    Ok(())
}

/// Writes a case, notice or passage whole.
///
/// # Errors
///
/// What the writer reports.
pub fn shown(out: &mut impl Write, shown: &Shown, script: Script) -> io::Result<()> {
    let title = shown.case.as_ref().map_or(&shown.notice.title, |case| &case.title);
    writeln!(out, "# {}\n", escaped(&script.show(title)))?;
    for hit in shown.passages.iter().filter(|hit| hit.role != Role::Foreign) {
        let text = escaped(&script.show(&hit.text));
        match hit.role {
            Role::Heading => writeln!(out, "## {text}\n")?,
            _ => writeln!(out, "{text}\n")?,
        }
    }
    Ok(())
}

fn passage(out: &mut impl Write, hit: &Hit, script: Script, titled: bool) -> io::Result<()> {
    let hit = script.show_hit(hit);
    if titled {
        let title = hit.case.as_ref().map_or(&hit.notice.title, |case| &case.title);
        writeln!(out, "## {}\n", escaped(title))?;
    }
    let mut at = 0;
    write!(out, "> ")?;
    for mark in &hit.marks {
        let lit = escaped(&hit.text[mark.local.range()]);
        write!(out, "{}**{lit}**", escaped(&hit.text[at..mark.local.start]))?;
        at = mark.local.end;
    }
    writeln!(out, "{}\n", escaped(&hit.text[at..]))?;
    let section = hit.section.as_deref().map(|section| format!("{} · ", escaped(section))).unwrap_or_default();
    writeln!(out, "{section}`{}`\n", hit.id)
}

/// `text` so that nothing in it is taken for Markdown or HTML.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in sanitize(text).chars() {
        match c {
            '\n' => out.push(' '),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
