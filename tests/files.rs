//! Files of every office format, written by different programs: their texts, their places, and what becomes of bad ones.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anli::decode::{Document, Format, Place, ReadError, read};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::common::Project;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files")
}

/// The files of the folders, each with its bytes, by path.
fn files() -> BTreeMap<PathBuf, Vec<u8>> {
    let mut out = BTreeMap::new();
    for entry in fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        for path in fs::read_dir(entry).unwrap().map(|entry| entry.unwrap().path()) {
            if path.extension().is_some_and(|ending| ending != "txt") {
                out.insert(path.clone(), fs::read(path).unwrap());
            }
        }
    }
    out
}

/// The folder that a file is in.
fn kind(path: &Path) -> &str {
    path.parent().unwrap().file_name().unwrap().to_str().unwrap()
}

fn of(kind: &str, file: &str) -> Document {
    let path = folder().join(kind).join(file);
    read(&fs::read(&path).unwrap(), &path).unwrap()
}

/// The texts of cells, each with the heading of its column.
fn headed(document: &Document) -> Vec<(&str, Option<&str>)> {
    let text = &document.text.text;
    document.cells.iter().map(|cell| (&text[cell.span.range()], cell.above.map(|above| &text[above.range()]))).collect()
}

#[test]
fn every_file_has_the_text_of_its_twin() {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let all = files();
    for (path, bytes) in all.iter().filter(|(path, _)| !matches!(kind(path), "one" | "refused")) {
        let twin = PathBuf::from(format!("{}.txt", path.display()));
        let expected = fs::read_to_string(&twin).unwrap_or_else(|error| panic!("{}: {error}", twin.display()));
        let found = read(bytes, path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(found.text.text, expected, "{}", path.display());
        assert_eq!(found.format.name(), kind(path), "{}", path.display());
        // Its content tells what it is, not its name.
        assert_eq!(read(bytes, Path::new("a.bin")).unwrap().text.text, expected, "{}", path.display());
        *seen.entry(kind(path)).or_default() += 1;
    }
    for kind in ["doc", "xls", "xlsx", "ods", "pptx", "odt", "rtf", "ofd"] {
        assert!(seen.get(kind).is_some_and(|&count| count >= 3), "{kind}: {seen:?}");
    }
}

/// Whatever program wrote it, a figure knows the heading of its column.
#[test]
fn figures_of_tables_know_their_columns() {
    let mut seen = 0;
    for (path, bytes) in files().iter().filter(|(path, _)| !matches!(kind(path), "one" | "refused" | "ofd")) {
        let found = read(bytes, path).unwrap();
        let cells = headed(&found);
        // The one that has no table is not asked.
        for figure in ["120,000.50", "120000"] {
            if let Some((_, above)) = cells.iter().find(|(text, _)| *text == figure) {
                assert_eq!(
                    above.map(|above| above.replace(' ', "")).as_deref(),
                    Some("登记金额"),
                    "{}",
                    path.display()
                );
                seen += 1;
            }
        }
    }
    assert!(seen >= 20, "{seen}");
}

#[test]
fn headings_and_what_is_set_aside() {
    for (kind, file) in [("doc", "libreoffice.doc"), ("rtf", "libreoffice.rtf"), ("rtf", "abiword.rtf")] {
        let found = of(kind, file);
        let text = &found.text.text;
        let headings: Vec<(&str, u8)> =
            found.headings.iter().map(|heading| (&text[heading.span.range()], heading.level)).collect();
        let title = "关于开展知识产权质押融资工作的通知";
        assert_eq!(headings, [(title, 1), ("一、工作背景", 1), ("二、主要做法", 2)], "{file}");
        let aside: Vec<&str> = found.aside.iter().map(|span| &text[span.range()]).collect();
        assert_eq!(aside, ["某省知识产权局文件", "第1页"], "{file}");
    }
    let sheets = of("xls", "libreoffice.xls");
    let levels: Vec<&str> = sheets.headings.iter().map(|heading| &sheets.text.text[heading.span.range()]).collect();
    assert_eq!(levels, ["质押融资", "内部"], "sheets are called so");
}

#[test]
fn what_is_not_read_is_told() {
    for (kind, file, remark) in [
        ("xls", "libreoffice.xls", "not read: 1 comment"),
        ("xlsx", "libreoffice.xlsx", "hidden sheets, which were read: 内部"),
        ("xlsx", "openpyxl.xlsx", "not read: 1 comment, 2 formulas without stored values"),
        ("xlsx", "xlsxwriter.xlsx", "not read: 1 chart, 1 header or footer, 1 text box"),
        ("ods", "gnumeric.ods", "not read: 1 comment"),
        ("pptx", "python-pptx.pptx", "not read: 1 page of notes"),
        ("doc", "libreoffice.doc", "not read: 1 hidden or deleted piece of text"),
        ("rtf", "hand.rtf", "not read: 1 picture, 1 hidden or deleted piece of text"),
        ("ofd", "hand-split.ofd", "not read: 1 picture"),
    ] {
        let remarks: Vec<String> = of(kind, file).text.remarks.iter().map(ToString::to_string).collect();
        assert!(remarks.iter().any(|own| own == remark), "{file}: {remarks:?}");
    }
}

/// A folder with a file of each format: a word that stands in each is found in each, with its place.
#[test]
fn a_folder_of_all_formats() {
    let all = files();
    let one: Vec<(&str, &[u8])> = all
        .iter()
        .filter(|(path, _)| kind(path) == "one")
        .map(|(path, bytes)| (path.file_name().unwrap().to_str().unwrap(), bytes.as_slice()))
        .collect();
    let project = Project::with(&one);
    project.index(&["build"]).code(0);
    let row = |sheet: &str, row: u32, cell: &str| serde_json::json!({"sheet": sheet, "row": row, "cell": cell});
    for (file, word, place, shown) in [
        ("office.doc", "茶叶种植", serde_json::json!({"paragraph": 2}), "paragraph 2"),
        ("office.wps", "骨灰寄存", serde_json::json!({"paragraph": 2}), "paragraph 2"),
        ("office.rtf", "渔港码头", serde_json::json!({"paragraph": 2}), "paragraph 2"),
        ("office.odt", "投标保证金", serde_json::json!({"paragraph": 3}), "paragraph 3"),
        ("office.xlsx", "白马水库", row("水库", 4, "A4"), "sheet 水库, cell A4"),
        ("office.xls", "18.5", row("公交", 3, "C3"), "sheet 公交, cell C3"),
        ("office.ods", "古镇分馆", row("借阅", 4, "A4"), "sheet 借阅, cell A4"),
        ("office.et", "望江街道", row("督查", 3, "A3"), "sheet 督查, cell A3"),
        ("office.pptx", "互花米草", serde_json::json!({"slide": 2}), "slide 2"),
        ("office.ofd", "电子证照", serde_json::json!({"page": 2}), "page 2"),
    ] {
        let word = format!("\"{word}\"");
        let answer = project.search(&[&word]);
        let hits = answer["hits"].as_array().unwrap();
        assert_eq!(hits.len(), 1, "{file}: {answer}");
        assert!(hits[0]["file"].as_str().unwrap().ends_with(file), "{file}: {answer}");
        assert_eq!(hits[0]["place"], place, "{file}");
        let said = project.anli(&["search", &word, "--lang", "en"]).code(0).stdout();
        assert!(said.contains(shown), "{file}: {said}");
        let id = hits[0]["id"].as_str().unwrap();
        project.anli(&["show", id]).code(0);
        assert!(!project.anli(&["cite", id]).code(0).stdout().trim().is_empty(), "{file}");
    }
    // The unit stands in the title, and the figure under its heading.
    let facts = project.anli(&["facts", "--kind", "money", "--json"]).code(0).json();
    let of_sheet = facts["facts"].as_array().unwrap().iter().find(|fact| fact["value"] == 12_500_000);
    let fact = of_sheet.unwrap_or_else(|| panic!("{facts}"));
    assert_eq!(fact["span"]["place"], row("水库", 3, "B3"), "{fact}");
    let cited = project.anli(&["search", "白马水库", "--format", "csv"]).code(0).stdout();
    assert!(cited.contains("工作表“水库”A4"), "{cited}");
    let inspected = project.index(&["inspect", "corpus/office.xls", "--json"]).code(0).json();
    assert_eq!(inspected["format"], "xls");
}

/// Reads a file that is bad, in bounded time and without a panic.
fn tried(bytes: &[u8], name: &str) -> Result<Document, ReadError> {
    let start = Instant::now();
    let result = read(bytes, Path::new(name));
    assert!(start.elapsed() < Duration::from_secs(60), "{name}: {:?}", start.elapsed());
    if let Err(error) = &result {
        assert!(!error.to_string().is_empty() && !error.in_chinese().is_empty());
    }
    result
}

#[test]
fn files_that_are_cut_off() {
    let mut refused = 0;
    for (path, bytes) in files() {
        // Few of the large ones, all of the small ones.
        let step = 64 * (bytes.len() / 8192).max(1);
        for len in (0..bytes.len()).step_by(step) {
            refused += usize::from(tried(&bytes[..len], path.to_str().unwrap()).is_err());
        }
    }
    assert!(refused > 1000, "{refused}");
}

#[test]
fn files_with_a_byte_that_is_another() {
    for (path, mut bytes) in files() {
        let step = (bytes.len() / 120).max(1);
        for at in (0..bytes.len()).step_by(step) {
            let own = bytes[at];
            for other in [0x00, 0xFF, own ^ 0x01] {
                bytes[at] = other;
                let _ = tried(&bytes, path.to_str().unwrap());
            }
            bytes[at] = own;
        }
    }
}

#[test]
fn files_that_are_refused_with_a_reason() {
    let refused = |file: &str| tried(&fs::read(folder().join("refused").join(file)).unwrap(), file).unwrap_err();
    assert_eq!(refused("locked.doc"), ReadError::Encrypted(Format::Doc));
    assert_eq!(refused("locked.xlsx"), ReadError::Encrypted(Format::Xlsx));
    assert!(refused("locked.xlsx").in_chinese().contains("XLSX"));
    assert!(matches!(refused("old.doc"), ReadError::NotText(kind) if kind.contains("1995")));
    assert!(matches!(refused("works.wps"), ReadError::NotText(kind) if kind.contains("Works")));
    // A workbook that says that it is encrypted, behind its first record.
    let path = folder().join("xls/xlwt.et");
    let mut bytes = fs::read(&path).unwrap();
    let at = memchr::memmem::find(&bytes, b"\x09\x08\x10\x00\x00\x06").unwrap() + 20;
    bytes[at..at + 2].copy_from_slice(&[0x2F, 0x00]);
    assert_eq!(tried(&bytes, "a.xls").unwrap_err(), ReadError::Encrypted(Format::Xls));
    let package = |parts: &[(&str, &str)]| archive(parts);
    let locked = package(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", "<manifest:encryption-data/>"),
        ("content.xml", "x"),
    ]);
    assert_eq!(tried(&locked, "a.odt").unwrap_err(), ReadError::Encrypted(Format::Odt));
    let binary = package(&[
        ("_rels/.rels", "<r><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"xl/workbook.bin\"/></r>"),
        ("xl/workbook.bin", "x"),
    ]);
    assert!(matches!(tried(&binary, "a.xlsb").unwrap_err(), ReadError::NotText(kind) if kind.contains("xlsb")));
    let xml = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>";
    assert!(matches!(tried(xml.as_bytes(), "a.xls").unwrap_err(), ReadError::NotText(kind) if kind.contains("2003")));
    let table = "<table><tr><td>地区<td>登记金额</tr><tr><td>宁波市<td>120</tr></table>";
    assert_eq!(tried(table.as_bytes(), "a.xls").unwrap().text.text, "地区\t登记金额\n宁波市\t120\n");
    // The right name on the wrong content.
    for (name, bytes) in [("a.xls", "质押\n"), ("a.doc", "<html><p>质押"), ("a.ofd", "质押"), ("a.rtf", "质押")]
    {
        assert!(tried(bytes.as_bytes(), name).unwrap().text.text.contains("质押"), "{name}");
    }
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook whose one sheet has this XML.
fn workbook(sheet: &str) -> Vec<u8> {
    archive(&[
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"表\" r:id=\"a\"/></sheets></workbook>"),
        (
            "xl/_rels/workbook.xml.rels",
            "<r><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/></r>",
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

#[test]
fn sheets_that_are_too_much_or_nearly() {
    // Two cells in opposite corners are two cells.
    let corners =
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>";
    let found = tried(&workbook(corners), "a.xlsx").unwrap();
    assert_eq!(found.text.text, "1\n2\n");
    assert_eq!(found.origin.place_at(2), Some(Place::Row { sheet: "表".into(), row: 1_048_576, column: None }));
    // A million cells in a file of some size are read; of one that is tiny they are a bomb.
    let row: String = "<c><v>1</v></c>".repeat(100);
    let rows: String = (0..10_000).map(|_| format!("<row>{row}</row>")).collect();
    let many = workbook(&rows);
    assert!(many.len() < 200_000, "{}", many.len());
    assert!(matches!(tried(&many, "a.xlsx").unwrap_err(), ReadError::TooLarge { .. }));
    let mut stored = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in [
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"表\" r:id=\"a\"/></sheets></workbook>"),
        (
            "xl/_rels/workbook.xml.rels",
            "<r><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/></r>",
        ),
        ("xl/worksheets/sheet1.xml", &rows),
    ] {
        stored.start_file(name, plain).unwrap();
        stored.write_all(text.as_bytes()).unwrap();
    }
    let found = tried(&stored.finish().unwrap().into_inner(), "a.xlsx").unwrap();
    assert_eq!(found.text.text.lines().count(), 10_000);
    // A cell that stands a million times where it stands once.
    let repeated = archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "content.xml",
            "<office:spreadsheet><table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"1048576\">\
             <table:table-cell table:number-columns-repeated=\"16384\"><text:p>质押</text:p></table:table-cell>\
             </table:table-row></table:table></office:spreadsheet>",
        ),
    ]);
    assert!(matches!(tried(&repeated, "a.ods").unwrap_err(), ReadError::TooLarge { .. }));
}

#[test]
fn small_files_that_stand_for_huge_ones() {
    let blanks = " ".repeat(32 << 20);
    for (name, parts) in [
        ("a.xlsx", vec![("xl/workbook.xml", &*blanks)]),
        ("a.pptx", vec![("ppt/presentation.xml", &*blanks)]),
        ("a.odt", vec![("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &blanks)]),
        ("a.ods", vec![("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &blanks)]),
        ("a.ofd", vec![("OFD.xml", &*blanks)]),
    ] {
        assert!(matches!(tried(&archive(&parts), name).unwrap_err(), ReadError::TooLarge { .. }), "{name}");
    }
    // Distances that stand for more than there are.
    let page = "<Page><Content><TextObject Boundary=\"0 0 1 1\"><TextCode DeltaX=\"g 4000000000 1\">质押</TextCode></TextObject>\
                </Content></Page>";
    let drawn = archive(&[
        ("OFD.xml", "<OFD><DocRoot>D.xml</DocRoot></OFD>"),
        ("D.xml", "<Document><Pages><Page BaseLoc=\"P.xml\"/></Pages></Document>"),
        ("P.xml", page),
    ]);
    assert!(matches!(tried(&drawn, "a.ofd").unwrap_err(), ReadError::TooLarge { .. }));
    // The same page over and over.
    let pages = "<Page BaseLoc=\"P.xml\"/>".repeat(200_000);
    let page =
        "<Page><Content><TextObject Boundary=\"0 0 1 1\"><TextCode>质押</TextCode></TextObject></Content></Page>"
            .repeat(20);
    let again = archive(&[
        ("OFD.xml", "<OFD><DocRoot>D.xml</DocRoot></OFD>"),
        ("D.xml", &format!("<Document><Pages>{pages}</Pages></Document>")),
        ("P.xml", &page),
    ]);
    assert!(tried(&again, "a.ofd").is_err());
    // Groups within groups.
    for depth in [10_000, 1_000_000] {
        let nested = format!("{{\\rtf1 {}质押{}}}", "{".repeat(depth), "}".repeat(depth));
        let _ = tried(nested.as_bytes(), "a.rtf");
    }
    let fields = format!("{{\\rtf1 {}}}", "{\\field{\\fldrslt \\u36136?}".repeat(100_000));
    let _ = tried(fields.as_bytes(), "a.rtf");
    // Elements within elements.
    let deep = "<table:table><table:table-row><table:table-cell>".repeat(100_000) + "<text:p>质押</text:p>";
    let nested = archive(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &deep)]);
    assert!(tried(&nested, "a.odt").unwrap().text.text.contains("质押"));
}

#[test]
fn compound_files_that_go_round() {
    let path = folder().join("doc/libreoffice.doc");
    let good = fs::read(&path).unwrap();
    let sector = 512;
    // Where the table of sectors begins, the header says.
    let first = u32::from_le_bytes(good[76..80].try_into().unwrap()) as usize;
    let at = (first + 1) * sector;
    for (entry, target) in [(0, 0), (1, 0), (5, 5), (5, 2), (10, 9)] {
        let mut round = good.clone();
        round[at + 4 * entry..at + 4 * entry + 4].copy_from_slice(&(target as u32).to_le_bytes());
        let _ = tried(&round, "a.doc");
    }
    // A table of sectors that names itself over and over, in a list that goes round.
    let mut list = good[..512].to_vec();
    list[68..72].copy_from_slice(&0_u32.to_le_bytes());
    list[72..76].copy_from_slice(&1_u32.to_le_bytes());
    list.resize(512 * 20_000, 0);
    let _ = tried(&list, "a.doc");
    // The directory goes round, too.
    let start = u32::from_le_bytes(good[48..52].try_into().unwrap()) as usize;
    for field in [68, 72, 76] {
        let mut round = good.clone();
        let entry = (start + 1) * sector + 128;
        round[entry + field..entry + field + 4].copy_from_slice(&1_u32.to_le_bytes());
        let _ = tried(&round, "a.doc");
    }
}
