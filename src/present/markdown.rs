//! Markdown: for notes and reports, the blocks of an answer. Text stays text in it, as `escaped` has it, and names, as `name` has them.

use std::borrow::Cow;
use std::io::{self, Write};

use super::blocks::{Block, Run};
use super::rows::{Cell, Column, Kind, Sheet, pieces};
use crate::error::Lang;
use crate::text::{is_harmless, sanitize};

/// Writes a document.
///
/// # Errors
///
/// What the writer reports.
pub fn document(out: &mut impl Write, blocks: &[Block], lang: Lang) -> io::Result<()> {
    for (at, block) in blocks.iter().enumerate() {
        match block {
            Block::Heading(level, text) => writeln!(out, "{} {}\n", "#".repeat(*level), runs(text))?,
            Block::Paragraph(text) => writeln!(out, "{}\n", runs(text))?,
            Block::Quote(text) => writeln!(out, "> {}\n", runs(text))?,
            Block::Item(depth, number, text) => {
                let sign = number.map_or_else(|| "-".to_owned(), |number| format!("{number}."));
                // A blank more before it, and what follows would not stand below it.
                writeln!(out, "{}{sign} {}", " ".repeat(depth * INDENT), runs(text).trim_start())?;
            }
            Block::End => writeln!(out)?,
            // The paragraph that follows names the passage.
            Block::Source(_) | Block::Chart(_) => {}
            Block::Table(sheet) => {
                table(out, sheet, lang)?;
                if at + 1 < blocks.len() {
                    writeln!(out)?;
                }
            }
        }
    }
    Ok(())
}

/// Blanks before an item in a list within a list, bulleted or numbered.
const INDENT: usize = 3;

fn runs(runs: &[Run]) -> String {
    let run = |run: &Run| match run {
        Run::Plain(text) => Cow::Owned(escaped(text)),
        Run::Mark(text) | Run::Strong(text) => Cow::Owned(bold(text)),
        Run::Name(text) => Cow::Owned(name(text)),
        Run::Sign(text) => Cow::Borrowed(*text),
    };
    runs.iter().map(run).collect()
}

fn table(out: &mut impl Write, sheet: &Sheet, lang: Lang) -> io::Result<()> {
    let label = |column: &Column| {
        let unit = column.unit.map_or_else(String::new, |unit| format!(" ({unit})"));
        escaped(&format!("{}{unit}", column.label(lang)))
    };
    let labels: Vec<String> = sheet.columns.iter().map(label).collect();
    let rules = sheet.columns.iter().map(|column| if column.kind == Kind::Number { " ---: |" } else { " --- |" });
    writeln!(out, "| {} |\n|{}", labels.join(" | "), rules.collect::<String>())?;
    for row in &sheet.rows {
        let cells: Vec<String> = sheet.columns.iter().zip(row).map(|(column, content)| cell(column, content)).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    Ok(())
}

fn cell(column: &Column, cell: &Cell) -> String {
    match cell {
        Cell::Marked(text, marks) => {
            let piece = |(marked, piece): (bool, &str)| if marked { bold(piece) } else { escaped(piece) };
            pieces(text, marks).into_iter().map(piece).collect()
        }
        Cell::Named(title, id) => format!("{} {}", escaped(title), name(id)),
        // What breaks a line breaks no row.
        Cell::List(texts) => lines(texts.iter()),
        Cell::Noted(texts) => lines(texts.iter().map(|(text, _)| text)),
        Cell::Text(text) if matches!(column.kind, Kind::Name | Kind::Date) => name(text),
        cell => escaped(&cell.text()),
    }
}

/// Texts below each other.
fn lines<'t>(texts: impl Iterator<Item = &'t String>) -> String {
    texts.map(|text| escaped(&text.replace('\n', ""))).collect::<Vec<_>>().join("<br>")
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
