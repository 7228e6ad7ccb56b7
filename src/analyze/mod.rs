//! The one analyzer for index and query: words as jieba cuts folded text, numbers kept whole, and character bigrams.
//!
//! Documents and queries go through the same code with the same dictionary. They differ in one point only, how the
//! dictionary is asked: for much text there is a table, which takes a while to make (`table`), for a query the finite-state
//! map in the binary. All cut exactly alike, and as jieba does; property tests say so.
//!
//! jieba cuts simplified text well and traditional text badly, so text is folded first ([`crate::text::fold()`]). Its
//! HMM glues by context (`辦理質/押`) and is left out. Without it `1.33` would fall apart, so numbers and Latin words
//! have rules of their own, and only runs of Chinese characters are cut by the dictionary.

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
