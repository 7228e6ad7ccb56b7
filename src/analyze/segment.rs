//! Folded text to words: the jieba adapter.

use std::sync::{Arc, LazyLock};

use jieba_rs::{Jieba, TokenizeMode};
use tantivy::tokenizer::{Token as IndexToken, TokenStream, Tokenizer};

use super::{dictionary, route};
use crate::text::{fold_char, is_han};

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
    /// The tables of the whole dictionary; none where the map in the binary is asked.
    jieba: Option<Arc<Jieba>>,
}

impl Segmenter {
    /// The segmenter with the whole dictionary, loaded once (some 75 ms): for documents.
    #[must_use]
    pub fn full() -> Segmenter {
        static FULL: LazyLock<Segmenter> = LazyLock::new(|| {
            let mut jieba = Jieba::empty();
            let mut lines = String::with_capacity(dictionary::WORDS * 16);
            dictionary::words(|word, frequency| {
                lines.push_str(word);
                lines.push(' ');
                lines.push_str(&frequency.to_string());
                lines.push('\n');
            });
            // Reading from memory cannot fail, and every line was just written with a number.
            let loaded = jieba.load_dict(&mut lines.as_bytes());
            debug_assert!(loaded.is_ok());
            Segmenter { jieba: Some(Arc::new(jieba)) }
        });
        FULL.clone()
    }

    /// A segmenter that cuts exactly as [`Segmenter::full`] does, ready at once: for queries and other short texts.
    #[must_use]
    pub fn for_queries() -> Segmenter {
        Segmenter { jieba: None }
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
        match &self.jieba {
            Some(jieba) => search_tokens(jieba, run, start, out),
            None => route::cut(run, |from, to| out.push(Token { start: start + from, end: start + to })),
        }
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

/// The words of `run`, which begins at `start`, in the order in which jieba gives them.
fn search_tokens(jieba: &Jieba, run: &str, start: usize, out: &mut Vec<Token>) {
    for token in jieba.tokenize(run, TokenizeMode::Search, false) {
        out.push(Token { start: start + token.byte_start, end: start + token.byte_end });
        // Search mode stops at words of three characters; 知识产权 inside 知识产权质押融资 is one of four.
        if token.end - token.start > 4 {
            let word = token.word;
            let offsets: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
            for (i, &from) in offsets.iter().enumerate() {
                for &to in offsets.iter().skip(i + 4) {
                    if to - from < word.len() && jieba.has_word(&word[from..to]) {
                        let start = start + token.byte_start;
                        out.push(Token { start: start + from, end: start + to });
                    }
                }
            }
        }
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

/// The tantivy tokenizer of the field of words. It takes text as it is and folds it; offsets count the folded text.
#[must_use]
pub(crate) fn word_tokenizer() -> impl Tokenizer {
    WordTokenizer { folded: String::new(), tokens: Vec::new(), token: IndexToken::default() }
}

/// Documents only: queries are planned without tantivy's tokenizers, so the whole dictionary is never loaded for one.
#[derive(Clone)]
struct WordTokenizer {
    folded: String,
    tokens: Vec<Token>,
    token: IndexToken,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.folded.clear();
        self.folded.extend(text.chars().map(fold_char));
        Segmenter::full().tokens(&self.folded, &mut self.tokens);
        self.token = IndexToken { position: usize::MAX, ..IndexToken::default() };
        WordStream { text: &self.folded, next: 0, tokens: &self.tokens, token: &mut self.token }
    }
}

struct WordStream<'a> {
    text: &'a str,
    next: usize,
    tokens: &'a [Token],
    token: &'a mut IndexToken,
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(&Token { start, end }) = self.tokens.get(self.next) else { return false };
        self.next += 1;
        self.token.position = self.token.position.wrapping_add(1);
        self.token.offset_from = start;
        self.token.offset_to = end;
        self.token.text.clear();
        self.token.text.push_str(&self.text[start..end]);
        true
    }

    fn token(&self) -> &IndexToken {
        self.token
    }

    fn token_mut(&mut self) -> &mut IndexToken {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;
    use proptest::prelude::*;

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

    fn assert_cut_alike(folded: &str) {
        let (mut whole, mut small) = (Vec::new(), Vec::new());
        Segmenter::full().tokens(folded, &mut whole);
        Segmenter::for_queries().tokens(folded, &mut small);
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
