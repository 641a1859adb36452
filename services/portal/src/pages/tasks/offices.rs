//! What waits for an office: Sở Nội vụ and those above agencies, IT officers, and whoever reported a fault.

use proto::common::v1::{Day, PageRequest};
use proto::evaluation::v1::{ListProgressRequest, Progress};
use proto::identity::v1::{
    AccountStatus, FaultState, ListAccountsRequest, ListFaultReportsRequest, ListUnitsRequest, SystemRole, Unit, UnitKind,
};

use crate::field::{Tag, TaskItem};
use crate::halt::Halt;
use crate::pages::everything;
use crate::session::User;

/// More is told as "so many or more".
const COUNTED: i32 = 100;

/// What waits for the offices that somebody holds.
#[derive(Default)]
pub struct OfficeWork {
    /// The year that the province is in.
    pub year: i32,
    /// How far the agencies are whom one oversees.
    pub progress: Vec<Progress>,
    /// Agencies whose year Sở Nội vụ has not opened.
    pub unopened: Vec<String>,
    /// Faults that wait for one's answer.
    pub faults: usize,
    /// Own reports that were answered.
    pub answered: usize,
    /// Accounts of the agency that nobody has activated.
    pub invited: usize,
}

fn many(count: usize) -> String {
    if count >= usize::try_from(COUNTED).unwrap_or(usize::MAX) { format!("{COUNTED}+") } else { count.to_string() }
}

impl OfficeWork {
    /// Late agencies year by year, and those not opened.
    pub(super) fn province(&self) -> Vec<TaskItem> {
        let mut items: Vec<TaskItem> = [self.year, self.year - 1].into_iter().filter_map(|year| self.late(year)).collect();
        if !self.unopened.is_empty() {
            let first: Vec<&str> = self.unopened.iter().take(3).map(String::as_str).collect();
            let more = if self.unopened.len() > first.len() { ", …" } else { "" };
            items.push(TaskItem {
                href: "/so-noi-vu/ky/mo".to_owned(),
                name: format!("Mở kỳ đánh giá năm {} cho {} cơ quan", self.year, self.unopened.len()),
                hint: format!("{}{more}", first.join(", ")),
                status: Tag::new("Cần làm", "blue"),
            });
        }
        items
    }

    fn late(&self, year: i32) -> Option<TaskItem> {
        let of_year = |one: &&Progress| one.period.as_ref().is_some_and(|period| period.year == year);
        let late: Vec<&Progress> = self.progress.iter().filter(of_year).filter(|one| one.days_late > 0).collect();
        let first = late.iter().max_by_key(|one| one.days_late)?;
        let name = first.period.as_ref().map(|period| period.agency_name.as_str()).unwrap_or_default();
        Some(TaskItem {
            href: format!("/toan-tinh?nam={year}"),
            name: format!("{} cơ quan chậm kỳ đánh giá năm {year}", late.len()),
            hint: format!("Chậm nhất: {name}, {} ngày, {} việc quá hạn", first.days_late, first.overdue),
            status: Tag::new("Cần xem", "orange"),
        })
    }

    /// Faults and accounts.
    pub(super) fn support(&self) -> Vec<TaskItem> {
        let line = |count: usize, href: &str, name: String| {
            (count > 0).then(|| TaskItem { href: href.to_owned(), name, hint: String::new(), status: Tag::new("Cần làm", "blue") })
        };
        let items = [
            line(self.faults, "/ho-tro", format!("Trả lời {} sự cố được báo", many(self.faults))),
            line(self.answered, "/ho-tro", format!("Xem trả lời về {} sự cố bạn đã báo", many(self.answered))),
            line(self.invited, "/cong-nghe/tai-khoan?loc=1", format!("{} tài khoản chưa kích hoạt: gửi lại liên kết", many(self.invited))),
        ];
        items.into_iter().flatten().collect()
    }
}

/// Looks what waits for the offices of the signed-in person.
pub(super) async fn work(user: &User) -> Result<OfficeWork, Halt> {
    let year = user.app.year();
    let (progress, unopened, faults, answered, invited) =
        tokio::try_join!(overseen(user, year), unopened(user, year), faults(user), answered(user), invited(user))?;
    Ok(OfficeWork { year, progress, unopened, faults, answered, invited })
}

async fn overseen(user: &User, year: i32) -> Result<Vec<Progress>, Halt> {
    if !user.me.holds(&[SystemRole::SnvAdmin, SystemRole::ProvinceLeader, SystemRole::HigherAuthority]) {
        return Ok(Vec::new());
    }
    let of = async |year| Ok::<_, Halt>(user.calls.list_progress(ListProgressRequest { page: everything(), year }).await?.agencies);
    let (now, before) = tokio::try_join!(of(year), of(year - 1))?;
    Ok([now, before].concat())
}

async fn unopened(user: &User, year: i32) -> Result<Vec<String>, Halt> {
    if !user.me.holds(&[SystemRole::SnvAdmin]) {
        return Ok(Vec::new());
    }
    let today = Some(Day { iso: user.app.today().to_string() });
    let request = ListUnitsRequest { page: everything(), as_of: today, agencies_only: true, ..Default::default() };
    let (units, opened) =
        tokio::try_join!(async { Ok::<_, Halt>(user.calls.list_units(request).await?.units) }, crate::pages::years::periods(user, year))?;
    let open = |unit: &Unit| opened.iter().any(|period| period.agency_id == unit.unit_id);
    let closed = units.into_iter().filter(|unit| unit.kind() != UnitKind::Province && !open(unit));
    Ok(closed.map(|unit| unit.name).collect())
}

async fn reports(user: &User, state: FaultState, mine: bool) -> Result<usize, Halt> {
    let page = Some(PageRequest { page_size: COUNTED, page_token: String::new() });
    Ok(user.calls.list_fault_reports(ListFaultReportsRequest { page, state: state.into(), mine }).await?.reports.len())
}

async fn faults(user: &User) -> Result<usize, Halt> {
    if user.me.holds(&[SystemRole::SnvAdmin]) {
        return reports(user, FaultState::Forwarded, false).await;
    }
    if user.me.holds(&[SystemRole::UnitIt]) { reports(user, FaultState::Open, false).await } else { Ok(0) }
}

async fn answered(user: &User) -> Result<usize, Halt> {
    reports(user, FaultState::Answered, true).await
}

async fn invited(user: &User) -> Result<usize, Halt> {
    if !user.me.holds(&[SystemRole::UnitIt]) {
        return Ok(0);
    }
    let page = Some(PageRequest { page_size: COUNTED, page_token: String::new() });
    let request = ListAccountsRequest { page, status: AccountStatus::Invited.into(), ..ListAccountsRequest::default() };
    Ok(user.calls.list_accounts(request).await?.accounts.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::evaluation::v1::Period;

    #[test]
    fn every_office_is_told_what_waits_for_it() {
        let late = |name: &str, days_late| Progress {
            period: Some(Period { agency_name: name.to_owned(), year: 2019, ..Period::default() }),
            days_late,
            overdue: 4,
            ..Progress::default()
        };
        let work = OfficeWork {
            year: 2020,
            progress: vec![late("Sở Y tế", 0), late("Sở Nội vụ", 3), late("Sở Tài chính", 40)],
            unopened: vec!["Sở Công Thương".to_owned()],
            faults: 4,
            answered: 0,
            invited: 100,
        };
        let lines: Vec<String> = work.province().into_iter().map(|item| item.name).collect();
        assert_eq!(lines, ["2 cơ quan chậm kỳ đánh giá năm 2019", "Mở kỳ đánh giá năm 2020 cho 1 cơ quan"]);
        let lines: Vec<String> = work.support().into_iter().map(|item| item.name).collect();
        assert_eq!(lines, ["Trả lời 4 sự cố được báo", "100+ tài khoản chưa kích hoạt: gửi lại liên kết"]);
        assert!(OfficeWork::default().province().is_empty() && OfficeWork::default().support().is_empty());
    }
}
