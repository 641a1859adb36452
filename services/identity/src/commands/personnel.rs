//! Posts of one person: appointed, ended, left; days of training.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use contract::field;
use events::{Error, Tx};
use identity_domain::notice::Notice;
use identity_domain::placing::Agency;
use identity_domain::title::Judged;
use identity_domain::{
    Person, PersonId, Post, PostKind, Unit, UnitId, coefficient_invalid, person_not_found, policy, post_not_found, text_invalid,
    title_missing, title_unknown, unit_unknown,
};
use kernel::{Refusal, date, text};
use proto::common::v1 as common;
use proto::identity::v1 as api;
use regulation::{Actor, PostRole};

use super::reason;
use crate::derive::{self, Change};
use crate::store::account_events::{Action, note};
use crate::{store, wire};

pub(super) const LONGEST_TEXT: usize = 200;

pub(crate) async fn appoint_to_post(
    tx: &mut Tx,
    actor: Actor,
    message: api::AppointToPostRequest,
) -> Result<api::AppointToPostResponse, Error> {
    let from = field::day("from", message.from.as_ref())?;
    let until = field::day_or_none("until", message.until.as_ref())?;
    let person = locked(tx, &actor, &message.person_id).await?;
    let (unit, agency) = place(tx, &message.unit_id, from).await?;
    let reason = reason(&message.reason)?;
    let held = Held::read(&message.title, &message.rank, &message.step, &message.coefficient)?;
    if until.is_some_and(|until| until < from) {
        return Err(field::invalid_day("until").into());
    }
    let kind = wire::post_kind(message.kind())?;
    let present = person.post_on(from).or(person.posts.first()).ok_or_else(post_not_found)?;
    let (role, role_by_hand) = role(tx, &actor, message.role(), (&held.title, kind), (&unit, &agency)).await?;
    let or_as_before = |text: String, before: &str| if text.is_empty() { before.to_owned() } else { text };
    let post = Post {
        id: tx.next_id().into(),
        unit: unit.id,
        agency: agency.id,
        title: held.title.clone(),
        named: role,
        waits: None,
        employment: present.employment,
        rank: or_as_before(held.rank, &present.rank),
        step: or_as_before(held.step, &present.step),
        coefficient: or_as_before(held.coefficient, &present.coefficient),
        valid_from: Some(from),
        valid_to: if kind == PostKind::Main { None } else { until },
        kind,
        role_by_hand,
        listed: false,
        ordered_head: None,
    };
    // What was held before the present main post began is over: another of those days would take it away.
    let today = date::office_day(tx.now());
    if kind == PostKind::Main && began_after(&person, from, today) {
        return Err(field::invalid_day("from").into());
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
    let after = save(tx, &actor, Saved::posts(person, after, needed, &reason)).await?;
    tell(tx, &after, &Move { from, kind, title: held.title, unit: unit.name, head_before, between_agencies: moves_in }).await?;
    Ok(api::AppointToPostResponse { person: Some(wire::person(&after)) })
}

pub(crate) async fn end_post(tx: &mut Tx, actor: Actor, message: api::EndPostRequest) -> Result<api::EndPostResponse, Error> {
    let last = field::day("last_on", message.last_on.as_ref())?;
    let person = locked(tx, &actor, &message.person_id).await?;
    let post = field::id("post_id", &message.post_id)?;
    let reason = reason(&message.reason)?;
    let needed = person.posts.iter().filter(|held| held.id == post).map(|held| held.agency).collect();
    let after = person.clone().without(post, last)?.unwrap_or_else(|| person.clone());
    let after = save(tx, &actor, Saved::posts(person, after, needed, &reason)).await?;
    Ok(api::EndPostResponse { person: Some(wire::person(&after)) })
}

pub(crate) async fn record_leaving(
    tx: &mut Tx,
    actor: Actor,
    message: api::RecordLeavingRequest,
) -> Result<api::RecordLeavingResponse, Error> {
    let last = field::day("last_on", message.last_on.as_ref())?;
    let person = locked(tx, &actor, &message.person_id).await?;
    let reason = reason(&message.reason)?;
    let today = date::office_day(tx.now());
    if began_after(&person, last, today) {
        return Err(field::invalid_day("last_on").into());
    }
    let needed = agencies(&person, today).collect();
    let after = save(tx, &actor, Saved::posts(person.clone(), person.left(last), needed, &reason)).await?;
    Ok(api::RecordLeavingResponse { person: Some(wire::person(&after)) })
}

pub(crate) async fn record_training(
    tx: &mut Tx,
    actor: Actor,
    message: api::RecordTrainingRequest,
) -> Result<api::RecordTrainingResponse, Error> {
    wire::office_year(message.year)?;
    if !(0..=366).contains(&message.full_days) {
        return Err(field::invalid_day("full_days").into());
    }
    let person = locked(tx, &actor, &message.person_id).await?;
    let reason = reason(&message.reason)?;
    let needed = agencies(&person, date::office_day(tx.now())).collect();
    let mut after = person.clone();
    after.facts.training_full_days.insert(message.year, message.full_days);
    let after = save(tx, &actor, Saved::posts(person, after, needed, &reason)).await?;
    Ok(api::RecordTrainingResponse { person: Some(wire::person(&after)) })
}

/// The person whose posts or data are to change, for who may change some of them: nobody else learns from answers what is stored.
pub(super) async fn locked(tx: &Tx, actor: &Actor, person_id: &str) -> Result<Person, Error> {
    let id: PersonId = field::id("person_id", person_id)?;
    store::people::turn(tx).await?;
    let person = store::people::lock(tx.conn(), id).await?.ok_or_else(person_not_found)?;
    let agencies: Vec<UnitId> = person.posts.iter().map(|post| post.agency).collect();
    policy::may_begin_to_change(&wire::who(actor), id, &agencies)?;
    Ok(person)
}

/// What the papers say of a post.
pub(super) struct Held {
    pub title: String,
    pub rank: String,
    pub step: String,
    /// Decimal text with a dot, or nothing.
    pub coefficient: String,
}

impl Held {
    pub fn read(title: &str, rank: &str, step: &str, coefficient: &str) -> Result<Self, Refusal> {
        if !(1..=LONGEST_TEXT).contains(&text::clean(title).chars().count()) {
            return Err(title_missing());
        }
        for (field, said) in [("title", title), ("rank", rank), ("step", step), ("coefficient", coefficient)] {
            if said.chars().count() > LONGEST_TEXT || text::forbidden(said).is_some() {
                return Err(text_invalid(field, LONGEST_TEXT));
            }
        }
        let coefficient = text::clean(coefficient).replace(',', ".");
        if !coefficient.is_empty() && coefficient.parse::<kernel::Exact>().is_err() {
            return Err(coefficient_invalid());
        }
        Ok(Self { title: text::clean(title), rank: text::clean(rank), step: text::clean(step), coefficient })
    }
}

/// A unit that exists on a day, and its agency.
pub(super) async fn place(tx: &Tx, unit_id: &str, day: NaiveDate) -> Result<(Unit, Unit), Error> {
    let id: UnitId = field::id("unit_id", unit_id)?;
    let unit = store::units::by_ids(tx.conn(), vec![id]).await?.pop().filter(|unit| unit.exists_on(day));
    let unit = unit.ok_or_else(|| unit_unknown("unit_id"))?;
    let agency = store::units::by_ids(tx.conn(), vec![unit.agency]).await?.pop().ok_or_else(|| unit_unknown("unit_id"))?;
    Ok((unit, agency))
}

/// What a post makes its holder: as an officer who may says, or else as its title does; and whether it was said.
pub(super) async fn role(
    tx: &Tx,
    actor: &Actor,
    chosen: common::PostRole,
    (title, kind): (&str, PostKind),
    (unit, agency): (&Unit, &Unit),
) -> Result<(PostRole, bool), Error> {
    if chosen == common::PostRole::Unspecified {
        return Ok((role_of(tx, title, unit, kind).await?, false));
    }
    let role = wire::post_role("role", chosen)?;
    policy::may_set_roles(&wire::who(actor), Some(agency.id), &[role], false)?;
    Ok((role, true))
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
pub(super) fn agencies(person: &Person, today: NaiveDate) -> impl Iterator<Item = UnitId> + '_ {
    person.posts.iter().filter(move |post| post.valid_to.is_none_or(|last| last >= today)).map(|post| post.agency)
}

/// Whether the main post of today began after a day.
fn began_after(person: &Person, day: NaiveDate, today: NaiveDate) -> bool {
    person.main_post(today).and_then(|post| post.valid_from).is_some_and(|from| from > day)
}

/// Where somebody leads an agency, and until when.
pub(super) fn led(person: &Person) -> Vec<&Post> {
    person.posts.iter().filter(|post| post.named.leads_agency()).collect()
}

/// Posts that begin, end or change.
pub(super) fn touched<'a>(before: &'a [Post], after: &'a [Post]) -> impl Iterator<Item = &'a Post> {
    let gone = before.iter().filter(|post| !after.contains(post));
    gone.chain(after.iter().filter(|post| !before.contains(post)))
}

/// Their agencies.
pub(super) fn changed(before: &Person, after: &Person) -> BTreeSet<UnitId> {
    touched(&before.posts, &after.posts).map(|post| post.agency).collect()
}

/// What is to be saved of a person, and why.
pub(super) struct Saved<'a> {
    /// None for somebody who is new.
    pub before: Option<Person>,
    pub after: Person,
    /// Agencies in all of which the actor must be entitled.
    pub needed: BTreeSet<UnitId>,
    pub action: Action,
    pub reason: &'a str,
}

impl<'a> Saved<'a> {
    /// Other posts, or other days of them.
    pub fn posts(before: Person, after: Person, needed: BTreeSet<UnitId>, reason: &'a str) -> Self {
        Self { before: Some(before), after, needed, action: Action::PostsChanged, reason }
    }
}

/// Saves a person and everybody whose heads follow.
pub(super) async fn save(tx: &mut Tx, actor: &Actor, saved: Saved<'_>) -> Result<Person, Error> {
    let Saved { before, after, needed, action, reason } = saved;
    let led_before = before.as_ref().map(led).unwrap_or_default();
    policy::may_change_posts(&wire::who(actor), after.id, &needed.iter().copied().collect::<Vec<_>>(), led_before != led(&after))?;
    if before.as_ref() == Some(&after) {
        return Ok(after);
    }
    let id = after.id;
    let back = after.post_on(date::office_day(tx.now())).map(|post| post.agency);
    let moved = before.as_ref().map(|before| changed(before, &after)).unwrap_or_default();
    let touched: BTreeSet<UnitId> = moved.into_iter().chain(needed).chain(back).collect();
    let around = derive::around(tx, &touched, &[]).await?;
    let mut people = derive::people_of(tx, touched.into_iter().chain(around.communes())).await?;
    people.insert(id, Change::to(before, after));
    note(tx, id, action, reason).await?;
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
        let home_affairs = store::accounts::holders(tx.conn(), regulation::SystemRole::SnvAdmin, None).await?;
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
