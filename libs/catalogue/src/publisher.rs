//! Who publishes: one installation of Công Tâm, by its domain.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::data::Agency;
use crate::event::{DATA_TYPE, sequence};
use crate::{Event, Kind, Public, SPEC_VERSION, Topic};

/// A text that is no name of a domain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» không phải là tên miền / is no domain name, such as congtam.quangtri.gov.vn")]
pub struct NotADomain(pub String);

/// One installation of Công Tâm. Types and schemas of its events carry its domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publisher {
    domain: String,
}

impl Publisher {
    /// The installation at a domain, such as `congtam.quangtri.gov.vn`.
    ///
    /// # Errors
    /// When it is no domain in small letters with at least two parts.
    pub fn new(domain: &str) -> Result<Self, NotADomain> {
        let is_label = |label: &str| {
            let letters = label.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-');
            letters && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
        };
        let is_domain = domain.len() <= 253 && domain.contains('.') && domain.split('.').all(is_label);
        if is_domain { Ok(Self { domain: domain.to_owned() }) } else { Err(NotADomain(domain.to_owned())) }
    }

    /// Its domain.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// `type` of events of a kind, such as `vn.gov.quangtri.congtam.result.published.v1`.
    pub fn type_of(&self, kind: &Kind) -> String {
        let reversed: Vec<&str> = self.domain.rsplit('.').collect();
        format!("{}.{}", reversed.join("."), kind.id())
    }

    /// `dataschema` of events of a kind: where the schema of their data may be read.
    pub fn schema_of(&self, kind: &Kind) -> String {
        format!("https://{}/events/schemas/{}.json", self.domain, kind.id())
    }

    /// `source` of events that an agency answers for.
    pub fn source_of(&self, agency_code: &str) -> String {
        format!("urn:vn:agency:{}:congtam", escaped(agency_code, '%', |sign| sign.is_ascii_alphanumeric() || sign == '.' || sign == '-'))
    }

    /// An event: the `number`-th of its subject.
    pub fn event(&self, id: Uuid, number: u64, time: DateTime<Utc>, statement: Statement) -> Event<Value> {
        let Statement { kind, subject, agency, data } = statement;
        Event {
            specversion: SPEC_VERSION.to_owned(),
            id,
            source: self.source_of(&agency.code),
            r#type: self.type_of(&kind),
            subject,
            time,
            sequence: sequence(number),
            datacontenttype: DATA_TYPE.to_owned(),
            dataschema: self.schema_of(&kind),
            data,
            extensions: std::collections::BTreeMap::new(),
        }
    }
}

/// What an event says, of whatever kind it is.
#[derive(Clone)]
pub struct Statement {
    /// The kind of event that says it.
    pub kind: Kind,
    /// See [`Public::subject`].
    pub subject: String,
    /// See [`Public::agency`].
    pub agency: Agency,
    /// What is said.
    pub data: Value,
}

impl Statement {
    /// What `data` says.
    pub fn of<D: Public>(data: &D) -> Self {
        let said = serde_json::to_value(data).expect("what is public is made of texts and numbers");
        Self { kind: Kind::of::<D>(), subject: data.subject(), agency: data.agency().clone(), data: said }
    }

    /// The subject on the bus.
    pub fn bus_subject(&self) -> String {
        self.kind.bus_subject(&self.agency.code)
    }
}

impl Kind {
    /// The subject on the bus of events of this kind about an agency, such as `public.results.result.published.v1.H50_6`.
    pub fn bus_subject(&self, agency_code: &str) -> String {
        format!("public.{}.{}.{}", self.topic.code(), self.id(), token(agency_code))
    }
}

impl Topic {
    /// The subjects on the bus of all events of this topic, of one agency or of all.
    pub fn bus_filter(self, agency_code: Option<&str>) -> String {
        match agency_code {
            // The name of an event has two parts, and its version is one more.
            Some(code) => format!("public.{}.*.*.*.{}", self.code(), token(code)),
            None => format!("public.{}.>", self.code()),
        }
    }
}

/// The code of an agency as one token of a subject on the bus: points become `_`; any other sign than letters, digits and `-` is written by its
/// bytes, so that no two codes have one token.
pub fn token(agency_code: &str) -> String {
    let token = escaped(agency_code, '=', |sign| sign.is_ascii_alphanumeric() || sign == '.' || sign == '-');
    token.replace('.', "_")
}

fn escaped(text: &str, mark: char, stays: impl Fn(char) -> bool) -> String {
    let mut escaped = String::new();
    for sign in text.chars() {
        if stays(sign) {
            escaped.push(sign);
        } else {
            for byte in sign.to_string().bytes() {
                write!(escaped, "{mark}{byte:02X}").expect("texts take everything");
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::data::ResultPublished;

    #[test]
    fn a_domain_is_told_from_other_texts() {
        for right in ["congtam.quangtri.gov.vn", "ct.hue.gov.vn", "congtam.noi-bo.vn"] {
            assert_eq!(Publisher::new(right).unwrap().domain(), right);
        }
        for wrong in
            ["", "congtam", "Congtam.vn", "congtam..vn", ".vn", "-a.vn", "a-.vn", "https://congtam.vn", "cộng.vn", "a.vn/x", "a b.vn"]
        {
            assert_eq!(Publisher::new(wrong).unwrap_err(), NotADomain(wrong.to_owned()));
        }
    }

    #[test]
    fn names_on_the_bus_and_in_the_event_follow_from_domain_and_agency() {
        let (hue, kind) = (Publisher::new("congtam.hue.gov.vn").unwrap(), Kind::of::<ResultPublished>());
        assert_eq!(hue.type_of(&kind), "vn.gov.hue.congtam.result.published.v1");
        assert_eq!(hue.schema_of(&kind), "https://congtam.hue.gov.vn/events/schemas/result.published.v1.json");
        assert_eq!(hue.source_of("H57.6"), "urn:vn:agency:H57.6:congtam");
        assert_eq!(hue.source_of("Sở 1"), "urn:vn:agency:S%E1%BB%9F%201:congtam");
        assert_eq!(kind.bus_subject("H57.6"), "public.results.result.published.v1.H57_6");
        assert_eq!(Topic::Results.bus_filter(Some("H57.6")), "public.results.*.*.*.H57_6");
        assert_eq!(Topic::Results.bus_filter(None), "public.results.>");
    }

    proptest! {
        #[test]
        fn no_two_codes_share_a_token_and_every_token_is_one(one in ".{1,12}", other in ".{1,12}") {
            prop_assert_eq!(token(&one) == token(&other), one == other);
            prop_assert!(token(&one).chars().all(|sign| sign.is_ascii_alphanumeric() || "_-=".contains(sign)));
        }
    }
}
