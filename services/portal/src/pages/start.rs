//! «Bắt đầu»: the seven things that Sở Nội vụ does before anybody can be evaluated, each with how far it is.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use futures::future::BoxFuture;
use futures::{StreamExt, TryStreamExt};
use proto::evaluation::v1::{CheckRoutingRequest, ListPeriodsRequest, Period, PeriodState};
use proto::identity::v1::{GetStatusReportRequest, GetStatusReportResponse, ListUnitsRequest, SystemRole, Unit, UnitKind};
use proto::scoring::v1::{CriteriaSet, GetLawOfYearRequest, GroupLaw, ListCriteriaSetsRequest};
use rpc::Problem;

use crate::field::{Tag, TaskItem};
use crate::halt::Halt;
use crate::page::{Page, html};
use crate::pages::everything;
use crate::pages::years::{OfYear, Years};
use crate::session::User;
use crate::show;

#[derive(Template)]
#[template(path = "start.html")]
pub struct Start {
    page: Page,
    items: Vec<TaskItem>,
    done: usize,
}

/// What the services say is there.
#[derive(Default)]
pub struct Known {
    /// The year that is prepared.
    pub year: i32,
    /// Criteria sets in force.
    pub sets: Vec<CriteriaSet>,
    /// Which pack is proposed for each group.
    pub law: Vec<GroupLaw>,
    /// Accounts and roles.
    pub report: GetStatusReportResponse,
    /// The agencies of today, the province among them.
    pub units: Vec<Unit>,
    /// The periods of the year.
    pub periods: Vec<Period>,
    /// Agencies whose period waits for its routing to be looked at, and how many problems were found in them.
    pub routing: (usize, usize),
}

/// How far one thing is: done, under way, or not begun; with what is there.
fn state(reached: usize, wanted: usize, words: &str) -> Tag {
    match reached {
        0 => Tag::new("Chưa làm", "grey"),
        _ if reached >= wanted => Tag::new("Xong", "green"),
        _ => Tag::new(format!("{reached}/{wanted} {words}"), "yellow"),
    }
}

impl Known {
    /// The seven things, in the order in which they are done.
    pub fn items(&self) -> Vec<TaskItem> {
        let item =
            |href: &str, name: &str, hint: String, status: Tag| TaskItem { href: href.to_owned(), name: name.to_owned(), hint, status };
        let of_the_year = |page: &str| format!("{page}?nam={}", self.year);
        let agencies: Vec<&Unit> = self.units.iter().filter(|unit| unit.kind() != UnitKind::Province).collect();
        let with_people = |unit: &&&Unit| self.report.agencies.iter().any(|agency| agency.agency_id == unit.unit_id);
        let with_period = |unit: &&&Unit| self.periods.iter().any(|period| period.agency_id == unit.unit_id);
        let sets = show::groups().iter().filter(|group| self.sets.iter().any(|set| set.group() == **group)).count();
        let packs = self.law.iter().filter(|law| law.published).count();
        let accounts = self.report.accounts.unwrap_or_default();
        // The first administrators came in without a list.
        let administrators = self.people_with(SystemRole::SnvAdmin);
        let listed = usize::try_from(accounts.invited + accounts.active - administrators).unwrap_or_default();
        let invited = if self.report.has_email_list || listed == 0 {
            String::new()
        } else {
            format!(" Chưa có danh sách này mà đã mời {listed} tài khoản theo danh sách nhân sự.")
        };
        let officers = self.officers();
        let periods = agencies.iter().filter(with_period).count();
        let (unseen, problems) = self.routing;
        let routing = match (periods, unseen, problems) {
            (0, ..) => Tag::new("Sau khi mở kỳ", "grey"),
            (_, 0, _) => Tag::new("Xong", "green"),
            (_, _, 0) => Tag::new("Không còn vấn đề", "green"),
            (_, _, problems) => Tag::new(format!("{problems} vấn đề"), "yellow"),
        };
        vec![
            item(
                &of_the_year("/so-noi-vu/co-san"),
                "Bộ tiêu chí chấm điểm",
                "Ban hành bộ có sẵn, hoặc soạn bộ của tỉnh.".to_owned(),
                state(sets, show::groups().len(), "nhóm"),
            ),
            item(
                &of_the_year("/so-noi-vu/co-san"),
                "Bộ quy tắc xếp loại",
                format!("Mỗi nhóm đối tượng cần một bộ áp dụng cho năm {}.", self.year),
                state(packs, show::groups().len(), "nhóm"),
            ),
            item(
                "/to-chuc/nhap",
                "Cơ quan và danh sách nhân sự",
                "Mỗi cơ quan một tệp Excel: đơn vị, chức vụ, con người. Người đứng đầu có quyền khi quản trị viên thứ hai đã xác nhận.".to_owned(),
                state(agencies.iter().filter(with_people).count(), agencies.len().max(1), "cơ quan"),
            ),
            item(
                "/cong-nghe/thu-cong-vu",
                "Danh sách thư công vụ",
                format!("Trung tâm Tin học gửi, sau khi đã nhập danh sách nhân sự; mỗi địa chỉ thành một tài khoản (Điều 7.2).{invited}"),
                match (self.report.has_email_list, listed) {
                    (false, 0) => Tag::new("Chưa làm", "grey"),
                    (false, _) => Tag::new("Chưa có", "yellow"),
                    (true, _) => Tag::new(format!("{listed} tài khoản"), "green"),
                },
            ),
            item(
                "/cong-nghe/tai-khoan",
                "Vai trò",
                "Mỗi cơ quan một cán bộ tổ chức; toàn tỉnh có cấp trên có thẩm quyền và người giám sát. Vai trò toàn tỉnh cần hai người giao.".to_owned(),
                if self.holds(SystemRole::HigherAuthority) && self.holds(SystemRole::Auditor) {
                    state(officers, agencies.len().max(1), "cơ quan có cán bộ tổ chức")
                } else {
                    Tag::new("Còn thiếu", "yellow")
                },
            ),
            item(
                &of_the_year("/so-noi-vu/ky/tat-ca"),
                "Kỳ đánh giá",
                format!("Mở kỳ năm {} cho các cơ quan, hạn theo loại cơ quan.", self.year),
                state(periods, agencies.len().max(1), "cơ quan"),
            ),
            item(
                &of_the_year("/to-chuc/ky"),
                "Rà soát phân luồng",
                "Ai thiếu thủ trưởng trực tiếp, ai có quá nhiều người phải góp ý; sửa trước khi mở tự đánh giá.".to_owned(),
                routing,
            ),
        ]
    }

    /// For how many agencies somebody is in charge of personnel.
    fn officers(&self) -> usize {
        let officers = self.report.roles.iter().find(|count| count.role() == SystemRole::HrOfficer);
        officers.map(|count| usize::try_from(count.agencies).unwrap_or_default()).unwrap_or_default()
    }

    fn people_with(&self, role: SystemRole) -> i32 {
        self.report.roles.iter().find(|count| count.role() == role).map_or(0, |count| count.people)
    }

    fn holds(&self, role: SystemRole) -> bool {
        self.people_with(role) > 0
    }
}

/// Whether one of the things is done.
fn is_done(item: &TaskItem) -> bool {
    item.status.colour == "green"
}

impl Start {
    /// The seven things.
    pub fn new(page: Page, known: &Known) -> Self {
        let items = known.items();
        Self { done: items.iter().filter(|item| is_done(item)).count(), items, page }
    }
}

/// The line of «Việc của tôi» while something is left to be done.
pub fn line(known: &Known) -> Option<TaskItem> {
    let items = known.items();
    let done = items.iter().filter(|item| is_done(item)).count();
    let next = items.iter().find(|item| !is_done(item))?;
    Some(TaskItem {
        href: "/bat-dau".to_owned(),
        name: format!("Chuẩn bị năm đánh giá {}: xong {done}/{} việc", known.year, items.len()),
        hint: format!("Việc tiếp theo: {}.", next.name),
        status: Tag::new("Cần làm", "blue"),
    })
}

/// Asks the services what is there.
pub async fn known(user: &User, year: i32) -> Result<Known, Halt> {
    let (sets, law, report, units, periods) = tokio::try_join!(
        user.calls.send(ListCriteriaSetsRequest { page: everything() }),
        user.calls.send(GetLawOfYearRequest { year }),
        user.calls.send(GetStatusReportRequest { year, ..Default::default() }),
        user.calls.send(ListUnitsRequest { page: everything(), agencies_only: true, ..Default::default() }),
        user.calls.send(ListPeriodsRequest { page: everything(), year, ..ListPeriodsRequest::default() }),
    )?;
    let (sets, law, units, periods) = (sets.criteria_sets, law.groups, units.units, periods.periods);
    Ok(Known { year, sets, law, report, units, periods, routing: (0, 0) })
}

/// How many agencies are before self-assessment, and the problems of their routing: asked agency by agency, some at a time.
async fn routing(user: &User, periods: &[Period]) -> Result<(usize, usize), Halt> {
    const AT_ONCE: usize = 8;
    let early = |period: &&Period| matches!(period.state(), PeriodState::Planned | PeriodState::Logging);
    let check = |period: &Period| -> BoxFuture<'static, Result<usize, Problem>> {
        let (calls, period_id) = (user.calls.clone(), period.period_id.clone());
        Box::pin(async move { Ok(calls.send(CheckRoutingRequest { period_id, most_subjects: 0 }).await?.problems.len()) })
    };
    let asked: Vec<_> = periods.iter().filter(early).map(check).collect();
    let found: Vec<usize> = futures::stream::iter(asked).buffer_unordered(AT_ONCE).try_collect().await?;
    Ok((found.len(), found.into_iter().sum()))
}

/// `GET /bat-dau`.
pub async fn show(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let years = Years::to_prepare(&user, asked.nam).await?;
    let mut known = known(&user, years.year).await?;
    known.routing = routing(&user, &known.periods).await?;
    let page = user.page(format!("Bắt đầu năm đánh giá {}", known.year)).back("/so-noi-vu").years(&years);
    let view = Start::new(page, &known);
    Ok(html(view.page.status(), &view))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::identity::v1::{AccountCounts, AgencyStatus, RoleCount};

    #[test]
    fn an_empty_province_has_seven_things_to_do_and_a_prepared_one_none() {
        let empty = Known { year: 2026, ..Known::default() };
        assert_eq!(empty.items().len(), 7);
        assert!(empty.items().iter().all(|item| !is_done(item) && !item.href.is_empty()));
        assert!(line(&empty).unwrap().name.contains("0/7"));
        let unit = Unit { unit_id: "a".into(), kind: UnitKind::Department.into(), ..Unit::default() };
        let role = |role: SystemRole| RoleCount { role: role.into(), people: 1, agencies: 1 };
        let ready = Known {
            year: 2026,
            sets: show::groups().iter().map(|group| CriteriaSet { group: (*group).into(), ..CriteriaSet::default() }).collect(),
            law: show::groups().iter().map(|group| GroupLaw { group: (*group).into(), published: true, ..GroupLaw::default() }).collect(),
            report: GetStatusReportResponse {
                accounts: Some(AccountCounts { active: 19, ..AccountCounts::default() }),
                agencies: vec![AgencyStatus { agency_id: "a".into(), ..AgencyStatus::default() }],
                has_email_list: true,
                roles: vec![role(SystemRole::HrOfficer), role(SystemRole::HigherAuthority), role(SystemRole::Auditor)],
                ..GetStatusReportResponse::default()
            },
            units: vec![unit],
            periods: vec![Period { agency_id: "a".into(), ..Period::default() }],
            routing: (1, 0),
        };
        assert!(line(&ready).is_none(), "{:?}", ready.items());
        let report = GetStatusReportResponse { has_email_list: false, ..ready.report.clone() };
        let unlisted = Known { report, ..ready };
        assert!(line(&unlisted).unwrap().hint.contains("Danh sách thư công vụ"), "a staff list is no official list");
        let wrong = Known { routing: (1, 3), ..unlisted };
        assert_eq!(wrong.items()[6].status.text, "3 vấn đề");
    }
}
