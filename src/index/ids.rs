//! The ids of notices: no two are the same.

use std::collections::{BTreeSet, HashMap, HashSet};

/// The ids that are taken.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: HashSet<String>,
    numbers: HashMap<String, Numbers>,
}

/// Which of `-2`, `-3`, … may still be free for an id: what was tried once is not tried again.
#[derive(Debug)]
struct Numbers {
    /// From here on none has been tried.
    next: u32,
    /// Those before that have become free since.
    free: BTreeSet<u32>,
}

impl Ids {
    /// These ids and no others.
    pub(super) fn of<'i>(ids: impl Iterator<Item = &'i str>) -> Ids {
        Ids { taken: ids.map(str::to_owned).collect(), numbers: HashMap::new() }
    }

    /// Takes `id`, or the first of `id-2`, `id-3`, … where another notice has it already. All files of a site may have
    /// one name, so the time does not depend on how many were tried before.
    pub(super) fn take(&mut self, id: &str) -> String {
        if !self.taken.contains(id) {
            self.taken.insert(id.to_owned());
            return id.to_owned();
        }
        let numbers = self.numbers.entry(id.to_owned()).or_insert_with(|| Numbers { next: 2, free: BTreeSet::new() });
        loop {
            let number = numbers.free.pop_first().unwrap_or_else(|| {
                numbers.next = numbers.next.saturating_add(1);
                numbers.next - 1
            });
            // Another notice may have it as its own.
            let candidate = format!("{id}-{number}");
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }

    /// Lets go of `id`.
    pub(super) fn free(&mut self, id: &str) {
        self.taken.remove(id);
        if let Some((base, number)) = id.rsplit_once('-')
            && let Ok(number) = number.parse::<u32>()
            && let Some(numbers) = self.numbers.get_mut(base)
            && (2..numbers.next).contains(&number)
        {
            numbers.free.insert(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Against a count from 2 each time.
        #[test]
        fn the_first_free_number_is_taken(
            steps in prop::collection::vec((any::<bool>(), 0..4_usize, any::<prop::sample::Index>()), 0..60),
        ) {
            let bases = ["index", "index-2", "index-3", "a-b"];
            let mut ids = Ids::of(["index", "index-5"].into_iter());
            let mut taken: Vec<String> = ["index".to_owned(), "index-5".to_owned()].into();
            for (takes, base, which) in steps {
                if takes || taken.is_empty() {
                    let base = bases[base].to_owned();
                    let all = (2..).map(|number| format!("{base}-{number}"));
                    let expected = std::iter::once(base.clone()).chain(all).find(|id| !taken.contains(id));
                    let found = ids.take(&base);
                    prop_assert_eq!(Some(&found), expected.as_ref());
                    taken.push(found);
                } else {
                    ids.free(&taken.swap_remove(which.index(taken.len())));
                }
            }
        }
    }

    #[test]
    fn twenty_thousand_of_one_name() {
        let mut ids = Ids::default();
        let last = (0..20_000).map(|_| ids.take("index")).last();
        assert_eq!(last.as_deref(), Some("index-20000"));
        assert_eq!(ids.numbers["index"].next, 20_001, "each number is tried once");
    }
}
