//! Markdown: for notes and reports.

use std::io::{self, Write};

use super::{Script, sanitize};
use crate::search::{Hit, Hits, NoticeListing, Response, Shown};
use crate::text::{Local, Span};

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
        writeln!(out, "- {} {}", bold(&script.show(&notice.notice.title)), code(&notice.notice.id))?;
        for case in notice.cases.iter().filter(|case| case.case.id != notice.notice.id) {
            let place: Vec<&str> = case.case.city.iter().chain(&case.case.county).map(String::as_str).collect();
            let title = escaped(&script.show(&case.case.title));
            writeln!(out, "  - {title} ({}) {}", escaped(&script.show(&place.join(" "))), code(&case.case.id))?;
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
    for hit in shown.passages.iter().filter(|hit| hit.role != "foreign") {
        let text = escaped(&script.show(&hit.text));
        match hit.role {
            "heading" => writeln!(out, "## {text}\n")?,
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
    write!(out, "> ")?;
    let mut at = 0;
    for mark in joined(&hit) {
        let before = &hit.text[at..mark.start];
        // Only the start of the passage stands at the start of a line.
        let before = if at == 0 { escaped(before) } else { escaped_within(before) };
        write!(out, "{before}{}", bold(&hit.text[mark.range()]))?;
        at = mark.end;
    }
    let rest = &hit.text[at..];
    writeln!(out, "{}\n", if at == 0 { escaped(rest) } else { escaped_within(rest) })?;
    let section = hit.section.as_deref().map(|section| format!("{} · ", escaped(section))).unwrap_or_default();
    writeln!(out, "{section}{}\n", code(&hit.id))
}

/// The marks of a hit, neighbours made one: `**質****押**` would be read in another way.
fn joined(hit: &Hit) -> Vec<Span<Local>> {
    let mut out: Vec<Span<Local>> = Vec::with_capacity(hit.marks.len());
    for mark in &hit.marks {
        match out.last_mut() {
            Some(last) if mark.local.start <= last.end => last.end = last.end.max(mark.local.end),
            _ => out.push(mark.local),
        }
    }
    out
}

/// `text`, escaped and in bold. Asterisks only work where they touch no punctuation on the inside.
pub(super) fn bold(text: &str) -> String {
    let inside = escaped_within(text);
    let touches = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    if touches(text.chars().next()) && touches(text.chars().next_back()) {
        format!("**{inside}**")
    } else {
        format!("<b>{inside}</b>")
    }
}

/// `text` as code, between more backticks than it has in a row.
fn code(text: &str) -> String {
    let text = sanitize(text).replace('\n', " ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = if longest > 0 { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// `text` so that nothing in it is taken for Markdown or HTML, also at the start of a line.
pub(super) fn escaped(text: &str) -> String {
    let out = escaped_within(text);
    let start = out.trim_start();
    let indent = out.len() - start.len();
    let digits = start.len() - start.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let at = match start[digits..].chars().next() {
        Some('-' | '+' | '=') if digits == 0 => 0,
        // `1. ` and `1) ` begin an ordered list, `1.33` does not.
        Some('.' | ')') if digits > 0 && !start[digits + 1..].starts_with(|c: char| !c.is_whitespace()) => digits,
        // Four blanks begin code.
        _ => return start.to_owned(),
    };
    let (before, after) = out[indent..].split_at(at);
    format!("{before}\\{after}")
}

/// `text` so that nothing in it is taken for Markdown or HTML within a line.
fn escaped_within(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in sanitize(text).chars() {
        match c {
            '\n' => out.push(' '),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_taken_for_markdown() {
        for (text, expected) in [
            ("質押融資", "質押融資"),
            ("<b>&*_`|", "&lt;b&gt;&amp;\\*\\_\\`\\|"),
            ("[a](javascript:x)", "\\[a\\](javascript:x)"),
            ("- 質押", "\\- 質押"),
            ("1. 質押", "1\\. 質押"),
            ("1.33億元", "1.33億元"),
            ("    質押", "質押"),
            ("---", "\\---"),
            ("# 一", "\\# 一"),
            ("一\n# 二\u{1b}", "一 \\# 二␛"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }

    #[test]
    fn bold_works_beside_punctuation() {
        assert_eq!(bold("質押"), "**質押**");
        assert_eq!(bold("“資產”"), "<b>“資產”</b>");
        assert_eq!(bold("*a*"), "<b>\\*a\\*</b>");
    }

    #[test]
    fn code_holds_backticks() {
        assert_eq!(code("浙市監知運2023-12"), "`浙市監知運2023-12`");
        assert_eq!(code("a``b"), "``` a``b ```");
    }
}
