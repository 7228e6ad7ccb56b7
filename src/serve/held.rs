//! The engine that answers, and how another one takes its place when there is a new index.

use std::sync::{Arc, PoisonError, RwLock};

use crate::api::{Answer, Backend, Budget, Request};
use crate::error::Result;
use crate::search::Engine;

/// The engine in use. Whoever began with one ends with it, whatever takes its place meanwhile.
#[derive(Debug)]
pub struct Held {
    engine: RwLock<Arc<Engine>>,
}

impl Held {
    /// Holds `engine`.
    #[must_use]
    pub fn new(engine: Engine) -> Held {
        Held { engine: RwLock::new(Arc::new(engine)) }
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
        self.current().answer(request, budget)
    }
}
