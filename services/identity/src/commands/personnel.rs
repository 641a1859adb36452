//! Posts of one person: appointed, ended, left; days of training.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use events::{Error, Tx};
use identity_domain::notice::Notice;
use identity_domain::placing::Agency;
use identity_domain::title::Judged;
use identity_domain::{
    Person, PersonId, Post, PostKind, PostRole, Unit, UnitId, day_invalid, person_not_found, policy, post_not_found, text_invalid,
    title_missing, title_unknown, unit_unknown,
};
use kernel::{date, text};
use proto::common::v1 as common;
use proto::identity::v1 as api;
use rpc::Actor;

use super::reason;
use crate::derive::{self, Change};
use crate::store::account_events::{Action, note};
use crate::{store, wire};

pub(super) const LONGEST_TITLE: usize = 200;

pub(crate) async fn appoint_to_post(
    tx: &mut Tx,
    actor: Actor,
    message: api::AppointToPostRequest,
) -> Result<api::AppointToPostResponse, Error> {
    let from = wire::day_of("from", message.from.as_ref())?.ok_or_else(|| day_invalid("from"))?;
    let until = wire::day_of("until", message.until.as_ref())?;
    let person = locked(tx, &message.person_id).await?;
    let (unit, agency) = place(tx, &message.unit_id, from).await?;
    let reason = reason(&message.reason)?;
    let title = text::clean(&message.title);
    if !(1..=LONGEST_TITLE).contains(&title.chars().count()) {
        return Err(title_missing().into());
    }
    let texts = [("title", &message.title), ("rank", &message.rank), ("step", &message.step), ("coefficient", &message.coefficient)];
    for (field, text) in texts {
        if text.chars().count() > LONGEST_TITLE || text::forbidden(text).is_some() {
            return Err(text_invalid(field, LONGEST_TITLE).into());
        }
    }
    if until.is_some_and(|until| until < from) {
        return Err(day_invalid("until").into());
    }
    let kind = wire::post_kind(message.kind())?;
    let present = person.post_on(from).or(person.posts.first()).ok_or_else(post_not_found)?;
    let chosen = (message.role() != common::PostRole::Unspecified).then(|| wire::post_role("role", message.role())).transpose()?;
    let role = match chosen {
        Some(role) => {
            policy::may_set_roles(&wire::who(&actor), Some(agency.id), &[role], false)?;
            role
        }
        None => role_of(tx, &title, &unit, kind).await?,
    };
    let or_as_before = |text: &str, before: &str| if text.trim().is_empty() { before.to_owned() } else { text::clean(text) };
    let post = Post {
        id: tx.next_id().into(),
        unit: unit.id,
        agency: agency.id,
        title: title.clone(),
        role,
        employment: present.employment,
        rank: or_as_before(&message.rank, &present.rank),
        step: or_as_before(&message.step, &present.step),
        coefficient: or_as_before(&message.coefficient, &present.coefficient),
        valid_from: Some(from),
        valid_to: if kind == PostKind::Main { None } else { until },
        kind,
        role_by_hand: chosen.is_some(),
        listed: false,
    };
    // What was held before the present main post began is over: another of those days would take it away.
    let today = date::office_day(tx.now());
    if kind == PostKind::Main && began_after(&person, from, today) {
        return Err(day_invalid("from").into());
    }
    let needed = agencies(&person, today).chain([agency.id]).collect();
    // Who comes back from a secondment does not move in.
    let before = person.main_post(from).unwrap_or(present).agency;
    let moves_in = kind == PostKind::Main && before != agency.id;
    let mut after = if kind == PostKind::Main { person.clone().moved_to(post) } else { person.clone().also_in(post)? };
    if moves_in {
        after.facts.transferred_on = Some(from);
        after.facts.transferred_from =
            store::units::by_ids(tx.conn(), vec![before]).await?.first().map(|unit| unit.name.clone()).unwrap_or_default();
    }
    let needed = &changed(&person, &after) | &needed;
    let head_before = person.direct_head;
    let after = save(tx, &actor, person, after, needed, &reason).await?;
    tell(tx, &after, &Move { from, kind, title, unit: unit.name, head_before, between_agencies: moves_in }).await?;
    Ok(api::AppointToPostResponse { person: Some(wire::person(&after)) })
}

pub(crate) async fn end_post(tx: &mut Tx, actor: Actor, message: api::EndPostRequest) -> Result<api::EndPostResponse, Error> {
    let last = wire::day_of("last_on", message.last_on.as_ref())?.ok_or_else(|| day_invalid("last_on"))?;
    let person = locked(tx, &message.person_id).await?;
    let post = wire::id("post_id", &message.post_id)?;
    let reason = reason(&message.reason)?;
    let needed = person.posts.iter().filter(|held| held.id == post).map(|held| held.agency).collect();
    let after = person.clone().without(post, last)?.unwrap_or_else(|| person.clone());
    let after = save(tx, &actor, person, after, needed, &reason).await?;
    Ok(api::EndPostResponse { person: Some(wire::person(&after)) })
}

pub(crate) async fn record_leaving(
    tx: &mut Tx,
    actor: Actor,
    message: api::RecordLeavingRequest,
) -> Result<api::RecordLeavingResponse, Error> {
    let last = wire::day_of("last_on", message.last_on.as_ref())?.ok_or_else(|| day_invalid("last_on"))?;
    let person = locked(tx, &message.person_id).await?;
    let reason = reason(&message.reason)?;
    let today = date::office_day(tx.now());
    if began_after(&person, last, today) {
        return Err(day_invalid("last_on").into());
    }
    let needed = agencies(&person, today).collect();
    let after = save(tx, &actor, person.clone(), person.left(last), needed, &reason).await?;
    Ok(api::RecordLeavingResponse { person: Some(wire::person(&after)) })
}

pub(crate) async fn record_training(
    tx: &mut Tx,
    actor: Actor,
    message: api::RecordTrainingRequest,
) -> Result<api::RecordTrainingResponse, Error> {
    wire::office_year(message.year)?;
    if !(0..=366).contains(&message.full_days) {
        return Err(day_invalid("full_days").into());
    }
    let person = locked(tx, &message.person_id).await?;
    let reason = reason(&message.reason)?;
    let needed = agencies(&person, date::office_day(tx.now())).collect();
    let mut after = person.clone();
    after.facts.training_full_days.insert(message.year, message.full_days);
    let after = save(tx, &actor, person, after, needed, &reason).await?;
    Ok(api::RecordTrainingResponse { person: Some(wire::person(&after)) })
}

pub(super) async fn locked(tx: &Tx, person_id: &str) -> Result<Person, Error> {
    let id: PersonId = wire::id("person_id", person_id)?;
    store::people::turn(tx).await?;
    Ok(store::people::lock(tx.conn(), id).await?.ok_or_else(person_not_found)?)
}

/// A unit that exists on a day, and its agency.
async fn place(tx: &Tx, unit_id: &str, day: NaiveDate) -> Result<(Unit, Unit), Error> {
    let id: UnitId = wire::id("unit_id", unit_id)?;
    let unit = store::units::by_ids(tx.conn(), vec![id]).await?.pop().filter(|unit| unit.exists_on(day));
    let unit = unit.ok_or_else(|| unit_unknown("unit_id"))?;
    let agency = store::units::by_ids(tx.conn(), vec![unit.agency]).await?.pop().ok_or_else(|| unit_unknown("unit_id"))?;
    Ok((unit, agency))
}

/// What a title makes of somebody who is appointed to a unit.
async fn role_of(tx: &Tx, title: &str, unit: &Unit, kind: PostKind) -> Result<PostRole, Error> {
    let titles = store::titles::of_agency(tx.conn(), Some(unit.agency)).await?;
    let units = store::units::all(tx.conn()).await?;
    let spot = Agency::of(unit.agency, &units).spot(unit.id);
    match titles.judge(title, spot) {
        Judged::Known { role, .. } => Ok(if kind == PostKind::Acting { role.acting() } else { role }),
        Judged::Unknown { .. } => Err(title_unknown(title).into()),
    }
}

/// Agencies where somebody holds a post or will.
fn agencies(person: &Person, today: NaiveDate) -> impl Iterator<Item = UnitId> + '_ {
    person.posts.iter().filter(move |post| post.valid_to.is_none_or(|last| last >= today)).map(|post| post.agency)
}

/// Whether the main post of today began after a day.
fn began_after(person: &Person, day: NaiveDate, today: NaiveDate) -> bool {
    person.main_post(today).and_then(|post| post.valid_from).is_some_and(|from| from > day)
}

/// Agencies of the posts that begin, end or change.
fn changed(before: &Person, after: &Person) -> BTreeSet<UnitId> {
    let gone = before.posts.iter().filter(|post| !after.posts.contains(post));
    gone.chain(after.posts.iter().filter(|post| !before.posts.contains(post))).map(|post| post.agency).collect()
}

/// Saves a person and everybody whose heads follow. The actor must be entitled in all the agencies `needed`.
pub(super) async fn save(
    tx: &mut Tx,
    actor: &Actor,
    person: Person,
    after: Person,
    needed: BTreeSet<UnitId>,
    reason: &str,
) -> Result<Person, Error> {
    let led = |person: &Person| -> Vec<_> {
        person.posts.iter().filter(|post| post.role.leads_agency()).map(|post| (post.id, post.valid_to)).collect()
    };
    let leads = led(&person) != led(&after);
    policy::may_change_posts(&wire::who(actor), person.id, &needed.iter().copied().collect::<Vec<_>>(), leads)?;
    if person == after {
        return Ok(person);
    }
    let id = person.id;
    let back = after.post_on(date::office_day(tx.now())).map(|post| post.agency);
    let touched: BTreeSet<UnitId> = changed(&person, &after).into_iter().chain(needed).chain(back).collect();
    let around = derive::around(tx, &touched, &[]).await?;
    let mut people = derive::people_of(tx, touched.into_iter().chain(around.communes())).await?;
    people.insert(id, Change { before: Some(person), after });
    note(tx, id, Action::PostsChanged, reason).await?;
    derive::save(tx, people, &around).await?;
    Ok(store::people::find(tx.conn(), id).await?.ok_or_else(person_not_found)?)
}

/// What is told of an appointment.
struct Move {
    from: NaiveDate,
    kind: PostKind,
    title: String,
    unit: String,
    head_before: Option<PersonId>,
    between_agencies: bool,
}

/// Tells whoever hands work over and takes it on, and Sở Nội vụ of moves between agencies (article 10.c, handbook 4.3).
async fn tell(tx: &mut Tx, person: &Person, to: &Move) -> Result<(), Error> {
    let (name, since) = (&person.full_name, date::vi(to.from));
    let place = format!("{} tại {}, từ ngày {since}", to.title, to.unit);
    let goes = matches!(to.kind, PostKind::Main | PostKind::Secondment);
    let hand_over =
        if goes { " Hãy bàn giao công việc đang làm; tài khoản giữ nguyên, quyền theo chức vụ mới." } else { "" };
    let mut told = vec![(person.id, "Chức vụ của bạn thay đổi", format!("{place}.{hand_over}"))];
    if let Some(head) = to.head_before.filter(|_| goes && (person.direct_head != to.head_before || to.from > date::office_day(tx.now()))) {
        told.push((head, "Có người chuyển công tác", format!("{name}: {place}. Hãy chỉ đạo bàn giao và phân công lại việc đang mở.")));
    }
    if let Some(head) = person.direct_head.filter(|head| Some(*head) != to.head_before) {
        told.push((head, "Có người về đơn vị", format!("{name} ({place}) thuộc quyền phê duyệt và đánh giá của ông/bà.")));
    }
    if to.between_agencies {
        let text = format!("{name} chuyển cơ quan: {place}. Quyền ở cơ quan cũ kết thúc khi đó; hãy kiểm tra nhiệm vụ ở cơ quan mới.");
        let home_affairs = store::accounts::holders(tx.conn(), identity_domain::SystemRole::SnvAdmin, None).await?;
        told.extend(home_affairs.into_iter().map(|officer| (officer, "Điều động giữa hai cơ quan", text.clone())));
    }
    let told: Vec<Notice> = told.into_iter().map(|(to, title, text)| posts_notice(tx, person.id, to, title, text)).collect();
    store::notices::raise(tx, &told).await
}

/// A notice about somebody's posts.
pub(super) fn posts_notice(tx: &Tx, about: PersonId, to: PersonId, title: &str, text: String) -> Notice {
    Notice {
        id: tx.next_id().into(),
        person: to,
        kind: "POSTS_CHANGED".to_owned(),
        title: title.to_owned(),
        text,
        about_kind: "PERSON".to_owned(),
        about_id: about.to_string(),
        due_on: None,
    }
}
