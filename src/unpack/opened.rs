//! Members by their paths: which part of a path is a file of the disk, and which leads on into it.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::{Budget, Bytes, Container, Fault, NamedColumns, Stated, records};

/// Containers that are kept open. Members are mostly read one after the other, by a few threads.
const OPEN: usize = 8;

/// A member to be read as a document.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What its container says of it.
    pub stated: Stated,
    /// A name that tells what it is, where its own does not.
    pub name: Option<PathBuf>,
}

impl Piece {
    /// A file that stands for itself.
    #[must_use]
    pub fn of(bytes: Vec<u8>) -> Piece {
        Piece { bytes, stated: Stated::default(), name: None }
    }
}

/// Containers that were opened, for whoever reads members of them next.
#[derive(Debug, Default)]
pub struct Opened {
    wanted: NamedColumns,
    /// By path, with the time and size of the file on the disk; the one that was used last is the last.
    known: Mutex<VecDeque<(PathBuf, Version, Arc<Container>)>>,
}

/// What tells that a file is still the same.
type Version = (u64, Option<std::time::SystemTime>);

impl Opened {
    /// Nothing is open yet. `wanted` says how records are read.
    #[must_use]
    pub fn new(wanted: NamedColumns) -> Opened {
        Opened { wanted, known: Mutex::default() }
    }

    /// How records are read.
    #[must_use]
    pub fn wanted(&self) -> &NamedColumns {
        &self.wanted
    }

    /// The file of the disk that `path` leads into, and the way on in it; `None` where it is a file itself, or leads nowhere.
    #[must_use]
    pub fn split(path: &Path) -> Option<(&Path, &Path)> {
        if fs::symlink_metadata(path).is_ok() {
            return None;
        }
        let file = path.ancestors().skip(1).find(|above| fs::metadata(above).is_ok())?;
        if !fs::metadata(file).is_ok_and(|found| found.is_file()) {
            return None;
        }
        Some((file, path.strip_prefix(file).ok()?))
    }

    /// The container that the file at `file` is, unpacked within `budget` or one of its own.
    ///
    /// # Errors
    ///
    /// Why it is none.
    pub fn file(&self, file: &Path, budget: Option<&Budget>) -> Result<Option<Arc<Container>>, Fault> {
        let open = File::open(file).map_err(|error| Fault::of_io(&error))?;
        let about = open.metadata().map_err(|error| Fault::of_io(&error))?;
        let version = (about.len(), about.modified().ok());
        if let Some(known) = self.known(file, version) {
            return Ok(Some(known));
        }
        let bytes = Bytes::of_file(open).map_err(|error| Fault::of_io(&error))?;
        let own = Budget::of(bytes.len());
        let container = Container::open(&bytes, file, &self.wanted, budget.unwrap_or(&own))?;
        Ok(container.map(|container| self.keep(file, version, container)))
    }

    fn known(&self, path: &Path, version: Version) -> Option<Arc<Container>> {
        let mut known = self.known.lock().ok()?;
        let at = known.iter().position(|(other, then, _)| other == path && *then == version)?;
        let entry = known.remove(at)?;
        let container = entry.2.clone();
        known.push_back(entry);
        Some(container)
    }

    fn keep(&self, path: &Path, version: Version, container: Container) -> Arc<Container> {
        let container = Arc::new(container);
        if let Ok(mut known) = self.known.lock() {
            known.retain(|(other, ..)| other != path);
            known.push_back((path.to_path_buf(), version, container.clone()));
            if known.len() > OPEN {
                known.pop_front();
            }
        }
        container
    }

    /// The member at `inner` of the file at `file`.
    ///
    /// # Errors
    ///
    /// Why it cannot be read.
    pub fn piece(&self, file: &Path, inner: &Path) -> Result<Piece, Fault> {
        self.at(file, inner, |container, member| container.piece(container.find(member).ok_or(Fault::Unknown)?))
    }

    /// The container at `inner` of the file at `file`, unpacked within `budget` or one of its own; `None` where what is
    /// there is none.
    ///
    /// # Errors
    ///
    /// Why it cannot be read.
    pub fn container(
        &self,
        file: &Path,
        inner: &Path,
        budget: Option<&Budget>,
    ) -> Result<Option<Arc<Container>>, Fault> {
        if inner.as_os_str().is_empty() {
            return self.file(file, budget);
        }
        let version = fs::metadata(file).map(|about| (about.len(), about.modified().ok())).unwrap_or_default();
        let path = file.join(inner);
        if let Some(known) = self.known(&path, version) {
            return Ok(Some(known));
        }
        let bytes = self.at(file, inner, |container, member| {
            let member = container.find(member).ok_or(Fault::Unknown)?;
            container.bytes(member)
        })?;
        let own = Budget::of(version.0);
        let container = Container::open(&bytes, inner, &self.wanted, budget.unwrap_or(&own))?;
        Ok(container.map(|container| self.keep(&path, version, container)))
    }

    /// Calls `read` with the innermost container on the way to `inner`, and the name of what is there in it.
    fn at<T>(
        &self,
        file: &Path,
        inner: &Path,
        read: impl FnOnce(&Container, &str) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut container = self.file(file, None)?.ok_or(Fault::Unknown)?;
        let mut passed = PathBuf::new();
        let mut rest = inner.to_path_buf();
        loop {
            let name = slashed(&rest);
            if container.find(&name).is_some() {
                return read(&container, &name);
            }
            // The longest beginning of the way that is a member leads on.
            let step = rest.ancestors().skip(1).find(|above| container.find(&slashed(above)).is_some());
            let Some(step) = step.map(Path::to_path_buf).filter(|step| !step.as_os_str().is_empty()) else {
                return Err(Fault::Unknown);
            };
            passed.push(&step);
            rest = rest.strip_prefix(&step).map(Path::to_path_buf).map_err(|_| Fault::Unknown)?;
            container = self.container(file, &passed, None)?.ok_or(Fault::Unknown)?;
        }
    }
}

/// A way in an archive as its members are called.
fn slashed(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// What stands for the title and the id of a member whose own name says nothing: the name of its container, and of a
/// record its line or id as well. `None` where the name of the file will do.
#[must_use]
pub fn member_stem(path: &Path) -> Option<String> {
    let container = path.parent()?;
    let ending = container.extension()?.to_str()?.to_ascii_lowercase();
    let (stem, own) = (container.file_stem()?.to_string_lossy(), path.file_name()?.to_string_lossy());
    if records::may_be(&ending) {
        return Some(format!("{stem}-{own}"));
    }
    (ending == "eml" && own.starts_with(super::message::BODY)).then(|| stem.into_owned())
}
