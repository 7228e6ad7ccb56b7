//! Running the real programs in a folder of their own.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;

use anli::text::fold;
use serde_json::Value;
use tempfile::TempDir;

/// Programs in Python that read what ours write.
pub mod python;

/// Somebody who may not read everything.
#[cfg(unix)]
pub mod nobody;

/// The name of the notice in `corpus/`.
pub const NOTICE: &str = "浙市監知運〔2023〕12號.txt";

/// A folder with a corpus, in which the programs run.
pub struct Project {
    folder: TempDir,
}

impl Project {
    /// A folder with the given files in `corpus/`.
    pub fn with(files: &[(&str, &[u8])]) -> Project {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("corpus")).unwrap();
        for (name, bytes) in files {
            let path = folder.path().join("corpus").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        Project { folder }
    }

    /// One folder with the notice, built once for all tests that only read.
    pub fn notice() -> &'static Project {
        static NOTICE_PROJECT: OnceLock<Project> = OnceLock::new();
        NOTICE_PROJECT.get_or_init(|| {
            let project = Project::with(&[(NOTICE, &notice_bytes())]);
            project.anli(&["list"]).code(0);
            project
        })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs `anli`.
    pub fn anli(&self, args: &[&str]) -> Run {
        self.run("anli", args)
    }

    /// Runs `anli` with something on its standard input.
    pub fn anli_with(&self, args: &[&str], input: &[u8]) -> Run {
        self.run_with("anli", args, Some(input))
    }

    /// Runs `anli-index`.
    pub fn index(&self, args: &[&str]) -> Run {
        self.run("anli-index", args)
    }

    /// Runs `anli` with variables of the environment.
    pub fn anli_where(&self, variables: &[(&str, &str)], args: &[&str]) -> Run {
        self.run_where("anli", variables, args, None)
    }

    /// Runs `anli-index` with variables of the environment.
    pub fn index_where(&self, variables: &[(&str, &str)], args: &[&str]) -> Run {
        self.run_where("anli-index", variables, args, None)
    }

    fn run(&self, program: &str, args: &[&str]) -> Run {
        self.run_with(program, args, None)
    }

    fn run_with(&self, program: &str, args: &[&str], input: Option<&[u8]>) -> Run {
        self.run_where(program, &[], args, input)
    }

    fn run_where(&self, program: &str, variables: &[(&str, &str)], args: &[&str], input: Option<&[u8]>) -> Run {
        let mut command = assert_cmd::Command::cargo_bin(program).unwrap();
        if let Some(input) = input {
            command.write_stdin(input);
        }
        for name in ["INDEX", "CORPUS", "LEXICON", "SCRIPT", "LANG", "COLOR", "OCR", "TESSERACT", "PDFTOPPM"] {
            command.env_remove(format!("ANLI_{name}"));
        }
        let output = command
            .current_dir(self.path())
            .env("XDG_CONFIG_HOME", self.path().join(".config"))
            .env_remove("LANG")
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env_remove("NO_COLOR")
            .envs(variables.iter().copied())
            .args(args)
            .output()
            .unwrap();
        Run { what: format!("{program} {}", args.join(" ")), output }
    }

    /// The JSON answer of `anli search`.
    pub fn search(&self, args: &[&str]) -> Value {
        let mut all = vec!["search", "--json", "--limit", "1000"];
        all.extend_from_slice(args);
        self.anli(&all).json()
    }

    /// The number that `anli search --count` prints.
    pub fn count(&self, args: &[&str]) -> usize {
        let mut all = vec!["search", "--count"];
        all.extend_from_slice(args);
        self.anli(&all).stdout().trim().parse().unwrap()
    }

    /// The short names of the cases that a search finds, such as `典型5`.
    pub fn cases(&self, args: &[&str]) -> BTreeSet<String> {
        self.ranked_cases(args).into_iter().collect()
    }

    /// The same in the order of the answer.
    pub fn ranked_cases(&self, args: &[&str]) -> Vec<String> {
        let mut all = vec!["--by", "case"];
        all.extend_from_slice(args);
        let answer = self.search(&all);
        let hits = answer["hits"].as_array().unwrap();
        hits.iter().map(|hit| hit["case"]["id"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()).collect()
    }
}

/// What a program did.
pub struct Run {
    what: String,
    output: Output,
}

impl Run {
    /// Checks the exit code.
    #[track_caller]
    pub fn code(self, expected: i32) -> Run {
        let found = self.output.status.code();
        assert_eq!(found, Some(expected), "{}\n{}\n{}", self.what, self.stdout(), self.stderr());
        self
    }

    pub fn exit(&self) -> i32 {
        self.output.status.code().unwrap()
    }

    pub fn stdout(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).unwrap()
    }

    pub fn stdout_bytes(&self) -> &[u8] {
        &self.output.stdout
    }

    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.output.stdout)
            .unwrap_or_else(|error| panic!("{}: {error}\n{}\n{}", self.what, self.stdout(), self.stderr()))
    }
}

/// The folder of the generation in use of the index in `index`.
pub fn generation(index: &Path) -> PathBuf {
    let current = fs::read_to_string(index.join("CURRENT")).unwrap();
    index.join(current.split_whitespace().next().unwrap())
}

/// Changes the manifest of the generation in use as the program itself would, checksums included.
pub fn rewrite_manifest(index: &Path, change: impl Fn(&str) -> String) {
    let path = generation(index).join("manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    let (_, manifest) = text.split_once("\"manifest\":").unwrap();
    let manifest = change(manifest.trim_end().strip_suffix('}').unwrap());
    let checksum = format!("{:016x}", xxhash_rust::xxh3::xxh3_64(manifest.as_bytes()));
    fs::write(&path, format!("{{\"checksum\":\"{checksum}\",\"manifest\":{manifest}}}\n")).unwrap();
    let name = generation(index).file_name().unwrap().to_str().unwrap().to_owned();
    fs::write(index.join("CURRENT"), format!("{name} {checksum}\n")).unwrap();
}

/// The bytes of the notice.
pub fn notice_bytes() -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(NOTICE)).unwrap()
}

/// A file or folder of the material for measuring, which is not part of the project. A test of it is ignored where
/// `build.rs` has not found it.
#[track_caller]
pub fn shared(path: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    assert!(path.exists(), "{} is not there", path.display());
    path
}

/// Cargo is not told when the material comes, so that it need not look each time.
#[test]
fn the_tests_know_whether_there_is_material() {
    let there = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/README.md").exists();
    assert_eq!(there, cfg!(has_shared), "../shared/data has come or gone since this was compiled: touch build.rs");
}

/// How often `needle` stands in `text` when both are folded, from the left without overlap, line by line.
pub fn scan(text: &str, needle: &str) -> usize {
    let needle = fold(needle);
    text.lines().map(|line| fold(line).matches(&needle).count()).sum()
}

/// Short names as a set.
pub fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
