//! Folders of files of all kinds, good and bad, through the real programs.

use std::io::{Cursor, Write};

use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::common::{Project, shared};

/// A Word document with one paragraph for each of `texts`.
pub fn docx(texts: &[&str]) -> Vec<u8> {
    let paragraphs: String = texts.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    archive("word/document.xml", format!("<w:document><w:body>{paragraphs}</w:body></w:document>").as_bytes())
}

pub fn archive(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default()).unwrap();
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap().into_inner()
}

/// A PDF of one page for each of `texts`; `trailer` goes into its trailer.
pub fn pdf(texts: &[&str], trailer: &str) -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!(
            "<</Type/Pages/Count {}/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Kids[{}]>>",
            texts.len(),
            (0..texts.len()).map(|i| format!("{} 0 R ", 5 + i * 2)).collect::<String>()
        ),
        "<</Type/Font/Subtype/Type0/BaseFont/STSong/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>".to_owned(),
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong/DW 1000\
         /CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>"
            .to_owned(),
    ];
    for (i, text) in texts.iter().enumerate() {
        let hex: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
        let page = format!("BT /F 16 Tf 100 700 Td <{hex}> Tj ET");
        objects.push(format!("<</Type/Page/Parent 2 0 R/Contents {} 0 R>>", 6 + i * 2));
        objects.push(format!("<</Length {}>>stream\n{page}\nendstream", page.len()));
    }
    let mut out = "%PDF-1.5\n".to_owned();
    let mut table = String::new();
    for (i, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", i + 1));
    }
    let (start, count) = (out.len(), objects.len() + 1);
    out.push_str(&format!(
        "xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Size {count}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n"
    ));
    out.into_bytes()
}

const PAGE: &str = "<!DOCTYPE html><title>关于质押的通知_某省</title><div class=nav><a href=/>首页</a></div>\
    <table><tr><td>发文机关：<td>某省人民政府<td>发文字号：<td>某政发〔2023〕5号</table>\
    <div id=zoom><h1>关于质押的通知</h1><p>各市人民政府，请开展&ldquo;质押&rdquo;融资，认真贯彻执行。</p>\
    <p>各单位要结合实际，认真抓好落实，及时总结经验，遇有问题及时报告。</p></div>\
    <div class=footer>版权所有 某省人民政府</div>";

fn hits<'a>(answer: &'a Value, file: &str) -> Vec<&'a Value> {
    let of = |hit: &&Value| hit["file"].as_str().unwrap().ends_with(file);
    answer["hits"].as_array().unwrap().iter().filter(of).collect()
}

#[test]
fn every_kind_of_file_is_found_and_leads_back() {
    let (gbk, _, _) = encoding_rs::GBK.encode("某市开展质押。\n");
    let utf16: Vec<u8> = "某县也开展质押融资，成效明显。\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (word, print) = (docx(&["总则", "某地开展质押。"]), pdf(&["第一页。", "第二页讲质押。"], ""));
    let project = Project::with(&[
        ("page.html", PAGE.as_bytes()),
        ("law.docx", &word),
        ("print.pdf", &print),
        ("note.md", "# 记录\n\n某区开展质押。\n".as_bytes()),
        ("gbk.txt", &gbk),
        ("utf16.txt", &utf16),
        // The content decides, not the name.
        ("word-without-ending", &docx(&["附则", "另一地也开展质押，办法自行规定。"])),
        ("print.txt", &pdf(&["首页说的是别的。", "次页也讲质押，并且讲得更长一些。"], "")),
        ("page.bin", "<html><p>这一页只说一句话：请依法开展质押。".as_bytes()),
    ]);
    let built = project.index(&["build"]).code(0);
    assert!(built.stderr().contains("9 files"), "{}", built.stderr());
    let answer = project.search(&["\"质押\""]);
    for (file, place) in [
        ("law.docx", serde_json::json!({"paragraph": 2})),
        ("word-without-ending", serde_json::json!({"paragraph": 2})),
        ("print.pdf", serde_json::json!({"page": 2})),
        ("print.txt", serde_json::json!({"page": 2})),
    ] {
        let hits = hits(&answer, file);
        assert_eq!(hits.len(), 1, "{file}");
        assert_eq!(hits[0]["place"], place, "{file}");
        assert_eq!(hits[0]["marks"][0].get("raw_start"), None, "{file}");
    }
    for (file, bytes) in [("page.html", PAGE.as_bytes()), ("gbk.txt", &gbk)] {
        let found = hits(&answer, file);
        assert!(!found.is_empty(), "{file}");
        for hit in found {
            assert_eq!(hit.get("place"), None, "{file}");
            let mark = &hit["marks"][0];
            let at = |key: &str| usize::try_from(mark[key].as_u64().unwrap()).unwrap();
            let raw = &bytes[at("raw_start")..at("raw_end")];
            let expected =
                if file == "gbk.txt" { encoding_rs::GBK.encode("质押").0 } else { "质押".as_bytes().into() };
            assert_eq!(raw, &*expected, "{file}");
        }
    }
    let notice = &hits(&answer, "page.html")[0]["notice"];
    assert_eq!(notice["number"], "某政发〔2023〕5号");
    assert_eq!(notice["issuer"], "某省人民政府");
    assert_eq!(notice["title"], "关于质押的通知");
    // What the site put around the text is there, and says what it is.
    assert_eq!(project.count(&["\"版权所有\""]), 0);
    let aside = project.search(&["--scope", "all", "\"版权所有\""]);
    assert_eq!(hits(&aside, "page.html")[0]["role"], "boilerplate");
}

#[test]
fn every_answer_gives_a_place_where_bytes_say_nothing() {
    let project = Project::with(&[
        ("law.docx", &docx(&["总则", "某地开展质押，金额为3亿元。"])),
        ("print.pdf", &pdf(&["第一页说的是别的。", "第二页也讲质押，共4亿元，讲得更长一些。"], "")),
    ]);
    let text = project.anli(&["search", "质押", "--lang", "en"]).code(0).stdout();
    assert!(text.contains("paragraph 2") && text.contains("page 2"), "{text}");
    let text = project.anli(&["search", "质押", "--lang", "zh"]).code(0).stdout();
    assert!(text.contains("第 2 段") && text.contains("第 2 页"), "{text}");
    for (quote, place) in [("某地开展质押", "law.docx · paragraph 2"), ("第二页也讲质押", "print.pdf · page 2")]
    {
        let text = project.anli(&["verify", quote, "--lang", "en"]).code(0).stdout();
        assert!(text.contains(place) && !text.contains("bytes"), "{text}");
    }
    let rows = project.anli(&["search", "质押", "--format", "csv"]).code(0).stdout();
    assert!(rows.contains(",paragraph 2") && rows.contains(",page 2"), "{rows}");
    // A printed page can be cited; a paragraph's number is not printed anywhere.
    assert!(rows.contains("第2页") && !rows.contains("第2段"), "{rows}");
    let facts = project.anli(&["facts", "--kind", "money", "--json"]).code(0).json();
    for fact in facts["facts"].as_array().unwrap() {
        let span = &fact["span"];
        assert!(span["place"].is_object() && span.get("raw_start").is_none(), "{span}");
    }
    let export = project.index(&["export"]).code(0).stdout();
    assert!(export.contains("\"place\":{\"page\":2}") && !export.contains("raw_start"), "{export}");
}

/// A rule that goes back to the beginning of the line at every step makes this test take very long.
#[test]
fn a_single_line_of_megabytes_is_read_in_passages() {
    let sentence = "某市開(kāi)展質(zhì)押融資，創(chuàng)新產(chǎn)品，助力企業(yè)發(fā)展。";
    let times = (1 << 20) / sentence.len();
    let project = Project::with(&[("line.txt", sentence.repeat(times).as_bytes()), ("good.txt", "质押\n".as_bytes())]);
    project.index(&["build"]).code(0);
    assert_eq!(project.count(&["\"质押融资\""]), times);
    // Cut at the ends of sentences, so that no hit is megabytes long.
    let answer = project.search(&["\"质押融资\""]);
    let hit = &answer["hits"][0];
    let text = hit["text"].as_str().unwrap();
    assert!(text.len() <= 30_000 && text.ends_with('。'), "{} bytes", text.len());
    project.index(&["check", "--audit"]).code(0);
    project.index(&["inspect", "corpus/line.txt", "--json"]).code(0);
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_indexed() {
    let word = docx(&["质押"]);
    let bomb = archive("word/document.xml", &vec![b' '; 8 << 20]);
    let key = "0123456789ABCDEF".repeat(4);
    let locked = pdf(&["质押"], &format!("/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{key}>/U<{key}>>>/ID[<00><00>]"));
    let scan = String::from_utf8(pdf(&["质押"], "")).unwrap().replace("Tj", "pp").into_bytes();
    let nested = "<div>".repeat(1_000_000) + "层层嵌套之中也有质押二字";
    let project = Project::with(&[
        ("good.txt", "质押\n".as_bytes()),
        ("nested.html", nested.as_bytes()),
        ("truncated.txt", &"质押融资，质押".as_bytes()[..19]),
        (
            "mixed.txt",
            &[
                &"先说质押，后说别的事情。\n".as_bytes().repeat(4)[..],
                &encoding_rs::GBK.encode("再说融资担保的事情。\n").0,
            ]
            .concat(),
        ),
        ("bomb.docx", &bomb),
        ("cut.docx", &word[..word.len() / 2]),
        ("locked.pdf", &locked),
        ("scan.pdf", &scan),
        ("broken.pdf", b"%PDF-1.7\nnothing else"),
        ("pack.rar", b"Rar!\x1A\x07\x01\0"),
        ("sheet.xlsx", &archive("xl/other.xml", b"<a/>")),
        ("image.html", b"\x89PNG\r\n\x1A\n\0\0"),
        ("old.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0"),
        ("empty.docx", b""),
    ]);
    let built = project.index(&["build", "--lang", "en"]).code(2);
    let said = built.stderr();
    for (file, reason) in [
        ("bomb.docx", "unpacks to more than"),
        ("cut.docx", "broken DOCX"),
        ("locked.pdf", "password"),
        ("scan.pdf", "has text"),
        ("broken.pdf", "broken PDF"),
        ("pack.rar", "a RAR archive"),
        ("sheet.xlsx", "broken XLSX"),
        ("image.html", "a PNG image"),
        ("old.doc", "broken"),
        ("empty.docx", "empty"),
    ] {
        assert!(said.lines().any(|line| line.contains(file) && line.contains(reason)), "{file}: {reason}\n{said}");
    }
    assert!(!said.contains("panicked"), "{said}");
    let answer = project.search(&["\"质押\""]);
    for file in ["good.txt", "nested.html", "truncated.txt", "mixed.txt"] {
        assert!(!hits(&answer, file).is_empty(), "{file}");
    }
    let said = |file: &str| {
        let path = format!("corpus/{file}");
        project.index(&["inspect", &path, "--json"]).code(0).json()["remarks"].to_string()
    };
    assert!(said("truncated.txt").contains("18..19"), "{}", said("truncated.txt"));
    assert!(said("mixed.txt").contains("GBK") || said("mixed.txt").contains("GB18030"), "{}", said("mixed.txt"));
}

#[cfg(unix)]
#[test]
#[cfg_attr(target_vendor = "apple", ignore = "the file system takes text alone as names")]
fn names_that_are_not_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let project = Project::with(&[("a.txt", "甲说质押。\n".as_bytes())]);
    let name = OsStr::from_bytes(b"\xD6\xAA.html");
    std::fs::write(project.path().join("corpus").join(name), PAGE).unwrap();
    project.index(&["build"]).code(0);
    assert_eq!(project.search(&["\"质押\""])["hits"].as_array().unwrap().len(), 3);
}

#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn the_real_files() {
    let folder = shared("formats/law-docx-pdf");
    // The two forms of a law are copies of each other, so each has a project of its own.
    for (ending, place) in [("docx", "paragraph"), ("pdf", "page")] {
        let files: Vec<(String, Vec<u8>)> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|found| found == ending))
            .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()))
            .collect();
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let project = Project::with(&files);
        project.index(&["build"]).code(0);
        let answer = project.search(&["\"本法自\""]);
        let placed = answer["hits"].as_array().unwrap().iter().filter(|hit| hit["place"][place].is_u64()).count();
        assert_eq!(placed, 6, "{ending}");
    }
}

/// The labels that say who issued a document and when say so in every format.
#[test]
fn labels_say_the_same_in_every_format() {
    let table = include_str!("../data/labels.tsv");
    let mut seen = 0;
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (label, field) = (cells[0], cells[1]);
        let value = match (field, cells.get(2)) {
            ("issuer", None) => "某省知识产权局",
            ("issued" | "published", None) => "2023年7月8日",
            _ => continue,
        };
        let (title, body) =
            ("关于开展质押融资工作的通知", "各市人民政府，请开展质押融资，认真贯彻执行，及时总结经验。");
        let text = format!("{title}\n{label}：{value}\n\n{body}\n");
        let html = format!(
            "<!DOCTYPE html><title>{title}</title><table><tr><td>{label}：<td>{value}</table>\
             <div id=zoom><h1>{title}</h1><p>{body}</p><p>{body}</p></div>"
        );
        let markdown = format!("---\n{label}: {value}\n---\n\n# {title}\n\n{body}\n");
        let word = docx(&[title, &format!("{label}：{value}"), body]);
        for (name, bytes) in [
            ("a.txt", text.into_bytes()),
            ("b.html", html.into_bytes()),
            ("c.md", markdown.into_bytes()),
            ("d.docx", word),
        ] {
            // In the block of a Markdown file 日期 is that of the text.
            let front = |(own, kind): (&str, &str)| name == "c.md" && own == label && kind != field;
            if table.lines().filter_map(|line| line.strip_suffix("\tfront")?.split_once('\t')).any(front) {
                continue;
            }
            let notice = anli::ingest::document(bytes, name.as_ref()).unwrap().notice;
            let found = [("issuer", notice.issuer), ("issued", notice.issued), ("published", notice.published)];
            let expected = if field == "issuer" { value } else { "2023-07-08" };
            for (kind, found) in found {
                let wanted = if kind == field { Some(expected) } else { None };
                assert_eq!(found.as_deref(), wanted, "{kind} by {label} in {name}");
            }
            seen += 1;
        }
    }
    assert!(seen > 150, "{seen}");
}
