//! Handovers that somebody has a part in, or sees to by office.

use contract::field;
use events::Error;
use proto::common::v1::PageInfo;
use proto::worklog::v1 as api;
use regulation::{Actor, SystemRole};
use runtime::Ctx;
use uuid::Uuid;
use worklog_domain::policy::{self, Deed};
use worklog_domain::{Handover, Person, PersonId, Standing, error};

use super::reads;
use crate::store::handovers::Listed;
use crate::{access, store, wire};

pub(crate) async fn list_handovers(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListHandoversRequest,
) -> Result<api::ListHandoversResponse, Error> {
    let page = runtime::page::<Uuid>(message.page.as_ref())?;
    let agencies = actor.grants.iter().filter(|grant| grant.role == SystemRole::HrOfficer).filter_map(|grant| grant.agency).collect();
    let listed = Listed { person: actor.person.into(), agencies, everywhere: actor.holds(SystemRole::HrOfficer) };
    let found = store::handovers::list(&ctx.db, &listed, &page).await?;
    let (handovers, next_page_token) = page.finish(found, |handover| handover.id.into());
    let people = store::people::find_many(&ctx.db, handovers.iter().flat_map(wire::sides)).await?;
    let shown = |one: &Handover| api::Handover { may: may(actor, one), ..wire::handover(one, &people) };
    Ok(api::ListHandoversResponse { handovers: handovers.iter().map(shown).collect(), page: Some(PageInfo { next_page_token }) })
}

pub(crate) async fn get_handover(ctx: &Ctx, actor: &Actor, message: &api::GetHandoverRequest) -> Result<api::GetHandoverResponse, Error> {
    let found = store::handovers::find(&ctx.db, field::id("handover_id", &message.handover_id)?).await?;
    let mut handover = found.ok_or_else(error::handover_not_found)?;
    let me: PersonId = actor.person.into();
    policy::may_read_handover(me, access::holds_over(actor, &access::READERS, &handover), &handover)?;
    let people = store::people::find_many(&ctx.db, wire::sides(&handover)).await?;
    let giver = people.get(&handover.giver).ok_or_else(error::handover_not_found)?;
    let reading = policy::reading_handover(me, access::holds_over(actor, &[SystemRole::Auditor], &handover), &handover);
    // It is read in the agency that is left.
    let there = Person { agency: handover.agency, ..giver.clone() };
    reads::log(ctx, actor, reading, &there, &message.reason).await?;
    if handover.standing() == Standing::Open {
        handover.works = crate::handovers::works(&ctx.begin().await?, handover.giver).await?;
    }
    let shown = api::Handover { may: may(actor, &handover), ..wire::handover(&handover, &people) };
    Ok(api::GetHandoverResponse { handover: Some(shown) })
}

/// What this actor may do with it now.
fn may(actor: &Actor, handover: &Handover) -> Vec<String> {
    let officer = access::holds_over(actor, &[SystemRole::HrOfficer], handover);
    let fits = |deed: Deed| match (deed, handover.standing()) {
        (Deed::NameReceiver, Standing::Open | Standing::Given)
        | (Deed::Give, Standing::Open)
        | (Deed::Receive | Deed::Return, Standing::Given) => true,
        (Deed::NameReceiver | Deed::Give | Deed::Receive | Deed::Return, _) => false,
    };
    let deeds = [(Deed::NameReceiver, "NAME_RECEIVER"), (Deed::Give, "GIVE"), (Deed::Receive, "RECEIVE"), (Deed::Return, "RETURN")];
    let allowed = |deed| fits(deed) && policy::may_with_handover(actor.person.into(), officer, deed, handover).is_ok();
    deeds.into_iter().filter(|(deed, _)| allowed(*deed)).map(|(_, code)| code.to_owned()).collect()
}
