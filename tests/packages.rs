//! What is installed: packages, manual pages, what a shell proposes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::common::{Project, notice_bytes, python};

fn project() -> Project {
    Project::with(&[("notice.txt", &notice_bytes())])
}

/// The folder with the packages `wanted`, built from the programs that are tested. One at a time: they share a folder.
fn built(wanted: &str) -> PathBuf {
    static ONE: OnceLock<std::sync::Mutex<()>> = OnceLock::new();
    let _one = ONE.get_or_init(Default::default).lock().unwrap();
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packages").join(wanted);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let made = Command::new(root.join("dist/build.sh"))
        .arg(wanted)
        .env("PROFILE", "dev")
        .env("OUT", &out)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(made.status.success(), "{}{}", said(&made.stdout), said(&made.stderr));
    let sums = fs::read_to_string(out.join("SHA256SUMS")).unwrap();
    assert_eq!(sums.lines().count(), 1, "{sums}");
    out
}

/// The only file in `folder` that ends with `end`.
fn only(folder: &Path, end: &str) -> PathBuf {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found: Vec<PathBuf> = paths.filter(|path| path.to_string_lossy().ends_with(end)).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().unwrap()
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{command:?}\n{}{}", said(&output.stdout), said(&output.stderr));
    said(&output.stdout)
}

/// A wheel in an environment of its own gives both programs and a module that answers in frames.
#[test]
#[cfg_attr(not(has_python), ignore = "needs python3 with venv")]
fn a_wheel_is_installed() {
    let wheel = only(&built("wheel"), ".whl");
    let bin = python::environment("wheel", &["pandas>=2,<4"]);
    run(Command::new(bin.join("pip")).args(["install", "--quiet", "--no-deps", "--force-reinstall"]).arg(&wheel));
    let project = project();
    let installed = |program: &str, args: &[&str]| {
        run(Command::new(bin.join(program)).args(args).current_dir(project.path()).env("LANG", "zh_CN.UTF-8"))
    };
    assert_eq!(installed("anli", &["--version"]), format!("anli {}\n", env!("CARGO_PKG_VERSION")));
    assert!(installed("anli-index", &["build"]).is_empty());
    assert_eq!(installed("anli", &["search", "--scope", "all", "--count", "\"质押\""]), "149\n");
    let script = r#"
import os, warnings
import anli
warnings.simplefilter('ignore')
index = anli.open('index')
all = index.search('质押', limit='all')
assert list(all.columns)[:2] == ['id', 'score'] and len(all) == 62, all.shape
assert all.score.max() > 1 and all.groupby('city').size().sum() == 62
assert list(index.search('质押', limit=1, lang='zh').columns)[0] == '编号'
few = index.search('质押', limit=3)
assert len(few) == 3 and any('62' in message for message in index.messages), index.messages
assert len(index.search('魑魅魍魉')) == 0
listed = index.frame('list')
assert len(listed) == 20 and listed.year.eq(2023).all() and listed.passages.sum() > 200, listed.dtypes
money = index.frame('facts', kind='money')
assert money.value.dtype.kind == 'f' or money.value.dtype.kind == 'i', money.dtypes
assert index.frame('pivot', rows='city', cols='tier').iloc[-1, -1] == 20
assert set(index.search('保险', filter='city:宁波', limit='all').city) == {'寧波市'}
assert set(index.search('保险', filter='city:宁波', script='hans').city) == {'宁波市'}
shown = index.json('show', '典型5')
assert shown['case']['number'] == 5, shown['case']
try:
    anli.open('nowhere').search('质押')
    raise SystemExit('an index that is not there was searched')
except anli.AnliError as error:
    assert error.code == 'no-index' and 'nowhere' in str(error), (error.code, str(error))
assert len(anli.build('corpus', 'another').frame('list')) == 20
os.environ['PATH'] = ''
assert anli.program().endswith('bin/anli')
"#;
    for lang in ["en_US.UTF-8", "zh_CN.UTF-8"] {
        run(Command::new(bin.join("python")).args(["-c", script]).current_dir(project.path()).env("LANG", lang));
    }
    let said = run(Command::new(bin.join("python")).args(["-m", "anli", "--version"]).current_dir(project.path()));
    assert_eq!(said, format!("anli {}\n", env!("CARGO_PKG_VERSION")));
}

/// A Debian package in a root of its own brings programs, manual pages in two languages and completions, and goes away.
#[test]
#[cfg_attr(not(has_dpkg), ignore = "needs dpkg-dev and cargo-deb")]
fn a_debian_package_is_installed() {
    let package = only(&built("deb"), ".deb");
    let root = tempfile::tempdir().unwrap();
    let at = |path: &str| root.path().join(path);
    fs::create_dir_all(at("var/lib/dpkg/updates")).unwrap();
    fs::create_dir_all(at("var/lib/dpkg/info")).unwrap();
    fs::write(at("var/lib/dpkg/status"), "").unwrap();
    let dpkg = |args: &[&str]| {
        // The root has no libc of its own; the one of the machine serves.
        let mut command = Command::new("dpkg");
        command.arg(format!("--root={}", root.path().display())).args(["--force-depends", "--force-not-root"]);
        command.args(["--log=/dev/null"]).args(args);
        run(&mut command)
    };
    dpkg(&["--install", package.to_str().unwrap()]);
    let project = project();
    let count = run(Command::new(at("usr/bin/anli")).args(["search", "--count", "质押"]).current_dir(project.path()));
    assert_eq!(count.trim(), "133");
    let page = |path: &str| {
        let packed = fs::File::open(at(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        std::io::read_to_string(flate2::read::GzDecoder::new(packed)).unwrap()
    };
    let english = page("usr/share/man/man1/anli-search.1.gz");
    assert!(english.contains(".TH anli-search 1") && english.contains("The unit of a hit"), "{english}");
    let chinese = page("usr/share/man/zh_CN/man1/anli-search.1.gz");
    assert!(chinese.contains("查询") && !chinese.contains("The unit of a hit"), "{chinese}");
    for path in ["bash-completion/completions/anli-index", "zsh/vendor-completions/_anli", "doc/anli/THIRD-PARTY"] {
        assert!(at("usr/share").join(path).exists(), "{path}");
    }
    dpkg(&["--purge", "anli"]);
    assert!(!at("usr/bin/anli").exists());
}

/// An archive runs where it is unpacked.
#[test]
#[cfg_attr(not(has_python), ignore = "needs python3 with venv")]
fn an_archive_is_unpacked() {
    let archive = only(&built("archive"), ".tar.gz");
    let folder = tempfile::tempdir().unwrap();
    run(Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(folder.path()));
    let unpacked = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    for name in
        ["anli-index", "README.zh.md", "LICENSE-MIT", "NOTICE", "THIRD-PARTY", "man/anli.1", "completions/_anli"]
    {
        assert!(unpacked.join(name).exists(), "{name}");
    }
    let count =
        run(Command::new(unpacked.join("anli")).args(["search", "--count", "质押"]).current_dir(project().path()));
    assert_eq!(count.trim(), "133");
}

/// What bash proposes for a line, by the script that the program writes for it.
#[cfg(unix)]
fn proposed(project: &Project, words: &[&str]) -> Vec<String> {
    let program = assert_cmd::cargo::cargo_bin("anli");
    let script = r#"
        source <(anli completions bash)
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMP_TYPE=9
        function=$(complete -p "$1" | sed 's/.*-F \([^ ]*\) .*/\1/')
        "$function" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let paths = std::env::var("PATH").unwrap();
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-c", script, "bash"]).args(words).current_dir(project.path());
    command.env("PATH", format!("{}:{paths}", program.parent().unwrap().display())).env("LANG", "zh_CN.UTF-8");
    run(&mut command).lines().map(str::to_owned).collect()
}

/// Commands, options, their values, and the cases of the index that is meant, by short form or id.
#[cfg(unix)]
#[test]
fn a_shell_proposes_cases() {
    let project = project();
    // Nothing is built because somebody presses a key.
    assert_eq!(proposed(&project, &["anli", "show", "典型1"]), [""]);
    assert!(!project.path().join("index").exists());
    project.index(&["build"]).code(0);
    assert_eq!(proposed(&project, &["anli", "show", "典型1"]), ["典型1", "典型10"]);
    assert_eq!(proposed(&project, &["anli", "compare", "典型5", "优秀"]), [""], "as the text has it");
    assert_eq!(proposed(&project, &["anli", "compare", "典型5", "優秀3"]), ["優秀3"]);
    assert_eq!(proposed(&project, &["anli", "cite", "浙市監知運2023-12/典型9"]), ["浙市監知運2023-12/典型9"]);
    assert_eq!(proposed(&project, &["anli", "ver"]), ["verify"]);
    assert_eq!(proposed(&project, &["anli", "search", "x", "--by", "c"]), ["case"]);
    assert_eq!(proposed(&project, &["anli-index", "bu"]), ["build"]);
    // Of another index, in either form of the option.
    fs::rename(project.path().join("index"), project.path().join("elsewhere")).unwrap();
    assert_eq!(proposed(&project, &["anli", "--index", "elsewhere", "show", "典型1"]), ["典型1", "典型10"]);
    assert_eq!(proposed(&project, &["anli", "--index=elsewhere", "show", "優秀10"]), ["優秀10"]);
}

/// Manual pages of every command, in the language of messages.
#[test]
fn a_manual_is_written() {
    let project = project();
    project.anli(&["manual", "pages/en", "--lang", "en"]).code(0);
    project.anli(&["manual", "pages/zh", "--lang", "zh"]).code(0);
    let read = |path: &str| fs::read_to_string(project.path().join(path)).unwrap_or_else(|_| panic!("{path}"));
    assert!(read("pages/en/anli-why-not.1").contains(".TH anli-why-not 1"));
    let chinese = read("pages/zh/anli-search.1");
    assert!(chinese.contains("用法") || chinese.contains("查询"), "{chinese}");
    assert!(!chinese.contains("Print help"), "{chinese}");
    assert!(
        read("pages/zh/anli-index-build.1").contains("语料") || read("pages/zh/anli-index-build.1").contains("索引")
    );
    let file = project.path().join("file");
    fs::write(&file, "").unwrap();
    let run = project.anli(&["manual", "file/pages", "--lang", "en"]).code(2);
    assert!(run.stderr().contains("file/pages"), "{}", run.stderr());
}
