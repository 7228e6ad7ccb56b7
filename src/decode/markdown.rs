//! Markdown: the text without the marks that stand inside it.
//!
//! `**質押**融資` is to be found as 質押融資, so the marks of emphasis, code, links and references go, with the way back to
//! the file. What stands at the beginning of a line stays (`#`, `-`, `>`, `|`, fences): it is in nobody's way, and headings
//! are known by it. A line that is bold as a whole keeps its marks for that reason. `pulldown-cmark` says what is a mark
//! and what is a star in a text. A block between `---` at the beginning, which programs write for programs, is read as
//! metadata and set aside.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::DecodedText;
use super::allowance::Allowance;
use super::document::{Cell, Document, Heading, Metadata, ReadError, Statement, Teller};
use super::file::{File, Reader};
use super::format::Format;
use super::table::{Extent, SINGLE, Table};
use crate::text::label::{Field, front_matter_field, is_nothing};
use crate::text::{Decoded, Inverse, OffsetMap, Span, is_han};

/// The reader of Markdown.
pub(super) struct Markdown;

impl Reader for Markdown {
    fn recognises(&self, file: &File<'_>, named: bool) -> Result<bool, ReadError> {
        file.text().map(|_| named)
    }

    fn allowance(&self, len: usize) -> Allowance {
        Allowance::plain(len)
    }

    fn read(&self, file: File<'_>, _: &Allowance) -> Result<Document, ReadError> {
        Ok(read(file.into_decoded()))
    }
}

/// Reads Markdown.
fn read(decoded: DecodedText) -> Document {
    let DecodedText { text: source, map, encoding, verdict, remarks } = decoded;
    let marked = Marks::find(&source);
    let stripped = Stripped::of(&source, &marked.edits);
    let headings: Vec<Heading> = marked
        .headings
        .iter()
        .map(|(range, level)| Heading { span: stripped.place(range.clone()), level: *level })
        .collect();
    let cells = placed(&marked.tables, &stripped);
    let literal = marked.literal.iter().map(|range| stripped.place(range.clone())).collect();
    let title = headings
        .first()
        .filter(|heading| heading.level == 1)
        .map(|heading| stripped.text[heading.span.range()].trim_matches(['#', ' ', '\t', '*', '\u{3000}']).to_owned());
    let front = marked.front.as_ref().map(|range| stated(&source[range.clone()])).unwrap_or_default();
    let statements = front_statements(&front);
    let meta = Metadata { title: front.title.clone().or(title), ..front };
    let aside = marked.front.map(|range| stripped.place(range)).into_iter().collect();
    let text = DecodedText { text: stripped.text, map: stripped.map.then(map), encoding, verdict, remarks };
    Document { headings, cells, literal, meta, statements, aside, ..Document::new(Format::Markdown, text) }
}

/// Whether what stands between two rules is metadata and no text: every line is a key with its value, or goes on with one.
fn is_metadata(block: &str) -> bool {
    let inner = block.trim().trim_start_matches("---").trim_end_matches("---");
    let is_key =
        |key: &str| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '));
    let mut keys = 0;
    inner.lines().filter(|line| !line.trim().is_empty()).all(|line| {
        let keyed = line.split_once(':').is_some_and(|(key, _)| key.chars().count() <= 20 && is_key(key));
        keys += usize::from(keyed);
        keyed || keys > 0 && line.starts_with([' ', '\t', '-', '#'])
    }) && keys > 0
}

/// What a block of metadata says: a key and a value a line, as in YAML. Values of several lines are left alone.
fn stated(block: &str) -> Metadata {
    let mut out = Metadata::default();
    for (key, value) in block.lines().filter_map(|line| line.split_once([':', '：'])) {
        let value = value.trim().trim_matches(['"', '\'']).trim();
        let slot = match front_matter_field(key) {
            Some(Field::Title) => &mut out.title,
            Some(Field::Number) => &mut out.number,
            Some(Field::Issuer) => &mut out.issuer,
            Some(Field::Issued) => &mut out.issued,
            Some(Field::Published) => &mut out.published,
            Some(Field::Url) => &mut out.url,
            Some(Field::Keywords | Field::Other) | None => continue,
        };
        // `>` and `|` announce a text of several lines.
        if slot.is_none() && !is_nothing(value) && !value.starts_with(['>', '|']) {
            *slot = Some(value.to_owned());
        }
    }
    out.url = out.url.filter(|url| url.starts_with("http"));
    out
}

fn front_statements(front: &Metadata) -> Vec<Statement> {
    let fields = [
        (Field::Number, &front.number),
        (Field::Title, &front.title),
        (Field::Issuer, &front.issuer),
        (Field::Issued, &front.issued),
        (Field::Published, &front.published),
    ];
    let said = fields.into_iter().filter_map(|(field, value)| Some((field, value.clone()?)));
    said.map(|(field, value)| Statement { field, value, by: Teller::Front, at: None }).collect()
}

/// Some bytes of the source, and what stands for them in the text.
type Edit = (Range<usize>, String);

/// A row of a table: whether it is one of headings, and the places of its cells.
type Row = (bool, Vec<Range<usize>>);

/// What Markdown makes of a source.
#[derive(Default)]
struct Marks {
    /// Sorted, disjoint.
    edits: Vec<Edit>,
    /// The lines of headings, with their levels.
    headings: Vec<(Range<usize>, u8)>,
    /// Fenced blocks, in which nothing is a mark.
    literal: Vec<Range<usize>>,
    /// The block of metadata at the beginning.
    front: Option<Range<usize>>,
    /// The tables, each with its rows: the places of the cells, and whether they are headings.
    tables: Vec<Vec<Row>>,
}

impl Marks {
    fn find(source: &str) -> Marks {
        let mut marks = Marks::default();
        // The links that are open: the whole, and how far its text reaches.
        let mut links: Vec<(Range<usize>, Option<Range<usize>>)> = Vec::new();
        let mut code: Vec<Range<usize>> = Vec::new();
        // Where inline text reaches, to see what the parser passes over between two pieces of it.
        let mut last = 0;
        let options =
            Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
        for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
            // A link within this one was seen whole when it began.
            if let Some((_, inner)) = links.last_mut()
                && !matches!(event, Event::End(TagEnd::Link | TagEnd::Image))
            {
                let inner = inner.get_or_insert_with(|| range.clone());
                inner.end = inner.end.max(range.end);
            }
            match event {
                Event::Start(Tag::Emphasis) => marks.pair(&range, 1),
                Event::Start(Tag::Strong) if !is_line(source, &range) => marks.pair(&range, 2),
                Event::Start(Tag::Strikethrough) => {
                    let len = if source[range.clone()].starts_with("~~") { 2 } else { 1 };
                    marks.pair(&range, len);
                }
                Event::Code(_) => {
                    let ticks = source[range.clone()].bytes().take_while(|&b| b == b'`').count();
                    marks.pair(&range, ticks);
                    last = range.end;
                    code.push(range);
                }
                Event::Start(Tag::Link { .. } | Tag::Image { .. }) => links.push((range, None)),
                Event::End(TagEnd::Link | TagEnd::Image) => {
                    // A link without a text is left as it is: its target is all that it says.
                    if let Some((whole, Some(inner))) = links.pop() {
                        marks.drop(whole.start..inner.start);
                        marks.drop(inner.end..whole.end);
                    }
                    last = range.end;
                }
                Event::InlineHtml(tag) => {
                    let breaks = tag.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("<br"));
                    marks.edits.push((range.clone(), if breaks { "\n".to_owned() } else { String::new() }));
                    last = range.end;
                }
                Event::Html(_) => {
                    marks.edits.extend(
                        tags(source, range.clone()).map(|tag| (tag.clone(), line_break(source, &tag).to_owned())),
                    );
                    last = range.end;
                }
                Event::Text(text) => {
                    let raw = &source[range.clone()];
                    if raw.starts_with('&') && raw.ends_with(';') && raw != &*text {
                        marks.edits.push((range.clone(), text.into_string()));
                    } else if last < range.start && &source[last..range.start] == "\\" {
                        marks.drop(last..range.start);
                    }
                    last = range.end;
                }
                Event::Start(Tag::Heading { level, .. }) if source[range.start..].starts_with('#') => {
                    let line = source[range.clone()].split(['\n', '\r']).next().unwrap_or("");
                    marks.headings.push((range.start..range.start + line.len(), level as u8));
                    last = range.start;
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    code.push(range.clone());
                    if let CodeBlockKind::Fenced(_) = kind {
                        marks.literal.push(range);
                    }
                }
                Event::Start(Tag::MetadataBlock(_)) => {
                    last = range.start;
                    if source[..range.start].trim().is_empty() && is_metadata(&source[range.clone()]) {
                        marks.front = Some(range);
                    }
                }
                Event::Start(tag @ (Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell)) => {
                    last = range.start;
                    marks.table(&tag, range);
                }
                Event::Start(_) => last = range.start,
                _ => {}
            }
        }
        marks.touching(source, &code);
        marks.in_order();
        marks.beside_chinese(source, &code);
        marks.in_order();
        marks
    }

    /// Takes in the beginning of a table, a row or a cell.
    fn table(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        let row = || (*tag == Tag::TableHead, Vec::new());
        match (tag, self.tables.last_mut()) {
            (Tag::Table(_), _) => self.tables.push(Vec::new()),
            (Tag::TableCell, Some(table)) => {
                table.last_mut().into_iter().for_each(|(_, cells)| cells.push(range.clone()))
            }
            (_, Some(table)) => table.push(row()),
            (_, None) => {}
        }
    }

    /// Puts the edits in order; of two that meet, the first counts.
    fn in_order(&mut self) {
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut at = 0;
        self.edits.retain(|(range, _)| {
            let apart = range.start >= at && range.start < range.end;
            at = if apart { range.end } else { at };
            apart
        });
    }

    /// Where one piece of bold text ends and the next begins, `**约****定**`: the rules of CommonMark take the four stars
    /// for text.
    fn touching(&mut self, source: &str, code: &[Range<usize>]) {
        let mut start = 0;
        for line in source.split_inclusive('\n') {
            for (at, _) in line.match_indices("****") {
                let here = start + at;
                let alone = !line[..at].ends_with('*') && !line[at + 4..].starts_with('*');
                let within = line[..at].contains("**") && line[at + 4..].contains("**");
                let beside = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
                let tight = beside(line[..at].chars().next_back()) && beside(line[at + 4..].chars().next());
                let in_code = code[..code.partition_point(|range| range.start <= here)].last();
                if alone && within && tight && in_code.is_none_or(|range| here >= range.end) {
                    // What the parser made of a part of them does not count.
                    self.edits.retain(|(range, _)| range.end <= here || range.start >= here + 4);
                    self.drop(here..here + 4);
                }
            }
            start += line.len();
        }
    }

    /// Bold that the rules of CommonMark do not see, because they take a quotation mark beside a character for the
    /// inside of a word: `**“質押”**融資`. `code` is in order.
    fn beside_chinese(&mut self, source: &str, code: &[Range<usize>]) {
        const MARK: &str = "**";
        const OPENING: [char; 9] = ['“', '‘', '「', '『', '《', '〈', '【', '（', '〔'];
        const CLOSING: [char; 13] = ['”', '’', '」', '』', '》', '〉', '】', '）', '〕', '。', '！', '？', '：'];
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut start = 0;
        for line in source.split_inclusive('\n') {
            // Where a mark stands that may open, and what it would open.
            let mut open: Option<(usize, char)> = None;
            for (at, _) in line.match_indices(MARK) {
                let here = start + at;
                let in_code = code[..code.partition_point(|range| range.start <= here)].last();
                let edit = self.edits[..self.edits.partition_point(|(range, _)| range.start <= here)].last();
                if in_code.is_some_and(|range| here < range.end) || edit.is_some_and(|(range, _)| here < range.end) {
                    continue;
                }
                let before = line[..at].chars().next_back().unwrap_or(' ');
                let after = line[at + MARK.len()..].chars().next().unwrap_or(' ');
                match open {
                    Some((first, opened))
                        if CLOSING.contains(&before) || is_han(before) && OPENING.contains(&opened) =>
                    {
                        let end = here + MARK.len();
                        if !is_line(source, &(first..end)) {
                            found.extend([first..first + MARK.len(), here..end]);
                        }
                        open = None;
                    }
                    _ if is_han(after) || OPENING.contains(&after) => open = Some((here, after)),
                    _ => {}
                }
            }
            start += line.len();
        }
        self.edits.extend(found.into_iter().map(|range| (range, String::new())));
    }

    /// Drops `len` bytes at either end of `range`.
    fn pair(&mut self, range: &Range<usize>, len: usize) {
        if range.len() > 2 * len {
            self.drop(range.start..range.start + len);
            self.drop(range.end - len..range.end);
        }
    }

    fn drop(&mut self, range: Range<usize>) {
        self.edits.push((range, String::new()));
    }
}

/// The cells of `tables`, in the text.
fn placed(tables: &[Vec<Row>], stripped: &Stripped) -> Vec<Cell<Decoded>> {
    let mut cells = Vec::new();
    for (rows, number) in tables.iter().zip(1..) {
        let mut table = Table::default();
        for (marked, row) in rows {
            table.row();
            for range in row {
                let span = stripped.place(range.clone());
                let text = &stripped.text[span.range()];
                let inner = text.trim_matches(|c: char| c.is_whitespace() || c == '|');
                let start =
                    span.start + (text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || c == '|').len());
                let span = Span::new(start.min(span.end), (start + inner.len()).min(span.end).max(start.min(span.end)));
                table.cell(Extent { marked: *marked, ..SINGLE }, span);
            }
        }
        table.finish(&stripped.text, number, &mut cells);
    }
    cells
}

/// What stands for a tag: a line break for one that ends a line in the middle of one of the source, `</p><p>`.
fn line_break(source: &str, tag: &Range<usize>) -> &'static str {
    const BLOCKS: [&str; 7] = ["</p>", "</div>", "</li>", "</tr>", "</table>", "</blockquote>", "</center>"];
    let text = source[tag.clone()].to_ascii_lowercase();
    let heading = text.len() == 5 && text.starts_with("</h");
    let ends = heading || text.starts_with("<br") || BLOCKS.contains(&text.as_str());
    let rest = source[tag.end..].split(['\n', '\r']).next().unwrap_or("");
    if ends && !rest.trim().is_empty() { "\n" } else { "" }
}

/// The tags in `range` of the source, such as `<p style="…">` and `</p>`, but comments: they are lines of their own.
fn tags(source: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let (start, block) = (range.start, &source[range]);
    block.match_indices('<').filter_map(move |(at, _)| {
        let name = block[at + 1..].trim_start_matches('/');
        let len = block[at..].find('>')? + 1;
        name.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| start + at..start + at + len)
    })
}

/// Whether `range` is a whole line of the source.
fn is_line(source: &str, range: &Range<usize>) -> bool {
    let before = source[..range.start].trim_end_matches([' ', '\t', '\u{3000}']);
    let after = source[range.end..].trim_start_matches([' ', '\t', '\u{3000}']);
    (before.is_empty() || before.ends_with(['\n', '\r'])) && (after.is_empty() || after.starts_with(['\n', '\r']))
}

/// A source without its marks.
struct Stripped {
    text: String,
    map: OffsetMap<Decoded, Decoded>,
    inverse: Inverse<Decoded, Decoded>,
}

impl Stripped {
    fn of(source: &str, edits: &[Edit]) -> Stripped {
        let (mut text, mut map) = (String::with_capacity(source.len()), OffsetMap::new());
        let mut at = 0;
        for (range, restored) in edits {
            text.push_str(&source[at..range.start]);
            map.push_equal(range.start - at);
            text.push_str(restored);
            map.push_replaced(restored.len(), range.len());
            at = range.end;
        }
        text.push_str(&source[at..]);
        map.push_equal(source.len() - at);
        Stripped { text, inverse: map.inverse(), map }
    }

    /// Where what stands at `range` of the source stands in the text.
    fn place(&self, range: Range<usize>) -> Span<Decoded> {
        self.inverse.map(Span::new(range.start, range.end))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]
    use std::path::Path;

    use super::super::read;
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str) -> Document {
        let document = read(source.as_bytes(), Path::new("a.md")).unwrap();
        let text = &document.text.text;
        assert_eq!(text, expected, "{source}");
        assert_eq!(document.text.map.len(), text.len());
        for (at, c) in text.char_indices().filter(|(_, c)| crate::text::is_han(*c)) {
            let raw = document.text.map.map(Span::new(at, at + c.len_utf8()));
            assert_eq!(&source[raw.range()], c.to_string(), "each character leads back to itself");
        }
        document
    }

    #[test]
    fn paragraphs_of_html_are_lines() {
        let text = |source: &str| read(source.as_bytes(), Path::new("a.md")).unwrap().text.text;
        assert_eq!(text("<p>各市：</p><p>请办理质押。</p>\n"), "各市：\n请办理质押。\n");
        assert_eq!(text("<div>甲<br/>乙</div>\n\n丙\n"), "甲\n乙\n\n丙\n");
        assert_eq!(text("<h2>甲</h2>乙\n"), "甲\n乙\n");
        assert_eq!(text("<p>甲</p>\n<p>乙</p>\n"), "甲\n乙\n");
    }

    #[test]
    fn marks_inside_text_go() {
        for (source, expected) in [
            ("開展**質押**融資。", "開展質押融資。"),
            ("開展 __質押__ *融資*，~~舊~~新。", "開展 質押 融資，舊新。"),
            ("開展***質押***融資。", "開展質押融資。"),
            ("開展**“質押”**融資，**（試行）**稿，**質押。**", "開展“質押”融資，（試行）稿，質押。"),
            ("用`質押`融資，``a`b``。", "用質押融資，a`b。"),
            ("見[質押**辦法**](http://a.b/c \"d\")第三條", "見質押辦法第三條"),
            ("圖![質押](a.png)示，<b>貸</b>款<br/>下行", "圖質押示，貸款\n下行"),
            ("[![圖](a.png)文](b)，<http://a.b>", "圖文，http://a.b"),
            ("[質押][1]融資\n\n[1]: http://a.b\n", "質押融資\n\n[1]: http://a.b\n"),
            ("甲\\*乙&amp;丙", "甲*乙&丙"),
            ("| 甲 | **乙** |\n| --- | --- |\n| 丙 | `丁` |\n", "| 甲 | 乙 |\n| --- | --- |\n| 丙 | 丁 |\n"),
        ] {
            check(source, expected);
        }
    }

    #[test]
    fn metadata_at_the_beginning() {
        let source = "---\ntitle: \"關於質押的通知\"\nauthor: 甲局\ndate: 2024-05-01\nurl: http://a.b/c\ntags: [質押]\n---\n\n正文*質押*。\n";
        let document = check(source, &source.replace('*', ""));
        let meta = &document.meta;
        let found = [&meta.title, &meta.issuer, &meta.issued, &meta.url].map(|field| field.as_deref().unwrap());
        assert_eq!(found, ["關於質押的通知", "甲局", "2024-05-01", "http://a.b/c"]);
        let aside: Vec<&str> = document.aside.iter().map(|span| &document.text.text[span.range()]).collect();
        assert!(aside[0].starts_with("---\ntitle") && aside[0].trim_end().ends_with("---"), "{aside:?}");
        let rule = check("正文。\n\n---\n\n質押：甲\n\n---\n", "正文。\n\n---\n\n質押：甲\n\n---\n");
        assert!(rule.aside.is_empty() && rule.meta == Metadata::default());
        let text = check("---\n正文第一段，說明情況。\n---\n", "---\n正文第一段，說明情況。\n---\n");
        assert!(text.aside.is_empty());
    }

    #[test]
    fn what_is_no_mark_stays() {
        for text in [
            "註：* 表示暫定，甲*，乙*。",
            "* 甲\n* 乙\n- 丙\n1. 丁\n",
            "2*3=6，a_b_c，文件__名，甲__init__乙，第__條第__款，____。",
            "甲**，乙**。",
            "    **縮排**\n",
            "```\n**甲** `乙` [丙](d)\n```\n",
            "**基本案情**\n\n甲乙。\n",
            "[](http://a.b) [1] 甲",
            "甲`乙",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn headings_and_fences_are_noted() {
        let source = "# **反壟斷**法\r\n\r\n甲**乙**\r\n\r\n```sh\r\n# 不是標題\r\n```\r\n\r\n## 第一章\r\n";
        let document = read(source.as_bytes(), Path::new("a.md")).unwrap();
        let text = &document.text.text;
        let shown = |span: Span<Decoded>| &text[span.range()];
        let headings: Vec<(&str, u8)> = document.headings.iter().map(|h| (shown(h.span), h.level)).collect();
        assert_eq!(headings, [("# 反壟斷法", 1), ("## 第一章", 2)]);
        assert_eq!(document.meta.title.as_deref(), Some("反壟斷法"));
        assert_eq!(document.literal.len(), 1);
        assert!(shown(document.literal[0]).starts_with("```sh\r\n# 不是標題"));
    }
}
