//! The query language on the notice, against readings of the notice by brute force.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use anli::text::fold;
use serde_json::Value;

use crate::common::{Project, set};

/// A passage of the notice, as `anli show` gives it, folded.
struct Passage {
    id: String,
    case: String,
    city: String,
    tier: String,
    text: String,
}

/// The passages of all cases that a search covers.
fn passages() -> &'static [Passage] {
    static PASSAGES: OnceLock<Vec<Passage>> = OnceLock::new();
    PASSAGES.get_or_init(|| {
        let notice = Project::notice();
        let listing = notice.anli(&["list", "--json"]).json();
        let mut out = Vec::new();
        for case in listing["notices"][0]["cases"].as_array().unwrap() {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let id = text(&case["id"]);
            for passage in notice.anli(&["show", &id, "--json"]).json()["passages"].as_array().unwrap() {
                if matches!(passage["role"].as_str(), Some("body" | "heading")) {
                    out.push(Passage {
                        id: text(&passage["id"]),
                        case: id.rsplit('/').next().unwrap().to_owned(),
                        city: text(&case["city"]),
                        tier: text(&case["tier"]),
                        text: fold(&text(&passage["text"])),
                    });
                }
            }
        }
        assert!(out.len() > 200);
        out
    })
}

/// The ids of the passages of cases that a search finds.
fn found(args: &[&str]) -> BTreeSet<String> {
    let answer = Project::notice().search(args);
    assert_eq!(answer["relaxed"], false);
    let hits = answer["hits"].as_array().unwrap();
    let in_cases = hits.iter().filter(|hit| !hit["case"].is_null());
    in_cases.map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
}

/// The ids of the passages for which `holds`.
fn read(holds: impl Fn(&Passage) -> bool) -> BTreeSet<String> {
    passages().iter().filter(|passage| holds(passage)).map(|passage| passage.id.clone()).collect()
}

fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(['。', '!', '?', ';', '\n']).collect()
}

#[test]
fn words_exclusions_and_alternatives() {
    let has = |passage: &Passage, word: &str| passage.text.contains(&fold(word));
    assert_eq!(found(&["質押 保險"]), read(|p| has(p, "質押") && has(p, "保險")));
    assert_eq!(found(&["質押 -保險"]), read(|p| has(p, "質押") && !has(p, "保險")));
    assert_eq!(found(&["\"集體授信\" OR \"共享額度\""]), read(|p| has(p, "集體授信") || has(p, "共享額度")));
    assert_eq!(found(&["(馬德里 OR 年糕) -保險"]), read(|p| (has(p, "馬德里") || has(p, "年糕")) && !has(p, "保險")));
    assert_eq!(found(&["馬德里 | 年糕"]), read(|p| has(p, "馬德里") || has(p, "年糕")));
}

#[test]
fn near_operators() {
    let both = |text: &str, a: &str, b: &str| text.contains(&fold(a)) && text.contains(&fold(b));
    assert_eq!(
        found(&["銀行 /s 擔保"]),
        read(|p| sentences(&p.text).iter().any(|sentence| both(sentence, "銀行", "擔保")))
    );
    assert_eq!(
        found(&["--within", "sentence", "銀行 擔保"]),
        read(|p| sentences(&p.text).iter().any(|sentence| both(sentence, "銀行", "擔保")))
    );
    assert_eq!(found(&["銀行 /p 擔保"]), read(|p| both(&p.text, "銀行", "擔保")));
    let ordered = |text: &str, a: &str, b: &str| {
        text.find(&fold(a)).is_some_and(|at| text[at + fold(a).len()..].contains(&fold(b)))
    };
    assert_eq!(
        found(&["銀行 +s 擔保"]),
        read(|p| sentences(&p.text).iter().any(|sentence| ordered(sentence, "銀行", "擔保")))
    );
    // Every pair of places, by hand.
    let near = |text: &str, a: &str, b: &str, gap: usize| {
        let chars: Vec<char> = text.chars().collect();
        let (a, b): (Vec<char>, Vec<char>) = (fold(a).chars().collect(), fold(b).chars().collect());
        let at = |word: &[char]| -> Vec<usize> { (0..chars.len()).filter(|&i| chars[i..].starts_with(word)).collect() };
        let (first, second) = (at(&a), at(&b));
        first.iter().any(|&i| {
            second
                .iter()
                .any(|&j| (j >= i + a.len() && j - i - a.len() <= gap) || (i >= j + b.len() && i - j - b.len() <= gap))
        })
    };
    for gap in [0, 2, 5, 10] {
        let query = format!("質押 /{gap} 貸款");
        assert_eq!(found(&[&query]), read(|p| near(&p.text, "質押", "貸款", gap)), "{query}");
    }
}

#[test]
fn marks_of_near_operators_are_on_the_matching_spans_only() {
    let answer = Project::notice().search(&["銀行 /s 擔保"]);
    for hit in answer["hits"].as_array().unwrap() {
        let text = hit["text"].as_str().unwrap();
        for mark in hit["marks"].as_array().unwrap() {
            let at = |name: &str| usize::try_from(mark[name].as_u64().unwrap()).unwrap();
            let start = text[..at("start")].rfind(['。', '!', '?', ';', '！', '？', '；']).unwrap_or(0);
            let end =
                text[at("end")..].find(['。', '!', '?', ';', '！', '？', '；']).map_or(text.len(), |e| at("end") + e);
            let sentence = fold(&text[start..end]);
            assert!(sentence.contains("银行") && sentence.contains("担保"), "{sentence}");
        }
    }
}

#[test]
fn fields() {
    let has = |passage: &Passage, word: &str| passage.text.contains(&fold(word));
    for query in ["city:寧波 馬德里", "城市:宁波市 馬德里", "城市：寧波 馬德里"] {
        assert_eq!(found(&[query]), read(|p| p.city == "寧波市" && has(p, "馬德里")), "{query}");
    }
    assert_eq!(found(&["馬德里", "--filter", "city:寧波"]), read(|p| p.city == "寧波市" && has(p, "馬德里")));
    assert_eq!(found(&["tier:優秀 保險"]), read(|p| p.tier == "優秀" && has(p, "保險")));
    assert_eq!(found(&["city:寧波,嘉興 馬德里"]), read(|p| has(p, "馬德里")));
    assert_eq!(found(&["case:典型5 保險"]), read(|p| p.case == "典型5" && has(p, "保險")));
    let by_case = Project::notice().cases(&["tier:優秀 保險"]);
    let expected: BTreeSet<String> =
        passages().iter().filter(|p| p.tier == "優秀" && has(p, "保險")).map(|p| p.case.clone()).collect();
    assert_eq!(by_case, expected);
    for (field, value) in
        [("instrument", "保證保險"), ("object", "地理標志"), ("actor", "泰隆銀行"), ("section", "主要做法")]
    {
        let query = format!("{field}:{value} 企業");
        assert!(!found(&[&query]).is_empty(), "{query}");
    }
}

#[test]
fn whole_cases() {
    let mut texts: BTreeMap<&str, String> = BTreeMap::new();
    for passage in passages() {
        texts.entry(&passage.case).or_default().push_str(&passage.text);
    }
    let expected: BTreeSet<String> = texts
        .iter()
        .filter(|(_, text)| text.contains("质押") && !text.contains("保险"))
        .map(|(case, _)| (*case).to_owned())
        .collect();
    let found = Project::notice().cases(&["--within", "case", "質押 -保險"]);
    assert_eq!(found, expected);
    let listed = ["典型3", "典型6", "典型9", "典型10", "優秀1", "優秀2", "優秀4", "優秀9"];
    assert_eq!(found, set(&listed));
    let both: BTreeSet<String> = texts
        .iter()
        .filter(|(_, text)| text.contains("年糕") && text.contains("协会"))
        .map(|(case, _)| (*case).to_owned())
        .collect();
    assert_eq!(Project::notice().cases(&["年糕 /c 協會"]), both);
}

#[test]
fn relaxed_queries_say_so_and_keep_what_is_not_a_word() {
    let notice = Project::notice();
    let answer = notice.search(&["馬德里 量子糾纏"]);
    assert_eq!(answer["relaxed"], true);
    assert!(answer["total"].as_u64().unwrap() > 0);
    let run = notice.anli(&["search", "馬德里 量子糾纏"]).code(0);
    assert!(run.stderr().contains("no passage has all the words"), "{}", run.stderr());
    // Phrases and fields are never given up.
    notice.anli(&["search", "馬德里 \"量子糾纏\""]).code(1);
    notice.anli(&["search", "city:北京 馬德里 量子"]).code(1);
}

#[test]
fn synonyms_and_readings_are_opt_in_and_say_what_they_did() {
    let notice = Project::notice();
    let answer = notice.search(&["--scope", "all", "pinyin:zhiya"]);
    let mut read: BTreeMap<String, usize> = BTreeMap::new();
    for hit in answer["hits"].as_array().unwrap() {
        let text = hit["text"].as_str().unwrap();
        for mark in hit["marks"].as_array().unwrap() {
            let at = |name: &str| usize::try_from(mark[name].as_u64().unwrap()).unwrap();
            *read.entry(fold(&text[at("start")..at("end")])).or_default() += 1;
        }
    }
    assert_eq!(read["质押"], 149, "{read:?}");
    assert!(read.keys().all(|word| word.chars().count() == 2), "{read:?}");
    let run = notice.anli(&["search", "~地標"]);
    assert!(run.stderr().contains("地标") || run.stderr().contains("地標"), "{}", run.stderr());
}

#[test]
fn keywords_in_context_are_aligned() {
    let out = Project::notice().anli(&["kwic", "馬德里", "--sort", "right", "--limit", "all"]).code(0).stdout();
    let columns: BTreeSet<usize> = out
        .lines()
        .filter_map(|line| line.find('【').map(|at| &line[..at]))
        .map(|left| left.chars().map(|c| unicode_width::UnicodeWidthChar::width(c).unwrap_or(0)).sum())
        .collect();
    assert_eq!(columns.len(), 1, "{out}");
    assert_eq!(out.matches("【馬德里】").count(), 11, "{out}");
}

#[test]
fn why_not_names_what_is_missing() {
    let notice = Project::notice();
    let why = notice.anli(&["why-not", "典型5", "質押 保險", "--json"]).code(1).json();
    assert_eq!(why["found"], false);
    let parts = why["parts"].as_array().unwrap();
    assert_eq!((parts[0]["met"].as_bool(), parts[1]["met"].as_bool()), (Some(false), Some(true)));
    let why = notice.anli(&["why-not", "典型5", "馬德里", "--json"]).code(0).json();
    assert_eq!(why["found"], true);
}

/// A run that has words that only ask finds at least the passages where it stands as it is.
#[test]
fn asking_words_take_nothing_away() {
    let notice = Project::notice();
    let mut tried = 0;
    for asking in ["如何", "是否", "可以", "没有", "进行", "情况", "需要", "还"] {
        for passage in passages().iter().filter(|passage| passage.text.contains(asking)).take(2) {
            let at = passage.text.find(asking).unwrap();
            let before = passage.text[..at].chars().rev().take_while(|c| c.is_alphabetic()).take(3).count();
            let start = passage.text[..at].char_indices().rev().nth(before.max(1) - 1).map_or(at, |(at, _)| at);
            let run: String = passage.text[start..].chars().take_while(|c| c.is_alphabetic()).take(7).collect();
            if run.chars().count() < 3 {
                continue;
            }
            let answer = notice.search(&[&run]);
            let ids: BTreeSet<&str> =
                answer["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap()).collect();
            for standing in passages().iter().filter(|passage| passage.text.contains(&run)) {
                assert!(ids.contains(standing.id.as_str()), "{run} in {}", standing.id);
            }
            tried += 1;
        }
    }
    assert!(tried >= 5, "{tried}");
}

/// A question that no passage answers with all its words says what it was ranked by.
#[test]
fn a_question_names_the_parts_of_its_scores() {
    let answer = Project::notice().search(&["--explain", "小店老板没有房产抵押贷款周转怎么办"]);
    assert_eq!(answer["relaxed"], true);
    let names = parts_of_scores(&answer);
    for name in ["witnesses", "size", "word 抵押"] {
        assert!(names.contains(name), "{name} in {names:?}");
    }
    // Asking words are no part of a score, and words of the law none where no law is searched.
    assert!(!names.iter().any(|name| name.contains("怎么") || name.contains('→')), "{names:?}");
}

/// Words of the law answer a question where the corpus holds laws, and only there.
#[test]
fn lay_words_find_the_words_of_the_law_among_laws() {
    let law = "某某法\n\n第一条 为了规范借款合同，制定本法。\n\n第二条 借款人应当按照约定的期限返还借款；贷款人未按照约定提\
               供借款的，应当赔偿损失。\n\n第三条 本法自2020年1月1日起施行。\n";
    let project = Project::with(&[("law.txt", law.as_bytes())]);
    let answer = project.search(&["--explain", "小店老板没有房子借钱周转怎么办"]);
    assert_eq!(answer["relaxed"], true);
    let hints = answer["query"]["hints"].to_string();
    assert!(hints.contains("借钱 → ") && hints.contains("贷款人"), "{hints}");
    let names = parts_of_scores(&answer);
    assert!(names.contains("借钱 → 贷款人"), "{names:?}");
}

/// The names of the parts of the scores of an explained answer, which add up to the scores.
fn parts_of_scores(answer: &Value) -> BTreeSet<String> {
    let hits = answer["hits"].as_array().unwrap();
    assert!(!hits.is_empty());
    let mut names = BTreeSet::new();
    for hit in hits {
        let parts = hit["explanation"].as_array().unwrap();
        let sum: f64 = parts.iter().map(|part| part["score"].as_f64().unwrap()).sum();
        let score = hit["score"].as_f64().unwrap();
        assert!((sum - score).abs() < 1e-3 * score.abs().max(1.0), "{sum} is not {score}");
        names.extend(parts.iter().map(|part| part["part"].as_str().unwrap().to_owned()));
    }
    names
}

/// What the law calls a thing does not get round what else was asked for.
#[test]
fn lay_words_admit_nothing_past_conditions() {
    let notice = Project::notice();
    for query in ["小店老板拿商标借钱周转 -贷款", "city:嘉兴 小店老板拿商标借钱周转"] {
        let answer = notice.search(&[query]);
        assert_eq!(answer["relaxed"], true, "{query}");
        assert_ne!(answer["hits"].as_array().unwrap().len(), 0, "{query}");
        for hit in answer["hits"].as_array().unwrap() {
            if query.starts_with("city") {
                assert_eq!(hit["case"]["city"], "嘉興市", "{query}");
            } else {
                assert!(!fold(hit["text"].as_str().unwrap()).contains("贷款"), "{query}: {hit}");
            }
        }
    }
}

/// A page of lines is a part of all of them, also where passages are found that light nothing.
#[test]
fn pages_of_lines_are_parts_of_all() {
    for query in ["質押", "保險 OR city:寧波", "city:寧波 -質押", "質押 -保險"] {
        let all = Project::notice().anli(&["kwic", query, "--limit", "all", "--json"]).json();
        let lines = all["lines"].as_array().unwrap();
        for (offset, limit) in [(0, 1), (5, 7), (40, 30), (lines.len(), 3)] {
            let (from, count) = (offset.to_string(), limit.to_string());
            let page = ["kwic", query, "--offset", &from, "--limit", &count, "--json"];
            let page = Project::notice().anli(&page).json();
            let expected = &lines[offset.min(lines.len())..(offset + limit).min(lines.len())];
            assert_eq!(page["lines"].as_array().unwrap()[..], *expected, "{query} {offset} {limit}");
            assert_eq!(page["total"], all["total"], "{query}");
        }
    }
}
