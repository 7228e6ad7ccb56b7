//! Building an index: scan, read, index, swap in.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tantivy::indexer::NoMergePolicy;
use tantivy::{IndexWriter, Term};

use super::add::{Add, source_key};
use super::copies::{Originals, Place, Texts};
use super::files::{bytes_of, hash};
use super::generation::{self, LEXICON, RemoveOnDrop, copy_index, lock, swap_in};
use super::ids::Ids;
use super::ingest::{self, Document};
use super::manifest::{self, Manifest, SourceEntry, full_path};
use super::own::Own;
use super::plan::{Built, Plan};
use super::print::Print;
use super::record::key;
use super::schema::{FORMAT, schema, tokenizers};
use super::walk;
use crate::analyze;
use crate::error::{Error, Result, Sentence};
use crate::lexicon::Lexicon;

/// What a build is asked to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder with the notices, or one file.
    pub corpus: PathBuf,
    /// Where the index goes.
    pub index: PathBuf,
    /// Whether to read everything again even where nothing seems to have changed.
    pub force: bool,
    /// A vocabulary to use instead of the built-in one.
    pub lexicon: Option<PathBuf>,
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
/// result in. A file that cannot be read is reported in [`Built::failures`], and the others go on.
///
/// # Errors
///
/// [`Error::Io`] when a folder cannot be read or written, [`Error::NothingToIndex`] when the corpus holds no file,
/// [`Error::Locked`] when another process builds the same index.
pub fn build(options: &Options, progress: Progress<'_>) -> Result<Built> {
    let index = &options.index;
    let scan = walk::scan(&options.corpus, index)?;
    // Where nothing was indexed yet, an empty folder is more likely a mistake than a wish.
    if scan.files.is_empty() && generation::current(index).ok().flatten().is_none() {
        return Err(Error::NothingToIndex { path: options.corpus.clone() });
    }
    fs::create_dir_all(index).map_err(Error::io(index))?;
    let _lock = lock(index)?;
    let vocabulary = Vocabulary::open(options.lexicon.as_deref(), index)?;
    // Whatever is wrong with the old index, a build is the way out of it.
    let old = if options.force { None } else { Previous::open(index).ok().flatten() };
    let old = old.filter(|old| old.manifest.lexicon == vocabulary.fingerprint);
    let mut plan = Plan::new(&options.corpus, scan.files, old.as_ref().map_or(&[], |old| &old.sources));
    let failures = scan.failures;
    let from_index = manifest::from_index(index, &options.corpus);
    if let Some(old) = &old
        && plan.is_empty()
        && old.manifest.folders == scan.folders
        && old.manifest.corpus == options.corpus
        && old.manifest.from_index == from_index
    {
        return Ok(plan.result(failures));
    }

    let folder = index.join(format!("building-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(Error::io(&folder))?;
    let cleanup = RemoveOnDrop(folder.clone());
    write(&folder, options, &vocabulary, &mut plan, old.as_ref(), progress)?;
    vocabulary.save(&folder)?;
    let manifest = Manifest {
        format: FORMAT,
        analyzer: analyze::VERSION,
        lexicon: vocabulary.fingerprint,
        own_lexicon: vocabulary.own.is_some(),
        corpus: options.corpus.clone(),
        from_index,
        folders: scan.folders,
        ..Manifest::default()
    };
    let sources = plan.sources();
    manifest.with_files(&sources).write(&folder, &sources)?;
    swap_in(index, &folder)?;
    std::mem::forget(cleanup);
    Ok(plan.result(failures))
}

/// The vocabulary that a build tags passages with.
struct Vocabulary {
    /// The table of a vocabulary of the user's own.
    own: Option<String>,
    lexicon: Cow<'static, Lexicon>,
    fingerprint: u64,
}

impl Vocabulary {
    /// The one in `file`; else the one that the index was built with, if it was the user's own; else the built-in.
    fn open(file: Option<&Path>, index: &Path) -> Result<Vocabulary> {
        let own = match file {
            Some(file) => Some((file.to_path_buf(), fs::read_to_string(file).map_err(Error::io(file))?)),
            None => generation::current(index).ok().flatten().and_then(|folder| {
                let path = folder.join(LEXICON);
                fs::read_to_string(&path).ok().map(|table| (path, table))
            }),
        };
        let Some((path, table)) = own else {
            let fingerprint = key(Lexicon::builtin_tsv());
            return Ok(Vocabulary { own: None, lexicon: Cow::Borrowed(Lexicon::builtin()), fingerprint });
        };
        let lexicon = Lexicon::from_tsv(&table).map_err(|error| match error {
            Error::Invalid { place, reason } => {
                Error::Invalid { place: format!("{}, {place}", path.display()), reason }
            }
            error => error,
        })?;
        Ok(Vocabulary { fingerprint: key(&table), own: Some(table), lexicon: Cow::Owned(lexicon) })
    }

    /// Keeps a vocabulary of the user's own with the generation, for searches with synonyms and later builds.
    fn save(&self, folder: &Path) -> Result<()> {
        let Some(table) = &self.own else { return Ok(()) };
        let path = folder.join(LEXICON);
        fs::write(&path, table).map_err(Error::io(&path))
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
        let Some(folder) = generation::current(index)? else { return Ok(None) };
        let manifest = Manifest::read(&folder, index)?;
        if manifest.analyzer != analyze::VERSION {
            return Ok(None);
        }
        let sources = manifest.sources(&folder, index)?;
        Ok(Some(Previous { folder, manifest, sources }))
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
            copy_index(&old.folder, folder)?;
            tantivy::Index::open_in_dir(folder)?
        }
        None => tantivy::Index::create_in_dir(folder, schema)?,
    };
    index.set_tokenizers(tokenizers());
    let bytes: u64 = plan.read.iter().map(|file| file.size).sum();
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
        let read = read_file(&full_path(&options.corpus, path));
        read.document.ok().filter(|_| read.hash == hash)
    };
    let own = |path: &Path, hash: u64| again(path, hash).map(|document| document.own);
    let mut texts = Texts::new(&own);
    let total = plan.read.len();
    let (mut done, mut passages) = (0, 0);
    while done < total {
        let batch = batch(&plan.read[done..]);
        let read: Vec<Read> = batch.par_iter().map(|file| read_file(&full_path(&options.corpus, &file.path))).collect();
        for Read { hash, document } in read {
            let file = &mut plan.read[done];
            file.hash = hash;
            match document {
                Ok(document) => {
                    file.print = document.print;
                    let path = file.path.clone();
                    place(&add, plan, &mut ids, &mut originals, &mut texts, (&path, hash), document)?;
                    passages += plan.read[done].passages as usize;
                }
                Err(reason) => file.failed = Some(reason),
            }
            done += 1;
            progress(done, total, passages);
        }
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
        size = size.saturating_add(file.size);
        fits
    });
    &files[..count.count()]
}

/// What came of reading a file.
struct Read {
    /// The hash of its bytes; 0 when they could not be read.
    hash: u64,
    document: Result<Recognised, Sentence>,
}

/// A document with what it is recognised by.
struct Recognised {
    document: Document,
    own: Own,
    print: Print,
}

impl Recognised {
    fn new(document: Document, path: &Path) -> Recognised {
        let own = Own::of(&document, path);
        Recognised { print: Print::of(&document, &own), own, document }
    }
}

fn read_file(path: &Path) -> Read {
    let bytes = match bytes_of(path) {
        Ok(bytes) => bytes,
        Err(reason) => return Read { hash: 0, document: Err(reason) },
    };
    // Readers of formats are other people's code; whatever they do, the other files go on.
    let hash = hash(&bytes);
    let document = || ingest::document(bytes, path).map(|document| Recognised::new(document, path));
    let document = std::panic::catch_unwind(|| document().map_err(|error| error.sentence())).unwrap_or_else(|_| {
        Err(Sentence::new("程序在这个文件上出错；请报告此问题", "the program failed on this file; please report it"))
    });
    Read { hash, document }
}
