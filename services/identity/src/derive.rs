//! What follows from posts: everybody's heads, the end of sessions and of duties in an agency that somebody left.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use events::{Error, Tx};
use identity_domain::heads::{Heads, HeadsOf};
use identity_domain::{Person, PersonId, Unit, UnitId, UnitKind};
use kernel::date;

use crate::commands::roles;
use crate::store;
use crate::store::account_events::{Action, note};
use crate::store::sessions::Which;

/// A person before and after. Before is missing for new ones, and for those who are saved anew because a day has turned.
pub(crate) struct Change {
    pub before: Option<Person>,
    pub after: Person,
}

impl Change {
    /// Nothing changed yet.
    pub fn none(person: Person) -> Self {
        Self { before: Some(person.clone()), after: person }
    }
}

/// The agency above each commune that a change in `touched` agencies can concern: the communes among them, and those of the
/// districts among them. `units` stand in for the stored ones.
pub(crate) async fn agencies_above(tx: &Tx, touched: &BTreeSet<UnitId>, units: &[Unit]) -> Result<HashMap<UnitId, UnitId>, Error> {
    let mut known: HashMap<UnitId, Unit> = store::units::all(tx.conn()).await?.into_iter().map(|unit| (unit.id, unit)).collect();
    known.extend(units.iter().map(|unit| (unit.id, unit.clone())));
    let above = |unit: &Unit| known.get(&unit.parent?).map(|parent| parent.agency);
    let communes = known.values().filter(|unit| unit.kind == UnitKind::Commune);
    let pairs = communes.filter_map(|commune| Some((commune.agency, above(commune)?)));
    Ok(pairs.filter(|(commune, district)| touched.contains(commune) || touched.contains(district)).collect())
}

/// Everybody of these agencies, locked, as they are.
pub(crate) async fn people_of(tx: &Tx, agencies: impl IntoIterator<Item = UnitId>) -> Result<BTreeMap<PersonId, Change>, Error> {
    let people = store::people::lock_of_agencies(tx.conn(), agencies.into_iter().collect()).await?;
    Ok(people.into_iter().map(|person| (person.id, Change::none(person))).collect())
}

/// Derives everybody's heads and saves whoever changed; how many there were.
pub(crate) async fn save(tx: &mut Tx, people: BTreeMap<PersonId, Change>, above: HashMap<UnitId, UnitId>) -> Result<i32, Error> {
    let today = date::office_day(tx.now());
    // Whoever leads here may sit elsewhere, and whoever is saved here may answer to somebody elsewhere.
    let present = people.values().filter_map(|change| change.after.post_on(today).map(|post| post.agency));
    let agencies: BTreeSet<UnitId> = above.values().copied().chain(present).collect();
    let posted = store::people::lock_posted_in(tx.conn(), agencies).await?;
    let outside = posted.iter().filter(|leader| !people.contains_key(&leader.id));
    let heads = Heads::of(people.values().map(|change| &change.after).chain(outside), above, today);
    let mut saved = 0;
    for Change { before, mut after } in people.into_values() {
        let of = after.post_on(today).map_or(HeadsOf { direct: None, agency: None }, |post| heads.heads_of(after.id, post));
        (after.direct_head, after.agency_head) = (of.direct, of.agency);
        after = after.with_first(today);
        if before.is_some_and(|before| before.says_the_same(&after)) {
            continue;
        }
        after.version += 1;
        let agency_before = store::people::agency_of(tx.conn(), after.id).await?;
        store::people::save(tx, &after).await?;
        end_duties(tx, &after).await?;
        // What an open browser shows is no longer theirs to see.
        if agency_before.is_some_and(|before| after.post_on(today).map(|post| post.agency) != Some(before)) {
            store::sessions::end_of(tx, after.id, Which::All).await?;
            end_delegations(tx, after.id).await?;
        }
        saved += 1;
    }
    Ok(saved)
}

/// What somebody handed on or was handed in an agency ends when they leave it.
async fn end_delegations(tx: &mut Tx, person: PersonId) -> Result<(), Error> {
    let today = date::office_day(tx.now());
    for delegation in store::delegations::lock_of_person(tx.conn(), person, today).await? {
        if let Some(ended) = delegation.ended(today) {
            store::delegations::save(tx, &ended).await?;
        }
    }
    Ok(())
}

/// Rights move, credentials never (article 10.c): duties in an agency end with the last post there.
async fn end_duties(tx: &mut Tx, person: &Person) -> Result<(), Error> {
    let today = date::office_day(tx.now());
    let still = |agency: UnitId| person.posts.iter().any(|post| post.agency == agency && post.valid_to.is_none_or(|last| last >= today));
    let left = |agency: UnitId| person.posts.iter().any(|post| post.agency == agency) && !still(agency);
    let Some(mut account) = store::accounts::lock(tx.conn(), person.id).await? else { return Ok(()) };
    let over: Vec<_> = account.grants.iter().copied().filter(|grant| grant.agency.is_some_and(left)).collect();
    if over.is_empty() {
        return Ok(());
    }
    for grant in over {
        account.grants.retain(|held| *held != grant);
        note(tx, person.id, Action::RoleRevoked, &roles::detail(grant, "Không còn công tác tại cơ quan")).await?;
    }
    account.version += 1;
    store::accounts::save(tx, &account).await
}
