//! Reminds those who are late, at most once a day each.

use std::collections::BTreeSet;

use contract::field;
use events::{Error, Tx};
use kernel::{Refusal, date};
use proto::worklog::v1::{NoticeRaised, RemindLateRequest, RemindLateResponse, RemindOutcome};
use regulation::{Actor, SystemRole};
use worklog_domain::{PersonId, error, overdue_week, policy};

use crate::{access, reminders, store};

const MOST: usize = 1000;

pub(crate) async fn remind_late(
    tx: &mut Tx,
    actor: Actor,
    message: RemindLateRequest,
    grace_days: u32,
) -> Result<RemindLateResponse, Error> {
    let ids: Vec<PersonId> =
        message.person_ids.iter().enumerate().map(|(i, id)| field::id(&format!("person_ids[{i}]"), id)).collect::<Result<_, _>>()?;
    if ids.is_empty() || ids.len() > MOST || ids.iter().collect::<BTreeSet<_>>().len() < ids.len() {
        return Err(error::person_ids_invalid(MOST).into());
    }
    let today = date::office_day(tx.now());
    let monday = overdue_week(today, grace_days);
    let people = store::people::find_many(tx.conn(), ids.iter().copied()).await?;
    let late = store::reminders::late(tx.conn(), &ids, monday).await?;
    let may_remind = |id: PersonId| {
        let owner = people.get(&id).ok_or_else(error::not_found)?;
        policy::may_remind(actor.person.into(), access::holds(&actor, &[SystemRole::HrOfficer], owner), owner)?;
        if late.contains(&id) { Ok(()) } else { Err(error::not_late()) }
    };
    let asked: Vec<_> = ids.iter().map(|id| (*id, may_remind(*id))).collect();
    let to_remind: Vec<_> = asked.iter().filter(|(_, may)| may.is_ok()).map(|(id, _)| *id).collect();
    let reminded = store::reminders::note(tx, &to_remind, &format!("day/{today}")).await?;
    let outcome = |(id, may): (PersonId, Result<(), Refusal>)| match may {
        Err(refusal) => refused(id, refusal),
        Ok(()) if !reminded.contains(&id) => refused(id, error::reminded_today()),
        Ok(()) => RemindOutcome { person_id: id.to_string(), reminded: true, ..RemindOutcome::default() },
    };
    let outcomes = asked.into_iter().map(outcome).collect();
    let notices: Vec<_> = reminded.iter().map(|id| reminders::notice(tx, *id, monday)).collect();
    tx.notify::<NoticeRaised>(&notices)?;
    Ok(RemindLateResponse { outcomes })
}

fn refused(person: PersonId, refusal: Refusal) -> RemindOutcome {
    RemindOutcome { person_id: person.to_string(), reminded: false, reason: refusal.reason.to_owned(), message: refusal.message }
}
