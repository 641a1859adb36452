//! Opens, closes, merges and splits units on a day: everything or nothing. Old units stay, with their last day.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use events::{Error, Tx};
use identity_domain::{
    Person, PersonId, Post, PostKind, Unit, UnitId, UnitKind, day_invalid, people_without_place, policy, unit_code_taken, unit_has_parts,
    unit_unknown,
};
use kernel::text;
use proto::identity::v1 as api;
use rpc::Actor;

use super::reason;
use crate::derive::{self, Change};
use crate::store::account_events::{Action, note};
use crate::{store, wire};

pub(crate) async fn reorganise_units(
    tx: &mut Tx,
    actor: Actor,
    message: api::ReorganiseUnitsRequest,
) -> Result<api::ReorganiseUnitsResponse, Error> {
    policy::may_reorganise(&wire::who(&actor))?;
    let on = wire::day_of("on", message.on.as_ref())?.ok_or_else(|| day_invalid("on"))?;
    let last = on.pred_opt().ok_or_else(|| day_invalid("on"))?;
    let reason = reason(&message.reason)?;
    let known = store::units::all(tx.conn()).await?;
    let opened = open(tx, &message.opening, &known, on)?;
    let closing = closing(&message.closing, &known, last)?;
    let places: HashMap<&str, &Unit> = known
        .iter()
        .filter(|unit| unit.exists_on(on) && !closing.iter().any(|(closed, _)| closed.id == unit.id))
        .chain(&opened)
        .map(|unit| (unit.code.as_str(), unit))
        .collect();
    let moves: HashMap<PersonId, &str> = message
        .moves
        .iter()
        .map(|to| Ok((wire::id("moves.person_id", &to.person_id)?, to.unit_code.as_str())))
        .collect::<Result<_, kernel::Refusal>>()?;
    let touched: BTreeSet<UnitId> = opened.iter().chain(closing.iter().map(|(unit, _)| unit)).map(|unit| unit.agency).collect();
    let above = derive::agencies_above(tx, &touched, &opened).await?;
    let mut people = derive::people_of(tx, touched.iter().copied().chain(above.keys().copied())).await?;
    let mut moved = 0;
    for (unit, successor) in &closing {
        moved += resettle(tx, &mut people, (unit, successor), &moves, &places, on).await?;
    }
    let closed: Vec<Unit> = closing.into_iter().map(|(unit, _)| unit).collect();
    for unit in opened.iter().chain(&closed) {
        store::units::save(tx, unit).await?;
    }
    for change in people.values().filter(|change| change.before.as_ref() != Some(&change.after)) {
        note(tx, change.after.id, Action::PostsChanged, &reason).await?;
    }
    derive::save(tx, people, above).await?;
    Ok(api::ReorganiseUnitsResponse {
        opened: opened.iter().map(wire::unit).collect(),
        closed: closed.iter().map(wire::unit).collect(),
        people_moved: moved,
    })
}

/// The units that begin, each under one that exists or begins too.
fn open(tx: &Tx, opening: &[api::OpeningUnit], known: &[Unit], on: NaiveDate) -> Result<Vec<Unit>, Error> {
    let mut opened: Vec<Unit> = Vec::new();
    for unit in opening {
        let code = text::clean(&unit.code);
        if code.is_empty() || known.iter().chain(&opened).any(|other| other.code == code) {
            return Err(unit_code_taken(&code).into());
        }
        let kind = wire::unit_kind(unit.kind())?;
        let parent = known.iter().chain(&opened).find(|parent| parent.code == unit.parent_code && parent.exists_on(on));
        let parent = parent.ok_or_else(|| unit_unknown("opening.parent_code"))?;
        let id: UnitId = tx.next_id().into();
        let agency = if kind.is_agency() { id } else { parent.agency };
        opened.push(Unit {
            id,
            version: 1,
            code,
            name: text::clean(&unit.name),
            abbreviation: text::clean(&unit.abbreviation),
            kind,
            parent: Some(parent.id),
            agency,
            sector: text::clean(&unit.sector),
            place: text::clean(&unit.place),
            valid_from: Some(on),
            valid_to: None,
        });
    }
    Ok(opened)
}

/// The units that end, with the codes of those that take their people.
fn closing(closing: &[api::ClosingUnit], known: &[Unit], last: NaiveDate) -> Result<Vec<(Unit, String)>, Error> {
    let mut closed = Vec::new();
    for one in closing {
        let id: UnitId = wire::id("closing.unit_id", &one.unit_id)?;
        let unit =
            known.iter().find(|unit| unit.id == id && unit.kind != UnitKind::Province).ok_or_else(|| unit_unknown("closing.unit_id"))?;
        let parts = |part: &&Unit| {
            part.parent == Some(id) && part.valid_to.is_none() && !closing.iter().any(|other| other.unit_id == part.id.to_string())
        };
        if known.iter().find(parts).is_some() {
            return Err(unit_has_parts(&unit.name).into());
        }
        closed.push((unit.clone().closed(last)?, one.successor_code.clone()));
    }
    Ok(closed)
}

/// Gives everybody of a closing unit the same post elsewhere; how many there were.
async fn resettle(
    tx: &Tx,
    people: &mut BTreeMap<PersonId, Change>,
    (unit, successor): (&Unit, &str),
    moves: &HashMap<PersonId, &str>,
    places: &HashMap<&str, &Unit>,
    on: NaiveDate,
) -> Result<i32, Error> {
    for person in store::people::ever_of_agency(tx.conn(), unit.agency).await? {
        people.entry(person.id).or_insert_with(|| Change::none(person));
    }
    let (mut moved, mut lost) = (0, 0);
    for Change { after, .. } in people.values_mut() {
        let here: Vec<Post> = after.posts.iter().filter(|post| post.unit == unit.id && lasts(post, on)).cloned().collect();
        if here.is_empty() {
            continue;
        }
        let Some(to) = places.get(moves.get(&after.id).copied().unwrap_or(successor)) else {
            lost += 1;
            continue;
        };
        *after = settled(tx, after.clone(), &here, to, on);
        moved += 1;
    }
    if lost > 0 { Err(people_without_place(&unit.name, lost).into()) } else { Ok(moved) }
}

/// Held on that day or beginning later.
fn lasts(post: &Post, on: NaiveDate) -> bool {
    post.valid_to.is_none_or(|last| last >= on)
}

fn settled(tx: &Tx, mut person: Person, here: &[Post], to: &Unit, on: NaiveDate) -> Person {
    for held in here {
        let same = Post {
            id: tx.next_id().into(),
            unit: to.id,
            agency: to.agency,
            valid_from: Some(held.valid_from.map_or(on, |from| from.max(on))),
            ..held.clone()
        };
        if let Some(old) = person.posts.iter_mut().find(|post| post.id == held.id) {
            old.valid_to = on.pred_opt();
        }
        person.posts.retain(|post| post.valid_from.is_none_or(|from| post.valid_to.is_none_or(|last| from <= last)));
        let place = if held.kind == PostKind::Main { 0 } else { person.posts.len() };
        person.posts.insert(place, same);
    }
    person
}
