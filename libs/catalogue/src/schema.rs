//! JSON Schemas, in draft 07: what AsyncAPI, validators and generators of code all read.

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::{Event, Kind, Publisher, kinds};

/// The schema of the data of one kind, which stands alone.
pub(crate) fn of_data(publisher: &Publisher, kind: &Kind) -> Value {
    let mut schema = (kind.schema)(settings().into_generator()).to_value();
    schema["$id"] = publisher.schema_of(kind).into();
    schema["title"] = kind.id().into();
    schema
}

/// The schema of what every event has, whatever it says.
pub(crate) fn of_event(publisher: &Publisher) -> Value {
    let mut schema = settings().into_generator().into_root_schema_for::<Event<Value>>().to_value();
    schema["$id"] = format!("https://{}/events/schemas/event.v1.json", publisher.domain()).into();
    schema["title"] = "event.v1".into();
    schema
}

/// All schemas as parts of an AsyncAPI document; whole events are under `event of` their kind.
pub(crate) fn as_components(publisher: &Publisher) -> Map<String, Value> {
    let settings = settings().with(|settings| settings.definitions_path = "/components/schemas".into());
    let mut generator: SchemaGenerator = settings.into_generator();
    let event = generator.root_schema_for::<Event<Value>>();
    let whole: Vec<(String, Value)> = kinds().iter().map(|kind| (event_name(kind), of_whole(publisher, kind, &mut generator))).collect();
    let mut components = generator.take_definitions(true);
    let mut event = event.to_value();
    for outside in ["$schema", "title"] {
        event.as_object_mut().and_then(|event| event.remove(outside));
    }
    components.insert(EVENT.to_owned(), event);
    components.extend(whole);
    components
}

/// Name of the schema of whole events of a kind among the components.
pub(crate) fn event_name(kind: &Kind) -> String {
    format!("{}.event", kind.id())
}

const EVENT: &str = "CloudEvent";

fn of_whole(publisher: &Publisher, kind: &Kind, generator: &mut SchemaGenerator) -> Value {
    let data = (kind.subschema)(generator).to_value();
    json!({
        "allOf": [
            { "$ref": format!("#/components/schemas/{EVENT}") },
            {
                "type": "object",
                "properties": {
                    "type": { "const": publisher.type_of(kind) },
                    "dataschema": { "const": publisher.schema_of(kind) },
                    "subject": { "type": "string", "pattern": format!("^{}/.+$", kind.about) },
                    "data": data,
                },
            },
        ],
    })
}

fn settings() -> SchemaSettings {
    let mut settings = SchemaSettings::draft07();
    settings.transforms.insert(0, Box::new(Plain));
    settings
}

/// What an id looks like: many validators of draft 07 know no format `uuid`.
const UUID: &str = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";

/// What is absent is absent and never null, an id looks like one, and a description is one line.
#[derive(Clone, Debug)]
struct Plain;

impl Transform for Plain {
    fn transform(&mut self, schema: &mut Schema) {
        if let Some(Value::Array(kinds)) = schema.get_mut("type") {
            kinds.retain(|kind| kind != "null");
            if let [kind] = kinds.as_slice() {
                let kind = kind.clone();
                schema.insert("type".to_owned(), kind);
            }
        }
        if let Some(Value::Array(either)) = schema.get_mut("anyOf") {
            either.retain(|one| one["type"] != "null");
            if let [Value::Object(one)] = either.as_slice() {
                let one = one.clone();
                schema.remove("anyOf");
                one.into_iter().for_each(|(key, value)| drop(schema.insert(key, value)));
            }
        }
        if let Some(Value::String(description)) = schema.get_mut("description") {
            *description = description.replace('\n', " ");
        }
        if schema.get("format").is_some_and(|format| format == "uuid") {
            schema.insert("pattern".to_owned(), UUID.into());
        }
        transform_subschemas(self, schema);
    }
}
