//! Keyword in context: every occurrence on a line of its own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use super::hits::{CaseInfo, Mark, NoticeInfo, QueryEcho};
use crate::decode::Place;

/// Every occurrence of what was searched.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Kwic {
    /// The query as it was understood.
    pub query: QueryEcho,
    /// All occurrences, shown or not.
    pub total: usize,
    /// No passage had every word, and these have some of them.
    pub relaxed: bool,
    /// The lines asked for.
    pub lines: Vec<KwicLine>,
}

/// One occurrence.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct KwicLine {
    /// The passage's id.
    pub id: String,
    /// Its case; in JSON the case's id.
    #[serde(serialize_with = "id_of")]
    #[schemars(with = "Option<String>")]
    pub case: Option<CaseInfo>,
    /// Its notice.
    pub notice: NoticeInfo,
    /// The passage's text before the keyword, whole.
    pub left: String,
    /// The keyword as the text has it.
    pub keyword: String,
    /// The passage's text after it, whole.
    pub right: String,
    /// Where it stands: bytes of the passage, which is the three of them joined, and of the file.
    #[serde(flatten)]
    pub mark: Mark,
    /// As [`Hit::place`](super::Hit::place).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

fn id_of<S: Serializer>(case: &Option<CaseInfo>, serializer: S) -> Result<S::Ok, S::Error> {
    case.as_ref().map(|case| &case.id).serialize(serializer)
}

/// The order of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KwicSort {
    /// As in the texts.
    #[default]
    Order,
    /// By what stands before, from the keyword backwards.
    Left,
    /// By what stands after.
    Right,
}
