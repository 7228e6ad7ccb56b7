//! The facts of what a query finds.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, Serializer};

use super::hits::{CellPlace, Hit, Mark, QueryEcho};
use super::plain::Value;
use crate::decode::Place;
use crate::facts::{Bound, DateRange, Detail, Direction, Fact, Kind, Level, Purpose};
use crate::text::{Local, Span};

/// The facts that were found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Facts {
    /// The query as it was understood.
    pub query: QueryEcho,
    /// All of them, shown or not; at least so many where they are `partial`.
    pub total: usize,
    /// Not all passages were looked at: those that the page needs, and some thousands beyond.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// No passage had every word, and these have some of them.
    pub relaxed: bool,
    /// The facts asked for.
    pub facts: Vec<FactHit>,
}

/// A fact and where it stands; in JSON a [`FactLine`].
#[derive(Debug, Clone, PartialEq)]
pub struct FactHit {
    /// The fact.
    pub fact: Fact,
    /// Its passage, with one mark, the fact's.
    pub hit: Hit,
    /// Its sentence, in bytes of the passage.
    pub sentence: Span<Local>,
    /// When it was: the date that its sentence names, else that of its notice.
    pub date: Option<DateRange>,
}

/// A fact as JSON and tables have it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FactLine<'f> {
    /// What sort of fact it is.
    pub kind: Kind,
    /// Its value; of a date its first day.
    pub value: Option<Value>,
    /// The upper end of a range; of a date its last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_max: Option<Value>,
    /// The unit of the value.
    pub unit: Option<&'f str>,
    /// How the value is bound.
    pub bound: Bound,
    /// Which way it goes, where its clause says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// The fact as the text has it.
    pub text: &'f str,
    /// What it is about.
    pub what: Option<&'f str>,
    /// What the money is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// Of a first.
    #[serde(flatten)]
    pub first: Option<First<'f>>,
    /// The id of its case.
    pub case: Option<&'f str>,
    /// The id of its passage.
    pub passage: &'f str,
    /// Where it stands.
    pub span: Standing<'f>,
    /// The sentence that says so.
    pub sentence: &'f str,
    /// The city of its case.
    pub city: Option<&'f str>,
    /// The title of its case, or of its notice where it has none.
    pub title: &'f str,
    /// The file, as it was found.
    pub file: &'f str,
}

/// What a first has.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct First<'f> {
    /// The level as the text has it: 全國.
    pub level: Option<&'f str>,
    /// What is claimed.
    pub claim: Option<&'f str>,
    /// How wide the circle is.
    pub circle: Option<Level>,
    /// When it was: the date that its sentence names (`2022-06`), else that of its notice.
    pub date: Option<String>,
}

/// Bytes of the passage, and of the file; where these say nothing, the page or paragraph instead. In a table also the cell.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Standing<'f> {
    /// Of the passage, and of the file.
    #[serde(flatten)]
    pub mark: Mark,
    /// The page or paragraph.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The cell of a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<&'f CellPlace>,
}

impl FactHit {
    /// Its sentence.
    #[must_use]
    pub fn sentence(&self) -> &str {
        &self.hit.text[self.sentence.range()]
    }

    /// The fact as JSON and tables have it.
    #[must_use]
    pub fn line(&self) -> FactLine<'_> {
        let FactHit { fact, hit, .. } = self;
        let days = fact.days();
        let day = |day: crate::facts::Day| Value::Day(day.to_string());
        let first = match &fact.detail {
            Detail::First { level, scope } => {
                let date = self.date.map(|date| date.to_string());
                Some(First { level: scope.as_deref(), claim: fact.what.as_deref(), circle: *level, date })
            }
            _ => None,
        };
        let mark = hit.marks.first().copied().unwrap_or(Mark { local: fact.span, raw: None });
        FactLine {
            kind: fact.kind,
            value: days.map(|days| day(days.start)).or_else(|| fact.value.map(Value::from)),
            value_max: match days {
                Some(days) => (days.start != days.end).then(|| day(days.end)),
                None => fact.value_max.map(Value::from),
            },
            unit: fact.unit.as_deref(),
            bound: fact.bound,
            direction: fact.direction,
            text: &fact.text,
            what: fact.what.as_deref(),
            purpose: fact.purpose(),
            first,
            case: hit.case.as_ref().map(|case| case.id.as_str()),
            passage: &hit.id,
            span: Standing { mark, place: hit.place_at(fact.span), cell: hit.cell_at(fact.span) },
            sentence: self.sentence(),
            city: hit.case.as_ref().and_then(|case| case.city.as_deref()),
            title: hit.case.as_ref().map_or(&hit.notice.title, |case| &case.title),
            file: &hit.file,
        }
    }
}

impl Serialize for FactHit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.line().serialize(serializer)
    }
}

impl JsonSchema for FactHit {
    fn schema_name() -> Cow<'static, str> {
        "Fact".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        FactLine::json_schema(generator)
    }
}

/// The order of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactSort {
    /// As in the texts.
    #[default]
    Order,
    /// Kind by kind, the largest value (the latest date) first.
    Value,
    /// By the date of the fact's sentence, else of its notice, the latest first; what has none comes last.
    Date,
}
