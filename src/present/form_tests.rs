//! The presenters on one constructed answer: what each form looks like, and what none may let through.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use proptest::prelude::*;
use serde::Deserialize;

use super::cite::{CitationStyle, Source, citations};
use super::terminal::Look;
use super::{Lang, Script, csv, json, markdown, terminal};
use crate::search::{
    CaseHit, CaseInfo, Facet, Hint, Hit, Hits, Mark, NoticeInfo, QueryEcho, Repair, Response, Shown,
};
use crate::text::Span;

const TEXT: &str =
    "寧波市江北區首推年糕集體商標質押。“政府+銀行+保險”共擔風險，貸款1.33億元；\
     窗口變為線上，惠及企業14家。下一步將推廣商標質押的做法。";

fn notice() -> NoticeInfo {
    NoticeInfo {
        id: "浙市監知運2023-12".to_owned(),
        number: Some("浙市監知運〔2023〕12號".to_owned()),
        title: "關於公布典型案例的通知".to_owned(),
        issuer: Some("浙江省市場監督管理局".to_owned()),
        issued: Some("2023-06-30".to_owned()),
        published: Some("2023-07-08".to_owned()),
    }
}

fn case() -> CaseInfo {
    CaseInfo {
        id: "浙市監知運2023-12/優秀2".to_owned(),
        tier: Some("優秀".to_owned()),
        number: Some(2),
        title: "首推慈城年糕\n集體商標質押".to_owned(),
        city: Some("寧波市".to_owned()),
        county: Some("江北區".to_owned()),
    }
}

/// A hit whose marks are all the places of `words`.
fn hit(text: &str, words: &[&str]) -> Hit {
    let mut marks: Vec<Mark> = words
        .iter()
        .flat_map(|word| text.match_indices(word))
        .map(|(at, word)| Mark {
            local: Span::new(at, at + word.len()),
            raw: Span::new(1000 + at, 1000 + at + word.len()),
        })
        .collect();
    marks.sort_by_key(|mark| mark.local);
    let repairs = text.find("變為").map(|at| Repair {
        local: Span::new(at, at + "變為".len()),
        raw: "變?yōu)".to_owned(),
        restored: "變為".to_owned(),
        rule: "unaligned",
        status: "suggested",
    });
    Hit {
        id: "浙市監知運2023-12/優秀2#4".to_owned(),
        score: 7.125,
        role: "body",
        section: Some("主要做法".to_owned()),
        case: Some(case()),
        notice: notice(),
        text: text.to_owned(),
        marks,
        repairs: repairs.into_iter().collect(),
        file: "corpus/notice.txt".to_owned(),
        explanation: Vec::new(),
    }
}

fn response(hits: Hits) -> Response {
    Response {
        query: QueryEcho {
            input: "質押 <b>".to_owned(),
            parsed: "質押 <b>".to_owned(),
            hints: vec![Hint {
                at: Some((7, 10)),
                zh: "提示".to_owned(),
                en: "a remark".to_owned(),
                suggestion: Some("質押".to_owned()),
            }],
        },
        total: 12,
        occurrences: 31,
        cases: 3,
        relaxed: false,
        took_us: 180,
        hits,
        facets: vec![Facet { field: "city", values: vec![("寧波市".to_owned(), 9)] }],
        ..Response::default()
    }
}

fn passages() -> Response {
    response(Hits::Passages(vec![hit(TEXT, &["質押", "變為線上"])]))
}

fn cases() -> Response {
    let passages = vec![hit(TEXT, &["質押"]); 5];
    response(Hits::Cases(vec![CaseHit { case: case(), score: 7.125, passages }]))
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn look(color: bool, width: usize) -> Look {
    Look { color, width, lang: Lang::En, script: Script::AsIs }
}

fn on_terminal(response: &Response, look: &Look) -> String {
    written(|out| terminal::response(out, response, look))
}

/// Escape sequences as words, so that a golden can be read.
fn readable(text: &str) -> String {
    text.replace('\u{1b}', "␛")
}

#[test]
fn terminal_without_colour() {
    insta::assert_snapshot!(on_terminal(&passages(), &look(false, 60)), @"");
}

#[test]
fn terminal_with_colour() {
    insta::assert_snapshot!(readable(&on_terminal(&passages(), &look(true, 80))), @"");
}

#[test]
fn narrow_terminal() {
    insta::assert_snapshot!(on_terminal(&passages(), &look(false, 24)), @"");
}

#[test]
fn terminal_by_case_in_chinese_and_simplified() {
    let look = Look { color: false, width: 60, lang: Lang::Zh, script: Script::Hans };
    insta::assert_snapshot!(on_terminal(&cases(), &look), @"");
}

#[test]
fn markdown_form() {
    insta::assert_snapshot!(written(|out| markdown::response(out, &passages(), Script::AsIs)), @"");
}

#[test]
fn csv_form() {
    insta::assert_snapshot!(written(|out| csv::response(out, &passages(), Script::AsIs, false)), @"");
}

#[test]
fn json_form() {
    let text = written(|out| json::response(out, &passages(), Script::AsIs, Lang::En));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&value).unwrap(), @"");
}

/// The object of the command line's contract, field by field: a new field is a decision.
mod wire {
    #![expect(dead_code, reason = "most fields are only required to be there")]

    use super::Deserialize;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Answer<H> {
        pub(super) query: Query,
        pub(super) total: usize,
        pub(super) occurrences: usize,
        pub(super) cases: usize,
        pub(super) relaxed: bool,
        pub(super) took_us: u64,
        pub(super) hits: Vec<H>,
        pub(super) facets: std::collections::BTreeMap<String, Vec<Value>>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Query {
        pub(super) input: String,
        pub(super) parsed: String,
        pub(super) hints: Vec<Hint>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Hint {
        pub(super) start: Option<usize>,
        pub(super) end: Option<usize>,
        pub(super) message: String,
        pub(super) suggestion: Option<String>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Value {
        pub(super) value: String,
        pub(super) count: usize,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct ByCase {
        pub(super) case: Case,
        pub(super) score: f32,
        pub(super) passages: Vec<Hit>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Hit {
        pub(super) id: String,
        pub(super) score: f32,
        pub(super) role: String,
        pub(super) section: Option<String>,
        pub(super) case: Option<Case>,
        pub(super) notice: Notice,
        pub(super) text: String,
        pub(super) marks: Vec<Mark>,
        pub(super) repairs: Vec<Repair>,
        pub(super) file: String,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Case {
        pub(super) id: String,
        pub(super) tier: Option<String>,
        pub(super) number: Option<u32>,
        pub(super) title: String,
        pub(super) city: Option<String>,
        pub(super) county: Option<String>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Notice {
        pub(super) id: String,
        pub(super) number: Option<String>,
        pub(super) title: String,
        pub(super) issuer: Option<String>,
        pub(super) issued: Option<String>,
        pub(super) published: Option<String>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Mark {
        pub(super) start: usize,
        pub(super) end: usize,
        pub(super) raw_start: usize,
        pub(super) raw_end: usize,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Repair {
        pub(super) start: usize,
        pub(super) end: usize,
        pub(super) raw: String,
        pub(super) restored: String,
        pub(super) rule: String,
        pub(super) status: String,
    }
}

#[test]
fn json_has_the_fields_of_the_contract_and_no_others() {
    for script in [Script::AsIs, Script::Hans, Script::Hant] {
        let text = written(|out| json::response(out, &passages(), script, Lang::Zh));
        let answer: wire::Answer<wire::Hit> = serde_json::from_str(&text).unwrap();
        assert_eq!((answer.total, answer.occurrences, answer.cases), (12, 31, 3));
        assert_eq!(answer.query.hints[0].message, "提示");
        let hit = &answer.hits[0];
        let marked: Vec<&str> = hit.marks.iter().map(|mark| &hit.text[mark.start..mark.end]).collect();
        assert_eq!(marked, [script.show("質押"), script.show("變為線上"), script.show("質押")]);
        let repair = &hit.repairs[0];
        assert_eq!(hit.text[repair.start..repair.end], repair.restored);
        assert_eq!(repair.raw, "變?yōu)");

        let text = written(|out| json::response(out, &cases(), script, Lang::Zh));
        let answer: wire::Answer<wire::ByCase> = serde_json::from_str(&text).unwrap();
        assert_eq!(answer.hits[0].passages.len(), 5);

        let lines = written(|out| json::lines(out, &passages(), script));
        assert_eq!(lines.lines().count(), 1);
        serde_json::from_str::<wire::Hit>(&lines).unwrap();
    }
}

#[test]
fn csv_gives_back_every_cell() {
    let mut shown = passages();
    let Hits::Passages(hits) = &mut shown.hits else { unreachable!() };
    let awkward = "“引號\"、逗號, 和\n換行\r\n質押".to_owned();
    *hits = vec![hit(&awkward, &["質押"])];
    let text = written(|out| csv::response(out, &shown, Script::AsIs, true));
    let rest = text.strip_prefix('\u{FEFF}').expect("Excel needs the mark");
    let mut reader = ::csv::Reader::from_reader(rest.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<::csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    let cell = |name: &str| &rows[0][names.iter().position(|known| known == name).unwrap()];
    assert_eq!(rows.len(), 1);
    assert_eq!(cell("text"), awkward);
    assert_eq!(cell("marks"), "質押");
    assert_eq!(cell("case_title"), case().title);
}

#[test]
fn foreign_text_is_not_shown_for_reading() {
    let foreign = Hit { role: "foreign", ..hit("無關的一行", &[]) };
    let shown = Shown {
        notice: notice(),
        case: None,
        file: "a.txt".to_owned(),
        url: None,
        passages: vec![hit("質押融資", &[]), foreign],
    };
    for text in [
        written(|out| terminal::shown(out, &shown, &look(false, 60))),
        written(|out| markdown::shown(out, &shown, Script::AsIs)),
    ] {
        assert!(text.contains("質押融資") && !text.contains("無關"), "{text}");
    }
}

/// Text as a hostile page might have it.
fn hostile() -> impl Strategy<Value = String> {
    "(\\PC|\\pC|[質押\u{1b}\u{7}\u{9b}\u{202e}\u{2028}\r\n【】])\u{0}?{0,12}"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn nothing_that_a_terminal_obeys_gets_through(
        texts in proptest::collection::vec(hostile(), 10), width in 20..120_usize, color in any::<bool>()
    ) {
        let [title, text, section, city, id, number, issuer, file, tier, part] = &texts[..] else { unreachable!() };
        let text = format!("{text}質押{title}");
        let mut hit = hit(&text, &["質押"]);
        hit.id.clone_from(id);
        hit.section = Some(section.clone());
        hit.file.clone_from(file);
        hit.explanation = vec![(part.clone(), 1.0)];
        hit.notice.title.clone_from(title);
        hit.notice.number = Some(number.clone());
        hit.notice.issuer = Some(issuer.clone());
        if let Some(case) = &mut hit.case {
            case.id.clone_from(id);
            case.title.clone_from(title);
            case.city = Some(city.clone());
            case.tier = Some(tier.clone());
        }
        let look = look(color, width);
        let shown = Shown {
            notice: hit.notice.clone(),
            case: hit.case.clone(),
            file: file.clone(),
            url: Some(file.clone()),
            passages: vec![hit.clone(), Hit { role: "heading", ..hit.clone() }],
        };
        let answer = response(Hits::Passages(vec![hit]));
        for out in [on_terminal(&answer, &look), written(|out| terminal::shown(out, &shown, &look))] {
            // What is left when our own colours are taken out.
            let mut rest = String::new();
            let mut parts = out.split("\u{1b}[");
            rest.push_str(parts.next().unwrap());
            for part in parts {
                prop_assert!(color, "an escape sequence without colour: {out:?}");
                let (code, after) = part.split_once('m').expect("only our own sequences, which end in m");
                prop_assert!(code.chars().all(|c| c.is_ascii_digit() || c == ';'), "{code:?}");
                rest.push_str(after);
            }
            prop_assert!(rest.chars().all(|c| c == '\n' || !c.is_control()), "{rest:?}");
            prop_assert!(!rest.contains(['\u{202E}', '\u{2028}', '\u{200B}', '\u{2066}']), "{rest:?}");
        }
        // A line of Markdown is made by the presenter alone.
        let page = written(|out| markdown::response(out, &answer, Script::AsIs));
        prop_assert!(page.lines().all(|line| !line.contains("<script") && !line.contains('\u{1b}')), "{page}");
        prop_assert_eq!(page.lines().filter(|line| line.starts_with('#')).count(), 2);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal(text in "[質押保險a-c，。“”1.% ]{1,200}", width in 24..100_usize) {
        let text = format!("{text}質押");
        let answer = response(Hits::Passages(vec![hit(&text, &["質押", "a"])]));
        let out = on_terminal(&answer, &look(false, width));
        // The last line is the count, in the program's own words.
        let lines: Vec<&str> = out.lines().collect();
        for line in &lines[..lines.len() - 1] {
            prop_assert!(super::wrap::columns(line) <= width, "{:?} is wider than {}", line, width);
        }
    }

    #[test]
    fn marks_are_lit_in_every_script(text in "[a𪠽押质質業业𠀾着。]{0,30}") {
        let text = format!("{text}质押{text}");
        for script in [Script::AsIs, Script::Hans, Script::Hant] {
            let hit = hit(&text, &["质押"]);
            let shown = script.show_hit(&hit);
            for mark in &shown.marks {
                prop_assert_eq!(&shown.text[mark.local.range()], script.show("质押").as_ref());
            }
        }
    }
}

fn cited(style: CitationStyle) -> String {
    let (notice, case) = (notice(), case());
    let url = Some("http://www.example.cn/a_b.html?x=1&y=2");
    let whole = Source { notice: &notice, case: None, passage: None, url, accessed: Some("2024-05-01") };
    let part = Source { case: Some(&case), passage: Some("浙市監知運2023-12/優秀2#4"), url: None, ..whole };
    written(|out| citations(out, &[whole, part], style, Script::Hans))
}

#[test]
fn citations_gbt_2015() {
    insta::assert_snapshot!(cited(CitationStyle::Gbt2015), @"");
}

#[test]
fn citations_gbt_2025() {
    insta::assert_snapshot!(cited(CitationStyle::Gbt2025), @"");
}

#[test]
fn citations_bibtex() {
    insta::assert_snapshot!(cited(CitationStyle::Bibtex), @"");
}

#[test]
fn citations_ris() {
    insta::assert_snapshot!(cited(CitationStyle::Ris).replace('\r', ""), @"");
}

#[test]
fn citations_csl() {
    insta::assert_snapshot!(cited(CitationStyle::CslJson), @"");
}

#[test]
fn a_bare_source_is_cited_too() {
    let notice = NoticeInfo { id: "a".to_owned(), title: "知識產權\n通知".to_owned(), ..NoticeInfo::default() };
    let source = Source { notice: &notice, case: None, passage: None, url: None, accessed: Some("2024-13-01") };
    let cite = |style| written(|out| citations(out, &[source], style, Script::AsIs));
    assert_eq!(cite(CitationStyle::Gbt2015), "知識產權通知[Z].\n");
    for style in [CitationStyle::Bibtex, CitationStyle::Ris, CitationStyle::CslJson] {
        assert!(cite(style).contains("知識產權通知"));
    }
}
