//! What the list makes of each login, before anything of it happens.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use events::{Error, Tx};
use identity_domain::email_list::{Listed, email_problem, name_problem};
use identity_domain::official::is_official;
use identity_domain::policy::{self, Who};
use identity_domain::workbook::Problem;
use identity_domain::{self as domain, Account, Person, PersonId, Seconded, Status, Unit, UnitId};
use kernel::{date, text};

use crate::store;

/// What the list does to one login.
pub(super) enum Deed {
    Invite,
    Rename(String),
    /// Another address of the head of an agency, which another person has to bring too.
    Ask(String),
    /// Another address for who has not come in yet.
    Correct(String),
    Close,
}

/// A deed, and whom it concerns.
pub(super) struct Planned {
    /// As the spreadsheet counts.
    pub row: usize,
    pub person: Person,
    pub account: Option<Account>,
    pub deed: Deed,
}

#[derive(Default)]
pub(super) struct Plan {
    pub deeds: Vec<Planned>,
    pub problems: Vec<Problem>,
    pub passed_over: Vec<Problem>,
}

/// Whom the rows may be about.
struct Known {
    by_email: HashMap<String, Person>,
    by_birth: HashMap<NaiveDate, Vec<Person>>,
    units: HashMap<UnitId, Unit>,
    domains: Vec<String>,
    today: NaiveDate,
    now: DateTime<Utc>,
}

/// Whom a row is about: by the address, or by the one before, or else by name, day of birth and agency.
enum Found<'a> {
    By(&'a Person),
    Former(&'a Person),
    Facts(&'a Person),
}

pub(super) async fn plan(tx: &Tx, who: &Who, listed: &[Listed]) -> Result<Plan, Error> {
    let emails = listed.iter().flat_map(|row| std::iter::once(row.email.clone()).chain(row.former.clone())).collect();
    let people = store::people::lock_by_emails(tx.conn(), emails).await?;
    let mut by_birth: HashMap<NaiveDate, Vec<Person>> = HashMap::new();
    for person in store::people::lock_born_on(tx.conn(), listed.iter().filter_map(|row| row.birth_date).collect()).await? {
        by_birth.entry(person.birth_date.unwrap_or_default()).or_default().push(person);
    }
    let known = Known {
        by_email: people.into_iter().map(|person| (person.email.clone(), person)).collect(),
        by_birth,
        units: store::units::all(tx.conn()).await?.into_iter().map(|unit| (unit.id, unit)).collect(),
        domains: store::installation::mail_domains(tx.conn()).await?,
        today: date::office_day(tx.now()),
        now: tx.now(),
    };
    let (mut plan, mut seen) = (Plan::default(), BTreeSet::<PersonId>::new());
    for row in listed {
        let found = match known.find(row) {
            Ok(Some(found)) => found,
            Ok(None) => {
                let message = "Chưa có ai trong danh sách nhân sự dùng địa chỉ này; bỏ qua. Để sửa địa chỉ ghi nhầm của người chưa kích hoạt, hãy ghi thêm ngày sinh và cơ quan.";
                plan.passed_over.push(email_problem(row.row, "PERSON_UNKNOWN", message.to_owned()));
                continue;
            }
            Err(problem) => {
                plan.problems.push(problem);
                continue;
            }
        };
        let (Found::By(person) | Found::Former(person) | Found::Facts(person)) = found;
        let account = store::accounts::lock(tx.conn(), person.id).await?;
        let twice = !seen.insert(person.id);
        match known.judge(who, row, &found, account.as_ref()) {
            Err(problem) => plan.problems.push(problem),
            Ok(_) if twice => {
                let message = format!("{} đã có ở một dòng trên với địa chỉ khác. Hãy giữ một dòng.", person.full_name);
                plan.problems.push(email_problem(row.row, "PERSON_TWICE", message));
            }
            Ok(deeds) => {
                let deeds: Vec<Deed> = deeds.into_iter().filter_map(|deed| known.seconded(who, deed, person, account.as_ref())).collect();
                if !row.closed && account.as_ref().is_some_and(|account| account.status == Status::Disabled) {
                    let message = "Tài khoản đang bị khóa; Sở Nội vụ mở lại khi cần.".to_owned();
                    plan.passed_over.push(email_problem(row.row, "ACCOUNT_DISABLED", message));
                }
                let planned = |deed| Planned { row: row.row, person: person.clone(), account: account.clone(), deed };
                plan.deeds.extend(deeds.into_iter().map(planned));
            }
        }
    }
    Ok(plan)
}

impl Known {
    fn find(&self, row: &Listed) -> Result<Option<Found<'_>>, Problem> {
        let (now, before) = (self.by_email.get(&row.email), row.former.as_ref().and_then(|former| self.by_email.get(former)));
        match (now, before) {
            (Some(_), Some(_)) => {
                let message = "Cả địa chỉ mới và địa chỉ cũ đều đang có người dùng. Hãy kiểm tra lại.".to_owned();
                Err(email_problem(row.row, "EMAIL_TAKEN", message))
            }
            (Some(person), None) => Ok(Some(Found::By(person))),
            (None, Some(person)) => Ok(Some(Found::Former(person))),
            (None, None) => self.by_facts(row),
        }
    }

    fn by_facts(&self, row: &Listed) -> Result<Option<Found<'_>>, Problem> {
        let born = row.birth_date.and_then(|day| self.by_birth.get(&day)).map(Vec::as_slice).unwrap_or_default();
        let of_agency = |person: &&Person| {
            let agency = person.post_on(self.today).and_then(|post| self.units.get(&post.agency));
            let named = text::fold(&row.agency);
            agency.is_some_and(|agency| [&agency.code, &agency.name].into_iter().any(|known| text::fold(known) == named))
        };
        let same: Vec<&Person> =
            born.iter().filter(|person| text::fold(&person.full_name) == text::fold(&row.full_name)).filter(of_agency).collect();
        match same.as_slice() {
            [] => Ok(None),
            [only] => Ok(Some(Found::Facts(only))),
            [..] => {
                let message =
                    "Có nhiều người cùng họ tên, ngày sinh trong cơ quan này. Hãy ghi địa chỉ đang có trong phần mềm ở cột «Email cũ».";
                Err(email_problem(row.row, "PERSON_AMBIGUOUS", message.to_owned()))
            }
        }
    }

    /// The deed, when one person may do it or another one asked for it; none when the same person did.
    fn seconded(&self, who: &Who, deed: Deed, person: &Person, account: Option<&Account>) -> Option<Deed> {
        let (Deed::Rename(email) | Deed::Correct(email)) = &deed else { return Some(deed) };
        let Some(account) = account.filter(|account| policy::takes_two(person, account, self.today)) else { return Some(deed) };
        match account.clone().seconded(domain::Deed::Rename(email.clone()), who.person, self.now) {
            Seconded::Asked(_) => Some(Deed::Ask(email.clone())),
            Seconded::Waits(_) => None,
            Seconded::Now(_) => Some(deed),
        }
    }

    /// What a row does to the login of whom it is about.
    fn judge(&self, who: &Who, row: &Listed, found: &Found<'_>, account: Option<&Account>) -> Result<Vec<Deed>, Problem> {
        let problem = |reason, message: String| Err(email_problem(row.row, reason, message));
        let (Found::By(person) | Found::Former(person) | Found::Facts(person)) = found;
        if text::fold(&person.full_name) != text::fold(&row.full_name) {
            return Err(name_problem(row.row, &person.full_name));
        }
        let another = !matches!(found, Found::By(_));
        if (another || row.closed) && !policy::may_change_login(who, person, account, self.today) {
            let message = "Người đứng đầu cơ quan hoặc có vai trò trong hệ thống: chỉ Sở Nội vụ đổi địa chỉ, đóng tài khoản, và không ai làm việc ấy cho chính mình.";
            return problem("LOGIN_PROTECTED", message.to_owned());
        }
        let host = |email: &str| email.split_once('@').map(|(_, host)| host.to_owned());
        if another && host(&row.email) != host(&person.email) && !is_official(&row.email, &self.domains) {
            let domains = self.domains.join(", ");
            return problem(
                "DOMAIN_DIFFERS",
                format!("Địa chỉ mới phải thuộc tên miền thư công vụ ({domains}) hoặc cùng tên miền với địa chỉ cũ."),
            );
        }
        let status = account.map(|account| account.status);
        if matches!(found, Found::Facts(_)) && status == Some(Status::Active) {
            let message =
                format!("{} đang đăng nhập bằng {}. Muốn đổi, hãy ghi địa chỉ ấy ở cột «Email cũ».", person.full_name, person.email);
            return problem("LOGIN_IN_USE", message);
        }
        let change = match (another, status) {
            (false, _) => None,
            (true, Some(Status::Active | Status::Disabled)) => Some(Deed::Rename(row.email.clone())),
            (true, Some(Status::Invited)) if row.closed => Some(Deed::Rename(row.email.clone())),
            (true, None) if row.closed => Some(Deed::Rename(row.email.clone())),
            (true, Some(Status::Invited) | None) => Some(Deed::Correct(row.email.clone())),
        };
        let then = match (row.closed, status) {
            (true, Some(Status::Invited | Status::Active)) => Some(Deed::Close),
            (false, None) if !another => Some(Deed::Invite),
            (true, Some(Status::Disabled) | None) | (false, _) => None,
        };
        Ok(change.into_iter().chain(then).collect())
    }
}
