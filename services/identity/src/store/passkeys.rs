//! Passkeys, and what waits for a browser's answer.

use chrono::TimeDelta;
use events::{Error, Tx};
use identity_domain::PersonId;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, PaginatorTrait, QueryOrder, QuerySelect};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkeys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub passkey_id: Uuid,
    pub person_id: Uuid,
    pub credential_id: String,
    pub credential: Json,
    pub name: String,
    pub created_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

mod ceremony {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "passkey_ceremonies")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub ceremony_digest: String,
        pub person_id: Option<Uuid>,
        pub state: Json,
        pub expires_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How long a browser's answer is waited for.
const PATIENCE: TimeDelta = TimeDelta::minutes(5);

/// Keeps what the answer of a browser is checked against.
pub(crate) async fn begin(tx: &Tx, digest: String, person: Option<PersonId>, state: Json) -> Result<(), Error> {
    let row = ceremony::ActiveModel {
        ceremony_digest: Set(digest),
        person_id: Set(person.map(Uuid::from)),
        state: Set(state),
        expires_at: Set(tx.now() + PATIENCE),
    };
    ceremony::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Takes what an answer is checked against; `None` when it was taken before, is too old or somebody else's.
pub(crate) async fn take(tx: &Tx, digest: &str, person: Option<PersonId>) -> Result<Option<Json>, Error> {
    let Some(known) = ceremony::Entity::find_by_id(digest).one(tx.conn()).await? else { return Ok(None) };
    if known.person_id != person.map(Uuid::from) || known.expires_at <= tx.now() {
        return Ok(None);
    }
    // Of two that come together the one that deletes the row has it.
    let taken = ceremony::Entity::delete_by_id(digest).exec(tx.conn()).await?;
    Ok((taken.rows_affected > 0).then_some(known.state))
}

/// Forgets what nobody answered in time.
pub(crate) async fn sweep(tx: &Tx) -> Result<(), Error> {
    ceremony::Entity::delete_many().filter(ceremony::Column::ExpiresAt.lte(tx.now())).exec(tx.conn()).await?;
    Ok(())
}

/// How many passkeys somebody has.
pub(crate) async fn count(conn: &impl ConnectionTrait, person: PersonId) -> Result<u64, Error> {
    Ok(Entity::find().filter(Column::PersonId.eq(Uuid::from(person))).count(conn).await?)
}

/// One page of a person's passkeys, the newest first.
pub(crate) async fn list(conn: &impl ConnectionTrait, person: PersonId, page: &store::Page<Uuid>) -> Result<Vec<Model>, Error> {
    let mut query = Entity::find().filter(Column::PersonId.eq(Uuid::from(person))).order_by_desc(Column::PasskeyId).limit(page.fetch());
    if let Some(after) = page.after {
        query = query.filter(Column::PasskeyId.lt(after));
    }
    Ok(query.all(conn).await?)
}

/// The passkey that an authenticator calls so.
pub(crate) async fn by_credential(conn: &impl ConnectionTrait, credential_id: &str) -> Result<Option<Model>, Error> {
    Ok(Entity::find().filter(Column::CredentialId.eq(credential_id)).one(conn).await?)
}

/// The same, kept from others until the transaction ends.
pub(crate) async fn lock(tx: &Tx, passkey: Uuid) -> Result<Option<Model>, Error> {
    Ok(Entity::find_by_id(passkey).lock_exclusive().one(tx.conn()).await?)
}

/// Adds a passkey.
pub(crate) async fn add(tx: &Tx, person: PersonId, credential_id: String, credential: Json, name: String) -> Result<Uuid, Error> {
    let passkey_id = tx.next_id();
    let row = ActiveModel {
        passkey_id: Set(passkey_id),
        person_id: Set(person.into()),
        credential_id: Set(credential_id),
        credential: Set(credential),
        name: Set(name),
        created_at: Set(tx.now()),
        used_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(passkey_id)
}

/// Notes that a passkey opened a session, with its counter of now.
pub(crate) async fn used(tx: &Tx, passkey: Uuid, credential: Json) -> Result<(), Error> {
    Entity::update_many()
        .col_expr(Column::Credential, Expr::value(credential))
        .col_expr(Column::UsedAt, Expr::value(tx.now()))
        .filter(Column::PasskeyId.eq(passkey))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Removes a passkey of a person; its name, or `None` when there is none.
pub(crate) async fn remove(tx: &Tx, person: PersonId, passkey: Uuid) -> Result<Option<String>, Error> {
    let Some(known) = lock(tx, passkey).await?.filter(|known| known.person_id == Uuid::from(person)) else { return Ok(None) };
    Entity::delete_by_id(passkey).exec(tx.conn()).await?;
    Ok(Some(known.name))
}

/// Removes all passkeys of a person.
pub(crate) async fn remove_all(tx: &Tx, person: PersonId) -> Result<(), Error> {
    Entity::delete_many().filter(Column::PersonId.eq(Uuid::from(person))).exec(tx.conn()).await?;
    Ok(())
}
