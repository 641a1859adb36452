//! What changes how heads of agencies and holders of roles of power get in: asked for by one person, done by another (ID-5).

use events::{Error, Tx};
use identity_domain::{Account, Deed, PersonId, Seconded, person_not_found, policy};
use kernel::date;
use regulation::SystemRole;

use super::leading::{tell, watchers};
use crate::letters::Letters;
use crate::store;
use crate::store::account_events::{Action, note};

/// The account to do it on now; none while it waits for a second person. Everybody else's is done at once.
pub(super) async fn seconded(tx: &mut Tx, letters: &Letters, account: Account, deed: Deed) -> Result<Option<Account>, Error> {
    let person = store::people::find(tx.conn(), account.person).await?.ok_or_else(person_not_found)?;
    if !policy::takes_two(&person, &account, date::office_day(tx.now())) {
        return Ok(Some(account));
    }
    let what = told(&deed);
    match account.seconded(deed, PersonId(tx.actor().unwrap_or_default()), tx.now()) {
        Seconded::Now(account) => Ok(Some(account)),
        Seconded::Waits(_) => Ok(None),
        Seconded::Asked(account) => {
            store::accounts::save(tx, &account).await?;
            note(tx, account.person, Action::DeedAsked, &what).await?;
            letters.warn(tx, &account, &format!("có người đề nghị {what}; việc này chờ người thứ hai xác nhận")).await?;
            // Who can do it too, and auditors.
            let above = account.grants.iter().filter(|grant| !grant.role.givers().contains(&SystemRole::SnvAdmin));
            let givers = above.flat_map(|grant| grant.role.givers().iter().copied());
            let to_watch: Vec<SystemRole> = givers.chain([SystemRole::SnvAdmin, SystemRole::Auditor]).collect();
            let mut to = watchers(tx, &to_watch).await?;
            to.remove(&person.id);
            let act = "Hãy kiểm tra đúng người rồi làm cùng việc đó để xác nhận trong 14 ngày.";
            let text = format!("{}: có đề nghị {what}. {act}", person.full_name);
            tell(tx, to, ("DEED_ASKED", "Việc về tài khoản chờ người thứ hai", &text), ("ACCOUNT", person.id.to_string())).await?;
            Ok(None)
        }
    }
}

/// As [`seconded`], where the deed itself changes nothing of the account: what was asked for is forgotten.
pub(super) async fn keep_seconded(tx: &mut Tx, letters: &Letters, account: Account, deed: Deed) -> Result<Option<Account>, Error> {
    let stored = account.asked_deeds.len();
    let Some(mut account) = seconded(tx, letters, account, deed).await? else { return Ok(None) };
    if account.asked_deeds.len() != stored {
        account.version += 1;
        store::accounts::save(tx, &account).await?;
    }
    Ok(Some(account))
}

fn told(deed: &Deed) -> String {
    match deed {
        Deed::Rename(email) => format!("đổi địa chỉ đăng nhập thành {email}"),
        Deed::Link => "gửi liên kết đặt lại mật khẩu".to_owned(),
        Deed::SecondFactor => "bỏ xác thực hai lớp".to_owned(),
        Deed::Enable => "mở khóa tài khoản".to_owned(),
    }
}
