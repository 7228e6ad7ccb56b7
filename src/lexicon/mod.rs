//! The field's vocabulary as data: instruments, objects, actors, mechanisms, synonyms and places.
//!
//! Knows nothing of notices or indexes: text in, names out, in simplified characters.

mod places;

pub use places::{Place, Script, place_names, place_of};
#[allow(missing_docs)]
pub struct Lexicon;
#[allow(missing_docs)]
impl Lexicon { pub fn builtin()->&'static Lexicon{&Lexicon} pub fn synonyms(&self,_:&str)->Vec<String>{vec![]} }
