//! Small files that stand for huge ones: each is refused by name, with its reason, and the rest of the folder is
//! searched. The programs run in little memory, so that a file that is let through ends them.

use std::io::{Cursor, Write};
use std::process::{Command, Output};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::common::Project;

/// The memory that the programs have, in KiB of address space.
const MEMORY: usize = 1 << 20;

/// Runs a program in the project with [`MEMORY`].
fn limited(project: &Project, program: &str, args: &[&str]) -> Output {
    Command::new("sh")
        .arg("-c")
        .arg(format!("ulimit -v {MEMORY} && exec \"$0\" \"$@\""))
        .arg(assert_cmd::cargo::cargo_bin(program))
        .args(args)
        .current_dir(project.path())
        .output()
        .unwrap()
}

/// `times` times `bytes`, deflated.
fn deflated(bytes: &[u8], times: usize) -> Vec<u8> {
    let at_once = times.min((1 << 16) / bytes.len() + 1);
    let block = bytes.repeat(at_once);
    let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..times / at_once {
        out.write_all(&block).unwrap();
    }
    out.finish().unwrap()
}

/// `bytes` in codes of LZW that stand for one byte each.
fn lzw(bytes: &[u8]) -> Vec<u8> {
    const CLEAR: u16 = 256;
    let codes = bytes.chunks(200).flat_map(|run| [CLEAR].into_iter().chain(run.iter().map(|&byte| u16::from(byte))));
    let (mut bits, mut held, mut out) = (0_u32, 0, Vec::new());
    for code in codes.chain([257, 0]) {
        bits = bits << 9 | u32::from(code);
        held += 9;
        while held >= 8 {
            held -= 8;
            out.push((bits >> held & 0xFF) as u8);
        }
    }
    out
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| format!("{byte:02X}").into_bytes()).chain(*b">").collect()
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn docx(body: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let document = format!("<w:document xmlns:w=\"w\" xmlns:r=\"r\"><w:body>{body}</w:body></w:document>");
    archive(&[&[("word/document.xml", document.as_bytes())], parts].concat())
}

/// A list whose numbers have a million characters each.
pub fn list_of_long_numbers() -> Vec<u8> {
    let item = "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"7\"/></w:numPr></w:pPr>\
                <w:r><w:t>质押</w:t></w:r></w:p>";
    let numbering = format!(
        "<w:numbering><w:abstractNum w:abstractNumId=\"3\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"decimal\"/>\
         <w:lvlText w:val=\"{}\"/></w:lvl></w:abstractNum><w:num w:numId=\"7\"><w:abstractNumId w:val=\"3\"/></w:num>\
         </w:numbering>",
        "x".repeat(1_000_000)
    );
    docx(&item.repeat(20_000), &[("word/numbering.xml", numbering.as_bytes())])
}

/// A document that holds another a thousand times, which holds another a thousand times, and so on.
fn documents_in_documents(levels: usize) -> Vec<u8> {
    let relations = "<Relationships><Relationship Id=\"c\" Type=\"x/aFChunk\" Target=\"c.docx\"/></Relationships>";
    let innermost = docx("<w:p><w:r><w:t>质押</w:t></w:r></w:p>", &[]);
    (0..levels).fold(innermost, |inner, _| {
        let parts = [("word/_rels/document.xml.rels", relations.as_bytes()), ("word/c.docx", &inner)];
        docx(&"<w:altChunk r:id=\"c\"/>".repeat(1000), &parts)
    })
}

/// A stream with these entries in its dictionary.
fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    [format!("<<{entries}/Length {}>>stream\n", data.len()).as_bytes(), data, b"\nendstream"].concat()
}

/// A PDF of one page with these instructions and `more` objects, which are number 7 and so on. Font `F` is Chinese in
/// UTF-16, font `L` is Latin; `resources` goes into the page's resources, `font` into font `F`.
fn pdf(instructions: Vec<u8>, resources: &str, font: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!(
            "<</Type/Pages/Count 1/MediaBox[0 0 595 842]/Kids[4 0 R]/Resources<</Font<</F 3 0 R\
             /L<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>{resources}>>>>"
        ),
        format!("<</Type/Font/Subtype/Type0/BaseFont/STSong/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]{font}>>"),
        "<</Type/Page/Parent 2 0 R/Contents 5 0 R>>".to_owned(),
    ]
    .map(String::into_bytes)
    .to_vec();
    objects.push(instructions);
    objects.push(
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong/DW 1000\
          /CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>"
            .to_vec(),
    );
    objects.extend_from_slice(more);
    let mut out = b"%PDF-1.5\n".to_vec();
    let mut table = String::new();
    for (i, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend([format!("{} 0 obj\n", i + 1).as_bytes(), object, b"\nendobj\n"].concat());
    }
    let (start, count) = (out.len(), objects.len() + 1);
    let end = format!(
        "xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    );
    out.extend(end.into_bytes());
    out
}

/// Instructions that write `text`.
fn written(text: &str) -> Vec<u8> {
    let hex: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    stream("", format!("BT /F 16 Tf 100 700 Td <{hex}> Tj ET").as_bytes())
}

/// A page whose instructions unpack to `times` times 128 bytes of zeros behind these filters.
fn page_of_runs(before: &str, times: usize, outer: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let runs = outer(&deflated(&[129, 0], times));
    pdf(stream(&format!("/Filter[{before}/FlateDecode/RunLengthDecode]"), &runs), "", "", &[])
}

/// A font of which every code is said to mean the same, ten million times.
fn font_of_many_codes() -> Vec<u8> {
    let head = b"/CIDInit /ProcSet findresource begin begincmap 1 beginbfchar\n";
    let map = deflated(&[&head[..], &b"<0><0>".repeat(10_000_000)].concat(), 1);
    pdf(written("质押"), "", "/ToUnicode 7 0 R", &[stream("/Filter/FlateDecode", &map)])
}

/// Forms that draw each other ten times each, `levels` deep; the last writes a word.
fn forms_in_forms(levels: usize) -> Vec<u8> {
    let form = |at: usize, instructions: &str| {
        let entries = format!(
            "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>/XObject<</X {} 0 R>>>>",
            8 + at
        );
        stream(&entries, instructions.as_bytes())
    };
    let mut forms: Vec<Vec<u8>> = (0..levels).map(|at| form(at, &"/X Do ".repeat(10))).collect();
    forms.push(form(levels, "BT /F 16 Tf 100 700 Td <8D2862BC> Tj ET"));
    pdf(stream("", b"/X Do"), "/XObject<</X 7 0 R>>", "", &forms)
}

/// A page whose instructions are one stream again and again.
fn page_of_one_stream(times: usize) -> Vec<u8> {
    let spaces = stream("/Filter/FlateDecode", &deflated(b" ", 5 << 20));
    let contents = format!("[{}]", "7 0 R ".repeat(times)).into_bytes();
    pdf(contents, "", "", &[spaces])
}

/// A page with one word of `letters` letters, for each of which the library keeps an outline and a place.
fn word_of_letters(letters: usize) -> Vec<u8> {
    let instructions = [&b"BT /L 1 Tf 100 700 Td ("[..], &vec![b'a'; letters], b") Tj ET"].concat();
    pdf(stream("/Filter/FlateDecode", &deflated(&instructions, 1)), "", "", &[])
}

#[test]
fn no_small_file_brings_a_build_down() {
    let bombs: Vec<(&str, Vec<u8>, &str)> = vec![
        ("numbers.docx", list_of_long_numbers(), "with word/"),
        ("nested.docx", documents_in_documents(3), "with word/"),
        ("runs.pdf", page_of_runs("", 90 << 20, <[u8]>::to_vec), "with a stream of the PDF it unpacks"),
        ("hex.pdf", page_of_runs("/ASCIIHexDecode", 40 << 20, hex), "with a stream of the PDF it unpacks"),
        ("lzw.pdf", page_of_runs("/LZWDecode", 40 << 20, lzw), "with a stream of the PDF it unpacks"),
        ("codes.pdf", font_of_many_codes(), "it unpacks to more than"),
        ("forms.pdf", forms_in_forms(9), "with the drawing of a page of the PDF it unpacks"),
        ("repeated.pdf", page_of_one_stream(5000), "with the drawing of a page of the PDF it unpacks"),
        ("letters.pdf", word_of_letters(5_500_000), "the PDF takes more than"),
    ];
    let good = [
        ("good.txt", "关于专利质押的通知\n某市开展专利质押融资，成效明显。\n".as_bytes().to_vec()),
        ("good.pdf", pdf(written("某县也开展专利质押融资。"), "", "", &[])),
        ("forms.good.pdf", forms_in_forms(2)),
    ];
    let files = bombs.iter().map(|(name, bytes, _)| (*name, bytes.as_slice()));
    let files: Vec<(&str, &[u8])> = files.chain(good.iter().map(|(name, bytes)| (*name, bytes.as_slice()))).collect();
    let project = Project::with(&files);
    let built = limited(&project, "anli-index", &["build", "--lang", "en"]);
    let said = String::from_utf8_lossy(&built.stderr);
    assert_eq!(built.status.code(), Some(2), "{said}");
    for (name, bytes, reason) in &bombs {
        assert!(bytes.len() < 400_000, "{name} is small: {}", bytes.len());
        let named = said.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{name}\n{said}"));
        assert!(named.contains(reason), "{named}");
        assert!(named.contains("not read"), "{named}");
    }
    assert!(good.iter().all(|(name, _)| !said.contains(name)), "{said}");
    let found = limited(&project, "anli", &["search", "--count", "\"质押\""]);
    assert_eq!(String::from_utf8_lossy(&found.stdout).trim(), "4", "{}", String::from_utf8_lossy(&found.stderr));
    // The same in Chinese, and of one file.
    for (name, ..) in &bombs {
        let path = format!("corpus/{name}");
        let inspected = limited(&project, "anli-index", &["inspect", &path, "--lang", "zh"]);
        let said = String::from_utf8_lossy(&inspected.stderr);
        assert_eq!(inspected.status.code(), Some(2), "{said}");
        assert!(said.contains("未读取") && said.contains(name) && !said.contains("it "), "{said}");
    }
}

#[test]
fn the_reader_of_one_file_is_no_command() {
    let project = Project::with(&[("good.pdf", &pdf(written("质押"), "", "", &[]))]);
    // What it says is for the program that started it; it never waits for more than it was promised.
    let run = project.anli_with(&["__read-pdf__", "5"], b"%PDF-").code(0);
    assert!(run.stdout().starts_with("anli PDF\n") && run.stderr().is_empty());
    project.anli_with(&["__read-pdf__", "6"], b"%PDF-").code(1);
    project.anli_with(&["__read-pdf__", "all"], b"%PDF-").code(1);
    for args in [&["--help"][..], &["search", "--help"]] {
        assert!(!project.anli(args).stdout().contains("__read-pdf__"));
    }
    project.index(&["build"]).code(0);
    assert_eq!(project.count(&["\"质押\""]), 1);
}
