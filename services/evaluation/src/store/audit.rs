//! The audit trail: every change of a period or a record, in a chain.

use events::{Error, Tx};
use kernel::Version;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Statement};
use store::Page;

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

/// Adds the entry of a change that was just stored.
pub(crate) async fn note(tx: &Tx, kind: Kind, aggregate: Uuid, version: Version, state: &str) -> Result<(), Error> {
    let note = format!(
        "WITH last AS (SELECT to_state, hash FROM audit WHERE aggregate_id = $1 ORDER BY version DESC LIMIT 1), \
         entry AS (SELECT $1::uuid AS aggregate_id, $2::bigint AS version, $3::timestamptz AS at, $4::uuid AS actor_id, \
             coalesce((SELECT to_state FROM last), '') AS from_state, $5::text AS to_state, \
             (SELECT encode(sha256(convert_to(document::text, 'UTF8')), 'hex') FROM {} WHERE id = $1) AS document_digest) \
         INSERT INTO audit SELECT entry.*, audit_hash(coalesce((SELECT hash FROM last), ''), ROW(entry.*, '')::audit) FROM entry",
        kind.table()
    );
    let values = [aggregate.into(), version.into(), tx.now().into(), tx.actor().into(), state.into()];
    tx.conn().execute_raw(Statement::from_sql_and_values(tx.conn().get_database_backend(), note, values)).await?;
    Ok(())
}

/// One page of the entries of a period or a record, oldest first.
pub(crate) async fn entries(conn: &impl ConnectionTrait, aggregate: Uuid, page: &Page<Version>) -> Result<Vec<Model>, Error> {
    let mut query = Entity::find().filter(Column::AggregateId.eq(aggregate)).order_by_asc(Column::Version).limit(page.fetch());
    if let Some(after) = page.after {
        query = query.filter(Column::Version.gt(after));
    }
    Ok(query.all(conn).await?)
}

/// What is wrong with a chain: where it breaks, and why.
#[derive(Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub(crate) struct Break {
    pub aggregate_id: Uuid,
    pub version: i64,
    /// `ENTRY`: the entry is not what was written. `GAP`: entries are missing before it. `STATE`: the present state is not the one
    /// that the last entry seals.
    pub kind: String,
}

/// Where the chains of the whole database break, or that of one period or record; at most `most`.
pub(crate) async fn breaks(conn: &impl ConnectionTrait, of: Option<Uuid>, most: u64) -> Result<Vec<Break>, Error> {
    const BREAKS: &str = "\
        WITH chain AS (SELECT audit AS entry, audit.*, lag(hash) OVER steps AS before, lag(version) OVER steps AS version_before, \
                lag(to_state) OVER steps AS state_before, lead(version) OVER steps AS next \
            FROM audit WHERE $1::uuid IS NULL OR aggregate_id = $1 WINDOW steps AS (PARTITION BY aggregate_id ORDER BY version)), \
        present AS (SELECT id, version, document FROM records WHERE $1::uuid IS NULL OR id = $1 \
            UNION ALL SELECT id, version, document FROM periods WHERE $1::uuid IS NULL OR id = $1) \
        SELECT aggregate_id, version, 'ENTRY' AS kind FROM chain \
            WHERE hash <> audit_hash(coalesce(before, ''), entry) OR from_state <> coalesce(state_before, '') \
        UNION ALL SELECT aggregate_id, version, 'GAP' FROM chain WHERE version <> coalesce(version_before + 1, 1) \
        UNION ALL SELECT present.id, present.version, 'STATE' FROM present LEFT JOIN chain ON chain.aggregate_id = present.id \
                AND chain.version = present.version AND chain.next IS NULL \
            WHERE chain.document_digest IS DISTINCT FROM encode(sha256(convert_to(present.document::text, 'UTF8')), 'hex') \
        LIMIT $2";
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), BREAKS, [of.into(), most.into()]);
    Ok(<Break as sea_orm::FromQueryResult>::find_by_statement(statement).all(conn).await?)
}
