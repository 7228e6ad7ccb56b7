//! Why a case is not among the hits.

use schemars::JsonSchema;
use serde::Serialize;

use super::hits::CaseInfo;

/// Why a case is, or is not, found by a query.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WhyNot {
    /// The case.
    pub case: CaseInfo,
    /// Whether the query finds it.
    pub found: bool,
    /// Whether it would be found if the words could stand anywhere in the case.
    pub found_within_case: bool,
    /// The parts of the query.
    pub parts: Vec<Part>,
}

/// A part of a query, seen from one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Part {
    /// The part, as it prints.
    pub text: String,
    /// Whether the query excludes it.
    pub excluded: bool,
    /// Whether the case is as this part wants it.
    pub met: bool,
    /// How often it stands in the case; for a field, 1 when the case has the value.
    pub occurrences: usize,
    /// The passages it stands in.
    pub passages: Vec<String>,
    /// For what is missing, the nearest words that the case has; for a field, the value it has; for a condition on
    /// figures, the largest figures of its kind.
    pub nearest: Vec<String>,
}
