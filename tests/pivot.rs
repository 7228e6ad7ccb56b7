//! Counts by two fields: against facets, and by brute force over what a search finds.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::common::Project;

/// The sums of rows or columns by value; what has none is left out.
fn sums(pivot: &Value, which: &str) -> BTreeMap<String, u64> {
    let items = pivot[which].as_array().unwrap();
    let named = items.iter().filter_map(|item| Some((item["value"].as_str()?.to_owned(), item["sum"].as_u64()?)));
    named.collect()
}

/// The counts of a facet.
fn facet(facets: &Value, field: &str) -> BTreeMap<String, u64> {
    let values = facets["facets"][field].as_array().unwrap();
    values.iter().map(|value| (value["value"].as_str().unwrap().to_owned(), value["count"].as_u64().unwrap())).collect()
}

#[test]
fn sums_are_those_of_facets() {
    let notice = Project::notice();
    for query in ["質押", "保險", "city:寧波", "質押 -保險"] {
        for (unit, value) in [("case", "cases"), ("passage", "passages")] {
            let facets = notice.anli(&["facets", query, "--by", unit, "--json"]).json();
            for (rows, cols) in [("city", "instrument"), ("instrument", "city"), ("tier", "section"), ("year", "actor")]
            {
                let args = ["pivot", query, "--rows", rows, "--cols", cols, "--value", value, "--json"];
                let pivot = notice.anli(&args).code(0).json();
                assert_eq!(sums(&pivot, "rows"), facet(&facets, rows), "{args:?}");
                assert_eq!(sums(&pivot, "columns"), facet(&facets, cols), "{args:?}");
                let search = notice.anli(&["search", query, "--by", unit, "--limit", "all", "--json"]).json();
                assert_eq!(pivot["sum"], search["total"], "{args:?}");
                assert_eq!(pivot["total"].as_u64(), Some(pivot["rows"].as_array().unwrap().len() as u64));
            }
        }
    }
}

/// Every cell, by the hits themselves: a case has the tiers and cities of its record.
#[test]
fn cells_are_what_a_count_by_hand_gives() {
    let notice = Project::notice();
    for (query, value) in [("質押", "cases"), ("銀行", "passages"), ("保險", "occurrences")] {
        let hits = notice.anli(&["search", query, "--limit", "all", "--json"]).json();
        let mut expected: BTreeMap<(Option<String>, Option<String>), BTreeSet<String>> = BTreeMap::new();
        let mut times: BTreeMap<(Option<String>, Option<String>), u64> = BTreeMap::new();
        for hit in hits["hits"].as_array().unwrap() {
            let text = |value: &Value| value.as_str().map(str::to_owned);
            let key = (text(&hit["case"]["city"]), text(&hit["case"]["tier"]));
            let what = if value == "cases" { &hit["case"]["id"] } else { &hit["id"] };
            let Some(what) = text(what) else { continue };
            expected.entry(key.clone()).or_default().insert(what);
            *times.entry(key).or_default() += hit["marks"].as_array().unwrap().len() as u64;
        }
        let args = ["pivot", query, "--rows", "city", "--cols", "tier", "--value", value, "--json"];
        let pivot = notice.anli(&args).code(0).json();
        let columns: Vec<Option<String>> = pivot["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|column| column["value"].as_str().map(str::to_owned))
            .collect();
        let mut found = 0;
        for row in pivot["rows"].as_array().unwrap() {
            let name = row["value"].as_str().map(str::to_owned);
            for (column, cell) in columns.iter().zip(row["cells"].as_array().unwrap()) {
                let key = (name.clone(), column.clone());
                let count = match value {
                    "occurrences" => times.get(&key).copied().unwrap_or(0),
                    _ => expected.get(&key).map_or(0, BTreeSet::len) as u64,
                };
                assert_eq!(cell.as_u64(), Some(count), "{key:?} in {args:?}");
                found += count;
            }
        }
        assert!(found > 10, "{args:?}");
    }
}

/// A case that has two of a thing counts for both, and once in the sums; one that has none stands in a column of its own.
#[test]
fn what_has_several_values_is_summed_once() {
    let text = "关于发布典型案例的通知\n某知发〔2024〕9号\n案例一：甲市开展专利质押\n（一）主要做法\n发放质押贷款，投保保险。\n\
                案例二：乙市开展服务\n（一）主要做法\n到企业走访宣传。\n";
    let project = Project::with(&[("二.txt", text.as_bytes())]);
    let pivot = project.anli(&["pivot", "--rows", "section", "--cols", "instrument", "--json"]).code(0).json();
    assert_eq!(pivot["sum"], 2, "{pivot}");
    let columns = pivot["columns"].as_array().unwrap();
    assert!(columns.last().unwrap()["value"].is_null(), "{pivot}");
    assert_eq!(columns.last().unwrap()["sum"], 1);
    let row = &pivot["rows"][0];
    let cells: u64 = row["cells"].as_array().unwrap().iter().map(|cell| cell.as_u64().unwrap()).sum();
    assert!(cells > row["sum"].as_u64().unwrap(), "{pivot}");
}

#[test]
fn sums_of_money_keep_to_their_purpose() {
    let text = "关于发布典型案例的通知\n某知发〔2024〕9号\n案例一：甲市开展专利质押\n（一）主要做法\n质押金额300万元，授信额度500万元，质押金额300万元。\n\
                （二）工作成效\n质押登记金额超1亿元，发放贷款80万元。\n案例二：乙市开展商标质押\n（一）主要做法\n质押金额200万元。\n";
    let project = Project::with(&[("二.txt", text.as_bytes())]);
    let sum = |purpose: &str| {
        let args = ["pivot", "--rows", "tier", "--cols", "year", "--value", "amount", "--purpose", purpose, "--json"];
        project.anli(&args).json()["sum"].as_f64().unwrap()
    };
    // Three million once, a hundred million, and two million.
    assert_eq!(sum("质押"), 105_000_000.0);
    assert_eq!(sum("質押"), sum("pledge"));
    assert_eq!(sum("授信"), 5_000_000.0);
    assert_eq!(sum("loan"), 800_000.0);
    let run = project.anli(&[
        "pivot",
        "--rows",
        "tier",
        "--cols",
        "year",
        "--value",
        "amount",
        "--purpose",
        "质押",
        "--lang",
        "en",
    ]);
    let said = run.stderr();
    assert!(said.contains("3 figures, 1 of which are bounds") && said.contains("(1 left out)"), "{said}");
    let said = project.anli(&["pivot", "--rows", "tier", "--cols", "year", "--value", "amount"]).code(2).stderr();
    assert!(said.contains("--purpose"), "{said}");
    let said = project.anli(&["pivot", "--rows", "tier", "--cols", "year", "--purpose", "质押"]).code(2).stderr();
    assert!(said.contains("--value amount"), "{said}");
}

#[test]
fn every_form_has_the_same_figures() {
    let notice = Project::notice();
    let args = ["pivot", "質押", "--rows", "城市", "--cols", "工具"];
    let json = notice.anli(&[&args[..], &["--json"]].concat()).code(0).json();
    let all = json["sum"].to_string();
    let cases =
        notice.anli(&["search", "質押", "--by", "case", "--limit", "all", "--json"]).json()["total"].to_string();
    assert_eq!(all, cases);
    let csv = notice.anli(&[&args[..], &["--format", "csv"]].concat()).code(0).stdout();
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let width = rows.headers().unwrap().len();
    let records: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), json["rows"].as_array().unwrap().len() + 1);
    assert_eq!(width, json["columns"].as_array().unwrap().len() + 2);
    assert_eq!(&records.last().unwrap()[width - 1], all);
    let markdown = notice.anli(&[&args[..], &["--format", "md", "--lang", "zh"]].concat()).code(0).stdout();
    assert_eq!(markdown.lines().filter(|line| line.starts_with("| ")).count(), records.len() + 2, "{markdown}");
    assert!(markdown.contains("| 合计 |") && markdown.trim_end().ends_with(&format!("| {all} |")), "{markdown}");
    let text = notice.anli(&[&args[..], &["--lang", "en"]].concat()).code(0).stdout();
    assert!(text.trim_end().ends_with(&all) && text.lines().count() == records.len() + 1, "{text}");
    // Part of the rows is said to be a part, and the sums are of all.
    let run = notice.anli(&[&args[..], &["--limit", "2", "--format", "csv", "--lang", "en"]].concat()).code(0);
    assert!(run.stderr().contains("2 of"), "{}", run.stderr());
    assert!(run.stdout().trim_end().ends_with(&format!(",{all}")), "{}", run.stdout());
    assert_eq!(notice.anli(&["pivot", "龘龘龘", "--rows", "city", "--cols", "tier"]).code(1).stdout(), "");
}

/// Shares are those of the sums, and a workbook and a page have a picture of them.
#[test]
fn shares_and_pictures() {
    let notice = Project::notice();
    let args = ["pivot", "--rows", "city", "--cols", "tier"];
    let json = notice.anli(&[&args[..], &["--json"]].concat()).code(0).json();
    let sum = json["sum"].as_f64().unwrap();
    for one in json["rows"].as_array().unwrap().iter().chain(json["columns"].as_array().unwrap()) {
        assert!((one["share"].as_f64().unwrap() - one["sum"].as_f64().unwrap() / sum).abs() < 1e-9, "{one}");
    }
    let csv = notice.anli(&[&args[..], &["--shares", "--format", "csv", "--lang", "en"]].concat()).code(0).stdout();
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines[0].ends_with("total,share") && lines[1].ends_with('%'), "{csv}");
    assert!(lines.last().unwrap().starts_with("share,") && lines.last().unwrap().contains("100%"), "{csv}");
    let page = notice.anli(&[&args[..], &["--format", "html"]].concat()).code(0).stdout();
    assert!(page.contains("<svg") && page.contains("<rect") && page.contains("臺州市"), "{page}");
    let book = notice.anli(&[&args[..], &["--format", "xlsx"]].concat()).code(0);
    let names = zip_names(book.stdout_bytes());
    assert!(names.contains("xl/charts/chart1.xml"), "{names}");
}

/// The names of files in an archive stand in it as they are.
fn zip_names(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
