//! Results, the versions of them that somebody could have seen, and what each was computed from.

use ::store::{Page, Versioned as Row};
use events::{Error, Tx};
use kernel::Digest;
use regulation::Flag;
use scoring_domain::{Computed, Progress, Record, Stage, StoredInput, Together, Versioned};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, FromQueryResult, QueryOrder, QuerySelect, Statement};
use serde::{Deserialize, Serialize};

use crate::wire;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "results")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    pub version: i64,
    pub person_id: Uuid,
    pub agency_id: Uuid,
    pub year: i32,
    pub group_code: String,
    pub pack_digest: String,
    pub basis: String,
    pub stage: String,
    pub class: Option<String>,
    pub total: Option<i32>,
    pub document: Json,
    pub digest: Option<String>,
    pub input: Option<String>,
    pub opened: bool,
    pub over_quota: bool,
    pub computed_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Row for Entity {
    fn id_column() -> Column {
        Column::RecordId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

/// A version of a result as it is kept.
pub(crate) struct Kept {
    pub result: Versioned,
    /// Digest of the canonical text as it was computed; none for results older than this column.
    pub digest: Option<String>,
    /// What it was computed from, as JSON.
    pub input: Option<String>,
}

impl Kept {
    /// What it was computed from.
    pub fn input(&self) -> Result<Option<StoredInput>, Error> {
        Ok(self.input.as_deref().map(serde_json::from_str).transpose()?)
    }
}

#[derive(FromQueryResult)]
struct KeptRow {
    version: i64,
    document: Json,
    digest: Option<String>,
    input: Option<String>,
}

impl KeptRow {
    fn domain(self) -> Result<Kept, Error> {
        let result = Versioned { version: self.version, computed: serde_json::from_value(self.document)? };
        Ok(Kept { result, digest: self.digest, input: self.input })
    }
}

/// What a result is computed from.
pub(crate) struct From {
    pub input: StoredInput,
    /// What all reviewers together gave by criterion.
    pub together: Vec<Together>,
}

/// Writes a new version and announces it; the version before stays when somebody could have seen it.
pub(crate) async fn save(tx: &mut Tx, record: &Record, result: &Versioned, from: &From) -> Result<(), Error> {
    const KEEP: &str = "INSERT INTO result_versions (record_id, version, document, digest, input, computed_at) \
                        SELECT record_id, version, document, digest, input, computed_at FROM results WHERE record_id = $1 AND opened";
    let computed = &result.computed;
    let outcome = &computed.outcome;
    let backend = tx.conn().get_database_backend();
    tx.conn().execute_raw(Statement::from_sql_and_values(backend, KEEP, [computed.record.into()])).await?;
    let row = ActiveModel {
        record_id: Set(computed.record),
        version: Set(result.version),
        person_id: Set(computed.person),
        agency_id: Set(computed.agency),
        year: Set(computed.year),
        group_code: Set(computed.group.code().to_owned()),
        pack_digest: Set(computed.pack_digest.to_string()),
        basis: Set(computed.basis.to_string()),
        stage: Set(stage(outcome.stage).to_owned()),
        class: Set(outcome.classed.as_ref().map(|classed| classed.class.code().to_owned())),
        total: Set(outcome.classed.as_ref().map(|classed| classed.total.hundredths())),
        document: Set(serde_json::to_value(computed)?),
        digest: Set(Some(digest(computed))),
        input: Set(Some(serde_json::to_string(&from.input)?)),
        opened: Set(is_open(record)),
        over_quota: Set(outcome.flags.contains(&Flag::Quota)),
        computed_at: Set(tx.now()),
    };
    ::store::put(tx.conn(), row, result.version - 1).await?;
    tx.announce(computed.record, result.version, &wire::result_computed(result, &from.together))
}

/// Notes that the present version may be seen from now on.
pub(crate) async fn open(conn: &impl ConnectionTrait, record: &Record) -> Result<(), Error> {
    if !is_open(record) {
        return Ok(());
    }
    let update = Entity::update_many().col_expr(Column::Opened, Expr::value(true)).filter(Column::RecordId.eq(record.id));
    update.filter(Column::Opened.eq(false)).exec(conn).await?;
    Ok(())
}

fn is_open(record: &Record) -> bool {
    record.progress >= Progress::Open
}

/// SHA-256 of the canonical text.
pub(crate) fn digest(computed: &Computed) -> String {
    Digest::of(computed.canonical().as_bytes()).to_string()
}

/// A version as it is kept; 0 is the latest.
pub(crate) async fn kept(conn: &impl ConnectionTrait, record: Uuid, version: i64) -> Result<Option<Kept>, Error> {
    const KEPT: &str = "SELECT version, document, digest, input FROM results WHERE record_id = $1 AND $2 IN (0, version) \
                        UNION ALL SELECT version, document, digest, input FROM result_versions WHERE record_id = $1 AND version = $2";
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), KEPT, [record.into(), version.into()]);
    KeptRow::find_by_statement(statement).one(conn).await?.map(KeptRow::domain).transpose()
}

/// One page of the versions that somebody could have seen, latest first.
pub(crate) async fn versions(conn: &impl ConnectionTrait, record: Uuid, page: &Page<i64>) -> Result<Vec<Kept>, Error> {
    const VERSIONS: &str = "SELECT * FROM (SELECT version, document, digest, input FROM results WHERE record_id = $1 AND opened \
                            UNION ALL SELECT version, document, digest, input FROM result_versions WHERE record_id = $1) AS every \
                            WHERE version < $2 ORDER BY version DESC LIMIT $3";
    let limit = i64::try_from(page.fetch()).unwrap_or(i64::MAX);
    let values = [record.into(), page.after.unwrap_or(i64::MAX).into(), limit.into()];
    let rows = KeptRow::find_by_statement(Statement::from_sql_and_values(conn.get_database_backend(), VERSIONS, values)).all(conn).await?;
    rows.into_iter().map(KeptRow::domain).collect()
}

/// Where the next page over results begins: agency by agency.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Key(Uuid, Uuid);

impl Key {
    pub fn of(kept: &Kept) -> Self {
        Self(kept.result.computed.agency, kept.result.computed.record)
    }
}

/// Which results of a year are wanted.
pub(crate) struct Wanted {
    pub year: i32,
    pub agency: Option<Uuid>,
    pub period: Option<Uuid>,
    /// Only of records that are published.
    pub published: bool,
}

/// One page of the latest versions, agency by agency.
pub(crate) async fn of_year(conn: &impl ConnectionTrait, wanted: &Wanted, page: &Page<Key>) -> Result<Vec<Kept>, Error> {
    const OF_YEAR: &str = "SELECT r.version, r.document, r.digest, r.input FROM results r JOIN records USING (record_id) \
                           WHERE r.year = $1 AND ($2::uuid IS NULL OR r.agency_id = $2) \
                           AND ($3::text IS NULL OR r.document ->> 'period' = $3) AND (NOT $4 OR records.progress = 'published') \
                           AND (r.agency_id, r.record_id) > ($5, $6) ORDER BY r.agency_id, r.record_id LIMIT $7";
    let Key(agency, record) = page.after.unwrap_or(Key(Uuid::nil(), Uuid::nil()));
    let limit = i64::try_from(page.fetch()).unwrap_or(i64::MAX);
    let period = wanted.period.map(|period| period.to_string());
    let values =
        [wanted.year.into(), wanted.agency.into(), period.into(), wanted.published.into(), agency.into(), record.into(), limit.into()];
    let rows = KeptRow::find_by_statement(Statement::from_sql_and_values(conn.get_database_backend(), OF_YEAR, values)).all(conn).await?;
    rows.into_iter().map(KeptRow::domain).collect()
}

/// The years that have results, oldest first.
pub(crate) async fn years(conn: &impl ConnectionTrait) -> Result<Vec<i32>, Error> {
    let query = Entity::find().select_only().column(Column::Year).distinct().order_by_asc(Column::Year);
    Ok(query.into_tuple().all(conn).await?)
}

/// All results of a person.
pub(crate) async fn of_person(conn: &impl ConnectionTrait, person: Uuid) -> Result<Vec<Versioned>, Error> {
    Entity::find().filter(Column::PersonId.eq(person)).all(conn).await?.into_iter().map(domain).collect()
}

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Computed => "computed",
        Stage::Decided => "decided",
    }
}

fn domain(row: Model) -> Result<Versioned, Error> {
    Ok(Versioned { version: row.version, computed: serde_json::from_value(row.document)? })
}
