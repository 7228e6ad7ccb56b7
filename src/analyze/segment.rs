//! Folded text to words.

use super::route;
use super::table::Table;
use crate::text::is_han;

/// A word of a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token {
    /// The first byte of the word in the folded text.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// Cuts folded text into words.
#[derive(Clone)]
pub struct Segmenter {
    /// The dictionary as a table; none where the map in the binary is asked.
    table: Option<&'static Table>,
}

/// Bytes of text from which on a table is worth what it takes to make.
const MANY: u64 = 2 << 20;

impl Segmenter {
    /// The segmenter for much text: it has the whole dictionary as a table, made once (some 0.1 s).
    #[must_use]
    pub fn full() -> Segmenter {
        Segmenter { table: Some(Table::whole()) }
    }

    /// The segmenter for documents of so many bytes.
    #[must_use]
    pub fn for_documents(bytes: u64) -> Segmenter {
        if bytes >= MANY { Segmenter::full() } else { Segmenter::for_queries() }
    }

    /// A segmenter that cuts exactly as [`Segmenter::full`] does, ready at once: for queries and other short texts.
    #[must_use]
    pub fn for_queries() -> Segmenter {
        Segmenter { table: None }
    }

    /// The words of `folded`, sorted by start, the longer first: what goes into the index. A long word comes with the
    /// shorter dictionary words inside it (jieba's search mode), and a word of more than three characters with those
    /// of four characters and more too.
    pub fn tokens(&self, folded: &str, out: &mut Vec<Token>) {
        out.clear();
        each_run(folded, |start, end, kind| match kind {
            Run::Han => self.han_tokens(folded, start, end, out),
            Run::Word => out.push(Token { start, end }),
            Run::Other => {}
        });
    }

    fn han_tokens(&self, folded: &str, start: usize, end: usize, out: &mut Vec<Token>) {
        let first = out.len();
        let run = &folded[start..end];
        route::cut(run, self.table, |from, to| out.push(Token { start: start + from, end: start + to }));
        // jieba emits 德里 before 马德里; tantivy needs offsets that do not go back.
        out[first..].sort_unstable_by_key(|token| (token.start, std::cmp::Reverse(token.end)));
        // Of this run alone: going through all tokens at every run takes a long line forever.
        let mut kept = first;
        for at in first..out.len() {
            if at == first || out[at] != out[kept - 1] {
                out[kept] = out[at];
                kept += 1;
            }
        }
        out.truncate(kept);
    }

    /// The words of `folded` that are not part of a longer one, in order: how the text is cut.
    pub fn words(&self, folded: &str, out: &mut Vec<Token>) {
        self.tokens(folded, out);
        let mut end = 0;
        out.retain(|token| {
            let outer = token.end > end;
            end = end.max(token.end);
            outer
        });
    }
}

impl std::fmt::Debug for Segmenter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Segmenter").finish_non_exhaustive()
    }
}

/// What a stretch of text is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Run {
    /// Chinese characters.
    Han,
    /// A number or a word of another script.
    Word,
    /// Blanks and punctuation.
    Other,
}

/// Splits folded text into runs of one kind. A point or comma between digits belongs to the number.
pub(super) fn each_run(folded: &str, mut each: impl FnMut(usize, usize, Run)) {
    let kind = |c: char| {
        if is_han(c) {
            Run::Han
        } else if c.is_alphanumeric() {
            Run::Word
        } else {
            Run::Other
        }
    };
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut chars = folded.char_indices().peekable();
    let mut open: Option<(usize, Run)> = None;
    let mut before = None;
    while let Some((at, c)) = chars.next() {
        let mut now = kind(c);
        if matches!(c, '.' | ',') && digit(before) && digit(chars.peek().map(|&(_, next)| next)) {
            now = Run::Word;
        }
        // 180bp is a number and a unit.
        let number_ends = now == Run::Word
            && before.is_some_and(|b: char| {
                (b.is_ascii_digit() && c.is_alphabetic()) || (b.is_alphabetic() && c.is_ascii_digit())
            });
        match open {
            Some((_, run)) if run == now && !number_ends => {}
            Some((start, run)) => {
                each(start, at, run);
                open = Some((at, now));
            }
            None => open = Some((at, now)),
        }
        before = Some(c);
    }
    if let Some((start, run)) = open {
        each(start, folded.len(), run);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use jieba_rs::{Jieba, TokenizeMode};
    use proptest::prelude::*;

    use super::super::dictionary;
    use super::*;
    use crate::text::fold;

    fn cut(text: &str) -> Vec<String> {
        let folded = fold(text);
        let mut tokens = Vec::new();
        Segmenter::for_queries().words(&folded, &mut tokens);
        tokens.iter().map(|t| folded[t.start..t.end].to_owned()).collect()
    }

    #[test]
    fn numbers_and_units_are_kept_whole() {
        assert_eq!(cut("發行金額1.33億元"), ["发行", "金额", "1.33", "亿元"]);
        assert_eq!(cut("LPR+180BP"), ["lpr", "180", "bp"]);
        assert_eq!(cut("2,450萬。"), ["2,450", "万"]);
    }

    #[test]
    fn a_long_word_comes_with_the_words_inside_it() {
        let folded = fold("知識產權質押融資");
        let mut tokens = Vec::new();
        Segmenter::full().tokens(&folded, &mut tokens);
        let found: Vec<&str> = tokens.iter().map(|t| &folded[t.start..t.end]).collect();
        for word in ["知识产权质押融资", "知识产权", "知识", "产权", "质押", "融资"] {
            assert!(found.contains(&word), "{word} in {found:?}");
        }
        assert!(tokens.is_sorted_by_key(|t| (t.start, std::cmp::Reverse(t.end))));
    }

    /// jieba itself with the whole dictionary.
    static JIEBA: LazyLock<Jieba> = LazyLock::new(|| {
        let mut jieba = Jieba::empty();
        let mut lines = String::new();
        dictionary::words(|word, frequency| lines.push_str(&format!("{word} {frequency}\n")));
        jieba.load_dict(&mut lines.as_bytes()).unwrap();
        jieba
    });

    /// The words of `run`, which begins at `start`, in the order in which jieba gives them.
    fn search_tokens(run: &str, start: usize, out: &mut Vec<Token>) {
        for token in JIEBA.tokenize(run, TokenizeMode::Search, false) {
            out.push(Token { start: start + token.byte_start, end: start + token.byte_end });
            // Search mode stops at words of three characters; 知识产权 inside 知识产权质押融资 is one of four.
            if token.end - token.start > 4 {
                let word = token.word;
                let offsets: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
                for (i, &from) in offsets.iter().enumerate() {
                    for &to in offsets.iter().skip(i + 4) {
                        if to - from < word.len() && JIEBA.has_word(&word[from..to]) {
                            let start = start + token.byte_start;
                            out.push(Token { start: start + from, end: start + to });
                        }
                    }
                }
            }
        }
    }

    /// What jieba makes of a folded text.
    fn by_jieba(folded: &str) -> Vec<Token> {
        let mut out = Vec::new();
        each_run(folded, |start, end, kind| match kind {
            Run::Han => {
                let first = out.len();
                search_tokens(&folded[start..end], start, &mut out);
                out[first..].sort_unstable_by_key(|token| (token.start, std::cmp::Reverse(token.end)));
            }
            Run::Word => out.push(Token { start, end }),
            Run::Other => {}
        });
        out.dedup();
        out
    }

    fn assert_cut_alike(folded: &str) {
        let (mut whole, mut small) = (Vec::new(), Vec::new());
        Segmenter::full().tokens(folded, &mut whole);
        Segmenter::for_queries().tokens(folded, &mut small);
        assert_eq!(whole, by_jieba(folded), "{folded}");
        assert_eq!(whole, small, "{folded}");
    }

    #[test]
    fn queries_are_cut_as_documents_are() {
        let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");
        let mut lines = 0;
        for entry in std::fs::read_dir(corpus).unwrap() {
            let text = fold(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
            text.lines().for_each(assert_cut_alike);
            lines += text.lines().count();
        }
        assert!(lines > 300, "{lines}");
    }

    #[test]
    #[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
    fn queries_are_cut_as_documents_are_in_laws() {
        for (_, text) in crate::shared::texts("damage/pairs/clean_simplified").iter().take(40) {
            fold(text).lines().for_each(assert_cut_alike);
        }
    }

    proptest! {
        #[test]
        fn random_strings_are_cut_alike(text in "[一-龥a-z0-9，。.]{0,40}") {
            assert_cut_alike(&fold(&text));
        }

        #[test]
        fn any_string_is_cut_alike(text in any::<String>()) {
            assert_cut_alike(&fold(&text));
        }
    }
}
