//! The one analyzer for index and query: jieba over folded text, numbers kept whole, and character bigrams.
//!
//! Documents and queries go through the same code with the same dictionary. They differ in one point only, where the
//! dictionary comes from: a document is cut by a [`Segmenter`] that holds all words, a query by one that holds only
//! the words that occur inside the query, taken from the finite-state map in the binary. jieba weighs a word by its
//! frequency against the sum of all frequencies, so the small one carries the rest of the sum on a word that cannot
//! occur, and cuts exactly alike; a property test says so.
//!
//! jieba cuts simplified text well and traditional text badly, so text is folded first ([`crate::text::fold()`]). Its
//! HMM glues by context (`辦理質/押`) and stays off. Without it `1.33` would fall apart, so numbers and Latin words
//! are cut here, and jieba sees runs of Chinese characters only.

mod dictionary;
mod grams;
mod segment;
mod units;

pub use dictionary::{Prefix, share_of_beginning, word_frequency, words_at};
pub use grams::SENTENCE_END;
pub(crate) use grams::{character_tokenizer, gram_tokenizer};
pub(crate) use segment::word_tokenizer;
pub use segment::{Segmenter, Token};
pub use units::{Unit, is_asking, is_interrogative, units};

/// The analyzer's version. An index that was built with another one is rebuilt: raise it whenever any text could be
/// cut or folded in another way than before.
pub const VERSION: u32 = 3;
