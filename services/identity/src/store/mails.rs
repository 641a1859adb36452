//! Mails to be sent.

use events::{Error, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub mail_id: Uuid,
    pub recipient: String,
    pub subject: String,
    pub body: Option<String>,
    pub queued_at: DateTimeUtc,
    pub sent_at: Option<DateTimeUtc>,
    pub retry_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Queues a mail.
pub(crate) async fn queue(tx: &Tx, recipient: &str, subject: &str, body: String) -> Result<(), Error> {
    let row = ActiveModel {
        mail_id: Set(tx.next_id()),
        recipient: Set(recipient.to_owned()),
        subject: Set(subject.to_owned()),
        body: Set(Some(body)),
        queued_at: Set(tx.now()),
        sent_at: Set(None),
        retry_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The oldest mail to be sent now that no other replica is sending.
pub(crate) async fn take_unsent(tx: &Tx) -> Result<Option<Model>, Error> {
    Ok(Entity::find()
        .filter(Column::SentAt.is_null())
        .filter(Column::RetryAt.is_null().or(Column::RetryAt.lte(tx.now())))
        .order_by_asc(Column::QueuedAt)
        .order_by_asc(Column::MailId)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(tx.conn())
        .await?)
}

/// Puts a mail that could not leave off until later.
pub(crate) async fn put_off(tx: &Tx, mail: Uuid, retry_at: DateTimeUtc) -> Result<(), Error> {
    Entity::update_many().col_expr(Column::RetryAt, Expr::value(retry_at)).filter(Column::MailId.eq(mail)).exec(tx.conn()).await?;
    Ok(())
}

/// Notes that a mail left, and forgets its text.
pub(crate) async fn mark_sent(tx: &Tx, mail: Uuid) -> Result<(), Error> {
    let forgotten: Option<String> = None;
    Entity::update_many()
        .col_expr(Column::SentAt, Expr::value(tx.now()))
        .col_expr(Column::Body, Expr::value(forgotten))
        .filter(Column::MailId.eq(mail))
        .exec(tx.conn())
        .await?;
    Ok(())
}
