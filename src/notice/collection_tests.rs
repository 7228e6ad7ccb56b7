//! Collections of cases in every shape that offices give them, with text before, between and behind; all of them invented.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use super::tests::{assert_sound, parsed};
use super::*;
use crate::text::to_hant;

/// Titles that name lawsuits, and such that name what a place did.
const LAWSUITS: [&str; 3] = [
    "望川市市场监管局查处望川市甜禾食品有限公司生产不合格糕点案",
    "石桥县市场监管局查处石桥县飞云加油站计量作弊案",
    "望川市市场监管局查处望川市长虹百货有限公司商标侵权案",
];
const PRACTICES: [&str; 3] = ["杭州市推行专利池质押融资", "苏州市昆山市建立快速维权机制", "佛山市顺德区探索商会调解"];

/// What stands below the titles, short and long.
const BODIES: [&str; 3] = [
    "2023年3月，执法人员在检查中发现问题，责令当事人改正，没收违法所得1.5万元，并处罚款3.2万元，案件已经执行完毕。",
    "罚款2万元。",
    "有关部门建立会商机制，全年服务企业一百二十余家，平均融资成本下降1.2个百分点，做法在全省推广。",
];

/// A way to write the title of a case.
struct Shape {
    name: &'static str,
    titles: [&'static str; 3],
    /// What stands for a case: the number, the title and the text to lines.
    write: fn(usize, &str, &str) -> String,
    /// The numbers that the cases have.
    numbers: [Option<u32>; 3],
}

const COUNTED: [Option<u32>; 3] = [Some(1), Some(2), Some(3)];
const NONE: [Option<u32>; 3] = [None; 3];

fn han(i: usize) -> char {
    ['零', '一', '二', '三', '四', '五'][i]
}

/// A title on two lines, cut in its middle.
fn two_lines(title: &str) -> String {
    let at = title.char_indices().nth(14).unwrap().0;
    format!("{}\n{}", &title[..at], &title[at..])
}

fn shapes() -> Vec<Shape> {
    let lawsuits = |name, write| Shape { name, titles: LAWSUITS, write, numbers: COUNTED };
    let practices = |name, write| Shape { name, titles: PRACTICES, write, numbers: COUNTED };
    vec![
        lawsuits("案例一：", |i, t, b| format!("案例{}：{t}\n{b}\n", han(i))),
        lawsuits("案例1 ", |i, t, b| format!("案例{i} {t}\n{b}\n")),
        lawsuits("【案例1】", |i, t, b| format!("【案例{i}】{t}\n{b}\n")),
        lawsuits("【案例一】 alone", |i, t, b| format!("【案例{}】\n{t}\n{b}\n", han(i))),
        lawsuits("典型案例之一", |i, t, b| format!("典型案例之{}　{t}\n{b}\n", han(i))),
        lawsuits("案例1 alone", |i, t, b| format!("案例{i}\n{t}\n{b}\n")),
        lawsuits("第一例：", |i, t, b| format!("第{}例：{t}\n{b}\n", han(i))),
        lawsuits("第一案 alone", |i, t, b| format!("第{}案\n{t}\n{b}\n", han(i))),
        lawsuits("第1起：", |i, t, b| format!("第{i}起：{t}\n{b}\n")),
        lawsuits("例1：", |i, t, b| format!("例{i}：{t}\n{b}\n")),
        lawsuits("★案例一★", |i, t, b| format!("★案例{}★{t}\n{b}\n", han(i))),
        lawsuits("案例一 | ", |i, t, b| format!("案例{} | {t}\n{b}\n", han(i))),
        lawsuits("2023年民生领域典型案例之一", |i, t, b| {
            format!("2023年民生领域典型案例之{}\n{t}\n{b}\n", han(i))
        }),
        practices("经验做法一：", |i, t, b| format!("经验做法{}：{t}\n{b}\n", han(i))),
        practices("示范案例1：", |i, t, b| format!("示范案例{i}：{t}\n{b}\n")),
        Shape {
            name: "指导案例24号",
            titles: LAWSUITS,
            write: |i, t, b| format!("指导案例{}号：{t}\n{b}\n", 23 + i),
            numbers: [Some(24), Some(25), Some(26)],
        },
        Shape {
            name: "检例第84号",
            titles: LAWSUITS,
            write: |i, t, b| {
                format!("（检例第{}号）{t}\n{b}\n", 85 - i).replace("（检例", "检例").replace("号）", "号：")
            },
            numbers: [Some(84), Some(83), Some(82)],
        },
        lawsuits("一、", |i, t, b| format!("{}、{t}\n{b}\n", han(i))),
        lawsuits("（一）", |i, t, b| format!("（{}）{t}\n{b}\n", han(i))),
        lawsuits("1.", |i, t, b| format!("{i}.{t}\n{b}\n")),
        lawsuits("1、", |i, t, b| format!("{i}、{t}\n{b}\n")),
        lawsuits("（1）", |i, t, b| format!("（{i}）{t}\n{b}\n")),
        lawsuits("①", |i, t, b| format!("{}{t}\n{b}\n", ['⓪', '①', '②', '③'][i])),
        practices("一、 a place", |i, t, b| format!("{}、{t}\n{b}\n", han(i))),
        practices("### 1、", |i, t, b| format!("### {i}、{t}\n\n{b}\n")),
        Shape { numbers: NONE, ..lawsuits("## ", |_, t, b| format!("## {t}\n\n{b}\n")) },
        lawsuits("**一、**", |i, t, b| format!("**{}、{t}**\n\n{b}\n", han(i))),
        Shape { numbers: NONE, ..lawsuits("** **", |_, t, b| format!("**{t}**\n\n{b}\n")) },
        lawsuits("the number alone", |i, t, b| format!("{i}\n{t}\n{b}\n")),
        lawsuits("the number above two lines", |i, t, b| format!("0{i}\n{}\n{b}\n", two_lines(t))),
        lawsuits("01 ", |i, t, b| format!("0{i} {t}\n{b}\n")),
        lawsuits("1｜", |i, t, b| format!("{i}｜{t}\n{b}\n")),
        lawsuits("NO.1 ", |i, t, b| format!("NO.{i} {t}\n{b}\n")),
        Shape { numbers: NONE, ..lawsuits("titles alone", |_, t, b| format!("{t}\n{b}\n")) },
        lawsuits("一、 on two lines", |i, t, b| format!("{}、{}\n{b}\n", han(i), two_lines(t))),
        lawsuits("案例一： on two lines", |i, t, b| format!("案例{}：{}\n{b}\n", han(i), two_lines(t))),
        lawsuits("案例一： before its text", |i, t, b| format!("案例{}：{t}。{b}\n", han(i))),
        lawsuits("??1. before its text", |i, t, b| format!("??{i}.{t}。{b}\n")),
        practices("1. before its text", |i, t, b| format!("{i}.{t}。{b}\n")),
        lawsuits("points inside", |i, t, b| {
            format!(
                "{i}.{t}\n【裁判要旨】1.域名可以作为在先权益获得保护。\n2.诉争商标构成抢先注册的，应予无效。\n{b}\n"
            )
        }),
        lawsuits("sections inside", |i, t, b| {
            format!("案例{}：{t}\n一、基本案情\n{b}\n二、处理结果\n依法作出处理。\n三、典型意义\n值得借鉴。\n", han(i))
        }),
        Shape {
            numbers: NONE,
            ..lawsuits("above a section", |_, t, b| format!("{t}\n基本案情\n{b}\n典型意义\n本案具有借鉴意义。\n"))
        },
        Shape {
            titles: [LAWSUITS[0], LAWSUITS[0], LAWSUITS[2]],
            ..lawsuits("two of one title", |i, t, b| format!("{}、{t}\n{b}\n", han(i)))
        },
    ]
}

const BEFORE: &str = "川北省市场监管局公布2023年民生领域典型案例\n各市市场监管局：\n\
    2023年以来，川北省市场监管局组织查处了一批案件。现选取部分典型案例予以公布。\n";

/// What stands behind the last case.
const BEHIND: [&str; 7] = [
    "",
    "川北省市场监管局\n2023年12月8日\n",
    "编者按：以上各案均已公开，欢迎各地来稿。\n川北省市场监管局\n2023年12月8日\n",
    "下一步，全省市场监管部门将继续加大执法力度，切实维护消费者的合法权益。\n",
    "川北省市场监管局提醒广大消费者，购物时请索取票据，发现问题及时举报。\n",
    "附件：名单\n一、企业名单\n某某食品有限公司。\n",
    "川市监〔2023〕77号\n川北省市场监管局关于开展春季检查的通知\n各市市场监管局：\n请于三月底前完成春季检查，并将结果报送省局。\n",
];

/// What stands between the second case and the third.
const BETWEEN: [&str; 3] =
    ["", "编者按：上面两案来自不同的地方，下面一案涉及商标，请注意比较。\n", "（图片来自网络）\n"];

#[track_caller]
fn check(text: &str, shape: &Shape, foreign: &[&str], about: &str) {
    let (mut notice, _) = parse(text, &[], &Metadata::default(), "stem");
    assert_sound(text, &notice);
    let titles: Vec<&str> = notice.cases.iter().map(|case| case.title.as_str()).collect();
    assert_eq!(titles, shape.titles, "{about}\n{text}");
    let numbers: Vec<Option<u32>> = notice.cases.iter().map(|case| case.number).collect();
    assert_eq!(numbers, shape.numbers, "{about}");
    notice.passages.retain(|passage| passage.case.is_some());
    for line in foreign.iter().flat_map(|text| text.lines()) {
        let own = notice.passages.iter().find(|passage| text[passage.span.range()].contains(line));
        assert!(own.is_none(), "{about}: {line} is of {:?}\n{text}", own.map(|passage| &passage.id));
    }
    for (i, body) in BODIES.iter().enumerate() {
        let own = notice.passages.iter().find(|p| p.case == Some(i) && text[p.span.range()].contains(body));
        assert!(own.is_some(), "{about}: case {} has no {body}\n{text}", i + 1);
    }
}

fn cases(shape: &Shape, between: &str) -> String {
    let case = |i: usize| (shape.write)(i + 1, shape.titles[i], BODIES[i]);
    format!("{}{}{between}{}", case(0), case(1), case(2))
}

#[test]
fn cases_of_every_shape_end_where_the_notice_goes_on() {
    let shapes = shapes();
    assert!(shapes.len() >= 25);
    for shape in &shapes {
        for behind in BEHIND {
            let text = format!("{BEFORE}{}{behind}", cases(shape, ""));
            check(&text, shape, &[BEFORE, behind], &format!("{} before {behind}", shape.name));
        }
    }
}

#[test]
fn what_stands_between_cases_is_of_none() {
    for shape in &shapes() {
        for between in &BETWEEN[..2] {
            let text = format!("{BEFORE}{}{}", cases(shape, between), BEHIND[1]);
            check(&text, shape, &[BEFORE, between, BEHIND[1]], &format!("{} around {between}", shape.name));
        }
    }
}

#[test]
fn cases_of_every_shape_in_traditional_characters() {
    for shape in &shapes() {
        let text = format!("{BEFORE}{}{}", cases(shape, ""), BEHIND[1]);
        let notice = parsed(&to_hant(&text));
        let titles: Vec<String> = notice.cases.iter().map(|case| crate::text::fold(&case.title)).collect();
        let expected: Vec<String> = shape.titles.iter().map(|title| crate::text::fold(title)).collect();
        assert_eq!(titles, expected, "{}", shape.name);
    }
}

/// 一、典型案例 stands above the cases, 二、… behind them.
#[test]
fn parts_of_the_notice_are_of_no_case() {
    let behind = "二、审理难点\n此类案件证据认定难，平均审理期限180天。\n（一）证据认定难\n2022年全省受理此类案件3200件，同比增长15%。\n三、下一步工作\n各级法院应当依法审查。\n";
    for shape in shapes().iter().filter(|shape| !shape.name.contains("一、") && shape.name != "two of one title") {
        let text = format!("{BEFORE}一、典型案例\n{}{behind}", cases(shape, ""));
        check(&text, shape, &[BEFORE, behind], &format!("{} in a part", shape.name));
    }
}

#[test]
fn a_number_that_goes_on_behind_the_cases_is_none_of_them() {
    for (name, write) in [
        ("一、", (|i, t, b| format!("{}、{t}\n{b}\n", han(i))) as fn(usize, &str, &str) -> String),
        ("### 1、", |i, t, b| format!("### {i}、{t}\n\n{b}\n")),
        ("（一）", |i, t, b| format!("（{}）{t}\n{b}\n", han(i))),
    ] {
        let shape = Shape { name, titles: LAWSUITS, write, numbers: COUNTED };
        let behind = write(4, "下一步工作要求", "各地要举一反三，加强监管，切实消除隐患。");
        let text = format!("{BEFORE}{}{behind}", cases(&shape, ""));
        let own = ["各地要举一反三，加强监管，切实消除隐患。"];
        check(&text, &shape, &own, name);
    }
}

#[test]
fn rows_of_a_table_are_cases() {
    for (head, row) in [
        ("序号\t案例名称\t报送单位\n", "{i}\t{t}\t望川市知识产权局\n"),
        ("| 序号 | 案例名称 | 报送单位 |\n| --- | --- | --- |\n", "| {i} | {t} | 石桥县科技局 |\n"),
        ("案件名称\t处理结果\n", "{t}\t罚款两万元\n"),
    ] {
        let rows: String = PRACTICES
            .iter()
            .zip(1..)
            .map(|(title, i)| row.replace("{i}", &i.to_string()).replace("{t}", title))
            .collect();
        let text = format!(
            "川北省知识产权局关于公布2023年优秀案例的通知\n各市知识产权局：\n现将优秀案例名单予以公布。\n{head}{rows}川北省知识产权局\n2023年9月1日\n"
        );
        let notice = parsed(&text);
        let titles: Vec<&str> = notice.cases.iter().map(|case| case.title.as_str()).collect();
        assert_eq!(titles, PRACTICES, "{text}");
        let own = notice.passages.iter().filter(|passage| passage.case.is_some());
        assert!(own.clone().count() == 3 && own.clone().all(|passage| passage.role == Role::Body));
        assert_eq!(notice.issued.as_deref(), Some("2023-09-01"));
    }
}

/// What has to give a notice, whatever it is.
#[test]
fn collections_that_went_wrong() {
    let shapes = shapes();
    for shape in &shapes {
        let whole = format!("{BEFORE}{}{}", cases(shape, ""), BEHIND[1]);
        // Cut anywhere: no case has what another has.
        for (at, _) in whole.char_indices().step_by(7) {
            let cut = &whole[..at];
            let notice = parsed(cut);
            for (i, body) in BODIES.iter().enumerate().filter(|(_, body)| cut.contains(**body)) {
                let holds =
                    |p: &&Passage| p.case.is_some() && notice.cases.len() > 1 && cut[p.span.range()].contains(body);
                let own: Vec<_> = notice.passages.iter().filter(holds).collect();
                let title = own.first().map(|passage| notice.cases[passage.case.unwrap()].title.as_str());
                assert!(title.is_none_or(|title| shape.titles[i].starts_with(title)), "{}: {cut}", shape.name);
            }
        }
        // Two in one file.
        let other = [("望川", "临江"), ("石桥", "竹溪"), ("苏州", "宁波"), ("杭州", "温州"), ("佛山", "珠海")];
        let second = other.iter().fold(whole.clone(), |text, (from, to)| text.replace(from, to));
        let twice = format!("{whole}{second}");
        let notice = parsed(&twice);
        for passage in notice.passages.iter().filter(|passage| passage.case.is_some()) {
            let line = &twice[passage.span.range()].replace("临江", "望川");
            assert!(
                !BEFORE.contains(line.as_str()) && !BEHIND[1].contains(line.as_str()),
                "{}: {line} is of a case",
                shape.name
            );
        }
    }
    for text in [
        // Navigation and nothing else, lists without what they list, a table of contents alone.
        "首页\n新闻\n公开\n服务\n互动\n".repeat(50),
        (1..40).map(|i| format!("案例{i}：某地做法{i}\n")).collect(),
        (1..40).map(|i| format!("{i}.某公司诉某公司侵权纠纷案{i}\n")).collect(),
        format!(
            "某某法院典型案例\n目录\n{}",
            (1..40).map(|i| format!("{i}.某案第{i}号侵权案……{i}\n")).collect::<String>()
        ),
    ] {
        let notice = parsed(&text);
        assert!(notice.cases.len() == 1 && notice.cases[0].id == notice.id, "{:?}", notice.cases);
    }
    let long = "望川市某某公司".repeat(70) + "侵权案";
    for text in [
        format!("{long}\n{}", BODIES[0]).repeat(3),
        format!("案例一：{long}\n{}\n案例二：{long}\n{}\n", BODIES[0], BODIES[2]),
        format!("# {long}\n{}\n", BODIES[0]).repeat(3),
    ] {
        let notice = parsed(&text);
        assert!(notice.title.chars().count() <= 500);
        assert!(notice.cases.iter().all(|case| case.title.chars().count() <= 500));
    }
}
