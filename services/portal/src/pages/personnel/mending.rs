//! What was wrongly recorded of somebody, and of one post.

use axum::extract::Path;
use axum::response::Response;
use proto::common::v1::Day;
use proto::identity::v1::{CorrectPersonRequest, CorrectPostRequest, GetPersonRequest, Person, Post, Unit};
use regulation::PostRole;

use super::acts::{DAY, OFFICERS, as_said, places, roles_of};
use super::newcomer::{YES, employments, no_or_yes};
use super::{find, units};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::common::{Act, Asks, Done, settled};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

fn yes(said: bool) -> &'static str {
    if said { YES } else { "0" }
}

/// The form that corrects what is recorded of a person.
pub fn person_page(page: Page, person: &Person, birth_date: Option<&Day>, posted: Option<&Posted>) -> Act {
    let asks = Asks { page: &page, posted };
    let facts = person.facts.clone().unwrap_or_default();
    let inputs = vec![
        asks.filled("full_name", "Họ và tên", "", &person.full_name),
        asks.filled("birth_date", "Ngày sinh", "Ví dụ: 15/02/1990", &show::day(birth_date)),
        asks.stored("party_member", "Đảng viên", no_or_yes(), yes(person.party_member)),
        asks.stored("education_public_employee", "Viên chức giáo dục", no_or_yes(), yes(facts.education_public_employee)),
        asks.filled("recruited_on", "Ngày vào cơ quan", DAY, &show::day(facts.recruited_on.as_ref())),
        asks.reason(),
    ];
    let intro = "Dùng khi thông tin bị ghi nhầm. Thư công vụ sửa bằng danh sách thư công vụ; chức vụ sửa ở từng chức vụ.";
    Act { caption: person.full_name.clone(), intro, rows: Vec::new(), inputs, button: "Lưu", page }
}

/// The form that corrects what is recorded of a post.
pub fn post_page<'a>(
    page: Page,
    (person, post): (&Person, &Post),
    units: impl IntoIterator<Item = &'a Unit>,
    roles: &[PostRole],
    posted: Option<&Posted>,
) -> Act {
    let asks = Asks { page: &page, posted };
    let inputs = vec![
        asks.stored("unit_id", "Đơn vị", places(units), &post.unit_id),
        asks.filled("title", "Chức vụ, chức danh", "Ghi như trong quyết định.", &post.title),
        asks.select("role", "Vai trò trong đánh giá", as_said("Theo chức danh; giữ nguyên nếu chức danh và đơn vị không đổi", roles)),
        asks.stored("employment", "Diện", employments(), &post.employment.to_string()),
        asks.filled("from", "Từ ngày", DAY, &show::day(post.valid_from.as_ref())),
        asks.filled("rank", "Ngạch, chức danh nghề nghiệp", "", &post.rank),
        asks.filled("step", "Bậc", "", &post.step),
        asks.filled("coefficient", "Hệ số lương", "Ví dụ: 3,33", &post.coefficient.replace('.', ",")),
        asks.reason(),
    ];
    let intro = "Dùng khi chức vụ bị ghi nhầm; chức vụ mới theo quyết định thì bổ nhiệm. Đổi ngày bắt đầu thì chức vụ chính liền trước kết thúc vào ngày trước đó.";
    Act { caption: person.full_name.clone(), intro, rows: Vec::new(), inputs, button: "Lưu", page }
}

async fn person_view(user: &User, person_id: &str, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Result<Response, Halt> {
    let request = GetPersonRequest { person_id: person_id.to_owned(), ..GetPersonRequest::default() };
    let answer = user.calls.send(request).await?;
    let page = user.page("Sửa thông tin ghi nhầm").back(format!("/to-chuc/nhan-su/{person_id}")).with(mistakes);
    let view = person_page(page, &answer.person.unwrap_or_default(), answer.birth_date.as_ref(), posted);
    Ok(html(view.page.status(), &view))
}

/// `GET /to-chuc/nhan-su/{person}/sua-thong-tin`.
pub async fn ask_person(user: User, Path(person_id): Path<String>) -> Result<Response, Halt> {
    user.only(&OFFICERS)?;
    person_view(&user, &person_id, Vec::new(), None).await
}

/// `POST /to-chuc/nhan-su/{person}/sua-thong-tin`.
pub async fn correct_person(user: User, Path(person_id): Path<String>, posted: Posted) -> Result<Response, Halt> {
    match send_person(&user, &person_id, &posted).await? {
        Ok(()) => Ok(go(&format!("/to-chuc/nhan-su/{person_id}"), "luu")),
        Err(mistakes) => person_view(&user, &person_id, mistakes, Some(&posted)).await,
    }
}

async fn send_person(user: &User, person_id: &str, posted: &Posted) -> Done<()> {
    let mut mistakes = Vec::new();
    let (birth_date, recruited_on) = (posted.day("birth_date", &mut mistakes), posted.day("recruited_on", &mut mistakes));
    if !mistakes.is_empty() {
        return Ok(Err(mistakes));
    }
    let request = CorrectPersonRequest {
        request_id: posted.request_id(),
        person_id: person_id.to_owned(),
        full_name: posted.line("full_name"),
        birth_date,
        party_member: posted.get("party_member") == YES,
        education_public_employee: posted.get("education_public_employee") == YES,
        recruited_on,
        reason: posted.lines("reason"),
    };
    settled(posted, user.calls.send(request).await.map(drop))
}

async fn post_view(
    user: &User,
    (person_id, post_id): (&str, &str),
    mistakes: Vec<Mistake>,
    posted: Option<&Posted>,
) -> Result<Response, Halt> {
    let person = find(user, person_id).await?;
    let post = person.posts.iter().find(|post| post.post_id == post_id);
    let post = post.ok_or_else(|| Halt::NotFound("Không có chức vụ này.".to_owned()))?;
    let page = user.page("Sửa chức vụ ghi nhầm").back(format!("/to-chuc/nhan-su/{person_id}")).with(mistakes);
    let view = post_page(page, (&person, post), units(user, &post.agency_id).await?.values(), roles_of(&user.me), posted);
    Ok(html(view.page.status(), &view))
}

/// `GET /to-chuc/nhan-su/{person}/chuc-vu/{post}`.
pub async fn ask_post(user: User, Path((person_id, post_id)): Path<(String, String)>) -> Result<Response, Halt> {
    user.only(&OFFICERS)?;
    post_view(&user, (&person_id, &post_id), Vec::new(), None).await
}

/// `POST /to-chuc/nhan-su/{person}/chuc-vu/{post}`.
pub async fn correct_post(user: User, Path((person_id, post_id)): Path<(String, String)>, posted: Posted) -> Result<Response, Halt> {
    match send_post(&user, &person_id, &post_id, &posted).await? {
        Ok(()) => Ok(go(&format!("/to-chuc/nhan-su/{person_id}"), "luu")),
        Err(mistakes) => post_view(&user, (&person_id, &post_id), mistakes, Some(&posted)).await,
    }
}

async fn send_post(user: &User, person_id: &str, post_id: &str, posted: &Posted) -> Done<()> {
    let mut mistakes = Vec::new();
    let from = posted.day("from", &mut mistakes);
    if !mistakes.is_empty() {
        return Ok(Err(mistakes));
    }
    let request = CorrectPostRequest {
        request_id: posted.request_id(),
        person_id: person_id.to_owned(),
        post_id: post_id.to_owned(),
        unit_id: posted.line("unit_id"),
        title: posted.line("title"),
        employment: posted.get("employment").parse().unwrap_or_default(),
        rank: posted.line("rank"),
        step: posted.line("step"),
        coefficient: posted.line("coefficient"),
        from,
        role: posted.get("role").parse().unwrap_or_default(),
        reason: posted.lines("reason"),
    };
    settled(posted, user.calls.send(request).await.map(drop))
}
