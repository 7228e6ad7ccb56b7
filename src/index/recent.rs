//! Records that were asked for last, held so that the next hits of the same cases and notices need not read them again.

use std::sync::{Arc, Mutex, PoisonError};

use super::keys::KeyMap;
use crate::error::Result;

/// Records of one kind, by their keys.
#[derive(Debug)]
pub(super) struct Recent<T>(Mutex<Halves<T>>);

/// When there are so many of the younger, the older ones go, and the younger ones are the older.
const HALF: usize = 512;

#[derive(Debug)]
struct Halves<T> {
    younger: KeyMap<Arc<T>>,
    older: KeyMap<Arc<T>>,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Recent(Mutex::new(Halves { younger: KeyMap::default(), older: KeyMap::default() }))
    }
}

impl<T> Recent<T> {
    /// The record with this key, read where it is not held.
    pub(super) fn get(&self, key: u64, read: impl FnOnce() -> Result<T>) -> Result<Arc<T>> {
        // Whoever panicked while holding the lock left whole maps behind.
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        {
            let mut held = lock();
            if let Some(known) = held.younger.get(&key) {
                return Ok(Arc::clone(known));
            }
            if let Some(known) = held.older.remove(&key) {
                held.put(key, Arc::clone(&known));
                return Ok(known);
            }
        }
        let read = Arc::new(read()?);
        lock().put(key, Arc::clone(&read));
        Ok(read)
    }
}

impl<T> Halves<T> {
    fn put(&mut self, key: u64, record: Arc<T>) {
        if self.younger.len() >= HALF {
            self.older = std::mem::take(&mut self.younger);
        }
        self.younger.insert(key, record);
    }
}

#[cfg(test)]
mod tests {
    use super::{HALF, Recent};

    #[test]
    fn what_was_asked_for_last_is_held_and_no_more() {
        let recent: Recent<u64> = Recent::default();
        let mut read = 0;
        let mut ask = |key: u64| {
            let found = recent.get(key, || {
                read += 1;
                Ok(key)
            });
            assert_eq!(*found.unwrap(), key);
            read
        };
        assert_eq!(ask(7), 1);
        assert_eq!(ask(7), 1);
        for key in 100..100 + 4 * HALF as u64 {
            ask(key);
            // Asked for again and again, it stays.
            ask(7);
        }
        assert_eq!(ask(7), 1 + 4 * HALF);
        assert_eq!(ask(100), 2 + 4 * HALF, "the oldest is read again");
        let held = recent.0.lock().unwrap();
        assert!(held.younger.len() + held.older.len() <= 2 * HALF);
    }
}
