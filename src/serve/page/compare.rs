//! Cases side by side.

use maud::{Markup, html};

use super::layout;
use super::view::View;
use crate::api::request;
use crate::api::similar::Quote;
use crate::error::{Lang, Result};
use crate::present::Convert;
use crate::present::wording::{case_name, row_label};
use crate::serve::gate::Asker;

/// The page.
pub(super) fn page(asker: &Asker, view: &View) -> Result<(String, Markup)> {
    let title = view.say("案例对照", "Compare cases").into_owned();
    let mut cases: Vec<String> = Vec::new();
    for case in view.params.all("case") {
        if !cases.iter().any(|known| known == case) {
            cases.push(case.to_owned());
        }
    }
    if cases.len() < 2 {
        return Ok((title, html! { h1 { (view.say("案例对照", "Compare cases")) } (form(&cases, view)) }));
    }
    let comparison = asker.ask(&request::Compare { cases: cases.clone() })?.in_script(view.script);
    let body = html! {
        h1 { (view.say("案例对照", "Compare cases")) }
        div.scroll tabindex="0" role="region" aria-label=(view.say("对照表", "Comparison")) {
            table.compare {
                caption.hidden { (view.say("对照表", "Comparison")) }
                thead {
                    tr {
                        th scope="col" { span.hidden { (view.say("比较的方面", "Aspect")) } }
                        @for group in &comparison.groups {
                            th scope="col" { (&group.name) " " small { (group.cases.len()) (view.say(" 个案例", " cases")) } }
                        }
                        @for case in comparison.cases.iter().filter(|_| comparison.groups.is_empty()) {
                            th scope="col" lang=(view.text_lang(&case.title)) {
                                span.tier { (case_name(case)) }
                                a href=(view.show(&case.id)) { (&case.title) }
                            }
                        }
                    }
                }
                tbody {
                    @for row in &comparison.rows {
                        tr {
                            th scope="row" { (view.say(row_label(row.kind, Lang::Zh), row_label(row.kind, Lang::En))) }
                            @for cell in &row.cells {
                                td { @if !cell.is_empty() { ul { @for quote in cell { li { (quoted(quote, view)) } } } } @else { span.none { "—" } } }
                            }
                        }
                    }
                }
            }
        }
        (layout::downloads(view, "/api/compare", &[], comparison.cases.iter().map(|case| case.id.as_str())))
        (form(&cases, view))
    };
    Ok((title, body))
}

/// What a case says, with the way to where it says so.
pub(super) fn quoted(quote: &Quote, view: &View) -> Markup {
    let what = quote.what.as_deref().filter(|what| !quote.text.contains(what));
    let sentence = quote.sentences.first();
    html! {
        @if let Some(what) = what { (what) " " }
        @match quote.passages.first() {
            Some(id) => { a href=(view.show(id)) title=[sentence] { (&quote.text) } }
            None => { (&quote.text) }
        }
        @if let Some(cases) = quote.cases.filter(|&cases| cases > 1) { " ×" (cases) }
    }
}

fn form(cases: &[String], view: &View) -> Markup {
    html! {
        form.inline action="/compare" method="get" {
            (layout::kept(view))
            @for case in cases { input type="hidden" name="case" value=(case); }
            @let needed = 2_usize.saturating_sub(cases.len()).max(1);
            @for at in 0..needed {
                label for={ "case" (at) } { @if at == 0 { (view.say("加上案例：", "Add a case: ")) } @else { (view.say("与：", "and: ")) } }
                input id={ "case" (at) } name="case" placeholder=(if at == 0 { "典型5" } else { "優秀3" }) required;
            }
            button type="submit" { (view.say("对照", "Compare")) }
        }
        p.lead {
            (view.say("也可以写条件，比较几组案例：城市:宁波、类别:典型，或取了名的组 @名称。", "Conditions compare groups of cases: city:寧波, tier:典型, or a group with a name, @NAME. "))
            a href=(view.link("/groups", [])) { (view.say("各组", "All groups")) }
        }
    }
}
