//! What processes take, and tables of it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::baseline;

/// What a child process took.
pub struct Cost {
    /// Seconds by the clock.
    pub wall: f64,
    /// Seconds of the processor, user and system.
    pub cpu: f64,
    /// The largest resident set, in MiB.
    pub memory: f64,
}

/// Runs a program to its end.
pub fn run(program: &Path, args: &[&str]) -> Cost {
    let started = Instant::now();
    let child = Command::new(program).args(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let child = child.unwrap_or_else(|error| panic!("{}: {error}", program.display()));
    let mut status = 0;
    // SAFETY: `usage` is plain data that the call fills in, and the child is ours and not waited for elsewhere.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::wait4(child.id() as i32, &mut status, 0, &mut usage);
        usage
    };
    assert_eq!(status, 0, "{} {args:?} failed", program.display());
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    Cost {
        wall: started.elapsed().as_secs_f64(),
        cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime),
        memory: usage.ru_maxrss as f64 / 1024.0,
    }
}

/// Instructions of a process, counted by valgrind; none where it is not installed.
pub fn instructions(program: &Path, args: &[&str]) -> Option<f64> {
    let out = std::env::temp_dir().join(format!("callgrind-{}", std::process::id()));
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", &format!("--callgrind-out-file={}", out.display())])
        .arg(program)
        .args(args)
        .output()
        .ok()?;
    let _ = std::fs::remove_file(out);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = text.lines().find(|line| line.contains("Collected"))?;
    line.split(':').nth(1)?.trim().parse::<f64>().ok().map(|count| count / 1e6)
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

pub fn size(folder: &Path) -> f64 {
    let mut paths = Vec::new();
    baseline::files(folder, &mut paths);
    paths.iter().map(|path| path.metadata().unwrap().len() as f64).sum::<f64>() / 1e6
}

pub fn row(what: &str, plain: f64, anli: f64, unit: &str, budget: &str) {
    println!("| {what} | {plain:.2} {unit} | {anli:.2} {unit} | {:.2} | {budget} |", anli / plain);
}
