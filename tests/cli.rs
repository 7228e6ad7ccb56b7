//! What a user of the command line sees: answers, messages, exit codes.

use std::fs;

use serde::Deserialize;

use crate::common::{NOTICE, Project, notice_bytes, rewrite_manifest};

#[test]
fn the_first_command_builds_and_the_second_does_not() {
    let project = Project::with(&[(NOTICE, &notice_bytes())]);
    let first = project.anli(&["search", "質押"]).code(0);
    assert!(first.stderr().contains("no index yet"), "{}", first.stderr());
    assert!(first.stdout().contains("【質押】"));
    let second = project.anli(&["search", "質押"]).code(0);
    assert_eq!(second.stderr(), "");
    assert_eq!(second.stdout(), first.stdout());
}

#[test]
fn a_changed_corpus_is_noticed() {
    let project = Project::with(&[("a.txt", "甲說質押。\n".as_bytes())]);
    assert_eq!(project.count(&["質押"]), 1);
    fs::write(project.path().join("corpus/b.txt"), "乙也說質押。\n").unwrap();
    let run = project.anli(&["search", "--count", "質押"]).code(0);
    assert!(run.stderr().contains("the corpus has changed"), "{}", run.stderr());
    assert_eq!(run.stdout().trim(), "2");
    fs::remove_file(project.path().join("corpus/a.txt")).unwrap();
    assert_eq!(project.count(&["質押"]), 1);
}

#[test]
fn a_named_index_is_searched_as_it_is() {
    let project = Project::with(&[("a.txt", "甲說質押。\n".as_bytes())]);
    project.index(&["build", "--index", "elsewhere"]).code(0);
    fs::write(project.path().join("corpus/b.txt"), "乙也說質押。\n").unwrap();
    let run = project.anli(&["search", "--index", "elsewhere", "--count", "質押"]).code(0);
    assert_eq!(run.stdout().trim(), "1");
    assert!(run.stderr().contains("anli-index build"), "{}", run.stderr());
}

#[test]
fn exit_codes_and_messages() {
    let notice = Project::notice();
    notice.anli(&["search", "質押"]).code(0);
    let nothing = notice.anli(&["search", "\"甲骨文獻學\""]).code(1);
    assert!(nothing.stderr().contains("nothing found"));
    for (args, expected) in [
        (&["search", ""][..], "the query is empty"),
        (&["search", "，。！"], "no words"),
        (&["search", "質押", "--filter", "nosuch:x"], "no field nosuch"),
        (&["search", "質押", "--filter", "city"], "FIELD:VALUE"),
        (&["show", "典型99"], "no case, notice or passage"),
        (&["search", "質押", "--index", "nowhere"], "no index here"),
        (&["search", "質押", "--by", "nothing"], "invalid value"),
    ] {
        let run = notice.anli(args).code(2);
        assert!(run.stderr().contains(expected), "{args:?}: {}", run.stderr());
        assert_eq!(run.stdout(), "", "{args:?}");
    }
}

#[test]
fn messages_follow_the_language() {
    let notice = Project::notice();
    let run = notice.anli(&["search", "--lang", "zh", "\"甲骨文獻學\""]).code(1);
    assert!(run.stderr().contains("没有找到"), "{}", run.stderr());
    let run = notice.anli(&["search", "--lang", "zh", ""]).code(2);
    assert!(run.stderr().contains("查询是空的"), "{}", run.stderr());
}

#[test]
fn bad_input_gets_a_message_and_no_damage() {
    let project = Project::with(&[]);
    let run = project.anli(&["search", "質押"]).code(2);
    assert!(run.stderr().contains("corpus: no notices here"), "{}", run.stderr());
    let run = project.anli(&["search", "質押", "--corpus", "missing"]).code(2);
    assert!(run.stderr().contains("missing: "), "{}", run.stderr());

    fs::write(project.path().join("corpus/good.txt"), "質押融資。\n").unwrap();
    fs::write(project.path().join("corpus/empty.txt"), "").unwrap();
    let noise: Vec<u8> = (0..4096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    fs::write(project.path().join("corpus/noise.txt"), &noise).unwrap();
    let run = project.index(&["build"]).code(2);
    assert!(run.stderr().contains("empty.txt: "), "{}", run.stderr());
    assert!(run.stderr().contains("noise.txt: "), "{}", run.stderr());
    assert_eq!(project.count(&["\"質押\""]), 1, "the good file is indexed all the same");

    // The system refuses a single argument beyond 128 KiB, so a megabyte comes in many words.
    let word = "質".repeat(30_000);
    let mut args = vec!["search"];
    args.extend([word.as_str(); 12]);
    let run = project.anli(&args).code(2);
    assert!(run.stderr().contains("360011 characters"), "{}", run.stderr());
}

#[test]
fn a_half_deleted_index_is_named_and_mended() {
    let project = Project::with(&[("a.txt", "甲說質押。\n".as_bytes())]);
    project.index(&["build", "--index", "elsewhere"]).code(0);
    let generation = project.path().join("elsewhere/gen-1");
    for entry in fs::read_dir(&generation).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "store" || extension == "term") {
            fs::remove_file(path).unwrap();
        }
    }
    let run = project.anli(&["search", "--index", "elsewhere", "質押"]).code(2);
    assert!(run.stderr().contains("elsewhere: ") && run.stderr().contains("anli-index build"), "{}", run.stderr());
    project.index(&["build", "--force", "--index", "elsewhere"]).code(0);
    project.anli(&["search", "--index", "elsewhere", "質押"]).code(0);

    let manifest = project.path().join("elsewhere/gen-2/manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let format = format!("\"format\":{}", anli::index::FORMAT);
    assert!(text.contains(&format), "{text}");
    fs::write(&manifest, text.replace(&format, "\"format\":999")).unwrap();
    let run = project.anli(&["search", "--index", "elsewhere", "質押"]).code(2);
    assert!(run.stderr().contains("format 999"), "{}", run.stderr());
}

#[test]
fn a_killed_build_leaves_the_old_index_working() {
    let project = Project::with(&[("a.txt", "甲說質押。\n".as_bytes())]);
    assert_eq!(project.count(&["質押"]), 1);
    // What a killed build leaves behind: a half-written folder that no pointer names.
    let half = project.path().join("index/building-99999");
    fs::create_dir_all(&half).unwrap();
    fs::write(half.join("meta.json"), "{").unwrap();
    fs::copy(project.path().join("index/ANLI-INDEX.TAG"), half.join("ANLI-INDEX.TAG")).unwrap();
    assert_eq!(project.count(&["質押"]), 1);
    fs::write(project.path().join("corpus/b.txt"), "乙也說質押。\n").unwrap();
    assert_eq!(project.count(&["質押"]), 2);
    assert!(!half.exists(), "the next build cleans up");
}

#[test]
fn dash_words_outside_ascii_are_query_text() {
    let project = Project::with(&[("a.txt", "甲說質押。\n\n乙說質押和保險。\n".as_bytes())]);
    assert_eq!(project.count(&["質押", "-保險"]), 1);
    let run = project.anli(&["search", "-x質押"]).code(2);
    assert!(run.stderr().contains("-x") || run.stderr().contains("unexpected"), "{}", run.stderr());
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let notice = Project::notice();
    let plain = notice.anli(&["search", "馬德里"]).code(0).stdout();
    assert!(!plain.contains('\u{1b}') && plain.contains("【馬德里】"));
    let colored = notice.anli(&["search", "--color", "always", "馬德里"]).code(0).stdout();
    assert!(colored.contains("\u{1b}["));
    assert!(!colored.contains('【'));
}

#[test]
fn scripts_can_be_chosen() {
    let notice = Project::notice();
    let hans = notice.anli(&["search", "--script", "hans", "馬德里"]).code(0).stdout();
    assert!(hans.contains("【马德里】"), "{hans}");
    let answer = notice.search(&["--script", "hans", "\"馬德里\""]);
    for hit in answer["hits"].as_array().unwrap() {
        let text = hit["text"].as_str().unwrap();
        for mark in hit["marks"].as_array().unwrap() {
            let at = |name: &str| usize::try_from(mark[name].as_u64().unwrap()).unwrap();
            assert_eq!(&text[at("start")..at("end")], "马德里");
        }
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    use std::process::{Command, Stdio};
    let notice = Project::notice();
    for form in ["text", "json", "jsonl", "csv", "md", "bibtex"] {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("anli"))
            .current_dir(notice.path())
            .args(["search", "--limit", "1000", "--scope", "all", "的", "--format", form])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{form}");
        assert_eq!(output.status.code(), Some(0), "{form}");
    }
}

/// The JSON of a search, field by field; a new field is a decision.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "reading it is the test")]
struct Answer {
    version: u32,
    query: QueryPart,
    total: usize,
    occurrences: usize,
    cases: usize,
    relaxed: bool,
    exact: Option<ExactPart>,
    corrected: Option<CorrectedPart>,
    took_us: u64,
    hits: Vec<HitPart>,
    facets: std::collections::BTreeMap<String, Vec<ValuePart>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "reading it is the test")]
struct ExactPart {
    occurrences: usize,
    passages: usize,
    cases: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "reading it is the test")]
struct CorrectedPart {
    from: String,
    to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "reading it is the test")]
struct QueryPart {
    input: String,
    parsed: String,
    hints: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "reading it is the test")]
struct HitPart {
    id: String,
    score: f32,
    role: String,
    section: Option<String>,
    case: Option<CasePart>,
    notice: NoticePart,
    text: String,
    marks: Vec<MarkPart>,
    repairs: Vec<RepairPart>,
    file: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "reading it is the test")]
struct CasePart {
    id: String,
    tier: Option<String>,
    number: Option<u32>,
    title: String,
    province: Option<String>,
    city: Option<String>,
    county: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "reading it is the test")]
struct NoticePart {
    id: String,
    number: Option<String>,
    title: String,
    issuer: Option<String>,
    issued: Option<String>,
    published: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "reading it is the test")]
struct MarkPart {
    start: usize,
    end: usize,
    raw_start: usize,
    raw_end: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "reading it is the test")]
struct RepairPart {
    start: usize,
    end: usize,
    raw: String,
    restored: String,
    rule: String,
    status: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "reading it is the test")]
struct ValuePart {
    value: String,
    count: usize,
}

#[test]
fn json_has_the_fields_of_the_contract() {
    let notice = Project::notice();
    let answer: Answer = serde_json::from_value(notice.search(&["質押"])).unwrap();
    assert_eq!((answer.version, answer.hits.len()), (1, answer.total));
    let first = &answer.hits[0];
    assert_eq!(first.notice.id, "浙市監知運2023-12");
    assert_eq!(first.notice.number.as_deref(), Some("浙市監知運〔2023〕12號"));
    assert_eq!(first.notice.issued.as_deref(), Some("2023-06-30"));
    assert_eq!(first.notice.published.as_deref(), Some("2023-07-08"));
    assert_eq!(first.file, format!("corpus/{NOTICE}"));
    assert!(answer.facets.get("city").is_some_and(|values| values.len() > 5));
}

#[test]
fn a_case_is_shown_with_its_sections_in_order() {
    let notice = Project::notice();
    for name in ["典型5", "典5", "典型案例5", "浙市監知運2023-12/典型5", "浙市监知运2023-12/典5"] {
        let shown = notice.anli(&["show", name, "--json"]).code(0).json();
        assert_eq!(shown["case"]["id"], "浙市監知運2023-12/典型5", "{name}");
        let headings: Vec<&str> = shown["passages"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|passage| passage["role"] == "heading" && passage["id"].as_str().unwrap().contains('#'))
            .map(|passage| passage["text"].as_str().unwrap())
            .collect();
        assert_eq!(headings, ["一、工作背景", "二、主要做法", "三、工作成效", "四、經驗啟示"], "{name}");
    }
    let shown = notice.anli(&["show", "典型5"]).code(0).stdout();
    let places: Vec<usize> =
        ["工作背景", "主要做法", "工作成效", "經驗啟示"].map(|name| shown.find(name).unwrap()).to_vec();
    assert!(places.is_sorted());
}

#[test]
fn the_listing_has_twenty_cases_of_eleven_cities() {
    let listing = Project::notice().anli(&["list", "--json"]).code(0).json();
    let cases = listing["notices"][0]["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 20);
    let mut cities = std::collections::BTreeMap::<&str, usize>::new();
    for case in cases {
        *cities.entry(case["city"].as_str().unwrap()).or_default() += 1;
    }
    assert_eq!(cities.len(), 11, "{cities:?}");
    assert_eq!((cities["臺州市"], cities["寧波市"]), (4, 3));
}

#[test]
fn foreign_text_stays_out_of_what_is_shown() {
    let notice = Project::notice();
    let spam = String::from_utf8(notice_bytes()).unwrap().lines().last().unwrap().to_owned();
    let word = spam.split('_').next().unwrap().to_owned();
    let quoted = format!("\"{word}\"");
    notice.anli(&["search", &quoted]).code(1);
    let everywhere = notice.anli(&["search", "--scope", "all", "--count", &quoted]).code(0);
    assert_eq!(everywhere.stdout().trim(), "1", "nothing is lost");
    for args in [&["show", "浙市監知運2023-12"][..], &["list"], &["search", "--limit", "1000", "的"]] {
        assert!(!notice.anli(args).stdout().contains(&word), "{args:?}");
    }
}

#[test]
fn an_index_of_another_analyzer_is_built_again() {
    let project = Project::with(&[("a.txt", "甲說質押。\n".as_bytes())]);
    assert_eq!(project.count(&["質押"]), 1);
    let version = format!("\"analyzer\":{}", anli::analyze::VERSION);
    rewrite_manifest(&project.path().join("index"), |manifest| {
        assert!(manifest.contains(&version), "the analyzer's version is stored in the index: {manifest}");
        manifest.replace(&version, "\"analyzer\":0")
    });
    let run = project.anli(&["search", "--count", "質押"]).code(0);
    assert!(run.stderr().contains("the program has changed"), "{}", run.stderr());
    assert!(project.path().join("index/gen-2").exists());
}

#[test]
fn hostile_text_reaches_no_terminal_and_no_markdown() {
    let text = "甲說質押\u{1b}]0;owned\u{7}\u{202e}反轉<script>alert(1)</script>*粗*|表|。\n";
    let project = Project::with(&[("a.txt", text.as_bytes())]);
    for args in [&["search", "質押"][..], &["search", "--color", "always", "質押"], &["show", "a"], &["kwic", "質押"]]
    {
        let shown = project.anli(args).code(0).stdout();
        let bare = shown.replace("\u{1b}[", "");
        assert!(!bare.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{args:?}: {shown:?}");
    }
    let markdown = project.anli(&["search", "質押", "--format", "md"]).code(0).stdout();
    assert!(!markdown.contains("<script>") && markdown.contains("\\*粗\\*"), "{markdown}");
    let answer = project.search(&["質押"]);
    // What nobody sees is no text; everything else stands in JSON as it is.
    let seen: String = text.trim_end().chars().filter(|c| !c.is_control() && *c != '\u{202e}').collect();
    assert_eq!(answer["hits"][0]["text"], seen);
}

#[test]
fn unchanged_files_are_not_read_again() {
    let project = Project::with(&[("a.txt", "甲說質押。\n".as_bytes()), ("b.txt", "乙說保險。\n".as_bytes())]);
    let run = project.index(&["build"]).code(0);
    assert!(run.stderr().contains("2 read"), "{}", run.stderr());
    let run = project.index(&["build"]).code(0);
    assert!(run.stderr().contains("nothing has changed"), "{}", run.stderr());
    fs::write(project.path().join("corpus/b.txt"), "乙說保險和質押。\n").unwrap();
    let run = project.index(&["build"]).code(0);
    assert!(run.stderr().contains("1 read"), "{}", run.stderr());
    assert_eq!(project.count(&["質押"]), 2);
    assert_eq!(project.count(&["保險"]), 1);
    project.index(&["check", "--audit"]).code(0);
}

#[test]
fn two_files_with_one_id_are_told_apart() {
    let project =
        Project::with(&[("甲/a.txt", "甲說質押。\n".as_bytes()), ("乙/a.txt", "乙說別的質押。\n".as_bytes())]);
    let listing = project.anli(&["list", "--json"]).code(0).json();
    let ids: Vec<&str> =
        listing["notices"].as_array().unwrap().iter().map(|notice| notice["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
    for id in ids {
        assert_eq!(project.anli(&["show", id, "--json"]).code(0).json()["notice"]["id"], id);
    }
}

#[test]
fn a_pasted_query_in_any_shape_gets_an_answer_or_a_message() {
    let notice = Project::notice();
    for query in [
        "((((",
        "\"",
        "city:",
        "foo:bar",
        "a /0 b",
        "- 質押",
        "質押 OR",
        "\u{202e}質押\u{200b}",
        "NOT NOT 質押",
        "*",
        "~",
        "pinyin:",
        "-",
        "a /0",
        "\u{1b}[31m質押\u{7}",
        "質押\n保險\r\t",
        "\u{FFFD}\u{10FFFF}",
        "ابحث عن 質押",
        "質押 /99999999999999999999 保險",
        "year:99999999999..1",
        "city:,,,，",
        &"(".repeat(10_000),
        &"質".repeat(30_000),
        &"-".repeat(4_000),
        &"質押 OR ".repeat(800),
        // No text goes on so: there are as many ways to read it as there are characters, multiplied.
        &format!("pinyin:{}q", "shi".repeat(80)),
        &format!("({}) /5 ({})", "質押 保險 ".repeat(300), "質 OR 押 OR ".repeat(200)),
        &"質押 /5 ".repeat(500),
    ] {
        let run = notice.anli(&["search", query]);
        assert!((0..=2).contains(&run.exit()), "{query}: {}", run.exit());
        assert!(!run.stderr().contains("panicked"), "{query}: {}", run.stderr());
        assert!(run.exit() == 0 || !run.stderr().is_empty(), "{query} fails without a word");
    }
}

/// A million characters: more than one argument can hold, so they come as several.
#[test]
fn a_million_characters_are_no_query() {
    let notice = Project::notice();
    // Systems grant a program about two million bytes of arguments, and each of them 128 KiB.
    let piece = "a".repeat(100_000);
    let mut args = vec!["search"];
    args.extend(std::iter::repeat_n(piece.as_str(), 10));
    let run = notice.anli(&args).code(2);
    assert!(run.stderr().contains("1000009 characters") && run.stderr().contains("anli verify"), "{}", run.stderr());
}

/// What is malformed is pointed at, even when nothing is left to search for.
#[test]
fn remarks_point_at_their_place() {
    let notice = Project::notice();
    for (query, code, remark) in [
        ("((((", 2, "(((( ← this bracket has no partner"),
        ("city:", 2, "city: ← there is nothing in here"),
        ("-", 2, "- ← nothing stands beside “-”"),
        ("foo:bar", 1, "foo ← there is no field “foo”, it is searched as text; fields are notice"),
        ("citi:寧波", 0, "citi ← there is no field “citi”, it is searched as text; did you mean city?"),
        ("質押 )", 0, ") ← this bracket has no partner"),
        ("質押 /5", 1, "/5 ← nothing stands beside “/5”"),
    ] {
        let run = notice.anli(&["search", "--", query]).code(code);
        assert!(run.stderr().contains(remark), "{query}: {}", run.stderr());
    }
}

/// `--explain` shows the query as it was read, the words it was cut into, and the parts of each score.
#[test]
fn an_explanation_shows_query_words_and_parts() {
    let notice = Project::notice();
    let run = notice.anli(&["search", "--explain", "--limit", "1", "知識產權質押 -(保險"]).code(0);
    // Lines are broken wherever they are full.
    let shown = run.stdout().split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["read as: 知識產權質押 -保險", "cut into: 知識產權質押 → 知识产权", "characters", "word 质押"]
    {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let answer = notice.search(&["--explain", "知識產權質押"]);
    assert_eq!(answer["query"]["tokens"][0]["run"], "知識產權質押");
    assert!(answer["query"]["tokens"][0]["words"].as_array().unwrap().contains(&"质押".into()));
    for hit in answer["hits"].as_array().unwrap() {
        let parts = hit["explanation"].as_array().unwrap();
        let sum: f64 = parts.iter().map(|part| part["score"].as_f64().unwrap()).sum();
        assert!((sum - hit["score"].as_f64().unwrap()).abs() < 1e-3, "{hit}");
    }
    assert!(notice.search(&["知識產權質押"])["query"].get("tokens").is_none());
}

#[test]
fn invisible_characters_do_not_hide_a_word() {
    let notice = Project::notice();
    let run = notice.anli(&["search", "--scope", "all", "--count", "質\u{200B}押"]).code(0);
    assert_eq!(run.stdout().trim(), "149");
    let run = notice.anli(&["search", "質\u{200B}押"]).code(0);
    assert!(run.stderr().contains("invisible"), "{}", run.stderr());
}

/// `anli eval`: exactly four lines on stdout, the same from packed files; a run that other programs read; bad lines
/// named by their number.
#[test]
fn an_evaluation() {
    use std::io::Write;

    let project = Project::with(&[]);
    let write = |name: &str, text: &str| {
        fs::write(project.path().join(name), text).unwrap();
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(text.as_bytes()).unwrap();
        fs::write(project.path().join(format!("{name}.gz")), packed.finish().unwrap()).unwrap();
    };
    write(
        "corpus.jsonl",
        "{\"id\":\"a\",\"title\":\"甲法\",\"article\":\"第一条\",\"text\":\"用人单位应当支付劳动报酬。\"}\n\
         {\"id\":\"b\",\"title\":\"甲法\",\"article\":\"第二条\",\"text\":\"出租人应当维修租赁物。\"}\n\
         {\"id\":\"c\",\"title\":\"乙法\",\"article\":\"第一条\",\"text\":\"道路交通安全由公安机关负责。\"}\n",
    );
    // The first two share no word with their answers.
    write("queries.tsv", "1\t老板拖着薪水不给怎么办？\n2\t房东（不管）漏水：“谁修”？\n3\t交通安全归谁管\n");
    write("qrels.tsv", "1 0 a 1\n2 0 b 1\n3 0 c 1\n");
    let run = |end: &str, out: &str| {
        let files = ["corpus.jsonl", "queries.tsv", "qrels.tsv"].map(|name| format!("{name}{end}"));
        let [corpus, queries, qrels] = &files;
        project.anli(&["eval", "--corpus", corpus, "--queries", queries, "--qrels", qrels, "--run", out])
    };
    let plain = run("", "plain.run").code(0);
    assert_eq!(plain.stdout(), "nDCG@10 1.0000\nMRR@10 1.0000\nR@100 1.0000\nMAP 1.0000\n");
    assert!(plain.stderr().contains("3 questions"), "{}", plain.stderr());
    assert_eq!(run(".gz", "packed.run").code(0).stdout(), plain.stdout());
    let text = fs::read_to_string(project.path().join("plain.run")).unwrap();
    assert_eq!(text, fs::read_to_string(project.path().join("packed.run")).unwrap());
    let mut last: Option<(String, usize, f64)> = None;
    for line in text.lines() {
        let columns: Vec<&str> = line.split(' ').collect();
        let [question, q0, _, rank, score, name] = columns[..] else { panic!("{line}") };
        assert_eq!((q0, name), ("Q0", "anli"));
        let (rank, score): (usize, f64) = (rank.parse().unwrap(), score.parse().unwrap());
        let expected = match &last {
            Some((known, rank, best)) if known == question => {
                assert!(score <= *best, "{text}");
                rank + 1
            }
            _ => 1,
        };
        assert_eq!(rank, expected, "{text}");
        last = Some((question.to_owned(), rank, score));
    }
    write("qrels.tsv", "1 0 a 1\n2 0 b\n");
    let bad = run("", "bad.run").code(2);
    assert!(bad.stderr().contains("qrels.tsv:2"), "{}", bad.stderr());
    assert_eq!(bad.stdout(), "");
}
