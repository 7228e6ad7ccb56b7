//! The enums of other modules that stand in JSON by their names, with what a schema says of them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::draft::Verdict;
use super::field::Field;
use super::similar::{DifferenceKind, ReasonKind, RowKind};
use super::verification::ChangeKind;
use crate::decode::{Format, Place};
use crate::facts::columns::ColumnKind;
use crate::facts::{Bound, Direction, Kind, Level, Purpose};
use crate::ingest::FindingKind;
use crate::lexicon::TagKind;
use crate::notice::{Role, Source, Sureness};
use crate::text::{Rule, Status};

/// Enums that stand in JSON by their names.
macro_rules! by_name {
    ($($type:ty: $all:expr;)+) => {
        $(impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        by_name!(schema $type: $all);)+
    };
    (schema $type:ty: $all:expr) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let names: Vec<&str> = $all.into_iter().map(<$type>::name).collect();
                json_schema!({ "type": "string", "enum": names })
            }
        }
    };
}

by_name! {
    Rule: Rule::ALL;
    Status: [Status::Proven, Status::Suggested];
    Role: Role::ALL;
    Source: Source::ALL;
    Sureness: Sureness::ALL;
    Bound: Bound::ALL;
    Direction: Direction::ALL;
    Purpose: Purpose::ALL;
    TagKind: TagKind::ALL;
    ColumnKind: ColumnKind::all();
    ReasonKind: ReasonKind::all();
    DifferenceKind: DifferenceKind::all();
    RowKind: RowKind::ALL;
    ChangeKind: ChangeKind::ALL;
    Verdict: Verdict::ALL;
    FindingKind: FindingKind::all();
    Format: Format::ALL;
}
by_name!(schema Field: Field::all());
by_name!(schema Kind: Kind::ALL);
by_name!(schema Level: Level::ALL);

impl<'de> Deserialize<'de> for Purpose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Purpose, D::Error> {
        let name = Cow::<str>::deserialize(deserializer)?;
        let known = Purpose::ALL.into_iter().find(|purpose| purpose.name() == name);
        known.ok_or_else(|| serde::de::Error::custom(format!("there is no purpose {name}")))
    }
}

impl JsonSchema for Place {
    fn schema_name() -> Cow<'static, str> {
        "Place".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one = |name: &str| {
            json_schema!({
                "type": "object",
                "properties": { name: { "type": "integer", "minimum": 1 } },
                "required": [name],
                "additionalProperties": false,
            })
        };
        let row = json_schema!({
            "type": "object",
            "properties": {
                "sheet": { "type": "string" },
                "row": { "type": "integer", "minimum": 1 },
                "cell": { "type": "string", "pattern": "^[A-Z]+[1-9][0-9]*$" },
            },
            "required": ["sheet", "row"],
            "additionalProperties": false,
        });
        json_schema!({
            "description": "Where in a file something stands, when bytes of the file say nothing.",
            "oneOf": [one("page"), one("paragraph"), one("slide"), row],
        })
    }
}
