//! Counts: of each value and the largest sums, as a picture and as a table, and counts by two fields at once.

use maud::{Markup, html};

use super::layout;
use super::sheet;
use super::table::filter;
use super::view::View;
use crate::api::pivot::Measure;
use crate::api::{Answer, By, Choices, Facet, Field, request};
use crate::api::{Page, ValueSort};
use crate::error::{Error, Result};
use crate::facts::{Kind, Purpose};
use crate::present::chart::{Bar, chart};
use crate::present::rows::{Options, rows};
use crate::present::{Convert, wording};
use crate::serve::endpoints;
use crate::serve::gate::Asker;

/// Bars of a chart.
const BARS: usize = 15;

/// The page.
pub(super) fn page(asker: &Asker, view: &View) -> Result<(String, Markup)> {
    let title = view.say("统计", "Statistics").into_owned();
    let selection = view.params.selection()?;
    let field =
        view.params.get("field").and_then(Field::from_name).filter(|field| field.is_facet()).unwrap_or(Field::City);
    let question = request::Facets {
        selection: selection.clone(),
        by: By::Case,
        page: Page::first(BARS),
        sort: ValueSort::default(),
    };
    let found = asker.ask(&question)?.in_script(view.script);
    let facet = found.facets.iter().find(|facet| facet.field == field && !facet.values.is_empty());
    let body = html! {
        h1 { (view.say("统计", "Statistics")) }
        (filter(view))
        p.chips {
            @for one in Field::FACETS {
                a.chip.on[one == field] href=(view.with(&[("field", Some(one.name()))])) aria-current=[(one == field).then_some("true")] {
                    (view.say(one.name_zh(), one.name()))
                }
            }
        }
        div.charts {
            section {
                @let title = format!("{}{}", view.say("案例数，按", "Cases by "), view.say(field.name_zh(), field.name()));
                h2 { (title) }
                @match facet {
                    Some(facet) => { (cases(facet, &title, view)) }
                    None => { p.empty { (view.say("没有值。", "There are no values.")) } }
                }
            }
            section {
                @let title = view.say("各案例最大的金额", "The largest sum of each case");
                h2 { (title) }
                (amounts(asker, &title, view, &selection)?)
            }
        }
        (crossed(asker, view)?)
    };
    Ok((title, body))
}

/// A picture of a count or a sum of each name, and the table that says the same.
fn shown(rows: Vec<(Bar, Markup)>, title: &str, (id, name, number): (&str, &str, &str), view: &View) -> Markup {
    let (bars, names): (Vec<Bar>, Vec<Markup>) = rows.into_iter().unzip();
    html! {
        div.picture {
            (chart(&bars, title, id, view.lang))
            table.counts {
                caption.hidden { (title) }
                thead { tr { th scope="col" { (name) } th.number scope="col" { (number) } } }
                tbody { @for (bar, name) in bars.iter().zip(&names) { tr { th scope="row" { (name) } td.number { (bar.told) } } } }
            }
        }
    }
}

fn cases(facet: &Facet, title: &str, view: &View) -> Markup {
    let rows = facet.values.iter().map(|value| {
        let link = view.at("/", &[("field", None), (facet.field.name(), Some(&value.value)), ("by", Some("case"))]);
        let told = sheet::grouped(value.count);
        (Bar { name: value.value.clone(), value: value.count as f64, told }, html! { a href=(link) { (&value.value) } })
    });
    let heads = ("cases", &*view.say(facet.field.name_zh(), facet.field.name()), &*view.say("案例数", "cases"));
    shown(rows.collect(), title, heads, view)
}

/// The largest sum of money of each case.
fn amounts(asker: &Asker, title: &str, view: &View, selection: &crate::api::Selection) -> Result<Markup> {
    let question = request::Facts {
        selection: selection.clone(),
        page: crate::api::Page::first(400),
        kinds: vec![Kind::Money],
        levels: Vec::new(),
        sort: crate::api::FactSort::Value,
    };
    let found = match asker.ask(&question) {
        Ok(found) => found.in_script(view.script),
        Err(Error::EmptyQuery { .. }) => return Ok(html! {}),
        Err(error) => return Err(error),
    };
    let mut seen: Vec<&str> = Vec::new();
    let mut largest = Vec::new();
    for fact in &found.facts {
        let (Some(case), Some(value)) = (&fact.hit.case, fact.fact.value) else { continue };
        if fact.fact.unit.as_deref() == Some("元") && !seen.contains(&case.id.as_str()) && largest.len() < BARS {
            seen.push(&case.id);
            let name = wording::case_name(case);
            let link = html! { a href=(view.show(&fact.hit.id)) title=(&case.title) { (&name) } };
            largest.push((Bar { name, value, told: fact.fact.text.clone() }, link));
        }
    }
    Ok(if largest.is_empty() {
        html! { p.empty { (view.say("没有金额。", "There are no sums.")) } }
    } else {
        let heads = ("sums", &*view.say("案例", "case"), &*view.say("原文的金额", "as the text has it"));
        shown(largest, title, heads, view)
    })
}

fn crossed(asker: &Asker, view: &View) -> Result<Markup> {
    let pivot = match (view.params.get("rows"), view.params.get("cols")) {
        (Some(_), Some(_)) => match endpoints::pivot(&view.params)? {
            crate::api::Request::Pivot(mut question) => {
                question.page = crate::api::Page::ALL;
                Some(asker.ask(&question)?.in_script(view.script))
            }
            _ => None,
        },
        _ => None,
    };
    let chosen = |name: &str, usual: Field| view.params.get(name).and_then(Field::from_name).unwrap_or(usual);
    let (of_rows, of_cols) = (chosen("rows", Field::City), chosen("cols", Field::Instrument));
    let measure = view.params.choice("value", Measure::default())?;
    let purpose: Option<Purpose> = view.params.chosen("purpose")?;
    let fields = |name: &'static str, label: &str, at: Field| {
        html! {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                @for field in Field::FACETS { option value=(field.name()) selected[field == at] { (view.say(field.name_zh(), field.name())) } }
            }
        }
    };
    Ok(html! {
        section.pivot {
            h2 { (view.say("交叉统计", "By two fields at once")) }
            form.inline action="/stats" method="get" {
                (layout::kept(view))
                @if !view.params.query().is_empty() { input type="hidden" name="q" value=(view.params.query()); }
                (fields("rows", &view.say("行", "rows"), of_rows))
                (fields("cols", &view.say("列", "columns"), of_cols))
                label for="value" { (view.say("格内", "cells")) }
                select #value name="value" {
                    @for one in Measure::CHOICES { option value=(one.name) selected[one.value == measure] { (view.say(one.zh, one.en)) } }
                }
                label for="purpose" { (view.say("金额用途", "purpose")) }
                select #purpose name="purpose" {
                    option value="" { "—" }
                    @for one in Purpose::CHOICES { option value=(one.name) selected[Some(one.value) == purpose] { (view.say(one.zh, one.en)) } }
                }
                button type="submit" { (view.say("统计", "Count")) }
            }
            @if let Some(pivot) = pivot {
                @for remark in &pivot.remarks { p.note { (view.say(&remark.sentence.zh, &remark.sentence.en)) } }
                @let options = Options { lang: view.lang, shares: true, ..Options::default() };
                (sheet::table(&rows(&Answer::Pivot(pivot), options), &view.say("交叉统计", "Counts"), view))
                (layout::downloads(view, "/api/pivot", &[("field", None), ("shares", Some("true"))], []))
            }
        }
    })
}
