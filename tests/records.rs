//! Messages with attachments, and files of records: a document each, by its own name.

use std::fs;
use std::process::Command;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::common::Project;

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

/// Hits of a search: file, title, day of publication.
#[track_caller]
fn found(project: &Project, word: &str) -> Vec<(String, String, Value)> {
    let answer = project.search(&[word]);
    let told = |hit: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (text(&hit["file"]), text(&hit["notice"]["title"]), hit["notice"]["published"].clone())
    };
    answer["hits"].as_array().unwrap().iter().map(told).collect()
}

fn message(subject: &str, boundary: &str, parts: &[String]) -> String {
    let mut out = format!(
        "From: office@example.cn\r\nTo: all@example.cn\r\nDate: Fri, 30 Jun 2023 09:00:00 +0800\r\nSubject: {subject}\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n"
    );
    for part in parts {
        out.push_str(&format!("--{boundary}\r\n{part}\r\n"));
    }
    out.push_str(&format!("--{boundary}--\r\n"));
    out
}

fn encoded_word(text: &str) -> String {
    format!("=?GBK?B?{}?=", BASE64_STANDARD.encode(gbk(text)))
}

#[test]
fn messages_are_their_body_and_their_attachments() {
    let text = BASE64_STANDARD.encode(gbk("各单位：现将专利质押融资办法发给你们，请执行。"));
    let attached = BASE64_STANDARD.encode(gbk("附件：商标保险补偿名单。"));
    let inner =
        message("inner", "inner-border", &["Content-Type: text/plain; charset=utf-8\r\n\r\n年糕协会来信。".to_owned()]);
    let parts = [
        format!("Content-Type: text/plain; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\n{text}"),
        format!(
            "Content-Type: application/octet-stream; name=\"{0}\"\r\nContent-Disposition: attachment; filename=\"{0}\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{attached}",
            encoded_word("../名单.txt")
        ),
        "Content-Type: image/png\r\nContent-ID: <logo>\r\nContent-Disposition: inline\r\n\
         Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo="
            .to_owned(),
        format!("Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename=\"转.eml\"\r\n\r\n{inner}"),
    ];
    let mail = message(&encoded_word("关于印发专利质押融资办法的通知"), "the-border", &parts);
    let project =
        Project::with(&[("来信.eml", mail.as_bytes()), ("不是.eml", "今天没有信，只有一句质押。".as_bytes())]);
    project.index(&["build"]).code(0);
    let body = found(&project, "专利质押融资办法");
    let published = Value::from("2023-06-30");
    assert_eq!(
        body[0],
        ("corpus/来信.eml/body.txt".to_owned(), "关于印发专利质押融资办法的通知".to_owned(), published)
    );
    assert_eq!(found(&project, "商标保险补偿")[0].0, "corpus/来信.eml/名单.txt");
    assert_eq!(found(&project, "年糕协会")[0].0, "corpus/来信.eml/转.eml/body.txt");
    assert_eq!(found(&project, "今天没有信")[0].0, "corpus/不是.eml");
    assert_eq!(project.anli(&["show", "来信", "--json"]).code(0).json()["file"], "corpus/来信.eml/body.txt");
    let list = project.index(&["inspect", "corpus/来信.eml"]).code(0).stdout();
    assert!(list.contains("message, 3 members"), "{list}");
    // Whatever is cut off, nothing stops the build.
    let folder = Project::with(&[("甲.txt", "甲".as_bytes())]);
    for len in (0..mail.len()).step_by(64) {
        fs::write(folder.path().join(format!("corpus/{len}.eml")), &mail.as_bytes()[..len]).unwrap();
    }
    let run = folder.index(&["build"]);
    assert!(run.exit() != 1 && !run.stderr().contains("failed on this file"), "{}", run.stderr());
}

/// A text that is long enough to be one.
fn prose(word: &str) -> String {
    format!("{word}：{}", "为推动知识产权工作，各地要加强统筹协调，结合实际认真贯彻执行。".repeat(3))
}

#[test]
fn a_line_of_json_is_a_document() {
    let lines = [
        json!({"id": "a-1", "标题": "关于质押的通知", "正文": prose("甲市质押"), "发布日期": "2023-07-08",
               "发文字号": "甲市监〔2023〕7号", "发文机关": "甲市市场监督管理局", "url": "https://example.cn/1"}),
        json!({"id": "a-2", "标题": "保险", "正文": [prose("乙市保险"), prose("乙市另起一段")]}),
        json!({"id": "a-2", "标题": "授信", "正文": format!("<div><p>{}</p></div>", prose("丙市授信"))}),
        json!({"标题": "空", "正文": ""}),
    ];
    let mut text = lines.map(|line| line.to_string()).join("\n");
    text.insert(0, '\u{feff}');
    text.push_str("\n\nnot json\n");
    let project = Project::with(&[("网/采.jsonl", text.as_bytes())]);
    let build = project.index(&["build"]).code(2).stderr();
    for expected in [
        "采.jsonl: 5 records; text = 正文, title = 标题, url = url, date = 发布日期",
        "guessed by name; [records] in anli.toml names others",
        "采.jsonl/4: line 4: its column of text is empty",
        "采.jsonl/6: line 6: no JSON object",
        "3 files",
    ] {
        assert!(build.contains(expected), "{expected}\n{build}");
    }
    let answer = project.search(&["甲市质押"]);
    let notice = &answer["hits"][0]["notice"];
    assert_eq!((&notice["number"], &notice["issued"]), (&Value::from("甲市监〔2023〕7号"), &Value::Null), "{notice}");
    assert_eq!((&notice["title"], &notice["published"]), (&Value::from("关于质押的通知"), &Value::from("2023-07-08")));
    assert_eq!(answer["hits"][0]["file"], "corpus/网/采.jsonl/a-1");
    assert_eq!(found(&project, "乙市另起一段")[0].0, "corpus/网/采.jsonl/a-2");
    // The second of one id goes by its line; its text is a page.
    let hit = &project.search(&["丙市授信"])["hits"][0];
    assert_eq!(hit["file"], "corpus/网/采.jsonl/3");
    assert!(!hit["text"].as_str().unwrap().contains('<'), "{hit}");
    assert_eq!(hit["notice"]["id"], "采-3");
    let export = project.index(&["export"]).code(0).stdout();
    assert!(export.contains("https://example.cn/1"), "where it was found");
    project.index(&["check", "--audit"]).code(0);
    let member = project.index(&["inspect", "--text", "corpus/网/采.jsonl/a-1"]).code(0).stdout();
    assert!(member.starts_with("甲市质押"), "{member}");
    let list = project.index(&["inspect", "corpus/网/采.jsonl", "--json"]).code(0).json();
    assert_eq!((list["members"].as_array().unwrap().len(), &list["kind"]), (5, &Value::from("table of records")));
}

#[test]
fn columns_can_be_named() {
    let line = json!({"text": prose("摘要里的质押"), "段落": prose("全文里的保险"), "名": "一个题目"}).to_string();
    let project = Project::with(&[("a.jsonl", line.as_bytes())]);
    project.index(&["build"]).code(0);
    assert_eq!((project.count(&["质押"]), project.count(&["保险"])), (1, 0));
    fs::write(project.path().join("anli.toml"), "[records]\ntext = \"段落\"\ntitle = \"名\"\n").unwrap();
    let build = project.index(&["build"]).code(0).stderr();
    assert!(build.contains("1 read") && build.contains("text = 段落, title = 名 (as set)"), "{build}");
    assert_eq!((project.count(&["质押"]), project.count(&["保险"])), (0, 1));
    assert_eq!(found(&project, "保险")[0].1, "一个题目");
    let config = project.anli(&["config"]).code(0).stdout();
    assert!(config.contains("records.text = 段落  (anli.toml)"), "{config}");
    // Who opens the index elsewhere comes to the same column.
    fs::remove_file(project.path().join("anli.toml")).unwrap();
    let shown = project.anli(&["show", "a-1", "--json"]).code(0);
    assert!(shown.stdout().contains("全文里的保险"), "{}", shown.stdout());
    fs::write(project.path().join("anli.toml"), "[records]\nbody = \"段落\"\n").unwrap();
    let said = project.index(&["build"]).code(2).stderr();
    assert!(said.contains("anli.toml") && said.contains("body"), "{said}");
}

#[test]
fn tables_with_a_column_of_text_are_records() {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let body = format!("{}\n第二段说“\"质押\"”，有逗号, 也有换行。", prose("甲市质押"));
    let csv = format!(
        "编号,标题,内容\r\n1,关于质押的通知,{}\r\n2,\"保险, 一事\",{}\r\n",
        quoted(&body),
        quoted(&prose("乙市保险"))
    );
    let tsv = format!("title\tcontent\n授信\t{}\n", prose("丙市授信"));
    let semicolons = format!("title;content\n补贴;{}\n", prose("丁市补贴"));
    let figures = "地区,内容,金额\n甲市,质押登记,300\n乙市,保险补偿,200\n";
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(csv.replace("甲市质押", "戊市贴息").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let project = Project::with(&[
        ("gbk.csv", &gbk(&csv)),
        ("utf8.tsv", tsv.as_bytes()),
        ("分号.csv", semicolons.as_bytes()),
        ("统计.csv", figures.as_bytes()),
        ("宽.csv", &utf16),
    ]);
    let build = project.index(&["build"]).code(0).stderr();
    assert!(build.contains("gbk.csv: 2 records") && build.contains("宽.csv: 2 records"), "{build}");
    assert!(!build.contains("统计.csv"), "a table of figures is no file of records: {build}");
    let hit = &project.search(&["第二段说"])["hits"][0];
    assert_eq!(hit["file"], "corpus/gbk.csv/2", "{hit}");
    assert!(hit["text"].as_str().unwrap().contains("“\"质押\"”，有逗号, 也有换行"), "{hit}");
    assert_eq!(hit["notice"]["title"], "关于质押的通知");
    // A record that begins on line 4, behind one of two lines.
    assert!(
        found(&project, "乙市保险").iter().any(|(file, title, _)| file == "corpus/gbk.csv/4" && title == "保险, 一事")
    );
    assert_eq!(found(&project, "丙市授信")[0].0, "corpus/utf8.tsv/2");
    assert_eq!(found(&project, "丁市补贴")[0].0, "corpus/分号.csv/2");
    assert_eq!(found(&project, "戊市贴息")[0].0, "corpus/宽.csv/2");
    assert_eq!(found(&project, "保险补偿")[0].0, "corpus/统计.csv");
    let open = format!("title,content\n一,{}\n二,\"{}\n", quoted(&prose("己市")), prose("没有结束的引号"));
    fs::write(project.path().join("corpus/开.csv"), open).unwrap();
    let build = project.index(&["build"]).code(2).stderr();
    assert!(build.contains("开.csv: line 3: a quotation mark is never closed"), "{build}");
    assert_eq!(found(&project, "己市")[0].0, "corpus/开.csv/2");
}

/// A record of a large file is read in less memory than the file has bytes.
#[test]
#[cfg(target_os = "linux")]
fn large_files_of_records_are_not_held() {
    use std::io::Write as _;
    let project = Project::with(&[]);
    let file = fs::File::create(project.path().join("corpus/大.jsonl")).unwrap();
    let mut file = std::io::BufWriter::new(file);
    let filler = "各地要加强统筹协调，结合实际认真贯彻执行。".repeat(1600);
    let line = |number: usize| json!({"title": number, "content": format!("第{number}份文件。{filler}")}).to_string();
    let (count, mut size) = (6000, 0);
    for number in 0..count {
        size += line(number).len();
        writeln!(file, "{}", line(number)).unwrap();
    }
    drop(file);
    assert!(size > 500 << 20, "{size}");
    // In KiB of address space: the program itself, its libraries and stacks, and a sixth of the file.
    let run = Command::new("sh")
        .args(["-c", "ulimit -v 400000; exec \"$0\" inspect --text corpus/大.jsonl/6000"])
        .arg(assert_cmd::cargo::cargo_bin("anli-index"))
        .current_dir(project.path())
        .output()
        .unwrap();
    let text = String::from_utf8(run.stdout).unwrap();
    assert!(text.starts_with("第5999份文件"), "{}", String::from_utf8_lossy(&run.stderr));
}
