//! What another law would make of a closed year.

use contract::{Word, out};
use proto::scoring::v1 as api;
use scoring_domain::{Classed, Computed, Outcome};
use uuid::Uuid;

/// How many were looked at, changed, could not be compared.
#[derive(Clone, Copy, Default)]
pub(crate) struct Tally {
    pub looked_at: i32,
    pub changed: i32,
    pub not_comparable: i32,
}

pub(crate) fn tally(agency: Uuid, tally: Tally) -> api::WhatIfTally {
    let Tally { looked_at, changed, not_comparable } = tally;
    api::WhatIfTally { agency_id: agency.to_string(), looked_at, changed, not_comparable }
}

/// One person whose class would be another; the total under the other law only where the reader may know what groups gave.
pub(crate) fn change(stored: &Computed, now: &Classed, then: &Classed, outcome: &Outcome, with_total: bool) -> api::WhatIfChange {
    api::WhatIfChange {
        agency_id: stored.agency.to_string(),
        record_id: stored.record.to_string(),
        person_id: stored.person.to_string(),
        year: stored.year,
        group: stored.group.number(),
        class: now.class.number(),
        total: Some(out::points(now.total)),
        class_then: then.class.number(),
        total_then: with_total.then(|| out::points(then.total)),
        caps_then: outcome.caps.iter().map(|cap| cap.code().to_owned()).collect(),
    }
}
