//! Accounts.

use std::collections::BTreeSet;

use events::{Error, Tx};
use identity_domain::{Account, Grant, PersonId, Status, UnitId};
use proto::identity::v1::AccountChanged;
use regulation::SystemRole;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, QueryOrder, QuerySelect, Statement};
use store::{Page, Versioned};

use crate::wire;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    pub version: i64,
    pub email: String,
    pub status: String,
    pub document: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Versioned for Entity {
    fn id_column() -> Column {
        Column::PersonId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

/// Saves and announces an account whose version is one above the stored one.
pub(crate) async fn save(tx: &mut Tx, account: &Account) -> Result<(), Error> {
    let row = ActiveModel {
        person_id: Set(account.person.into()),
        version: Set(account.version),
        email: Set(account.email.clone()),
        status: Set(status(account.status).to_owned()),
        document: Set(serde_json::to_value(account)?),
    };
    store::put(tx.conn(), row, account.version - 1).await?;
    tx.announce(account.person.into(), account.version, &AccountChanged { account: Some(wire::account(account)) })
}

/// The account, if there is one.
pub(crate) async fn find(conn: &impl ConnectionTrait, person: PersonId) -> Result<Option<Account>, Error> {
    Entity::find_by_id(Uuid::from(person)).one(conn).await?.map(domain).transpose()
}

/// Which of these people have an account.
pub(crate) async fn who_have(conn: &impl ConnectionTrait, people: Vec<PersonId>) -> Result<BTreeSet<PersonId>, Error> {
    let of = Entity::find().select_only().column(Column::PersonId).filter(Column::PersonId.is_in(people.into_iter().map(Uuid::from)));
    Ok(of.into_tuple::<Uuid>().all(conn).await?.into_iter().map(PersonId).collect())
}

/// The account of a login.
pub(crate) async fn by_email(conn: &impl ConnectionTrait, email: &str) -> Result<Option<Account>, Error> {
    Entity::find().filter(Column::Email.eq(email)).one(conn).await?.map(domain).transpose()
}

/// The account of a login, and the hash of its password: one question, whether there is such a login or not.
pub(crate) async fn with_password(conn: &impl ConnectionTrait, email: &str) -> Result<(Option<Account>, Option<String>), Error> {
    const ASK: &str = "SELECT document, password_hash FROM accounts LEFT JOIN credentials USING (person_id) WHERE email = $1";
    let found = conn.query_one_raw(Statement::from_sql_and_values(conn.get_database_backend(), ASK, [email.into()])).await?;
    let Some(row) = found else { return Ok((None, None)) };
    Ok((Some(serde_json::from_value(row.try_get::<Json>("", "document")?)?), row.try_get("", "password_hash")?))
}

/// The account, which nobody else can change until the end of the transaction.
pub(crate) async fn lock(conn: &DatabaseTransaction, person: PersonId) -> Result<Option<Account>, Error> {
    Entity::find_by_id(Uuid::from(person)).lock_exclusive().one(conn).await?.map(domain).transpose()
}

/// Everybody who holds a role for the whole province and whose account is not closed: also who has yet to come in is told.
pub(crate) async fn holders_to_be(conn: &impl ConnectionTrait, role: SystemRole) -> Result<Vec<PersonId>, Error> {
    let open = with_grant(Grant { role, agency: None })?.filter(Column::Status.ne(status(Status::Disabled)));
    Ok(open.into_tuple::<Uuid>().all(conn).await?.into_iter().map(PersonId).collect())
}

/// Everybody who can sign in and holds a role, in one agency or for the whole province.
pub(crate) async fn holders(conn: &impl ConnectionTrait, role: SystemRole, agency: Option<UnitId>) -> Result<Vec<PersonId>, Error> {
    let active = with_grant(Grant { role, agency })?.filter(Column::Status.eq(status(Status::Active)));
    Ok(active.into_tuple::<Uuid>().all(conn).await?.into_iter().map(PersonId).collect())
}

/// All who administer the province, whether they can sign in now or not.
pub(crate) async fn administrators(conn: &impl ConnectionTrait) -> Result<Vec<PersonId>, Error> {
    let all = with_grant(Grant { role: SystemRole::SnvAdmin, agency: None })?;
    Ok(all.into_tuple::<Uuid>().all(conn).await?.into_iter().map(PersonId).collect())
}

/// The people who hold a role.
fn with_grant(grant: Grant) -> Result<Select<Entity>, Error> {
    let grants = serde_json::to_value([grant])?;
    let people = Entity::find().select_only().column(Column::PersonId).order_by_asc(Column::PersonId);
    Ok(people.filter(Expr::cust_with_values("document -> 'grants' @> $1", [grants])))
}

/// Which accounts a list is about.
pub(crate) struct Filter {
    /// Agencies of the holders' present posts; none for all.
    pub agencies: Option<Vec<UnitId>>,
    /// Folded words that must all occur in the name or the e-mail.
    pub words: Vec<String>,
    pub status: Option<Status>,
    /// Only those with something that was asked for since then.
    pub asked_since: Option<DateTimeUtc>,
}

/// Place in a list of accounts.
pub(crate) type Key = (String, Uuid);

/// Accounts with the names of their holders, by given name.
pub(crate) async fn list(conn: &impl ConnectionTrait, filter: &Filter, page: &Page<Key>) -> Result<Vec<(Key, Account, String)>, Error> {
    const LIST: &str = "\
        SELECT people.sort_key, accounts.person_id, accounts.document, people.document ->> 'full_name' AS full_name \
        FROM accounts JOIN people USING (person_id) \
        WHERE ($1::uuid[] IS NULL OR people.agency_id = ANY($1)) AND ($2::text IS NULL OR accounts.status = $2) \
            AND NOT EXISTS (SELECT FROM unnest($3::text[]) AS word WHERE strpos(people.search, ' ' || word) = 0) \
            AND ($7::timestamptz IS NULL OR EXISTS (SELECT FROM jsonb_array_elements( \
                coalesce(accounts.document -> 'asked', '[]') || coalesce(accounts.document -> 'asked_deeds', '[]')) AS asked \
                WHERE (asked ->> 'at')::timestamptz > $7)) \
            AND ($4::text IS NULL OR (people.sort_key, accounts.person_id) > ($4 COLLATE \"C\", $5::uuid)) \
        ORDER BY people.sort_key, accounts.person_id LIMIT $6";
    let agencies = filter.agencies.as_ref().map(|agencies| agencies.iter().copied().map(Uuid::from).collect::<Vec<_>>());
    let (after_key, after_id) = page.after.clone().unzip();
    let values: [sea_orm::Value; 7] = [
        agencies.into(),
        filter.status.map(status).into(),
        filter.words.clone().into(),
        after_key.into(),
        after_id.into(),
        i64::try_from(page.fetch()).unwrap_or(i64::MAX).into(),
        filter.asked_since.into(),
    ];
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), LIST, values)).await?;
    rows.into_iter()
        .map(|row| {
            let key = (row.try_get("", "sort_key")?, row.try_get("", "person_id")?);
            let account = serde_json::from_value(row.try_get::<Json>("", "document")?)?;
            Ok((key, account, row.try_get("", "full_name")?))
        })
        .collect()
}

/// True when nobody has an account yet.
pub(crate) async fn none_yet(conn: &impl ConnectionTrait) -> Result<bool, Error> {
    Ok(Entity::find().one(conn).await?.is_none())
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Invited => "invited",
        Status::Active => "active",
        Status::Disabled => "disabled",
    }
}

fn domain(row: Model) -> Result<Account, Error> {
    Ok(serde_json::from_value(row.document)?)
}
