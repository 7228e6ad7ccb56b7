//! The same options everywhere, and nothing cut off in silence.

use crate::common::Project;

/// A list that a command prints, with the option by which its rows are counted and how many there are in all.
fn rows(project: &Project, args: &[&str]) -> usize {
    let run = project.anli(args).code(0);
    let heads = usize::from(args.contains(&"csv"));
    // A record of CSV may have several lines.
    if heads > 0 {
        let mut reader = csv::Reader::from_reader(std::io::Cursor::new(run.stdout().into_bytes()));
        return reader.records().collect::<Result<Vec<_>, _>>().unwrap().len();
    }
    run.stdout().lines().count()
}

#[test]
fn every_list_is_whole_or_says_that_it_is_not() {
    let notice = Project::notice();
    let total = |args: &[&str]| notice.anli(args).code(0).json()["total"].as_u64().unwrap() as usize;
    // The command, the form, what --limit counts, and the rows that are printed when no limit is given.
    for (command, usual) in [
        (&["search", "質押"][..], Some(10)),
        (&["kwic", "質押"], Some(10)),
        (&["facts", "質押"], None),
        (&["facts"], None),
        (&["table"], None),
        (&["table", "質押"], None),
    ] {
        let with = |more: &[&'static str]| [command, more].concat();
        let all = total(&with(&["--json"]));
        assert!(all > 12, "{command:?}: {all}");
        for form in ["csv", "jsonl"] {
            for whole in ["all", "0"] {
                let args = with(&["--limit", whole, "--format", form]);
                assert_eq!(rows(notice, &args), all, "{args:?}");
                assert!(!notice.anli(&args).stderr().contains("--limit all"), "{args:?}");
            }
            let args = with(&["--format", form, "--lang", "en"]);
            assert_eq!(rows(notice, &args), usual.unwrap_or(all), "{args:?}");
            for (lang, said) in [("en", format!("3 of {all} written")), ("zh", format!("共 {all} 条，写出 3 条"))]
            {
                let args = with(&["--format", form, "-n", "3", "--lang", lang]);
                assert_eq!(rows(notice, &args), 3, "{args:?}");
                let run = notice.anli(&args);
                assert!(run.stderr().contains(&said), "{args:?}: {}", run.stderr());
            }
            // The last rows are not cut off.
            let offset = (all - 2).to_string();
            let mut args = with(&["--format", form, "-n", "5", "--offset"]);
            args.push(&offset);
            assert_eq!(rows(notice, &args), 2, "{args:?}");
            assert!(!notice.anli(&args).stderr().contains("--limit all"));
        }
        assert_eq!(total(&with(&["--json", "-n", "3"])), all, "the total is what --limit all gives");
        for scope in ["default", "all"] {
            for within in ["sentence", "passage", "case"] {
                let args = with(&["--scope", scope, "--within", within, "--filter", "city:寧波", "--json"]);
                assert!(notice.anli(&args).exit() < 2, "{args:?}");
            }
        }
        notice.anli(&with(&["--limit", "some"])).code(2);
        notice.anli(&with(&["--scope", "some"])).code(2);
    }
}

#[test]
fn facets_and_lists_are_whole() {
    let notice = Project::notice();
    let values = |args: &[&str]| rows(notice, args);
    let all = values(&["facets", "--format", "csv"]);
    assert_eq!(values(&["facets", "--limit", "all", "--format", "csv"]), all);
    notice.anli(&["facets", "質押", "--scope", "all", "--within", "case", "--limit", "all"]).code(0);
    assert_eq!(values(&["list", "--limit", "all", "--format", "csv"]), 20);
    let two = Project::with(&[("a.txt", "甲說質押。\n".as_bytes()), ("b.txt", "乙說保險。\n".as_bytes())]);
    let run = two.anli(&["list", "-n", "1", "--json", "--lang", "en"]).code(0);
    assert_eq!((run.json()["total"].as_u64(), run.json()["notices"].as_array().unwrap().len()), (Some(2), 1));
    assert!(run.stderr().contains("1 of 2 written"), "{}", run.stderr());
}

#[test]
fn a_table_does_not_count_what_it_leaves_out() {
    let run = Project::notice().anli(&["table", "-n", "3", "--lang", "en"]).code(0);
    assert!(run.stdout().contains("3/20 cases"), "{}", run.stdout());
    assert!(run.stderr().contains("3 of 20 written"), "{}", run.stderr());
}

/// Filters, scope and the way round, on every list that has rows.
#[test]
fn lists_are_filtered_and_turned_round() {
    let notice = Project::notice();
    let cases = |args: &[&str]| -> Vec<String> {
        let list = notice.anli(&[&["list", "--json"], args].concat()).json();
        let cases = list["notices"].as_array().unwrap().iter().flat_map(|notice| notice["cases"].as_array().unwrap());
        cases.map(|case| case["id"].as_str().unwrap().to_owned()).collect()
    };
    let all = cases(&[]);
    let ningbo = cases(&["--filter", "city:寧波"]);
    assert!(!ningbo.is_empty() && ningbo.len() < all.len());
    let found = notice.anli(&["search", "city:寧波", "--by", "case", "--limit", "all", "--json"]).json();
    assert_eq!(found["total"], ningbo.len());
    assert_eq!(
        cases(&["馬德里"]).len(),
        notice.search(&["馬德里", "--by", "case"])["total"].as_u64().unwrap() as usize
    );
    assert!(cases(&["--filter", "city:上海"]).is_empty());
    for args in [
        &["search", "質押", "--sort", "order"][..],
        &["search", "質押"],
        &["search", "質押", "--by", "case"],
        &["facts", "--kind", "money"],
        &["kwic", "質押"],
        &["table"],
        &["pivot", "質押", "--rows", "city", "--cols", "tier"],
    ] {
        let rows = |more: &[&str]| -> Vec<String> {
            let run = notice.anli(&[args, &["--limit", "all", "--format", "jsonl"], more].concat()).code(0);
            run.stdout().lines().map(str::to_owned).collect()
        };
        let mut turned = rows(&["--reverse"]);
        turned.reverse();
        assert_eq!(turned, rows(&[]), "{args:?}");
        let first = notice.anli(&[args, &["--limit", "1", "--format", "jsonl", "--reverse"]].concat()).code(0).stdout();
        assert_eq!(first.trim_end(), turned.last().unwrap(), "{args:?}");
    }
}

/// The orders that a list may have, each against the values that it is ordered by.
#[test]
fn lists_are_sorted() {
    let notice = Project::notice();
    let rows = |args: &[&str]| -> Vec<serde_json::Value> {
        let run = notice.anli(&[args, &["--limit", "all", "--format", "jsonl"]].concat()).code(0);
        run.stdout().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let largest = |row: &serde_json::Value| -> Option<f64> {
        let cell = row["pledge"].as_array().unwrap();
        cell.iter().filter_map(|entry| entry["value"].as_f64()).max_by(f64::total_cmp)
    };
    for (column, way) in [("pledge", &[][..]), ("质押", &[]), ("質押", &["--reverse"])] {
        let table = rows(&[&["table", "--sort", column], way].concat());
        assert_eq!(table.len(), 20);
        let values: Vec<Option<f64>> = table.iter().map(largest).collect();
        let known: Vec<f64> = values.iter().flatten().copied().collect();
        assert!(known.len() > 3 && values[known.len()..].iter().all(Option::is_none), "{values:?}");
        let falling = known.is_sorted_by(|a, b| a >= b);
        let rising = known.is_sorted_by(|a, b| a <= b);
        assert!(if way.is_empty() { falling } else { rising }, "{values:?}");
    }
    let terms = rows(&["keywords", "典型5", "--sort", "mentions"]);
    assert!(terms.is_sorted_by(|a, b| a["mentions"].as_u64() >= b["mentions"].as_u64()), "{terms:?}");
    assert_eq!(rows(&["keywords", "典型5", "--offset", "2"]), rows(&["keywords", "典型5"])[2..]);
    let cases = |args: &[&str]| -> Vec<String> {
        let answer = notice.anli(&[&["similar", "典型5", "--limit", "all", "--json"], args].concat()).code(0).json();
        let hits = answer["hits"].as_array().unwrap().iter();
        hits.map(|hit| hit["case"]["id"].as_str().unwrap().to_owned()).collect()
    };
    let all = cases(&[]);
    assert_eq!(cases(&["--offset", "3"]), all[3..]);
    let mut turned = cases(&["--reverse"]);
    turned.reverse();
    assert_eq!(turned, all);
    let mut ordered = all.clone();
    ordered.sort();
    assert_eq!(cases(&["--sort", "order"]), ordered);
    let of_ningbo = cases(&["--filter", "城市:宁波"]);
    let ningbo = notice.cases(&["城市:寧波"]);
    assert!(!of_ningbo.is_empty() && of_ningbo.iter().all(|id| ningbo.iter().any(|case| id.ends_with(case.as_str()))));
    let values = rows(&["facets", "質押", "--sort", "value", "--filter", "城市:宁波"]);
    assert!(!values.is_empty());
    notice.anli(&["table", "--sort", "colour"]).code(2);
}

/// Results go to the file of `-o` and nowhere else, in every form; what is wrong with the file is said before anything is
/// searched, and an error leaves the file as it was.
#[test]
fn results_go_to_a_file() {
    let notice = Project::notice();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("結果.out");
    let name = file.to_str().unwrap();
    for args in [
        &["search", "質押", "-n", "3"][..],
        &["search", "質押", "--count"],
        &["table", "--format", "csv"],
        &["similar", "典型5", "--json"],
        &["cite", "典型5", "--style", "bibtex"],
    ] {
        let printed = notice.anli(args).code(0).stdout();
        let run = notice.anli(&[args, &["-o", name]].concat()).code(0);
        assert_eq!(run.stdout(), "", "{args:?}");
        let time = |text: &str| -> String { text.lines().filter(|line| !line.contains("took_us")).collect() };
        let written = std::fs::read_to_string(&file).unwrap();
        if !args.contains(&"--json") {
            assert_eq!(time(&written), time(&printed), "{args:?}");
        }
    }
    let before = std::fs::read_to_string(&file).unwrap();
    notice.anli(&["show", "沒有這個", "--json", "-o", name]).code(2);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
    let missing = folder.path().join("missing/a.csv");
    let run = notice.anli(&["table", "-o", missing.to_str().unwrap()]).code(2);
    assert!(run.stderr().contains("missing"), "{}", run.stderr());
    notice.anli(&["table", "-o", folder.path().to_str().unwrap()]).code(2);
}

/// Lists that are ranked say that they end at their limit, in every form.
#[test]
fn ranked_lists_say_that_they_are_cut() {
    let notice = Project::notice();
    for (args, said) in [
        (&["similar", "典型5", "--limit", "3"][..], "3 written"),
        (&["keywords", "典型5", "--limit", "3", "--format", "csv"], "3 written"),
        (&["verify", "質押", "--limit", "2", "--format", "csv"], "2 of 149 written"),
    ] {
        let run = notice.anli(&[args, &["--lang", "en"]].concat()).code(0);
        assert!(run.stderr().contains(said), "{args:?}: {}", run.stderr());
    }
    let run = notice.anli(&["similar", "典型5", "--limit", "all", "--lang", "en"]).code(0);
    assert!(!run.stderr().contains("written"), "{}", run.stderr());
}

/// An engine gives up when its time is over, whatever is asked.
#[test]
fn every_question_ends_with_its_time() {
    use anli::api::{Backend, Budget, Request};

    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("corpus");
    std::fs::create_dir(&corpus).unwrap();
    std::fs::write(corpus.join(crate::common::NOTICE), crate::common::notice_bytes()).unwrap();
    let options = anli::index::Options::new(corpus, folder.path().join("index"));
    anli::index::build(&options, &|_, _, _| {}).unwrap();
    let engine = anli::search::Engine::open(&options.index).unwrap();
    for request in [
        serde_json::json!({ "command": "search", "query": "質押" }),
        serde_json::json!({ "command": "facts" }),
        serde_json::json!({ "command": "table" }),
        serde_json::json!({ "command": "kwic", "query": "質押" }),
        serde_json::json!({ "command": "verify", "quote": "質押", "limit": "all" }),
        serde_json::json!({ "command": "verify-draft", "text": "質押9.2億元。" }),
        serde_json::json!({ "command": "similar", "case": "典型5" }),
        serde_json::json!({ "command": "groups" }),
        serde_json::json!({ "command": "compare", "cases": ["典型5", "典型6"] }),
        serde_json::json!({ "command": "keywords", "query": "典型5", "page": { "limit": 5 } }),
    ] {
        let asked: Request =
            serde_json::from_value(request.clone()).unwrap_or_else(|error| panic!("{request}: {error}"));
        let over = Budget::within(std::time::Duration::ZERO);
        assert_eq!(engine.answer(&asked, &over).unwrap_err().code(), "out-of-time", "{request}");
        let stopped = Budget::unlimited();
        stopped.cancel();
        assert_eq!(engine.answer(&asked, &stopped).unwrap_err().code(), "cancelled", "{request}");
        assert!(engine.answer(&asked, &Budget::unlimited()).is_ok(), "{request}");
    }
}
