//! PDFs made here, and what is refused.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::io::Write;
use std::path::Path;

use super::super::allowance::Allowance;
use super::super::reader_tests::own;
use super::super::{Format, Place, ReadError, Why, read};

/// A PDF of pages with these instructions. Font `F` is Chinese in UTF-16.
pub(in crate::decode) fn pdf(pages: &[String]) -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!(
            "<</Type/Pages/Count {}/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Kids[{}]>>",
            pages.len(),
            (0..pages.len()).map(|i| format!("{} 0 R ", 5 + i * 2)).collect::<String>()
        ),
        "<</Type/Font/Subtype/Type0/BaseFont/STSong/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>".to_owned(),
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong/DW 1000\
         /CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>"
            .to_owned(),
    ];
    for (i, page) in pages.iter().enumerate() {
        objects.push(format!("<</Type/Page/Parent 2 0 R/Contents {} 0 R>>", 6 + i * 2));
        objects.push(format!("<</Length {}>>stream\n{page}\nendstream", page.len()));
    }
    let mut out = "%PDF-1.5\n".to_owned();
    let mut table = String::new();
    for (i, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", i + 1));
    }
    let start = out.len();
    let count = objects.len() + 1;
    out.push_str(&format!(
        "xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    ));
    out.into_bytes()
}

/// Instructions that put lines from `top` down, `(left, text)`.
pub(in crate::decode) fn lines(top: i32, lines: &[(i32, &str)]) -> String {
    let line = |i: usize, &(left, text): &(i32, &str)| {
        let hex: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
        format!("BT /F 16 Tf 1 0 0 1 {left} {} Tm <{hex}> Tj ET\n", top - 24 * i32::try_from(i).unwrap())
    };
    lines.iter().enumerate().map(|(i, l)| line(i, l)).collect()
}

#[test]
fn paragraphs_of_a_pdf() {
    let full = "为了预防和制止垄断行为保护市场公平竞争促";
    let pages = [
        lines(780, &[(100, full), (100, full), (100, "经济健康发展。"), (100, full), (100, full)])
            + &lines(40, &[(290, "1")]),
        lines(780, &[(100, "在下页结束。"), (100, "第二条。")]) + &lines(40, &[(290, "2")]),
    ];
    let found = read(&pdf(&pages), Path::new("a.pdf")).unwrap();
    assert_eq!(
        own(&found),
        format!("{full}{full}经济健康发展。\n{full}{full}在下页结束。\n第二条。\n"),
        "lines are joined, over the page's end too, and page numbers are set aside"
    );
    assert_eq!(found.aside.iter().map(|span| &found.text.text[span.range()]).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(found.format, Format::Pdf);
    let page = |word: &str| found.origin.place_at(found.text.text.find(word).unwrap());
    let expected = [Some(Place::Page(1)), Some(Place::Page(1)), Some(Place::Page(2))];
    assert_eq!([page("经济"), page("在下页"), page("第二条")], expected);
}

#[test]
fn pdfs_without_text_are_refused_with_a_reason() {
    let scan = pdf(&["q 595 0 0 842 0 0 cm /I Do Q".to_owned(), String::new()]);
    assert_eq!(read(&scan, Path::new("a.pdf")).unwrap_err(), ReadError::NoTextLayer { pages: 2, why: Why::NotHere });
    let good = pdf(&[lines(700, &[(100, "质押")])]);
    assert_eq!(read(&good, Path::new("a.pdf")).unwrap().text.text, "质押\n");
    let error = read(b"%PDF-1.5\n%%EOF\n", Path::new("a.pdf")).unwrap_err();
    assert!(matches!(error, ReadError::Broken(Format::Pdf, _)), "{error}");
    // A form that draws itself comes to an end.
    let circular =
        String::from_utf8(good).unwrap().replace("/Font<</F 3 0 R>>", "/Font<</F 3 0 R>>/XObject<</X 6 0 R>>");
    let circular = circular.replace("<</Length", "<</Type/XObject/Subtype/Form/Length").replace("Tj ET", "Tj ET /X Do");
    let _ = read(circular.as_bytes(), Path::new("a.pdf"));
}

/// `good` with the password "secret", which nobody knows here: what is encrypted does not matter without it.
fn locked(good: &[u8]) -> Vec<u8> {
    let key = "0123456789ABCDEF".repeat(4);
    let entry = format!("/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{key}>/U<{key}>>>/ID[<00><00>]");
    let text = String::from_utf8(good.to_vec()).unwrap();
    text.replace("/Root 1 0 R>>", &format!("/Root 1 0 R{entry}>>")).into_bytes()
}

#[test]
fn encrypted_pdfs_are_refused_with_a_reason() {
    let good = pdf(&[lines(700, &[(100, "质押")])]);
    assert_eq!(read(&locked(&good), Path::new("a.pdf")).unwrap_err(), ReadError::Encrypted(Format::Pdf));
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[test]
fn streams_that_unpack_to_too_much_are_refused() {
    let file =
        |stream: &[u8]| [&b"%PDF-1.5\n1 0 obj<</Filter/FlateDecode>>stream\r\n"[..], stream, b"endstream"].concat();
    let bomb = deflated(&vec![0; 200 << 20]);
    for bomb in [file(&bomb), file(&deflated(&bomb))] {
        assert!(bomb.len() < 1 << 20, "it is small as a file");
        let error = read(&bomb, Path::new("a.pdf")).unwrap_err();
        assert!(matches!(error, ReadError::TooLarge { .. }), "{error}");
    }
    let honest = file(&deflated(&[0; 1 << 20]));
    assert_eq!(super::bomb::check(&honest, &Allowance::packed(honest.len())), Ok(()));
}
