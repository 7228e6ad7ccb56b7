//! Facts: conditions on figures, against readings by brute force; the list of facts; the table of cases.

use std::collections::{BTreeMap, BTreeSet};

use anli::api::{Budget, Hits, Page, Search, request};
use anli::facts::{Fact, Kind, extract};
use anli::index::{LoosePassage, build_loose};
use anli::search::Engine;
use anli::text::fold;
use serde_json::Value;

use crate::common::{Project, set, shared};
use crate::formats::docx;

/// The ids, roles and texts of all passages of the notice.
fn passages() -> Vec<(String, String, String)> {
    let shown = Project::notice().anli(&["show", "浙市監知運2023-12", "--json"]).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let list = shown["passages"].as_array().unwrap();
    list.iter().map(|p| (text(&p["id"]), text(&p["role"]), text(&p["text"]))).collect()
}

/// `典型5` of a passage's or case's id.
fn case(id: &str) -> String {
    id.rsplit('/').next().unwrap().split('#').next().unwrap().to_owned()
}

/// The marks of a search: passage id, and the text under each.
fn marks(answer: &Value) -> BTreeSet<(String, usize, String)> {
    let mut out = BTreeSet::new();
    for hit in answer["hits"].as_array().unwrap() {
        let text = hit["text"].as_str().unwrap();
        for mark in hit["marks"].as_array().unwrap() {
            let at = |name: &str| usize::try_from(mark[name].as_u64().unwrap()).unwrap();
            let lit = text[at("start")..at("end")].to_owned();
            out.insert((hit["id"].as_str().unwrap().to_owned(), at("start"), lit));
        }
    }
    out
}

/// The facts of the notice that `wanted` takes, as the marks of a search would have them.
fn read(scope_all: bool, wanted: impl Fn(&Fact) -> bool) -> BTreeSet<(String, usize, String)> {
    let mut out = BTreeSet::new();
    for (id, role, text) in passages() {
        if scope_all || matches!(role.as_str(), "body" | "heading") {
            out.extend(extract(&text).iter().filter(|f| wanted(f)).map(|f| (id.clone(), f.span.start, f.text.clone())));
        }
    }
    out
}

/// Whether anything from a fact's value to its upper end lies within the bounds.
fn reaches(fact: &Fact, low: f64, high: f64) -> bool {
    fact.value.is_some_and(|value| value <= high && fact.value_max.unwrap_or(value) >= low)
}

#[test]
fn the_largest_sums_of_the_notice() {
    let answer = Project::notice().search(&["amount>=100億"]);
    let found: Vec<(String, String)> = marks(&answer).into_iter().map(|(id, _, text)| (case(&id), text)).collect();
    let expected = [("優秀1", "151.8億元"), ("優秀1", "300.66億元"), ("優秀5", "超100億元")];
    assert_eq!(found, expected.map(|(case, text)| (case.to_owned(), text.to_owned())));
    assert_eq!((answer["occurrences"].as_u64(), answer["cases"].as_u64()), (Some(3), Some(2)));
}

#[test]
fn conditions_select_what_a_reading_selects() {
    let money = |low: f64, high: f64| read(false, |f| f.yuan().is_some() && reaches(f, low, high));
    let of = |kind: Kind, low: f64, high: f64| read(false, |f| f.kind == kind && reaches(f, low, high));
    let infinite = f64::INFINITY;
    for (query, expected) in [
        ("amount>=1億", money(1e8, infinite)),
        ("金額＞＝1亿元", money(1e8, infinite)),
        ("amount≥ 1億", money(1e8, infinite)),
        ("amount:1億..10億", money(1e8, 1e9)),
        ("amount:100億..", money(1e10, infinite)),
        ("amount:..10萬", money(0.0, 1e5)),
        ("amount:50萬", money(5e5, 5e5)),
        ("percent:50..100", of(Kind::Percent, 50.0, 100.0)),
        ("百分比>=50%", of(Kind::Percent, 50.0, infinite)),
        ("bp>=50", of(Kind::Bp, 50.0, infinite)),
        ("count>=1000", of(Kind::Count, 1000.0, infinite)),
        ("count:企業>=100", read(false, |f| f.counts("企業") && reaches(f, 100.0, infinite))),
        ("數量:企业:10..50", read(false, |f| f.counts("企業") && reaches(f, 10.0, 50.0))),
        ("count:家次>=1", read(false, |f| f.unit.as_deref() == Some("家次"))),
    ] {
        assert!(!expected.is_empty(), "{query}");
        let answer = Project::notice().search(&[query]);
        assert_eq!(marks(&answer), expected, "{query}");
        assert_eq!(answer["occurrences"].as_u64().unwrap() as usize, expected.len(), "{query}");
        assert_eq!(answer["query"]["hints"].as_array().unwrap().len(), 0, "{query}");
    }
    // A title and the list that repeats it hold the same facts; only `--scope all` shows both.
    let all = read(true, |f| f.kind == Kind::Date && reaches(f, 19_000.0, infinite));
    let date = Project::notice().search(&["--scope", "all", "date>=2022-01-08"]);
    assert_eq!(marks(&date), all);
    assert!(marks(&Project::notice().search(&["date>=2022-01-08"])).len() < all.len());
}

#[test]
fn conditions_combine_with_everything_else() {
    let notice = Project::notice();
    let ids = |args: &[&str]| -> BTreeSet<String> {
        let answer = notice.search(args);
        answer["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
    };
    let texts: BTreeMap<String, String> = passages()
        .into_iter()
        .filter(|(_, role, _)| matches!(role.as_str(), "body" | "heading"))
        .map(|(id, _, text)| (id, text))
        .collect();
    let large = |text: &str| extract(text).iter().any(|f| f.yuan().is_some_and(|yuan| yuan >= 1e8));
    let having = |holds: &dyn Fn(&str) -> bool| -> BTreeSet<String> {
        texts.iter().filter(|(_, text)| holds(text)).map(|(id, _)| id.clone()).collect()
    };
    let has = |text: &str, word: &str| fold(text).contains(&fold(word));
    assert_eq!(ids(&["amount>=1億 質押"]), having(&|text| large(text) && has(text, "質押")));
    assert_eq!(ids(&["質押 -amount>=1億"]), having(&|text| !large(text) && has(text, "質押")));
    assert_eq!(ids(&["amount>=1億 OR 年糕"]), having(&|text| large(text) || has(text, "年糕")));
    let sentences = |text: &str| -> Vec<String> {
        text.split_inclusive(['。', '；', ';', '！', '？', '\n']).map(str::to_owned).collect()
    };
    let near = having(&|text| sentences(text).iter().any(|s| large(s) && has(s, "同比增長")));
    assert_eq!(ids(&["amount>=1億 /s 同比增長"]), near);
    assert_eq!(ids(&["--within", "sentence", "amount>=1億 同比增長"]), near);
    assert!(!near.is_empty());
    let ningbo = notice.cases(&["amount>=3000萬", "--filter", "city:寧波"]);
    assert!(!ningbo.is_empty() && ningbo.is_subset(&set(&["典型2", "優秀2", "優秀3"])), "{ningbo:?}");
    let both = notice.cases(&["--within", "case", "amount>=100億 馬德里"]);
    assert!(both.is_subset(&set(&["優秀1", "優秀5"])), "{both:?}");
    let sorted = notice.search(&["質押", "--sort", "amount"]);
    let best = |hit: &Value| extract(hit["text"].as_str().unwrap()).iter().filter_map(Fact::yuan).fold(-1.0, f64::max);
    let sums: Vec<f64> = sorted["hits"].as_array().unwrap().iter().map(best).collect();
    assert!(sums[0] >= 1e10 && sums.is_sorted_by(|a, b| a >= b), "{sums:?}");
}

#[test]
fn conditions_that_nothing_can_meet_say_so() {
    let notice = Project::notice();
    for (query, hint) in [
        ("amount>=abc", "abc"),
        ("amount>=1e308", "1e308"),
        ("amount>=９９９９９９９億億元", "９９９９９９９億億元"),
        ("percent>=零分之一", "零分之一"),
        ("date>=2023年13月45日", "2023年13月45日"),
        ("percent:100..50", "percent:100..50"),
    ] {
        let run = notice.anli(&["search", query]).code(1);
        assert!(run.stderr().contains(hint), "{query}: {}", run.stderr());
        notice.anli(&["facts", query]).code(1);
    }
    for command in [&["search"][..], &["search", "--count"], &["facts"]] {
        let run = notice.anli(&[command, &["amount>=1億 amount<=1萬"]].concat());
        assert!(run.stderr().contains("no one figure meets both"), "{command:?}: {}", run.stderr());
    }
    for query in ["amount>=", "amount:", "count:企業"] {
        let run = notice.anli(&["search", query]);
        assert!(
            run.stderr().contains("amount>=100") || run.stderr().contains("no figure"),
            "{query}: {}",
            run.stderr()
        );
    }
    // Figures that no number holds are words like others.
    for query in ["９９９９９９９億億元", "1e308", "零分之一", "2023年13月45日"] {
        assert!(notice.anli(&["facts", query]).exit() <= 1, "{query}");
        assert!(notice.anli(&["verify", query]).exit() <= 1, "{query}");
    }
}

#[test]
fn why_a_case_has_no_such_figure() {
    let why = Project::notice().anli(&["why-not", "典型4", "amount>=100億", "--json"]).code(1).json();
    let nearest: Vec<&str> = why["parts"][0]["nearest"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(nearest[0].contains("10億"), "as the text has it: {why}");
}

/// Figures of every kind in passages of chance, and every bound: the index against a reading.
#[test]
fn an_index_of_any_passages_answers_as_a_reading_does() {
    const FIGURES: [&str; 14] = [
        "30萬至80萬元",
        "1.33億元",
        "三千萬元",
        "超100億元",
        "50%",
        "百分之五",
        "2個百分點",
        "50BP",
        "14家企業",
        "1649家次",
        "企業1779家",
        "2022年6月",
        "2022年",
        "2023年3月15日",
    ];
    const WORDS: [&str; 6] = ["質押", "。", "融資額達", "惠及", "，同比增長", "；"];
    let folder = tempfile::tempdir().unwrap();
    let mut state = 7_u64;
    let mut next = |below: usize| {
        // A linear congruential generator (Knuth, MMIX): the texts are the same in every run.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let texts: Vec<String> = (0..300)
        .map(|_| {
            (0..next(8)).map(|_| format!("{}{}", WORDS[next(6)], FIGURES[next(14)])).collect::<String>()
                + WORDS[next(6)]
        })
        .collect();
    let loose = texts.iter().enumerate().map(|(i, text)| LoosePassage {
        id: i.to_string(),
        title: format!("t{}", i / 10),
        section: String::new(),
        text: text.clone(),
    });
    build_loose(folder.path(), loose).unwrap();
    let engine = Engine::open(folder.path()).unwrap();
    let day = |text: &str| f64::from(anli::facts::parse_date(text).unwrap().start.number());
    let infinite = f64::INFINITY;
    for (query, kind, noun, low, high) in [
        ("amount>=50萬", Kind::Money, None, 5e5, infinite),
        ("amount<=50萬", Kind::Money, None, -infinite, 5e5),
        ("amount:40萬..60萬", Kind::Money, None, 4e5, 6e5),
        ("amount>80萬", Kind::Money, None, 8e5 + 1.0, infinite),
        ("percent:2..5", Kind::Percent, None, 2.0, 5.0),
        ("bp=50", Kind::Bp, None, 50.0, 50.0),
        ("count:企業>=15", Kind::Count, Some("企業"), 15.0, infinite),
        ("count>=14", Kind::Count, None, 14.0, infinite),
        ("date>=2022-07", Kind::Date, None, day("2022-07"), infinite),
        ("date:2022-06-15", Kind::Date, None, day("2022-06-15"), day("2022-06-15")),
    ] {
        let request = Search::new(query).page(Page::first(1000));
        let response = engine.search(&request, &Budget::unlimited()).unwrap();
        let Hits::Passages(hits) = &response.hits else { unreachable!() };
        let found: BTreeSet<(usize, usize, usize)> = hits
            .iter()
            .flat_map(|hit| hit.marks.iter().map(|m| (hit.id.parse().unwrap(), m.local.start, m.local.end)))
            .collect();
        let mut expected = BTreeSet::new();
        for (i, text) in texts.iter().enumerate() {
            for fact in extract(text) {
                let counted = noun.is_none_or(|noun| fact.counts(noun));
                if fact.kind == kind && counted && reaches(&fact, low, high) {
                    expected.insert((i, fact.span.start, fact.span.end));
                }
            }
        }
        assert!(expected.len() > 10, "{query}");
        assert_eq!(found, expected, "{query}");
        let request = request::Facts {
            selection: request.selection,
            page: request.page,
            kinds: Vec::new(),
            levels: Vec::new(),
            sort: anli::api::FactSort::Value,
        };
        let facts = engine.facts(&request, &Budget::unlimited()).unwrap();
        assert_eq!(facts.total, expected.len(), "{query}");
    }
}

#[test]
fn facts_are_listed_with_case_passage_and_sentence() {
    let notice = Project::notice();
    let answer = notice.anli(&["facts", "percent>=50", "--kind", "percent", "--json"]).code(0).json();
    let facts = answer["facts"].as_array().unwrap();
    assert_eq!(answer["total"].as_u64().unwrap() as usize, facts.len());
    let growth: BTreeSet<String> = facts
        .iter()
        .filter(|fact| fact["what"].as_str().is_some_and(|what| what.ends_with("增長")))
        .map(|fact| case(fact["case"].as_str().unwrap()))
        .collect();
    assert_eq!(growth, set(&["典型4", "優秀1", "優秀5", "優秀7"]));
    for fact in facts {
        assert_eq!(fact["kind"], "percent");
        assert!(fact["value"].as_f64().unwrap() >= 50.0, "{fact}");
        let text = |name: &str| fact[name].as_str().unwrap();
        assert!(text("sentence").contains(text("text")) && text("passage").contains('#'), "{fact}");
        let at = |name: &str| fact["span"][name].as_u64().unwrap() as usize;
        assert_eq!(at("end") - at("start"), text("text").len(), "{fact}");
        assert!(at("raw_end") > at("raw_start"), "{fact}");
    }
    // The largest first.
    let sorted = notice.anli(&["facts", "--kind", "money", "--sort", "value", "-n", "3", "--json"]).json();
    let values: Vec<f64> = sorted["facts"].as_array().unwrap().iter().map(|f| f["value"].as_f64().unwrap()).collect();
    assert_eq!(values, [30_066_000_000.0, 15_180_000_000.0, 10_000_000_000.0]);
    assert!(sorted["total"].as_u64().unwrap() > 40);
    // A condition on one kind, and another kind asked for: what stands beside it.
    let beside = notice.anli(&["facts", "amount>=100億", "--kind", "count", "--json"]).code(0).json();
    assert!(beside["facts"].as_array().unwrap().iter().all(|fact| fact["kind"] == "count"));
    // Every form is written.
    for form in ["text", "jsonl", "csv", "md"] {
        let out = notice.anli(&["facts", "amount>=100億", "--format", form]).code(0).stdout();
        assert!(out.contains("151.8"), "{form}: {out}");
    }
    notice.anli(&["facts", "amount>=9999億"]).code(1);
}

#[test]
fn firsts_have_a_level_and_ranks_are_none() {
    let answer = Project::notice().anli(&["facts", "--kind", "first", "--json"]).code(0).json();
    let facts = answer["facts"].as_array().unwrap();
    let levels: BTreeSet<&str> = facts.iter().filter_map(|fact| fact["level"].as_str()).collect();
    assert!(levels.is_superset(&BTreeSet::from(["全國", "全省", "全市"])), "{levels:?}");
    for fact in facts {
        assert!(!fact["text"].as_str().unwrap().contains("首位"), "{fact}");
        assert!(!fact["claim"].as_str().unwrap().is_empty() && fact["case"].is_string(), "{fact}");
    }
}

/// Firsts of one level, the latest first, each with the date of its sentence or of its notice.
#[test]
fn firsts_by_level_and_date() {
    let notice = Project::notice();
    let firsts = |args: &[&str]| {
        let answer = notice.anli(&[&["facts", "--json"], args].concat()).code(0).json();
        answer["facts"].as_array().unwrap().clone()
    };
    let all = firsts(&["--kind", "first"]);
    let national = firsts(&["--kind", "first", "--level", "全國", "--sort", "date"]);
    let wanted = all.iter().filter(|first| first["circle"] == "nation").count();
    assert!(wanted > 5 && national.len() == wanted && national.iter().all(|first| first["circle"] == "nation"));
    // A date is as short as it can be: 2022 is before 2023-06.
    let dates: Vec<&str> = national.iter().map(|first| first["date"].as_str().unwrap()).collect();
    assert!(dates.windows(2).all(|pair| pair[0][..4] >= pair[1][..4]), "{dates:?}");
    assert!(all.iter().all(|first| first["date"].is_string()), "the notice has a date");
    // A level asks for firsts; one that stands in the sentence counts.
    assert_eq!(firsts(&["--level", "nation"]).len(), wanted);
    let landed = firsts(&["--level", "县"]).into_iter().any(|first| first["claim"] == "首單侵犯專利權責任保險");
    assert!(landed);
    notice.anli(&["facts", "--level", "月球"]).code(2);
}

#[test]
fn a_row_for_each_case() {
    let notice = Project::notice();
    let table = notice.anli(&["table", "--json"]).code(0).json();
    let rows = table["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 20);
    let mut rates: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for row in rows {
        let name = case(row["case"]["id"].as_str().unwrap());
        for (column, cell) in row.as_object().unwrap().iter().filter(|(name, _)| *name != "case" && *name != "notice") {
            for entry in cell.as_array().unwrap() {
                let passage = entry["passage"].as_str().unwrap();
                assert_eq!(case(passage), name, "{column}: {entry}");
                assert!(entry["span"]["end"].is_u64() && entry["sentence"].is_string(), "{entry}");
            }
        }
        for entry in row["subsidy_rate"].as_array().unwrap() {
            rates.entry(name.clone()).or_default().push(entry["value"].as_f64().unwrap());
        }
    }
    let expected =
        [("典型7", &[50.0][..]), ("典型8", &[50.0]), ("典型9", &[2.0]), ("優秀7", &[10.0]), ("優秀8", &[30.0, 60.0])];
    assert_eq!(rates, expected.into_iter().map(|(name, rates)| (name.to_owned(), rates.to_vec())).collect());
    let csv = notice.anli(&["table", "--format", "csv", "--bom"]).code(0).stdout();
    let csv = csv.strip_prefix('\u{FEFF}').unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let city = headers.iter().position(|name| name == "city").unwrap();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), 20);
    assert_eq!(records.iter().filter(|record| &record[city] == "臺州市").count(), 4);
    let one = notice.anli(&["table", "--filter", "city:寧波", "--json"]).json();
    let names: BTreeSet<String> =
        one["rows"].as_array().unwrap().iter().map(|row| case(row["case"]["id"].as_str().unwrap())).collect();
    assert_eq!(names, set(&["典型2", "優秀2", "優秀3"]));
    for form in ["text", "md"] {
        let out = notice.anli(&["table", "--format", form, "--cite"]).code(0).stdout().replace('\\', "");
        assert!(out.contains("151.8") && out.contains("優秀1#"), "{form}");
    }
}

#[test]
fn a_document_without_cases_is_a_row() {
    let project = Project::with(&[("規定.txt", "某某規定\n第一條 處五萬元以下的罰款。\n".as_bytes())]);
    let table = project.anli(&["table", "--json"]).code(0).json();
    assert_eq!(table["rows"].as_array().unwrap().len(), 1);
    assert_eq!(table["rows"][0]["fine"][0]["value"], 50_000);
    let finance = project.anli(&["table", "--json", "--columns", "finance"]).code(0).json();
    assert_eq!(finance["rows"][0]["other_amounts"][0]["value"], 50_000);
}

/// The first figure of a document that is a million at least; checks that its place is a paragraph of the document.
#[track_caller]
fn figure_of_a_document(bytes: &[u8]) -> serde_json::Value {
    let project = Project::with(&[("a.docx", bytes)]);
    let answer = project.anli(&["facts", "amount>=100萬", "--json"]).code(0).json();
    let fact = answer["facts"][0].clone();
    assert!(fact["span"]["place"]["paragraph"].as_u64().is_some_and(|paragraph| paragraph > 1), "{fact}");
    assert!(fact["span"]["raw_start"].is_null() && fact["file"].as_str().unwrap().ends_with("a.docx"), "{fact}");
    fact
}

#[test]
fn figures_of_a_document_have_a_place_in_it() {
    let document = docx(&["某某规定", "第一条　制定本规定。", "第二条　违反本规定的，处二百万元以上的罚款。"]);
    let fact = figure_of_a_document(&document);
    assert_eq!((&fact["span"]["place"]["paragraph"], &fact["value"]), (&3.into(), &2_000_000.into()), "{fact}");
}

#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn figures_of_a_law_have_a_place_in_it() {
    figure_of_a_document(&std::fs::read(shared("formats/law-docx-pdf/中华人民共和国反垄断法.docx")).unwrap());
}

/// A number in a table says what it says under its heading, in every format that has tables, and knows its cell.
#[test]
fn figures_of_tables() {
    let prose = "现将各县办理质押登记、发放贷款的情况通报如下，请对照检查，抓好落实，按时报送。";
    let html = format!(
        "<html><body><div><h1>关于质押融资情况的通报</h1><p>{prose}</p>\
         <table><tr><td rowspan=2>单位</td><td colspan=2>贷款金额（万元）</td></tr><tr><td>2022年</td><td>2023年</td></tr>\
         <tr><td>甲公司</td><td>1200</td><td>5</td></tr><tr><td>乙公司</td><td>300</td><td>—</td></tr></table>\
         <p>{prose}</p></div></body></html>"
    );
    let markdown = format!("# 关于授信情况的通报\n\n{prose}\n\n| 单位 | 授信额(亿元) |\n|---|---|\n| 丙公司 | 2.5 |\n");
    let project = Project::with(&[("a.html", html.as_bytes()), ("b.md", markdown.as_bytes())]);
    project.index(&["build"]).code(0);
    let facts = project.anli(&["facts", "--kind", "money", "--json"]).json();
    let found: Vec<_> = facts["facts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fact| {
            let cell = &fact["span"]["cell"];
            let at = |name: &str| cell[name].as_u64().unwrap();
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            (
                fact["value"].as_f64().unwrap(),
                text(&fact["text"]),
                text(&fact["what"]),
                (at("table"), at("row"), at("column")),
                text(&cell["row_heading"]),
                text(&cell["column_headings"][0]),
            )
        })
        .collect();
    let one = |value: f64, text: &str, what: &str, at, row: &str, column: &str| {
        (value, text.to_owned(), what.to_owned(), at, row.to_owned(), column.to_owned())
    };
    assert_eq!(
        found,
        [
            one(12_000_000.0, "1200", "贷款金额", (1, 3, 2), "甲公司", "2022年"),
            one(50_000.0, "5", "贷款金额", (1, 3, 3), "甲公司", "2023年"),
            one(3_000_000.0, "300", "贷款金额", (1, 4, 2), "乙公司", "2022年"),
            one(250_000_000.0, "2.5", "授信额", (1, 2, 2), "丙公司", "授信额(亿元)"),
        ]
    );
    // Bytes of the file lead to the number.
    let raw = &facts["facts"][0]["span"];
    let at = |name: &str| usize::try_from(raw[name].as_u64().unwrap()).unwrap();
    assert_eq!(&html[at("raw_start")..at("raw_end")], "1200");
    // Conditions and the places of cells are the same for whoever asks.
    let answer = project.search(&["amount>=1000万"]);
    let lit: BTreeSet<String> = marks(&answer).into_iter().map(|(_, _, text)| text).collect();
    assert_eq!(lit, BTreeSet::from(["1200".to_owned(), "2.5".to_owned()]));
    assert_eq!(project.count(&["amount<=6万"]), 1, "what stands in one cell is no part of the next");
    let cells = answer["hits"][0]["cells"].as_array().unwrap();
    assert!(cells.iter().all(|cell| cell["heading"] == false && cell["row"].is_u64()), "{cells:?}");
    let shown = project.anli(&["facts", "--kind", "money", "--lang", "zh", "--script", "as-is"]).stdout();
    assert!(shown.contains("表 1 第 3 行第 2 列 · 2022年 · 贷款金额（万元） · 甲公司"), "{shown}");
}

/// Of very many passages a page of facts needs a look at some; it says that there are more, and all of them begin with it.
#[test]
fn a_page_of_facts_looks_at_some_passages() {
    const PASSAGES: usize = 8_000;
    let paragraph = |n: usize| format!("第{n}户企业获得授信{}万元。\n\n", n + 1);
    let text: String = (1..=PASSAGES).map(paragraph).collect();
    let project = Project::with(&[("corpus/授信.md", format!("# 关于授信的通知\n\n{text}").as_bytes())]);
    let all = project.anli(&["facts", "授信", "--kind", "money", "--limit", "all", "--timeout", "0", "--json"]).json();
    let facts = all["facts"].as_array().unwrap();
    assert_eq!((facts.len(), &all["total"]), (PASSAGES, &Value::from(PASSAGES)));
    assert!(all.get("partial").is_none());
    for (offset, limit) in [(0, 20), (5_000, 20)] {
        let (from, count) = (offset.to_string(), limit.to_string());
        let page = ["facts", "授信", "--kind", "money", "--offset", &from, "--limit", &count, "--json"];
        let answer = project.anli(&page).json();
        assert_eq!(answer["facts"].as_array().unwrap()[..], facts[offset..offset + limit]);
        assert_eq!(answer["partial"], true);
        let total = answer["total"].as_u64().unwrap() as usize;
        assert!(total > offset + limit && total < PASSAGES, "{total}");
        assert!(answer["query"]["hints"].to_string().contains("at least"), "{}", answer["query"]);
    }
    let shown = project.anli(&["facts", "授信", "--kind", "money", "--limit", "2"]);
    assert!(shown.stderr().contains("at least"), "{}", shown.stderr());
    // The last page is whole, and so is what is sorted by value.
    for page in [["--offset", "7990"], ["--sort", "value"]] {
        let args: Vec<&str> =
            ["facts", "授信", "--kind", "money", "--limit", "20", "--json"].into_iter().chain(page).collect();
        let answer = project.anli(&args).json();
        assert_eq!((answer.get("partial"), &answer["total"]), (None, &Value::from(PASSAGES)), "{page:?}");
    }
}
