//! The catalogue of public events: what Công Tâm tells other systems of the province.
//!
//! [`data`] holds what each event says, a Rust type a version; their comments are what partners read. [`kinds`] lists them, and everything
//! else follows from that list: the JSON Schemas, the examples, the AsyncAPI document and the page of the catalogue ([`documents`]), the
//! events themselves ([`Publisher`]) and how they are read ([`read`]). The profile that they keep is `proto/public/README.md`.
//!
//! What is not here is not public: no comment, no single reviewer's opinion, nothing of the Party, no reason of health, no address.

mod asyncapi;
pub mod data;
pub mod documents;
mod event;
mod examples;
mod kind;
mod open;
mod page;
mod publisher;
mod read;
mod schema;
mod words;

pub use event::{Event, SPEC_VERSION};
pub use examples::Example;
pub use kind::{Kind, Lifecycle, MONTHS_BESIDE_SUCCESSOR, Public, Received, Topic, kinds};
pub use open::Open;
pub use publisher::{NotADomain, Publisher, Statement, token};
pub use read::{Unreadable, read};
pub use words::{Correction, LawKind, Listed, PostKind, Standing, UnitKind};
