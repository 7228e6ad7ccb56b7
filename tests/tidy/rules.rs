//! The rules of the tree, each a function from a tree to what breaks it.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{Edge, Place, Tree};

/// Modules of the crate by layer: one leans only on those of layers before its own.
pub fn layers(tree: &Tree, layers: &[&[&str]]) -> BTreeSet<String> {
    let layer = |name: &str| layers.iter().position(|layer| layer.contains(&name));
    let there: BTreeSet<&str> =
        tree.modules().filter(|(_, node)| !node.test).filter_map(|(place, _)| Some(place.first()?.as_str())).collect();
    let mut wrong = BTreeSet::new();
    for name in there.iter().filter(|name| layer(name).is_none()) {
        wrong.insert(format!("{name} is in no layer; give it one, with its reason"));
    }
    for name in layers.iter().copied().flatten().filter(|name| !there.contains(*name)) {
        wrong.insert(format!("{name} is in a layer, and there is no such module"));
    }
    for Edge { from, to, said } in tree.edges() {
        if let (Some(from), Some(to)) = (from.first(), to.first())
            && from != to
            && let (Some(theirs), Some(ours)) = (layer(to), layer(from))
            && theirs >= ours
        {
            wrong.insert(format!("{said} leads from {from} to {to}, which is no lower layer"));
        }
    }
    wrong
}

/// The modules of one folder form layers too: none of them leads back to itself by way of others, at any distance.
/// What several share stands in a module below them, and parts of one thing stand in a folder of that thing's name.
/// A module and those below it belong together and may name each other.
pub fn circles(tree: &Tree) -> BTreeSet<String> {
    // By folder and module, the others of the folder that it leans on, each with a place that says so.
    let mut leans: BTreeMap<(Place, String), BTreeMap<String, String>> = BTreeMap::new();
    for Edge { from, to, said } in tree.edges() {
        let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
        if let (Some(ours), Some(theirs)) = (from.get(shared), to.get(shared)) {
            let others = leans.entry((from[..shared].to_vec(), ours.clone())).or_default();
            others.entry(theirs.clone()).or_insert(said);
        }
    }
    let mut wrong = BTreeSet::new();
    for (folder, start) in leans.keys() {
        // The nearest way back, breadth first.
        let mut came: BTreeMap<String, String> = BTreeMap::new();
        let mut next = vec![start.clone()];
        while !next.is_empty() && !came.contains_key(start) {
            let mut further = Vec::new();
            for name in next {
                for other in leans.get(&(folder.clone(), name.clone())).into_iter().flat_map(BTreeMap::keys) {
                    if !came.contains_key(other) {
                        came.insert(other.clone(), name.clone());
                        further.push(other.clone());
                    }
                }
            }
            next = further;
        }
        if !came.contains_key(start) {
            continue;
        }
        let mut way = vec![start.clone()];
        while way.len() == 1 || way.last() != Some(start) {
            let before = way.last().map(|last| came[last].clone());
            way.extend(before);
        }
        way.reverse();
        // Each circle once, from the first of its names.
        if way.iter().min() == Some(start) {
            let steps = way.windows(2).map(|two| leans[&(folder.clone(), two[0].clone())][&two[1]].as_str());
            let steps: Vec<&str> = steps.collect();
            wrong.insert(format!("{}: {} ({})", name(folder), way.join(" → "), steps.join("; ")));
        }
    }
    wrong
}

/// Crates that only some modules may name: `(crate, modules)`.
pub fn borders(tree: &Tree, borders: &[(&str, &[&str])]) -> BTreeSet<String> {
    let mut wrong = BTreeSet::new();
    for (external, file, test) in tree.externals() {
        let module = file.split(['/', '.']).next().unwrap_or_default();
        if let Some((_, allowed)) = borders.iter().find(|(name, _)| *name == external)
            && !test
            && !allowed.contains(&module)
        {
            wrong.insert(format!("{file} names {external}, which is for {}", allowed.join(", ")));
        }
    }
    wrong
}

/// No public item outside the modules `allowed` shows a type of the crate `hidden`.
pub fn signatures(tree: &Tree, hidden: &str, allowed: &[&str]) -> BTreeSet<String> {
    let mut wrong = BTreeSet::new();
    for (place, node) in tree.modules() {
        if node.test || place.first().is_some_and(|module| allowed.contains(&module.as_str())) {
            continue;
        }
        for signature in &node.module.signatures {
            let words = signature.words.iter().map(|word| vec![word.clone()]);
            let shown = signature.paths.iter().cloned().chain(words);
            let leads = |path: &Place| tree.follow(place, path).external.is_some_and(|external| external == hidden);
            if let Some(path) = shown.into_iter().find(leads) {
                wrong.insert(format!(
                    "{}: {} shows {}, a type of {hidden}",
                    node.file,
                    signature.item,
                    path.join("::")
                ));
            }
        }
    }
    wrong
}

/// Every file is declared, says what it is for, and is not too long.
pub fn files(tree: &Tree, longest: usize) -> BTreeSet<String> {
    let declared = tree.declared();
    let mut wrong = tree.wrong.clone();
    for (file, text) in &tree.files {
        if !declared.contains(file.as_str()) {
            wrong.insert(format!("{file} is declared by no mod line"));
        }
        let first = text.lines().next().unwrap_or_default();
        if first.strip_prefix("//!").is_none_or(|purpose| purpose.trim().is_empty()) {
            wrong.insert(format!("{file} does not begin with what it is for"));
        }
        let length = text.lines().count();
        if length > longest {
            wrong.insert(format!("{file} has {length} lines; split it"));
        }
    }
    wrong
}

fn name(folder: &Place) -> String {
    if folder.is_empty() { "the crate".to_owned() } else { folder.join("::") }
}
