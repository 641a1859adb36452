//! Who read records and minutes of others by office, and why; a hash chain for each period.

use evaluation_domain::{PeriodId, PersonId};
use events::{Error, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Statement};
use store::Page;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reads")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub period_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub sequence: i64,
    pub at: DateTimeUtc,
    pub reader_id: Uuid,
    pub about: String,
    pub about_id: Uuid,
    pub reason: String,
    pub hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What was read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum About {
    Record(Uuid),
    Minutes(Uuid),
}

/// Adds a read to the chain of its period. Those that come together wait for each other until the transaction ends.
pub(crate) async fn note(tx: &Tx, period: PeriodId, reader: PersonId, about: About, reason: &str) -> Result<(), Error> {
    const TURN: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1::uuid::text, 4))";
    const NOTE: &str = "WITH last AS (SELECT sequence, hash FROM reads WHERE period_id = $1 ORDER BY sequence DESC LIMIT 1), \
         entry AS (SELECT $1::uuid AS period_id, coalesce((SELECT sequence FROM last), 0) + 1 AS sequence, $2::timestamptz AS at, \
             $3::uuid AS reader_id, $4::text AS about, $5::uuid AS about_id, $6::text AS reason) \
         INSERT INTO reads SELECT entry.*, read_hash(coalesce((SELECT hash FROM last), ''), ROW(entry.*, '')::reads) FROM entry";
    let backend = tx.conn().get_database_backend();
    let id = Uuid::from(period);
    tx.conn().execute_raw(Statement::from_sql_and_values(backend, TURN, [id.into()])).await?;
    let (kind, about) = match about {
        About::Record(id) => ("RECORD", id),
        About::Minutes(id) => ("MINUTES", id),
    };
    let values = [id.into(), tx.now().into(), Uuid::from(reader).into(), kind.into(), about.into(), reason.into()];
    tx.conn().execute_raw(Statement::from_sql_and_values(backend, NOTE, values)).await?;
    Ok(())
}

/// One page of the reads of a period, the newest first.
pub(crate) async fn list(conn: &impl ConnectionTrait, period: PeriodId, page: &Page<i64>) -> Result<Vec<Model>, Error> {
    let mut query = Entity::find().filter(Column::PeriodId.eq(Uuid::from(period))).order_by_desc(Column::Sequence).limit(page.fetch());
    if let Some(after) = page.after {
        query = query.filter(Column::Sequence.lt(after));
    }
    Ok(query.all(conn).await?)
}

/// Where the chain of a period, or of any, breaks first.
pub(crate) async fn broken(conn: &impl ConnectionTrait, of: Option<PeriodId>) -> Result<Option<(Uuid, i64)>, Error> {
    const BREAKS: &str = "\
        WITH chain AS (SELECT reads AS entry, period_id, sequence, hash, lag(hash) OVER steps AS before, \
                lag(sequence) OVER steps AS sequence_before \
            FROM reads WHERE $1::uuid IS NULL OR period_id = $1 WINDOW steps AS (PARTITION BY period_id ORDER BY sequence)) \
        SELECT period_id, sequence FROM chain \
            WHERE hash <> read_hash(coalesce(before, ''), entry) OR sequence <> coalesce(sequence_before, 0) + 1 LIMIT 1";
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), BREAKS, [of.map(Uuid::from).into()]);
    let row = conn.query_one_raw(statement).await?;
    Ok(row.map(|row| Ok::<_, DbErr>((row.try_get("", "period_id")?, row.try_get("", "sequence")?))).transpose()?)
}
