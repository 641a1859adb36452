//! Who read records and minutes of others by office, and why; a chain for each period.

use evaluation_domain::{PeriodId, PersonId};
use events::{Error, Tx};
use store::Reads;
use store::reads::Read;
use uuid::Uuid;

/// The log.
pub(crate) const READS: Reads = Reads::by("period_id");

/// What was read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum About {
    Record(Uuid),
    Minutes(Uuid),
    /// A list of the records of a period.
    Records(Uuid),
    /// Who reviews whom in a period.
    Routing(Uuid),
}

impl About {
    /// From the stable code and the id.
    pub(crate) fn stored(code: &str, id: Uuid) -> Option<Self> {
        let all = [Self::Record(id), Self::Minutes(id), Self::Records(id), Self::Routing(id)];
        all.into_iter().find(|about| about.parts().0 == code)
    }

    /// Stable code, and the id.
    fn parts(self) -> (&'static str, Uuid) {
        match self {
            Self::Record(id) => ("RECORD", id),
            Self::Minutes(id) => ("MINUTES", id),
            Self::Records(id) => ("RECORDS", id),
            Self::Routing(id) => ("ROUTING", id),
        }
    }
}

/// Adds a read to the chain of its period.
pub(crate) async fn note(tx: &Tx, period: PeriodId, reader: PersonId, about: About, reason: &str) -> Result<(), Error> {
    let (about, about_id) = about.parts();
    let read = Read { at: tx.now(), reader: reader.into(), about, about_id, reason };
    Ok(READS.note(tx.conn(), period.into(), &read).await?)
}
