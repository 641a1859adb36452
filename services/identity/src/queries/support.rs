//! Inboxes and fault reports.

use contract::field;
use events::Error;
use identity_domain::fault::FaultReport;
use identity_domain::{PersonId, fault_not_found};
use proto::common::v1::PageInfo;
use proto::identity::v1 as api;
use regulation::{Actor, SystemRole};
use runtime::Ctx;

use super::reads::{About, log};
use crate::store::faults::Seen;
use crate::{store, wire};

pub(crate) async fn list_my_notices(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListMyNoticesRequest,
) -> Result<api::ListMyNoticesResponse, Error> {
    let page = runtime::page(message.page.as_ref())?;
    let person = PersonId(actor.person);
    let told = store::notices::list(&ctx.db, person, message.unread_only, &page).await?;
    let (told, next_page_token) = page.finish(told, |told| (told.raised_at, told.notice.id.into()));
    let unread = store::notices::unread(&ctx.db, person).await?;
    Ok(api::ListMyNoticesResponse {
        notices: told.iter().map(wire::notice::told).collect(),
        page: Some(PageInfo { next_page_token }),
        unread: i32::try_from(unread).unwrap_or(i32::MAX),
    })
}

pub(crate) async fn list_fault_reports(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListFaultReportsRequest,
) -> Result<api::ListFaultReportsResponse, Error> {
    let state = wire::fault::state_or_none(message.state());
    let page = runtime::page(message.page.as_ref())?;
    let who = wire::who(actor);
    let helps = who.grants.iter().filter(|grant| grant.role == SystemRole::UnitIt).filter_map(|grant| grant.agency);
    let seen = match (message.mine, who.grants.iter().any(|grant| grant.role == SystemRole::SnvAdmin)) {
        (false, true) => Seen::All,
        (false, false) => Seen::Own(who.person, helps.collect()),
        (true, _) => Seen::Own(who.person, Vec::new()),
    };
    let helped = match &seen {
        Seen::All => Some(None),
        Seen::Own(_, agencies) => agencies.first().map(|agency| Some(*agency)),
    };
    if let Some(agency) = helped {
        log(ctx, actor, About::Faults(agency), "").await?;
    }
    let reports = store::faults::list(&ctx.db, seen, state, &page).await?;
    let (reports, next_page_token) = page.finish(reports, |report| report.id.into());
    Ok(api::ListFaultReportsResponse {
        reports: reports.iter().map(wire::fault::report).collect(),
        page: Some(PageInfo { next_page_token }),
    })
}

pub(crate) async fn get_fault_report(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::GetFaultReportRequest,
) -> Result<api::GetFaultReportResponse, Error> {
    let report: Option<FaultReport> = store::faults::find(&ctx.db, field::id("report_id", &message.report_id)?).await?;
    let report = report.filter(|report| report.may_read(&wire::who(actor))).ok_or_else(fault_not_found)?;
    if report.reporter().0 != actor.person {
        log(ctx, actor, About::Faults(report.agency), "").await?;
    }
    Ok(api::GetFaultReportResponse { report: Some(wire::fault::report(&report)) })
}
