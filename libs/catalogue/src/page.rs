//! The page of the catalogue, in Markdown.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::documents::pretty;
use crate::schema::of_data;
use crate::{Kind, Lifecycle, MONTHS_BESIDE_SUCCESSOR, Publisher, kinds};

const HEAD: &str = "# Public events

Made by `congtam events catalogue`; a test compares the two. How events come, and what both sides promise, is in [README.md](README.md);
for programs there are [asyncapi.json](asyncapi.json), the [schemas](schemas) and the [examples](examples).

| event | topic | subject | about people | standing |
|---|---|---|---|---|
";

/// The whole page.
pub(crate) fn page(publisher: &Publisher) -> String {
    let mut page = HEAD.to_owned();
    for kind in kinds() {
        let (id, topic) = (kind.id(), kind.topic);
        let people = if topic.names_people() { "yes" } else { "no" };
        write_line(
            &mut page,
            &format!(
                "| [{id}](#{}) | `{}`: {} | `{}/…` | {people} | {} |",
                anchor(&id),
                topic.code(),
                topic.vi(),
                kind.about,
                standing(&kind)
            ),
        );
    }
    let mut parts = Map::new();
    for kind in kinds() {
        let schema = of_data(publisher, &kind);
        write_line(&mut page, &format!("\n## {}\n{}\n", kind.id(), text(&schema)));
        write_line(&mut page, &format!("- `type`: `{}`", publisher.type_of(&kind)));
        write_line(&mut page, &format!("- on the bus: `{}`, for the agency H50.6", kind.bus_subject("H50.6")));
        write_line(
            &mut page,
            &format!("- schema: [{id}.json](schemas/{id}.json), example: [{id}.json](examples/{id}.json)\n", id = kind.id()),
        );
        write_fields(&mut page, &schema);
        if let Some(Value::Object(definitions)) = schema.get("definitions") {
            parts.extend(definitions.clone());
        }
        let data = (kind.example)(publisher)["data"].clone();
        write_line(&mut page, &format!("\n```json\n{}```", pretty(&data)));
    }
    write_line(&mut page, "\n# Parts of events");
    for (name, schema) in &parts {
        write_line(&mut page, &format!("\n## {name}\n{}\n", text(schema)));
        if schema.get("properties").is_some() {
            write_fields(&mut page, schema);
        }
        if let Some(Value::Object(words)) = schema.get("x-enum-names") {
            write_line(&mut page, "| code | meaning |\n|---|---|");
            let codes = schema["x-extensible-enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
            codes.for_each(|code| write_line(&mut page, &format!("| `{code}` | {} |", words[code].as_str().unwrap_or_default())));
        }
    }
    page
}

/// What a kind of event says, as its type's comment has it.
pub(crate) fn described(publisher: &Publisher, kind: &Kind) -> String {
    text(&of_data(publisher, kind))
}

fn standing(kind: &Kind) -> String {
    match kind.lifecycle {
        Lifecycle::Current => "current".to_owned(),
        Lifecycle::Deprecated { on, successor } => {
            format!("deprecated on {on}, sure for {MONTHS_BESIDE_SUCCESSOR} months; use {successor}")
        }
    }
}

/// A table of the fields of an object.
fn write_fields(page: &mut String, schema: &Value) {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    write_line(page, "| field | what it holds | always there | meaning |\n|---|---|---|---|");
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let always = if required.contains(&name.as_str()) { "yes" } else { "no" };
        write_line(page, &format!("| `{name}` | {} | {always} | {} |", held(field), text(field)));
    }
}

/// What a field holds.
fn held(field: &Value) -> String {
    if let Some(part) = reference(field) {
        return format!("[{part}](#{})", anchor(part));
    }
    let kind = field["type"].as_str().unwrap_or("any");
    match (kind, field["format"].as_str()) {
        ("array", _) => format!("list of {}", held(&field["items"])),
        ("string", Some(format)) => format.to_owned(),
        (kind, _) => kind.to_owned(),
    }
}

/// The part of events that a field refers to.
fn reference(field: &Value) -> Option<&str> {
    let direct = field.get("$ref");
    let path = direct.or_else(|| field["allOf"].as_array()?.first()?.get("$ref"))?;
    path.as_str()?.rsplit('/').next()
}

fn text(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().replace('|', "\\|")
}

/// The anchor of a heading, as pages on the web make them.
fn anchor(heading: &str) -> String {
    heading.to_lowercase().replace('.', "")
}

fn write_line(page: &mut String, line: &str) {
    writeln!(page, "{line}").expect("texts take everything");
}
