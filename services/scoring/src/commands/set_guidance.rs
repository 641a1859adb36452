//! An agency's own words to a criterion, for its people (article 7.1: points are Sở Nội vụ's alone).

use contract::field;
use events::{Error, Tx};
use kernel::{Refusal, text};
use proto::scoring::v1::{SetGuidanceRequest, SetGuidanceResponse};
use regulation::Actor;
use scoring_domain::may_guide;

use crate::store::guidance::Model;
use crate::{store, wire};

/// Characters of the longest guidance.
const MOST: usize = 2000;

pub(crate) async fn set_guidance(tx: &mut Tx, actor: Actor, message: SetGuidanceRequest) -> Result<SetGuidanceResponse, Error> {
    let agency = field::id("agency_id", &message.agency_id)?;
    may_guide(&actor, agency)?;
    let set = store::criteria_sets::find(tx.conn(), &message.criteria_set_id).await?;
    let set = set.ok_or_else(|| Refusal::not_found("bộ tiêu chí"))?.set;
    if set.criterion(&message.code).is_none() {
        let problem = format!("Bộ tiêu chí không có tiêu chí «{}».", message.code);
        return Err(Refusal::invalid("CRITERION_UNKNOWN", "code", problem).into());
    }
    let guidance = text::clean_lines(&message.text).trim().to_owned();
    if guidance.chars().count() > MOST {
        return Err(Refusal::invalid("TEXT_TOO_LONG", "text", format!("Hướng dẫn có nhiều nhất {MOST} ký tự.")).into());
    }
    if store::guidance::version(tx.conn(), agency, &set.id, &message.code).await? != message.version {
        return Err(Error::Conflict);
    }
    let written = Model {
        agency_id: agency,
        criteria_set_id: set.id,
        code: message.code,
        version: message.version + 1,
        text: guidance,
        written_by: actor.person,
        written_at: tx.now(),
    };
    store::guidance::add(tx.conn(), written.clone()).await?;
    Ok(SetGuidanceResponse { guidance: Some(wire::guidance(&written)) })
}
