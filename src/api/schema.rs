//! The JSON Schema of requests and answers, made of the types themselves.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::Question;
use super::{Exported, Failure, Listed, Request, VERSION, Versioned, request};

/// Where definitions stand in a schema.
const DEFS: &str = "$defs";

/// One document: it describes any answer, and under `$defs` stands the answer to each command (`search-answer`), a request,
/// what stands in the place of an answer when something went wrong (`error`), a line of an export, and the types that they
/// are made of.
#[must_use]
pub fn schema() -> Value {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut named: Vec<(String, Value)> = Vec::new();
    macro_rules! answers {
        ($($name:literal: $question:ident),+ $(,)?) => {
            $(named.push((
                format!("{}-answer", $name),
                of_type::<Versioned<<request::$question as Question>::Answer>>(&mut generator),
            ));)+
        };
    }
    answers! {
        "search": Search,
        "list": List,
        "show": Show,
        "facets": Facets,
        "facts": Facts,
        "table": Table,
        "timeline": Timeline,
        "kwic": Kwic,
        "why-not": WhyNot,
        "verify": Verify,
        "verify-draft": VerifyDraft,
        "cite": Cite,
        "similar": Similar,
        "groups": Groups,
        "compare": Compare,
        "keywords": Keywords,
        "pivot": Pivot,
        "source": Source,
        "inspect": Inspect,
        "corpus": Corpus,
    }
    let any: Vec<Value> = named.iter().map(|(name, _)| json!({ "$ref": format!("#/{DEFS}/{name}") })).collect();
    named.push(("error".to_owned(), of_type::<Failure>(&mut generator)));
    named.push(("export".to_owned(), of_type::<Exported>(&mut generator)));
    named.push(("members".to_owned(), of_type::<Versioned<Listed>>(&mut generator)));
    // What a request may leave out differs from what an answer may.
    let mut requests = SchemaSettings::draft2020_12().into_generator();
    let request = of_type::<Request>(&mut requests);
    let mut defs = Map::new();
    for (name, mut schema) in requests.take_definitions(true) {
        rename(&mut schema, "request-");
        defs.insert(format!("request-{name}"), schema);
    }
    let mut request = request;
    rename(&mut request, "request-");
    defs.insert("request".to_owned(), request);
    defs.extend(named);
    defs.extend(generator.take_definitions(true));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("anli, version {VERSION} of the answers"),
        "anyOf": any,
        DEFS: defs,
    })
}

fn of_type<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    T::json_schema(generator).to_value()
}

/// Puts `prefix` before the name of each definition that is referred to.
fn rename(schema: &mut Value, prefix: &str) {
    match schema {
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(target) if name == "$ref" => {
                        if let Some(rest) = target.strip_prefix("#/$defs/") {
                            *target = format!("#/$defs/{prefix}{rest}");
                        }
                    }
                    value => rename(value, prefix),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, prefix)),
        _ => {}
    }
}

/// What can be asked of [`of`].
#[must_use]
pub fn names(schema: &Value) -> Vec<String> {
    let defs = schema[DEFS].as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    let mut out: Vec<String> = defs.filter_map(|name| name.strip_suffix("-answer")).map(str::to_owned).collect();
    out.extend(["request", "error", "export"].map(str::to_owned));
    out
}

/// The schema of one of them: the answer to the command `name`, or `request`, `error`, `export`.
#[must_use]
pub fn of(schema: &Value, name: &str) -> Option<Value> {
    let defs = &schema[DEFS];
    let known = [format!("{name}-answer"), name.to_owned()].into_iter().find(|known| defs.get(known).is_some())?;
    names(schema)
        .contains(&name.to_owned())
        .then(|| json!({ "$schema": schema["$schema"], "$ref": format!("#/{DEFS}/{known}"), DEFS: defs }))
}
