//! The readers on real files, which are no part of the project.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, reason = "tests")]

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use super::read;
use super::reader_tests::own;
use super::tests::check_page;
use crate::shared::{shared, unpacked};

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn the_sample_pages() {
    let (_folder, files) = unpacked("formats/gov-notices-html.tar.xz");
    let references = shared("damage/pairs/clean_simplified");
    let stem = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let list = files.iter().find(|path| path.ends_with("meta.json")).unwrap();
    let list: Vec<serde_json::Value> = serde_json::from_slice(&fs::read(list).unwrap()).unwrap();
    let list: HashMap<String, &serde_json::Value> =
        list.iter().map(|entry| (stem(Path::new(entry["file"].as_str().unwrap())), entry)).collect();
    let (mut pages, mut compared) = (0, 0);
    for path in files.iter().filter(|path| path.extension().is_some_and(|e| e == "html")) {
        let bytes = fs::read(path).unwrap();
        let found = read(&bytes, path).unwrap();
        check_page(&bytes, &found.text);
        let expected = list[&stem(path)];
        for (value, key) in [
            (&found.meta.number, "release_number"),
            (&found.meta.title, "title"),
            (&found.meta.issuer, "release_office"),
        ] {
            assert_eq!(value.as_deref(), expected[key].as_str(), "{key} of {}", path.display());
        }
        assert!(found.meta.issued.is_some() && found.meta.published.is_some(), "{}", path.display());
        pages += 1;
        let reference = references.join(format!("govcn_{}.txt", stem(path)));
        if reference.exists() {
            let reference = bare(&fs::read_to_string(reference).unwrap());
            // The reference has the end of a comment.
            let reference = reference.strip_suffix("-->").unwrap_or(&reference);
            assert_eq!(bare(&found.text.text), reference, "{}", path.display());
            compared += 1;
        }
    }
    assert_eq!(pages, 60);
    assert!(compared >= 20, "{compared}");
}

/// The share of pairs of neighbouring characters that two texts have in common (Dice).
fn similarity(a: &str, b: &str) -> f64 {
    let pairs = |text: &str| {
        let chars: Vec<char> = bare(text).chars().filter(|&c| c != '#').collect();
        let mut counts: HashMap<(char, char), usize> = HashMap::new();
        chars.windows(2).for_each(|pair| *counts.entry((pair[0], pair[1])).or_default() += 1);
        (chars.len().max(1) - 1, counts)
    };
    let ((n, a), (m, b)) = (pairs(a), pairs(b));
    let shared: usize = a.iter().map(|(pair, &count)| count.min(b.get(pair).copied().unwrap_or(0))).sum();
    2.0 * shared as f64 / (n + m).max(1) as f64
}

#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn one_law_in_three_formats() {
    let folder = shared("formats/law-docx-pdf");
    let (_unpacked, laws) = unpacked("laws/laws.tar.xz");
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "docx") {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap();
        let text = |path: &Path| own(&read(&fs::read(path).unwrap(), path).unwrap());
        let (docx, pdf) = (text(&path), text(&path.with_extension("pdf")));
        let lines = |text: &str| text.lines().map(bare).collect::<Vec<_>>();
        assert_eq!(lines(&docx), lines(&pdf), "{name}: paragraph by paragraph, but for blanks at the ends of lines");
        assert!(docx.starts_with(name) && docx.contains("\n第一条"), "{name}");
        // The version of the law that the files have is the most similar one.
        let law = name.strip_prefix("中华人民共和国").unwrap();
        let versions = laws.iter().filter(|path| {
            path.file_name().is_some_and(|file| file.to_str().is_some_and(|file| file.starts_with(&format!("{law}("))))
        });
        let best = versions.map(|path| similarity(&docx, &text(path))).max_by(f64::total_cmp);
        eprintln!("{name}: DOCX = PDF ({} lines); Markdown {best:.4?}", docx.lines().count());
        assert!(best.is_some_and(|best| best > 0.9), "{name}: {best:?}");
        seen += 1;
    }
    assert_eq!(seen, 6);
}
