//! What Sở Nội vụ works with: periods, ceilings, facts, criteria sets, policy packs.

pub mod criteria;
pub mod packs;
pub mod period;
pub mod periods;
pub mod quotas;
pub mod shipped;
pub mod what_if;

use proto::common::v1::Day;
use proto::identity::v1::{ListUnitsRequest, Unit, UnitKind};

use crate::halt::Halt;
use crate::pages::everything;
use crate::session::User;

/// The agencies of the province that exist on a day, by name.
async fn agencies(user: &User, on: Option<Day>) -> Result<Vec<Unit>, Halt> {
    let request = ListUnitsRequest { page: everything(), as_of: on, agencies_only: true, ..Default::default() };
    let mut units = user.calls.send(request).await?.units;
    units.retain(|unit| unit.kind() != UnitKind::Province);
    units.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(units)
}

/// Today, as requests carry it.
fn today(user: &User) -> Option<Day> {
    Some(Day { iso: user.app.today().to_string() })
}

/// Name of an agency; its id where nobody knows it.
fn name_of<'a>(agencies: &'a [Unit], agency_id: &'a str) -> &'a str {
    agencies.iter().find(|unit| unit.unit_id == agency_id).map_or(agency_id, |unit| &unit.name)
}
