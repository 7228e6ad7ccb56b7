//! What leaves the programs: nothing that a terminal obeys, whatever the form, and an error where it cannot be written.

use std::fs::{self, File};
use std::io::Read;
use std::os::fd::OwnedFd;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use nix::pty::{Winsize, openpty};

use crate::common::Project;

/// What a terminal obeys, or what turns the order of what it shows around.
const NASTY: &str = "\u{1b}]0;owned\u{7}\u{1b}[31m\u{9b}31m\u{8}\u{7f}\u{202e}\u{2066}\u{200f}\u{61c}\u{85}\u{2028}";

/// A folder with a corpus in which everything has it: names of files, metadata, titles, text.
fn nasty() -> &'static Project {
    static PROJECT: OnceLock<Project> = OnceLock::new();
    PROJECT.get_or_init(|| {
        let text = |place: &str, sum: &str| {
            format!(
                "---\ntitle: \"關於質押{NASTY}融資的通知\"\nnumber: {place}{NASTY}〔2023〕1號\nauthor: {place}{NASTY}局\n\
                 url: javascript:{NASTY}\n---\n\n{}\n\n{place}市開展專利質押{NASTY}融資，金額{sum}億元，全國首創專利保險{NASTY}。\n\n\
                 二、主要做法{NASTY}\n\n銀行為企業提供知識產權質押貸款{NASTY}，貼息比例50%。\n",
                "本市各部門按照要求推進各項工作，企業和銀行都很滿意。".repeat(60)
            )
        };
        let names = ["寧波", "溫州", "紹興"].map(|place| format!("{place}{NASTY}.md"));
        let texts = [text("寧波", "1.5"), text("溫州", "2.5"), text("紹興", "3.5")];
        let broken = format!("一行{NASTY}\n兩行.txt");
        let plain = format!("丁說質押{NASTY}。\n\n{}\n", "各項工作都已完成，情況良好。".repeat(60));
        let project = Project::with(&[
            (&names[0], texts[0].as_bytes()),
            (&names[1], texts[1].as_bytes()),
            (&names[2], texts[2].as_bytes()),
            (&broken, plain.as_bytes()),
        ]);
        project.anli(&["list"]).code(0);
        project
    })
}

/// Every command with every form that it has, and what each exits with.
fn commands(project: &Project) -> Vec<(&'static str, Vec<String>)> {
    let listing = project.anli(&["list", "--json"]).code(0).json();
    let ids: Vec<String> =
        listing["notices"].as_array().unwrap().iter().map(|notice| notice["id"].as_str().unwrap().to_owned()).collect();
    let file = fs::read_dir(project.path().join("corpus")).unwrap().next().unwrap().unwrap().path();
    let file = file.to_str().unwrap().to_owned();
    let quote = format!("開展專利質押{NASTY}融資");
    let mut out: Vec<(&'static str, Vec<String>)> = Vec::new();
    let mut add = |program, args: &[&str]| out.push((program, args.iter().map(|arg| (*arg).to_owned()).collect()));
    let forms = ["text", "json", "jsonl", "csv", "md"];
    for form in forms {
        for args in [
            &["search", "質押", "--explain"][..],
            &["search", "質押", "--by", "case"],
            &["list"],
            &["show", &ids[0]],
            &["facets", "質押"],
            &["facts"],
            &["table"],
            &["kwic", "質押"],
            &["similar", &ids[0]],
            &["similar", "--all"],
            &["compare", &ids[0], &ids[1]],
            &["keywords", "寧波"],
            &["why-not", &ids[0], "質押 保險"],
        ] {
            add("anli", &[args, &["--format", form]].concat());
        }
    }
    for form in ["bibtex", "ris", "csl-json"] {
        add("anli", &["search", "質押", "--format", form]);
    }
    for style in ["gbt7714", "gbt7714-2025", "bibtex", "ris", "csl-json"] {
        add("anli", &["cite", &ids[0], &ids[1], "--style", style]);
    }
    for args in [&["verify", &quote][..], &["verify", &quote, "--json"], &["search", "質押", "--count"]] {
        add("anli", args);
    }
    for args in
        [&["check"][..], &["export"], &["inspect", &file], &["inspect", &file, "--json"], &["inspect", &file, "--text"]]
    {
        add("anli-index", args);
    }
    for shell in ["bash", "zsh", "fish"] {
        add("anli", &["completions", shell]);
    }
    for args in [&["--help"][..], &["search", "--help"], &["--version"]] {
        add("anli", args);
        add("anli-index", if args[0] == "search" { &["build", "--help"] } else { args });
    }
    out
}

fn command(project: &Project, program: &str, args: &[String]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin(program));
    command.current_dir(project.path()).args(args).stdin(Stdio::null()).env("TERM", "xterm");
    for name in ["LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR"] {
        command.env_remove(name);
    }
    // No program stands between, unless a test names one.
    command.env("ANLI_PAGER", "");
    command
}

/// A terminal: its two ends.
fn terminal() -> (File, OwnedFd) {
    let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
    let pty = openpty(Some(&size), None).unwrap();
    (File::from(pty.master), pty.slave)
}

/// What a terminal gets to see of its other end, once everybody has let go of that.
fn seen(mut master: File) -> String {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    // Linux reports an error where other systems report the end.
    while let Ok(length @ 1..) = master.read(&mut buffer) {
        bytes.extend_from_slice(&buffer[..length]);
    }
    String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
}

/// Runs a program with its output at a terminal; what it shows there, what it says, and how it ends.
fn at_a_terminal(project: &Project, program: &str, args: &[String]) -> (String, String, i32) {
    run_at_a_terminal(command(project, program, args))
}

fn run_at_a_terminal(mut command: Command) -> (String, String, i32) {
    let (master, slave) = terminal();
    let child = command.stdout(slave).stderr(Stdio::piped()).spawn().unwrap();
    // The command holds the other end open.
    drop(command);
    let reader = std::thread::spawn(move || seen(master));
    let output = child.wait_with_output().unwrap();
    let shown = reader.join().unwrap();
    (shown, String::from_utf8(output.stderr).unwrap(), output.status.code().unwrap())
}

/// Checks that nothing in `text` moves, rings, hides or turns anything.
#[track_caller]
fn check(text: &str, what: &str) {
    let directs =
        |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if let Some(c) = text.chars().find(|&c| c != '\n' && c.is_control() || directs(c)) {
        panic!("{what}: {c:?} in {text:?}");
    }
}

/// `text` without sequences that only colour it.
fn without_colours(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        let length = after.find(|c: char| c != ';' && !c.is_ascii_digit()).unwrap_or(after.len());
        match after[length..].strip_prefix('m') {
            Some(after) => rest = after,
            None => {
                out.push_str("\u{1b}[");
                rest = after;
            }
        }
    }
    out + rest
}

/// What is longer than the screen goes through the pager, what fits does not, and nothing does where none is wanted.
#[test]
fn long_answers_go_through_the_pager() {
    let notice = Project::notice();
    let shown = |args: &[&str], pager: &[(&str, &str)]| {
        let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
        let mut command = command(notice, "anli", &args);
        command.env_remove("ANLI_PAGER").env_remove("PAGER").envs(pager.iter().copied());
        let (shown, said, code) = run_at_a_terminal(command);
        assert_eq!(code, 0, "{said}");
        shown
    };
    let long = &["search", "質押", "-n", "all"];
    for pager in [&[("PAGER", "sed 's/^/> /'")][..], &[("ANLI_PAGER", "sed 's/^/> /'"), ("PAGER", "false")]] {
        let paged = shown(long, pager);
        assert!(paged.lines().count() > 100 && paged.lines().all(|line| line.starts_with("> ")), "{paged}");
        let short = shown(&["search", "馬德里", "-n", "1"], pager);
        assert!(!short.is_empty() && !short.contains("> "), "{short}");
    }
    let plain = shown(long, &[("PAGER", "cat")]);
    assert_eq!(plain, shown(long, &[("ANLI_PAGER", ""), ("PAGER", "false")]));
    // A program that is not there: the screen has to do. One that ends early is like `q` in less.
    assert!(shown(long, &[("PAGER", "head -n 1")]).lines().count() <= 1);
}

#[test]
fn a_terminal_is_shown_text_and_nothing_else() {
    let project = nasty();
    for (program, mut args) in commands(project) {
        args.extend(["--color".to_owned(), "never".to_owned()]);
        let what = format!("{program} {args:?}");
        let (shown, said, code) = at_a_terminal(project, program, &args);
        assert!(code == 0 || args[0] == "why-not" && code == 1, "{what}: {code} {said}");
        assert!(!shown.is_empty(), "{what}");
        check(&shown, &what);
        check(&said, &what);
    }
}

#[test]
fn colours_are_the_one_thing_that_is_obeyed() {
    let project = nasty();
    let mut coloured = 0;
    for (program, mut args) in commands(project) {
        args.extend(["--color".to_owned(), "always".to_owned()]);
        let what = format!("{program} {args:?}");
        let (shown, ..) = at_a_terminal(project, program, &args);
        let bare = without_colours(&shown);
        coloured += usize::from(bare != shown);
        check(&bare, &what);
    }
    assert!(coloured > 10, "{coloured}");
}

/// In a pipe text for people is what it is at a terminal, and JSON can be looked at.
#[test]
fn a_pipe_gets_text_that_can_be_looked_at() {
    let project = nasty();
    for (program, args) in commands(project) {
        let json = args.iter().any(|arg| arg.contains("json")) || program == "anli-index" && args[0] == "export";
        let other = args.iter().any(|arg| ["csv", "--text", "ris"].contains(&arg.as_str())) || args[0] == "completions";
        let output = command(project, program, &args).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        if json || !other {
            check(&text, &format!("{program} {args:?}"));
        }
    }
    // The text of a file is for programs as it is; in JSON it is the same.
    let shown = project.search(&["丁說"]);
    assert!(shown["hits"][0]["file"].as_str().unwrap().contains("\u{1b}]0;owned\u{7}"), "{shown}");
}

#[test]
fn messages_hold_what_was_typed_and_do_nothing() {
    let project = nasty();
    let typed = format!("x{NASTY}");
    for args in [
        &["show", &typed][..],
        &["search", &typed, "--filter", &typed],
        &["search", "質押", "--by", &typed],
        &["search", "質押", &format!("--{typed}")],
        &["search", "質押", "--limit", &typed],
        &[&typed],
        &["cite", "典型5", "--accessed", &typed],
        &["search", "質押", "--index", &typed],
        &["search", "質押", "--lexicon", &typed],
        &["similar", "--text", &typed],
        &["eval", "--triples", &typed],
    ] {
        for color in ["always", "never", "auto"] {
            let args: Vec<String> = args.iter().copied().chain(["--color", color]).map(str::to_owned).collect();
            let (master, slave) = terminal();
            let mut command = command(project, "anli", &args);
            let mut child = command.stdout(Stdio::null()).stderr(slave).spawn().unwrap();
            drop(command);
            let said = seen(master);
            assert_eq!(child.wait().unwrap().code(), Some(2), "{args:?}: {said}");
            assert!(said.contains("error"), "{args:?}: {said}");
            check(&said, &format!("{args:?}"));
        }
    }
    // Without anything of the kind typed, clap's messages keep the colours that were asked for.
    let args = ["search", "--nothing", "--color", "always"].map(str::to_owned);
    let output = command(project, "anli", &args).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("\u{1b}[") && said.contains("--nothing"), "{said}");
    check(&without_colours(&said), "clap");
    let args = ["search", "--nothing", "--color=never"].map(str::to_owned);
    let output = command(project, "anli", &args).output().unwrap();
    check(&String::from_utf8(output.stderr).unwrap(), "clap without colour");
}

#[test]
fn files_that_cannot_be_read_are_named_without_harm() {
    let name = format!("壞{NASTY}\nerror: 好.txt");
    let project = Project::with(&[(&name, b""), ("a.txt", "甲說質押。\n".as_bytes())]);
    let run = project.index(&["build"]).code(2);
    check(&run.stderr(), "build");
    assert!(!run.stderr().lines().any(|line| line.starts_with("error")), "{}", run.stderr());
}

/// Runs a program with its output on something that cannot take it.
fn into(project: &Project, program: &str, args: &[String], to: impl Into<Stdio>) -> Output {
    command(project, program, args).stdout(to).stderr(Stdio::piped()).output().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_with_a_name() {
    let full = || File::options().write(true).open("/dev/full").unwrap();
    let project = nasty();
    for (program, args) in commands(project) {
        for (lang, expected) in [("en", "error: standard output: No space left"), ("zh", "错误: 标准输出：磁盘已满")]
        {
            let args: Vec<String> = args.iter().cloned().chain(["--lang".to_owned(), lang.to_owned()]).collect();
            let output = into(project, program, &args, full());
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{program} {args:?}: {said}");
            assert!(said.contains(expected) && !said.contains("panicked"), "{program} {args:?}: {said}");
        }
    }
    // A file that is written is named.
    let write = |name: &str, text: &str| fs::write(project.path().join(name), text).unwrap();
    write("e.jsonl", "{\"id\":\"a\",\"title\":\"甲法\",\"article\":\"一\",\"text\":\"出租人應當維修房屋。\"}\n");
    write("q.tsv", "1\t誰修房屋\n");
    write("r.tsv", "1 0 a 1\n");
    let files = ["--corpus", "e.jsonl", "--queries", "q.tsv", "--qrels", "r.tsv"];
    for (lang, expected) in [("en", "/dev/full: No space left"), ("zh", "/dev/full：磁盘已满")] {
        let run = project.anli(&[&["eval", "--run", "/dev/full", "--lang", lang], &files[..]].concat()).code(2);
        assert!(run.stderr().contains(expected), "{}", run.stderr());
        let args: Vec<String> = ["eval", "--lang", lang].iter().chain(&files).map(|arg| (*arg).to_owned()).collect();
        let output = into(project, "anli", &args, full());
        assert_eq!(output.status.code(), Some(2));
        assert!(!String::from_utf8(output.stderr).unwrap().contains("panicked"));
    }
}

#[test]
fn nobody_listening_is_no_error() {
    let project = nasty();
    for (program, args) in commands(project) {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = into(project, program, &args, writer);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{program} {args:?}: {said}");
        assert_eq!(said, "", "{program} {args:?}");
    }
}

#[test]
fn a_closed_standard_error_is_no_panic() {
    let project = nasty();
    let cases: [(&[&str], i32); 6] = [
        (&["search", "質押", "--format", "csv", "-n", "1"], 0),
        (&["search", "\"甲骨文獻學\""], 1),
        (&["search", ""], 2),
        (&["show", "x"], 2),
        (&["search", "--nothing"], 2),
        (&[], 2),
    ];
    for (args, code) in cases {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let mut command = command(project, "anli", &args);
        assert_eq!(command.stdout(Stdio::null()).stderr(writer).status().unwrap().code(), Some(code), "{args:?}");
    }
}
