//! Heads and HR officers: results from paper, minutes, verification, one re-score, decisions, publication
//! (articles 2.5, 2.6, 2.9, 5.2.c and 6.1).

use anyhow::{Context, ensure};
use proto::common::v1::{Class, File};
use proto::evaluation::v1::*;
use proto::scoring::v1::GetResultRequest;

use super::caller::request_id;
use super::cast::{Agency, Part, Staff};
use super::pdf;
use super::play::{Play, all_pages, wire_day, wire_points};
use super::scores;
use super::texts::opinions;

/// What a head decides for somebody who thought too well of themself.
const DECIDED: i32 = 8_400;
/// What the old agency wrote on paper.
const ON_PAPER: i32 = 8_650;

impl Play<'_> {
    /// Who moved in during the last six months has a result on paper: one HR officer enters it, another checks it.
    pub(super) async fn enter_paper(&mut self) -> anyhow::Result<()> {
        self.step("Nhập kết quả trên giấy của người mới chuyển đến, người thứ hai kiểm tra", 0).await;
        let mut entered = 0;
        for agency in &self.agencies {
            let officers: Vec<&Staff> = self.hr_officers(agency).collect();
            for record in self.records(agency).await?.iter().filter(|record| record.state() == RecordState::PaperEntry) {
                let staff = self.staff(&record.subject.as_ref().context("a subject")?.person_id)?;
                let name = &staff.full_name;
                ensure!(officers.len() > 1, "{} needs two HR officers to enter the result of {name}", agency.name);
                let lines = [
                    "PHIEU DANH GIA VA PHAN LOAI (BAN GIAY)".to_owned(),
                    kernel::text::fold(name).to_uppercase(),
                    "Tong diem: 86,50".to_owned(),
                ];
                let scan = File { name: "ban-giay.pdf".to_owned(), content_type: "application/pdf".to_owned(), content: pdf::page(&lines) };
                let message = EnterPaperRequest {
                    request_id: request_id(),
                    record_id: record.record_id.clone(),
                    old_agency: staff.came_from.clone(),
                    total: wire_points(ON_PAPER),
                    class: Class::Htt.into(),
                    confirmed_by_old_head: format!("Thủ trưởng {}", staff.came_from),
                    confirmed_on: wire_day(self.day(11, 15)),
                    scan: Some(scan),
                };
                officers[0].caller.send(message).await?;
                let by_the_same =
                    officers[0].caller.send(ConfirmPaperRequest { request_id: request_id(), record_id: record.record_id.clone() }).await;
                ensure!(by_the_same.is_err(), "{} confirmed their own paper entry", officers[0].email);
                officers[1].caller.send(ConfirmPaperRequest { request_id: request_id(), record_id: record.record_id.clone() }).await?;
                entered += 1;
                self.progress.advance();
            }
        }
        self.report.counts.paper_entries = entered;
        Ok(())
    }

    /// The 360° is over: when every result is computed, the software compiles the minutes.
    pub(super) async fn compile_minutes(&mut self) -> anyhow::Result<()> {
        self.move_clock(self.day(12, 4), 8)?;
        self.step("Tính kết quả, tổng hợp biên bản số", self.agencies.len()).await;
        let compile = async |agency: &Agency| {
            self.results_are_in(agency).await?;
            self.advance(agency, PeriodState::Minutes).await?;
            let look = async || {
                let ready = self.records(agency).await?.iter().filter(|record| record.state() == RecordState::In360).count() == 0;
                let minutes = self.minutes(agency).await?;
                Ok((ready && !minutes.is_empty()).then_some(()))
            };
            self.until(&format!("the minutes of {} are compiled", agency.name), look).await
        };
        self.each(&self.agencies, compile).await?;
        Ok(())
    }

    pub(super) async fn minutes(&self, agency: &Agency) -> anyhow::Result<Vec<Minutes>> {
        let head = self.head_of(agency)?;
        let page = async |page| {
            let answer = head
                .caller
                .send(ListMinutesRequest { page: Some(page), period_id: agency.period_id.clone(), ..Default::default() })
                .await?;
            anyhow::Ok((answer.minutes, answer.page))
        };
        all_pages(page).await
    }

    pub(super) fn head_of(&self, agency: &Agency) -> anyhow::Result<&Staff> {
        self.people
            .values()
            .find(|staff| staff.agency_id == agency.id && staff.heads_agency())
            .with_context(|| format!("{} has no head", agency.name))
    }

    /// The day on which direct heads begin.
    pub(super) async fn open_verification(&self) -> anyhow::Result<()> {
        self.move_clock(self.day(12, 5), 8)?;
        self.advance_all(PeriodState::DirectReview).await
    }

    /// Direct heads verify; one of them asks to score again first.
    pub(super) async fn verify(&mut self) -> anyhow::Result<()> {
        self.step("Thủ trưởng trực tiếp thẩm định, yêu cầu chấm lại", self.agencies.iter().map(|agency| agency.parts.len()).sum()).await;
        let asked: Vec<String> =
            self.all(self.heads(), async |head: &Staff| self.verify_all(head).await).await?.into_iter().flatten().collect();
        for record_id in &asked {
            self.score_again(record_id).await?;
        }
        self.report.counts.rescores = asked.len();
        Ok(())
    }

    /// Verifies everything that waits for a head; answers with the records that the head wants scored again.
    async fn verify_all(&self, head: &Staff) -> anyhow::Result<Vec<String>> {
        let mut again = Vec::new();
        for task in self.tasks(head, TaskKind::Verify).await? {
            let record = head
                .caller
                .send(GetRecordRequest { record_id: task.record_id.clone(), ..Default::default() })
                .await?
                .record
                .context("a record to verify")?;
            let staff = self.staff(&record.subject.as_ref().context("a subject")?.person_id)?;
            let part = self.part(&staff.email);
            if part == Some(Part::Gap) && record.round == 1 {
                let message = AskRescoreRequest {
                    request_id: request_id(),
                    record_id: task.record_id.clone(),
                    scope: RescoreScope::Reviewers.into(),
                    reason: opinions::RESCORE_BECAUSE.to_owned(),
                };
                head.caller.send(message).await?;
                again.push(task.record_id);
                continue;
            }
            let comment =
                self.dice(&["verify", &staff.email]).pick(opinions::verification(scores::tone(outcome_total(&record)))).to_owned();
            let proposes = part == Some(Part::Decided);
            let proposed_total = if proposes { wire_points(DECIDED) } else { None };
            let reason = if proposes { opinions::DECIDED_BECAUSE } else { "" }.to_owned();
            let request_id = request_id();
            let (record_id, expected_version) = (task.record_id, record.version);
            head.caller.send(VerifyRequest { request_id, record_id, comment, proposed_total, reason, expected_version }).await?;
            self.progress.advance();
        }
        Ok(again)
    }

    /// Reviewers answer again, the next edition of the minutes is compiled, and the head verifies after all.
    async fn score_again(&mut self, record_id: &str) -> anyhow::Result<()> {
        let answered = self.all(self.people.values(), async |staff: &Staff| self.answer_all(staff).await).await?;
        self.report.counts.reviews += answered.iter().map(|one| one.submitted).sum::<usize>();
        self.report.counts.agreed += answered.iter().map(|one| one.agreed).sum::<usize>();
        let look = async || {
            self.all(self.heads(), async |head: &Staff| self.verify_all(head).await).await?;
            let mut verified = false;
            for agency in &self.agencies {
                verified |= self
                    .records(agency)
                    .await?
                    .iter()
                    .any(|record| record.record_id == record_id && record.state() == RecordState::DirectReviewed);
            }
            Ok(verified.then_some(()))
        };
        self.until("what was scored again is verified", look).await
    }

    /// The day on which heads begin to decide.
    pub(super) async fn open_decision(&self) -> anyhow::Result<()> {
        self.move_clock(self.day(12, 9), 8)?;
        for agency in &self.agencies {
            self.results_are_in(agency).await?;
        }
        self.advance_all(PeriodState::Decision).await
    }

    /// Agency heads decide on their people, the higher authority on agency heads.
    pub(super) async fn decide(&mut self) -> anyhow::Result<()> {
        self.step("Người đứng đầu và cấp có thẩm quyền quyết định", self.agencies.iter().map(|agency| agency.parts.len()).sum()).await;
        let decided = self.all(self.people.values(), async |head: &Staff| self.decide_all(head).await).await?;
        self.report.counts.decisions = decided.into_iter().sum();
        Ok(())
    }

    async fn decide_all(&self, head: &Staff) -> anyhow::Result<usize> {
        let mut count = 0;
        for task in self.tasks(head, TaskKind::Decide).await? {
            let record = head
                .caller
                .send(GetRecordRequest { record_id: task.record_id.clone(), ..Default::default() })
                .await?
                .record
                .context("a record to decide")?;
            // The higher authority may step in for a head, but does not do the heads' work.
            if !record.decider_id.is_empty() && record.decider_id != head.id {
                continue;
            }
            count += 1;
            let staff = self.staff(&record.subject.as_ref().context("a subject")?.person_id)?;
            let part = self.part(&staff.email);
            let set = self.sets.get(&record.criteria_set_id).context("a published criteria set")?;
            // Without any opinion there is no computed total: the head has to say one.
            let unscored = record.outcome.as_ref().is_none_or(|outcome| outcome.total.is_none());
            let other_total = part == Some(Part::Decided) || unscored;
            let message = DecideRequest {
                request_id: request_id(),
                record_id: task.record_id,
                comment: self.dice(&["decide", &staff.email]).pick(opinions::decision(scores::tone(outcome_total(&record)))).to_owned(),
                decided_total: if other_total { wire_points(DECIDED) } else { None },
                reason: if other_total { opinions::DECIDED_BECAUSE.to_owned() } else { String::new() },
                confirmed_zero: self.zero(&staff.email, set).map(str::to_owned).into_iter().collect(),
                expected_version: record.version,
            };
            head.caller.send(message).await?;
            self.progress.advance();
        }
        Ok(count)
    }

    /// Each agency head publishes, and everybody reads their own result.
    pub(super) async fn publish(&mut self) -> anyhow::Result<()> {
        self.move_clock(self.day(12, 13), 8)?;
        self.step("Công khai kết quả, mọi người xem kết quả của mình", self.people.len()).await;
        for agency in &self.agencies {
            self.results_are_in(agency).await?;
            let head = self.head_of(agency)?;
            // Published by hand already where nothing waits.
            if self.tasks(head, TaskKind::Publish).await?.iter().all(|task| task.period_id != agency.period_id) {
                continue;
            }
            let answer = head.caller.send(PublishResultsRequest { request_id: request_id(), period_id: agency.period_id.clone() }).await?;
            self.report.counts.published += usize::try_from(answer.published)?;
        }
        let read = async |staff: &Staff| {
            let mine = ListRecordsRequest { mine: true, ..ListRecordsRequest::default() };
            let records = staff.caller.send(mine).await?.records;
            for record in records.iter().filter(|record| record.state() == RecordState::Published && record.paper.is_none()) {
                let look = async || staff.caller.send(GetResultRequest { record_id: record.record_id.clone(), ..Default::default() }).await;
                let result = self.eventually("one's own result can be read", look).await?.result.context("one's own result")?;
                ensure!(!result.explanation.is_empty(), "the result of {} is not explained", staff.email);
                let told = record.outcome.as_ref().map(|outcome| (outcome.total, outcome.class(), &outcome.basis));
                ensure!(
                    told == Some((result.total, result.class(), &result.basis)),
                    "the record of {} does not say what scoring computed",
                    staff.email
                );
            }
            Ok(())
        };
        self.each(self.employees(), read).await?;
        Ok(())
    }
}

fn outcome_total(record: &Record) -> i32 {
    record.outcome.as_ref().and_then(|outcome| outcome.total.as_ref()).map_or(0, |points| points.hundredths)
}
