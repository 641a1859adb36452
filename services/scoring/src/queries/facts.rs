//! What was declared about people.

use contract::field;
use events::Error;
use kernel::Refusal;
use proto::scoring::v1 as api;
use regulation::Actor;
use runtime::Ctx;
use scoring_domain::{may_read_facts, reading_facts};

use super::{info, reads};
use crate::store::facts::{Key, Of};
use crate::store::reads::About;
use crate::{store, wire};

pub(crate) async fn list_facts(ctx: &Ctx, actor: &Actor, message: &api::ListFactsRequest) -> Result<api::ListFactsResponse, Error> {
    let person = field::id_or_none("person_id", &message.person_id)?;
    let agency = field::id_or_none("agency_id", &message.agency_id)?;
    let page = runtime::page::<Key>(message.page.as_ref())?;
    let (of, reading, agency, about) = match (person, agency) {
        (Some(person), _) => {
            let agencies = store::people::agencies(&ctx.db, person).await?.unwrap_or_default();
            may_read_facts(actor, Some(person), &agencies)?;
            let reading = reading_facts(actor, Some(person), &agencies);
            (Of::Person(person), reading, agencies.first().copied(), About::FactsOfPerson(person))
        }
        (None, Some(agency)) => {
            may_read_facts(actor, None, &[agency])?;
            let reading = reading_facts(actor, None, &[agency]);
            (Of::Agency(agency), reading, Some(agency), About::FactsOfAgency(agency))
        }
        (None, None) => return Err(Refusal::invalid("PERSON_OR_AGENCY", "person_id", "Hãy chọn người hoặc cơ quan.").into()),
    };
    reads::log(ctx, actor, reading, agency, about, &message.reason).await?;
    let rows = store::facts::list(&ctx.db, &of, message.year, &page).await?;
    let (rows, next) = page.finish(rows, Key::of);
    Ok(api::ListFactsResponse { facts: rows.iter().map(wire::fact).collect(), page: info(next) })
}
