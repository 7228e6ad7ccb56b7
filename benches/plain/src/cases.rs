//! What questions about cases take where there are many: `similar`, `keywords`, `facts`, `table`, `pivot` and others.
//!
//! The cases are put together from the paragraphs of a notice, with other figures and other names in each, so that no
//! two are alike; they are no texts that anybody wrote, and tell of time and memory alone.

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use anli::api::{Backend, Budget, Request};
use anli::search::Engine;
use anli::text::is_han;

/// Cases of a notice.
const OF_A_NOTICE: usize = 20;

/// The questions, as the programs send them.
const QUESTIONS: [(&str, &str); 16] = [
    ("search 质押", r#"{"command":"search","query":"质押"}"#),
    ("search 质押, with facets", r#"{"command":"search","query":"质押","extras":["facets"]}"#),
    ("search 质押, by case", r#"{"command":"search","query":"质押","by":"case"}"#),
    ("similar, a case", r#"{"command":"similar","case":"CASE"}"#),
    (
        "similar, a text",
        r#"{"command":"similar","text":"以知识产权质押融资风险补偿资金池，缓解中小微企业融资难、融资贵"}"#,
    ),
    ("keywords, a case", r#"{"command":"keywords","query":"case:CASE"}"#),
    ("keywords 质押", r#"{"command":"keywords","query":"质押"}"#),
    ("facts 质押, 20 of them", r#"{"command":"facts","query":"质押","page":{"limit":20}}"#),
    ("facts, 20 of all", r#"{"command":"facts","page":{"limit":20}}"#),
    ("table 质押, 20 rows", r#"{"command":"table","query":"质押","page":{"limit":20}}"#),
    ("table, 20 of all rows", r#"{"command":"table","page":{"limit":20}}"#),
    ("pivot, city by instrument", r#"{"command":"pivot","rows":"city","cols":"instrument"}"#),
    ("pivot 质押, year by instrument", r#"{"command":"pivot","query":"质押","rows":"year","cols":"instrument"}"#),
    ("facets 质押", r#"{"command":"facets","query":"质押"}"#),
    ("timeline 质押, 20 of them", r#"{"command":"timeline","query":"质押","page":{"limit":20}}"#),
    ("kwic 质押, 20 of them", r#"{"command":"kwic","query":"质押","page":{"limit":20}}"#),
];

/// Writes so many cases, made of the paragraphs of the notice `from`, into `folder`.
pub fn write(from: &Path, folder: &Path, count: usize) {
    let text = std::fs::read_to_string(from).expect("the notice is readable");
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let numbered = |line: &str| line.split_once('.').is_some_and(|(number, _)| number.parse::<u8>().is_ok());
    let titles: Vec<&str> =
        lines.iter().filter(|line| numbered(line)).filter_map(|line| Some(line.split_once('.')?.1)).collect();
    let paragraphs: Vec<&str> = lines.iter().copied().filter(|line| line.chars().count() > 60).collect();
    let common: Vec<char> = text.chars().filter(|&c| is_han(c)).collect();
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for notice in 0..count.div_ceil(OF_A_NOTICE) {
        let year = 2015 + notice % 10;
        let mut out = format!(
            "# 关于公布{year}年度典型案例（第{}批）的通知\n\n某市监〔{year}〕{}号\n\n",
            notice / 10 + 1,
            notice + 1
        );
        for case in 1..=OF_A_NOTICE.min(count - notice * OF_A_NOTICE) {
            let _ = writeln!(out, "## {case}. {}\n", titles[random.below(titles.len())]);
            for heading in ["工作背景", "主要做法", "工作成效", "经验启示"] {
                let _ = writeln!(out, "### {heading}\n");
                for _ in 0..2 {
                    let _ =
                        writeln!(out, "{}\n", varied(paragraphs[random.below(paragraphs.len())], &common, &mut random));
                }
            }
        }
        std::fs::write(folder.join(format!("{notice:05}.md")), out).expect("a file can be written");
    }
}

/// `text` with other figures, and some characters of it others of the notice.
fn varied(text: &str, common: &[char], random: &mut Random) -> String {
    text.chars()
        .map(|c| match c {
            '1'..='9' => char::from(b'1' + random.below(9) as u8),
            _ if is_han(c) && random.below(40) == 0 => common[random.below(common.len())],
            _ => c,
        })
        .collect()
}

struct Random(u64);

impl Random {
    fn below(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }
}

/// Prints what each question takes: the first time, and the median of some more.
pub fn measure(index: &Path) {
    let engine = Engine::open(index).expect("the index is there");
    let list: Request = serde_json::from_str(r#"{"command":"list","page":{"limit":1}}"#).unwrap();
    let listed = serde_json::to_value(engine.answer(&list, &Budget::unlimited()).unwrap()).unwrap();
    let case = listed.pointer("/notices/0/cases/0/id").and_then(|id| id.as_str()).expect("there is a case").to_owned();
    println!("| question | first, ms | then, ms | goal |\n| --- | --- | --- | --- |");
    for (name, question) in QUESTIONS {
        let request: Request = serde_json::from_str(&question.replace("CASE", &case)).unwrap();
        let ask = || {
            let started = Instant::now();
            std::hint::black_box(engine.answer(&request, &Budget::unlimited()).unwrap());
            started.elapsed().as_secs_f64() * 1e3
        };
        let first = ask();
        let then = super::cost::median((0..7).map(|_| ask()).collect());
        println!("| {name} | {first:.1} | {then:.1} | 200 |");
    }
}
