//! Builds whose system calls are made to fail, one by one: nothing is lost, and what went wrong is said.
#![cfg(target_os = "linux")]

use std::fs;
use std::process::{Command, Output, Stdio};

use crate::common::Project;
use crate::formats::pdf;

const RULES: &str = "第一条 为了规范质押登记，制定本规定。\n第二条 本规定适用于各级登记机构。\n";

/// What a build does when `inject` is done to it, in the language of strace(1).
fn injected(project: &Project, inject: &str) -> Output {
    injected_where(project, &[], inject)
}

/// The same, done only to calls that `filter` lets through.
fn injected_where(project: &Project, filter: &[&str], inject: &str) -> Output {
    Command::new("strace")
        .args(["-f", "-q", "-o", "/dev/null"])
        .args(filter)
        .args(["-e", &format!("inject={inject}")])
        .arg(assert_cmd::cargo::cargo_bin("anli-index"))
        .args(["build", "--lang", "en"])
        .current_dir(project.path())
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// A build is killed at its n-th call of each kind that changes something on the disk.
#[test]
#[ignore = "kills builds at chosen system calls, with strace"]
fn a_build_that_is_killed_at_a_system_call_leaves_a_whole_index() {
    const CALLS: [&str; 14] = [
        "openat",
        "write",
        "pwrite64",
        "fsync",
        "fdatasync",
        "rename",
        "renameat2",
        "unlink",
        "unlinkat",
        "rmdir",
        "mkdir",
        "link",
        "chmod",
        "flock",
    ];
    let project = Project::with(&[("a.txt", RULES.as_bytes())]);
    project.index(&["build"]).code(0);
    let mut killed = 0;
    for (call, at) in CALLS.iter().flat_map(|call| [1, 2, 3, 5, 8, 13, 21].map(|at| (call, at))) {
        fs::write(project.path().join("corpus/b.txt"), format!("{RULES}{call}{at}\n")).unwrap();
        let status = injected(&project, &format!("{call}:signal=SIGKILL:when={at}")).status;
        killed += u32::from(!status.success());
        let run = project.anli(&["search", "--count", "质押登记", "--index", "index"]).code(0);
        assert!(["1", "2"].contains(&run.stdout().trim()), "{call} {at}: {}", run.stdout());
        project.index(&["check"]).code(0);
    }
    assert!(killed >= 20, "only {killed} builds were killed");
    project.index(&["build"]).code(0);
    assert_eq!(project.count(&["质押登记"]), 2);
}

/// A disk that does not take what was written: the build fails and says where, and the old index answers as before.
#[test]
#[ignore = "makes system calls fail, with strace"]
fn what_did_not_reach_the_disk_is_not_used() {
    let project = Project::with(&[("a.txt", RULES.as_bytes())]);
    project.index(&["build"]).code(0);
    let mut failed = 0;
    for (call, at) in ["fsync", "fdatasync"].into_iter().flat_map(|call| (1..=40).map(move |at| (call, at))) {
        fs::write(project.path().join("corpus/b.txt"), format!("{RULES}{call}{at}\n")).unwrap();
        let output = injected(&project, &format!("{call}:error=EIO:when={at}"));
        let said = String::from_utf8_lossy(&output.stderr);
        if output.status.success() {
            // There are no more such calls, or what failed was nothing that the index needs: it is whole then.
            project.index(&["check"]).code(0);
            continue;
        }
        failed += 1;
        assert_eq!(output.status.code(), Some(2), "{call} {at}: {said}");
        assert!(said.contains("index") && said.contains("Input/output error"), "{call} {at}: {said}");
        let run = project.anli(&["search", "--count", "质押登记", "--index", "index"]).code(0);
        assert!(["1", "2"].contains(&run.stdout().trim()), "{call} {at}: {}", run.stdout());
        project.index(&["check"]).code(0);
    }
    assert!(failed >= 10, "only {failed} calls failed");
    project.index(&["build"]).code(0);
    assert_eq!(project.count(&["质押登记"]), 2);
}

/// A PDF is read in a process of its own; when that cannot be started or is killed, what was read of the file before
/// stays, is said, and is tried again.
#[test]
#[ignore = "makes system calls fail, with strace"]
fn a_pdf_whose_reader_fails_stays_searchable() {
    let project = Project::with(&[("a.txt", RULES.as_bytes()), ("b.pdf", &pdf(&["旧的质押。"], ""))]);
    project.index(&["build"]).code(0);
    assert_eq!(project.count(&["\"旧的质押\""]), 1);
    // The process is the program itself, started once more.
    let itself = ["-P", "/proc/self/exe"];
    for inject in ["execve:error=EAGAIN", "execve:signal=SIGKILL"] {
        fs::write(project.path().join("corpus/b.pdf"), pdf(&["新的质押。", inject], "")).unwrap();
        let output = injected_where(&project, &itself, inject);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{inject}: {said}");
        assert!(said.contains("b.pdf"), "{inject}: {said}");
        let count = |query: &str| {
            project.anli(&["search", "--count", query, "--index", "index"]).stdout().trim().parse::<usize>().unwrap()
        };
        assert_eq!((count("\"旧的质押\""), count("\"新的质押\"")), (1, 0), "{inject}: {said}");
    }
    project.index(&["build"]).code(0);
    assert_eq!((project.count(&["\"旧的质押\""]), project.count(&["\"新的质押\""])), (0, 1));
}
