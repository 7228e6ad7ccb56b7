//! The one analyzer for index and query: jieba over folded text, numbers kept whole, and character bigrams.

mod dictionary;

pub use dictionary::{word_frequency, words_at};
