//! How long an answer may take.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};

/// What an answer may cost. A backend asks it between the parts of its work and gives up when it is exhausted.
#[derive(Debug, Clone, Default)]
pub struct Budget {
    deadline: Option<Instant>,
    cancelled: Arc<AtomicBool>,
}

impl Budget {
    /// As long as it takes.
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

    /// Makes every backend that works with this budget, or a clone of it, give up.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether anything is left.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfTime`] when the deadline is past, [`Error::Cancelled`].
    pub fn check(&self) -> Result<()> {
        if self.cancelled.load(Ordering::Relaxed) {
            return Err(Error::Cancelled);
        }
        match self.deadline {
            Some(deadline) if Instant::now() >= deadline => Err(Error::OutOfTime),
            _ => Ok(()),
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
}
