//! The vocabulary: placeholder until the data file is read.
#![allow(missing_docs, reason = "replaced by the real vocabulary")]
pub struct Lexicon;
impl Lexicon {
    pub fn builtin() -> &'static Lexicon {
        &Lexicon
    }
    pub fn synonyms(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}
