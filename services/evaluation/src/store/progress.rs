//! Numbers of many periods at once.

use std::collections::BTreeMap;

use evaluation_domain::PeriodId;
use events::Error;
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, Statement};

/// How many records of a period are in a phase.
#[derive(FromQueryResult)]
pub(crate) struct Phase {
    pub period_id: Uuid,
    pub phase: String,
    /// Whether nobody verifies them.
    pub unverified: bool,
    /// Whether they score again, after the day of the stage.
    pub again: bool,
    /// Whether a result on paper settled them.
    pub paper: bool,
    pub records: i64,
}

/// How many people of a group have a class.
#[derive(FromQueryResult)]
pub(crate) struct Outcome {
    pub period_id: Uuid,
    /// Code, as policy packs write it.
    pub group: String,
    /// Code.
    pub class: String,
    /// As the law of the year names the class.
    pub label: String,
    pub people: i64,
}

/// Sheets of a period: asked for, given, and still open for an answer.
#[derive(FromQueryResult, Clone, Copy, Default)]
pub(crate) struct Sheets {
    pub period_id: Uuid,
    pub assigned: i64,
    pub submitted: i64,
    pub waiting: i64,
}

/// The numbers of some periods.
#[derive(Default)]
pub(crate) struct Numbers {
    pub phases: Vec<Phase>,
    pub sheets: Vec<Sheets>,
    pub outcomes: Vec<Outcome>,
}

impl Numbers {
    /// By period.
    pub(crate) fn apart(self) -> BTreeMap<Uuid, Self> {
        let mut by_period: BTreeMap<Uuid, Self> = BTreeMap::new();
        for phase in self.phases {
            by_period.entry(phase.period_id).or_default().phases.push(phase);
        }
        for sheets in self.sheets {
            by_period.entry(sheets.period_id).or_default().sheets.push(sheets);
        }
        for outcome in self.outcomes {
            by_period.entry(outcome.period_id).or_default().outcomes.push(outcome);
        }
        by_period
    }
}

/// Counts the records, sheets and published results of these periods.
pub(crate) async fn numbers(conn: &impl ConnectionTrait, periods: &[PeriodId]) -> Result<Numbers, Error> {
    const PHASES: &str = "SELECT period_id, phase, direct_head_id IS NULL AS unverified, (document ->> 'round')::int > 1 AS again, \
                          jsonb_path_exists(document, '$.state.**.settled.Paper') AS paper, count(*) AS records \
                          FROM records WHERE period_id = ANY($1) GROUP BY period_id, phase, unverified, again, paper \
                          ORDER BY period_id, phase, unverified, again, paper";
    const SHEETS: &str = "SELECT sheets.period_id, count(*) FILTER (WHERE state IN ('ASSIGNED', 'SUBMITTED')) AS assigned, \
                          count(*) FILTER (WHERE state = 'SUBMITTED') AS submitted, \
                          count(*) FILTER (WHERE state = 'ASSIGNED' AND records.phase = 'IN_360') AS waiting FROM sheets \
                          JOIN records ON records.id = sheets.record_id WHERE sheets.period_id = ANY($1) GROUP BY sheets.period_id";
    const OUTCOMES: &str = "SELECT period_id, document #>> '{subject,group}' AS \"group\", \
                            jsonb_path_query_first(document, '$.state.**.outcome.class') #>> '{}' AS class, \
                            coalesce(jsonb_path_query_first(document, '$.state.**.outcome.label') #>> '{}', '') AS label, count(*) AS people \
                            FROM records WHERE period_id = ANY($1) AND phase IN ('PUBLISHED', 'APPEALED', 'ARCHIVED') \
                            AND jsonb_path_exists(document, '$.state.**.outcome.class ? (@ != null)') \
                            GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4";
    let ids: Vec<Uuid> = periods.iter().map(|period| Uuid::from(*period)).collect();
    let about = |query: &str| Statement::from_sql_and_values(conn.get_database_backend(), query, [ids.clone().into()]);
    Ok(Numbers {
        phases: Phase::find_by_statement(about(PHASES)).all(conn).await?,
        sheets: Sheets::find_by_statement(about(SHEETS)).all(conn).await?,
        outcomes: Outcome::find_by_statement(about(OUTCOMES)).all(conn).await?,
    })
}
