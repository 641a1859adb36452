//! What follows from posts: everybody's heads, the end of sessions and of duties in an agency that somebody left.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use events::{Error, Tx};
use identity_domain::heads::{Heads, HeadsOf, Tree};
use identity_domain::{Grant, Person, PersonId, Unit, UnitId, UnitKind, policy};
use kernel::date;
use regulation::SystemRole;

use crate::commands::{leading, roles};
use crate::store;
use crate::store::account_events::{Action, note};
use crate::store::sessions::Which;

/// A person before and after. Before is missing for new ones.
#[derive(Clone)]
pub(crate) struct Change {
    pub before: Option<Person>,
    pub after: Person,
    /// Saved whether it differs or not: a day has turned.
    pub turned: bool,
}

impl Change {
    /// Nothing changed yet.
    pub fn none(person: Person) -> Self {
        Self { before: Some(person.clone()), after: person, turned: false }
    }

    /// From one state to another; from none for somebody who is new.
    pub fn to(before: Option<Person>, after: Person) -> Self {
        Self { before, after, turned: false }
    }

    /// Whether there is something to save.
    pub fn is_one(&self) -> bool {
        self.turned || self.before.as_ref().is_none_or(|before| !before.says_the_same(&self.after))
    }
}

/// The organisation around a change: the tree of units, and the agency above each commune that the change can concern.
pub(crate) struct Around {
    tree: Tree,
    above: HashMap<UnitId, UnitId>,
}

impl Around {
    /// Communes whose chairs may answer to others after the change.
    pub fn communes(&self) -> impl Iterator<Item = UnitId> + '_ {
        self.above.keys().copied()
    }
}

/// The organisation around a change in `touched` agencies: the communes among them, and those of the districts among them.
/// `units` stand in for the stored ones.
pub(crate) async fn around(tx: &Tx, touched: &BTreeSet<UnitId>, units: &[Unit]) -> Result<Around, Error> {
    let mut known: HashMap<UnitId, Unit> = store::units::all(tx.conn()).await?.into_iter().map(|unit| (unit.id, unit)).collect();
    known.extend(units.iter().map(|unit| (unit.id, unit.clone())));
    let above = |unit: &Unit| known.get(&unit.parent?).map(|parent| parent.agency);
    let communes = known.values().filter(|unit| unit.kind == UnitKind::Commune);
    let pairs = communes.filter_map(|commune| Some((commune.agency, above(commune)?)));
    let above = pairs.filter(|(commune, district)| touched.contains(commune) || touched.contains(district)).collect();
    Ok(Around { tree: Tree::of(known.values()), above })
}

/// Everybody of these agencies, locked, as they are.
pub(crate) async fn people_of(tx: &Tx, agencies: impl IntoIterator<Item = UnitId>) -> Result<BTreeMap<PersonId, Change>, Error> {
    let people = store::people::lock_of_agencies(tx.conn(), agencies.into_iter().collect()).await?;
    Ok(people.into_iter().map(|person| (person.id, Change::none(person))).collect())
}

/// Everybody with the heads that follow from all posts on a day, as they would be saved then: nobody leads an agency anew by the word of
/// one person.
pub(crate) async fn follow(tx: &Tx, people: BTreeMap<PersonId, Change>, around: &Around, today: NaiveDate) -> Result<Vec<Change>, Error> {
    let people = people.into_iter().map(|(id, change)| (id, as_confirmed(tx, change))).collect();
    headed(tx, people, around, today).await
}

/// As [`follow`], when all who wait to lead an agency do: what a change comes to, for looking at it.
pub(crate) async fn foresee(tx: &Tx, people: BTreeMap<PersonId, Change>, around: &Around, day: NaiveDate) -> Result<Vec<Change>, Error> {
    let if_confirmed = |Change { before, after, turned }| Change { before, after: Person::as_if_confirmed(after), turned };
    headed(tx, people.into_iter().map(|(id, change)| (id, if_confirmed(change))).collect(), around, day).await
}

fn as_confirmed(tx: &Tx, Change { before, after, turned }: Change) -> Change {
    let by = PersonId(tx.actor().unwrap_or_default());
    let after = after.leading_as_confirmed(before.as_ref(), by, tx.now(), date::office_day(tx.now()));
    Change { before, after, turned }
}

async fn headed(tx: &Tx, people: BTreeMap<PersonId, Change>, around: &Around, today: NaiveDate) -> Result<Vec<Change>, Error> {
    // Whoever leads here may sit elsewhere, and whoever is saved here may answer to somebody elsewhere.
    let present = people.values().filter_map(|change| change.after.post_on(today).map(|post| post.agency));
    let agencies: BTreeSet<UnitId> = around.above.values().copied().chain(present).collect();
    let posted = store::people::lock_posted_in(tx.conn(), agencies).await?;
    let outside = posted.iter().filter(|leader| !people.contains_key(&leader.id));
    let everybody: Vec<&Person> = people.values().map(|change| &change.after).chain(outside).collect();
    let heads = Heads::of(everybody.iter().copied(), &around.tree, today).of_all(everybody, today);
    let headed = |Change { before, mut after, turned }: Change| {
        let of = heads.get(&after.id).copied().unwrap_or(HeadsOf::NONE);
        (after.direct_head, after.agency_head, after.head_outside) = (of.direct, of.agency, of.outside);
        Change { before, after: after.with_first(today), turned }
    };
    Ok(people.into_values().map(headed).collect())
}

/// Derives everybody's heads and saves whoever changed; how many there were.
pub(crate) async fn save(tx: &mut Tx, people: BTreeMap<PersonId, Change>, around: &Around) -> Result<i32, Error> {
    let changes = follow(tx, people, around, date::office_day(tx.now())).await?;
    keep(tx, changes).await
}

/// The names of everybody's direct heads, and of everybody.
pub(crate) async fn names_of_heads<'a>(
    tx: &Tx,
    people: impl Iterator<Item = &'a Person> + Clone,
) -> Result<HashMap<PersonId, String>, Error> {
    let mut names: HashMap<PersonId, String> = people.clone().map(|person| (person.id, person.full_name.clone())).collect();
    let heads: BTreeSet<PersonId> = people.filter_map(|person| person.direct_head).collect();
    for head in heads {
        if !names.contains_key(&head) {
            names.extend(store::people::find(tx.conn(), head).await?.map(|person| (head, person.full_name)));
        }
    }
    Ok(names)
}

/// Saves whoever changed, heads included; how many there were.
pub(crate) async fn keep(tx: &mut Tx, changes: Vec<Change>) -> Result<i32, Error> {
    let today = date::office_day(tx.now());
    let administrators = store::accounts::administrators(tx.conn()).await?;
    let changes: Vec<Change> = changes.into_iter().filter(Change::is_one).collect();
    tx.progress().expect(changes.len());
    let mut saved = 0;
    let mut asked = Vec::new();
    for change in changes {
        // Heads were derived elsewhere; who leads is decided here, whatever came before.
        let Change { before, mut after, .. } = as_confirmed(tx, change);
        after.version += 1;
        if leading::is_asked(before.as_ref(), &after) {
            note(tx, after.id, Action::LeadAsked, "").await?;
            asked.push(after.full_name.clone());
        }
        if administrators.contains(&after.id) {
            policy::may_lead_beside(&after, &[Grant { role: SystemRole::SnvAdmin, agency: None }], today)?;
        }
        let agency_before = store::people::agency_of(tx.conn(), after.id).await?;
        store::people::save(tx, &after).await?;
        end_duties(tx, &after).await?;
        // What an open browser shows is no longer theirs to see.
        if agency_before.is_some_and(|before| after.post_on(today).map(|post| post.agency) != Some(before)) {
            store::sessions::end_of(tx, after.id, Which::All).await?;
            end_delegations(tx, after.id).await?;
        }
        tx.progress().step(1);
        saved += 1;
    }
    leading::tell_asked(tx, &asked).await?;
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

/// Rights move, credentials never (article 10.c): duties in an agency end with the last post there, all others with the last of all.
async fn end_duties(tx: &mut Tx, person: &Person) -> Result<(), Error> {
    let today = date::office_day(tx.now());
    let still = |agency: UnitId| person.posts.iter().any(|post| post.agency == agency && post.valid_to.is_none_or(|last| last >= today));
    let left = |agency: UnitId| person.posts.iter().any(|post| post.agency == agency) && !still(agency);
    let Some(mut account) = store::accounts::lock(tx.conn(), person.id).await? else { return Ok(()) };
    let over: Vec<_> = account.grants.iter().copied().filter(|grant| person.has_left(today) || grant.agency.is_some_and(left)).collect();
    let waits = person.has_left(today) && !account.asked.is_empty();
    if over.is_empty() && !waits {
        return Ok(());
    }
    if waits {
        account.asked.clear();
    }
    for grant in over {
        account.grants.retain(|held| *held != grant);
        note(tx, person.id, Action::RoleRevoked, &roles::detail(grant, "Không còn công tác tại cơ quan")).await?;
    }
    account.version += 1;
    store::accounts::save(tx, &account).await
}
