//! Bare rankings: places and scores, nothing to show.

use super::collect;
use super::engine::Engine;
use crate::api::{Budget, Page, Search};
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
        let request = Search::new(query).page(Page::first(depth));
        let mut found = self.ranking(&request, &Budget::unlimited())?;
        found.truncate(depth);
        let places = collect::places(self.index(), &found)?;
        Ok(places.into_iter().zip(found).map(|(seq, found)| Ranked { seq, score: found.score }).collect())
    }
}
