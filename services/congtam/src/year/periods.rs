//! The state of each agency's period, moved on by Sở Nội vụ or the agency's HR officer.

use anyhow::{Context, ensure};
use proto::common::v1::PageRequest;
use proto::evaluation::v1::*;
use proto::identity::v1::SystemRole;

use super::caller::request_id;
use super::cast::{Agency, Staff};
use super::law::PACK;
use super::play::{Play, all_pages, wire_day};

impl Play<'_> {
    /// Opens the year of every agency, as soon as evaluation knows of it and of the pack.
    pub(super) async fn open_periods(&mut self) -> anyhow::Result<()> {
        self.step("Sở Nội vụ mở kỳ đánh giá cho từng cơ quan", self.agencies.len()).await;
        let deadlines = Deadlines {
            self_by: wire_day(self.day(11, 27)),
            review_by: wire_day(self.day(12, 3)),
            verify_by: wire_day(self.day(12, 8)),
            decide_by: wire_day(self.day(12, 12)),
            publish_by: wire_day(self.day(12, 14)),
        };
        let open = async |agency: &Agency| {
            let message = OpenPeriodRequest {
                request_id: request_id(),
                agency_id: agency.id.clone(),
                year: self.options.year,
                pack_id: PACK.to_owned(),
                deadlines: Some(deadlines.clone()),
                special_duty: false,
                packs: Vec::new(),
                publish_to_colleagues: None,
            };
            let look = async || self.admin.send(message.clone()).await;
            let period = self.eventually(&format!("the period of {} opens", agency.name), look).await?.period.unwrap_or_default();
            Ok((agency.id.clone(), period.period_id))
        };
        for (agency_id, period_id) in self.each(&self.agencies, open).await? {
            if let Some(agency) = self.agencies.iter_mut().find(|agency| agency.id == agency_id) {
                agency.period_id = period_id;
            }
        }
        self.advance_all(PeriodState::Logging).await
    }

    /// Moves every period on to `target`.
    pub(super) async fn advance_all(&self, target: PeriodState) -> anyhow::Result<()> {
        for agency in &self.agencies {
            self.advance(agency, target).await?;
        }
        Ok(())
    }

    /// Moves a period on, state by state; a deadline may have done so already.
    pub(super) async fn advance(&self, agency: &Agency, target: PeriodState) -> anyhow::Result<()> {
        let hr = self.hr_officers(agency).next().map_or(&self.admin, |staff| &staff.caller);
        loop {
            let present = self.period(agency).await?;
            if present.state >= i32::from(target) {
                return Ok(());
            }
            let to = present.state + 1;
            let message =
                AdvancePeriodRequest { request_id: request_id(), period_id: agency.period_id.clone(), to, anyway: true, people: 0 };
            let Err(refused) = hr.send(message).await else { continue };
            let moved_meanwhile = self.period(agency).await?.state >= to;
            ensure!(moved_meanwhile, "the period of {} does not go on to {}: {refused}", agency.name, target.as_str_name());
        }
    }

    pub(super) async fn period(&self, agency: &Agency) -> anyhow::Result<Period> {
        let answer = self.admin.send(GetPeriodRequest { period_id: agency.period_id.clone() }).await?;
        answer.period.context("a period")
    }

    /// Waits until scoring has confirmed every result of an agency.
    pub(super) async fn results_are_in(&self, agency: &Agency) -> anyhow::Result<()> {
        let look = async || {
            let answer = self.admin.send(GetPeriodRequest { period_id: agency.period_id.clone() }).await?;
            Ok((answer.awaiting_result == 0).then_some(()))
        };
        self.until(&format!("the results of {} are computed", agency.name), look).await
    }

    pub(super) fn hr_officers(&self, agency: &Agency) -> impl Iterator<Item = &Staff> {
        let mut officers: Vec<&Staff> =
            self.people.values().filter(|staff| staff.agency_id == agency.id && staff.holds(SystemRole::HrOfficer)).collect();
        officers.sort_by(|a, b| a.email.cmp(&b.email));
        officers.into_iter()
    }

    /// The records of an agency, as its HR officer sees them.
    pub(super) async fn records(&self, agency: &Agency) -> anyhow::Result<Vec<Record>> {
        let reader = self.hr_officers(agency).next().map_or(&self.admin, |staff| &staff.caller);
        let page = async |page: PageRequest| {
            let message = ListRecordsRequest { page: Some(page), period_id: agency.period_id.clone(), ..ListRecordsRequest::default() };
            let answer = reader.send(message).await?;
            anyhow::Ok((answer.records, answer.page))
        };
        all_pages(page).await
    }

    /// What waits for somebody, of one kind.
    pub(super) async fn tasks(&self, staff: &Staff, kind: TaskKind) -> anyhow::Result<Vec<Task>> {
        let mut tasks = staff.caller.send(ListMyTasksRequest {}).await?.tasks;
        tasks.retain(|task| task.kind() == kind && task.year == self.options.year);
        Ok(tasks)
    }
}
