//! Đơn vị: the tree of an agency with heads and numbers, and what officers do with single units.

pub mod acts;
pub mod preview;

use axum::extract::{Path, Query};
use axum::response::Response;
use chrono::NaiveDate;
use proto::common::v1::{Day, PageRequest};
use proto::identity::v1::{ListPeopleRequest, ListUnitsRequest, Person, SystemRole, Unit, UnitKind, UnitStaff};

use super::acts::OFFICERS;
use super::agency;
use crate::field::SummaryRow;
use crate::halt::Halt;
use crate::page::{Page, html};
use crate::pages::common::{Cell, Details, Listing, Wanted};
use crate::pages::everything;
use crate::session::User;

/// Where units are listed.
pub const HOME: &str = "/to-chuc/don-vi";

/// What a unit is, as staff lists write it.
pub fn kind(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Unspecified => "",
        UnitKind::Province => "Tỉnh",
        UnitKind::Department => "Sở, ban, ngành",
        UnitKind::District => "UBND cấp huyện",
        UnitKind::Commune => "UBND cấp xã",
        UnitKind::PublicService => "Đơn vị sự nghiệp cấp tỉnh",
        UnitKind::Association => "Hội",
        UnitKind::Division => "Phòng, ban, bộ phận",
        UnitKind::Leadership => "Ban lãnh đạo",
    }
}

/// The units of an agency of today, and who is in them.
#[derive(Default)]
pub struct Tree {
    /// By code.
    pub units: Vec<Unit>,
    /// Units without anybody are missing.
    pub staff: Vec<UnitStaff>,
}

impl Tree {
    fn unit(&self, id: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.unit_id == id)
    }

    fn name(&self, id: &str) -> String {
        self.unit(id).map(|unit| unit.name.clone()).unwrap_or_default()
    }

    fn staff(&self, id: &str) -> UnitStaff {
        self.staff.iter().find(|staff| staff.unit_id == id).cloned().unwrap_or_default()
    }

    /// Each unit after the one above it, with how deep it stands.
    fn in_order(&self) -> Vec<(usize, &Unit)> {
        let mut rows = Vec::new();
        let tops = self.units.iter().filter(|unit| self.unit(&unit.parent_id).is_none());
        let mut ahead: Vec<(usize, &Unit)> = tops.rev().map(|unit| (0, unit)).collect();
        while let Some((depth, unit)) = ahead.pop() {
            rows.push((depth, unit));
            let below = self.units.iter().filter(|below| below.parent_id == unit.unit_id);
            ahead.extend(below.rev().map(|below| (depth + 1, below)));
        }
        rows
    }
}

/// The tree of an agency.
pub fn list_page(page: Page, tree: &Tree, links: Vec<(String, String)>) -> Listing {
    let row = |(depth, unit): (usize, &Unit)| {
        let staff = tree.staff(&unit.unit_id);
        let name = format!("{}{}", "– ".repeat(depth), unit.name);
        vec![
            Cell::link(name, format!("{HOME}/{}", unit.unit_id)).note(&unit.code),
            Cell::new(tree.name(&unit.parent_id)),
            if staff.head_id.is_empty() {
                Cell::new("Chưa có")
            } else {
                Cell::link(staff.head_name, format!("/to-chuc/nhan-su/{}", staff.head_id))
            },
            Cell::new(staff.people.to_string()),
        ]
    };
    let rows = tree.in_order().into_iter().map(row).collect();
    let mut list = Listing::new(page, &["Đơn vị", "Trực thuộc", "Người đứng đầu", "Số người"], rows, "Chưa có đơn vị nào.");
    list.lead =
        "Mở một đơn vị để đổi tên, chuyển, sáp nhập, chia tách hoặc kết thúc. Mỗi việc đều xem trước được trước khi lưu.".to_owned();
    list.links = links;
    list
}

/// One unit, and what may be done with it.
pub fn unit_page(page: Page, unit: &Unit, tree: &Tree, (people, today): (&[Person], NaiveDate), acts: Vec<(String, String)>) -> Details {
    let staff = tree.staff(&unit.unit_id);
    let head = if staff.head_name.is_empty() { "Chưa có".to_owned() } else { staff.head_name };
    let rows = vec![
        SummaryRow::new("Mã đơn vị", &unit.code),
        SummaryRow::new("Tên viết tắt", &unit.abbreviation),
        SummaryRow::new("Loại", kind(unit.kind())),
        SummaryRow::new("Trực thuộc", tree.name(&unit.parent_id)),
        SummaryRow::new("Người đứng đầu", head),
    ];
    let person = |person: &Person| {
        let titles: Vec<&str> = person
            .posts
            .iter()
            .filter(|post| contract::is_held(post, today) && post.unit_id == unit.unit_id)
            .map(|post| post.title.as_str())
            .collect();
        SummaryRow::new(&person.full_name, titles.join("; "))
    };
    let parts = vec![
        (String::new(), rows.into_iter().filter(|row| !row.value.is_empty()).collect()),
        (format!("{} người", people.len()), people.iter().map(person).collect()),
    ];
    Details { page, caption: "Đơn vị".to_owned(), parts, acts }
}

/// The agencies of the province, for who orders all of them.
pub fn agencies_page(page: Page, agencies: &[Unit]) -> Listing {
    let row = |unit: &Unit| {
        vec![Cell::link(&unit.name, format!("{HOME}?co_quan={}", unit.unit_id)).note(&unit.code), Cell::new(kind(unit.kind()))]
    };
    let rows = agencies.iter().map(row).collect();
    let mut list = Listing::new(page, &["Cơ quan", "Loại"], rows, "Chưa có cơ quan nào.");
    list.links = vec![(format!("{HOME}/moi"), "Lập cơ quan mới".to_owned())];
    list
}

fn today(user: &User) -> Option<Day> {
    Some(Day { iso: user.app.today().to_string() })
}

/// The units of today: of one agency, or all.
async fn tree(user: &User, agency_id: &str) -> Result<Tree, Halt> {
    let mut tree = Tree::default();
    let mut page = everything();
    loop {
        let request = ListUnitsRequest {
            page,
            agency_id: agency_id.to_owned(),
            as_of: today(user),
            with_staff: !agency_id.is_empty(),
            ..ListUnitsRequest::default()
        };
        let answer = user.calls.send(request).await?;
        tree.units.extend(answer.units);
        tree.staff.extend(answer.staff);
        let page_token = answer.page.unwrap_or_default().next_page_token;
        if page_token.is_empty() {
            return Ok(tree);
        }
        page = everything().map(|page| PageRequest { page_token, ..page });
    }
}

/// A unit with the tree of its agency.
async fn find(user: &User, unit_id: &str) -> Result<(Unit, Tree), Halt> {
    let none = || Halt::NotFound("Không có đơn vị này.".to_owned());
    let all = tree(user, "").await?;
    let unit = all.unit(unit_id).cloned().ok_or_else(none)?;
    let tree = tree(user, &unit.agency_id).await?;
    Ok((unit, tree))
}

async fn people(user: &User, unit: &Unit) -> Result<Vec<Person>, Halt> {
    let (agency_id, unit_id) = (unit.agency_id.clone(), unit.unit_id.clone());
    let request = ListPeopleRequest { page: everything(), agency_id, unit_id, ..ListPeopleRequest::default() };
    Ok(user.calls.send(request).await?.people)
}

/// `GET /to-chuc/don-vi`.
pub async fn list(user: User, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    user.only(&OFFICERS)?;
    let agency_id = agency(&user, &wanted);
    // Who belongs to no agency looks at one after the other.
    if agency_id.is_empty() {
        return agencies(user).await;
    }
    let page = user.page("Đơn vị").back("/to-chuc");
    let mut links = vec![(format!("{HOME}/moi?co_quan={agency_id}"), "Lập đơn vị mới".to_owned())];
    links.push((format!("/to-chuc/nhan-su?co_quan={agency_id}"), "Nhân sự của cơ quan".to_owned()));
    links.push((format!("/to-chuc/nhan-su/them?co_quan={agency_id}"), "Thêm một người".to_owned()));
    if user.me.holds(&[SystemRole::SnvAdmin]) {
        links.push((format!("{HOME}/co-quan"), "Cơ quan khác, lập cơ quan mới".to_owned()));
    }
    let view = list_page(page, &tree(&user, &agency_id).await?, links);
    Ok(html(view.page.status(), &view))
}

/// `GET /to-chuc/don-vi/co-quan`.
pub async fn agencies(user: User) -> Result<Response, Halt> {
    user.only(&[SystemRole::SnvAdmin])?;
    let request = ListUnitsRequest { page: everything(), as_of: today(&user), agencies_only: true, ..ListUnitsRequest::default() };
    let view = agencies_page(user.page("Cơ quan trong tỉnh").back("/to-chuc"), &user.calls.send(request).await?.units);
    Ok(html(view.page.status(), &view))
}

/// `GET /to-chuc/don-vi/{unit}`.
pub async fn show(user: User, Path(unit_id): Path<String>) -> Result<Response, Halt> {
    user.only(&OFFICERS)?;
    let (unit, tree) = find(&user, &unit_id).await?;
    user.only_officer_of(&unit.agency_id)?;
    let people = people(&user, &unit).await?;
    let fitting = acts::fitting(&user.me, &unit, &tree);
    let acts = fitting.map(|act| (format!("{HOME}/{unit_id}/{}", act.slug), act.name.to_owned())).collect();
    let page = user.page(&unit.name).back(format!("{HOME}?co_quan={}", unit.agency_id));
    let view = unit_page(page, &unit, &tree, (&people, user.app.today()), acts);
    Ok(html(view.page.status(), &view))
}
