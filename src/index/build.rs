//! Building an index: scan, read, index, swap in.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tantivy::indexer::NoMergePolicy;
use tantivy::{IndexWriter, Term};

use super::changes::{Built, Plan, Trust};
use super::copies::{Originals, Place, Texts};
use super::documents::{Add, source_key};
use super::failure::of_writing;
use super::files::{self, hash};
use super::fingerprint::Fingerprint;
use super::folder::{self, Patience, Site, check_place, copy_segments, share};
use super::ids::Ids;
use super::manifest::{self, Manifest, SourceEntry, full_path};
use super::names::{LEXICON, is_lock};
use super::own::Own;
use super::record::key;
use super::schema::{FORMAT, schema, tokenizers};
use super::walk;
use crate::analyze;
use crate::error::{BadVocabulary, Error, Result, Sentence};
use crate::ingest::{self, Document, Unread, bytes_of};
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
}

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
        Options { corpus, index, trust: Trust::default(), patience: Patience::None, lexicon: WantedLexicon::AsBuilt }
    }
}

/// Told how far a build is: files done, files in all, passages so far.
pub type Progress<'a> = &'a (dyn Fn(usize, usize, usize) + Sync);

/// Memory for the writer; more makes fewer, larger segments.
const SMALL_HEAP: usize = 32 << 20;
const LARGE_HEAP: usize = 100 << 20;
/// Bytes of sources from which on the writer gets a second thread.
const LARGE_CORPUS: u64 = 16 << 20;
/// Bytes of sources that are read at a time, so that memory does not grow with the corpus.
const BATCH: u64 = 16 << 20;
/// Files that are read at a time.
const BATCH_FILES: usize = 512;

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
    let mut plan = Plan::new(&options.corpus, scan, old.as_ref().map_or(&[], |old| &old.sources), options.trust);
    let manifest = Manifest {
        format: FORMAT,
        analyzer: analyze::VERSION,
        lexicon: vocabulary.fingerprint,
        own_lexicon: vocabulary.own.is_some(),
        corpus: options.corpus.clone(),
        from_index: manifest::from_index(index, &options.corpus),
        folders,
        unreadable,
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
    let checksum = seal(folder, manifest.with_files(&sources), &sources)?;
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
/// and its manifest tells what it holds. Gives the manifest's checksum.
pub(super) fn seal(folder: &Path, manifest: Manifest, sources: &[SourceEntry]) -> Result<String> {
    for entry in fs::read_dir(folder).map_err(Error::io(folder))? {
        let path = entry.map_err(Error::io(folder))?.path();
        if path.file_name().and_then(|name| name.to_str()).is_some_and(is_lock) {
            fs::remove_file(&path).map_err(Error::io(&path))?;
        }
    }
    let checksum = manifest.write(folder, sources)?;
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
    let mut index = match old.filter(|_| !plan.kept.is_empty()) {
        Some(old) => {
            copy_segments(&old.folder, folder)?;
            tantivy::Index::open_in_dir(folder)?
        }
        None => tantivy::Index::create_in_dir(folder, schema)?,
    };
    index.set_tokenizers(tokenizers());
    let bytes: u64 = plan.read.iter().map(|file| file.stamp.size).sum();
    let mut writer: IndexWriter = if bytes >= LARGE_CORPUS {
        index.writer_with_num_threads(2, LARGE_HEAP)?
    } else {
        index.writer_with_num_threads(1, SMALL_HEAP)?
    };
    for path in &plan.dropped {
        writer.delete_term(Term::from_field_u64(fields.source, source_key(path)));
    }
    let add = Add { writer: &writer, fields: &fields, corpus: &options.corpus, lexicon: &vocabulary.lexicon };
    let mut ids = Ids::of(plan.kept.iter().map(|source| source.notice.as_str()));
    let mut originals = Originals::of(&plan.kept);
    let again = |path: &Path, hash: u64| {
        let Read::Bytes { hash: found, document } = read_file(&full_path(&options.corpus, path)) else { return None };
        document.ok().filter(|_| found == hash).map(|document| *document)
    };
    let own = |path: &Path, hash: u64| again(path, hash).map(|document| document.own);
    let mut texts = Texts::new(&own);
    let total = plan.read.len();
    let (mut done, mut passages) = (0, 0);
    while done < total {
        let batch = batch(&plan.read[done..]);
        let batch_size = batch.len();
        let read: Vec<Read> = batch.par_iter().map(|file| read_file(&full_path(&options.corpus, &file.path))).collect();
        for (at, read) in read.into_iter().enumerate() {
            let at = done + at;
            let path = plan.read[at].path.clone();
            let before = plan.before.remove(&path);
            let document = match (read, before) {
                // The index keeps what it has of a file that cannot be read again now.
                (Read::Unread(Unread::Refused(reason)), Some(before)) if before.failed.is_none() => {
                    // Its id is its own again, unless a file of this build has been given it.
                    let _ = ids.take(&before.notice);
                    plan.read[at] = SourceEntry { unread: Some(reason), ..before };
                    continue;
                }
                (Read::Unread(reason), _) => Err(reason.into_reason()),
                (Read::Bytes { hash, document }, _) => {
                    plan.read[at].hash = hash;
                    document.map(|document| *document)
                }
            };
            writer.delete_term(Term::from_field_u64(fields.source, source_key(&path)));
            match document {
                Ok(document) => {
                    plan.read[at].print = document.print;
                    let hash = plan.read[at].hash;
                    place(&add, plan, &mut ids, &mut originals, &mut texts, (&path, hash), document)?;
                    passages += plan.read[at].passages as usize;
                }
                Err(reason) => plan.read[at].failed = Some(reason),
            }
            progress(at + 1, total, passages);
        }
        done += batch_size;
    }
    while let Some((path, hash)) = originals.unsettled() {
        // What has changed meanwhile is read by the next build.
        let Some(document) = again(&path, hash) else { continue };
        place(&add, plan, &mut ids, &mut originals, &mut texts, (&path, hash), document)?;
    }
    plan.link_copies();
    writer.commit()?;
    merge(&index, writer)?;
    Ok(())
}

/// Gives the file at a path, whose bytes have this hash, its place: in the index, or as a copy.
fn place(
    add: &Add<'_>,
    plan: &mut Plan,
    ids: &mut Ids,
    originals: &mut Originals,
    texts: &mut Texts<'_>,
    (path, hash): (&Path, u64),
    Recognised { document, own, print }: Recognised,
) -> Result<()> {
    let Place { copy_of, instead_of } = originals.place(path, hash, print, own, texts);
    for other in &instead_of {
        add.writer.delete_term(Term::from_field_u64(add.fields.source, source_key(other)));
        plan.demote(other, path, ids);
    }
    let Some(file) = plan.entry(path) else { return Ok(()) };
    file.copy_of = copy_of;
    if file.copy_of.is_none() { add.notice(file, document, ids) } else { Ok(()) }
}

/// Up to so many documents become one segment.
const ONE_SEGMENT: u32 = 2_000_000;

/// What is not very large becomes one segment: a search opens it, and looks its words up, once and not eight times.
pub(super) fn merge(index: &tantivy::Index, writer: IndexWriter) -> Result<()> {
    // The writer merges as it goes; what it is about to merge cannot be asked of it again.
    writer.wait_merging_threads()?;
    let mut writer = second_writer(index)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    let ids: Option<Vec<_>> = {
        let segments = index.searchable_segment_metas()?;
        let small = segments.iter().map(|segment| segment.num_docs()).sum::<u32>() < ONE_SEGMENT;
        let apart = segments.len() > 1 || segments.iter().any(|segment| segment.has_deletes());
        (small && apart).then(|| segments.iter().map(|segment| segment.id()).collect())
    };
    if let Some(ids) = ids {
        writer.merge(&ids).wait()?;
    }
    // Segments that were merged into others leave their files behind, half of the index and more. Nothing may know of
    // them any longer: files of a segment that is listed somewhere, as above, are not collected.
    writer.garbage_collect_files().wait()?;
    Ok(writer.wait_merging_threads()?)
}

/// A second writer, right after the first let go of the lock. A program that another thread starts at that moment holds
/// a copy of the lock between its fork and its exec, so a busy lock is tried again for a second.
fn second_writer(index: &tantivy::Index) -> Result<IndexWriter> {
    const PAUSE: std::time::Duration = std::time::Duration::from_millis(10);
    for _ in 0..100 {
        match index.writer_with_num_threads(1, 15 << 20) {
            Err(tantivy::TantivyError::LockFailure(..)) => std::thread::sleep(PAUSE),
            writer => return Ok(writer?),
        }
    }
    Ok(index.writer_with_num_threads(1, 15 << 20)?)
}

/// How many of `files` are read at a time.
fn batch(files: &[SourceEntry]) -> &[SourceEntry] {
    let mut size = 0_u64;
    let count = files.iter().take(BATCH_FILES).take_while(|file| {
        let fits = size < BATCH;
        size = size.saturating_add(file.stamp.size);
        fits
    });
    &files[..count.count()]
}

/// What came of reading a file.
enum Read {
    Unread(Unread),
    Bytes { hash: u64, document: Result<Box<Recognised>, Sentence> },
}

/// A document with what it is recognised by.
struct Recognised {
    document: Document,
    own: Own,
    print: Fingerprint,
}

impl Recognised {
    fn new(document: Document, path: &Path) -> Recognised {
        let own = Own::of(&document, path);
        Recognised { print: Fingerprint::of(&document, &own), own, document }
    }
}

fn read_file(path: &Path) -> Read {
    let bytes = match bytes_of(path) {
        Ok(bytes) => bytes,
        Err(reason) => return Read::Unread(reason),
    };
    // Readers of formats are other people's code; whatever they do, the other files go on.
    let hash = hash(&bytes);
    let read = || ingest::document(bytes, path).map(|document| Box::new(Recognised::new(document, path)));
    let document = match std::panic::catch_unwind(read) {
        Ok(Err(error)) if error.is_passing() => return Read::Unread(Unread::Refused(error.sentence())),
        Ok(document) => document.map_err(|error| error.sentence()),
        Err(_) => Err(Sentence::new(
            "程序在这个文件上出错；请报告此问题",
            "the program failed on this file; please report it",
        )),
    };
    Read::Bytes { hash, document }
}
