//! What one file may cost, from its outermost container to the last filter: the bytes it is unpacked to, and time.
//!
//! A few kilobytes may stand for any amount of text: archives and filters unpack, numbers are written in front of
//! paragraphs, documents hold documents that hold documents. So whatever a file makes its reader hold beyond its own
//! bytes draws on one [`Allowance`], which is made once for a file and handed down to everything inside it, and a file
//! that has used it up is refused. The allowance grows with the file, begins where no harm is done, and is what a
//! reader may allocate, within a small factor.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::document::ReadError;
use super::format::Format;

/// XML and the text of PDFs shrink to a twentieth, at the very best to a hundredth; beyond this ratio only bombs are.
const RATIO: u64 = 250;

/// A file that unpacks to this many bytes does no harm whatever its ratio.
const HARMLESS: u64 = 6 << 20;

/// The bytes to which a file unpacks at most, unless it is itself large.
const MOST: u64 = 128 << 20;

/// So many times its own size a large file unpacks to at most.
const OF_LARGE: u64 = 32;

/// So many times its size a file of text or markup may cost: the lines of a page of `<p>` and nothing else have three
/// bytes of source each.
const OF_MARKUP: u64 = 64;

/// What a line costs beside its text, in bytes: its place, what it is, and where it goes.
pub(super) const LINE: u64 = 128;

/// The time for a file of no size. Reading a thousand pages takes a few seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// The clock is read once in so many steps.
const STEPS: u32 = 1024;

/// What is left of the bytes and of the time that a file may cost.
#[derive(Debug, Clone)]
pub(super) struct Allowance {
    /// In bytes.
    limit: u64,
    left: Cell<u64>,
    patience: Duration,
    deadline: Instant,
    steps: Cell<u32>,
}

impl Allowance {
    /// The allowance of a compressed file of `len` bytes.
    pub(super) fn packed(len: usize) -> Self {
        let len = len as u64;
        let limit = len.saturating_mul(RATIO).clamp(HARMLESS, MOST).max(len.saturating_mul(OF_LARGE));
        Allowance::new(limit, patience(len))
    }

    /// The allowance of a file of `len` bytes that is text, or text with markup.
    pub(super) fn plain(len: usize) -> Self {
        let len = len as u64;
        Allowance::new(len.saturating_mul(OF_MARKUP).max(HARMLESS), patience(len))
    }

    /// An allowance of `limit` bytes and `patience` from now on.
    pub(super) fn new(limit: u64, patience: Duration) -> Self {
        // A moment too far away to be told is no limit.
        let far = Duration::from_secs(365 * 24 * 60 * 60);
        let now = Instant::now();
        let deadline = now.checked_add(patience.min(far)).unwrap_or(now);
        Allowance { limit, left: Cell::new(limit), patience, deadline, steps: Cell::new(0) }
    }

    /// All bytes of the file, spent or not.
    pub(super) fn limit(&self) -> u64 {
        self.limit
    }

    /// The bytes that are left.
    pub(super) fn left(&self) -> u64 {
        self.left.get()
    }

    /// The time that is left.
    pub(super) fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Spends `bytes` on `part`.
    ///
    /// # Errors
    ///
    /// [`ReadError::TooLarge`] when so many are not left.
    pub(super) fn spend(&self, bytes: u64, part: &str) -> Result<(), ReadError> {
        match self.left.get().checked_sub(bytes) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => {
                self.left.set(0);
                Err(self.exhausted(part))
            }
        }
    }

    /// The error for a file of which `part` takes more than is left.
    pub(super) fn exhausted(&self, part: &str) -> ReadError {
        ReadError::TooLarge { part: part.to_owned(), limit: self.limit }
    }

    /// One of many steps on the way through a file of the given format.
    ///
    /// # Errors
    ///
    /// [`ReadError::TooSlow`] when the time is up.
    pub(super) fn step(&self, format: Format) -> Result<(), ReadError> {
        let steps = self.steps.get().wrapping_add(1);
        self.steps.set(steps);
        if steps.is_multiple_of(STEPS) { self.on_time(format) } else { Ok(()) }
    }

    /// The same as [`Allowance::step`] for a step that takes its time.
    pub(super) fn on_time(&self, format: Format) -> Result<(), ReadError> {
        if self.time_left().is_zero() { Err(self.too_slow(format)) } else { Ok(()) }
    }

    /// The error for a file of the given format whose time is up.
    pub(super) fn too_slow(&self, format: Format) -> ReadError {
        ReadError::TooSlow { format, seconds: self.patience.as_secs() }
    }
}

/// The time for a file of `len` bytes: a second more for each MiB.
fn patience(len: u64) -> Duration {
    PATIENCE + Duration::from_secs(len >> 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_with_the_file_from_the_harmless_to_the_bearable() {
        for (len, limit) in [
            (0, HARMLESS),
            (10_000, HARMLESS),
            (100_000, 25_000_000),
            (1 << 20, MOST),
            (4 << 20, MOST),
            (100 << 20, 3200 << 20),
        ] {
            assert_eq!(Allowance::packed(len).limit(), limit, "{len}");
        }
        assert_eq!(Allowance::plain(0).limit(), HARMLESS);
        assert_eq!(Allowance::plain(1 << 20).limit(), 64 << 20);
        for len in [0, 1, 1 << 20, 1 << 30, usize::MAX] {
            assert!(Allowance::packed(len).limit() >= (len as u64).min(u64::MAX / 2), "{len}");
            assert!(Allowance::packed(len).time_left() > Duration::from_secs(59), "{len}");
        }
    }

    #[test]
    fn what_is_spent_is_gone() {
        let allowance = Allowance::new(100, PATIENCE);
        assert_eq!(allowance.spend(60, "a"), Ok(()));
        assert_eq!(allowance.spend(40, "b"), Ok(()));
        assert_eq!(allowance.left(), 0);
        assert_eq!(allowance.spend(0, "c"), Ok(()));
        let error = ReadError::TooLarge { part: "d".to_owned(), limit: 100 };
        assert_eq!(allowance.spend(1, "d"), Err(error.clone()));
        let allowance = Allowance::new(100, PATIENCE);
        assert_eq!(allowance.spend(101, "d"), Err(error.clone()));
        assert_eq!(allowance.spend(1, "d"), Err(error), "who asked for too much gets nothing any more");
    }

    #[test]
    fn time_passes() {
        let allowance = Allowance::new(100, Duration::ZERO);
        let error = ReadError::TooSlow { format: Format::Docx, seconds: 0 };
        assert_eq!(allowance.on_time(Format::Docx), Err(error.clone()));
        let steps: Vec<Result<(), ReadError>> = (0..STEPS).map(|_| allowance.step(Format::Docx)).collect();
        assert_eq!(steps.iter().filter(|step| **step == Err(error.clone())).count(), 1);
        let allowance = Allowance::new(100, PATIENCE);
        assert!((0..10 * STEPS).all(|_| allowance.step(Format::Docx).is_ok()));
    }
}
