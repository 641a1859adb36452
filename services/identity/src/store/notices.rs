//! What people are told.

use chrono::{DateTime, Utc};
use events::{Error, Tx};
use identity_domain::PersonId;
use identity_domain::notice::Notice;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, Condition, PaginatorTrait, QueryOrder, QuerySelect};
use store::Page;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub notice_id: Uuid,
    pub person_id: Uuid,
    pub raised_at: DateTimeUtc,
    pub read_at: Option<DateTimeUtc>,
    pub mailed_at: Option<DateTimeUtc>,
    pub document: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Place in an inbox.
pub(crate) type Key = (DateTimeUtc, Uuid);

/// A notice and what became of it.
pub(crate) struct Told {
    pub notice: Notice,
    pub raised_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
}

/// Who has an unread notice that says exactly this.
pub(crate) async fn still_told(conn: &impl ConnectionTrait, text: &str) -> Result<Vec<PersonId>, Error> {
    let says = Expr::cust_with_values("document ->> 'text' = $1", [text]);
    let unread = Entity::find().filter(Column::ReadAt.is_null()).filter(says).select_only().column(Column::PersonId);
    Ok(unread.into_tuple::<Uuid>().all(conn).await?.into_iter().map(PersonId).collect())
}

/// Puts notices into inboxes; those that are there stay as they are.
pub(crate) async fn raise(tx: &Tx, notices: &[Notice]) -> Result<(), Error> {
    if notices.is_empty() {
        return Ok(());
    }
    let rows: Result<Vec<_>, Error> = notices
        .iter()
        .map(|notice| {
            Ok(ActiveModel {
                notice_id: Set(notice.id.into()),
                person_id: Set(notice.person.into()),
                raised_at: Set(tx.now()),
                read_at: Set(None),
                mailed_at: Set(None),
                document: Set(serde_json::to_value(notice)?),
            })
        })
        .collect();
    let once = OnConflict::column(Column::NoticeId).do_nothing().to_owned();
    Entity::insert_many(rows?).on_conflict(once).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The inbox of a person, the newest first.
pub(crate) async fn list(conn: &impl ConnectionTrait, person: PersonId, unread: bool, page: &Page<Key>) -> Result<Vec<Told>, Error> {
    let mut query = Entity::find().filter(Column::PersonId.eq(Uuid::from(person)));
    if unread {
        query = query.filter(Column::ReadAt.is_null());
    }
    if let Some((at, id)) = &page.after {
        let same = Condition::all().add(Column::RaisedAt.eq(*at)).add(Column::NoticeId.lt(*id));
        query = query.filter(Condition::any().add(Column::RaisedAt.lt(*at)).add(same));
    }
    let rows = query.order_by_desc(Column::RaisedAt).order_by_desc(Column::NoticeId).limit(page.fetch()).all(conn).await?;
    rows.into_iter().map(told).collect()
}

pub(crate) async fn unread(conn: &impl ConnectionTrait, person: PersonId) -> Result<u64, Error> {
    Ok(Entity::find().filter(Column::PersonId.eq(Uuid::from(person))).filter(Column::ReadAt.is_null()).count(conn).await?)
}

/// Marks a person's own notices as read, all of them without `ids`; answers how many were not yet.
pub(crate) async fn mark_read(tx: &Tx, person: PersonId, ids: Option<Vec<Uuid>>) -> Result<u64, Error> {
    let mut query = Entity::update_many()
        .col_expr(Column::ReadAt, Expr::value(tx.now()))
        .filter(Column::PersonId.eq(Uuid::from(person)))
        .filter(Column::ReadAt.is_null());
    if let Some(ids) = ids {
        query = query.filter(Column::NoticeId.is_in(ids));
    }
    Ok(query.exec(tx.conn()).await?.rows_affected)
}

/// Somebody who is still to be mailed what was raised before `before`.
pub(crate) async fn next_to_mail(conn: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<Option<PersonId>, Error> {
    let first = Entity::find().filter(to_mail(before)).order_by_asc(Column::RaisedAt).order_by_asc(Column::NoticeId).one(conn).await?;
    Ok(first.map(|row| row.person_id.into()))
}

/// Takes everything that a person is to be mailed, and marks it as mailed.
pub(crate) async fn take_for_mail(tx: &Tx, person: PersonId, before: DateTime<Utc>) -> Result<Vec<Notice>, Error> {
    let wanted = to_mail(before).add(Column::PersonId.eq(Uuid::from(person)));
    let rows = Entity::find().filter(wanted).order_by_asc(Column::RaisedAt).order_by_asc(Column::NoticeId).all(tx.conn()).await?;
    Entity::update_many()
        .col_expr(Column::MailedAt, Expr::value(tx.now()))
        .filter(Column::NoticeId.is_in(rows.iter().map(|row| row.notice_id)))
        .exec(tx.conn())
        .await?;
    rows.into_iter().map(|row| Ok(told(row)?.notice)).collect()
}

fn to_mail(before: DateTime<Utc>) -> Condition {
    Condition::all().add(Column::MailedAt.is_null()).add(Column::ReadAt.is_null()).add(Column::RaisedAt.lt(before))
}

fn told(row: Model) -> Result<Told, Error> {
    Ok(Told { notice: serde_json::from_value(row.document)?, raised_at: row.raised_at, read_at: row.read_at })
}
