//! How the years before ended: what a head looks at beside this year's result.

use contract::field;
use events::Error;
use proto::scoring::v1 as api;
use regulation::Actor;
use runtime::Ctx;
use scoring_domain::{StoredInput, may_count, reading_earlier};

use super::{info, reads};
use crate::store::reads::About;
use crate::store::results::{Kept, Key, Wanted};
use crate::{store, wire};

/// So many years before stand beside a result.
const SHOWN: usize = 3;

pub(crate) async fn list_earlier_classes(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListEarlierClassesRequest,
) -> Result<api::ListEarlierClassesResponse, Error> {
    let agency = field::id("agency_id", &message.agency_id)?;
    let decides = store::records::decides_in(&ctx.db, actor.person, agency).await?;
    may_count(actor, agency, decides)?;
    let reading = reading_earlier(actor, agency, decides);
    reads::log(ctx, actor, reading, Some(agency), About::EarlierClasses(agency), &message.reason).await?;
    let page = runtime::page::<Key>(message.page.as_ref())?;
    let wanted = Wanted { year: message.year, agency: Some(agency), period: None, published: false };
    let (rows, next) = page.finish(store::results::of_year(&ctx.db, &wanted, &page).await?, Key::of);
    Ok(api::ListEarlierClassesResponse { people: rows.iter().map(earlier).collect(), page: info(next) })
}

fn earlier(kept: &Kept) -> api::EarlierClasses {
    let computed = &kept.result.computed;
    let input = kept.input.as_deref().and_then(|text| serde_json::from_str::<StoredInput>(text).ok());
    let years = input.iter().flat_map(|input| input.history.iter().rev()).take(SHOWN);
    api::EarlierClasses {
        record_id: computed.record.to_string(),
        person_id: computed.person.to_string(),
        years: years.map(|(year, past)| wire::earlier_class(*year, *past)).collect(),
    }
}
