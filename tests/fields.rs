//! Fields, facets and the vocabulary that they come from.

use std::fs;

use serde_json::Value;

use crate::common::{NOTICE, Project, notice_bytes};

/// Every value of every facet of `answer` with its count.
fn values(answer: &Value) -> Vec<(String, String, u64)> {
    let mut out = Vec::new();
    for (field, values) in answer["facets"].as_object().unwrap() {
        for value in values.as_array().unwrap() {
            out.push((field.clone(), value["value"].as_str().unwrap().to_owned(), value["count"].as_u64().unwrap()));
        }
    }
    out
}

/// A count is a promise: whoever filters by the value gets as many.
#[test]
fn facets_count_what_their_filters_find() {
    let notice = Project::notice();
    for by in ["passage", "case"] {
        let answer = notice.anli(&["facets", "質押", "--by", by, "--json"]).json();
        let found = values(&answer);
        let has = |field: &str, value: &str| found.iter().any(|(f, v, _)| f == field && v == value);
        assert!(has("tier", "優秀") && has("city", "寧波市") && has("county", "永嘉縣"), "{found:?}");
        assert!(has("section", "主要做法") && has("year", "2023") && has("object", "集体商标"), "{found:?}");
        assert!(has("instrument", "质押融资") && has("actor", "泰隆银行"), "{found:?}");
        for (field, value, count) in found {
            let filter = format!("{field}:{value}");
            let total = notice.search(&["質押", "--by", by, "--filter", &filter])["total"].as_u64().unwrap();
            // The values of these three are found by any part of them, so a longer one may come too.
            if ["section", "actor", "issuer"].contains(&field.as_str()) {
                assert!(total >= count, "{filter}: {total} found, {count} counted");
            } else {
                assert_eq!(total, count, "{filter}");
            }
            // The same as a part of the query.
            let query = format!("質押 {field}:\"{value}\"");
            assert_eq!(notice.search(&[&query, "--by", by])["total"], total, "{query}");
        }
    }
}

/// A general value is found by the special ones too, as far as the vocabulary says that they are of its kind.
#[test]
fn a_general_value_has_its_special_ones() {
    let notice = Project::notice();
    for (field, general, special) in [("object", "商標", "集體商標"), ("instrument", "保險", "保證保險")] {
        let cases = |value: &str| notice.cases(&[&format!("{field}:{value}")]);
        let (general, special) = (cases(general), cases(special));
        assert!(!special.is_empty() && special.is_subset(&general), "{special:?} in {general:?}");
    }
}

#[test]
fn both_names_of_a_field_are_one() {
    let notice = Project::notice();
    let total = |query: &str| notice.search(&[query])["total"].as_u64().unwrap();
    for (english, chinese, value) in [
        ("notice", "文號", "12號"),
        ("issuer", "發文機關", "市場監督管理局"),
        ("tier", "類別", "典型"),
        ("case", "案例", "典型5"),
        ("title", "標題", "馬德里"),
        ("province", "省份", "浙江"),
        ("city", "城市", "嘉興"),
        ("county", "縣區", "嘉善"),
        ("section", "章節", "主要做法"),
        ("instrument", "工具", "保險"),
        ("object", "客體", "專利"),
        ("actor", "機構", "泰隆銀行"),
        ("year", "年份", "2023"),
    ] {
        let found = total(&format!("{english}:{value} 企業"));
        assert!(found > 0, "{english}:{value}");
        let simplified = anli::text::fold(chinese);
        for name in [chinese, &simplified] {
            assert_eq!(total(&format!("{name}:{value} 企業")), found, "{name}:{value}");
            assert_eq!(total(&format!("{name}：{value} 企業")), found, "{name}：{value}");
        }
    }
}

#[test]
fn a_vocabulary_of_ones_own() {
    let project = Project::with(&[(NOTICE, &notice_bytes())]);
    let table = "kind\tvalue\tforms\tbroader\tnote\n\
                 instrument\t年糕贷\t年糕|雪菜\t\t\n\
                 synonym\t年糕\t年糕|米糕|雪菜\t\t\n";
    fs::write(project.path().join("my.tsv"), table).unwrap();
    let answer = project.anli(&["facets", "--lexicon", "my.tsv", "--by", "case", "--json"]).json();
    let instruments: Vec<_> = values(&answer).into_iter().filter(|(field, ..)| field == "instrument").collect();
    assert_eq!(instruments, [("instrument".to_owned(), "年糕贷".to_owned(), 2)]);
    // The index remembers it.
    assert_eq!(project.cases(&["工具:年糕貸"]), project.cases(&["年糕 OR 雪菜"]));
    assert_eq!(project.cases(&["~年糕"]), project.cases(&["年糕 OR 雪菜"]));
    assert!(project.anli(&["search", "~年糕"]).code(0).stderr().contains("雪菜"));
    fs::write(project.path().join("bad.tsv"), "kind\tvalue\nfoo\tbar\n").unwrap();
    let bad = project.anli(&["facets", "--lexicon", "bad.tsv"]).code(2).stderr();
    assert!(bad.contains("bad.tsv") && bad.contains("line 2") && bad.contains("“foo”"), "{bad}");
}

/// A vocabulary whose broader values go in a circle is refused when it is read, and the old index stays.
#[test]
fn a_vocabulary_with_a_circle_is_refused() {
    let project = Project::with(&[(NOTICE, &notice_bytes())]);
    let table = "kind\tvalue\tforms\tbroader\ninstrument\t保险\t\t保证保险\ninstrument\t保证保险\t\t保险\n";
    fs::write(project.path().join("circle.tsv"), table).unwrap();
    for (lang, line) in
        [("en", ["line 2", "保险 (line 2) → 保证保险 (line 3)"]), ("zh", ["第 2 行", "保证保险（第 3 行）"])]
    {
        let bad = project.anli(&["facets", "--lang", lang, "--lexicon", "circle.tsv"]).code(2).stderr();
        assert!(bad.contains("circle.tsv") && line.iter().all(|part| bad.contains(part)), "{bad}");
    }
    project.anli(&["similar", "典型5"]).code(0);
}

/// What a case lacks is said of every kind of condition, and agrees with a search in the case.
#[test]
fn why_not_tells_of_every_kind_of_condition() {
    let notice = Project::notice();
    for query in [
        "馬德里",
        "質押 保險",
        "\"馬德里商標\"",
        "馬德里 /s 銀行",
        "保險 /2 費用",
        "商標 +c 理賠",
        "city:寧波",
        "tier:典型 county:嘉善",
        "instrument:質押融資",
        "object:地理標志 -actor:泰隆銀行",
        "section:工作背景",
        "year:2022",
        "~地標",
        "pinyin:madeli",
        "percent>=20",
    ] {
        let run = notice.anli(&["why-not", "典型5", query, "--json"]);
        let why = run.json();
        let scoped = format!("({query}) case:典型5");
        let answer = notice.search(&[&scoped]);
        let found = answer["relaxed"] == false && answer["total"].as_u64().unwrap() > 0;
        assert_eq!(why["found"], found, "{query}");
        assert_eq!(run.exit(), i32::from(!found), "{query}");
        let parts = why["parts"].as_array().unwrap();
        assert!(!parts.is_empty(), "{query}: no part is told of");
        // One passage may not meet all that the case meets, but what a part lacks the whole lacks.
        let met = parts.iter().all(|part| part["met"] == true);
        assert!(met || !found, "{query}: {why}");
        for part in parts {
            let passages = part["passages"].as_array().unwrap().len();
            let holds = part["occurrences"].as_u64().unwrap() > 0 || passages > 0;
            assert_eq!(part["met"], holds != (part["excluded"] == true), "{query}: {part}");
        }
    }
}
