//! Nhân sự: the people of an agency, their posts, what is wrong with them, and what an HR officer does about it.

pub mod acts;
pub mod delegation;
pub mod direct_head;
pub mod facts;
pub mod guidance;
pub mod import;
pub mod mending;
pub mod newcomer;
pub mod past_years;
pub mod titles;
pub mod units;

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use axum::response::Response;
use chrono::NaiveDate;
use proto::identity::v1::{
    GetPersonRequest, ListPeopleRequest, ListPersonnelProblemsRequest, ListUnitsRequest, Person, PersonnelProblem, Post, PostKind,
    SystemRole, Unit,
};

use regulation::Relation;

use crate::field::SummaryRow;
use crate::halt::Halt;
use crate::page::{Page, html};
use crate::pages::common::{Cell, Details, Listing, Wanted};
use crate::pages::everything;
use crate::pages::names::{Names, name_of, names};
use crate::session::{Me, User};
use crate::show;

/// How a post is held.
pub fn kind(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Unspecified => "",
        PostKind::Main => "Chức vụ chính",
        PostKind::Concurrent => "Kiêm nhiệm",
        PostKind::Acting => "Quyền, phụ trách",
        PostKind::Secondment => "Biệt phái",
    }
}

/// Whether a post has no last day yet.
pub fn open(post: &&Post) -> bool {
    post.valid_to.as_ref().is_none_or(|day| day.iso.is_empty())
}

/// The agency that a list is about: the one asked for, or one's own.
fn agency(user: &User, wanted: &Wanted) -> String {
    if wanted.co_quan.is_empty() { user.me.agency_id.clone() } else { wanted.co_quan.clone() }
}

/// Names of the units of an agency, by id.
pub async fn units(user: &User, agency_id: &str) -> Result<BTreeMap<String, Unit>, Halt> {
    let request = ListUnitsRequest { page: everything(), agency_id: agency_id.to_owned(), ..ListUnitsRequest::default() };
    let units = user.calls.send(request).await?.units;
    Ok(units.into_iter().map(|unit| (unit.unit_id.clone(), unit)).collect())
}

fn unit_name(units: &BTreeMap<String, Unit>, id: &str) -> String {
    units.get(id).map(|unit| unit.name.clone()).unwrap_or_default()
}

/// The list of people.
pub fn people_page(
    page: Page,
    people: &[Person],
    units: &BTreeMap<String, Unit>,
    heads: &Names,
    wanted: &Wanted,
    (next, today): (String, NaiveDate),
) -> Listing {
    let row = |person: &Person| {
        let posts: Vec<&Post> = person.posts.iter().filter(|post| contract::is_held(post, today)).collect();
        let titles: Vec<String> = posts.iter().map(|post| post.title.clone()).collect();
        let places: Vec<String> = posts.iter().map(|post| unit_name(units, &post.unit_id)).collect();
        vec![
            Cell::link(&person.full_name, format!("/to-chuc/nhan-su/{}", person.person_id)).note(&person.email),
            Cell::new(if titles.is_empty() { "Không còn chức vụ".to_owned() } else { titles.join("; ") }),
            Cell::new(places.join("; ")),
            Cell::new(posts.first().map(|post| show::post_role(post.role())).unwrap_or_default())
                .note(posts.first().map(|post| show::group(post.group())).unwrap_or_default()),
            Cell::new(heads.get(&person.direct_head_id).cloned().unwrap_or_default()).note(if by_order(person) { ORDERED } else { "" }),
        ]
    };
    let rows = people.iter().map(row).collect();
    let columns = ["Họ và tên", "Chức vụ", "Đơn vị", "Vai trò trong đánh giá", Relation::DirectHead.vi()];
    let mut list = Listing::new(page, &columns, rows, "Không có ai như vậy.").searched("Tìm theo tên, thư công vụ", wanted);
    list.next = next;
    list
}

/// What is said of a head whom the head of the agency named.
const ORDERED: &str = "Người đứng đầu cơ quan giao";

/// Whether the direct head is the one whom the head of the agency ordered.
fn by_order(person: &Person) -> bool {
    !person.direct_head_id.is_empty() && person.posts.first().is_some_and(|post| post.ordered_head_id == person.direct_head_id)
}

/// What an officer does with the list.
fn officers_links(wanted: &Wanted) -> Vec<(String, String)> {
    let of = if wanted.co_quan.is_empty() { String::new() } else { format!("?co_quan={}", wanted.co_quan) };
    vec![
        (format!("/to-chuc/nhan-su/them{of}"), "Thêm một người".to_owned()),
        (format!("/to-chuc/don-vi{of}"), "Đơn vị của cơ quan".to_owned()),
        (format!("/to-chuc/ra-soat{of}"), "Rà soát: ai thiếu thủ trưởng trực tiếp, đơn vị một người…".to_owned()),
        ("/to-chuc/nhap".to_owned(), "Nhập danh sách nhân sự từ Excel".to_owned()),
        ("/to-chuc/chuc-danh".to_owned(), "Chức danh và vai trò trong đánh giá".to_owned()),
    ]
}

/// What of somebody's service only the heads above and officers are told.
fn service(person: &Person) -> Vec<SummaryRow> {
    let Some(facts) = &person.facts else { return Vec::new() };
    let mut rows = vec![
        SummaryRow::new("Đảng viên", if person.party_member { "Có" } else { "Không" }),
        SummaryRow::new("Ngày tuyển dụng", show::day(facts.recruited_on.as_ref())),
    ];
    let mut training: Vec<_> = facts.training_full_days.iter().collect();
    training.sort();
    rows.extend(training.into_iter().rev().map(|(year, days)| SummaryRow::new(format!("Đi học năm {year}"), format!("{days} ngày"))));
    if facts.left_on.is_some() {
        rows.push(SummaryRow::new("Thôi làm việc từ", show::day(facts.left_on.as_ref())));
    }
    rows
}

/// One person, and what somebody of these roles may do with them.
pub fn person_page(page: Page, person: &Person, units: &BTreeMap<String, Unit>, head: String, me: &Me) -> Details {
    let head = match (head.is_empty(), by_order(person)) {
        (true, _) => "Không có".to_owned(),
        (false, true) => format!("{head}\n{ORDERED}"),
        (false, false) => head,
    };
    let mut rows = vec![SummaryRow::new("Thư công vụ", &person.email), SummaryRow::new(Relation::DirectHead.vi(), head)];
    rows.extend(service(person));
    // Nobody changes their own posts.
    let officer = me.holds(&acts::OFFICERS) && me.person_id != person.person_id;
    let mended = |post: &Post| match officer {
        true => format!("/to-chuc/nhan-su/{}/chuc-vu/{}", person.person_id, post.post_id),
        false => String::new(),
    };
    let post = |post: &Post| {
        let until = post.valid_to.as_ref().filter(|day| !day.iso.is_empty());
        let span = match until {
            Some(_) => format!("{} – {}", show::day(post.valid_from.as_ref()), show::day(until)),
            None => format!("từ {}", show::day(post.valid_from.as_ref())),
        };
        SummaryRow::new(
            &post.title,
            format!(
                "{}\n{}, {span}\n{}\n{}",
                unit_name(units, &post.unit_id),
                kind(post.kind()),
                show::post_role(post.role()),
                show::group(post.group())
            ),
        )
        .change(mended(post))
    };
    let elsewhere = (format!("/to-chuc/nhan-su/{}/co-quan-khac", person.person_id), "Bổ nhiệm, điều động sang cơ quan khác".to_owned());
    let details = (format!("/to-chuc/nhan-su/{}/sua-thong-tin", person.person_id), "Sửa thông tin ghi nhầm".to_owned());
    let act = |act: &acts::PersonAct| (format!("/to-chuc/nhan-su/{}/{}", person.person_id, act.slug), act.name.to_owned());
    let order = (direct_head::path(&person.person_id), direct_head::NAME.to_owned());
    let fact = |kind: &facts::Kind| (format!("/to-chuc/khai-bao/{}/{}", person.person_id, kind.slug), kind.name.to_owned());
    Details {
        page,
        caption: "Nhân sự".to_owned(),
        parts: vec![(String::new(), rows), ("Chức vụ".to_owned(), person.posts.iter().rev().map(post).collect())],
        acts: acts::ACTS
            .iter()
            .filter(|_| officer)
            .map(act)
            .chain(std::iter::once(details).filter(|_| officer))
            .chain(std::iter::once(elsewhere).filter(|_| officer && me.holds(&[SystemRole::SnvAdmin])))
            .chain(std::iter::once(order).filter(|_| direct_head::offered(me, person)))
            .chain(facts::KINDS.iter().filter(|_| me.holds(&facts::OFFICERS)).map(fact))
            .collect(),
    }
}

/// What is to be mended.
pub fn problems_page(page: Page, problems: &[PersonnelProblem], people: &Names, units: &BTreeMap<String, Unit>) -> Listing {
    let row = |problem: &PersonnelProblem| {
        let about = match people.get(&problem.person_id) {
            Some(name) => Cell::link(name, format!("/to-chuc/nhan-su/{}", problem.person_id)),
            None => Cell::new(unit_name(units, &problem.unit_id)),
        };
        vec![about, Cell::new(&problem.message)]
    };
    let rows = problems.iter().map(row).collect();
    let mut list = Listing::new(page, &["Người, đơn vị", "Cần sửa"], rows, "Không có gì cần sửa trước khi mở kỳ đánh giá.");
    list.lead = "Sửa trước khi mở kỳ đánh giá: phân công đánh giá được lập từ các chức vụ này.".to_owned();
    list
}

/// `GET /to-chuc/nhan-su`.
pub async fn list(user: User, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    let agency_id = agency(&user, &wanted);
    let request = ListPeopleRequest {
        page: wanted.page(),
        agency_id: agency_id.clone(),
        unit_id: String::new(),
        search: wanted.tu.clone(),
        leading: false,
    };
    let answer = user.calls.send(request).await?;
    let next = wanted.next("/to-chuc/nhan-su", answer.page.as_ref());
    let officer = user.me.holds(&acts::OFFICERS);
    let page = user.page("Nhân sự").back(if officer { "/to-chuc" } else { "/" });
    let heads = names(&user, answer.people.iter().map(|person| &person.direct_head_id)).await;
    let mut view = people_page(page, &answer.people, &units(&user, &agency_id).await?, &heads, &wanted, (next, user.app.today()));
    if officer {
        view.links = officers_links(&wanted);
    }
    Ok(html(view.page.status(), &view))
}

/// Somebody, as identity knows them.
async fn find(user: &User, person_id: &str) -> Result<Person, Halt> {
    let request = GetPersonRequest { person_id: person_id.to_owned(), ..GetPersonRequest::default() };
    Ok(user.calls.send(request).await?.person.unwrap_or_default())
}

/// `GET /to-chuc/nhan-su/{person}`.
pub async fn show(user: User, Path(person_id): Path<String>) -> Result<Response, Halt> {
    let person = find(&user, &person_id).await?;
    let held = |post: &&Post| contract::is_held(post, user.app.today());
    let agency_id = person.posts.iter().find(held).or(person.posts.last()).map(|post| post.agency_id.clone()).unwrap_or_default();
    let head = match person.direct_head_id.as_str() {
        "" => String::new(),
        head => name_of(&user, head).await,
    };
    let units = units(&user, &agency_id).await?;
    let view = person_page(user.page(&person.full_name).back("/to-chuc/nhan-su"), &person, &units, head, &user.me);
    Ok(html(view.page.status(), &view))
}

/// Who belongs to no agency looks at one after the other.
async fn choose_agency(user: &User, page: Page, path: &str) -> Result<Response, Halt> {
    let request = ListUnitsRequest { page: everything(), agencies_only: true, ..ListUnitsRequest::default() };
    let agencies = user.calls.send(request).await?.units;
    let row = |unit: &Unit| vec![Cell::link(&unit.name, format!("{path}?co_quan={}", unit.unit_id))];
    let rows = agencies.iter().map(row).collect();
    let view = Listing::new(page, &["Cơ quan"], rows, "Chưa có cơ quan nào.");
    Ok(html(view.page.status(), &view))
}

/// `GET /to-chuc/ra-soat`.
pub async fn problems(user: User, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    let agency_id = agency(&user, &wanted);
    if agency_id.is_empty() {
        return choose_agency(&user, user.page("Rà soát nhân sự").back("/to-chuc"), "/to-chuc/ra-soat").await;
    }
    let request = ListPersonnelProblemsRequest { page: wanted.page(), agency_id: agency_id.clone(), as_of: None };
    let answer = user.calls.send(request).await?;
    let names = names(&user, answer.problems.iter().map(|problem| &problem.person_id)).await;
    let mut view = problems_page(user.page("Rà soát nhân sự").back("/to-chuc"), &answer.problems, &names, &units(&user, &agency_id).await?);
    view.next = wanted.next("/to-chuc/ra-soat", answer.page.as_ref());
    Ok(html(view.page.status(), &view))
}
