//! A folder as it is found in the wild: everything that can go wrong with a file at once, through the real programs.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use crate::common::Project;
use crate::common::nobody::Nobody;
use crate::formats::{archive, docx, pdf};

/// Puts the folder together. Each readable file says something of its own besides 質押.
fn folder() -> Project {
    let key = "0123456789ABCDEF".repeat(4);
    let locked = pdf(&["质押"], &format!("/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{key}>/U<{key}>>>/ID[<00><00>]"));
    let (gbk, _, _) = encoding_rs::GBK.encode("混在其中的另一种编码说的是担保。\n");
    let mixed = [&"先说质押，后说别的事情，一共四行。\n".as_bytes().repeat(4)[..], &gbk].concat();
    let nested = "<div>".repeat(100_000) + "层层嵌套之中也有质押二字";
    let cut = "截断在字中间的质押，到此为止。".as_bytes();
    let project = Project::with(&[
        ("good.txt", "好文件说质押。\n".as_bytes()),
        ("truncated.txt", &cut[..cut.len() - 1]),
        ("mixed.txt", &mixed),
        ("nested.html", nested.as_bytes()),
        ("note.md", "# 笔记\n\n要**质**押，不要`担`保。\n".as_bytes()),
        ("word.docx", &docx(&["文档也说质押。"])),
        ("x.txt/inside.txt", "名字像文件的文件夹里有质押。\n".as_bytes()),
        ("bomb.docx", &archive("word/document.xml", &vec![b' '; 8 << 20])),
        ("locked.pdf", &locked),
        ("broken.pdf", b"%PDF-1.7\nnothing else"),
        ("empty.txt", b""),
        ("mark.txt", b"\xEF\xBB\xBF"),
        ("lost.txt", "?? ???????\n??????? 2023? 12?\n".as_bytes()),
        ("image.txt", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"),
        ("pack.docx", &archive("a.txt", b"a")),
        ("zeros.txt", &[0; 4096]),
    ]);
    let corpus = project.path().join("corpus");
    symlink(".", corpus.join("loop")).unwrap();
    symlink("nowhere", corpus.join("dangling.txt")).unwrap();
    let made = Command::new("mkfifo").arg(corpus.join("pipe.txt")).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo is part of every Unix");
    let secret = corpus.join("secret.txt");
    fs::write(&secret, "不许读的质押。\n").unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    let odd = corpus.join(OsStr::from_bytes(b"\xD6\xAA\xCD\xA8.txt"));
    fs::write(odd, "名字不是 UTF-8 的文件说质押。\n").unwrap();
    let deep = (0..300).fold(corpus.clone(), |path, _| path.join("d"));
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("deep.txt"), "三百层之下也有质押。\n").unwrap();
    project
}

/// What is said of each file that cannot be read, in English and in Chinese.
const REASONS: [(&str, &str, &str); 13] = [
    ("bomb.docx", "unpacks to more than", "疑似压缩炸弹"),
    ("locked.pdf", "password", "有密码保护"),
    ("broken.pdf", "broken PDF", "损坏的 PDF 文件：结构损坏"),
    ("empty.txt", "the file is empty", "空文件"),
    ("mark.txt", "the file is empty", "空文件"),
    ("lost.txt", "a question mark", "变成问号"),
    ("image.txt", "a PNG image", "PNG 图片"),
    ("pack.docx", "a ZIP archive", "ZIP 压缩包"),
    ("zeros.txt", "which is not read", "不读取"),
    ("loop", "leads back to", "链接绕回到"),
    ("dangling.txt", "No such file", "找不到文件"),
    ("pipe.txt", "a pipe", "管道"),
    ("secret.txt", "ermission", "没有权限"),
];

#[test]
fn a_folder_of_everything_that_goes_wrong() {
    let project = folder();
    let nobody = Nobody::of(&project);
    nobody.own(&project);
    let build = |args: &[&str]| {
        let (code, _, said) = nobody.run(&project, "anli-index", &[&["build"], args].concat());
        assert_eq!(code, 2, "{said}");
        said
    };
    let english = build(&["--lang", "en"]);
    let chinese = build(&["--lang", "zh", "--force"]);
    // A second build says it again and reads nothing: what it says is kept with the index.
    let again = build(&["--lang", "zh"]);
    for (file, en, zh) in &REASONS {
        let of = |said: &str, reason: &str| {
            let lines: Vec<&str> = said.lines().filter(|line| line.contains(&format!("/{file}: "))).collect();
            assert_eq!(lines.len(), 1, "{file}\n{said}");
            assert!(lines[0].contains(reason), "{file}: {reason}\n{said}");
        };
        of(&english, en);
        of(&chinese, zh);
        of(&again, zh);
    }
    assert!(english.contains(&format!("{} could not be read", REASONS.len())), "{english}");
    assert!(english.contains(": 9 files,") && again.contains("没有变化"), "{english}\n{again}");
    assert!(!english.contains("panicked") && !chinese.contains("panicked"));

    let (code, answer, said) = nobody.run(&project, "anli", &["search", "--json", "--limit", "all", "\"质押\""]);
    assert_eq!(code, 0, "{said}");
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let found: BTreeSet<&str> =
        answer["hits"].as_array().unwrap().iter().map(|hit| hit["file"].as_str().unwrap()).collect();
    for file in
        ["good.txt", "truncated.txt", "mixed.txt", "nested.html", "note.md", "word.docx", "inside.txt", "deep.txt"]
    {
        assert!(found.iter().any(|path| path.ends_with(file)), "{file}: {found:?}");
    }
    assert_eq!(found.len(), 9, "and the one whose name is not text: {found:?}");
    assert_eq!(project.count(&["\"说的是担保\""]), 1, "the line in another encoding");
    assert_eq!(project.count(&["\"不要担保\""]), 1, "the marks of Markdown are in nobody's way");
    project.index(&["check", "--audit"]).code(0);

    let unreadable = project.index(&["inspect", "corpus/image.txt", "--lang", "zh"]).code(2).stderr();
    assert!(unreadable.contains("PNG 图片") && !unreadable.contains("convert"), "{unreadable}");
    let remarks = project.index(&["inspect", "corpus/mixed.txt", "--lang", "zh"]).code(0).stdout();
    assert!(remarks.contains("有的行是 GBK 编码"), "{remarks}");
}

#[test]
fn markdown_leads_back_to_the_bytes_of_its_file() {
    let source = "# 办法\n\n推动**质押**[融资](http://a.b)，“**知识产权**”优先。\n\n```\n# 质押命令\n```\n\n* 甲\n\n注：* 为暂定。\n";
    let project = Project::with(&[("a.md", source.as_bytes()), ("b.txt", "注：**质押**不是标记。\n".as_bytes())]);
    project.index(&["build"]).code(0);
    let answer = project.search(&["\"质押融资\""]);
    let mark = &answer["hits"][0]["marks"][0];
    let at = |name: &str| usize::try_from(mark[name].as_u64().unwrap()).unwrap();
    assert_eq!(&source[at("raw_start")..at("raw_end")], "质押**[融资");
    assert_eq!(project.count(&["\"推动质押融资，“知识产权”优先\""]), 1);
    assert_eq!(project.count(&["\"注：* 为暂定\""]), 1);
    assert_eq!(project.count(&["\"注：**质押**不是标记\""]), 1, "a text is no Markdown");
    let code = &project.search(&["\"质押命令\""])["hits"][0];
    assert_eq!((code["role"].as_str(), code["text"].as_str()), (Some("body"), Some("# 质押命令")));
}

#[test]
fn a_file_that_grows_while_it_is_read() {
    let line = "日志里不断写入质押二字。\n";
    let project =
        Project::with(&[("good.txt", "好文件。\n".as_bytes()), ("grows.txt", line.repeat(20_000).as_bytes())]);
    let path = project.path().join("corpus/grows.txt");
    let done = AtomicBool::new(false);
    let lines = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
            let mut lines = 20_000;
            while !done.load(Ordering::Relaxed) {
                file.write_all(line.as_bytes()).unwrap();
                lines += 1;
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
            lines
        });
        let built = project.index(&["build"]);
        done.store(true, Ordering::Relaxed);
        built.code(0);
        writer.join().unwrap()
    });
    // Whatever was there when it was opened is in; the next build brings the rest.
    project.index(&["build"]).code(0);
    assert_eq!(project.count(&["\"写入质押\""]), lines);
    project.index(&["check"]).code(0);
}
