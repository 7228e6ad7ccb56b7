//! Where results go: standard output, the file of `-o`, or the reader's pager when they are longer than the screen.

use std::fs::File;
use std::io::{self, StdoutLock, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::error::{Error, Result};

/// What is written to. Errors of a file name it.
pub(super) enum Sink {
    /// Standard output.
    Screen(StdoutLock<'static>),
    /// A file, which is made when the first byte is written.
    File { path: PathBuf, file: Option<File> },
    /// A screen of so many lines; what is longer goes through the pager.
    Paged(Paged),
}

/// A screen and the program that shows what is longer.
pub(super) struct Paged {
    lines: usize,
    program: String,
    /// What was written as long as it fits the screen.
    held: Vec<u8>,
    seen: usize,
    pager: Pager,
}

enum Pager {
    /// Nothing has been too long yet.
    NotYet,
    Running(Child, Option<ChildStdin>),
    /// It could not be started: the screen has to do.
    None,
}

impl Sink {
    /// The file at `path`.
    pub(super) fn file(path: &Path) -> Sink {
        Sink::File { path: path.to_path_buf(), file: None }
    }

    /// A terminal of so many lines, with `program` for what is longer.
    pub(super) fn paged(lines: usize, program: String) -> Sink {
        Sink::Paged(Paged { lines, program, held: Vec::new(), seen: 0, pager: Pager::NotYet })
    }
}

/// Whether results can be written to `file`, as far as that shows before there are any.
///
/// # Errors
///
/// [`Error::Io`] that names the folder that is not there, or the folder that has the name.
pub(super) fn check(file: Option<&Path>) -> Result<()> {
    let Some(file) = file else { return Ok(()) };
    if file.is_dir() {
        return Err(Error::io(file)(io::ErrorKind::IsADirectory.into()));
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match std::fs::metadata(folder) {
        Ok(found) if found.is_dir() => {}
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::io(folder)(error)),
        _ => return Err(Error::NoFolder { path: folder.to_path_buf() }),
    }
    if let Some(mark) = marks(file).into_iter().map(|name| folder.join(name)).find(|mark| mark.is_file()) {
        return Err(Error::OpenElsewhere { path: file.to_path_buf(), mark: Some(mark) });
    }
    // What is there is opened as it is, so that one does not wait for an answer that cannot be written.
    match std::fs::OpenOptions::new().append(true).open(file) {
        // Windows lets nobody write what another program holds.
        Err(error) if cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33)) => {
            Err(Error::OpenElsewhere { path: file.to_path_buf(), mark: None })
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(file)(error)),
        _ => Ok(()),
    }
}

/// The names of the files that office programs put beside `file` as long as they have it open. Where the system lets
/// others write all the same, one of the two would lose what the other wrote.
fn marks(file: &Path) -> Vec<String> {
    let Some(name) = file.file_name().and_then(|name| name.to_str()) else { return Vec::new() };
    if !file.is_file() {
        return Vec::new();
    }
    let stem = file.file_stem().map_or(0, |stem| stem.to_string_lossy().chars().count());
    // Word writes its sign over the beginning of a longer name.
    let over = stem.saturating_sub(6).min(2);
    let rest: String = name.chars().skip(over).collect();
    vec![format!(".~lock.{name}#"), format!("~${name}"), format!("~${rest}")]
}

/// The program that shows what is longer than the screen, as `ANLI_PAGER` or `PAGER` name it with its arguments; `less`
/// where neither does. Nothing, and `cat`, is none.
pub(super) fn pager() -> Option<String> {
    let named = ["ANLI_PAGER", "PAGER"].into_iter().find_map(|name| std::env::var(name).ok());
    let program = named.unwrap_or_else(|| "less".to_owned());
    let program = program.trim();
    (!program.is_empty() && program != "cat").then(|| program.to_owned())
}

impl Paged {
    /// Starts the pager and gives it what was held back.
    fn turn(&mut self) -> io::Result<()> {
        let mut command = Command::new("sh");
        command.arg("-c").arg(&self.program).stdin(Stdio::piped());
        if std::env::var_os("LESS").is_none() {
            // Colours as they are, no screen of its own, and no paging of what turns out short.
            command.env("LESS", "FRX");
        }
        self.pager = match command.spawn() {
            Ok(mut child) => {
                let stdin = child.stdin.take();
                Pager::Running(child, stdin)
            }
            Err(_) => Pager::None,
        };
        let held = std::mem::take(&mut self.held);
        self.pass(&held)
    }

    fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.pager {
            Pager::Running(_, Some(stdin)) => stdin.write_all(bytes),
            Pager::Running(_, None) | Pager::None | Pager::NotYet => io::stdout().lock().write_all(bytes),
        }
    }
}

impl Write for Paged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if matches!(self.pager, Pager::NotYet) {
            self.seen += memchr::memchr_iter(b'\n', bytes).count();
            self.held.extend_from_slice(bytes);
            if self.seen >= self.lines {
                self.turn()?;
            }
        } else {
            self.pass(bytes)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        // What is held back may become too long yet; it is written in the end.
        match &mut self.pager {
            Pager::Running(_, Some(stdin)) => stdin.flush(),
            Pager::Running(_, None) | Pager::NotYet | Pager::None => Ok(()),
        }
    }
}

impl Drop for Paged {
    fn drop(&mut self) {
        match &mut self.pager {
            Pager::NotYet => {
                let held = std::mem::take(&mut self.held);
                // A screen that is gone is no place for an error message either.
                let mut screen = io::stdout().lock();
                let _ = screen.write_all(&held).and_then(|()| screen.flush());
            }
            Pager::Running(child, stdin) => {
                drop(stdin.take());
                // Messages come after it, and the prompt of the shell as well.
                let _ = child.wait();
            }
            Pager::None => {}
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Sink::Screen(screen) => screen.write(bytes),
            Sink::File { path, file } => {
                let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
                let file = match file {
                    Some(file) => file,
                    None => file.insert(File::create(&*path).map_err(named)?),
                };
                file.write(bytes).map_err(named)
            }
            Sink::Paged(paged) => paged.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Sink::Screen(screen) => screen.flush(),
            Sink::File { path, file } => {
                // An answer without a byte is an empty file, and no file that was there before.
                let file = match file {
                    Some(file) => file,
                    None => file.insert(File::create(path)?),
                };
                file.flush()
            }
            Sink::Paged(paged) => paged.flush(),
        }
    }
}
