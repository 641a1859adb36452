//! The AsyncAPI document.

use serde_json::{Map, Value, json};

use crate::documents::VERSION;
use crate::page::described;
use crate::schema::{as_components, event_name};
use crate::{Kind, Lifecycle, Publisher, kinds};

/// Name of the stream on the bus.
const STREAM: &str = "PUBLIC_EVENTS";

/// All events of an installation in AsyncAPI 3.1.
pub(crate) fn document(publisher: &Publisher) -> Value {
    let mut channels = Map::new();
    let mut operations = Map::new();
    let mut messages = Map::new();
    for kind in kinds() {
        let id = kind.id();
        let reference = |path: &str| json!({ "$ref": format!("#/{path}/{id}") });
        channels.insert(id.clone(), channel(&kind));
        messages.insert(id.clone(), message(publisher, &kind));
        operations.insert(
            format!("send.{id}"),
            json!({
                "action": "send",
                "channel": reference("channels"),
                "title": format!("Publishes {id}"),
                "messages": [{ "$ref": format!("#/channels/{id}/messages/{id}") }],
            }),
        );
    }
    json!({
        "asyncapi": "3.1.0",
        "id": format!("https://{}/events", publisher.domain()),
        "info": {
            "title": "Công Tâm: sự kiện công khai",
            "version": VERSION,
            "description": "What the evaluation of civil servants tells other systems of the province: CloudEvents 1.0 in structured JSON on NATS \
                JetStream, at least once, in order by subject. The profile is README.md beside this file. Made by `congtam events catalogue`.",
            "license": { "name": "EUPL-1.2" },
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": channels,
        "operations": operations,
        "components": { "messages": messages, "schemas": as_components(publisher) },
    })
}

fn channel(kind: &Kind) -> Value {
    let id = kind.id();
    json!({
        "address": format!("public.{}.{id}.{{agency}}", kind.topic.code()),
        "title": kind.topic.vi(),
        "messages": { id.as_str(): { "$ref": format!("#/components/messages/{id}") } },
        "parameters": {
            "agency": { "description": "Code of the agency with `_` for each point, such as H50_6.", "examples": ["H50_6"] },
        },
        "x-nats-stream": STREAM,
        "x-topic": kind.topic.code(),
    })
}

fn message(publisher: &Publisher, kind: &Kind) -> Value {
    let example = (kind.example)(publisher);
    let mut message = json!({
        "name": publisher.type_of(kind),
        "title": kind.id(),
        "description": described(publisher, kind),
        "contentType": "application/cloudevents+json",
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-07",
            "schema": { "$ref": format!("#/components/schemas/{}", event_name(kind)) },
        },
        "examples": [{ "name": "example", "payload": example }],
    });
    if let Lifecycle::Deprecated { on, successor } = kind.lifecycle {
        message["x-deprecated"] = json!({ "on": on, "successor": successor, "sure-until": kind.lifecycle.sure_until() });
    }
    message
}
