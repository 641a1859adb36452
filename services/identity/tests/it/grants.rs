//! Who gives roles to whom.

use proto::identity::v1 as api;
use proto::identity::v1::{GrantRoleRequest, RecordLeavingRequest, RevokeRoleRequest, RoleGrant, SystemRole};
use rpc::Problem;

use crate::app::{ADMIN, App, CHIEF, DEPUTY, HEAD, HR, PASSWORD, SO, STAFF, answer, list, request_id, so};
use crate::organisation::{Appointment, appoint, day, personnel};

const SECOND: &str = "quantri2@quangtri.gov.vn";

async fn grant(app: &App, by: &str, to: &str, role: SystemRole, agency_id: &str) -> Result<Vec<SystemRole>, Problem> {
    let person_id = app.person(to).await.person_id;
    let grant = Some(RoleGrant { role: role.into(), agency_id: agency_id.to_owned() });
    let request =
        app.by(by, GrantRoleRequest { request_id: request_id(), person_id, grant, reason: "Phân công nhiệm vụ".to_owned() }).await;
    let account = answer(app.accounts().grant_role(request).await)?.account.unwrap();
    Ok(account.grants.iter().map(RoleGrant::role).collect())
}

#[tokio::test]
async fn only_so_noi_vu_gives_roles_and_never_to_themself() {
    let app = App::start().await;
    let agency = app.imported(so()).await.agency_id;
    app.activated(HR.1).await;
    app.activated(STAFF.1).await;
    for (by, to, role, agency_id, expected) in [
        (STAFF.1, HR.1, SystemRole::Auditor, "", Err("GRANT_REFUSED")),
        (HR.1, STAFF.1, SystemRole::HrOfficer, agency.as_str(), Err("GRANT_REFUSED")),
        (STAFF.1, STAFF.1, SystemRole::SnvAdmin, "", Err("GRANT_REFUSED")),
        (ADMIN, ADMIN, SystemRole::Ops, "", Err("GRANT_REFUSED")),
        (ADMIN, STAFF.1, SystemRole::HrOfficer, "", Err("GRANT_SCOPE")),
        (ADMIN, STAFF.1, SystemRole::MailAdmin, agency.as_str(), Err("GRANT_SCOPE")),
        (ADMIN, STAFF.1, SystemRole::Auditor, "", Err("GRANT_REFUSED")),
        (ADMIN, STAFF.1, SystemRole::Unspecified, "", Err("ROLE_UNKNOWN")),
        (ADMIN, STAFF.1, SystemRole::UnitIt, agency.as_str(), Ok(vec![SystemRole::UnitIt])),
        (ADMIN, HR.1, SystemRole::MailAdmin, "", Ok(vec![SystemRole::HrOfficer, SystemRole::MailAdmin])),
        (ADMIN, HR.1, SystemRole::ProvinceLeader, "", Ok(vec![SystemRole::HrOfficer, SystemRole::MailAdmin])),
    ] {
        let outcome = grant(&app, by, to, role, agency_id).await.map_err(|problem| problem.reason);
        assert_eq!(outcome, expected.map_err(str::to_owned), "{by} gives {role:?} to {to}");
    }
}

#[tokio::test]
async fn power_is_given_by_two_people_and_auditors_by_no_administrator() {
    use SystemRole::{Auditor, HigherAuthority, ProvinceLeader, SnvAdmin};
    let app = App::empty().await;
    let secret = app.first_run().await.unwrap().secret;
    app.bootstrap_two(&secret, ADMIN, SECOND).await.unwrap();
    app.imported(so()).await;
    assert_eq!(grant(&app, ADMIN, HEAD.1, SnvAdmin, "").await.unwrap_err().reason, "POWER_NEEDS_LOGIN", "a mailbox is no person yet");
    for login in [SECOND, CHIEF.1, DEPUTY.1, STAFF.1, HEAD.1] {
        app.activated(login).await;
    }
    let gives = async |by: &str, to: &str, role| grant(&app, by, to, role, "").await.map_err(|problem| problem.reason);
    assert_eq!(gives(ADMIN, CHIEF.1, HigherAuthority).await.unwrap(), [], "asked for");
    assert_eq!(gives(ADMIN, CHIEF.1, HigherAuthority).await.unwrap(), [], "and not confirmed by the same person");
    let waiting = async || {
        let request = api::ListAccountsRequest { asked: true, ..api::ListAccountsRequest::default() };
        let listed = app.accounts().list_accounts(app.by(SECOND, request).await).await.unwrap().into_inner().accounts;
        listed.into_iter().map(|line| line.account.unwrap().email).collect::<Vec<_>>()
    };
    assert_eq!(waiting().await, [CHIEF.1], "the second person finds what waits");
    assert_eq!(gives(SECOND, CHIEF.1, HigherAuthority).await.unwrap(), [HigherAuthority]);
    assert!(waiting().await.is_empty());
    let close =
        api::DisableAccountRequest { request_id: request_id(), person_id: app.person(SECOND).await.person_id, reason: "Nhầm".to_owned() };
    let closed = answer(app.accounts().disable_account(app.by(ADMIN, close).await).await);
    assert_eq!(closed.unwrap_err().reason, "LAST_ADMINISTRATORS", "nobody locks the only other one out");
    assert_eq!(gives(SECOND, DEPUTY.1, ProvinceLeader).await.unwrap(), []);
    assert_eq!(gives(CHIEF.1, DEPUTY.1, ProvinceLeader).await.unwrap(), [ProvinceLeader]);

    for administrator in [ADMIN, SECOND] {
        assert_eq!(gives(administrator, STAFF.1, Auditor).await.unwrap_err(), "GRANT_REFUSED");
    }
    assert_eq!(gives(CHIEF.1, STAFF.1, Auditor).await.unwrap(), []);
    assert_eq!(gives(DEPUTY.1, STAFF.1, Auditor).await.unwrap(), [Auditor]);
    assert_eq!(revoke(&app, ADMIN, STAFF.1, Auditor, "", "Thôi").await.unwrap_err().reason, "GRANT_REFUSED", "nor taken by one");
    let close =
        api::DisableAccountRequest { request_id: request_id(), person_id: app.person(STAFF.1).await.person_id, reason: "Thôi".to_owned() };
    let closed = answer(app.accounts().disable_account(app.by(ADMIN, close).await).await);
    assert_eq!(closed.unwrap_err().reason, "ACCOUNT_NOT_YOURS", "nor closed by one");

    let person_id = app.person(STAFF.1).await.person_id;
    let factor = async |by: &str| {
        let reason = "Mất điện thoại".to_owned();
        let message = api::ResetSecondFactorRequest { request_id: request_id(), person_id: person_id.clone(), reason };
        answer(app.accounts().reset_second_factor(app.by(by, message).await).await)
            .map(|answer| answer.waits)
            .map_err(|problem| problem.reason)
    };
    assert_eq!(factor(ADMIN).await.unwrap_err(), "ACCOUNT_NOT_YOURS", "whoever is audited lets no auditor in");
    assert!(factor(CHIEF.1).await.unwrap() && factor(CHIEF.1).await.unwrap(), "one person asks, however often");
    assert!(!factor(DEPUTY.1).await.unwrap(), "another one of those who appoint auditors does it");
    app.mails_sent().await;
    let told = app.mail_texts().into_iter().filter(|text| text.contains(STAFF.1) && text.contains("xác thực hai lớp")).count();
    assert_eq!(told, 2, "the auditor is told when it is asked for and when it is done");

    assert_eq!(gives(ADMIN, HEAD.1, SnvAdmin).await.unwrap(), [], "a puppet gets nothing");
    assert_eq!(gives(HEAD.1, HEAD.1, SnvAdmin).await.unwrap_err(), "GRANT_REFUSED", "and confirms nothing for itself");
    assert_eq!(gives(SECOND, ADMIN, HigherAuthority).await.unwrap_err(), "ROLES_EXCLUDE");
}

#[tokio::test]
async fn administrators_lead_no_agency_by_any_way() {
    let app = App::empty().await;
    let secret = app.first_run().await.unwrap().secret;
    app.bootstrap_two(&secret, ADMIN, SECOND).await.unwrap();
    app.imported(so()).await;
    let leads = ("Trần Thị Hai", SECOND, "H50.6-BGD", "Giám đốc Sở", "Công chức", "", "");
    let listed = app.import(ADMIN, list(&SO, &[leads]), false).await.unwrap_err();
    assert_eq!(listed.reason, "ADMINISTRATOR_LEADS", "by a list");
    app.imported(list(&SO, &[("Trần Thị Hai", SECOND, "H50.6-VP", "Chuyên viên", "Công chức", "", "")])).await;
    let post = Appointment(SECOND, "H50.6-BGD", "Giám đốc Sở", api::PostKind::Main, "2019-11-04", "");
    assert_eq!(appoint(&app, ADMIN, post).await.unwrap_err().reason, "ADMINISTRATOR_LEADS", "by an appointment");
    app.activated(SECOND).await;
    app.activated(CHIEF.1).await;
    let asked = grant(&app, ADMIN, CHIEF.1, SystemRole::SnvAdmin, "").await;
    assert_eq!(asked.unwrap(), [], "asked for");
    assert_eq!(grant(&app, SECOND, CHIEF.1, SystemRole::SnvAdmin, "").await.unwrap_err().reason, "ADMINISTRATOR_LEADS", "by the role");
}

#[tokio::test]
async fn a_role_given_twice_is_one_role_and_one_announcement() {
    let app = App::start().await;
    let agency = app.imported(so()).await.agency_id;
    grant(&app, ADMIN, STAFF.1, SystemRole::UnitIt, &agency).await.unwrap();
    let before = app.count("outbox").await;
    assert_eq!(grant(&app, ADMIN, STAFF.1, SystemRole::UnitIt, &agency).await.unwrap(), [SystemRole::UnitIt]);
    assert_eq!(app.count("outbox").await, before);
}

#[tokio::test]
async fn duties_in_the_staff_list_are_roles_of_the_agency() {
    let app = App::start().await;
    let agency = app.imported(so()).await.agency_id;
    app.activated(HR.1).await;
    let grants = app.me(HR.1).await.account.unwrap().grants;
    assert_eq!(grants, [RoleGrant { role: SystemRole::HrOfficer.into(), agency_id: agency }]);
}

async fn revoke(app: &App, by: &str, from: &str, role: SystemRole, agency_id: &str, reason: &str) -> Result<usize, Problem> {
    let person_id = app.person(from).await.person_id;
    let grant = Some(RoleGrant { role: role.into(), agency_id: agency_id.to_owned() });
    let message = RevokeRoleRequest { request_id: request_id(), person_id, grant, reason: reason.to_owned() };
    let account = answer(app.accounts().revoke_role(app.by(by, message).await).await)?.account.unwrap();
    Ok(account.grants.len())
}

#[tokio::test]
async fn a_role_is_taken_with_a_reason_and_holds_no_more_from_the_next_token_on() {
    let app = App::start().await;
    let agency = app.imported(so()).await.agency_id;
    app.activated(HR.1).await;
    let session = app.sign_in(HR.1, crate::app::PASSWORD).await.unwrap().session_token;
    assert_eq!(revoke(&app, HR.1, HR.1, SystemRole::HrOfficer, &agency, "Thôi").await.unwrap_err().reason, "GRANT_REFUSED");
    assert_eq!(revoke(&app, ADMIN, HR.1, SystemRole::HrOfficer, &agency, "").await.unwrap_err().reason, "REASON_MISSING");
    assert_eq!(revoke(&app, ADMIN, HR.1, SystemRole::HrOfficer, &agency, "Luân chuyển").await.unwrap(), 0);
    assert_eq!(revoke(&app, ADMIN, HR.1, SystemRole::HrOfficer, &agency, "Luân chuyển").await.unwrap(), 0, "once more changes nothing");
    let token = app.token(&session, "worklog").await.unwrap();
    let actor = rpc::Verifier::from_pem(&app.keys.public_pem, "worklog").unwrap().verify(&token, app.now()).unwrap();
    assert_eq!(actor.grants.len(), 0);
}

#[tokio::test]
async fn who_runs_the_servers_gets_no_role_that_reads_people() {
    let app = App::start().await;
    app.imported(so()).await;
    grant(&app, ADMIN, STAFF.1, SystemRole::Ops, "").await.unwrap();
    assert_eq!(grant(&app, ADMIN, STAFF.1, SystemRole::SnvAdmin, "").await.unwrap_err().reason, "ROLES_EXCLUDE");
}

async fn actor_of(app: &App, email: &str) -> regulation::Actor {
    let session = app.sign_in(email, PASSWORD).await.unwrap().session_token;
    let token = app.token(&session, "evaluation").await.unwrap();
    rpc::Verifier::from_pem(&app.keys.public_pem, "evaluation").unwrap().verify(&token, app.now()).unwrap()
}

#[tokio::test]
async fn who_has_left_holds_no_role_acts_for_nobody_and_still_signs_in_for_what_is_theirs() {
    let app = App::start().await;
    let agency = app.imported(so()).await.agency_id;
    app.activated(HR.1).await;
    grant(&app, ADMIN, HR.1, SystemRole::MailAdmin, "").await.unwrap();
    let before = actor_of(&app, HR.1).await;
    assert_eq!((before.serves.clone(), before.grants.len()), (vec![agency.parse().unwrap()], 2));
    assert!(actor_of(&app, ADMIN).await.serves.is_empty(), "never had a post");

    let leaving = RecordLeavingRequest {
        request_id: request_id(),
        person_id: app.person(HR.1).await.person_id,
        last_on: day("2019-11-03"),
        reason: "Nghỉ hưu".to_owned(),
    };
    answer(personnel(&app).record_leaving(app.by(ADMIN, leaving).await).await).unwrap();
    let after = actor_of(&app, HR.1).await;
    assert_eq!((after.serves.len(), after.grants.len()), (0, 0));
    assert_eq!(app.me(HR.1).await.account.unwrap().grants, [], "taken, not only unused");
}
