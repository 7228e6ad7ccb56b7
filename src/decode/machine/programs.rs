//! Where the programs are, and which scripts they read.

use std::env;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::run::{Ended, Limits, available, run};
use super::{MEMORY, Missing, Named, Why, private_folder};
use crate::error::Sentence;

/// A script that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Simplified,
    Traditional,
}

/// The programs that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Programs {
    pub(super) tesseract: PathBuf,
    pub(super) pdftoppm: Option<PathBuf>,
    /// At least one.
    pub(super) scripts: Vec<Script>,
}

impl Programs {
    /// Finds them: those that were named, or those in the folders of `PATH`; none in `corpus`.
    pub(super) fn find(named: &Named, corpus: &Path) -> Result<Programs, Why> {
        let missing = Why::Missing(Missing::Tesseract);
        if !available() {
            return Err(missing);
        }
        let path = env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = env::split_paths(&path).collect();
        let of = |named: &Option<PathBuf>, name: &str| match named {
            Some(path) => taken(path, corpus),
            None => folders.iter().find_map(|folder| taken(&folder.join(name), corpus)),
        };
        let tesseract = of(&named.tesseract, "tesseract").ok_or(missing)?;
        let pdftoppm = of(&named.pdftoppm, "pdftoppm");
        let scripts = scripts(&tesseract)?;
        if scripts.is_empty() {
            return Err(Why::Missing(Missing::Chinese));
        }
        Ok(Programs { tesseract, pdftoppm, scripts })
    }
}

/// The program at `path`, if there is one that may be started: by an absolute path, and outside the corpus, whatever link
/// leads there.
fn taken(path: &Path, corpus: &Path) -> Option<PathBuf> {
    if !path.is_absolute() {
        return None;
    }
    let place = fs::canonicalize(path).ok()?;
    let about = fs::metadata(&place).ok()?;
    let corpus = fs::canonicalize(corpus).ok();
    // A corpus that is one file has a folder, too.
    let corpus = corpus
        .map(|corpus| if corpus.is_dir() { corpus } else { corpus.parent().map(Path::to_path_buf).unwrap_or(corpus) });
    let inside = corpus
        .is_some_and(|corpus| corpus.parent().is_some() && (place.starts_with(&corpus) || path.starts_with(&corpus)));
    // It goes by the name of the link: some programs ask how they are called.
    (about.is_file() && is_executable(&about) && !inside).then(|| path.to_path_buf())
}

#[cfg(unix)]
fn is_executable(about: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    about.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &fs::Metadata) -> bool {
    true
}

/// The scripts that Tesseract has data for, simplified first.
fn scripts(tesseract: &Path) -> Result<Vec<Script>, Why> {
    let folder = private_folder()?;
    let path = folder.path().join("languages");
    let system = |error: std::io::Error| Why::System(Sentence::of_io(&error));
    let out = File::create(&path).map_err(system)?;
    let limits = Limits { memory: MEMORY, file: 1 << 20, time: Duration::from_secs(20) };
    match run(tesseract, &["--list-langs"], folder.path(), Some(out), limits) {
        Ended::Well => {}
        Ended::Badly => return Err(Why::Failed { program: "tesseract" }),
        Ended::System(sentence) => return Err(Why::System(sentence)),
    }
    let mut list = String::new();
    File::open(&path).and_then(|file| file.take(1 << 20).read_to_string(&mut list)).map_err(system)?;
    let has = |model: &str| list.lines().any(|line| line.trim() == model);
    Ok([Script::Simplified, Script::Traditional].into_iter().filter(|script| has(script.model())).collect())
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn programs_are_taken_by_absolute_paths_outside_the_corpus() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("corpus")).unwrap();
        for (name, mode) in [("corpus/tesseract", 0o755), ("tesseract", 0o755), ("plain", 0o644)] {
            fs::write(at(name), "").unwrap();
            fs::set_permissions(at(name), fs::Permissions::from_mode(mode)).unwrap();
        }
        symlink(at("corpus/tesseract"), at("link")).unwrap();
        symlink(at("tesseract"), at("corpus/inside")).unwrap();
        let corpus = at("corpus");
        assert_eq!(taken(&at("tesseract"), &corpus), Some(at("tesseract")));
        assert_eq!(taken(&at("tesseract"), &at("nowhere")), Some(at("tesseract")));
        for refused in ["corpus/tesseract", "plain", "link", "corpus/inside", "corpus", "nothing"] {
            assert_eq!(taken(&at(refused), &corpus), None, "{refused}");
        }
        assert_eq!(taken(Path::new("tesseract"), &corpus), None);
        assert_eq!(taken(&at("tesseract"), &at("tesseract")), None, "beside a corpus that is one file");
    }
}
