//! What an answer may cost: time, and bytes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};

/// What an answer may cost. A backend asks it as it works and gives up when it is exhausted. Clones are one budget.
#[derive(Debug, Clone, Default)]
pub struct Budget {
    deadline: Option<Instant>,
    most: Option<usize>,
    steps: Option<usize>,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    cancelled: AtomicBool,
    /// Bytes of text that the answer has so far.
    taken: AtomicUsize,
    /// Steps of work so far.
    spent: AtomicUsize,
}

/// Steps of work between two looks at the clock: some tens of microseconds.
const OFTEN: usize = 4096;

impl Budget {
    /// As long as it takes, and as much as there is.
    #[must_use]
    pub fn unlimited() -> Budget {
        Budget::default()
    }

    /// This long from now.
    #[must_use]
    pub fn within(time: Duration) -> Budget {
        // What lies beyond what a clock can tell has no end.
        Budget { deadline: Instant::now().checked_add(time), ..Budget::default() }
    }

    /// The same, and an answer with at most so many bytes of text of the corpus.
    #[must_use]
    pub fn bytes(self, most: usize) -> Budget {
        Budget { most: Some(most), ..self }
    }

    /// The same, and at most so many steps of work: what [`Budget::spend`] counts.
    #[must_use]
    pub fn steps(self, most: usize) -> Budget {
        Budget { steps: Some(most), ..self }
    }

    /// Does so many steps of work: an entry of a list that is read, a passage or a character that is looked at.
    ///
    /// Every loop of a backend that grows with the corpus or the query calls this, and ends with what it returns.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfTime`] when there were too many then, and those of [`Budget::check`].
    pub fn spend(&self, steps: usize) -> Result<()> {
        let before = self.shared.spent.fetch_add(steps, Ordering::Relaxed);
        let spent = before.saturating_add(steps);
        if self.steps.is_some_and(|most| spent > most) {
            return Err(Error::OutOfTime);
        }
        if before / OFTEN == spent / OFTEN { Ok(()) } else { self.check() }
    }

    /// Makes every backend that works with this budget, or a clone of it, give up.
    pub fn cancel(&self) {
        self.shared.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether any time is left.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfTime`] when the deadline is past, [`Error::Cancelled`].
    pub fn check(&self) -> Result<()> {
        if self.shared.cancelled.load(Ordering::Relaxed) {
            return Err(Error::Cancelled);
        }
        if self.steps.is_some_and(|most| self.shared.spent.load(Ordering::Relaxed) > most) {
            return Err(Error::OutOfTime);
        }
        match self.deadline {
            Some(deadline) if Instant::now() >= deadline => Err(Error::OutOfTime),
            _ => Ok(()),
        }
    }

    /// Puts so many bytes of text into the answer.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] when there are too many then, and those of [`Budget::check`].
    pub fn take(&self, bytes: usize) -> Result<()> {
        let taken = self.shared.taken.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        match self.most {
            Some(limit) if taken > limit => Err(Error::TooLarge { limit }),
            _ => self.check(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_budget_runs_out_and_is_cancelled_for_all_clones() {
        Budget::unlimited().check().unwrap();
        Budget::within(Duration::from_secs(3600)).check().unwrap();
        Budget::within(Duration::MAX).check().unwrap();
        assert!(matches!(Budget::within(Duration::ZERO).check(), Err(Error::OutOfTime)));
        let budget = Budget::unlimited();
        let clone = budget.clone();
        budget.cancel();
        assert!(matches!(clone.check(), Err(Error::Cancelled)));
    }

    #[test]
    fn steps_are_counted_for_all_clones() {
        let budget = Budget::unlimited().steps(10);
        budget.spend(6).unwrap();
        budget.clone().spend(4).unwrap();
        assert!(matches!(budget.spend(1), Err(Error::OutOfTime)));
        // Whoever only spends sees the deadline, and that it was cancelled, too.
        let late = Budget::within(Duration::ZERO);
        assert!((0..=OFTEN).any(|_| late.spend(1).is_err()));
        let cancelled = Budget::unlimited();
        cancelled.cancel();
        assert!(matches!(cancelled.spend(OFTEN), Err(Error::Cancelled)));
    }

    #[test]
    fn bytes_are_counted_for_all_clones() {
        let budget = Budget::unlimited().bytes(10);
        budget.take(6).unwrap();
        budget.clone().take(4).unwrap();
        assert!(matches!(budget.take(1), Err(Error::TooLarge { limit: 10 })));
        Budget::unlimited().take(usize::MAX).unwrap();
    }
}
