//! The table of cases under columns of its field: made-up collections with the wanted cells, the notice, files of one's own.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::common::{Project, notice_bytes, python};

/// What stands in the column of a case, in either script as it is.
fn cell(table: &Value, case: &str, column: &str) -> Vec<String> {
    let rows = table["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["case"]["id"].as_str().unwrap().ends_with(&format!("/{case}"))).unwrap();
    let entries = row[column].as_array().unwrap_or_else(|| panic!("no column {column}"));
    entries.iter().map(|entry| entry["text"].as_str().unwrap().to_owned()).collect()
}

/// The set that is taken for a collection by itself, and the wanted cells.
#[track_caller]
fn check(text: &str, set: &str, wanted: &[(&str, &str, &[&str])]) {
    let project = Project::with(&[("a.txt", text.as_bytes())]);
    let run = project.anli(&["table", "--json", "--lang", "en"]).code(0);
    let table = run.json();
    assert_eq!(table["set"]["name"], set, "{}", table["set"]);
    assert_eq!(table["set"]["fits_best"], true);
    assert!(run.stderr().contains(&format!("--columns {set}")), "{}", run.stderr());
    assert!(table["rows"].as_array().unwrap().len() >= 3);
    for (case, column, texts) in wanted {
        assert_eq!(cell(&table, case, column), *texts, "{case} {column}");
    }
    agrees(&table);
}

/// Every entry stands in its sentence, and its value is the one that is read there.
fn agrees(table: &Value) -> usize {
    let mut numbers = 0;
    for row in table["rows"].as_array().unwrap() {
        for (column, cell) in row.as_object().unwrap().iter().filter(|(_, cell)| cell.is_array()) {
            for entry in cell.as_array().unwrap() {
                let (text, sentence) = (entry["text"].as_str().unwrap(), entry["sentence"].as_str().unwrap());
                let Some(value) = entry["value"].as_f64() else { continue };
                numbers += 1;
                assert!(sentence.contains(text), "{column}: {entry}");
                let facts = anli::facts::extract(sentence);
                let same = facts.iter().find(|fact| fact.text == text && fact.value == Some(value));
                assert!(same.is_some(), "{column}: {entry} {facts:?}");
                let direction = entry["direction"].as_str();
                assert!(
                    facts.iter().any(|fact| fact.text == text && fact.direction.map(|one| one.name()) == direction)
                );
            }
        }
    }
    numbers
}

#[test]
fn penalties() {
    check(
        include_str!("table/penalties.txt"),
        "penalty",
        &[
            ("典型1", "fine", &["25万元"]),
            ("典型1", "confiscated", &["3.5万元"]),
            ("典型1", "goods_value", &["12.6万元"]),
            (
                "典型1",
                "law",
                &["《中华人民共和国商标法》第五十七条第（三）项", "《中华人民共和国商标法》第六十条第二款"],
            ),
            ("典型2", "fine", &["6000元"]),
            ("典型2", "confiscated", &["1200元"]),
            ("典型3", "fine", &["10万元"]),
            ("典型3", "goods_value", &["45.2万元"]),
            ("典型3", "suspension", &["三个月"]),
        ],
    );
}

#[test]
fn court_cases() {
    check(
        include_str!("table/courts.txt"),
        "court",
        &[
            ("典型1", "case_number", &["（2021）甲01知民初123号", "（2022）最高法知民终456号"]),
            ("典型1", "court", &["乙市中级人民法院"]),
            ("典型1", "cause", &["侵害发明专利权纠纷"]),
            ("典型1", "damages", &["200万元", "15万元"]),
            ("典型2", "cause", &["假冒注册商标罪"]),
            ("典型2", "sentence", &["三年六个月", "一年"]),
            ("典型2", "probation", &["一年六个月"]),
            ("典型2", "criminal_fine", &["一百万元", "10万元"]),
            ("典型2", "case_sum", &["320万元"]),
            ("典型3", "damages", &["300万元"]),
        ],
    );
}

#[test]
fn subsidies() {
    check(
        include_str!("table/subsidies.txt"),
        "subsidy",
        &[
            ("典型1", "target", &["在本区登记的中小微企业"]),
            ("典型1", "standard", &["50%"]),
            ("典型1", "cap", &["最高不超过20万元"]),
            ("典型1", "term", &["三年"]),
            ("典型2", "target", &["获得知识产权质押贷款的企业"]),
            ("典型2", "standard", &["30%"]),
            ("典型2", "cap", &["最高30万元"]),
            ("典型2", "term", &["不超过2年"]),
            ("典型2", "budget", &["500万元"]),
            ("典型3", "standard", &["100万元"]),
        ],
    );
}

#[test]
fn data_and_business_environment() {
    check(
        include_str!("table/data.txt"),
        "data",
        &[
            ("典型1", "data_trade", &["3.2亿元"]),
            ("典型1", "data_products", &["86个"]),
            ("典型1", "data_volume", &["12.5亿条"]),
            ("典型2", "data_certificates", &["350张"]),
            ("典型2", "pledge", &["1.2亿元"]),
            ("典型3", "data_deals", &["1560笔"]),
            ("典型3", "growth", &["45%"]),
        ],
    );
    check(
        include_str!("table/business.txt"),
        "business",
        &[
            ("典型1", "time_limit", &["5个工作日", "1个工作日"]),
            ("典型1", "documents", &["18份", "6份"]),
            ("典型1", "stages", &["7个", "2个"]),
            ("典型2", "reduced", &["60%"]),
            ("典型2", "saved_cost", &["约1200万元"]),
            ("典型3", "items", &["32项"]),
            ("典型3", "reduced", &["45%"]),
        ],
    );
}

/// What a column says is what the text says.
#[test]
fn the_notice() {
    let notice = Project::notice();
    let table = notice.anli(&["table", "--json"]).code(0).json();
    assert_eq!(table["set"]["name"], "finance");
    for (case, column, texts) in [
        // What is saved, and what lies below others, is no cost and no rate.
        ("典型1", "saved", &["近800萬元"][..]),
        ("優秀4", "saved", &["約200萬元"]),
        ("優秀10", "rate_cut", &["50個BP"]),
        ("優秀10", "interest", &[]),
        // What makes losses good is no subsidy of premiums.
        ("典型3", "loss_share", &["20%"]),
        ("典型3", "subsidy_rate", &[]),
        ("典型9", "loss_share", &["5%"]),
        ("典型9", "subsidy_rate", &["2%"]),
        ("優秀1", "loss_share", &["4:4:2"]),
        // One sum told three times is one.
        ("典型10", "credit", &["5000萬元"]),
        // Whatever was done by pledging.
        ("優秀7", "pledge", &["2億元", "9.2億元", "5.1億元"]),
        ("優秀1", "pledge", &["151.8億元", "300.66億元"]),
    ] {
        assert_eq!(cell(&table, case, column), texts, "{case} {column}");
    }
    let rows = table["rows"].as_array().unwrap();
    let told = &rows.iter().find(|row| row["case"]["id"].as_str().unwrap().ends_with("典型10")).unwrap()["credit"][0];
    assert_eq!(told["also"].as_array().unwrap().len(), 2, "{told}");
    assert!(agrees(&table) > 80);
    // In every set.
    for set in ["penalty", "court", "subsidy", "data", "business"] {
        let table = notice.anli(&["table", "--json", "--columns", set]).code(0).json();
        assert_eq!((table["set"]["name"].as_str(), table["set"]["fits_best"].as_bool()), (Some(set), Some(false)));
        agrees(&table);
    }
}

#[test]
fn columns_by_name() {
    let notice = Project::notice();
    let table = notice.anli(&["table", "--json", "--columns", "質押,city,firms"]).code(0).json();
    let names: Vec<&str> =
        table["columns"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["pledge", "city", "firms"]);
    assert!(table["set"].is_null());
    let row: BTreeSet<&str> = table["rows"][0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(row, ["case", "notice", "pledge", "city", "firms"].into());
    let sorted = notice.anli(&["table", "--json", "--sort", "质押"]).code(0).json();
    assert!(sorted["rows"][0]["case"]["id"].as_str().unwrap().ends_with("優秀1"));
    for (args, said) in [(["--columns", "colour"], "colour"), (["--sort", "colour"], "colour")] {
        let run = notice.anli(&["table", args[0], args[1], "--lang", "en"]).code(2);
        assert!(run.stderr().contains(said) && run.stderr().contains("pledge"), "{}", run.stderr());
        assert_eq!(
            notice.anli(&["table", args[0], args[1], "--json"]).code(2).json()["error"]["code"],
            "unknown-column"
        );
    }
}

/// The program's own table is taken as a file, and a bad one is refused with its line and the way out.
#[test]
fn a_file_of_ones_own() {
    let project = Project::with(&[("notice.txt", &notice_bytes())]);
    let own = include_str!("../data/columns.tsv");
    fs::write(project.path().join("own.tsv"), own).unwrap();
    let same = |args: &[&str]| project.anli(args).code(0).json()["rows"].clone();
    assert_eq!(same(&["table", "--json", "--columns", "own.tsv"]), same(&["table", "--json"]));
    let short =
        "column\tzh\ten\tkind\tpurpose\tnear\nwhere\t地方\twhere\tcity\nfunds\t质押额\tpledged\tmoney\tpledge\n";
    fs::write(project.path().join("short.tsv"), short).unwrap();
    let run = project.anli(&["table", "--columns", "short.tsv", "--format", "csv", "--lang", "zh"]).code(0);
    let head = run.stdout().lines().next().unwrap().to_owned();
    assert!(head.contains("地方") && head.contains("质押额") && head.contains("发文机关"), "{head}");
    assert!(run.stdout().contains("9.2億元"));
    for (text, line, way) in [
        ("column\tkind\na\tmony\n", "line 2, column 2", "money percent"),
        ("column,kind\n", "line 1", "tabs"),
        ("column\tkind\na\tmoney\na\tcount\n", "line 3", "line 2"),
        ("column\tkind\n", "line 1", "tab"),
        ("column\tkind\ncase\tmoney\n", "line 2", "small letters"),
    ] {
        fs::write(project.path().join("bad.tsv"), text).unwrap();
        let run = project.anli(&["table", "--columns", "bad.tsv", "--lang", "en"]).code(2);
        let said = run.stderr();
        assert!(said.contains("bad.tsv") && said.contains(line) && said.contains(way), "{said}");
    }
    let run = project.anli(&["table", "--columns", "away.tsv", "--lang", "en"]).code(2);
    assert!(run.stderr().contains("away.tsv"), "{}", run.stderr());
}

/// A workbook of penalties: sums in 10,000 yuan, terms in days, and the name of the set among the notes.
#[test]
#[cfg_attr(not(has_python), ignore = "needs python3 with venv")]
fn a_workbook_of_penalties() {
    let project = Project::with(&[("a.txt", include_bytes!("table/penalties.txt"))]);
    project.anli(&["table", "--format", "xlsx", "-o", "a.xlsx", "--lang", "zh"]).code(0);
    let bin = python::environment("office", &["openpyxl>=3.1,<4", "python-docx>=1.1,<2"]);
    let script = "
import openpyxl
book = openpyxl.load_workbook('a.xlsx')
heads = [cell.value for cell in book.worksheets[0][1]]
rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
at = heads.index
print([row[at('罚款（万元）')] for row in rows], rows[2][at('停业、拘留等期限（天）')], rows[0][at('发文机关')], rows[0][at('年份')])
print([cell.value for cell in book.worksheets[2]['A']][0])
";
    let output = std::process::Command::new(bin.join("python"))
        .args(["-c", script])
        .current_dir(project.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.lines().next().unwrap(), "[25, 0.6, 10] 90 甲省市场监督管理局 2024", "{said}");
    assert!(said.contains("列组：行政处罚"), "{said}");
}

/// What is called reduced or saved is said to be: a rate of 2.7 % and a margin of 180 basis points are neither.
#[test]
fn what_is_reduced_is_said_to_be() {
    let table = Project::notice().anli(&["table", "--columns", "finance", "--json"]).code(0).json();
    let entries = |column: &str| -> Vec<Value> {
        let rows = table["rows"].as_array().unwrap().iter();
        rows.flat_map(|row| row[column].as_array().cloned().unwrap_or_default()).collect()
    };
    for column in ["rate_cut", "saved"] {
        let entries = entries(column);
        assert!(
            !entries.is_empty() && entries.iter().all(|entry| entry["direction"] == "down"),
            "{column}: {entries:?}"
        );
    }
    let interest: Vec<String> =
        entries("interest").iter().map(|entry| entry["text"].as_str().unwrap().to_owned()).collect();
    assert_eq!(interest, ["2.7%", "最高不超過LPR+180BP"]);
}
