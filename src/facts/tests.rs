//! Tests of the whole extraction: the gold file, promises that hold for any text, figures of laws.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "tests")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::text::fold_char;

/// The share of facts that must be found, and of found facts that must be right.
const REQUIRED: f64 = 0.97;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The notice's text without its injected readings: a bracket with a tone mark behind a Chinese character.
///
/// This is the cleaning that the gold file needs and no more, so that a fault of the cleaner is not one of the rules.
fn without_readings(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('(') {
        let (before, bracket) = rest.split_at(at);
        out.push_str(before);
        let inside = bracket[1..].find(')').map(|end| &bracket[1..=end]);
        let reading = inside.is_some_and(|inside| {
            let marked = inside.chars().any(|c| "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ".contains(c));
            let latin = |c: char| c.is_ascii_lowercase() || "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü ".contains(c);
            marked && inside.chars().all(latin) && inside.chars().count() <= 8
        });
        match inside {
            Some(inside) if reading && before.chars().next_back().is_some_and(crate::text::is_han) => {
                rest = &bracket[inside.len() + 2..];
            }
            _ => {
                out.push('(');
                rest = &bracket[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// One line of the gold file.
struct Gold {
    line: usize,
    kind: Kind,
    start: usize,
    text: String,
    value: String,
    max: String,
    unit: String,
    bound: String,
    what: String,
    level: String,
}

fn gold(lines: &[&str]) -> Vec<Gold> {
    let file = std::fs::read_to_string(root().join("tests/gold/notice-facts.tsv")).unwrap();
    let rows = file.lines().skip(1).map(|row| {
        let cells: Vec<&str> = row.split('\t').collect();
        let [line, _, kind, text, nth, value, max, unit, bound, what, level] = cells[..] else {
            panic!("not eleven cells: {row}")
        };
        let (line, nth): (usize, usize) = (line.parse().unwrap(), nth.parse().unwrap());
        let (start, _) = lines[line - 1].match_indices(text).nth(nth - 1).unwrap_or_else(|| panic!("not there: {row}"));
        let own = |cell: &str| cell.to_owned();
        Gold {
            line,
            kind: Kind::from_name(kind).unwrap(),
            start,
            text: own(text),
            value: own(value),
            max: own(max),
            unit: own(unit),
            bound: own(bound),
            what: own(what),
            level: own(level),
        }
    });
    rows.collect()
}

/// A fact's values as the gold file writes them.
fn values(fact: &Fact) -> (String, String) {
    if let Some(days) = fact.days() {
        return (days.start.to_string(), days.end.to_string());
    }
    let shown = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    (shown(fact.value), shown(fact.value_max))
}

#[derive(Default)]
struct Score {
    gold: usize,
    found: usize,
    right: usize,
    same_what: usize,
    near_what: usize,
}

/// The notice in `corpus/`, without its injected readings.
fn notice() -> String {
    let folder = root().join("corpus");
    let path = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let path = path.into_iter().find(|path| path.to_string_lossy().contains("浙市")).expect("the notice is in corpus/");
    without_readings(&std::fs::read_to_string(path).unwrap())
}

#[test]
fn what_is_known_of_the_notice() {
    let text = notice();
    let facts: Vec<Fact> = text.lines().flat_map(extract).collect();
    let texts = |wanted: &dyn Fn(&&Fact) -> bool| -> Vec<&str> {
        facts.iter().filter(wanted).map(|fact| fact.text.as_str()).collect()
    };
    let large = texts(&|fact| fact.yuan().is_some_and(|yuan| yuan >= 1e10));
    assert_eq!(large, ["151.8億元", "300.66億元", "超100億元"]);
    let percent = |fact: &Fact, purpose| fact.kind == Kind::Percent && fact.purpose() == Some(purpose);
    let growth = texts(&|fact| percent(fact, Purpose::Growth) && fact.value >= Some(50.0));
    assert_eq!(growth, ["55%", "62.71%", "101%", "69.5%"]);
    let grants = texts(&|fact| percent(fact, Purpose::Grant));
    assert_eq!(grants, ["20%", "50%", "50%", "2%", "5%", "10%", "30%", "60%"]);
    let ranks = text.matches("全省首位").count();
    assert!(ranks > 0 && !facts.iter().any(|fact| fact.kind == Kind::First && fact.text.contains('位')));
}

#[test]
fn the_notice_read_by_hand() {
    let text = notice();
    let lines: Vec<&str> = text.lines().collect();
    let gold = gold(&lines);
    let mut scores: BTreeMap<Kind, Score> = BTreeMap::new();
    let mut report = String::new();
    let mut wanted: BTreeMap<(usize, Kind, usize), &Gold> =
        gold.iter().map(|row| ((row.line, row.kind, row.start), row)).collect();
    for row in &gold {
        scores.entry(row.kind).or_default().gold += 1;
    }
    for (number, line) in lines.iter().enumerate() {
        for fact in extract(line) {
            let score = scores.entry(fact.kind).or_default();
            score.found += 1;
            let at = (number + 1, fact.kind, fact.span.start);
            let (value, max) = values(&fact);
            let level = match &fact.detail {
                Detail::First { scope, .. } => scope.clone().unwrap_or_default(),
                _ => String::new(),
            };
            let what = fact.what.clone().unwrap_or_default();
            let right = wanted.get(&at).is_some_and(|row| {
                let unit = fact.unit.clone().unwrap_or_default();
                row.text == fact.text
                    && (&row.value, &row.max, &row.unit) == (&value, &max, &unit)
                    && row.bound == fact.bound.name()
                    && row.level == level
            });
            if right && let Some(row) = wanted.remove(&at) {
                score.right += 1;
                let same = row.what == what;
                let near = same || !what.is_empty() && (row.what.contains(&what) || what.contains(&row.what));
                score.same_what += usize::from(same);
                score.near_what += usize::from(near);
                if !same {
                    let sign = if near { '~' } else { ' ' };
                    let _ = writeln!(report, "{sign} {} {}: {what:?}, by hand {:?}", number + 1, fact.text, row.what);
                }
            } else {
                let _ = writeln!(
                    report,
                    "+ {} {} {} {value} {max} {:?} {} {level} {what}",
                    number + 1,
                    fact.kind.name(),
                    fact.text,
                    fact.unit,
                    fact.bound.name()
                );
            }
        }
    }
    for row in wanted.values() {
        let _ = writeln!(report, "- {} {} {} {} {}", row.line, row.kind.name(), row.text, row.value, row.bound);
    }
    print!("{report}");
    verdict(&scores);
}

/// Prints the scores, and fails where facts are missed or wrong.
fn verdict(scores: &BTreeMap<Kind, Score>) {
    println!("kind       gold found right precision  recall  what same / near, where it is compared");
    let mut all = Score::default();
    let show = |name: &str, s: &Score| {
        let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        println!(
            "{name:<9} {:>5} {:>5} {:>5}   {:>6.2} % {:>6.2} %   {:>5.1} % {:>5.1} %",
            s.gold,
            s.found,
            s.right,
            share(s.right, s.found),
            share(s.right, s.gold),
            share(s.same_what, s.right),
            share(s.near_what, s.right)
        );
    };
    for (kind, score) in scores {
        show(kind.name(), score);
        all.gold += score.gold;
        all.found += score.found;
        all.right += score.right;
        all.same_what += score.same_what;
        all.near_what += score.near_what;
    }
    show("all", &all);
    let (right, found, gold) = (all.right as f64, all.found as f64, all.gold as f64);
    assert!(right / found >= REQUIRED && right / gold >= REQUIRED, "precision or recall fell below {REQUIRED}");
}

#[test]
fn sentences_written_by_hand() {
    let file = std::fs::read_to_string(root().join("tests/gold/sentences.tsv")).unwrap();
    let mut scores: BTreeMap<Kind, Score> = BTreeMap::new();
    let mut lines = file.lines().peekable();
    while let Some(sentence) = lines.next() {
        let sentence = sentence.strip_prefix("S\t").unwrap();
        let mut wanted: Vec<String> = Vec::new();
        while let Some(row) = lines.next_if(|line| line.starts_with("F\t")) {
            let kind = row.split('\t').nth(1).and_then(Kind::from_name).unwrap();
            scores.entry(kind).or_default().gold += 1;
            wanted.push(row[2..].to_owned());
        }
        for fact in extract(sentence) {
            let (value, max) = values(&fact);
            let unit = fact.unit.as_deref().unwrap_or_default();
            let row = [fact.kind.name(), &fact.text, &value, &max, unit, fact.bound.name()].join("\t");
            let score = scores.entry(fact.kind).or_default();
            score.found += 1;
            match wanted.iter().position(|known| *known == row) {
                Some(at) => {
                    wanted.remove(at);
                    score.right += 1;
                }
                None => println!("+ {row}\n    {sentence}"),
            }
        }
        wanted.iter().for_each(|row| println!("- {row}\n    {sentence}"));
    }
    verdict(&scores);
}

/// The facts of a text, each as `kind text=value unit bound what`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let shown: Vec<String> = extract(text)
        .iter()
        .map(|fact| {
            let (value, max) = values(fact);
            let value = if fact.days().is_some() { fact.days().unwrap().to_string() } else { value };
            let max = if max.is_empty() || fact.days().is_some() { String::new() } else { format!("..{max}") };
            let parts =
                [fact.unit.as_deref().unwrap_or(""), fact.bound.name(), fact.what.as_deref().unwrap_or("")].join(" ");
            format!("{} {}={value}{max} {}", fact.kind.name(), fact.text, parts.trim())
        })
        .collect();
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn a_sentence_of_each_script() {
    check(
        "2022年,質押額超10億元,同比增長55%,助力42家企業。",
        &[
            "date 2022年=2022 exact",
            "money 超10億元=1000000000 元 over 質押額",
            "percent 55%=55 % exact 同比增長",
            "count 42家=42 家 exact 企業",
        ],
    );
    check(
        "处五万元以上五十万元以下的罚款，从业人员不足二十人的，不得超过总数的百分之五十。",
        &[
            "money 五万元以上=50000 元 at_least 罚款",
            "money 五十万元以下=500000 元 at_most 罚款",
            "count 不足二十人=20 人 under 从业人员",
            "percent 百分之五十=50 % at_most 总数",
        ],
    );
}

#[test]
fn grants_are_named_by_their_purpose() {
    check("按年度保費的50%予以補助,", &["percent 50%=50 % exact 補助"]);
    check("貸款實際損失本金20%給予財政補償;", &["percent 20%=20 % exact 財政補償"]);
    check("融資額5%的風險補償等措施", &["percent 5%=5 % exact 風險補償"]);
    check("降低融資成本近50%。", &["percent 近50%=50 % about 融資成本"]);
}

#[test]
fn whom_a_count_reaches() {
    let facts = extract("惠及14家企業,惠及企業241家,投保1649家次");
    let found: Vec<(Option<&str>, bool)> =
        facts.iter().map(|fact| (fact.what.as_deref(), fact.counts("企业"))).collect();
    assert_eq!(found, [(Some("惠及企業"), true), (Some("惠及企業"), true), (Some("投保"), false)]);
}

#[test]
fn numbers_that_only_name() {
    for text in [
        "浙市監知運〔2023〕12號",
        "(二)強化政策",
        "1.杭州市余杭區",
        "案例5:",
        "先期1.0版本",
        "自由實施(FTO)侵權",
        "第十二条第一款",
        "上午9:30",
        "0571-87654321",
        "邮编310000",
        "出臺“發展壯大市場主體36條”,",
        "泰隆銀行吳興八里店支行",
        "按1:1的比例",
        "近三年來",
        "“三看三評”、“三有三無”",
        "http://a.com/policy/179112.html",
        "2022奶奶以來",
        "零次跑",
    ] {
        check(text, &[]);
    }
}

#[test]
fn what_cannot_be_is_no_fact() {
    for text in
        ["９９９９９９９億億元", "1e308元", "零分之一", "2023年13月45日", "99999999999999999999999999999999999999元"]
    {
        check(text, &[]);
    }
    check("《未闭合的标题 100元", &["money 100元=100 元 exact 标题"]);
}

/// What must hold of the facts of any text.
fn holds(text: &str) {
    let facts = extract(text);
    for fact in &facts {
        assert_eq!(text.get(fact.span.range()), Some(fact.text.as_str()), "the span is the text: {text}");
        assert!(!fact.text.is_empty(), "{text}");
        assert!(fact.value.is_none_or(f64::is_finite) && fact.value_max.is_none_or(f64::is_finite), "{text}");
        assert!(fact.value_max.is_none_or(|max| fact.value.is_some_and(|min| min < max)), "{text}");
    }
    assert!(facts.is_sorted_by_key(|fact| fact.span), "sorted: {text}");
    for kind in Kind::ALL {
        let spans: Vec<_> = facts.iter().filter(|fact| fact.kind == kind).map(|fact| fact.span).collect();
        assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "{kind:?} disjoint: {text}: {spans:?}");
    }
    // Folding changes no fact but its script.
    let folded: String = text.chars().map(fold_char).collect();
    let same = |facts: &[Fact]| -> Vec<(Kind, String, [Option<f64>; 2])> {
        facts.iter().map(|f| (f.kind, fold(&f.text), [f.value, f.value_max])).collect()
    };
    // Only a comma between thousands depends on its width.
    if !text.contains('，') {
        assert_eq!(same(&facts), same(&extract(&folded)), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_text_holds(text in "\\PC{0,60}") {
        holds(&text);
    }

    #[test]
    fn any_mixture_of_what_the_rules_know_holds(
        parts in proptest::collection::vec(prop::sample::select(PARTS.to_vec()), 0..24)
    ) {
        holds(&parts.concat());
    }
}

/// What the rules look for, in pieces.
const PARTS: [&str; 96] = [
    "0",
    "1",
    "2",
    "9",
    "2023",
    "13",
    "100",
    "1.5",
    ".",
    ",",
    "，",
    "、",
    "：",
    ":",
    "-",
    "—",
    "至",
    "到",
    "和",
    "年",
    "月",
    "日",
    "底",
    "以來",
    "前",
    "度",
    "萬",
    "億",
    "千",
    "百",
    "十",
    "零",
    "〇",
    "一",
    "二",
    "兩",
    "三",
    "九",
    "點",
    "多",
    "余",
    "几",
    "來",
    "元",
    "美元",
    "人民幣",
    "￥",
    "%",
    "％",
    "‰",
    "個",
    "百分點",
    "百分之",
    "分之",
    "BP",
    "LPR+",
    "家",
    "家次",
    "人",
    "件",
    "條",
    "企業",
    "農戶",
    "近",
    "約",
    "超過",
    "不超過",
    "最高",
    "以上",
    "以下",
    "不等",
    "第",
    "《",
    "》",
    "“",
    "”",
    "\"",
    "貸",
    "模式",
    "全國",
    "全省",
    "衢州市",
    "在",
    "首",
    "單",
    "創",
    "率先",
    "的",
    "授信",
    "增長",
    "占",
    "補助",
    "給予",
    " ",
    "\n",
    "。",
];

/// Checks that two texts have the same facts, line by line, and returns how many.
#[track_caller]
fn check_both_scripts(simplified: &str, traditional: &str) -> usize {
    assert_eq!(simplified.lines().count(), traditional.lines().count());
    let mut count = 0;
    for (ours, theirs) in simplified.lines().zip(traditional.lines()) {
        let (ours, theirs) = (extract(ours), extract(theirs));
        let same = |facts: &[Fact]| -> Vec<(Kind, String, Option<f64>)> {
            facts.iter().map(|f| (f.kind, fold(&f.text), f.value)).collect()
        };
        assert_eq!(same(&ours), same(&theirs));
        count += ours.len();
    }
    count
}

#[test]
fn both_scripts_of_the_notice_give_the_same_facts() {
    let file = std::fs::read_dir(root().join("corpus")).unwrap().next().unwrap().unwrap().path();
    let traditional = crate::clean::clean(&std::fs::read_to_string(file).unwrap()).text;
    let count = check_both_scripts(&crate::text::to_hans(&traditional), &traditional);
    assert!(count > 200, "only {count} facts in the notice");
}

#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn both_scripts_give_the_same_facts() {
    let simplified = crate::shared::texts("damage/pairs/clean_simplified");
    let traditional = crate::shared::texts("damage/pairs/converted_traditional");
    assert!(simplified.iter().zip(&traditional).all(|((ours, _), (theirs, _))| ours == theirs));
    let count: usize =
        simplified.iter().zip(&traditional).map(|((_, ours), (_, theirs))| check_both_scripts(ours, theirs)).sum();
    assert!(count > 1000, "only {count} facts in the pairs");
}

/// Rules compare folded characters; a literal that folds to another character would never match.
#[test]
fn character_literals_are_folded() {
    let mut wrong = Vec::new();
    let files = walkdir::WalkDir::new(root().join("src/facts")).into_iter().map(|entry| entry.unwrap().into_path());
    for path in files.filter(|path| path.is_file()) {
        if path.ends_with("tests.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let chars: Vec<char> = line.chars().collect();
            let quoted = chars.windows(3).filter(|w| w[0] == '\'' && w[2] == '\'').map(|w| w[1]);
            let sets = line.split(".contains(").next().filter(|_| line.contains(".contains(")).into_iter();
            let sets = sets.flat_map(|before| before.rsplit('"').nth(1)).flat_map(str::chars);
            wrong.extend(quoted.chain(sets).filter(|&c| fold_char(c) != c).map(|c| (path.clone(), c)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}
