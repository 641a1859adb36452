//! What a new order makes of everybody, before it is taken.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use contract::Word;
use events::{Error, Tx};
use identity_domain::{Person, PersonId, Unit, UnitId};
use kernel::text;
use proto::identity::v1 as api;

use crate::derive::{self, Around, Change};
use crate::store;

/// Everybody whose unit, role or direct head will be another one on the day, by given name. `units` begin or change with the order.
pub(super) async fn preview(
    tx: &Tx,
    people: BTreeMap<PersonId, Change>,
    touched: &BTreeSet<UnitId>,
    around: &Around,
    units: &[Unit],
    on: NaiveDate,
) -> Result<Vec<api::ReorganisedPerson>, Error> {
    let as_it_is = people.values().filter_map(|change| change.before.clone()).map(|person| (person.id, Change::none(person))).collect();
    let now_around = derive::around(tx, touched, &[]).await?;
    let before = derive::foresee(tx, as_it_is, &now_around, on).await?;
    let after = derive::foresee(tx, people, around, on).await?;
    let names = derive::names_of_heads(tx, before.iter().chain(&after)).await?;
    let mut unit_names: HashMap<UnitId, String> =
        store::units::all(tx.conn()).await?.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let units_before = unit_names.clone();
    unit_names.extend(units.iter().map(|unit| (unit.id, unit.name.clone())));
    let before: HashMap<PersonId, Person> = before.into_iter().map(|change| (change.after.id, change.after)).collect();
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
