//! Work for several threads: what is urgent first, then what came first.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Jobs that wait for a thread.
pub(super) struct Pool<J> {
    waiting: Mutex<Waiting<J>>,
    changed: Condvar,
}

struct Waiting<J> {
    urgent: VecDeque<J>,
    others: VecDeque<J>,
    is_closed: bool,
}

impl<J> Pool<J> {
    pub(super) fn new() -> Pool<J> {
        let waiting = Waiting { urgent: VecDeque::new(), others: VecDeque::new(), is_closed: false };
        Pool { waiting: Mutex::new(waiting), changed: Condvar::new() }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting<J>> {
        // Nothing that could panic happens while it is held.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a job that comes after all others.
    pub(super) fn push(&self, job: J) {
        self.waiting().others.push_back(job);
        self.changed.notify_one();
    }

    /// Adds a job that comes after the urgent ones alone.
    pub(super) fn push_urgent(&self, job: J) {
        self.waiting().urgent.push_back(job);
        self.changed.notify_one();
    }

    /// The next job, once there is one; `None` when no more come.
    pub(super) fn next(&self) -> Option<J> {
        let mut waiting = self.waiting();
        loop {
            if waiting.is_closed {
                return None;
            }
            if let Some(job) = waiting.urgent.pop_front() {
                return Some(job);
            }
            if let Some(job) = waiting.others.pop_front() {
                return Some(job);
            }
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Lets all threads end, whatever waits; when the answer is dropped.
    pub(super) fn closing(&self) -> Closing<'_, J> {
        Closing(self)
    }
}

/// Closes a [`Pool`] when it is dropped, however that comes.
pub(super) struct Closing<'p, J>(&'p Pool<J>);

impl<J> Drop for Closing<'_, J> {
    fn drop(&mut self) {
        self.0.waiting().is_closed = true;
        self.0.changed.notify_all();
    }
}
