//! Who read results of others by office or had documents made of them, and why; a chain for each agency.

use ::store::Reads;
use ::store::reads::Read;
use events::Error;
use runtime::Ctx;
use uuid::Uuid;

/// The log.
pub(crate) const READS: Reads = Reads::by("agency_id");

/// The code of the diary of a person.
pub(crate) const DIARY: &str = "DIARY";

/// The code of an agency's results.
pub(crate) const RESULTS: &str = "RESULTS";

/// Logs a read by office; the reason is what [`kernel::Reading::logged`] answered.
pub(crate) async fn note(ctx: &Ctx, agency: Uuid, reader: Uuid, about: &str, about_id: Uuid, reason: &str) -> Result<(), Error> {
    let tx = ctx.begin().await?;
    let read = Read { at: tx.now(), reader, about, about_id, reason };
    READS.note(tx.conn(), agency, &read).await?;
    tx.commit().await
}
