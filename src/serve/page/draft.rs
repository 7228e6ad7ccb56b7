//! A draft with its figures and quotations marked, and one quotation that is checked.

use maud::{Markup, html};

use super::layout;
use super::text::{excerpt, stretch};
use super::view::View;
use crate::api::draft::{Claim, Verdict};
use crate::api::{ChangeKind, Limit, Verification, request};
use crate::error::Result;
use crate::present::Convert;
use crate::present::wording::status_name;
use crate::serve::gate::Asker;
use crate::serve::upload::{Draft, Upload};
use crate::text::Span;

/// Characters of a draft that stand in the box again.
const AGAIN: usize = 50_000;

/// Places of a quotation that are told.
const PLACES: usize = 20;

/// Something to try.
const EXAMPLE: &str = "截至2022年末，全省专利质押登记金额达9.3亿元。台州市惠及企业1779家次。";

/// The form.
pub(super) fn page(_: &Asker, view: &View) -> Result<(String, Markup)> {
    let body = html! {
        h1 { (view.say("核对草稿", "Check a draft")) }
        p.lead {
            (view.say(
                "草稿里的每个数字和每处引文，都与语料对照，逐一标明。草稿只在内存里读一遍，不保存。",
                "Each figure and quotation of the draft is compared with the corpus and marked. The draft is read in memory and kept nowhere.",
            ))
        }
        (legend(view))
        (form(view, EXAMPLE, None))
        (quote_form(view, ""))
    };
    Ok((view.say("核对草稿", "Check a draft").into_owned(), body))
}

/// What the corpus says of a draft that was sent.
pub(super) fn checked(asker: &Asker, view: &View, upload: Upload) -> Result<(String, Markup)> {
    let Draft { text, remarks } = upload.draft()?;
    let mut draft = asker.ask(&request::VerifyDraft { text: text.clone() })?;
    draft.claims.sort_by_key(|claim| claim.place);
    let wrong = draft.claims.iter().filter(|claim| !matches!(claim.verdict, Verdict::Stands | Verdict::Equal)).count();
    let body = html! {
        h1 { (view.say("核对草稿", "Check a draft")) }
        p.summary role="status" {
            @if draft.claims.is_empty() { (view.say("草稿里没有数字，也没有引文。", "The draft has no figure and no quotation.")) } @else {
                (view.say("数字和引文 ", "")) strong { (draft.claims.len()) } (view.say(" 处，", " figures and quotations; "))
                @if wrong == 0 { (view.say("都有出处。", "all of them stand.")) } @else {
                    (view.say("其中 ", "")) strong { (wrong) } (view.say(" 处请再看一看。", " of them to be looked at."))
                }
            }
        }
        @for remark in &remarks { p.warning { (view.say(&remark.in_chinese(), &remark.to_string())) } }
        (legend(view))
        div.checked lang=(view.text_lang(&text)) { (marked(&text, &draft.claims, view)) }
        ol.claims {
            @for (at, claim) in draft.claims.iter().enumerate() {
                li #{ "c" (at + 1) } { (told(claim, view)) }
            }
        }
        @if let Some(address) = layout::citing(view, draft.claims.iter().filter_map(|claim| claim.passage.as_deref())) {
            p.more { a href=(address) { (view.say("引用这些出处", "Cite these passages")) } }
        }
        (form(view, &text, Some("/api/verify")))
    };
    Ok((view.say("核对草稿", "Check a draft").into_owned(), body))
}

fn name(verdict: Verdict, view: &View) -> std::borrow::Cow<'static, str> {
    view.say(verdict.label(), verdict.name())
}

fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Stands => "stands",
        Verdict::Equal => "equal",
        Verdict::Elsewhere => "elsewhere",
        Verdict::Differs => "differs",
        Verdict::NotFound => "unknown",
    }
}

fn legend(view: &View) -> Markup {
    let words = [
        (Verdict::Stands, "原文如此", "stands as it is written"),
        (Verdict::Equal, "数值相等，写法不同", "the same value, written otherwise"),
        (Verdict::Elsewhere, "有，但属于别的案例或地方", "stands, of another case or place"),
        (Verdict::Differs, "同一事项，原文是另一个数", "the corpus has another value"),
        (Verdict::NotFound, "语料里没有这一事项", "the corpus has nothing on it"),
    ];
    html! {
        p.legend {
            @for (verdict, zh, en) in words {
                span.pair { span.verdict.(class(verdict)) { (name(verdict, view)) } " " (view.say(zh, en)) }
            }
        }
    }
}

/// The draft itself.
fn marked(text: &str, claims: &[Claim], view: &View) -> Markup {
    let mut at = 0;
    html! {
        @for (number, claim) in claims.iter().enumerate() {
            // A figure in a quotation is told after it.
            @if claim.place.start >= at && text.get(claim.place.range()).is_some() {
                (&text[at..claim.place.start])
                a.claim.(class(claim.verdict)) href={ "#c" (number + 1) } title=(name(claim.verdict, view)) {
                    (&text[claim.place.range()])
                    span.hidden { "（" (name(claim.verdict, view)) "）" }
                }
                @let () = at = claim.place.end;
            }
        }
        (&text[at..])
    }
}

fn told(claim: &Claim, view: &View) -> Markup {
    html! {
        span.verdict.(class(claim.verdict)) { (name(claim.verdict, view)) } " "
        b { (&claim.text) }
        @if let Some(remark) = &claim.remark { " " (view.say(&remark.message.sentence.zh, &remark.message.sentence.en)) }
        @if let Some(nearest) = &claim.nearest {
            p.wording lang=(view.text_lang(nearest)) { (view.say("原文：", "The corpus: ")) (&view.script.show(nearest)) }
        }
        @if let Some(id) = &claim.passage { p.where { a href=(view.show(id)) { (id) } } }
    }
}

fn form(view: &View, text: &str, api: Option<&str>) -> Markup {
    let words = (&*view.say("草稿", "Draft"), &*view.say("核对", "Check"));
    layout::sending(view, ("/draft", api), words, (text, AGAIN))
}

fn quote_form(view: &View, quote: &str) -> Markup {
    html! {
        form.inline action="/verify" method="get" {
            (layout::kept(view))
            label for="quote" { (view.say("只核对一句：", "Only one quotation: ")) }
            input #quote name="quote" value=(quote) placeholder=(view.say("质押登记金额达9.2亿元", "質押登記金額達9.2億元")) required;
            button type="submit" { (view.say("核对", "Check")) }
        }
    }
}

/// Whether one quotation stands, and where.
pub(super) fn quotation(asker: &Asker, view: &View) -> Result<(String, Markup)> {
    let quote = view.params.need("quote")?;
    let question = request::Verify { quote: quote.trim().to_owned(), limit: Limit::Most(PLACES) };
    let found = asker.ask(&question)?.in_script(view.script);
    let body = html! {
        h1 { (view.say("核对引文", "Check a quotation")) }
        (quote_form(view, quote))
        p.summary role="status" {
            @if found.stands {
                span.verdict.stands { (view.say("属实", "stands")) } " " (view.say("共 ", "")) strong { (found.total) } (view.say(" 处", " times"))
            } @else { span.verdict.differs { (view.say("没有原样的文字", "does not stand as it is")) } }
        }
        @for remark in &found.remarks { p.note { (view.say(&remark.message.sentence.zh, &remark.message.sentence.en)) } }
        (places(&found, view))
        (layout::downloads(view, "/api/verify", &[], found.places.iter().flat_map(|place| &place.pieces).map(|piece| piece.hit.id.as_str())))
    };
    Ok((view.say("核对引文", "Check a quotation").into_owned(), body))
}

fn places(found: &Verification, view: &View) -> Markup {
    html! {
        ol.claims {
            @for place in &found.places {
                li {
                    @for piece in &place.pieces {
                        p.text lang=(view.text_lang(&piece.hit.text)) {
                            (stretch(&piece.hit.text, Span::new(0, piece.hit.text.len()), &piece.hit.marks, &piece.hit.repairs, view))
                        }
                        p.where { a href=(view.show(&piece.hit.id)) { (&piece.hit.id) } }
                    }
                    @if let Some(status) = place.rests_on {
                        p.note {
                            (view.say("所引文字有修复之处，把握：", "What is quoted rests on a repair, which is: ")) (status_name(status, view.lang))
                        }
                    }
                    p.note { (&place.citation) }
                }
            }
            @for near in &found.nearest {
                li {
                    p.text {
                        (view.say("最接近的原文：", "The nearest wording: "))
                        // A figure alone is compared by its value; the sentence that has the other one says of what.
                        @if near.changes.is_empty() {
                            @for piece in &near.place.pieces { (excerpt(&piece.hit, view)) }
                        }
                        @for change in &near.changes {
                            @match change.kind {
                                ChangeKind::Equal => { (&change.text) }
                                ChangeKind::Replace => { del { (&change.quote) } ins { (&change.text) } }
                                ChangeKind::Extra => { del { (&change.quote) } }
                                ChangeKind::Missing => { ins { (&change.text) } }
                            }
                        }
                    }
                    @for pair in &near.figures { p.note { del { (&pair.quote) } " → " b { (&pair.text) } } }
                    @for piece in &near.place.pieces { p.where { a href=(view.show(&piece.hit.id)) { (&piece.hit.id) } } }
                }
            }
        }
    }
}
