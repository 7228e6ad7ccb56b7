//! The page that one comes to, and what a search finds.

use maud::{Markup, html};

use super::layout;
use super::sheet::grouped;
use super::text::excerpt;
use super::view::View;
use crate::api::{
    By, CaseInfo, Corrected, Extra, Field, Hint, Hit, Hits, Limit, NoticeInfo, Page, Response, Search, Sort, request,
};
use crate::api::{Selection, ValueSort};
use crate::error::{Error, Result};
use crate::present::Convert;
use crate::present::wording::reference;
use crate::serve::gate::Asker;
use crate::text::fold;

/// Hits on a page.
const HITS: usize = 10;

/// Values of a facet that are seen at once, and all of them.
const VALUES: usize = 6;
const MORE: usize = 30;

/// Passages that are shown of a case.
const OF_A_CASE: usize = 3;

/// Queries that show what can be asked.
const EXAMPLES: [(&str, &str, &str); 8] = [
    ("質押 保險", "两个词都有", "both words"),
    ("\"批量融資\"", "照原样的文字", "exactly these characters"),
    ("質押 -保險", "有前者而无后者", "one without the other"),
    ("寧波 質押", "地名也认案例所在地", "a place is the case's place, too"),
    ("金額>=1億", "一亿元以上", "a hundred million and more"),
    ("百分比>=50", "百分之五十以上", "fifty percent and more"),
    ("質押 /s 保險", "同一句里", "in one sentence"),
    ("全國首*", "全国首单、首创……", "the first in the country"),
];

/// The page of a search, or the one that one comes to.
pub(super) fn page(asker: &Asker, view: &View) -> Result<(String, Markup)> {
    let selection = view.params.selection()?;
    if selection.query.is_empty() && selection.filters.is_empty() {
        return Ok((String::new(), home(asker, view)?));
    }
    let question = Search {
        selection,
        page: view.params.page(Limit::Most(HITS))?,
        by: view.params.choice("by", By::default())?,
        sort: view.params.choice("sort", Sort::default())?,
        extras: vec![Extra::Facets],
    };
    let query = question.selection.query.clone();
    let body = match asker.ask(&question) {
        Ok(response) => found(&response.in_script(view.script), &question, view),
        Err(error @ Error::EmptyQuery { .. }) => html! {
            p.empty { (super::said(&error, view)) }
            (examples(view))
        },
        Err(error) => return Err(error),
    };
    let title = if query.is_empty() { view.say("按条件筛选", "By filters").into_owned() } else { query };
    Ok((title, body))
}

fn home(asker: &Asker, view: &View) -> Result<Markup> {
    let corpus = asker.ask(&request::Corpus { page: Page::first(0) })?;
    let facets = asker.ask(&request::Facets {
        selection: Selection::default(),
        by: By::Case,
        page: Page::first(12),
        sort: ValueSort::default(),
    });
    // An index in which nothing can be counted is none the less searched.
    let facets = facets.map(|found| found.in_script(view.script)).ok();
    Ok(html! {
        section.hero {
            h1 { (view.say("查政府案例通知的全文", "Full-text search of government case notices")) }
            p.lead {
                (view.say(
                    "输入一个词，就能看到哪个案例、在哪里、怎样写。简体繁体都一样；网页抄本里夹带的拼音和损坏的字，都已整理，并可随时对照原貌。",
                    "Type a word and see which case says it, where, and how. Both scripts are one; readings that mirror sites injected and characters they destroyed are repaired, and what the file has is never further away than a click.",
                ))
            }
            p.counts {
                strong { (grouped(corpus.read)) } " " (view.say("份文件", "files")) " · "
                @if let Some(found) = &facets { strong { (grouped(found.cases)) } " " (view.say("个案例", "cases")) " · " }
                strong { (grouped(corpus.passages)) } " " (view.say("段", "passages"))
            }
        }
        (examples(view))
        @if let Some(found) = facets {
            @let field = |field| found.facets.iter().find(move |facet| facet.field == field && !facet.values.is_empty());
            section.browse {
                h2 { (view.say("或从这里看起", "Or begin here")) }
                @for facet in [Field::City, Field::Instrument, Field::Actor].into_iter().filter_map(field) {
                    h3 { (view.say(facet.field.name_zh(), facet.field.name())) }
                    p.chips {
                        @for value in &facet.values {
                            a.chip href=(view.link("/", [(facet.field.name(), value.value.as_str()), ("by", "case")])) {
                                (&value.value) " " small { (value.count) }
                            }
                        }
                    }
                }
            }
        }
        section.doors {
            @for (path, zh, en, more_zh, more_en) in [
                ("/table", "案例总表", "The table of cases", "每个案例一行：地点、工具、金额、成效，处处注明出处", "a row a case: where, what, how much, what came of it, each with its sentence"),
                ("/draft", "核对草稿", "Check a draft", "粘贴或拖入一份草稿，逐一标出数字和引文：属实、不符、未见", "paste or drop a draft; each figure and quotation is marked: stands, differs, not found"),
                ("/similar", "找可比案例", "Comparable cases", "粘贴一段项目介绍，找出相近的案例和理由", "paste the description of a project; the nearest cases, and why"),
                ("/stats", "统计", "Statistics", "按城市、工具、机构统计，图表并列", "counts by city, instrument and actor, chart and table side by side"),
            ] {
                a.door href=(view.link(path, [])) { strong { (view.say(zh, en)) } span { (view.say(more_zh, more_en)) } }
            }
        }
    })
}

/// Queries to click on.
pub(super) fn examples(view: &View) -> Markup {
    html! {
        section.examples {
            h2 { (view.say("试一试", "Try")) }
            ul {
                @for (query, zh, en) in EXAMPLES {
                    li { a href=(view.search(query)) lang="zh-Hant" { (query) } " " span { (view.say(zh, en)) } }
                }
            }
        }
    }
}

fn found(response: &Response, question: &Search, view: &View) -> Markup {
    let first = question.page.offset.saturating_add(1);
    html! {
        h1.hidden { (view.say("搜索结果", "Results")) }
        div.results {
            div.list {
                (summary(response, view))
                (chips(view))
                (hints(response, view))
                (orders(question, view))
                @if response.hits.is_empty() {
                    p.empty {
                        @if response.total > 0 { (view.say("后面没有了。", "There is nothing further on.")) }
                        @else { (view.say("没有找到。", "Nothing was found.")) }
                    }
                    @if response.total == 0 { (examples(view)) }
                } @else {
                    form.hits action="/compare" method="get" {
                        (layout::kept(view))
                        ol start=(first) {
                            @match &response.hits {
                                Hits::Passages(hits) => { @for (at, hit) in hits.iter().enumerate() { li.hit { (one(hit, first + at, view)) } } }
                                Hits::Cases(cases) => {
                                    @for (at, case) in cases.iter().enumerate() {
                                        @if let Some(best) = case.passages.first() {
                                            li.hit {
                                                (head(Some(&case.case), &best.notice, (first + at, &case.case.id), None, view))
                                                @for hit in case.passages.iter().take(OF_A_CASE) { (passage(hit, view)) }
                                                @let more = case.passages.len().saturating_sub(OF_A_CASE);
                                                @if more > 0 {
                                                    p.more { (view.say("另有 ", "")) (more) (view.say(" 段，见全文", " more passages in the case")) }
                                                }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                        p.compare { button type="submit" { (view.say("对照所选案例", "Compare the chosen cases")) } }
                    }
                    (pages(response.total, question.page, view))
                    p.more { a href=(view.link("/why-not", [("q", question.selection.query.as_str())])) { (view.say("某个案例为何没有查到？", "Why is a case not among them?")) } }
                    (layout::downloads(view, "/api/search", &[("offset", None), ("limit", Some("all"))], ids(&response.hits)))
                }
            }
            (facets(response, view))
        }
    }
}

/// What is on the page: passages, or cases.
fn ids(hits: &Hits) -> Vec<&str> {
    match hits {
        Hits::Passages(hits) => hits.iter().map(|hit| hit.id.as_str()).collect(),
        Hits::Cases(cases) => cases.iter().map(|case| case.case.id.as_str()).collect(),
    }
}

/// How much was found, as it stands and with its words apart.
fn summary(response: &Response, view: &View) -> Markup {
    html! {
        p.summary role="status" {
            @if response.occurrences > 0 {
                strong { (grouped(response.occurrences)) } (view.say(" 处", " occurrences")) (view.say("，在 ", " in "))
            }
            @if matches!(response.hits, Hits::Cases(_)) {
                (grouped(response.total)) (view.say(" 个案例", " cases"))
            } @else {
                (grouped(response.total)) (view.say(" 段、", " passages of "))
                (grouped(response.cases)) (view.say(" 个案例里", " cases"))
            }
            @if let Some(exact) = response.exact {
                @if exact.occurrences < response.occurrences {
                    span.exact {
                        (view.say("；其中原样 ", "; as it stands "))
                        a href=(view.with(&[("q", Some(&format!("\"{}\"", response.query.input.trim()))), ("offset", None)])) {
                            (grouped(exact.occurrences)) (view.say(" 处", ""))
                        }
                        (view.say("，余为各词分开", ", the others with its words apart"))
                    }
                }
            }
            @if response.relaxed {
                br; (view.say("没有一段含有全部的词；以下含有其中一些。", "No passage has all the words; these have some of them."))
            }
            @if let Some(Corrected { from, to }) = &response.corrected {
                br; (view.say("没有“", "“")) (from) (view.say("”，按“", "” stands nowhere; “")) strong { (to) }
                (view.say("”查找。", "” was searched instead. "))
                a href=(view.with(&[("q", Some(&format!("\"{from}\""))), ("offset", None)])) { (view.say("仍查原词", "Search as typed")) }
            }
        }
    }
}

/// What is filtered by, each with the way to take it out.
fn chips(view: &View) -> Markup {
    let filters =
        view.params.pairs().iter().filter(|(name, value)| !value.is_empty() && Field::from_name(name).is_some());
    let filters: Vec<(&str, Vec<&str>)> =
        filters.map(|(name, values)| (name.as_str(), values.split([',', '，', '、']).collect())).collect();
    html! {
        @if !filters.is_empty() {
            p.chips.filters {
                @for (name, values) in &filters {
                    @let field = Field::from_name(name).unwrap_or(Field::Title);
                    @for value in values {
                        @let rest: Vec<&str> = values.iter().copied().filter(|other| other != value).collect();
                        @let rest = rest.join(",");
                        @let rest = Some(rest.as_str()).filter(|rest| !rest.is_empty());
                        a.chip.on href=(view.with(&[(name, rest), ("offset", None)])) {
                            (view.say(field.name_zh(), field.name())) "：" (value)
                            span aria-hidden="true" { " ×" }
                            span.hidden { (view.say("，移除", ", remove")) }
                        }
                    }
                }
            }
        }
    }
}

/// How the query was read.
fn hints(response: &Response, view: &View) -> Markup {
    let hint = |hint: &Hint| {
        html! {
            li {
                @if let Some(about) = hint.about(&response.query.input) { code { (&about) } " " }
                (view.say(&hint.message.sentence.zh, &hint.message.sentence.en))
                @if let Some(suggestion) = &hint.suggestion {
                    " " a href=(view.with(&[("q", Some(suggestion)), ("offset", None)])) { (suggestion) }
                }
            }
        }
    };
    html! {
        @if !response.query.hints.is_empty() {
            ul.hints aria-label=(view.say("查询是怎样理解的", "How the query was read")) {
                @for one in &response.query.hints { (hint(one)) }
            }
        }
    }
}

fn orders(question: &Search, view: &View) -> Markup {
    let by = [(By::Passage, "按段", "passages", None), (By::Case, "按案例", "cases", Some("case"))];
    let sorts = [
        (Sort::Relevance, "最相关", "best", None),
        (Sort::Order, "原文顺序", "in order", Some("order")),
        (Sort::Date, "最新", "newest", Some("date")),
        (Sort::Amount, "金额", "amount", Some("amount")),
    ];
    html! {
        p.orders {
            span.group role="group" aria-label=(view.say("一条是什么", "A hit is")) {
                @for (value, zh, en, name) in by {
                    a href=(view.with(&[("by", name), ("offset", None)])) aria-current=[(question.by == value).then_some("true")] { (view.say(zh, en)) }
                }
            }
            span.group role="group" aria-label=(view.say("次序", "Order")) {
                @for (value, zh, en, name) in sorts {
                    a href=(view.with(&[("sort", name), ("offset", None)])) aria-current=[(question.sort == value).then_some("true")] { (view.say(zh, en)) }
                }
            }
            a href=(view.at("/kwic", &[("by", None), ("sort", None), ("offset", None)])) { (view.say("逐条对齐", "In lines")) }
            a href=(view.at("/table", &[("by", None), ("sort", None), ("offset", None)])) { (view.say("列成总表", "As a table")) }
        }
    }
}

fn one(hit: &Hit, rank: usize, view: &View) -> Markup {
    html! {
        (head(hit.case.as_ref(), &hit.notice, (rank, &hit.id), hit.section.as_deref(), view))
        (passage(hit, view))
    }
}

/// The case and the notice of a hit, with its number and the id that it leads to.
fn head(
    case: Option<&CaseInfo>,
    notice: &NoticeInfo,
    (rank, id): (usize, &str),
    section: Option<&str>,
    view: &View,
) -> Markup {
    let title = case.map_or(&notice.title, |case| &case.title);
    html! {
        h2 { span.rank { (rank) } a href=(view.show(id)) lang=(view.text_lang(title)) { (title) } }
        p.meta {
            @if let Some(case) = case {
                (place(case))
                @if let Some(section) = section { span { (section) } }
                label.choose {
                    input type="checkbox" name="case" value=(case.id);
                    (view.say("对照", "compare"))
                }
            } @else if let Some(section) = section { span { (section) } }
            @if case.is_some_and(|case| case.id != notice.id) {
                a href=(view.show(&notice.id)) { (notice.number.as_deref().unwrap_or(&notice.title)) }
            }
        }
    }
}

/// What a case is called and where it is.
pub(super) fn place(case: &CaseInfo) -> Markup {
    let number = case.number.map(|number| number.to_string()).unwrap_or_default();
    html! {
        @if let Some(tier) = &case.tier { span.tier { (tier) (number) } }
        @for part in [&case.province, &case.city, &case.county].into_iter().flatten() { span { (part) } }
    }
}

fn passage(hit: &Hit, view: &View) -> Markup {
    html! {
        p.text lang=(view.text_lang(&hit.text)) { (excerpt(hit, view)) }
        p.actions {
            a href=(view.show(&hit.id)) { (reference(&hit.id)) span.hidden { (view.say(" 段", "")) } }
            a href=(view.link("/cite", [("name", hit.id.as_str())])) data-cite=(hit.id) { (view.say("引用", "Cite")) }
        }
    }
}

fn facets(response: &Response, view: &View) -> Markup {
    let facets: Vec<_> = response.facets.iter().filter(|facet| !facet.values.is_empty()).collect();
    html! {
        @if !facets.is_empty() {
            aside.facets aria-label=(view.say("筛选", "Filters")) {
                @for facet in facets {
                    @let name = facet.field.name();
                    @let chosen: Vec<&str> = view.params.all(name).flat_map(|values| values.split([',', '，', '、'])).collect();
                    @let row = |value: &crate::api::FacetValue| {
                        let is = |one: &&str| fold(one) == fold(&value.value);
                        let is_on = chosen.iter().any(is);
                        let mut next: Vec<&str> = chosen.iter().filter(|one| !is(one)).copied().collect();
                        if !is_on {
                            next.push(&value.value);
                        }
                        let next = next.join(",");
                        let next = Some(next.as_str()).filter(|next| !next.is_empty());
                        html! {
                            li {
                                a href=(view.with(&[(name, next), ("offset", None)])) aria-current=[is_on.then_some("true")] {
                                    span { (&value.value) } " " small { (grouped(value.count)) }
                                }
                            }
                        }
                    };
                    section {
                        h2 { (view.say(facet.field.name_zh(), facet.field.name())) }
                        ul { @for value in facet.values.iter().take(VALUES) { (row(value)) } }
                        @if facet.values.len() > VALUES {
                            details {
                                summary { (view.say("更多", "More")) }
                                ul { @for value in facet.values.iter().skip(VALUES).take(MORE) { (row(value)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The way to the pages before and behind.
pub(super) fn pages(total: usize, page: Page, view: &View) -> Markup {
    let behind = page.offset.saturating_add(page.limit.count());
    turn(page, behind.min(total).saturating_sub(page.offset), behind < total, Some(total), view)
}

/// The same where `here` rows are shown and there are more, or not; how many there are in all need not be known.
pub(super) fn turn(page: Page, here: usize, is_more: bool, total: Option<usize>, view: &View) -> Markup {
    let count = page.limit.count();
    let (before, behind) = (page.offset.saturating_sub(count), page.offset.saturating_add(count));
    html! {
        @if page.offset > 0 || is_more {
            nav.turn aria-label=(view.say("翻页", "Pages of results")) {
                @if page.offset > 0 {
                    @let before = before.to_string();
                    a rel="prev" href=(view.with(&[("offset", Some(before.as_str()).filter(|offset| *offset != "0"))])) { "← " (view.say("上一页", "Before")) }
                }
                span {
                    @if here > 0 { (grouped(page.offset.saturating_add(1))) "–" (grouped(page.offset.saturating_add(here))) }
                    @if let Some(total) = total { " / " (grouped(total)) }
                }
                @if is_more {
                    a rel="next" href=(view.with(&[("offset", Some(&behind.to_string()))])) { (view.say("下一页", "Next")) " →" }
                }
            }
        }
    }
}
