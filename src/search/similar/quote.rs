//! What a comparison quotes, with its passages and sentences.

use super::super::facts::sentence;
use crate::api::similar::Quote;
use crate::text::{Local, Span};

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
