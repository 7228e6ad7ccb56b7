//! The folder of an index: what is somebody else's stays, what was indexed stays, and nothing waits for ever.

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::common::{Project, generation};

const RULES: &str = "第一条 为了规范质押登记，制定本规定。\n第二条 本规定适用于各级登记机构。\n";

/// Every path below `folder` with its kind, size, content and time of modification.
fn snapshot(folder: &Path) -> Vec<String> {
    let mut out = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let meta = fs::symlink_metadata(&path).unwrap();
            let content = if meta.is_file() { fs::read(&path).unwrap() } else { Vec::new() };
            out.push(format!("{} {:?} {:?} {content:?}", path.display(), meta.file_type(), meta.modified().unwrap()));
            if meta.is_dir() {
                folders.push(path);
            }
        }
    }
    out.push(format!("{:?}", fs::metadata(folder).unwrap().modified().unwrap()));
    out.sort();
    out
}

/// A program with a bound on its time, whose output is kept; started in the folder of the project.
fn start(project: &Project, program: &str, args: &[&str]) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin(program))
        .current_dir(project.path())
        .args(args)
        .env("LC_ALL", "en_US.UTF-8")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The exit code and what was said, or nothing when it took longer than a minute.
fn finished(mut child: Child) -> Option<(i32, String)> {
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        }
        thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Some((output.status.code().unwrap_or(-1), said))
}

#[test]
fn a_folder_that_is_no_index_is_left_as_it_is() {
    let project = Project::with(&[("a.md", "质押\n".as_bytes())]);
    let at = |name: &str| project.path().join(name);
    for (folder, inner) in [
        ("plans", &["building-plans", "gen-0"][..]),
        ("one", &["gen-1/meta.json"]),
        ("pointer", &["CURRENT"]),
        ("hidden", &[".hidden"]),
        ("corpus", &[]),
    ] {
        for inner in inner {
            fs::create_dir_all(at(folder).join(inner)).unwrap();
        }
        let before = snapshot(&at(folder));
        for command in ["build", "check"] {
            let args: &[&str] = if command == "build" {
                &["build", "corpus", "--index", folder]
            } else {
                &["check", "--index", folder]
            };
            let run = project.index(args).code(2);
            assert!(run.stderr().contains(folder), "{}", run.stderr());
        }
        project.anli(&["search", "质押", "--index", folder]).code(2);
        assert_eq!(snapshot(&at(folder)), before, "{folder}");
    }
    fs::write(at("file"), "").unwrap();
    project.index(&["build", "corpus", "--index", "file"]).code(2);
    for lang in ["en", "zh"] {
        let said = project.index(&["build", "corpus", "--index", "plans", "--lang", lang]).code(2).stderr();
        assert!(said.contains("plans") && said.contains("--index"), "{said}");
    }
    // The folder itself and what lies in it are no corpus for it either.
    project.index(&["build", "corpus"]).code(0);
    fs::create_dir(at("index/notes")).unwrap();
    fs::write(at("index/notes/a.txt"), RULES).unwrap();
    for corpus in ["index", "index/notes", "index/notes/a.txt"] {
        let said = project.index(&["build", corpus, "--lang", "en"]).code(2).stderr();
        assert!(said.contains("cannot be the index folder"), "{said}");
    }
    assert_eq!(project.count(&["质押"]), 1);
}

#[test]
fn what_somebody_puts_into_an_index_stays() {
    let project = Project::with(&[("a.txt", RULES.as_bytes())]);
    project.index(&["build"]).code(0);
    let theirs = [
        "building-plans/a.txt",
        "gen-0/a.txt",
        "gen-007/meta.json",
        "building-1/a.txt",
        "notes.txt",
        "gen-1/notes.txt",
    ];
    for path in theirs {
        let path = project.path().join("index").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "mine").unwrap();
    }
    for round in 0..4 {
        fs::write(project.path().join("corpus/b.txt"), format!("{RULES}第{round}次修改。\n")).unwrap();
        project.index(&["build"]).code(0);
        for path in theirs {
            assert_eq!(fs::read_to_string(project.path().join("index").join(path)).unwrap(), "mine", "{path}");
        }
    }
    // Of the first generation nothing is left but what is not ours, and its mark.
    let left = fs::read_dir(project.path().join("index/gen-1")).unwrap().count();
    assert_eq!(left, 2);
}

#[test]
fn indexes_in_the_corpus_are_left_out_and_said() {
    let project = Project::with(&[("a.txt", RULES.as_bytes())]);
    // The very first build says so, too, and changes nothing that the next one would have to look at again.
    let run = project.index(&["build", "corpus", "--index", "corpus/one", "--lang", "en"]).code(0);
    assert!(run.stderr().contains("corpus/one: an index, left out"), "{}", run.stderr());
    let run = project.anli(&["search", "质押", "--index", "corpus/one", "--lang", "en"]).code(0);
    assert!(!run.stderr().contains("has changed"), "{}", run.stderr());
    fs::write(project.path().join("corpus/one/notes.txt"), RULES).unwrap();
    let run = project.index(&["build", "corpus", "--index", "corpus/two", "--lang", "en"]).code(0);
    let said = run.stderr();
    assert!(said.contains("corpus/one: an index, left out") && said.contains(": 1 file,"), "{said}");
    // Another index is no corpus, nor is what lies in it.
    for corpus in ["corpus/one", "corpus/one/notes.txt"] {
        let said = project.index(&["build", corpus, "--index", "three", "--lang", "en"]).code(2).stderr();
        assert!(said.contains("cannot be the index folder"), "{said}");
        assert!(!project.path().join("three").exists());
    }
    let said = project.index(&["build", "--index", "corpus/a.txt", "--lang", "en"]).code(2).stderr();
    assert!(said.contains("this is a file, and an index is a folder"), "{said}");
}

#[cfg(unix)]
mod unix {
    use super::*;
    use crate::common::nobody::Nobody;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    fn fifo(path: &Path) {
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success(), "mkfifo is part of every Unix");
    }

    #[test]
    fn no_file_of_an_index_is_opened_through_a_link_or_a_pipe() {
        let project = Project::with(&[("a.txt", RULES.as_bytes())]);
        let index = project.path().join("index");
        let precious = project.path().join("precious");
        fs::write(&precious, "mine").unwrap();
        let manifest = |name: &str| generation(&index).join(name);
        let names = [
            ".lock",
            "CURRENT",
            "CURRENT.new",
            "ANLI-INDEX.TAG",
            "gen/.tantivy-meta.lock",
            "gen/meta.json",
            "gen/manifest.json",
            "gen/sources.jsonl",
            "gen/.managed.json",
        ];
        for (name, pipe) in names.iter().flat_map(|name| [(name, false), (name, true)]) {
            let _ = fs::remove_dir_all(&index);
            project.index(&["build"]).code(0);
            let path = name.strip_prefix("gen/").map_or_else(|| index.join(name), manifest);
            let _ = fs::remove_file(&path);
            if pipe {
                fifo(&path)
            } else {
                symlink(&precious, &path).unwrap()
            }
            fs::write(project.path().join("corpus/b.txt"), format!("{RULES}{name}{pipe}\n")).unwrap();
            for (program, args) in [
                ("anli", &["search", "质押"][..]),
                ("anli", &["search", "质押", "--index", "index"]),
                ("anli-index", &["check"]),
                ("anli-index", &["build"]),
                ("anli-index", &["build", "--force"]),
            ] {
                let (code, said) =
                    finished(start(&project, program, args)).unwrap_or_else(|| panic!("{args:?} hangs at {name}"));
                assert!((0..=2).contains(&code) && !said.contains("panicked"), "{name} {args:?}: {code} {said}");
            }
            assert_eq!(fs::read_to_string(&precious).unwrap(), "mine", "{name}");
        }
    }

    fn mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn what_cannot_be_read_for_a_moment_stays_searchable() {
        let project = Project::with(&[("a.txt", "甲县印发质押办法。\n".as_bytes()), ("sub/b.txt", RULES.as_bytes())]);
        let nobody = Nobody::of(&project);
        nobody.own(&project);
        let search = |word: &str| nobody.run(&project, "anli", &["search", word]);
        assert_eq!(search("规定").0, 0);
        let sub = project.path().join("corpus/sub");
        mode(&sub, 0);
        // Nothing else has changed.
        let (code, out, said) = search("规定");
        assert_eq!(code, 0, "{out}{said}");
        assert!(said.starts_with("corpus/sub: Permission denied"), "{said}");
        assert!(!said.contains("updating"), "{said}");
        mode(&sub, 0o755);
        assert_eq!(search("规定").2, "");
        // Rights alone make no other text.
        mode(&sub.join("b.txt"), 0o600);
        assert_eq!(search("规定").2, "");
        // Something else has changed as well, so that the index is brought up to date.
        mode(&sub, 0);
        fs::write(project.path().join("corpus/c.txt"), "乙县也印发质押办法。\n").unwrap();
        nobody.own(&project);
        let (code, _, said) = search("规定");
        assert_eq!(code, 0);
        assert!(said.contains("corpus/sub: Permission denied") && said.contains("(1 file)"), "{said}");
        assert_eq!(search("乙县").0, 0);
        let (code, _, said) = nobody.run(&project, "anli-index", &["build"]);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains("stays in the index"), "{said}");
        assert_eq!(search("规定").0, 0);
        mode(&sub, 0o755);
        let (code, _, said) = search("规定");
        assert_eq!(code, 0);
        assert!(!said.contains("denied"), "{said}");
        assert_eq!(search("规定").2, "");
        // A file that changed and cannot be read is what it was; when it can be read again it is what it is.
        let file = sub.join("b.txt");
        fs::write(&file, "第一条 改为另一办法，长短也不同。\n").unwrap();
        mode(&file, 0);
        nobody.own(&project);
        assert_eq!(search("登记机构").0, 0);
        mode(&file, 0o644);
        assert_eq!(search("登记机构").0, 1);
        assert_eq!(search("\"另一办法\"").0, 0);
        // What is gone goes.
        fs::remove_file(&file).unwrap();
        assert_eq!(search("\"另一办法\"").0, 1);
    }

    /// An index that must be made anew is not, while that would lose what is in it and cannot be read.
    #[test]
    fn a_new_vocabulary_loses_nothing_that_cannot_be_read() {
        let project = Project::with(&[("a.txt", "甲县印发质押办法。\n".as_bytes()), ("sub/b.txt", RULES.as_bytes())]);
        let own = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/data/lexicon.tsv")).unwrap();
        fs::write(project.path().join("own.tsv"), format!("{own}instrument\t某某贷\t某某贷\t\t\n")).unwrap();
        let nobody = Nobody::of(&project);
        nobody.own(&project);
        assert_eq!(nobody.run(&project, "anli", &["search", "规定"]).0, 0);
        let sub = project.path().join("corpus/sub");
        mode(&sub, 0);
        let (code, _, said) = nobody.run(&project, "anli-index", &["build", "--lexicon", "own.tsv", "--lang", "en"]);
        assert!(code == 2 && said.contains("corpus/sub") && said.contains("would lose"), "{code} {said}");
        let (code, _, said) = nobody.run(&project, "anli", &["search", "规定", "--lexicon", "own.tsv", "--lang", "en"]);
        assert!(code == 0 && said.contains("would lose"), "{code} {said}");
        // Who wants to go on without it says so; and it comes back.
        let (code, _, said) = nobody.run(&project, "anli-index", &["build", "--force", "--lexicon", "own.tsv"]);
        assert_ne!(code, 1, "{said}");
        assert_eq!(nobody.run(&project, "anli", &["search", "规定"]).0, 1);
        mode(&sub, 0o755);
        assert_eq!(nobody.run(&project, "anli", &["search", "规定"]).0, 0);
    }

    #[test]
    fn what_could_never_be_read_is_tried_again() {
        let project = Project::with(&[("a.txt", "甲县印发质押办法。\n".as_bytes()), ("sub/b.txt", RULES.as_bytes())]);
        let nobody = Nobody::of(&project);
        nobody.own(&project);
        let search = |word: &str| nobody.run(&project, "anli", &["search", word]);
        for place in ["corpus/sub", "corpus/sub/b.txt"] {
            let place = project.path().join(place);
            let _ = fs::remove_dir_all(project.path().join("index"));
            mode(&place, 0);
            assert_eq!(search("规定").0, 1);
            assert!(search("甲县").2.contains("Permission denied"));
            mode(&place, 0o755);
            assert_eq!(search("规定").0, 0, "{}", place.display());
            assert_eq!(search("规定").2, "");
        }
    }

    #[test]
    fn reading_needs_no_right_to_write() {
        let project = Project::with(&[("a.txt", RULES.as_bytes())]);
        let nobody = Nobody::of(&project);
        project.index(&["build"]).code(0);
        let index = project.path().join("index");
        let mut files = vec![index.clone()];
        let mut folders = Vec::new();
        while let Some(path) = files.pop() {
            if path.is_dir() {
                files.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
                folders.push(path);
            } else {
                let rights = fs::metadata(&path).unwrap().mode() & 0o777;
                let expected = fs::metadata(index.join("ANLI-INDEX.TAG")).unwrap().mode() & 0o777;
                assert_eq!(rights, expected, "{}", path.display());
                mode(&path, 0o444);
            }
        }
        for folder in &folders {
            mode(folder, 0o555);
        }
        // Another user; and a user whose corpus has changed, which cannot be taken in.
        for args in [&["search", "质押"][..], &["search", "质押", "--index", "index"], &["list"]] {
            let (code, out, said) = nobody.run(&project, "anli", args);
            assert_eq!((code, said.as_str()), (0, ""), "{out}");
        }
        assert_eq!(nobody.run(&project, "anli-index", &["check"]).0, 0);
        fs::write(project.path().join("corpus/b.txt"), RULES).unwrap();
        let (code, out, said) = nobody.run(&project, "anli", &["search", "质押"]);
        assert_eq!(code, 0, "{said}");
        assert!(out.contains("质押") && said.contains("could not be updated") && said.contains("index"), "{said}");
        assert!(!said.contains("damaged"), "{said}");
        for folder in &folders {
            mode(folder, 0o755);
        }
    }
}

#[test]
fn a_search_beside_a_build_answers_from_what_there_is() {
    let project = Project::with(&[("a.txt", RULES.as_bytes())]);
    project.index(&["build"]).code(0);
    let lock = fs::File::options().write(true).open(project.path().join("index/.lock")).unwrap();
    lock.lock().unwrap();
    // Nothing to build: nothing to say.
    assert_eq!(project.anli(&["search", "质押"]).code(0).stderr(), "");
    fs::write(project.path().join("corpus/b.txt"), RULES).unwrap();
    let run = project.anli(&["search", "质押", "--lang", "en"]).code(0);
    assert!(run.stderr().contains("another process is updating the index"), "{}", run.stderr());
    project.index(&["build"]).code(2);
    drop(lock);
    let run = project.anli(&["search", "质押", "--lang", "en"]).code(0);
    assert!(!run.stderr().contains("another process"), "{}", run.stderr());
}

#[test]
fn the_first_searches_wait_for_the_first_index() {
    let project = Project::with(&[("a.txt", RULES.as_bytes())]);
    fs::create_dir(project.path().join("index")).unwrap();
    let lock = fs::File::create(project.path().join("index/.lock")).unwrap();
    // An index is being built for the first time: its folder has its mark.
    fs::write(project.path().join("index/ANLI-INDEX.TAG"), "").unwrap();
    lock.lock().unwrap();
    let children: Vec<Child> = (0..4).map(|_| start(&project, "anli", &["search", "质押"])).collect();
    thread::sleep(Duration::from_millis(500));
    drop(lock);
    for child in children {
        let (code, said) = finished(child).unwrap();
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("waiting until it is done") || said.contains("another process"), "{said}");
    }
    // All at once from nothing.
    fs::remove_dir_all(project.path().join("index")).unwrap();
    let children: Vec<Child> = (0..4).map(|_| start(&project, "anli", &["search", "质押"])).collect();
    for child in children {
        let (code, said) = finished(child).unwrap();
        assert_eq!(code, 0, "{said}");
    }
    project.index(&["check"]).code(0);
}

#[test]
fn what_killed_builds_left_is_named_and_cleared_first() {
    let project = Project::with(&[("a.txt", RULES.as_bytes())]);
    project.index(&["build"]).code(0);
    let index = project.path().join("index");
    for name in ["building-1", "building-22", "gen-40"] {
        fs::create_dir(index.join(name)).unwrap();
        fs::copy(index.join("ANLI-INDEX.TAG"), index.join(name).join("ANLI-INDEX.TAG")).unwrap();
        fs::write(index.join(name).join("meta.json"), "{}").unwrap();
    }
    fs::write(index.join("CURRENT.new"), "gen-40").unwrap();
    let run = project.index(&["check", "--lang", "en"]).code(0);
    for name in ["building-1:", "building-22:", "gen-40:"] {
        assert!(run.stdout().contains(name), "{}", run.stdout());
    }
    // Also by a build that has nothing to do.
    let run = project.index(&["build", "--lang", "en"]).code(0);
    assert!(run.stderr().contains("nothing has changed"), "{}", run.stderr());
    let left: Vec<_> = fs::read_dir(&index).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 4, "{left:?}");
    assert!(!project.index(&["check", "--lang", "en"]).code(0).stdout().contains("killed"));
}

/// Builds are killed at moments that are spread over all of a build, while searches go on.
#[test]
fn a_build_that_is_killed_leaves_a_whole_index() {
    let project = Project::with(&[("a.txt", RULES.as_bytes())]);
    project.index(&["build"]).code(0);
    let started = Instant::now();
    project.index(&["build", "--force"]).code(0);
    let whole = started.elapsed();
    let mut killed = 0;
    let state = RandomState::new();
    let random = |round: u32| (state.hash_one(round) >> 11) as f64 / (1_u64 << 53) as f64;
    for round in 0..200_u32 {
        fs::write(project.path().join("corpus/b.txt"), format!("{RULES}第{round}次修改。\n")).unwrap();
        let mut child = start(&project, "anli-index", &["build", "--force"]);
        // A number of the system's own, as random as its hashes; a failure names the round and the moment.
        let part = random(round);
        thread::sleep(whole.mul_f64(part * 1.1));
        killed += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        if round % 10 == 0 {
            let run = project.anli(&["search", "--count", "质押登记", "--index", "index"]).code(0);
            assert!(["1", "2"].contains(&run.stdout().trim()), "{}", run.stdout());
        }
    }
    assert!(killed >= 50, "only {killed} builds were still running when they were killed");
    project.index(&["check", "--audit"]).code(0);
    project.index(&["build"]).code(0);
    assert_eq!(project.count(&["质押登记"]), 2);
    // Of two hundred builds nothing is left but the generation in use and the one before it.
    let names: Vec<String> = fs::read_dir(project.path().join("index"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("gen-") || name.starts_with("building-"))
        .collect();
    assert!(names.len() <= 2 && names.iter().all(|name| name.starts_with("gen-")), "{names:?}");
}

/// One bit of any byte of any file is changed, or the file is cut or missing: a check sees it and names the file.
#[test]
fn a_check_sees_one_flipped_bit_in_any_file() {
    let project = Project::with(&[("a.txt", RULES.as_bytes()), ("b.txt", b"x")]);
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/lexicon.tsv");
    project.index(&["build", "--lexicon", table.to_str().unwrap()]).code(0);
    let index = project.path().join("index");
    let current = fs::read_to_string(index.join("CURRENT")).unwrap();
    let folder = generation(&index);
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.push(index.join("CURRENT"));
    paths.sort();
    assert!(
        paths.iter().any(|path| path.ends_with("lexicon.tsv"))
            && paths.iter().any(|path| path.ends_with(".managed.json"))
    );
    let mut seed = 1_u64;
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let whole = fs::read(&path).unwrap();
        let mut damages: Vec<Option<Vec<u8>>> = vec![None, Some(whole[..whole.len() / 2].to_vec()), Some(Vec::new())];
        for _ in 0..12 {
            // A multiplier of Knuth's generator.
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (at, bit) = ((seed >> 33) as usize % whole.len(), (seed >> 20) as u8 % 8);
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << bit;
            damages.push(Some(flipped));
        }
        for damage in damages {
            match &damage {
                None => fs::remove_file(&path).unwrap(),
                Some(bytes) => fs::write(&path, bytes).unwrap(),
            }
            let run = project.index(&["check", "--lang", "en"]);
            let said = format!("{}{}", run.stdout(), run.stderr());
            // White space around what CURRENT says means nothing, and without it there is no index.
            let same = name == "CURRENT"
                && damage.as_ref().is_some_and(|bytes| {
                    String::from_utf8_lossy(bytes).split_whitespace().eq(current.split_whitespace())
                });
            assert!(same || run.exit() == 2, "{name}: {said}");
            let format = name == "manifest.json" && said.contains("has format");
            assert!(same || format || said.contains(&name) || name == "CURRENT", "{name}: {said}");
            assert!(!said.contains("panicked"), "{name}: {said}");
        }
        fs::write(&path, &whole).unwrap();
    }
    project.index(&["check"]).code(0);
}

#[test]
fn a_vocabulary_of_ones_own_is_never_replaced_in_silence() {
    let project = Project::with(&[("a.txt", RULES.as_bytes())]);
    let builtin = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/lexicon.tsv")).unwrap();
    let table = project.path().join("own.tsv");
    fs::write(&table, &builtin).unwrap();
    project.index(&["build", "--lexicon", "own.tsv"]).code(0);
    project.anli(&["search", "质押"]).code(0);
    let kept = generation(&project.path().join("index")).join("lexicon.tsv");
    for damaged in [None, Some(builtin.replacen('押', "甲", 1)), Some(String::new())] {
        match damaged {
            None => fs::remove_file(&kept).unwrap(),
            Some(text) => fs::write(&kept, text).unwrap(),
        }
        let said = project.anli(&["search", "质押", "--index", "index", "--lang", "en"]).code(2).stderr();
        assert!(said.contains("lexicon.tsv"), "{said}");
        let said = project.index(&["build", "--lang", "en"]).code(2).stderr();
        assert!(said.contains("--lexicon FILE") && said.contains("--lexicon builtin"), "{said}");
        project.index(&["check"]).code(2);
    }
    project.index(&["build", "--lexicon", "own.tsv"]).code(0);
    project.index(&["check"]).code(0);
    project.anli(&["search", "质押"]).code(0);
    assert!(generation(&project.path().join("index")).join("lexicon.tsv").exists());
    // The way back to the program's own, also from one that is lost.
    fs::remove_file(generation(&project.path().join("index")).join("lexicon.tsv")).unwrap();
    project.index(&["build", "--lexicon", "builtin"]).code(0);
    project.index(&["check"]).code(0);
    assert!(!generation(&project.path().join("index")).join("lexicon.tsv").exists());
}

#[test]
fn a_restored_backup_is_seen() {
    let project = Project::with(&[("a.txt", "甲县印发质押办法。\n".as_bytes())]);
    project.index(&["build"]).code(0);
    let path = project.path().join("corpus/a.txt");
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    fs::write(&path, "乙县印发质押办法。\n").unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    // Where the system keeps no other times, the bytes themselves tell.
    let run = project.index(&["build", "--verify", "--lang", "en"]).code(0);
    assert!(run.stderr().contains("1 read"), "{}", run.stderr());
    assert_eq!(project.count(&["乙县"]), 1);
    fs::write(&path, "丙县印发质押办法。\n").unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    if cfg!(unix) {
        assert_eq!(project.count(&["丙县"]), 1);
    }
    let run = project.index(&["build", "--verify", "--lang", "en"]).code(0);
    assert!(run.stderr().contains("nothing has changed"), "{}", run.stderr());
    project.index(&["build", "--verify", "--force"]).code(2);
}

/// A small disk that is full: the old index answers, the message names the path, and six killed builds do not block
/// the seventh.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "mounts a tmpfs of 9 MB, which root may do"]
fn a_full_disk_is_named_and_leaves_the_old_index() {
    struct Mounted(PathBuf);
    impl Drop for Mounted {
        fn drop(&mut self) {
            let _ = Command::new("umount").arg(&self.0).status();
        }
    }
    let project = Project::with(&[("a.txt", RULES.as_bytes())]);
    let disk = project.path().join("index");
    fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=9m", "tmpfs"]).arg(&disk).status().unwrap();
    assert!(mounted.success(), "no tmpfs could be mounted");
    let _mounted = Mounted(disk.clone());
    project.index(&["build"]).code(0);
    for round in 0..6 {
        fs::write(project.path().join("corpus/b.txt"), format!("{RULES}{round}\n")).unwrap();
        let mut child = start(&project, "anli-index", &["build"]);
        thread::sleep(Duration::from_millis(20 * round));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    project.index(&["build"]).code(0);
    let long: String = (0..60_000_u32).map(|i| char::from_u32(0x4E00 + i * 7919 % 20_000).unwrap()).collect();
    for i in 0..40 {
        fs::write(project.path().join(format!("corpus/long{i}.txt")), format!("{i}{long}\n")).unwrap();
    }
    for lang in ["en", "zh"] {
        let run = project.index(&["build", "--lang", lang]).code(2);
        let said = run.stderr();
        assert!(said.contains("index") && (said.contains("No space left") || said.contains("磁盘已满")), "{said}");
    }
    let run = project.anli(&["search", "质押登记", "--lang", "en"]).code(0);
    assert!(run.stderr().contains("could not be updated"), "{}", run.stderr());
    for i in 0..40 {
        fs::remove_file(project.path().join(format!("corpus/long{i}.txt"))).unwrap();
    }
    project.index(&["build"]).code(0);
    project.index(&["check", "--audit"]).code(0);
}
