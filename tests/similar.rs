//! Comparable cases: the nearest against what a reader finds comparable, and every reason against a search.
//!
//! `similar/judged.tsv` was written from a reading of all cases before any ranking of them was looked at.
//! `similar/golden.txt` holds the nearest five of each case with their grades and `similar/stats.txt` the measures;
//! `ANLI_UPDATE=1` rewrites them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anli::api::similar::{Reason, ReasonKind, Similar};
use anli::api::{Budget, Field, Filter, Page, Search};
use anli::eval::evaluate_triples;
use anli::lexicon::Lexicon;
use anli::search::Engine;
use anli::text::{to_hans, to_hant};
use serde_json::Value;

use crate::common::{Project, shared};

/// How many of the nearest are measured.
const DEPTH: usize = 5;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/similar").join(name)
}

/// For each case the grades of its comparable ones.
fn judged() -> BTreeMap<String, HashMap<String, u32>> {
    let mut out: BTreeMap<String, HashMap<String, u32>> = BTreeMap::new();
    for line in fs::read_to_string(file("judged.tsv")).unwrap().lines().filter(|line| !line.starts_with('#')) {
        let [case, other, grade] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("three columns: {line}") };
        out.entry(case.to_owned()).or_default().insert(other.to_owned(), grade.parse().unwrap());
    }
    out
}

/// Compares `found` with the file of this name.
fn golden(name: &str, found: &str) {
    if std::env::var_os("ANLI_UPDATE").is_some_and(|value| value == "1") {
        fs::write(file(name), found).unwrap();
    }
    let expected = fs::read_to_string(file(name)).unwrap_or_default();
    assert_eq!(expected, found, "if the change is for the better, ANLI_UPDATE=1 rewrites tests/similar/{name}");
}

fn engine() -> Engine {
    Engine::open(&Project::notice().path().join("index")).unwrap()
}

fn short(id: &str) -> &str {
    id.rsplit('/').next().unwrap()
}

fn names(similar: &Similar) -> Vec<&str> {
    similar.hits.iter().map(|hit| short(&hit.case.id)).collect()
}

/// The `limit` cases nearest to the case called `name`.
fn nearest(engine: &Engine, name: &str, limit: usize) -> Similar {
    let request = anli::api::request::Similar {
        page: Page::first(limit),
        ..anli::api::request::Similar::new(anli::api::Subject::Case(name.to_owned()))
    };
    engine.similar(name, &request, &Budget::unlimited()).unwrap()
}

/// nDCG with gains 2^grade − 1 (Burges et al., "Learning to Rank using Gradient Descent", 2005).
fn ndcg(found: &[u32], ideal: &mut [u32]) -> f64 {
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let gain = |grades: &[u32]| -> f64 {
        let gains = grades.iter().take(DEPTH).enumerate();
        gains.map(|(place, &grade)| (2_f64.powi(grade as i32) - 1.0) / (place as f64 + 2.0).log2()).sum()
    };
    gain(found) / gain(ideal)
}

#[test]
fn the_nearest_are_what_a_reader_finds_comparable() {
    let engine = engine();
    let (mut lines, mut sum, mut first, mut best) = (String::new(), 0.0, 0, 0);
    let judged = judged();
    assert_eq!(judged.len(), 20);
    for (case, grades) in &judged {
        let similar = nearest(&engine, case, DEPTH);
        let found: Vec<u32> = names(&similar).iter().map(|&name| grades.get(name).copied().unwrap_or(0)).collect();
        let mut ideal: Vec<u32> = grades.values().copied().collect();
        let measured = ndcg(&found, &mut ideal);
        sum += measured;
        first += usize::from(found[0] > 0);
        best += usize::from(found[0] == ideal[0]);
        let shown: Vec<String> =
            names(&similar).iter().zip(&found).map(|(name, grade)| format!("{name} {grade}")).collect();
        writeln!(lines, "{case}  {measured:.3}  {}", shown.join("  ")).unwrap();
    }
    let count = judged.len() as f64;
    let stats = format!(
        "cases: {count}\nnDCG@5: {:.4}\nfirst hit comparable: {first} ({:.0}%)\nfirst hit among the best: {best}\n",
        sum / count,
        100.0 * f64::from(u32::try_from(first).unwrap()) / count
    );
    eprintln!("{stats}");
    golden("golden.txt", &lines);
    golden("stats.txt", &stats);
}

#[test]
fn what_is_shown() {
    let engine = engine();
    let similar = nearest(&engine, "典型5", 3);
    assert_eq!(names(&similar)[0], "優秀3");
    let hit = &similar.hits[0];
    let word = hit.reasons.iter().find(|reason| reason.value == "馬德里").expect("馬德里 is a reason");
    assert_eq!((word.here.occurrences, word.there.occurrences), (6, 5));
    assert_eq!(word.elsewhere.map(|other| (other.occurrences, other.cases)), Some((0, 0)));
    let difference = |name: &str| hit.differences.iter().find(|difference| difference.kind.name() == name).unwrap();
    assert!(difference("place").here[0].text.starts_with("嘉興市"));
    assert!(difference("place").there[0].text.starts_with("寧波市"));
    let paid = difference("amount").there.iter().find(|quote| quote.text == "6268元").unwrap();
    assert!(paid.passages[0].contains("/優秀3#"));

    assert!(names(&nearest(&engine, "優秀5", 2)).contains(&"優秀6"));
    assert!(names(&nearest(&engine, "典型3", 3)).contains(&"優秀2"));
}

/// A search counts what a reason says, in either case and in all: for every pair of cases, in the script of the text
/// and in the other.
#[test]
fn every_reason_can_be_checked() {
    let engine = engine();
    let mut known: HashMap<(String, Option<String>), usize> = HashMap::new();
    let mut count = |query: &str, case: Option<&str>| -> usize {
        let place = (query.to_owned(), case.map(str::to_owned));
        *known.entry(place).or_insert_with(|| {
            let mut request = Search::new(query).page(Page::first(0));
            request.selection.filters.extend(case.map(|case| Filter::new(Field::Case, case)));
            engine.search(&request, &Budget::unlimited()).unwrap().occurrences
        })
    };
    let mut checked = 0;
    for case in judged().keys() {
        let similar = nearest(&engine, case, 100);
        assert_eq!(similar.hits.len(), similar.compared);
        let here = similar.case.as_ref().unwrap().id.clone();
        for hit in &similar.hits {
            for Reason { kind, query, here: ours, there: theirs, elsewhere, .. } in &hit.reasons {
                assert_eq!(count(query, Some(&here)), ours.occurrences, "{case}: {query}");
                assert_eq!(count(query, Some(&hit.case.id)), theirs.occurrences, "{}: {query}", hit.case.id);
                let elsewhere = elsewhere.unwrap();
                let all = ours.occurrences + theirs.occurrences + elsewhere.occurrences;
                for shown in [Cow::Borrowed(query.as_str()), to_hans(query), to_hant(query)] {
                    assert_eq!(count(&shown, None), all, "{shown}");
                }
                let own = |id: &String| id == &here || id.starts_with(&format!("{here}#"));
                assert!(!ours.passages.is_empty() && ours.passages.iter().all(own), "{:?}", ours.passages);
                if matches!(kind, ReasonKind::Word | ReasonKind::Sentence) {
                    assert!(elsewhere.cases * 4 <= similar.compared + 1, "{query} is a stock phrase");
                }
                checked += 1;
            }
        }
        assert!(similar.hits.iter().take(DEPTH).all(|hit| !hit.reasons.is_empty()), "{case}");
    }
    assert!(checked > 2_000, "{checked}");
    // And as a user does it.
    check_as_a_user(Project::notice(), "典型5");
}

/// Runs the query of every reason of `case`'s nearest.
fn check_as_a_user(project: &Project, case: &str) {
    let answer = project.anli(&["similar", case, "--json", "--limit", "1"]).code(0).json();
    let reasons = answer["hits"][0]["reasons"].as_array().unwrap();
    assert!(!reasons.is_empty(), "{answer}");
    for reason in reasons {
        let query = reason["query"].as_str().unwrap();
        for side in [("here", &answer["case"]["id"]), ("there", &answer["hits"][0]["case"]["id"])] {
            let filter = format!("case:{}", side.1.as_str().unwrap());
            assert_eq!(project.count(&[query, "--filter", &filter]) as u64, reason[side.0]["occurrences"], "{query}");
        }
        let elsewhere = reason["elsewhere"]["occurrences"].as_u64().unwrap();
        let all =
            elsewhere + ["here", "there"].map(|side| reason[side]["occurrences"].as_u64().unwrap()).iter().sum::<u64>();
        assert_eq!(project.count(&[query]) as u64, all, "{query}");
    }
}

/// Four cases of another province, in simplified characters.
const ELSEWHERE: &str = "关于发布2024年知识产权保护典型案例的通知
某知发〔2024〕第7号
现将典型案例予以发布，请结合实际学习借鉴。
案例一：长沙市岳麓区建立专利侵权纠纷快速处理机制
【基本案情】
岳麓区市场监督管理局受理专利侵权纠纷后，七日内完成现场勘验，口头审理当庭作出裁决，为企业节约维权费用80万元。
【典型意义】
专利侵权纠纷快速处理，缩短了办案时间，对同类案件具有借鉴意义。
案例二：株洲市天元区首创商标海外维权保险
【基本案情】
天元区引入保险机构，为轨道交通企业开发商标海外维权保险，保险机构承担海外诉讼费用，保额200万元。
【典型意义】
商标海外维权保险分散了企业开拓海外市场的风险，对同类案件具有借鉴意义。
案例三：湘潭市雨湖区开展专利侵权纠纷行政裁决
【基本案情】
雨湖区市场监督管理局对专利侵权纠纷作出行政裁决，口头审理与现场勘验同步进行，当事人自动履行。
【典型意义】
行政裁决使专利侵权纠纷快速处理成为可能，对同类案件具有借鉴意义。
案例四：衡阳市石鼓区为出口企业投保商标海外维权保险
【基本案情】
石鼓区补贴保费的50%，为12家出口企业投保商标海外维权保险，首笔赔付海外诉讼费用35万元。
【典型意义】
商标海外维权保险为企业撑腰，对同类案件具有借鉴意义。
";

#[test]
fn another_province_and_files_without_cases() {
    let province = Project::with(&[("湖南.txt", ELSEWHERE.as_bytes())]);
    for (case, nearest) in [("案例1", "3"), ("案例2", "4"), ("案例3", "1"), ("案例4", "2")] {
        let answer = province.anli(&["similar", case, "--json"]).code(0).json();
        assert_eq!(answer["compared"], 3);
        assert_eq!(answer["hits"][0]["case"]["number"], nearest.parse::<u64>().unwrap(), "{case}: {answer}");
        // What each of them says is said of none.
        for hit in answer["hits"].as_array().unwrap() {
            let told = hit["reasons"].to_string();
            assert!(!told.contains("\"同类案件\"") && !told.contains("\"借鉴意义\""), "{told}");
        }
        check_as_a_user(&province, case);
    }
    let text = province.anli(&["similar", "案例2", "--limit", "1"]).code(0).stdout();
    assert!(text.contains("200万元") && text.contains("35万元") && text.contains("株洲市"), "{text}");
    let shown = province.anli(&["similar", "案例2", "--limit", "1", "--script", "hant"]).code(0).stdout();
    assert!(shown.contains("維權保險") && !shown.contains("维权保险"), "{shown}");
    let table = province.anli(&["compare", "案例2", "案例4", "案例1", "--json"]).code(0).json();
    let subsidies = table["rows"].as_array().unwrap().iter().find(|row| row["row"] == "subsidies").expect("a subsidy");
    assert_eq!(subsidies["cells"][1][0]["text"], "50%", "{subsidies}");
    assert!(
        subsidies["cells"][1][0]["sentences"][0].as_str().unwrap().starts_with("石鼓区补贴保费的50%"),
        "{subsidies}"
    );

    let loose = Project::with(&[
        ("甲法.md", "# 甲法\n\n出租人应当交付租赁房屋，承租人支付租金。\n\n租赁期限不得超过二十年。".as_bytes()),
        ("乙法.md", "# 乙法\n\n承租人拖欠租金的，出租人可以收回租赁房屋。".as_bytes()),
        ("丙法.md", "# 丙法\n\n渔业捕捞许可证由主管部门批准发放。".as_bytes()),
    ]);
    let answer = loose.anli(&["similar", "甲法", "--json"]).code(0).json();
    assert_eq!(answer["hits"][0]["case"]["id"], "乙法", "{answer}");
    check_as_a_user(&loose, "甲法");
}

/// Things of the vocabulary are shown as the corpus writes them, words as their own queries.
#[test]
fn an_answer_reads_in_one_script() {
    let notice = Project::notice();
    let text = notice.anli(&["similar", "典型5", "--limit", "1"]).code(0).stdout();
    assert!(text.contains("費用補償保險") && text.contains("\"馬德里\"") && !text.contains("‹\"\"›"), "{text}");
    for args in [vec!["similar", "典型5"], vec!["compare", "典型5", "優秀3"], vec!["similar", "--all"]] {
        for script in ["as-is", "hans"] {
            let args: Vec<&str> = args.iter().copied().chain(["--format", "csv", "--script", script]).collect();
            let text = notice.anli(&args).code(0).stdout();
            let simplified = ["费用", "保险", "贷款", "质押"].iter().any(|word| text.contains(word));
            assert_eq!(simplified, script == "hans", "{args:?}: {text}");
        }
    }
}

#[test]
fn a_text_finds_its_case() {
    let notice = Project::notice();
    let path = notice.path().join("項目.txt");
    fs::write(&path, "本县拟为农产品区域公用品牌的集体商标办理质押，由银行对成员企业集体授信、批量融资。").unwrap();
    let answer = notice.anli(&["similar", "--text", path.to_str().unwrap(), "--json"]).code(0).json();
    assert_eq!(answer["case"], Value::Null);
    assert!(answer["hits"][0]["case"]["id"].as_str().unwrap().ends_with("典型3"), "{answer}");
    assert!(answer["hits"][0]["reasons"].as_array().unwrap().len() > 2);
}

/// As people talk who know no word of the trade, in simplified characters, against a corpus in traditional ones.
#[test]
fn plain_words_find_a_case() {
    let notice = Project::notice();
    let (mut lines, mut reciprocal, mut first, mut second, mut count) = (String::new(), 0.0, 0, 0, 0);
    for line in fs::read_to_string(file("plain.tsv")).unwrap().lines().filter(|line| !line.starts_with('#')) {
        let (text, meant) = line.split_once('\t').unwrap();
        let run = notice.anli_with(&["similar", "--text", "-", "--json", "--limit", "20"], text.as_bytes());
        let answer = run.code(0).json();
        let found: Vec<&str> =
            answer["hits"].as_array().unwrap().iter().map(|hit| short(hit["case"]["id"].as_str().unwrap())).collect();
        let place = 1 + found.iter().position(|name| meant.split(' ').any(|one| one == *name)).unwrap();
        writeln!(lines, "{place}\t{text}\t{meant}\t{}", found[..2].join(" ")).unwrap();
        reciprocal += 1.0 / place as f64;
        first += usize::from(place == 1);
        second += usize::from(place <= 2);
        count += 1;
    }
    writeln!(lines, "texts: {count}, first: {first}, first or second: {second}, MRR: {:.4}", reciprocal / count as f64)
        .unwrap();
    golden("plain.txt", &lines);
}

/// A text may be any file that a corpus may hold, and what a page hides says nothing.
#[test]
fn a_text_is_read_as_a_corpus_is() {
    let notice = Project::notice();
    let text = "年糕协会为会员企业以证明商标集体授信，开展双质押融资，批量放贷。";
    let hidden = "马德里商标国际注册费用补偿保险".repeat(20);
    let page = format!(
        "<!DOCTYPE html><html><head><title>x</title><script>var a='{hidden}';</script></head><body>\
         <div style=\"display:none\">{hidden}</div><div class=\"content\"><p>{text}</p></div></body></html>"
    );
    let best = |name: &str, bytes: &[u8]| {
        let path = notice.path().join(name);
        fs::write(&path, bytes).unwrap();
        let answer = notice.anli(&["similar", "--text", path.to_str().unwrap(), "--json"]).code(0).json();
        let hits = answer["hits"].as_array().unwrap().clone();
        assert!(hits.iter().all(|hit| !hit["reasons"].as_array().unwrap().is_empty()), "{answer}");
        hits.iter().map(|hit| short(hit["case"]["id"].as_str().unwrap()).to_owned()).collect::<Vec<String>>()
    };
    assert_eq!(best("頁.html", page.as_bytes()), best("文.txt", text.as_bytes()));
    // A picture says what it is and what can be done.
    let picture = notice.path().join("圖.png");
    fs::write(&picture, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0").unwrap();
    let run = notice.anli(&["similar", "--text", picture.to_str().unwrap()]).code(2);
    assert!(run.stderr().contains("PNG"), "{}", run.stderr());
}

/// Who asks in the plainest words still gets a reason with every answer.
#[test]
fn every_answer_has_a_reason() {
    let notice = Project::notice();
    for text in ["企业", "我们公司想用商标去银行借钱", "企业 工作 发展"] {
        let run = notice.anli_with(&["similar", "--text", "-", "--json", "--limit", "all"], text.as_bytes());
        for hit in run.code(0).json()["hits"].as_array().unwrap() {
            assert!(!hit["reasons"].as_array().unwrap().is_empty(), "{text}: {hit}");
        }
        let run = notice.anli_with(&["similar", "--text", "-"], text.as_bytes()).code(0);
        assert!(
            !run.stdout().contains('…'.to_string().repeat(2).as_str()) && !run.stdout().contains("'…'"),
            "{}",
            run.stdout()
        );
    }
}

/// Two cases show nothing of what is usual; what they share counts all the same.
#[test]
fn a_corpus_of_two_cases() {
    let text = "关于发布典型案例的通知\n某知发〔2024〕8号\n案例一：成都市武侯区开展专利质押贷款\n（一）工作背景\n\
                科技企业缺少抵押物，融资难。\n（二）主要做法\n银行以专利质押发放贷款，建立风险补偿资金池。\n\
                案例二：绵阳市涪城区开展商标质押贷款\n（一）工作背景\n农业企业缺少抵押物，融资难。\n（二）主要做法\n\
                银行以商标质押发放贷款，政府补贴利息。\n";
    let two = Project::with(&[("二.txt", text.as_bytes())]);
    let answer = two.anli(&["similar", "案例1", "--json"]).code(0).json();
    let hit = &answer["hits"][0];
    assert!(hit["score"].as_f64().unwrap() > 0.1, "{answer}");
    let words: Vec<&str> =
        hit["reasons"].as_array().unwrap().iter().map(|reason| reason["value"].as_str().unwrap()).collect();
    assert!(words.iter().any(|word| word.contains("质押")), "{words:?}");
    assert!(
        !words.iter().any(|word| ["主要", "做法", "工作", "背景"].contains(word)),
        "headings are no reasons: {words:?}"
    );
    assert!(!two.anli(&["similar", "案例1"]).code(0).stdout().contains("-0.0"));
}

#[test]
fn what_cannot_be_compared_is_said() {
    let notice = Project::notice();
    let write = |name: &str, bytes: &[u8]| {
        let path = notice.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let empty = write("empty.txt", b" \n");
    let strange = write("strange.txt", "zzqx wvvk".as_bytes());
    let long = write("long.txt", "质押融资。".repeat(4_000_000).as_bytes());
    for (args, says) in [
        (vec!["similar", "典型55"], "典型5"),
        (vec!["similar", "--text", &empty], "empty"),
        (vec!["similar", "--text", &strange], "no word"),
        (vec!["similar", "--text", &long], "longer than"),
        (vec!["compare", "典型5", "典5"], "itself"),
        (vec!["compare", "典型5"], "from 2"),
        (vec!["similar", "典型55", "--lang", "zh"], "相近的有"),
        (vec!["similar", "--text", &empty, "--lang", "zh"], "文本"),
        (vec!["similar", "--text", &strange, "--lang", "zh"], "没有一个词"),
        (vec!["similar", "--text", &long, "--lang", "zh"], "1048576"),
        (vec!["compare", "典型5", "典5", "--lang", "zh"], "同一个案例"),
        (vec!["compare", "典型5", "--lang", "zh"], "可以并列"),
        (vec!["similar", "浙市監知運2023-12"], "典型7"),
        (vec!["similar", ""], "no name"),
        (vec!["keywords", "典型55"], "典型5"),
        (vec!["keywords", "浙市監知運2023-12"], "all cases"),
        (vec!["keywords", "浙市監知運2023-12", "--lang", "zh"], "全部案例"),
    ] {
        let run = notice.anli(&args).code(2);
        assert!(run.stderr().contains(says) && run.stdout().is_empty(), "{args:?}: {}", run.stderr());
    }
    let run = notice.anli_with(&["similar", "--text", "-"], b"").code(2);
    assert!(run.stderr().contains("empty"), "{}", run.stderr());
    let lonely = Project::with(&[("甲.txt", "甲市開展專利質押融資。".as_bytes())]);
    let run = lonely.anli(&["similar", "甲"]).code(1);
    assert!(run.stderr().contains("no other case"), "{}", run.stderr());
}

#[test]
fn every_case_is_in_one_group() {
    let notice = Project::notice();
    let csv = notice.anli(&["similar", "--all", "--format", "csv"]).code(0).stdout();
    assert_eq!(csv.lines().count(), 21, "{csv}");
    let again = notice.anli(&["similar", "--all", "--format", "csv"]).code(0).stdout();
    assert_eq!(csv, again);
    let json = notice.anli(&["similar", "--all", "--json"]).code(0).json();
    let of = |name: &str| {
        json["clusters"].as_array().unwrap().iter().position(|cluster| {
            cluster["cases"].as_array().unwrap().iter().any(|case| short(case["id"].as_str().unwrap()) == name)
        })
    };
    let mut names: Vec<&str> = (json["clusters"].as_array().unwrap().iter())
        .flat_map(|cluster| cluster["cases"].as_array().unwrap())
        .map(|case| case["id"].as_str().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(names.len(), 20);
    names.dedup();
    assert_eq!(names.len(), 20, "each case once");
    assert!(json["clusters"][0]["common"].as_array().is_some_and(|common| !common.is_empty()), "{json}");
    assert_eq!(of("典型5"), of("優秀3"));
    assert_ne!(of("典型5"), of("典型9"));
}

#[test]
fn triples_are_scored() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("triples.jsonl");
    let line = |a: &str, b: &str, c: &str| format!("{}\n", serde_json::json!({"A": a, "B": b, "C": c}));
    let (a, b, c) = ("被告出具借条，由保证人担保。", "被告出具借条，保证人连带责任。", "双方离婚，房屋归女方。");
    fs::write(&path, line(a, b, c) + &line(a, c, b)).unwrap();
    let notice = Project::notice();
    let run = notice.anli(&["eval", "--triples", path.to_str().unwrap()]).code(0);
    assert_eq!(run.stdout(), "triples 0.5000\n");
    fs::write(&path, "{\"A\": 1}\n").unwrap();
    let run = notice.anli(&["eval", "--triples", path.to_str().unwrap()]).code(2);
    assert!(run.stderr().contains(":1"), "{}", run.stderr());
}

#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn judgments_are_compared_as_judges_do() {
    let triples = evaluate_triples(&shared("similar/triples.jsonl.gz"), Lexicon::builtin()).unwrap();
    eprintln!("triples {:.4}", triples.share());
    assert!(triples.share() >= 0.70, "{triples:?}");
}
