//! Building an index: scan, read, index, swap in.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tantivy::schema::document::TantivyDocument;
use tantivy::{IndexWriter, Term};

use super::copies::{Originals, Place, Print};
use super::facets::facet_counts;
use super::figures;
use super::ingest::{self, Document};
use super::manifest::{self, Manifest, SourceEntry, full_path};
use super::open::{self, CURRENT};
use super::plan::Plan;
use super::record::{CaseRecord, NoticeRecord, PassageRecord, Record, key};
use super::schema::{FORMAT, Fields, schema, tokenizers};
use super::walk;
use crate::analyze;
use crate::error::{Error, Result};
use crate::lexicon::{Lexicon, TagKind};

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

/// What a build did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Built {
    /// Files whose notices are in the index now.
    pub files: usize,
    /// How many of them hold a notice that another one holds too, and are only linked to that one.
    pub copies: usize,
    /// Passages in the index now.
    pub passages: usize,
    /// Files that were read because they are new or have changed.
    pub read: usize,
    /// Files that are gone since the last build.
    pub removed: usize,
    /// Files that could not be read: path and reason.
    pub failures: Vec<(PathBuf, String)>,
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
/// Bytes of the largest file that is taken.
const LARGEST: u64 = 1 << 30;

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
    if scan.files.is_empty() && open::current(index).ok().flatten().is_none() {
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
            None => open::current(index).ok().flatten().and_then(|folder| {
                let path = folder.join(open::LEXICON);
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
        let path = folder.join(open::LEXICON);
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
        let Some(folder) = open::current(index)? else { return Ok(None) };
        let manifest = Manifest::read(&folder, index)?;
        if manifest.analyzer != analyze::VERSION {
            return Ok(None);
        }
        let sources = manifest.sources(&folder, index)?;
        Ok(Some(Previous { folder, manifest, sources }))
    }
}

/// A hash of a file's bytes; never 0, which stands for bytes that could not be read.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64(bytes).max(1)
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
    let mut ids: HashSet<String> = plan.kept.iter().map(|source| source.notice.clone()).collect();
    let mut originals = Originals::of(&plan.kept);
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
                    file.print = Print::of(&document);
                    match originals.place(&file.path, file.print) {
                        Place::CopyOf(original) => file.copy_of = Some(original),
                        Place::Original => add.notice(file, document, &mut ids)?,
                        Place::Instead(other) => {
                            writer.delete_term(Term::from_field_u64(fields.source, source_key(&other)));
                            plan.demote(&other, done, &mut ids);
                            add.notice(&mut plan.read[done], document, &mut ids)?;
                        }
                    }
                    passages += plan.read[done].passages as usize;
                }
                Err(reason) => file.failed = Some(reason),
            }
            done += 1;
            progress(done, total, passages);
        }
    }
    plan.link_copies();
    writer.commit()?;
    merge(&index, writer)?;
    Ok(())
}

/// Up to so many documents become one segment.
const ONE_SEGMENT: u32 = 2_000_000;

/// What is not very large becomes one segment: a search opens it, and looks its words up, once and not eight times.
pub(super) fn merge(index: &tantivy::Index, mut writer: IndexWriter) -> Result<()> {
    let segments = index.searchable_segment_metas()?;
    let small = segments.iter().map(|segment| segment.num_docs()).sum::<u32>() < ONE_SEGMENT;
    if small && (segments.len() > 1 || segments.iter().any(|segment| segment.has_deletes())) {
        let ids: Vec<_> = segments.iter().map(|segment| segment.id()).collect();
        writer.merge(&ids).wait()?;
        writer.garbage_collect_files().wait()?;
    }
    writer.wait_merging_threads()?;
    // Segments that were merged into others leave their files behind, half of the index and more.
    let writer: IndexWriter = index.writer_with_num_threads(1, 15 << 20)?;
    writer.garbage_collect_files().wait()?;
    Ok(())
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
    document: Result<Document, String>,
}

fn read_file(path: &Path) -> Read {
    let bytes = match bytes_of(path) {
        Ok(bytes) => bytes,
        Err(reason) => return Read { hash: 0, document: Err(reason) },
    };
    // Readers of formats are other people's code; whatever they do, the other files go on.
    let document = std::panic::catch_unwind(|| ingest::document(&bytes, path).map_err(|error| error.to_string()))
        .unwrap_or_else(|_| Err("the program failed on this file; please report it".to_owned()));
    Read { hash: hash(&bytes), document }
}

/// The bytes that the file has now; what is appended meanwhile is left for the next build.
fn bytes_of(path: &Path) -> Result<Vec<u8>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let size = file.metadata().map_err(|error| error.to_string())?.len();
    if size > LARGEST {
        return Err(format!("the file has {} MiB, at most {} are taken", size >> 20, LARGEST >> 20));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.take(size).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// The key under which the documents of a file are found.
fn source_key(path: &Path) -> u64 {
    xxhash_rust::xxh3::xxh3_64(path.as_os_str().as_encoded_bytes())
}

/// Puts documents into the index.
struct Add<'a> {
    writer: &'a IndexWriter,
    fields: &'a Fields,
    corpus: &'a Path,
    lexicon: &'a Lexicon,
}

impl Add<'_> {
    fn notice(&self, file: &mut SourceEntry, mut document: Document, ids: &mut HashSet<String>) -> Result<()> {
        let Add { writer, fields, corpus, .. } = *self;
        let id = unique(&document.notice.id, ids);
        document.rename(&id);
        let notice = &document.notice;
        let source = source_key(&file.path);
        let notice_key = key(&notice.id);
        let add = |doc: TantivyDocument| writer.add_document(doc).map(|_| ());
        let mut head = TantivyDocument::new();
        head.add_u64(fields.source, source);
        head.add_text(fields.kind, "notice");
        head.add_text(fields.id, &notice.id);
        head.add_u64(fields.notice, notice_key);
        head.add_u64(fields.seq, u64::from(file.ordinal) << 32);
        head.add_text(fields.title, &notice.title);
        if let Some(number) = &notice.number {
            head.add_text(fields.number, number);
        }
        let record = NoticeRecord {
            id: notice.id.clone(),
            number: notice.number.clone(),
            title: notice.title.clone(),
            issuer: notice.issuer.clone(),
            issued: notice.issued.clone(),
            published: notice.published.clone(),
            url: notice.url.clone(),
            file: full_path(corpus, &file.path).to_string_lossy().into_owned(),
            cases: notice.cases.len() as u32,
            passages: notice.passages.len() as u32,
        };
        head.add_bytes(fields.record, &Record::Notice(record).to_bytes());
        add(head)?;

        for (index, case) in notice.cases.iter().enumerate() {
            let mut doc = TantivyDocument::new();
            doc.add_u64(fields.source, source);
            doc.add_text(fields.kind, "case");
            // A document that is one case has one id for both; the case goes by its own key all the same.
            doc.add_text(fields.id, &case.id);
            doc.add_u64(fields.case, key(&case.id));
            doc.add_u64(fields.notice, notice_key);
            doc.add_u64(fields.seq, u64::from(file.ordinal) << 32 | index as u64);
            doc.add_text(fields.title, &case.title);
            if let Some(tier) = &case.tier {
                doc.add_text(fields.tier, tier);
            }
            if let Some(city) = &case.city {
                doc.add_text(fields.city, city);
            }
            if let Some(county) = &case.county {
                doc.add_text(fields.county, county);
            }
            let passages = notice.passages.iter().filter(|passage| passage.case == Some(index));
            let record = CaseRecord {
                id: case.id.clone(),
                tier: case.tier.clone(),
                number: case.number,
                title: case.title.clone(),
                city: case.city.clone(),
                county: case.county.clone(),
                notice: notice_key,
                passages: passages.clone().count() as u32,
                facets: facet_counts(
                    self.lexicon,
                    passages.filter(|passage| passage.role.is_searched()).map(|passage| document.text(passage.span)),
                ),
            };
            doc.add_bytes(fields.record, &Record::Case(record).to_bytes());
            add(doc)?;
        }

        for (index, passage) in notice.passages.iter().enumerate() {
            let text = document.text(passage.span);
            let case = passage.case.and_then(|case| notice.cases.get(case));
            // The text goes in three times: as words, as characters and in the record.
            let mut doc = TantivyDocument::with_capacity(4 * text.len() + 512);
            doc.add_u64(fields.source, source);
            doc.add_text(fields.kind, "passage");
            doc.add_text(fields.id, &passage.id);
            doc.add_u64(fields.notice, notice_key);
            doc.add_u64(fields.seq, u64::from(file.ordinal) << 32 | index as u64);
            doc.add_text(fields.words, text);
            doc.add_text(fields.grams, text);
            doc.add_text(fields.role, passage.role.name());
            if let Some(case) = case {
                doc.add_u64(fields.case, key(&case.id));
                for (field, value) in
                    [(fields.tier, &case.tier), (fields.city, &case.city), (fields.county, &case.county)]
                {
                    if let Some(value) = value {
                        doc.add_text(field, value);
                    }
                }
            }
            let year = notice.issued.as_deref().or(notice.published.as_deref()).and_then(|date| date.get(..4));
            if let Some(year) = year {
                doc.add_text(fields.year, year);
            }
            if let Some(number) = &notice.number {
                doc.add_text(fields.number, number);
            }
            if let Some(issuer) = &notice.issuer {
                doc.add_text(fields.issuer, issuer);
            }
            if let Some(section) = &passage.section {
                doc.add_text(fields.section, section);
            }
            if let Some(issued) = notice.issued.as_deref().and_then(date_number) {
                doc.add_u64(fields.issued, issued);
            }
            for (kind, value) in self.tags(text) {
                let field = match kind {
                    TagKind::Instrument => fields.instrument,
                    TagKind::Object => fields.object,
                    TagKind::Actor => fields.actor,
                    TagKind::Mechanism | TagKind::Aspect => continue,
                };
                doc.add_text(field, value);
            }
            let record = PassageRecord {
                id: passage.id.clone(),
                role: crate::notice::Role::ALL.iter().position(|&role| role == passage.role).unwrap_or(0) as u8,
                section: passage.section.clone(),
                case: case.map(|case| key(&case.id)),
                notice: notice_key,
                text: text.to_owned(),
                map: document.offsets(passage.span).to_bytes(),
                place: document.place(passage.span),
                repairs: document.repairs(passage.span),
            };
            doc.add_bytes(fields.record, &Record::Passage(record).to_bytes());
            figures::add(&mut doc, fields, text);
            add(doc)?;
        }
        file.notice.clone_from(&notice.id);
        file.passages = notice.passages.len() as u32;
        ids.insert(id);
        Ok(())
    }

    /// The terms of the vocabulary in a passage, each once, and the more general terms that they imply.
    fn tags(&self, text: &str) -> BTreeSet<(TagKind, String)> {
        let mut out = BTreeSet::new();
        for tag in self.lexicon.tags(text) {
            let mut broader = self.lexicon.broader(tag.kind, &tag.value);
            out.insert((tag.kind, tag.value.into_owned()));
            // The table could hold a circle; a value is taken once.
            while let Some(value) = broader
                && out.insert((tag.kind, value.to_owned()))
            {
                broader = self.lexicon.broader(tag.kind, value);
            }
        }
        out
    }
}

/// `2023-06-30` as 20230630.
fn date_number(date: &str) -> Option<u64> {
    date.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()
}

/// `id`, or with `-2`, `-3`, … where another notice has it already.
fn unique(id: &str, ids: &HashSet<String>) -> String {
    let mut candidate = id.to_owned();
    let mut count = 1;
    while ids.contains(&candidate) {
        count += 1;
        candidate = format!("{id}-{count}");
    }
    candidate
}

/// Holds the lock of an index folder until it is dropped; the system lets go of it when the process dies.
fn lock(index: &Path) -> Result<File> {
    let path = index.join(".lock");
    let file = File::create(&path).map_err(Error::io(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(Error::Locked { path: index.to_path_buf() }),
        Err(fs::TryLockError::Error(source)) => Err(Error::Io { path, source }),
    }
}

/// Copies a tantivy index into another folder. Segment files are never changed once written, so a link will do where
/// the file system has links.
fn copy_index(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).map_err(Error::io(from))? {
        let path = entry.map_err(Error::io(from))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if [manifest::MANIFEST, manifest::SOURCES, open::LEXICON].contains(&name) || name.ends_with(".lock") {
            continue;
        }
        let target = to.join(name);
        let linked = !name.ends_with(".json") && fs::hard_link(&path, &target).is_ok();
        if !linked {
            fs::copy(&path, &target).map_err(Error::io(&path))?;
        }
    }
    Ok(())
}

/// Makes `folder` the current generation and removes those before the last one.
pub(super) fn swap_in(index: &Path, folder: &Path) -> Result<()> {
    let generations = generations(index)?;
    let next = generations.iter().map(|&(number, _)| number).max().unwrap_or(0) + 1;
    let name = format!("gen-{next}");
    let target = index.join(&name);
    sync(folder)?;
    fs::rename(folder, &target).map_err(Error::io(&target))?;
    let pointer = index.join(format!("{CURRENT}.new"));
    fs::write(&pointer, format!("{name}\n")).map_err(Error::io(&pointer))?;
    File::open(&pointer).and_then(|file| file.sync_all()).map_err(Error::io(&pointer))?;
    let current = index.join(CURRENT);
    fs::rename(&pointer, &current).map_err(Error::io(&current))?;
    // The generation before stays for searches that have just read the old pointer.
    for (number, path) in generations {
        if number + 1 < next {
            let _ = fs::remove_dir_all(path);
        }
    }
    for entry in fs::read_dir(index).map_err(Error::io(index))?.flatten() {
        if entry.file_name().to_string_lossy().starts_with("building-") {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    Ok(())
}

fn generations(index: &Path) -> Result<Vec<(u64, PathBuf)>> {
    let entries = fs::read_dir(index).map_err(Error::io(index))?;
    Ok(entries
        .flatten()
        .filter_map(|entry| {
            let number = entry.file_name().to_str()?.strip_prefix("gen-")?.parse().ok()?;
            Some((number, entry.path()))
        })
        .collect())
}

/// Files reach the disk before the pointer does.
fn sync(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(Error::io(folder))?.flatten() {
        if let Ok(file) = File::open(entry.path()) {
            let _ = file.sync_all();
        }
    }
    Ok(())
}

struct RemoveOnDrop(PathBuf);

impl Drop for RemoveOnDrop {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
