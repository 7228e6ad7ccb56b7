//! The OpenAPI document, made of the table of addresses and of the schemas of requests and answers.

use serde_json::{Map, Value, json};

use super::endpoints::{ENDPOINTS, EVERYWHERE, Endpoint, Kind, Param, SELECTION};
use crate::api::{Choices as _, Field, VERSION, schema};
use crate::present::Form;

/// The document.
pub(super) fn document() -> Value {
    let mut paths = Map::new();
    for endpoint in &ENDPOINTS {
        paths.insert(format!("/api/{}", endpoint.path), json!({ "get": of_get(endpoint) }));
    }
    let text = |what: &str, command: &str, params: &[&str]| {
        let params: Vec<Value> = params.iter().map(|name| simple(name)).collect();
        json!({
            "summary": what,
            "operationId": format!("post-{command}"),
            "parameters": params,
            "requestBody": {
                "required": true,
                "content": {
                    "text/plain": { "schema": { "type": "string" } },
                    "application/octet-stream": {},
                    "application/json": {
                        "schema": {
                            "oneOf": [
                                {
                                    "type": "object",
                                    "properties": { "text": { "type": "string" } },
                                    "required": ["text"],
                                    "additionalProperties": false,
                                },
                                {
                                    "type": "object",
                                    "properties": {
                                        "file": { "type": "string", "contentEncoding": "base64" },
                                        "name": { "type": "string" },
                                    },
                                    "required": ["file"],
                                    "additionalProperties": false,
                                },
                            ],
                        },
                    },
                    "multipart/form-data": {
                        "schema": {
                            "type": "object",
                            "properties": {
                                "text": { "type": "string" },
                                "file": { "type": "string", "format": "binary" },
                            },
                        },
                    },
                },
            },
            "responses": responses(command),
        })
    };
    let posts = [
        ("verify", text("Every figure and quotation of a draft 核对草稿", "verify-draft", &["name"])),
        ("similar", text("Cases that are comparable to a text 与一段文字可比的案例", "similar", &["name", "limit"])),
    ];
    for (path, post) in posts {
        if let Some(item) = paths.get_mut(&format!("/api/{path}")) {
            item["post"] = post;
        }
    }
    paths.insert("/api/answer".to_owned(), json!({ "post": any() }));
    paths.insert("/healthz".to_owned(), json!({ "get": plain("health", "Whether the server answers", "text/plain") }));
    paths.insert("/metrics".to_owned(), json!({ "get": plain("metrics", "Counts, for Prometheus", "text/plain") }));
    let mut schemas = schema::schema()["$defs"].take();
    rename(&mut schemas);
    schemas["problem"] = problem();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "anli",
            "version": format!("{VERSION}"),
            "description": "Full-text search over Chinese government case notices. 政府案例通知全文搜索。",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn of_get(endpoint: &Endpoint) -> Value {
    let selection = SELECTION.iter().filter(|_| endpoint.selects);
    let of_table = endpoint.params.iter().chain(selection).chain(&EVERYWHERE).map(parameter);
    let fields = Field::all().filter(|_| endpoint.selects).map(|field| {
        let schema = json!({ "type": "array", "items": { "type": "string" } });
        json!({ "name": field.name(), "in": "query", "description": field.name_zh(), "schema": schema, "explode": true })
    });
    let id = endpoint.path.contains("{id}").then(|| {
        json!({
            "name": "id",
            "in": "path",
            "required": true,
            "description": "An id, percent-encoded, or a short form such as 典型5",
            "schema": { "type": "string" },
        })
    });
    json!({
        "summary": format!("{} {}", endpoint.what.1, endpoint.what.0),
        "operationId": format!("get-{}", endpoint.command),
        "parameters": id.into_iter().chain(of_table).chain(fields).collect::<Vec<_>>(),
        "responses": responses(endpoint.command),
    })
}

fn parameter(param: &Param) -> Value {
    let schema = match param.kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Needed => json!({ "type": "string", "minLength": 1 }),
        Kind::Number => json!({ "type": "integer", "minimum": 0 }),
        Kind::Limit => json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, { "const": "all" }] }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Names(names) => json!({ "type": "string", "enum": names() }),
        Kind::Many => json!({ "type": "array", "items": { "type": "string" } }),
    };
    // Forms send what was left empty, too; it counts as left out.
    let schema = match param.kind {
        Kind::Number | Kind::Limit | Kind::Flag | Kind::Names(_) => json!({ "anyOf": [schema, { "const": "" }] }),
        Kind::Text | Kind::Needed | Kind::Many => schema,
    };
    json!({
        "name": param.name,
        "in": "query",
        "required": matches!(param.kind, Kind::Needed),
        "description": format!("{} {}", param.what.1, param.what.0),
        "schema": schema,
    })
}

fn simple(name: &str) -> Value {
    json!({ "name": name, "in": "query", "schema": { "type": "string" } })
}

fn responses(command: &str) -> Value {
    let answer = json!({ "schema": { "$ref": format!("#/components/schemas/{command}-answer") } });
    let content = Form::CHOICES.iter().map(|choice| match choice.value {
        Form::Json => (choice.value.media_type().to_owned(), answer.clone()),
        form => (form.media_type().to_owned(), json!({})),
    });
    let content: Map<String, Value> = content.collect();
    json!({
        "200": { "description": "The answer", "content": content },
        "304": { "description": "As it was" },
        "default": {
            "description": "What went wrong",
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/problem" } } },
        },
    })
}

fn any() -> Value {
    let mut responses = responses("search");
    responses["200"]["content"]["application/json"] = json!({});
    json!({
        "summary": "Any request 任何请求",
        "operationId": "post-answer",
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/request" } } },
        },
        "responses": responses,
    })
}

fn plain(id: &str, what: &str, kind: &str) -> Value {
    json!({
        "summary": what,
        "operationId": id,
        "responses": { "200": { "description": what, "content": { kind: { "schema": { "type": "string" } } } } },
    })
}

fn problem() -> Value {
    json!({
        "type": "object",
        "description": "Problem details, RFC 9457.",
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "code": { "type": "string", "description": "Does not change with what is said." },
            "detail": { "type": "string" },
            "candidates": { "type": "array", "items": { "type": "string" } },
        },
        "required": ["type", "title", "status", "code", "detail"],
    })
}

/// Schemas stand elsewhere in an OpenAPI document.
fn rename(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(target) if name == "$ref" => {
                        *target = target.replace("#/$defs/", "#/components/schemas/");
                    }
                    value => rename(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(rename),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_somewhere() {
        fn references(value: &Value, out: &mut Vec<String>) {
            match value {
                Value::Object(members) => {
                    out.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
                    members.values().for_each(|value| references(value, out));
                }
                Value::Array(items) => items.iter().for_each(|item| references(item, out)),
                _ => {}
            }
        }
        let document = document();
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.len() > 100);
        for reference in found {
            let pointer = reference.strip_prefix('#').unwrap_or_default();
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }
}
