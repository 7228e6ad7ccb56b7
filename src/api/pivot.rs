//! What a query finds, counted by two fields at once.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use super::field::Field;
use super::hits::QueryEcho;
use super::plain::{Message, Value};
use crate::facts::Purpose;

/// What a cell of a pivot tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Distinct cases with a matching passage.
    #[default]
    Cases,
    /// Matching passages, those outside the cases included.
    Passages,
    /// Occurrences of what was searched.
    Occurrences,
    /// The sum, in yuan, of the sums of money that have the purpose asked for and stand in matching passages.
    Amount,
}

/// Counts by two fields. A case, or passage, that has several values of a field counts for each of them, so the sums of a
/// row or column count it once where its cells do more often.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Pivot {
    /// The query as it was understood.
    pub query: QueryEcho,
    /// No passage had every word, and these have some of them.
    pub relaxed: bool,
    /// What is counted by.
    pub by: Axes,
    /// What is counted.
    pub measure: Measure,
    /// Of amounts: what the money is for.
    pub purpose: Option<Purpose>,
    /// How many rows there are in all.
    pub total: usize,
    /// The columns: the values of the column field, the largest first, and last what has none.
    pub columns: Vec<Column>,
    /// The rows asked for: the values of the row field, the largest first, and last what has none.
    pub rows: Vec<Row>,
    /// Of everything that was found.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Value")]
    pub sum: f64,
    /// How the figures are to be read.
    pub remarks: Vec<Message>,
}

/// The fields of a pivot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Axes {
    /// Whose values are the rows.
    pub rows: Field,
    /// Whose values are the columns.
    pub cols: Field,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Column {
    /// The value; none for what has no value.
    pub value: Option<String>,
    /// Of all rows, shown or not.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Value")]
    pub sum: f64,
    /// The sum as a share of everything, from 0 to 1; shares add up to more than 1 where something has several values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Row {
    /// The value; none for what has no value.
    pub value: Option<String>,
    /// One for each column.
    #[serde(serialize_with = "numbers")]
    #[schemars(with = "Vec<Value>")]
    pub cells: Vec<f64>,
    /// Of all columns.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Value")]
    pub sum: f64,
    /// As that of a column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
}

fn number<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    Value::from(*number).serialize(serializer)
}

fn numbers<S: Serializer>(numbers: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(numbers.iter().map(|&number| Value::from(number)))
}
