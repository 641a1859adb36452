//! What happens to people after a year was played: who is away, who leaves, who gets and loses a role.

use anyhow::Context;
use proto::identity::v1 as identity_api;
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
    pub async fn give(&self, email: &str, role: identity_api::SystemRole) -> anyhow::Result<()> {
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

    /// Those whose standing has just ended, for as long as the house knows.
    pub async fn who_have_gone(&self) -> anyhow::Result<Vec<Caller>> {
        let (head, hr) = (self.agency().head_email.clone(), self.hr.clone());
        let auditor = self.with_role(identity_api::SystemRole::Auditor)?;
        let today = kernel::date::office_day(self.world.now());
        let day = |day: chrono::NaiveDate| Some(proto::common::v1::Day { iso: day.to_string() });
        let yesterday = day(today.pred_opt().context("the first day")?);
        let admin = self.signed_in("Sở Nội vụ", self.admin(), true).await?;
        let token = admin.token("identity");
        let mut personnel = PersonnelServiceClient::new(self.channel("identity"));
        let leaving = identity_api::RecordLeavingRequest {
            request_id: request_id(),
            person_id: self.person_id(&head).await?,
            last_on: yesterday.clone(),
            reason: "Nghỉ hưu".to_owned(),
        };
        personnel.record_leaving(rpc::with_token(leaving, token)).await?;
        let elsewhere = "SELECT unit_id::text AS name FROM people WHERE agency_id <> (SELECT agency_id FROM people WHERE email = '";
        let unit_id = self.one("identity", &format!("{elsewhere}{hr}') ORDER BY person_id LIMIT 1")).await?;
        let moving = identity_api::AppointToPostRequest {
            request_id: request_id(),
            person_id: self.person_id(&hr).await?,
            unit_id,
            title: "Chuyên viên".to_owned(),
            kind: identity_api::PostKind::Main.into(),
            from: yesterday,
            reason: "Điều động".to_owned(),
            ..Default::default()
        };
        personnel.appoint_to_post(rpc::with_token(moving, token)).await?;
        let chairman = self.signed_in("the higher authority", self.with_role(identity_api::SystemRole::HigherAuthority)?, true).await?;
        let taking = identity_api::RevokeRoleRequest {
            request_id: request_id(),
            person_id: self.person_id(auditor).await?,
            grant: Some(identity_api::RoleGrant { role: identity_api::SystemRole::Auditor.into(), agency_id: String::new() }),
            reason: "Thôi nhiệm vụ".to_owned(),
        };
        AccountServiceClient::new(self.channel("identity")).revoke_role(rpc::with_token(taking, chairman.token("identity"))).await?;
        self.world.come_to_rest().await?;
        Ok(vec![
            self.signed_in("a head retired yesterday", &head, false).await?,
            self.signed_in("HR moved yesterday", &hr, false).await?,
            self.signed_in("an auditor no more since a minute", auditor, false).await?,
        ])
    }
}
