//! The frame of every page.

use maud::{DOCTYPE, Markup, html};

use super::sheet;
use super::view::{View, name_of};
use super::{ICON, SCRIPT, STYLE};
use crate::decode::Format;
use crate::error::Lang;
use crate::present::Script;

/// The pages that every page leads to.
const PAGES: [(&str, &str, &str); 8] = [
    ("/table", "案例总表", "Table"),
    ("/stats", "统计", "Statistics"),
    ("/facts", "数据", "Figures"),
    ("/timeline", "时间线", "Timeline"),
    ("/keywords", "用词", "Words"),
    ("/similar", "找可比", "Comparable"),
    ("/draft", "核对草稿", "Check a draft"),
    ("/corpus", "语料", "Corpus"),
];

/// The endings of files that are read, as a page names them.
fn accepted() -> String {
    let endings = Format::ALL.into_iter().flat_map(|format| format.endings().iter().map(|ending| format!(".{ending}")));
    endings.collect::<Vec<_>>().join(",")
}

/// What the formats that are read are called.
fn readable() -> String {
    Format::ALL.map(Format::label).join(", ")
}

/// A page: its title, and what stands in it.
pub(super) fn page(view: &View, title: &str, body: &Markup) -> Markup {
    let query = if view.path == "/" { view.params.query() } else { "" };
    html! {
        (DOCTYPE)
        html lang=(view.html_lang()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) @if !title.is_empty() { " · " } "anli 案例" }
                link rel="stylesheet" href=(STYLE.address());
                link rel="icon" type="image/svg+xml" href=(ICON.address());
                script defer src=(SCRIPT.address()) {}
            }
            body {
                a.skip href="#main" { (view.say("跳到正文", "Skip to the text")) }
                header.top {
                    a.brand href=(view.link("/", [])) {
                        span.seal aria-hidden="true" { "案" }
                        span { (view.say("案例", "anli")) span.hidden { (view.say("，首页", ", home")) } }
                    }
                    form.search action="/" method="get" role="search" {
                        label.hidden for="q" { (view.say("查询", "Query")) }
                        input #q name="q" type="search" value=(query) autocomplete="off" spellcheck="false" enterkeyhint="search"
                            placeholder=(view.say("质押、保险、金额>=1亿……", "質押, 保險, amount>=1億 …"))
                            data-hint=(view.say("按 / 键", "press /"));
                        (kept(view))
                        button type="submit" { (view.say("搜索", "Search")) }
                    }
                    (switches(view))
                    nav.pages aria-label=(view.say("页面", "Pages")) {
                        @for (path, zh, en) in PAGES {
                            a href=(view.link(path, [])) aria-current=[(view.path == path).then_some("page")] { (view.say(zh, en)) }
                        }
                    }
                }
                main #main tabindex="-1" { (body) }
                footer {
                    p {
                        (view.say("原文以发文机关公布的文本为准；修复处均可查看文件原貌。", "What the issuing authority published is authoritative; every repair shows what the file has."))
                    }
                    p {
                        a href=(view.link("/openapi", [])) { (view.say("程序接口", "API")) }
                        " · "
                        a href=(view.link("/help", [])) { (view.say("查询写法", "How to write queries")) }
                    }
                }
                p.hidden #said role="status" aria-live="polite" {}
            }
        }
    }
}

/// What a form has to say so that the reader keeps language and script.
pub(super) fn kept(view: &View) -> Markup {
    html! {
        @for (name, value) in view.settled() { input type="hidden" name=(name) value=(value); }
    }
}

fn switches(view: &View) -> Markup {
    let scripts = [(Script::Hans, "简", "简体"), (Script::Hant, "繁", "繁體"), (Script::AsIs, "原样", "原文的字体")];
    // What was sent with a form cannot be asked for again by a link, but by the form.
    let switch = |address: String, name: &str, is_on: bool, lang: &str, title: Option<&str>| {
        let current = is_on.then_some("true");
        html! {
            @if view.is_sent { button type="submit" form="sent" formaction=(address) lang=(lang) title=[title] aria-current=[current] { (name) } }
            @else { a href=(address) lang=(lang) title=[title] aria-current=[current] { (name) } }
        }
    };
    html! {
        div.switches {
            span.group role="group" aria-label=(view.say("字体", "Script")) {
                @for (script, name, title) in scripts {
                    @let value = (script != Script::AsIs).then(|| name_of(script));
                    (switch(view.with(&[("script", value)]), name, view.script == script, "zh", Some(title)))
                }
            }
            span.group role="group" aria-label=(view.say("语言", "Language")) {
                @let other = if view.lang == Lang::Zh { Some("en") } else { None };
                (switch(view.with(&[("lang", other)]), view.lang.pick("English", "中文"), false, view.lang.pick("en", "zh"), None))
            }
        }
    }
}

/// The forms in which a list can be had as a file.
const FORMS: [(&str, &str); 5] =
    [("xlsx", "Excel"), ("docx", "Word"), ("csv", "CSV"), ("jsonl", "JSONL"), ("md", "Markdown")];

/// The same for what is said of what the form around it sends.
fn sent_downloads(view: &View, address: &str) -> Markup {
    html! {
        p.downloads {
            (view.say("下载：", "Download: "))
            @for (at, (form, name)) in FORMS.iter().enumerate() {
                @if at > 0 { " · " }
                @let bom = Some(("bom", "true")).filter(|_| *form == "csv");
                button.link type="submit" formaction=(view.link(address, [("format", *form)].into_iter().chain(bom))) { (name) }
            }
        }
    }
}

/// The form in which a text or a file is sent to `address`, with what was sent before; `most` characters of it stand in the
/// box. Where there is an answer, it can be had as a file from `api`.
pub(super) fn sending(
    view: &View,
    (address, api): (&str, Option<&str>),
    (label, button): (&str, &str),
    (text, most): (&str, usize),
) -> Markup {
    let shown: String = text.chars().take(most).collect();
    html! {
        form.draft #sent action=(view.link(address, [])) method="post" enctype="multipart/form-data" {
            label for="text" { (label) }
            textarea #text name="text" rows="10" { (shown) }
            @if shown.len() < text.len() {
                p.note { (view.say("框内只有开头的 ", "Only the first ")) (sheet::grouped(most)) (view.say(" 字；要再提交全文，请重新选择文件。", " characters stand in the box; choose a long file again to send all of it.")) }
            }
            p.row {
                label for="file" { (view.say("或选择、拖入文件", "or choose or drop a file")) " (" (readable()) ")" }
                input #file type="file" name="file" accept=(accepted());
                button type="submit" { (button) }
            }
            @if let Some(api) = api { (sent_downloads(view, api)) }
        }
    }
}

/// Where a list can be had as a file: the same parameters, asked of the API. What has these ids can be cited, all at once.
pub(super) fn downloads<'i>(
    view: &View,
    address: &str,
    changes: &[(&str, Option<&str>)],
    ids: impl IntoIterator<Item = &'i str>,
) -> Markup {
    html! {
        p.downloads {
            (view.say("下载：", "Download: "))
            @for (at, (form, name)) in FORMS.iter().enumerate() {
                @if at > 0 { " · " }
                @let mut all = changes.to_vec();
                @let bom = (*form == "csv").then_some("true");
                @let () = all.extend([("format", Some(*form)), ("bom", bom)]);
                a href=(view.at(address, &all)) download { (name) }
            }
            @if let Some(address) = citing(view, ids) {
                " · " a href=(address) { (view.say("引用本页各条", "Cite what is on this page")) }
            }
        }
    }
}

/// Where what has these ids is cited, each once; nowhere, where there is nothing.
pub(super) fn citing<'i>(view: &View, ids: impl IntoIterator<Item = &'i str>) -> Option<String> {
    let mut cited: Vec<(&str, &str)> = Vec::new();
    for id in ids {
        if !cited.contains(&("name", id)) {
            cited.push(("name", id));
        }
    }
    (!cited.is_empty()).then(|| view.link("/cite", cited))
}
