//! What parsing promises, on the notice, on invented documents of other shapes, on arbitrary text and on laws.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, reason = "tests")]

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;

use super::*;

/// The notice without its readings. Only what these tests need: a bracketed run of Latin letters with a tone mark,
/// right behind a Chinese character.
fn without_glosses(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        let close = chars[at..].iter().take(12).position(|&c| c == ')');
        if let ('(', Some(close)) = (chars[at], close) {
            let reading = &chars[at + 1..at + close];
            if !reading.is_empty()
                && reading.iter().all(|c| c.is_lowercase() || *c == ' ')
                && reading.iter().any(|c| !c.is_ascii())
            {
                at += close + 1;
                continue;
            }
        }
        out.push(chars[at]);
        at += 1;
    }
    out
}

fn corpus_notice() -> (String, Vec<Span<Clean>>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/浙市監知運〔2023〕12號.txt");
    let text = without_glosses(&std::fs::read_to_string(path).unwrap());
    let last = text.trim_end().rfind('\n').unwrap() + 1;
    let foreign = vec![Span::new(last, text.len())];
    (text, foreign)
}

/// Promise 4, and what else every notice must have.
pub(super) fn assert_sound(text: &str, notice: &Notice) {
    let mut at = 0;
    for passage in &notice.passages {
        assert!(passage.span.start >= at, "{:?} overlaps what is before it", passage.span);
        assert!(text[at..passage.span.start].trim().is_empty(), "a gap holds text before {:?}", passage.span);
        let own = &text[passage.span.range()];
        assert!(!own.is_empty() && own.trim() == own, "{own:?} is not trimmed");
        if let Some(case) = passage.case {
            assert!(notice.cases[case].span.contains(passage.span));
        }
        at = passage.span.end;
    }
    assert!(text[at..].trim().is_empty(), "a gap holds text at the end");
    let mut ids: Vec<&str> = notice.passages.iter().map(|passage| passage.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), notice.passages.len(), "ids repeat");
    assert!(!notice.cases.is_empty() && !notice.id.is_empty() && !notice.title.is_empty());
}

pub(super) fn parsed(text: &str) -> Notice {
    let (notice, oddities) = parse(text, &[], &Metadata::default(), "stem");
    assert_sound(text, &notice);
    for oddity in oddities {
        assert!(!text[oddity.span.range()].is_empty());
    }
    notice
}

#[test]
fn the_notice() {
    let (text, foreign) = corpus_notice();
    let (notice, _) = parse(&text, &foreign, &Metadata::default(), "stem");
    assert_sound(&text, &notice);
    assert_eq!(notice.id, "浙市監知運2023-12");
    assert_eq!(notice.number.as_deref(), Some("浙市監知運〔2023〕12號"));
    assert_eq!(notice.title, "浙江省市場監督管理局關于公布2022年度知識產權金融創新典型案例的通知");
    assert_eq!(notice.issuer.as_deref(), Some("浙江省市場監督管理局"));
    assert_eq!(notice.issued.as_deref(), Some("2023-06-30"));
    assert_eq!(notice.published.as_deref(), Some("2023-07-08"));
    assert_eq!(notice.url.as_deref(), Some("http://jumpstarthappiness.com/policy/179112.html"));
    let count = |role| notice.passages.iter().filter(|passage| passage.role == role).count();
    assert_eq!((count(Role::Listing), count(Role::Boilerplate), count(Role::Foreign)), (40, 7, 1));
    for (i, case) in notice.cases.iter().enumerate() {
        let mut sections: Vec<&str> =
            notice.passages.iter().filter(|p| p.case == Some(i)).filter_map(|p| p.section.as_deref()).collect();
        sections.dedup();
        assert_eq!(sections, ["工作背景", "主要做法", "工作成效", "經驗啟示"], "{}", case.id);
    }
    insta::assert_snapshot!("the_notice", structure(&text, &notice));
}

/// One line a case, with its passages by role, and one line a passage outside the cases.
fn structure(text: &str, notice: &Notice) -> String {
    let mut out = String::new();
    for (i, case) in notice.cases.iter().enumerate() {
        let of = |role| notice.passages.iter().filter(|p| p.case == Some(i) && p.role == role).count();
        writeln!(
            out,
            "{} {} {} | {} | {} headings, {} paragraphs",
            case.id,
            case.city.as_deref().unwrap_or("-"),
            case.county.as_deref().unwrap_or("-"),
            case.title,
            of(Role::Heading),
            of(Role::Body)
        )
        .unwrap();
    }
    for passage in notice.passages.iter().filter(|passage| passage.case.is_none() && passage.role != Role::Foreign) {
        let own: String = text[passage.span.range()].chars().take(20).collect();
        writeln!(out, "{} {} {own}", passage.id, passage.role.name()).unwrap();
    }
    out
}

#[test]
fn a_title_on_two_lines_is_one_passage() {
    let (text, foreign) = corpus_notice();
    let (notice, _) = parse(&text, &foreign, &Metadata::default(), "stem");
    let title = notice.passages.iter().find(|p| p.id.ends_with("/典型3")).unwrap();
    let own = &text[title.span.range()];
    assert!(own.contains('\n') && own.starts_with("案例3") && own.ends_with("富農工作"), "{own}");
    assert_eq!(title.role, Role::Heading);
    let first = notice.passages.iter().find(|p| p.id.ends_with("/典型3#1")).unwrap();
    assert_eq!(&text[first.span.range()], "一、工作背景");
    assert_eq!(first.section.as_deref(), Some("工作背景"));
}

#[test]
fn the_notice_is_odd_in_places() {
    let (text, foreign) = corpus_notice();
    let (_, oddities) = parse(&text, &foreign, &Metadata::default(), "stem");
    let of = |kind| {
        let found = oddities.iter().filter(move |oddity| oddity.kind == kind);
        found.map(|oddity| &text[oddity.span.range()]).collect::<Vec<_>>()
    };
    assert_eq!(of(OddityKind::Date), ["2022奶奶以來"]);
    assert_eq!(of(OddityKind::Blank), ["53 %", "49 %"]);
    assert_eq!(of(OddityKind::TitleDiffers).len(), 2);
    let at = |around: &str, mark: char| {
        let from = text.find(around).unwrap();
        from + around.find(mark).unwrap()
    };
    for (around, mark) in [("對接會”13場", '”'), ("(試行》", '(')] {
        let at = at(around, mark);
        assert!(
            oddities.iter().any(|o| o.kind == OddityKind::Unbalanced && o.span.start == at),
            "{around} is not noted"
        );
    }
}

const COLLECTION: &str = "关于发布2022年度某某省知识产权保护典型案例的通知
某知发〔2022〕第7号
各设区市市场监督管理局：
现将典型案例予以发布，请结合实际学习借鉴，不断提高工作水平，切实抓好落实。
某某省知识产权局
二〇二二年四月二十六日
案例一：南京市玄武区探索专利转化……………3
案例二：苏州市昆山市建立快速维权机制……5
案例一：南京市玄武区探索专利转化
【基本案情】
2021年，某公司因专利权纠纷向市场监督管理局请求处理，该局依法受理并组织口头审理。
【典型意义】
本案确立了快速处理的规则，对同类案件具有借鉴意义，值得各地在工作中学习推广。
案例二：苏州市昆山市建立快速维权机制
【基本案情】
昆山市场监督管理局与法院建立了诉调对接机制，全年调解纠纷一百余件，取得良好效果。
【典型意义】本案是多元化解的典型，为企业节约了大量的时间和费用，受到企业普遍欢迎。
";

#[track_caller]
fn check_cases(text: &str, expected: &[(&str, &str, &str, &str)]) -> Notice {
    let notice = parsed(text);
    let found: Vec<(&str, &str, &str, &str)> = notice
        .cases
        .iter()
        .map(|case| {
            let (city, county) = (case.city.as_deref().unwrap_or("-"), case.county.as_deref().unwrap_or("-"));
            (case.id.as_str(), case.title.as_str(), city, county)
        })
        .collect();
    assert_eq!(found, expected);
    notice
}

#[test]
fn cases_without_tiers() {
    let notice = check_cases(
        COLLECTION,
        &[
            ("某知发2022-7/案例1", "南京市玄武区探索专利转化", "南京市", "玄武区"),
            ("某知发2022-7/案例2", "苏州市昆山市建立快速维权机制", "苏州市", "昆山市"),
        ],
    );
    assert_eq!(notice.issuer.as_deref(), Some("某某省知识产权局"));
    assert_eq!(notice.issued.as_deref(), Some("2022-04-26"));
    let roles = |role| notice.passages.iter().filter(|p| p.role == role).count();
    assert_eq!(roles(Role::Listing), 2);
    let last = notice.passages.last().unwrap();
    assert_eq!((last.role, last.section.as_deref()), (Role::Body, Some("典型意义")));
}

#[test]
fn cases_in_other_marks() {
    for (from, to) in [
        ("案例", "【案例"),
        ("案例一：", "典型案例之一　"),
        ("案例一：", "案例1 "),
        ("案例一：", "案例一\n"),
        ("案例一：", "## 案例一："),
    ] {
        let text = COLLECTION.replace(from, to);
        let text = match to {
            "【案例" => text.replace("一：", "一】").replace("二：", "二】").replace("典型【案例", "典型案例"),
            _ => text.replace(&from.replace('一', "二"), &to.replace('一', "二").replace('1', "2")),
        };
        let notice = parsed(&text);
        let titles: Vec<&str> = notice.cases.iter().map(|case| case.title.as_str()).collect();
        assert_eq!(titles, ["南京市玄武区探索专利转化", "苏州市昆山市建立快速维权机制"], "{to}: {text}");
        assert_eq!(notice.cases.iter().map(|case| case.number).collect::<Vec<_>>(), [Some(1), Some(2)], "{to}");
    }
}

#[test]
fn cases_with_plain_numbers_or_none() {
    let body = "2021年，某公司因专利权纠纷向市场监督管理局请求处理，该局依法受理并组织口头审理，作出裁决。";
    let numbered =
        format!("2022年度典型案例\n1.南京市探索专利转化新路\n{body}\n{body}\n2.苏州市建立快速维权机制\n{body}\n");
    check_cases(
        &numbered,
        &[
            ("stem/案例1", "南京市探索专利转化新路", "南京市", "-"),
            ("stem/案例2", "苏州市建立快速维权机制", "苏州市", "-"),
        ],
    );
    let bare = format!(
        "商标维权十大案例\n某公司诉某厂\n侵害商标权纠纷案\n基本案情\n{body}\n裁判结果\n{body}\n\
         某厂诉某店不正当竞争纠纷案\n基本案情\n{body}\n裁判结果\n{body}\n"
    );
    let notice = check_cases(
        &bare,
        &[
            ("stem/案例1", "某公司诉某厂侵害商标权纠纷案", "-", "-"),
            ("stem/案例2", "某厂诉某店不正当竞争纠纷案", "-", "-"),
        ],
    );
    assert_eq!(notice.cases[0].number, None);
    assert_eq!(notice.passages.last().unwrap().section.as_deref(), Some("裁判结果"));
}

#[test]
fn tiers_from_groups() {
    let body = "2021年，某地积极探索知识产权质押融资工作，出台政策，完善机制，惠及企业一百余家，取得成效。";
    let text = format!(
        "关于公布优秀成果的通知\n一、入围案例\n案例1：南京市做法一\n{body}\n案例2：苏州市做法二\n{body}\n二、十大案例\n案例1：无锡市做法三\n{body}\n"
    );
    let notice = parsed(&text);
    let ids: Vec<&str> = notice.cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids, ["stem/入围1", "stem/入围2", "stem/十大1"]);
}

#[test]
fn a_notice_without_cases_is_one_case() {
    let text = "索 引 号：\n000014349/2018-00204\n发文机关：\n国务院办公厅\n成文日期：\n2018年10月27日\n标　　题：\n\
        国务院办公厅关于印发《工作方案》的通知\n发文字号：\n国办函〔2018〕71号\n发布日期：\n2018年11月09日\n主 题 词：\n\
        国务院办公厅关于印发《工作\n方案》的通知\n国办函〔2018〕71号\n各省、自治区、直辖市人民政府：\n\
        《工作方案》已经国务院领导同志同意，现印发给你们，请认真贯彻执行，并做好有关工作。\n国务院办公厅\n2018年10月27日\n\
        工作方案\n一、总体要求\n（一）指导思想。\n以改革创新为动力，统筹推进各项工作，不断提高服务水平，切实做好各项保障工作。\n\
        二、重点任务。各地区要高度重视，加强领导，明确责任，确保各项任务落到实处。\n扫一扫在手机打开当前页\n";
    let notice = parsed(text);
    assert_eq!(notice.id, "国办函2018-71");
    assert_eq!(notice.title, "国务院办公厅关于印发《工作方案》的通知");
    assert_eq!((notice.issued.as_deref(), notice.published.as_deref()), (Some("2018-10-27"), Some("2018-11-09")));
    assert_eq!(notice.cases.len(), 1);
    assert_eq!((&notice.cases[0].id, notice.cases[0].tier.as_ref(), notice.cases[0].number), (&notice.id, None, None));
    let title = notice.passages.iter().find(|p| p.id == notice.id).unwrap();
    assert_eq!(&text[title.span.range()], "国务院办公厅关于印发《工作\n方案》的通知");
    let heads: Vec<&str> =
        notice.passages.iter().filter(|p| p.role == Role::Heading).map(|p| &text[p.span.range()]).collect();
    assert_eq!(heads[1..], ["工作方案", "一、总体要求", "（一）指导思想。"]);
    let run_in = notice.passages.iter().find(|p| text[p.span.range()].starts_with("二、")).unwrap();
    assert_eq!((run_in.role, run_in.section.as_deref()), (Role::Body, Some("重点任务")));
    assert_eq!(notice.passages.last().unwrap().role, Role::Boilerplate);
}

#[test]
fn a_law() {
    let text = "# 台州市企业信用促进条例\n\n2019年12月18日 台州市第五届人民代表大会常务委员会第二十四次会议通过\n\n\
        2020年3月26日 浙江省第十三届人民代表大会常务委员会第十九次会议批准\n\n<!-- INFO END -->\n\n## 第一章 总　则\n\n\
        第一条 为了促进企业信用建设，制定本条例。\n\n## 第二章 信用信息\n\n第二条 本条例所称的信用信息，包括下列各项：\n\n\
        （一）登记信息；\n\n（二）行政处罚信息。\n";
    let notice = parsed(text);
    assert_eq!(notice.title, "台州市企业信用促进条例");
    assert_eq!(notice.issuer.as_deref(), Some("台州市人民代表大会常务委员会"));
    assert_eq!(notice.issued.as_deref(), Some("2020-03-26"));
    assert_eq!(notice.cases[0].city.as_deref(), Some("台州市"));
    let sections: Vec<Option<&str>> = notice.passages.iter().map(|p| p.section.as_deref()).collect();
    assert_eq!(sections[4..6], [Some("总则"), Some("总则")]);
    assert_eq!(sections.last().unwrap(), &Some("信用信息"));
    assert_eq!(notice.passages.last().unwrap().role, Role::Body);
}

#[test]
fn metadata_is_believed() {
    let meta = Metadata {
        number: Some("国发〔2022〕5号".to_owned()),
        title: Some("另一个题目".to_owned()),
        issued: Some("2022年3月1日".to_owned()),
        ..Metadata::default()
    };
    let (notice, _) = parse("一个题目的通知\n正文。", &[], &meta, "stem");
    assert_eq!((notice.id.as_str(), notice.title.as_str()), ("国发2022-5", "另一个题目"));
    assert_eq!(notice.issued.as_deref(), Some("2022-03-01"));
}

#[test]
fn foreign_matter_inside_a_line_is_cut_out() {
    let text = "某某通知\n正文spam在此。\n";
    let at = text.find("spam").unwrap();
    let (notice, _) = parse(text, &[Span::new(at, at + 4)], &Metadata::default(), "stem");
    assert_sound(text, &notice);
    let foreign: Vec<&str> =
        notice.passages.iter().filter(|p| p.role == Role::Foreign).map(|p| &text[p.span.range()]).collect();
    assert_eq!(foreign, ["spam"]);
}

#[test]
fn nothing_at_all() {
    for text in ["", " \n\u{3000}\u{A0}\r\n", "\u{FEFF}", "#", "案例", "案例1", "【", "一、", "(", "《》"] {
        let notice = parsed(text);
        assert_eq!(notice.cases.len(), 1, "{text:?}");
    }
}

/// Lines that touch every rule, to be shuffled.
fn line() -> impl Strategy<Value = String> {
    let fixed: Vec<&'static str> = vec![
        "案例1:杭州市余杭区成功发行",
        "案例2：",
        "案例一",
        "典型案例之三　某某做法",
        "【案例4】",
        "一、典型案例",
        "二、優秀案例",
        "——典型案例——",
        "一、工作背景",
        "（一）保险创新。构建",
        "1.标题",
        "基本案情",
        "【典型意义】",
        "# 标题",
        "## 第一章 总则",
        "附件1",
        "浙市監知運〔2023〕12號",
        "时间:2023-07-08",
        "2023年6月30日",
        "浙江省市場監督管理局",
        "关于公布的通知",
        "上一篇：",
        "发文机关：",
        "标题：",
        "瀏覽量:  時間:2023-07-08",
        "正文在这里，说了很多的话，说完了还要再说一遍，一直说到这一行足够长为止。",
        "\u{A0}",
        "2022奶奶以來",
        "《试行（",
        "53 %",
        "推进推进",
        "国务院令",
        "第16号",
        "指导案例 1 号",
        "提名案例2：宁波市做法",
        "示范事例三",
        "一、南京市：打造样板",
        "（一）广州市推出质押",
        "1.北京市打造品牌。海淀区成立纾困基金，推动银行放贷，一年来服务企业三百家，成效很好。",
        "典型经验做法",
        "破题",
        "做法成效：围绕目标开展工作，取得了很好的成效，得到各方面的肯定，值得推广。",
        "（2019年4月26日某市第十五届人民代表大会常务委员会通过 自2019年10月1日起施行）",
        "某某局 2023年6月30日",
    ];
    prop_oneof![
        4 => proptest::sample::select(fixed).prop_map(str::to_owned),
        1 => "\\PC{0,40}",
        1 => "[一二(（)）、.:：案例0-9 \u{3000}《》“”【】#]{0,20}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_notice(text in any::<String>(), from in 0_usize..60, len in 0_usize..60, stem in "\\PC{0,8}") {
        let (notice, _) = parse(&text, &[Span::new(from, from + len)], &Metadata::default(), &format!("a{stem}"));
        assert_sound(&text, &notice);
    }

    #[test]
    fn any_arrangement_of_lines_gives_a_notice(lines in proptest::collection::vec(line(), 0..40)) {
        parsed(&lines.join("\n"));
    }
}

#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn laws_and_pairs_are_sound() {
    let mut seen = 0;
    for kind in ["damage/pairs/clean_simplified", "damage/pairs/converted_traditional"] {
        for (_, text) in crate::shared::texts(kind) {
            parsed(&text);
            seen += 1;
        }
    }
    assert!(seen >= 100, "{seen} documents");
}
