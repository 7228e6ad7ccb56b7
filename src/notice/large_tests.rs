//! Thousands of cases in one file, and names that are pages long: what comes out is right, and as large as what went in.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::tests::assert_sound;
use super::*;

/// Headings in the large files.
const MANY: usize = 16_000;

/// A paragraph that is running text.
const LONG: &str = "为贯彻落实政策，当地积极开展相关工作，建立部门会商、银企对接和风险分担机制，取得了明显成效，受到企业的普遍欢迎。\n";

#[track_caller]
fn notice_of(text: &str) -> Notice {
    let (notice, _) = parse(text, &[], &Metadata::default(), "stem");
    assert_sound(text, &notice);
    notice
}

fn title(i: usize) -> String {
    format!("第{i}號企業質押融資案")
}

/// Checks that case `i` has the title and the text that say `i`, and nothing else.
#[track_caller]
fn check(text: &str, notice: &Notice, passages: usize) {
    assert_eq!(notice.cases.len(), MANY);
    let mut own = vec![Vec::new(); MANY];
    for passage in &notice.passages {
        if let Some(case) = passage.case {
            own[case].push(passage);
        }
    }
    for (i, (case, own)) in notice.cases.iter().zip(own).enumerate() {
        assert_eq!(case.title, title(i));
        assert_eq!(own.len(), passages, "{}", case.id);
        assert_eq!(case.span, Span::new(own[0].span.start, own[own.len() - 1].span.end));
        assert_eq!(own[0].id, case.id);
        assert!(text[case.span.range()].ends_with(&format!("{i}。\n{}", LONG.trim_end())), "{}", case.id);
    }
}

#[test]
fn many_cases_above_a_section_after_a_list_of_them() {
    let head = "关于公布典型案例的通知\n各有关单位：\n".to_owned() + LONG;
    let list: String = (0..MANY).map(|i| format!("{}.{}\n", i % 9999 + 1, title(i))).collect();
    let cases: String = (0..MANY).map(|i| format!("{}\n基本案情\n{LONG}次序是{i}。\n{LONG}", title(i))).collect();
    let text = head + &list + LONG + &cases;
    let notice = notice_of(&text);
    check(&text, &notice, 5);
    let listed = notice.passages.iter().filter(|passage| passage.role == Role::Listing);
    assert!(
        listed.map(|passage| &text[passage.span.range()]).eq(list.lines()),
        "each line of the list repeats a title"
    );
}

#[test]
fn many_cases_with_marks() {
    let text: String =
        (0..MANY).map(|i| format!("案例{}：{}\n{LONG}次序是{i}。\n{LONG}", i % 9999 + 1, title(i))).collect();
    let notice = notice_of(&("关于公布典型案例的通知\n".to_owned() + &text));
    check(&("关于公布典型案例的通知\n".to_owned() + &text), &notice, 4);
    assert!(notice.cases.iter().enumerate().all(|(i, case)| case.number == u32::try_from(i % 9999 + 1).ok()));
}

#[test]
fn one_heading_many_times() {
    let text = format!("关于公布典型案例的通知\n{}", format!("某企业质押融资案\n基本案情\n{LONG}").repeat(MANY));
    let notice = notice_of(&text);
    assert_eq!(notice.cases.len(), MANY);
    assert!(notice.cases.iter().all(|case| case.title == "某企业质押融资案"));
    assert_eq!(notice.cases[MANY - 1].id, format!("stem/案例{MANY}"));
    let text = format!("关于公布典型案例的通知\n{}", format!("案例1：某企业质押融资案\n{LONG}").repeat(MANY));
    assert_eq!(notice_of(&text).cases.len(), 1, "a case that stands again and again is one");
}

#[test]
fn a_number_in_every_line() {
    let text: String = (0..MANY).map(|i| format!("某市监〔2023〕{i}号\n{LONG}")).collect();
    let notice = notice_of(&text);
    assert_eq!(notice.number.as_deref(), Some("某市监〔2023〕0号"));
    assert_eq!((notice.cases.len(), notice.passages.len()), (1, 2 * MANY));
}

/// What stands with every passage is short, however long what the file says.
#[test]
fn names_of_any_length() {
    let long = "甲".repeat(50_000);
    let text = format!("# {long}\n{}", LONG.repeat(50));
    let notice = notice_of(&text);
    let section = notice.passages.last().unwrap().section.clone().unwrap();
    assert!(long.starts_with(&section) && section.chars().count() == 80, "{}", section.len());
    assert_eq!(notice.passages.iter().filter(|passage| passage.role == Role::Heading).count(), 5);
    assert!(notice.title.chars().count() <= 500);

    let stated = Metadata {
        number: Some(long.clone()),
        title: Some(long.clone()),
        issuer: Some(long.clone()),
        url: Some(format!("http://{long}")),
        ..Metadata::default()
    };
    let labelled = format!("发文字号：{long}\n标题：{long}\n发文机关：{long}\n原文链接：http://{long}\n");
    for (meta, text) in
        [(stated, LONG.repeat(50)), (Metadata::default(), labelled + "关于质押的通知\n" + &LONG.repeat(50))]
    {
        let (notice, _) = parse(&text, &[], &meta, "stem");
        assert_sound(&text, &notice);
        assert_eq!((&notice.number, &notice.issuer, &notice.url), (&None, &None, &None));
        assert_eq!(notice.id, "stem");
        assert!(notice.title.chars().count() <= 500);
    }
    // Thirty bodies together are believed.
    let issuer = "国家知识产权局 ".repeat(30);
    let meta = Metadata { issuer: Some(issuer.clone()), ..Metadata::default() };
    assert_eq!(parse(LONG, &[], &meta, "stem").0.issuer.as_deref(), Some(issuer.trim()));
}
