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
}

/// Adds a read to the chain of its period.
pub(crate) async fn note(tx: &Tx, period: PeriodId, reader: PersonId, about: About, reason: &str) -> Result<(), Error> {
    let (about, about_id) = match about {
        About::Record(id) => ("RECORD", id),
        About::Minutes(id) => ("MINUTES", id),
    };
    let read = Read { at: tx.now(), reader: reader.into(), about, about_id, reason };
    Ok(READS.note(tx.conn(), period.into(), &read).await?)
}
