//! The audit trail: every change of a period or a record, in a chain.

use std::collections::BTreeMap;

use events::{Error, Tx};
use kernel::Version;
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect, Statement};
use serde_json::json;
use store::{Chain, Page};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub aggregate_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub at: DateTimeUtc,
    pub actor_id: Option<Uuid>,
    pub from_state: String,
    pub to_state: String,
    pub document_digest: String,
    pub hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What is audited.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Period,
    Record,
}

impl Kind {
    const fn table(self) -> &'static str {
        match self {
            Self::Period => "periods",
            Self::Record => "records",
        }
    }
}

/// The audit trail as a table of chains.
pub(crate) const CHAIN: Chain = Chain { table: "audit", of: "aggregate_id", step: "version" };

/// A change that was just stored.
pub(crate) struct Noted<'a> {
    pub aggregate: Uuid,
    pub version: Version,
    pub state: &'a str,
}

/// Adds the entries of changes, one an aggregate.
pub(crate) async fn note_all(tx: &Tx, kind: Kind, noted: &[Noted<'_>]) -> Result<(), Error> {
    let seen = format!(
        "SELECT id, coalesce((SELECT to_state FROM audit WHERE aggregate_id = id ORDER BY version DESC LIMIT 1), '') AS from_state, \
             encode(sha256(convert_to(document::text, 'UTF8')), 'hex') AS document_digest \
             FROM {} WHERE id IN (SELECT one::uuid FROM jsonb_array_elements_text($1) AS one)",
        kind.table()
    );
    let ids: serde_json::Value = noted.iter().map(|noted| noted.aggregate.to_string()).collect();
    let seen = Statement::from_sql_and_values(tx.conn().get_database_backend(), seen, [ids.into()]);
    let seen = Seen::find_by_statement(seen).all(tx.conn()).await?;
    let mut seen: BTreeMap<Uuid, Seen> = seen.into_iter().map(|seen| (seen.id, seen)).collect();
    let mut entries = Vec::with_capacity(noted.len());
    for noted in noted {
        let seen = seen.remove(&noted.aggregate).ok_or_else(|| DbErr::RecordNotFound(kind.table().to_owned()))?;
        let entry = json!({
            "version": noted.version,
            "at": tx.now(),
            "actor_id": tx.actor(),
            "from_state": seen.from_state,
            "to_state": noted.state,
            "document_digest": seen.document_digest,
        });
        entries.push((noted.aggregate, entry));
    }
    Ok(CHAIN.add_all(tx.conn(), &entries).await?)
}

/// What an entry says beside the change.
#[derive(FromQueryResult)]
struct Seen {
    id: Uuid,
    from_state: String,
    document_digest: String,
}

/// One page of the entries of a period or a record, oldest first.
pub(crate) async fn entries(conn: &impl ConnectionTrait, aggregate: Uuid, page: &Page<Version>) -> Result<Vec<Model>, Error> {
    let mut query = Entity::find().filter(Column::AggregateId.eq(aggregate)).order_by_asc(Column::Version).limit(page.fetch());
    if let Some(after) = page.after {
        query = query.filter(Column::Version.gt(after));
    }
    Ok(query.all(conn).await?)
}

/// Where the present state is not the one that the last entry seals: the versions of one period or record, or of all; at most `most`.
pub(crate) async fn unsealed(conn: &impl ConnectionTrait, of: Option<Uuid>, most: u64) -> Result<Vec<Unsealed>, Error> {
    const UNSEALED: &str = "\
        WITH last AS (SELECT DISTINCT ON (aggregate_id) aggregate_id, version, document_digest FROM audit \
            WHERE $1::uuid IS NULL OR aggregate_id = $1 ORDER BY aggregate_id, version DESC), \
        present AS (SELECT id, version, document FROM records WHERE $1::uuid IS NULL OR id = $1 \
            UNION ALL SELECT id, version, document FROM periods WHERE $1::uuid IS NULL OR id = $1) \
        SELECT present.id, present.version FROM present LEFT JOIN last ON last.aggregate_id = present.id AND last.version = present.version \
            WHERE last.document_digest IS DISTINCT FROM encode(sha256(convert_to(present.document::text, 'UTF8')), 'hex') \
        ORDER BY present.id LIMIT $2";
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), UNSEALED, [of.into(), most.into()]);
    Ok(Unsealed::find_by_statement(statement).all(conn).await?)
}

/// A state that no entry seals.
#[derive(Debug, PartialEq, Eq, FromQueryResult)]
pub(crate) struct Unsealed {
    pub id: Uuid,
    pub version: i64,
}
