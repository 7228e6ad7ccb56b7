//! Lists of words that the rules look at, from `data/words.tsv`: how questions are asked, what names of places and of
//! public bodies end with, what pages put around a text. All are folded.
//!
//! They are compiled into the program (`build.rs`), so that a search parses none of them.

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// Whether the folded character `c` binds words and says little itself.
#[must_use]
pub fn is_function(c: char) -> bool {
    FUNCTION.iter().any(|word| word.chars().eq([c]))
}
