//! What happens to people after a year was played: who is away, who leaves, who gets and loses a role.

use anyhow::Context;
use proto::identity::v1 as identity_api;
use proto::identity::v1::SystemRole;
use proto::identity::v1::account_service_client::AccountServiceClient;
use proto::identity::v1::personnel_service_client::PersonnelServiceClient;

use crate::house::{Caller, House, request_id};

impl House {
    /// The head of the agency is away, and a deputy approves for them.
    pub async fn delegate(&self) -> anyhow::Result<()> {
        let head = self.signed_in("the agency head", &self.agency().head_email, false).await?;
        let today = kernel::date::office_day(self.world.now());
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| proto::common::v1::Day { iso: day.to_string() });
        let delegating = identity_api::DelegateRequest {
            request_id: request_id(),
            delegate_id: self.person_id(&self.titled("Phó Giám đốc Sở").await?).await?,
            from: day(Some(today)),
            until: day(today.succ_opt()),
            reason: "Đi công tác".to_owned(),
        };
        let mut personnel = PersonnelServiceClient::new(self.channel("identity"));
        personnel.delegate(rpc::with_token(delegating, head.token("identity"))).await?;
        Ok(())
    }

    /// Somebody who studied all year leaves, and hands over what is open.
    pub async fn somebody_leaves(&self) -> anyhow::Result<()> {
        let admin = self.signed_in("Sở Nội vụ", self.admin(), true).await?;
        let leaving = identity_api::RecordLeavingRequest {
            request_id: request_id(),
            person_id: self.person_id("trung.hoanganh@quangtri.gov.vn").await?,
            last_on: Some(proto::common::v1::Day { iso: kernel::date::office_day(self.world.now()).to_string() }),
            reason: "Chuyển công tác".to_owned(),
        };
        let mut personnel = PersonnelServiceClient::new(self.channel("identity"));
        personnel.record_leaving(rpc::with_token(leaving, admin.token("identity"))).await?;
        self.world.come_to_rest().await
    }

    /// An administrator gives somebody a role that takes one person to give.
    pub async fn give(&self, email: &str, role: SystemRole) -> anyhow::Result<()> {
        let admin = self.signed_in("Sở Nội vụ", self.admin(), true).await?;
        let giving = identity_api::GrantRoleRequest {
            request_id: request_id(),
            person_id: self.person_id(email).await?,
            grant: Some(identity_api::RoleGrant { role: role.into(), agency_id: String::new() }),
            reason: "Giao nhiệm vụ".to_owned(),
        };
        AccountServiceClient::new(self.channel("identity")).grant_role(rpc::with_token(giving, admin.token("identity"))).await?;
        Ok(())
    }

    /// Those whose standing has just ended, for as long as the house knows: every role was taken a minute ago, a head has retired, and others
    /// work elsewhere since yesterday.
    pub async fn who_have_gone(&self, gone: &[(&'static str, String, Going)]) -> anyhow::Result<Vec<Caller>> {
        let admin = self.signed_in("Sở Nội vụ", self.admin(), true).await?;
        let chairman = self.signed_in("the higher authority", self.with_role(SystemRole::HigherAuthority)?, true).await?;
        let token = admin.token("identity");
        let day = |day: chrono::NaiveDate| Some(proto::common::v1::Day { iso: day.to_string() });
        let yesterday = day(kernel::date::office_day(self.world.now()).pred_opt().context("the first day")?);
        let mut personnel = PersonnelServiceClient::new(self.channel("identity"));
        // Whoever changes posts comes before those whose role they need.
        for (name, email, way) in gone {
            let person_id = self.person_id(email).await?;
            match way {
                Going::Retires => {
                    let (request_id, last_on) = (request_id(), yesterday.clone());
                    let leaving = identity_api::RecordLeavingRequest { request_id, person_id, last_on, reason: "Nghỉ hưu".to_owned() };
                    personnel.record_leaving(rpc::with_token(leaving, token)).await.with_context(|| format!("{name} {email}"))?;
                }
                Going::Moves => {
                    let elsewhere =
                        "SELECT unit_id::text AS name FROM people WHERE agency_id <> (SELECT agency_id FROM people WHERE email = '";
                    let unit_id = self.one("identity", &format!("{elsewhere}{email}') ORDER BY person_id LIMIT 1")).await?;
                    let moving = identity_api::AppointToPostRequest {
                        request_id: request_id(),
                        person_id,
                        unit_id,
                        title: "Chuyên viên".to_owned(),
                        kind: identity_api::PostKind::Main.into(),
                        from: yesterday.clone(),
                        reason: "Điều động".to_owned(),
                        ..Default::default()
                    };
                    personnel.appoint_to_post(rpc::with_token(moving, token)).await.with_context(|| format!("{name} {email}"))?;
                }
                Going::LosesRole(role, agency_id) => {
                    let taking = identity_api::RevokeRoleRequest {
                        request_id: request_id(),
                        person_id,
                        grant: Some(identity_api::RoleGrant { role: (*role).into(), agency_id: agency_id.clone() }),
                        reason: "Thôi nhiệm vụ".to_owned(),
                    };
                    let by = if *role == SystemRole::Auditor { chairman.token("identity") } else { token };
                    AccountServiceClient::new(self.channel("identity"))
                        .revoke_role(rpc::with_token(taking, by))
                        .await
                        .with_context(|| format!("{name} {email}"))?;
                }
            }
        }
        self.world.come_to_rest().await?;
        let mut callers = Vec::new();
        for (name, email, _) in gone {
            callers.push(self.signed_in(name, email, false).await?);
        }
        Ok(callers)
    }

    /// Who goes, and how, in this order; asked before the methods are, some of which change who leads whom.
    pub async fn going(&self) -> anyhow::Result<Vec<(&'static str, String, Going)>> {
        let agency = self.agency();
        let mut gone = vec![
            ("a head retired yesterday", agency.head_email.clone(), Going::Retires),
            ("HR moved yesterday", self.hr.clone(), Going::Moves),
            ("a direct head moved yesterday", self.direct_head().await?, Going::Moves),
            (
                "an IT officer no more since a minute",
                agency.it_email.clone(),
                Going::LosesRole(SystemRole::UnitIt, agency.agency_id.clone()),
            ),
        ];
        // The authority that takes the auditor's role comes last. There are always two administrators.
        for (name, role) in [
            ("a province leader no more", SystemRole::ProvinceLeader),
            ("a Party authority no more", SystemRole::PartyAuthority),
            ("an auditor no more since a minute", SystemRole::Auditor),
            ("a higher authority no more", SystemRole::HigherAuthority),
        ] {
            gone.push((name, self.with_role(role)?.to_owned(), Going::LosesRole(role, String::new())));
        }
        Ok(gone)
    }
}

/// How somebody loses their standing.
#[derive(Clone)]
pub enum Going {
    Retires,
    Moves,
    LosesRole(SystemRole, String),
}
