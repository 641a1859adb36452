//! How a public event is read, for whoever receives some in Rust.

use serde_json::Value;

use crate::{Event, Public, Received, SPEC_VERSION};

/// Why a message is no public event; names the field.
#[derive(Debug, thiserror::Error)]
#[error("`{field}` of the event cannot be read: {reason}")]
pub struct Unreadable {
    /// Where, such as `data.result.total`; `.` for the whole.
    pub field: String,
    /// What is wrong there.
    pub reason: String,
}

impl Unreadable {
    fn at(below: &str, error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let path = error.path().to_string();
        let field = match (below, path.as_str()) {
            ("", path) => path.to_owned(),
            (below, ".") => below.to_owned(),
            (below, path) => format!("{below}.{path}"),
        };
        Self { field, reason: error.inner().to_string() }
    }
}

/// Reads one event in structured JSON. Fields and words that this version does not know are no error, and a kind that it does not know is
/// [`Received::Other`]: whoever receives must go on working when the catalogue grows.
///
/// # Errors
/// When it is no CloudEvent 1.0 of this profile, or its data is not what its type says.
pub fn read(bytes: &[u8]) -> Result<Received, Unreadable> {
    let deserializer = &mut serde_json::Deserializer::from_slice(bytes);
    let event: Event<Value> = serde_path_to_error::deserialize(deserializer).map_err(|error| Unreadable::at("", &error))?;
    if event.specversion != SPEC_VERSION {
        return Err(Unreadable { field: "specversion".to_owned(), reason: format!("`{}` is not {SPEC_VERSION}", event.specversion) });
    }
    if event.number().is_none() {
        return Err(Unreadable { field: "sequence".to_owned(), reason: format!("`{}` is no number", event.sequence) });
    }
    Received::of(event)
}

/// The event with what its kind says.
pub(crate) fn typed<D: Public>(event: Event<Value>) -> Result<Event<D>, Unreadable> {
    let data = serde_path_to_error::deserialize(event.data).map_err(|error| Unreadable::at("data", &error))?;
    let Event { specversion, id, source, r#type, subject, time, sequence, datacontenttype, dataschema, data: _, extensions } = event;
    Ok(Event { specversion, id, source, r#type, subject, time, sequence, datacontenttype, dataschema, data, extensions })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::ResultPublished;
    use crate::{Publisher, examples};

    fn example() -> Value {
        examples::event::<ResultPublished>(&Publisher::new("congtam.quangtri.gov.vn").unwrap())
    }

    fn read_value(event: &Value) -> Result<Received, Unreadable> {
        read(event.to_string().as_bytes())
    }

    #[test]
    fn an_event_is_read_by_its_type_whatever_the_province() {
        for publisher in ["congtam.quangtri.gov.vn", "congtam.hue.gov.vn"] {
            let event = examples::event::<ResultPublished>(&Publisher::new(publisher).unwrap());
            assert!(matches!(read_value(&event), Ok(Received::ResultPublished(_))), "{publisher}");
        }
    }

    #[test]
    fn what_later_versions_add_is_no_error() {
        let mut event = example();
        event["later"] = "attribute".into();
        event["data"]["later"] = "field".into();
        event["data"]["result"]["class"] = "LATER_CLASS".into();
        let Ok(Received::ResultPublished(read)) = read_value(&event) else { panic!("not read") };
        assert_eq!(read.extensions["later"], "attribute");
        assert_eq!((read.data.result.class.code(), read.data.result.class.known()), ("LATER_CLASS", None));
        let mut unknown = example();
        unknown["type"] = "vn.gov.quangtri.congtam.result.withdrawn.v7".into();
        let Ok(Received::Other(other)) = read_value(&unknown) else { panic!("not read") };
        assert_eq!(other.data, unknown["data"]);
        let mut newer = example();
        newer["type"] = "vn.gov.quangtri.congtam.result.published.v2".into();
        assert!(matches!(read_value(&newer), Ok(Received::Other(_))), "another version is another kind");
    }

    #[test]
    fn what_is_wrong_is_told_by_the_name_of_its_field() {
        let set = |path: &str, to: Value| {
            let mut event = example();
            *event.pointer_mut(path).unwrap() = to;
            event
        };
        for (wrong, field) in [
            (set("/specversion", "0.3".into()), "specversion"),
            (set("/sequence", "first".into()), "sequence"),
            (set("/id", "7".into()), "id"),
            (set("/time", "yesterday".into()), "time"),
            (set("/data", Value::Null), "data"),
            (set("/data/result/total", 89.98.into()), "data.result.total"),
            (set("/data/result/decided_on", "15/12/2019".into()), "data.result.decided_on"),
            (set("/data/result/person/person_id", "x".into()), "data.result.person.person_id"),
        ] {
            assert_eq!(read_value(&wrong).unwrap_err().field, field, "{wrong}");
        }
        assert_eq!(read(b"<xml/>").unwrap_err().field, ".");
    }
}
