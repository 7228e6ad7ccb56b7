//! Tests of decoding: every encoding, the way back, and files that are no text.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::fs;
use std::path::Path;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use proptest::prelude::*;

use super::*;
use crate::shared::shared;
use crate::text::{Segment, Span};

/// A page of running text, in both scripts.
const HANS: &str = "国务院关于印发有关规划的通知\r\n各省、自治区、直辖市人民政府，国务院各部委：\r\n现将《规划》印发给你们，请认真贯彻执行。\
    2019年，全市专利质押登记金额达1.33亿元，惠及企业14家。\r\n";
const HANT: &str = "福建省政府組織規程\r\n第 1 條 本規程依地方制度法第十三條規定訂定之。\r\n第 2 條 福建省政府（以下簡稱本府）為\
    行政院派出機關，受行政院指揮監督，辦理下列事項：\r\n一、監督縣自治事項。\r\n";

fn encode(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    match encoding {
        e if e == UTF_16LE => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        e if e == UTF_16BE => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => {
            let (bytes, _, unmappable) = encoding.encode(text);
            assert!(!unmappable, "the test text does not fit {}", encoding.name());
            bytes.into_owned()
        }
    }
}

/// The promises about the map of a text file: total, monotone, on character boundaries, and exact.
fn check_map(bytes: &[u8], decoded: &DecodedText) {
    check_segments(bytes, decoded, true);
}

/// The same for a web page, where markup and entities stand for nothing and for one character.
pub(super) fn check_page(bytes: &[u8], decoded: &DecodedText) {
    check_segments(bytes, decoded, false);
}

fn check_segments(bytes: &[u8], decoded: &DecodedText, plain: bool) {
    let encoding = Encoding::for_label(decoded.encoding.as_bytes()).expect("a name that encoding_rs knows");
    assert_eq!(decoded.map.len(), decoded.text.len(), "the map covers the text");
    let mut last = None;
    for (here, there, segment) in decoded.map.segments() {
        assert!(decoded.text.is_char_boundary(here.start) && decoded.text.is_char_boundary(here.end));
        assert!(there.end <= bytes.len());
        assert!(last.is_none_or(|end| end == there.start), "no byte of the file lies between two runs");
        last = Some(there.end);
        let text = &decoded.text[here.range()];
        let raw = &bytes[there.range()];
        if !plain && matches!(segment, Segment::Replaced { .. }) {
            continue;
        }
        // A line may be in an encoding of its own, and a remark says so.
        let others = decoded.remarks.iter().filter_map(|remark| match remark {
            Remark::OtherEncoding { encoding, lines }
                if lines.iter().any(|l| l.start < there.end && there.start < l.end) =>
            {
                Encoding::for_label(encoding.as_bytes())
            }
            _ => None,
        });
        let reads = |encoding: &&'static Encoding| encoding.decode_without_bom_handling(raw).0 == text;
        let encoding = others.chain([encoding]).find(reads);
        let encoding = encoding.unwrap_or_else(|| panic!("{segment:?} at {there:?} in {}: {text}", decoded.encoding));
        let (_, malformed) = encoding.decode_without_bom_handling(raw);
        if let Segment::Units { from, to, .. } = segment {
            assert!(!malformed);
            if encoding != UTF_8 || from != 1 {
                assert!(text.chars().all(|c| c.len_utf8() == from), "{segment:?}");
                for (unit, c) in raw.chunks(to).zip(text.chars()) {
                    assert_eq!(encoding.decode_without_bom_handling(unit).0, c.to_string(), "in {segment:?}");
                }
            }
        }
    }
    if !matches!(decoded.verdict, Verdict::Binary(_)) {
        assert!(last.is_none_or(|end| end == bytes.len()), "the map ends where the file ends");
    }
}

fn check(bytes: &[u8]) -> DecodedText {
    let decoded = decode(bytes, Path::new("a.txt"));
    check_map(bytes, &decoded);
    decoded
}

#[test]
fn each_encoding_is_found_and_read() {
    for (text, encoding, name) in [
        (HANS, UTF_8, "UTF-8"),
        (HANT, UTF_8, "UTF-8"),
        (HANS, GB18030, "GBK"),
        (HANT, GB18030, "GBK"),
        (HANT, BIG5, "Big5"),
        (HANS, UTF_16LE, "UTF-16LE"),
        (HANS, UTF_16BE, "UTF-16BE"),
        (HANT, UTF_16LE, "UTF-16LE"),
        (HANT, UTF_16BE, "UTF-16BE"),
        ("plain ASCII, nothing else\n", UTF_16LE, "UTF-16LE"),
        ("plain ASCII, nothing else\n", UTF_8, "UTF-8"),
    ] {
        let found = check(&encode(text, encoding));
        assert_eq!((found.encoding, found.verdict), (name, Verdict::Text), "{text}");
        assert_eq!(found.text, text);
        assert_eq!(found.remarks, []);
    }
}

#[test]
fn one_line_is_enough() {
    for line in HANS.lines().chain(HANT.lines()) {
        for encoding in [UTF_8, GB18030, UTF_16LE, UTF_16BE] {
            assert_eq!(check(&encode(line, encoding)).text, line, "{}", encoding.name());
        }
    }
    for line in HANT.lines() {
        assert_eq!(check(&encode(line, BIG5)).text, line);
    }
}

#[test]
fn four_bytes_of_gb18030() {
    let text = format!("{HANS}𠮷野家与𫝀、㐂、é");
    let found = check(&encode(&text, GB18030));
    assert_eq!((found.encoding, found.text), ("GB18030", text));
}

#[test]
fn byte_order_marks() {
    for (mark, encoding, name) in [
        (&b"\xEF\xBB\xBF"[..], UTF_8, "UTF-8"),
        (b"\xFF\xFE", UTF_16LE, "UTF-16LE"),
        (b"\xFE\xFF", UTF_16BE, "UTF-16BE"),
        (b"\x84\x31\x95\x33", GB18030, "GBK"),
    ] {
        let bytes = [mark, &encode(HANS, encoding)].concat();
        let found = check(&bytes);
        assert_eq!((found.text.as_str(), found.encoding), (HANS, name));
        assert_eq!(found.map.map(Span::new(0, 3)).start, mark.len());
        assert!(matches!(found.remarks[..], [Remark::ByteOrderMark(_)]));
        assert_eq!(check(mark).verdict, Verdict::Empty);
    }
}

#[test]
fn broken_bytes_leave_utf8_what_it_is() {
    let mut bytes = HANS.repeat(20).into_bytes();
    bytes[33] = 0xFF;
    bytes.truncate(bytes.len() - 2);
    let cut = bytes.len();
    bytes.extend_from_slice(&"质".as_bytes()[..2]);
    let found = check(&bytes);
    assert_eq!(found.encoding, "UTF-8");
    assert_eq!(found.text, String::from_utf8_lossy(&bytes));
    let Some(Remark::Malformed { count: 4, places, .. }) = found.remarks.last() else {
        panic!("{:?}", found.remarks);
    };
    assert_eq!(places.last(), Some(&Span::new(cut, cut + 2)));
}

#[test]
fn a_pair_cut_in_half() {
    for encoding in [GB18030, BIG5] {
        let mut bytes = encode(&HANT.repeat(3), encoding);
        let at = bytes.iter().position(|&b| b >= 0x80).unwrap();
        bytes.remove(at + 1);
        bytes.insert(at + 1, b'\n');
        bytes.push(0xB0);
        let found = check(&bytes);
        assert_eq!(found.encoding, if encoding == BIG5 { "Big5" } else { "GBK" });
        assert!(found.text.starts_with("\u{FFFD}\n"), "the line break survives: {:?}", &found.text[..20]);
        assert!(found.text.ends_with('\u{FFFD}'));
    }
}

#[test]
fn the_bulk_decides_a_mixed_file() {
    let (utf8, gbk) = (HANS.repeat(7).into_bytes(), encode(HANS, GB18030));
    let found = check(&[&utf8[..], &gbk, &utf8].concat());
    assert_eq!(found.encoding, "UTF-8");
    assert!(
        found.remarks.iter().any(|r| matches!(r, Remark::OtherEncoding { encoding: "GBK", .. })),
        "{:?}",
        found.remarks
    );
    assert_eq!(found.text, HANS.repeat(15), "each line is read in its own encoding");
    let found = check(&[&gbk.repeat(8)[..], HANS.as_bytes()].concat());
    assert_eq!(found.encoding, "GBK");
    assert_eq!(found.text, HANS.repeat(9));
    assert!(!found.remarks.iter().any(|r| matches!(r, Remark::Malformed { .. })), "{:?}", found.remarks);
}

#[test]
fn declarations() {
    let page = |charset: &str| format!("<html><head><meta charset=\"{charset}\"></head><p>{HANS}</p></html>");
    let found = check(&encode(&page("gb2312"), GB18030));
    assert_eq!((found.encoding, found.remarks), ("GBK", vec![]));
    // A wrong one is not believed.
    for declared in ["utf-8", "big5", "iso-8859-1"] {
        let found = check(&encode(&page(declared), GB18030));
        assert_eq!(found.encoding, "GBK", "{declared}");
        assert_eq!(found.remarks, [Remark::DeclaredOtherwise { declared: declared.to_owned(), used: "GBK" }]);
    }
    let found = check(page("gbk").as_bytes());
    assert_eq!((found.encoding, found.remarks.len()), ("UTF-8", 1));
    // One that the bytes leave open is.
    let found = check(b"<?xml version='1.0' encoding='iso-8859-2'?>\n<p>\xB5\xE6</p>");
    assert_eq!(found.encoding, "ISO-8859-2");
}

#[test]
fn what_is_no_text() {
    assert_eq!(check(b"").verdict, Verdict::Empty);
    assert_eq!(check(b"").text, "");
    assert_eq!(check(b"PK\x03\x04....").verdict, Verdict::Binary("a ZIP archive"));
    assert_eq!(check(&[0; 100]).verdict, Verdict::Binary("bytes that are no text"));
    let mut state = 1_u64;
    let random: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    })
    .take(200_000)
    .collect();
    for len in [64, 1000, 200_000] {
        assert!(matches!(check(&random[..len]).verdict, Verdict::Binary(_)), "{len} random bytes");
    }
    assert!(check(&random).text.len() < 300_000, "a file that is no text is not decoded in full");
}

#[test]
fn a_few_controls_are_remarked_not_condemned() {
    let text = format!("{HANS}\0{HANS}\u{8}{HANS}");
    let found = check(text.as_bytes());
    assert_eq!((found.verdict, found.text), (Verdict::Text, text));
    assert_eq!(found.remarks, [Remark::Controls { nul: 1, other: 1 }]);
    let padded = [HANS.as_bytes(), &[0; 4096]].concat();
    assert_eq!(check(&padded).verdict, Verdict::Text);
}

#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn the_samples() {
    let mut seen = 0;
    for entry in fs::read_dir(shared("formats/encodings")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = fs::read(&path).unwrap();
        // Without the name's help.
        let found = check(&bytes);
        let expected =
            [("big5", "Big5"), ("gb", "GBK"), ("utf16le", "UTF-16LE"), ("utf16be", "UTF-16BE"), ("utf8", "UTF-8")]
                .into_iter()
                .find(|(part, _)| name.split('.').nth(1).unwrap().starts_with(part))
                .unwrap()
                .1;
        assert_eq!((found.encoding, found.verdict), (expected, Verdict::Text), "{name}");
        assert!(!found.text.contains('\u{FFFD}'), "{name}");
        assert!(!found.text.starts_with('\u{FEFF}'), "{name}");
        seen += 1;
    }
    assert!(seen >= 13);
}

#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn one_document_in_six_encodings() {
    let folder = shared("formats/encodings");
    for stem in ["govcn_5341736", "govcn_5365711", "govcn_5343366"] {
        let texts: Vec<String> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.to_str().unwrap().contains(stem) && path.extension().unwrap() == "txt")
            .map(|path| check(&fs::read(path).unwrap()).text)
            .collect();
        assert!(texts.len() >= 2 && texts.windows(2).all(|pair| pair[0] == pair[1]), "{stem}");
    }
}

/// Text as an encoder can take it: common characters, rare ones, ASCII, line breaks.
fn any_text() -> impl Strategy<Value = String> {
    let one = prop_oneof![
        4 => prop::sample::select(HANS.chars().chain(HANT.chars()).collect::<Vec<_>>()),
        2 => any::<char>(),
        1 => prop::char::range('\u{4E00}', '\u{9FA5}'),
    ];
    prop::collection::vec(one, 0..200).prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn any_bytes_give_a_text_and_a_map(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check(&bytes);
    }

    #[test]
    fn any_text_comes_back(text in any_text()) {
        prop_assert_eq!(&check(text.as_bytes()).text, text.strip_prefix('\u{FEFF}').unwrap_or(&text));
    }

    #[test]
    fn every_encoding_reads_any_bytes(
        bytes in prop::collection::vec(prop_oneof![3 => any::<u8>(), 2 => 0x81..=0xFE_u8, 1 => 0x30..=0x39_u8], 0..300),
    ) {
        for encoding in [
            UTF_8, UTF_16LE, UTF_16BE, GB18030, BIG5, encoding_rs::EUC_KR, encoding_rs::EUC_JP,
            encoding_rs::SHIFT_JIS, encoding_rs::WINDOWS_1252, encoding_rs::KOI8_R, encoding_rs::X_USER_DEFINED,
        ] {
            let found = charset::transcode(&bytes, 0, encoding);
            let (expected, _) = encoding.decode_without_bom_handling(&bytes);
            prop_assert_eq!(&found.text, &expected, "{}", encoding.name());
            check_map(&bytes, &DecodedText {
                text: found.text, map: found.map, encoding: found.name, verdict: Verdict::Text, remarks: vec![],
            });
        }
    }

    #[test]
    fn encoded_text_reads_back_with_its_map(text in any_text()) {
        // GB18030 of 2022 gave characters of its own to bytes that were private before, so those are not read back.
        let text: String = text.chars().filter(|c| !matches!(c, '\u{E000}'..='\u{F8FF}')).collect();
        for encoding in [GB18030, UTF_16LE, UTF_16BE] {
            let bytes = encode(&text, encoding);
            let found = charset::transcode(&bytes, 0, encoding);
            prop_assert_eq!(&found.text, &text);
            prop_assert_eq!(found.malformed_count, 0);
        }
    }

    #[test]
    fn a_page_of_chinese_survives_any_one_wrong_byte(at in 0..400_usize, byte: u8) {
        for (text, encoding) in [(HANS, UTF_8), (HANS, GB18030), (HANT, BIG5)] {
            let mut bytes = encode(&text.repeat(2), encoding);
            let at = at % bytes.len();
            bytes[at] = byte;
            let found = check(&bytes);
            let name = if encoding == GB18030 { "GBK" } else { encoding.name() };
            // A wrong byte may look like a sequence of four; anything else leaves the encoding as it was.
            prop_assert!(found.encoding == name || found.encoding == "GB18030", "{} for {}", found.encoding, name);
        }
    }
}
