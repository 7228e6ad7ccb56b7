//! The tantivy query of a string: the passages that hold it, found by its bigrams.

use tantivy::Term;
use tantivy::query::{EmptyQuery, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::one_character::SingleQuery;
use super::spans::covering_bigrams;

/// The passages whose `field`, indexed by bigrams, holds the string.
pub(crate) fn string_query(field: Field, folded: &str) -> Box<dyn Query> {
    let term = |gram: &str| Term::from_field_text(field, gram);
    match folded.chars().count() {
        0 => Box::new(EmptyQuery),
        1 => Box::new(SingleQuery::new(field, folded)),
        2 => Box::new(TermQuery::new(term(folded), IndexRecordOption::WithFreqs)),
        _ => Box::new(PhraseQuery::new_with_offset(
            covering_bigrams(folded).iter().map(|(offset, gram)| (*offset as usize, term(gram))).collect(),
        )),
    }
}
