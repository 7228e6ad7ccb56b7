//! Queries taken from the corpus itself, the same ones in every run.

use std::path::Path;

use anli::analyze::Segmenter;
use anli::text::{fold, is_han};

/// For each kind of query so many of them. Words are taken where they stand, so that common ones come more often.
pub fn sample(corpus: &Path, count: usize) -> Vec<(&'static str, Vec<String>)> {
    let mut paths = Vec::new();
    super::baseline::files(corpus, &mut paths);
    let segmenter = Segmenter::full();
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = move |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % below as u64) as usize
    };
    let kinds = ["a word", "a phrase", "two words", "three words", "a character"];
    let mut kinds = kinds.map(|kind| (kind, Vec::new()));
    while kinds[0].1.len() < count {
        let Ok(text) = std::fs::read_to_string(&paths[next(paths.len())]) else { continue };
        let lines: Vec<&str> = text.lines().filter(|line| line.chars().count() > 20).collect();
        if lines.is_empty() {
            continue;
        }
        let line = fold(lines[next(lines.len())]);
        let mut tokens = Vec::new();
        segmenter.words(&line, &mut tokens);
        let long = |start: usize, end: usize| {
            let word = &line[start..end];
            word.chars().count() >= 2 && word.chars().all(is_han)
        };
        let words: Vec<&str> = tokens.iter().filter(|t| long(t.start, t.end)).map(|t| &line[t.start..t.end]).collect();
        let rows: Vec<&str> = tokens
            .windows(2)
            .filter(|pair| pair[0].end == pair[1].start && pair.iter().all(|t| long(t.start, t.end)))
            .map(|pair| &line[pair[0].start..pair[1].end])
            .collect();
        if words.len() < 3 || rows.is_empty() {
            continue;
        }
        kinds[0].1.push(words[next(words.len())].to_owned());
        kinds[1].1.push(format!("\"{}\"", rows[next(rows.len())]));
        kinds[2].1.push(format!("{} {}", words[next(words.len())], words[next(words.len())]));
        let mut word = || words[next(words.len())];
        kinds[3].1.push(format!("{} {} {}", word(), word(), word()));
        let chars: Vec<char> = line.chars().filter(|&c| is_han(c)).collect();
        kinds[4].1.push(chars[next(chars.len())].to_string());
    }
    kinds.into()
}
