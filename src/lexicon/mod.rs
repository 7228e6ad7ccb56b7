//! temp
#![allow(missing_docs)]
pub struct Lexicon;
impl Lexicon {
    pub fn builtin() -> &'static Lexicon {
        &Lexicon
    }
    pub fn synonyms(&self, _: &str) -> Vec<String> {
        vec![]
    }
}
