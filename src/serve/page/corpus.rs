//! What files the corpus has, what was repaired in them, and what could not be read.

use maud::{Markup, html};

use super::layout;
use super::search::pages;
use super::sheet::grouped;
use super::view::View;
use crate::api::{Limit, request};
use crate::error::Result;
use crate::present::Convert;
use crate::present::wording::{rule_name, status_name};
use crate::serve::gate::Asker;

/// Files on a page.
const FILES: usize = 50;

/// Repairs that are told of a file.
const FINDINGS: usize = 100;

/// Characters that are told to be glossed.
const GLOSSES: usize = 24;

/// The files.
pub(super) fn page(asker: &Asker, view: &View) -> Result<(String, Markup)> {
    let title = view.say("语料", "Corpus").into_owned();
    let page = view.params.page(Limit::Most(FILES))?;
    let corpus = asker.ask(&request::Corpus { page })?;
    let body = html! {
        h1 { (view.say("语料", "The corpus")) }
        p.summary {
            strong { (grouped(corpus.total)) } (view.say(" 个文件，", " files, ")) (grouped(corpus.passages)) (view.say(" 段", " passages"))
            @if corpus.copies > 0 { "；" (grouped(corpus.copies)) (view.say(" 个与别的文件逐字相同", " are copies of others")) }
            @if corpus.unread > 0 { "；" strong.bad { (grouped(corpus.unread)) (view.say(" 个读不出", " cannot be read")) } }
            @else { "；" (view.say("全部读入", "all of them were read")) }
        }
        div.scroll tabindex="0" role="region" aria-label=(title) {
            table {
                caption.hidden { (title) }
                thead { tr {
                    th scope="col" { (view.say("文件", "file")) } th.number scope="col" { (view.say("字节", "bytes")) }
                    th.number scope="col" { (view.say("段", "passages")) } th scope="col" { (view.say("通知", "notice")) }
                    th scope="col" { (view.say("情况", "state")) }
                } }
                tbody {
                    @for file in &corpus.files {
                        tr {
                            th scope="row" { (&file.file) }
                            td.number { (grouped(usize::try_from(file.bytes).unwrap_or(usize::MAX))) }
                            td.number { (grouped(file.passages)) }
                            td { @if let Some(notice) = &file.notice { a href=(view.show(notice)) { (notice) } } }
                            td {
                                @match (&file.problem, &file.copy_of, &file.notice) {
                                    (Some(problem), ..) => { strong.bad { (view.say(&problem.sentence.zh, &problem.sentence.en)) } }
                                    (_, Some(copy), _) => { (view.say("与此文件相同：", "the same as ")) (copy) }
                                    (_, _, Some(notice)) => {
                                        a href=(view.link(&format!("/inspect/{}", super::view::path(notice)), [])) { (view.say("修复记录", "Repairs")) }
                                    }
                                    _ => {}
                                }
                            }
                        }
                    }
                }
            }
        }
        (pages(corpus.total, page, view))
        (layout::downloads(view, "/api/corpus", &[("offset", None)], corpus.files.iter().filter_map(|file| file.notice.as_deref())))
    };
    Ok((title, body))
}

/// What one file is, and what was repaired in it.
pub(super) fn inspected(asker: &Asker, view: &View, name: &str) -> Result<(String, Markup)> {
    let title = view.say("修复记录", "Repairs").into_owned();
    let report = asker.ask(&request::Inspect { name: name.to_owned() })?.in_script(view.script);
    let damage = report.byte_damage;
    let body = html! {
        h1 { (view.say("修复记录", "What was repaired")) }
        p.lead { a href=(view.show(&report.notice.notice.id)) { (&report.notice.notice.title) } }
        dl.about {
            div { dt { (view.say("文件", "file")) } dd { (&report.file) } }
            div { dt { (view.say("字节", "bytes")) } dd { (grouped(report.bytes)) } }
            div { dt { (view.say("格式", "form")) } dd { (report.format.name()) } }
            div { dt { (view.say("编码", "encoding")) } dd { (&report.encoding) } }
            div { dt { (view.say("案例", "cases")) } dd { (report.notice.cases) } }
            div { dt { (view.say("损坏", "damaged")) } dd {
                (grouped(damage.places)) (view.say(" 处：已证实 ", " places: proven ")) (damage.proven) (view.say("，建议 ", ", suggested ")) (damage.suggested)
                (view.say("，未修复 ", ", not repaired ")) (damage.unrepaired)
            } }
        }
        @for remark in &report.remarks { p.note { (view.say(&remark.sentence.zh, &remark.sentence.en)) } }
        div.charts {
            section {
                h2 { (view.say("各类修复", "Repairs by rule")) }
                table { thead { tr { th scope="col" { (view.say("规则", "rule")) } th.number scope="col" { (view.say("次数", "count")) } th.number scope="col" { (view.say("已证实", "proven")) } } }
                    tbody { @for (rule, count) in &report.counts { tr { th scope="row" { (rule_name(*rule, view.lang)) } td.number { (grouped(count.all)) } td.number { (grouped(count.proven)) } } } }
                }
            }
            @if !report.glosses.is_empty() {
                section {
                    h2 { (view.say("夹带的拼音", "Injected readings")) }
                    p.chips lang="zh-Hant" {
                        @for gloss in report.glosses.iter().take(GLOSSES) { span.chip { (gloss.character) " " small { (&gloss.reading) " ×" (gloss.count) } } }
                    }
                }
            }
        }
        section {
            h2 { (view.say("恢复的字和存疑之处", "What was restored, and what is odd")) }
            div.scroll tabindex="0" role="region" aria-label=(title) {
                table {
                    thead { tr {
                        th.number scope="col" { (view.say("行", "line")) } th scope="col" { (view.say("文件原文", "in the file")) } th scope="col" { (view.say("整理后", "in the text")) }
                        th scope="col" { (view.say("把握", "status")) } th scope="col" { (view.say("说明", "note")) }
                    } }
                    tbody {
                        @for finding in report.findings.iter().take(FINDINGS) {
                            tr {
                                td.number { (finding.line) } td { span.broken { (&finding.raw) } } td { ins { (&finding.restored) } }
                                td.status { @if let Some(status) = finding.status { (status_name(status, view.lang)) } }
                                td { (view.say(&finding.note.sentence.zh, &finding.note.sentence.en)) @if !finding.context.is_empty() { " " small lang="zh-Hant" { (&finding.context) } } }
                            }
                        }
                    }
                }
            }
            @if report.findings.len() > FINDINGS { p.more { (view.say("共 ", "")) (grouped(report.findings.len())) (view.say(" 条；全部请下载。", " in all; the whole list can be downloaded.")) } }
        }
        (layout::downloads(view, &format!("/api/inspect/{}", super::view::path(name)), &[], [report.notice.notice.id.as_str()]))
    };
    Ok((title, body))
}
