//! The engine that answers, and how another one takes its place when there is a new index.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use crate::api::saved::Saved;
use crate::api::{Answer, Backend, Budget, Request};
use crate::error::Result;
use crate::search::Engine;

/// The file with the groups of whoever runs the server, and what reads it; it is read when a group is named.
#[derive(Debug, Clone)]
pub struct SavedIn {
    /// The file.
    pub path: PathBuf,
    /// What reads it.
    pub read: fn(&Path) -> Result<Saved>,
}

/// The engine in use. Whoever began with one ends with it, whatever takes its place meanwhile.
#[derive(Debug)]
pub struct Held {
    engine: RwLock<Arc<Engine>>,
    saved: Option<SavedIn>,
}

impl Held {
    /// Holds `engine`, and knows the groups that were saved in a file.
    #[must_use]
    pub fn new(engine: Engine, saved: Option<SavedIn>) -> Held {
        Held { engine: RwLock::new(Arc::new(engine)), saved }
    }

    /// The groups that were saved.
    ///
    /// # Errors
    ///
    /// What is wrong with their file.
    pub fn saved(&self) -> Result<Saved> {
        self.saved.as_ref().map_or_else(|| Ok(Saved::default()), |saved| (saved.read)(&saved.path))
    }

    /// The answer of `engine`, with the queries of groups in the place of their names; a group keeps its name.
    pub(super) fn answer_of(&self, engine: &Engine, request: &Request, budget: &Budget) -> Result<Answer> {
        if !request.may_name_a_group() {
            return engine.answer(request, budget);
        }
        let mut answer = engine.answer(&request.clone().with_groups(&self.saved()?), budget)?;
        if let (Request::Compare(asked), Answer::Compare(comparison)) = (request, &mut answer) {
            comparison.groups.iter_mut().zip(&asked.cases).for_each(|(group, name)| group.name.clone_from(name));
        }
        Ok(answer)
    }

    /// The engine in use now.
    #[must_use]
    pub fn current(&self) -> Arc<Engine> {
        // Nothing panics while it holds the lock, and what it guards is whole at any time.
        Arc::clone(&self.engine.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks for a new index and takes it into use once it is proven to be whole; tells whether there was one.
    ///
    /// # Errors
    ///
    /// See [`Engine::newer`]; the engine in use stays then.
    pub fn refresh(&self) -> Result<bool> {
        let Some(engine) = self.current().newer()? else { return Ok(false) };
        *self.engine.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(engine);
        Ok(true)
    }
}

impl Backend for Held {
    fn answer(&self, request: &Request, budget: &Budget) -> Result<Answer> {
        self.answer_of(&self.current(), request, budget)
    }
}
