//! Folded text to character bigrams: the field that makes every run of characters findable.
//!
//! The token at position *i* is the characters *i* and *i* + 1 of the passage, or character *i* alone where a line
//! ends. So every character begins exactly one token: a run of two characters is one posting list, a longer run is an
//! intersection of lists by position, and a single character is the union of the lists whose terms begin with it.
//! Positions are character offsets into the passage.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::text::fold_char;
use crate::text::sentence::Pauses;

/// The term at the position of every character that ends a sentence. It is longer than a bigram, so no text has it.
pub const SENTENCE_END: &str = "\u{1}\u{1}\u{1}";

/// The tantivy tokenizer of the fields of bigrams. It takes text as it is and folds it.
#[must_use]
pub(crate) fn gram_tokenizer() -> impl Tokenizer {
    GramTokenizer { token: Token::default() }
}

#[derive(Clone)]
struct GramTokenizer {
    token: Token,
}

impl Tokenizer for GramTokenizer {
    type TokenStream<'a> = GramStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> GramStream<'a> {
        self.token = Token { position: usize::MAX, ..Token::default() };
        GramStream { text, at: 0, ends: None, token: &mut self.token }
    }
}

struct GramStream<'a> {
    text: &'a str,
    at: usize,
    /// The length in bytes of the character just emitted, when it ends a sentence and its mark is still to come.
    ends: Option<usize>,
    token: &'a mut Token,
}

impl TokenStream for GramStream<'_> {
    fn advance(&mut self) -> bool {
        self.token.text.clear();
        if let Some(len) = self.ends.take() {
            self.token.text.push_str(SENTENCE_END);
            self.token.offset_to = self.token.offset_from + len;
            return true;
        }
        let mut chars = self.text[self.at..].chars();
        let Some(first) = chars.next() else { return false };
        let second = chars.next().filter(|&c| c != '\n' && first != '\n');
        self.token.position = self.token.position.wrapping_add(1);
        self.token.offset_from = self.at;
        self.token.offset_to = self.at + first.len_utf8() + second.map_or(0, char::len_utf8);
        let folded = fold_char(first);
        self.token.text.push(folded);
        self.token.text.extend(second.map(fold_char));
        self.at += first.len_utf8();
        self.ends = Pauses::SENTENCE.has(folded).then_some(first.len_utf8());
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// The tantivy tokenizer of the field of single characters: each folded, line breaks left out. It takes text as it is.
#[must_use]
pub(crate) fn character_tokenizer() -> impl Tokenizer {
    CharacterTokenizer { token: Token::default() }
}

#[derive(Clone)]
struct CharacterTokenizer {
    token: Token,
}

impl Tokenizer for CharacterTokenizer {
    type TokenStream<'a> = CharacterStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> CharacterStream<'a> {
        self.token = Token { position: usize::MAX, ..Token::default() };
        CharacterStream { text, at: 0, token: &mut self.token }
    }
}

struct CharacterStream<'a> {
    text: &'a str,
    at: usize,
    token: &'a mut Token,
}

impl TokenStream for CharacterStream<'_> {
    fn advance(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let Some((skipped, c)) = rest.char_indices().find(|&(_, c)| c != '\n') else { return false };
        self.token.position = self.token.position.wrapping_add(1);
        self.token.offset_from = self.at + skipped;
        self.token.offset_to = self.token.offset_from + c.len_utf8();
        self.token.text.clear();
        self.token.text.push(fold_char(c));
        self.at = self.token.offset_to;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_begins_one_token() {
        let mut tokenizer = gram_tokenizer();
        let mut stream = tokenizer.token_stream("質押。\n險");
        let mut found = Vec::new();
        while stream.advance() {
            found.push((stream.token().position, stream.token().text.clone()));
        }
        let expected =
            [(0, "质押"), (1, "押。"), (2, "。"), (2, SENTENCE_END), (3, "\n"), (3, SENTENCE_END), (4, "险")];
        assert_eq!(found, expected.map(|(at, text)| (at, text.to_owned())));
    }

    #[test]
    fn every_character_but_line_breaks_is_one_token() {
        let mut tokenizer = character_tokenizer();
        let mut stream = tokenizer.token_stream("質A。\n\n險");
        let mut found = Vec::new();
        while stream.advance() {
            let token = stream.token();
            found.push((token.offset_from, token.text.clone()));
        }
        assert_eq!(found, [(0, "质"), (3, "a"), (4, "。"), (9, "险")].map(|(at, text)| (at, text.to_owned())));
    }
}
