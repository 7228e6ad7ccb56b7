//! A case or a notice, whole: its outline, its text beside what the file has, its figures, and cases that are like it.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::layout;
use super::search::{pages, place};
use super::sheet::grouped;
use super::similar;
use super::text::{suggested, whole};
use super::view::View;
use crate::api::source::{SourcePassage, SourcePiece};
use crate::api::versions::Version;
use crate::api::{FactHit, Field, Filter, Hit, Limit, Page, Selection, Shown, Subject, request};
use crate::error::{Error, Result};
use crate::facts::Kind;
use crate::notice::Role;
use crate::present::wording::rule_name;
use crate::present::{Convert, Script};
use crate::serve::gate::Asker;
use crate::text::{Rule, Status};

/// Passages on a page.
const PASSAGES: usize = 200;

/// Figures that are told beside a passage.
const FIGURES: usize = 8;

/// Cases that are told to be like this one.
const NEAREST: usize = 3;

/// Differences of a version that are told.
const DIFFERENCES: usize = 3;

/// The page of what `name` stands for.
pub(super) fn page(asker: &Asker, view: &View, name: &str) -> Result<(String, Markup)> {
    let shown = asker.ask(&request::Show { name: name.to_owned() })?;
    let id = shown.case.as_ref().map_or(&shown.notice.id, |case| &case.id).clone();
    let raw = view.params.get("view") == Some("raw");
    let source = if raw { Some(asker.ask(&request::Source { name: name.to_owned() })) } else { None };
    let figures = figures(asker, &shown, view)?;
    let shown = shown.in_script(view.script);
    let title = shown.case.as_ref().map_or(&shown.notice.title, |case| &case.title).clone();
    let all: Vec<&Hit> = shown.passages.iter().collect();
    let page = Page { limit: Limit::Most(PASSAGES), ..view.params.page(Limit::Most(PASSAGES))? };
    let here: Vec<&Hit> =
        all[page.range(all.len())].iter().copied().filter(|hit| raw || hit.id.contains('#')).collect();
    let is_case = shown.case.as_ref().is_some_and(|case| case.id != shown.notice.id);
    let body = html! {
        article.case {
            header {
                p.meta {
                    @if let Some(case) = &shown.case { (place(case)) }
                    @if is_case { a href=(view.show(&shown.notice.id)) { (&shown.notice.title) } }
                }
                h1 lang=(view.text_lang(&title)) { (&title) }
                (about(&shown, view))
                p.actions {
                    span.group role="group" aria-label=(view.say("文本", "Text")) {
                        a href=(view.with(&[("view", None)])) aria-current=[(!raw).then_some("true")] { (view.say("整理本", "Repaired")) }
                        a href=(view.with(&[("view", Some("raw"))])) aria-current=[raw.then_some("true")] { (view.say("原文", "As found")) }
                    }
                    a href=(view.link("/cite", [("name", id.as_str())])) data-cite=(id) { (view.say("引用", "Cite")) }
                    @if is_case {
                        a href=(view.link("/similar", [("case", id.as_str())])) { (view.say("可比案例", "Comparable cases")) }
                        a href=(view.link("/keywords", [("q", id.as_str())])) { (view.say("特征用词", "Its words")) }
                    }
                    a href=(view.link(&format!("/inspect/{}", super::view::path(&shown.notice.id)), [])) { (view.say("修复记录", "Repairs")) }
                }
            }
            (versions(&shown.versions, view))
            @match &source {
                Some(Err(error)) => { p.warning { (super::said(error, view)) } }
                Some(Ok(_)) => {
                    p.legend {
                        (view.say("每段先是文件原文，后是整理后的文字。", "Of each passage first what the file has, then the text. "))
                        del { "zhì" } " " (view.say("夹带的拼音，已去掉", "an injected reading, dropped")) "；"
                        ins { (view.say("修复", "repair")) } " " (view.say("恢复的字", "restored characters")) "；"
                        span.repair { ins { (view.say("推测", "guess")) } } " " (view.say("修复建议，指向可见原文", "suggested, point at it to see what the file has"))
                    }
                }
                None => {}
            }
            div.body {
                (outline(&here, view))
                div.passages {
                    @for hit in here.iter().copied() {
                        @let beside = figures.get(&hit.id).map_or(&[][..], Vec::as_slice);
                        @match &source {
                            Some(Ok(source)) => { (as_found(hit, source.passages.iter().find(|one| one.id == hit.id), view)) }
                            _ => { (passage(hit, beside, view)) }
                        }
                    }
                }
            }
            (pages(all.len(), page, view))
            (layout::downloads(view, &format!("/api/cases/{}", super::view::path(&id)), &[("view", None), ("offset", None), ("limit", None), ("reverse", None)], []))
            @if is_case { (nearest(asker, &id, view)) }
        }
    };
    Ok((title, body))
}

/// The figures of what is shown, by passage.
fn figures(asker: &Asker, shown: &Shown, view: &View) -> Result<BTreeMap<String, Vec<FactHit>>> {
    let mut out: BTreeMap<String, Vec<FactHit>> = BTreeMap::new();
    let Some(case) = &shown.case else { return Ok(out) };
    let selection = Selection { filters: vec![Filter::new(Field::Case, case.id.as_str())], ..Selection::default() };
    let kinds = vec![Kind::Money, Kind::Percent, Kind::Bp, Kind::Count, Kind::First];
    let facts = request::Facts {
        selection,
        page: Page::first(2000),
        kinds,
        levels: Vec::new(),
        sort: crate::api::FactSort::default(),
    };
    let found = match asker.ask(&facts) {
        Ok(found) => found.in_script(view.script),
        Err(Error::EmptyQuery { .. }) => return Ok(out),
        Err(error) => return Err(error),
    };
    for fact in found.facts {
        out.entry(fact.hit.id.clone()).or_default().push(fact);
    }
    Ok(out)
}

/// What is known of a notice.
fn about(shown: &Shown, view: &View) -> Markup {
    let notice = &shown.notice;
    let address = shown.url.as_deref().and_then(crate::text::web);
    let known = [
        (view.say("文号", "number"), notice.number.as_deref()),
        (view.say("发文机关", "issuer"), notice.issuer.as_deref()),
        (view.say("成文", "issued"), notice.issued.as_deref()),
        (view.say("发布", "published"), notice.published.as_deref()),
        (view.say("文件", "file"), Some(shown.file.as_str())),
    ];
    html! {
        dl.about {
            @for (name, value) in known {
                @if let Some(value) = value { div { dt { (name) } dd { (value) } } }
            }
            @if let Some(address) = address {
                div { dt { (view.say("网址", "address")) } dd { a href=(address) rel="noreferrer noopener" { (address) } } }
            }
        }
    }
}

fn versions(versions: &[Version], view: &View) -> Markup {
    html! {
        @if !versions.is_empty() {
            section.versions {
                h2 { (view.say("另有不同的版本", "Other versions say otherwise")) }
                ul {
                    @for version in versions {
                        li {
                            a href=(view.show(&version.id)) { (&version.id) }
                            @if let Some(total) = version.total { "：" (grouped(total)) (view.say(" 处不同", " differences")) }
                            ul {
                                @for difference in version.differences.iter().take(DIFFERENCES) {
                                    li {
                                        q { (&difference.here) } " ≠ " q { (&difference.there) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The anchor of a passage in its page.
fn anchor(hit: &Hit) -> String {
    hit.id.rsplit_once('#').map_or_else(String::new, |(_, number)| format!("p{number}"))
}

fn outline(hits: &[&Hit], view: &View) -> Markup {
    // The title of a case has no number of its own; the page begins with it.
    let headings: Vec<&&Hit> = hits.iter().filter(|hit| hit.role == Role::Heading && hit.id.contains('#')).collect();
    html! {
        @if headings.len() > 1 {
            nav.outline aria-label=(view.say("目录", "Outline")) {
                ol {
                    @for hit in headings {
                        @let anchor = anchor(hit);
                        li { a href={ "#" (anchor) } lang=(view.text_lang(&hit.text)) { (&short(&hit.text)) } }
                    }
                }
            }
        }
    }
}

/// The beginning of a heading.
fn short(text: &str) -> String {
    const SHOWN: usize = 24;
    let mut chars = text.chars();
    let mut out: String = chars.by_ref().take(SHOWN).collect();
    if chars.next().is_some() {
        out.push('…');
    }
    out
}

fn passage(hit: &Hit, figures: &[FactHit], view: &View) -> Markup {
    let anchor = anchor(hit);
    let id = (!anchor.is_empty()).then_some(anchor.as_str());
    html! {
        div.row {
            @match hit.role {
                Role::Heading => { h2 id=[id] lang=(view.text_lang(&hit.text)) { (whole(hit, view)) } }
                role => {
                    p.text.aside[role != Role::Body] id=[id] lang=(view.text_lang(&hit.text)) {
                        (whole(hit, view))
                        a.pin href={ "#" (anchor) } title=(hit.id) { span.hidden { (view.say("此段的地址", "address of this passage")) } "#" }
                    }
                }
            }
            @if !figures.is_empty() {
                ul.figures aria-label=(view.say("这一段里的数字", "Figures of this passage")) {
                    @for fact in figures.iter().take(FIGURES) {
                        li {
                            strong { (&fact.fact.text) }
                            @if let Some(what) = &fact.fact.what {
                                @if !fact.fact.text.contains(what.as_str()) { " " (&short(what)) }
                            }
                        }
                    }
                    @if figures.len() > FIGURES { li { "+" (figures.len() - FIGURES) } }
                }
            }
        }
    }
}

/// A passage beside what the file has.
fn as_found(hit: &Hit, source: Option<&SourcePassage>, view: &View) -> Markup {
    let anchor = anchor(hit);
    let id = (!anchor.is_empty()).then_some(anchor.as_str());
    html! {
        div.row.pair id=[id] {
            p.text.raw.heading[hit.role == Role::Heading] lang="zh-Hant" {
                @if let Some(source) = source { @for piece in &source.pieces { (raw(piece)) } }
            }
            p.text.heading[hit.role == Role::Heading] lang=(view.text_lang(&hit.text)) {
                @match source {
                    Some(source) => { @for piece in &source.pieces { (repaired(piece, view)) } }
                    None => { (whole(hit, view)) }
                }
            }
        }
    }
}

fn raw(piece: &SourcePiece) -> Markup {
    let shown = &piece.raw;
    match piece.rule {
        None => html! { (shown) },
        Some(Rule::Gloss) => html! { del { (shown) } },
        Some(_) if piece.raw.is_empty() => html! {},
        Some(_) => html! { span.broken { (shown) } },
    }
}

fn repaired(piece: &SourcePiece, view: &View) -> Markup {
    let text = match view.script {
        Script::AsIs => piece.text.clone(),
        script => script.show(&piece.text).into_owned(),
    };
    match piece.rule {
        Some(rule) if rule != Rule::Gloss && !piece.text.trim().is_empty() => {
            let words = html! { ins title=(rule_name(rule, view.lang)) { (&text) } };
            match piece.status {
                Some(Status::Suggested) => suggested(&words, &piece.raw, view),
                _ => words,
            }
        }
        _ => html! { (&text) },
    }
}

fn nearest(asker: &Asker, id: &str, view: &View) -> Markup {
    let question =
        request::Similar { page: Page::first(NEAREST), ..request::Similar::new(Subject::Case(id.to_owned())) };
    // Where it cannot be told, or not in time, the page is the same without it.
    let found = asker.ask(&question).map(|found| found.in_script(view.script));
    html! {
        @if let Ok(found) = found {
            @if !found.hits.is_empty() {
                section.nearest {
                    h2 { (view.say("可比案例", "Comparable cases")) }
                    ol { @for hit in &found.hits { li { (similar::hit(hit, Some(id), 3, view)) } } }
                }
            }
        }
    }
}
