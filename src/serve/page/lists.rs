//! Lists: figures, occurrences in lines, words that set cases apart, citations.

use maud::{Markup, html};

use super::layout;
use super::search::{pages, turn};
use super::sheet::{self, grouped};
use super::table::filter;
use super::text::stretch;
use super::view::View;
use crate::api::{AddressOf, KeywordSort};
use crate::api::{Answer, Choices, KwicSort, Limit, Page, Request, request};
use crate::cite::{self, Style};
use crate::error::Result;
use crate::facts::{Kind, Level};
use crate::present::Convert;
use crate::present::rows::{Options, rows};
use crate::serve::endpoints;
use crate::serve::gate::Asker;

/// Rows on a page.
const ROWS: usize = 50;

/// Characters on either side of an occurrence.
const AROUND: usize = 40;

/// Words that are told.
const WORDS: usize = 30;

/// Figures, dates, titles and firsts.
pub(super) fn facts(asker: &Asker, view: &View) -> Result<(String, Markup)> {
    let title = view.say("数据", "Figures").into_owned();
    let page = view.params.page(Limit::Most(ROWS))?;
    let question = match endpoints::facts(&view.params)? {
        Request::Facts(question) => request::Facts { page, ..question },
        _ => return Ok((title, html! {})),
    };
    let (kinds, levels, sort) = (question.kinds.clone(), question.levels.clone(), question.sort);
    let found = asker.ask(&question)?.in_script(view.script);
    let body = html! {
        h1 { (view.say("数字、日期、文件、首创", "Figures, dates, titles, firsts")) }
        (filter(view))
        p.chips {
            a.chip.on[kinds.is_empty()] href=(view.with(&[("kind", None), ("offset", None)])) { (view.say("全部", "all")) }
            @for kind in Kind::CHOICES {
                a.chip.on[kinds.contains(&kind.value)] href=(view.with(&[("kind", Some(kind.name)), ("level", None), ("offset", None)])) { (view.say(kind.zh, kind.en)) }
            }
        }
        @if kinds.contains(&Kind::First) {
            p.chips {
                @for level in Level::CHOICES {
                    a.chip.on[levels.contains(&level.value)] href=(view.with(&[("level", Some(level.name)), ("offset", None)])) { (view.say(level.zh, level.en)) }
                }
            }
        }
        (orders(sort, view))
        p.summary { strong { (grouped(found.total)) } (view.say(" 项", "")) }
        @if found.facts.is_empty() { p.empty { (view.say("没有找到。", "Nothing was found.")) } } @else {
            div.scroll tabindex="0" role="region" aria-label=(title) {
                table.facts {
                    caption.hidden { (title) }
                    thead { tr {
                        th scope="col" { (view.say("类型", "kind")) } th scope="col" { (view.say("原文", "text")) }
                        th scope="col" { (view.say("事项", "what")) } th scope="col" { (view.say("所在的句子", "sentence")) }
                    } }
                    tbody {
                        @for fact in &found.facts {
                            @let kind = Kind::CHOICES.iter().find(|one| one.value == fact.fact.kind);
                            tr {
                                td { @if let Some(kind) = kind { (view.say(kind.zh, kind.name)) } }
                                td.figure { a href=(view.show(&fact.hit.id)) { (&fact.fact.text) } }
                                td { @if let Some(what) = &fact.fact.what { (what) } }
                                td lang=(view.text_lang(fact.sentence())) {
                                    (stretch(&fact.hit.text, fact.sentence, &fact.hit.marks, &fact.hit.repairs, view))
                                    @if let Some(case) = &fact.hit.case { " " small { (&case.title) } }
                                }
                            }
                        }
                    }
                }
            }
            (pages(found.total, page, view))
            (layout::downloads(view, "/api/facts", &[("offset", None), ("limit", Some("all"))], found.facts.iter().map(|fact| fact.hit.id.as_str())))
        }
    };
    Ok((title, body))
}

/// What was the first of its kind, the oldest first, under its years.
pub(super) fn timeline(asker: &Asker, view: &View) -> Result<(String, Markup)> {
    let title = view.say("时间线", "Timeline").into_owned();
    let page = view.params.page(Limit::Most(ROWS))?;
    let question = endpoints::timeline(&view.params, page)?;
    let found = asker.ask(&question)?.in_script(view.script);
    let (total, years) = (found.total, found.years.clone());
    let ids: Vec<String> = found.events.iter().map(|event| event.passage.clone()).collect();
    let options = Options { lang: view.lang, ..Options::default() };
    let body = html! {
        h1 { (view.say("时间线：谁最先做了什么", "Timeline: who did what first")) }
        (filter(view))
        p.chips {
            a.chip.on[question.levels.is_empty()] href=(view.with(&[("level", None), ("offset", None)])) { (view.say("全部", "all")) }
            @for level in Level::CHOICES {
                a.chip.on[question.levels.contains(&level.value)] href=(view.with(&[("level", Some(level.name)), ("offset", None)])) { (view.say(level.zh, level.en)) }
            }
        }
        p.summary {
            strong { (grouped(total)) } (view.say(" 项首创", " firsts"))
            @for year in &years { " · " (year.year.as_deref().unwrap_or("–")) " " (year.events) }
        }
        @if ids.is_empty() { p.empty { (view.say("没有找到。", "Nothing was found.")) } } @else {
            (sheet::table(&rows(&Answer::Timeline(found), options), &title, view))
            (pages(total, page, view))
            (layout::downloads(view, "/api/timeline", &[("offset", None), ("limit", Some("all"))], ids.iter().map(String::as_str)))
        }
    };
    Ok((title, body))
}

/// The orders that a list may have, and the other way round.
fn orders<T: Choices + Default + PartialEq>(sort: T, view: &View) -> Markup {
    let is_reversed = view.params.get("reverse") == Some("true");
    html! {
        p.orders {
            span.group role="group" aria-label=(view.say("次序", "Order")) {
                @for one in T::CHOICES {
                    @let name = Some(one.name).filter(|_| one.value != T::default());
                    a href=(view.with(&[("sort", name), ("offset", None)])) aria-current=[(one.value == sort).then_some("true")] { (view.say(one.zh, one.en)) }
                }
            }
            a href=(view.with(&[("reverse", (!is_reversed).then_some("true")), ("offset", None)])) {
                (view.say(if is_reversed { "恢复正序" } else { "倒过来" }, if is_reversed { "as it was" } else { "the other way round" }))
            }
        }
    }
}

/// Every occurrence on a line of its own.
pub(super) fn kwic(asker: &Asker, view: &View) -> Result<(String, Markup)> {
    let title = view.say("逐条对齐", "Occurrences in lines").into_owned();
    let page = view.params.page(Limit::Most(ROWS))?;
    let sort = view.params.choice("sort", KwicSort::default())?;
    let question = request::Kwic { selection: view.params.selection()?, page, sort };
    let found = asker.ask(&question)?.in_script(view.script);
    let left = |text: &str| {
        let count = text.chars().count();
        text.chars().skip(count.saturating_sub(AROUND)).collect::<String>()
    };
    let right = |text: &str| text.chars().take(AROUND).collect::<String>();
    let body = html! {
        h1 { (view.say("逐条对齐", "Occurrences in lines")) }
        (filter(view))
        (orders(sort, view))
        p.summary { strong { (grouped(found.total)) } (view.say(" 处", " occurrences")) }
        div.scroll tabindex="0" role="region" aria-label=(title) {
            table.kwic {
                caption.hidden { (title) }
                thead { tr {
                    th.left scope="col" { (view.say("前文", "before")) } th.keyword scope="col" { (view.say("关键词", "keyword")) }
                    th scope="col" { (view.say("后文", "after")) } th scope="col" { (view.say("出处", "where")) }
                } }
                tbody lang=(found.lines.first().map_or("zh", |line| view.text_lang(&line.right))) {
                    @for line in &found.lines {
                        tr {
                            td.left { span { (&left(&line.left)) } } td.keyword { mark { (&line.keyword) } }
                            td.right { (&right(&line.right)) }
                            td { a href=(view.show(&line.id)) { (line.id.rsplit('/').next().unwrap_or_default()) } }
                        }
                    }
                }
            }
        }
        (pages(found.total, page, view))
        (layout::downloads(view, "/api/kwic", &[("offset", None), ("limit", Some("all"))], found.lines.iter().map(|line| line.id.as_str())))
    };
    Ok((title, body))
}

/// What cases speak of more than the rest.
pub(super) fn keywords(asker: &Asker, view: &View) -> Result<(String, Markup)> {
    let title = view.say("特征用词", "Distinctive words").into_owned();
    let of = view.params.query();
    let page = view.params.page(Limit::Most(WORDS))?;
    let sort = view.params.choice("sort", KeywordSort::default())?;
    let found = if of.is_empty() {
        None
    } else {
        // One more than is shown tells whether there are more.
        let more = Page { limit: Limit::Most(page.limit.count().saturating_add(1)), ..page };
        let question = request::Keywords { selection: view.params.selection()?, page: more, sort };
        Some(asker.ask(&question)?.in_script(view.script))
    };
    let body = html! {
        h1 { (view.say("特征用词", "Distinctive words")) }
        p.lead { (view.say("一个案例、几个案例，或一个查询查到的案例，比其余的更常说什么。", "What a case, several, or those that a query finds speak of more than the rest.")) }
        form.inline action="/keywords" method="get" {
            (layout::kept(view))
            label for="of" { (view.say("案例或查询：", "Case or query: ")) }
            input #of name="q" value=(of) placeholder="典型5" required;
            button type="submit" { (view.say("列出", "List")) }
        }
        @if let Some(mut found) = found {
            p.summary { (grouped(found.cases.len())) (view.say(" 个案例", " cases")) }
            (orders(sort, view))
            @if found.keywords.is_empty() { p.empty { (view.say("没有找到区别于其他案例的词。", "No term sets these cases apart from the rest.")) } } @else {
                @let options = Options { lang: view.lang, ..Options::default() };
                @let cases: Vec<String> = found.cases.iter().map(|case| case.id.clone()).collect();
                @let is_more = found.keywords.len() > page.limit.count();
                @let () = found.keywords.truncate(page.limit.count());
                @let here = found.keywords.len();
                (sheet::table(&rows(&Answer::Keywords(found), options), &title, view))
                (turn(page, here, is_more, None, view))
                (layout::downloads(view, "/api/keywords", &[("offset", None), ("limit", Some("all"))], cases.iter().map(String::as_str)))
            }
        }
    };
    Ok((title, body))
}

/// Why a case is not found by a query.
pub(super) fn why_not(asker: &Asker, view: &View) -> Result<(String, Markup)> {
    let title = view.say("为何没有查到", "Why not").into_owned();
    let (case, query) = (view.params.get("case").unwrap_or_default(), view.params.query());
    let told = if case.is_empty() || query.is_empty() {
        None
    } else {
        let question = request::WhyNot { case: case.to_owned(), query: query.to_owned() };
        Some(asker.ask(&question)?.in_script(view.script))
    };
    let body = html! {
        h1 { (title) }
        form.inline action="/why-not" method="get" {
            (layout::kept(view))
            label for="case" { (view.say("案例", "Case")) } input #case name="case" value=(case) placeholder="典型5" required;
            label for="asked" { (view.say("查询", "Query")) } input #asked name="q" value=(query) required;
            button type="submit" { (view.say("说明", "Explain")) }
        }
        @if let Some(told) = told {
            p.summary {
                a href=(view.show(&told.case.id)) { (told.case.title) } "："
                @match (told.found, told.found_within_case) {
                    (true, _) => { (view.say("这个查询查得到它。", "the query finds it.")) }
                    (_, true) => { (view.say("各词都有，但不在同一段里；放宽到整个案例就查得到。", "it has all of it, but not in one passage; within the case it is found.")) }
                    _ => { (view.say("缺下表中没有的部分。", "it lacks what is missing below.")) }
                }
            }
            @let options = Options { lang: view.lang, ..Options::default() };
            @let id = told.case.id.clone();
            (sheet::table(&rows(&Answer::WhyNot(told), options), &title, view))
            (layout::downloads(view, "/api/why-not", &[], [id.as_str()]))
        }
    };
    Ok((title, body))
}

/// Citations in every form.
pub(super) fn cite(asker: &Asker, view: &View) -> Result<(String, Markup)> {
    let title = view.say("引用", "Cite").into_owned();
    let names: Vec<String> = view.params.all("name").map(str::to_owned).collect();
    if names.is_empty() {
        return Err(crate::error::Error::NoName);
    }
    let cited = asker.ask(&request::Cite { names: names.clone() })?.in_script(view.script);
    let references: Vec<cite::Reference> = cite::of_cited(&cited, &names)
        .into_iter()
        .map(|one| one.shown(|text| view.script.show(text).into_owned()))
        .collect();
    let body = html! {
        h1 { (view.say("引用", "Cite")) }
        p { @for shown in &cited.cited {
            @let id = shown.passages.first().filter(|_| shown.passages.len() == 1).map(|hit| hit.id.as_str());
            @let id = id.or(shown.case.as_ref().map(|case| case.id.as_str())).unwrap_or(&shown.notice.id);
            a href=(view.show(id)) { (id) } " "
        } }
        @if references.iter().filter_map(cite::Reference::address).any(|(_, of)| of == AddressOf::Mirror) {
            p.note { (view.say("唯一已知的网址是转载；引用前请找到发文机关的原文。", "The only known address is a mirror's; find the issuer's own before you cite.")) }
        }
        @for style in Style::CHOICES {
            h2 { (view.say(style.zh, style.en)) }
            // RIS ends its lines as it was laid down, which no page shows.
            pre tabindex="0" { (&cite::cite_all(&references, style.value).replace('\r', "")) }
        }
    };
    Ok((title, body))
}
