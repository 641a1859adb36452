//! Takes the official e-mail list: invites who has no account, renames and corrects logins, closes accounts. Everything or nothing;
//! the same list again changes nothing.

mod plan;

use events::{Error, Tx};
use identity_domain::email_list;
use identity_domain::policy;
use identity_domain::workbook::Problem;
use identity_domain::{self as domain, Account, Person, PersonId};
use proto::identity::v1::{ImportEmailListRequest, ImportEmailListResponse, ListedLogin, LoginChange};
use regulation::Actor;

use super::close_account::close;
use super::seconded::seconded;
use crate::letters::Letters;
use crate::store::account_events::{Action, note};
use crate::{store, wire, workbook};
use plan::{Deed, Planned, plan};

pub(crate) async fn import_email_list(
    tx: &mut Tx,
    actor: Actor,
    message: ImportEmailListRequest,
    letters: Letters,
) -> Result<ImportEmailListResponse, Error> {
    policy::may_take_email_list(&wire::who(&actor))?;
    let sheet = workbook::list(&message.list.unwrap_or_default().content)?;
    let list = match email_list::read(&sheet.rows) {
        Ok(list) => list,
        Err(problems) => return Ok(refused(problems)),
    };
    let plan = plan(tx, &wire::who(&actor), &list.listed).await?;
    if !plan.problems.is_empty() {
        return Ok(refused(plan.problems));
    }
    let mut answer = ImportEmailListResponse {
        passed_over: workbook::notes(&sheet.notes)
            .into_iter()
            .chain(list.passed_over.into_iter().chain(plan.passed_over).map(wire::problem))
            .collect(),
        logins: plan.deeds.iter().map(told).collect(),
        ..Default::default()
    };
    if !message.dry_run {
        store::installation::took_email_list(tx).await?;
    }
    for planned in plan.deeds {
        match planned.deed {
            Deed::Invite => answer.invited += 1,
            Deed::Rename(_) => answer.renamed += 1,
            Deed::Ask(_) => answer.asked += 1,
            Deed::Correct(_) => answer.corrected += 1,
            Deed::Close => answer.disabled += 1,
        }
        if !message.dry_run {
            carry_out(tx, &letters, planned).await?;
        }
    }
    Ok(answer)
}

fn refused(problems: Vec<Problem>) -> ImportEmailListResponse {
    ImportEmailListResponse { problems: problems.into_iter().map(wire::problem).collect(), ..Default::default() }
}

fn told(planned: &Planned) -> ListedLogin {
    let (email, change) = match &planned.deed {
        Deed::Invite => (&planned.person.email, LoginChange::Invited),
        Deed::Rename(email) => (email, LoginChange::Renamed),
        Deed::Ask(email) => (email, LoginChange::Asked),
        Deed::Correct(email) => (email, LoginChange::Corrected),
        Deed::Close => (&planned.person.email, LoginChange::Closed),
    };
    ListedLogin {
        row: i32::try_from(planned.row).unwrap_or(i32::MAX),
        full_name: planned.person.full_name.clone(),
        email_before: planned.person.email.clone(),
        email: email.clone(),
        change: change.into(),
    }
}

async fn carry_out(tx: &mut Tx, letters: &Letters, planned: Planned) -> Result<(), Error> {
    let Planned { person, account, deed, .. } = planned;
    match deed {
        Deed::Invite => {
            let account = Account::invited(person.id, person.email.clone());
            store::accounts::save(tx, &account).await?;
            letters.invite(tx, &account, &person.full_name).await
        }
        Deed::Ask(email) => match account {
            Some(account) => seconded(tx, letters, account, domain::Deed::Rename(email)).await.map(drop),
            None => Ok(()),
        },
        Deed::Rename(email) => match (account, rename(tx, &person, &email).await?) {
            (Some(account), former) => {
                letters.warn(tx, &account, &format!("địa chỉ đăng nhập được đổi thành {email} theo danh sách thư công vụ")).await?;
                let account = renamed(tx, account, email, &former).await?;
                let rest = "trong những ngày đầu chưa gửi liên kết đặt lại mật khẩu đến địa chỉ mới";
                letters.warn(tx, &account, &format!("địa chỉ đăng nhập được đổi từ {former} theo danh sách thư công vụ; {rest}")).await
            }
            (None, _) => Ok(()),
        },
        Deed::Correct(email) => {
            let former = rename(tx, &person, &email).await?;
            let account = match account {
                Some(account) => renamed(tx, account, email, &former).await?,
                None => {
                    let account = Account::invited(person.id, email);
                    store::accounts::save(tx, &account).await?;
                    account
                }
            };
            // The link that went to the wrong address is over.
            letters.invite(tx, &account, &person.full_name).await
        }
        Deed::Close => {
            // As it is now: a rename in the same list changed it.
            let Some(account) = store::accounts::lock(tx.conn(), person.id).await? else { return Ok(()) };
            close(tx, account, "Thư điện tử công vụ ngừng sử dụng").await.map(drop)
        }
    }
}

/// Gives a person another address; the one before.
async fn rename(tx: &mut Tx, person: &Person, email: &str) -> Result<String, Error> {
    // Whoever chooses the address of somebody who waits to lead has asked for it.
    let anew = person.clone().asked_anew(PersonId(tx.actor().unwrap_or_default()), tx.now());
    let renamed = Person { email: email.to_owned(), version: person.version + 1, ..anew };
    store::people::save(tx, &renamed).await?;
    Ok(person.email.clone())
}

async fn renamed(tx: &mut Tx, account: Account, email: String, former: &str) -> Result<Account, Error> {
    let account = account.renamed(email, tx.now());
    store::accounts::save(tx, &account).await?;
    note(tx, account.person, Action::Renamed, &format!("{former} → {}", account.email)).await?;
    Ok(account)
}
