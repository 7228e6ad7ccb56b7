//! Counts: a bar for each value beside its number, and by two fields at once.

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
use crate::present::rows::{Options, rows};
use crate::present::{Convert, wording};
use crate::serve::endpoints;
use crate::serve::gate::Asker;

/// Bars of a chart.
const BARS: usize = 15;

/// Units of a chart's width.
const WIDTH: f64 = 100.0;

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
                h2 { (view.say("案例数，按", "Cases by ")) (view.say(field.name_zh(), field.name())) }
                @match facet {
                    Some(facet) => { (cases(facet, view)) }
                    None => { p.empty { (view.say("没有值。", "There are no values.")) } }
                }
            }
            section {
                h2 { (view.say("最大的金额", "The largest sums")) }
                (amounts(asker, view, &selection)?)
            }
        }
        (crossed(asker, view)?)
    };
    Ok((title, body))
}

fn cases(facet: &Facet, view: &View) -> Markup {
    let most = facet.values.iter().map(|value| value.count).max().unwrap_or(1);
    let rows = facet.values.iter().map(|value| {
        let link = view.at("/", &[("field", None), (facet.field.name(), Some(&value.value)), ("by", Some("case"))]);
        let name = html! { a href=(link) { (&value.value) } };
        (name, value.count as f64 / most.max(1) as f64, sheet::grouped(value.count))
    });
    bars(rows.collect(), &view.say(facet.field.name_zh(), facet.field.name()), &view.say("案例数", "cases"))
}

/// The largest sum of money of each case.
fn amounts(asker: &Asker, view: &View, selection: &crate::api::Selection) -> Result<Markup> {
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
            largest.push((fact, case, value));
        }
    }
    let most = largest.iter().map(|one| one.2).fold(1.0, f64::max);
    let rows = largest.into_iter().map(|(fact, case, value)| {
        let name = html! { a href=(view.show(&fact.hit.id)) title=(&case.title) { (wording::case_name(case)) } };
        (name, value / most, fact.fact.text.clone())
    });
    let rows: Vec<_> = rows.collect();
    Ok(if rows.is_empty() {
        html! { p.empty { (view.say("没有金额。", "There are no sums.")) } }
    } else {
        bars(rows, &view.say("案例", "case"), &view.say("原文的金额", "as the text has it"))
    })
}

/// A table with a bar in each row: a name, how long the bar is (1 at most), and the number.
fn bars(rows: Vec<(Markup, f64, String)>, name: &str, number: &str) -> Markup {
    html! {
        table.bars {
            thead { tr { th scope="col" { (name) } th scope="col" { span.hidden { "▬" } } th.number scope="col" { (number) } } }
            tbody {
                @for (name, share, number) in rows {
                    tr {
                        th scope="row" { (name) }
                        td {
                            @let width = format!("{:.1}", (share * WIDTH).clamp(0.5, WIDTH));
                            svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" { rect width=(width) height="10" {} }
                        }
                        td.number { (number) }
                    }
                }
            }
        }
    }
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
                @let options = Options { lang: view.lang, ..Options::default() };
                (sheet::table(&rows(&Answer::Pivot(pivot), options), &view.say("交叉统计", "Counts"), view))
                (layout::downloads(view, "/api/pivot", &[("field", None)]))
            }
        }
    })
}
