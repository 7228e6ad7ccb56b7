//! Bare rankings: places and scores, nothing to show.

use super::collect::{self, Found};
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
        self.in_corpus(self.ranking(&request, &Budget::unlimited())?, depth)
    }

    /// The `depth` best passages of those that have all words of `query`, in the order in which a search shows them.
    ///
    /// # Errors
    ///
    /// As [`Engine::search`].
    pub fn ranked_with_all(&self, query: &str, depth: usize) -> Result<Vec<Ranked>> {
        let request = Search::new(query).page(Page::first(depth));
        self.in_corpus(self.ranking_of_all(&request, &Budget::unlimited())?, depth)
    }

    fn in_corpus(&self, mut found: Vec<Found>, depth: usize) -> Result<Vec<Ranked>> {
        found.truncate(depth);
        let places = collect::places(self.index(), &found)?;
        Ok(places.into_iter().zip(found).map(|(seq, found)| Ranked { seq, score: found.score }).collect())
    }
}
