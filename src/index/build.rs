//! Building an index: scan, read, index, swap in.

use std::borrow::Cow;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

use super::changes::{Built, Plan, Progress, Trust};
use super::copies::Texts;
use super::documents::Add;
use super::failure::of_writing;
use super::files;
use super::folder::{self, Patience, Site, check_place, copy_segments, share};
use super::manifest::{self, Depends, Manifest, Part, SourceEntry, full_path};
use super::members;
use super::names::{LEXICON, is_lock};
use super::pool::Pool;
use super::record::key;
use super::schema::{FORMAT, schema};
use super::settle::settle;
use super::walk;
use super::work::{Read, Work, read_file};
use super::writer::Writer;
use crate::analyze::{self, Segmenter};
use crate::error::{BadVocabulary, Error, Result};
use crate::ingest::Reading;
use crate::lexicon::Lexicon;

/// What a build is asked to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder with the notices, or one file.
    pub corpus: PathBuf,
    /// Where the index goes.
    pub index: PathBuf,
    /// What tells that a file has not changed since it was read.
    pub trust: Trust,
    /// Whether to wait for another process that builds there.
    pub patience: Patience,
    /// The vocabulary that passages are tagged with.
    pub lexicon: WantedLexicon,
    /// Bytes of memory that the build may take, about: more than it needs makes it no faster.
    pub memory: usize,
    /// How files are read.
    pub reading: Arc<Reading>,
}

/// Bytes of memory that a build may take where nobody says how many.
pub const MEMORY: usize = 256 << 20;

/// Which vocabulary an index is to have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum WantedLexicon {
    /// The user's own that the index was built with; the built-in one where there is none.
    #[default]
    AsBuilt,
    /// The built-in one, whatever the index was built with.
    BuiltIn,
    /// The table in this file.
    File(PathBuf),
}

impl Options {
    /// An index of `corpus` in the folder `index`, brought up to date by what stamps tell, with the built-in vocabulary,
    /// without waiting.
    #[must_use]
    pub fn new(corpus: PathBuf, index: PathBuf) -> Options {
        let (trust, patience, lexicon) = (Trust::default(), Patience::None, WantedLexicon::AsBuilt);
        Options { corpus, index, trust, patience, lexicon, memory: MEMORY, reading: Arc::default() }
    }
}

/// Brings the index up to date with its corpus: reads new and changed files, drops those that are gone, and swaps the
/// result in. A file that cannot be read is reported in [`Built::failures`], and the others go on; what was read of it
/// before stays, unless it is gone.
///
/// # Errors
///
/// [`Error::Io`] when a folder cannot be read or written, [`Error::NothingToIndex`] when the corpus holds no file,
/// [`Error::NotAnIndex`] and [`Error::CorpusInIndex`] when nothing may be built there, [`Error::Locked`] when another
/// process builds the same index, [`Error::LostLexicon`] when the vocabulary that it was built with is damaged.
pub fn build(options: &Options, progress: Progress<'_>) -> Result<Built> {
    let index = &options.index;
    check_place(index, &options.corpus)?;
    let mut scan = walk::scan(&options.corpus, index)?;
    // Where nothing was indexed yet, an empty folder is more likely a mistake than a wish.
    let nothing = scan.files.is_empty() && scan.unreadable.is_empty();
    if nothing && folder::current(index).ok().flatten().is_none() {
        return Err(Error::NothingToIndex { path: options.corpus.clone() });
    }
    let is_new = !index.exists();
    let site = Site::open(index, &options.corpus, options.patience)?;
    // An index that lies in its corpus has just changed it.
    if is_new && is_within(index, &options.corpus) {
        scan = walk::scan(&options.corpus, index)?;
    }
    let vocabulary = Vocabulary::open(&options.lexicon, index)?;
    // Whatever is wrong with the old index, a build is the way out of it. Where everything is read again, the old one is
    // still needed for what cannot be read now. What it knows of another corpus is of no use here.
    let needed = options.trust != Trust::Nothing || !scan.unreadable.is_empty();
    let old = if needed { Previous::open(index).ok().flatten() } else { None };
    let is_usable = old.as_ref().is_some_and(|old| old.manifest.lexicon == vocabulary.fingerprint);
    if !is_usable && options.trust != Trust::Nothing {
        would_lose(index, options, &scan.unreadable)?;
    }
    let old = old.filter(|old| old.manifest.lexicon == vocabulary.fingerprint);
    let old = old.filter(|old| is_one_place(&old.manifest.source(index), &options.corpus));
    let (folders, unreadable) = (scan.folders.clone(), scan.unreadable.clone());
    let before = old.as_ref().map_or(&[][..], |old| &old.sources);
    let stands = |depends: &Depends| members::stands(depends, &options.reading);
    let mut plan = Plan::new(&options.corpus, scan, before, options.trust, &stands);
    members::expand(&mut plan, &options.corpus, &options.reading);
    let manifest = Manifest {
        format: FORMAT,
        analyzer: analyze::VERSION,
        lexicon: vocabulary.fingerprint,
        own_lexicon: vocabulary.own.is_some(),
        corpus: options.corpus.clone(),
        from_index: manifest::from_index(index, &options.corpus),
        folders,
        unreadable,
        without_machine: options.reading.machine.is_unwished(),
        ..Manifest::default()
    };
    if let Some(old) = &old
        && plan.is_empty()
        && manifest.clone().with_files(&plan.sources()).says_what(&old.manifest)
    {
        return Ok(plan.result());
    }

    let building = site.begin()?;
    let folder = building.path();
    write(folder, options, &vocabulary, &mut plan, old.as_ref(), progress).map_err(|error| of_writing(error, index))?;
    vocabulary.save(folder)?;
    let sources = plan.sources();
    let known = old.as_ref().map_or(&[][..], |old| &old.manifest.parts);
    let checksum = seal(folder, manifest.with_files(&sources), &sources, known)?;
    site.swap_in(building, &checksum)?;
    Ok(plan.result())
}

/// Whether two paths lead to the same folder or file.
fn is_one_place(a: &Path, b: &Path) -> bool {
    a == b || fs::canonicalize(a).is_ok_and(|a| fs::canonicalize(b).is_ok_and(|b| a == b))
}

/// Whether `path` lies in `folder`.
fn is_within(path: &Path, folder: &Path) -> bool {
    fs::canonicalize(path).is_ok_and(|path| fs::canonicalize(folder).is_ok_and(|folder| path.starts_with(folder)))
}

/// Completes the generation in `folder`: what it needs no longer goes, everybody who may read new files may read it,
/// and its manifest tells what it holds. Those of `known` that are there are what they were. Gives the manifest's checksum.
pub(super) fn seal(folder: &Path, manifest: Manifest, sources: &[SourceEntry], known: &[Part]) -> Result<String> {
    for entry in fs::read_dir(folder).map_err(Error::io(folder))? {
        let path = entry.map_err(Error::io(folder))?.path();
        if path.file_name().and_then(|name| name.to_str()).is_some_and(is_lock) {
            fs::remove_file(&path).map_err(Error::io(&path))?;
        }
    }
    let checksum = manifest.write(folder, sources, known)?;
    share(folder)?;
    Ok(checksum)
}

/// The vocabulary that a build tags passages with.
struct Vocabulary {
    /// The table of a vocabulary of the user's own.
    own: Option<String>,
    lexicon: Cow<'static, Lexicon>,
    fingerprint: u64,
}

impl Vocabulary {
    fn open(wanted: &WantedLexicon, index: &Path) -> Result<Vocabulary> {
        let own = match wanted {
            WantedLexicon::File(file) => Some((file.clone(), fs::read_to_string(file).map_err(Error::io(file))?)),
            WantedLexicon::BuiltIn => None,
            WantedLexicon::AsBuilt => recorded(index)?,
        };
        let Some((path, table)) = own else {
            let fingerprint = key(Lexicon::builtin_tsv());
            return Ok(Vocabulary { own: None, lexicon: Cow::Borrowed(Lexicon::builtin()), fingerprint });
        };
        let lexicon = Lexicon::from_tsv(&table).map_err(|error| match error {
            Error::Vocabulary(bad) => Error::Vocabulary(Box::new(BadVocabulary { path: Some(path.clone()), ..*bad })),
            error => error,
        })?;
        Ok(Vocabulary { fingerprint: key(&table), own: Some(table), lexicon: Cow::Owned(lexicon) })
    }

    /// Keeps a vocabulary of the user's own with the generation, for searches with synonyms and later builds.
    fn save(&self, folder: &Path) -> Result<()> {
        let Some(table) = &self.own else { return Ok(()) };
        files::write_new(&folder.join(LEXICON), table.as_bytes())
    }
}

/// The vocabulary of the user's own that the index was built with, with its path.
fn recorded(index: &Path) -> Result<Option<(PathBuf, String)>> {
    let Ok(Some(current)) = folder::current(index) else { return Ok(None) };
    let path = current.folder.join(LEXICON);
    match Manifest::read(&current.folder, index, current.checksum.as_deref()) {
        Ok(manifest) => match manifest.own_lexicon(&current.folder, index) {
            Ok(table) => Ok(table.map(|table| (path, table))),
            Err(_) => Err(Error::LostLexicon { path }),
        },
        // Other formats keep it in the same place, though without a checksum.
        Err(Error::Format { .. }) => {
            let table = files::read(&path).ok().and_then(|table| String::from_utf8(table).ok());
            Ok(table.map(|table| (path, table)))
        }
        // Without the manifest nobody knows whether the table is what it was.
        Err(_) if files::is_regular(&path).is_ok_and(|found| found.is_none()) => Ok(None),
        Err(_) => Err(Error::LostLexicon { path }),
    }
}

/// The generation that a build starts from.
struct Previous {
    folder: PathBuf,
    manifest: Manifest,
    sources: Vec<SourceEntry>,
}

impl Previous {
    fn open(index: &Path) -> Result<Option<Previous>> {
        let Some(folder::Current { folder, checksum, .. }) = folder::current(index)? else { return Ok(None) };
        let manifest = Manifest::read(&folder, index, checksum.as_deref())?;
        // Segments are taken over; a damaged one would spread.
        if manifest.analyzer != analyze::VERSION || !manifest.verify(&folder)?.is_empty() {
            return Ok(None);
        }
        let sources = manifest.sources(&folder, index)?;
        Ok(Some(Previous { folder, manifest, sources }))
    }
}

/// Refuses a build that could take nothing over, where something that is indexed lies in `unreadable` and cannot be read
/// again: it would lose what nobody took away.
fn would_lose(index: &Path, options: &Options, unreadable: &[PathBuf]) -> Result<()> {
    let (false, Ok(Some(current))) = (unreadable.is_empty(), folder::current(index)) else { return Ok(()) };
    let Ok(manifest) = Manifest::read(&current.folder, index, current.checksum.as_deref()) else { return Ok(()) };
    if !is_one_place(&manifest.source(index), &options.corpus) {
        return Ok(());
    }
    let sources = manifest.sources(&current.folder, index).unwrap_or_default();
    let below = |folder: &&PathBuf| sources.iter().any(|source| source.path.starts_with(folder));
    match unreadable.iter().find(below) {
        Some(folder) => Err(Error::WouldLose { path: options.corpus.join(folder) }),
        None => Ok(()),
    }
}

/// Writes the new generation into `folder`.
fn write(
    folder: &Path,
    options: &Options,
    vocabulary: &Vocabulary,
    plan: &mut Plan,
    old: Option<&Previous>,
    progress: Progress<'_>,
) -> Result<()> {
    let (schema, fields) = schema();
    let index = match old.filter(|_| !plan.kept.is_empty()) {
        Some(old) => {
            copy_segments(&old.folder, folder)?;
            tantivy::Index::open_in_dir(folder)?
        }
        None => tantivy::Index::create_in_dir(folder, schema)?,
    };
    let bytes: u64 = plan.read.iter().map(|file| file.stamp.size).sum();
    let segmenter = Segmenter::for_documents(bytes);
    let threads = threads(options.memory, plan.read.len());
    let share = options.memory / INVERTED;
    let (writer, inverters) = Writer::open(folder, index.clone(), fields, &segmenter, threads, share)?;
    let add = Add { fields: &fields, corpus: &options.corpus, lexicon: &vocabulary.lexicon };
    let read = |path: &Path| read_file(&full_path(&options.corpus, path), &options.reading);
    let again = |path: &Path, hash: u64| match read(path) {
        Read::Bytes { hash: found, document, .. } => document.ok().filter(|_| found == hash).map(|document| *document),
        Read::Nothing | Read::Unread(_) => None,
    };
    let own = |path: &Path, hash: u64| again(path, hash).map(|document| document.own);
    let pool = Pool::new();
    let (told, done) = mpsc::channel();
    let mut work = Work::new(plan, Texts::new(&own), writer, &inverters, &pool, done);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (told, pool, inverters, add, read) = (told.clone(), &pool, &inverters, &add, &read);
            scope.spawn(move || {
                while let Some(job) = pool.next() {
                    // Whatever happens to it is told, or nobody would know that this thread has ended.
                    let did = catch_unwind(AssertUnwindSafe(|| job.run(thread, add, inverters, read)));
                    if told.send(did).is_err() {
                        return;
                    }
                }
            });
        }
        let _closing = pool.closing();
        work.all(options.memory, &again, progress)
    })?;
    work.end()?;
    settle(&index, options.memory)
}

/// Of the memory of a build, what documents that are taken apart may take.
const INVERTED: usize = 4;
/// Memory that a thread needs to be of use.
const THREAD: usize = 24 << 20;
/// How many threads work on `files` files with so much memory.
fn threads(memory: usize, files: usize) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    cores.min(memory / THREAD).min(files).max(1)
}
