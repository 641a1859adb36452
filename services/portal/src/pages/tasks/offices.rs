//! What waits for an office: Sở Nội vụ and those above agencies, IT officers, and whoever reported a fault.

use proto::common::v1::{Day, PageRequest};
use proto::evaluation::v1::{ListProgressRequest, Progress};
use proto::identity::v1::{
    Account, AccountStatus, FaultState, ListAccountsRequest, ListFaultReportsRequest, ListHeadsToConfirmRequest, ListUnitsRequest,
    SystemRole, Unit, UnitKind,
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
    /// Heads of agencies whom others named and oneself may confirm.
    pub heads: Vec<String>,
    /// Whose accounts have something that others asked for and oneself may confirm: id and name.
    pub asked: Vec<(String, String)>,
}

/// Names of the first few.
fn first_few(names: &[String]) -> String {
    let first: Vec<&str> = names.iter().take(3).map(String::as_str).collect();
    format!("{}{}", first.join(", "), if names.len() > first.len() { ", …" } else { "" })
}

fn many(count: usize) -> String {
    if count >= usize::try_from(COUNTED).unwrap_or(usize::MAX) { format!("{COUNTED}+") } else { count.to_string() }
}

impl OfficeWork {
    /// Late agencies year by year, and those not opened.
    pub(super) fn province(&self) -> Vec<TaskItem> {
        let mut items: Vec<TaskItem> = [self.year, self.year - 1].into_iter().filter_map(|year| self.late(year)).collect();
        if !self.unopened.is_empty() {
            items.push(TaskItem {
                href: "/so-noi-vu/ky/tat-ca".to_owned(),
                name: format!("Mở kỳ đánh giá năm {} cho {} cơ quan", self.year, self.unopened.len()),
                hint: first_few(&self.unopened),
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

    /// What somebody else asked for and oneself may confirm.
    pub(super) fn second_person(&self) -> Vec<TaskItem> {
        let mut items = Vec::new();
        if !self.heads.is_empty() {
            items.push(TaskItem {
                href: "/cong-nghe/nguoi-dung-dau".to_owned(),
                name: format!("Xác nhận {} người đứng đầu cơ quan", self.heads.len()),
                hint: first_few(&self.heads),
                status: Tag::new("Chờ xác nhận", "yellow"),
            });
        }
        items.extend(self.asked.iter().map(|(person, name)| TaskItem {
            href: format!("/cong-nghe/tai-khoan/{person}"),
            name: format!("Xác nhận đề nghị về tài khoản của {name}"),
            hint: "Người khác đã đề nghị; có hiệu lực khi bạn làm cùng việc đó.".to_owned(),
            status: Tag::new("Chờ xác nhận", "yellow"),
        }));
        items
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
    let (progress, unopened, faults, answered, invited, heads, asked) = tokio::try_join!(
        user.part(super::OF_OFFICES, overseen(user, year)),
        user.part(super::OF_OFFICES, unopened(user, year)),
        faults(user),
        answered(user),
        invited(user),
        heads(user),
        asked(user)
    )?;
    Ok(OfficeWork { year, progress, unopened, faults, answered, invited, heads, asked })
}

const SECOND: [SystemRole; 3] = [SystemRole::SnvAdmin, SystemRole::HigherAuthority, SystemRole::ProvinceLeader];

/// Heads of agencies who wait for somebody else than whoever named them.
async fn heads(user: &User) -> Result<Vec<String>, Halt> {
    if !user.me.holds(&SECOND) {
        return Ok(Vec::new());
    }
    let heads = user.calls.send(ListHeadsToConfirmRequest { page: everything() }).await?.heads;
    let others = heads.into_iter().filter(|head| head.asked_by != user.me.person_id && head.person_id != user.me.person_id);
    Ok(others.map(|head| format!("{} ({})", head.full_name, head.agency_name)).collect())
}

/// Accounts with something that somebody else asked for.
async fn asked(user: &User) -> Result<Vec<(String, String)>, Halt> {
    if !user.me.holds(&SECOND) {
        return Ok(Vec::new());
    }
    let request = ListAccountsRequest { page: everything(), asked: true, ..ListAccountsRequest::default() };
    let lines = user.calls.send(request).await?.accounts;
    let mine = &user.me.person_id;
    let waits = |account: &Account| {
        let mut by = account.asked.iter().map(|role| &role.asked_by).chain(account.asked_deeds.iter().map(|deed| &deed.asked_by));
        account.person_id != *mine && by.any(|by| by != mine)
    };
    let others = lines.into_iter().filter_map(|line| line.account.filter(&waits).map(|account| (account.person_id, line.full_name)));
    Ok(others.collect())
}

async fn overseen(user: &User, year: i32) -> Result<Vec<Progress>, Halt> {
    if !user.me.holds(&[SystemRole::SnvAdmin, SystemRole::ProvinceLeader, SystemRole::HigherAuthority]) {
        return Ok(Vec::new());
    }
    let of = async |year| Ok::<_, Halt>(user.calls.send(ListProgressRequest { page: everything(), year }).await?.agencies);
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
        tokio::try_join!(async { Ok::<_, Halt>(user.calls.send(request).await?.units) }, crate::pages::years::periods(user, year))?;
    let open = |unit: &Unit| opened.iter().any(|period| period.agency_id == unit.unit_id);
    let closed = units.into_iter().filter(|unit| unit.kind() != UnitKind::Province && !open(unit));
    Ok(closed.map(|unit| unit.name).collect())
}

async fn reports(user: &User, state: FaultState, mine: bool) -> Result<usize, Halt> {
    let page = Some(PageRequest { page_size: COUNTED, page_token: String::new() });
    Ok(user.calls.send(ListFaultReportsRequest { page, state: state.into(), mine }).await?.reports.len())
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
    Ok(user.calls.send(request).await?.accounts.len())
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
            heads: ["Lê An (Sở Y tế)".to_owned()].into(),
            asked: [("7".to_owned(), "Lê Bình".to_owned())].into(),
        };
        let lines: Vec<String> = work.province().into_iter().map(|item| item.name).collect();
        assert_eq!(lines, ["2 cơ quan chậm kỳ đánh giá năm 2019", "Mở kỳ đánh giá năm 2020 cho 1 cơ quan"]);
        let lines: Vec<String> = work.support().into_iter().map(|item| item.name).collect();
        assert_eq!(lines, ["Trả lời 4 sự cố được báo", "100+ tài khoản chưa kích hoạt: gửi lại liên kết"]);
        let lines: Vec<String> = work.second_person().into_iter().map(|item| item.name).collect();
        assert_eq!(lines, ["Xác nhận 1 người đứng đầu cơ quan", "Xác nhận đề nghị về tài khoản của Lê Bình"]);
        assert!(
            OfficeWork::default().province().is_empty()
                && OfficeWork::default().second_person().is_empty()
                && OfficeWork::default().support().is_empty()
        );
    }
}
