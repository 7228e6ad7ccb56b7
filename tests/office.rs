//! What a researcher hands in: workbooks, documents and pages, read back by other programs.

use std::fs;
use std::process::Command;

use crate::common::{Project, notice_bytes, python};

/// Runs a script with the libraries that read workbooks and documents; gives what it printed.
fn python(project: &Project, script: &str) -> String {
    let bin = python::environment("office", &["openpyxl>=3.1,<4", "python-docx>=1.1,<2"]);
    let output = Command::new(bin.join("python")).args(["-c", script]).current_dir(project.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn project() -> Project {
    Project::with(&[("notice.txt", &notice_bytes())])
}

/// Every number of the first sheet is one of the figures that its cell leads to, the largest of them, and stands in the
/// sentence beside it; a column adds up.
#[test]
#[cfg_attr(not(has_python), ignore = "needs python3 with venv")]
fn a_table_is_two_sheets_that_agree() {
    let project = project();
    project.anli_where(&[("LANG", "zh_CN.UTF-8")], &["table", "--format", "xlsx", "-o", "案例.xlsx"]).code(0);
    let json = project.anli(&["table", "--json", "--lang", "zh"]).code(0).json();
    fs::write(project.path().join("table.json"), json.to_string()).unwrap();
    let said = python(
        &project,
        r#"
import json, re, openpyxl
book = openpyxl.load_workbook('案例.xlsx')
first, second, notes = book.worksheets
assert [sheet.title for sheet in book] == ['总表', '逐项', '说明'], book.sheetnames
heads = [cell.value for cell in first[1]]
assert heads[:4] == ['案例编号', '类别', '序号', '标题'] and '质押（万元）' in heads and '省份' in heads, heads
assert first.freeze_panes == 'B2' and first.auto_filter.ref and second.auto_filter.ref
assert first.max_row == 21 and first.cell(2, heads.index('成文日期') + 1).is_date
rows = list(second.iter_rows(min_row=2, values_only=True))
columns = [cell.value for cell in second[1]]
at = {name: columns.index(name) for name in columns}
numbers = 0
for line in first.iter_rows(min_row=2):
    for head, cell in zip(heads, line):
        if cell.hyperlink is None:
            continue
        row = rows[int(re.search(r'A(\d+)$', cell.hyperlink.location).group(1)) - 2]
        assert row[at['案例编号']] == line[0].value and head.startswith(row[at['列']]), (head, row)
        if isinstance(cell.value, (int, float)):
            numbers += 1
            value = cell.value * 10000 if '万元' in head else cell.value * 100 if cell.number_format.endswith('%') else cell.value
            assert abs(row[at['数值']] - value) < 1e-6 * max(1, abs(value)), (head, cell.value, row)
            assert row[at['原文']] in row[at['句子']], row
            of_cell = [r[at['数值']] for r in rows if r[at['案例编号']] == row[at['案例编号']] and r[at['列']] == row[at['列']] and r[at['数值']] is not None]
            assert max(of_cell) == row[at['数值']], (head, of_cell)
        else:
            assert cell.value == row[at['原文']], (cell.value, row)
table = json.load(open('table.json'))
entries = sum(len(cell) for row in table['rows'] for cell in row.values() if isinstance(cell, list))
assert len(rows) == entries, (len(rows), entries)
pledges = heads.index('质押（万元）')
total = sum(line[pledges].value or 0 for line in first.iter_rows(min_row=2))
largest = [max([e['value'] for e in row['pledge']], default=0) for row in table['rows']]
assert abs(total * 10000 - sum(largest)) < 1, (total, sum(largest))
text = ' '.join(str(cell.value) for cell in notes['A'])
assert '最大' in text and '共 20 行' in text, text
print(numbers)
"#,
    );
    assert!(said.trim().parse::<usize>().unwrap() > 50, "{said}");
}

/// Every listing opens, has as many rows as its CSV, and says what was asked.
#[test]
#[cfg_attr(not(has_python), ignore = "needs python3 with venv")]
fn every_list_is_a_workbook_a_document_and_a_page() {
    let project = project();
    let lists: [&[&str]; 12] = [
        &["search", "質押", "--limit", "all"],
        &["list"],
        &["facts", "--limit", "all"],
        &["kwic", "保險", "--limit", "all"],
        &["facets", "質押"],
        &["pivot", "--rows", "city", "--cols", "tier"],
        &["similar", "典型5"],
        &["compare", "典型2", "優秀3"],
        &["keywords", "典型5"],
        &["show", "典型1"],
        &["verify", "質押登記金額達9.2億元"],
        &["why-not", "典型5", "質押 保險"],
    ];
    for (at, list) in lists.iter().enumerate() {
        for form in ["csv", "xlsx", "docx", "html"] {
            let name = format!("{at}.{form}");
            let args: Vec<&str> = list.iter().copied().chain(["--format", form, "-o", &name]).collect();
            assert!(project.anli(&args).exit() < 2, "{args:?}");
        }
        let page = fs::read_to_string(project.path().join(format!("{at}.html"))).unwrap();
        assert!(page.starts_with("<!DOCTYPE html>") && page.contains("</html>"), "{list:?}");
        assert!(!page.contains("src=") && !page.contains("href="), "a page that can be mailed loads nothing: {list:?}");
    }
    let said = python(
        &project,
        r#"
import csv, docx, openpyxl
csv.field_size_limit(1 << 24)
for at in range(12):
    rows = list(csv.reader(open(f'{at}.csv', encoding='utf-8')))
    book = openpyxl.load_workbook(f'{at}.xlsx')
    assert book.worksheets[0].max_row == len(rows), (at, book.worksheets[0].max_row, len(rows))
    document = docx.Document(f'{at}.docx')
    text = '\n'.join(p.text for p in document.paragraphs) + '\n'.join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert len(text) > 10, at
search = docx.Document('0.docx')
quotations = [p for p in search.paragraphs if p.text.startswith('（')]
lit = ''.join(run.text for p in quotations for run in p.runs if run.font.highlight_color is not None)
print(len(quotations), lit.count('質押'))
note = [cell.value for cell in openpyxl.load_workbook('0.xlsx').worksheets[-1]['A']]
print(note[0], '|', *note[1:])
"#,
    );
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], "62 133", "{said}");
    assert!(lines[1].contains("質押") && lines[1].contains("133") && lines[1].contains("62"), "{said}");
}

/// What text would like to be more than text in Excel and Word stays text, and odd characters open.
#[test]
#[cfg_attr(not(has_python), ignore = "needs python3 with venv")]
fn text_stays_text() {
    let odd = "甲县市场监督管理局通报\n\n=HYPERLINK(\"http://x.example\",\"质押\")，关于𠮷氏公司😀专利质押<w:p>登记</w:p>&amp;的说明，\
               @SUM(质押)。\n";
    let project = Project::with(&[("a.txt", odd.as_bytes())]);
    project.anli(&["search", "质押", "--format", "xlsx", "-o", "a.xlsx"]).code(0);
    project.anli(&["search", "质押", "--format", "docx", "-o", "a.docx"]).code(0);
    project.anli(&["search", "质押", "--format", "html", "-o", "a.html"]).code(0);
    let said = python(
        &project,
        r#"
import docx, openpyxl
cells = [cell for row in openpyxl.load_workbook('a.xlsx').worksheets[0].iter_rows(min_row=2) for cell in row]
assert all(cell.data_type != 'f' for cell in cells)
assert any('=HYPERLINK' in str(cell.value) and '𠮷' in str(cell.value) for cell in cells), [c.value for c in cells]
text = ''.join(p.text for p in docx.Document('a.docx').paragraphs)
assert '=HYPERLINK' in text and '<w:p>' in text and '😀' in text, text
print('well')
"#,
    );
    assert_eq!(said.trim(), "well");
    let page = fs::read_to_string(project.path().join("a.html")).unwrap();
    assert!(page.contains("&lt;w:p&gt;") && !page.contains("<w:p>"), "{page}");
}

/// An office program opens every document and workbook, and makes pages of them, without a word about repairs; the pages
/// hold what the answers say. One start of the program converts all of them.
#[test]
#[cfg_attr(not(has_office), ignore = "needs LibreOffice (writer, calc)")]
fn an_office_program_makes_pages_of_them() {
    let project = project();
    let draft = "舟山市質押登記金額達9.2億元，同比增長79.5%。\n";
    fs::write(project.path().join("draft.md"), draft).unwrap();
    // What is asked for, and words that the pages must have.
    let asked: [(&str, &[&str], &str, &[&str]); 12] = [
        ("search", &["search", "質押", "--limit", "12"], "docx", &["舟山市", "第534行", "[A/OL]"]),
        ("show", &["show", "典型5"], "docx", &["楊廟雪菜", "工作背景"]),
        ("compare", &["compare", "城市:寧波", "城市:台州"], "docx", &["3 個案例", "×2", "來源"]),
        ("cases", &["compare", "典型5", "優秀3"], "docx", &["6268元", "來源"]),
        ("table", &["table"], "docx", &["近800萬元", "典型10", "原句"]),
        ("similar", &["similar", "典型5", "--limit", "3"], "docx", &["優秀3", "0.54"]),
        ("verify", &["verify", "--file", "draft.md"], "docx", &["9.2億元", "不符", "第534行"]),
        ("pivot", &["pivot", "--rows", "city", "--cols", "instrument", "--shares"], "docx", &["台州市", "占比"]),
        ("table-x", &["table"], "xlsx", &["總表", "近800萬元"]),
        ("pivot-x", &["pivot", "--rows", "city", "--cols", "tier", "--shares"], "xlsx", &["台州市", "占比", "100%"]),
        ("facts-x", &["facts", "--kind", "money"], "xlsx", &["金额", "10億元"]),
        ("list-x", &["list"], "xlsx", &["省份", "浙江省"]),
    ];
    let mut files = Vec::new();
    for (name, args, form, _) in asked {
        let file = format!("{name}.{form}");
        let args: Vec<&str> = args.iter().copied().chain(["--format", form, "-o", &file, "--lang", "zh"]).collect();
        assert!(project.anli(&args).exit() < 2, "{args:?}");
        files.push(file);
    }
    // A folder of its own for its settings, so that it is nobody else's.
    let settings = format!("-env:UserInstallation=file://{}", project.path().join("settings").display());
    let output = Command::new("soffice")
        .args([settings.as_str(), "--headless", "--convert-to", "pdf", "--outdir", "pdf"])
        .args(&files)
        .current_dir(project.path())
        .output()
        .unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}", said(&output.stderr));
    for (name, _, form, words) in asked {
        let path = project.path().join("pdf").join(format!("{name}.pdf"));
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{name}.{form}: {error}; {}", said(&output.stdout)));
        let read = anli::decode::read(&bytes, &path).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let text: String = anli::text::fold(&read.text.text).split_whitespace().collect();
        for word in words {
            let word: String = anli::text::fold(word).split_whitespace().collect();
            assert!(text.contains(&word), "{name}.{form}: {word} is not in {text}");
        }
    }
}

/// A page opens in a browser without loading anything, and shows what was found.
#[test]
#[cfg_attr(not(has_browser), ignore = "needs chromium and chromedriver")]
fn a_browser_shows_them() {
    let project = project();
    for (args, words) in [
        (&["search", "質押", "--limit", "all"][..], &["<mark>質押</mark>", "第534行"][..]),
        (&["table"], &["<th scope=\"col\">质押</th>", "9.2億元"]),
        (&["compare", "典型5", "優秀3"], &["<summary>", "来源"]),
        (&["pivot", "--rows", "city", "--cols", "tier", "--shares"], &["<svg", "占比"]),
    ] {
        let given: Vec<&str> =
            args.iter().copied().chain(["--format", "html", "-o", "a.html", "--lang", "zh"]).collect();
        project.anli(&given).code(0);
        let page = project.path().join("a.html");
        let output = Command::new("chromium")
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"])
            .arg(format!("--user-data-dir={}", project.path().join("browser").display()))
            .arg(format!("file://{}", page.display()))
            .output()
            .unwrap();
        let shown = String::from_utf8_lossy(&output.stdout).into_owned();
        for word in words {
            assert!(shown.contains(word), "{args:?}: {word} is not in {shown}");
        }
    }
}

/// Word shows numbers of footnotes that are said to be numbers, and repeats headings that are said to be headings.
#[test]
#[cfg_attr(not(has_python), ignore = "needs python3 with venv")]
fn footnotes_and_headings_are_such() {
    let project = project();
    project.anli(&["search", "質押", "--format", "docx", "-o", "a.docx"]).code(0);
    project.anli(&["facts", "--format", "docx", "-o", "b.docx"]).code(0);
    let said = python(
        &project,
        r#"
import re, zipfile
package = zipfile.ZipFile('a.docx')
read = lambda name: package.read(name).decode()
notes, text, styles = read('word/footnotes.xml'), read('word/document.xml'), read('word/styles.xml')
count = notes.count('<w:footnote ')
assert count == 10 and notes.count('<w:footnoteRef />') == count == text.count('<w:footnoteReference '), count
assert 'w:styleId="FootnoteReference"' in styles and 'superscript' in styles
rows = zipfile.ZipFile('b.docx').read('word/document.xml').decode()
assert rows.count('<w:tblHeader />') == rows.count('<w:tbl>') > 0
import docx
section = docx.Document('b.docx').sections[0]
width = section.page_width - section.left_margin - section.right_margin
for table in docx.Document('b.docx').tables:
    assert sum(column.width for column in table.columns) <= width, (section.page_width, [c.width for c in table.columns])
print('well')
"#,
    );
    assert_eq!(said.trim(), "well");
}

/// A file that an office program has open is left alone, and named with the way out.
#[test]
fn a_file_that_is_open_elsewhere_is_left_alone() {
    let project = project();
    let at = |name: &str| project.path().join(name);
    for (file, mark) in [
        ("案例.xlsx", ".~lock.案例.xlsx#"),
        ("案例.xlsx", "~$案例.xlsx"),
        ("a.docx", "~$a.docx"),
        ("對比寧波和台州市.docx", "~$寧波和台州市.docx"),
    ] {
        fs::write(at(file), "what somebody writes").unwrap();
        fs::write(at(mark), "").unwrap();
        let form = file.rsplit('.').next().unwrap();
        let run = project.anli(&["table", "--format", form, "-o", file, "--lang", "zh"]).code(2);
        assert!(
            run.stderr().contains(file) && run.stderr().contains(mark) && run.stderr().contains("关闭"),
            "{}",
            run.stderr()
        );
        let failure = project.anli(&["table", "--json", "-o", file]).code(2).json();
        assert_eq!(failure["error"]["code"], "open-elsewhere");
        assert_eq!(fs::read(at(file)).unwrap(), b"what somebody writes");
        fs::remove_file(at(mark)).unwrap();
        project.anli(&["table", "--format", form, "-o", file]).code(0);
        assert!(fs::read(at(file)).unwrap().starts_with(b"PK"));
    }
    // What is there and may not be written stays as it is.
    let mut rights = fs::metadata(at("案例.xlsx")).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(at("案例.xlsx"), rights).unwrap();
    if fs::OpenOptions::new().append(true).open(at("案例.xlsx")).is_err() {
        let run = project.anli(&["table", "--format", "xlsx", "-o", "案例.xlsx", "--lang", "en"]).code(2);
        assert!(run.stderr().contains("案例.xlsx"), "{}", run.stderr());
    }
}

#[test]
fn files_that_cannot_be_written_are_named() {
    let project = project();
    for form in ["xlsx", "docx"] {
        let away = format!("away/a.{form}");
        let run = project.anli(&["table", "--format", form, "-o", &away, "--lang", "en"]).code(2);
        assert!(run.stderr().contains("away") && run.stderr().contains("make it"), "{}", run.stderr());
        // Into a pipe it goes as it is.
        fs::create_dir_all(project.path().join("full.xlsx")).unwrap();
        let run = project.anli(&["table", "--format", form, "-o", "full.xlsx", "--lang", "zh"]).code(2);
        assert!(run.stderr().contains("full.xlsx") && run.stderr().contains("文件夹"), "{}", run.stderr());
        let piped = project.anli(&["search", "質押", "--format", form]).code(0);
        assert!(piped.stdout_bytes().starts_with(b"PK"));
    }
}
