//! Before the year: the first administrator, the staff lists, the invitations, the roles.

use std::path::Path;

use anyhow::{Context, ensure};
use proto::common::v1::{File, PostRole};
use proto::identity::v1::*;

use super::caller::{Caller, request_id};
use super::cast::{Agency, Staff};
use super::mail;
use super::play::{Play, all_pages};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

impl Play<'_> {
    /// From empty services to people who can sign in.
    pub(super) async fn found(&mut self) -> anyhow::Result<()> {
        self.move_clock(self.day(1, 7), 8)?;
        self.step("Sở Nội vụ nhập danh sách nhân sự từ Excel", self.options.workbooks.len() + 1).await;
        let first = BootstrapRequest {
            request_id: request_id(),
            secret: self.options.first_run_secret.clone(),
            full_name: regulation::SystemRole::SnvAdmin.vi().to_owned(),
            email: self.admin.email.clone(),
            password: self.options.password.clone(),
            second_full_name: "Quản trị Sở Nội vụ thứ hai".to_owned(),
            second_email: self.second_admin.email.clone(),
            ..Default::default()
        };
        self.doors.send(&first.email.clone(), first).await?;
        let mut invited = 1;
        for workbook in &self.options.workbooks {
            let answer = self.import(workbook).await?;
            ensure!(answer.problems.is_empty(), "{} was refused: {}", workbook.display(), tell(&answer.problems).join("; "));
            invited += usize::try_from(answer.accounts_invited)?;
            self.progress.advance();
        }
        self.refuse_wrong_workbook().await?;
        self.step("Mọi người kích hoạt tài khoản từ thư mời và đăng nhập", invited + 1).await;
        self.activate(invited).await?;
        self.confirm_heads().await?;
        self.read_organisation().await?;
        self.sign_everybody_in().await?;
        self.give_roles().await
    }

    async fn import(&self, workbook: &Path) -> anyhow::Result<ImportWorkbookResponse> {
        let content = std::fs::read(workbook).with_context(|| format!("the staff list {} cannot be read", workbook.display()))?;
        let name = workbook.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file = File { name, content_type: XLSX.to_owned(), content };
        Ok(self.admin.send(ImportWorkbookRequest { request_id: request_id(), workbook: Some(file), dry_run: false }).await?)
    }

    /// A workbook with mistakes names each of them, and leaves nothing behind.
    async fn refuse_wrong_workbook(&mut self) -> anyhow::Result<()> {
        let Some(workbook) = &self.options.wrong_workbook else { return Ok(()) };
        let before = self.list_people().await?;
        let answer = self.import(workbook).await?;
        ensure!(answer.problems.len() > 1, "the wrong workbook {} was not refused for all its problems", workbook.display());
        ensure!(answer.units_imported == 0 && answer.people_imported == 0, "a refused workbook was imported in part");
        ensure!(self.list_people().await? == before, "a refused workbook changed people");
        self.report.workbook_problems = tell(&answer.problems);
        self.progress.advance();
        Ok(())
    }

    async fn list_people(&self) -> anyhow::Result<Vec<Person>> {
        let page = async |page| {
            let answer = self.admin.send(ListPeopleRequest { page: Some(page), ..ListPeopleRequest::default() }).await?;
            anyhow::Ok((answer.people, answer.page))
        };
        all_pages(page).await
    }

    async fn read_organisation(&mut self) -> anyhow::Result<()> {
        let page = async |page| {
            let answer = self.admin.send(ListUnitsRequest { page: Some(page), ..Default::default() }).await?;
            anyhow::Ok((answer.units, answer.page))
        };
        let mut agencies: Vec<Agency> = all_pages(page).await?.into_iter().filter(is_evaluated_agency).map(Agency::from).collect();
        agencies.sort_by(|a, b| a.code.cmp(&b.code));
        self.agencies = agencies;
        for person in self.list_people().await? {
            let caller = Caller::new(&self.doors, &person.email, &self.options.password);
            if let Some(staff) = Staff::of(&person, caller) {
                self.people.insert(staff.id.clone(), staff);
            }
        }
        self.report.counts.agencies = self.agencies.len();
        self.report.counts.people = self.people.len();
        self.progress.advance();
        Ok(())
    }

    async fn activate(&self, invited: usize) -> anyhow::Result<()> {
        let look = async || {
            let tokens = mail::invitations(&self.options.mail_folder)?;
            Ok((tokens.len() >= invited).then_some(()))
        };
        self.until("every invitation mail is delivered", look).await?;
        // The last one may have been read while it was being written.
        self.options.settle.breathe().await;
        let tokens = mail::invitations(&self.options.mail_folder)?;
        let activate = async |(email, activation_token): (String, String)| {
            let password = self.options.password.clone();
            let message = ActivateRequest { request_id: request_id(), activation_token, password, ..Default::default() };
            let answer = self.doors.send(&email, message).await?;
            ensure!(answer.email.eq_ignore_ascii_case(&email), "the invitation of {email} activated {}", answer.email);
            Ok(())
        };
        self.each(tokens, activate).await?;
        Ok(())
    }

    /// The second administrator confirms who leads, as the first one's lists say.
    async fn confirm_heads(&self) -> anyhow::Result<()> {
        let page = async |page| {
            let answer = self.second_admin.send(ListHeadsToConfirmRequest { page: Some(page) }).await?;
            anyhow::Ok((answer.heads, answer.page))
        };
        let post_ids: Vec<String> = all_pages(page).await?.into_iter().map(|head| head.post_id).collect();
        ensure!(!post_ids.is_empty(), "nobody is to lead an agency");
        self.second_admin.send(ConfirmHeadsRequest { request_id: request_id(), post_ids }).await?;
        Ok(())
    }

    async fn sign_everybody_in(&mut self) -> anyhow::Result<()> {
        let me = async |staff: &Staff| {
            let me = staff.caller.send(GetMeRequest {}).await?;
            Ok((staff.id.clone(), me.account.unwrap_or_default().grants, me.person.unwrap_or_default()))
        };
        for (id, grants, person) in self.each(self.people.values(), me).await? {
            if let Some(staff) = self.people.get_mut(&id) {
                staff.grants = grants;
                // Lists tell names and posts; the rest is for oneself.
                staff.served(&person);
            }
        }
        Ok(())
    }

    /// The chairman of the province decides on agency heads, an official of the Party on cadres of the Party in communes, a vice chair reads its figures: one administrator asks, the other one confirms. An inspector audits: the chairman asks, the vice chair confirms.
    async fn give_roles(&mut self) -> anyhow::Result<()> {
        let outside: Vec<&Staff> =
            self.people.values().filter(|staff| !self.agencies.iter().any(|agency| agency.id == staff.agency_id)).collect();
        let first = |role| outside.iter().filter(|staff| staff.role == role).min_by_key(|staff| &staff.email);
        let duties = [
            (PostRole::AgencyHead, SystemRole::HigherAuthority, "Chủ tịch UBND tỉnh quyết định với người đứng đầu cơ quan"),
            (PostRole::AgencyDeputy, SystemRole::ProvinceLeader, "Phó Chủ tịch UBND tỉnh theo dõi công tác đánh giá toàn tỉnh"),
            (PostRole::UnitDeputy, SystemRole::PartyAuthority, "Ban Tổ chức Tỉnh ủy quyết định với cán bộ khối Đảng, đoàn thể cấp xã"),
            (PostRole::Staff, SystemRole::Auditor, "Thanh tra tỉnh kiểm tra việc đánh giá, phân loại"),
        ];
        let mut logins = Vec::new();
        for (post, role, reason) in duties {
            let Some(staff) = first(post) else { continue };
            // They sign in anew: what they were let in with before knows nothing of their roles.
            let leader = |role| {
                let staff = duties.iter().find(|(_, of, _)| *of == role).and_then(|(post, ..)| first(*post))?;
                Some(Caller::new(&self.doors, &staff.email, &self.options.password))
            };
            let leaders = [SystemRole::HigherAuthority, SystemRole::ProvinceLeader].map(leader);
            let auditor = role == SystemRole::Auditor;
            let givers: Vec<&Caller> = if auditor { leaders.iter().flatten().collect() } else { vec![&self.admin, &self.second_admin] };
            for giver in givers {
                let grant = Some(RoleGrant { role: role.into(), agency_id: String::new() });
                let (person_id, reason) = (staff.id.clone(), reason.to_owned());
                giver.send(GrantRoleRequest { request_id: request_id(), person_id, grant, reason }).await?;
            }
            logins.push((role, staff.email.clone()));
        }
        self.report.province_logins = logins;
        Ok(())
    }
}

fn tell(problems: &[ImportProblem]) -> Vec<String> {
    problems
        .iter()
        .map(|problem| format!("{}!{} «{}»: {} {}", problem.sheet, problem.row, problem.column, problem.reason, problem.message))
        .collect()
}

fn is_evaluated_agency(unit: &Unit) -> bool {
    matches!(unit.kind(), UnitKind::Department | UnitKind::District | UnitKind::Commune | UnitKind::PublicService | UnitKind::Association)
}

impl From<Unit> for Agency {
    fn from(unit: Unit) -> Self {
        Self {
            id: unit.unit_id,
            code: unit.code,
            name: unit.name,
            period_id: String::new(),
            parts: std::collections::BTreeMap::new(),
            silent: None,
        }
    }
}
