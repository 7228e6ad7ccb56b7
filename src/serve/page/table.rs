//! The table of cases: sorted by any column, columns hidden and shown, each entry with the way to its sentence.

use std::cmp::Ordering;

use maud::{Markup, html};

use super::layout;
use super::search::pages;
use super::sheet::grouped;
use super::view::View;
use crate::api::TableSort;
use crate::api::table::{Column, Entry, Row};
use crate::api::{Limit, Page, Value, request};
use crate::error::Result;
use crate::present::Convert;
use crate::present::wording::case_name;
use crate::serve::gate::Asker;

/// Rows on a page.
const ROWS: usize = 50;

/// Entries of a cell that are seen at once.
const ENTRIES: usize = 3;

/// The page.
pub(super) fn page(asker: &Asker, view: &View) -> Result<(String, Markup)> {
    let title = view.say("案例总表", "Table of cases").into_owned();
    let selection = view.params.selection()?;
    let table =
        asker.ask(&request::Table { selection, page: Page::ALL, sort: TableSort::default() })?.in_script(view.script);
    let mut rows = table.rows;
    let sorted = view.params.get("sort").and_then(column);
    let down = view.params.flag("desc")?;
    if let Some(column) = sorted {
        // What is not known comes last, whichever way.
        rows.sort_by(|a, b| match (key(a, column), key(b, column)) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) if down => compare(&b, &a),
            (Some(a), Some(b)) => compare(&a, &b),
        });
    }
    let hidden: Vec<&str> = view.params.all("hide").flat_map(|names| names.split(',')).collect();
    let used: Vec<Column> =
        Column::all().filter(|column| rows.iter().any(|row| row.cells.contains_key(column))).collect();
    let shown: Vec<Column> = used.iter().copied().filter(|column| !hidden.contains(&column.name())).collect();
    let page = view.params.page(Limit::Most(ROWS))?;
    let here = &rows[page.range(rows.len())];
    let body = html! {
        h1 { (view.say("案例总表", "Table of cases")) }
        p.summary {
            strong { (grouped(rows.len())) } (view.say(" 个案例", " cases"))
            @if !view.params.query().is_empty() { (view.say("，查询：", ", query: ")) code { (view.params.query()) } }
            @if table.relaxed { br; (view.say("没有一段含有全部的词；以下含有其中一些。", "No passage has all the words; these have some of them.")) }
        }
        (filter(view))
        (restore(&used, &hidden, view))
        @if rows.is_empty() { p.empty { (view.say("没有找到。", "Nothing was found.")) } } @else {
            div.scroll tabindex="0" role="region" aria-label=(view.say("案例总表", "Table of cases")) {
                table.cases {
                    caption.hidden { (view.say("案例总表", "Table of cases")) }
                    thead { tr {
                        th scope="col" { (view.say("案例", "case")) }
                        @for &column in &shown { (head(column, sorted == Some(column), down, &hidden, view)) }
                    } }
                    tbody {
                        @for row in here {
                            tr {
                                th scope="row" lang=(view.text_lang(&row.case.title)) {
                                    span.tier { (case_name(&row.case)) }
                                    a href=(view.show(&row.case.id)) { (&row.case.title) }
                                }
                                @for column in &shown {
                                    @let told = row.cells.get(column).map_or(&[][..], Vec::as_slice);
                                    td.wide[told.iter().any(is_long)] { (entries(told, view)) }
                                }
                            }
                        }
                    }
                }
            }
            (pages(rows.len(), page, view))
            (layout::downloads(view, "/api/table", &[("sort", None), ("desc", None), ("hide", None), ("offset", None), ("limit", Some("all"))]))
        }
    };
    Ok((title, body))
}

/// Whether an entry needs room.
fn is_long(entry: &Entry) -> bool {
    const LONG: usize = 12;
    entry.text.chars().count() + entry.what.as_ref().map_or(0, |what| what.chars().count()) > LONG
}

fn column(name: &str) -> Option<Column> {
    Column::all().find(|column| column.name() == name)
}

/// What a row is sorted by: the largest number in its cell, or the text.
fn key(row: &Row, column: Column) -> Option<(Option<f64>, String)> {
    let entries = row.cells.get(&column)?;
    let number = |entry: &Entry| match &entry.value {
        Some(Value::Whole(value)) => Some(*value as f64),
        Some(Value::Broken(value)) => Some(*value),
        _ => None,
    };
    let most = entries.iter().filter_map(number).max_by(f64::total_cmp);
    Some((most, entries.first()?.text.clone()))
}

fn compare(a: &(Option<f64>, String), b: &(Option<f64>, String)) -> Ordering {
    match (a.0, b.0) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (Some(_), None) => Ordering::Greater,
        (None, Some(_)) => Ordering::Less,
        (None, None) => a.1.cmp(&b.1),
    }
}

fn head(column: Column, sorted: bool, down: bool, hidden: &[&str], view: &View) -> Markup {
    let (zh, en) = column.label();
    let name = column.name();
    let (direction, sign) = match (sorted, down) {
        (false, _) => (None, ""),
        (true, false) => (Some("ascending"), " ↑"),
        (true, true) => (Some("descending"), " ↓"),
    };
    // The largest first, then the other way, as a table is mostly sorted.
    let next = if sorted && down { None } else { Some("true") };
    let all: Vec<&str> = hidden.iter().copied().chain([name]).collect();
    html! {
        th scope="col" aria-sort=[direction] {
            a.sort href=(view.with(&[("sort", Some(name)), ("desc", next), ("offset", None)])) { (view.say(zh, en)) (sign) }
            a.hide href=(view.with(&[("hide", Some(&all.join(",")))])) title=(view.say("隐藏此列", "hide this column")) {
                span aria-hidden="true" { "×" } span.hidden { (view.say("隐藏", "hide ")) (view.say(zh, en)) }
            }
        }
    }
}

fn restore(used: &[Column], hidden: &[&str], view: &View) -> Markup {
    let gone: Vec<&Column> = used.iter().filter(|column| hidden.contains(&column.name())).collect();
    html! {
        @if !gone.is_empty() {
            p.chips {
                (view.say("已隐藏：", "Hidden: "))
                @for column in gone {
                    @let rest: Vec<&str> = hidden.iter().copied().filter(|name| *name != column.name()).collect();
                    @let rest = rest.join(",");
                    a.chip href=(view.with(&[("hide", Some(rest.as_str()).filter(|rest| !rest.is_empty()))])) {
                        @let (zh, en) = column.label();
                        (view.say(zh, en)) span aria-hidden="true" { " +" } span.hidden { (view.say("，恢复", ", show again")) }
                    }
                }
            }
        }
    }
}

fn entries(entries: &[Entry], view: &View) -> Markup {
    let one = |entry: &Entry| {
        let what = entry.what.as_deref().filter(|what| !entry.text.contains(what));
        html! {
            li {
                @if entry.passage.is_empty() { (&entry.text) } @else {
                    a href=(view.show(&entry.passage)) title=(&entry.sentence) { (&entry.text) }
                }
                @if let Some(what) = what { " " small { (what) } }
            }
        }
    };
    html! {
        @if !entries.is_empty() {
            ul { @for entry in entries.iter().take(ENTRIES) { (one(entry)) } }
            @if entries.len() > ENTRIES {
                details { summary { "+" (entries.len() - ENTRIES) } ul { @for entry in entries.iter().skip(ENTRIES) { (one(entry)) } } }
            }
        }
    }
}

/// A box in which a list is narrowed down.
pub(super) fn filter(view: &View) -> Markup {
    let others =
        view.params.pairs().iter().filter(|(name, value)| name != "q" && name != "offset" && !value.is_empty());
    html! {
        form.inline action=(view.path) method="get" {
            label for="narrow" { (view.say("只列查到的：", "Only what this finds: ")) }
            input #narrow name="q" type="search" value=(view.params.query()) placeholder=(view.say("留空为全部", "empty for all"));
            @for (name, value) in others { input type="hidden" name=(name) value=(value); }
            button type="submit" { (view.say("列出", "List")) }
        }
    }
}
