//! Gives and takes system roles. Roles of power are asked for by one person and given by another (ID-5).

use events::{Error, Tx};
use identity_domain::notice::Notice;
use identity_domain::{Grant, PersonId, person_not_found, policy, unit_unknown};
use kernel::date;
use proto::identity::v1 as api;
use regulation::{Actor, SystemRole};

use super::close_account::two_administrators_stay;
use super::{others_account, reason};
use crate::store::account_events::{Action, note};
use crate::{store, wire};

pub(crate) async fn grant_role(tx: &mut Tx, actor: Actor, message: api::GrantRoleRequest) -> Result<api::GrantRoleResponse, Error> {
    let grant = wire::grant(message.grant)?;
    let account = others_account(tx, &actor, &message.person_id, |who, account| policy::may_grant(who, account, grant.role)).await?;
    let reason = reason(&message.reason)?;
    if let Some(agency) = grant.agency {
        let known = store::units::by_ids(tx.conn(), vec![agency]).await?.pop();
        known.filter(|unit| unit.kind.is_agency()).ok_or_else(|| unit_unknown("grant.agency_id"))?;
    }
    let Some(changed) = account.clone().granted(grant, PersonId(actor.person), tx.now())? else {
        return Ok(api::GrantRoleResponse { account: Some(wire::account(&account)) });
    };
    let person = store::people::find(tx.conn(), changed.person).await?.ok_or_else(person_not_found)?;
    policy::may_lead_beside(&person, &changed.grants, date::office_day(tx.now()))?;
    store::accounts::save(tx, &changed).await?;
    let is_given = changed.grants.contains(&grant);
    note(tx, changed.person, if is_given { Action::RoleGranted } else { Action::RoleAsked }, &detail(grant, &reason)).await?;
    if grant.role.is_power() {
        let news = if is_given { News::Given } else { News::Asked };
        tell(tx, &actor, &person.full_name, changed.person, grant, news).await?;
    }
    Ok(api::GrantRoleResponse { account: Some(wire::account(&changed)) })
}

pub(crate) async fn revoke_role(tx: &mut Tx, actor: Actor, message: api::RevokeRoleRequest) -> Result<api::RevokeRoleResponse, Error> {
    let grant = wire::grant(message.grant)?;
    let account = others_account(tx, &actor, &message.person_id, |who, account| policy::may_grant(who, account, grant.role)).await?;
    let reason = reason(&message.reason)?;
    if grant.role == SystemRole::SnvAdmin {
        two_administrators_stay(tx, &account).await?;
    }
    let account = match account.clone().revoked(grant) {
        Some(changed) => {
            store::accounts::save(tx, &changed).await?;
            note(tx, changed.person, Action::RoleRevoked, &detail(grant, &reason)).await?;
            if grant.role.is_power() {
                let person = store::people::find(tx.conn(), changed.person).await?.ok_or_else(person_not_found)?;
                tell(tx, &actor, &person.full_name, changed.person, grant, News::Taken).await?;
            }
            changed
        }
        None => account,
    };
    Ok(api::RevokeRoleResponse { account: Some(wire::account(&account)) })
}

/// What happened to a role of power.
#[derive(Clone, Copy, PartialEq, Eq)]
enum News {
    Asked,
    Given,
    Taken,
}

/// Tells auditors and who gives such roles what happened to a role of power, and the person themself what they have.
async fn tell(tx: &mut Tx, actor: &Actor, name: &str, person: PersonId, grant: Grant, news: News) -> Result<(), Error> {
    let mut to = store::accounts::holders(tx.conn(), SystemRole::Auditor, None).await?;
    for role in grant.role.givers() {
        to.extend(store::accounts::holders(tx.conn(), *role, None).await?);
    }
    to.push(person);
    let (kind, title, text) = match news {
        News::Asked => {
            let act = "Mở tài khoản, kiểm tra rồi giao cùng vai trò đó để xác nhận.";
            ("ROLE_ASKED", "Vai trò chờ người thứ hai xác nhận", format!("{name} được đề nghị giao một vai trò quan trọng. {act}"))
        }
        News::Given => {
            ("ROLE_GIVEN", "Vai trò quan trọng đã được giao", format!("{name}: vai trò đã được người thứ hai xác nhận và có hiệu lực."))
        }
        News::Taken => ("ROLE_TAKEN", "Vai trò quan trọng đã bị thu hồi", format!("{name}: vai trò đã bị thu hồi.")),
    };
    to.sort_unstable();
    to.dedup();
    to.retain(|one| one.0 != actor.person && (news != News::Asked || *one != person));
    let notice = |to: PersonId| Notice {
        id: tx.next_id().into(),
        person: to,
        kind: kind.to_owned(),
        title: title.to_owned(),
        text: text.clone(),
        about_kind: if news == News::Asked { "ACCOUNT" } else { "" }.to_owned(),
        about_id: person.to_string(),
        due_on: None,
    };
    let notices: Vec<Notice> = to.into_iter().map(notice).collect();
    store::notices::raise(tx, &notices).await
}

/// A role as it is noted: its name, its agency, and why.
pub(crate) fn detail(grant: Grant, reason: &str) -> String {
    let role = wire::role_grant(&grant).role().as_str_name().trim_start_matches("SYSTEM_ROLE_").to_owned();
    let agency = grant.agency.map(|id| id.to_string()).unwrap_or_default();
    [role.as_str(), agency.as_str(), reason].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
