//! The packages that `Cargo.toml` names: each is used where it is named, and its licence lets others pass it on.

use std::collections::{BTreeMap, BTreeSet};

/// The packages of a `Cargo.toml` by the section that names them, as the code calls them. A section for some targets
/// alone counts as the one for all.
pub fn named(manifest: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut section = String::new();
    let called = |name: &str| name.trim().trim_matches('"').replace('-', "_");
    for line in manifest.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            section = header.rsplit_once("'.").map_or(header, |(_, section)| section).to_owned();
            // [dependencies.name]
            if let Some((outer, name)) =
                section.clone().split_once('.').filter(|(outer, _)| outer.ends_with("dependencies"))
            {
                out.entry(outer.to_owned()).or_default().insert(called(name));
                section = String::new();
            }
        } else if section.ends_with("dependencies")
            && !line.starts_with('#')
            && let Some((name, _)) = line.split_once('=')
        {
            let name = name.split('.').next().unwrap_or_default();
            out.entry(section.clone()).or_default().insert(called(name));
        }
    }
    out
}

/// The packages of a section that are not among the names that the code it is for uses.
pub fn unused(named: &BTreeMap<String, BTreeSet<String>>, section: &str, used: &BTreeSet<String>) -> BTreeSet<String> {
    let all = named.get(section).into_iter().flatten();
    all.filter(|name| !used.contains(*name)).map(|name| format!("[{section}] names {name}, and no code does")).collect()
}

/// Whether a licence, an expression of SPDX, can be met by the `allowed` ones alone.
pub fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    // An older form has a slash for OR.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let met = either(&words, &mut at, allowed);
    met && at == words.len()
}

fn either(words: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let mut met = both(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= both(words, at, allowed);
    }
    met
}

fn both(words: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let mut met = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, allowed);
    }
    met
}

fn one(words: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let Some(&word) = words.get(*at) else { return false };
    *at += 1;
    if word == "(" {
        let met = either(words, at, allowed);
        let closed = words.get(*at) == Some(&")");
        *at += 1;
        return met && closed;
    }
    // An exception permits more than the licence alone.
    if words.get(*at) == Some(&"WITH") {
        *at += 2;
    }
    allowed.contains(&word)
}
