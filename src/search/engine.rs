//! The engine: an open index with the weights of its ranking.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::OnceLock;

use super::case_evidence::Standings;
use super::segments::Segment;
use crate::api::Budget;
use crate::error::{Damage, Error, Result};
use crate::index::{self, Index};
use crate::query::{self, Weights};

pub use crate::index::{Freshness, Survey};

/// The longest query that is taken, in characters.
pub const MAX_QUERY: usize = 4096;

/// An index, ready to answer.
#[derive(Debug)]
pub struct Engine {
    pub(super) index: Index,
    pub(super) weights: Weights,
    pub(super) standings: Standings,
    /// In the order of the index.
    pub(super) segments: Vec<Segment>,
    laws: OnceLock<bool>,
}

impl Engine {
    /// Opens the index in `path`.
    ///
    /// # Errors
    ///
    /// See [`Index::open`].
    pub fn open(path: &Path) -> Result<Engine> {
        let index = Index::open(path)?;
        let segments = index.searcher().segment_readers().iter().map(|_| Segment::default()).collect();
        Ok(Engine {
            index,
            segments,
            weights: Weights::DEFAULT,
            standings: Standings::default(),
            laws: OnceLock::new(),
        })
    }

    /// The engine of the index that stands in the place of this one by now, once every file of it is proven to be whole;
    /// none where this is still the one in use.
    ///
    /// # Errors
    ///
    /// See [`Index::open`]; [`Error::Damaged`] naming the first file that is not as it was written.
    pub fn newer(&self) -> Result<Option<Engine>> {
        let path = self.index.path();
        if index::generation(path)?.is_none_or(|folder| folder == self.index.folder()) {
            return Ok(None);
        }
        match broken(path)? {
            Some(error) => Err(error),
            None => Engine::open(path).map(Some),
        }
    }

    /// What `work` does; where a file of the index is damaged, an error that names it, whatever the damage led to.
    ///
    /// What is read of an index is small, and not proven to be what was written; a wrong bit may then seem to be
    /// anything, an end that is nowhere, a length that no memory holds. So whatever goes wrong, all files are compared
    /// with their checksums before it is told.
    pub(super) fn guarded<T>(&self, budget: &Budget, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let path = self.index.path();
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(Err(error @ (Error::Engine(_) | Error::Damaged { .. }))) => {
                // What stopped half way because time was up comes back as an error of the library.
                budget.check()?;
                Err(broken(path)?.unwrap_or(error))
            }
            Ok(answer) => answer,
            Err(panic) => match broken(path)? {
                Some(error) => Err(error),
                None => resume_unwind(panic),
            },
        }
    }

    /// Whether the index still says what its corpus says, with the vocabulary whose table is `lexicon`; see
    /// [`Manifest::survey`](crate::index::Manifest::survey).
    #[must_use]
    pub fn survey(&self, lexicon: Option<&str>) -> Survey {
        self.index.manifest().survey(self.index.path(), lexicon)
    }

    /// Whether the corpus holds laws; what cannot be read does not.
    pub(super) fn laws(&self) -> bool {
        *self.laws.get_or_init(|| query::corpus_of_laws(&self.index).unwrap_or(false))
    }

    /// The index.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }
}

/// An error that names the first file of the index in `path` that is not as it was written; none where all are.
fn broken(path: &Path) -> Result<Option<Error>> {
    Ok(index::verify_files(path)?.into_iter().next().map(|broken| {
        let damage = Damage::Malformed { file: broken.en, detail: None };
        Error::Damaged { path: path.to_path_buf(), damage }
    }))
}
