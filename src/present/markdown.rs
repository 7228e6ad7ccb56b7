//! Markdown: for notes and reports. Text stays text in it, as `escaped` has it, and names, as `name` has them.

use std::io::{self, Write};

use super::{Script, is_harmless, sanitize};
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
        let head = format!("{} {}", bold(&script.show(&notice.notice.title)), name(&notice.notice.id));
        // A blank more before it, and what follows would not stand below it.
        writeln!(out, "- {}", head.trim_start())?;
        for copy in &notice.copies {
            writeln!(out, "  - = {}", escaped(copy))?;
        }
        for version in &notice.versions {
            let pairs = version.differences.iter().map(|difference| {
                let said = |text: &str| escaped(&script.show(text));
                format!("{} ≠ {}", said(&difference.here), said(&difference.there))
            });
            let pairs = pairs.collect::<Vec<_>>().join("; ");
            writeln!(out, "  - ≠ {} {}: {pairs}", escaped(&version.file), name(&version.id))?;
        }
        for case in notice.cases.iter().filter(|case| case.case.id != notice.notice.id) {
            let place: Vec<&str> = case.case.city.iter().chain(&case.case.county).map(String::as_str).collect();
            let title = escaped(&script.show(&case.case.title));
            writeln!(out, "  - {title} ({}) {}", escaped(&script.show(&place.join(" "))), name(&case.case.id))?;
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
        write!(out, "{}{}", escaped(&hit.text[at..mark.local.start]), bold(&hit.text[mark.local.range()]))?;
        at = mark.local.end;
    }
    writeln!(out, "{}\n", escaped(&hit.text[at..]))?;
    let section = hit.section.as_deref().map(|section| format!("{} · ", escaped(section))).unwrap_or_default();
    writeln!(out, "{section}{}\n", name(&hit.id))
}

/// `text` so that nothing in it is taken for Markdown or HTML, wherever in a line it comes to stand.
pub(crate) fn escaped(text: &str) -> String {
    let shown = sanitize(text);
    let mut out = String::with_capacity(shown.len());
    // Blanks at the beginning of a line would make code of it; there they mean nothing.
    let body = shown.trim_start_matches([' ', '\n']);
    if body.len() < shown.len() {
        out.push(' ');
    }
    // What begins a line begins a list, a heading or a rule: a number is given its stop back behind a backslash, unless
    // something stands behind that, as in 9.2億元.
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let listed = body.get(digits + 1..).is_none_or(|rest| rest.is_empty() || rest.starts_with([' ', '\n']));
    let mut before = ['\0'; 5];
    for (at, c) in body.char_indices() {
        let begins =
            at == 0 && matches!(c, '-' | '+' | '=' | ':') || at > 0 && at == digits && listed && matches!(c, '.' | ')');
        match c {
            '\n' => out.push(' '),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '{' | '}' | '#' | '|' | '~' | '^' | '$' => {
                out.push('\\');
                out.push(c);
            }
            // Some readers make links of bare addresses, and only those of the web may become one.
            ':' if body[at..].starts_with("://") && !is_of_web(&before) => out.push_str("\\:"),
            c if begins => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
        before.rotate_left(1);
        before[4] = c.to_ascii_lowercase();
    }
    out
}

/// Whether an address whose scheme ends with these characters is one of the web.
fn is_of_web(before: &[char; 5]) -> bool {
    matches!(before, [_, 'h', 't', 't', 'p'] | ['h', 't', 't', 'p', 's'])
}

/// `text` in bold; blanks at its edges stay outside, where they do not undo it.
pub(crate) fn bold(text: &str) -> String {
    // What is not shown cannot be bold.
    let shown = sanitize(text);
    let inner = shown.trim();
    if inner.is_empty() {
        return escaped(&shown);
    }
    let (before, after) = shown.split_once(inner).unwrap_or_default();
    format!("{}**{}**{}", escaped(before), escaped(inner), escaped(after))
}

/// The name of something, in the type of code where it is plain enough for that, and a dash where there is none.
pub(crate) fn name(text: &str) -> String {
    // Inside a table, or for a careless reader, these are not safe in code either.
    let plain = |c: char| c != '\n' && is_harmless(c) && !matches!(c, '`' | '|' | '\\' | '<' | '>' | '&' | '$');
    let plain = !text.is_empty() && text.trim() == text && text.chars().all(plain);
    if plain {
        return format!("`{text}`");
    }
    let shown = escaped(text);
    if shown.trim().is_empty() { "–".to_owned() } else { shown }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;

    /// What a reader with every extension makes of `markdown`: its text, and its tags but for paragraphs.
    fn read(markdown: &str) -> (String, Vec<String>) {
        let (mut text, mut tags) = (String::new(), Vec::new());
        for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Text(part) | Event::Code(part) => text.push_str(&part),
                Event::Start(Tag::Paragraph) | Event::End(_) => {}
                other => tags.push(format!("{other:?}")),
            }
        }
        (text, tags)
    }

    proptest! {
        #[test]
        fn text_is_text_wherever_it_stands(
            text in "([-+*_=#>:.)(!<&|`~^$\\\\{}\\[\\]\"' \n\t0-9a質]|http://a\\.b|<b>|&lt;|!\\[|\\]\\(|\\PC){0,16}",
        ) {
            let expected = sanitize(&text).replace('\n', " ").trim().to_owned();
            for (before, tags) in [("", 0), ("> ", 1), ("- ", 2), ("1. ", 2), ("# ", 1), ("## ", 1), ("x ", 0)] {
                let (shown, found) = read(&format!("{before}{}\n\nend\n", escaped(&text)));
                let shown = shown.strip_suffix("end").unwrap();
                let shown = if before == "x " { shown.strip_prefix('x').unwrap() } else { shown };
                prop_assert_eq!(shown.trim(), &expected, "{:?}", escaped(&text));
                // A list of one empty item is a list all the same.
                prop_assert_eq!(found.len(), tags, "{:?}: {:?}", escaped(&text), found);
            }
            let table = format!("| a | b |\n| --- | --- |\n| {} | {} {} |\n", escaped(&text), name(&text), bold(&text));
            let (_, found) = read(&table);
            let cells = found.iter().filter(|tag| tag.contains("TableCell")).count();
            prop_assert_eq!(cells, 4, "{}", table);
            let foreign: Vec<&String> =
                found.iter().filter(|tag| !tag.contains("Table") && !tag.contains("Strong")).collect();
            prop_assert!(foreign.is_empty(), "{:?} in {}", foreign, table);
            let (shown, _) = read(&format!("x {} y", name(&text)));
            let shown = shown.strip_prefix('x').unwrap().strip_suffix('y').unwrap().trim();
            prop_assert_eq!(shown, if expected.is_empty() { "–" } else { &expected });
        }
    }

    #[test]
    fn addresses_that_are_not_of_the_web_are_no_links() {
        assert_eq!(escaped("見 HTTP://a.b、https://c.d"), "見 HTTP://a.b、https://c.d");
        assert_eq!(escaped("ftp://a.b javascript://c"), "ftp\\://a.b javascript\\://c");
        assert_eq!(escaped("- 1.2"), "\\- 1.2");
        assert_eq!(escaped("12. 甲"), "12\\. 甲");
        assert_eq!(escaped("12."), "12\\.");
        assert_eq!(escaped("9.2億元"), "9.2億元");
        assert_eq!(bold(" 質押\u{3000}"), " **質押**\u{3000}");
        assert_eq!(bold("\u{85}\u{202e}"), " ");
        assert_eq!(name("甲/典型5#7"), "`甲/典型5#7`");
        assert_eq!(name("甲`|<b>"), "甲\\`\\|&lt;b&gt;");
    }
}
