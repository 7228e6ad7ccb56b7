//! The structure of the source tree: module borders, file lengths, no orphans.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order in which they may depend on each other: a module imports only from those before it.
/// `error` is first because every module may fail with it.
const LAYERS: [&[&str]; 17] = [
    &["error"],
    &["text"],
    &["decode", "lexicon"],
    &["analyze"],
    &["clean"],
    &["notice"],
    &["facts"],
    &["ingest"],
    &["api"],
    &["index"],
    &["query"],
    &["search"],
    &["eval", "similar"],
    &["present", "remote"],
    &["http", "mcp"],
    &["cli"],
    &["bin"],
];

/// Crates that only some modules may import.
const BORDERS: [(&str, &[&str]); 4] = [
    ("tantivy", &["analyze", "index", "query", "search", "error"]),
    ("jieba_rs", &["analyze"]),
    ("clap", &["cli", "bin"]),
    ("indicatif", &["cli"]),
];

/// The longest a file may be, in lines.
const LONGEST: usize = 620;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                out.push(path);
            }
        }
    }
    out.sort();
    out
}

/// The module that a file belongs to: the first name below `src`.
fn module(path: &Path) -> String {
    let below = path.strip_prefix(root().join("src")).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The code of a file, without comments and without its tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

#[test]
fn dependencies_point_one_way() {
    let mut wrong = BTreeSet::new();
    for path in sources() {
        let from = module(&path);
        if from == "lib" || path.ends_with("tests.rs") {
            continue;
        }
        let mine = layer(&from).unwrap_or_else(|| panic!("src/{from} is in no layer; give it one, with its reason"));
        let code = code(&path);
        let mut rest = code.as_str();
        while let Some(at) = rest.find("crate::") {
            rest = &rest[at + "crate::".len()..];
            let names: Vec<&str> = if let Some(group) = rest.strip_prefix('{') {
                // Only the first name of each path in a group like `crate::{index::…, text}`.
                group.split(['{', '}', ',']).map(str::trim).collect()
            } else {
                vec![rest]
            };
            for name in names {
                let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
                let to = &name[..end];
                if to != from && layer(to).is_some_and(|other| other >= mine) {
                    wrong.insert(format!("{} imports crate::{to}", path.display()));
                }
                if !rest.starts_with('{') {
                    break;
                }
            }
        }
    }
    assert!(wrong.is_empty(), "dependencies must point to lower layers:\n{}", join(&wrong));
}

/// Files of one folder form layers too: no two of them import from each other, at any distance. What several share
/// stands in a file below them, and parts of one thing stand in a folder of that thing's name.
#[test]
fn files_of_a_folder_do_not_lean_on_each_other() {
    let mut imports: BTreeMap<(PathBuf, String), BTreeSet<String>> = BTreeMap::new();
    for path in sources() {
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap().to_owned();
        let folder = path.parent().unwrap().to_path_buf();
        if name == "mod" || name == "lib" || name.ends_with("tests") {
            continue;
        }
        let code = code(&path);
        let names = code.match_indices("super::").filter(|(at, _)| !code[..*at].ends_with("::")).map(|(at, found)| {
            let rest = &code[at + found.len()..];
            rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())].to_owned()
        });
        imports.insert((folder, name.clone()), names.filter(|other| *other != name).collect());
    }
    let mut wrong = BTreeSet::new();
    for (folder, start) in imports.keys() {
        let (mut seen, mut next) = (BTreeSet::new(), vec![start.clone()]);
        while let Some(name) = next.pop() {
            for other in imports.get(&(folder.clone(), name)).into_iter().flatten() {
                if other == start {
                    wrong.insert(format!("{}: {start} leans on itself by way of others", folder.display()));
                }
                if seen.insert(other.clone()) {
                    next.push(other.clone());
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", join(&wrong));
}

#[test]
fn crates_stay_behind_their_borders() {
    let mut wrong = BTreeSet::new();
    for path in sources() {
        let module = module(&path);
        let code = code(&path);
        for (name, allowed) in BORDERS {
            let used = code.contains(&format!("{name}::")) || code.contains(&format!("use {name}"));
            if used && !allowed.contains(&module.as_str()) {
                wrong.insert(format!("{} imports {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "these crates are for other modules:\n{}", join(&wrong));
}

/// Whatever is written by somebody else is sanitised in one place, so there is one place that writes. Rows of CSV are
/// written by one function, for the same reason.
#[test]
fn everything_leaves_by_one_door() {
    const OUTPUT: &str = "src/cli/output.rs";
    const DOOR: &str = "src/present/door.rs";
    // What writes, and the files that may; an escape sequence spelled out is one that goes around the door.
    let ways: [(&str, &[&str]); 13] = [
        ("stdout", &[OUTPUT]),
        ("stderr", &[OUTPUT]),
        ("/dev/std", &[]),
        ("print!(", &[]),
        ("println!(", &[]),
        ("dbg!(", &[]),
        (".print()", &[]),
        ("process::exit(", &[]),
        (".exit()", &[]),
        ("Door::open(", &[OUTPUT]),
        (".own(", &[OUTPUT]),
        ("\\u{1b}", &[DOOR, "src/present/mod.rs"]),
        ("\\x1b", &[]),
    ];
    let mut wrong = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for path in sources().iter().filter(|path| !path.to_string_lossy().ends_with("tests.rs")) {
        // Which stream a message is for may be asked.
        let code = code(path).replace("use_stderr()", "").to_lowercase();
        for (way, allowed) in ways {
            if code.contains(&way.to_lowercase()) {
                seen.insert(way);
                if !allowed.iter().any(|file| path.ends_with(file)) {
                    wrong.insert(format!("{} has {way}", path.display()));
                }
            }
        }
        if code.contains("csv::writer") && code.contains("from_writer") {
            wrong.insert(format!("{} writes rows of its own", path.display()));
        }
    }
    assert!(wrong.is_empty(), "all output goes through the door, see {DOOR}:\n{}", join(&wrong));
    // Otherwise the names above would be wrong, and nothing proven.
    assert!(["stdout", "stderr", "Door::open(", ".own("].iter().all(|way| seen.contains(way)), "{seen:?}");
}

#[test]
fn every_file_is_declared_and_says_what_it_is_for() {
    let mut declared: BTreeMap<PathBuf, ()> = BTreeMap::new();
    let src = root().join("src");
    for path in sources() {
        let text = fs::read_to_string(&path).unwrap();
        let folder = match path.file_name().and_then(|name| name.to_str()) {
            Some("mod.rs" | "lib.rs") => path.parent().unwrap().to_path_buf(),
            _ => path.with_extension(""),
        };
        for line in text.lines() {
            let line = line.trim();
            let line = line.strip_prefix("pub(crate) ").or(line.strip_prefix("pub ")).unwrap_or(line);
            if let Some(name) = line.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';')) {
                declared.insert(folder.join(format!("{name}.rs")), ());
                declared.insert(folder.join(name).join("mod.rs"), ());
            }
        }
    }
    let mut wrong = BTreeSet::new();
    for path in sources() {
        let is_root = path == src.join("lib.rs") || path.starts_with(src.join("bin"));
        if !is_root && !declared.contains_key(&path) {
            wrong.insert(format!("{} is declared by no mod line", path.display()));
        }
        let text = fs::read_to_string(&path).unwrap();
        if !text.starts_with("//!") {
            wrong.insert(format!("{} does not begin with what it is for", path.display()));
        }
        let length = text.lines().count();
        if length > LONGEST {
            wrong.insert(format!("{} has {length} lines; split it", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", join(&wrong));
}

fn join(lines: &BTreeSet<String>) -> String {
    lines.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
}
