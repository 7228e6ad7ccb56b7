//! The readers on small files made here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, reason = "tests")]

use std::io::{Cursor, Write};
use std::path::Path;

use encoding_rs::GB18030;
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::pdf::tests::{lines, pdf as pdf_of};
use super::tests::check_page;
use super::*;
use crate::text::Span;

fn html(source: &str) -> Document {
    let document = read(source.as_bytes(), Path::new("a.html")).expect("a page with text");
    check_page(source.as_bytes(), &document.text);
    document
}

/// The document's own lines, without what was set aside.
pub(super) fn own(document: &Document) -> String {
    let mut text = document.text.text.clone();
    for span in document.aside.iter().rev() {
        let end = (span.end + 1).min(text.len());
        text.replace_range(span.start..end, "");
    }
    text
}

fn text_of(source: &str) -> String {
    own(&html(source))
}

const PAGE: &str = r#"<!DOCTYPE html><html><head><meta charset="utf-8"><title>关于印发管理办法的通知_某某省人民政府</title>
<meta name="PubDate" content="2023-07-08 10:00"><meta name="Url" content="http://www.example.gov.cn/a.html">
<style>p{color:red}</style><script>var s = "<p>不是正文，真的不是。</p>";</script></head>
<body><div class="header"><h1>某某省人民政府</h1></div>
<div class="nav"><a href="/">首页</a><a href="/zw">政务</a><a href="/fw">服务</a></div>
<div style="display:none"><a href="http://spam.example">彩票，大奖，等你来拿。</a></div>
<table><tr><td>发文机关：</td><td>某某省人民政府</td><td>发文字号：</td><td>某政发〔2023〕5号</td></tr>
<tr><td>成文日期：</td><td>2023年6月30日</td><td>索 引 号：</td><td>000014349/2023-00005</td></tr></table>
<div class="title">关于印发管理办法的通知</div>
<div class="content"><p>各市、县人民政府：</p>
<p>　　现将<b>《管理办法》</b>印发给你们，请&ldquo;认真&rdquo;贯彻
执行。</p><p>联系人：张三&nbsp;李四</p><h2>一、总体要求</h2>
<table><tr><th>城市</th><th>金额</th></tr><tr><td>杭州</td><td>1.33亿元</td></tr></table>
<p>某某省人民政府<br>2023年6月30日</p><p><a href="fj.doc">附件：名单</a></p>
<ul><li><a href="/1">相关链接一</a></li><li><a href="/2">相关链接二</a></li><li><a href="/3">相关链接三</a></li></ul></div>
<div class="footer">版权所有：某某省人民政府办公厅，未经许可不得转载。</div></body></html>"#;

#[test]
fn a_page_of_a_government_site() {
    let found = html(PAGE);
    assert_eq!(
        own(&found).lines().collect::<Vec<_>>(),
        [
            "关于印发管理办法的通知",
            "各市、县人民政府：",
            "　　现将《管理办法》印发给你们，请“认真”贯彻执行。",
            "联系人：张三\u{A0}李四",
            "一、总体要求",
            "城市\t金额",
            "杭州\t1.33亿元",
            "某某省人民政府",
            "2023年6月30日",
            "附件：名单",
        ]
    );
    assert_eq!(
        found.meta,
        Metadata {
            number: Some("某政发〔2023〕5号".to_owned()),
            title: Some("关于印发管理办法的通知".to_owned()),
            issuer: Some("某某省人民政府".to_owned()),
            issued: Some("2023-06-30".to_owned()),
            published: Some("2023-07-08".to_owned()),
            url: Some("http://www.example.gov.cn/a.html".to_owned()),
        }
    );
    let headings: Vec<_> = found.headings.iter().map(|h| (h.level, &found.text.text[h.span.range()])).collect();
    let expected = [(1, "某某省人民政府"), (1, "关于印发管理办法的通知"), (2, "一、总体要求")];
    assert_eq!(headings, expected, "with what the site marks apart from the text");
    let aside: Vec<&str> = found.aside.iter().map(|span| &found.text.text[span.range()]).collect();
    assert_eq!(
        aside,
        [
            "某某省人民政府",
            "首页政务服务",
            "发文机关：\t某某省人民政府\t发文字号：\t某政发〔2023〕5号",
            "成文日期：\t2023年6月30日\t索 引 号：\t000014349/2023-00005",
            "相关链接一\t相关链接二\t相关链接三\t版权所有：某某省人民政府办公厅，未经许可不得转载。",
        ],
        "set aside, not lost"
    );
    assert_eq!(found.text.remarks, [Remark::HiddenLinks { blocks: 1 }]);
    assert_eq!((found.format, found.origin), (Format::Html, Origin::Bytes));
}

#[test]
fn places_lead_to_the_bytes_of_the_page_in_any_encoding() {
    let source = PAGE.replace("utf-8", "gb2312");
    let (bytes, _, _) = GB18030.encode(&source);
    let found = read(&bytes, Path::new("a.html")).unwrap();
    check_page(&bytes, &found.text);
    assert_eq!(found.text.text, html(PAGE).text.text);
    assert_eq!(found.text.encoding, "GBK");
    for word in ["某政发〔2023〕5号", "贯彻", "1.33亿元", "附件：名单", "总体要求"] {
        let at = found.text.text.find(word).unwrap();
        let raw = found.text.map.map(Span::new(at, at + word.len()));
        assert_eq!(GB18030.decode_without_bom_handling(&bytes[raw.range()]).0, word);
    }
    // A word across markup has the markup inside, an entity is one with its character.
    let raw_of = |word: &str| {
        let at = found.text.text.find(word).unwrap();
        let raw = found.text.map.map(Span::new(at, at + word.len()));
        GB18030.decode_without_bom_handling(&bytes[raw.range()]).0.into_owned()
    };
    assert_eq!(raw_of("现将《管理"), "现将<b>《管理");
    assert_eq!(raw_of("《管理办法》"), "《管理办法》");
    assert_eq!(raw_of("“认真”"), "&ldquo;认真&rdquo;");
    assert_eq!(raw_of("贯彻执行"), "贯彻\n执行");
}

#[test]
fn damaged_and_odd_markup() {
    for (source, expected) in [
        ("<p>甲<p>乙</div></span>丙", "甲\n乙丙\n"),
        ("<td>甲</b><td>乙", "甲\n乙\n"),
        ("甲<br>乙<br/>丙", "甲\n乙\n丙\n"),
        ("<p>a  <i> b</i>\n\tc</p>", "a b c\n"),
        ("<p>甲\n乙\r\n丙 丁</p>", "甲乙丙 丁\n"),
        ("<pre>甲\n  乙\r\n丙</pre>", "甲\n乙\n丙\n"),
        ("<p>a < b & c &lt; d &copy &#19968;&#x4e8c; &unknown;</p>", "a < b & c < d © 一二 &unknown;\n"),
        ("<p>甲<!-- 乙 -->丙<script>丁</script><style>戊</style>", "甲丙\n"),
        ("<ruby>質<rp>(</rp><rt>zhì</rt><rp>)</rp></ruby>押<br>", "質押\n"),
        ("<p hidden>甲</p><p style='VISIBILITY : hidden'>乙</p><p>丙", "丙\n"),
        ("<div>甲<div style=\"position:absolute;left:-9999px\">乙</div>丙</div>", "甲\n丙\n"),
        ("<textarea>甲</textarea><p>乙</p><select><option>丙</select>", "乙\n"),
        ("<p>甲", "甲\n"),
        ("<p>甲</p", "甲\n"),
        ("<ul><li>甲<li>乙<ul><li>丙</ul><li>丁</ul>", "甲\n乙\n丙\n丁\n"),
    ] {
        assert_eq!(text_of(source), expected, "{source}");
    }
    // What a script would show is shown when there is nothing else.
    let hidden = "<div id=zoom style='display:none'><p>现将办法印发给你们，请认真贯彻执行。</p></div><p>加载中</p>";
    assert!(text_of(hidden).contains("现将办法印发给你们"));
    // A page without prose keeps what it shows.
    assert_eq!(text_of("<a href=/1>甲</a><br><a href=/2>乙</a><br><a href=/3>丙</a>"), "甲\n乙\n丙\n");
    // Text without a tag is text, whatever it is called.
    let found = read("第一行\n第二行\n".as_bytes(), Path::new("a.html")).unwrap();
    assert_eq!((found.format, &*found.text.text), (Format::Text, "第一行\n第二行\n"));
    assert_eq!(read(b"<div><br></div>", Path::new("a.html")).unwrap_err(), ReadError::Empty);
}

#[test]
fn markup_beyond_reason_is_read_in_linear_time() {
    for source in [
        "<div>".repeat(1_000_000) + "字",
        "<p>字".repeat(300_000),
        "<div>".repeat(100_000) + "字" + &"</span>".repeat(1_000_000),
        "<table><tr><td>字".repeat(100_000),
        "<ul><li>".repeat(200_000) + "字",
        "<a href=x>字".repeat(100_000),
        "字<".repeat(500_000),
        "字<b>&".repeat(200_000),
        "<p>时间：".repeat(100_000),
        format!("<p {}>字", "a=b ".repeat(300_000)),
    ] {
        // A reader that takes longer than a file may take gives up, with an error.
        let found = read(source.as_bytes(), Path::new("a.html")).expect("there is a character");
        assert!(found.text.text.contains(['字', '时']));
    }
}

fn any_markup() -> impl Strategy<Value = String> {
    let parts = [
        "<p>",
        "</p>",
        "<div style=display:none>",
        "</div>",
        "<td>",
        "<tr>",
        "<table>",
        "</table>",
        "<br>",
        "<a href=x>",
        "</a>",
        "<h2>",
        "</h2>",
        "<script>",
        "</script>",
        "<pre>",
        "</pre>",
        "<!--",
        "-->",
        "&nbsp;",
        "&amp;",
        "&ldquo;",
        "&#19968;",
        "&notit;",
        "&",
        "<",
        ">",
        "\"",
        "'",
        " ",
        "\n",
        "\r\n",
        "\0",
        "甲",
        "乙，丙。",
        "text",
        "発",
        "𠮷",
        "é",
        "发文字号：",
        "2023年",
        "<title>",
        "</title>",
        "<li>",
        "<![CDATA[",
        "]]>",
        "\u{A0}",
        "\u{3000}",
        "<svg/>",
    ];
    prop::collection::vec(prop::sample::select(parts.to_vec()), 0..60).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_markup_gives_a_text_with_a_way_back(source in any_markup()) {
        if let Ok(found) = read(source.as_bytes(), Path::new("a.html")) {
            check_page(source.as_bytes(), &found.text);
            for heading in &found.headings {
                prop_assert!(found.text.text.get(heading.span.range()).is_some());
            }
        }
        let (bytes, _, unmappable) = GB18030.encode(&source);
        if !unmappable && let Ok(found) = read(&bytes, Path::new("a.html")) {
            check_page(&bytes, &found.text);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300), ending in "html|md|docx|pdf|txt|mht") {
        for magic in [&b""[..], b"PK\x03\x04", b"<html>", b"<!DOCTYPE html><p>", b"MIME-Version: 1.0\nContent-Type: text/html\n\n"] {
            let _ = read(&[magic, &bytes].concat(), Path::new(&format!("a.{ending}")));
        }
    }
}

/// A Word document with the parts `parts` beside what every one has.
pub(super) fn docx(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let document =
        format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"w\" xmlns:r=\"r\"><w:body>{body}</w:body></w:document>");
    let relations = "<Relationships><Relationship Id=\"a\" Type=\"http://x/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let own = [("[Content_Types].xml", "<Types/>"), ("_rels/.rels", relations), ("word/document.xml", &document)];
    archive(own.iter().chain(parts).map(|&(name, text)| (name, text.as_bytes())))
}

pub(super) fn archive<'p>(parts: impl IntoIterator<Item = (&'p str, &'p [u8])>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn docx_text(body: &str) -> String {
    read(&docx(body, &[]), Path::new("a.docx")).expect("a document with text").text.text
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn paragraphs_and_tables_of_a_word_document() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph(text));
    let body = [
        paragraph("关于印发&lt;办法&gt;的&#x901A;知"),
        paragraph(" "),
        format!("<w:tbl><w:tr>{}{}</w:tr>", cell("城市"), cell("金额")),
        format!("<w:tr>{}<w:tc>{}{}</w:tc></w:tr></w:tbl>", cell("杭州"), paragraph("1.33亿元"), paragraph("（质押）")),
        "<w:p><w:r><w:t>上</w:t><w:br/><w:t>下</w:t><w:tab/><w:t>右</w:t></w:r></w:p>".to_owned(),
    ];
    let found = read(&docx(&body.concat(), &[]), Path::new("notice.docx")).unwrap();
    assert_eq!(found.text.text, "关于印发<办法>的通知\n城市\t金额\n杭州\n1.33亿元\n（质押）\n上\n下\t右\n");
    assert_eq!((found.format, found.text.encoding), (Format::Docx, "UTF-8"));
    let at = found.text.text.find("质押").unwrap();
    assert_eq!(found.origin.place_at(at), Some(Place::Paragraph(5)));
    assert_eq!(found.origin.place_at(found.text.text.len() + 1), None);
    assert_eq!(found.text.map.map(Span::new(at, at + 6)).range(), at..at + 6);
}

#[test]
fn what_an_editor_deleted_hid_or_annotated_is_left_out() {
    let body = "<w:p><w:pPr><w:rPr><w:del/></w:rPr><w:pPrChange><w:pPr><w:pStyle w:val=\"x\"/></w:pPr></w:pPrChange></w:pPr>\
        <w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>乙</w:delText></w:r></w:del><w:ins><w:r><w:t>丙</w:t></w:r></w:ins>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>丁</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>戊</w:t></w:r>\
        <w:r><w:instrText>PAGE</w:instrText></w:r><w:hyperlink><w:r><w:t>己</w:t></w:r></w:hyperlink>\
        <w:r><w:ruby><w:rt><w:r><w:t>gēng</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>庚</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>";
    assert_eq!(docx_text(body), "甲丙戊己庚\n");
}

#[test]
fn text_boxes_follow_their_paragraph_once() {
    let inner = paragraph("框内");
    let body = format!(
        "<w:p><w:r><w:t>框外</w:t><mc:AlternateContent><mc:Choice><w:txbxContent>{inner}</w:txbxContent></mc:Choice>\
         <mc:Fallback><w:txbxContent>{inner}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>\
         <w:r><w:t>之后</w:t></w:r></w:p>"
    );
    assert_eq!(docx_text(&body), "框外之后\n框内\n");
}

#[test]
fn headings_and_numbers_of_a_word_document() {
    let styles = "<w:styles><w:style w:styleId=\"1\"><w:name w:val=\"heading 1\"/></w:style>\
        <w:style w:styleId=\"own\"><w:basedOn w:val=\"1\"/><w:pPr><w:numPr><w:numId w:val=\"7\"/></w:numPr></w:pPr></w:style>\
        <w:style w:styleId=\"loop\"><w:basedOn w:val=\"loop\"/></w:style></w:styles>";
    let numbering = "<w:numbering><w:abstractNum w:abstractNumId=\"3\">\
        <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/><w:lvlText w:val=\"%1、\"/></w:lvl>\
        <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.%2\"/></w:lvl>\
        <w:lvl w:ilvl=\"2\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"\u{F06C}\"/></w:lvl></w:abstractNum>\
        <w:num w:numId=\"7\"><w:abstractNumId w:val=\"3\"/></w:num></w:numbering>";
    let item = |level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"7\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let styled = |style: &str, text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let body = [
        styled("1", "标题"),
        styled("own", "背景"),
        item(1, "其一"),
        item(1, "其二"),
        item(2, "点"),
        styled("own", "做法"),
        item(1, "又一"),
        styled("loop", "文"),
    ]
    .concat();
    let parts = [("word/styles.xml", styles), ("word/numbering.xml", numbering)];
    let found = read(&docx(&body, &parts), Path::new("a.docx")).unwrap();
    assert_eq!(found.text.text, "标题\n一、背景\n一.1其一\n一.2其二\n点\n二、做法\n二.1又一\n文\n");
    assert_eq!(found.headings.iter().map(|h| h.level).collect::<Vec<_>>(), [1, 1, 1]);
    assert_eq!(found.meta.title.as_deref(), Some("标题"));
}

#[test]
fn another_document_inside_a_word_document() {
    let relations = "<Relationships><Relationship Id=\"c\" Type=\"x/aFChunk\" Target=\"chunk.mht\"/></Relationships>";
    let body = format!("{}<w:altChunk r:id=\"c\"/>{}", paragraph("前"), paragraph("后"));
    let message = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"x\"\n\n--x\nContent-Type: text/html; charset=\"utf-8\"\n\
        Content-Transfer-Encoding: quoted-printable\n\n<html><body><h1>=E8=B4=A8=E6=8A=BC</h1><p>a=3Db=\n c</p></body></html>\n--x--\n";
    let inner = docx(&paragraph("内"), &[]);
    for (chunk, expected) in [
        (message.as_bytes(), "前\n质押\na=b c\n后\n"),
        ("<h1>质押</h1>".as_bytes(), "前\n质押\n后\n"),
        (&inner, "前\n内\n后\n"),
    ] {
        let relations = [("word/_rels/document.xml.rels", relations.as_bytes()), ("word/chunk.mht", chunk)];
        let document = format!("<w:document><w:body>{body}</w:body></w:document>");
        let own = [("word/document.xml", document.as_bytes())];
        let found = read(&archive(own.into_iter().chain(relations)), Path::new("a.docx")).unwrap();
        assert_eq!(found.text.text, expected);
    }
    let missing = docx(&body, &[("word/_rels/document.xml.rels", relations)]);
    let error = read(&missing, Path::new("a.docx")).unwrap_err();
    assert!(error.to_string().contains("word/chunk.mht"), "{error}");
    // A page saved as a message is read by itself as well.
    let found = read(message.as_bytes(), Path::new("a.mht")).unwrap();
    assert_eq!((found.format, &*found.text.text), (Format::Html, "质押\na=b c\n"));
    assert_eq!(found.origin.place_at(8), Some(Place::Paragraph(2)));
}

#[test]
fn archives_that_are_no_word_document_are_refused_with_a_reason() {
    let good = docx(&paragraph("质押"), &[]);
    for cut in [4, 30, good.len() / 2, good.len() - 10] {
        let error = read(&good[..cut], Path::new("a.docx")).unwrap_err();
        assert!(matches!(&error, ReadError::Broken(Format::Docx, why) if why.contains("ZIP")), "{error}");
    }
    let mut flipped = good.clone();
    let at = good.windows(9).position(|w| w == b"word/docu").unwrap() + 30;
    flipped[at] ^= 0xFF;
    let _ = read(&flipped, Path::new("a.docx"));
    let broken = archive([("word/document.xml", &b"<w:document><w:p><w:t>a</w:t"[..])]);
    let error = read(&broken, Path::new("a.docx")).unwrap_err();
    assert!(error.to_string().contains("word/document.xml"), "{error}");
    let error = read(&archive([("a.txt", &b"text"[..])]), Path::new("a.docx")).unwrap_err();
    assert_eq!(error, ReadError::NotText("a ZIP archive"));
    for (stream, expected) in [
        ("EncryptedPackage", ReadError::Encrypted(Format::Docx)),
        ("PowerPoint Document", ReadError::NotText("an old presentation (.ppt, .dps)")),
        ("something", ReadError::NotText("an old Office or WPS file")),
    ] {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_stream(stream).unwrap().write_all(b"a").unwrap();
        assert_eq!(read(&file.into_inner().into_inner(), Path::new("a.docx")).unwrap_err(), expected);
    }
    let broken = [&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], &[0; 600]].concat();
    assert!(matches!(read(&broken, Path::new("a.xls")).unwrap_err(), ReadError::Broken(Format::Xls, _)));
}

#[test]
fn bombs_do_not_go_off() {
    let bomb = docx(&" ".repeat(300 << 20), &[]);
    assert!(bomb.len() < 1 << 20, "it is small as a file");
    let error = read(&bomb, Path::new("a.docx")).unwrap_err();
    assert!(matches!(&error, ReadError::TooLarge { part, .. } if part == "word/document.xml"), "{error}");
    // A long document that compresses well is no bomb.
    let long = docx(&paragraph("质押融资").repeat(20_000), &[]);
    assert_eq!(read(&long, Path::new("a.docx")).unwrap().text.text.lines().count(), 20_000);
    // Tables in tables in tables.
    let nested = docx(&("<w:tbl><w:tr><w:tc>".repeat(50_000) + &paragraph("内")), &[]);
    assert_eq!(read(&nested, Path::new("a.docx")).unwrap().text.text, "内\n");
}

/// The relations of a document that has a part `chunk` in its text.
fn with_chunk(body: &str, chunk: &[u8]) -> Vec<u8> {
    let relations = "<Relationships><Relationship Id=\"c\" Type=\"x/aFChunk\" Target=\"chunk\"/></Relationships>";
    let document = format!("<w:document xmlns:w=\"w\" xmlns:r=\"r\"><w:body>{body}</w:body></w:document>");
    archive([
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
        ("word/chunk", chunk),
    ])
}

#[test]
fn whatever_a_word_document_is_expanded_to_draws_on_one_allowance() {
    let numbering = |format: &str, text: &str| {
        format!(
            "<w:numbering><w:abstractNum w:abstractNumId=\"3\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"3888\"/>\
             <w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/></w:lvl></w:abstractNum>\
             <w:num w:numId=\"7\"><w:abstractNumId w:val=\"3\"/></w:num></w:numbering>"
        )
    };
    let item = "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"7\"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>";
    let listed = |items: usize, format: &str, text: &str| {
        docx(&item.repeat(items), &[("word/numbering.xml", &numbering(format, text))])
    };
    let inner = docx(&paragraph("内"), &[]);
    let inside = |times: usize, inner: &[u8]| with_chunk(&"<w:altChunk r:id=\"c\"/>".repeat(times), inner);
    let page = format!("<html>{}", "<p>页".repeat(20_000));
    let definitions: String = (0..20_000).map(|i| format!("<w:abstractNum w:abstractNumId=\"{i}\"/>")).collect();
    let styles = "<w:style w:styleId=\"1\"></w:style>".repeat(40_000);
    let message = format!(
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n{}",
        "--x\nContent-Type: text/plain\n\n".repeat(100_000)
    );
    for (bomb, what) in [
        (listed(20_000, "decimal", &"x".repeat(1_000_000)), "word/"),
        // One number of a list alone, which is made of many.
        (listed(1, "upperRoman", &"%1".repeat(1_000_000)), "word/numbering.xml"),
        (inside(1000, &inside(1000, &inside(1000, &inner))), "word/"),
        (inside(1000, page.as_bytes()), "word/chunk"),
        (inside(1, page.repeat(3).as_bytes()), "the lines of the page"),
        (inside(1, message.as_bytes()), "the parts of the message"),
        (docx(&paragraph("甲"), &[("word/numbering.xml", &definitions)]), "word/numbering.xml"),
        (docx(&paragraph("甲"), &[("word/styles.xml", &styles)]), "word/styles.xml"),
        (docx(&paragraph("甲").repeat(60_000), &[]), "word/document.xml"),
        (docx(&"<w:p><w:r><w:t>甲".repeat(60_000), &[]), "word/document.xml"),
    ] {
        assert!(bomb.len() < 500_000, "it is small as a file: {}", bomb.len());
        match read(&bomb, Path::new("a.docx")) {
            Err(ReadError::TooLarge { part, .. }) if part.starts_with(what) => {}
            other => panic!("{what}: {:?}", other.map(|found| found.text.text.len())),
        }
    }
    // What is used often and is small is none.
    assert_eq!(read(&listed(2000, "decimal", "第%1条"), Path::new("a.docx")).unwrap().text.text.lines().count(), 2000);
    let found = read(&inside(100, &inner), Path::new("a.docx")).unwrap();
    assert_eq!(found.text.text, "内\n".repeat(100));
}

#[test]
fn names_of_lists_and_styles_that_are_a_megabyte_long_are_none() {
    let long = "7".repeat(1 << 20);
    let styles = format!(
        "<w:styles><w:style w:styleId=\"s\"><w:pPr><w:numPr><w:numId w:val=\"{long}\"/></w:numPr></w:pPr></w:style></w:styles>"
    );
    let styled = "<w:p><w:pPr><w:pStyle w:val=\"s\"/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>";
    let found = read(&docx(&styled.repeat(5000), &[("word/styles.xml", &styles)]), Path::new("a.docx")).unwrap();
    assert_eq!(found.text.text, "甲\n".repeat(5000));
}

#[test]
fn nesting_loses_no_text_of_a_word_document() {
    let texts: Vec<String> = (0..400).map(|i| format!("第{i}层")).collect();
    let open: String = texts[..200].iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r>")).collect();
    let close: String = texts[200..].iter().map(|text| format!("<w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    let found = docx_text(&(open + &close + &paragraph("之后")));
    for text in texts.iter().map(String::as_str).chain(["之后"]) {
        assert_eq!(found.matches(text).count(), 1, "{text}");
    }
    assert!(found.ends_with("之后\n"), "{found}");
}

#[test]
fn pages_whose_lines_are_looked_at_again_and_again() {
    let prose = "<p>各市人民政府，请开展质押融资，认真贯彻执行。</p>".repeat(2000);
    let lines: String = (0..20_000).map(|i| format!("<p>甲乙丙丁戊己庚辛壬{i}</p>")).collect();
    let title = "甲乙丙丁戊己庚辛".repeat(100_000);
    let metas: String =
        (0..20_000).map(|i| format!("<meta name=articletitle content=\"甲乙丙丁戊己庚辛{i}\">")).collect();
    for (source, text) in [
        (format!("<html><p>{}甲</p>", "|".repeat(300_000)), "甲"),
        (format!("<html><p>{}甲</p>", "&nbsp;·".repeat(100_000)), "甲"),
        (format!("<html><p>标题：{}甲</p>", "·".repeat(300_000)), "甲"),
        (format!("<html><p>{}</p>", "标题\t".repeat(50_000)), "标题"),
        (format!("<html><title>{title}</title><div>{lines}</div><div>{prose}</div>"), "质押"),
        (format!("<html>{metas}<div>{lines}</div><div>{prose}</div>"), "质押"),
    ] {
        assert!(html(&source).text.text.contains(text));
    }
    let labelled = "<html><table><tr><td> 标题：<td>·|·<td>关于质押的通知<td>[来源]：某局</table><p>甲。";
    assert_eq!(html(labelled).meta.title.as_deref(), Some("关于质押的通知"));
}

#[test]
fn honest_files_have_all_they_need() {
    let line = "某市开展专利质押融资，成效明显，经验可以复制推广。\n";
    let text = line.repeat((100 << 20) / line.len());
    let found = read(text.as_bytes(), Path::new("a.txt")).unwrap();
    assert_eq!(found.text.text.len(), text.len());
    // A table of many small cells, as programs write it.
    let table = format!("<html><table>{}</table>", format!("<tr>{}", "<td>12".repeat(10)).repeat(20_000));
    assert_eq!(read(table.as_bytes(), Path::new("a.html")).unwrap().text.text.matches("12").count(), 200_000);
    // A thousand pages of text that says something else in every paragraph.
    let pages: String =
        (0..30_000).map(|i| paragraph(&format!("{}第{i}条，{}。", line.trim_end(), i * 7919 % 104_729))).collect();
    let file = docx(&pages, &[]);
    assert_eq!(read(&file, Path::new("a.docx")).unwrap().text.text.lines().count(), 30_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn damaged_files_are_read_or_refused(at in 0..4000_usize, byte: u8, cut in 0..4000_usize, kind in 0..2) {
        let mut bytes = match kind {
            0 => docx(&paragraph("质押").repeat(5), &[]),
            _ => pdf_of(&[lines(700, &[(100, "质押融资")])]),
        };
        let len = bytes.len();
        bytes[at % len] = byte;
        if cut % 3 == 0 {
            bytes.truncate(cut % len);
        }
        let _ = read(&bytes, Path::new("a"));
    }
}

#[test]
fn kinds_of_text() {
    let markdown = "# 反垄断法\n\n## 第一章 总则\n\n```\n# 不是标题\n```\n#不是\n第一条 为了\n";
    let found = read(markdown.as_bytes(), Path::new("a.md")).unwrap();
    assert_eq!((found.format, &*found.text.text), (Format::Markdown, markdown));
    assert_eq!(found.headings.iter().map(|h| h.level).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(found.meta.title.as_deref(), Some("反垄断法"));
    let found = read(markdown.as_bytes(), Path::new("a.txt")).unwrap();
    assert_eq!((found.format, found.headings.len()), (Format::Text, 0));
    let found = read("<!DOCTYPE html><p>质押".as_bytes(), Path::new("a.txt")).unwrap();
    assert_eq!((found.format, &*found.text.text), (Format::Html, "质押\n"));
    let damaged = "質(zhì)押 <p>raw tags as text</p>";
    assert_eq!(read(damaged.as_bytes(), Path::new("a.txt")).unwrap().text.text, damaged);
    assert_eq!(read(b"", Path::new("a.txt")).unwrap_err(), ReadError::Empty);
    assert_eq!(read(b"\xEF\xBB\xBF", Path::new("a.txt")).unwrap_err(), ReadError::Empty);
    assert_eq!(
        read(b"\x89PNG\r\n\x1A\n", Path::new("a.txt")).unwrap_err(),
        ReadError::Picture { kind: "a PNG image", why: Why::NotHere }
    );
}
