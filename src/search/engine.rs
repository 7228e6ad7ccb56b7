//! The engine: an open index with the weights of its ranking.

use std::path::Path;
use std::sync::OnceLock;

use super::case_evidence::Standings;
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
    laws: OnceLock<bool>,
}

impl Engine {
    /// Opens the index in `path`.
    ///
    /// # Errors
    ///
    /// See [`Index::open`].
    pub fn open(path: &Path) -> Result<Engine> {
        Ok(Engine {
            index: Index::open(path)?,
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
        if let Some(broken) = index::verify_files(path)?.into_iter().next() {
            let damage = Damage::Malformed { file: broken.en, detail: None };
            return Err(Error::Damaged { path: path.to_path_buf(), damage });
        }
        Engine::open(path).map(Some)
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
