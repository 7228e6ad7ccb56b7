//! How plain values stand in JSON: spans as the bytes of their text, remarks in one language, numbers without `.0`.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use crate::error::{Lang, Sentence};
use crate::text::{Space, Span};

/// `{"start": 3, "end": 6}`, or as [`Space::FIELDS`] calls them: bytes, the second behind the last.
impl<S: Space> Serialize for Span<S> {
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        serializer.collect_map(S::FIELDS.into_iter().zip([self.start, self.end]))
    }
}

impl<S: Space> JsonSchema for Span<S> {
    fn schema_name() -> Cow<'static, str> {
        format!("Span{}", S::NAME).into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let [start, end] = S::FIELDS;
        let byte = |which: &str| json_schema!({ "type": "integer", "minimum": 0, "description": which });
        json_schema!({
            "type": "object",
            "properties": { start: byte("the first byte"), end: byte("the byte behind the last") },
            "required": [start, end],
        })
    }
}

/// A remark, in JSON in one language: the one that it was given by [`Message::in_lang`], or English.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message {
    /// What it says, in both.
    pub sentence: Sentence,
    lang: Lang,
}

impl Message {
    /// The same, in this language where only one can be shown.
    pub fn in_lang(&mut self, lang: Lang) {
        self.lang = lang;
    }
}

impl From<Sentence> for Message {
    fn from(sentence: Sentence) -> Message {
        Message { sentence, lang: Lang::default() }
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.sentence.pick(self.lang))
    }
}

impl JsonSchema for Message {
    fn schema_name() -> Cow<'static, str> {
        "Message".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

/// A number, without `.0` behind a whole one, or a day as `2023-03-31`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Value {
    /// A whole number.
    Whole(i64),
    /// Another number.
    Broken(f64),
    /// A day.
    Day(String),
}

impl From<f64> for Value {
    fn from(value: f64) -> Value {
        // Whole numbers below 2^53 are exact in both.
        if value.fract() == 0.0 && value.abs() < 9e15 { Value::Whole(value as i64) } else { Value::Broken(value) }
    }
}

impl Value {
    /// The number; none of a day.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Whole(value) => Some(*value as f64),
            Value::Broken(value) => Some(*value),
            Value::Day(_) => None,
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Whole(value) => write!(f, "{value}"),
            Value::Broken(value) => write!(f, "{value}"),
            Value::Day(day) => f.write_str(day),
        }
    }
}
