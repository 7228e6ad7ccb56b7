//! Which rows of an answer are wanted.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// How many rows of an answer are wanted. In JSON a number, or `"all"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Limit {
    /// At most so many.
    Most(usize),
    /// Every one.
    #[default]
    All,
}

impl Limit {
    /// The number; the greatest there is for all.
    #[must_use]
    pub fn count(self) -> usize {
        match self {
            Limit::Most(count) => count,
            Limit::All => usize::MAX,
        }
    }
}

/// `all`, `0` (the same) or a number.
impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Limit, String> {
        match text {
            "all" | "0" => Ok(Limit::All),
            _ => text.parse().map(Limit::Most).map_err(|_| "a number, or all".to_owned()),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Most(count) => write!(f, "{count}"),
            Limit::All => f.write_str("all"),
        }
    }
}

impl JsonSchema for Limit {
    fn schema_name() -> Cow<'static, str> {
        "Limit".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "integer", "minimum": 0 }, { "const": "all" }] })
    }
}

impl Serialize for Limit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Limit::Most(count) => serializer.serialize_u64(*count as u64),
            Limit::All => serializer.serialize_str("all"),
        }
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Limit, D::Error> {
        struct Written;
        impl Visitor<'_> for Written {
            type Value = Limit;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, or \"all\"")
            }

            fn visit_u64<E>(self, count: u64) -> Result<Limit, E> {
                Ok(Limit::Most(usize::try_from(count).unwrap_or(usize::MAX)))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Limit, E> {
                if text == "all" { Ok(Limit::All) } else { Err(E::invalid_value(de::Unexpected::Str(text), &self)) }
            }
        }
        deserializer.deserialize_any(Written)
    }
}

/// Which rows of an answer are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Page {
    /// Rows left out before the first one.
    #[serde(default)]
    pub offset: usize,
    /// How many then.
    pub limit: Limit,
    /// Whether they are counted from the last one backwards.
    #[serde(default)]
    pub reverse: bool,
}

impl Page {
    /// The first `count` rows.
    #[must_use]
    pub fn first(count: usize) -> Page {
        Page { offset: 0, limit: Limit::Most(count), reverse: false }
    }

    /// Every row.
    pub const ALL: Page = Page { offset: 0, limit: Limit::All, reverse: false };

    /// The rows of this page among `rows`.
    #[must_use]
    pub fn of<T>(self, mut rows: Vec<T>) -> Vec<T> {
        if self.reverse {
            rows.reverse();
        }
        let range = self.range(rows.len());
        rows.drain(range).collect()
    }

    /// The places of the rows among `len`.
    #[must_use]
    pub fn range(self, len: usize) -> std::ops::Range<usize> {
        self.offset.min(len)..self.end().min(len)
    }

    /// The place behind the last row, were there enough of them.
    #[must_use]
    pub fn end(self) -> usize {
        self.offset.saturating_add(self.limit.count())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn pages_are_cut_from_any_number_of_rows() {
        assert_eq!(Page::first(10).range(3), 0..3);
        assert_eq!(Page { offset: 5, ..Page::ALL }.range(3), 3..3);
        assert_eq!(Page { offset: 1, ..Page::ALL }.range(3), 1..3);
        assert_eq!(Page { offset: usize::MAX, ..Page::first(usize::MAX) }.range(3), 3..3);
        assert_eq!(Page { offset: 1, reverse: true, ..Page::first(2) }.of(vec![1, 2, 3, 4]), [3, 2]);
        for text in ["all", "7"] {
            assert_eq!(text.parse::<Limit>().unwrap().to_string(), text);
        }
    }
}
