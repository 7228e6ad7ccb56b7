//! A copy that says something else is no copy: what stands in one file only is found, and the files tell of each other.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anli::index::{Options, build};
use anli::search::Engine;
use anli::text::{fold, to_hant};
use proptest::prelude::*;
use serde_json::Value;

use crate::common::Project;

/// A notice with figures, parties and a number.
const NOTICE: &str = "某省市场监督管理局关于公布知识产权金融工作情况的通知\n\
    某市监知〔2023〕7号\n\
    各市、县（市、区）市场监督管理局：\n\
    2022年以来，各地围绕质押融资加强与银行的协作，建立会商机制，推动发放贷款，单位和企业办事更加便利。现将有关情况通报如下。\n\
    一、总体情况\n\
    全省办理专利商标质押登记1,779件，质押登记金额达9.2亿元，同比增长-5.3%，惠及企业903家，平均每家获得授信额度三百万元。\n\
    二、典型做法\n\
    海宁青松机械有限公司以十二件发明专利出质，由嘉兴农商银行发放贷款，保险公司承担风险，园区给予贴息，企业资金周转的压力得到缓解。\n\
    各地应当在年底之前拿出开展质押融资的办法，由分管负责同志牵头，协会发挥作用，法院和平台配合，切实把办法落到实处。\n\
    三、工作要求\n\
    各单位要认真学习，结合实际推动工作，办好企业急难愁盼的事情，重大问题及时报告。\n\
    某省市场监督管理局\n\
    2023年6月30日\n";

const ID: &str = "某市监知2023-7";
const OTHER: &str = "某市监知2023-7-2";

/// The same with readings behind many characters, as mirror sites have it.
fn glossed(text: &str) -> String {
    let readings = [
        ('业', "yè"),
        ('发', "fā"),
        ('单', "dān"),
        ('产', "chǎn"),
        ('动', "dòng"),
        ('协', "xié"),
        ('办', "bàn"),
        ('业', "yè"),
    ];
    let mut out = String::new();
    for c in text.chars() {
        out.push(c);
        if let Some((_, reading)) = readings.iter().find(|(glossed, _)| *glossed == c) {
            out.push_str(&format!("({reading})"));
        }
    }
    out
}

/// The same with `word` lost.
fn lost(text: &str, word: &str) -> String {
    assert_eq!(text.matches(word).count(), 1, "{word}");
    text.replace(word, "????")
}

#[track_caller]
fn altered(from: &str, to: &str) -> String {
    assert_eq!(NOTICE.matches(from).count(), 1, "{from}");
    NOTICE.replace(from, to)
}

fn notices(project: &Project) -> Vec<Value> {
    project.anli(&["list", "--json"]).json()["notices"].as_array().unwrap().clone()
}

/// The ids, the files and the copies.
fn listed(project: &Project) -> Vec<(String, String, Vec<String>)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let of = |notice: &Value| {
        let copies = notice["copies"].as_array().unwrap().iter().map(text).collect();
        (text(&notice["id"]), text(&notice["file"]), copies)
    };
    notices(project).iter().map(of).collect()
}

/// The differences of the first notice from its only version.
fn differences(project: &Project) -> Vec<(String, String)> {
    let notices = notices(project);
    let versions = notices[0]["versions"].as_array().unwrap();
    assert_eq!(versions.len(), 1, "{notices:?}");
    let differences = versions[0]["differences"].as_array().unwrap();
    assert_eq!(versions[0]["total"], differences.len());
    let side = |difference: &Value, side: &str| difference[side].as_str().unwrap().to_owned();
    differences.iter().map(|difference| (side(difference, "here"), side(difference, "there"))).collect()
}

/// Every kind of alteration: both files are indexed, what each says is found and stands, each tells of the other.
#[test]
fn what_one_file_says_otherwise_is_found_in_both() {
    let kinds = [
        ("9.2亿元", "9.9亿元", ("9.2亿元", "9.9亿元")),
        ("9.2亿元", "９．９亿元", ("9.2亿元", "９．９亿元")),
        ("9.2亿元", "92亿元", ("9.2亿元", "92亿元")),
        ("9.2亿元", "19.2亿元", ("9.2亿元", "19.2亿元")),
        ("1,779件", "1,799件", ("1,779", "1,799")),
        ("增长-5.3%", "增长5.3%", ("-5.3%", "5.3%")),
        ("-5.3%", "-5.3‰", ("-5.3%", "-5.3‰")),
        ("三百万元", "五百万元", ("三百万元", "五百万元")),
        ("三百万元", "三百零五万元", ("三百万元", "三百零五万元")),
        ("2023年6月30日", "2023年6月13日", ("2023年6月30日", "2023年6月13日")),
        ("海宁青松机械", "桐乡白鹭纺织", ("海宁青松机械", "桐乡白鹭纺织")),
        ("青松机械", "青柏机械", ("宁青松机械", "宁青柏机械")),
        ("保险公司承担风险", "银行自行承担全部责任", ("保险公司承担风险", "银行自行承担全部责任")),
        ("园区给予贴息，", "", ("园区给予贴息", "")),
        ("切实把办法", "不得把办法", ("切实", "不得")),
    ];
    for (from, to, (here, there)) in kinds {
        let what = format!("{from} and {to}");
        let other = altered(from, to);
        let project = Project::with(&[("a.txt", NOTICE.as_bytes()), ("b.txt", other.as_bytes())]);
        let run = project.index(&["build", "--lang", "en"]).code(0);
        assert!(!run.stderr().contains("cop"), "{what}: {}", run.stderr());
        let expected = [
            (ID.to_owned(), "corpus/a.txt".to_owned(), Vec::new()),
            (OTHER.to_owned(), "corpus/b.txt".to_owned(), Vec::new()),
        ];
        assert_eq!(listed(&project), expected, "{what}");
        let shown: Vec<(String, String)> = differences(&project);
        let plain = |text: &str| fold(text);
        assert!(shown.len() == 1, "{what}: {shown:?}");
        assert!(
            plain(&shown[0].0).contains(&plain(here)) && plain(&shown[0].1).contains(&plain(there)),
            "{what}: {shown:?}"
        );
        for (said, otherwise, id) in [(from, to, OTHER), (to, from, ID)] {
            if said.is_empty() {
                continue;
            }
            let answer = project.anli(&["verify", "--json", "--", said]).code(0).json();
            assert_eq!(answer["total"], 1, "{what}: {answer}");
            let other = &answer["otherwise"][0];
            assert_eq!(other["id"], id, "{what}: {answer}");
            let wording = other["wording"].as_str().unwrap();
            assert!(fold(wording).contains(&fold(otherwise)), "{what}: {answer}");
            let remark = answer["remarks"].as_array().unwrap().last().unwrap().as_str().unwrap().to_owned();
            let expected = if otherwise.is_empty() { "does not have it" } else { "another version reads" };
            assert!(remark.contains(expected) && remark.contains(id), "{what}: {remark}");
        }
        project.index(&["check", "--audit"]).code(0);
    }
}

#[test]
fn paragraphs_and_appendices_more_or_less() {
    let short = altered("三、工作要求\n", "")
        .replace("各单位要认真学习，结合实际推动工作，办好企业急难愁盼的事情，重大问题及时报告。\n", "");
    let mut long = NOTICE.to_owned();
    long.push_str("附件：各市知识产权质押登记情况\n");
    for (city, count) in
        ["杭州市", "宁波市", "温州市", "嘉兴市", "湖州市", "绍兴市", "金华市", "衢州市"].iter().zip(31..)
    {
        long.push_str(&format!("{city}办理质押登记{count}件，涉及企业{}家，金额{}万元。\n", count - 9, count * 211));
    }
    for other in [short, long] {
        let project = Project::with(&[("a.txt", NOTICE.as_bytes()), ("b.txt", other.as_bytes())]);
        let found = differences(&project);
        let (less, more) = if other.len() < NOTICE.len() { (&other[..], NOTICE) } else { (NOTICE, &other[..]) };
        assert_eq!(found.len(), 1, "{found:?}");
        let (here, there) = &found[0];
        let only = if here.is_empty() { there } else { here };
        assert!(here.is_empty() != there.is_empty());
        // It is whole lines, and of a long stretch the beginning.
        let line = more.lines().find(|line| !less.contains(line)).unwrap();
        assert!(only.starts_with(line), "{only} does not begin with {line}");
        let line = more.lines().rfind(|line| !less.contains(line)).unwrap();
        let answer = project.anli(&["verify", line, "--json"]).code(0).json();
        assert_eq!((&answer["total"], &answer["otherwise"][0]["wording"]), (&1.into(), &"".into()), "{answer}");
        assert!(project.anli(&["verify", line, "--lang", "zh"]).stdout().contains("另一版本没有这段文字"));
    }
}

#[test]
fn the_same_words_are_a_copy_in_any_script_and_state() {
    let project = Project::with(&[
        ("1.txt", NOTICE.as_bytes()),
        ("2.txt", to_hant(NOTICE).as_bytes()),
        ("3.txt", glossed(NOTICE).as_bytes()),
        ("4.txt", NOTICE.replace('\n', "\r\n\r\n").replace('，', ", ").as_bytes()),
        // Lost, and so not in question.
        ("5.txt", glossed(&lost(NOTICE, "认真学习")).as_bytes()),
        ("6.txt", glossed(&lost(NOTICE, "9.2亿元")).as_bytes()),
        // Lost in one place and altered in another.
        ("7.txt", lost(&glossed(&altered("9.2亿元", "9.9亿元")), "认真学习").as_bytes()),
        ("8.txt", NOTICE.replace("认真学习", "认真\u{FFFD}习").as_bytes()),
    ]);
    let copies = ["2", "3", "4", "5", "6", "8"].map(|name| format!("corpus/{name}.txt"));
    let mut found = listed(&project);
    found[0].2.sort();
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!((&found[0].1, &found[0].2), (&"corpus/1.txt".to_owned(), &copies.to_vec()));
    assert_eq!((&found[1].1, &found[1].2), (&"corpus/7.txt".to_owned(), &Vec::new()));
    assert_eq!(differences(&project)[0], ("9.2亿元".to_owned(), "9.9亿元".to_owned()));
    assert_eq!(project.count(&["\"9.9亿元\""]), 1);
    project.index(&["check", "--audit"]).code(0);

    // The altered one is the better home for nobody: its copies are only what holds its words.
    fs::remove_file(project.path().join("corpus/1.txt")).unwrap();
    let found = listed(&project);
    let originals: Vec<&str> = found.iter().map(|(_, file, _)| file.as_str()).collect();
    assert_eq!(originals.len(), 2, "{found:?}");
    assert!(originals.contains(&"corpus/7.txt"), "{found:?}");
    assert_eq!(project.count(&["\"9.9亿元\""]), 1);
    assert_eq!(project.count(&["\"9.2亿元\""]), 1);
    // Without any that is whole, the one without the figure is a copy of the altered one: it says nothing else.
    for name in ["2", "3", "4", "5", "8"] {
        fs::remove_file(project.path().join(format!("corpus/{name}.txt"))).unwrap();
    }
    assert_eq!(listed(&project).len(), 2, "each lost what the other has");
    fs::write(project.path().join("corpus/9.txt"), altered("9.2亿元", "9.9亿元")).unwrap();
    let found = listed(&project);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].1, "corpus/9.txt");
    project.index(&["check", "--audit"]).code(0);
}

#[test]
fn forms_of_different_parties_are_all_found() {
    let form = |pledgor: &str, pledgee: &str, sum: &str| {
        format!(
            "著作权质押登记公告\n依照有关规定，经审查，下列当事人提交的申请材料齐全，符合登记条件，现予以公告。\n出质人：{pledgor}\n\
             质权人：{pledgee}\n担保的债权金额为人民币{sum}。\n自登记之日起质权设立。质押期间，出质人未经质权人同意，不得转让或者许可他人\
             使用已出质的著作权。质权消灭的，应当及时办理注销手续。有异议的，可以提出书面申请。特此公告。\n"
        )
    };
    let parties = [
        ("嵊州越音文化有限公司", "嵊州农商银行", "三百万元整"),
        ("桐庐山水影业有限公司", "桐庐农商银行", "五百万元整"),
        ("嵊州越音文化有限公司", "嵊州农商银行", "三百五十万元整"),
    ];
    let files: Vec<(String, String)> = parties
        .iter()
        .enumerate()
        .map(|(at, (pledgor, pledgee, sum))| (format!("{at}/index.html.txt"), form(pledgor, pledgee, sum)))
        .collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let project = Project::with(&files);
    assert_eq!(listed(&project).len(), 3);
    for (query, count) in
        [("\"嵊州越音文化\"", 2), ("\"桐庐农商银行\"", 1), ("\"三百万元整\"", 1), ("\"三百五十万元整\"", 1)]
    {
        assert_eq!(project.count(&[query]), count, "{query}");
    }
    // The nearest comes first.
    let notices = notices(&project);
    let versions = notices[0]["versions"].as_array().unwrap();
    assert_eq!(versions.len(), 2);
    assert_eq!(versions[0]["differences"][0]["there"], "三百五十万元");
    assert_eq!(versions[1]["total"], 3, "{versions:?}");
}

/// A page as a site has it: number and dates in a table, the title in its head, other things around the text.
fn page(number: &str, title: &str, around: &str) -> String {
    let body: String = NOTICE.lines().skip(2).map(|line| format!("<p>{line}</p>\n")).collect();
    format!(
        "<html><head><title>{title}</title><meta name=\"ArticleTitle\" content=\"{title}\"></head><body>\
         <div class=\"nav\"><a href=\"/\">首页</a> <a href=\"/a\">公开</a></div>\
         <table><tr><td>索引号：</td><td>0001-2023</td><td>发文字号：</td><td>{number}</td></tr>\
         <tr><td>发文机关：</td><td>某省市场监督管理局</td><td>成文日期：</td><td>2023-06-30</td></tr></table>\
         <div class=\"content\">{body}</div><div class=\"footer\">{around}</div></body></html>"
    )
}

#[test]
fn what_stands_around_the_text_does_not_count_but_number_and_title_do() {
    let (number, title) = ("某市监知〔2023〕7号", NOTICE.lines().next().unwrap());
    let altered_title = title.replace("公布", "撤销");
    let project = Project::with(&[
        ("1.txt", NOTICE.as_bytes()),
        // The number stands in a table only, and the title in the head of the page.
        ("2.html", page(number, title, "某网 版权所有 浏览量：12").as_bytes()),
        ("3.html", page(number, title, "另一网 备案号：345 浏览量：6789").as_bytes()),
        ("4.html", page("某市监知〔2023〕17号", title, "某网").as_bytes()),
        ("5.html", page(number, &altered_title, "某网").as_bytes()),
    ]);
    let mut found = listed(&project);
    found.iter_mut().for_each(|(.., copies)| copies.sort());
    let files: Vec<&str> = found.iter().map(|(_, file, _)| file.as_str()).collect();
    assert_eq!(files, ["corpus/1.txt", "corpus/4.html", "corpus/5.html"]);
    assert_eq!(found[0].2, ["corpus/2.html", "corpus/3.html"]);
    assert_eq!(found[1].0, "某市监知2023-17");
    let notices = notices(&project);
    assert_eq!(notices[1]["versions"], Value::Array(Vec::new()), "another number is another notice");
    let version = &notices[0]["versions"][0];
    assert_eq!((&version["id"], &version["total"]), (&OTHER.into(), &1.into()));
    let difference = &version["differences"][0];
    assert!(
        difference["here"].as_str().unwrap().contains("公布") && difference["there"].as_str().unwrap().contains("撤销")
    );
}

/// Where next to nothing is a page's own, or it drowns in what is around it, that is compared too: what a site's frame
/// holds may be what matters.
#[test]
fn pages_without_a_text_of_their_own_are_no_copies() {
    let page = |said: &str| format!("浏览次数：{said}\n上一篇：{said}\n责任编辑：{said}\n公告\n");
    let project = Project::with(&[("a.txt", page("甲").as_bytes()), ("b.txt", page("乙").as_bytes())]);
    assert_eq!(listed(&project).len(), 2);
    let links =
        |word: &str| (0..80).map(|at| format!("<li><a href=\"/{at}\">{word}第{at}条新闻</a></li>")).collect::<String>();
    let page = |word: &str| {
        format!(
            "<html><head><title>公告</title></head><body><ul class=\"nav\">{}</ul><div class=\"content\"><p>公告</p><p>{}</p></div></body></html>",
            links(word),
            NOTICE.lines().nth(3).unwrap()
        )
    };
    let project = Project::with(&[("a.html", page("杭州").as_bytes()), ("b.html", page("宁波").as_bytes())]);
    assert_eq!(listed(&project).len(), 2);
}

#[test]
fn what_is_said_of_versions() {
    let other = altered("9.2亿元", "9.9亿元").replace("海宁青松机械", "桐乡白鹭纺织");
    let project = Project::with(&[("a.txt", NOTICE.as_bytes()), ("b.txt", other.as_bytes())]);
    let text = project.anli(&["list", "--lang", "en"]).code(0).stdout();
    let line =
        "version: 某市监知2023-7-2 (corpus/b.txt), 2 places differ: 9.2亿元 ≠ 9.9亿元; 海宁青松机械 ≠ 桐乡白鹭纺织";
    assert!(text.contains(line), "{text}");
    let text = project.anli(&["list", "--lang", "zh"]).code(0).stdout();
    assert!(text.contains("另一版本：某市监知2023-7-2（corpus/b.txt），2 处不同：9.2亿元 ≠ 9.9亿元；"), "{text}");
    let text = project.anli(&["show", ID, "--lang", "en"]).code(0).stdout();
    assert!(text.contains(line), "{text}");
    let shown = project.anli(&["show", OTHER, "--json"]).code(0).json();
    assert_eq!(shown["versions"][0]["id"], ID);
    let difference = &shown["versions"][0]["differences"][0];
    assert_eq!((&difference["here"], &difference["there"]), (&"9.9亿元".into(), &"9.2亿元".into()));
    // A passage tells of the difference in it, and of none where there is none.
    let passage = difference["passage"].as_str().unwrap();
    let shown = project.anli(&["show", passage, "--json"]).code(0).json();
    assert_eq!((&shown["versions"][0]["total"], &shown["versions"][0]["differences"][0]), (&1.into(), difference));
    let shown = project.anli(&["show", &format!("{OTHER}#2"), "--json"]).code(0).json();
    assert_eq!(shown["versions"], Value::Array(Vec::new()));

    let text = project.anli(&["verify", "9.2亿元", "--lang", "zh"]).code(0).stdout();
    fs::write(project.path().join("draft.txt"), "质押登记金额达9.2亿元。\n").unwrap();
    let draft = project.anli(&["verify", "--file", "draft.txt", "--json"]).json();
    let remark = draft["claims"][0]["remark"].as_str().unwrap_or_default();
    assert!(remark.contains("another version reads") && remark.contains("9.9亿元"), "{draft}");
    assert!(text.contains(&format!("另一版本作“9.9亿元”：{passage} (corpus/b.txt)")), "{text}");
    // What reads the same in both needs no remark.
    let answer = project.anli(&["verify", "各单位要认真学习", "--json"]).code(0).json();
    assert_eq!((&answer["total"], &answer["otherwise"]), (&2.into(), &Value::Array(Vec::new())));
    let text = project.anli(&["list", "--format", "csv"]).code(0).stdout();
    assert!(text.lines().nth(1).unwrap().contains(",corpus/a.txt,某市监知2023-7-2,"), "{text}");
    let text = project.anli(&["list", "--format", "md"]).code(0).stdout();
    assert!(text.contains("≠ corpus/b.txt `某市监知2023-7-2`: 9.2亿元 ≠ 9.9亿元; 海宁"), "{text}");
    // Both go by the number.
    project.anli(&["show", "某市监知〔2023〕7号"]).code(2);
}

/// A form that is ticked otherwise says something else.
#[test]
fn ticks_make_a_version() {
    let form = |ticks: &str| {
        let rules: String =
            (1..12).map(|n| format!("第{n}项 申请材料齐全，符合法定形式，由登记机构逐项核对。\n")).collect();
        format!("某省知识产权局文件\n某知发〔2024〕9号\n关于专利质押登记审查情况的通报\n{rules}审查结论：{ticks}\n")
    };
    let project =
        Project::with(&[("a.txt", form("☑通过 □不通过").as_bytes()), ("b.txt", form("□通过 ☑不通过").as_bytes())]);
    project.index(&["build"]).code(0);
    let listed = notices(&project);
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert_eq!(project.count(&["\"☑不通过\"", "--scope", "all"]), 1);
    assert_eq!(project.count(&["\"☑通过\"", "--scope", "all"]), 1);
}

/// A paragraph that stands elsewhere is not missing.
#[test]
fn what_was_moved_still_stands() {
    let line = "各单位要认真学习，结合实际推动工作，办好企业急难愁盼的事情，重大问题及时报告。\n";
    let other = altered(line, "").replace("一、总体情况\n", &format!("{line}一、总体情况\n"));
    let project = Project::with(&[("a.txt", NOTICE.as_bytes()), ("b.txt", other.as_bytes())]);
    assert_eq!(listed(&project).len(), 2);
    let answer = project.anli(&["verify", line.trim(), "--json"]).code(0).json();
    assert_eq!((&answer["total"], &answer["otherwise"]), (&2.into(), &Value::Array(Vec::new())), "{answer}");
}

/// Two hundred files of one name, half of them with one text, the others forms with one title: none is lost, no two have
/// one id, and ids stay when files come.
#[test]
fn many_files_of_one_name() {
    let form = |at: usize| format!("{}第{at}件，金额{}元。\n", NOTICE.replace("某市监知〔2023〕7号\n", ""), at * 37);
    let project = Project::with(&[]);
    let write = |at: usize, text: &str| {
        let folder = project.path().join(format!("corpus/{at:03}"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("index.txt"), text).unwrap();
    };
    (0..200).for_each(|at| write(at, &form(if at % 2 == 0 { 1000 } else { at })));
    let before = listed(&project);
    assert_eq!(before.len(), 101);
    assert_eq!(before[0].2.len(), 99);
    let ids: std::collections::BTreeSet<&String> = before.iter().map(|(id, ..)| id).collect();
    assert_eq!(ids.len(), 101);
    // Of so many the nearest are told.
    let notices = notices(&project);
    assert!(notices.iter().all(|notice| (1..=2).contains(&notice["versions"].as_array().unwrap().len())));
    write(200, &form(2000));
    let after = listed(&project);
    assert_eq!(after.len(), 102);
    assert!(before.iter().all(|notice| after.contains(notice)));
    assert_eq!(project.count(&["\"金额37000元\""]), 1);
    assert_eq!(project.count(&["\"金额74000元\""]), 1);
}

/// What files there may be: the notice in several states, and others.
fn texts() -> Vec<String> {
    let altered_too = altered("9.2亿元", "9.9亿元");
    vec![
        NOTICE.to_owned(),
        to_hant(NOTICE).into_owned(),
        glossed(NOTICE),
        lost(&glossed(NOTICE), "9.2亿元"),
        lost(&glossed(NOTICE), "三百万元"),
        lost(&glossed(&altered_too), "三百万元"),
        altered_too,
        altered("三百万元", "五百万元"),
        NOTICE.replace("某市监知〔2023〕7号\n", ""),
        format!("{NOTICE}附件：一览表\n"),
    ]
}

/// For each file what it is a copy of, and its versions with what differs.
type State = BTreeMap<String, (Option<String>, Vec<(String, Option<usize>)>)>;

fn state(index: &Path) -> (State, Vec<String>) {
    let engine = Engine::open(index).unwrap();
    let list = anli::api::request::List {
        selection: Default::default(),
        page: anli::api::Page::ALL,
        sort: Default::default(),
    };
    let listing = engine.list(&list, &anli::api::Budget::unlimited()).unwrap().notices;
    let files: BTreeMap<&str, &str> = listing.iter().map(|n| (n.notice.id.as_str(), n.file.as_str())).collect();
    assert_eq!(files.len(), listing.len(), "no two have one id");
    let name = |path: &str| Path::new(path).file_name().unwrap().to_str().unwrap().to_owned();
    let mut out = State::new();
    for notice in &listing {
        let mut versions: Vec<_> =
            notice.versions.iter().map(|version| (name(files[version.id.as_str()]), version.total)).collect();
        versions.sort();
        out.insert(name(&notice.file), (None, versions));
        for copy in &notice.copies {
            out.insert(name(copy), (Some(name(&notice.file)), Vec::new()));
        }
    }
    let mut ids: Vec<String> = files.into_keys().map(str::to_owned).collect();
    ids.sort();
    (out, ids)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, ..ProptestConfig::default() })]

    /// Files come, change and go in any order: what is a copy of what and a version of what is as in an index built from
    /// nothing. (The numbers at the ends of ids depend on the order, as they must if ids are to stay.)
    #[test]
    fn builds_upon_builds_end_as_one_from_nothing(
        steps in prop::collection::vec(prop::collection::vec((0..6_usize, prop::option::weighted(0.8, 0..10_usize)), 1..4), 2..5),
    ) {
        let texts = texts();
        let folder = tempfile::tempdir().unwrap();
        let corpus = folder.path().join("corpus");
        fs::create_dir(&corpus).unwrap();
        fs::write(corpus.join("other.txt"), "一件别的事情。\n").unwrap();
        let built = |index: &str| {
            let options = Options::new(corpus.clone(), folder.path().join(index));
            build(&options, &|_, _, _| {}).unwrap();
            state(&options.index)
        };
        for (at, step) in steps.iter().enumerate() {
            for &(file, text) in step {
                let path = corpus.join(format!("{file}.txt"));
                match text {
                    Some(text) => fs::write(path, &texts[text]).unwrap(),
                    None => { let _ = fs::remove_file(path); }
                }
            }
            let (grown, ids) = built("grown");
            let (fresh, fresh_ids) = built(&format!("fresh{at}"));
            prop_assert_eq!(&grown, &fresh, "after {:?}", &steps[..=at]);
            prop_assert_eq!(ids.len(), fresh_ids.len());
        }
    }
}

/// A report on a file names what the index has of it, whether the file is indexed or not.
#[test]
fn an_inspection_tells_of_versions() {
    let project = Project::with(&[("a.txt", NOTICE.as_bytes())]);
    let altered = altered("9.2亿元", "9.9亿元");
    fs::write(project.path().join("draft.txt"), &altered).unwrap();
    let inspect = |args: &[&str]| project.index(&[&["inspect"][..], args].concat()).code(0);
    // Without an index nothing is said of versions, and none is built.
    assert_eq!(inspect(&["draft.txt", "--json"]).json()["versions"], Value::Null);
    assert!(!project.path().join("index").exists());
    project.index(&["build"]).code(0);
    let versions = inspect(&["draft.txt", "--json"]).json()["versions"].clone();
    assert_eq!(versions[0]["id"], ID);
    assert_eq!(versions[0]["total"], 1);
    assert_eq!(versions[0]["differences"][0]["here"], "9.9亿元");
    assert_eq!(versions[0]["differences"][0]["there"], "9.2亿元");
    let said = inspect(&["draft.txt", "--lang", "en"]).stdout();
    assert!(said.contains("9.9亿元 ≠ 9.2亿元") && said.contains(ID), "{said}");
    // A file that is indexed as it is has no version in itself, nor has a copy of it elsewhere.
    assert_eq!(inspect(&["corpus/a.txt", "--json"]).json()["versions"], serde_json::json!([]));
    fs::write(project.path().join("copy.txt"), glossed(NOTICE)).unwrap();
    assert_eq!(inspect(&["copy.txt", "--json"]).json()["versions"], serde_json::json!([]));
    // Two versions in the index: each is one of the other, and both of a third.
    fs::write(project.path().join("corpus/b.txt"), &altered).unwrap();
    project.index(&["build"]).code(0);
    assert_eq!(inspect(&["corpus/b.txt", "--json"]).json()["versions"].as_array().unwrap().len(), 1);
    let third = NOTICE.replace("1,779件", "1,797件");
    fs::write(project.path().join("third.txt"), third).unwrap();
    assert_eq!(inspect(&["third.txt", "--json"]).json()["versions"].as_array().unwrap().len(), 2);
    // A damaged default index keeps nobody from a look at a file; one that was named does.
    fs::write(project.path().join("index/CURRENT"), "nothing").unwrap();
    assert_eq!(inspect(&["draft.txt", "--json"]).json()["versions"], Value::Null);
    project.index(&["inspect", "draft.txt", "--index", "index"]).code(2);
}
