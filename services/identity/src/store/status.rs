//! Counts for the yearly report on the software (article 7.4).

use chrono::{DateTime, Utc};
use events::Error;
use identity_domain::UnitId;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use uuid::Uuid;

/// Accounts of one agency; `agency_id` is empty for those whose holder has no present post.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Accounts {
    pub agency_id: String,
    pub name: String,
    pub invited: i64,
    pub active: i64,
    pub disabled: i64,
    pub used: i64,
}

/// Holders of one role.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Holders {
    pub role: String,
    pub people: i64,
    pub agencies: i64,
}

/// How many hold which role, in one agency or anywhere, as accounts are kept; closed ones hold none.
pub(crate) async fn holders(conn: &impl ConnectionTrait, agency: Option<UnitId>) -> Result<Vec<Holders>, Error> {
    const COUNT: &str = "\
        SELECT held ->> 'role' AS role, count(DISTINCT person_id) AS people, count(DISTINCT held ->> 'agency') AS agencies \
        FROM accounts, jsonb_array_elements(document -> 'grants') AS held \
        WHERE status <> 'disabled' AND ($1::uuid IS NULL OR held ->> 'agency' = $1::text) \
        GROUP BY held ->> 'role' ORDER BY held ->> 'role'";
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), COUNT, [agency.map(Uuid::from).into()]);
    Ok(Holders::find_by_statement(statement).all(conn).await?)
}

/// Reports of faults.
#[derive(Debug, Default, FromQueryResult)]
pub(crate) struct Faults {
    pub reported: i64,
    pub waiting: i64,
    pub answered: i64,
    pub closed: i64,
    pub median_hours: i64,
}

/// Accounts by agency, of one or of all, sorted by its code; used are those that opened a session from `from` until `to`.
pub(crate) async fn accounts_by_agency(
    conn: &impl ConnectionTrait,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    agency: Option<UnitId>,
) -> Result<Vec<Accounts>, Error> {
    const COUNT: &str = "\
        SELECT coalesce(people.agency_id::text, '') AS agency_id, coalesce(units.document ->> 'name', '') AS name, \
            count(*) FILTER (WHERE accounts.status = 'invited') AS invited, \
            count(*) FILTER (WHERE accounts.status = 'active') AS active, \
            count(*) FILTER (WHERE accounts.status = 'disabled') AS disabled, \
            count(used.person_id) AS used \
        FROM accounts LEFT JOIN (SELECT DISTINCT person_id FROM sessions WHERE opened_at >= $1 AND opened_at < $2) AS used USING (person_id) \
            LEFT JOIN people USING (person_id) LEFT JOIN units ON units.unit_id = people.agency_id \
        WHERE $3::uuid IS NULL OR people.agency_id = $3 \
        GROUP BY people.agency_id, units.code, units.document ->> 'name' ORDER BY units.code NULLS LAST";
    let statement =
        Statement::from_sql_and_values(conn.get_database_backend(), COUNT, [from.into(), to.into(), agency.map(Uuid::from).into()]);
    Ok(Accounts::find_by_statement(statement).all(conn).await?)
}

/// Faults that were reported from `from` until `to`, in one agency or anywhere.
pub(crate) async fn faults(
    conn: &impl ConnectionTrait,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    agency: Option<UnitId>,
) -> Result<Faults, Error> {
    const COUNT: &str = "\
        WITH reports AS (SELECT state, (document #>> '{entries,0,by,at}')::timestamptz AS reported_at, \
                (SELECT min((entry #>> '{by,at}')::timestamptz) FROM jsonb_array_elements(document -> 'entries') AS entry \
                    WHERE entry ->> 'state' = 'ANSWERED') AS answered_at FROM fault_reports WHERE $3::uuid IS NULL OR agency_id = $3) \
        SELECT count(*) AS reported, count(*) FILTER (WHERE state IN ('open', 'forwarded')) AS waiting, \
            count(*) FILTER (WHERE state = 'answered') AS answered, count(*) FILTER (WHERE state = 'closed') AS closed, \
            coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY (extract(epoch FROM answered_at - reported_at) / 3600)::bigint), 0) \
                AS median_hours \
        FROM reports WHERE reported_at >= $1 AND reported_at < $2";
    let statement =
        Statement::from_sql_and_values(conn.get_database_backend(), COUNT, [from.into(), to.into(), agency.map(Uuid::from).into()]);
    Ok(Faults::find_by_statement(statement).one(conn).await?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use sea_orm::TransactionTrait;
    use testkit::TestDb;

    use super::*;

    const ROWS: &str = "\
        INSERT INTO accounts SELECT gen_random_uuid(), 1, n::text, 'active', '{}' FROM generate_series(1, 200) AS n; \
        INSERT INTO sessions (session_id, token_digest, person_id, opened_at, seen_at, ended_at) \
            SELECT gen_random_uuid(), gen_random_uuid()::text, person_id, day, day, day \
            FROM accounts, unnest(ARRAY[timestamptz '2026-03-01', '2026-04-01']) AS day WHERE email::int <= 150";

    #[tokio::test]
    async fn sessions_are_looked_through_once_however_many_accounts_there_are() {
        const LOOKS: &str = "SELECT pg_stat_get_xact_numscans('sessions'::regclass) + sum(pg_stat_get_xact_numscans(indexrelid))::bigint AS looks \
            FROM pg_index WHERE indrelid = 'sessions'::regclass";
        let test = TestDb::new("identity_status", async |db| crate::migrations().run(db).await).await;
        test.db.execute_unprepared(ROWS).await.unwrap();
        let tx = test.db.begin().await.unwrap();
        let [from, to] = ["2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"].map(|moment| moment.parse().unwrap());
        let counted = accounts_by_agency(&tx, from, to, None).await.unwrap();
        assert_eq!(counted.iter().map(|agency| (agency.active, agency.used)).collect::<Vec<_>>(), [(200, 150)]);
        let looks = tx.query_one_raw(Statement::from_string(tx.get_database_backend(), LOOKS)).await.unwrap().unwrap();
        let looks: i64 = looks.try_get("", "looks").unwrap();
        assert!(looks < 5, "{looks} looks at sessions");
    }
}
