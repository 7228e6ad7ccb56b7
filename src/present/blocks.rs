//! Answers as blocks: what Markdown, and documents of any kind, are made of, once for all answers.

use super::chart::Bar;
use super::rows::{self, Cell, Column, Kind, Options, Sheet};
use super::wording::{case_name, difference_line, heads, passage_name, quote_text, reason_line, row_label};
use super::wrap::columns;
use crate::api::similar::{Comparison, Keyword, Quote, RowKind};
use crate::api::{Answer, Hit, Hits, KwicLine, NoticeListing, Shown};
use crate::cite::{Reference, Style};
use crate::error::Lang;
use crate::notice::Role;
use crate::text::Span;

/// A piece of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading of this level, from 1.
    Heading(usize, Runs),
    /// A paragraph.
    Paragraph(Runs),
    /// Words of the corpus.
    Quote(Runs),
    /// The citation of the quotation before it.
    Source(String),
    /// An item of a list, so deep in lists, from 0; with its number in a numbered list.
    Item(usize, Option<usize>, Runs),
    /// The end of a list.
    End,
    /// A table.
    Table(Sheet),
    /// Bars, for forms that have pictures; the table before them says the same.
    Chart(Vec<Bar>),
}

/// Text in different types.
pub type Runs = Vec<Run>;

/// Text in one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// As it is.
    Plain(String),
    /// What was searched.
    Mark(String),
    /// What matters most.
    Strong(String),
    /// The name of something.
    Name(String),
    /// Signs of our own.
    Sign(&'static str),
}

pub(super) fn plain(text: impl Into<String>) -> Run {
    Run::Plain(text.into())
}

pub(super) fn name(text: impl Into<String>) -> Run {
    Run::Name(text.into())
}

/// The answer as a document.
#[must_use]
pub fn blocks(answer: &Answer, options: Options) -> Vec<Block> {
    let told = |block| match block {
        Block::Table(sheet) => Block::Table(sheet.told(options.lang)),
        other => other,
    };
    made(answer, options).into_iter().map(told).collect()
}

fn made(answer: &Answer, options: Options) -> Vec<Block> {
    let lang = options.lang;
    match answer {
        Answer::Search(response) => {
            let mut out = vec![Block::Heading(1, vec![plain(&response.query.input)])];
            match &response.hits {
                Hits::Passages(hits) => hits.iter().for_each(|hit| passage(hit, true, &mut out)),
                Hits::Cases(cases) => {
                    for hits in cases.iter().map(|case| &case.passages) {
                        hits.iter().enumerate().for_each(|(at, hit)| passage(hit, at == 0, &mut out));
                    }
                }
            }
            out
        }
        Answer::List(listing) => listing.notices.iter().flat_map(notice).chain([Block::End]).collect(),
        Answer::Show(shown) => whole(shown),
        Answer::Cite(cited) => cited.cited.iter().flat_map(whole).collect(),
        Answer::Facets(response) => {
            let facets = response.facets.iter().filter(|facet| !facet.values.is_empty());
            let table = |facet: &crate::api::Facet| {
                let field = facet.field;
                let columns = vec![
                    Column::called(lang.pick(field.name_zh(), field.name()).to_owned(), Kind::Text),
                    Column::called(String::new(), Kind::Number),
                ];
                let rows = facet.values.iter().map(|value| vec![(&value.value).into(), value.count.into()]);
                Block::Table(Sheet { columns, rows: rows.collect() })
            };
            facets.map(table).collect()
        }
        Answer::Kwic(kwic) => vec![Block::Table(lines(&kwic.lines))],
        Answer::Facts(_) => {
            vec![Block::Table(picked(rows::rows(answer, options), &["kind", "what", "sentence", "passage"]))]
        }
        Answer::Table(_) => vec![Block::Table(cases(rows::rows(answer, options)))],
        Answer::Timeline(_) => {
            let shown = ["date", "level", "claim", "who", "city", "county", "sentence", "passage"];
            vec![Block::Table(picked(rows::rows(answer, options), &shown))]
        }
        Answer::Pivot(pivot) => {
            vec![Block::Table(rows::rows(answer, options)), Block::Chart(rows::bars(pivot, lang))]
        }
        Answer::Similar(similar) => {
            let mut out = Vec::new();
            for hit in &similar.hits {
                out.push(Block::Heading(2, vec![plain(format!("{} {}", case_name(&hit.case), hit.case.title))]));
                let score = plain(format!("{:.3}", hit.score.total));
                out.push(Block::Paragraph(vec![score, Run::Sign(" · "), name(&hit.case.id)]));
                out.push(Block::Source(Reference::new(&hit.notice, Some(&hit.case), None, "").cite(Style::Gbt2015)));
                let reasons = hit.reasons.iter().map(|reason| reason_line(reason, lang));
                let differences = hit.differences.iter().map(|difference| difference_line(difference, lang));
                out.extend(reasons.chain(differences).map(|line| Block::Item(0, None, vec![plain(line)])));
                out.push(Block::End);
            }
            out
        }
        Answer::Groups(groups) => {
            let mut out = Vec::new();
            for (at, cluster) in groups.clusters.iter().enumerate() {
                out.push(Block::Item(0, Some(at + 1), vec![plain(cluster.common.join("、"))]));
                let cases =
                    cluster.cases.iter().map(|one| vec![plain(&one.case.title), Run::Sign(" "), name(&one.case.id)]);
                out.extend(cases.map(|runs| Block::Item(1, None, runs)));
            }
            out.push(Block::End);
            out
        }
        Answer::Compare(comparison) => vec![Block::Table(side_by_side(comparison, lang))],
        Answer::Keywords(keywords) => vec![Block::Table(terms(&keywords.keywords))],
        Answer::VerifyDraft(_) => {
            let shown = ["verdict", "text", "nearest", "remark", "passage"];
            vec![Block::Table(picked(rows::rows(answer, options), &shown))]
        }
        Answer::WhyNot(_) | Answer::Source(_) | Answer::Inspect(_) | Answer::Corpus(_) => {
            vec![Block::Table(rows::rows(answer, options))]
        }
        Answer::Verify(_) => {
            let shown = ["verdict", "wording", "figures", "passage", "citation"];
            vec![Block::Table(picked(rows::rows(answer, options), &shown))]
        }
    }
}

/// A passage under the title of its case, what matched in it strong.
fn passage(hit: &Hit, titled: bool, out: &mut Vec<Block>) {
    if titled {
        out.push(Block::Heading(2, vec![plain(hit.case.as_ref().map_or(&hit.notice.title, |case| &case.title))]));
    }
    let mut runs = Vec::new();
    let mut at = 0;
    for mark in &hit.marks {
        runs.push(plain(&hit.text[at..mark.local.start]));
        runs.push(Run::Mark(hit.text[mark.local.range()].to_owned()));
        at = mark.local.end;
    }
    runs.push(plain(&hit.text[at..]));
    out.push(Block::Quote(runs));
    out.push(Block::Source(Reference::of_hit(hit).cite(Style::Gbt2015)));
    let section = hit.section.iter().flat_map(|section| [plain(section), Run::Sign(" · ")]);
    out.push(Block::Paragraph(section.chain([name(&hit.id)]).collect()));
}

/// A notice with its copies, its versions and its cases.
fn notice(notice: &NoticeListing) -> Vec<Block> {
    let head = vec![Run::Strong(notice.notice.title.clone()), Run::Sign(" "), name(&notice.notice.id)];
    let mut out = vec![Block::Item(0, None, head)];
    let mut item = |runs: Runs| out.push(Block::Item(1, None, runs));
    for copy in &notice.copies {
        item(vec![Run::Sign("= "), plain(copy)]);
    }
    for version in &notice.versions {
        let mut runs = vec![Run::Sign("≠ "), plain(&version.file), Run::Sign(" "), name(&version.id), Run::Sign(": ")];
        for (at, difference) in version.differences.iter().enumerate() {
            runs.push(Run::Sign(if at > 0 { "; " } else { "" }));
            runs.extend([plain(&difference.here), Run::Sign(" ≠ "), plain(&difference.there)]);
        }
        item(runs);
    }
    for case in notice.cases.iter().map(|listed| &listed.case).filter(|case| case.id != notice.notice.id) {
        let place: Vec<&str> = case.city.iter().chain(&case.county).map(String::as_str).collect();
        item(vec![plain(&case.title), Run::Sign(" ("), plain(place.join(" ")), Run::Sign(") "), name(&case.id)]);
    }
    out
}

/// A case, notice or passage.
fn whole(shown: &Shown) -> Vec<Block> {
    let title = shown.case.as_ref().map_or(&shown.notice.title, |case| &case.title);
    let passages = shown.passages.iter().filter(|hit| hit.role != Role::Foreign);
    let block = |hit: &Hit| match hit.role {
        Role::Heading => Block::Heading(2, vec![plain(&hit.text)]),
        _ => Block::Paragraph(vec![plain(&hit.text)]),
    };
    std::iter::once(Block::Heading(1, vec![plain(title)])).chain(passages.map(block)).collect()
}

/// The occurrences, with little around them.
fn lines(lines: &[KwicLine]) -> Sheet {
    /// Columns of a terminal on either side.
    const AROUND: usize = 40;
    let row = |line: &KwicLine| {
        let keyword = Cell::Marked(line.keyword.clone(), vec![Span::new(0, line.keyword.len())]);
        let (left, right) = (last_columns(&line.left, AROUND), first_columns(&line.right, AROUND));
        vec![passage_name(&line.id).into(), left.into(), keyword, right.into()]
    };
    let columns = rows::columns::LINE[..4].to_vec();
    Sheet { columns, rows: lines.iter().map(row).collect() }
}

/// The beginning of `text`, at most so many columns of a terminal wide.
pub(super) fn first_columns(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        used += columns(c.encode_utf8(&mut [0; 4]));
        if used > width {
            break;
        }
        out.push(c);
    }
    out
}

/// The end of `text`, at most so many columns of a terminal wide.
pub(super) fn last_columns(text: &str, width: usize) -> String {
    let reversed: String = text.chars().rev().collect();
    first_columns(&reversed, width).chars().rev().collect()
}

/// The columns of these names.
fn picked(sheet: Sheet, names: &[&str]) -> Sheet {
    let places: Vec<usize> =
        names.iter().filter_map(|name| sheet.columns.iter().position(|column| column.name == *name)).collect();
    sheet.of(&places)
}

/// The table of cases without columns in which nothing stands, the title with the id in one.
fn cases(sheet: Sheet) -> Sheet {
    let fixed = rows::columns::CASE.len();
    let used = |&at: &usize| sheet.rows.iter().any(|row| row.get(at).is_some_and(|cell| *cell != Cell::Empty));
    let places: Vec<usize> = (fixed..sheet.columns.len()).filter(used).collect();
    let mut columns = vec![Column::text("case", "案例", "case")];
    columns.extend(places.iter().map(|&at| sheet.columns[at].clone()));
    let row = |row: &Vec<Cell>| {
        let text = |at: usize| row.get(at).map(|cell| cell.text().into_owned()).unwrap_or_default();
        let mut cells = vec![Cell::Named(text(fixed - 1), text(0))];
        cells.extend(places.iter().map(|&at| row[at].clone()));
        cells
    };
    Sheet { columns, rows: sheet.rows.iter().map(row).collect() }
}

/// A column a case; each figure with the sentence that says so.
fn side_by_side(comparison: &Comparison, lang: Lang) -> Sheet {
    let called = |(name, title): (String, String)| Column::called(format!("{name} {title}"), Kind::Text);
    let heads = heads(comparison, lang).into_iter().map(called);
    let columns = std::iter::once(Column::called(String::new(), Kind::Text)).chain(heads);
    let note = |quote: &Quote| -> String {
        let said = quote.passages.first().zip(quote.sentences.first());
        said.map_or_else(String::new, |(id, sentence)| format!("“{}”（{}）", sentence.trim(), passage_name(id)))
    };
    let row = |row: &crate::api::similar::Row| {
        let cell = |quotes: &Vec<Quote>| match row.kind {
            RowKind::Amounts | RowKind::Subsidies | RowKind::Outcomes | RowKind::Figures => {
                Cell::Noted(quotes.iter().map(|one| (quote_text(one), note(one))).collect())
            }
            _ => Cell::List(quotes.iter().map(quote_text).collect()),
        };
        std::iter::once(row_label(row.kind, lang).into()).chain(row.cells.iter().map(cell)).collect()
    };
    Sheet { columns: columns.collect(), rows: comparison.rows.iter().map(row).collect() }
}

/// The terms, with scores to one digit.
fn terms(keywords: &[Keyword]) -> Sheet {
    let columns = rows::columns::KEYWORD.iter().take(6).cloned().collect();
    let row = |keyword: &Keyword| {
        vec![
            (&keyword.term).into(),
            Cell::Decimal(keyword.score, 1),
            keyword.here.mentions.into(),
            keyword.here.cases.into(),
            keyword.elsewhere.mentions.into(),
            keyword.elsewhere.cases.into(),
        ]
    };
    Sheet { columns, rows: keywords.iter().map(row).collect() }
}
