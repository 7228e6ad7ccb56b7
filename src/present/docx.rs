//! Word documents: the blocks of an answer, its quotations numbered, each with its citation in a footnote.

use std::io::{self, Cursor, Write};

use docx_rs::{
    AlignmentType, Docx, Footer, Footnote, LineSpacing, PageMargin, PageNum, PageOrientationType, Paragraph,
    Run as Words, RunFonts, Shading, SpecialIndentType, Style, StyleType, Table, TableCell, TableLayoutType, TableRow,
    WidthType,
};

use super::Lang;
use super::blocks::{Block, Run};
use super::rows::{Cell, Column, Kind, Sheet, pieces};
use super::wrap::columns;
use crate::text::sanitize;

/// Half points, of text, of tables and notes.
const SIZE: usize = 24;
const SMALL: usize = 18;
/// Twentieths of a point: a page of A4, its margins, and an indent.
const PAGE: (u32, u32) = (11_906, 16_838);
const MARGIN: i32 = 1_440;
const INDENT: i32 = 480;
/// Headings have levels up to this.
const LEVELS: usize = 3;

/// Writes a document.
///
/// # Errors
///
/// What the writer reports.
pub fn document(out: &mut impl Write, blocks: &[Block], lang: Lang) -> io::Result<()> {
    let tables = blocks.iter().filter_map(|block| match block {
        Block::Table(sheet) => Some(sheet),
        _ => None,
    });
    let turned = tables.into_iter().any(|sheet| wants(sheet, lang) > room(PAGE.0));
    let (width, height) = if turned { (PAGE.1, PAGE.0) } else { PAGE };
    let mut docx = Docx::new()
        .default_fonts(fonts())
        .default_size(SIZE)
        .default_line_spacing(LineSpacing::new().line(360).after(60))
        .page_size(width, height)
        .page_margin(PageMargin {
            top: MARGIN,
            left: MARGIN,
            bottom: MARGIN,
            right: MARGIN,
            header: MARGIN / 2,
            footer: MARGIN / 2,
            gutter: 0,
        })
        .footer(
            Footer::new().add_paragraph(Paragraph::new().align(AlignmentType::Center).add_page_num(PageNum::new())),
        );
    if turned {
        docx = docx.page_orient(PageOrientationType::Landscape);
    }
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
        let source = match blocks.get(at + 1) {
            Some(Block::Source(source)) => Some(source.as_str()),
            _ => None,
        };
        docx = match block {
            Block::Heading(level, text) => {
                docx.add_paragraph(written(text, None).style(&heading((*level).clamp(1, LEVELS))).keep_next(true))
            }
            Block::Paragraph(text) => docx.add_paragraph(written(text, source)),
            Block::Quote(text) => {
                quotations += 1;
                docx.add_paragraph(numbered(quotations, written(text, source)))
            }
            // It was put into the footnote of what stands before it.
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
            Block::Table(sheet) => parts(sheet, room(width), lang).iter().fold(docx, |docx, (part, widths)| {
                docx.add_table(table(part, widths, lang)).add_paragraph(Paragraph::new())
            }),
        };
    }
    let mut made = docx.build();
    made.document = headed(made.document);
    made.footnotes = noted(made.footnotes);
    made.styles = styled(made.styles);
    let mut bytes = Cursor::new(Vec::new());
    made.pack(&mut bytes).map_err(io::Error::other)?;
    out.write_all(bytes.get_ref())?;
    out.flush()
}

/// What the writer has no words for is put into its XML, which is its own to the letter.
fn patched(xml: Vec<u8>, from: &str, to: &str) -> Vec<u8> {
    match String::from_utf8(xml) {
        Ok(xml) => xml.replace(from, to).into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

/// The rows of headings, which are the ones that may not be split, stand on every page of their table.
fn headed(document: Vec<u8>) -> Vec<u8> {
    patched(document, "<w:cantSplit />", "<w:cantSplit /><w:tblHeader />")
}

/// Footnotes with their numbers before them.
fn noted(footnotes: Vec<u8>) -> Vec<u8> {
    let Ok(xml) = String::from_utf8(footnotes) else { return Vec::new() };
    let mut parts = xml.split("<w:footnote ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("<w:footnote ");
        // Behind the properties of its first paragraph.
        let number = format!(
            "</w:pPr><w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\" /><w:sz w:val=\"{SMALL}\" /></w:rPr><w:footnoteRef /></w:r>\
             <w:r><w:t xml:space=\"preserve\"> </w:t></w:r>"
        );
        out.push_str(&part.replacen("</w:pPr>", &number, 1));
    }
    out.into_bytes()
}

/// The style that numbers of footnotes are said to have.
fn styled(styles: Vec<u8>) -> Vec<u8> {
    let style = "<w:style w:type=\"character\" w:styleId=\"FootnoteReference\"><w:name w:val=\"footnote reference\" />\
                 <w:rPr><w:vertAlign w:val=\"superscript\" /></w:rPr></w:style></w:styles>";
    patched(styles, "</w:styles>", style)
}

/// Between the margins of a page of this width.
fn room(width: u32) -> usize {
    usize::try_from(i64::from(width) - 2 * i64::from(MARGIN)).unwrap_or(0)
}

/// Twentieths of a point that a half of a Chinese character has in a table, and that a cell has beside its text.
const HALF: usize = 95;
const BESIDE: usize = 230;
/// The narrowest and the widest column, in such halves.
const NARROWEST: usize = 4;
const WIDEST: usize = 64;

/// The width that each column wants, and the least that it can do with.
fn widths(sheet: &Sheet, lang: Lang) -> Vec<(usize, usize)> {
    let of = |(at, column): (usize, &Column)| {
        let longest = |text: &str| text.lines().map(columns).max().unwrap_or(0);
        let heading = columns(&column.heading(lang));
        let cells = sheet.rows.iter().filter_map(|row| row.get(at)).map(|cell| longest(&cell.text()));
        let widest = cells.max().unwrap_or(0);
        // Numbers are not broken; a heading of Han is, four characters a line.
        let least = if column.kind == Kind::Number { widest.min(16).max(heading.min(4)) } else { widest.min(10) };
        let wanted = widest.max(heading.min(16)).clamp(NARROWEST, WIDEST);
        (wanted * HALF + BESIDE, least.max(NARROWEST) * HALF + BESIDE)
    };
    sheet.columns.iter().enumerate().map(of).collect()
}

/// The width that a table wants.
fn wants(sheet: &Sheet, lang: Lang) -> usize {
    // A long text can be broken: three columns with one fit a page as it stands.
    let least: usize = widths(sheet, lang).iter().map(|(wanted, least)| (*wanted).min(3 * least)).sum();
    if sheet.columns.len() > 3 { least } else { 0 }
}

/// A table in parts that fit a page, each with its first column and the widths of its columns.
fn parts(sheet: &Sheet, room: usize, lang: Lang) -> Vec<(Sheet, Vec<usize>)> {
    let widths = widths(sheet, lang);
    let first = widths.first().map_or(0, |(_, least)| *least);
    let mut out: Vec<Vec<usize>> = Vec::new();
    let mut used = usize::MAX;
    for (at, (_, least)) in widths.iter().enumerate().skip(1) {
        if used.saturating_add(*least) > room {
            out.push(vec![0]);
            used = first;
        }
        used += least;
        if let Some(part) = out.last_mut() {
            part.push(at);
        }
    }
    if out.is_empty() {
        out.push((0..widths.len()).collect());
    }
    out.into_iter().map(|places| (sheet.of(&places), fitted(&places, &widths, room))).collect()
}

/// The widths of the columns at `places`: what each wants where there is room, else its least and a share of the rest.
fn fitted(places: &[usize], widths: &[(usize, usize)], room: usize) -> Vec<usize> {
    let own: Vec<(usize, usize)> = places.iter().map(|&at| widths[at]).collect();
    let wanted: usize = own.iter().map(|(wanted, _)| wanted).sum();
    let least: usize = own.iter().map(|(wanted, least)| least.min(wanted)).sum();
    if wanted <= room {
        return own.iter().map(|(wanted, _)| *wanted).collect();
    }
    let (more, left) = (wanted.saturating_sub(least).max(1), room.saturating_sub(least));
    let share = |(wanted, least): &(usize, usize)| {
        let least = *least.min(wanted);
        least + (wanted - least) * left / more
    };
    own.iter().map(share).collect()
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

fn marked(text: &str) -> Words {
    words(text).bold().highlight("yellow")
}

fn put(paragraph: Paragraph, runs: &[Run]) -> Paragraph {
    runs.iter().fold(paragraph, |paragraph, run| {
        paragraph.add_run(match run {
            Run::Plain(text) => words(text),
            Run::Mark(text) => marked(text),
            Run::Strong(text) => words(text).bold(),
            Run::Name(text) => words(text).color("5A5A5A"),
            Run::Sign(text) => words(text),
        })
    })
}

/// Text with a footnote at its end.
fn written(runs: &[Run], note: Option<&str>) -> Paragraph {
    let paragraph = put(Paragraph::new(), runs);
    match note {
        Some(text) => paragraph.add_run(note_of(text)),
        None => paragraph,
    }
}

/// The number of a footnote that says `text`.
fn note_of(text: &str) -> Words {
    let content = Paragraph::new().line_spacing(LineSpacing::new().line(240)).add_run(words(text).size(SMALL));
    Words::new().add_footnote_reference(Footnote::new().add_content(content))
}

/// A quotation with its number before it.
fn numbered(number: usize, quotation: Paragraph) -> Paragraph {
    let mut out = Paragraph::new().add_run(words(&format!("（{number}） ")));
    out.children.extend(quotation.children);
    out.indent(Some(INDENT), None, None, None).align(AlignmentType::Both)
}

fn table(sheet: &Sheet, widths: &[usize], lang: Lang) -> Table {
    let small = |run: Words| run.size(SMALL);
    let tight = || LineSpacing::new().line(270).after(0);
    let wide = |cell: TableCell, at: usize| match widths.get(at) {
        Some(&width) => cell.width(width, WidthType::Dxa),
        None => cell,
    };
    let head = sheet.columns.iter().enumerate().map(|(at, column)| {
        let text = Paragraph::new().line_spacing(tight()).add_run(small(words(&column.heading(lang))).bold());
        wide(TableCell::new(), at).add_paragraph(text).shading(Shading::new().fill("E8EEF4"))
    });
    let mut rows = vec![TableRow::new(head.collect()).cant_split()];
    rows.extend(sheet.rows.iter().map(|cells| {
        let cells = sheet.columns.iter().zip(cells).enumerate().map(|(at, (column, content))| {
            paragraphs(content).into_iter().fold(wide(TableCell::new(), at), |cell, runs| {
                let paragraph = Paragraph::new().line_spacing(tight());
                let paragraph = runs.into_iter().fold(paragraph, |paragraph, run| paragraph.add_run(small(run)));
                let align = if column.kind == Kind::Number { AlignmentType::Right } else { AlignmentType::Left };
                cell.add_paragraph(paragraph.align(align))
            })
        });
        TableRow::new(cells.collect())
    }));
    Table::new(rows).set_grid(widths.to_vec()).width(widths.iter().sum(), WidthType::Dxa).layout(TableLayoutType::Fixed)
}

/// The paragraphs of a cell: one, or one for each of several texts.
fn paragraphs(cell: &Cell) -> Vec<Vec<Words>> {
    match cell {
        Cell::List(texts) if !texts.is_empty() => texts.iter().map(|text| vec![words(text)]).collect(),
        Cell::Noted(texts) if !texts.is_empty() => {
            let noted = |(text, note): &(String, String)| {
                let number = (!note.is_empty()).then(|| note_of(note));
                [words(text)].into_iter().chain(number).collect()
            };
            texts.iter().map(noted).collect()
        }
        Cell::Marked(text, marks) => {
            let piece = |(is_marked, piece): (bool, &str)| if is_marked { marked(piece) } else { words(piece) };
            vec![pieces(text, marks).into_iter().map(piece).collect()]
        }
        cell => vec![vec![words(&cell.text())]],
    }
}
