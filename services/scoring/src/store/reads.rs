//! Who read results and declarations of others by office, and why; a chain for each agency.

use ::store::Reads;
use ::store::reads::Read;
use events::{Error, Tx};
use uuid::Uuid;

/// The log.
pub(crate) const READS: Reads = Reads::by("agency_id");

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    /// The latest result of a record, or one version.
    Result(Uuid),
    /// All versions of a record's result.
    Versions(Uuid),
    /// A result beside what computing it again gives.
    Check(Uuid),
    /// What was declared about a person.
    FactsOfPerson(Uuid),
    /// What was declared about an agency's people.
    FactsOfAgency(Uuid),
    /// What another law would make of an agency's year, or of everybody's: nil.
    WhatIf(Uuid),
    /// The classes of earlier years of an agency's people.
    EarlierClasses(Uuid),
}

impl About {
    /// Stable code, and the id.
    fn parts(self) -> (&'static str, Uuid) {
        match self {
            Self::Result(id) => ("RESULT", id),
            Self::Versions(id) => ("RESULT_VERSIONS", id),
            Self::Check(id) => ("RESULT_CHECK", id),
            Self::FactsOfPerson(id) => ("FACTS_OF_PERSON", id),
            Self::FactsOfAgency(id) => ("FACTS_OF_AGENCY", id),
            Self::WhatIf(id) => ("WHAT_IF", id),
            Self::EarlierClasses(id) => ("EARLIER_CLASSES", id),
        }
    }
}

/// Adds a read to the chain of an agency.
pub(crate) async fn note(tx: &Tx, agency: Uuid, reader: Uuid, about: About, reason: &str) -> Result<(), Error> {
    let (about, about_id) = about.parts();
    let read = Read { at: tx.now(), reader, about, about_id, reason };
    Ok(READS.note(tx.conn(), agency, &read).await?)
}
