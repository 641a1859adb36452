//! What the other services announced: one table an aggregate, the message as it came beside the columns searched by.

use chrono::NaiveDate;
use contract::announced;
use events::Error;
use prost::Message;
use proto::evaluation::v1 as evaluation;
use proto::identity::v1 as identity;
use proto::scoring::v1 as scoring;
use proto::worklog::v1 as worklog;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, DatabaseTransaction, PaginatorTrait, QueryOrder};
use store::{Versioned, project};

/// Declares the module of one table with its entity and its guard.
macro_rules! table {
    ($module:ident = $table:literal, $key:ident: $key_type:ty as $key_column:ident { $($column:ident: $type:ty),* $(,)? }) => {
        pub(crate) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                #[sea_orm(primary_key, auto_increment = false)]
                pub $key: $key_type,
                pub version: i64,
                $(pub $column: $type,)*
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}

            impl store::Versioned for Entity {
                fn id_column() -> Column {
                    Column::$key_column
                }
                fn version_column() -> Column {
                    Column::Version
                }
            }
        }
    };
}

table!(units = "units", unit_id: Uuid as UnitId { agency_id: Option<Uuid>, parent_id: Option<Uuid>, message: Vec<u8> });
table!(people = "people", person_id: Uuid as PersonId { full_name: String, message: Vec<u8> });
table!(periods = "periods", period_id: Uuid as PeriodId { agency_id: Uuid, year: i32, state: i32, message: Vec<u8> });
table!(records = "records", record_id: Uuid as RecordId {
    period_id: Uuid, agency_id: Uuid, unit_id: Uuid, person_id: Uuid, year: i32, state: i32, message: Vec<u8>,
});
table!(results = "results", record_id: Uuid as RecordId { agency_id: Uuid, year: i32, message: Vec<u8> });
table!(minutes = "minutes", minutes_id: Uuid as MinutesId { agency_id: Uuid, unit_id: Uuid, year: i32, message: Vec<u8> });
table!(sheets = "sheets", sheet_id: Uuid as SheetId { period_id: Uuid, record_id: Uuid, rater_id: Option<Uuid>, state: i32 });
table!(criteria_sets = "criteria_sets", criteria_set_id: String as CriteriaSetId { message: Vec<u8> });
table!(policy_packs = "policy_packs", pack_id: String as PackId { message: Vec<u8> });
table!(logs = "logs", log_id: Uuid as LogId { person_id: Uuid, starts_on: Date, message: Vec<u8> });
table!(delegations = "delegations", delegation_id: Uuid as DelegationId {
    head_id: Uuid, delegate_id: Uuid, from_on: Date, until_on: Date,
});
table!(handovers = "handovers", handover_id: Uuid as HandoverId { message: Vec<u8> });
table!(work_summaries = "work_summaries", summary_id: Uuid as SummaryId { person_id: Uuid, year: i32, message: Vec<u8> });

pub(crate) async fn keep_unit(conn: &DatabaseTransaction, unit: identity::Unit) -> Result<(), Error> {
    let row = units::ActiveModel {
        unit_id: Set(announced::id("an id", &unit.unit_id)?),
        version: Set(unit.version),
        agency_id: Set(announced::id_or_none("an id", &unit.agency_id)?),
        parent_id: Set(announced::id_or_none("an id", &unit.parent_id)?),
        message: Set(unit.encode_to_vec()),
    };
    keep(conn, row).await
}

pub(crate) async fn keep_person(conn: &DatabaseTransaction, person: identity::Person) -> Result<(), Error> {
    let row = people::ActiveModel {
        person_id: Set(announced::id("an id", &person.person_id)?),
        version: Set(person.version),
        full_name: Set(person.full_name.clone()),
        message: Set(person.encode_to_vec()),
    };
    keep(conn, row).await
}

pub(crate) async fn keep_period(conn: &DatabaseTransaction, period: evaluation::Period) -> Result<(), Error> {
    let row = periods::ActiveModel {
        period_id: Set(announced::id("an id", &period.period_id)?),
        version: Set(period.version),
        agency_id: Set(announced::id("an id", &period.agency_id)?),
        year: Set(period.year),
        state: Set(period.state),
        message: Set(period.encode_to_vec()),
    };
    keep(conn, row).await
}

pub(crate) async fn keep_record(conn: &DatabaseTransaction, mut record: evaluation::Record) -> Result<(), Error> {
    record.party_comment = None;
    let subject = record.subject.clone().unwrap_or_default();
    let row = records::ActiveModel {
        record_id: Set(announced::id("an id", &record.record_id)?),
        version: Set(record.version),
        period_id: Set(announced::id("an id", &record.period_id)?),
        agency_id: Set(announced::id("an id", &subject.agency_id)?),
        unit_id: Set(announced::id("an id", &subject.unit_id)?),
        person_id: Set(announced::id("an id", &subject.person_id)?),
        year: Set(record.year),
        state: Set(record.state),
        message: Set(record.encode_to_vec()),
    };
    keep(conn, row).await
}

pub(crate) async fn keep_result(conn: &DatabaseTransaction, result: scoring::Result) -> Result<(), Error> {
    let row = results::ActiveModel {
        record_id: Set(announced::id("an id", &result.record_id)?),
        version: Set(result.version),
        agency_id: Set(announced::id("an id", &result.agency_id)?),
        year: Set(result.year),
        message: Set(result.encode_to_vec()),
    };
    keep(conn, row).await
}

pub(crate) async fn keep_minutes(conn: &DatabaseTransaction, version: i64, minutes: evaluation::Minutes) -> Result<(), Error> {
    let row = minutes::ActiveModel {
        minutes_id: Set(announced::id("an id", &minutes.minutes_id)?),
        version: Set(version),
        agency_id: Set(announced::id("an id", &minutes.agency_id)?),
        unit_id: Set(announced::id("an id", &minutes.unit_id)?),
        year: Set(minutes.year),
        message: Set(minutes.encode_to_vec()),
    };
    keep(conn, row).await
}

pub(crate) async fn keep_sheet(conn: &DatabaseTransaction, sheet: evaluation::Sheet) -> Result<(), Error> {
    let row = sheets::ActiveModel {
        sheet_id: Set(announced::id("an id", &sheet.sheet_id)?),
        version: Set(sheet.version),
        period_id: Set(announced::id("an id", &sheet.period_id)?),
        record_id: Set(announced::id("an id", &sheet.record_id)?),
        rater_id: Set(announced::id_or_none("an id", &sheet.rater_id)?),
        state: Set(sheet.state),
    };
    keep(conn, row).await
}

pub(crate) async fn keep_criteria_set(conn: &DatabaseTransaction, set: scoring::CriteriaSet) -> Result<(), Error> {
    let message = set.encode_to_vec();
    let row = criteria_sets::ActiveModel { criteria_set_id: Set(set.criteria_set_id), version: Set(set.version), message: Set(message) };
    keep(conn, row).await
}

pub(crate) async fn keep_pack(conn: &DatabaseTransaction, pack: scoring::PolicyPack) -> Result<(), Error> {
    let message = pack.encode_to_vec();
    let row = policy_packs::ActiveModel { pack_id: Set(pack.pack_id), version: Set(pack.version), message: Set(message) };
    keep(conn, row).await
}

pub(crate) async fn keep_work_summary(conn: &DatabaseTransaction, summary_id: Uuid, summary: worklog::WorkSummary) -> Result<(), Error> {
    let row = work_summaries::ActiveModel {
        summary_id: Set(summary_id),
        version: Set(summary.version),
        person_id: Set(announced::id("an id", &summary.person_id)?),
        year: Set(summary.year),
        message: Set(summary.encode_to_vec()),
    };
    keep(conn, row).await
}

pub(crate) async fn keep_log(conn: &DatabaseTransaction, log: worklog::Log) -> Result<(), Error> {
    let row = logs::ActiveModel {
        log_id: Set(announced::id("an id", &log.log_id)?),
        version: Set(log.version),
        person_id: Set(announced::id("an id", &log.person_id)?),
        starts_on: Set(announced::day("a day", log.starts_on.as_ref())?),
        message: Set(log.encode_to_vec()),
    };
    keep(conn, row).await
}

pub(crate) async fn keep_delegation(conn: &DatabaseTransaction, delegation: identity::Delegation) -> Result<(), Error> {
    let row = delegations::ActiveModel {
        delegation_id: Set(announced::id("an id", &delegation.delegation_id)?),
        version: Set(delegation.version),
        head_id: Set(announced::id("an id", &delegation.head_id)?),
        delegate_id: Set(announced::id("an id", &delegation.delegate_id)?),
        from_on: Set(announced::day("a day", delegation.from.as_ref())?),
        until_on: Set(announced::day("a day", delegation.until.as_ref())?),
    };
    keep(conn, row).await
}

pub(crate) async fn keep_handover(conn: &DatabaseTransaction, handover: worklog::Handover) -> Result<(), Error> {
    let row = handovers::ActiveModel {
        handover_id: Set(announced::id("an id", &handover.handover_id)?),
        version: Set(handover.version),
        message: Set(handover.encode_to_vec()),
    };
    keep(conn, row).await
}

async fn keep<A, E>(conn: &DatabaseTransaction, row: A) -> Result<(), Error>
where
    A: ActiveModelTrait<Entity = E>,
    E: Versioned,
{
    project(conn, row).await?;
    Ok(())
}

pub(crate) async fn unit(conn: &impl ConnectionTrait, unit_id: Uuid) -> Result<Option<identity::Unit>, Error> {
    units::Entity::find_by_id(unit_id).one(conn).await?.map(|row| read("a unit", &row.message)).transpose()
}

pub(crate) async fn units_of(conn: &impl ConnectionTrait, agency: Uuid) -> Result<Vec<identity::Unit>, Error> {
    let rows = units::Entity::find().filter(units::Column::AgencyId.eq(agency)).all(conn).await?;
    rows.iter().map(|row| read("a unit", &row.message)).collect()
}

pub(crate) async fn person(conn: &impl ConnectionTrait, person_id: Uuid) -> Result<Option<identity::Person>, Error> {
    people::Entity::find_by_id(person_id).one(conn).await?.map(|row| read("a person", &row.message)).transpose()
}

pub(crate) async fn record(conn: &impl ConnectionTrait, record_id: Uuid) -> Result<Option<evaluation::Record>, Error> {
    records::Entity::find_by_id(record_id).one(conn).await?.map(|row| read("a record", &row.message)).transpose()
}

pub(crate) async fn records_of(conn: &impl ConnectionTrait, agency: Uuid, year: i32) -> Result<Vec<evaluation::Record>, Error> {
    let query = records::Entity::find().filter(records::Column::AgencyId.eq(agency)).filter(records::Column::Year.eq(year));
    query.all(conn).await?.iter().map(|row| read("a record", &row.message)).collect()
}

pub(crate) async fn result(conn: &impl ConnectionTrait, record_id: Uuid) -> Result<Option<scoring::Result>, Error> {
    results::Entity::find_by_id(record_id).one(conn).await?.map(|row| read("a result", &row.message)).transpose()
}

/// Whether somebody was asked for a sheet about a record, or nobody knows who was.
pub(crate) async fn is_reviewed_by(conn: &impl ConnectionTrait, record_id: Uuid, person: Uuid) -> Result<bool, Error> {
    let them = Condition::any().add(sheets::Column::RaterId.eq(person)).add(sheets::Column::RaterId.is_null());
    let found = sheets::Entity::find().filter(sheets::Column::RecordId.eq(record_id)).filter(them);
    Ok(found.count(conn).await? > 0)
}

pub(crate) async fn minutes_by_id(conn: &impl ConnectionTrait, minutes_id: Uuid) -> Result<Option<evaluation::Minutes>, Error> {
    minutes::Entity::find_by_id(minutes_id).one(conn).await?.map(|row| read("minutes", &row.message)).transpose()
}

pub(crate) async fn minutes_of(conn: &impl ConnectionTrait, agency: Uuid, year: i32) -> Result<Vec<evaluation::Minutes>, Error> {
    let query = minutes::Entity::find().filter(minutes::Column::AgencyId.eq(agency)).filter(minutes::Column::Year.eq(year));
    query.all(conn).await?.iter().map(|row| read("minutes", &row.message)).collect()
}

pub(crate) async fn criteria_set(conn: &impl ConnectionTrait, set: &str) -> Result<Option<scoring::CriteriaSet>, Error> {
    criteria_sets::Entity::find_by_id(set).one(conn).await?.map(|row| read("a criteria set", &row.message)).transpose()
}

pub(crate) async fn pack(conn: &impl ConnectionTrait, pack: &str) -> Result<Option<scoring::PolicyPack>, Error> {
    policy_packs::Entity::find_by_id(pack).one(conn).await?.map(|row| read("a policy pack", &row.message)).transpose()
}

pub(crate) async fn work_summary(conn: &impl ConnectionTrait, person: Uuid, year: i32) -> Result<Option<worklog::WorkSummary>, Error> {
    let query =
        work_summaries::Entity::find().filter(work_summaries::Column::PersonId.eq(person)).filter(work_summaries::Column::Year.eq(year));
    query.one(conn).await?.map(|row| read("a work summary", &row.message)).transpose()
}

/// What a person handed in for days or weeks that begin in the period, oldest first; of one day or week the first edition first.
pub(crate) async fn logs_of(conn: &impl ConnectionTrait, person: Uuid, from: NaiveDate, to: NaiveDate) -> Result<Vec<worklog::Log>, Error> {
    let query = logs::Entity::find().filter(logs::Column::PersonId.eq(person)).filter(logs::Column::StartsOn.between(from, to));
    let rows = query.order_by_asc(logs::Column::StartsOn).order_by_asc(logs::Column::LogId).all(conn).await?;
    let mut logs: Vec<(Date, worklog::Log)> =
        rows.iter().map(|row| Ok((row.starts_on, read("a log", &row.message)?))).collect::<Result<_, Error>>()?;
    logs.sort_by_key(|(day, log)| (*day, log.cadence, log.edition));
    Ok(logs.into_iter().map(|(_, log)| log).collect())
}

pub(crate) async fn handover(conn: &impl ConnectionTrait, handover_id: Uuid) -> Result<Option<worklog::Handover>, Error> {
    handovers::Entity::find_by_id(handover_id).one(conn).await?.map(|row| read("a handover", &row.message)).transpose()
}

/// Whether somebody approves for that head on a day.
pub(crate) async fn stands_in(conn: &impl ConnectionTrait, delegate: Uuid, head: Uuid, today: NaiveDate) -> Result<bool, Error> {
    let query = delegations::Entity::find()
        .filter(delegations::Column::DelegateId.eq(delegate))
        .filter(delegations::Column::HeadId.eq(head))
        .filter(delegations::Column::FromOn.lte(today))
        .filter(delegations::Column::UntilOn.gte(today));
    Ok(query.count(conn).await? > 0)
}

fn read<M: Message + Default>(what: &'static str, bytes: &[u8]) -> Result<M, Error> {
    M::decode(bytes).map_err(|error| Error::decode(what, error))
}
