//! What is asked.

use crate::query::Within;

/// What is asked. `Request::new` asks what a user asks who gives no option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The query as typed.
    pub query: String,
    /// At most this many hits.
    pub limit: usize,
    /// Hits left out before the first one shown.
    pub offset: usize,
    /// The unit of a hit.
    pub by: By,
    /// The order of the hits.
    pub sort: Sort,
    /// Which passages are searched.
    pub scope: Scope,
    /// The unit within which the whole query must hold.
    pub within: Within,
    /// Fields and values that every hit must have, such as `("city", "寧波")`.
    pub filters: Vec<(String, String)>,
    /// Whether hits carry the parts of their score.
    pub explain: bool,
    /// Whether values of facets are counted.
    pub facets: bool,
}

impl Request {
    /// The ten best passages for `query`.
    #[must_use]
    pub fn new(query: impl Into<String>) -> Request {
        Request {
            query: query.into(),
            limit: 10,
            offset: 0,
            by: By::Passage,
            sort: Sort::Relevance,
            scope: Scope::Default,
            within: Within::Passage,
            filters: Vec::new(),
            explain: false,
            facets: false,
        }
    }
}

/// The unit of a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// One hit a passage.
    #[default]
    Passage,
    /// One hit a case.
    Case,
}

/// The order of the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// As in the texts.
    Order,
    /// Newest notice first.
    Date,
    /// Largest amount of money first.
    Amount,
}

/// Which passages are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Running text and headings.
    #[default]
    Default,
    /// Every passage of every role.
    All,
}
