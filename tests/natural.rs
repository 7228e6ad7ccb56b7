//! What people type without knowing the query language, on the notice: the number they copy from the status line is right,
//! and a reading that could surprise says how it was read.

use serde_json::Value;

use crate::common::Project;

/// What a query finds: occurrences, passages, cases; as it stands where that is told apart; the first hit.
struct Natural {
    query: &'static str,
    /// Occurrences, passages and cases.
    found: (usize, usize, usize),
    /// The same of the run as it stands.
    exact: Option<(usize, usize, usize)>,
    /// What the id of the first hit begins with, behind the notice.
    first: &'static str,
}

const fn natural(
    query: &'static str,
    found: (usize, usize, usize),
    exact: Option<(usize, usize, usize)>,
    first: &'static str,
) -> Natural {
    Natural { query, found, exact, first }
}

fn counts(value: &Value, names: [&str; 3]) -> (usize, usize, usize) {
    let of = |name: &str| value[name].as_u64().unwrap_or_default() as usize;
    (of(names[0]), of(names[1]), of(names[2]))
}

fn found(answer: &Value) -> (usize, usize, usize) {
    counts(answer, ["occurrences", "total", "cases"])
}

#[track_caller]
fn check(cases: &[Natural]) {
    let notice = Project::notice();
    let mut wrong = Vec::new();
    for case in cases {
        let answer = notice.search(&[case.query]);
        let exact = answer.get("exact").map(|exact| counts(exact, ["occurrences", "passages", "cases"]));
        let first = answer["hits"][0]["id"].as_str().unwrap_or_default();
        let first = first.split_once('/').map_or(first, |(_, id)| id);
        if found(&answer) != case.found || exact != case.exact || !first.starts_with(case.first) {
            wrong.push(format!("{}: {:?} {exact:?} {first}", case.query, found(&answer)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn places() {
    check(&[
        natural("温岭 贴息", (1, 1, 1), Some((1, 1, 1)), "典型9"),
        natural("永嘉 补偿 比例", (2, 1, 1), None, "典型3"),
        natural("宁波 质押", (15, 5, 3), Some((15, 5, 3)), "優秀2"),
        natural("宁波质押", (15, 5, 3), Some((15, 5, 3)), "優秀2"),
        natural("城市:宁波", (0, 32, 3), None, "典型2"),
    ]);
    // What only names a bank of that name comes last, and is no case of the place.
    let notice = Project::notice();
    let answer = notice.search(&["宁波 质押"]);
    let cities: Vec<&str> =
        answer["hits"].as_array().unwrap().iter().filter_map(|hit| hit["case"]["city"].as_str()).collect();
    assert_eq!(cities.iter().filter(|&&city| city == "寧波市").count(), 4, "{cities:?}");
    assert_ne!(cities.last(), Some(&"寧波市"), "{cities:?}");
    let table = notice.anli(&["table", "宁波", "--json"]).json();
    let rows: Vec<&str> =
        table["rows"].as_array().unwrap().iter().filter_map(|row| row["case"]["city"].as_str()).collect();
    assert!(!rows.is_empty() && rows.iter().all(|&city| city == "寧波市"), "{rows:?}");
    assert!(notice.anli(&["search", "城市:宁波", "--count"]).stdout().trim().parse::<usize>().is_ok_and(|n| n > 0));
}

#[test]
fn a_run_as_it_stands_and_in_parts() {
    check(&[
        natural("数据知识产权", (59, 12, 8), Some((8, 6, 3)), "優秀9"),
        natural("知识产权保险", (147, 35, 11), Some((21, 13, 3)), "典型"),
        natural("地理标志保险", (50, 13, 4), Some((2, 2, 1)), "優秀8"),
        natural("保费补贴", (9, 4, 4), Some((4, 3, 3)), "典型8"),
        natural("承担风险", (17, 3, 3), None, "優秀1"),
    ]);
    let notice = Project::notice();
    assert_eq!(notice.anli(&["kwic", "数据知识产权", "--json"]).json()["total"], 8);
    let said = notice.anli(&["search", "数据知识产权", "--lang", "zh"]).code(0);
    let said = format!("{}{}", said.stdout(), said.stderr());
    assert!(said.contains("原样 8") && said.contains("59"), "{said}");
}

#[test]
fn connectives_patterns_and_blanks() {
    let (either, both, without) = ((251, 106, 19), (34, 7, 5), (114, 55, 13));
    let pledges = natural("质押", (133, 62, 14), Some((133, 62, 14)), "優秀7");
    check(&[
        natural("质押 OR 保险", either, None, ""),
        natural("质押或者保险", either, None, ""),
        natural("质押 ＯＲ 保险", either, None, ""),
        natural("质押 或 保险", either, None, ""),
        natural("质押 or 保险", either, None, ""),
        natural("质押 保险", both, None, ""),
        natural("质押 和 保险", both, None, ""),
        natural("质押 and 保险", both, None, ""),
        natural("质押 && 保险", both, None, ""),
        natural("质押 -保险", without, None, ""),
        natural("质押 not 保险", without, None, ""),
        natural("质押 !保险", without, None, ""),
        natural("质押 不含 保险", without, None, ""),
        natural("质*押", (134, 63, 14), None, ""),
        natural("质?押", (0, 0, 0), None, ""),
        Natural { query: "质 押", ..pledges },
        Natural { query: "找所有提到质押的案例", ..pledges },
        natural("知 识 产 权 质 押", (185, 51, 13), Some((66, 39, 11)), ""),
        natural("全国首*", (14, 14, 7), None, ""),
        natural("哪些案例是全国首创", (14, 14, 7), None, ""),
    ]);
}

#[test]
fn numbers_of_documents_in_any_brackets() {
    let notice = "浙市監知運2023-12#4";
    for query in [
        "浙市监知运(2023)12号",
        "浙市监知运[2023]12号",
        "浙市监知运〔2023〕12号",
        "浙市监知运﹝2023﹞12号",
        "浙市监知运【2023】12号",
        "浙市监知运（2023）12号",
    ] {
        check(&[natural(query, (1, 1, 0), Some((1, 1, 0)), notice)]);
    }
}

/// A reading that could surprise is said, with what to write instead.
#[test]
fn hints() {
    let notice = Project::notice();
    for (query, words, suggestion) in [
        ("质押或者保险", "或者", "\"质押或者保险\""),
        ("宁波质押", "宁波", "\"宁波质押\""),
        ("金额大于1亿", "", "金额>1亿"),
        ("zhiya", "", "pinyin:zhiya"),
        ("[质抵]押", "", "(质押 OR 抵押)"),
        ("质 押", "质押", ""),
        ("质?押", "质?押", ""),
    ] {
        let answer = notice.search(&[query]);
        let hints = answer["query"]["hints"].as_array().unwrap();
        let told = hints.iter().any(|hint| {
            let text = |name: &str| hint[name].as_str().unwrap_or_default();
            text("message").contains(words) && (suggestion.is_empty() || text("suggestion") == suggestion)
        });
        assert!(told, "{query}: {hints:?}");
    }
    let fields = notice.search(&["城市:火星"])["query"]["hints"].to_string();
    assert!(fields.contains("寧波市"), "{fields}");
}

/// A slip is searched for at once where nothing is found, and never counted.
#[test]
fn slips() {
    let notice = Project::notice();
    for (query, to) in [("质压", "质押"), ("质压 融资", "质押")] {
        let answer = notice.search(&[query]);
        assert_eq!(answer["corrected"]["to"], to, "{query}");
        assert!(answer["total"].as_u64() > Some(0), "{query}");
    }
    assert_eq!(notice.anli(&["search", "质压", "--count"]).stdout().trim(), "0");
    for query in ["\"质压\"", "B股", "另外一件"] {
        let answer = notice.search(&[query]);
        assert_eq!((answer["total"].as_u64(), answer.get("corrected")), (Some(0), None), "{query}");
    }
}

/// Signs alone, floods of signs, and names of places that are words.
#[test]
fn odd_queries_end() {
    let notice = Project::notice();
    for query in ["*", "?*?*", "***", "和", "或"] {
        let run = notice.anli(&["search", query, "--json"]);
        assert!(run.exit() <= 2, "{query}");
    }
    for word in ["和", "或", "*", "质*", "和或"] {
        let flood: String = word.chars().cycle().take(4_000).collect();
        assert!(notice.anli(&["search", &flood, "--json"]).exit() <= 2, "{word}");
    }
    for query in ["朝阳 天天向上", "和平 质押", "东方"] {
        assert!(notice.anli(&["search", query, "--json"]).exit() <= 1, "{query}");
    }
}
