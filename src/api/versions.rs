//! Other versions of a notice: nearly the same, and in what they differ.

use schemars::JsonSchema;
use serde::Serialize;

/// Another version of a notice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Version {
    /// Its id.
    pub id: String,
    /// The file, as it was found.
    pub file: String,
    /// The first differences: those in figures, then the others, each in the order of the text.
    pub differences: Vec<Difference>,
    /// In how many places the two differ; none when they are too long to be compared (2,000,000 characters).
    pub total: Option<usize>,
}

/// A place in which two versions differ, as each has it; of more than 200 characters the beginning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    /// What this notice says; empty where it says nothing.
    pub here: String,
    /// What the other version says; empty where it says nothing.
    pub there: String,
    /// The passage of this notice where it stands or is missing; none for a number or a title that stands nowhere in it.
    pub passage: Option<String>,
}

/// What another version says in the place of a quotation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Otherwise {
    /// The passage that the quotation stands in.
    pub passage: String,
    /// The id of the other version.
    pub id: String,
    /// Its file, as it was found.
    pub file: String,
    /// The passage of the other version; none where it has nothing in this place.
    pub there: Option<String>,
    /// What it says; empty where it says nothing.
    pub wording: String,
}
