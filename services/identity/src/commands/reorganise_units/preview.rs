//! What a new order makes of everybody, before it is taken.

use std::collections::HashMap;

use chrono::NaiveDate;
use contract::Word;
use events::{Error, Tx};
use identity_domain::{Person, PersonId, Unit, UnitId};
use kernel::text;
use proto::identity::v1 as api;

use crate::derive::{self, Change};
use crate::store;

/// Everybody whose unit, role or direct head will be another one on the day, by given name: `before` is how it would be without the order.
/// `units` begin or change with it.
pub(super) async fn preview(
    tx: &Tx,
    before: &HashMap<PersonId, Person>,
    after: &[Change],
    units: &[Unit],
    on: NaiveDate,
) -> Result<Vec<api::ReorganisedPerson>, Error> {
    let names = derive::names_of_heads(tx, before.values().chain(after.iter().map(|change| &change.after))).await?;
    let mut unit_names: HashMap<UnitId, String> =
        store::units::all(tx.conn()).await?.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let units_before = unit_names.clone();
    unit_names.extend(units.iter().map(|unit| (unit.id, unit.name.clone())));
    let name = |head: Option<PersonId>| head.and_then(|head| names.get(&head).cloned()).unwrap_or_default();
    let shown = |Change { after, .. }: &Change| {
        let (was, is) = (before.get(&after.id)?, after.post_on(on)?);
        let held = was.post_on(on)?;
        ((held.unit, held.role(), was.direct_head) != (is.unit, is.role(), after.direct_head)).then(|| api::ReorganisedPerson {
            person_id: after.id.to_string(),
            full_name: after.full_name.clone(),
            title: is.title.clone(),
            unit_name_before: units_before.get(&held.unit).cloned().unwrap_or_default(),
            unit_name: unit_names.get(&is.unit).cloned().unwrap_or_default(),
            role_before: held.role().number(),
            role: is.role().number(),
            direct_head_name_before: name(was.direct_head),
            direct_head_name: name(after.direct_head),
        })
    };
    let mut shown: Vec<api::ReorganisedPerson> = after.iter().filter_map(shown).collect();
    shown.sort_by(|a, b| text::compare_names(&a.full_name, &b.full_name));
    Ok(shown)
}
