//! The modules of a crate, and what each of them leans on: every name is followed to the module that defines it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::source::{self, Import, Module, Names};

/// The names of a module from its crate on; the crate itself is empty. A program in `bin/` is a crate of its own and
/// stands here as `bin::NAME`.
pub type Place = Vec<String>;

/// The files below one folder as modules.
#[derive(Debug, Default)]
pub struct Tree {
    /// The text of every file by its path below the folder.
    pub files: BTreeMap<String, String>,
    modules: BTreeMap<Place, Node>,
    roots: Vec<Place>,
    /// What cannot be read.
    pub wrong: BTreeSet<String>,
}

#[derive(Debug)]
pub struct Node {
    /// The file, below the folder.
    pub file: String,
    pub module: Module,
    pub test: bool,
}

/// Where a path leads.
#[derive(Debug, Default)]
pub struct Target {
    /// The modules on the way, the one that defines the item last.
    pub modules: Vec<Place>,
    /// The crate that it leaves to.
    pub external: Option<String>,
}

/// One module that names another.
#[derive(Debug)]
pub struct Edge {
    pub from: Place,
    pub to: Place,
    /// The file, and the path as it is written there.
    pub said: String,
}

/// How far names are followed through `use` lines that lead to `use` lines.
const FUEL: usize = 16;

impl Tree {
    /// The tree below a folder; `roots` are the files that the compiler begins with.
    pub fn load(folder: &Path, roots: &[&str]) -> Tree {
        let mut files = BTreeMap::new();
        let mut folders = vec![folder.to_path_buf()];
        while let Some(next) = folders.pop() {
            for entry in fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display())) {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let below = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                    files.insert(below, fs::read_to_string(&path).unwrap());
                }
            }
        }
        Tree::new(files, roots)
    }

    /// A tree of these files.
    pub fn new(files: BTreeMap<String, String>, roots: &[&str]) -> Tree {
        let mut tree = Tree { files, ..Tree::default() };
        for &root in roots {
            let place: Place = match root.strip_suffix(".rs") {
                Some("lib" | "tests") => Vec::new(),
                Some(other) => other.split('/').map(str::to_owned).collect(),
                None => panic!("{root} is no file of Rust"),
            };
            let folder = root.rfind('/').map_or("", |slash| &root[..=slash]);
            tree.roots.push(place.clone());
            tree.add(root, folder, place, false);
        }
        tree
    }

    /// Adds a file and everything that it declares; `folder` is where its modules stand.
    fn add(&mut self, file: &str, folder: &str, place: Place, test: bool) {
        let Some(text) = self.files.get(file) else { return };
        let module = source::read(text).unwrap_or_else(|error| {
            self.wrong.insert(format!("{file}: {error}"));
            Module::default()
        });
        self.add_module(file, folder, place, module, test);
    }

    fn add_module(&mut self, file: &str, folder: &str, place: Place, mut module: Module, test: bool) {
        let test = test || module.test;
        for child in &mut module.children {
            let mut below = place.clone();
            below.push(child.name.clone());
            let inside = format!("{folder}{}/", child.name);
            let test = test || child.test;
            if let Some(body) = child.body.take() {
                self.add_module(file, &inside, below, body, test);
                continue;
            }
            if child.elsewhere {
                self.wrong.insert(format!("{file}: mod {} says where its file is; let the name say it", child.name));
            }
            for (name, folder) in
                [(format!("{folder}{}.rs", child.name), &inside), (format!("{inside}mod.rs"), &inside)]
            {
                self.add(&name, folder, below.clone(), test);
            }
        }
        self.modules.insert(place, Node { file: file.to_owned(), module, test });
    }

    /// The modules with their places.
    pub fn modules(&self) -> impl Iterator<Item = (&Place, &Node)> {
        self.modules.iter()
    }

    /// The files that some module stands in.
    pub fn declared(&self) -> BTreeSet<&str> {
        self.modules.values().map(|node| node.file.as_str()).collect()
    }

    /// The module `place` leads to by `path`.
    pub fn follow(&self, place: &Place, path: &[String]) -> Target {
        let mut target = Target::default();
        self.walk(place, path, FUEL, &mut target);
        target
    }

    fn walk(&self, place: &Place, path: &[String], fuel: usize, out: &mut Target) {
        let Some((first, mut rest)) = path.split_first() else { return };
        if fuel == 0 {
            return;
        }
        let root = self.roots.iter().filter(|root| place.starts_with(root)).max_by_key(|root| root.len());
        let mut here = match first.as_str() {
            "crate" | "$crate" => root.cloned().unwrap_or_default(),
            "self" | "super" => {
                let mut up = if first == "self" { place.clone() } else { parent(place) };
                while let Some((_, behind)) = rest.split_first().filter(|(name, _)| *name == "super") {
                    (up, rest) = (parent(&up), behind);
                }
                up
            }
            // The programs name the library as others do.
            "anli" => Vec::new(),
            "" => {
                match rest.first().map(String::as_str) {
                    Some("anli") => self.walk(place, rest, fuel - 1, out),
                    name => out.external = name.map(str::to_owned),
                }
                return;
            }
            name => {
                if !self.step(place, name, rest, fuel, out) {
                    out.external = Some(name.to_owned());
                }
                return;
            }
        };
        loop {
            if !self.modules.contains_key(&here) {
                return;
            }
            out.modules.push(here.clone());
            let Some((name, behind)) = rest.split_first() else { return };
            if let Some(below) = self.child(&here, name) {
                (here, rest) = (below, behind);
                continue;
            }
            self.step(&here, name, behind, fuel, out);
            return;
        }
    }

    /// Goes on from the module `here` by a name in it; false where it has none such but may define it itself.
    fn step(&self, here: &Place, name: &str, rest: &[String], fuel: usize, out: &mut Target) -> bool {
        let Some(node) = self.modules.get(here) else { return false };
        if let Some(below) = self.child(here, name) {
            let path: Names = std::iter::once("self".to_owned()).chain(rest.iter().cloned()).collect();
            self.walk(&below, &path, fuel - 1, out);
            return true;
        }
        let named = |import: &&Import| {
            import.name.as_deref() == Some(name) && import.path.first().is_none_or(|own| own != name)
        };
        let mut found = false;
        for import in node.module.imports.iter().filter(named) {
            let path: Names = import.path.iter().chain(rest).cloned().collect();
            self.walk(here, &path, fuel - 1, out);
            found = true;
        }
        if found || node.module.defines.contains(name) {
            return found;
        }
        for glob in node.module.imports.iter().filter(|import| import.name.is_none()) {
            let mut through = Target::default();
            self.walk(here, &glob.path, fuel - 1, &mut through);
            if let Some(from) = through.modules.last().filter(|&from| from != here && self.has(from, name)) {
                let path: Names = ["self", name].into_iter().map(str::to_owned).chain(rest.iter().cloned()).collect();
                self.walk(&from.clone(), &path, fuel - 1, out);
                found = true;
            }
        }
        found
    }

    fn child(&self, place: &Place, name: &str) -> Option<Place> {
        let below: Place = place.iter().cloned().chain([name.to_owned()]).collect();
        self.modules.contains_key(&below).then_some(below)
    }

    fn has(&self, place: &Place, name: &str) -> bool {
        self.child(place, name).is_some()
            || self.modules.get(place).is_some_and(|node| {
                node.module.defines.contains(name)
                    || node.module.imports.iter().any(|import| import.name.as_deref() == Some(name))
            })
    }

    /// Every path that a module names, with whether only tests do.
    fn named(node: &Node) -> impl Iterator<Item = (&[String], bool)> {
        let only = node.test;
        let imports = node.module.imports.iter().map(|import| (import.path.as_slice(), import.test));
        let paths = node.module.paths.iter().map(|(path, test)| (path.as_slice(), *test));
        imports.chain(paths).map(move |(path, test)| (path, test || only))
    }

    /// What the modules outside tests lean on.
    pub fn edges(&self) -> Vec<Edge> {
        let mut edges = Vec::new();
        for (place, node) in &self.modules {
            let named = Tree::named(node).filter(|(_, test)| !test).map(|(path, _)| path);
            // A name alone may have come by a glob.
            let globs = node.module.imports.iter().any(|import| import.name.is_none() && !import.test) && !node.test;
            let bound = |word: &String| node.module.imports.iter().any(|import| import.name.as_ref() == Some(word));
            let words = node.module.words.iter().filter(|word| globs && !bound(word)).map(std::slice::from_ref);
            for path in named.chain(words) {
                for to in self.follow(place, path).modules {
                    edges.push(Edge { from: place.clone(), to, said: format!("{}: {}", node.file, path.join("::")) });
                }
            }
        }
        edges
    }

    /// The crates that the modules name, each with the file that does and whether only tests do. A name that is an
    /// item of the module itself stands among them too.
    pub fn externals(&self) -> BTreeSet<(String, String, bool)> {
        let mut out = BTreeSet::new();
        for (place, node) in &self.modules {
            for (path, test) in Tree::named(node) {
                if let Some(name) = self.follow(place, path).external {
                    out.insert((name, node.file.clone(), test));
                }
            }
        }
        out
    }
}

fn parent(place: &Place) -> Place {
    place[..place.len().saturating_sub(1)].to_vec()
}
