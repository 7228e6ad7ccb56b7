//! What an index was built from, and whether that is still so.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::{self, Stamp, modified};
use super::fingerprint::Fingerprint;
use super::folder::{current, generations};
use super::names::{LEXICON, MANIFEST, SOURCES, is_lock, is_of_segment};
use super::paths;
use super::record::key;
use super::schema::{COUNTED, FORMAT};
use crate::analyze;
use crate::api::AddressOf;
use crate::error::{Damage, Error, Result, Sentence};
use crate::lexicon::Lexicon;
use crate::unpack::NamedColumns;

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
    /// How many tokens their texts have, field by field.
    pub lengths: Vec<u64>,
    /// The files as a quick look sees them, when there are at most 1,000. All that is known of them is listed beside
    /// the manifest: every search reads the manifest, and looks at no more than this.
    pub files: Vec<Seen>,
    /// Files and folders that could not be read, at most 1,000: they are tried again.
    #[serde(with = "paths::list")]
    pub unreadable: Vec<PathBuf>,
    /// The issuer's own addresses of notices that are indexed from files of other sites, by the keys of the notices: copies
    /// know them. At most 1,000.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<(u64, String)>,
    /// The files of the generation, but for the manifest itself, sorted by name.
    pub parts: Vec<Part>,
    /// Whether somebody wished that no page is read by machine.
    #[serde(default)]
    pub without_machine: bool,
}

/// A file of the corpus as a quick look sees it: its path from the corpus folder, its stamp, and the hash of its bytes
/// (XXH3), 0 when they could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen(#[serde(with = "paths")] pub PathBuf, pub Stamp, pub u64);

/// A file of a generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// A hash of its bytes (XXH3).
    pub hash: u64,
}

/// A file that was indexed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceEntry {
    /// Its path, from the corpus folder.
    #[serde(with = "paths")]
    pub path: PathBuf,
    /// Its size, times and number.
    pub stamp: Stamp,
    /// A hash of its bytes (XXH3); 0 when they could not be read.
    pub hash: u64,
    /// Its ordinal: the order in which files came into the index.
    pub ordinal: u32,
    /// The id of its notice; a copy has its original's.
    pub notice: String,
    /// How many passages it has in the index: none where it is a copy.
    pub passages: u32,
    /// How many tokens its texts have, field by field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lengths: Vec<u64>,
    /// Why it could not be read, if so.
    pub failed: Option<Sentence>,
    /// Why it could not be read again, if so: the index has what was read of it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<Sentence>,
    /// What the notice is recognised by in other files.
    pub print: Fingerprint,
    /// Where it was found on the web, as it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The file that holds, word for word, what this one says, and is indexed instead.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "paths::option")]
    pub copy_of: Option<PathBuf>,
    /// The file of the disk, from the corpus folder, that it is a member of, if it is no file of the disk itself.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "paths::option")]
    pub within: Option<PathBuf>,
    /// What it holds, if it is a container: its members are sources of their own, and it is no document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<Holds>,
    /// What of it could not be read, if the rest could.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lacks: Option<Sentence>,
    /// What else than its bytes decides how it is read.
    #[serde(default, skip_serializing_if = "Depends::is_nothing")]
    pub depends: Depends,
}

/// What a container holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holds {
    /// How many members, those included that are not read.
    pub members: usize,
    /// Of a file of records: the columns that they were read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<NamedColumns>,
}

/// What else than the bytes of a file decides how it is read: another value of one of these makes it stale.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Depends {
    /// The columns of records that were named, hashed; none where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<u64>,
    /// Whether pages are read by machine, hashed with in which scripts; none where all its pages have text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<u64>,
}

impl Depends {
    fn is_nothing(&self) -> bool {
        *self == Depends::default()
    }
}

impl SourceEntry {
    /// Whether it is a document of the index, or a copy of one.
    #[must_use]
    pub fn is_document(&self) -> bool {
        self.failed.is_none() && self.holds.is_none()
    }

    /// Whether nothing is to be read of it: it is a container, or known to be unreadable.
    pub(super) fn is_settled(&self) -> bool {
        self.failed.is_some() || self.holds.is_some()
    }
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

/// The issuers' own addresses that only copies have, the first by path of each notice.
fn addresses(sources: &[SourceEntry]) -> Vec<(u64, String)> {
    let own = |source: &&SourceEntry| source.url.as_deref().is_some_and(|url| AddressOf::of(url) == AddressOf::Issuer);
    let copies = sources.iter().filter(|source| source.copy_of.is_some()).filter(own);
    let mut found: Vec<(u64, String)> = Vec::new();
    let known: HashSet<&str> =
        sources.iter().filter(|source| source.copy_of.is_none()).filter(own).map(|source| &*source.notice).collect();
    for copy in copies.filter(|copy| !known.contains(&*copy.notice)) {
        let key = key(&copy.notice);
        if let (Some(url), false) = (&copy.url, found.iter().any(|(known, _)| *known == key)) {
            found.push((key, url.clone()));
        }
    }
    found
}

/// Before and after the checksum of a manifest, which stands before it in its file: JSON, in this form to the letter.
const BEFORE: &str = "{\"checksum\":\"";
const AFTER: &str = "\",\"manifest\":";
const END: &str = "}\n";

/// The checksum of the text of a manifest, in 16 hexadecimal digits.
fn checksum(manifest: &str) -> String {
    format!("{:016x}", files::hash(manifest.as_bytes()))
}

impl Manifest {
    /// Reads the manifest of the generation in `folder`; `index` is the folder that messages name. `expected` is the
    /// checksum that it should have, where that is known.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] when it is missing, unreadable or not the one expected, [`Error::Format`] when another format
    /// is named.
    pub(super) fn read(folder: &Path, index: &Path, expected: Option<&str>) -> Result<Manifest> {
        let damaged = |damage| Error::Damaged { path: index.to_path_buf(), damage };
        let bytes = files::read(&folder.join(MANIFEST)).map_err(|error| damaged(unreadable(MANIFEST, &error)))?;
        let parts = str::from_utf8(&bytes).ok().and_then(|text| {
            let (sum, rest) = text.strip_prefix(BEFORE)?.split_once(AFTER)?;
            Some((sum, rest.strip_suffix(END)?))
        });
        // Other formats have other forms; a number they always have.
        if let Some(found) = format_of(&bytes).filter(|&found| found != FORMAT) {
            return Err(Error::Format { path: index.to_path_buf(), found, expected: FORMAT });
        }
        let Some((sum, manifest)) = parts else { return Err(damaged(malformed(MANIFEST, None))) };
        if sum != checksum(manifest) || expected.is_some_and(|expected| expected != sum) {
            return Err(damaged(Damage::Checksum { file: MANIFEST.to_owned() }));
        }
        serde_json::from_str(manifest).map_err(|error| damaged(malformed(MANIFEST, Some(&error))))
    }

    /// Writes the list of sources and then the manifest into `folder`, whose other files must be complete, and gives
    /// the manifest's checksum. Those of `known` that are there are what they were.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when a file cannot be written or read.
    pub(super) fn write(mut self, folder: &Path, sources: &[SourceEntry], known: &[Part]) -> Result<String> {
        let mut lines = Vec::new();
        for source in sources {
            let line = serde_json::to_vec(source).map_err(|error| invalid(SOURCES, &error))?;
            lines.extend_from_slice(&line);
            lines.push(b'\n');
        }
        files::write_new(&folder.join(SOURCES), &lines)?;
        self.parts = parts(folder, known)?;
        let manifest = serde_json::to_string(&self).map_err(|error| invalid(MANIFEST, &error))?;
        let checksum = checksum(&manifest);
        files::write_new(&folder.join(MANIFEST), format!("{BEFORE}{checksum}{AFTER}{manifest}{END}").as_bytes())?;
        Ok(checksum)
    }

    /// The bytes of the part `name` of the generation in `folder`, as they were written.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] when they are missing or others.
    pub(super) fn part(&self, name: &str, folder: &Path, index: &Path) -> Result<Vec<u8>> {
        let damaged = |damage| Error::Damaged { path: index.to_path_buf(), damage };
        let part = self.parts.iter().find(|part| part.name == name);
        let part = part.ok_or_else(|| damaged(Damage::Unrecorded { file: name.to_owned() }))?;
        let bytes = files::read(&folder.join(name)).map_err(|error| damaged(unreadable(name, &error)))?;
        if files::hash(&bytes) == part.hash {
            Ok(bytes)
        } else {
            Err(damaged(Damage::Checksum { file: name.to_owned() }))
        }
    }

    /// What is wrong with the files of the generation in `folder`: each that is missing, has other bytes than it was
    /// written with, or is not on record.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the folder cannot be read.
    pub(super) fn verify(&self, folder: &Path) -> Result<Vec<Sentence>> {
        let mut out = Vec::new();
        for part in &self.parts {
            let name = &part.name;
            match files::hash_of(&folder.join(name)) {
                Ok(found) if found == (part.size, part.hash) => {}
                Ok(_) => out.push(Sentence::new(format!("{name}：校验和不符"), format!("{name}: checksum differs"))),
                Err(error) => {
                    let reason = Sentence::of_io(&error);
                    out.push(Sentence::new(format!("{name}：{}", reason.zh), format!("{name}: {}", reason.en)));
                }
            }
        }
        for entry in fs::read_dir(folder).map_err(Error::io(folder))? {
            let name = entry.map_err(Error::io(folder))?.file_name();
            let known =
                |name: &str| name == MANIFEST || is_lock(name) || self.parts.iter().any(|part| part.name == name);
            if !name.to_str().is_some_and(known) {
                let name = name.display();
                out.push(Sentence::new(format!("{name}：不是索引的文件"), format!("{name}: not a file of the index")));
            }
        }
        Ok(out)
    }

    /// All files that were indexed.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] when the list is missing or not what it was.
    pub fn sources(&self, folder: &Path, index: &Path) -> Result<Vec<SourceEntry>> {
        let damaged = |damage| Error::Damaged { path: index.to_path_buf(), damage };
        let bytes = self.part(SOURCES, folder, index)?;
        let text = str::from_utf8(&bytes).map_err(|error| damaged(malformed(SOURCES, Some(&error))))?;
        text.lines()
            .map(|line| serde_json::from_str(line).map_err(|error| damaged(malformed(SOURCES, Some(&error)))))
            .collect()
    }

    /// The table of the user's own vocabulary that the index was built with; `None` where that is the built-in one.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] when it is missing or not what it was.
    pub(super) fn own_lexicon(&self, folder: &Path, index: &Path) -> Result<Option<String>> {
        if !self.own_lexicon {
            return Ok(None);
        }
        let damaged = |damage| Error::Damaged { path: index.to_path_buf(), damage };
        let bytes = self.part(LEXICON, folder, index)?;
        String::from_utf8(bytes).map(Some).map_err(|error| damaged(malformed(LEXICON, Some(&error.utf8_error()))))
    }

    /// The part that goes to disk as `manifest.json`.
    pub(super) fn with_files(mut self, sources: &[SourceEntry]) -> Manifest {
        self.sources = sources.iter().filter(|source| source.is_document()).count();
        self.passages = sources.iter().map(|source| source.passages as usize).sum();
        self.lengths = vec![0; COUNTED.len()];
        for source in sources {
            self.lengths.iter_mut().zip(&source.lengths).for_each(|(sum, length)| *sum += length);
        }
        // A quick look is at files of the disk.
        let files = || sources.iter().filter(|source| source.within.is_none());
        if files().count() <= EXACT_LIMIT {
            self.files = files().map(|source| Seen(source.path.clone(), source.stamp, source.hash)).collect();
        }
        let refused = |source: &&SourceEntry| source.unread.is_some() || (source.failed.is_some() && source.hash == 0);
        self.unreadable.extend(files().filter(refused).map(|source| source.path.clone()));
        self.unreadable.sort();
        self.unreadable.dedup();
        self.unreadable.truncate(EXACT_LIMIT);
        self.addresses = addresses(sources);
        self.addresses.truncate(EXACT_LIMIT);
        self
    }

    /// Whether both say the same of a corpus, whatever the files of their generations.
    pub(super) fn says_what(&self, other: &Manifest) -> bool {
        Manifest { parts: Vec::new(), ..self.clone() } == Manifest { parts: Vec::new(), ..other.clone() }
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

    /// A quick look at the corpus: folders' times, and up to 1,000 files' stamps; what could not be read is tried again.
    /// `lexicon` is the table of the vocabulary that is wanted; without one, the user's own that is in use, or the
    /// built-in one, will do. `index` is the index folder.
    #[must_use]
    pub fn survey(&self, index: &Path, lexicon: Option<&str>) -> Survey {
        let wanted = match lexicon {
            Some(table) => key(table),
            None if self.own_lexicon => self.lexicon,
            None => key(Lexicon::builtin_tsv()),
        };
        if (self.format, self.analyzer, self.lexicon) != (FORMAT, analyze::VERSION, wanted) {
            return Survey::of(Freshness::ProgramChanged);
        }
        let corpus = self.source(index);
        let mut survey = Survey::of(Freshness::Fresh);
        for path in &self.unreadable {
            let place = full_path(&corpus, path);
            match try_to_read(&place) {
                Ok(()) => survey.freshness = Freshness::CorpusChanged,
                Err(error) => {
                    let kept = self.files.iter().any(|Seen(file, _, hash)| *hash != 0 && file.starts_with(path));
                    // What is gone, and was never read, is no news.
                    if kept || is_passing(&error) {
                        survey.refused(place, &error, kept);
                    }
                }
            }
        }
        let known: HashSet<&Path> = self.unreadable.iter().map(PathBuf::as_path).collect();
        let mut affordable = AFFORDABLE;
        let folders = self.folders.iter().map(|(path, time)| (path, None, *time));
        let files = self.files.iter().map(|Seen(path, stamp, hash)| (path, Some((stamp, *hash)), 0));
        for (path, file, time) in folders.chain(files) {
            // What lies in one of them went with it.
            if path.ancestors().any(|above| known.contains(above)) {
                continue;
            }
            let place = full_path(&corpus, path);
            match fs::metadata(&place) {
                Ok(meta) if file.is_none() && modified(&meta) == time => {}
                Ok(meta) if file.is_some_and(|file| unchanged(&place, &meta, file, &mut affordable)) => {}
                Ok(_) => survey.freshness = Freshness::CorpusChanged,
                Err(error) if is_passing(&error) => {
                    // Nothing in a folder that may not be entered can be looked at; the folder says so once.
                    let folder = place.parent().filter(|folder| !path.as_os_str().is_empty() && folder.is_dir());
                    let place = folder.map_or(place.clone(), Path::to_path_buf);
                    survey.refused(place, &error, true);
                }
                Err(_) => survey.freshness = Freshness::CorpusChanged,
            }
        }
        // As the corpus was named, not as the way there from the index.
        if !survey.unreadable.is_empty() {
            let named = self.named(index);
            for unreadable in &mut survey.unreadable {
                if let Ok(path) = unreadable.path.strip_prefix(&corpus) {
                    unreadable.path = full_path(&named, path);
                }
            }
        }
        survey
    }
}

/// Bytes that a quick look may read, of files whose rights, owner or place in the file system alone have changed.
const AFFORDABLE: u64 = 8 << 20;

/// Whether the file at `place` is what it was when it had this stamp and this hash.
fn unchanged(place: &Path, meta: &fs::Metadata, (stamp, hash): (&Stamp, u64), affordable: &mut u64) -> bool {
    let now = Stamp::of(meta);
    if now == *stamp {
        return true;
    }
    if (now.size, now.modified) != (stamp.size, stamp.modified) || now.size > *affordable {
        return false;
    }
    *affordable -= now.size;
    fs::read(place).is_ok_and(|bytes| files::hash(&bytes) == hash)
}

/// What a quick look at the corpus of an index finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// Whether something has changed.
    pub freshness: Freshness,
    /// Files and folders that cannot be read now, each once.
    pub unreadable: Vec<Unreadable>,
}

/// A file or a folder that cannot be read now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Its path from here.
    pub path: PathBuf,
    /// Why.
    pub reason: Sentence,
    /// Whether the index has what was read of it before.
    pub kept: bool,
}

impl Survey {
    fn of(freshness: Freshness) -> Survey {
        Survey { freshness, unreadable: Vec::new() }
    }

    fn refused(&mut self, path: PathBuf, error: &std::io::Error, kept: bool) {
        if self.unreadable.iter().all(|other| other.path != path) {
            self.unreadable.push(Unreadable { path, reason: Sentence::of_io(error), kept });
        }
    }
}

/// Whether a file or folder may be there although the system does not give it: nothing says that it is gone.
pub(super) fn is_passing(error: &std::io::Error) -> bool {
    !matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
}

/// Whether a file, or the list of what a folder holds, can be read now.
fn try_to_read(path: &Path) -> std::io::Result<()> {
    let meta = fs::metadata(path)?;
    if meta.is_dir() {
        fs::read_dir(path).map(|_| ())
    } else if meta.is_file() {
        fs::File::open(path).map(|_| ())
    } else {
        Ok(())
    }
}

/// The files of the generation in `folder` but for the manifest and tantivy's locks, sorted by name. Files of segments are
/// never changed once written, and no two have one name, so those of `known` are not read again.
fn parts(folder: &Path, known: &[Part]) -> Result<Vec<Part>> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::io(folder))? {
        let path = entry.map_err(Error::io(folder))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if name == MANIFEST || is_lock(name) {
            continue;
        }
        let (size, hash) = match known.iter().find(|part| part.name == name && is_of_segment(name)) {
            Some(part) => (part.size, part.hash),
            None => files::hash_of(&path).map_err(Error::io(&path))?,
        };
        out.push(Part { name: name.to_owned(), size, hash });
    }
    out.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(out)
}

/// The format that a manifest names, in whatever form it is.
fn format_of(bytes: &[u8]) -> Option<u32> {
    let whole: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    let manifest = whole.get("manifest").unwrap_or(&whole);
    u32::try_from(manifest.get("format")?.as_u64()?).ok()
}

/// The corpus that the index in `index` was built from, even if this program cannot read the index; as it was named, if
/// that leads there from here.
#[must_use]
pub fn recorded_corpus(index: &Path) -> Option<PathBuf> {
    // Where the pointer is damaged, the last generation knows it too.
    let current = current(index).ok().flatten().map(|current| current.folder);
    current.into_iter().chain(generations(index)).find_map(|folder| {
        let bytes = files::read(&folder.join(MANIFEST)).ok()?;
        let whole: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
        // Old formats have the manifest itself there.
        let manifest = whole.get("manifest").unwrap_or(&whole);
        let path = |key: &str| paths::deserialize(manifest.get(key)?).ok();
        let named = path("corpus")?;
        Some(match path("from_index") {
            Some(way) => self::named(named, index.join(way)),
            None => named,
        })
    })
}

/// Whether the index in `index` was built with the wish that no page is read by machine.
#[must_use]
pub fn is_without_machine(index: &Path) -> bool {
    let Ok(Some(current)) = current(index) else { return false };
    Manifest::read(&current.folder, index, current.checksum.as_deref()).is_ok_and(|manifest| manifest.without_machine)
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

/// What keeps `file` from being read.
fn unreadable(file: &str, error: &io::Error) -> Damage {
    let file = file.to_owned();
    match error.kind() {
        io::ErrorKind::NotFound => Damage::Missing { file },
        _ => Damage::Unreadable { file, reason: Sentence::of_io(error) },
    }
}

/// `file` does not hold what it should.
fn malformed(file: &str, error: Option<&dyn std::error::Error>) -> Damage {
    Damage::Malformed { file: file.to_owned(), detail: error.map(ToString::to_string) }
}

fn invalid(place: &str, error: &serde_json::Error) -> Error {
    let text = error.to_string();
    Error::Invalid { place: place.to_owned(), reason: Sentence::new(text.clone(), text) }
}

/// The path of something in the corpus; the corpus may be one file, whose own path from itself is empty.
#[must_use]
pub(super) fn full_path(corpus: &Path, path: &Path) -> PathBuf {
    if path.as_os_str().is_empty() { corpus.to_path_buf() } else { corpus.join(path) }
}
