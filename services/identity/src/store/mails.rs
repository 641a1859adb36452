//! Mails to be sent.

use events::{Error, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
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
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The oldest unsent mails that no other replica is sending.
pub(crate) async fn take_unsent(tx: &mut Tx, most: u64) -> Result<Vec<Model>, Error> {
    Ok(Entity::find()
        .filter(Column::SentAt.is_null())
        .order_by_asc(Column::QueuedAt)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.conn())
        .await?)
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
