//! Containers that lie, and containers with a damaged byte.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{Cursor, Write};
use std::path::Path;

use ::zip::ZipWriter;
use ::zip::write::SimpleFileOptions;

use super::*;

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn header(name: &str, kind: ::tar::EntryType, size: u64) -> Vec<u8> {
    let mut header = ::tar::Header::new_gnu();
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(0o644);
    header.set_cksum();
    header.as_bytes().to_vec()
}

fn tarred(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, bytes) in members {
        out.extend(header(name, ::tar::EntryType::Regular, bytes.len() as u64));
        out.extend(*bytes);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn open(bytes: &[u8], name: &str) -> Result<Option<Container>, Fault> {
    let bytes = Bytes::of_memory(bytes.to_vec());
    Container::open(&bytes, Path::new(name), &NamedColumns::default(), &Budget::of(bytes.len()))
}

/// The members that can be read, with their bytes.
fn members(bytes: &[u8], name: &str) -> Vec<(String, Vec<u8>)> {
    let Ok(Some(container)) = open(bytes, name) else { return Vec::new() };
    let read = |member: &Member| Some((member.name.clone(), container.piece(member).ok()?.bytes));
    container.members().iter().filter_map(read).collect()
}

#[test]
fn what_comes_out_is_what_went_in() {
    let texts: [(&str, &[u8]); 2] = [("甲/乙.txt", "质押".as_bytes()), ("丙.txt", b"")];
    let expected: Vec<(String, Vec<u8>)> =
        texts.iter().map(|(name, text)| ((*name).to_owned(), text.to_vec())).collect();
    let tar = tarred(&texts);
    let bzip2 = {
        let mut out = ::bzip2::write::BzEncoder::new(Vec::new(), ::bzip2::Compression::fast());
        out.write_all(&tar).unwrap();
        out.finish().unwrap()
    };
    let zstd = |bytes: &[u8]| ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest);
    let frames = [zstd(&tar[..700]), zstd(&tar[700..])].concat();
    let streams = [gzipped(&tar[..700]), gzipped(&tar[700..])].concat();
    for (name, bytes) in
        [("a.zip", zipped(&texts)), ("a", tar.clone()), ("b", streams), ("c", bzip2), ("d", zstd(&tar)), ("e", frames)]
    {
        assert_eq!(members(&bytes, name), expected, "{name}");
    }
    assert_eq!(members(&gzipped(b"x"), "notes.txt.gz"), [("notes.txt".to_owned(), b"x".to_vec())]);
    assert!(open(b"plain text", "a.zip").unwrap().is_none() && open(b"", "a.tar").unwrap().is_none());
}

#[test]
fn documents_are_no_archives() {
    for names in [
        &["[Content_Types].xml", "word/document.xml"][..],
        &["[Content_Types].xml", "xl/workbook.xml"],
        &["OFD.xml", "Doc_0/Document.xml"],
        &["mimetype", "content.xml"],
        &["_rels/.rels", "ppt/presentation.xml"],
    ] {
        let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, &b"x"[..])).collect();
        assert!(open(&zipped(&parts), "a.zip").unwrap().is_none(), "{names:?}");
    }
    // Somebody packed the parts of several documents into folders.
    assert!(open(&zipped(&[("a/word/document.xml", b"x"), ("b.txt", b"y")]), "a.zip").unwrap().is_some());
}

#[test]
fn what_an_archive_says_of_its_sizes_is_a_claim() {
    let whole = zipped(&[("a.txt", &[b'x'; 5000]), ("b.txt", b"y")]);
    let at = whole.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    for (claim, reason) in [(10_u32, "larger than"), (500_000, "damaged or incomplete")] {
        let mut lying = whole.clone();
        lying[at + 24..at + 28].copy_from_slice(&claim.to_le_bytes());
        let container = open(&lying, "a.zip").unwrap().unwrap();
        let member = container.members().iter().find(|member| member.name == "a.txt").unwrap();
        let fault = container.bytes(member).unwrap_err();
        assert!(fault.to_string().contains(reason), "{claim}: {fault}");
    }
    // A list that says that it is larger than any.
    let mut huge = whole.clone();
    let end = huge.windows(4).position(|window| window == b"PK\x05\x06").unwrap();
    huge[end + 12..end + 16].copy_from_slice(&0x7FFF_FFFF_u32.to_le_bytes());
    assert!(matches!(open(&huge, "a.zip"), Err(Fault::Many { .. })));
}

#[test]
fn a_tar_archive_that_asks_for_memory_gets_none() {
    use ::tar::EntryType;
    for kind in [EntryType::GNULongName, EntryType::GNULongLink, EntryType::XHeader, EntryType::XGlobalHeader] {
        let mut long = header("././@LongLink", kind, 3 << 20);
        long.resize(long.len() + (3 << 20), b'x');
        long.extend(tarred(&[("a.txt", b"x")]));
        assert!(matches!(open(&long, "a.tar"), Err(Fault::Broken { .. })), "{kind:?}");
    }
    let mut short = header("././@LongLink", EntryType::GNULongName, 600);
    short.extend([b'n'; 600]);
    short.resize(short.len().next_multiple_of(512), 0);
    short.extend(tarred(&[("a.txt", b"x")]));
    assert_eq!(members(&short, "a.tar"), [("n".repeat(600), b"x".to_vec())], "an honest one is read");
    // The size of a member that nobody has.
    let lying = [header("a.txt", EntryType::Regular, u64::MAX >> 2), vec![0; 1024]].concat();
    assert!(members(&lying, "a.tar").is_empty());
}

#[test]
fn too_many_members_end_the_list() {
    let budget = Budget { limit: 1 << 40, left: Cell::new(1 << 40), members: Cell::new(3) };
    let texts: Vec<(String, [u8; 1])> = (0..5).map(|number| (format!("{number}.txt"), [b'x'])).collect();
    let texts: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (name.as_str(), &text[..])).collect();
    for bytes in [zipped(&texts), tarred(&texts)] {
        budget.members.set(3);
        let bytes = Bytes::of_memory(bytes);
        let opened = Container::open(&bytes, Path::new("a"), &NamedColumns::default(), &budget).unwrap().unwrap();
        assert_eq!(opened.members().len(), 3);
        assert!(matches!(opened.ended, Some(Fault::Many { .. })), "{:?}", opened.ended);
    }
}

#[test]
fn a_damaged_byte_is_no_reason_to_panic() {
    let texts: [(&str, &[u8]); 2] = [("甲/乙.txt", "质押融资质押融资质押融资".as_bytes()), ("c.txt", b"c")];
    let tar = tarred(&texts);
    let zstd = ruzstd::encoding::compress_to_vec(&tar[..], ruzstd::encoding::CompressionLevel::Fastest);
    let mail = b"From: a@b.cn\r\nSubject: =?GBK?B?1srRug==?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; \
        boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nbody\r\n--x\r\nContent-Disposition: attachment; \
        filename=a.txt\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n--x--\r\n";
    let records = "{\"id\": \"1\", \"text\": \"质押\"}\n{\"id\": \"2\", \"text\": \"保险\"}\n";
    for (name, bytes) in [
        ("a.zip", zipped(&texts)),
        ("a.tar", tar.clone()),
        ("a.gz", gzipped(&tar)),
        ("a.zst", zstd),
        ("a.eml", mail.to_vec()),
        ("a.jsonl", records.as_bytes().to_vec()),
    ] {
        assert!(!members(&bytes, name).is_empty(), "{name}");
        for at in 0..bytes.len() {
            // Of the zeros that fill a tar archive a few will do.
            if bytes[at] == 0 && at % 37 != 0 {
                continue;
            }
            for flip in [1, 0x80, 0xFF] {
                let mut damaged = bytes.clone();
                damaged[at] ^= flip;
                for (member, _) in members(&damaged, name) {
                    assert!(
                        Path::new(&member).components().all(|part| matches!(part, std::path::Component::Normal(_)))
                    );
                }
            }
            members(&bytes[..at], name);
        }
    }
}
