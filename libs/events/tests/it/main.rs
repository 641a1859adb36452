//! The contract of the bus on both implementations, and of outbox, relay and inbox on a real database.

mod conformance;
mod database_away;
mod delivery;
mod held_up;
mod lost_stream;
mod partners;
mod restored;
mod secured;
mod stranger;

use events::signing::Keys;
use testkit::TestKeys;

/// The keys of `own`, who recognises each source by the key of a name.
fn keys_of(own: &str, sources: &[(&str, &str)]) -> Keys {
    let sources = sources.iter().map(|(source, name)| ((*source).to_owned(), TestKeys::of(name).public_pem)).collect();
    Keys::from_pem(&TestKeys::of(own).private_pem, &sources).unwrap()
}
