//! Updates of an index: what has not changed is not written again, and the answers are those of an index that is new. And
//! the memory of a build, which does not grow with the corpus.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::common::{Project, generation};

/// A text of its own for each number, of several cases' worth of words.
fn text(number: usize) -> String {
    const WORDS: [&str; 16] = [
        "质押",
        "融资",
        "知识产权",
        "保险",
        "登记",
        "银行",
        "宁波市",
        "专利",
        "商标",
        "授信",
        "贷款",
        "企业",
        "数据",
        "证券化",
        "担保",
        "评估",
    ];
    let mut state = number as u64 * 7919 + 11;
    let mut next = |count: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % count
    };
    let mut out = format!("关于第{number}号工作的通知\n\n");
    for paragraph in 0..6 {
        out.push_str(&format!("第{}条 ", paragraph + 1));
        for _ in 0..20 {
            out.push_str(WORDS[next(WORDS.len())]);
            if next(6) == 0 {
                out.push_str(&format!("{}万元，", next(900) + 1));
            }
        }
        out.push_str("。\n");
    }
    out
}

fn name(number: usize) -> String {
    format!("甲{number:03}.txt")
}

fn project(count: usize) -> Project {
    let files: Vec<(String, String)> = (0..count).map(|number| (name(number), text(number))).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    Project::with(&files)
}

/// The files of the segments of the generation in use, with their bytes and, where there are any, their numbers in the
/// file system.
fn segments(project: &Project) -> BTreeMap<PathBuf, (Vec<u8>, u64)> {
    let folder = generation(&project.path().join("index"));
    let mut out = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = PathBuf::from(path.file_name().unwrap());
        if name.to_str().unwrap().split('.').next().unwrap().len() == 32 {
            out.insert(name, (fs::read(&path).unwrap(), inode(&path)));
        }
    }
    out
}

#[cfg(unix)]
fn inode(path: &std::path::Path) -> u64 {
    std::os::unix::fs::MetadataExt::ino(&fs::metadata(path).unwrap())
}

#[cfg(not(unix))]
fn inode(_: &std::path::Path) -> u64 {
    0
}

/// Every answer that statistics, lists of terms or columns go into.
fn answers(project: &Project) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut add = |args: &[&str]| {
        let said = project.anli(args).stdout();
        // Times differ.
        let said = match serde_json::from_str::<serde_json::Value>(&said) {
            Ok(mut answer) => {
                answer.as_object_mut().map(|answer| answer.remove("took_us"));
                answer.to_string()
            }
            Err(_) => said,
        };
        out.push((args.join(" "), said));
    };
    for query in [
        "质押",
        "知识产权",
        "押",
        "宁波市 质押",
        "质押 -保险",
        "\"融资知识\"",
        "金额>=500万",
        "质押 /5 保险",
        "section:第一条",
        "特有",
        "特有 质押",
        "有特",
        "pinyin:zhiya",
        "zhiya",
        "担保质押",
        "标题:第3号",
        "质押融资知识产权保险登记银行",
    ] {
        add(&["search", "--json", "--limit", "all", query]);
        add(&["search", "--count", query]);
        add(&["search", "--json", "--limit", "5", "--by", "case", query]);
        add(&["facets", "--json", query]);
    }
    add(&["list", "--json"]);
    add(&["facts", "--json", "质押"]);
    add(&["keywords", "--json", "甲005"]);
    add(&["similar", "--json", "甲005"]);
    add(&["pivot", "--rows", "instrument", "--cols", "object", "--json"]);
    add(&["verify", "--json", "质押特有"]);
    add(&["search", "--json", "类别:特有"]);
    out
}

fn put(project: &Project, name: &str, text: &str) {
    fs::write(project.path().join("corpus").join(name), text).unwrap();
}

#[test]
fn what_has_not_changed_is_not_written_again() {
    let project = project(40);
    project.index(&["build"]).code(0);
    let first = segments(&project);
    put(&project, "乙.txt", &text(1000));
    project.index(&["build"]).code(0);
    let second = segments(&project);
    for (name, file) in &first {
        assert_eq!(second.get(name), Some(file), "{}", name.display());
    }
    let new: Vec<_> = second.keys().filter(|name| !first.contains_key(*name)).collect();
    assert!((1..=6).contains(&new.len()), "the files of one segment: {new:?}");
    let size = |files: &BTreeMap<PathBuf, (Vec<u8>, u64)>| files.values().map(|(bytes, _)| bytes.len()).sum::<usize>();
    assert!(size(&second) - size(&first) < size(&first) / 5);

    fs::remove_file(project.path().join("corpus").join(name(7))).unwrap();
    project.index(&["build"]).code(0);
    let third = segments(&project);
    for (name, file) in &second {
        assert_eq!(third.get(name), Some(file), "{}", name.display());
    }
    let new: Vec<_> = third.keys().filter(|name| !second.contains_key(*name)).collect();
    assert!(matches!(&new[..], [one] if one.extension().is_some_and(|extension| extension == "del")), "{new:?}");
    assert_eq!(project.count(&["\"第7号\""]), 0);
    project.index(&["check", "--audit"]).code(0);
}

#[test]
fn an_updated_index_answers_as_a_new_one() {
    let updated = project(40);
    // Names and words that are there for a while only.
    put(&updated, &name(11), &format!("{}\n特有质押特有有特的字。宁波市特有银行。", text(2000)));
    updated.index(&["build"]).code(0);
    put(&updated, &name(11), &text(11));
    fs::remove_file(updated.path().join("corpus").join(name(20))).unwrap();
    put(&updated, &name(30), &text(3000));
    updated.index(&["build"]).code(0);
    put(&updated, "甲900.txt", &text(900));
    updated.index(&["build"]).code(0);
    let kept = segments(&updated);
    assert!(kept.keys().any(|name| name.extension().is_some_and(|extension| extension == "del")), "{kept:?}");

    let new = project(40);
    fs::remove_file(new.path().join("corpus").join(name(20))).unwrap();
    put(&new, &name(30), &text(3000));
    put(&new, "甲900.txt", &text(900));
    new.index(&["build"]).code(0);
    let expected = answers(&new);
    assert!(expected.iter().filter(|(_, answer)| answer.len() > 40).count() > 40, "most of them find something");
    for ((query, found), (_, expected)) in answers(&updated).into_iter().zip(expected) {
        assert_eq!(found, expected, "{query}");
    }
}

/// So little memory that several segments are made while files are read.
#[test]
fn several_segments_answer_as_one() {
    use anli::index::{Options, build};
    let (small, large) = (project(400), project(400));
    for (project, memory) in [(&small, 1 << 20), (&large, 256 << 20)] {
        let options = Options::new(project.path().join("corpus"), project.path().join("index"));
        build(&Options { memory, ..options }, &|_, _, _| {}).unwrap();
    }
    let stores = |project: &Project| {
        segments(project).keys().filter(|name| name.extension().is_some_and(|end| end == "store")).count()
    };
    assert!(stores(&small) > 1 && stores(&large) == 1, "{} and {}", stores(&small), stores(&large));
    for query in ["质押", "押", "宁波市 质押", "\"融资知识\"", "金额>=500万", "质押 /5 保险", "\"第7号\""]
    {
        let found = |project: &Project| {
            let answer = project.search(&[query]);
            let hits = answer["hits"].as_array().unwrap().iter().map(|hit| (hit["id"].clone(), hit["score"].clone()));
            (answer["total"].clone(), answer["occurrences"].clone(), hits.collect::<Vec<_>>())
        };
        assert_eq!(found(&small), found(&large), "{query}");
    }
}

/// Of many updates few segments remain, and of a segment that is mostly gone nothing.
#[test]
fn segments_stay_few() {
    let project = project(12);
    project.index(&["build"]).code(0);
    for number in 0..12 {
        put(&project, &format!("丙{number}.txt"), &text(500 + number));
        project.index(&["build"]).code(0);
    }
    let stores = |project: &Project| {
        segments(project).keys().filter(|name| name.extension().is_some_and(|end| end == "store")).count()
    };
    assert!(stores(&project) <= 4, "{}", stores(&project));
    for number in 0..12 {
        fs::remove_file(project.path().join("corpus").join(name(number))).unwrap();
    }
    project.index(&["build"]).code(0);
    assert_eq!(project.count(&["\"第5号\""]), 0);
    assert_eq!(project.count(&["\"第505号\""]), 1);
    assert!(segments(&project).keys().all(|name| name.extension().is_none_or(|end| end != "del")));
}

#[cfg(target_os = "linux")]
mod memory {
    use std::fs;
    use std::process::{Command, Stdio};
    use std::thread;
    use std::time::Duration;

    use super::{Project, name, text};

    /// The most memory that a build of the project took at a time, in bytes, as far as looks now and then tell.
    fn peak(project: &Project) -> u64 {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("anli-index"))
            .current_dir(project.path())
            .args(["build", "--force", "--memory", "64MB"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut peak = 0;
        while child.try_wait().unwrap().is_none() {
            let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
            peak = kilobytes.map_or(peak, |kilobytes| kilobytes << 10);
            thread::sleep(Duration::from_millis(2));
        }
        assert!(child.wait().unwrap().success());
        peak
    }

    fn corpus(files: usize, copies: usize) -> Project {
        let texts: Vec<(String, String)> =
            (0..files).map(|file| (name(file), (0..copies).map(|part| text(file * copies + part)).collect())).collect();
        let files: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        Project::with(&files)
    }

    #[test]
    fn a_build_of_four_times_as_much_takes_no_more_memory() {
        let (small, large) = (peak(&corpus(150, 20)), peak(&corpus(600, 20)));
        eprintln!("{small} and {large} bytes");
        assert!(small > 10 << 20 && large < small + (32 << 20), "{small} and {large} bytes");
    }
}
