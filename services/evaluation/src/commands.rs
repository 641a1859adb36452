//! Commands, one file a concern: load and lock, authorize, let the domain decide, save.

mod appeal;
mod back;
mod head;
mod own;
mod paper;
mod period;
mod review;
mod route;

pub(crate) use appeal::{answer_appeal, appeal_result};
pub(crate) use back::{exclude_record, reopen_self, return_to_direct_head, withdraw_decision};
pub(crate) use head::{ask_rescore, decide, verify};
pub(crate) use own::{attach_party_comment, save_self_draft, submit_self, waive_party_comment};
pub(crate) use paper::{confirm_paper, enter_paper};
pub(crate) use period::{advance_period, extend_deadlines, open_period, publish_results, remind_late, set_publication};
pub(crate) use review::submit_review;
pub(crate) use route::{change_reviewer, correct_direct_head, sign_routing};

use contract::field;
use evaluation_domain::form::{Template, template};
use evaluation_domain::policy::{Action, Actor};
use evaluation_domain::record::Rules;
use evaluation_domain::{CriteriaSet, Period, Policy, Record};
use events::{Error, Tx};
use proto::evaluation::v1 as api;

use crate::access::{self, Standings};
use crate::store::{ConnectionTrait, law, periods, records};
use crate::{error, queries, stages};

/// A locked record with its period, for an actor who may do this.
struct Case {
    actor: evaluation_domain::policy::Actor,
    record: Record,
    period: Period,
    standings: Standings,
}

async fn open_case(tx: &Tx, actor: &regulation::Actor, record_id: &str, action: Action) -> Result<Case, Error> {
    let actor = Actor::from(actor);
    let record = records::lock(tx, field::id("record_id", record_id)?).await?.ok_or_else(error::no_record)?;
    // Read after the lock: a stage that moved on has finished with this record.
    let period = periods::find(tx.conn(), record.period).await?.ok_or_else(error::no_period)?;
    let standings = access::to_record(&actor, &record, &period);
    access::check(action, Action::ReadRecord, &standings, error::no_record)?;
    Ok(Case { actor, record, period, standings })
}

/// What the pack of a record says.
pub(crate) struct Law {
    policy: Policy,
    criteria: CriteriaSet,
    template: &'static Template,
}

impl Law {
    pub(crate) async fn of(conn: &impl ConnectionTrait, record: &Record) -> Result<Self, Error> {
        let policy = stages::pack_of(conn, &record.pack_id).await?.policy;
        let criteria = law::criteria(conn, &record.criteria_set).await?.ok_or_else(|| error::criteria_unknown(&record.criteria_set))?;
        let template = template(&record.form).ok_or_else(|| error::form_unknown(&record.form))?;
        Ok(Self { policy, criteria, template })
    }

    pub(crate) fn rules(&self) -> Rules<'_> {
        Rules { policy: &self.policy, criteria: &self.criteria, template: self.template }
    }
}

/// The record as the actor sees it after the change.
async fn seen(tx: &Tx, record: &Record, standings: &Standings) -> Result<Option<api::Record>, Error> {
    queries::view(tx.conn(), record, standings).await.map(Some)
}
