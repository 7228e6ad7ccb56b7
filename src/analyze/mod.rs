//! The one analyzer for index and query: jieba over folded text, numbers kept whole, and character bigrams.
//!
//! Documents and queries go through the same code with the same dictionary. They differ in one point only, how the
//! dictionary is asked: documents are cut by jieba, whose tables take a while to fill, a query by the finite-state map in
//! the binary (`route`). Both cut exactly alike; a property test says so.
//!
//! jieba cuts simplified text well and traditional text badly, so text is folded first ([`crate::text::fold()`]). Its
//! HMM glues by context (`辦理質/押`) and stays off. Without it `1.33` would fall apart, so numbers and Latin words
//! are cut here, and jieba sees runs of Chinese characters only.

mod dictionary;
mod grams;
mod route;
mod segment;
mod table;
mod units;

pub use dictionary::{Prefix, share_of_beginning, word_frequency, words_at};
pub use grams::SENTENCE_END;
#[cfg(test)]
pub(crate) use grams::tokenizers;
pub(crate) use grams::{ends_sentence, is_counted, second};
pub use segment::{Segmenter, Token};
pub use units::{Unit, is_asking, is_interrogative, units};

/// The analyzer's version. An index that was built with another one is rebuilt: raise it whenever any text could be
/// cut or folded in another way than before.
pub const VERSION: u32 = 3;
