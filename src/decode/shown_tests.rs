//! The readers on what a page shows and a file has not, or has and a page does not show: hidden text, readings above
//! characters, list numbers, deleted marks, heads of pages, characters that are drawn twice, scanned pages.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::path::Path;

use super::pdf::tests::{lines, pdf};
use super::reader_tests::{archive, docx, own};
use super::*;

fn html(body: &str) -> Document {
    let source = format!("<html><head><meta charset=utf-8><title>通知</title></head><body>{body}</body></html>");
    read(source.as_bytes(), Path::new("a.html")).unwrap()
}

#[test]
fn hidden_text_inside_a_line() {
    for (hidden, text) in [
        ("<span style=\"display:none\">噪声</span>", "办理质押登记"),
        ("<span style='DISPLAY : none !important'>噪<b>声</b></span>", "办理质押登记"),
        ("<b hidden>噪声</b>", "办理质押登记"),
        ("<i style=\"visibility:hidden\">噪声</i>", "办理质押登记"),
        ("<font style=\"font-size:0px\">噪声</font>", "办理质押登记"),
        ("<em style=\"opacity:0\">噪声</em>", "办理质押登记"),
        ("<span style=\"font-size:0\">噪声<span style=\"font-size:16px\">权</span></span>", "办理质权押登记"),
        ("<span style=\"font-size:14px\">权</span>", "办理质权押登记"),
    ] {
        let found = html(&format!("<p>办理质{hidden}押登记</p><p>第二段说明情况。</p>"));
        assert_eq!(own(&found), format!("{text}\n第二段说明情况。\n"), "{hidden}");
        let count = usize::from(hidden.contains('噪'));
        let remarks: Vec<Remark> = (count > 0).then_some(Remark::HiddenText { count }).into_iter().collect();
        assert_eq!(found.text.remarks, remarks, "{hidden}");
    }
}

#[test]
fn characters_under_readings() {
    for ruby in [
        "<ruby>质<rt>zhì</rt></ruby><ruby>押<rt>yā</rt></ruby>",
        "<ruby><rb>质</rb><rp>(</rp><rt>zhì</rt><rp>)</rp></ruby>押",
        "<ruby><rb>质<rt>zhì<rb>押<rt>yā</ruby>",
        "<ruby><rb>质<rb>押<rt>zhì<rt>yā</ruby>",
        "<ruby>质<rp>（<rt>zhì<rp>）</ruby>押",
        "<ruby><rb>质</rb><rb>押</rb><rtc><rt>zhì</rt><rt>yā</rt></rtc></ruby>",
    ] {
        assert_eq!(
            own(&html(&format!("<p>办理{ruby}登记</p><p>第二段说明情况。</p>"))),
            "办理质押登记\n第二段说明情况。\n",
            "{ruby}"
        );
    }
}

const NUMBERING: &str = r#"<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>
<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
<w:lvlText w:val="%2."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="0"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num><w:num w:numId="4"><w:abstractNumId w:val="0"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num></w:numbering>"#;

fn item(list: u8, level: u8, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

fn word(body: &str, parts: &[(&str, &str)]) -> Document {
    read(&docx(body, parts), Path::new("a.docx")).unwrap()
}

#[test]
fn lists_that_begin_anew() {
    let body: String = [
        (1, 0, "甲"),
        (1, 0, "乙"),
        (2, 0, "丙"),
        (3, 0, "丁"),
        (3, 1, "戊"),
        (3, 0, "己"),
        (4, 0, "庚"),
        (4, 0, "辛"),
    ]
    .iter()
    .map(|&(list, level, text)| item(list, level, text))
    .collect();
    let found = word(&body, &[("word/numbering.xml", NUMBERING)]);
    assert_eq!(
        found.text.text.lines().collect::<Vec<_>>(),
        ["一、甲", "二、乙", "三、丙", "一、丁", "1.戊", "二、己", "五、庚", "六、辛"]
    );
}

#[test]
fn paragraphs_whose_mark_was_deleted() {
    let deleted = "<w:pPr><w:rPr><w:del w:id=\"1\" w:author=\"a\"/></w:rPr></w:pPr>";
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let body = format!(
        "<w:p>{deleted}{}</w:p><w:p>{}</w:p><w:p>{deleted}<w:del><w:r><w:delText>废</w:delText></w:r></w:del></w:p><w:p>{}</w:p>\
         <w:tbl><w:tr><w:tc><w:p>{deleted}{}</w:p></w:tc><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl><w:p>{deleted}{}</w:p>",
        run("前半句，"),
        run("后半句。"),
        run("第二段。"),
        run("格一"),
        run("格二"),
        run("末段")
    );
    assert_eq!(word(&body, &[]).text.text, "前半句，后半句。\n第二段。\n格一\t格二\n末段\n");
}

#[test]
fn heads_of_pages_and_diagrams() {
    let head = "<w:hdr><w:p><w:r><w:t>页眉文字</w:t></w:r></w:p></w:hdr>";
    let diagram = "<dgm:dataModel><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>受理</a:t></a:r></a:p></dgm:t></dgm:pt>\
        <dgm:pt><dgm:t><a:p><a:r><a:t>登记</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>";
    let parts = [
        ("word/header1.xml", head),
        ("word/header2.xml", head),
        ("word/footer1.xml", head),
        ("word/diagrams/data1.xml", diagram),
    ];
    let found = word("<w:p><w:r><w:t>正文。</w:t></w:r></w:p>", &parts);
    assert_eq!(found.text.text, "正文。\n受理\n登记\n页眉文字\n页眉文字\n");
    assert_eq!(own(&found), "正文。\n受理\n登记\n");
}

#[test]
fn a_document_of_pictures() {
    let body = "<w:p><w:r><w:drawing/></w:r></w:p>";
    let document = format!("<w:document><w:body>{body}</w:body></w:document>");
    let bytes = archive([("word/document.xml", document.as_bytes()), ("word/media/image1.png", b"\x89PNG")]);
    let error = read(&bytes, Path::new("a.docx")).unwrap_err();
    assert_eq!(error, ReadError::OnlyPictures(Format::Docx));
    assert!(error.to_string().contains("pictures") && error.in_chinese().contains("图片"));
}

#[test]
fn bold_that_touches_bold() {
    let text = |source: &str| read(source.as_bytes(), Path::new("a.md")).unwrap().text.text;
    assert_eq!(text("按照**约****定**处理，**甲****乙****丙**。\n"), "按照约定处理，甲乙丙。\n");
    assert_eq!(text("**四、其他****需要说明的问题**\n"), "**四、其他需要说明的问题**\n");
    assert_eq!(text("`**a****b**`\n\n****\n\n甲****乙\n"), "**a****b**\n\n****\n\n甲****乙\n");
}

/// Instructions that draw each character of `text` twice, `apart` points from each other.
fn bold(text: &str, left: f32, base: f32, apart: f32) -> String {
    let twice = |(i, c): (usize, char)| {
        let x = left + 16.0 * i as f32;
        let hex = format!("{:04X}", c as u32);
        format!("BT /F 16 Tf 1 0 0 1 {x} {base} Tm <{hex}> Tj 1 0 0 1 {} {base} Tm <{hex}> Tj ET\n", x + apart)
    };
    text.chars().enumerate().map(twice).collect()
}

#[test]
fn characters_that_are_drawn_twice() {
    let text = "人人办理质质押登记十一一件";
    for apart in [0.0, 0.3, 0.6, 0.9] {
        let found = read(&pdf(&[bold(text, 100.0, 700.0, apart)]), Path::new("a.pdf")).unwrap();
        assert_eq!(found.text.text, format!("{text}\n"), "{apart} points apart");
    }
    let page = lines(700, &[(100, "甲县办理质押登记。"), (100, "金额三亿元。")]);
    let shifted = format!("q 1 0 0 1 0.4 0 cm {page} Q");
    let found = read(&pdf(&[format!("{page}{shifted}")]), Path::new("a.pdf")).unwrap();
    assert_eq!(found.text.text, "甲县办理质押登记。\n金额三亿元。\n");
}

#[test]
fn pages_that_are_scanned() {
    let picture = "q 100 0 0 100 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \u{7F}\nEI Q";
    let text = lines(700, &[(100, "甲县办理质押登记十二件。")]);
    let pages = [
        text.clone(),
        picture.to_owned(),
        picture.to_owned(),
        String::new(),
        format!("{text}{picture}"),
        picture.to_owned(),
    ];
    let found = read(&pdf(&pages), Path::new("a.pdf")).unwrap();
    let remark = Remark::PagesWithoutText { pages: vec![2, 3, 6], of: 6, why: Why::NotHere };
    assert_eq!(found.text.remarks, std::slice::from_ref(&remark));
    assert!(remark.to_string().contains("pages 2, 3, 6 of 6 have no text"), "{remark}");
    assert!(remark.in_chinese().contains("第 2、3、6 页"));
}

#[test]
fn numbers_of_pages_at_the_outer_edge() {
    let pages: Vec<String> = (1..=4)
        .map(|n| {
            let left = if n % 2 == 0 { 80 } else { 480 };
            lines(700, &[(100, "第一条为了。"), (100, "第二条为了。")]) + &lines(112, &[(left, &format!("- {n} -"))])
        })
        .collect();
    let found = read(&pdf(&pages), Path::new("a.pdf")).unwrap();
    assert_eq!(own(&found), "第一条为了。\n第二条为了。\n".repeat(4));
}
