//! The field's vocabulary as data: instruments, objects, actors, mechanisms, synonyms and places.
//!
//! Knows nothing of notices or indexes: text in, names out, in simplified characters.

mod places;
mod vocabulary;

pub use places::{Place, Script, place_names, place_of};
pub use vocabulary::Lexicon;
