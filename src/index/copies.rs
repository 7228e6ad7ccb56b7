//! The same notice in several files: which one is indexed, and which are only linked to it.
//!
//! A file is a copy of another one when that one holds, word for word, all that it says (`own` has what counts, `holds`
//! how damage is read): nothing may be left out of the index that is not in it. What is only nearly the same is a version
//! of the notice, indexed beside it.
//!
//! Of files with the same words the original is the one with the fewest places that nobody can be sure of, then the one
//! with the least damage, then the first by path. In this order the first file is an original, and each further one is a
//! copy of the first original that holds it or else an original itself. So what is a copy of what depends on which files
//! there are, and not on the order in which they came. (Not beyond [`LOOKED_AT`] files of one name, and [`COMPARED`]
//! damaged files that are as near: then what is not compared is indexed.)

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::fingerprint::Fingerprint;
use super::keys::KeyMap;
use super::manifest::SourceEntry;
use super::own::Own;

/// Files of one name that are looked at for what a damaged file could be a copy of.
const LOOKED_AT: usize = 1024;
/// Of those the nearest, which are compared word for word.
const COMPARED: usize = 8;
/// Bytes of texts that are kept for further comparisons.
const HELD: usize = 16 << 20;

/// What becomes of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The original that it is a copy of; none where it is an original itself.
    pub(super) copy_of: Option<PathBuf>,
    /// The originals until now that it holds the words of: they become its copies.
    pub(super) instead_of: Vec<PathBuf>,
}

/// A file with its place.
#[derive(Debug)]
struct Known {
    path: PathBuf,
    /// The hash of its bytes.
    hash: u64,
    print: Fingerprint,
    copy_of: Option<usize>,
}

impl Known {
    /// Its place in the order in which files are originals.
    fn rank(&self) -> (u32, u32, &Path) {
        let (doubtful, damage) = self.print.rank();
        (doubtful, damage, &self.path)
    }
}

/// The files of an index, by what they may be recognised by.
#[derive(Debug, Default)]
pub(super) struct Originals {
    all: Vec<Known>,
    by_path: HashMap<PathBuf, usize>,
    /// The original with a text.
    by_text: HashMap<(u64, u64), usize>,
    /// Originals by the number or title that they may share with copies; those that have become copies stay listed.
    by_name: KeyMap<Vec<usize>>,
    /// The files that have places nobody can be sure of, originals or copies.
    doubtful: KeyMap<Vec<usize>>,
    /// The copies among those, by their original.
    copies: HashMap<usize, Vec<usize>>,
    /// Copies that another original may hold now, in order.
    unsettled: BTreeSet<(u32, u32, PathBuf)>,
}

impl Originals {
    /// Those among `sources`.
    pub(super) fn of(sources: &[SourceEntry]) -> Originals {
        let mut originals = Originals::default();
        for source in sources.iter().filter(|source| source.is_document()) {
            originals.enter(&source.path, source.hash, source.print);
        }
        for source in sources {
            let Some(&at) = originals.by_path.get(&source.path) else { continue };
            match source.copy_of.as_ref().and_then(|original| originals.by_path.get(original)) {
                Some(&original) => originals.link(at, original),
                None => originals.list(at),
            }
        }
        originals
    }

    /// The place of the file at `path`, whose bytes have the hash `hash`. What was known of it until now is forgotten.
    pub(super) fn place(
        &mut self,
        path: &Path,
        hash: u64,
        print: Fingerprint,
        own: Own,
        texts: &mut Texts<'_>,
    ) -> Place {
        let at = self.enter(path, hash, print);
        if print.is_doubtful() || print.names().any(|name| self.doubtful.contains_key(&name)) {
            texts.hold(at, Rc::new(own));
        }
        if let Some(original) = self.original_of(at, texts) {
            self.link(at, original);
            return Place { copy_of: Some(self.all[original].path.clone()), instead_of: Vec::new() };
        }
        let same = self.by_text.get(&print.whole).copied();
        let mut absorbed: Vec<usize> = same.into_iter().filter(|&other| other != at).collect();
        for other in self.near(&self.doubtful, at, |other| other.rank() > self.all[at].rank()) {
            match self.all[other].copy_of {
                None if absorbed.contains(&other) => {}
                None if self.holds(at, other, texts) => absorbed.push(other),
                None => {}
                Some(original) if self.all[original].rank() > self.all[at].rank() => self.unsettle(other),
                Some(_) => {}
            }
        }
        self.list(at);
        for &other in &absorbed {
            self.link(other, at);
            for copy in self.copies.remove(&other).unwrap_or_default() {
                let (known, was) = (&self.all[copy], &self.all[other].print);
                let follows = known.print.whole == print.whole
                    || (known.print.whole, known.print.doubts) == (was.whole, was.doubts);
                match known.copy_of == Some(other) {
                    true if follows => self.link(copy, at),
                    true => self.unsettle(copy),
                    false => {}
                }
            }
        }
        let instead_of = absorbed.into_iter().map(|other| self.all[other].path.clone()).collect();
        Place { copy_of: None, instead_of }
    }

    /// The next file that has to be placed again, with the hash of its bytes: a damaged copy whose original holds its
    /// words no longer, or whose words a better file holds. A file that is placed again unsettles only such as come after
    /// it in the order, so this has an end.
    pub(super) fn unsettled(&mut self) -> Option<(PathBuf, u64)> {
        let (.., path) = self.unsettled.pop_first()?;
        let hash = self.by_path.get(&path).map_or(0, |&at| self.all[at].hash);
        Some((path, hash))
    }

    fn enter(&mut self, path: &Path, hash: u64, print: Fingerprint) -> usize {
        if let Some(&at) = self.by_path.get(path) {
            return at;
        }
        let at = self.all.len();
        self.all.push(Known { path: path.to_path_buf(), hash, print, copy_of: None });
        self.by_path.insert(path.to_path_buf(), at);
        if print.is_doubtful() {
            print.names().for_each(|name| self.doubtful.entry(name).or_default().push(at));
        }
        at
    }

    fn list(&mut self, at: usize) {
        let print = self.all[at].print;
        self.all[at].copy_of = None;
        self.by_text.insert(print.whole, at);
        print.names().for_each(|name| self.by_name.entry(name).or_default().push(at));
    }

    /// Makes the file `at` a copy of `original`.
    fn link(&mut self, at: usize, original: usize) {
        self.all[at].copy_of = Some(original);
        if self.all[at].print.is_doubtful() {
            self.copies.entry(original).or_default().push(at);
        }
        let whole = self.all[at].print.whole;
        if self.by_text.get(&whole) == Some(&at) {
            self.by_text.remove(&whole);
        }
    }

    fn unsettle(&mut self, at: usize) {
        let (doubtful, damage, path) = self.all[at].rank();
        self.unsettled.insert((doubtful, damage, path.to_path_buf()));
    }

    /// The first original that holds the words of the file `at`.
    fn original_of(&self, at: usize, texts: &mut Texts<'_>) -> Option<usize> {
        let known = &self.all[at];
        let same = self.by_text.get(&known.print.whole).copied();
        let mut candidates: Vec<usize> =
            same.into_iter().filter(|&other| other != at && self.all[other].rank() < known.rank()).collect();
        if known.print.is_doubtful() {
            let is_better = |other: &Known| other.copy_of.is_none() && other.rank() < known.rank();
            candidates.extend(self.near(&self.by_name, at, is_better));
        }
        candidates.sort_by_key(|&other| self.all[other].rank());
        candidates.into_iter().find(|&other| self.holds(other, at, texts))
    }

    /// Whether the file `at` holds the words of `other`.
    fn holds(&self, at: usize, other: usize, texts: &mut Texts<'_>) -> bool {
        let (ours, theirs) = (&self.all[at], &self.all[other]);
        if ours.print.whole == theirs.print.whole {
            return true;
        }
        let Some(theirs) = texts.of(other, theirs) else { return false };
        texts.of(at, ours).is_some_and(|ours| theirs.is_held_by(&ours))
    }

    /// Of the `wanted` files in `lists` that could be a version of the file `at`, the nearest.
    fn near(&self, lists: &KeyMap<Vec<usize>>, at: usize, wanted: impl Fn(&Known) -> bool) -> Vec<usize> {
        let print = self.all[at].print;
        let listed = print.names().filter_map(|name| lists.get(&name)).flat_map(|list| list.iter().take(LOOKED_AT));
        let mut found: Vec<(u32, usize)> = listed
            .filter(|&&other| other != at && wanted(&self.all[other]))
            .filter_map(|&other| Some((print.near(&self.all[other].print)?, other)))
            .collect();
        found.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| self.all[a.1].rank().cmp(&self.all[b.1].rank())));
        found.dedup();
        found.into_iter().take(COMPARED).map(|(_, other)| other).collect()
    }
}

/// The texts of files that are compared: the last ones are kept, others are read again.
pub(super) struct Texts<'r> {
    /// Reads the text of the file at a path from the corpus, if its bytes still have this hash.
    read: &'r dyn Fn(&Path, u64) -> Option<Own>,
    held: HashMap<usize, Rc<Own>>,
    order: VecDeque<usize>,
    bytes: usize,
}

impl<'r> Texts<'r> {
    pub(super) fn new(read: &'r dyn Fn(&Path, u64) -> Option<Own>) -> Texts<'r> {
        Texts { read, held: HashMap::new(), order: VecDeque::new(), bytes: 0 }
    }

    fn hold(&mut self, at: usize, own: Rc<Own>) {
        self.bytes += own.text.len();
        match self.held.insert(at, own) {
            Some(before) => self.bytes -= before.text.len(),
            None => self.order.push_back(at),
        }
        while self.bytes > HELD
            && self.order.len() > 1
            && let Some(oldest) = self.order.pop_front()
        {
            self.bytes -= self.held.remove(&oldest).map_or(0, |own| own.text.len());
        }
    }

    fn of(&mut self, at: usize, known: &Known) -> Option<Rc<Own>> {
        if let Some(own) = self.held.get(&at) {
            return Some(Rc::clone(own));
        }
        let own = Rc::new((self.read)(&known.path, known.hash)?);
        self.hold(at, Rc::clone(&own));
        Some(own)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fingerprint::tests::{essay, print};
    use super::super::own::Doubt;
    use super::*;

    #[test]
    fn the_least_damaged_is_the_original_and_then_the_first() {
        let text = essay(0..60);
        let mut originals = Originals::default();
        let none = |_: &Path, _: u64| None;
        let mut texts = Texts::new(&none);
        let mut placed = |path: &str, damage: u32| {
            let mut print = print(&text);
            print.damage = damage;
            originals.place(Path::new(path), 1, print, Own::default(), &mut texts)
        };
        let copy = |of: &str| Place { copy_of: Some(of.into()), instead_of: Vec::new() };
        let instead = |of: &[&str]| Place { copy_of: None, instead_of: of.iter().map(PathBuf::from).collect() };
        assert_eq!(placed("b", 5), instead(&[]));
        assert_eq!(placed("c", 5), copy("b"));
        assert_eq!(placed("a", 5), instead(&["b"]));
        assert_eq!(placed("d", 0), instead(&["a"]));
        assert_eq!(placed("e", 1), copy("d"));
    }

    /// The files of a made-up corpus: texts of few places, each with one of few readings, certain or not.
    fn files() -> impl Strategy<Value = Vec<(Vec<(u8, bool)>, u32)>> {
        let places = prop::collection::vec((0..2_u8, prop::bool::weighted(0.3)), 3);
        prop::collection::vec((places, 0..2_u32), 1..9)
    }

    fn own(places: &[(u8, bool)]) -> Own {
        let mut own = Own::default();
        for (at, &(reading, doubtful)) in places.iter().enumerate() {
            own.text.push_str(&essay(at as u32 * 20..at as u32 * 20 + 20).replace('。', ""));
            let start = own.text.len();
            own.text.push(if reading == 0 { '甲' } else { '乙' });
            if doubtful {
                own.doubts.push(Doubt { start, end: own.text.len(), chars: 1 });
            }
        }
        own
    }

    /// What is a copy of what, by the rule in the module's words.
    fn by_the_rule(files: &[(Vec<(u8, bool)>, u32)]) -> Vec<Option<usize>> {
        let owns: Vec<Own> = files.iter().map(|(places, _)| own(places)).collect();
        let mut order: Vec<usize> = (0..files.len()).collect();
        order.sort_by_key(|&at| (owns[at].doubts.len(), files[at].1, at));
        let mut out: Vec<Option<usize>> = vec![None; files.len()];
        let mut originals: Vec<usize> = Vec::new();
        for at in order {
            out[at] = originals.iter().copied().find(|&other| owns[at].is_held_by(&owns[other]));
            if out[at].is_none() {
                originals.push(at);
            }
        }
        out
    }

    proptest! {
        /// Whatever the order in which files come, each ends where the rule has it.
        #[test]
        fn the_order_does_not_matter(files in files(), order in any::<prop::sample::Selector>()) {
            let mut rest: Vec<usize> = (0..files.len()).collect();
            let read = |path: &Path, _: u64| {
                let at: usize = path.to_str()?.parse().ok()?;
                Some(own(&files[at].0))
            };
            let mut texts = Texts::new(&read);
            let mut originals = Originals::default();
            let mut found: HashMap<PathBuf, Option<PathBuf>> = HashMap::new();
            let mut put = |originals: &mut Originals, texts: &mut Texts<'_>, path: &Path| {
                let at: usize = path.to_str().unwrap_or_default().parse().unwrap_or_default();
                let own = own(&files[at].0);
                let mut print = Fingerprint::of_text(&own);
                (print.damage, print.title) = (files[at].1, 7);
                let place = originals.place(path, 1, print, own, texts);
                for other in place.instead_of {
                    found.insert(other, Some(path.to_path_buf()));
                }
                found.insert(path.to_path_buf(), place.copy_of);
            };
            while !rest.is_empty() {
                let at = rest.remove(order.select(0..rest.len()));
                put(&mut originals, &mut texts, Path::new(&at.to_string()));
            }
            while let Some((path, _)) = originals.unsettled() {
                put(&mut originals, &mut texts, &path);
            }
            for (at, expected) in by_the_rule(&files).into_iter().enumerate() {
                let mut place = found[Path::new(&at.to_string())].clone();
                // A copy of what has become a copy is a copy of that one's original.
                while let Some(next) = place.as_ref().and_then(|path| found[path].clone()) {
                    place = Some(next);
                }
                prop_assert_eq!(place, expected.map(|of| PathBuf::from(of.to_string())), "{} of {:?}", at, files);
            }
        }
    }
}
