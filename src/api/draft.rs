//! What the corpus says of every figure and quotation of a draft.

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::hits::Hint;
use crate::text::{Drafted, Span};

/// The figures and quotations of a draft.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Draft {
    /// In the order of the draft.
    pub claims: Vec<Claim>,
}

impl Draft {
    /// Whether everything stands, word for word or in value.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.claims.iter().all(|claim| matches!(claim.verdict, Verdict::Stands | Verdict::Equal))
    }
}

/// A figure or a quotation of a draft.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Claim {
    /// What the corpus says of it.
    pub verdict: Verdict,
    /// Its words.
    pub text: String,
    /// Bytes of the draft's text.
    #[serde(flatten)]
    pub place: Span<Drafted>,
    /// The id of the passage where it stands, or where the nearest wording does.
    pub passage: Option<String>,
    /// How that passage is cited.
    pub citation: Option<String>,
    /// The nearest wording, where it does not stand as it is written.
    pub nearest: Option<String>,
    /// In what the corpus differs.
    #[serde(serialize_with = "text")]
    #[schemars(with = "Option<String>")]
    pub remark: Option<Hint>,
}

fn text<S: Serializer>(remark: &Option<Hint>, serializer: S) -> Result<S::Ok, S::Error> {
    remark.as_ref().map(|remark| &remark.message).serialize(serializer)
}

/// What the corpus says of a figure or a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It stands as it is written.
    Stands,
    /// The same value stands, written otherwise.
    Equal,
    /// It stands, but of a case or place other than its sentence names.
    Elsewhere,
    /// Of the same subject the corpus has another value, bound or wording.
    Differs,
    /// The corpus has nothing on its subject.
    NotFound,
}

impl Verdict {
    /// All verdicts.
    pub const ALL: [Verdict; 5] =
        [Verdict::Stands, Verdict::Equal, Verdict::Elsewhere, Verdict::Differs, Verdict::NotFound];

    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Stands => "stands",
            Verdict::Equal => "equal",
            Verdict::Elsewhere => "elsewhere",
            Verdict::Differs => "differs",
            Verdict::NotFound => "not-found",
        }
    }

    /// Its name in Chinese.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Verdict::Stands => "属实",
            Verdict::Equal => "等值",
            Verdict::Elsewhere => "他处",
            Verdict::Differs => "不符",
            Verdict::NotFound => "未见",
        }
    }
}
