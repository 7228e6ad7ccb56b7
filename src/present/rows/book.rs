//! An answer as a workbook: sheets that refer to each other, with notes on how to read them.
//!
//! Of the table of cases the first sheet has one value a cell, so that columns can be summed and sorted, and the second
//! every value in a row of its own; a cell of the first leads to the values that it was chosen from.

use super::asked::{asked, called};
use super::{Cell, Column, Figure, Kind, Options, Sheet, columns, found, rows};
use crate::api::Answer;
use crate::api::table::{self, Entry, Row, Table};
use crate::cite::{Reference, Style};
use crate::error::Lang;
use crate::facts::{Bound, Direction, Kind as FactKind};
use crate::text::Span;

/// The most that a picture of a pivot has of rows and of columns.
const BARS: usize = 40;
const PARTS: usize = 12;

/// Sheets with what is to be known about them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Book {
    /// The sheets, in their order.
    pub pages: Vec<Page>,
    /// What a reader should know, a paragraph each.
    pub notes: Vec<String>,
}

/// A sheet under a name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// Its name.
    pub name: String,
    /// What it has.
    pub sheet: Sheet,
    /// From cells of it to rows of others.
    pub links: Vec<Link>,
    /// A picture of its numbers.
    pub chart: Option<Chart>,
}

/// A picture of the numbers at the beginning of a page: a bar a row, in it a part a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chart {
    /// The rows, from the first.
    pub rows: usize,
    /// The columns with numbers, from the second.
    pub columns: usize,
    /// Whether the parts of a bar add up; else they stand beside each other.
    pub stacked: bool,
}

/// From a cell to a row of another page. Rows and columns count from 0, without the headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The row of the cell.
    pub row: usize,
    /// Its column.
    pub column: usize,
    /// The page that it leads to.
    pub page: usize,
    /// The row there.
    pub to: usize,
}

/// The answer as a workbook.
#[must_use]
pub fn book(answer: &Answer, options: Options) -> Book {
    let lang = options.lang;
    let mut book = match answer {
        Answer::Table(table) => of_table(table, lang),
        _ => {
            let name = called(answer, lang).to_owned();
            let sheet = rows(answer, options).told(lang);
            let chart = match answer {
                Answer::Pivot(pivot) if !pivot.rows.is_empty() => {
                    // They add up where nothing counts for several of them.
                    let adds = |row: &crate::api::pivot::Row| (row.cells.iter().sum::<f64>() - row.sum).abs() < 0.5;
                    Some(Chart {
                        rows: pivot.rows.len().min(BARS),
                        columns: pivot.columns.len().min(PARTS),
                        stacked: pivot.rows.iter().all(adds),
                    })
                }
                _ => None,
            };
            Book { pages: vec![Page { name, sheet, links: Vec::new(), chart }], notes: Vec::new() }
        }
    };
    let mut notes = asked(answer, lang);
    notes.append(&mut book.notes);
    // What a table is not told to have been made by cannot be made again.
    notes.push(concat!("anli ", env!("CARGO_PKG_VERSION")).to_owned());
    book.notes = notes;
    book
}

/// How the one value of a cell is chosen.
const CHOSEN: (&str, &str) = (
    "“总表”每格只有一个值：数字取该列在该案例中最大的一个，词语取最先出现的一个；带 ≥ ≤ ＞ ＜ 约 的是原文有限定的数。\
     全部的值在“逐项”，一项一行，附原句、位置和引文；“总表”的格子点击即到。金额以万元计，外币只在“逐项”。",
    "Each cell of “table” has one value: of figures the largest that the case has in that column, of words the first; ≥ ≤ ＞ \
     ＜ 约 stand before figures that the text bounds. All values are in “values”, a row each, with their sentence, place and \
     citation; the cells of “table” lead there. Sums are in units of 10,000 yuan, foreign money is in “values” only.",
);

/// The columns of the second sheet.
const VALUES: [Column; 14] = [
    Column::names("case", "案例编号", "case"),
    Column::text("title", "标题", "title"),
    Column::text("column", "列", "column"),
    Column::text("what", "事项", "what"),
    Column::text("text", "原文", "text"),
    Column::number("value", "数值", "value"),
    Column::number("value_max", "上限", "up to"),
    Column::text("unit", "单位", "unit"),
    Column::text("bound", "界限", "bound"),
    Column::text("sentence", "句子", "sentence"),
    Column::names("passage", "段编号", "passage"),
    Column::text("notice_number", "文号", "number of the notice"),
    Column::date("issued", "成文日期", "issued"),
    Column::text("citation", "引文格式", "citation"),
];

fn of_table(table: &Table, lang: Lang) -> Book {
    let mut cases = Sheet::default();
    cases.columns.extend(columns::CASE);
    cases.columns.extend(columns::OF_NOTICE);
    let before = cases.columns.len();
    // A column of which no case has anything says nothing.
    let told = |column: &&table::Column| table.rows.iter().any(|row| !row.cells.get(&column.name).is_empty());
    let shown: Vec<&table::Column> = table.columns.iter().filter(told).collect();
    cases.columns.extend(shown.iter().map(|column| heading(column)));
    let mut values = Sheet { columns: VALUES.to_vec(), rows: Vec::new() };
    let mut links = Vec::new();
    for (at, row) in table.rows.iter().enumerate() {
        let mut cells: Vec<Cell> = vec![
            (&row.case.id).into(),
            row.case.tier.as_ref().into(),
            row.case.number.map(|number| number as usize).into(),
            (&row.case.title).into(),
        ];
        cells.extend(found::of_notice(&row.notice));
        for (place, &column) in shown.iter().enumerate() {
            let entries = row.cells.get(&column.name);
            let Some(chosen) = chosen(entries) else {
                cells.push(Cell::Empty);
                continue;
            };
            let first = values.rows.len();
            let choice = entries.iter().position(|entry| std::ptr::eq(entry, chosen)).unwrap_or(0);
            links.push(Link { row: at, column: before + place, page: 1, to: first + choice });
            values.rows.extend(entries.iter().map(|entry| value_row(row, column, entry, lang)));
            cells.push(cell(column, chosen));
        }
        cases.rows.push(cells);
    }
    let names = [lang.pick("总表", "table"), lang.pick("逐项", "values")];
    Book {
        pages: vec![
            Page { name: names[0].to_owned(), sheet: cases, links, chart: None },
            Page { name: names[1].to_owned(), sheet: values, links: Vec::new(), chart: None },
        ],
        notes: vec![lang.pick(CHOSEN.0, CHOSEN.1).to_owned()],
    }
}

fn heading(column: &table::Column) -> Column {
    let (name, zh, en) = (&column.name, &column.zh, &column.en);
    match column.fact() {
        Some(FactKind::Money) => Column::own(name, zh, en, Kind::Number).in_unit("万元"),
        Some(FactKind::Percent | FactKind::Bp | FactKind::Count) => Column::own(name, zh, en, Kind::Number),
        Some(FactKind::Duration) => Column::own(name, zh, en, Kind::Number).in_unit("天"),
        Some(FactKind::Date) => Column::own(name, zh, en, Kind::Date),
        _ => Column::own(name, zh, en, Kind::Text),
    }
}

/// The largest figure in the unit of the column, or else the first words.
fn chosen(entries: &[Entry]) -> Option<&Entry> {
    let figure = |entry: &&Entry| {
        let foreign = entry.unit.as_deref().is_some_and(is_foreign);
        // 4:4:2 is no number.
        entry.value.as_ref().and_then(crate::api::Value::number).filter(|_| !foreign && !entry.is_ratio())
    };
    let largest = entries.iter().filter_map(|entry| Some((figure(&entry)?, entry)));
    // Of equal ones the first.
    let largest = largest.fold(None, |best: Option<(f64, &Entry)>, (value, entry)| match best {
        Some((known, _)) if known >= value => best,
        _ => Some((value, entry)),
    });
    largest.map(|(_, entry)| entry).or_else(|| entries.iter().find(|entry| entry.value.is_none() || entry.is_ratio()))
}

/// Whether a unit is a currency other than the yuan.
fn is_foreign(unit: &str) -> bool {
    unit != "元" && ["元", "圓", "圆", "镑", "鎊", "币", "幣"].iter().any(|end| unit.ends_with(end))
}

fn cell(column: &table::Column, entry: &Entry) -> Cell {
    if let Some(crate::api::Value::Day(day)) = &entry.value {
        return day.into();
    }
    let falls = entry.direction == Some(Direction::Down) && column.direction.is_none();
    let Some(value) = entry.value.as_ref().and_then(crate::api::Value::number).filter(|_| !entry.is_ratio()) else {
        return (&entry.text).into();
    };
    // What falls is no level.
    if falls {
        return format!("↓{}", entry.text).into();
    }
    let bound = entry.bound.unwrap_or(Bound::Exact);
    Cell::Figure(match column.fact() {
        Some(FactKind::Money) => Figure { value: value / 10_000.0, unit: String::new(), bound },
        Some(FactKind::Duration) => Figure { value, unit: String::new(), bound },
        _ => Figure { value, unit: entry.unit.clone().unwrap_or_default(), bound },
    })
}

fn value_row(row: &Row, column: &table::Column, entry: &Entry, lang: Lang) -> Vec<Cell> {
    let number = |value: &Option<crate::api::Value>| match value.as_ref().and_then(crate::api::Value::number) {
        Some(value) => Cell::Figure(Figure { value, unit: String::new(), bound: Bound::Exact }),
        None => Cell::Empty,
    };
    let (zh, en) = (&column.zh, &column.en);
    let within = entry.sentence.find(&entry.text).map(|at| Span::new(at, at + entry.text.len()));
    vec![
        (&row.case.id).into(),
        (&row.case.title).into(),
        lang.pick(zh, en).into(),
        entry.what.as_ref().into(),
        (&entry.text).into(),
        number(&entry.value),
        number(&entry.value_max),
        entry.unit.as_ref().into(),
        entry.bound.map_or("", |bound| crate::messages::bound(bound, lang)).into(),
        match within {
            Some(span) => Cell::Marked(entry.sentence.clone(), vec![span]),
            None => (&entry.sentence).into(),
        },
        entry.passages().collect::<Vec<_>>().join(" ").into(),
        row.notice.number.as_ref().into(),
        row.notice.issued.as_ref().into(),
        Reference::new(&row.notice, Some(&row.case), None, "").cite(Style::Gbt2015).into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies() {
        for (unit, foreign) in
            [("元", false), ("美元", true), ("英镑", true), ("港币", true), ("%", false), ("家", false)]
        {
            assert_eq!(is_foreign(unit), foreign, "{unit}");
        }
    }
}
