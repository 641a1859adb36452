//! Gives people the same posts in the units that take them.

use std::collections::{BTreeMap, BTreeSet};

use events::{Error, Tx};
use identity_domain::notice::Notice;
use identity_domain::placing::Agency;
use identity_domain::title::{Judged, Titles};
use identity_domain::{Person, PersonId, Post, PostKind, Unit, nothing_to_move, people_without_place, person_not_found, policy};
use kernel::date;
use regulation::{Actor, PostRole};

use super::super::personnel::{changed, led, posts_notice};
use super::order::Order;
use crate::derive::Change;
use crate::{store, wire};

/// Moves the posts of everybody whose unit ends, or who is named; what each is told.
pub(super) async fn resettle(
    tx: &Tx,
    actor: &Actor,
    people: &mut BTreeMap<PersonId, Change>,
    order: &Order<'_>,
) -> Result<Vec<Notice>, Error> {
    let titles = store::titles::of_agency(tx.conn(), None).await?;
    let (mut told, mut lost, mut used) = (Vec::new(), BTreeMap::<&str, usize>::new(), BTreeSet::new());
    for Change { before, after, .. } in people.values_mut() {
        let posts: Vec<Post> = after.posts.iter().filter(|post| post.valid_to.is_none_or(|last| last >= order.on)).cloned().collect();
        for held in posts {
            let closed = order.closed.iter().find(|(unit, _)| unit.id == held.unit);
            let named = [Some(held.unit), None].map(|from| (after.id, from)).into_iter();
            let named = named.filter(|(_, from)| from.is_some() || closed.is_some()).find(|key| order.moves.contains_key(key));
            let code = match (&named, closed) {
                (Some(key), _) => &order.moves[key],
                (None, Some((_, successor))) => successor,
                (None, None) => continue,
            };
            let Some(from) = closed.map(|(unit, _)| unit).or_else(|| order.present().find(|unit| unit.id == held.unit)) else { continue };
            let Some(to) = order.place("moves.unit_code", code, from)? else {
                *lost.entry(&from.name).or_default() += 1;
                continue;
            };
            if to.id == from.id {
                continue;
            }
            used.extend(named);
            *after = settled(tx, after.clone(), &held, to, order, &titles);
            let ended = if closed.is_some() { format!("{} kết thúc; từ", from.name) } else { "Từ".to_owned() };
            let text = format!("{ended} ngày {} ông/bà công tác tại {}.", date::vi(order.on), to.name);
            told.push(posts_notice(tx, after.id, after.id, "Sắp xếp tổ chức", text));
        }
        if let Some(before) = before.as_ref().filter(|before| *before != after) {
            let agencies: Vec<_> = changed(before, after).into_iter().collect();
            policy::may_change_posts(&wire::who(actor), after.id, &agencies, led(before) != led(after))?;
        }
    }
    if let Some((unit, people)) = lost.into_iter().next() {
        return Err(people_without_place(unit, people).into());
    }
    match order.moves.keys().find(|key| !used.contains(key)) {
        Some((person, _)) => {
            let named = people.get(person).ok_or_else(person_not_found)?;
            Err(nothing_to_move(&named.after.full_name).into())
        }
        None => Ok(told),
    }
}

/// A person who holds in another unit what was held in one.
fn settled(tx: &Tx, mut person: Person, held: &Post, to: &Unit, order: &Order<'_>, titles: &Titles) -> Person {
    let spot = Agency::of(to.agency, order.present()).spot(to.id);
    // The same title makes something else of its holder in another kind of unit (ID-1). What nobody can say there leads nothing
    // until an officer says so; it is told among the problems with posts.
    let role = match titles.judge(&held.title, spot) {
        Judged::Known { role, .. } if held.kind == PostKind::Acting => role.acting(),
        Judged::Known { role, .. } => role,
        Judged::Unknown { .. } => PostRole::Staff,
    };
    let same = Post {
        id: tx.next_id().into(),
        unit: to.id,
        agency: to.agency,
        named: role,
        role_by_hand: false,
        valid_from: Some(held.valid_from.map_or(order.on, |from| from.max(order.on))),
        ..held.clone()
    };
    if let Some(old) = person.posts.iter_mut().find(|post| post.id == held.id) {
        old.valid_to = order.on.pred_opt();
    }
    person.posts.retain(|post| post.valid_from.is_none_or(|from| post.valid_to.is_none_or(|last| from <= last)));
    let place = if held.kind == PostKind::Main { 0 } else { person.posts.len() };
    person.posts.insert(place, same);
    person
}
