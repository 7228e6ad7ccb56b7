//! How many questions are answered at a time, and what one may cost: an expensive one does not starve the others.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

use super::held::Held;
use crate::api::saved::Saved;
use crate::api::{Backend, Budget, Question, Request, Selection, ask};
use crate::error::{Error, Result};
use crate::search::Engine;

/// Time that an answer may take.
const TIME: Duration = Duration::from_secs(10);

/// Time that a question waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// Bytes of the corpus that an answer may hold.
const MOST: usize = 64 << 20;

/// Questions that are answered at a time beside the expensive ones.
const QUICK: usize = 16;

/// Bodies of some size that are in memory at a time.
const BODIES: usize = 4;

/// What a question may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cost {
    /// It looks at what it shows.
    Quick,
    /// It may look at all there is.
    Slow,
}

impl Cost {
    /// What `request` may cost.
    pub(super) fn of(request: &Request) -> Cost {
        // Without a query it is everything.
        let of = |selection: &Selection| match selection.query.as_str() {
            "" => Cost::Slow,
            query => Cost::of_words(query),
        };
        match request {
            Request::Search(one) => of(&one.selection),
            Request::Facets(one) => of(&one.selection),
            Request::Kwic(one) => of(&one.selection),
            Request::Show(_) | Request::Cite(_) | Request::Verify(_) => Cost::Quick,
            _ => Cost::Slow,
        }
    }

    /// What a search for `query` may cost: nearly every passage has the commonest characters.
    pub(super) fn of_words(query: &str) -> Cost {
        // `/s` and `+s` are no words.
        let short =
            |word: &str| !word.starts_with(['/', '+']) && word.chars().filter(|c| c.is_alphanumeric()).count() == 1;
        if query.split_whitespace().any(short) { Cost::Slow } else { Cost::Quick }
    }
}

/// Lets questions through to the engine.
#[derive(Debug)]
pub(super) struct Gate {
    held: Arc<Held>,
    quick: Semaphore,
    slow: Semaphore,
    bodies: Semaphore,
}

impl Gate {
    pub(super) fn new(held: Arc<Held>) -> Gate {
        // One processor is left to the quick questions.
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let slow = Semaphore::new(cores.saturating_sub(1).max(1));
        Gate { held, quick: Semaphore::new(QUICK), slow, bodies: Semaphore::new(BODIES) }
    }

    /// The engine in use.
    pub(super) fn held(&self) -> &Arc<Held> {
        &self.held
    }

    /// Leave to hold a body in memory.
    pub(super) async fn body(&self) -> Result<SemaphorePermit<'_>> {
        turn(&self.bodies).await
    }

    /// Runs `work` when its turn has come, off the threads that serve connections. Who asked and no longer waits cancels it.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        cost: Cost,
        work: impl FnOnce(&Asker) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _turn = match cost {
            Cost::Quick => turn(&self.quick).await?,
            Cost::Slow => turn(&self.slow).await?,
        };
        let budget = Budget::within(TIME).bytes(MOST);
        let _cancelled = Cancel(budget.clone());
        let asker = Asker { held: Arc::clone(&self.held), engine: self.held.current(), budget };
        tokio::task::spawn_blocking(move || work(&asker))
            .await
            .unwrap_or_else(|failed| Err(Error::Engine(failed.into())))
    }
}

async fn turn(places: &Semaphore) -> Result<SemaphorePermit<'_>> {
    match tokio::time::timeout(PATIENCE, places.acquire()).await {
        Ok(Ok(permit)) => Ok(permit),
        _ => Err(Error::OutOfTime),
    }
}

/// Cancels what is still at work when nobody waits for it any more.
struct Cancel(Budget);

impl Drop for Cancel {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// An engine with what the answers of one request may cost together.
#[derive(Debug)]
pub(super) struct Asker {
    held: Arc<Held>,
    engine: Arc<Engine>,
    budget: Budget,
}

impl Asker {
    /// The answer to `question`.
    pub(super) fn ask<Q: Question>(&self, question: &Q) -> Result<Q::Answer> {
        ask(self, question, &self.budget)
    }

    /// The answer to `request`.
    pub(super) fn answer(&self, request: &Request) -> Result<crate::api::Answer> {
        Backend::answer(self, request, &self.budget)
    }

    /// The groups that were saved.
    pub(super) fn saved(&self) -> Result<Saved> {
        self.held.saved()
    }
}

impl Backend for Asker {
    fn answer(&self, request: &Request, budget: &Budget) -> Result<crate::api::Answer> {
        self.held.answer_of(&self.engine, request, budget)
    }
}
