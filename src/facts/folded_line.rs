//! One passage as the rules read it: its folded characters, and where each stands.

use crate::text::numeral::Chars;
use crate::text::{Local, Span, fold, fold_char};

/// A passage, folded, with the way back to its own characters.
///
/// Indices count characters; any index past the end reads as `'\0'`, so that rules need not ask how long the line is.
pub(super) struct Line<'t> {
    text: &'t str,
    chars: Vec<char>,
    /// The byte at which each character begins, and one more: the length.
    at: Vec<usize>,
}

impl<'t> Line<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut chars = Vec::with_capacity(text.len() / 2);
        let mut at = Vec::with_capacity(text.len() / 2 + 1);
        for (byte, c) in text.char_indices() {
            chars.push(fold_char(c));
            at.push(byte);
        }
        at.push(text.len());
        Line { text, chars, at }
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// The folded character at `i`.
    #[inline]
    pub(super) fn get(&self, i: usize) -> char {
        self.chars.get(i).copied().unwrap_or('\0')
    }

    /// The folded character before `i`.
    #[inline]
    pub(super) fn before(&self, i: usize) -> char {
        i.checked_sub(1).map_or('\0', |i| self.get(i))
    }

    /// Whether the character at `i` takes one byte in the text itself: a comma, not a full-width one.
    pub(super) fn is_narrow(&self, i: usize) -> bool {
        self.at.get(i + 1).is_some_and(|next| next - self.at[i] == 1)
    }

    /// The folded characters from `start` to `end`.
    pub(super) fn chars(&self, start: usize, end: usize) -> &[char] {
        self.chars.get(start..end.min(self.chars.len())).unwrap_or(&[])
    }

    /// Whether the line reads `word` at `i`, in whichever script the word is given.
    pub(super) fn reads(&self, i: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(k, c)| self.get(i + k) == fold_char(c))
    }

    /// The first index from `i` on that holds no blank.
    pub(super) fn skip_blank(&self, mut i: usize) -> usize {
        while matches!(self.get(i), ' ' | '\t') {
            i += 1;
        }
        i
    }

    /// The bytes of characters `start..end`.
    pub(super) fn span(&self, start: usize, end: usize) -> Span<Local> {
        let last = self.at.len() - 1;
        let start = self.at[start.min(last)];
        Span::new(start, self.at[end.min(last)].max(start))
    }

    /// Characters `start..end` in the text's own script.
    pub(super) fn slice(&self, start: usize, end: usize) -> &'t str {
        &self.text[self.span(start, end).range()]
    }
}

impl Chars for Line<'_> {
    fn char_at(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }
}

/// A list of words, each with a note, to be found where they begin or where they end.
pub(super) struct Words<T> {
    /// Folded, reversed when words are found by their end; sorted by the first character, then longest first.
    words: Vec<(Box<[char]>, T)>,
    backwards: bool,
}

impl<T: Copy> Words<T> {
    /// Words to be found where they begin.
    pub(super) fn starting(words: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        Words::new(words, false)
    }

    /// Words to be found where they end.
    pub(super) fn ending(words: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        Words::new(words, true)
    }

    fn new(words: impl IntoIterator<Item = (&'static str, T)>, backwards: bool) -> Self {
        let mut words: Vec<(Box<[char]>, T)> = words
            .into_iter()
            .filter(|(word, _)| !word.is_empty())
            .map(|(word, note)| {
                let folded = fold(word);
                let chars = if backwards { folded.chars().rev().collect() } else { folded.chars().collect() };
                (chars, note)
            })
            .collect();
        words.sort_by(|(a, _), (b, _)| a[0].cmp(&b[0]).then(b.len().cmp(&a.len())));
        Words { words, backwards }
    }

    /// The longest word that begins at `i` (ends at `i`, for words found by their end): its length and its note.
    pub(super) fn find(&self, line: &Line<'_>, i: usize) -> Option<(usize, T)> {
        let read = |k: usize| match self.backwards {
            false => line.get(i + k),
            true => i.checked_sub(k + 1).map_or('\0', |at| line.get(at)),
        };
        let first = read(0);
        let from = self.words.partition_point(|(word, _)| word[0] < first);
        self.words[from..]
            .iter()
            .take_while(|(word, _)| word[0] == first)
            .find(|(word, _)| word.iter().enumerate().all(|(k, &c)| read(k) == c))
            .map(|&(ref word, note)| (word.len(), note))
    }
}

/// The words of a text, separated by blanks and line breaks, each with the same note.
pub(super) fn listed<T: Copy + 'static>(words: &'static str, note: T) -> impl Iterator<Item = (&'static str, T)> {
    words.split_whitespace().map(move |word| (word, note))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn folded_inside_own_script_outside() {
        let line = Line::new("質押９家");
        assert_eq!(line.chars(0, 4), ['质', '押', '9', '家']);
        assert_eq!(line.slice(0, 3), "質押９");
        assert_eq!(line.slice(3, 99), "家");
        assert_eq!((line.get(99), line.before(0)), ('\0', '\0'));
        assert!(!line.is_narrow(2));
    }

    #[test]
    fn the_longest_word_wins() {
        let starting = Words::starting([("家", 1), ("家次", 2)]);
        let line = Line::new("5家次");
        assert_eq!(starting.find(&line, 1), Some((2, 2)));
        assert_eq!(starting.find(&line, 0), None);
        let ending = Words::ending([("超過", 1), ("不超過", 2), ("余", 3)]);
        let line = Line::new("最高不超過餘");
        assert_eq!(ending.find(&line, 5), Some((3, 2)));
        assert_eq!(ending.find(&line, 6), Some((1, 3)), "the list is folded as the line is");
        assert_eq!(ending.find(&line, 0), None);
    }
}
