//! Approves one or many logs: all or none, or each by itself.

use std::collections::{BTreeMap, BTreeSet};

use contract::field;
use events::{Error, Tx};
use kernel::{Refusal, date};
use proto::worklog::v1::{ApproveLogsRequest, ApproveLogsResponse, LogOutcome};
use regulation::Actor;
use worklog_domain::policy::{self, Action};
use worklog_domain::{Log, LogId, Person, PersonId, Signature, Step, error};

use super::{signed_in, summarise};
use crate::access::Hand;
use crate::{store, wire};

/// How many logs one request approves at most: one page of what waits.
const MOST: usize = 1000;

pub(crate) async fn approve_logs(tx: &mut Tx, actor: Actor, message: ApproveLogsRequest) -> Result<ApproveLogsResponse, Error> {
    let ids: Vec<LogId> =
        message.log_ids.iter().enumerate().map(|(i, id)| field::id(&format!("log_ids[{i}]"), id)).collect::<Result<_, _>>()?;
    if ids.is_empty() || ids.len() > MOST || ids.iter().collect::<BTreeSet<_>>().len() < ids.len() {
        return Err(error::log_ids_invalid(MOST).into());
    }
    let mut found: BTreeMap<LogId, Log> = store::logs::lock(tx.conn(), &ids).await?.into_iter().map(|log| (log.id, log)).collect();
    let owners = store::people::find_many(tx.conn(), found.values().map(|log| log.person)).await?;
    let signer = signed_in(tx, &actor).await?;
    let by = Signature::of(&signer, tx.now());
    let hand = store::delegations::hand(tx.conn(), by.person, date::office_day(tx.now())).await?;
    let mut logs = Vec::with_capacity(ids.len());
    let mut outcomes = Vec::new();
    let mut touched: BTreeSet<(PersonId, i32)> = BTreeSet::new();
    for (index, id) in ids.iter().enumerate() {
        let known = found.remove(id).and_then(|log| owners.get(&log.person).map(|owner| (log, owner)));
        let decided = known.ok_or_else(error::not_found).and_then(|(log, owner)| Ok((decide(&log, owner, &by, &hand)?, log, owner)));
        let (step, log, owner) = match decided {
            Ok(decided) => decided,
            Err(refusal) if message.each_by_itself => {
                outcomes.push(refused(*id, refusal));
                continue;
            }
            Err(refusal) => return Err(error::of_many(refusal, index).into()),
        };
        let log = match step {
            Some(changed) => {
                touched.insert((owner.id, log.year()));
                store::save(tx, changed, owner).await?
            }
            None => log,
        };
        if message.each_by_itself {
            outcomes.push(LogOutcome { log_id: id.to_string(), approved: true, ..LogOutcome::default() });
        }
        logs.push(wire::log(&log, Some(owner)));
    }
    for (person, year) in touched {
        if let Some(owner) = owners.get(&person) {
            summarise(tx, owner, year).await?;
        }
    }
    Ok(ApproveLogsResponse { logs, outcomes })
}

fn refused(log: LogId, refusal: Refusal) -> LogOutcome {
    LogOutcome { log_id: log.to_string(), approved: false, reason: refusal.reason.to_owned(), message: refusal.message }
}

fn decide(log: &Log, owner: &Person, by: &Signature, hand: &Hand) -> Step<Log> {
    policy::may(hand.with(owner), Action::Decide, owner)?;
    log.clone().approve(by.clone())
}
