//! What a query is read and planned for, and what stands in the passages that are searched.

use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query as IndexQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, TERMINATED, Term};

use super::rank::Weights;
use super::strings::string_query;
use crate::api::{Budget, Filter, Scope, Within};
use crate::error::Result;
use crate::index::Index;
use crate::notice::Role;

/// The roles that only a search of everything looks at.
pub(crate) const UNSEARCHED: [Role; 3] = [Role::Listing, Role::Boilerplate, Role::Foreign];

/// What a plan is made for.
#[derive(Debug, Clone, Copy)]
pub struct Context<'c> {
    /// The index.
    pub index: &'c Index,
    /// The weights of the parts of a score.
    pub weights: &'c Weights,
    /// Which passages are searched.
    pub scope: Scope,
    /// The unit within which the whole query must hold.
    pub within: Within,
    /// What every hit must have.
    pub filters: &'c [Filter],
    /// What a place is.
    pub places: Places,
    /// Whether the corpus holds laws, so that words of the law may answer a question.
    pub laws: bool,
    /// What the search may take.
    pub budget: &'c Budget,
}

/// What the name of a place in a query asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// Passages of cases there, and passages that name it.
    Named,
    /// Passages of cases there.
    OfCases,
}

/// Whether the folded string stands in a passage that is searched. Looks no further than the first one.
///
/// # Errors
///
/// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
pub(crate) fn stands(context: &Context<'_>, folded: &str) -> Result<bool> {
    Ok(passages(context, folded, 1)? > 0)
}

/// In how many passages that are searched the folded string stands; no more than `most` are counted.
///
/// # Errors
///
/// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
pub(super) fn passages(context: &Context<'_>, folded: &str, most: usize) -> Result<usize> {
    let mut clauses: Vec<(Occur, Box<dyn IndexQuery>)> =
        vec![(Occur::Must, string_query(context.index.fields().grams, folded))];
    clauses.extend(role_clauses(context));
    count(context, &BooleanQuery::new(clauses), most)
}

/// How many passages `query` finds; no more than `most` are counted.
///
/// # Errors
///
/// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
pub(super) fn count(context: &Context<'_>, query: &dyn IndexQuery, most: usize) -> Result<usize> {
    let mut counted = 0;
    each_found(context, query, |_| {
        counted += 1;
        counted < most
    })?;
    Ok(counted)
}

/// Calls `each` with the passages that `query` finds, in the order of the index, until it says that it has enough.
///
/// # Errors
///
/// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read, and those of [`Budget::spend`].
pub(super) fn each_found(
    context: &Context<'_>,
    query: &dyn IndexQuery,
    mut each: impl FnMut(DocAddress) -> bool,
) -> Result<()> {
    let searcher = context.index.searcher();
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    for (ord, reader) in (0..).zip(searcher.segment_readers()) {
        let alive = reader.alive_bitset();
        let mut found = weight.scorer(reader, 1.0)?;
        let mut doc = found.doc();
        while doc != TERMINATED {
            context.budget.spend(1)?;
            if alive.is_none_or(|alive| alive.is_alive(doc)) && !each(DocAddress::new(ord, doc)) {
                return Ok(());
            }
            doc = found.advance();
        }
    }
    Ok(())
}

/// Whether a corpus holds laws, whose articles speak of 本法 and 本条例: words of the law answer questions only there.
///
/// # Errors
///
/// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
pub(crate) fn corpus_of_laws(index: &Index) -> Result<bool> {
    /// One passage in so many.
    const SHARE: u64 = 100;
    let grams = index.fields().grams;
    let mut speak = 0;
    for word in ["本法", "本条", "本办", "本规"] {
        speak += index.searcher().doc_freq(&Term::from_field_text(grams, word))?;
    }
    let enough = index.searcher().num_docs().div_ceil(SHARE).max(1);
    if speak >= enough {
        return Ok(true);
    }
    // Passages of articles, whatever they say.
    for (at, reader) in index.searcher().segment_readers().iter().enumerate() {
        let inverted = reader.inverted_index(index.fields().section)?;
        let mut terms = inverted.terms().range().ge("第").into_stream().map_err(tantivy::TantivyError::from)?;
        while terms.advance() && terms.key().starts_with("第".as_bytes()) {
            if terms.key().ends_with("条".as_bytes()) {
                speak += index.searcher().in_segment(at, reader, &inverted, terms.value())?;
            }
            if speak >= enough {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// What keeps out the roles that are not searched.
pub(super) fn role_clauses(context: &Context<'_>) -> Vec<(Occur, Box<dyn IndexQuery>)> {
    if context.scope == Scope::All {
        return Vec::new();
    }
    let role = context.index.fields().role;
    UNSEARCHED
        .map(|unsearched| {
            (
                Occur::MustNot,
                Box::new(TermQuery::new(Term::from_field_text(role, unsearched.name()), IndexRecordOption::Basic))
                    as Box<dyn IndexQuery>,
            )
        })
        .into()
}
