//! The structure of the source tree: layers, circles, borders of crates, orphans, lengths, packages.
//!
//! `tidy/source.rs` reads a file, `tidy/tree.rs` follows every name to the module that defines it, `tidy/rules.rs` and
//! `tidy/packages.rs` hold the rules, and `tidy/made_up.rs` shows of each rule that it can fail.

/// Made-up trees that break the rules, and such that do not.
mod made_up;
/// What `Cargo.toml` names.
mod packages;
/// What a tree must be like.
mod rules;
/// A file as trees of tokens.
mod source;
/// Files as modules.
mod tree;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use self::tree::Tree;

/// The modules in the order in which they may depend on each other: a module leans only on those before it.
/// `error` is first because every module may fail with it.
const LAYERS: [&[&str]; 20] = [
    &["error"],
    &["text"],
    &["decode", "lexicon"],
    &["unpack"],
    &["analyze"],
    &["clean"],
    &["notice"],
    &["facts"],
    &["ingest"],
    &["messages"],
    &["api"],
    &["cite"],
    &["index"],
    &["query"],
    &["search"],
    &["eval", "present"],
    &["mcp"],
    &["serve"],
    &["cli"],
    &["bin"],
];

/// Crates that only some modules may name.
const BORDERS: [(&str, &[&str]); 18] = [
    ("tantivy", &["analyze", "index", "query", "search"]),
    ("jieba_rs", &["analyze"]),
    ("clap", &["cli", "bin"]),
    ("indicatif", &["cli"]),
    ("tar", &["unpack"]),
    ("bzip2", &["unpack"]),
    ("lzma_rust2", &["unpack"]),
    ("ruzstd", &["unpack"]),
    ("axum", &["serve"]),
    ("hyper", &["serve"]),
    ("hyper_util", &["serve"]),
    ("docx_rs", &["present"]),
    ("maud", &["present", "serve"]),
    ("plotters", &["present"]),
    ("rust_xlsxwriter", &["present"]),
    ("rmcp", &["mcp"]),
    ("tokio", &["mcp", "serve"]),
    ("tower_http", &["serve"]),
];

/// The modules whose public items may show types of tantivy.
const ON_TANTIVY: [&str; 3] = ["index", "query", "search"];

/// The longest a file may be, in lines.
const LONGEST: usize = 600;

/// Licences under which a package may be part of the program.
const LICENCES: [&str; 15] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    // Like BSD's with three clauses; of the library for bzip2, in Rust.
    "bzip2-1.0.6",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The library and the programs.
fn sources() -> &'static Tree {
    static SOURCES: OnceLock<Tree> = OnceLock::new();
    SOURCES.get_or_init(|| Tree::load(&root().join("src"), &["lib.rs", "bin/anli.rs", "bin/anli-index.rs"]))
}

/// The integration tests.
fn tests() -> Tree {
    Tree::load(&root().join("tests"), &["tests.rs"])
}

/// The benches, each a program of its own, and the build script.
fn programs() -> Tree {
    let read = |path: PathBuf| fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut files: Vec<PathBuf> = fs::read_dir(root().join("benches")).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    files.push(root().join("build.rs"));
    let named = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
    let names: Vec<String> = files.iter().map(named).collect();
    Tree::new(
        names.iter().cloned().zip(files.into_iter().map(read)).collect(),
        &names.iter().map(String::as_str).collect::<Vec<_>>(),
    )
}

#[track_caller]
fn assert_none(wrong: &BTreeSet<String>, what: &str) {
    let lines: Vec<&str> = wrong.iter().map(String::as_str).collect();
    assert!(wrong.is_empty(), "{what}:\n{}", lines.join("\n"));
}

#[test]
fn dependencies_point_one_way() {
    assert_none(&rules::layers(sources(), &LAYERS), "modules lean only on those of lower layers");
}

#[test]
fn modules_of_a_folder_do_not_lean_on_each_other() {
    assert_none(&rules::circles(sources()), "what several share stands in a module below them");
    assert_none(&rules::circles(&tests()), "what several tests share stands in tests/common");
}

#[test]
fn crates_stay_behind_their_borders() {
    assert_none(&rules::borders(sources(), &BORDERS), "these crates are for other modules");
    assert_none(&rules::signatures(sources(), "tantivy", &ON_TANTIVY), "plain data outside the engine");
}

/// The code of a file, without comments and without its tests.
fn without_tests(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Whatever is written by somebody else is sanitised in one place, so there is one place that writes. Rows of CSV are
/// written by one function, for the same reason.
#[test]
fn everything_leaves_by_one_door() {
    const OUTPUT: &str = "cli/output.rs";
    const SINK: &str = "cli/sink.rs";
    const DOOR: &str = "present/door.rs";
    // A program at the other end of a connection.
    const API: &str = "serve/api.rs";
    // A child process speaks to the program that started it, through a pipe.
    const CHILD: &str = "decode/pdf/child.rs";
    // It says where the streams of a program lead that it starts: nowhere, or into a file.
    const RUN: &str = "decode/machine/run.rs";
    // What writes, and the files that may; an escape sequence spelled out is one that goes around the door.
    let ways: [(&str, &[&str]); 13] = [
        ("stdout", &[OUTPUT, SINK, CHILD, RUN]),
        ("stderr", &[OUTPUT, CHILD, RUN]),
        ("/dev/std", &[]),
        ("print!(", &[]),
        ("println!(", &[]),
        ("dbg!(", &[]),
        (".print()", &[]),
        ("process::exit(", &[]),
        (".exit()", &[]),
        ("Door::open(", &[OUTPUT, API]),
        (".own(", &[OUTPUT]),
        ("\\u{1b}", &[DOOR, "present/mod.rs"]),
        ("\\x1b", &[]),
    ];
    let mut wrong = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for (path, text) in sources().files.iter().filter(|(path, _)| !path.ends_with("tests.rs")) {
        // Which stream a message is for may be asked.
        let code = without_tests(text).replace("use_stderr()", "").to_lowercase();
        for (way, allowed) in ways {
            if code.contains(&way.to_lowercase()) {
                seen.insert(way);
                if !allowed.contains(&path.as_str()) {
                    wrong.insert(format!("{path} has {way}"));
                }
            }
        }
        if code.contains("csv::writer") && code.contains("from_writer") {
            wrong.insert(format!("{path} writes rows of its own"));
        }
    }
    assert_none(&wrong, "all output goes through the door, see src/present/door.rs");
    // Otherwise the names above would be wrong, and nothing proven.
    assert!(["stdout", "stderr", "Door::open(", ".own("].iter().all(|way| seen.contains(way)), "{seen:?}");
}

#[test]
fn every_file_is_declared_and_says_what_it_is_for() {
    for tree in [sources(), &tests(), &programs()] {
        assert_none(&rules::files(tree, LONGEST), "files");
    }
}

#[test]
fn every_package_is_used() {
    let named = packages::named(&fs::read_to_string(root().join("Cargo.toml")).unwrap());
    let names = |tree: &Tree, tests: bool| -> BTreeSet<String> {
        tree.externals().into_iter().filter(|(.., test)| *test == tests).map(|(name, ..)| name).collect()
    };
    let programs = programs();
    let of_build = |file: &str| file == "build.rs";
    let outside = programs.externals();
    let build = outside.iter().filter(|(_, file, _)| of_build(file)).map(|(name, ..)| name.clone()).collect();
    let mut checks = names(sources(), true);
    checks.extend(names(&tests(), false));
    checks.extend(outside.iter().filter(|(_, file, _)| !of_build(file)).map(|(name, ..)| name.clone()));
    let mut wrong = packages::unused(&named, "dependencies", &names(sources(), false));
    wrong.extend(packages::unused(&named, "build-dependencies", &build));
    wrong.extend(packages::unused(&named, "dev-dependencies", &checks));
    assert_none(&wrong, "packages that only cost time");
    assert!(named.values().flatten().count() > 20, "the packages were read: {named:?}");
}

/// What cargo says of this platform's packages, from the files that it has fetched for this build.
#[test]
fn every_licence_lets_others_pass_it_on() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let run = |args: &[&str]| {
        let output = Command::new(&cargo).current_dir(root()).args(args).output().unwrap();
        assert!(output.status.success(), "cargo {}: {}", args.join(" "), String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let version = run(&["--version", "--verbose"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let args = ["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host];
    let metadata: Value = serde_json::from_str(&run(&args)).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let mut wrong = BTreeSet::new();
    for package in packages {
        let licence = package["license"].as_str().unwrap_or("none");
        if !packages::is_allowed(licence, &LICENCES) {
            wrong.insert(format!("{} {}: {licence}", package["name"], package["version"]));
        }
    }
    assert_none(&wrong, "licences that are not among those that may be");
    assert!(packages.len() > 100, "{} packages", packages.len());
}
