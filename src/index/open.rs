//! Opening an index for searching.

use std::collections::HashMap;
use std::panic::{catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use tantivy::columnar::Column;
use tantivy::query::{Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, IndexReader, ReloadPolicy, TERMINATED, Term};

use super::changes::{Plan, Trust};
use super::directory::Sealed;
use super::folder::{Current, current};
use super::manifest::{Freshness, Manifest, SourceEntry, full_path};
use super::recent::Recent;
use super::record::{CaseRecord, NoticeRecord, PassageRecord, Record, key};
use super::schema::{Fields, schema};
use super::searcher::Searcher;
use super::stored::Stored;
use super::walk;
use crate::error::{Damage, Error, Part, Result, Sentence};
use crate::lexicon::Lexicon;

/// What is wrong with the files of the index in `path`, each with its name: they are compared with the checksums that
/// the manifest has of them, and not read for anything else.
///
/// # Errors
///
/// [`Error::NoIndex`], [`Error::Format`] or [`Error::Damaged`] when the manifest cannot be read, [`Error::Io`].
pub fn verify_files(path: &Path) -> Result<Vec<Sentence>> {
    let Some(Current { folder, checksum, .. }) = current(path)? else {
        return Err(Error::NoIndex { path: path.to_path_buf() });
    };
    Manifest::read(&folder, path, checksum.as_deref())?.verify(&folder)
}

/// An open index.
pub struct Index {
    path: PathBuf,
    folder: PathBuf,
    manifest: Manifest,
    fields: Fields,
    searcher: Searcher,
    /// Of the user's own; none where the built-in one is in use.
    lexicon: Option<Lexicon>,
    /// Of each segment the columns of [`Keys`], opened once: opening reads a head for every few hundred passages.
    columns: Vec<[OnceLock<Column<u64>>; 3]>,
    /// The store of each segment, opened once.
    stored: Vec<OnceLock<Stored>>,
    cases: Recent<CaseRecord>,
    notices: Recent<NoticeRecord>,
}

/// A column that every document has, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keys {
    /// The key of its case.
    Case,
    /// The key of its notice.
    Notice,
    /// Its place in the order of the corpus.
    Place,
}

impl Index {
    /// Opens the current generation of the index in `path`.
    ///
    /// # Errors
    ///
    /// [`Error::NoIndex`], [`Error::Format`] or [`Error::Damaged`], each naming the folder and the way out.
    pub fn open(path: &Path) -> Result<Index> {
        match catch_unwind(|| Index::open_once(path)) {
            // A build may have swapped generations between reading the pointer and following it.
            Ok(Err(Error::Damaged { .. })) => Index::open_once(path),
            Ok(result) => result,
            // The library stops where a file is not what it should be.
            Err(panic) => match verify_files(path)?.into_iter().next() {
                Some(broken) => {
                    let damage = Damage::Malformed { file: broken.en, detail: None };
                    Err(Error::Damaged { path: path.to_path_buf(), damage })
                }
                None => resume_unwind(panic),
            },
        }
    }

    fn open_once(path: &Path) -> Result<Index> {
        let Some(Current { folder, checksum, .. }) = current(path)? else {
            return Err(Error::NoIndex { path: path.to_path_buf() });
        };
        let manifest = Manifest::read(&folder, path, checksum.as_deref())?;
        // Which segments there are says this one small file.
        manifest.part("meta.json", &folder, path)?;
        let lexicon = match manifest.own_lexicon(&folder, path)? {
            Some(table) => Some(Lexicon::from_tsv(&table)?),
            None => None,
        };
        let damaged = |error: tantivy::TantivyError| Error::Damaged {
            path: path.to_path_buf(),
            damage: Damage::Library { detail: error.to_string() },
        };
        let index = Sealed::open(&folder).and_then(tantivy::Index::open).map_err(damaged)?;
        let (expected, fields) = schema();
        if index.schema() != expected {
            return Err(Error::Damaged { path: path.to_path_buf(), damage: Damage::Fields });
        }
        let reader: IndexReader =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(damaged)?;
        let searcher = Searcher::new(reader.searcher(), manifest.lengths.clone());
        let columns = searcher.segment_readers().iter().map(|_| Default::default()).collect();
        let stored = searcher.segment_readers().iter().map(|_| OnceLock::new()).collect();
        Ok(Index {
            path: path.to_path_buf(),
            folder,
            manifest,
            fields,
            searcher,
            lexicon,
            columns,
            stored,
            cases: Recent::default(),
            notices: Recent::default(),
        })
    }

    /// The index folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of the generation that is open.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// An error that says what is wrong with this index.
    pub(crate) fn damaged(&self, damage: Damage) -> Error {
        Error::Damaged { path: self.path.clone(), damage }
    }

    /// What it was built from.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// A look at every file of the corpus, where [`Manifest::survey`] may look at the folders only.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the corpus cannot be read, [`Error::Damaged`] when the list of sources cannot.
    pub fn compare(&self) -> Result<Freshness> {
        let fresh = self.manifest.survey(&self.path, None).freshness;
        if fresh == Freshness::ProgramChanged || self.manifest.sources == 0 {
            return Ok(fresh);
        }
        let corpus = self.manifest.source(&self.path);
        let scan = walk::scan(&corpus, &self.path)?;
        let sources = self.manifest.sources(&self.folder, &self.path)?;
        let same = Plan::new(&corpus, scan, &sources, Trust::Stamps, &|_| true).changes_nothing();
        Ok(if same { Freshness::Fresh } else { Freshness::CorpusChanged })
    }

    /// The files that hold a notice which is indexed from another file, by the id of the notice.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] when the list of sources cannot be read.
    pub fn copies(&self) -> Result<HashMap<String, Vec<PathBuf>>> {
        let mut copies: HashMap<String, Vec<PathBuf>> = HashMap::new();
        for source in self.manifest.sources(&self.folder, &self.path)? {
            if source.copy_of.is_some() {
                copies.entry(source.notice).or_default().push(full_path(&self.manifest.corpus, &source.path));
            }
        }
        Ok(copies)
    }

    /// All files that were indexed.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] when the list of sources cannot be read.
    pub fn sources(&self) -> Result<Vec<SourceEntry>> {
        self.manifest.sources(&self.folder, &self.path)
    }

    /// Where a source lies, from wherever the program runs.
    #[must_use]
    pub fn place_of(&self, source: &SourceEntry) -> PathBuf {
        full_path(&self.manifest.source(&self.path), &source.path)
    }

    /// How a source is called: the folder of the corpus as it was named, and the file in it.
    #[must_use]
    pub fn name_of(&self, source: &Path) -> PathBuf {
        full_path(&self.manifest.corpus, source)
    }

    /// The vocabulary that it was built with.
    pub fn lexicon(&self) -> &Lexicon {
        self.lexicon.as_ref().unwrap_or_else(|| Lexicon::builtin())
    }

    /// The fields.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The searcher.
    #[must_use]
    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// A column of the segment with this number.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`] when it cannot be read.
    pub(crate) fn keys(&self, segment: u32, keys: Keys) -> Result<Column<u64>> {
        let name = match keys {
            Keys::Case => "case",
            Keys::Notice => "notice",
            Keys::Place => "seq",
        };
        let known = self.columns.get(segment as usize).and_then(|columns| columns.get(keys as usize));
        if let Some(column) = known.and_then(OnceLock::get) {
            return Ok(column.clone());
        }
        let column = self.searcher.segment_reader(segment).fast_fields().u64(name)?;
        Ok(known.map_or(column.clone(), |known| known.get_or_init(|| column).clone()))
    }

    /// The record at `address`; a notice is at its issuer's own address where a file of the corpus has that.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] when it cannot be read.
    pub fn record(&self, address: DocAddress) -> Result<Record> {
        /// Blocks of a segment that are kept.
        const BLOCKS: usize = 100;
        let DocAddress { segment_ord, doc_id } = address;
        let open = || Stored::open(self.searcher.segment_reader(segment_ord), BLOCKS);
        let record = match self.stored.get(segment_ord as usize) {
            Some(known) => match known.get() {
                Some(stored) => stored.record(doc_id)?,
                None => {
                    let opened = open()?;
                    known.get_or_init(|| opened).record(doc_id)?
                }
            },
            None => open()?.record(doc_id)?,
        };
        let mut record = record.ok_or_else(|| self.damaged(Damage::BadRecord))?;
        if let Record::Notice(notice) = &mut record
            && let Some((_, own)) = self.manifest.addresses.iter().find(|(of, _)| *of == key(&notice.id))
        {
            notice.url = Some(own.clone());
        }
        Ok(record)
    }

    /// The first document of `kind` with `term`.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`] when the index cannot be read.
    pub fn find(&self, kind: &str, term: Term) -> Result<Option<DocAddress>> {
        let kind = Term::from_field_text(self.fields.kind, kind);
        for (ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            let read = |term: &Term| -> Result<Option<tantivy::postings::SegmentPostings>> {
                let inverted = segment.inverted_index(term.field())?;
                inverted.read_postings(term, IndexRecordOption::Basic).map_err(|error| Error::Engine(error.into()))
            };
            let (Some(mut a), Some(mut b)) = (read(&term)?, read(&kind)?) else { continue };
            let mut doc = a.doc();
            while doc != TERMINATED {
                if (if b.doc() < doc { b.seek(doc) } else { b.doc() }) == doc && !segment.is_deleted(doc) {
                    return Ok(Some(DocAddress::new(ord as u32, doc)));
                }
                doc = a.advance();
            }
        }
        Ok(None)
    }

    /// Calls `each` with every id of a case or a notice, in each segment in byte order. One that was removed or that two
    /// segments have may come as well.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`] when the index cannot be read.
    pub fn each_id(&self, mut each: impl FnMut(&str)) -> Result<()> {
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.id)?;
            let mut ids = inverted.terms().stream().map_err(|error| Error::Engine(error.into()))?;
            while ids.advance() {
                // Those of passages end in their number.
                if let Ok(id) = str::from_utf8(ids.key())
                    && !id.contains('#')
                {
                    each(id);
                }
            }
        }
        Ok(())
    }

    /// The case with this key.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] when it is missing.
    pub fn case(&self, key: u64) -> Result<Arc<CaseRecord>> {
        self.cases.get(key, || {
            let term = Term::from_field_u64(self.fields.case, key);
            match self.find("case", term)?.map(|at| self.record(at)).transpose()? {
                Some(Record::Case(case)) => Ok(case),
                _ => Err(self.damaged(Damage::NoRecord(Part::Case))),
            }
        })
    }

    /// The case with this key and its passages, whatever their role, in the order of the notice.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] when the case or a record of it is missing.
    pub fn case_with_passages(&self, key: u64) -> Result<(CaseRecord, Vec<PassageRecord>)> {
        let term = Term::from_field_u64(self.fields.case, key);
        let (mut case, mut passages) = (None, Vec::new());
        for (ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            let inverted = segment.inverted_index(term.field())?;
            let read = inverted.read_postings(&term, IndexRecordOption::Basic);
            let Some(mut postings) = read.map_err(|error| Error::Engine(error.into()))? else { continue };
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if !segment.is_deleted(doc) {
                    match self.record(DocAddress::new(ord as u32, doc))? {
                        Record::Case(record) => case = Some(record),
                        Record::Passage(record) => passages.push(record),
                        Record::Notice(_) => {}
                    }
                }
                doc = postings.advance();
            }
        }
        // In the order of the notice, wherever the writer has put them.
        passages.sort_by_key(PassageRecord::number);
        match case {
            Some(case) => Ok((case, passages)),
            None => Err(self.damaged(Damage::NoRecord(Part::Case))),
        }
    }

    /// The notice with this key.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] when it is missing.
    pub fn notice(&self, key: u64) -> Result<Arc<NoticeRecord>> {
        self.notices.get(key, || {
            let term = Term::from_field_u64(self.fields.notice, key);
            match self.find("notice", term)?.map(|at| self.record(at)).transpose()? {
                Some(Record::Notice(notice)) => Ok(notice),
                _ => Err(self.damaged(Damage::NoRecord(Part::Notice))),
            }
        })
    }

    /// All addresses that match `query`, in the order of the segments.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`] when the index cannot be read.
    pub fn all(&self, query: &dyn Query) -> Result<Vec<DocAddress>> {
        let mut found: Vec<DocAddress> =
            self.searcher.search(query, &tantivy::collector::DocSetCollector)?.into_iter().collect();
        found.sort_unstable();
        Ok(found)
    }

    /// A query for one term, without scores.
    #[must_use]
    pub fn term(&self, term: Term) -> TermQuery {
        TermQuery::new(term, IndexRecordOption::Basic)
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("folder", &self.folder).finish_non_exhaustive()
    }
}
