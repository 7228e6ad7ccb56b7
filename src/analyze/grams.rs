//! Folded text to character bigrams: the field that makes every run of characters findable.
//!
//! The token at position *i* is the characters *i* and *i* + 1 of the passage, or character *i* alone where a line
//! ends. So every character begins exactly one token: a run of two characters is one posting list, a longer run is an
//! intersection of lists by position, and a single character is the union of the lists whose terms begin with it.
//! Positions are character offsets into the passage.

use crate::text::sentence::Pauses;

/// The term at the position of every character that ends a sentence. It is longer than a bigram, so no text has it.
pub const SENTENCE_END: &str = "\u{1}\u{1}\u{1}";

/// What stands behind `first` in its bigram, where `next` follows it in the text.
pub(crate) fn second(first: char, next: Option<char>) -> Option<char> {
    next.filter(|&next| next != '\n' && first != '\n')
}

/// Whether [`SENTENCE_END`] stands at the position of this character, which is folded.
pub(crate) fn ends_sentence(folded: char) -> bool {
    Pauses::SENTENCE.has(folded)
}

/// Whether a character, which is folded, is one of those of the field of single characters: all but line breaks.
pub(crate) fn is_counted(folded: char) -> bool {
    folded != '\n'
}

/// The library's tokenizers, which make of a text what an index of ours has of it: for tests.
#[cfg(test)]
pub(crate) mod tokenizers {
    use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

    use super::{SENTENCE_END, ends_sentence, is_counted, second};
    use crate::text::fold_char;

    /// Every token that `each` gives for a text, with its position.
    pub(crate) type Cut = fn(&str, &mut dyn FnMut(usize, &str));

    /// A tokenizer of the tokens that a function gives.
    #[derive(Clone)]
    pub(crate) struct Cutter {
        cut: Cut,
        tokens: Vec<Token>,
    }

    impl Cutter {
        pub(crate) fn new(cut: Cut) -> Cutter {
            Cutter { cut, tokens: Vec::new() }
        }
    }

    impl Tokenizer for Cutter {
        type TokenStream<'a> = Tokens<'a>;

        fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens<'a> {
            self.tokens.clear();
            let tokens = &mut self.tokens;
            (self.cut)(text, &mut |position, text| {
                tokens.push(Token { position, text: text.to_owned(), ..Token::default() });
            });
            Tokens { tokens, next: 0 }
        }
    }

    pub(crate) struct Tokens<'a> {
        tokens: &'a mut Vec<Token>,
        next: usize,
    }

    impl TokenStream for Tokens<'_> {
        fn advance(&mut self) -> bool {
            self.next += 1;
            self.next <= self.tokens.len()
        }

        fn token(&self) -> &Token {
            &self.tokens[self.next - 1]
        }

        fn token_mut(&mut self) -> &mut Token {
            &mut self.tokens[self.next - 1]
        }
    }

    /// The bigrams of a text.
    pub(crate) fn grams(text: &str, each: &mut dyn FnMut(usize, &str)) {
        let chars: Vec<char> = text.chars().map(fold_char).collect();
        for (at, &c) in chars.iter().enumerate() {
            let gram: String = [c].into_iter().chain(second(c, chars.get(at + 1).copied())).collect();
            each(at, &gram);
            if ends_sentence(c) {
                each(at, SENTENCE_END);
            }
        }
    }

    /// The characters of a text.
    pub(crate) fn characters(text: &str, each: &mut dyn FnMut(usize, &str)) {
        let counted = text.chars().map(fold_char).filter(|&c| is_counted(c));
        counted.enumerate().for_each(|(at, c)| each(at, c.encode_utf8(&mut [0; 4])));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(cutter: tokenizers::Cut, text: &str) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        cutter(text, &mut |at, token| found.push((at, token.to_owned())));
        found
    }

    #[test]
    fn every_character_begins_one_token() {
        let found = cut(tokenizers::grams, "質押。\n險");
        let expected =
            [(0, "质押"), (1, "押。"), (2, "。"), (2, SENTENCE_END), (3, "\n"), (3, SENTENCE_END), (4, "险")];
        assert_eq!(found, expected.map(|(at, text)| (at, text.to_owned())));
    }

    #[test]
    fn every_character_but_line_breaks_is_one_token() {
        let found = cut(tokenizers::characters, "質A。\n\n險");
        assert_eq!(found, [(0, "质"), (1, "a"), (2, "。"), (3, "险")].map(|(at, text)| (at, text.to_owned())));
    }
}
