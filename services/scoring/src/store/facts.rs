//! What agencies declared about a person's year.

use std::collections::HashMap;

use ::store::Page;
use chrono::{DateTime, Utc};
use events::Error;
use scoring_domain::{DeclaredFact, FactContent, Span};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "facts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub fact_id: Uuid,
    pub person_id: Uuid,
    pub agency_id: Uuid,
    pub year: i32,
    pub kind: String,
    /// Code of the quarter or month; empty for the whole year.
    pub span: String,
    pub content: Json,
    pub reason: String,
    pub document_ref: String,
    pub declared_by: Uuid,
    pub declared_at: DateTimeUtc,
    pub revoked_by: Option<Uuid>,
    pub revoked_at: Option<DateTimeUtc>,
    pub revoke_reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A declaration with who made it, and why.
#[derive(Clone)]
pub(crate) struct Fact {
    pub id: Uuid,
    pub person: Uuid,
    pub agency: Uuid,
    pub declared: DeclaredFact,
    pub reason: String,
    pub document_ref: String,
    pub by: Uuid,
    pub at: DateTime<Utc>,
    pub revoked: Option<Revoked>,
}

/// Who took a declaration back, when and why.
#[derive(Clone)]
pub(crate) struct Revoked {
    pub by: Uuid,
    pub at: DateTime<Utc>,
    pub reason: String,
}

/// Which declarations are wanted.
pub(crate) enum Of {
    Person(Uuid),
    Agency(Uuid),
}

/// Where the next page begins: latest year first.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Key(i32, Uuid);

impl Key {
    pub fn of(fact: &Fact) -> Self {
        Self(fact.declared.year, fact.id)
    }
}

pub(crate) async fn add(conn: &impl ConnectionTrait, fact: &Fact) -> Result<(), Error> {
    let row = ActiveModel {
        fact_id: Set(fact.id),
        person_id: Set(fact.person),
        agency_id: Set(fact.agency),
        year: Set(fact.declared.year),
        kind: Set(fact.declared.content.kind().to_owned()),
        span: Set(fact.declared.content.span().map(Span::code).unwrap_or_default()),
        content: Set(serde_json::to_value(&fact.declared.content)?),
        reason: Set(fact.reason.clone()),
        document_ref: Set(fact.document_ref.clone()),
        declared_by: Set(fact.by),
        declared_at: Set(fact.at),
        revoked_by: Set(None),
        revoked_at: Set(None),
        revoke_reason: Set(None),
    };
    super::insert(conn, row).await
}

/// Notes that a declaration was taken back.
pub(crate) async fn revoke(conn: &impl ConnectionTrait, fact: Uuid, revoked: &Revoked) -> Result<(), Error> {
    let update = Entity::update_many()
        .col_expr(Column::RevokedBy, Expr::value(revoked.by))
        .col_expr(Column::RevokedAt, Expr::value(revoked.at))
        .col_expr(Column::RevokeReason, Expr::value(&revoked.reason))
        .filter(Column::FactId.eq(fact))
        .filter(Column::RevokedAt.is_null());
    update.exec(conn).await?;
    Ok(())
}

pub(crate) async fn find(conn: &impl ConnectionTrait, id: Uuid) -> Result<Option<Fact>, Error> {
    Entity::find_by_id(id).one(conn).await?.map(domain).transpose()
}

/// What stands about a person, oldest year first.
pub(crate) async fn in_effect(conn: &impl ConnectionTrait, person: Uuid) -> Result<Vec<Fact>, Error> {
    Ok(in_effect_of(conn, [person]).await?.remove(&person).unwrap_or_default())
}

/// What stands about several people, oldest year first.
pub(crate) async fn in_effect_of(
    conn: &impl ConnectionTrait,
    people: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Fact>>, Error> {
    let query = Entity::find().filter(Column::PersonId.is_in(people)).filter(Column::RevokedAt.is_null());
    let mut found: HashMap<Uuid, Vec<Fact>> = HashMap::new();
    for row in query.order_by_asc(Column::Year).order_by_asc(Column::FactId).all(conn).await? {
        found.entry(row.person_id).or_default().push(domain(row)?);
    }
    Ok(found)
}

/// One page, latest year first; 0 is every year.
pub(crate) async fn list(conn: &impl ConnectionTrait, of: &Of, year: i32, page: &Page<Key>) -> Result<Vec<Fact>, Error> {
    let mut query = Entity::find().order_by_desc(Column::Year).order_by_desc(Column::FactId).limit(page.fetch());
    query = match of {
        Of::Person(person) => query.filter(Column::PersonId.eq(*person)),
        Of::Agency(agency) => query.filter(Column::AgencyId.eq(*agency)),
    };
    if year != 0 {
        query = query.filter(Column::Year.eq(year));
    }
    if let Some(Key(year, id)) = page.after {
        let same = Condition::all().add(Column::Year.eq(year)).add(Column::FactId.lt(id));
        query = query.filter(Condition::any().add(Column::Year.lt(year)).add(same));
    }
    query.all(conn).await?.into_iter().map(domain).collect()
}

fn domain(row: Model) -> Result<Fact, Error> {
    let content: FactContent = serde_json::from_value(row.content)?;
    let revoked = row.revoked_by.zip(row.revoked_at);
    Ok(Fact {
        id: row.fact_id,
        person: row.person_id,
        agency: row.agency_id,
        declared: DeclaredFact { year: row.year, content },
        reason: row.reason,
        document_ref: row.document_ref,
        by: row.declared_by,
        at: row.declared_at,
        revoked: revoked.map(|(by, at)| Revoked { by, at, reason: row.revoke_reason.unwrap_or_default() }),
    })
}
