//! The facts of what a query finds.

use serde::{Deserialize, Serialize};

use super::hits::{Hit, QueryEcho};
use crate::facts::Fact;
use crate::text::{Local, Span};

/// The facts that were found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// The query as it was understood.
    pub query: QueryEcho,
    /// All of them, shown or not.
    pub total: usize,
    /// No passage had every word, and these have some of them.
    pub relaxed: bool,
    /// The facts asked for.
    pub facts: Vec<FactHit>,
}

/// A fact and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct FactHit {
    /// The fact.
    pub fact: Fact,
    /// Its passage, with one mark, the fact's.
    pub hit: Hit,
    /// Its sentence, in bytes of the passage.
    pub sentence: Span<Local>,
}

/// The order of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactSort {
    /// As in the texts.
    #[default]
    Order,
    /// Kind by kind, the largest value (the latest date) first.
    Value,
}
