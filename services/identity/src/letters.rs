//! Mails that let people in, or tell them that something about their account changed.

use chrono::TimeDelta;
use events::{Error, Tx};
use identity_domain::Account;

use crate::secrets::{self, Vault};
use crate::store;
use crate::store::account_events::{Action, note};
use crate::store::credentials::Purpose;

/// How long an invitation can be used.
const INVITATION: TimeDelta = TimeDelta::hours(72);
/// How long a link to choose another password can be used.
const RESET: TimeDelta = TimeDelta::minutes(30);
/// What the texts of mails are sealed for.
const MAIL: &str = "mail";

/// How long a link can be used.
pub(crate) const fn lasts(purpose: Purpose) -> TimeDelta {
    match purpose {
        Purpose::Activate => INVITATION,
        Purpose::Reset => RESET,
    }
}

/// What writes mails.
#[derive(Clone)]
pub(crate) struct Letters {
    /// Address of the pages.
    pub portal_url: String,
    /// Seals the texts until they leave.
    pub vault: Vault,
}

impl Letters {
    /// Queues a mail.
    pub async fn queue(&self, tx: &Tx, recipient: &str, subject: &str, body: &str) -> Result<(), Error> {
        store::mails::queue(tx, recipient, subject, self.vault.seal(MAIL, body)?).await
    }

    /// The text of a queued mail.
    pub fn open(&self, sealed: &str) -> Result<String, Error> {
        self.vault.unseal(MAIL, sealed)
    }

    /// Mails a link that sets the first password.
    pub async fn invite(&self, tx: &Tx, account: &Account, full_name: &str) -> Result<(), Error> {
        let link = self.link(tx, account, Purpose::Activate, "kich-hoat").await?;
        let body = format!(
            "Kính gửi {full_name},\n\nSở Nội vụ cấp cho ông/bà tài khoản phần mềm Hỗ trợ đánh giá, phân loại cán bộ, công chức, viên chức.\n\
             Tên đăng nhập: {}\nĐể đặt mật khẩu, mời mở liên kết sau trong vòng 72 giờ:\n\n{link}\n\n\
             Liên kết chỉ dùng được một lần. Nếu cần trợ giúp, mời liên hệ cán bộ phụ trách CNTT của đơn vị.\n",
            account.email
        );
        note(tx, account.person, Action::Invited, "").await?;
        self.queue(tx, &account.email, "Kích hoạt tài khoản đánh giá, phân loại", &body).await
    }

    /// Mails a link that sets another password.
    pub async fn reset(&self, tx: &Tx, account: &Account, full_name: &str) -> Result<(), Error> {
        let link = self.link(tx, account, Purpose::Reset, "dat-lai-mat-khau").await?;
        let body = format!(
            "Kính gửi {full_name},\n\nĐể đặt mật khẩu mới cho tài khoản {}, mời mở liên kết sau trong vòng 30 phút:\n\n{link}\n\n\
             Liên kết chỉ dùng được một lần. Nếu ông/bà không yêu cầu, xin bỏ qua thư này: mật khẩu cũ vẫn dùng được.\n",
            account.email
        );
        note(tx, account.person, Action::LinkSent, "").await?;
        self.queue(tx, &account.email, "Đặt lại mật khẩu", &body).await
    }

    /// Tells somebody that their account was changed, so that a stranger's change is noticed.
    pub async fn warn(&self, tx: &Tx, account: &Account, what: &str) -> Result<(), Error> {
        let body = format!(
            "Tài khoản {}: {what}.\n\nNếu không phải do ông/bà hoặc Sở Nội vụ thực hiện, mời báo ngay cán bộ phụ trách CNTT của đơn vị.\n",
            account.email
        );
        self.queue(tx, &account.email, "Thay đổi về tài khoản của ông/bà", &body).await
    }

    async fn link(&self, tx: &Tx, account: &Account, purpose: Purpose, page: &str) -> Result<String, Error> {
        let token = secrets::token();
        store::credentials::link(tx, account.person, purpose, secrets::digest(&token), tx.now() + lasts(purpose)).await?;
        Ok(format!("{}/{page}?ma={token}", self.portal_url))
    }
}
