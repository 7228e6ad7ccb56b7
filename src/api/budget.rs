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
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    cancelled: AtomicBool,
    /// Bytes of text that the answer has so far.
    taken: AtomicUsize,
}

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
    fn bytes_are_counted_for_all_clones() {
        let budget = Budget::unlimited().bytes(10);
        budget.take(6).unwrap();
        budget.clone().take(4).unwrap();
        assert!(matches!(budget.take(1), Err(Error::TooLarge { limit: 10 })));
        Budget::unlimited().take(usize::MAX).unwrap();
    }
}
