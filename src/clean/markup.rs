//! Markup that a page shows as text: rows of links, scripts, and blocks that a browser would not have shown.
//!
//! A paragraph with a stray `<br>` in it is a paragraph; a line is foreign when most of it is markup, or when it stands
//! in a block that the markup hides.

use super::scan::{line_end, line_start, without_end};
use crate::text::{Clean, Span};

/// Lines after which a hidden block that is not closed counts as closed.
const LONGEST: usize = 60;

/// The lines of `text` that are markup or hidden by it, without their line ends.
pub(super) fn lines(text: &str) -> Vec<Span<Clean>> {
    let mut out = Vec::new();
    let mut hidden: Option<Hidden> = None;
    let mut at = 0;
    while at < text.len() {
        // Outside of blocks, lines without a tag are text.
        if hidden.is_none() {
            let Some(ahead) = memchr::memchr(b'<', &text.as_bytes()[at..]) else { break };
            at = line_start(text, at + ahead);
        }
        let start = at;
        at = line_end(text, start);
        let line = without_end(&text[start..at]);
        let tags: Vec<Tag<'_>> = tags(line).collect();
        let before = hidden.is_some();
        // Where in the line the open block begins, and how much of the line is tags or stands in blocks.
        let mut opened = 0;
        let mut markup = 0;
        for tag in &tags {
            markup += tag.len;
            if hidden.as_mut().is_some_and(|block| block.closed_by(tag)) {
                hidden = None;
                markup = markup.max(tag.start + tag.len - opened);
            } else if hidden.is_none() && tag.hides() {
                opened = tag.start;
                hidden = Some(Hidden { name: tag.name.to_ascii_lowercase(), depth: 1, lines: 0 });
            }
        }
        let inside = before || hidden.is_some();
        if let Some(block) = &mut hidden {
            block.lines += 1;
            if block.lines > LONGEST {
                hidden = None;
            }
        }
        let links = tags.iter().any(Tag::is_link);
        let shown = line.trim().len();
        if shown > 0 && (inside || markup * 10 >= shown * 9 || links && markup * 2 >= shown) {
            out.push(Span::new(start, start + line.len()));
        }
    }
    out
}

/// A block that is not shown.
struct Hidden {
    name: String,
    depth: usize,
    lines: usize,
}

impl Hidden {
    /// Whether `tag` ends the block.
    fn closed_by(&mut self, tag: &Tag<'_>) -> bool {
        if tag.name.eq_ignore_ascii_case(&self.name) {
            self.depth = if tag.closes { self.depth - 1 } else { self.depth + 1 };
        }
        self.depth == 0
    }
}

/// A tag of HTML.
struct Tag<'t> {
    name: &'t str,
    attributes: &'t str,
    closes: bool,
    /// Byte of the line.
    start: usize,
    /// Bytes, with the angle brackets.
    len: usize,
}

impl Tag<'_> {
    fn is_link(&self) -> bool {
        self.name.eq_ignore_ascii_case("a") && self.attributes.contains("href")
    }

    fn hides(&self) -> bool {
        if self.closes || self.attributes.ends_with('/') {
            return false;
        }
        if self.name.eq_ignore_ascii_case("script") || self.name.eq_ignore_ascii_case("style") {
            return true;
        }
        let attributes: String =
            self.attributes.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
        let none = ["display:none", "visibility:hidden", "font-size:0", "text-indent:-", "left:-", "top:-"];
        none.iter().any(|style| attributes.contains(style))
            || attributes.contains("overflow:hidden")
                && (attributes.contains("height:1px") || attributes.contains("height:0"))
    }
}

/// The names of tags that pages have; `<甲>` and `<x>` are text.
const NAMES: [&str; 32] = [
    "a", "b", "body", "br", "center", "div", "em", "embed", "font", "form", "h1", "h2", "h3", "head", "html", "i",
    "iframe", "img", "input", "li", "link", "marquee", "meta", "p", "script", "span", "strong", "style", "table", "td",
    "tr", "ul",
];

/// The tags of `line`, in order.
fn tags(line: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut rest = line;
    std::iter::from_fn(move || {
        loop {
            let open = rest.find('<')?;
            rest = &rest[open + 1..];
            // The end is looked for on this side of the next tag, so that the work stays linear.
            let end = rest.find(['<', '>'])?;
            if !rest[end..].starts_with('>') {
                continue;
            }
            let inside = &rest[..end];
            rest = &rest[end + 1..];
            let (closes, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
            let name_end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
            let (name, attributes) = inside.split_at(name_end);
            if NAMES.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                let start = line.len() - rest.len() - end - 2;
                return Some(Tag { name, attributes, closes, start, len: end + 2 });
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = lines(text).into_iter().map(|span| &text[span.range()]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn hidden_blocks_and_rows_of_links() {
        let links = "<a href=\"x\">甲</a><a href=\"y\">乙</a>";
        check(&format!("正文。\n{links}\n正文。"), &[links]);
        check(
            "正文。\n<div style=\"display: none\">\n<div>字</div>廣告\n</div>\n正文。",
            &["<div style=\"display: none\">", "<div>字</div>廣告", "</div>"],
        );
        check("<script>var a = 1;\nb();\n</script>\n正文", &["<script>var a = 1;", "b();", "</script>"]);
        check("<p>\n正文。</p>\n", &["<p>"]);
    }

    #[test]
    fn text_with_a_tag_in_it_is_text() {
        for text in [
            "正文<br>正文",
            "若 a<b 且 c>d",
            "<甲>乙",
            "<<<<",
            "参见<a href=\"x\">办法</a>的规定,由市人民政府另行制定并公布实施。",
        ] {
            check(text, &[]);
        }
        let unclosed = format!("<div style=\"display:none\">\n{}", "正文。\n".repeat(200));
        assert!(lines(&unclosed).len() <= LONGEST + 1, "a block that is never closed does not hide the page");
    }
}
