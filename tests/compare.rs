//! Cases side by side, and the terms that set cases apart, against what the cases say.

use std::collections::{BTreeMap, HashSet};

use anli::analyze::{Segmenter, Token};
use anli::text::fold;
use serde_json::Value;

use crate::common::Project;

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
        let scores: Vec<f64> = all.iter().map(|keyword| keyword["g2"].as_f64().unwrap()).collect();
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
