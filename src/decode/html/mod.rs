//! Web pages: the text, one block a line, with the place of each character in the file.
//!
//! What the site put around the document is in the text as well, and is set aside ([`Document::aside`]). Left out is
//! what a browser does not show: scripts, styles, forms, hidden elements; hidden links are remarked on.
//!
//! | file | what |
//! | --- | --- |
//! | `tree.rs` | the source as elements and pieces of text |
//! | `render.rs` | a line of pieces as text, with the way back |
//! | `main_text.rs` | which lines are the document, and which the site around it |
//! | `tables.rs` | the cells of tables |
//! | `labels.rs` | what the labels of metadata tables announce |

mod labels;
mod main_text;
mod render;
mod tables;
mod tree;

use super::allowance::Allowance;
use super::document::{Document, Heading, Metadata, ReadError, Statement, Teller};
use super::file::{File, Reader};
use super::format::Format;
use super::{DecodedText, Remark};
use crate::text::Span;
use crate::text::label::{Field, is_nothing, is_placeholder};

/// The reader of web pages.
pub(super) struct Html;

impl Reader for Html {
    fn recognises(&self, file: &File<'_>, named: bool) -> Result<bool, ReadError> {
        // Programs of offices export tables as pages and call them workbooks.
        let marked = Format::of_ending(&file.ending).is_some_and(|format| !format.marks().is_empty());
        file.text().map(|text| named || is_page(text) || marked && is_part(text))
    }

    fn allowance(&self, len: usize) -> Allowance {
        Allowance::plain(len)
    }

    fn read(&self, file: File<'_>, allowance: &Allowance) -> Result<Document, ReadError> {
        read(file.into_decoded(), allowance)
    }
}

/// Whether a text is the source of a whole web page, whatever its file is called.
fn is_page(text: &str) -> bool {
    let start = text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
    let start: String = start.chars().take(16).collect::<String>().to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// Whether a text is the source of a part of a page.
fn is_part(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(16).collect::<String>().to_ascii_lowercase();
    ["<table", "<meta", "<head", "<style", "<div", "<body", "<!--"].iter().any(|tag| start.starts_with(tag))
}

/// Reads the page that `decoded` is the source of. A text without tags is returned as it is, as [`Format::Text`].
///
/// # Errors
///
/// [`ReadError`] when the page takes more than `allowance` allows.
pub(super) fn read(decoded: DecodedText, allowance: &Allowance) -> Result<Document, ReadError> {
    let page = tree::parse(&decoded.text, allowance)?;
    if !page.has_tags {
        return Ok(Document::new(Format::Text, decoded));
    }
    let source = &decoded.text;
    let chosen = main_text::choose(source, &page, allowance)?;
    let mut out = render::Mapped::new();
    // The headings of the text, and those that a page has apart from it.
    let (mut headings, mut beside, mut aside) = (Vec::new(), Vec::new(), Vec::new());
    let mut meta = Metadata::default();
    let mut statements: Vec<Statement> = Vec::new();
    // Once its text has begun, `时间：` and the like are part of it.
    let mut begun = false;
    let mut cells = tables::Cells::default();
    // A label whose value is on the next line, and whether it stands in the main text.
    let mut waiting: Option<(Field, bool)> = None;
    for line in &chosen.lines {
        allowance.step(Format::Html)?;
        if !out.text.is_empty() {
            out.separate('\n');
        }
        let before = out.text.len();
        for (i, part) in line.cells.iter().enumerate() {
            if i > 0 {
                out.separate('\t');
            }
            let from = out.text.len();
            render::render(source, &page.items[part.items.clone()], &page, &mut out);
            cells.add(part.cell, &out.text, from);
        }
        // The line break that was waiting stands before the line.
        let start = before + usize::from(before > 0);
        let span = Span::new(start.min(out.text.len()), out.text.len());
        let text = &out.text[span.range()];
        if line.aside {
            aside.push(span);
            if line.heading > 0 {
                beside.push(Heading { span, level: line.heading });
            }
            continue;
        }
        let pairs = if line.main && begun { Vec::new() } else { labels::pairs(text) };
        begun |= line.main && pairs.is_empty() && text.contains(['。', '，', '；']) && text.chars().count() >= 16;
        let mut state = |field: Field, value: &str| {
            labels::enter(&mut meta, field, value);
            let value = value.trim().to_owned();
            statements.push(Statement { field, value, by: Teller::Label, at: Some(span) });
        };
        for &(field, value) in &pairs {
            state(field, value);
        }
        let value_of = waiting
            .take()
            .filter(|&(_, main)| pairs.is_empty() && main == line.main && text.chars().count() <= 100)
            .filter(|&(field, _)| labels::can_be_value(field, text));
        if let Some((field, _)) = value_of {
            state(field, text);
        }
        waiting = pairs.last().filter(|(_, value)| value.is_empty()).map(|&(field, _)| (field, line.main));
        if !pairs.is_empty() || value_of.is_some() {
            aside.push(span);
        } else if line.heading > 0 {
            headings.push(Heading { span, level: line.heading });
        }
    }
    let (text, map) = out.finish(source.len());
    from_tags(&mut meta, &page, source, &headings, &text);
    let cells = cells.placed(&page, &text);
    headings.append(&mut beside);
    headings.sort_by_key(|heading| heading.span.start);
    statements.retain(|statement| !is_nothing(&statement.value) && !is_placeholder(&statement.value));
    statements.extend(told_by_tags(&page, source));
    let mut remarks = decoded.remarks;
    if page.unseen > 0 {
        remarks.push(Remark::HiddenText { count: page.unseen });
    }
    if chosen.hidden_links > 0 {
        remarks.push(Remark::HiddenLinks { blocks: chosen.hidden_links });
    }
    remarks.extend(unrendered(&text));
    let text =
        DecodedText { map: map.then(decoded.map), verdict: decoded.verdict, encoding: decoded.encoding, text, remarks };
    Ok(Document { headings, aside, cells, meta, statements, ..Document::new(Format::Html, text) })
}

/// Fills what the labels left open from `<meta>`, `<title>` and the first heading.
fn from_tags(meta: &mut Metadata, page: &tree::Page, source: &str, headings: &[Heading], text: &str) {
    let tag = |names: &[&str]| {
        names.iter().find_map(|name| page.meta.iter().find(|(key, _)| key == name)).map(|(_, value)| value.clone())
    };
    // The names are those of the standard for government sites (国办发〔2017〕47号), then those of social networks.
    if meta.title.is_none() {
        let heading = || headings.iter().min_by_key(|h| h.level).map(|h| text[h.span.range()].to_owned());
        meta.title =
            tag(&["articletitle", "og:title", "dc.title"]).or_else(heading).or_else(|| page_title(page, source));
    }
    if meta.published.is_none() {
        meta.published =
            tag(&["pubdate", "publishdate", "article:published_time"]).and_then(|value| labels::date(&value));
    }
    let url = tag(&["url", "og:url"]).or_else(|| page.url.clone()).or_else(|| meta.url.take());
    meta.url = url.filter(|url| url.contains("://"));
}

/// A remark on a page that no script has filled, which has placeholders and no text.
fn unrendered(text: &str) -> Option<Remark> {
    let says = |line: &str| line.contains(['。', '，']) && line.chars().count() >= 16 && !is_placeholder(line);
    let count = text.lines().filter(|line| is_placeholder(line)).count();
    (count > 0 && !text.lines().any(says)).then_some(Remark::Unrendered { count })
}

/// What the tags of a page say of its document. Who a page took a text from (`ContentSource`) says nothing about who
/// issued it.
fn told_by_tags(page: &tree::Page, source: &str) -> Vec<Statement> {
    let fields: [(Field, &[&str]); 2] = [
        (Field::Title, &["articletitle", "og:title", "dc.title"]),
        (Field::Published, &["pubdate", "publishdate", "article:published_time"]),
    ];
    let tags = fields.iter().flat_map(|(field, names)| {
        let of = |name: &&str| page.meta.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim().to_owned());
        names.iter().filter_map(of).map(|value| (*field, value, Teller::Tag))
    });
    let window = page.title.clone().map(|range| main_text::plain(&source[range]).trim().to_owned());
    let all = tags.chain(window.map(|value| (Field::Title, value, Teller::Window)));
    let told = |value: &str| !is_nothing(value) && !is_placeholder(value) && value.len() <= LONGEST;
    all.filter(|(_, value, _)| told(value)).map(|(field, value, by)| Statement { field, value, by, at: None }).collect()
}

/// Bytes of the longest value that is taken from a tag.
const LONGEST: usize = 4096;

/// What stands in `<title>` before the site's name.
fn page_title(page: &tree::Page, source: &str) -> Option<String> {
    let title = main_text::plain(&source[page.title.clone()?]);
    let own = title.split(['_', '|', '｜', '＿']).next().unwrap_or("").split(" - ").next().unwrap_or("").trim();
    (own.chars().count() >= 4).then(|| own.to_owned())
}
