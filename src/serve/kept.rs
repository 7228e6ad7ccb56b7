//! Pages that took long to make, kept as long as the index is the same.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The time from which a page is worth the room that it takes.
pub(super) const WORTH: Duration = Duration::from_millis(20);

/// The most that all of them may hold, in bytes.
const MOST: usize = 16 << 20;

/// Pages by what they were asked for; those that nobody has asked for the longest go first.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    known: HashMap<String, Page>,
    bytes: usize,
    /// Counts what is asked and kept.
    clock: u64,
}

#[derive(Debug)]
struct Page {
    text: Arc<str>,
    used: u64,
}

impl Kept {
    /// The page that `key` asks for, if it is known.
    pub(super) fn get(&self, key: &str) -> Option<Arc<str>> {
        let mut pages = self.pages();
        pages.clock += 1;
        let clock = pages.clock;
        let page = pages.known.get_mut(key)?;
        page.used = clock;
        Some(Arc::clone(&page.text))
    }

    /// Keeps a page; what is larger than all may be together is not kept.
    pub(super) fn keep(&self, key: String, text: &Arc<str>) {
        let size = |key: &str, text: &str| key.len() + text.len();
        let new = size(&key, text);
        if new > MOST {
            return;
        }
        let mut pages = self.pages();
        pages.clock += 1;
        let page = Page { text: Arc::clone(text), used: pages.clock };
        pages.bytes += new;
        if let Some(old) = pages.known.insert(key.clone(), page) {
            pages.bytes -= size(&key, &old.text);
        }
        while pages.bytes > MOST {
            let Some(oldest) = pages.known.iter().min_by_key(|(_, page)| page.used).map(|(key, _)| key.clone()) else {
                return;
            };
            if let Some(page) = pages.known.remove(&oldest) {
                pages.bytes -= size(&oldest, &page.text);
            }
        }
    }

    /// Forgets everything: there is a new index.
    pub(super) fn clear(&self) {
        *self.pages() = Pages::default();
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        // Nothing panics while it holds the lock, and what it guards is whole at any time.
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_asks_for_goes_first() {
        let kept = Kept::default();
        let text = |bytes: usize| Arc::<str>::from("a".repeat(bytes));
        let third = text(MOST / 3);
        for key in ["a", "b"] {
            kept.keep(key.to_owned(), &third);
        }
        assert!(kept.get("a").is_some());
        kept.keep("c".to_owned(), &third);
        let known = ["a", "b", "c"].map(|key| kept.get(key).is_some());
        assert_eq!(known, [true, false, true]);
        // The same again takes no more room.
        for _ in 0..10 {
            kept.keep("a".to_owned(), &third);
        }
        assert!(kept.get("c").is_some());
        kept.keep("d".to_owned(), &text(MOST + 1));
        assert!(kept.get("d").is_none() && kept.get("c").is_some());
        kept.clear();
        assert!(kept.get("a").is_none() && kept.pages().bytes == 0);
    }
}
