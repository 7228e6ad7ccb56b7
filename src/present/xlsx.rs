//! Excel workbooks: a worksheet for each page of a book, and one that says how to read it.
//!
//! Text is always text, never a formula; numbers are numbers, figures that the text bounds too, with the bound as part of
//! their format, so that a column can be summed and nobody takes 超100亿 for 100亿. Days are dates. What a worksheet cannot
//! hold goes into a further one (rows) or is cut and told (characters of a cell).

use std::borrow::Cow;
use std::io::{self, Write};

use rust_xlsxwriter::{
    ChartType, Color, ExcelDateTime, Format, FormatAlign, FormatUnderline, Url, Workbook, Worksheet, XlsxError,
};

use super::Lang;
use super::rows::{Book, Cell, Chart, Column, Figure, Kind, Link, Page, pieces};
use super::wrap::columns;
use crate::text::sanitize;

/// What a worksheet has room for.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// Rows, the headings among them.
    rows: usize,
    /// Links.
    links: usize,
}

impl Room {
    const EXCEL: Room = Room { rows: 1_048_576, links: 65_530 };

    /// Rows below the headings.
    fn below(self) -> usize {
        self.rows - 1
    }
}

/// The most characters (UTF-16) of a cell, and characters of the name of a worksheet.
const CHARS: usize = 32_767;
const NAME: usize = 31;
/// Widths of columns, in characters of half width, and the rows that they are measured by.
const NARROWEST: usize = 6;
const WIDEST: usize = 60;
const MEASURED: usize = 500;
/// Points of a line, and the lines beyond which a cell shows its beginning.
const LINE: f64 = 15.0;
const LINES: usize = 12;
/// Columns of a worksheet beyond which the first one stays when one goes to the right.
const FEW: usize = 8;
/// The width that a page of paper has room for, in characters of half width.
const PAPER: usize = 190;

/// Writes `book`.
///
/// # Errors
///
/// What the writer reports, and what the workbook cannot be made for.
pub fn workbook(out: &mut impl Write, book: &Book, lang: Lang) -> io::Result<()> {
    let bytes = made(book, lang, Room::EXCEL).map_err(io::Error::other)?;
    out.write_all(&bytes)?;
    out.flush()
}

fn made(book: &Book, lang: Lang, room: Room) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let looks = Looks::new();
    let mut notes = book.notes.clone();
    let names = names(book);
    for (page, name) in book.pages.iter().zip(&names) {
        let parts = page.sheet.rows.len().div_ceil(room.below()).max(1);
        for part in 0..parts {
            let worksheet = workbook.add_worksheet();
            worksheet.set_name(if part == 0 { name.clone() } else { further(name, part) })?;
            let cut = fill(worksheet, page, (part, room), (name, &names), &looks, lang)?;
            if cut > 0 {
                notes.push(match lang {
                    Lang::Zh => format!("“{name}”有 {cut} 格超过 Excel 每格 {CHARS} 字的上限，已截断，末尾标有“…”"),
                    Lang::En => format!("{cut} cells of “{name}” are longer than the {CHARS} characters that Excel has room for; they were cut and end in “…”"),
                });
            }
        }
        if parts > 1 {
            let rows = room.rows;
            notes.push(match lang {
                Lang::Zh => format!("“{name}”超过 Excel 每表 {rows} 行的上限，分在 {parts} 个表里"),
                Lang::En => {
                    format!("“{name}” has more than the {rows} rows of a worksheet; it goes on in {parts} of them")
                }
            });
        }
    }
    let worksheet = workbook.add_worksheet();
    worksheet.set_name(lang.pick("说明", "notes"))?;
    worksheet.set_column_width(0, NOTES as f64)?;
    for (at, note) in notes.iter().enumerate() {
        let row = u32::try_from(at).unwrap_or(u32::MAX);
        worksheet.write_string_with_format(row, 0, cut(note).0, &looks.text)?;
        high(worksheet, row, lines(note, NOTES))?;
    }
    workbook.save_to_buffer()
}

/// The names of the worksheets: what Excel takes of those of the pages, no two alike.
fn names(book: &Book) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for page in &book.pages {
        let plain: String =
            page.name.chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'')).collect();
        let plain: String = plain.chars().take(NAME - 6).collect();
        let taken = |name: &str| out.iter().any(|other| other.to_lowercase() == name.to_lowercase());
        let name = (1..).map(|n| if n == 1 { plain.clone() } else { further(&plain, n - 1) }).find(|name| !taken(name));
        out.push(name.unwrap_or_default());
    }
    out
}

/// The name of the worksheet in which one goes on.
fn further(name: &str, part: usize) -> String {
    format!("{name} ({})", part + 1)
}

/// The unit of what is a share of a hundred.
const PERCENT: &str = "%";

/// How cells look.
struct Looks {
    heading: Format,
    text: Format,
    strong: Format,
    plain: Format,
    date: Format,
    link: Format,
}

impl Looks {
    fn new() -> Looks {
        let text = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        Looks {
            heading: Format::new()
                .set_bold()
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap()
                .set_background_color(Color::RGB(0xE8_EE_F4)),
            strong: Format::new().set_bold().set_font_color(Color::RGB(0xB0_1E_1E)),
            plain: Format::new(),
            date: text.clone().set_num_format("yyyy-mm-dd"),
            link: text.clone().set_font_color(Color::RGB(0x1F_4E_8C)).set_underline(FormatUnderline::Single),
            text,
        }
    }

    /// Of a number with so many digits behind the point, with a sign before it and a unit behind.
    fn number(&self, linked: bool, digits: usize, sign: &str, unit: &str) -> Format {
        let quoted =
            |text: &str| if text.is_empty() { String::new() } else { format!("\"{}\"", text.replace('"', "")) };
        let point = if digits > 0 { format!(".{}", "0".repeat(digits)) } else { String::new() };
        let base = if linked { &self.link } else { &self.text };
        // Excel shows a hundred times the value before this sign.
        let unit = if unit == PERCENT { PERCENT.to_owned() } else { quoted(unit) };
        base.clone().set_num_format(format!("{}#,##0{point}{unit}", quoted(sign)))
    }
}

/// Writes a part of a page; gives the number of cells that were cut.
fn fill(
    worksheet: &mut Worksheet,
    page: &Page,
    (part, room): (usize, Room),
    (name, names): (&str, &[String]),
    looks: &Looks,
    lang: Lang,
) -> Result<usize, XlsxError> {
    let first = part * room.below();
    let rows = page.sheet.rows.iter().skip(first).take(room.below());
    let mut widths = Vec::with_capacity(page.sheet.columns.len());
    for (at, column) in page.sheet.columns.iter().enumerate() {
        worksheet.write_string_with_format(0, col(at), column.heading(lang), &looks.heading)?;
        let width = width(page, at, column, lang);
        worksheet.set_column_width(col(at), width as f64)?;
        widths.push(width);
    }
    let mut cut_cells = 0;
    let mut written = 0;
    // In the order of cells, as they were made; so a search among all is not needed.
    let mut links =
        page.links.iter().filter(|link| (first..first + room.below()).contains(&link.row)).take(room.links).peekable();
    for (at, cells) in rows.enumerate() {
        let row = u32::try_from(at + 1).unwrap_or(u32::MAX);
        for (place, (column, cell)) in page.sheet.columns.iter().zip(cells).enumerate() {
            let link = links.next_if(|link| (link.row, link.column) == (first + at, place));
            if let Some(link) = link
                && let Some(url) = target(link, names, room)
            {
                // The link first: what is written after it is what the cell holds.
                worksheet.write_url(row, col(place), url)?;
            }
            cut_cells += usize::from(put(worksheet, (row, col(place)), column, cell, link.is_some(), looks)?);
        }
        let text = |cell: &Cell| matches!(cell, Cell::Text(_) | Cell::Marked(..) | Cell::List(_) | Cell::Noted(_));
        let high_cells = cells.iter().zip(&widths).filter(|(cell, _)| text(cell));
        high(worksheet, row, high_cells.map(|(cell, &width)| lines(&cell.text(), width)).max().unwrap_or(1))?;
        written = at + 1;
    }
    if let Some(picture) = page.chart.filter(|_| part == 0) {
        worksheet.insert_chart(1, col(page.sheet.columns.len() + 1), &chart(page, picture, name, lang))?;
    }
    worksheet.set_freeze_panes(1, u16::from(page.sheet.columns.len() > FEW))?;
    // On paper: lying, the headings on every page, as many pages beside each other as it takes to be read.
    let pages = widths.iter().sum::<usize>().div_ceil(PAPER).max(1);
    worksheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(u16::try_from(pages).unwrap_or(u16::MAX), 0);
    worksheet.set_print_gridlines(true).set_footer("&C&P / &N");
    worksheet.set_repeat_rows(0, 0)?;
    if written > 0 && !page.sheet.columns.is_empty() {
        let last = u32::try_from(written).unwrap_or(u32::MAX);
        worksheet.autofilter(0, 0, last, col(page.sheet.columns.len() - 1))?;
    }
    Ok(cut_cells)
}

/// The numbers of a pivot as bars, each column in a colour of its own.
fn chart(page: &Page, Chart { rows, columns, stacked }: Chart, sheet: &str, lang: Lang) -> rust_xlsxwriter::Chart {
    /// Points of a bar with the room around it.
    const BAR: u32 = 26;
    let last = u32::try_from(rows).unwrap_or(u32::MAX);
    let mut chart = rust_xlsxwriter::Chart::new(if stacked { ChartType::BarStacked } else { ChartType::Bar });
    for at in 1..=columns {
        chart.add_series().set_name((sheet, 0, col(at))).set_categories((sheet, 1, 0, last, 0)).set_values((
            sheet,
            1,
            col(at),
            last,
            col(at),
        ));
    }
    chart.title().set_name(page.sheet.columns.first().map_or("", |column| column.label(lang)));
    // As in the table: the first row on top.
    chart.y_axis().set_reverse();
    chart.set_width(720).set_height(last.saturating_mul(BAR).saturating_add(160).clamp(300, 1400));
    chart
}

/// A column of a worksheet; sheets have far fewer than Excel does.
fn col(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

fn target(link: &Link, names: &[String], room: Room) -> Option<Url> {
    let (part, row) = (link.to / room.below(), link.to % room.below());
    let name = names.get(link.page)?;
    let name = if part == 0 { name.clone() } else { further(name, part) };
    Some(Url::new(format!("internal:'{name}'!A{}", row + 2)))
}

/// Columns that the contents take, a Chinese character two.
fn width(page: &Page, at: usize, column: &Column, lang: Lang) -> usize {
    let longest = |text: &str| text.lines().map(columns).max().unwrap_or(0);
    let of_cells =
        page.sheet.rows.iter().take(MEASURED).filter_map(|row| row.get(at)).map(|cell| longest(&cell.text()));
    let widest = of_cells.chain([columns(&column.heading(lang)) + 3]).max().unwrap_or(0);
    (widest + 2).clamp(NARROWEST, WIDEST)
}

/// The number of A4 in the lists of printers, and the width of the notes.
const A4: u8 = 9;
const NOTES: usize = 100;

/// The lines that `text` takes in a column of this width.
fn lines(text: &str, width: usize) -> usize {
    // A word that does not fit goes to the next line, so a line has a little less than its width.
    let room = width.saturating_sub(2).max(1);
    text.lines().map(|line| columns(line).div_ceil(room).max(1)).sum::<usize>().max(1)
}

/// Makes a row as high as its text: not every program does when it opens a workbook.
fn high(worksheet: &mut Worksheet, row: u32, lines: usize) -> Result<(), XlsxError> {
    if lines > 1 {
        worksheet.set_row_height(row, LINE * lines.min(LINES) as f64)?;
    }
    Ok(())
}

/// Writes a cell; says whether it was cut.
fn put(
    worksheet: &mut Worksheet,
    (row, col): (u32, u16),
    column: &Column,
    cell: &Cell,
    linked: bool,
    looks: &Looks,
) -> Result<bool, XlsxError> {
    let text_format = if linked { &looks.link } else { &looks.text };
    match cell {
        Cell::Empty => {}
        Cell::Count(number) => {
            worksheet.write_number_with_format(row, col, *number as f64, &looks.number(linked, 0, "", ""))?;
        }
        Cell::Decimal(number, digits) => {
            worksheet.write_number_with_format(row, col, *number, &looks.number(linked, *digits, "", ""))?;
        }
        Cell::Year(year) => {
            worksheet.write_number_with_format(row, col, *year as f64, &text_format.clone().set_num_format("0"))?;
        }
        Cell::Figure(figure) => {
            let Figure { value, unit, .. } = figure;
            let format = looks.number(linked, digits(*value), figure.sign(), unit);
            // 20 % is a fifth, to whoever counts with it.
            let value = if unit == PERCENT { value / 100.0 } else { *value };
            worksheet.write_number_with_format(row, col, value, &format)?;
        }
        Cell::Marked(text, marks) if !marks.is_empty() && text.encode_utf16().count() <= CHARS => {
            let pieces: Vec<(bool, Cow<'_, str>)> =
                pieces(text, marks).into_iter().map(|(marked, piece)| (marked, sanitize(piece))).collect();
            let parts: Vec<(&Format, &str)> = pieces
                .iter()
                .filter(|(_, piece)| !piece.is_empty())
                .map(|(marked, piece)| (if *marked { &looks.strong } else { &looks.plain }, piece.as_ref()))
                .collect();
            worksheet.write_rich_string_with_format(row, col, &parts, text_format)?;
        }
        cell => {
            let text = cell.text();
            if column.kind == Kind::Number
                && let Ok(number) = text.parse::<f64>()
                && number.is_finite()
            {
                worksheet.write_number_with_format(row, col, number, &looks.number(linked, digits(number), "", ""))?;
                return Ok(false);
            }
            if column.kind == Kind::Date
                && let Some(day) = day(&text)
            {
                worksheet.write_datetime_with_format(row, col, &day, &looks.date)?;
                return Ok(false);
            }
            let (text, cut) = cut(&text);
            worksheet.write_string_with_format(row, col, text, text_format)?;
            return Ok(cut);
        }
    }
    Ok(false)
}

/// Digits behind the point that a value has, at most six.
fn digits(value: f64) -> usize {
    let shown = format!("{value:.6}");
    shown.trim_end_matches('0').split_once('.').map_or(0, |(_, digits)| digits.len())
}

/// A day that Excel knows: its calendar begins in 1900, and has a day too many in that year.
fn day(text: &str) -> Option<ExcelDateTime> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let year: u16 = year.parse().ok().filter(|year| *year > 1900)?;
    ExcelDateTime::from_ymd(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `text` without what no cell may hold, cut to what one has room for.
fn cut(text: &str) -> (String, bool) {
    let shown = sanitize(text);
    if shown.encode_utf16().count() <= CHARS {
        return (shown.into_owned(), false);
    }
    let mut room = CHARS - 1;
    let kept: String = shown
        .chars()
        .take_while(|c| {
            let fits = room >= c.len_utf16();
            room = room.saturating_sub(c.len_utf16());
            fits
        })
        .collect();
    (format!("{kept}…"), true)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::present::rows::Sheet;
    use crate::text::Span;

    #[test]
    fn names_are_such_as_excel_takes() {
        let page = |name: &str| Page { name: name.to_owned(), ..Page::default() };
        let book = Book {
            pages: vec![page("总表"), page("总表"), page("a/b:[c]*?"), page(&"长".repeat(50))],
            notes: Vec::new(),
        };
        let names = names(&book);
        assert_eq!(names[..3], ["总表", "总表 (2)", "abc"]);
        assert!(names.iter().all(|name| name.chars().count() <= NAME));
    }

    #[test]
    fn cells_have_their_bounds() {
        assert_eq!(cut("=1+1"), ("=1+1".to_owned(), false));
        let (text, was_cut) = cut(&"質".repeat(CHARS + 1));
        assert!(was_cut && text.encode_utf16().count() == CHARS && text.ends_with('…'));
        let (text, was_cut) = cut(&"𠮷".repeat(CHARS));
        assert!(was_cut && text.encode_utf16().count() <= CHARS);
        assert_eq!((digits(12.0), digits(1.25), digits(1.0 / 3.0), digits(-0.5)), (0, 2, 6, 1));
        assert!(day("2023-06-30").is_some() && day("2023-06").is_none() && day("1899-01-01").is_none());
    }

    #[test]
    fn pieces_are_the_text() {
        let marks = [Span::new(0, 3), Span::new(3, 6), Span::new(9, 9)];
        let pieces = pieces("質押融資", &marks);
        assert_eq!(pieces.iter().map(|(_, piece)| *piece).collect::<String>(), "質押融資");
        assert!(pieces.iter().all(|(_, piece)| !piece.is_empty()));
        assert_eq!(pieces.iter().filter(|(marked, _)| *marked).count(), 2);
    }

    /// A table of a hundred thousand rows is one worksheet, and what could be more than text is text.
    #[test]
    fn many_rows_make_a_workbook() {
        let columns = vec![Column::text("a", "甲", "a"), Column::number("n", "数", "n")];
        let cells = ["=1+1", "+1", "@SUM(A1)", "😀𠮷", "\u{7}\u{1B}[31m", "甲\r\n乙", "_x0041_"];
        let row = |at: usize| vec![Cell::Text(cells[at % cells.len()].to_owned()), Cell::Count(at)];
        let rows = (0..100_000).map(row).collect();
        let page = Page { name: "总表".to_owned(), sheet: Sheet { columns, rows }, links: Vec::new(), chart: None };
        let book = Book { pages: vec![page], notes: Vec::new() };
        let bytes = made(&book, Lang::Zh, Room::EXCEL).unwrap();
        assert!(bytes.starts_with(b"PK") && bytes.len() < 8 << 20, "{}", bytes.len());
        assert_eq!(names(&book).len(), 1);
    }

    /// What is in a file of a workbook.
    fn part(bytes: &[u8], name: &str) -> String {
        let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut package.by_name(name).unwrap(), &mut text).unwrap();
        text
    }

    /// Rows that a worksheet has no room for go on in the next one, links lead to where they are, and the notes say so.
    #[test]
    fn what_has_no_room_goes_on() {
        let columns = vec![Column::text("a", "甲", "a")];
        let rows = |count: usize| (0..count).map(|at| vec![Cell::Text(format!("row {at}"))]).collect::<Vec<_>>();
        let links = (0..25).map(|row| Link { row, column: 0, page: 1, to: row * 10 }).collect();
        let first = Page {
            name: "总表".to_owned(),
            sheet: Sheet { columns: columns.clone(), rows: rows(25) },
            links,
            chart: None,
        };
        let second =
            Page {
                name: "逐项".to_owned(), sheet: Sheet { columns, rows: rows(250) }, links: Vec::new(), chart: None
            };
        let book = Book { pages: vec![first, second], notes: Vec::new() };
        let bytes = made(&book, Lang::Zh, Room { rows: 101, links: 20 }).unwrap();
        let list = part(&bytes, "xl/workbook.xml");
        for name in ["总表", "逐项", "逐项 (2)", "逐项 (3)", "说明"] {
            assert!(list.contains(&format!("name=\"{name}\"")), "{list}");
        }
        let sheet = |number: usize| part(&bytes, &format!("xl/worksheets/sheet{number}.xml"));
        let count = |number: usize| sheet(number).matches("<row ").count();
        assert_eq!([count(1), count(2), count(3), count(4)], [26, 101, 101, 51]);
        let first = sheet(1);
        // As many as there is room for; the twentieth is to row 190, which is the ninety-first of the second part.
        assert_eq!(first.matches("<hyperlink ").count(), 20);
        assert!(first.contains("location=\"'逐项'!A2\"") && first.contains("location=\"'逐项 (2)'!A92\""), "{first}");
        let texts = part(&bytes, "xl/sharedStrings.xml");
        assert!(texts.contains("“逐项”超过 Excel 每表 101 行的上限，分在 3 个表里"), "{texts}");
    }

    #[test]
    fn odd_cells_make_a_workbook() {
        let columns = vec![Column::text("a", "甲", "a"), Column::text("b", "乙", "b")];
        let odd = |text: &str| Cell::Text(text.to_owned());
        let marked = Cell::Marked("a\u{0}b".to_owned(), vec![Span::new(1, 2)]);
        let rows = vec![
            vec![odd("=cmd|' /C calc'!A0"), odd("\u{1}\u{1F}")],
            vec![odd("😀"), Cell::Decimal(f64::NAN, 2)],
            vec![marked, Cell::Empty],
        ];
        let page = Page { name: "x".to_owned(), sheet: Sheet { columns, rows }, links: Vec::new(), chart: None };
        let bytes =
            made(&Book { pages: vec![page], notes: vec!["n".repeat(CHARS * 2)] }, Lang::En, Room::EXCEL).unwrap();
        assert!(bytes.starts_with(b"PK"));
    }
}
