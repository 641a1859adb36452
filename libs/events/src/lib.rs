//! Events between the services: written with the change they announce, carried at least once, applied exactly once.
//!
//! - [`Tx::announce`] writes to the outbox in the transaction of the change. There is no other way to announce.
//! - [`Tx::publish`] writes what partners get, beside it.
//! - [`relay`] publishes the outbox, one relay per service, in order per aggregate.
//! - [`inbox`] applies incoming events once, retries what may heal, and sets aside what may not.
//! - [`signing`] makes sure that an event is what its source announced.
//! - [`Bus`] is what carries them: [`jetstream`] in every running system, [`sim`] as a test instrument.

mod bus;
mod envelope;
mod error;
pub mod inbox;
pub mod jetstream;
pub mod outbox;
mod progress;
pub mod reconcile;
pub mod relay;
pub mod signing;
pub mod sim;
mod tx;

pub use bus::{Acker, Arrival, Bus, BusError, Delivery, NoBus, Refused, Subscription};
pub use envelope::{Envelope, Incoming};
pub use error::Error;
pub use inbox::Consumer;
pub use progress::Progress;
pub use tx::Tx;

/// The tables of this library, first in every service's migrations.
pub fn migration() -> store::Migration {
    store::migration!("0000_events")
}

/// What it takes to believe only what was signed; after [`migration`].
pub fn trust_migration() -> store::Migration {
    store::migration!("0000_events_trust")
}

/// Where commands tell how far they are; after [`migration`].
pub fn progress_migration() -> store::Migration {
    store::migration!("0000_events_progress")
}

/// How events heal: nothing waits behind one that was set aside, and what a service forgot is noticed; after [`trust_migration`].
pub fn heal_migration() -> store::Migration {
    store::migration!("0000_events_heal")
}
