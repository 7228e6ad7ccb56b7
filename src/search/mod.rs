//! The façade: [`Request`] in, [`Response`] out.

mod response;

pub use response::{CaseHit, CaseInfo, Facet, Hint, Hit, Hits, Mark, NoticeInfo, QueryEcho, Repair, Response};

/// What is asked.
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
    /// Fields and values that every hit must have.
    pub filters: Vec<(String, String)>,
    /// Whether hits carry the parts of their score.
    pub explain: bool,
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

/// The unit within which the whole query must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Within {
    /// One sentence.
    Sentence,
    /// One passage.
    #[default]
    Passage,
    /// One case.
    Case,
}
