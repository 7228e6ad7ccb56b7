//! A PDF read in a process of its own, with little memory and little time.
//!
//! The programs start themselves again for each PDF: [`serve`] is the process that reads, [`read`] the side that waits
//! for it. The file goes into its standard input and what was found comes out of its standard output; it reads all of
//! the one before it writes any of the other. It inherits nothing else, and may write no file. Whatever ends it, a
//! signal, an allocation that failed, the clock, is an error about the one file.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};
use serde::{Deserialize, Serialize};

use super::super::allowance::Allowance;
use super::super::document::ReadError;
use super::super::format::Format;
use super::{Found, broken, read_here};

/// The argument of a program that is to read a PDF; the second one is the file's size in bytes.
const ROLE: &str = "__read-pdf__";

/// What the answer begins with.
const MARK: &[u8] = b"anli PDF\n";

/// The memory of a process that reads nothing, its program, libraries and stacks included, in bytes of address space.
const OWN: u64 = 384 << 20;

/// The program, its stacks of threads and the answer need little memory of the waiting process, in bytes.
const TALK_STACK: usize = 128 << 10;

/// The memory of a process that reads a PDF of `len` bytes, in bytes of address space: itself, the file, and twice what
/// the file may unpack to, for what is unpacked is turned into something else before it is let go.
fn memory(len: usize, allowance: &Allowance) -> u64 {
    OWN.saturating_add(2 * len as u64).saturating_add(allowance.limit().saturating_mul(2))
}

/// What the process answers.
#[derive(Debug, Serialize, Deserialize)]
enum Answer {
    Found(Found),
    Broken(String),
    Encrypted,
    TooLarge(String),
    TooSlow,
}

impl From<Result<Found, ReadError>> for Answer {
    fn from(result: Result<Found, ReadError>) -> Self {
        match result {
            Ok(found) => Answer::Found(found),
            Err(ReadError::Broken(_, what)) => Answer::Broken(what),
            Err(ReadError::Encrypted(_)) => Answer::Encrypted,
            Err(ReadError::TooLarge { part, .. }) => Answer::TooLarge(part),
            Err(ReadError::TooSlow { .. }) => Answer::TooSlow,
            // The reader of PDFs says nothing else.
            Err(error) => Answer::Broken(error.to_string()),
        }
    }
}

impl Answer {
    fn result(self, allowance: &Allowance) -> Result<Found, ReadError> {
        Err(match self {
            Answer::Found(found) => return Ok(found),
            Answer::Broken(what) => ReadError::Broken(Format::Pdf, what),
            Answer::Encrypted => ReadError::Encrypted(Format::Pdf),
            Answer::TooLarge(part) => allowance.exhausted(&part),
            Answer::TooSlow => allowance.too_slow(Format::Pdf),
        })
    }
}

/// Does what [`super::serve_pdf`] says.
pub(super) fn serve(args: &[OsString]) -> Option<ExitCode> {
    let [_, role, len] = args else { return None };
    if role != ROLE {
        return None;
    }
    let served = len.to_str().and_then(|len| len.parse().ok()).is_some_and(|len| answer(len).is_ok());
    Some(if served { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Reads a file of `len` bytes from standard input and answers.
fn answer(len: usize) -> io::Result<()> {
    let allowance = Allowance::packed(len);
    restrain(len, &allowance);
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(len)?;
    io::stdin().lock().take(len as u64).read_to_end(&mut bytes)?;
    if bytes.len() < len {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let answer = Answer::from(read_here(bytes, &allowance));
    let answer = postcard::to_stdvec(&answer).map_err(io::Error::other)?;
    let mut out = io::stdout().lock();
    out.write_all(MARK)?;
    out.write_all(&answer)?;
    out.flush()
}

/// Limits what this process may use from now on. A limit that the system does not know is left to the other side, which
/// watches the clock and reads only so much.
fn restrain(len: usize, allowance: &Allowance) {
    let seconds = allowance.time_left().as_secs() + 1;
    let limits = [
        #[cfg(not(target_os = "openbsd"))]
        (Resource::As, memory(len, allowance)),
        (Resource::Cpu, seconds),
        // No file is written, not even by the system when this process fails.
        (Resource::Fsize, 0),
        (Resource::Core, 0),
    ];
    for (resource, limit) in limits {
        let least = |other: Option<u64>| Some(other.map_or(limit, |other| other.min(limit)));
        let old = getrlimit(resource);
        let _ = setrlimit(resource, Rlimit { current: least(old.current), maximum: least(old.maximum) });
    }
}

/// A started process, which does not outlive this.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself, and then there is nothing to kill.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Process {
    fn start(program: &Path, len: usize) -> io::Result<Self> {
        Command::new(program)
            .arg(ROLE)
            .arg(len.to_string())
            .env_clear()
            // An allocator that keeps a store for each thread takes address space for all of them.
            .env("MALLOC_ARENA_MAX", "1")
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map(Process)
    }

    /// How the process, which has closed its output, has ended; `None` when it has not in time.
    fn status(&mut self, allowance: &Allowance) -> io::Result<Option<ExitStatus>> {
        loop {
            if let Some(status) = self.0.try_wait()? {
                return Ok(Some(status));
            }
            if allowance.time_left().is_zero() {
                return Ok(None);
            }
            thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Reads a PDF in a process that `program` is started as.
pub(super) fn read(program: &Path, bytes: &[u8], allowance: &Allowance) -> Result<Found, ReadError> {
    let stopped = || broken("the PDF reader stopped");
    let failed = |error: io::Error| ReadError::Interrupted { format: Format::Pdf, reason: error.to_string() };
    let mut process = Process::start(program, bytes.len()).map_err(failed)?;
    let (Some(input), Some(output)) = (process.0.stdin.take(), process.0.stdout.take()) else { return Err(stopped()) };
    // It must not say more than it may have found; what frames that is small.
    let most = allowance.limit().saturating_add(1 << 20);
    let (sender, receiver) = mpsc::channel();
    let said = thread::scope(|scope| {
        let talk = move || {
            // Nobody may be waiting any more, and then nobody wants the answer.
            let _ = sender.send(talk(input, output, bytes, most));
        };
        thread::Builder::new().stack_size(TALK_STACK).spawn_scoped(scope, talk).map_err(failed)?;
        receiver.recv_timeout(allowance.time_left()).map_err(|_| {
            // This ends the talk, for which the scope waits.
            let _ = process.0.kill();
            allowance.too_slow(Format::Pdf)
        })
    })?;
    let Some(status) = process.status(allowance).map_err(failed)? else { return Err(allowance.too_slow(Format::Pdf)) };
    if let Some(signal) = status.signal() {
        return Err(match Signal::from_named_raw(signal) {
            Some(Signal::XCPU) => allowance.too_slow(Format::Pdf),
            // It had more to say than anybody listens to.
            Some(Signal::PIPE) => stopped(),
            // Somebody else stopped it, or the system had no memory left for anybody.
            Some(signal @ (Signal::KILL | Signal::TERM | Signal::INT | Signal::HUP)) => {
                let reason = format!("signal {}", signal.as_raw());
                ReadError::Interrupted { format: Format::Pdf, reason }
            }
            _ => ReadError::Overwhelming { format: Format::Pdf, limit: memory(bytes.len(), allowance) },
        });
    }
    let answer = said.ok().filter(|_| status.success());
    let answer = answer.as_deref().and_then(|said| said.strip_prefix(MARK)).ok_or_else(stopped)?;
    match postcard::take_from_bytes::<Answer>(answer) {
        Ok((answer, [])) => answer.result(allowance),
        _ => Err(stopped()),
    }
}

/// Gives a process `bytes` and takes its answer of at most `most` bytes.
fn talk(mut input: ChildStdin, output: ChildStdout, bytes: &[u8], most: u64) -> io::Result<Vec<u8>> {
    // A process that ends before it has read all has its reasons; how it ended says which.
    let _ = input.write_all(bytes);
    drop(input);
    let mut said = Vec::new();
    output.take(most).read_to_end(&mut said)?;
    Ok(said)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// What is said of a PDF of `len` bytes when a shell script reads it.
    #[track_caller]
    fn read_by(script: &str, len: usize, patience: Duration) -> Result<Found, ReadError> {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("reader");
        fs::write(&program, format!("#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
        let allowance = Allowance::new(1 << 20, patience);
        // Another test may hold the file open between its own fork and exec.
        loop {
            match read(&program, &vec![b'%'; len], &allowance) {
                Err(ReadError::Broken(_, what)) if what.contains("ext file busy") => thread::yield_now(),
                result => return result,
            }
        }
    }

    const LONG: Duration = Duration::from_secs(60);

    fn stopped() -> Result<Found, ReadError> {
        Err(broken("the PDF reader stopped"))
    }

    #[test]
    fn an_answer_is_taken_as_it_is() {
        let found = Found {
            paragraphs: Vec::new(),
            unreadable: 7,
            scanned: Vec::new(),
            pages: 3,
            title: Some("质押".to_owned()),
        };
        for (answer, expected) in [
            (Answer::Broken("x".to_owned()), Err(ReadError::Broken(Format::Pdf, "x".to_owned()))),
            (Answer::Encrypted, Err(ReadError::Encrypted(Format::Pdf))),
            (Answer::TooLarge("y".to_owned()), Err(ReadError::TooLarge { part: "y".to_owned(), limit: 1 << 20 })),
            (Answer::TooSlow, Err(ReadError::TooSlow { format: Format::Pdf, seconds: 60 })),
            (Answer::Found(found), Ok(())),
        ] {
            let said = [MARK, &postcard::to_stdvec(&answer).unwrap()].concat();
            let octal: String = said.iter().map(|byte| format!("\\{byte:03o}")).collect();
            // The arguments say what is to be done, and all of the file is there before anything is answered.
            let script = format!("test \"$*\" = '{ROLE} 300000' && test $(wc -c) = 300000 && printf '{octal}'");
            match read_by(&script, 300_000, LONG) {
                Ok(found) => assert!(expected.is_ok() && found.unreadable == 7 && found.title.is_some()),
                Err(error) => assert_eq!(Some(error), expected.err(), "{answer:?}"),
            }
            assert_eq!(read_by(&format!("{script}x"), 300_000, LONG), stopped(), "with something behind it");
            assert_eq!(read_by(&format!("{script}; exit 1"), 300_000, LONG), stopped());
        }
    }

    #[test]
    fn whatever_ends_the_process_is_an_error_about_the_file() {
        let memory = memory(0, &Allowance::new(1 << 20, LONG));
        let overwhelming = || Err(ReadError::Overwhelming { format: Format::Pdf, limit: memory });
        let too_slow = |seconds| Err(ReadError::TooSlow { format: Format::Pdf, seconds });
        let interrupted =
            |signal| Err(ReadError::Interrupted { format: Format::Pdf, reason: format!("signal {signal}") });
        for (script, expected) in [
            ("exit 0", stopped()),
            ("exit 3", stopped()),
            ("echo nonsense", stopped()),
            ("printf 'anli PDF\\n'", stopped()),
            ("while echo endless; do :; done", stopped()),
            ("kill -ABRT $$", overwhelming()),
            ("kill -SEGV $$", overwhelming()),
            // It says nothing about the file: another time it may be read.
            ("kill -KILL $$", interrupted(9)),
            ("kill -TERM $$", interrupted(15)),
            ("kill -XCPU $$", too_slow(60)),
        ] {
            assert_eq!(read_by(script, 0, LONG), expected, "{script}");
        }
        let error = read(Path::new("/nowhere/at/all"), b"", &Allowance::new(0, LONG)).unwrap_err();
        assert!(error.is_passing(), "{error}");
    }

    #[test]
    fn nobody_waits_for_ever() {
        let expected = Err(ReadError::TooSlow { format: Format::Pdf, seconds: 1 });
        for script in [
            // Reads nothing; answers more than a pipe holds before it has read; closes its output and goes on.
            "exec sleep 1000",
            "exec head -c 300000 /dev/zero",
            "cat > /dev/null; exec sleep 1000",
            "cat > /dev/null; exec > /dev/null; exec sleep 1000",
        ] {
            assert_eq!(read_by(script, 300_000, Duration::from_secs(1)), expected, "{script}");
        }
    }

    #[test]
    fn the_process_inherits_nothing() {
        let script = "test \"$(pwd)\" = / && test -z \"$HOME$USER$CARGO\" && kill -XCPU $$";
        let expected = Err(ReadError::TooSlow { format: Format::Pdf, seconds: 60 });
        assert_eq!(read_by(script, 0, LONG), expected);
    }

    #[test]
    fn other_arguments_are_none_of_its_business() {
        let args = |args: &[&str]| args.iter().map(OsString::from).collect::<Vec<_>>();
        for none in [&["anli"][..], &["anli", ROLE], &["anli", "search", ROLE], &["anli", ROLE, "1", "2"], &[]] {
            assert!(serve(&args(none)).is_none(), "{none:?}");
        }
        assert!(serve(&args(&["anli", ROLE, "x"])).is_some());
    }
}
