//! The table of cases: sorted by any column, columns hidden and shown, each entry with the way to its sentence.

use maud::{Markup, html};

use super::layout;
use super::search::pages;
use super::sheet::grouped;
use super::view::View;
use crate::api::Limit;
use crate::api::TableSort;
use crate::api::table::{Column, Entry, Table};
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
    let page = view.params.page(Limit::Most(ROWS))?;
    let question = crate::serve::endpoints::table(&view.params, page)?;
    let sort = question.sort.clone();
    let table = asker.ask(&question)?.in_script(view.script);
    let hidden: Vec<&str> = view.params.all("hide").flat_map(|names| names.split(',')).collect();
    let is_sorted = |column: &Column| matches!(&sort, TableSort::Column(name) if *name == column.name);
    let is_used =
        |column: &Column| is_sorted(column) || table.rows.iter().any(|row| !row.cells.get(&column.name).is_empty());
    let shown: Vec<&Column> =
        table.columns.iter().filter(|column| is_used(column) && !hidden.contains(&&*column.name)).collect();
    // The largest figure comes first, and words as they follow each other.
    let falls = |column: &Column| {
        let mut entries = table.rows.iter().flat_map(|row| row.cells.get(&column.name));
        entries.any(|entry| entry.value.is_some()) != page.reverse
    };
    let body = html! {
        h1 { (view.say("案例总表", "Table of cases")) }
        p.summary {
            strong { (grouped(table.total)) } (view.say(" 个案例", " cases"))
            @if !view.params.query().is_empty() { (view.say("，查询：", ", query: ")) code { (view.params.query()) } }
            @if table.relaxed { br; (view.say("没有一段含有全部的词；以下含有其中一些。", "No passage has all the words; these have some of them.")) }
        }
        (filter(view))
        (sets(&table, view))
        (restore(&table.columns, &hidden, view))
        p.orders {
            span.group role="group" aria-label=(view.say("次序", "Order")) {
                @for (value, zh, en, name) in [(TableSort::Order, "原文顺序", "in order", None), (TableSort::Date, "最新", "newest", Some("date"))] {
                    a href=(view.with(&[("sort", name), ("reverse", None), ("offset", None)])) aria-current=[(sort == value).then_some("true")] { (view.say(zh, en)) }
                }
            }
        }
        @if table.rows.is_empty() { p.empty { (view.say("没有找到。", "Nothing was found.")) } } @else {
            div.scroll tabindex="0" role="region" aria-label=(view.say("案例总表", "Table of cases")) {
                table.cases {
                    caption.hidden { (view.say("案例总表", "Table of cases")) }
                    thead { tr {
                        th scope="col" { (view.say("案例", "case")) }
                        @for column in &shown { (head(column, is_sorted(column).then(|| falls(column)), &hidden, view)) }
                    } }
                    tbody {
                        @for row in &table.rows {
                            tr {
                                th scope="row" lang=(view.text_lang(&row.case.title)) {
                                    span.tier { (case_name(&row.case)) }
                                    a href=(view.show(&row.case.id)) { (&row.case.title) }
                                }
                                @for column in &shown {
                                    @let told = row.cells.get(&column.name);
                                    td.wide[told.iter().any(is_long)] { (entries(told, view)) }
                                }
                            }
                        }
                    }
                }
            }
            (pages(table.total, page, view))
            (layout::downloads(view, "/api/table", &[("hide", None), ("offset", None), ("limit", Some("all"))], table.rows.iter().map(|row| row.case.id.as_str())))
        }
    };
    Ok((title, body))
}

/// Whether an entry needs room.
fn is_long(entry: &Entry) -> bool {
    const LONG: usize = 12;
    entry.text.chars().count() + entry.what.as_ref().map_or(0, |what| what.chars().count()) > LONG
}

/// A column's head; `falls` tells whether the rows go down by it, if they are ordered by it.
fn head(column: &Column, falls: Option<bool>, hidden: &[&str], view: &View) -> Markup {
    let (zh, en) = (&*column.zh, &*column.en);
    let name = &*column.name;
    let (direction, sign) = match falls {
        None => (None, ""),
        Some(true) => (Some("descending"), " ↓"),
        Some(false) => (Some("ascending"), " ↑"),
    };
    let is_reversed = view.params.get("reverse") == Some("true");
    let next = Some("true").filter(|_| direction.is_some() && !is_reversed);
    let all: Vec<&str> = hidden.iter().copied().chain([name]).collect();
    html! {
        th scope="col" aria-sort=[direction] {
            a.sort href=(view.with(&[("sort", Some(name)), ("reverse", next), ("offset", None)])) { (view.say(zh, en)) (sign) }
            a.hide href=(view.with(&[("hide", Some(&all.join(",")))])) title=(view.say("隐藏此列", "hide this column")) {
                span aria-hidden="true" { "×" } span.hidden { (view.say("隐藏", "hide ")) (view.say(zh, en)) }
            }
        }
    }
}

/// The sets of columns to choose from.
fn sets(table: &Table, view: &View) -> Markup {
    let now = table.set.as_ref();
    html! {
        p.orders {
            span.group role="group" aria-label=(view.say("列组", "Columns")) {
                @for (name, zh, en) in crate::api::table::sets() {
                    a href=(view.with(&[("columns", Some(name)), ("sort", None), ("hide", None), ("offset", None)])) aria-current=[now.is_some_and(|set| set.name == name).then_some("true")] { (view.say(zh, en)) }
                }
            }
        }
    }
}

fn restore(columns: &[Column], hidden: &[&str], view: &View) -> Markup {
    let gone: Vec<&Column> = columns.iter().filter(|column| hidden.contains(&&*column.name)).collect();
    html! {
        @if !gone.is_empty() {
            p.chips {
                (view.say("已隐藏：", "Hidden: "))
                @for column in gone {
                    @let rest: Vec<&str> = hidden.iter().copied().filter(|name| *name != column.name).collect();
                    @let rest = rest.join(",");
                    a.chip href=(view.with(&[("hide", Some(rest.as_str()).filter(|rest| !rest.is_empty()))])) {
                        (view.say(&column.zh, &column.en)) span aria-hidden="true" { " +" } span.hidden { (view.say("，恢复", ", show again")) }
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
                @if entry.direction == Some(crate::facts::Direction::Down) { span aria-hidden="true" { " ↓" } }
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
