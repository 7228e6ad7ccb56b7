//! What standing a case has in the corpus.

use tantivy::Term;

use super::strings::string_query;
use crate::error::Result;
use crate::index::Index;
use crate::text::fold;

/// How many passages the case with the key `case` has. A code of a thousand articles answers more questions than a
/// rule of ten.
///
/// # Errors
///
/// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
pub fn case_size(index: &Index, case: u64) -> Result<u64> {
    let term = Term::from_field_u64(index.fields().case, case);
    // The case itself is a document too.
    Ok(index.searcher().doc_freq(&term)?.saturating_sub(1))
}

/// In how many passages the folded string stands.
///
/// # Errors
///
/// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
pub(crate) fn standing(index: &Index, folded: &str) -> Result<usize> {
    Ok(string_query(index.fields().grams, folded).count(index.searcher())?)
}

/// How many passages name the case by its title, without the name of the country that official titles begin with:
/// 民法典 is cited as 《中华人民共和国民法典》, as 《民法典》 and as 民法典第十条. What others refer to is what the matter
/// rests on.
///
/// # Errors
///
/// [`Error::Damaged`](crate::error::Error::Damaged) and [`Error::Engine`](crate::error::Error::Engine) when the index
/// cannot be read.
pub fn case_mentions(index: &Index, case: u64) -> Result<u64> {
    let title = fold(&index.case(case)?.title);
    let name = title.strip_prefix("中华人民共和国").filter(|rest| rest.chars().count() > 1).unwrap_or(&title);
    Ok(string_query(index.fields().grams, name).count(index.searcher())? as u64)
}
