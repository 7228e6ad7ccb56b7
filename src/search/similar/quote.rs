//! What a comparison quotes, with its passages and sentences.

use super::super::facts::sentence;
use crate::text::{Local, Span};

/// Something that a case says, and where.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Quote {
    /// The words of the text; for things of the vocabulary their name, in the script of the case.
    pub text: String,
    /// What it is about: of a figure its noun.
    pub what: Option<String>,
    /// The passages, by id; none for what is known of the case as a whole.
    pub passages: Vec<String>,
    /// For each of the passages the first sentence in it that says so.
    pub sentences: Vec<String>,
    /// The sum in yuan, of money.
    pub yuan: Option<f64>,
}

impl Quote {
    /// Adds the passage and the sentence around `span`, unless the passage is cited already or has no id, being of a text
    /// that is in no index.
    pub(super) fn cite(&mut self, id: &str, text: &str, span: Span<Local>) {
        if !id.is_empty() && !self.passages.iter().any(|known| known == id) {
            self.passages.push(id.to_owned());
            self.sentences.push(text[sentence(text, span).range()].to_owned());
        }
    }
}

/// A thing of the vocabulary in a case.
#[derive(Debug, Clone)]
pub(super) struct Thing {
    /// Its name in the vocabulary, in simplified characters.
    pub(super) name: String,
    /// What is shown of it.
    pub(super) quote: Quote,
}
