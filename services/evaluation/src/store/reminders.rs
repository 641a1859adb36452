//! Who has not done what is to be done, and who was reminded of it.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use evaluation_domain::reminder::{Chore, Left, Occasion};
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

/// What those for whom something waits have left to do.
pub(crate) fn left(waiting: &[Waiting]) -> Vec<Left> {
    let mut left: BTreeMap<(Chore, NaiveDate), Left> = BTreeMap::new();
    for one in waiting {
        let of_chore = left.entry((one.chore, one.due_on)).or_insert(Left { chore: one.chore, people: 0, forms: 0, until: one.due_on });
        of_chore.people += 1;
        of_chore.forms += one.count;
    }
    left.into_values().collect()
}

/// Notes that these are reminded, each on its occasion; those that were not on it before.
pub(crate) async fn note(tx: &Tx, period: &Period, reminders: Vec<(Waiting, Occasion)>) -> Result<Vec<(Waiting, Occasion)>, Error> {
    const NOTE: &str = "INSERT INTO reminders (period_id, person_id, chore, occasion, at) \
                        SELECT $1, person_id, chore, occasion, $5 FROM unnest($2::uuid[], $3::text[], $4::text[]) AS asked (person_id, chore, occasion) \
                        ON CONFLICT DO NOTHING RETURNING person_id, chore";
    let people: Vec<Uuid> = reminders.iter().map(|(waiting, _)| waiting.person).collect();
    let chores: Vec<String> = reminders.iter().map(|(waiting, _)| waiting.chore.code().to_owned()).collect();
    let occasions: Vec<String> = reminders.iter().map(|(_, occasion)| occasion.code()).collect();
    let values = [Uuid::from(period.id).into(), people.into(), chores.into(), occasions.into(), tx.now().into()];
    let noted = tx.conn().query_all_raw(Statement::from_sql_and_values(tx.conn().get_database_backend(), NOTE, values)).await?;
    let noted: HashSet<(Uuid, String)> =
        noted.iter().map(|row| Ok((row.try_get("", "person_id")?, row.try_get("", "chore")?))).collect::<Result<_, DbErr>>()?;
    let new = |(waiting, _): &(Waiting, Occasion)| noted.contains(&(waiting.person, waiting.chore.code().to_owned()));
    Ok(reminders.into_iter().filter(new).collect())
}
