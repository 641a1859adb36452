//! The documents that partners get, all made from the one list.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{Publisher, asyncapi, kinds, page, schema};

/// Version of the catalogue: the first number grows when a kind of event goes, the second when one comes or a field does.
pub const VERSION: &str = "1.0.0";

/// Every document by its path in the folder of the public contract.
pub fn all(publisher: &Publisher) -> BTreeMap<String, String> {
    let mut all = BTreeMap::from([
        ("CATALOGUE.md".to_owned(), page::page(publisher)),
        ("asyncapi.json".to_owned(), pretty(&asyncapi::document(publisher))),
        ("schemas/event.v1.json".to_owned(), pretty(&schema::of_event(publisher))),
    ]);
    for kind in kinds() {
        all.insert(format!("schemas/{}.json", kind.id()), pretty(&schema::of_data(publisher, &kind)));
        all.insert(format!("examples/{}.json", kind.id()), pretty(&(kind.example)(publisher)));
    }
    all
}

/// JSON for people, with its keys in order and the line end that files have.
pub(crate) fn pretty(value: &Value) -> String {
    let mut value = value.clone();
    value.sort_all_objects();
    format!("{value:#}\n")
}
