//! Opens, closes, changes, merges and splits units on a day: everything or nothing. Old units stay, with their last day.

mod order;
mod preview;
mod resettle;

use std::collections::{BTreeSet, HashMap};

use contract::field;
use events::{Error, Tx};
use identity_domain::{Person, PersonId, UnitId, head_by_own_order, policy};
use proto::identity::v1 as api;
use regulation::Actor;

use super::reason;
use crate::derive::{self, Change};
use crate::store::account_events::{Action, note};
use crate::{store, wire};
use order::Order;

pub(crate) async fn reorganise_units(
    tx: &mut Tx,
    actor: Actor,
    message: api::ReorganiseUnitsRequest,
) -> Result<api::ReorganiseUnitsResponse, Error> {
    let on = field::day("on", message.on.as_ref())?;
    let reason = reason(&message.reason)?;
    store::people::turn(tx).await?;
    let known = store::units::all(tx.conn()).await?;
    let order = Order::read(tx, &message, &known, on)?;
    policy::may_reorganise(&wire::who(&actor), &order.units(), &order.places())?;
    let touched: BTreeSet<UnitId> = order.units().iter().chain(&order.places()).map(|unit| unit.agency).collect();
    let units: Vec<_> = order.opened.iter().chain(&order.changed).cloned().collect();
    let around = derive::around(tx, &touched, &units).await?;
    let mut people = derive::people_of(tx, touched.iter().copied().chain(around.communes())).await?;
    for agency in &touched {
        for person in store::people::ever_of_agency(tx.conn(), *agency).await? {
            people.entry(person.id).or_insert_with(|| Change::none(person));
        }
    }
    let told = resettle::resettle(tx, &actor, &mut people, &order).await?;
    // Everybody on the day, without the order and with it.
    let as_it_is = people.values().filter_map(|change| change.before.clone()).map(|person| (person.id, Change::none(person))).collect();
    let before = derive::foresee(tx, as_it_is, &derive::around(tx, &touched, &[]).await?, on).await?;
    let before: HashMap<PersonId, Person> = before.into_iter().map(|change| (change.after.id, change.after)).collect();
    let after = derive::foresee(tx, people.clone(), &around, on).await?;
    let me = Some(PersonId(actor.person));
    let gains = |Change { after, .. }: &Change| after.direct_head == me && before.get(&after.id).is_some_and(|was| was.direct_head != me);
    if after.iter().any(gains) {
        return Err(head_by_own_order().into());
    }
    let changed = || order.changed.iter().filter(|unit| !known.contains(unit));
    let mut answer = api::ReorganiseUnitsResponse {
        opened: order.opened.iter().map(wire::unit).collect(),
        closed: order.closed.iter().map(|(unit, _)| wire::unit(unit)).collect(),
        changed: changed().map(wire::unit).collect(),
        people_moved: i32::try_from(told.len()).unwrap_or(i32::MAX),
        people: Vec::new(),
    };
    if message.dry_run {
        answer.people = preview::preview(tx, &before, &after, &units, on).await?;
        return Ok(answer);
    }
    for unit in order.opened.iter().chain(order.closed.iter().map(|(unit, _)| unit)).chain(changed()) {
        store::units::save(tx, unit).await?;
    }
    for change in people.values().filter(|change| change.before.as_ref() != Some(&change.after)) {
        note(tx, change.after.id, Action::PostsChanged, &reason).await?;
    }
    derive::save(tx, people, &around).await?;
    store::notices::raise(tx, &told).await?;
    Ok(answer)
}
