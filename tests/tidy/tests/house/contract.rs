//! The contract between the services.

use std::collections::BTreeMap;

use prost::Message;
use prost_types::field_descriptor_proto::Type;
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorSet};

use crate::obey;

/// Methods with these beginnings change nothing that can be changed twice.
const READING: &[&str] = &["Get", "List", "Check", "Export", "Issue", "Render"];

struct Method {
    path: String,
    name: String,
    request: DescriptorProto,
    response: DescriptorProto,
}

/// Every message of ours by its full name.
fn messages() -> BTreeMap<String, DescriptorProto> {
    let set = FileDescriptorSet::decode(proto::FILE_DESCRIPTOR_SET).expect("the build encoded it");
    let ours = set.file.into_iter().filter(|file| file.package().starts_with("congtam."));
    ours.flat_map(|file| {
        let package = file.package().to_owned();
        file.message_type.into_iter().map(move |message| (format!(".{package}.{}", message.name()), message))
    })
    .collect()
}

fn methods() -> Vec<Method> {
    let set = FileDescriptorSet::decode(proto::FILE_DESCRIPTOR_SET).expect("the build encoded it");
    let messages = messages();
    let mut all = Vec::new();
    for service in set.file.iter().flat_map(|file| &file.service) {
        for method in &service.method {
            all.push(Method {
                path: format!("{}.{}", service.name(), method.name()),
                name: method.name().to_owned(),
                request: messages[method.input_type()].clone(),
                response: messages[method.output_type()].clone(),
            });
        }
    }
    assert!(all.len() > 40, "the contract was read: {} methods", all.len());
    all
}

fn field<'a>(message: &'a DescriptorProto, name: &str) -> Option<&'a FieldDescriptorProto> {
    message.field.iter().find(|field| field.name() == name)
}

#[test]
fn whatever_changes_something_can_be_repeated_safely() {
    let safe = |method: &Method| field(&method.request, "request_id").is_some_and(|id| id.number() == 1 && id.r#type() == Type::String);
    let wrong = methods().into_iter().filter(|method| !READING.iter().any(|verb| method.name.starts_with(verb)) && !safe(method));
    obey(
        "Begin the request with `string request_id = 1;`, or name the method as a reading one.",
        wrong.map(|method| method.path).collect(),
    );
}

#[test]
fn every_list_has_pages() {
    let of = |message: &DescriptorProto, name: &str| field(message, "page").is_some_and(|page| page.type_name().ends_with(name));
    let paged = |method: &Method| of(&method.request, ".PageRequest") && of(&method.response, ".PageInfo");
    let exempt = |method: &Method| UNPAGED.iter().any(|(path, _)| *path == method.path);
    let wrong = methods().into_iter().filter(|method| method.name.starts_with("List") && !paged(method) && !exempt(method));
    obey("Give the request a `PageRequest page` and the response a `PageInfo page`.", wrong.map(|method| method.path).collect());
}

/// Lists that are short by nature, and why.
const UNPAGED: &[(&str, &str)] =
    &[("EvaluationService.ListMyTasks", "one line for each sheet and record that waits for one person: some dozens")];

#[test]
fn requests_and_responses_are_named_after_their_method() {
    let named = |method: &Method| {
        method.request.name() == format!("{}Request", method.name) && method.response.name() == format!("{}Response", method.name)
    };
    let wrong = methods().into_iter().filter(|method| !named(method));
    obey("Name them <Method>Request and <Method>Response, used by no other method.", wrong.map(|method| method.path).collect());
}

#[test]
fn no_number_of_the_contract_is_a_float() {
    let mut wrong = Vec::new();
    for (name, message) in messages() {
        let floats = message.field.iter().filter(|field| matches!(field.r#type(), Type::Float | Type::Double));
        wrong.extend(floats.map(|field| format!("{name}.{}", field.name())));
    }
    obey("Use Points, or an integer with its unit in the name.", wrong);
}

#[test]
fn every_event_carries_one_thing_as_it_now_is() {
    let set = FileDescriptorSet::decode(proto::FILE_DESCRIPTOR_SET).expect("the build encoded it");
    let events = set.file.iter().filter(|file| file.name().ends_with("/events.proto")).flat_map(|file| &file.message_type);
    let wrong = events.filter(|event| event.field.len() != 1 || event.field[0].r#type() != Type::Message);
    obey("An event carries the aggregate's state as its only field.", wrong.map(|event| event.name().to_owned()).collect());
}
