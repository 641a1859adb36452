//! Opens, closes, merges and splits units on a day: everything or nothing. Old units stay, with their last day.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use events::{Error, Tx};
use identity_domain::notice::Notice;
use identity_domain::placing::Agency;
use identity_domain::title::{Judged, Titles};
use identity_domain::{
    Person, PersonId, Post, PostKind, PostRole, Unit, UnitId, UnitKind, day_invalid, people_without_place, person_not_found, policy,
    text_invalid, unit_code_taken, unit_has_parts, unit_unknown,
};
use kernel::{date, text};
use proto::identity::v1 as api;
use rpc::Actor;

use super::personnel::posts_notice;
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
    store::people::turn(tx).await?;
    let known = store::units::all(tx.conn()).await?;
    let opened = open(tx, &message.opening, &known, on)?;
    let closing = closing(&message.closing, &known, last)?;
    if opened.iter().any(|unit| closing.iter().any(|(closed, _)| unit.parent == Some(closed.id))) {
        return Err(unit_unknown("opening.parent_code").into());
    }
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
    let takers = closing.iter().map(|(_, code)| code.as_str()).chain(moves.values().copied()).filter_map(|code| places.get(code).copied());
    let changed = opened.iter().chain(closing.iter().map(|(unit, _)| unit)).chain(takers);
    let touched: BTreeSet<UnitId> = changed.map(|unit| unit.agency).collect();
    let around = derive::around(tx, &touched, &opened).await?;
    let mut people = derive::people_of(tx, touched.iter().copied().chain(around.communes())).await?;
    let places = Places { by_code: places, moves, on, titles: store::titles::of_agency(tx.conn(), None).await? };
    let mut told = Vec::new();
    for (unit, successor) in &closing {
        told.extend(resettle(tx, &mut people, (unit, successor), &places).await?);
    }
    if places.moves.keys().any(|person| !people.contains_key(person)) {
        return Err(person_not_found().into());
    }
    let closed: Vec<Unit> = closing.into_iter().map(|(unit, _)| unit).collect();
    for unit in opened.iter().chain(&closed) {
        store::units::save(tx, unit).await?;
    }
    for change in people.values().filter(|change| change.before.as_ref() != Some(&change.after)) {
        note(tx, change.after.id, Action::PostsChanged, &reason).await?;
    }
    derive::save(tx, people, &around).await?;
    store::notices::raise(tx, &told).await?;
    Ok(api::ReorganiseUnitsResponse {
        opened: opened.iter().map(wire::unit).collect(),
        closed: closed.iter().map(wire::unit).collect(),
        people_moved: i32::try_from(told.len()).unwrap_or(i32::MAX),
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
        let texts = [("code", &unit.code, 50), ("name", &unit.name, 200), ("abbreviation", &unit.abbreviation, 50)];
        for (field, said, most) in texts.into_iter().chain([("sector", &unit.sector, 200), ("place", &unit.place, 200)]) {
            if said.chars().count() > most || text::forbidden(said).is_some() || (field == "name" && !text::is_said(said)) {
                return Err(text_invalid(&format!("opening.{field}"), most).into());
            }
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

/// Where people of closing units may go.
struct Places<'a> {
    by_code: HashMap<&'a str, &'a Unit>,
    moves: HashMap<PersonId, &'a str>,
    on: NaiveDate,
    titles: Titles,
}

/// Gives everybody of a closing unit the same post elsewhere; what each is told.
async fn resettle(
    tx: &Tx,
    people: &mut BTreeMap<PersonId, Change>,
    (unit, successor): (&Unit, &str),
    places: &Places<'_>,
) -> Result<Vec<Notice>, Error> {
    for person in store::people::ever_of_agency(tx.conn(), unit.agency).await? {
        people.entry(person.id).or_insert_with(|| Change::none(person));
    }
    let (mut told, mut lost) = (Vec::new(), 0);
    for Change { after, .. } in people.values_mut() {
        let here: Vec<Post> = after.posts.iter().filter(|post| post.unit == unit.id && lasts(post, places.on)).cloned().collect();
        if here.is_empty() {
            continue;
        }
        let Some(to) = places.by_code.get(places.moves.get(&after.id).copied().unwrap_or(successor)) else {
            lost += 1;
            continue;
        };
        *after = settled(tx, after.clone(), &here, to, places);
        let text = format!("{} kết thúc; từ ngày {} ông/bà công tác tại {}.", unit.name, date::vi(places.on), to.name);
        told.push(posts_notice(tx, after.id, after.id, "Sắp xếp tổ chức", text));
    }
    if lost > 0 { Err(people_without_place(&unit.name, lost).into()) } else { Ok(told) }
}

/// Held on that day or beginning later.
fn lasts(post: &Post, on: NaiveDate) -> bool {
    post.valid_to.is_none_or(|last| last >= on)
}

fn settled(tx: &Tx, mut person: Person, here: &[Post], to: &Unit, places: &Places<'_>) -> Person {
    let (on, spot) = (places.on, Agency::of(to.agency, places.by_code.values().copied()).spot(to.id));
    for held in here {
        // The same title makes something else of its holder in another kind of unit (ID-1). What nobody can say there leads nothing
        // until an officer says so; it is told among the problems with posts.
        let role = match places.titles.judge(&held.title, spot) {
            Judged::Known { role, .. } if held.kind == PostKind::Acting => role.acting(),
            Judged::Known { role, .. } => role,
            Judged::Unknown { .. } => PostRole::Staff,
        };
        let same = Post {
            id: tx.next_id().into(),
            unit: to.id,
            agency: to.agency,
            role,
            role_by_hand: false,
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
