//! Quotations and figures: what stands stands, and what does not is answered with what does.

use std::fs;
use std::sync::OnceLock;

use anli::api::{Budget, ChangeKind, Exported};
use anli::index::{Options, build};
use anli::search::Engine;
use anli::text::fold;
use proptest::prelude::*;
use serde_json::Value;

use crate::common::{NOTICE, Project, notice_bytes};

/// An index of the notice, in this process.
fn engine() -> &'static Engine {
    static ENGINE: OnceLock<(Engine, tempfile::TempDir)> = OnceLock::new();
    &ENGINE
        .get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let corpus = folder.path().join("corpus");
            fs::create_dir(&corpus).unwrap();
            fs::write(corpus.join(NOTICE), notice_bytes()).unwrap();
            let options = Options::new(corpus, folder.path().join("index"));
            build(&options, &|_, _, _| {}).unwrap();
            (Engine::open(&options.index).unwrap(), folder)
        })
        .0
}

/// Ids and texts of all passages, in order.
fn passages() -> &'static [(String, String)] {
    static PASSAGES: OnceLock<Vec<(String, String)>> = OnceLock::new();
    PASSAGES.get_or_init(|| {
        let mut out = Vec::new();
        engine()
            .export(|item| -> anli::error::Result<()> {
                if let Exported::Passage(passage) = item {
                    out.push((passage.id.clone(), passage.text.clone()));
                }
                Ok(())
            })
            .unwrap();
        out
    })
}

/// What counts in a text, by the rules of the manual: no blanks, one form of quotation marks, folded.
fn counted(text: &str) -> String {
    fold(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '“' | '”' | '「' | '」' => '"',
            '‘' | '’' => '\'',
            c => c,
        })
        .collect()
}

fn verify(quote: &str) -> Value {
    Project::notice().anli(&["verify", quote, "--json"]).json()
}

#[test]
fn a_figure_that_stands_and_one_that_does_not() {
    let notice = Project::notice();
    for quote in
        ["質押登記金額達9.2億元", "质押登记金额达９．２亿元", "質(zhì)押登記金額達9.2億元", "“質押登記金額達9.2億元”"]
    {
        let answer = notice.anli(&["verify", quote, "--json"]).code(0).json();
        assert_eq!((&answer["stands"], &answer["total"]), (&Value::from(true), &Value::from(1)), "{quote}: {answer}");
        let piece = &answer["places"][0]["pieces"][0];
        assert_eq!(piece["id"], "浙市監知運2023-12/優秀7#8");
        assert_eq!(piece["wording"], "質押登記金額達9.2億元");
        let at = |name: &str| usize::try_from(piece["marks"][0][name].as_u64().unwrap()).unwrap();
        let raw = notice_bytes();
        let under = std::str::from_utf8(&raw[at("raw_start")..at("raw_end")]).unwrap();
        assert_eq!(anli::query::gloss_variants(under).pop().unwrap(), "質押登記金額達9.2億元");
        let citation = answer["places"][0]["citation"].as_str().unwrap();
        assert!(citation.contains("優秀案例7, 工作成效, 第534行") && !citation.contains('#'), "{citation}");
    }
    let answer = notice.anli(&["verify", "質押登記金額達9.3億元", "--json"]).code(1).json();
    let near = &answer["nearest"][0];
    assert_eq!(near["distance"], 1);
    assert_eq!(near["pieces"][0]["id"], "浙市監知運2023-12/優秀7#8");
    assert_eq!(near["figures"], serde_json::json!([{"quote": "9.3億元", "text": "9.2億元"}]));
    let different: Vec<(&str, &str)> = near["ops"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|op| op["op"] != "equal")
        .map(|op| (op["quote"].as_str().unwrap(), op["text"].as_str().unwrap()))
        .collect();
    assert_eq!(different, [("3", "2")]);
    let shown = notice.anli(&["verify", "質押登記金額達9.3億元"]).code(1).stdout();
    assert!(shown.contains("質押登記金額達9.[3→2]億元"), "{shown}");
    assert!(shown.contains("the quotation has 9.3億元, the corpus has 9.2億元"), "{shown}");
    let shown = notice.anli(&["verify", "--lang", "zh", "質押登記金額達9.3億元"]).code(1).stdout();
    assert!(shown.contains("数字不同：引文作 9.3億元，原文作 9.2億元"), "{shown}");
}

/// 億 or 家 with less than the whole of its number is no quotation of the figure.
#[test]
fn a_part_of_a_figure_does_not_stand() {
    for (quote, longer) in [
        ("3億元", "1.33億元"),
        ("33億元", "1.33億元"),
        ("00億元,同比增長", "100億元"),
        ("額達9", "額達90.87"),
        ("1.33", "1.33億"),
    ] {
        let answer = verify(quote);
        assert_eq!(answer["stands"], false, "{quote}: {answer}");
        let remark = answer["remarks"][0].as_str().unwrap();
        assert!(remark.contains("inside a longer figure") && remark.contains(longer), "{quote}: {answer}");
    }
    let near = &verify("00億元,同比增長")["nearest"][0];
    assert_eq!((&near["distance"], &near["pieces"][0]["wording"]), (&1.into(), &"100億元,同比增長".into()), "{near}");
    for quote in ["2億元", "超100億元", "1.33億", "903家企業", "6月", "2022年", "LPR+180BP"] {
        assert_eq!(verify(quote)["stands"], true, "{quote}");
    }
}

#[test]
fn quotations_run_over_passages_and_leave_words_out() {
    let all = passages();
    let at = all.iter().position(|(id, _)| id == "浙市監知運2023-12/典型5#2").unwrap();
    let (first, second) = (&all[at].1, &all[at + 1].1);
    let tail: String = first.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
    let head: String = second.chars().take(12).collect();
    for between in ["\n", "\n\n  ", ""] {
        let answer = verify(&format!("{tail}{between}{head}"));
        assert_eq!(answer["stands"], true, "{answer}");
        let ids: Vec<&str> = answer["places"][0]["pieces"]
            .as_array()
            .unwrap()
            .iter()
            .map(|piece| piece["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids, [all[at].0.as_str(), all[at + 1].0.as_str()]);
    }
    for dots in ["……", "...", "…"] {
        let answer = verify(&format!("開展知識產權質押登記項目54筆{dots}創歷史新高"));
        assert_eq!(answer["stands"], true, "{answer}");
        assert_eq!(answer["places"][0]["pieces"].as_array().unwrap().len(), 2, "{answer}");
    }
    // The parts stand, but in the other order.
    let answer = verify("創歷史新高……開展知識產權質押登記項目54筆");
    assert_eq!(answer["stands"], false, "{answer}");
    assert!(!answer["remarks"].as_array().unwrap().is_empty());
}

#[test]
fn bad_quotations_get_a_message() {
    let notice = Project::notice();
    for (quote, expected) in
        [("", "empty"), (" \u{200B}\n", "empty"), ("，。！", "only punctuation"), ("……", "only punctuation")]
    {
        let run = notice.anli(&["verify", quote]).code(2);
        assert!(run.stderr().contains(expected), "{quote:?}: {}", run.stderr());
        assert_eq!(run.stdout(), "");
    }
    let run = notice.anli(&["verify", "--lang", "zh", "，"]).code(2);
    assert!(run.stderr().contains("引文里只有标点"), "{}", run.stderr());
    let run = notice.anli_with(&["verify", "-"], "質".repeat(350_000).as_bytes()).code(2);
    assert!(run.stderr().contains("longer than 20000"), "{}", run.stderr());
    let answer =
        notice.anli_with(&["verify", "-", "--json"], "質押登記\u{7}金額達\n9.2億元\n".as_bytes()).code(0).json();
    assert_eq!(answer["stands"], true);
    assert_eq!(answer["remarks"].as_array().unwrap().len(), 2, "unseen characters, and a line break: {answer}");
    let answer = notice.anli(&["verify", "此語絕無僅有於斯處乎哉焉耳矣", "--json"]).code(1).json();
    assert_eq!(answer["nearest"], serde_json::json!([]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever is copied from a passage stands, in as many places as a scan counts.
    #[test]
    fn what_is_copied_stands(passage in any::<prop::sample::Index>(), start in any::<prop::sample::Index>(), length in 1..60_usize) {
        let (_, text) = passage.get(passages());
        let chars: Vec<char> = text.chars().collect();
        let start = start.index(chars.len());
        let quote: String = chars[start..].iter().take(length).collect();
        prop_assume!(quote.chars().any(char::is_alphanumeric));
        // A part of a number, or a number with a part of its unit, is no quotation.
        let end = start + quote.chars().count();
        let inside = |span: anli::text::CharSpan, at: usize| (span.start as usize) < at && at < span.end as usize;
        let cut = |text: &str, at: usize| {
            anli::facts::whole_numbers(text).iter().any(|whole| inside(whole.number, at) || inside(whole.measured, at))
        };
        prop_assume!(!cut(text, start) && !cut(text, end));
        let found = engine().verify(&quote, usize::MAX, &Budget::unlimited()).unwrap();
        prop_assert!(found.stands, "“{}”", quote);
        // A scan that minds blanks and marks gives the least, one that does not the most.
        let wanted = counted(&quote);
        let scan = |form: &dyn Fn(&str) -> String, wanted: &str| -> usize {
            passages().iter().map(|(_, text)| form(text).matches(wanted).count()).sum()
        };
        // Nor is it one elsewhere: 3 of 案例3 does not stand in 43家. Folding is one character for one.
        let folded = fold(&quote);
        let whole = |text: &str| -> usize {
            let form = fold(text);
            let places = form.match_indices(&folded).map(|(at, _)| form[..at].chars().count());
            places.filter(|&at| !cut(text, at) && !cut(text, at + folded.chars().count())).count()
        };
        let least: usize = passages().iter().map(|(_, text)| whole(text)).sum();
        let most = scan(&counted, &wanted);
        let within = found.places.iter().filter(|place| place.pieces.len() == 1).count();
        prop_assert!((least..=most).contains(&within), "“{}”: {} of {}..{}", quote, within, least, most);
        for place in &found.places {
            let wording: String = place.pieces.iter().map(|piece| piece.wording.as_str()).collect();
            prop_assert_eq!(counted(&wording), wanted.clone());
        }
    }

    /// One character changed to one that makes the quotation absent: it does not stand, and exactly that is said.
    #[test]
    fn one_changed_character_is_named(passage in any::<prop::sample::Index>(), start in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
        let (_, text) = passage.get(passages());
        let chars: Vec<char> = text.chars().collect();
        prop_assume!(chars.len() >= 16);
        let start = start.index(chars.len() - 15);
        let quote: Vec<char> = chars[start..start + 16].to_vec();
        let at = at.index(quote.len());
        prop_assume!(!quote.iter().any(|c| c.is_whitespace()) && !"…".contains(quote[at]));
        let mut changed = quote.clone();
        changed[at] = '龘';
        let changed: String = changed.into_iter().collect();
        let found = engine().verify(&changed, 20, &Budget::unlimited()).unwrap();
        prop_assert!(!found.stands);
        let near = &found.nearest[0];
        prop_assert_eq!(near.distance, 1);
        let different: Vec<_> = near.changes.iter().filter(|change| change.kind != ChangeKind::Equal).collect();
        prop_assert_eq!(different.len(), 1);
        prop_assert_eq!(different[0].kind, ChangeKind::Replace);
        prop_assert_eq!(different[0].quote_char, at);
        prop_assert_eq!(&different[0].quote, "龘");
        // And the wording that is shown is the one that was copied, or one that reads the same.
        let wording: String = near.place.pieces.iter().map(|piece| piece.wording.as_str()).collect();
        let copied: String = quote.iter().collect();
        let same = |text: &str| -> Vec<char> { counted(text).chars().enumerate().filter(|(place, _)| *place != at).map(|(_, c)| c).collect() };
        prop_assert_eq!(same(&wording), same(&copied));
    }

    #[test]
    fn any_quotation_gets_an_answer(quote in "\\PC{0,40}") {
        let answer = engine().verify(&quote, 3, &Budget::unlimited());
        prop_assert!(answer.is_ok() || matches!(answer, Err(anli::error::Error::BadQuote(_))));
    }
}

#[test]
fn the_export_has_every_passage_and_every_byte() {
    let notice = Project::notice();
    let text = notice.index(&["export"]).code(0).stdout();
    assert_eq!(text, notice.index(&["export", "--format", "jsonl", "--index", "index"]).code(0).stdout());
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |kind: &'static str| lines.iter().filter(move |line| line["type"] == kind);
    assert_eq!((of("notice").count(), of("case").count()), (1, 20));
    assert_eq!(of("passage").count() as u64, lines[0]["passages"].as_u64().unwrap());

    // The texts in order are the clean text, but for blanks and line breaks between them.
    let raw = notice_bytes();
    let clean = anli::clean::clean(&anli::decode::decode(&raw, NOTICE.as_ref()).text).text;
    let mut rest = clean.as_str();
    let mut last = 0;
    for line in of("passage") {
        let text = line["text"].as_str().unwrap();
        let at = rest.find(text).unwrap();
        assert!(rest[..at].trim().is_empty(), "“{}” stands between passages", &rest[..at]);
        rest = &rest[at + text.len()..];
        // The map covers the text, and what it copies stands in the file.
        let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
        let mut end = 0;
        let (raw_start, raw_end) = (number(&line["raw_start"]), number(&line["raw_end"]));
        assert!(raw_start >= last && raw_end <= raw.len());
        last = raw_end;
        for entry in line["map"].as_array().unwrap() {
            let [start, stop, from, to] = [0, 1, 2, 3].map(|at| number(&entry[at]));
            assert_eq!(start, end);
            end = stop;
            if stop - start == to - from {
                assert_eq!(text.as_bytes()[start..stop], raw[from..to]);
            }
        }
        assert_eq!(end, text.len());
    }
    assert!(rest.trim().is_empty());
}

/// Equal values stand in any form, and the form is told.
#[test]
fn equal_values_stand() {
    for (quote, told) in [
        ("1,779", "1779"),
        ("1,779家", "1779家"),
        ("1779家企业", ""),
        ("企業1779家", ""),
        ("9.20億元", "9.2億元"),
        ("92000萬元", "9.2億元"),
        ("９２０００万元", "9.2億元"),
        ("9.2億", ""),
        ("百分之五十", "50%"),
        ("8亿元", "8億"),
        ("質押登記金額達92000萬元", "9.2億元"),
    ] {
        let answer = verify(quote);
        assert_eq!(answer["stands"], true, "{quote}: {answer}");
        assert_ne!(answer["places"].as_array().unwrap().len(), 0, "{quote}");
        let remarks = answer["remarks"].to_string();
        assert!(told.is_empty() || remarks.contains("equal in value") && remarks.contains(told), "{quote}: {remarks}");
    }
}

/// A figure without a bound stands and is told the bound; one with another bound does not stand.
#[test]
fn bounds_are_told() {
    let answer = verify("100億元");
    assert_eq!(answer["stands"], true, "{answer}");
    assert!(answer["remarks"].to_string().contains("超100億元"), "{answer}");
    for quote in ["不足100億元", "近100億元", "100億元以上"] {
        let answer = verify(quote);
        assert_eq!(answer["stands"], false, "{quote}: {answer}");
        assert!(answer["remarks"].to_string().contains("its bound is another"), "{quote}: {answer}");
        assert!(answer["nearest"][0]["figures"].to_string().contains("超100億元"), "{quote}: {answer}");
    }
}

/// A part of a number is none, in whatever form and place it stands.
#[test]
fn a_part_of_any_number_does_not_stand() {
    let text = "第一百二十条规定，融资十三万元，占百分之九十八点六，同比-3.2%，办理1，234件，罚款3万5000元，港币300万元，数十家企业，3·5亿元。\n";
    let project = Project::with(&[("a.txt", text.as_bytes())]);
    for quote in [
        "三万元",
        "百分之九十八",
        "二十条规定",
        "3.2%",
        "234件",
        "5000元",
        "300万元",
        "十家企业",
        "5亿元",
        "一百二十条规定",
        "百二十条",
        "4件",
        "35000元以上",
    ] {
        assert_eq!(project.anli(&["verify", quote, "--json"]).code(1).json()["stands"], false, "{quote}");
    }
    for quote in [
        "十三万元",
        "百分之九十八点六",
        "第一百二十条规定",
        "-3.2%",
        "1，234件",
        "1234件",
        "35000元",
        "3万5000元",
        "港币300万元",
        "13万元",
        "98.6%",
        "3.5亿元",
        "负百分之三点二",
    ] {
        assert_eq!(project.anli(&["verify", "--json", "--", quote]).code(0).json()["stands"], true, "{quote}");
    }
}

/// A sentence that does not stand, though its figures do, says where they stand.
#[test]
fn figures_of_a_sentence_that_does_not_stand() {
    let answer = Project::notice().anli(&["verify", "甲市全年登记9.2億元，惠及企业1779家", "--json"]).code(1).json();
    let remarks = answer["remarks"].to_string();
    assert!(remarks.contains("優秀7#8") && remarks.contains("優秀1#8"), "{answer}");
}

/// Twelve sentences about the notice, three of them wrong: the value of another place, a figure that is another, a figure
/// of nothing.
const DRAFT: &str = "# 知识产权金融情况

杭州市2022年全市办理知识产权质押担保业务惠及企业1779家，质押担保金额300.66亿元，同比增长62.71%。
舟山市累计开展知识产权质押登记项目54笔，质押登记金额达9.2亿元，创历史新高。
诸暨市2022年知识产权质押融资规模超100亿元，同比增长101%。
余杭区首期发行金额1.33亿元，惠及14家企业，发行票面利率2.7%，期限为1年。
温岭市对符合条件的企业给予10%的贴息。
丽水市以“青田青”区域公用品牌为试点，质押限额人民币20亿元，整体授信8亿元。
舟山市质押登记金额比2021年增长79.5%。
14家国家高新技术企业累计获得13300万元的融资。
诸暨市专利质押普惠融资额达18.4亿元。
典型1说，“发行票面利率2.7%”。
余杭区储架发行额度为12亿元。
全市知识产权质押登记项目54笔。
";

#[test]
fn a_draft() {
    let project = Project::with(&[(NOTICE, &notice_bytes())]);
    fs::write(project.path().join("draft.md"), DRAFT).unwrap();
    let paragraphs: Vec<&str> = DRAFT.lines().filter(|line| !line.is_empty()).collect();
    fs::write(project.path().join("draft.docx"), crate::formats::docx(&paragraphs)).unwrap();
    for file in ["draft.md", "draft.docx"] {
        let answer = project.anli(&["verify", "--file", file, "--json"]).code(1).json();
        let claims = answer["claims"].as_array().unwrap();
        let wrong: Vec<(&str, &str)> = claims
            .iter()
            .filter(|claim| !matches!(claim["verdict"].as_str(), Some("stands" | "equal")))
            .map(|claim| (claim["verdict"].as_str().unwrap(), claim["text"].as_str().unwrap()))
            .collect();
        assert_eq!(wrong, [("elsewhere", "10%"), ("differs", "79.5%"), ("differs", "12亿元")], "{file}");
        assert!(claims.len() > 20 && claims.iter().all(|claim| claim["passage"].is_string()), "{answer}");
        let equal: Vec<&str> = claims
            .iter()
            .filter(|claim| claim["verdict"] == "equal")
            .map(|claim| claim["text"].as_str().unwrap())
            .collect();
        assert_eq!(equal, ["8亿元", "13300万元"], "{file}");
        if file == "draft.md" {
            for claim in claims {
                let at = |name: &str| usize::try_from(claim[name].as_u64().unwrap()).unwrap();
                assert_eq!(&DRAFT[at("start")..at("end")], claim["text"].as_str().unwrap());
            }
        }
    }
    let said = project.anli(&["verify", "--file", "draft.md", "--lang", "zh"]).code(1);
    let lines: Vec<String> = said.stdout().lines().map(str::to_owned).collect();
    assert!(
        lines.iter().all(|line| ["属实", "等值", "他处", "不符", "未见"].iter().any(|word| line.starts_with(word)))
    );
    assert_eq!(lines.iter().filter(|line| line.starts_with("不符") || line.starts_with("他处")).count(), 3);
    fs::write(project.path().join("right.txt"), "舟山市质押登记金额达9.2亿元。\n").unwrap();
    project.anli(&["verify", "--file", "right.txt"]).code(0);
}

/// Names of places that no case has, and of cases, are kept to; what the corpus knows nothing of is not found.
#[test]
fn claims_of_other_places_and_of_nothing() {
    let project = Project::with(&[(NOTICE, &notice_bytes())]);
    let verdicts = |text: &str| -> Vec<String> {
        fs::write(project.path().join("one.txt"), text).unwrap();
        let answer = project.anli(&["verify", "--file", "one.txt", "--json"]).json();
        let claims = answer["claims"].as_array().unwrap();
        claims.iter().map(|claim| claim["verdict"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(verdicts("哈尔滨市质押登记金额达9.2亿元。\n"), ["elsewhere"]);
    assert_eq!(verdicts("典型5的质押登记金额达9.2亿元。\n"), ["elsewhere"]);
    assert_eq!(verdicts("優秀7的质押登记金额达9.2亿元。\n"), ["stands"]);
    assert_eq!(verdicts("质押登记金额不足9.2亿元。\n"), ["differs"]);
    assert_eq!(verdicts("全国铁路营业里程新增77777公里，旅客876543人。\n"), ["not-found", "not-found"]);
    assert_eq!(verdicts("茶园77777亩，产茶3.5万吨，5G基站两座。\n"), ["not-found", "not-found", "not-found"]);
    assert_eq!(verdicts("文中说“月球表面开采氦三的补贴”。\n"), ["not-found"]);
    assert_eq!(verdicts("没有数字，也没有引文。\n"), [] as [&str; 0]);
}

#[test]
fn drafts_that_cannot_be_read() {
    let project = Project::with(&[(NOTICE, &notice_bytes())]);
    for (name, bytes, said) in [
        ("empty.txt", Vec::new(), "empty"),
        ("long.txt", "字".repeat(600_000).into_bytes(), "longer than"),
        ("large.txt", vec![b'1'; 50 << 20], "longer than"),
        ("broken.docx", b"PK\x03\x04 no word at all".to_vec(), "broken.docx"),
        ("digits.txt", "9".repeat(1_000).into_bytes(), ""),
    ] {
        fs::write(project.path().join(name), bytes).unwrap();
        let run = project.anli(&["verify", "--file", name, "--lang", "en"]);
        match said {
            "" => assert!(run.exit() < 2, "{name}: {}", run.stderr()),
            said => assert!(run.code(2).stderr().contains(said), "{name}"),
        }
    }
    let run = project.anli(&["verify", "--file", "absent.txt", "--lang", "en"]).code(2);
    assert!(run.stderr().contains("absent.txt"), "{}", run.stderr());
    project.anli(&["verify", "--file", "empty.txt", "9.2億元"]).code(2);
}
