//! What an index was built from, and whether that is still so.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::modified;
use super::paths;
use super::print::Print;
use super::record::key;
use super::schema::FORMAT;
use crate::analyze;
use crate::error::{Error, Result, Sentence};
use crate::lexicon::Lexicon;

/// Above this many sources a search looks at the folders only, so that its cost does not grow with the corpus.
const EXACT_LIMIT: usize = 1000;

/// What an index was built from. The first part is small whatever the size of the corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The format of the index.
    pub format: u32,
    /// The version of the analyzer.
    pub analyzer: u32,
    /// A hash of the vocabulary.
    pub lexicon: u64,
    /// Whether the vocabulary is the user's own; it is kept with the generation then.
    pub own_lexicon: bool,
    /// The corpus folder, as it was named when the index was built.
    #[serde(with = "paths")]
    pub corpus: PathBuf,
    /// The way to the corpus folder from wherever the program runs: from the index folder, or an absolute path.
    #[serde(with = "paths")]
    pub from_index: PathBuf,
    /// The corpus folder and the folders in it, with their times: a file that comes or goes changes one of them.
    #[serde(with = "paths::timed")]
    pub folders: Vec<(PathBuf, u64)>,
    /// How many files were indexed.
    pub sources: usize,
    /// How many passages they have.
    pub passages: usize,
    /// The files with their sizes and times, when there are at most 1,000. All that is known of them is listed beside
    /// the manifest: every search reads the manifest, and looks at no more than this.
    pub files: Vec<Seen>,
}

/// A file as a quick look sees it: its path from the corpus folder, its size in bytes, its time of modification in
/// nanoseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen(#[serde(with = "paths")] pub PathBuf, pub u64, pub u64);

/// A file that was indexed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceEntry {
    /// Its path, from the corpus folder.
    #[serde(with = "paths")]
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// Its time of modification in nanoseconds since 1970.
    pub modified: u64,
    /// A hash of its bytes (XXH3); 0 when they could not be read.
    pub hash: u64,
    /// Its ordinal: the order in which files came into the index.
    pub ordinal: u32,
    /// The id of its notice; a copy has its original's.
    pub notice: String,
    /// How many passages it has in the index: none where it is a copy.
    pub passages: u32,
    /// Why it could not be read, if so.
    pub failed: Option<Sentence>,
    /// What the notice is recognised by in other files.
    pub print: Print,
    /// The file that holds, word for word, what this one says, and is indexed instead.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "paths::option")]
    pub copy_of: Option<PathBuf>,
}

/// Whether an index still says what its corpus says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Nothing has changed, as far as a quick look tells.
    Fresh,
    /// The corpus has changed.
    CorpusChanged,
    /// The program, its dictionary or the vocabulary has changed.
    ProgramChanged,
}

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const SOURCES: &str = "sources.jsonl";

impl Manifest {
    /// Reads the manifest of the generation in `folder`; `index` is the folder that messages name.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] when it is missing or unreadable, [`Error::Format`] when another format is named.
    pub fn read(folder: &Path, index: &Path) -> Result<Manifest> {
        let damaged = |reason: String| Error::Damaged { path: index.to_path_buf(), reason };
        let bytes = fs::read(folder.join(MANIFEST)).map_err(|error| damaged(format!("{MANIFEST}: {error}")))?;
        #[derive(Deserialize)]
        struct Head {
            format: u32,
        }
        let whole = serde_json::from_slice::<Manifest>(&bytes);
        // Another format may have other fields; its number it always has.
        let format = match &whole {
            Ok(manifest) => Ok(manifest.format),
            Err(_) => serde_json::from_slice::<Head>(&bytes).map(|head| head.format),
        };
        match format {
            Ok(found) if found != FORMAT => Err(Error::Format { path: index.to_path_buf(), found, expected: FORMAT }),
            _ => whole.map_err(|error| damaged(format!("{MANIFEST}: {error}"))),
        }
    }

    /// Writes the manifest and the list of sources into `folder`.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when a file cannot be written.
    pub fn write(&self, folder: &Path, sources: &[SourceEntry]) -> Result<()> {
        let mut lines = Vec::new();
        for source in sources {
            let line = serde_json::to_vec(source).map_err(|error| invalid(SOURCES, &error))?;
            lines.extend_from_slice(&line);
            lines.push(b'\n');
        }
        let path = folder.join(SOURCES);
        fs::write(&path, lines).map_err(Error::io(&path))?;
        let path = folder.join(MANIFEST);
        let bytes = serde_json::to_vec(self).map_err(|error| invalid(MANIFEST, &error))?;
        fs::write(&path, bytes).map_err(Error::io(&path))
    }

    /// All files that were indexed.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] when the list is missing or unreadable.
    pub fn sources(&self, folder: &Path, index: &Path) -> Result<Vec<SourceEntry>> {
        let damaged = |reason: String| Error::Damaged { path: index.to_path_buf(), reason };
        let text = fs::read_to_string(folder.join(SOURCES)).map_err(|error| damaged(format!("{SOURCES}: {error}")))?;
        text.lines()
            .map(|line| serde_json::from_str(line).map_err(|error| damaged(format!("{SOURCES}: {error}"))))
            .collect()
    }

    /// The part that goes to disk as `manifest.json`.
    pub(super) fn with_files(mut self, sources: &[SourceEntry]) -> Manifest {
        self.sources = sources.iter().filter(|source| source.failed.is_none()).count();
        self.passages = sources.iter().map(|source| source.passages as usize).sum();
        if sources.len() <= EXACT_LIMIT {
            self.files = sources.iter().map(|source| Seen(source.path.clone(), source.size, source.modified)).collect();
        }
        self
    }

    /// The corpus folder, from wherever the program runs; `index` is the index folder.
    #[must_use]
    pub fn source(&self, index: &Path) -> PathBuf {
        // An absolute path stands for itself.
        index.join(&self.from_index)
    }

    /// The corpus folder as it was named, if that leads there from here.
    #[must_use]
    pub fn named(&self, index: &Path) -> PathBuf {
        named(self.corpus.clone(), index.join(&self.from_index))
    }

    /// A quick look at the corpus: folders' times, and up to 1,000 files' sizes and times. `lexicon` is the table of
    /// the vocabulary that is wanted; without one, the user's own that is in use, or the built-in one, will do. `index` is
    /// the index folder.
    #[must_use]
    pub fn freshness(&self, index: &Path, lexicon: Option<&str>) -> Freshness {
        let wanted = match lexicon {
            Some(table) => key(table),
            None if self.own_lexicon => self.lexicon,
            None => key(Lexicon::builtin_tsv()),
        };
        if (self.format, self.analyzer, self.lexicon) != (FORMAT, analyze::VERSION, wanted) {
            return Freshness::ProgramChanged;
        }
        let corpus = self.source(index);
        let same_folder = |(folder, time): &(PathBuf, u64)| {
            fs::metadata(full_path(&corpus, folder)).is_ok_and(|meta| modified(&meta) == *time)
        };
        let same_file = |Seen(path, size, time): &Seen| {
            fs::metadata(full_path(&corpus, path)).is_ok_and(|meta| (meta.len(), modified(&meta)) == (*size, *time))
        };
        if self.folders.iter().all(same_folder) && self.files.iter().all(same_file) {
            Freshness::Fresh
        } else {
            Freshness::CorpusChanged
        }
    }
}

/// The way from the folder `index` to `corpus`, so that both can be moved together and searched from elsewhere;
/// an absolute path where only that leads there.
pub(super) fn from_index(index: &Path, corpus: &Path) -> PathBuf {
    use std::path::Component;
    let absolute = || fs::canonicalize(corpus).unwrap_or_else(|_| corpus.to_path_buf());
    let plain = |path: &Path| path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !plain(index) || !plain(corpus) {
        return absolute();
    }
    let depth = index.components().filter(|part| matches!(part, Component::Normal(_))).count();
    let way: PathBuf = std::iter::repeat_n(Component::ParentDir, depth).chain(corpus.components()).collect();
    // A linked index folder lies elsewhere.
    if fs::canonicalize(index.join(&way)).ok() == fs::canonicalize(corpus).ok() { way } else { absolute() }
}

/// `named` if it leads to `place` from here, else `place`.
pub(super) fn named(named: PathBuf, place: PathBuf) -> PathBuf {
    let same = fs::canonicalize(&named).is_ok_and(|named| fs::canonicalize(&place).is_ok_and(|place| named == place));
    if same { named } else { place }
}

fn invalid(place: &str, error: &serde_json::Error) -> Error {
    Error::Invalid { place: place.to_owned(), reason: error.to_string() }
}

/// The path of something in the corpus; the corpus may be one file, whose own path from itself is empty.
#[must_use]
pub(super) fn full_path(corpus: &Path, path: &Path) -> PathBuf {
    if path.as_os_str().is_empty() { corpus.to_path_buf() } else { corpus.join(path) }
}
