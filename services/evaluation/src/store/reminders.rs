//! Who has not done what is to be done, and who was reminded of it.

use chrono::NaiveDate;
use evaluation_domain::reminder::Chore;
use evaluation_domain::{Period, Stage};
use events::{Error, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, Statement};

/// Somebody who has something left to do, how often, and until when.
pub(crate) struct Waiting {
    pub person: Uuid,
    pub chore: Chore,
    pub count: i64,
    pub due_on: NaiveDate,
}

#[derive(FromQueryResult)]
struct Row {
    person: Uuid,
    count: i64,
    due_on: Option<NaiveDate>,
}

/// Everybody for whom something waits in the present stage of a period.
pub(crate) async fn waiting(conn: &impl ConnectionTrait, period: &Period) -> Result<Vec<Waiting>, Error> {
    const OWN: &str = "SELECT person_id AS person, count(*) AS count, NULL::date AS due_on FROM records \
                       WHERE period_id = $1 AND phase = 'SELF_DRAFT' GROUP BY person_id";
    const SHEETS: &str = "SELECT rater_id AS person, count(*) AS count, min((sheets.document ->> 'due_on')::date) AS due_on FROM sheets \
                          JOIN records ON records.id = sheets.record_id AND records.phase = 'IN_360' \
                          WHERE sheets.period_id = $1 AND state = 'ASSIGNED' GROUP BY rater_id";
    const VERIFY: &str = "SELECT direct_head_id AS person, count(*) AS count, NULL::date AS due_on FROM records \
                          WHERE period_id = $1 AND phase = 'MINUTES_READY' AND direct_head_id IS NOT NULL GROUP BY direct_head_id";
    const DECIDE: &str = "SELECT decider_id AS person, count(*) AS count, NULL::date AS due_on FROM records WHERE period_id = $1 \
                          AND decider_id IS NOT NULL AND (phase = 'DIRECT_REVIEWED' OR phase = 'MINUTES_READY' AND direct_head_id IS NULL) \
                          GROUP BY decider_id";
    let last = &period.deadlines;
    let chores = match period.stage {
        Stage::Planned | Stage::Logging | Stage::Published | Stage::Appeal | Stage::Archived => vec![],
        Stage::SelfOpen => vec![(Chore::SelfAssessment, OWN, last.self_by)],
        Stage::Review360Open | Stage::Minutes => {
            vec![(Chore::SelfAssessment, OWN, last.self_by), (Chore::Review, SHEETS, last.review_by)]
        }
        Stage::DirectReview => vec![(Chore::Review, SHEETS, last.review_by), (Chore::Verify, VERIFY, last.verify_by)],
        Stage::Decision => vec![(Chore::Verify, VERIFY, last.verify_by), (Chore::Decide, DECIDE, last.decide_by)],
    };
    let mut found = Vec::new();
    for (chore, query, due_on) in chores {
        let statement = Statement::from_sql_and_values(conn.get_database_backend(), query, [Uuid::from(period.id).into()]);
        let rows = Row::find_by_statement(statement).all(conn).await?;
        found.extend(rows.into_iter().map(|row| Waiting {
            person: row.person,
            chore,
            count: row.count,
            due_on: row.due_on.unwrap_or(due_on),
        }));
    }
    Ok(found)
}

/// Notes that somebody is reminded; false when they were on this occasion.
pub(crate) async fn note(tx: &Tx, period: &Period, waiting: &Waiting, occasion: &str) -> Result<bool, Error> {
    const NOTE: &str =
        "INSERT INTO reminders (period_id, person_id, chore, occasion, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    let values = [Uuid::from(period.id).into(), waiting.person.into(), waiting.chore.code().into(), occasion.into(), tx.now().into()];
    let statement = Statement::from_sql_and_values(tx.conn().get_database_backend(), NOTE, values);
    Ok(tx.conn().execute_raw(statement).await?.rows_affected() > 0)
}
