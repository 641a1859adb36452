//! The sheets of the signed-in person: nobody else's.

use contract::field;
use evaluation_domain::Sheet;
use evaluation_domain::form::template;
use evaluation_domain::policy::{Action, Actor, may};
use evaluation_domain::record::Sight;
use events::Error;
use proto::evaluation::v1 as api;
use runtime::Ctx;

use super::info;
use crate::commands::Law;
use crate::store::{periods, records, sheets};
use crate::{access, error, wire};

pub(crate) async fn list_my_sheets(
    ctx: &Ctx,
    actor: &regulation::Actor,
    message: &api::ListMySheetsRequest,
) -> Result<api::ListMySheetsResponse, Error> {
    let page = runtime::page(message.page.as_ref())?;
    let actor = Actor::from(actor);
    let found = sheets::of_rater(&ctx.db, actor.person, &page).await?;
    let (found, next) = page.finish(found, sheets::key);
    let of = periods::many(&ctx.db, found.iter().map(|sheet| sheet.period)).await?;
    let mine = |sheet: &Sheet| {
        let period = of.iter().find(|period| period.id == sheet.period)?;
        let mine = may(Action::Review, &access::to_sheet(&actor, sheet, period));
        mine.then(|| api::Sheet { year: period.year, ..wire::sheet(sheet) })
    };
    let sheets = found.iter().filter_map(mine);
    Ok(api::ListMySheetsResponse { sheets: sheets.collect(), page: info(next) })
}

pub(crate) async fn get_sheet(
    ctx: &Ctx,
    actor: &regulation::Actor,
    message: &api::GetSheetRequest,
) -> Result<api::GetSheetResponse, Error> {
    let actor = Actor::from(actor);
    let sheet = sheets::find(&ctx.db, field::id("sheet_id", &message.sheet_id)?).await?;
    let sheet = sheet.ok_or_else(error::no_sheet)?;
    let period = periods::find(&ctx.db, sheet.period).await?.ok_or_else(error::no_period)?;
    access::check(Action::Review, Action::Review, &access::to_sheet(&actor, &sheet, &period), error::no_sheet)?;
    let record = records::find(&ctx.db, sheet.record).await?.ok_or_else(error::no_record)?;
    let total = record.own_total(&Law::of(&ctx.db, &record).await?.rules()).map(contract::out::points);
    Ok(api::GetSheetResponse {
        sheet: Some(api::Sheet { year: record.year, ..wire::sheet(&sheet) }),
        self_: record.own().map(|own| api::SelfAssessment { total, ..wire::self_assessment(own) }),
        form: template(&record.form).map(|template| wire::wire_form(&record.filled_form(template, None, Sight::REVIEWER))),
        criteria_set_id: record.criteria_set.clone(),
    })
}
