//! Cases side by side, and the terms that set cases apart, against what the cases say.

use std::collections::{BTreeMap, HashSet};

use anli::analyze::{Segmenter, Token};
use anli::text::fold;
use serde_json::Value;

use crate::common::{NOTICE, Project, notice_bytes};
use crate::server::Server;

#[test]
fn cases_side_by_side() {
    let notice = Project::notice();
    let text = notice.anli(&["compare", "典型5", "優秀3"]).code(0).stdout();
    assert!(text.contains("嘉興市 嘉善縣") && text.contains("6268元"), "{text}");
    assert!(!text.lines().any(|line| line.trim_start().starts_with(')')), "{text}");
    let json = notice.anli(&["compare", "典型5", "優秀3", "典型2", "--json"]).code(0).json();
    assert_eq!(json["cases"].as_array().unwrap().len(), 3);
    for row in json["rows"].as_array().unwrap() {
        assert_eq!(row["cells"].as_array().unwrap().len(), 3, "{row}");
    }
    let row = |name: &str| json["rows"].as_array().unwrap().iter().find(|row| row["row"] == name).unwrap();
    assert_eq!(
        row("objects")["cells"][0][0]["passages"][0].as_str().unwrap().split('#').next().unwrap(),
        json["cases"][0]["id"]
    );
    let csv = notice.anli(&["compare", "典型7", "典型8", "--format", "csv"]).code(0).stdout();
    assert!(csv.lines().any(|line| line.starts_with("subsidies,") && line.contains("50%")), "{csv}");
    let markdown = notice.anli(&["compare", "典型7", "典型8", "--format", "md"]).code(0).stdout();
    assert!(markdown.lines().nth(1).is_some_and(|line| line == "| --- | --- | --- |"), "{markdown}");
}

/// Every figure of a case is in some row, whatever else has the same value.
#[test]
fn no_figure_is_lost() {
    let notice = Project::notice();
    let pairs = [("優秀7", "典型2"), ("典型7", "典型8"), ("優秀2", "典型4"), ("典型1", "優秀10")];
    for (one, other) in pairs {
        let answer = notice.anli(&["compare", one, other, "--json"]).code(0).json();
        for (at, case) in [one, other].into_iter().enumerate() {
            let cells =
                || answer["rows"].as_array().unwrap().iter().flat_map(|row| row["cells"][at].as_array().unwrap());
            let shown: HashSet<(String, String)> = cells()
                .map(|quote| (fold(quote["text"].as_str().unwrap()), fold(quote["what"].as_str().unwrap_or_default())))
                .collect();
            let kinds = "money,percent,bp,count";
            let facts = notice.anli(&[
                "facts",
                "--filter",
                &format!("case:{case}"),
                "--kind",
                kinds,
                "--json",
                "--limit",
                "1000",
            ]);
            let facts = facts.code(0).json();
            let facts = facts["facts"].as_array().unwrap();
            assert!(facts.len() > 3, "{case}");
            for fact in facts {
                let (text, what) =
                    (fold(fact["text"].as_str().unwrap()), fold(fact["what"].as_str().unwrap_or_default()));
                let same_sum = |quote: &&Value| quote["yuan"].as_f64().is_some() && quote["yuan"] == fact["value"];
                assert!(
                    shown.contains(&(text.clone(), what.clone())) || cells().any(|quote| same_sum(&quote)),
                    "{case}: {text} {what} is in no row"
                );
            }
        }
    }
    let text = notice.anli(&["compare", "優秀7", "典型2"]).code(0).stdout();
    assert!(text.contains("more"), "what a cell does not show is said: {text}");
}

/// What came of a case stands in its section on results where it has one.
#[test]
fn outcomes_are_no_background() {
    let notice = Project::notice();
    let answer = notice.anli(&["compare", "典型7", "典型8", "--json"]).code(0).json();
    let row = |name: &str| answer["rows"].as_array().unwrap().iter().find(|row| row["row"] == name).unwrap();
    let says = |name: &str, what: &str| row(name)["cells"].to_string().contains(what);
    assert!(says("figures", "侵權糾紛案件") && !says("outcomes", "侵權糾紛案件"), "{answer}");
}

#[test]
fn a_table_in_markdown_keeps_its_cells() {
    let text = "关于发布典型案例的通知\n某知发〔2024〕9号\n案例一：甲|市开展专利质押\n（一）主要做法\n发放贷款500万元，理赔500万元。\n\
                案例二：乙市开展商标质押\n（一）主要做法\n发放贷款300万元，惠及企业5家，合作银行5家。\n";
    let two = Project::with(&[("二.txt", text.as_bytes())]);
    let markdown = two.anli(&["compare", "案例1", "案例2", "--format", "md"]).code(0).stdout();
    for line in markdown.lines() {
        // A bar with one stroke before it is text.
        assert_eq!(line.replace("\\|", "").matches('|').count(), 4, "{line}");
        assert!(!line.contains("\\\\|"), "{line}");
    }
    for said in ["贷款", "理赔", "企业", "银行"] {
        assert!(markdown.contains(said), "{said}: {markdown}");
    }
}

/// G² of every word of the cases, counted in the whole text: no word with a higher one is missing, however many are asked
/// for.
#[test]
fn keywords_are_the_most_distinctive_words() {
    let notice = Project::notice();
    for query in ["典型5", "質押融資", "馬德里", "典型5 優秀3"] {
        let of = |limit: &str| notice.anli(&["keywords", query, "--json", "--limit", limit]).code(0).json();
        let all = of("all");
        let all = all["keywords"].as_array().unwrap();
        for limit in [5, 20, 60] {
            let some = of(&limit.to_string());
            assert_eq!(some["keywords"].as_array().unwrap()[..], all[..limit.min(all.len())], "{query}: {limit}");
        }
        let group = of("1");
        let cases: Vec<String> =
            group["cases"].as_array().unwrap().iter().map(|case| case["id"].as_str().unwrap().to_owned()).collect();
        let texts: BTreeMap<String, String> = cases
            .iter()
            .map(|case| {
                let shown = notice.anli(&["show", case, "--json"]).code(0).json();
                let texts = shown["passages"].as_array().unwrap().iter().filter(|passage| passage["role"] == "body");
                (
                    case.clone(),
                    texts.map(|passage| fold(passage["text"].as_str().unwrap())).collect::<Vec<_>>().join("\n"),
                )
            })
            .collect();
        let whole = texts.values().cloned().collect::<Vec<_>>().join("\n");
        let mut tokens: Vec<Token> = Vec::new();
        Segmenter::full().tokens(&whole, &mut tokens);
        let words: HashSet<&str> = tokens.iter().map(|token| &whole[token.start..token.end]).collect();
        let words =
            words.into_iter().filter(|word| word.chars().nth(1).is_some() && word.chars().any(char::is_alphabetic));
        // Words that stand in the group alone, and often, are found by hand.
        let mut checked = 0;
        for word in words.filter(|word| whole.matches(word).count() >= 8) {
            let here = whole.matches(word).count();
            let everywhere = notice.count(&[&format!("\"{word}\"")]);
            if everywhere == here {
                let covered = all.iter().any(|keyword| fold(keyword["term"].as_str().unwrap()).contains(word));
                assert!(covered, "{query}: {word}, {here} times here and nowhere else");
                checked += 1;
            }
        }
        eprintln!("{query}: {checked} words that stand here only");
        for keyword in all.iter().take(20) {
            let (here, elsewhere) =
                (keyword["mentions"].as_u64().unwrap(), keyword["elsewhere"]["mentions"].as_u64().unwrap());
            let count = notice.count(&[keyword["query"].as_str().unwrap()]) as u64;
            assert_eq!(count, here + elsewhere, "{keyword}");
        }
        // Of a group the terms that many of its cases share come first.
        let by = if cases.len() > 1 { "case_g2" } else { "g2" };
        let scores: Vec<f64> = all.iter().map(|keyword| keyword[by].as_f64().unwrap()).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b));
    }
    let answer = notice.anli(&["keywords", "質押融資", "--json"]).code(0).json();
    assert!(answer["keywords"].as_array().unwrap().iter().any(|keyword| keyword["term"] == "質押"), "{answer}");
}

#[test]
fn keywords_are_counted_as_a_search_counts() {
    let notice = Project::notice();
    for (query, term) in [("典型5", "馬德里"), ("馬德里", "馬德里"), ("优8", "險")] {
        let answer = notice.anli(&["keywords", query, "--json"]).code(0).json();
        let keywords = answer["keywords"].as_array().unwrap();
        assert!(keywords.iter().any(|keyword| keyword["term"].as_str().unwrap().contains(term)), "{answer}");
        for keyword in keywords.iter().take(5) {
            let all = keyword["mentions"].as_u64().unwrap() + keyword["elsewhere"]["mentions"].as_u64().unwrap();
            assert_eq!(notice.count(&[keyword["query"].as_str().unwrap()]) as u64, all, "{keyword}");
        }
    }
    notice.anli(&["keywords", "沒有這樣的詞zzqx"]).code(1);
}

/// Conditions beside each other are groups: a cell says in how many cases of its group.
#[test]
fn groups_side_by_side() {
    let notice = Project::notice();
    let answer = notice.anli(&["compare", "类别:典型", "类别:优秀", "--json"]).code(0).json();
    let groups = answer["groups"].as_array().unwrap();
    assert_eq!(groups.iter().map(|group| group["cases"].as_array().unwrap().len()).collect::<Vec<_>>(), [10, 10]);
    assert_eq!(answer["cases"].as_array().unwrap().len(), 20);
    for row in answer["rows"].as_array().unwrap() {
        for (group, cell) in groups.iter().zip(row["cells"].as_array().unwrap()) {
            let ids: HashSet<&str> = group["cases"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
            for quote in cell.as_array().unwrap() {
                let count = quote["cases"].as_u64().unwrap();
                assert!((1..=10).contains(&count), "{quote}");
                let of: HashSet<&str> = quote["passages"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|id| id.as_str().unwrap().split('#').next().unwrap())
                    .collect();
                assert!(of.is_subset(&ids) && (of.is_empty() || of.len() as u64 == count), "{quote}");
            }
        }
    }
    let instruments = answer["rows"].as_array().unwrap().iter().find(|row| row["row"] == "instruments").unwrap();
    let pledged = instruments["cells"][0]
        .as_array()
        .unwrap()
        .iter()
        .find(|quote| fold(quote["text"].as_str().unwrap()) == "质押融资");
    let search = notice.anli(&["search", "工具:质押融资 类别:典型", "--by", "case", "--json"]).json();
    assert!(pledged.unwrap()["cases"].as_u64().unwrap() <= search["total"].as_u64().unwrap());
    let text = notice.anli(&["compare", "城市:宁波", "城市:台州", "--lang", "zh"]).code(0).stdout();
    assert!(text.contains("3 个案例") && text.contains('×'), "{text}");
    // One condition alone stands for its cases.
    let cases = notice.anli(&["compare", "城市:宁波", "--json"]).code(0).json();
    assert!(cases["groups"].is_null() && cases["cases"].as_array().unwrap().len() == 3);
}

/// A group that was given a name is asked for by it.
#[test]
fn groups_have_names() {
    let project = Project::with(&[("notice.txt", &crate::common::notice_bytes())]);
    project.anli(&["group"]).code(1);
    project.anli(&["group", "甬台", "城市:宁波,台州"]).code(0);
    project.anli(&["group", "質押", "质押", "-保险"]).code(0);
    let listed = project.anli(&["group"]).code(0).stdout();
    assert!(listed.contains("@甬台  城市:宁波,台州") && listed.lines().count() == 2, "{listed}");
    assert_eq!(project.cases(&["@甬台"]), project.cases(&["城市:宁波,台州"]));
    assert_eq!(project.cases(&["@甬台", "质押"]), project.cases(&["城市:宁波,台州", "质押"]));
    assert_eq!(project.cases(&["@質押"]), project.cases(&["质押 -保险"]));
    let one = project.anli(&["compare", "@甬台", "城市:杭州", "--json"]).code(0).json();
    assert_eq!(one["groups"][0]["cases"].as_array().unwrap().len(), 7);
    project.anli(&["group", "甬台", "--remove"]).code(0);
    assert_eq!(project.anli(&["group", "甬台", "--lang", "en"]).code(2).stderr().matches("@質押").count(), 1);
    // In a file of one's own.
    project.anli(&["group", "--groups", "g.toml", "杭", "城市:杭州"]).code(0);
    assert_eq!(project.cases(&["--groups", "g.toml", "@杭"]), project.cases(&["城市:杭州"]));
    std::fs::write(project.path().join("g.toml"), "杭 = \n").unwrap();
    let run = project.anli(&["search", "--groups", "g.toml", "@杭", "--lang", "en"]).code(2);
    assert!(run.stderr().contains("g.toml") && run.stderr().contains("line 1"), "{}", run.stderr());
}

/// What many cases of a group share comes before what one of them says often.
#[test]
fn words_that_a_group_shares() {
    let case = |number: usize, words: &str| format!("典型案例{number}\n某市案例{number}\n（一）主要做法\n{words}\n\n");
    let loud = "区块链".repeat(30);
    let text = format!(
        "关于发布典型案例的通知\n某知发〔2024〕9号\n\n{}{}{}{}{}{}",
        case(1, &format!("乙市开展园区托管服务，{loud}。")),
        case(2, "乙市推进园区托管服务。"),
        case(3, "乙市探索园区托管服务。"),
        case(4, "丙市发放贷款。"),
        case(5, "丙市扩大贷款。"),
        case(6, "丙市增加贷款。"),
    );
    let project = Project::with(&[("a.txt", text.as_bytes())]);
    let answer = project.anli(&["keywords", "乙市", "--json", "--limit", "all"]).code(0).json();
    let terms: Vec<&str> =
        answer["keywords"].as_array().unwrap().iter().map(|keyword| keyword["term"].as_str().unwrap()).collect();
    let at =
        |word: &str| terms.iter().position(|term| term.contains(word)).unwrap_or_else(|| panic!("{word}: {terms:?}"));
    assert!(at("托管") < at("区块"), "{terms:?}");
}

/// Whatever is listed says where its case is and in which notice it stands.
#[test]
fn rows_say_where_and_in_which_notice() {
    let notice = Project::notice();
    for args in [
        &["similar", "典型5", "--limit", "3"][..],
        &["similar", "--all"],
        &["compare", "典型5", "優秀3"],
        &["compare", "城市:寧波", "城市:台州"],
        &["facts", "--kind", "money"],
        &["timeline"],
        &["kwic", "馬德里"],
        &["list"],
        &["table"],
        &["search", "質押"],
        &["verify", "質押登記金額達9.2億元"],
    ] {
        let given: Vec<&str> = args.iter().copied().chain(["--format", "csv", "--lang", "en"]).collect();
        let csv = notice.anli(&given).code(0).stdout();
        let mut rows = csv::Reader::from_reader(csv.as_bytes());
        let heads = rows.headers().unwrap().clone();
        let records: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
        assert!(!records.is_empty(), "{args:?}");
        for (name, value) in [
            ("issuer", "浙江省市場監督管理局"),
            ("year", "2023"),
            ("notice", "浙市監知運2023-12"),
            ("province", "浙江省"),
            ("city", "市"),
            ("county", ""),
            ("issued", "2023-06-30"),
        ] {
            let at = heads
                .iter()
                .position(|head| head == name)
                .unwrap_or_else(|| panic!("{args:?}: no {name} in {heads:?}"));
            assert!(records.iter().all(|row| row[at].contains(value)), "{args:?}: {name}");
        }
    }
    // Of a group each place once.
    let csv = notice.anli(&["compare", "城市:寧波", "城市:台州", "--format", "csv", "--lang", "en"]).code(0).stdout();
    assert!(csv.contains("江北區、鄞州區"), "{csv}");
}

/// What is ours is said in the reader's language in what people read, and by its name in what programs read.
#[test]
fn words_of_ours_are_in_the_readers_language() {
    let notice = Project::notice();
    let facts = |args: &[&str]| {
        let given: Vec<&str> = ["facts", "--kind", "money", "--limit", "3"].iter().chain(args).copied().collect();
        notice.anli(&given).code(0).stdout()
    };
    let zh = facts(&["--format", "csv", "--lang", "zh"]);
    assert!(zh.contains("金额,") && !zh.contains("money"), "{zh}");
    assert!(facts(&["--format", "md", "--lang", "zh"]).contains("金额"));
    let en = facts(&["--format", "csv", "--lang", "en"]);
    assert!(en.contains("money,") && en.contains("exact"), "{en}");
    for form in ["json", "jsonl"] {
        assert!(facts(&["--format", form, "--lang", "zh"]).contains("\"money\""));
    }
}

/// Saved groups and shares are there for programs and on the page as on the command line.
#[test]
fn groups_and_shares_of_a_server() {
    let project = Project::with(&[(NOTICE, &notice_bytes())]);
    project.anli(&["group", "甬台", "城市:寧波,台州"]).code(0);
    project.anli(&["group", "貸", "質押 貸款"]).code(0);
    let server = Server::of(&project, &["--mcp"]);
    let total = |address: &str| server.get(address).json()["total"].as_u64().unwrap();
    assert_eq!(total("/api/search?q=@甬台 質押&by=case"), total("/api/search?q=城市:寧波,台州 質押&by=case"));
    assert_eq!(total("/api/table?q=@甬台"), 7);
    // In one argument on the command line, too.
    let both = project.anli(&["search", "@甬台 質押", "--by", "case", "--json"]).code(0).json();
    assert_eq!(both["total"], total("/api/search?q=@甬台 質押&by=case"));
    let compared = server.get("/api/compare?case=@甬台&case=城市:杭州").json();
    assert_eq!(
        (&compared["groups"][0]["name"], compared["groups"][0]["cases"].as_array().unwrap().len()),
        (&"@甬台".into(), 7)
    );
    let body = r#"{"command": "keywords", "query": "@甬台"}"#;
    let keywords = server.send("POST", "/api/answer", &[("Content-Type", "application/json")], body.as_bytes()).json();
    assert_eq!(keywords["cases"].as_array().unwrap().len(), 7, "{keywords}");
    let page = server.get("/groups").text();
    assert!(page.contains("@甬台") && page.contains("q=%40") && page.contains("城市:寧波,台州"), "{page}");
    assert!(server.get("/?q=@甬台 質押").text().contains("仙居縣"), "the page of a group");
    assert!(server.get("/compare?case=@甬台&case=城市:杭州").text().contains("@甬台"));
    // A group that means something else by now is another answer.
    project.anli(&["group", "甬台", "城市:寧波"]).code(0);
    assert_eq!(total("/api/table?q=@甬台"), 3);
    let csv = |shares: &str| server.get(&format!("/api/pivot?rows=city&cols=tier&format=csv&lang=en{shares}")).text();
    assert!(csv("&shares=true").contains("share") && csv("&shares=true").contains('%') && !csv("").contains("share"));
    assert!(server.get("/stats?rows=city&cols=tier").text().contains("shares=true"));
}
