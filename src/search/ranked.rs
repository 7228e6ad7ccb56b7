//! Bare rankings: places and scores, nothing to show.

use super::engine::Engine;
use super::request::Request;
use crate::error::Result;

/// A passage in a ranking.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// Its place in the order of the corpus: the ordinal of its file in the upper half, its place there below.
    pub seq: u64,
    /// Its score.
    pub score: f32,
}

impl Engine {
    /// The `depth` best passages for `query`: those that have all its words, and after them those that have some.
    ///
    /// # Errors
    ///
    /// As [`Engine::search`].
    pub fn ranked(&self, query: &str, depth: usize) -> Result<Vec<Ranked>> {
        let request = Request { limit: depth, ..Request::new(query) };
        let found = self.ranking(&request)?;
        Ok(found.into_iter().take(depth).map(|found| Ranked { seq: found.seq, score: found.score }).collect())
    }
}
