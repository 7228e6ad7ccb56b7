//! The same notice in several files: which one is indexed, and which are only linked to it.
//!
//! Two files are one notice when they have the same number 文號 and nearly the same text; without numbers, when they
//! have the same title, the same date of issue, nearly the same text, and the same figures in the same order, because
//! forms that were filled in for different parties are nearly the same text too. What is nearly the same, `print`
//! says.
//!
//! The original is the file with the least damage; of equals, the first by path.

use std::collections::HashMap;
use std::path::PathBuf;

use super::manifest::SourceEntry;
use super::print::Print;

/// What becomes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// It is a notice of its own.
    Original,
    /// It is a copy of the file at this path.
    CopyOf(PathBuf),
    /// It is the better copy of the file at this path, and takes its place.
    Instead(PathBuf),
}

/// The originals of an index, by what they may be recognised by.
#[derive(Debug, Default)]
pub(super) struct Originals {
    all: Vec<(PathBuf, Print)>,
    by_number: HashMap<u64, Vec<usize>>,
    /// By title and figures: forms have thousands of files with one title.
    by_title: HashMap<u64, Vec<usize>>,
}

impl Originals {
    /// The originals among `sources`.
    pub(super) fn of(sources: &[SourceEntry]) -> Originals {
        let mut originals = Originals::default();
        for source in sources.iter().filter(|source| source.failed.is_none() && source.copy_of.is_none()) {
            originals.push(source.path.clone(), source.print);
        }
        originals
    }

    fn push(&mut self, path: PathBuf, print: Print) {
        let at = self.all.len();
        self.all.push((path, print));
        self.list(at);
    }

    fn list(&mut self, at: usize) {
        let print = self.all[at].1;
        if print.number != 0 {
            self.by_number.entry(print.number).or_default().push(at);
        }
        self.by_title.entry(print.named()).or_default().push(at);
    }

    /// Finds the place of the file at `path` among the originals, and remembers it.
    pub(super) fn place(&mut self, path: &PathBuf, print: Print) -> Place {
        let near = [self.by_number.get(&print.number), self.by_title.get(&print.named())];
        let found = near.into_iter().flatten().flatten().find(|&&at| self.all[at].1.same(&print));
        let Some(&at) = found else {
            self.push(path.clone(), print);
            return Place::Original;
        };
        let (other, theirs) = &self.all[at];
        if (theirs.damage, other) <= (print.damage, path) {
            return Place::CopyOf(other.clone());
        }
        let other = std::mem::replace(&mut self.all[at], (path.clone(), print)).0;
        self.list(at);
        Place::Instead(other)
    }
}

#[cfg(test)]
mod tests {
    use super::super::print::tests::{essay, print};
    use super::*;

    #[test]
    fn the_least_damaged_is_the_original_and_then_the_first() {
        let print = |damage| {
            let mut print = print(&essay(0..60));
            print.damage = damage;
            print
        };
        let mut originals = Originals::default();
        let path = |name: &str| PathBuf::from(name);
        assert_eq!(originals.place(&path("b"), print(5)), Place::Original);
        assert_eq!(originals.place(&path("c"), print(5)), Place::CopyOf(path("b")));
        assert_eq!(originals.place(&path("a"), print(5)), Place::Instead(path("b")));
        assert_eq!(originals.place(&path("d"), print(0)), Place::Instead(path("a")));
        assert_eq!(originals.place(&path("e"), print(1)), Place::CopyOf(path("d")));
    }
}
