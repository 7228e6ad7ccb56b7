//! What was the first of its kind, in the order in which it was done: when, by whom, in how wide a circle.

use schemars::JsonSchema;
use serde::Serialize;

use super::hits::{CaseInfo, NoticeInfo, QueryEcho};
use super::table::Again;
use crate::facts::Level;
use crate::text::{Local, Span};

/// The firsts of what a query finds, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Timeline {
    /// The query as it was understood.
    pub query: QueryEcho,
    /// No passage had every word, and these have some of them.
    pub relaxed: bool,
    /// How many events there are in all.
    pub total: usize,
    /// The years with their events, shown or not, the oldest first; last those of which no year is known.
    pub years: Vec<Year>,
    /// The events asked for, the oldest first, and last those of which no day is known.
    pub events: Vec<Event>,
}

/// A year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Year {
    /// The year; none where it is not known.
    pub year: Option<String>,
    /// Its events.
    pub events: usize,
    /// The cases that they are of.
    pub cases: usize,
}

/// Where a date comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DateOf {
    /// The sentence that tells of the event.
    Sentence,
    /// The notice, which tells of it later.
    Notice,
}

/// A first.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Event {
    /// When: `2022-06`, or less or more of a date.
    pub date: Option<String>,
    /// What the date is that of.
    pub date_of: Option<DateOf>,
    /// The circle as the text has it: 全國.
    pub level: Option<String>,
    /// How wide it is.
    pub circle: Option<Level>,
    /// What was the first.
    pub claim: String,
    /// The institutions that its sentence names, at most three.
    pub who: Vec<String>,
    /// The case; it says where.
    pub case: Option<CaseInfo>,
    /// The notice.
    pub notice: NoticeInfo,
    /// The passage that says so.
    pub passage: String,
    /// Where it says so, in bytes of the passage.
    pub span: Span<Local>,
    /// The sentence.
    pub sentence: String,
    /// Where the case tells of it again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Again>,
}

impl Event {
    /// Its year.
    #[must_use]
    pub fn year(&self) -> Option<&str> {
        self.date.as_deref().and_then(|date| date.get(..4))
    }
}
