//! What an HR officer does with one person: appoints, ends a post, records leaving and training.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use axum::response::Response;
use contract::Word;
use proto::identity::v1::{
    AppointToPostRequest, CorrectPostRoleRequest, EndPostRequest, Person, PostKind, RecordLeavingRequest, RecordTrainingRequest,
    SystemRole, Unit, WithdrawPostRequest,
};
use regulation::PostRole;

use super::{choose_agency, find, kind, open, unit_name, units};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::common::{Act, Asks, Done, Input, Send, Sent, Typed, Wanted};
use crate::posted::Posted;
use crate::session::{Me, User};
use crate::show;

/// One thing to do with a person.
pub struct PersonAct {
    /// Last part of its address.
    pub slug: &'static str,
    /// What links to it say, and its heading.
    pub name: &'static str,
    intro: &'static str,
    inputs: fn(&Around<'_>) -> Vec<Input>,
    send: Send,
}

/// What the inputs of an act are made of.
pub struct Around<'a> {
    asks: Asks<'a>,
    person: &'a Person,
    units: &'a BTreeMap<String, Unit>,
    /// What the officer may say that a post makes its holder.
    roles: &'static [PostRole],
}

/// What an HR officer may say of posts; who leads an agency is for Sở Nội vụ.
const INSIDE: [PostRole; 3] = [PostRole::UnitHead, PostRole::UnitDeputy, PostRole::Staff];

/// What somebody may say that a post makes its holder.
pub fn roles_of(me: &Me) -> &'static [PostRole] {
    if me.holds(&[SystemRole::SnvAdmin]) { &PostRole::ALL } else { &INSIDE }
}

/// All of them.
pub const ACTS: [PersonAct; 6] = [
    PersonAct {
        slug: "bo-nhiem",
        name: "Bổ nhiệm, điều động, giao kiêm nhiệm",
        intro: "Chức vụ chính mới thay chức vụ chính đang giữ; kiêm nhiệm, quyền, biệt phái giữ cùng chức vụ chính. Vai trò và nhóm đối tượng được suy ra từ chức vụ.",
        inputs: appointing,
        send: |sent| Box::pin(appoint(sent)),
    },
    PersonAct {
        slug: "sua-vai-tro",
        name: "Sửa vai trò trong đánh giá của một chức vụ",
        intro: "Dùng khi chức danh không nói đúng vai trò của người này. Thủ trưởng trực tiếp và nhóm đối tượng được suy ra lại; lần nhập danh sách sau vẫn giữ.",
        inputs: correcting,
        send: |sent| Box::pin(correct_role(sent)),
    },
    PersonAct {
        slug: "thoi-giu",
        name: "Thôi giữ một chức vụ",
        intro: "Chức vụ kết thúc hết ngày đã ghi.",
        inputs: ending,
        send: |sent| Box::pin(end(sent)),
    },
    PersonAct {
        slug: "go-chuc-vu",
        name: "Gỡ một chức vụ nhập sai",
        intro: "Dùng khi người này chưa từng giữ chức vụ ấy. Chức vụ chính liền trước được giữ tiếp; kiêm nhiệm đã kết thúc theo thì bổ nhiệm lại.",
        inputs: withdrawing,
        send: |sent| Box::pin(withdraw(sent)),
    },
    PersonAct {
        slug: "thoi-viec",
        name: "Nghỉ hưu, thôi việc, chuyển đi nơi khác",
        intro: "Mọi chức vụ kết thúc hết ngày đã ghi; hồ sơ các năm vẫn được lưu.",
        inputs: leaving,
        send: |sent| Box::pin(leave(sent)),
    },
    PersonAct {
        slug: "di-hoc",
        name: "Ghi số ngày đi học",
        intro: "Người đi học tập trung quá nửa thời gian trong năm không đánh giá trong năm ấy (Điều 2.8).",
        inputs: training,
        send: |sent| Box::pin(train(sent)),
    },
];

/// Who does these things.
pub const OFFICERS: [SystemRole; 2] = [SystemRole::HrOfficer, SystemRole::SnvAdmin];

/// How days are written.
pub const DAY: &str = "Ví dụ: 01/12/2019";

fn appointing(Around { asks, units, roles, .. }: &Around<'_>) -> Vec<Input> {
    let kinds = [PostKind::Main, PostKind::Concurrent, PostKind::Acting, PostKind::Secondment];
    vec![
        asks.choose("unit_id", "Đơn vị", places(units.values())),
        asks.text("title", "Chức vụ", "Ghi như trong quyết định, ví dụ: Quyền Trưởng phòng"),
        asks.select("role", "Vai trò trong đánh giá", as_said("Theo chức danh", roles)),
        asks.choose("kind", "Hình thức", kinds.map(|one| ((one as i32).to_string(), kind(one).to_owned()))),
        asks.text("from", "Từ ngày", DAY),
        asks.text("until", "Đến hết ngày (nếu có)", "Chức vụ chính để trống."),
        asks.reason(),
    ]
}

/// Units to choose from, by name.
pub fn places<'a>(units: impl IntoIterator<Item = &'a Unit>) -> Vec<(String, String)> {
    let mut places: Vec<(String, String)> = units.into_iter().map(|unit| (unit.unit_id.clone(), unit.name.clone())).collect();
    places.sort_by(|a, b| kernel::text::compare_words(&a.1, &b.1));
    places
}

/// These roles, after an answer that chooses none.
pub fn as_said(none: &str, roles: &[PostRole]) -> Vec<(String, String)> {
    let roles = roles.iter().map(|role| (role.number().to_string(), role.vi().to_owned()));
    std::iter::once((String::new(), none.to_owned())).chain(roles).collect()
}

/// The open posts of a person, to choose from.
fn open_posts(person: &Person, units: &BTreeMap<String, Unit>) -> Vec<(String, String)> {
    let posts = person.posts.iter().filter(open);
    posts.map(|post| (post.post_id.clone(), format!("{}, {}", post.title, unit_name(units, &post.unit_id)))).collect()
}

fn correcting(Around { asks, person, units, roles }: &Around<'_>) -> Vec<Input> {
    vec![
        asks.choose("post_id", "Chức vụ", open_posts(person, units)),
        asks.select("role", "Vai trò trong đánh giá", as_said("Chọn", roles)),
        asks.reason(),
    ]
}

fn ending(Around { asks, person, units, .. }: &Around<'_>) -> Vec<Input> {
    vec![asks.choose("post_id", "Chức vụ", open_posts(person, units)), asks.text("last_on", "Ngày cuối", DAY), asks.reason()]
}

fn withdrawing(Around { asks, person, units, .. }: &Around<'_>) -> Vec<Input> {
    let posts = person.posts.iter().map(|post| {
        let since = show::day(post.valid_from.as_ref());
        (post.post_id.clone(), format!("{}, {}, từ {since}", post.title, unit_name(units, &post.unit_id)))
    });
    vec![asks.choose("post_id", "Chức vụ", posts), asks.reason()]
}

fn leaving(Around { asks, .. }: &Around<'_>) -> Vec<Input> {
    vec![asks.text("last_on", "Ngày làm việc cuối", DAY), asks.reason()]
}

fn training(Around { asks, .. }: &Around<'_>) -> Vec<Input> {
    vec![asks.text("year", "Năm", "Ví dụ: 2019"), asks.text("full_days", "Số ngày học cả ngày", "Từ 0 đến 366."), asks.reason()]
}

/// The page of one act, for an officer who may name these roles.
pub fn act_page(
    page: Page,
    act: &PersonAct,
    person: &Person,
    units: &BTreeMap<String, Unit>,
    roles: &'static [PostRole],
    posted: Option<&Posted>,
) -> Act {
    let inputs = (act.inputs)(&Around { asks: Asks { page: &page, posted }, person, units, roles });
    Act { caption: person.full_name.clone(), intro: act.intro, rows: Vec::new(), inputs, button: "Lưu", page }
}

fn act_of(slug: &str) -> Result<&'static PersonAct, Halt> {
    ACTS.iter().find(|act| act.slug == slug).ok_or_else(|| Halt::NotFound(String::new()))
}

async fn view(
    user: &User,
    (person_id, act): (&str, &PersonAct),
    wanted: &Wanted,
    mistakes: Vec<Mistake>,
    posted: Option<&Posted>,
) -> Result<Response, Halt> {
    let person = find(user, person_id).await?;
    let own = || person.posts.last().map(|post| post.agency_id.clone()).unwrap_or_default();
    let agency_id = if wanted.co_quan.is_empty() { own() } else { wanted.co_quan.clone() };
    let page = user.page(act.name).back(format!("/to-chuc/nhan-su/{person_id}")).with(mistakes);
    let view = act_page(page, act, &person, &units(user, &agency_id).await?, roles_of(&user.me), posted);
    Ok(html(view.page.status(), &view))
}

fn of_somebody_else(user: &User, person_id: &str) -> Result<(), Halt> {
    const OWN: &str = "Không ai tự sửa chức vụ, thông tin của mình. Nhờ một cán bộ tổ chức khác hoặc Sở Nội vụ.";
    if person_id == user.me.person_id { Err(Halt::Forbidden(OWN.to_owned())) } else { Ok(()) }
}

/// `GET /to-chuc/nhan-su/{person}/co-quan-khac`: to which agency somebody moves.
pub async fn elsewhere(user: User, Path(person_id): Path<String>) -> Result<Response, Halt> {
    user.only(&[SystemRole::SnvAdmin])?;
    of_somebody_else(&user, &person_id)?;
    let page = user.page("Bổ nhiệm, điều động sang cơ quan khác").back(format!("/to-chuc/nhan-su/{person_id}"));
    choose_agency(&user, page, &format!("/to-chuc/nhan-su/{person_id}/bo-nhiem")).await
}

/// `GET /to-chuc/nhan-su/{person}/{act}`.
pub async fn ask(user: User, Path((person_id, slug)): Path<(String, String)>, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    user.only(&OFFICERS)?;
    of_somebody_else(&user, &person_id)?;
    view(&user, (&person_id, act_of(&slug)?), &wanted, Vec::new(), None).await
}

/// `POST /to-chuc/nhan-su/{person}/{act}`.
pub async fn act(
    user: User,
    Path((person_id, slug)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    posted: Posted,
) -> Result<Response, Halt> {
    let act = act_of(&slug)?;
    let mistakes = match (act.send)(Sent { user: &user, id: &person_id, posted: &posted }).await? {
        Ok(()) => return Ok(go(&format!("/to-chuc/nhan-su/{person_id}"), "luu")),
        Err(mistakes) => mistakes,
    };
    view(&user, (&person_id, act), &wanted, mistakes, Some(&posted)).await
}

async fn appoint(sent: Sent<'_>) -> Done<()> {
    let (request_id, person_id, reason) = sent.named();
    let mut typed = Typed::new(sent);
    let request = AppointToPostRequest {
        request_id,
        person_id,
        unit_id: typed.chosen("unit_id"),
        title: sent.posted.line("title"),
        kind: typed.chosen("kind").parse().unwrap_or_default(),
        from: typed.day("from"),
        until: typed.day("until"),
        reason,
        role: sent.posted.get("role").parse().unwrap_or_default(),
        ..AppointToPostRequest::default()
    };
    typed.command(request).await
}

async fn correct_role(sent: Sent<'_>) -> Done<()> {
    let (request_id, person_id, reason) = sent.named();
    let mut typed = Typed::new(sent);
    let (post_id, role) = (typed.chosen("post_id"), sent.posted.get("role").parse().unwrap_or_default());
    let request = CorrectPostRoleRequest { request_id, person_id, post_id, role, reason };
    typed.command(request).await
}

async fn end(sent: Sent<'_>) -> Done<()> {
    let (request_id, person_id, reason) = sent.named();
    let mut typed = Typed::new(sent);
    let (post_id, last_on) = (typed.chosen("post_id"), typed.day("last_on"));
    let request = EndPostRequest { request_id, person_id, post_id, last_on, reason };
    typed.command(request).await
}

async fn withdraw(sent: Sent<'_>) -> Done<()> {
    let (request_id, person_id, reason) = sent.named();
    let mut typed = Typed::new(sent);
    let request = WithdrawPostRequest { request_id, person_id, post_id: typed.chosen("post_id"), reason };
    typed.command(request).await
}

async fn leave(sent: Sent<'_>) -> Done<()> {
    let (request_id, person_id, reason) = sent.named();
    let mut typed = Typed::new(sent);
    let request = RecordLeavingRequest { request_id, person_id, last_on: typed.day("last_on"), reason };
    typed.command(request).await
}

async fn train(sent: Sent<'_>) -> Done<()> {
    let (request_id, person_id, reason) = sent.named();
    let number = |name: &str| sent.posted.get(name).parse().unwrap_or(-1);
    sent.command(RecordTrainingRequest { request_id, person_id, year: number("year"), full_days: number("full_days"), reason }).await
}
