//! Files that hold files: archives, messages, records. Each member is found by its own name, and what is not read is said.

use std::fs;
use std::io::{Cursor, Write};
use std::process::Command;

use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::common::Project;

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn docx(text: &str) -> Vec<u8> {
    let document =
        format!("<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>");
    zipped(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())])
}

fn tarred(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        out.append_data(&mut header, name, *bytes).unwrap();
    }
    out.into_inner().unwrap()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

/// The files in which a search finds something.
#[track_caller]
fn files(project: &Project, word: &str) -> Vec<String> {
    let answer = project.search(&[word]);
    let mut files: Vec<String> =
        answer["hits"].as_array().unwrap().iter().map(|hit| hit["file"].as_str().unwrap().to_owned()).collect();
    files.sort();
    files.dedup();
    files
}

#[test]
fn members_are_found_by_their_own_names() {
    let project = Project::with(&[
        (
            "附件.zip",
            &zipped(&[
                ("通知/甲.docx", &docx("甲市开展专利质押融资试点工作。")),
                ("乙.txt", &gbk("乙市设立商标保险补偿资金，共计三百万元。")),
                ("空/", b""),
                (".DS_Store", b"x"),
            ]),
        ),
        ("归档.tar", &tarred(&[("丙/丙.txt", "丙县推广年糕协会授信。".as_bytes())])),
        ("归档2.tar.gz", &gzipped(&tarred(&[("丁.txt", "丁区发布数据知识产权登记办法。".as_bytes())]))),
        ("归档3.tgz", &gzipped(&tarred(&[("戊.txt", "戊镇补贴地理标志产品。".as_bytes())]))),
        ("单.txt.gz", &gzipped("己乡组织版权登记。".as_bytes())),
        ("平.txt", "庚市没有压缩包。".as_bytes()),
    ]);
    let build = project.index(&["build"]).code(0);
    assert!(build.stderr().contains("7 files, 7 passages, 7 read"), "{}", build.stderr());
    for (word, file) in [
        ("质押融资", "corpus/附件.zip/通知/甲.docx"),
        ("商标保险", "corpus/附件.zip/乙.txt"),
        ("年糕协会", "corpus/归档.tar/丙/丙.txt"),
        ("数据知识产权", "corpus/归档2.tar.gz/丁.txt"),
        ("地理标志", "corpus/归档3.tgz/戊.txt"),
        ("版权登记", "corpus/单.txt.gz/单.txt"),
        ("没有压缩包", "corpus/平.txt"),
    ] {
        assert_eq!(files(&project, &format!("\"{word}\"")), [file], "{word}");
    }
    // Marks count in the bytes of the member.
    let hit = &project.search(&["\"商标保险\""])["hits"][0];
    let (mark, bytes) = (&hit["marks"][0], gbk("乙市设立商标保险补偿资金，共计三百万元。"));
    let raw = mark["raw_start"].as_u64().unwrap() as usize..mark["raw_end"].as_u64().unwrap() as usize;
    assert_eq!(&bytes[raw], &gbk("商标保险")[..]);
    // What else takes a name takes that of a member.
    let id = hit["notice"]["id"].as_str().unwrap();
    assert_eq!(id, "乙");
    let shown = project.anli(&["show", id, "--json"]).code(0).json();
    assert_eq!(shown["file"], "corpus/附件.zip/乙.txt");
    assert!(project.anli(&["cite", id]).code(0).stdout().contains("乙"), "a citation");
    project.index(&["check", "--audit"]).code(0);
    let again = project.index(&["build"]).code(0);
    assert!(again.stderr().contains("nothing has changed"), "{}", again.stderr());
    let member = project.index(&["inspect", "corpus/附件.zip/乙.txt", "--json"]).code(0).json();
    assert_eq!((&member["encoding"], &member["file"]), (&Value::from("GBK"), &Value::from("corpus/附件.zip/乙.txt")));
    let list = project.index(&["inspect", "corpus/附件.zip"]).code(0).stdout();
    assert!(list.contains("ZIP archive, 2 members") && list.contains("附件.zip/通知/甲.docx"), "{list}");
}

#[test]
fn an_archive_that_changes_is_read_again() {
    let one = |text: &str| zipped(&[("甲.txt", text.as_bytes()), ("乙.txt", "乙市授信。".as_bytes())]);
    let project = Project::with(&[("a.zip", &one("甲市质押。")), ("b.txt", "平面文件。".as_bytes())]);
    project.index(&["build"]).code(0);
    let path = project.path().join("corpus/a.zip");
    fs::write(&path, one("甲市保险三百万元。")).unwrap();
    let build = project.index(&["build"]).code(0);
    assert!(build.stderr().contains("2 read"), "{}", build.stderr());
    assert_eq!(project.count(&["质押"]), 0);
    assert_eq!(files(&project, "保险"), ["corpus/a.zip/甲.txt"]);
    // A member goes, another comes, and the ids of the others stay.
    fs::write(&path, zipped(&[("乙.txt", "乙市授信。".as_bytes()), ("丙/丁.txt", "丁市补贴。".as_bytes())])).unwrap();
    project.index(&["build"]).code(0);
    assert_eq!((project.count(&["保险"]), project.count(&["授信"]), project.count(&["补贴"])), (0, 1, 1));
    // It becomes a folder of the same name, and then it is gone.
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    fs::write(path.join("乙.txt"), "乙市贴息。").unwrap();
    project.index(&["build"]).code(0);
    assert_eq!((project.count(&["授信"]), files(&project, "贴息")), (0, vec!["corpus/a.zip/乙.txt".to_owned()]));
    fs::remove_dir_all(&path).unwrap();
    let build = project.index(&["build"]).code(0);
    assert!(build.stderr().contains("1 file, 1 passage"), "{}", build.stderr());
    project.index(&["check", "--audit"]).code(0);
}

#[test]
fn copies_inside_archives_are_linked() {
    let text = "关于印发质押融资办法的通知\n各有关单位：为推动知识产权质押融资工作，现将办法印发给你们，请认真执行。"
        .repeat(3);
    let project = Project::with(&[
        ("a.txt", text.as_bytes()),
        ("b.zip", &zipped(&[("c.txt", text.as_bytes()), ("d.txt", "另一件事。".as_bytes())])),
    ]);
    let build = project.index(&["build"]).code(0);
    assert!(build.stderr().contains("1 of the files is a copy"), "{}", build.stderr());
    assert_eq!(files(&project, "质押融资办法"), ["corpus/a.txt"]);
    // The original goes: the copy in the archive, which has not changed, takes its place.
    fs::remove_file(project.path().join("corpus/a.txt")).unwrap();
    project.index(&["build"]).code(0);
    assert_eq!(files(&project, "质押融资办法"), ["corpus/b.zip/c.txt"]);
    project.index(&["check", "--audit"]).code(0);
}

#[test]
#[cfg_attr(not(has_python), ignore = "needs python3 with venv")]
fn names_in_gbk_without_the_flag_are_read() {
    let script = r#"
import zipfile, sys
class Info(zipfile.ZipInfo):
    def _encodeFilenameFlags(self):
        return self.filename.encode("gbk"), self.flag_bits & ~0x800
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as out:
    for name, text in [("关于印发办法的通知/正文.txt", "甲市质押。"), ("附件\\汇总表.txt", "乙市保险。")]:
        info = Info("x"); info.filename = name; info.compress_type = zipfile.ZIP_DEFLATED
        out.writestr(info, text.encode("gbk"))
with zipfile.ZipFile(sys.argv[2], "w") as out:
    out.writestr("通知.txt", "丙市授信。")
"#;
    let project = Project::with(&[]);
    let run = Command::new("python3")
        .args(["-c", script, "corpus/旧.zip", "corpus/新.zip"])
        .current_dir(project.path())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    project.index(&["build"]).code(0);
    assert_eq!(files(&project, "质押"), ["corpus/旧.zip/关于印发办法的通知/正文.txt"]);
    assert_eq!(files(&project, "保险"), ["corpus/旧.zip/附件/汇总表.txt"]);
    assert_eq!(files(&project, "授信"), ["corpus/新.zip/通知.txt"]);
}

#[test]
fn what_leads_elsewhere_is_not_followed() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut add = |name: &[u8], kind: tar::EntryType, link: &str, bytes: &[u8]| {
        let mut header = tar::Header::new_gnu();
        header.as_old_mut().name[..name.len()].copy_from_slice(name);
        header.set_entry_type(kind);
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        if !link.is_empty() {
            header.set_link_name_literal(link).unwrap();
        }
        header.set_cksum();
        builder.append(&header, bytes).unwrap();
    };
    use tar::EntryType;
    add(b"good.txt", EntryType::Regular, "", "甲市质押。".as_bytes());
    add(b"link.txt", EntryType::Symlink, "/etc/passwd", b"");
    add(b"hard.txt", EntryType::Link, "good.txt", b"");
    add(b"pipe", EntryType::Fifo, "", b"");
    add(b"../../up.txt", EntryType::Regular, "", "质押在外面。".as_bytes());
    add(b"/etc/shadow.txt", EntryType::Regular, "", "质押在根上。".as_bytes());
    let project = Project::with(&[
        ("a.tar", &builder.into_inner().unwrap()),
        ("b.zip", &zipped(&[("../x.txt", "质押".as_bytes()), ("ok.txt", "乙市保险。".as_bytes())])),
    ]);
    let build = project.index(&["build"]).code(2);
    let said = build.stderr();
    for expected in [
        "a.tar/link.txt: a link in an archive",
        "a.tar/hard.txt: a link in an archive",
        "a.tar/pipe: no regular file",
        "a.tar/up.txt: its name “../../up.txt” leads out of the archive",
        "a.tar/etc/shadow.txt: its name “/etc/shadow.txt” leads out",
        "b.zip/x.txt: its name “../x.txt” leads out",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
    assert_eq!(files(&project, "质押"), ["corpus/a.tar/good.txt"]);
    assert_eq!(files(&project, "保险"), ["corpus/b.zip/ok.txt"]);
    // It is said every time, though nothing is read again.
    let again = project.index(&["build"]).code(2);
    assert!(again.stderr().contains("a.tar/link.txt") && again.stderr().contains("nothing has changed"));
}

/// An archive of which every header says that its member is encrypted.
fn encrypted(mut zip: Vec<u8>) -> Vec<u8> {
    for (mark, at) in [(&b"PK\x03\x04"[..], 6), (b"PK\x01\x02", 8)] {
        let starts: Vec<usize> = zip.windows(4).enumerate().filter(|(_, w)| *w == mark).map(|(i, _)| i).collect();
        for start in starts {
            zip[start + at] |= 1;
        }
    }
    zip
}

#[test]
fn what_is_not_read_is_named() {
    let bomb = |count: usize| {
        let zeros = vec![b'0'; 3 << 20];
        let names: Vec<String> = (0..count).map(|i| format!("{i}.txt")).collect();
        zipped(&names.iter().map(|name| (name.as_str(), zeros.as_slice())).collect::<Vec<_>>())
    };
    let nested = (0..6).fold(zipped(&[("x.txt", "最里面的质押。".as_bytes())]), |inner, level| {
        zipped(&[
            (&format!("{level}.zip"), inner.as_slice()),
            (&format!("{level}.txt"), format!("第{level}层的保险。").as_bytes()),
        ])
    });
    let project = Project::with(&[
        ("密.zip", &encrypted(zipped(&[("a.txt", b"secret text")]))),
        ("弹.zip", &bomb(12)),
        ("弹.gz", &gzipped(&vec![b'0'; 20 << 20])),
        ("深.zip", &nested),
        ("旧.rar", b"Rar!\x1a\x07\x00xxxx"),
        ("七.7z", b"7z\xBC\xAF\x27\x1Cxxxx"),
        ("空.zip", &zipped(&[])),
        ("坏.zip", &zipped(&[("a.txt", "甲".as_bytes())])[..40]),
        ("内.zip", &zipped(&[("旧.rar", b"Rar!\x1a\x07\x00xxxx"), ("好.txt", "好的授信。".as_bytes())])),
    ]);
    let said = project.index(&["build"]).code(2).stderr();
    for expected in [
        "密.zip/a.txt: it is protected by a password",
        "弹.zip: it unpacks to more than the 16777216 bytes",
        "弹.gz/弹: it unpacks to more than the 16777216 bytes",
        "more than 4 archives in each other",
        "旧.rar: this is a RAR archive; unpack it into the folder",
        "七.7z: this is a 7z archive; unpack it into the folder",
        "空.zip: there is nothing in it",
        "坏.zip: the ZIP archive is damaged or incomplete",
        "内.zip/旧.rar: this is a RAR archive; unpack it into the folder",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
    assert_eq!(files(&project, "授信"), ["corpus/内.zip/好.txt"]);
    let levels = files(&project, "保险");
    assert_eq!(levels.len(), 4, "{levels:?}");
    assert_eq!(levels[0], "corpus/深.zip/5.txt");
    assert!(project.count(&["质押"]) == 0, "what lies too deep");
    let zh = project.index(&["build", "--lang", "zh"]).code(2).stderr();
    assert!(zh.contains("有密码保护") && zh.contains("嵌套超过 4 层") && zh.contains("疑似压缩炸弹"), "{zh}");
}

#[test]
fn archives_that_break_off_give_what_stands_before() {
    let texts: Vec<(String, String)> =
        (0..6).map(|i| (format!("{i}.txt"), format!("第{i}份质押文件。{}", "正文".repeat(300)))).collect();
    let members: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let (zip, tar) = (zipped(&members), tarred(&members));
    for (name, whole) in
        [("a.zip", &zip), ("a.tar", &tar), ("a.tar.gz", &gzipped(&tar)), ("a.txt.gz", &gzipped(texts[0].1.as_bytes()))]
    {
        let folder = Project::with(&[]);
        let cut: Vec<usize> = (64..whole.len()).step_by(64).collect();
        for len in &cut {
            fs::write(folder.path().join(format!("corpus/{len}-{name}")), &whole[..*len]).unwrap();
        }
        let build = folder.index(&["build"]).code(2);
        let said = build.stderr();
        let named = cut.iter().filter(|len| said.contains(&format!("{len}-{name}"))).count();
        // The second of two blocks of zeros says nothing.
        let whole = if name == "a.tar" { cut.iter().filter(|len| **len + 512 >= whole.len()).count() } else { 0 };
        assert!(named + whole >= cut.len(), "{name}: {named} of {}\n{said}", cut.len());
        assert!(!said.contains("failed on this file"), "{said}");
    }
}

#[test]
fn packed_files_of_all_kinds() {
    let text = "甲市开展专利质押融资试点工作。".as_bytes();
    let project = Project::with(&[("a.tar", &tarred(&[("甲.txt", text)]))]);
    let corpus = project.path().join("corpus");
    let mut expected = vec!["corpus/a.tar/甲.txt".to_owned()];
    for (program, ending) in [("bzip2", "bz2"), ("xz", "xz"), ("zstd", "zst")] {
        let packed = Command::new(program).args(["-k", "-q", "a.tar"]).current_dir(&corpus).status();
        // Written by somebody else where somebody else is there.
        if packed.is_ok_and(|status| status.success()) {
            expected.push(format!("corpus/a.tar.{ending}/甲.txt"));
        }
    }
    assert!(expected.len() > 1, "neither bzip2 nor xz nor zstd is there");
    project.index(&["build"]).code(0);
    let mut found: Vec<String> = project
        .index(&["export"])
        .code(0)
        .stdout()
        .lines()
        .filter_map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            line["file"].as_str().map(str::to_owned)
        })
        .collect();
    found.dedup();
    let copies = project.anli(&["list", "--json"]).code(0).stdout();
    for file in &expected {
        assert!(found.contains(file) || copies.contains(file.as_str()), "{file}\n{found:?}\n{copies}");
    }
}
