//! Word documents: the blocks of an answer, its quotations numbered, each with its citation in a footnote.

use std::io::{self, Cursor, Write};

use docx_rs::{
    AlignmentType, Docx, Footnote, LineSpacing, Paragraph, Run as Words, RunFonts, Shading, SpecialIndentType, Style,
    StyleType, Table, TableCell, TableLayoutType, TableRow, WidthType,
};

use super::Lang;
use super::blocks::{Block, Run};
use super::rows::{Cell, Kind, Sheet, pieces};
use crate::text::sanitize;

/// Half points, of text, of tables and notes.
const SIZE: usize = 24;
const SMALL: usize = 18;
/// Twentieths of a point: the width of a page of A4 between its margins, and an indent.
const WIDTH: usize = 9_026;
const INDENT: i32 = 480;
/// Headings have levels up to this.
const LEVELS: usize = 3;

/// Writes a document.
///
/// # Errors
///
/// What the writer reports.
pub fn document(out: &mut impl Write, blocks: &[Block], lang: Lang) -> io::Result<()> {
    let mut docx = Docx::new()
        .default_fonts(fonts())
        .default_size(SIZE)
        .default_line_spacing(LineSpacing::new().line(360).after(60));
    docx = docx.add_style(Style::new("Normal", StyleType::Paragraph).name("Normal").q_format(true));
    for level in 1..=LEVELS {
        let style = Style::new(heading(level), StyleType::Paragraph)
            .name(format!("heading {level}"))
            .based_on("Normal")
            .next("Normal")
            .q_format(true)
            .outline_lvl(level - 1)
            .line_spacing(LineSpacing::new().before(240).after(120))
            .size(SIZE + 4 * (LEVELS + 1 - level))
            .bold();
        docx = docx.add_style(style);
    }
    let mut quotations = 0;
    for (at, block) in blocks.iter().enumerate() {
        docx = match block {
            Block::Heading(level, text) => {
                docx.add_paragraph(written(text, None).style(&heading((*level).clamp(1, LEVELS))).keep_next(true))
            }
            Block::Paragraph(text) => docx.add_paragraph(written(text, None)),
            Block::Quote(text) => {
                quotations += 1;
                let source = match blocks.get(at + 1) {
                    Some(Block::Source(source)) => Some(source.as_str()),
                    _ => None,
                };
                docx.add_paragraph(numbered(quotations, written(text, source)))
            }
            // It was put into the footnote of the quotation before it.
            Block::Source(_) | Block::End | Block::Chart(_) => docx,
            Block::Item(depth, number, text) => {
                let sign = number.map_or_else(|| "• ".to_owned(), |number| format!("{number}. "));
                let paragraph = Paragraph::new().add_run(words(&sign));
                let left = INDENT * i32::try_from(depth + 1).unwrap_or(1);
                docx.add_paragraph(put(paragraph, text).indent(
                    Some(left),
                    Some(SpecialIndentType::Hanging(INDENT / 2)),
                    None,
                    None,
                ))
            }
            // Word joins tables that touch.
            Block::Table(sheet) => docx.add_table(table(sheet, lang)).add_paragraph(Paragraph::new()),
        };
    }
    let mut bytes = Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).map_err(io::Error::other)?;
    out.write_all(bytes.get_ref())?;
    out.flush()
}

fn heading(level: usize) -> String {
    format!("Heading{level}")
}

/// Chinese text in a serif typeface that every Word has, the rest in its Latin companion.
fn fonts() -> RunFonts {
    RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia("宋体")
}

fn words(text: &str) -> Words {
    // What no XML may hold, and what nobody would see.
    Words::new().add_text(sanitize(text).replace('\n', " ")).fonts(fonts())
}

fn strong(text: &str) -> Words {
    words(text).bold().highlight("yellow")
}

fn put(paragraph: Paragraph, runs: &[Run]) -> Paragraph {
    runs.iter().fold(paragraph, |paragraph, run| {
        paragraph.add_run(match run {
            Run::Plain(text) => words(text),
            Run::Strong(text) => strong(text),
            Run::Name(text) => words(text).color("5A5A5A"),
            Run::Sign(text) => words(text),
        })
    })
}

/// Text with a footnote at its end.
fn written(runs: &[Run], note: Option<&str>) -> Paragraph {
    let paragraph = put(Paragraph::new(), runs);
    match note {
        Some(note) => {
            let content = Paragraph::new().add_run(words(note).size(SMALL));
            paragraph.add_run(Words::new().add_footnote_reference(Footnote::new().add_content(content)))
        }
        None => paragraph,
    }
}

/// A quotation with its number before it.
fn numbered(number: usize, quotation: Paragraph) -> Paragraph {
    let mut out = Paragraph::new().add_run(words(&format!("（{number}） ")));
    out.children.extend(quotation.children);
    out.indent(Some(INDENT), None, None, None).align(AlignmentType::Both)
}

fn table(sheet: &Sheet, lang: Lang) -> Table {
    let small = |run: Words| run.size(SMALL);
    let head = sheet.columns.iter().map(|column| {
        let text = Paragraph::new().add_run(small(words(&column.heading(lang))).bold());
        TableCell::new().add_paragraph(text).shading(Shading::new().fill("E8EEF4"))
    });
    let mut rows = vec![TableRow::new(head.collect()).cant_split()];
    rows.extend(sheet.rows.iter().map(|cells| {
        let cells = sheet.columns.iter().zip(cells).map(|(column, content)| {
            paragraphs(content).into_iter().fold(TableCell::new(), |cell, runs| {
                let paragraph = runs.into_iter().fold(Paragraph::new(), |paragraph, run| paragraph.add_run(small(run)));
                let align = if column.kind == Kind::Number { AlignmentType::Right } else { AlignmentType::Left };
                cell.add_paragraph(paragraph.align(align))
            })
        });
        TableRow::new(cells.collect())
    }));
    let count = sheet.columns.len().max(1);
    Table::new(rows).set_grid(vec![WIDTH / count; count]).width(WIDTH, WidthType::Dxa).layout(TableLayoutType::Autofit)
}

/// The paragraphs of a cell: one, or one for each of several texts.
fn paragraphs(cell: &Cell) -> Vec<Vec<Words>> {
    match cell {
        Cell::List(texts) if !texts.is_empty() => texts.iter().map(|text| vec![words(text)]).collect(),
        Cell::Marked(text, marks) => {
            let piece = |(marked, piece): (bool, &str)| if marked { strong(piece) } else { words(piece) };
            vec![pieces(text, marks).into_iter().map(piece).collect()]
        }
        cell => vec![vec![words(&cell.text())]],
    }
}
