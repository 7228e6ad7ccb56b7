//! Where the cells of tables lie and what heads them, in every format that has tables.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use super::read;
use super::reader_tests::docx;

/// The cells of a file: table, row, column, text, the heading of the column, the heading of the row.
fn cells(bytes: &[u8], name: &str) -> Vec<String> {
    let document = read(bytes, Path::new(name)).unwrap();
    let say = |span: crate::text::Span<crate::text::Decoded>| document.text.text[span.range()].replace('\n', "/");
    let mut last = 0;
    document
        .cells
        .iter()
        .map(|cell| {
            assert!(last <= cell.span.start && cell.span.start < cell.span.end, "in order and disjoint: {cell:?}");
            last = cell.span.end;
            let mark = if cell.is_heading { "*" } else { "" };
            let above = cell.above.map_or_else(String::new, |span| format!(" ^{}", say(span)));
            let before = cell.before.map_or_else(String::new, |span| format!(" <{}", say(span)));
            format!("{}.{}.{}{mark} {}{above}{before}", cell.table, cell.row, cell.column, say(cell.span))
        })
        .collect()
}

/// A page with prose, so that it has a main text, and `table` in it.
fn page(table: &str) -> Vec<String> {
    let prose = "<p>现将各县（市、区）办理质押登记的情况通报如下，请对照检查，抓好落实，按时报送。</p>";
    cells(format!("<html><body><div>{prose}{table}{prose}</div></body></html>").as_bytes(), "a.html")
}

/// Rows as HTML: cells between `|`, those that begin with `!` as `<th>`, with attributes in brackets.
fn rows(rows: &[&str]) -> String {
    let cell = |text: &str| {
        let (tag, text) = text.strip_prefix('!').map_or(("td", text), |text| ("th", text));
        let (attributes, text) = text.strip_prefix('[').and_then(|text| text.split_once(']')).unwrap_or(("", text));
        format!("<{tag} {attributes}>{text}</{tag}>")
    };
    let row = |row: &&str| format!("<tr>{}</tr>", row.split('|').map(cell).collect::<String>());
    format!("<table>{}</table>", rows.iter().map(row).collect::<String>())
}

#[track_caller]
fn check(table: &[&str], expected: &[&str]) {
    assert_eq!(page(&rows(table)), expected);
}

#[test]
fn a_row_of_headings() {
    let expected = [
        "1.1.1* 单位",
        "1.1.2* 金额（万元）",
        "1.2.1 甲公司 ^单位",
        "1.2.2 1200 ^金额（万元） <甲公司",
        "1.3.1 乙公司 ^单位",
        "1.3.2 300 ^金额（万元） <乙公司",
    ];
    check(&["!单位|!金额（万元）", "甲公司|1200", "乙公司|300"], &expected);
    // Marked or not.
    check(&["单位|金额（万元）", "甲公司|1200", "乙公司|300"], &expected);
    let headed = "<table><thead><tr><td>单位</td><td>金额（万元）</td></tr></thead><tbody><tr><td>甲公司</td><td>1200</td></tr>\
                  <tr><td>乙公司</td><td>300</td></tr></tbody></table>";
    assert_eq!(page(headed), expected);
}

#[test]
fn headings_above_each_other() {
    check(
        &["[rowspan=2]地区|[colspan=2]融资金额（万元）", "2022年|2023年", "甲县|300|400", "乙县|500|600"],
        &[
            "1.1.1* 地区",
            "1.1.2* 融资金额（万元）",
            "1.2.2* 2022年 ^融资金额（万元）",
            "1.2.3* 2023年 ^融资金额（万元）",
            "1.3.1 甲县 ^地区",
            "1.3.2 300 ^2022年 <甲县",
            "1.3.3 400 ^2023年 <甲县",
            "1.4.1 乙县 ^地区",
            "1.4.2 500 ^2022年 <乙县",
            "1.4.3 600 ^2023年 <乙县",
        ],
    );
}

#[test]
fn merged_cells_below_each_other() {
    check(
        &["市|县|户数", "[rowspan=2]甲市|乙县|12", "丙县|13", "[colspan=2]合计|25"],
        &[
            "1.1.1* 市",
            "1.1.2* 县",
            "1.1.3* 户数",
            "1.2.1 甲市 ^市",
            "1.2.2 乙县 ^县 <甲市",
            "1.2.3 12 ^户数 <甲市",
            "1.3.2 丙县 ^县 <甲市",
            "1.3.3 13 ^户数 <甲市",
            "1.4.1 合计 ^市",
            "1.4.3 25 ^户数 <合计",
        ],
    );
}

#[test]
fn tables_without_headings() {
    // Rows of values have none.
    check(&["甲公司|1200", "乙公司|300"], &["1.1.1 甲公司", "1.1.2 1200 <甲公司", "1.2.1 乙公司", "1.2.2 300 <乙公司"]);
    // In a form each value stands behind its label.
    check(
        &["企业名称：|甲公司|金额（万元）|1200", "期限|一年|利率（%）|3.5"],
        &[
            "1.1.1 企业名称：",
            "1.1.2 甲公司 <企业名称：",
            "1.1.3 金额（万元） <甲公司",
            "1.1.4 1200 <金额（万元）",
            "1.2.1 期限",
            "1.2.2 一年 <期限",
            "1.2.3 利率（%） <一年",
            "1.2.4 3.5 <利率（%）",
        ],
    );
    check(&["姓名|张某", "年龄|35"], &["1.1.1 姓名", "1.1.2 张某 <姓名", "1.2.1 年龄", "1.2.2 35 <年龄"]);
}

#[test]
fn numbers_of_rows_head_nothing() {
    check(
        &["序号|企业|金额（元）", "1|甲公司|1,200", "2|乙公司|—"],
        &[
            "1.1.1* 序号",
            "1.1.2* 企业",
            "1.1.3* 金额（元）",
            "1.2.1 1 ^序号",
            "1.2.2 甲公司 ^企业",
            "1.2.3 1,200 ^金额（元） <甲公司",
            "1.3.1 2 ^序号",
            "1.3.2 乙公司 ^企业",
            "1.3.3 — ^金额（元） <乙公司",
        ],
    );
}

#[test]
fn a_caption_above_the_headings() {
    check(
        &["[colspan=2]附表：质押登记情况", "!单位|!件数", "甲县|12", "乙县|13"],
        &[
            "1.1.1 附表：质押登记情况",
            "1.2.1* 单位",
            "1.2.2* 件数",
            "1.3.1 甲县 ^单位",
            "1.3.2 12 ^件数 <甲县",
            "1.4.1 乙县 ^单位",
            "1.4.2 13 ^件数 <乙县",
        ],
    );
}

#[test]
fn a_unit_above_a_table() {
    let body = |unit: &str| {
        let heading = if unit.is_empty() { String::new() } else { format!(" ^{unit}") };
        vec![
            format!("1.1.1* 科目{heading}"),
            format!("1.1.2* 预算数{heading}"),
            "1.2.1 农业 ^科目".to_owned(),
            "1.2.2 1200 ^预算数 <农业".to_owned(),
            "1.3.1 水利 ^科目".to_owned(),
            "1.3.2 300 ^预算数 <水利".to_owned(),
        ]
    };
    let table = rows(&["!科目|!预算数", "农业|1200", "水利|300"]);
    for (line, unit) in [
        ("单位：万元", "单位：万元"),
        ("（单位：万元）", "单位：万元"),
        ("表3　支出情况　金额单位：元", "单位：元"),
        ("計量單位：萬元", "單位：萬元"),
        ("单位：万元、%", ""),
        ("单位：万元，%", ""),
        ("编制单位：某某局", ""),
        ("单位：万元。下同，另有说明的除外", ""),
        ("现将单位情况列表如下", ""),
    ] {
        assert_eq!(page(&format!("<p>{line}</p>{table}")), body(unit), "{line}");
        let caption = table.replace("<table>", &format!("<table><caption>{line}</caption>"));
        assert_eq!(page(&caption), body(unit), "{line}");
        let markdown =
            format!("说明\n\n{line}\n\n| 科目 | 预算数 |\n| --- | ---: |\n| 农业 | 1200 |\n| 水利 | 300 |\n");
        assert_eq!(cells(markdown.as_bytes(), "a.md"), body(unit), "{line}");
        let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
        let row = |head: &str, cells: [&str; 2]| {
            let cells: String = cells.iter().map(|text| format!("<w:tc>{}</w:tc>", paragraph(text))).collect();
            format!("<w:tr><w:trPr>{head}</w:trPr>{cells}</w:tr>")
        };
        let word = [row("<w:tblHeader/>", ["科目", "预算数"]), row("", ["农业", "1200"]), row("", ["水利", "300"])];
        let word = format!("{}<w:tbl><w:tblPr/>{}</w:tbl>{}", paragraph(line), word.concat(), paragraph("文字"));
        assert_eq!(cells(&docx(&word, &[]), "a.docx"), body(unit), "{line}");
    }
    // Only the table right below the line has it, and a line of prose between them ends it.
    let two = page(&format!("<p>单位：万元</p>{table}<p>另见下表</p>{table}"));
    assert_eq!(two[..6], body("单位：万元"));
    assert!(two[6..].iter().all(|cell| !cell.contains('：')), "{two:?}");
    let two = page(&format!("<p>单位：万元</p>{table}{table}"));
    assert!(two[6..].iter().all(|cell| !cell.contains('：')), "{two:?}");
    assert_eq!(page(&format!("<p>单位：万元</p><p>各项支出如下</p>{table}")), body(""));
}

#[test]
fn a_row_that_says_the_unit() {
    check(
        &["[colspan=2]单位：万元", "!科目|!预算数", "农业|1200", "水利|300"],
        &[
            "1.1.1 单位：万元",
            "1.2.1* 科目 ^单位：万元",
            "1.2.2* 预算数 ^单位：万元",
            "1.3.1 农业 ^科目",
            "1.3.2 1200 ^预算数 <农业",
            "1.4.1 水利 ^科目",
            "1.4.2 300 ^预算数 <水利",
        ],
    );
}

#[test]
fn a_table_in_a_cell() {
    let inner = rows(&["!年份|!件数", "2022年|12", "2023年|13"]);
    let outer = format!(
        "<table><tr><th>项目</th><th>说明</th></tr><tr><td>登记</td><td>如下{inner}以上</td></tr><tr><td>其他</td><td>无</td></tr></table>"
    );
    assert_eq!(
        page(&outer),
        [
            "1.1.1* 项目",
            "1.1.2* 说明",
            "1.2.1 登记 ^项目",
            "1.2.2 如下 ^说明 <登记",
            "2.1.1* 年份",
            "2.1.2* 件数",
            "2.2.1 2022年 ^年份",
            "2.2.2 12 ^件数 <2022年",
            "2.3.1 2023年 ^年份",
            "2.3.2 13 ^件数 <2023年",
            "1.3.1 其他 ^项目",
            "1.3.2 无 ^说明 <其他",
        ]
    );
}

#[test]
fn cells_of_several_lines() {
    check(
        &["项目|做法", "登记|<p>先登记。</p><p>后放款。</p>", "服务|上门"],
        &[
            "1.1.1* 项目",
            "1.1.2* 做法",
            "1.2.1 登记 ^项目",
            "1.2.2 先登记。/后放款。 ^做法 <登记",
            "1.3.1 服务 ^项目",
            "1.3.2 上门 ^做法 <服务",
        ],
    );
}

#[test]
fn what_only_lays_out_a_page_is_no_table() {
    let layout = "<table><tr><td><p>各地要加强领导，落实责任，确保任务完成，并及时报告情况。</p></td></tr><tr><td>落款</td></tr></table>";
    assert!(page(layout).is_empty());
}

#[test]
fn spans_beyond_reason() {
    let cells =
        page(&rows(&["[colspan=4000000000]甲|乙", "[rowspan=4000000000]丙|丁", "戊|己", "[rowspan=0 colspan=x]庚|辛"]));
    assert!(cells.len() >= 6, "{cells:?}");
}

#[test]
fn tables_of_markdown() {
    let source = "说明\n\n| 单位 | **金额**（万元） |\n| --- | ---: |\n| 甲公司 | 1200 |\n| 乙公司 |  |\n\n文字\n";
    assert_eq!(
        cells(source.as_bytes(), "a.md"),
        [
            "1.1.1* 单位",
            "1.1.2* 金额（万元）",
            "1.2.1 甲公司 ^单位",
            "1.2.2 1200 ^金额（万元） <甲公司",
            "1.3.1 乙公司 ^单位"
        ]
    );
}

#[test]
fn tables_of_word() {
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let cell = |properties: &str, text: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", paragraph(text));
    let row =
        |properties: &str, cells: &[String]| format!("<w:tr><w:trPr>{properties}</w:trPr>{}</w:tr>", cells.concat());
    let table = [
        row(
            "<w:tblHeader/>",
            &[cell("<w:vMerge w:val=\"restart\"/>", "地区"), cell("<w:gridSpan w:val=\"2\"/>", "金额（万元）")],
        ),
        row("<w:tblHeader/>", &[cell("<w:vMerge/>", ""), cell("", "2022年"), cell("", "2023年")]),
        row("", &[cell("", "甲县"), cell("", "300"), cell("", "400")]),
        row("<w:gridBefore w:val=\"1\"/>", &[cell("", "500"), cell("", "600")]),
    ];
    let body = format!("{}<w:tbl><w:tblPr/>{}</w:tbl>{}", paragraph("说明"), table.concat(), paragraph("文字"));
    assert_eq!(
        cells(&docx(&body, &[]), "a.docx"),
        [
            "1.1.1* 地区",
            "1.1.2* 金额（万元）",
            "1.2.2* 2022年 ^金额（万元）",
            "1.2.3* 2023年 ^金额（万元）",
            "1.3.1 甲县 ^地区",
            "1.3.2 300 ^2022年 <甲县",
            "1.3.3 400 ^2023年 <甲县",
            "1.4.2 500 ^2022年",
            "1.4.3 600 ^2023年",
        ]
    );
}
