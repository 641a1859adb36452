//! What partners get is what the code says: documents, schemas and examples, and every event that was ever published.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use catalogue::{Publisher, Received, documents, kinds, read};
use jsonschema::Validator;
use serde_json::{Value, json};

/// The domain that the written documents are made for.
const DOMAIN: &str = "congtam.quangtri.gov.vn";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../proto/public")
}

fn made() -> BTreeMap<String, String> {
    documents::all(&Publisher::new(DOMAIN).unwrap())
}

fn made_json(path: &str) -> Value {
    serde_json::from_str(&made()[path]).unwrap()
}

/// Every file below a folder of the public contract, with its name.
fn files(below: &str) -> Vec<(String, String)> {
    let mut found: Vec<_> = fs::read_dir(folder().join(below))
        .unwrap_or_else(|error| panic!("{below}: {error}"))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    found.sort();
    found
}

fn validator(schema: &Value) -> Validator {
    jsonschema::options().should_validate_formats(true).build(schema).unwrap()
}

/// The schemas of the data of every kind, by `dataschema`; and that of whole events.
fn validators() -> (BTreeMap<String, Validator>, Validator) {
    let publisher = Publisher::new(DOMAIN).unwrap();
    let of = |kind: &catalogue::Kind| (publisher.schema_of(kind), validator(&made_json(&format!("schemas/{}.json", kind.id()))));
    (kinds().iter().map(of).collect(), validator(&made_json("schemas/event.v1.json")))
}

fn complaints(validator: &Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn the_written_documents_are_those_that_the_code_makes() {
    for (path, text) in made() {
        let written = fs::read_to_string(folder().join(&path)).unwrap_or_default();
        let differs = written.lines().zip(text.lines()).find(|(written, made)| written != made);
        assert!(written == text, "write {path} anew: congtam events catalogue\n{differs:#?}");
    }
    for below in ["schemas", "examples"] {
        for (name, _) in files(below) {
            assert!(made().contains_key(&format!("{below}/{name}")), "{below}/{name} is of no kind of event: remove it");
        }
    }
}

#[test]
fn every_example_is_an_event_of_the_profile_and_says_what_its_schema_demands() {
    let (of_data, of_event) = validators();
    for kind in kinds() {
        let example = made_json(&format!("examples/{}.json", kind.id()));
        assert_eq!(complaints(&of_event, &example), [""; 0], "{}", kind.id());
        let of_data = &of_data[example["dataschema"].as_str().unwrap()];
        assert_eq!(complaints(of_data, &example["data"]), [""; 0], "{}", kind.id());
        let read = read(example.to_string().as_bytes()).unwrap();
        assert!(!matches!(read, Received::Other(_)), "{}", kind.id());
        assert_eq!(read.to_json().unwrap(), example, "{}", kind.id());
    }
}

#[test]
fn the_asyncapi_document_holds_every_kind_with_an_example_that_its_payload_takes() {
    let document = made_json("asyncapi.json");
    let messages = document["components"]["messages"].as_object().unwrap();
    assert_eq!(messages.len(), kinds().len());
    for (id, message) in messages {
        // References lead through the whole document.
        let mut schema = message["payload"]["schema"].clone();
        schema["components"] = document["components"].clone();
        let validator = validator(&schema);
        let example = &message["examples"][0]["payload"];
        assert_eq!(complaints(&validator, example), [""; 0], "{id}");
        for (pointer, wrong) in
            [("/type", json!("vn.gov.other")), ("/data", json!({})), ("/subject", json!("x")), ("/sequence", json!("1"))]
        {
            let mut event = example.clone();
            *event.pointer_mut(pointer).unwrap() = wrong;
            assert!(!validator.is_valid(&event), "{id}: {pointer}");
        }
    }
}

#[test]
fn a_schema_refuses_what_its_event_never_says() {
    let (of_data, _) = validators();
    let example = made_json("examples/result.published.v1.json");
    let of_data = &of_data[example["dataschema"].as_str().unwrap()];
    for (pointer, wrong) in [
        ("/result/total", json!(89.98)),
        ("/result/total", json!("89,98")),
        ("/result/total", Value::Null),
        ("/result/decided_on", json!("18/12/2019")),
        ("/result/person/person_id", json!("7")),
        ("/result/policy_pack/digest", json!("abc")),
        ("/result/class", json!(1)),
    ] {
        let mut data = example["data"].clone();
        *data.pointer_mut(pointer).unwrap() = wrong.clone();
        assert!(!of_data.is_valid(&data), "{pointer}: {wrong}");
    }
    let required = ["dossier_id", "person", "agency", "class", "class_label", "decided_on", "published_at", "policy_pack"];
    for field in required {
        let mut data = example["data"].clone();
        data["result"].as_object_mut().unwrap().remove(field);
        assert!(!of_data.is_valid(&data), "without {field}");
    }
    let mut later = example["data"].clone();
    later["result"]["class"] = "LATER_CLASS".into();
    later["result"]["later"] = json!({"field": true});
    assert_eq!(complaints(of_data, &later), [""; 0], "lists and objects may grow");
}

#[test]
fn examples_are_events_for_the_cloudevents_sdk() {
    use cloudevents::{AttributesReader, Data};
    for (name, text) in files("examples") {
        let event: cloudevents::Event = serde_json::from_str(&text).unwrap();
        let example: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((event.ty(), event.id()), (example["type"].as_str().unwrap(), example["id"].as_str().unwrap()), "{name}");
        assert_eq!(event.subject(), example["subject"].as_str(), "{name}");
        assert_eq!(event.dataschema().map(ToString::to_string).as_deref(), example["dataschema"].as_str(), "{name}");
        assert_eq!(event.extension("sequence").map(ToString::to_string).as_deref(), example["sequence"].as_str(), "{name}");
        assert!(matches!(event.data(), Some(Data::Json(data)) if *data == example["data"]), "{name}");
    }
}

/// Names of what is never public, as parts of names of fields.
const NEVER_PUBLIC: &[&str] = &[
    "comment",
    "remark",
    "note",
    "strength",
    "limit",
    "rater",
    "reviewer",
    "relation",
    "sheet",
    "opinion",
    "agree",
    "r360",
    "self_",
    "score",
    "party",
    "cell",
    "health",
    "leave",
    "sick",
    "flag",
    "cap",
    "disciplin",
    "email",
    "mail",
    "phone",
    "address",
    "birth",
    "login",
    "account",
    "coefficient",
    "step",
    "rank",
    "text",
    "file",
];

/// Fields whose names only look like that: the last day of a stage.
const NO_SUCH_THING: &[&str] = &["self_assessment"];

#[test]
fn no_field_of_any_event_is_for_what_is_never_public() {
    fn fields(schema: &Value, found: &mut Vec<String>) {
        if let Some(properties) = schema["properties"].as_object() {
            found.extend(properties.keys().cloned());
        }
        let inside: Vec<&Value> = match schema {
            Value::Object(parts) => parts.values().collect(),
            Value::Array(parts) => parts.iter().collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        };
        inside.into_iter().for_each(|part| fields(part, found));
    }
    for kind in kinds() {
        let mut found = Vec::new();
        fields(&made_json(&format!("schemas/{}.json", kind.id())), &mut found);
        assert!(found.len() > 4, "{}", kind.id());
        let wrong = |field: &&String| NEVER_PUBLIC.iter().any(|word| field.contains(word)) && !NO_SUCH_THING.contains(&field.as_str());
        assert_eq!(found.iter().filter(wrong).collect::<Vec<_>>(), [""; 0], "{}", kind.id());
    }
}

#[test]
fn attributes_of_an_event_name_nobody() {
    for (name, text) in files("examples") {
        let mut event: Value = serde_json::from_str(&text).unwrap();
        event["data"] = Value::Null;
        let attributes = event.to_string();
        for part in ["Nguyễn", "Ánh", "Chuyên viên", "89.98", "HTT"] {
            assert!(!attributes.contains(part), "{name}: {part}");
        }
    }
}

/// Names that people call an event by are those that the bus can divide it by.
#[test]
fn every_kind_has_a_name_of_two_words_of_its_own() {
    let ids: Vec<String> = kinds().iter().map(catalogue::Kind::id).collect();
    for (kind, id) in kinds().iter().zip(&ids) {
        let words: Vec<&str> = kind.name.split('.').collect();
        let plain = words.iter().all(|word| !word.is_empty() && word.chars().all(|sign| sign.is_ascii_lowercase() || sign == '-'));
        assert!(words.len() == 2 && plain && kind.version >= 1, "{id}");
        assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "{id}");
    }
}

#[test]
fn every_event_that_was_ever_published_is_still_read_and_still_fits_its_schema() {
    let (of_data, of_event) = validators();
    let corpus = files("corpus");
    for (name, text) in &corpus {
        let event: Value = serde_json::from_str(text).unwrap();
        let received = read(text.as_bytes()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!matches!(received, Received::Other(_)), "{name} is of a kind that is gone: keep it for who reads old events");
        assert_eq!(received.to_json().unwrap(), event, "{name}");
        assert_eq!(complaints(&of_event, &event), [""; 0], "{name}");
        assert_eq!(complaints(&of_data[event["dataschema"].as_str().unwrap()], &event["data"]), [""; 0], "{name}");
    }
    for kind in kinds() {
        let ending = format!(".{}", kind.id());
        let has = corpus.iter().any(|(_, text)| serde_json::from_str::<Value>(text).unwrap()["type"].as_str().unwrap().ends_with(&ending));
        assert!(has, "put an event of {} as it is published into proto/public/corpus", kind.id());
    }
}

#[test]
fn what_later_versions_may_send_passes_through() {
    let later = files("corpus/later");
    assert!(later.len() >= 3);
    for (name, text) in later {
        let event: Value = serde_json::from_str(&text).unwrap();
        let received = read(text.as_bytes()).unwrap_or_else(|error| panic!("{name}: {error}"));
        match received {
            Received::Other(other) => assert_eq!(serde_json::to_value(other).unwrap(), event, "{name}: kept as it is"),
            known => assert_eq!(known.to_json().unwrap()["id"], event["id"], "{name}"),
        }
    }
}
