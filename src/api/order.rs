//! The orders of what is listed. Whatever has no value to be ordered by comes last, forwards and backwards.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Deserializer;
use serde::{Deserialize, Serialize, Serializer};

use super::choice::{Choice, Choices, choice};
use super::page::Page;

/// The order of notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListSort {
    /// As in the corpus.
    #[default]
    Order,
    /// The newest first.
    Date,
    /// By title.
    Title,
}

/// The order of a table's rows; as JSON `order`, `date` or the name of a column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum TableSort {
    /// As in the corpus.
    #[default]
    Order,
    /// Of the newest notice first.
    Date,
    /// By the column of this name or heading: the largest figure first, or by the words.
    Column(String),
}

impl TableSort {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            TableSort::Order => "order",
            TableSort::Date => "date",
            TableSort::Column(name) => name,
        }
    }
}

impl From<&str> for TableSort {
    fn from(name: &str) -> TableSort {
        match name.trim() {
            "" | "order" => TableSort::Order,
            "date" => TableSort::Date,
            column => TableSort::Column(column.to_owned()),
        }
    }
}

impl Serialize for TableSort {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for TableSort {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TableSort, D::Error> {
        Ok(TableSort::from(&*String::deserialize(deserializer)?))
    }
}

impl JsonSchema for TableSort {
    fn schema_name() -> Cow<'static, str> {
        "TableSort".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": "order, date, or the name of a column" })
    }
}

/// The order of the values of a facet, or of a pivot's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueSort {
    /// The largest count first.
    #[default]
    Count,
    /// By the value.
    Value,
}

/// The order of comparable cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseSort {
    /// The nearest first.
    #[default]
    Score,
    /// By id.
    Order,
    /// Of the newest notice first.
    Date,
}

/// The order of keywords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeywordSort {
    /// The most distinctive first.
    #[default]
    Weight,
    /// The most frequent first.
    Mentions,
    /// By the term.
    Term,
}

impl Choices for ListSort {
    const CHOICES: &'static [Choice<ListSort>] = &[
        choice(ListSort::Order, "order", "按语料的顺序", "as in the corpus"),
        choice(ListSort::Date, "date", "最新的在前", "the newest first"),
        choice(ListSort::Title, "title", "按标题", "by title"),
    ];
}

impl Choices for ValueSort {
    const CHOICES: &'static [Choice<ValueSort>] = &[
        choice(ValueSort::Count, "count", "数目最大的在前", "the largest count first"),
        choice(ValueSort::Value, "value", "按值", "by the value"),
    ];
}

impl Choices for CaseSort {
    const CHOICES: &'static [Choice<CaseSort>] = &[
        choice(CaseSort::Score, "score", "最相近的在前", "the nearest first"),
        choice(CaseSort::Order, "order", "按编号", "by id"),
        choice(CaseSort::Date, "date", "最新的通知在前", "of the newest notice first"),
    ];
}

impl Choices for KeywordSort {
    const CHOICES: &'static [Choice<KeywordSort>] = &[
        choice(KeywordSort::Weight, "weight", "最能区别的在前", "the most distinctive first"),
        choice(KeywordSort::Mentions, "mentions", "提到最多的在前", "the most frequent first"),
        choice(KeywordSort::Term, "term", "按词", "by the term"),
    ];
}

/// The rows of `page` among `rows`, brought into the order of their keys, the smallest first; rows of one key stay as they
/// stand.
pub(crate) fn in_order<T, K: Ord>(rows: Vec<T>, key: impl Fn(&T) -> Option<K>, page: Page) -> Vec<T> {
    let (mut keyed, rest): (Vec<_>, Vec<_>) =
        rows.into_iter().map(|row| (key(&row), row)).partition(|(key, _)| key.is_some());
    keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
    if page.reverse {
        keyed.reverse();
    }
    let rows = keyed.into_iter().chain(rest).map(|(_, row)| row).collect();
    Page { reverse: false, ..page }.of(rows)
}

/// A figure as a key of [`in_order`]: the largest first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LargestFirst(pub(crate) f64);

impl Eq for LargestFirst {}

impl Ord for LargestFirst {
    fn cmp(&self, other: &LargestFirst) -> std::cmp::Ordering {
        other.0.total_cmp(&self.0)
    }
}

impl PartialOrd for LargestFirst {
    fn partial_cmp(&self, other: &LargestFirst) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_key_comes_last_both_ways() {
        let rows = || vec![(Some(2), 'a'), (None, 'b'), (Some(1), 'c'), (Some(2), 'd')];
        let ordered = |page| -> String { in_order(rows(), |row| row.0, page).into_iter().map(|row| row.1).collect() };
        assert_eq!(ordered(Page::ALL), "cadb");
        assert_eq!(ordered(Page { reverse: true, ..Page::ALL }), "dacb");
        assert_eq!(ordered(Page { offset: 1, ..Page::first(2) }), "ad");
        let figures = in_order(vec![1.0, -2.0, 30.0], |&figure| Some(LargestFirst(figure)), Page::ALL);
        assert_eq!(figures, [30.0, 1.0, -2.0]);
    }
}
