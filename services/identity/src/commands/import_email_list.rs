//! Takes the official e-mail list: invites who has no account, renames logins, closes accounts. Everything or nothing; the
//! same list again changes nothing.

use std::collections::HashMap;

use events::{Error, Tx};
use identity_domain::email_list::{self, Listed, email_problem, name_problem};
use identity_domain::policy::{self, Who};
use identity_domain::workbook::Problem;
use identity_domain::{Account, Person, Status};
use kernel::text;
use proto::identity::v1::{ImportEmailListRequest, ImportEmailListResponse};
use rpc::Actor;

use super::close_account::close;
use crate::letters::Letters;
use crate::store::account_events::{Action, note};
use crate::{store, wire, workbook};

/// What the list does to one person.
enum Deed {
    Invite,
    Rename(String),
    Close,
}

pub(crate) async fn import_email_list(
    tx: &mut Tx,
    actor: Actor,
    message: ImportEmailListRequest,
    letters: Letters,
) -> Result<ImportEmailListResponse, Error> {
    policy::may_take_email_list(&wire::who(&actor))?;
    let rows = workbook::list(&message.list.unwrap_or_default().content)?;
    let listed = match email_list::read(&rows) {
        Ok(listed) => listed,
        Err(problems) => return Ok(refused(problems)),
    };
    let plan = plan(tx, &wire::who(&actor), &listed).await?;
    if !plan.problems.is_empty() {
        return Ok(refused(plan.problems));
    }
    let mut answer =
        ImportEmailListResponse { passed_over: plan.passed_over.into_iter().map(wire::problem).collect(), ..Default::default() };
    for (person, account, deed) in plan.deeds {
        match deed {
            Deed::Invite => answer.invited += 1,
            Deed::Rename(_) => answer.renamed += 1,
            Deed::Close => answer.disabled += 1,
        }
        if !message.dry_run {
            carry_out(tx, &letters, person, account, deed).await?;
        }
    }
    Ok(answer)
}

fn refused(problems: Vec<Problem>) -> ImportEmailListResponse {
    ImportEmailListResponse { problems: problems.into_iter().map(wire::problem).collect(), ..Default::default() }
}

#[derive(Default)]
struct Plan {
    deeds: Vec<(Person, Option<Account>, Deed)>,
    problems: Vec<Problem>,
    passed_over: Vec<Problem>,
}

async fn plan(tx: &Tx, who: &Who, listed: &[Listed]) -> Result<Plan, Error> {
    let emails = listed.iter().flat_map(|row| std::iter::once(row.email.clone()).chain(row.former.clone())).collect();
    let people: HashMap<String, Person> =
        store::people::lock_by_emails(tx.conn(), emails).await?.into_iter().map(|person| (person.email.clone(), person)).collect();
    let mut plan = Plan::default();
    for row in listed {
        let (now, before) = (people.get(&row.email), row.former.as_ref().and_then(|former| people.get(former)));
        let (person, renamed) = match (now, before) {
            (Some(_), Some(_)) => {
                let message = "Cả địa chỉ mới và địa chỉ cũ đều đang có người dùng. Hãy kiểm tra lại.".to_owned();
                plan.problems.push(email_problem(row.row, "EMAIL_TAKEN", message));
                continue;
            }
            (Some(person), None) => (person, false),
            (None, Some(person)) => (person, true),
            (None, None) => {
                let message = "Chưa có ai trong danh sách nhân sự dùng địa chỉ này; bỏ qua.".to_owned();
                plan.passed_over.push(email_problem(row.row, "PERSON_UNKNOWN", message));
                continue;
            }
        };
        if text::fold(&person.full_name) != text::fold(&row.full_name) {
            plan.problems.push(name_problem(row.row, &person.full_name));
            continue;
        }
        let account = store::accounts::lock(tx.conn(), person.id).await?;
        if (renamed || row.closed) && !policy::may_change_login(who, account.as_ref()) {
            let message =
                "Người có vai trò trong hệ thống: chỉ Sở Nội vụ đổi địa chỉ, đóng tài khoản, và không ai làm việc ấy cho chính mình."
                    .to_owned();
            plan.problems.push(email_problem(row.row, "LOGIN_PROTECTED", message));
            continue;
        }
        let host = |email: &str| email.split_once('@').map(|(_, host)| host.to_owned());
        if renamed && host(&row.email) != host(&person.email) {
            let message = "Địa chỉ mới phải cùng tên miền thư công vụ với địa chỉ cũ.".to_owned();
            plan.problems.push(email_problem(row.row, "DOMAIN_DIFFERS", message));
            continue;
        }
        let status = account.as_ref().map(|account| account.status);
        if renamed {
            plan.deeds.push((person.clone(), account.clone(), Deed::Rename(row.email.clone())));
        }
        match (row.closed, status) {
            (true, Some(Status::Invited | Status::Active)) => plan.deeds.push((person.clone(), account, Deed::Close)),
            (false, None) => plan.deeds.push((person.clone(), account, Deed::Invite)),
            (false, Some(Status::Disabled)) => {
                let message = "Tài khoản đang bị khóa; Sở Nội vụ mở lại khi cần.".to_owned();
                plan.passed_over.push(email_problem(row.row, "ACCOUNT_DISABLED", message));
            }
            _ => {}
        }
    }
    Ok(plan)
}

async fn carry_out(tx: &mut Tx, letters: &Letters, person: Person, account: Option<Account>, deed: Deed) -> Result<(), Error> {
    match (deed, account) {
        (Deed::Invite, _) => {
            let account = Account::invited(person.id, person.email.clone());
            store::accounts::save(tx, &account).await?;
            letters.invite(tx, &account, &person.full_name).await
        }
        (Deed::Rename(email), account) => {
            let former = person.email.clone();
            let renamed = Person { email: email.clone(), version: person.version + 1, ..person };
            store::people::save(tx, &renamed).await?;
            let Some(account) = account else { return Ok(()) };
            letters.warn(tx, &account, &format!("địa chỉ đăng nhập được đổi thành {email} theo danh sách thư công vụ")).await?;
            let account = account.renamed(email);
            store::accounts::save(tx, &account).await?;
            note(tx, account.person, Action::Renamed, &format!("{former} → {}", account.email)).await
        }
        (Deed::Close, Some(_)) => {
            // As it is now: a rename in the same list changed it.
            let Some(account) = store::accounts::lock(tx.conn(), person.id).await? else { return Ok(()) };
            close(tx, account, "Thư điện tử công vụ ngừng sử dụng").await.map(drop)
        }
        (Deed::Close, None) => Ok(()),
    }
}
