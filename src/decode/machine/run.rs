//! A program with little memory, little time and a folder of its own.
//!
//! Limits are set by the process that is limited. So this program is started once more, limits itself, and becomes the
//! other one, which inherits them.

use std::ffi::OsString;
use std::fs::File;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use crate::error::Sentence;

/// What a program may use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Bytes of address space.
    pub(super) memory: u64,
    /// Bytes of a file that it writes.
    pub(super) file: u64,
    /// Time by the clock, and of the processor.
    pub(super) time: Duration,
}

/// How a program has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ended {
    /// It says that all is well.
    Well,
    /// It says that something is wrong, or was ended for using too much.
    Badly,
    /// It could not be started.
    System(Sentence),
}

#[cfg(unix)]
mod unix {
    use std::io;
    use std::os::unix::process::CommandExt;
    use std::process::{Child, Command, Stdio};
    use std::thread;
    use std::time::Instant;

    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    use super::{Duration, Ended, ExitCode, File, Limits, OsString, Path, Sentence};
    use crate::decode::isolated;

    /// The argument of a program that is to limit itself and become another: bytes of memory, bytes of a file, seconds,
    /// then the program and its arguments.
    const ROLE: &str = "__within-limits__";

    /// A started process, which does not outlive this.
    struct Process(Child);

    impl Drop for Process {
        fn drop(&mut self) {
            // It may have ended by itself, and then there is nothing to kill.
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    pub(in super::super) fn available() -> bool {
        isolated::program().is_some()
    }

    pub(in super::super) fn run(
        program: &Path,
        arguments: &[&str],
        folder: &Path,
        out: Option<File>,
        limits: Limits,
    ) -> Ended {
        let system = |error: io::Error| Ended::System(Sentence::of_io(&error));
        let Some(own) = isolated::program() else { return system(io::ErrorKind::Unsupported.into()) };
        let deadline = Instant::now() + limits.time;
        let mut command = Command::new(own);
        command
            .arg(ROLE)
            .args([limits.memory, limits.file, limits.time.as_secs() + 1].map(|number| number.to_string()))
            .arg(program)
            .args(arguments)
            .env_clear()
            // One thread a page: the build reads several files at a time.
            .env("OMP_THREAD_LIMIT", "1")
            .env("LC_ALL", "C")
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(out.map_or_else(Stdio::null, Stdio::from))
            .stderr(Stdio::null());
        // Where its data are, if they are not where it was built for: the user's own environment says so.
        if let Some(data) = std::env::var_os("TESSDATA_PREFIX") {
            command.env("TESSDATA_PREFIX", data);
        }
        let mut process = match command.spawn() {
            Ok(child) => Process(child),
            Err(error) => return system(error),
        };
        let mut pause = Duration::from_millis(1);
        loop {
            match process.0.try_wait() {
                Ok(Some(status)) => return if status.success() { Ended::Well } else { Ended::Badly },
                Ok(None) if Instant::now() >= deadline => return Ended::Badly,
                Ok(None) => thread::sleep(pause),
                Err(error) => return system(error),
            }
            pause = (pause * 2).min(Duration::from_millis(20));
        }
    }

    /// Limits this process and becomes another program, if `args` say so; gives the code to exit with where it cannot.
    pub(in crate::decode) fn serve(args: &[OsString]) -> Option<ExitCode> {
        let [_, role, memory, file, seconds, program, rest @ ..] = args else { return None };
        if role != ROLE {
            return None;
        }
        let number = |text: &OsString| text.to_str().and_then(|text| text.parse::<u64>().ok());
        let (Some(memory), Some(file), Some(seconds)) = (number(memory), number(file), number(seconds)) else {
            return Some(ExitCode::FAILURE);
        };
        let limits = [
            #[cfg(not(target_os = "openbsd"))]
            (Resource::As, memory),
            (Resource::Cpu, seconds),
            (Resource::Fsize, file),
            (Resource::Core, 0),
        ];
        for (resource, limit) in limits {
            let least = |other: Option<u64>| Some(other.map_or(limit, |other| other.min(limit)));
            let old = getrlimit(resource);
            // A limit that the system does not know is left to the side that watches the clock.
            let _ = setrlimit(resource, Rlimit { current: least(old.current), maximum: least(old.maximum) });
        }
        // It comes back only where there is no such program.
        let _ = Command::new(program).args(rest).exec();
        Some(ExitCode::FAILURE)
    }
}

#[cfg(unix)]
pub(in crate::decode) use unix::serve;
#[cfg(unix)]
pub(super) use unix::{available, run};

#[cfg(not(unix))]
pub(super) fn available() -> bool {
    false
}

#[cfg(not(unix))]
pub(super) fn run(_: &Path, _: &[&str], _: &Path, _: Option<File>, _: Limits) -> Ended {
    Ended::System(Sentence::of_io(&std::io::ErrorKind::Unsupported.into()))
}

#[cfg(not(unix))]
pub(in crate::decode) fn serve(_: &[OsString]) -> Option<ExitCode> {
    None
}
