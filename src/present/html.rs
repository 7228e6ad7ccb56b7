//! A page that can be mailed: the blocks of an answer as one HTML file, with nothing to load.

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Lang;
use super::blocks::{Block, Run};
use super::chart::chart;
use super::rows::{Cell, Kind, Sheet, pieces};
use super::wrap::columns;
use crate::text::{Local, Span, sanitize};

/// How it looks: for reading on any screen, in the dark, and on paper.
const STYLE: &str = "\
:root{color-scheme:light dark}\
body{max-width:60rem;margin:2rem auto;padding:0 1rem;font:1rem/1.75 'Noto Serif CJK SC','Source Han Serif SC','Songti SC',SimSun,serif}\
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2em}h1,h2,h3{line-height:1.4}\
blockquote{margin:.5em 0;padding:.2em 1em;border-inline-start:4px solid #8aa3bd;text-align:justify}\
mark{background:#ffe58a;color:#000;padding:0 .1em}\
.name,.source{color:#595959;font-size:.875rem;overflow-wrap:anywhere}\
.tables{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem;margin:1em 0}\
th,td{border:1px solid #a9b4c0;padding:.3em .6em;text-align:start;vertical-align:top;min-width:4em}\
td.long{min-width:14em}\
svg.chart{display:block;max-width:42rem;width:100%;background:#fff}\
details>summary{cursor:pointer}details p{white-space:pre-line;margin:.2em 0 .6em 1em;color:#595959;font-size:.85rem}\
th{background:#e8eef4;color:#111}td.number{text-align:end;font-variant-numeric:tabular-nums}\
@media(prefers-color-scheme:dark){.name,.source{color:#b4b4b4}}\
@media print{body{margin:0;max-width:none}table{font-size:.75rem}}";

/// Columns of a terminal from which on a cell is given some room.
const LONG: usize = 24;

/// Writes a page.
///
/// # Errors
///
/// What the writer reports.
pub fn page(out: &mut impl Write, blocks: &[Block], lang: Lang) -> io::Result<()> {
    let title = blocks.iter().find_map(|block| match block {
        Block::Heading(_, runs) => Some(plain(runs)),
        _ => None,
    });
    let title = title.unwrap_or_else(|| "anli".to_owned());
    let page = html! {
        (DOCTYPE)
        html lang=(lang.pick("zh", "en")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { main { (body(blocks, lang)) } }
        }
    };
    out.write_all(page.into_string().as_bytes())?;
    out.write_all(b"\n")?;
    out.flush()
}

/// The text of runs.
fn plain(runs: &[Run]) -> String {
    let text = |run: &Run| match run {
        Run::Plain(text) | Run::Mark(text) | Run::Strong(text) | Run::Name(text) => sanitize(text).into_owned(),
        Run::Sign(text) => (*text).to_owned(),
    };
    runs.iter().map(text).collect()
}

fn body(blocks: &[Block], lang: Lang) -> Markup {
    html! {
        @for block in blocks {
            @match block {
                Block::Heading(1, text) => { h1 { (runs(text)) } }
                Block::Heading(2, text) => { h2 { (runs(text)) } }
                Block::Heading(_, text) => { h3 { (runs(text)) } }
                Block::Paragraph(text) => { p { (runs(text)) } }
                Block::Quote(text) => { blockquote { (runs(text)) } }
                Block::Source(text) => { p class="source" { (sanitize(text)) } }
                // Lists of any depth are paragraphs here, set in by their depth.
                Block::Item(depth, number, text) => {
                    p style=(format!("margin:.2em 0 .2em {}em", depth * 2 + 1)) {
                        @match number { Some(number) => { (number) ". " } None => { "• " } }
                        (runs(text))
                    }
                }
                Block::End => {}
                Block::Table(sheet) => { (table(sheet, lang)) }
                Block::Chart(bars) => { div class="chart" { (chart(bars, lang.pick("合计", "total"), "chart", lang)) } }
            }
        }
    }
}

fn runs(runs: &[Run]) -> Markup {
    html! {
        @for run in runs {
            @match run {
                Run::Plain(text) => { (sanitize(text)) }
                Run::Mark(text) => { mark { (sanitize(text)) } }
                Run::Strong(text) => { strong { (sanitize(text)) } }
                Run::Name(text) => { span class="name" { (sanitize(text)) } }
                Run::Sign(text) => { (text) }
            }
        }
    }
}

fn table(sheet: &Sheet, lang: Lang) -> Markup {
    html! {
        div class="tables" {
            table {
                thead { tr { @for column in &sheet.columns { th scope="col" { (column.heading(lang)) } } } }
                tbody {
                    @for row in &sheet.rows {
                        tr {
                            @for (column, content) in sheet.columns.iter().zip(row) {
                                @let long = column.kind != Kind::Number && columns(&content.text()) > LONG;
                                @let class = if column.kind == Kind::Number { Some("number") } else { long.then_some("long") };
                                td class=[class] { (cell(content)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn cell(cell: &Cell) -> Markup {
    match cell {
        Cell::Marked(text, marks) => marked(text, marks),
        Cell::List(texts) => html! {
            @for (at, text) in texts.iter().enumerate() {
                @if at > 0 { br; }
                (sanitize(text))
            }
        },
        Cell::Noted(texts) => html! {
            @for (at, (text, note)) in texts.iter().enumerate() {
                @if at > 0 { br; }
                @if note.is_empty() { (sanitize(text)) } @else { details { summary { (sanitize(text)) } p { (sanitize(note)) } } }
            }
        },
        Cell::Named(title, name) => html! { (sanitize(title)) " " span class="name" { (sanitize(name)) } },
        cell => html! { (sanitize(&cell.text())) },
    }
}

fn marked(text: &str, marks: &[Span<Local>]) -> Markup {
    html! {
        @for (marked, piece) in pieces(text, marks) {
            @if marked { mark { (sanitize(piece)) } } @else { (sanitize(piece)) }
        }
    }
}
