//! Cases that are like a case or a text, with what they share and in what they differ.

use maud::{Markup, html};

use super::layout;
use super::search::place;
use super::view::View;
use crate::api::Page;
use crate::api::similar::{Quote, Reason, Similar, SimilarHit};
use crate::api::{Limit, Subject, request};
use crate::error::{Error, Lang, Result};
use crate::present::Convert;
use crate::present::wording::{difference_label, reason_label, reference};
use crate::serve::gate::Asker;
use crate::serve::upload::Upload;

/// Cases that are told.
const HITS: usize = 10;

/// Reasons and differences that are told of each.
const REASONS: usize = 8;

/// Passages that a reason leads to.
const PLACES: usize = 3;

/// The form, or what is like the case that the address names.
pub(super) fn page(asker: &Asker, view: &View) -> Result<(String, Markup)> {
    let title = view.say("找可比案例", "Comparable cases").into_owned();
    let Some(case) = view.params.get("case") else {
        return Ok((title, html! { h1 { (view.say("找可比案例", "Comparable cases")) } (form(view, "", None)) }));
    };
    let question = request::Similar {
        page: view.params.page(Limit::Most(HITS))?,
        ..request::Similar::new(Subject::Case(case.to_owned()))
    };
    let found = asker.ask(&question)?.in_script(view.script);
    let body = html! {
        h1 { (view.say("可比案例", "Comparable cases")) }
        @if let Some(case) = &found.case {
            p.lead { (view.say("与 ", "Like ")) a href=(view.show(&case.id)) { (&case.title) } (view.say(" 可比的案例：", ":")) }
        }
        (list(&found, view))
        (layout::downloads(view, "/api/similar", &[], found.hits.iter().map(|hit| hit.case.id.as_str())))
    };
    Ok((title, body))
}

/// What is like a text that was sent.
pub(super) fn nearest(asker: &Asker, view: &View, upload: Upload) -> Result<(String, Markup)> {
    let title = view.say("找可比案例", "Comparable cases").into_owned();
    let text = upload.description()?;
    let question = request::Similar { page: Page::first(HITS), ..request::Similar::new(Subject::Text(text.clone())) };
    let found = match asker.ask(&question) {
        Ok(found) => Ok(found.in_script(view.script)),
        Err(error @ Error::Incomparable(_)) => Err(super::said(&error, view)),
        Err(error) => return Err(error),
    };
    let body = html! {
        h1 { (view.say("找可比案例", "Comparable cases")) }
        @match &found {
            Ok(found) => {
                (list(found, view))
                @if let Some(address) = layout::citing(view, found.hits.iter().map(|hit| hit.case.id.as_str())) {
                    p.more { a href=(address) { (view.say("引用这些案例", "Cite these cases")) } }
                }
            }
            Err(why) => { p.warning { (why) } }
        }
        (form(view, &text, found.is_ok().then_some("/api/similar")))
    };
    Ok((title, body))
}

/// Which cases belong together.
pub(super) fn groups(asker: &Asker, view: &View) -> Result<(String, Markup)> {
    let found = asker.ask(&request::Groups {})?.in_script(view.script);
    let body = html! {
        h1 { (view.say("案例分组", "Groups of cases")) }
        (saved(asker, view)?)
        p.lead { (view.say("讲同样的工具、客体和做法的案例归为一组。", "Cases that deal with the same things are in one group.")) }
        ol.similar {
            @for cluster in &found.clusters {
                li {
                    h2 { @if cluster.common.is_empty() { (view.say("独此一例", "like no other")) } @else { (cluster.common.join("、")) } }
                    ul {
                        @for one in &cluster.cases {
                            li { p.meta { (place(&one.case)) a href=(view.show(&one.case.id)) lang=(view.text_lang(&one.case.title)) { (one.case.title) } } }
                        }
                    }
                    @if cluster.cases.len() > 1 {
                        @let cases = cluster.cases.iter().take(12).map(|one| ("case", one.case.id.as_str()));
                        p.actions { a href=(view.link("/compare", cases)) { (view.say("对照这一组", "Compare the group")) } }
                    }
                }
            }
        }
        (layout::downloads(view, "/api/groups", &[], found.clusters.iter().flat_map(|cluster| &cluster.cases).map(|one| one.case.id.as_str())))
    };
    Ok((view.say("案例分组", "Groups of cases").into_owned(), body))
}

/// The groups that were given a name, with what one can ask of them.
fn saved(asker: &Asker, view: &View) -> Result<Markup> {
    let saved = asker.saved()?;
    let names: Vec<String> = saved.iter().map(|(name, _)| format!("@{name}")).collect();
    Ok(html! {
        h2 { (view.say("取了名的组", "Groups with a name")) }
        @if names.is_empty() {
            p.lead { (view.say("还没有。用命令给一组案例取名，这里和查询里就可以用 @名称：", "There are none yet. Once the command line has given one a name, @NAME stands for it here and in queries: ")) code { "anli group 甬台 城市:宁波,台州" } }
        } @else {
            ul {
                @for (name, (_, query)) in names.iter().zip(saved.iter()) {
                    li {
                        a href=(view.link("/", [("q", name.as_str()), ("by", "case")])) { (name) } " " code { (query) } " · "
                        a href=(view.link("/table", [("q", name.as_str())])) { (view.say("总表", "table")) } " · "
                        a href=(view.link("/keywords", [("q", name.as_str())])) { (view.say("特征词", "keywords")) }
                    }
                }
            }
            @if names.len() > 1 {
                @let beside = names.iter().take(12).map(|name| ("case", name.as_str()));
                p.actions { a href=(view.link("/compare", beside)) { (view.say("各组对照", "Compare the groups")) } }
            }
        }
        h2 { (view.say("自动归组", "Groups by what they deal with")) }
    })
}

fn form(view: &View, text: &str, api: Option<&str>) -> Markup {
    /// Characters of a text that stand in the box again.
    const AGAIN: usize = 20_000;
    let words = (
        &*view.say("项目介绍、总结，一两段即可", "The description of a project, a paragraph or two"),
        &*view.say("找可比案例", "Find comparable cases"),
    );
    html! {
        (layout::sending(view, ("/similar", api), words, (text, AGAIN)))
        form.inline action="/similar" method="get" {
            (layout::kept(view))
            label for="case" { (view.say("或与某个案例相比：", "Or compare with a case: ")) }
            input #case name="case" placeholder="典型5" required;
            button type="submit" { (view.say("查找", "Find")) }
        }
        p { a href=(view.link("/groups", [])) { (view.say("全部案例分组", "All cases in groups")) } }
    }
}

fn list(found: &Similar, view: &View) -> Markup {
    let here = found.case.as_ref().map(|case| case.id.as_str());
    html! {
        @if found.hits.is_empty() { p.empty { (view.say("没有可比的案例。", "There is nothing like it.")) } }
        h2.hidden { (view.say("结果", "Results")) }
        ol.similar { @for one in &found.hits { li { (hit(one, here, REASONS, view)) } } }
    }
}

/// A comparable case with its first `most` reasons; `here` is the case that it is compared with.
pub(super) fn hit(hit: &SimilarHit, here: Option<&str>, most: usize, view: &View) -> Markup {
    let percent = (hit.score.total.clamp(0.0, 1.0) * 100.0).round() as usize;
    html! {
        h3 { a href=(view.show(&hit.case.id)) lang=(view.text_lang(&hit.case.title)) { (&hit.case.title) } }
        p.meta {
            (place(&hit.case))
            span.score title=(view.say("相似度", "similarity")) { (view.say("相似度 ", "similarity ")) (percent) "%" }
            @if let Some(here) = here {
                a href=(view.link("/compare", [("case", here), ("case", hit.case.id.as_str())])) { (view.say("对照", "Compare")) }
            }
        }
        div.likeness {
            ul.reasons { @for reason in hit.reasons.iter().take(most) { (line(reason, view)) } }
            @if most > 3 && !hit.differences.is_empty() {
                ul.differences {
                    @for difference in hit.differences.iter().take(most) {
                        li {
                            span.kind { (view.say(difference_label(difference.kind, Lang::Zh), difference_label(difference.kind, Lang::En))) }
                            (side(&difference.here, view)) span.versus { " ／ " } (side(&difference.there, view))
                        }
                    }
                }
            }
        }
    }
}

fn line(reason: &Reason, view: &View) -> Markup {
    html! {
        li {
            span.kind { (view.say(reason_label(reason.kind, Lang::Zh), reason_label(reason.kind, Lang::En))) }
            @match &reason.sentences {
                Some((a, b)) => { q { (a) } " ～ " q { (b) } }
                None => { a href=(view.search(&reason.query)) { (&reason.value) } }
            }
            " " small {
                (view.say("彼处 ", "there ")) (reason.there.occurrences) (view.say(" 次", ""))
                @for id in reason.there.passages.iter().take(PLACES) {
                    " " a href=(view.show(id)) { (reference(id)) }
                }
            }
        }
    }
}

fn side(quotes: &[Quote], view: &View) -> Markup {
    html! {
        @if quotes.is_empty() { "—" }
        @for (at, quote) in quotes.iter().enumerate() {
            @if at > 0 { "、" }
            (super::compare::quoted(quote, view))
        }
    }
}
