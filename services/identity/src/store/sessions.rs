//! Sessions.

use chrono::{DateTime, Utc};
use events::{Error, Tx};
use identity_domain::PersonId;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect};

use crate::network::Origin;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    pub token_digest: String,
    pub person_id: Uuid,
    pub opened_at: DateTimeUtc,
    pub seen_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
    pub step: Step,
    pub client_address: String,
    pub user_agent: String,
    pub client_network: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a session still waits for. A row that says anything else cannot be read, and lets nobody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Step {
    /// Nothing.
    #[sea_orm(string_value = "OPEN")]
    Open,
    /// A code of the second factor.
    #[sea_orm(string_value = "CODE")]
    Code,
    /// A second factor, which the person must have.
    #[sea_orm(string_value = "ENROL")]
    Enrol,
}

/// From where and with what somebody signs in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Client {
    pub origin: Origin,
    pub user_agent: String,
}

/// Opens a session.
pub(crate) async fn open(tx: &Tx, person: PersonId, token_digest: String, step: Step, client: Client) -> Result<(), Error> {
    let row = ActiveModel {
        session_id: Set(tx.next_id()),
        token_digest: Set(token_digest),
        person_id: Set(person.into()),
        opened_at: Set(tx.now()),
        seen_at: Set(tx.now()),
        ended_at: Set(None),
        step: Set(step),
        client_address: Set(client.origin.address),
        user_agent: Set(client.user_agent),
        client_network: Set(client.origin.network),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The session of a token, ended or not.
pub(crate) async fn find(conn: &impl ConnectionTrait, token_digest: &str) -> Result<Option<Model>, Error> {
    Ok(Entity::find().filter(Column::TokenDigest.eq(token_digest)).one(conn).await?)
}

/// One page of a person's sessions that have not ended and were seen since `since`, the newest first.
pub(crate) async fn of_person(
    conn: &impl ConnectionTrait,
    person: PersonId,
    since: DateTime<Utc>,
    page: &store::Page<Uuid>,
) -> Result<Vec<Model>, Error> {
    let mut query = Entity::find()
        .filter(Column::PersonId.eq(Uuid::from(person)))
        .filter(Column::EndedAt.is_null())
        .filter(Column::SeenAt.gt(since))
        .order_by_desc(Column::SessionId)
        .limit(page.fetch());
    if let Some(after) = page.after {
        query = query.filter(Column::SessionId.lt(after));
    }
    Ok(query.all(conn).await?)
}

/// When each of these people was last seen.
pub(crate) async fn last_seen(conn: &impl ConnectionTrait, people: Vec<Uuid>) -> Result<Vec<(Uuid, DateTime<Utc>)>, Error> {
    let seen = Entity::find()
        .select_only()
        .column(Column::PersonId)
        .column_as(Column::SeenAt.max(), "seen_at")
        .filter(Column::PersonId.is_in(people))
        .group_by(Column::PersonId);
    Ok(seen.into_tuple().all(conn).await?)
}

/// A token outlives its session by a minute; who changes what lets them in must still have the session.
///
/// # Errors
/// `SESSION_OVER`.
pub(crate) async fn still_open(conn: &impl ConnectionTrait, actor: &regulation::Actor) -> Result<(), Error> {
    let open = Entity::find_by_id(actor.session).filter(Column::EndedAt.is_null()).one(conn).await?;
    if open.is_some() { Ok(()) } else { Err(rpc::unauthenticated().into()) }
}

/// Notes that a session was used.
pub(crate) async fn touch(conn: &impl ConnectionTrait, session: Uuid, now: DateTime<Utc>) -> Result<(), Error> {
    Entity::update_many().col_expr(Column::SeenAt, Expr::value(now)).filter(Column::SessionId.eq(session)).exec(conn).await?;
    Ok(())
}

/// Opens a session that waited, under a new secret.
pub(crate) async fn proved(tx: &Tx, session: Uuid, token_digest: String) -> Result<(), Error> {
    Entity::update_many()
        .col_expr(Column::TokenDigest, Expr::value(token_digest))
        .col_expr(Column::Step, Expr::value(Step::Open.to_value()))
        .col_expr(Column::SeenAt, Expr::value(tx.now()))
        .filter(Column::SessionId.eq(session))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Opens a session that waited for a second factor, which the person now has.
pub(crate) async fn enrolled(tx: &Tx, session: Uuid) -> Result<(), Error> {
    Entity::update_many()
        .col_expr(Column::Step, Expr::value(Step::Open.to_value()))
        .filter(Column::SessionId.eq(session))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Ends the session of a token.
pub(crate) async fn end(tx: &Tx, token_digest: &str) -> Result<(), Error> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(tx.now()))
        .filter(Column::TokenDigest.eq(token_digest))
        .filter(Column::EndedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Which sessions of a person are ended together.
pub(crate) enum Which {
    /// Every one.
    All,
    /// All but this.
    AllBut(Uuid),
    /// These.
    Only(Vec<Uuid>),
}

/// Ends sessions of a person; how many there were.
pub(crate) async fn end_of(tx: &Tx, person: PersonId, which: Which) -> Result<u64, Error> {
    let open = Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(tx.now()))
        .filter(Column::PersonId.eq(Uuid::from(person)))
        .filter(Column::EndedAt.is_null());
    let ended = match which {
        Which::All => open,
        Which::AllBut(kept) => open.filter(Column::SessionId.ne(kept)),
        Which::Only(ids) => open.filter(Column::SessionId.is_in(ids)),
    };
    Ok(ended.exec(tx.conn()).await?.rows_affected)
}
