//! What may be read of accounts, sessions and the state of the software.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use contract::{field, out};
use events::Error;
use identity_domain::{PersonId, Post, UnitId, person_not_found, policy};
use kernel::{date, text};
use proto::common::v1::PageInfo;
use proto::identity::v1 as api;
use regulation::{Actor, SystemRole};
use runtime::Ctx;
use uuid::Uuid;

use super::reads::{About, log};
use crate::config::Session;
use crate::store::accounts::Filter;
use crate::{store, wire};

pub(crate) async fn list_my_sessions(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListMySessionsRequest,
    limits: Session,
) -> Result<api::ListMySessionsResponse, Error> {
    let page = runtime::page::<Uuid>(message.page.as_ref())?;
    let since = ctx.now() - TimeDelta::minutes(limits.idle_minutes);
    let sessions = store::sessions::of_person(&ctx.db, PersonId(actor.person), since, &page).await?;
    let (sessions, next_page_token) = page.finish(sessions, |session| session.session_id);
    let sessions = sessions.into_iter().map(|session| api::Session {
        session_id: session.session_id.to_string(),
        opened_at: Some(out::moment(session.opened_at)),
        seen_at: Some(out::moment(session.seen_at)),
        client_address: session.client_address,
        user_agent: session.user_agent,
        current: session.session_id == actor.session,
    });
    Ok(api::ListMySessionsResponse { sessions: sessions.collect(), page: Some(PageInfo { next_page_token }) })
}

pub(crate) async fn list_my_passkeys(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListMyPasskeysRequest,
) -> Result<api::ListMyPasskeysResponse, Error> {
    let page = runtime::page::<Uuid>(message.page.as_ref())?;
    let passkeys = store::passkeys::list(&ctx.db, PersonId(actor.person), &page).await?;
    let (passkeys, next_page_token) = page.finish(passkeys, |passkey| passkey.passkey_id);
    let passkeys = passkeys.into_iter().map(|passkey| api::Passkey {
        passkey_id: passkey.passkey_id.to_string(),
        name: passkey.name,
        created_at: Some(out::moment(passkey.created_at)),
        used_at: passkey.used_at.map(out::moment),
    });
    Ok(api::ListMyPasskeysResponse { passkeys: passkeys.collect(), page: Some(PageInfo { next_page_token }) })
}

/// Accounts of agencies where the actor is the IT officer; all for Sở Nội vụ, auditors and who confirms roles of power; none for others.
pub(crate) async fn list_accounts(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListAccountsRequest,
) -> Result<api::ListAccountsResponse, Error> {
    let status = message.status();
    let page = runtime::page(message.page.as_ref())?;
    let who = wire::who(actor);
    let status = wire::status(status);
    let wanted: Option<UnitId> = field::id_or_none("agency_id", &message.agency_id)?;
    let everywhere = policy::sees_every_account(&who);
    let own: Vec<UnitId> = who.grants.iter().filter(|grant| grant.role == SystemRole::UnitIt).filter_map(|grant| grant.agency).collect();
    let agencies = match (everywhere, wanted) {
        (true, wanted) => wanted.map(|agency| vec![agency]),
        (false, Some(wanted)) => Some(own.into_iter().filter(|agency| *agency == wanted).collect()),
        (false, None) => Some(own),
    };
    let asked_since = message.asked.then(|| ctx.now() - TimeDelta::days(identity_domain::DAYS_TO_CONFIRM));
    let filter = Filter { agencies, words: text::search_words("search", &message.search)?, status, asked_since };
    let seen_of = filter.agencies.as_deref().and_then(|agencies| agencies.first().copied());
    if everywhere || seen_of.is_some() {
        log(ctx, actor, About::Accounts(seen_of), &message.reason).await?;
    }
    let accounts = store::accounts::list(&ctx.db, &filter, &page).await?;
    let (accounts, next_page_token) = page.finish(accounts, |(key, _, _)| key.clone());
    let ids: Vec<Uuid> = accounts.iter().map(|(_, account, _)| account.person.into()).collect();
    let enrolled: HashSet<Uuid> = store::second_factors::enrolled(&ctx.db, ids.clone()).await?.into_iter().collect();
    let seen: HashMap<Uuid, _> = store::sessions::last_seen(&ctx.db, ids).await?.into_iter().collect();
    let line = |(_, account, full_name): (_, identity_domain::Account, String)| api::AccountLine {
        second_factor: enrolled.contains(&account.person.0),
        seen_at: seen.get(&account.person.0).copied().map(out::moment),
        account: Some(wire::account(&account)),
        full_name,
    };
    Ok(api::ListAccountsResponse { accounts: accounts.into_iter().map(line).collect(), page: Some(PageInfo { next_page_token }) })
}

pub(crate) async fn list_account_events(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListAccountEventsRequest,
) -> Result<api::ListAccountEventsResponse, Error> {
    let of = field::id_or_none("person_id", &message.person_id)?.unwrap_or(PersonId(actor.person));
    if !policy::reads_account_events(&wire::who(actor), of) {
        return Err(person_not_found().into());
    }
    let page = runtime::page::<i64>(message.page.as_ref())?;
    if of.0 != actor.person {
        log(ctx, actor, About::AccountEvents(of), &message.reason).await?;
    }
    let tx = ctx.begin().await?;
    store::account_events::catch_up(&tx, of).await?;
    tx.commit().await?;
    let events = store::account_events::list(&ctx.db, of, &page).await?;
    let (events, next_page_token) = page.finish(events, |event| event.sequence);
    let broken = store::account_events::CHAIN.breaks(&ctx.db, Some(of.into()), 1).await?;
    let problem = broken.first().map(|found| format!("Dấu vết số {} không còn nguyên vẹn.", found.step)).unwrap_or_default();
    let event = |event: store::account_events::Model| api::AccountEvent {
        sequence: event.sequence,
        at: Some(out::moment(event.at)),
        actor_id: event.actor_id.map(|id| id.to_string()).unwrap_or_default(),
        action: event.action,
        detail: event.detail,
        hash: event.hash,
    };
    Ok(api::ListAccountEventsResponse {
        events: events.into_iter().map(event).collect(),
        page: Some(PageInfo { next_page_token }),
        problem,
    })
}

pub(crate) async fn get_status_report(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::GetStatusReportRequest,
) -> Result<api::GetStatusReportResponse, Error> {
    let agency: Option<UnitId> = field::id_or_none("agency_id", &message.agency_id)?;
    let (me, today) = (store::people::find(&ctx.db, PersonId(actor.person)).await?, date::office_day(ctx.now()));
    let leads = |agency| {
        let led = |post: &Post| post.agency == agency && post.holds_on(today) && post.role().leads_agency();
        me.iter().flat_map(|person| &person.posts).any(led)
    };
    policy::may_read_status(&wire::who(actor), agency, leads)?;
    let (from, to) = wire::office_year(message.year)?;
    let agencies = store::status::accounts_by_agency(&ctx.db, from, to, agency).await?;
    let counts = |rows: &[store::status::Accounts]| {
        let sum = |count: fn(&store::status::Accounts) -> i64| i32::try_from(rows.iter().map(count).sum::<i64>()).unwrap_or(i32::MAX);
        api::AccountCounts {
            invited: sum(|row| row.invited),
            active: sum(|row| row.active),
            disabled: sum(|row| row.disabled),
            used: sum(|row| row.used),
        }
    };
    let faults = store::status::faults(&ctx.db, from, to, agency).await?;
    let number = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    let holders = store::status::holders(&ctx.db, agency).await?;
    Ok(api::GetStatusReportResponse {
        has_email_list: store::installation::has_email_list(&ctx.db).await?,
        roles: holders
            .iter()
            .map(|row| api::RoleCount {
                role: api::SystemRole::from_str_name(&format!("SYSTEM_ROLE_{}", row.role)).unwrap_or_default().into(),
                people: number(row.people),
                agencies: number(row.agencies),
            })
            .collect(),
        accounts: Some(counts(&agencies)),
        agencies: agencies
            .iter()
            .filter(|row| !row.agency_id.is_empty())
            .map(|row| api::AgencyStatus {
                agency_id: row.agency_id.clone(),
                name: row.name.clone(),
                accounts: Some(counts(std::slice::from_ref(row))),
            })
            .collect(),
        faults: Some(api::FaultCounts {
            reported: number(faults.reported),
            waiting: number(faults.waiting),
            answered: number(faults.answered),
            closed: number(faults.closed),
            median_hours_to_answer: number(faults.median_hours),
        }),
    })
}
