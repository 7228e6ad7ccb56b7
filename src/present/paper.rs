//! Answers as documents to hand in: the blocks of an answer under a title, with what was asked; on paper a table of
//! cases is a section a case, and a table that is wider than a page stands on its side.

use super::blocks::{Block, blocks, name, plain};
use super::rows::{self, Cell, Column, Kind, Options, Sheet};
use super::wording::case_name;
use crate::api::table::{Entry, Row, Table};
use crate::api::{Answer, NoticeInfo};
use crate::cite::{Reference, Style};
use crate::error::Lang;
use crate::text::Span;

/// Columns of numbers beyond which a pivot is easier to read with its rows as columns.
const WIDE: usize = 12;

/// The answer as one file for a screen.
#[must_use]
pub fn on_screen(answer: &Answer, options: Options) -> Vec<Block> {
    under_title(answer, written(answer, options), options.lang)
}

/// The blocks of an answer; those of a draft have the citations of what it was checked by.
fn written(answer: &Answer, options: Options) -> Vec<Block> {
    let Answer::VerifyDraft(draft) = answer else { return blocks(answer, options) };
    let mut out = blocks(answer, options);
    for block in &mut out {
        let Block::Table(sheet) = block else { continue };
        let Some(at) = sheet.columns.iter().position(|column| column.name == "passage") else { continue };
        for (row, claim) in sheet.rows.iter_mut().zip(&draft.claims) {
            if let (Some(id), Some(citation)) = (&claim.passage, &claim.citation) {
                row[at] = Cell::Noted(vec![(id.clone(), citation.clone())]);
            }
        }
    }
    out
}

/// The answer as pages.
#[must_use]
pub fn on_paper(answer: &Answer, options: Options) -> Vec<Block> {
    let blocks = match answer {
        Answer::Table(table) => sections(table, options.lang),
        Answer::Pivot(pivot) if pivot.columns.len() > WIDE && pivot.rows.len() < pivot.columns.len() => {
            vec![Block::Table(turned(&rows::rows(answer, options)))]
        }
        _ => written(answer, options),
    };
    let filled = |block| match block {
        Block::Table(sheet) => Block::Table(sheet.filled()),
        other => other,
    };
    under_title(answer, blocks.into_iter().map(filled).collect(), options.lang)
}

/// `blocks` under a title, with what was asked below it.
fn under_title(answer: &Answer, blocks: Vec<Block>, lang: Lang) -> Vec<Block> {
    // Some begin with a title of their own: a query, a case.
    let (mut out, rest) = match blocks.first() {
        Some(Block::Heading(1, _)) => (vec![blocks[0].clone()], &blocks[1..]),
        _ => (vec![Block::Heading(1, vec![plain(rows::called(answer, lang))])], &blocks[..]),
    };
    out.extend(rows::asked(answer, lang).into_iter().map(|note| Block::Paragraph(vec![name(note)])));
    out.extend_from_slice(rest);
    out.extend(sources(answer, lang));
    out
}

/// Where the cases of a comparison stand, whose cells have no room for it.
fn sources(answer: &Answer, lang: Lang) -> Vec<Block> {
    let Answer::Compare(comparison) = answer else { return Vec::new() };
    let cited = comparison.cases.iter().zip(&comparison.notices).enumerate().map(|(at, (case, notice))| {
        let citation = Reference::new(notice, Some(case), None, "").cite(Style::Gbt2015);
        Block::Item(0, Some(at + 1), vec![plain(format!("{}：{citation}", case_name(case)))])
    });
    let heading = Block::Heading(2, vec![plain(lang.pick("来源", "sources"))]);
    std::iter::once(heading).chain(cited).chain([Block::End]).collect()
}

/// A section a case: where it is, what is known of it in words, and its figures with their sentences.
fn sections(table: &Table, lang: Lang) -> Vec<Block> {
    table.rows.iter().flat_map(|row| section(table, row, lang)).collect()
}

fn section(table: &Table, row: &Row, lang: Lang) -> Vec<Block> {
    let title = format!("{} {}", case_name(&row.case), row.case.title);
    let mut out = vec![Block::Heading(2, vec![plain(title)])];
    let places = [&row.case.province, &row.case.city, &row.case.county];
    let place = places.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
    let said = [place, of_notice(&row.notice), row.case.id.clone()];
    let said: Vec<String> = said.into_iter().filter(|part| !part.is_empty()).collect();
    out.push(Block::Paragraph(vec![name(said.join(" · "))]));
    out.push(Block::Source(Reference::new(&row.notice, Some(&row.case), None, "").cite(Style::Gbt2015)));
    let mut figures: Vec<Said<'_>> = Vec::new();
    for column in table.columns.iter().filter(|column| !column.is_place()) {
        let entries = row.cells.get(&column.name);
        let heading = lang.pick(&column.zh, &column.en);
        let (facts, words): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(|entry| entry.value.is_some());
        if !words.is_empty() {
            let words: Vec<String> = words.iter().map(|entry| rows::shown(column, entry)).collect();
            out.push(Block::Item(0, None, vec![plain(format!("{heading}：")), plain(words.join("；"))]));
        }
        for entry in facts {
            let told = format!("{heading}：{}", rows::shown(column, entry));
            let span = entry.sentence.find(&entry.text).map(|at| Span::new(at, at + entry.text.len()));
            match figures.iter_mut().find(|said| said.passage == entry.passage && said.sentence == entry.sentence) {
                Some(said) => {
                    said.told.push(told);
                    said.marks.extend(span);
                }
                None => figures.push(Said {
                    at: (number(&entry.passage), entry.span.start),
                    passage: &entry.passage,
                    sentence: &entry.sentence,
                    told: vec![told],
                    marks: span.into_iter().collect(),
                }),
            }
        }
    }
    out.push(Block::End);
    if !figures.is_empty() {
        figures.sort_by_key(|said| said.at);
        out.push(Block::Table(sentences(figures)));
    }
    out
}

/// A sentence with what it says.
struct Said<'r> {
    at: (usize, usize),
    passage: &'r str,
    sentence: &'r str,
    told: Vec<String>,
    marks: Vec<Span<crate::text::Local>>,
}

/// The number of a passage in its case.
fn number(passage: &str) -> usize {
    passage.rsplit_once('#').and_then(|(_, number)| number.parse().ok()).unwrap_or(0)
}

fn sentences(figures: Vec<Said<'_>>) -> Sheet {
    let columns = vec![
        Column::text("figures", "数据", "figures"),
        Column::text("sentence", "原句", "sentence"),
        Column::text("passage", "段", "passage"),
    ];
    let row = |mut said: Said<'_>| {
        // One figure may be in several columns.
        said.marks.sort_unstable();
        said.marks.dedup();
        let mut end = 0;
        said.marks.retain(|mark| {
            let apart = mark.start >= end;
            end = end.max(mark.end);
            apart
        });
        let number = format!("#{}", number(said.passage));
        vec![Cell::List(said.told), Cell::Marked(said.sentence.trim_end().to_owned(), said.marks), number.into()]
    };
    Sheet { columns, rows: figures.into_iter().map(row).collect() }
}

/// `某市監發〔2023〕1號 · 某市市場監督管理局 · 2023-01-02`.
fn of_notice(notice: &NoticeInfo) -> String {
    let parts = [notice.number.as_deref().unwrap_or(&notice.title), notice.issuer.as_deref().unwrap_or_default()];
    let parts = parts.into_iter().chain(notice.date()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" · ")
}

/// Rows as columns and columns as rows.
fn turned(sheet: &Sheet) -> Sheet {
    let heads = sheet.rows.iter().map(|row| row.first().map(|cell| cell.text().into_owned()).unwrap_or_default());
    let heads = heads.map(|head| Column::called(head, Kind::Number));
    let corner = Column::called(String::new(), Kind::Text);
    let row = |(at, column): (usize, &Column)| -> Vec<Cell> {
        let cells = sheet.rows.iter().map(|row| row.get(at).cloned().unwrap_or_default());
        std::iter::once(column.zh.to_string().into()).chain(cells).collect()
    };
    Sheet {
        columns: std::iter::once(corner).chain(heads).collect(),
        rows: sheet.columns.iter().enumerate().skip(1).map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_turned() {
        let columns = vec![Column::text("city", "城市", "city"), Column::number("a", "甲", "a")];
        let sheet =
            Sheet { columns, rows: vec![vec!["宁波".into(), Cell::Count(1)], vec!["台州".into(), Cell::Count(2)]] };
        let turned = turned(&sheet);
        assert_eq!(turned.columns.iter().map(|column| &*column.zh).collect::<Vec<_>>(), ["", "宁波", "台州"]);
        assert_eq!(turned.rows, [vec!["甲".into(), Cell::Count(1), Cell::Count(2)]]);
    }
}
