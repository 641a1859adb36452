//! The self-assessment: scores, the legal form, the declared class, the comment of the Party cell (article 5.2.b).

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use proto::common::v1::{Class, CriterionScore, EmployeeGroup, File};
use proto::evaluation::v1::*;
use proto::identity::v1::GetPersonRequest;
use proto::scoring::v1::CriteriaSet;

use super::DirectHead;
use super::caller::request_id;
use super::cast::{Candidate, Part, Staff, cast};
use super::dice::Dice;
use super::law::criteria_set;
use super::pdf;
use super::play::{Play, wire_day};
use super::scores;
use super::texts::{forms, opinions};

/// Who fills in a section of a form, on the wire.
const SUBJECT: &str = "SUBJECT";

impl Play<'_> {
    /// Freezes who is evaluated by whom, after the routing was checked, and gives everybody their part.
    pub(super) async fn open_self_assessment(&mut self) -> anyhow::Result<()> {
        self.move_clock(self.day(11, 20), 8)?;
        self.step("Kiểm tra phân công đánh giá, mở tự đánh giá", self.agencies.len()).await;
        let mut problems = Vec::new();
        for agency in &self.agencies {
            let hr = self.hr_officers(agency).next().with_context(|| format!("{} has no HR officer", agency.name))?;
            let look = async || {
                let found =
                    hr.caller.send(CheckRoutingRequest { period_id: agency.period_id.clone(), ..Default::default() }).await?.problems;
                Ok(found.iter().all(|problem| problem.reason != "NO_CRITERIA_SET").then_some(found))
            };
            let found = self.until("there is a criteria set for everybody", look).await?;
            problems.push(found);
        }
        self.advance_all(PeriodState::SelfOpen).await?;
        for agency in &self.agencies {
            let message = SignRoutingRequest { request_id: request_id(), period_id: agency.period_id.clone() };
            self.head_of(agency)?.caller.send(message).await?;
        }
        let mut parts = Vec::new();
        for (agency, problems) in self.agencies.iter().zip(&mut problems) {
            let records = self.records(agency).await?;
            for record in &records {
                self.one_head(record, problems).await?;
            }
            let online =
                records.iter().filter(|record| record.state() == RecordState::SelfDraft).filter_map(|record| record.subject.as_ref());
            let candidates: Vec<Candidate<'_>> = online
                .map(|subject| {
                    let staff = self.staff(&subject.person_id)?;
                    Ok(Candidate { email: &staff.email, unit_id: &staff.unit_id, role: subject.role(), group: subject.group() })
                })
                .collect::<anyhow::Result<_>>()?;
            parts.push(cast(candidates, self.dice(&["cast", &agency.code])));
            self.progress.advance();
        }
        for ((agency, (parts, silent)), problems) in self.agencies.iter_mut().zip(parts).zip(problems) {
            (agency.parts, agency.silent) = (parts, silent);
            let direct_heads = direct_heads(&self.people, &agency.id);
            self.report.agencies.push(super::AgencyReport {
                agency_id: agency.id.clone(),
                code: agency.code.clone(),
                name: agency.name.clone(),
                period_id: agency.period_id.clone(),
                minutes_ids: Vec::new(),
                head_email: String::new(),
                direct_head_email: String::new(),
                hr_email: String::new(),
                it_email: String::new(),
                staff_email: String::new(),
                routing_problems: told(&problems, false),
                routing_notes: told(&problems, true),
                direct_heads,
            });
        }
        Ok(())
    }

    /// Who verifies somebody is who approves their work, or nobody does either: at once, or when posts that began or ended have turned.
    async fn one_head(&self, record: &Record, problems: &mut Vec<RoutingProblem>) -> anyhow::Result<()> {
        let staff = self.staff(&record.subject.as_ref().context("a subject")?.person_id)?;
        if record.state() != RecordState::SelfDraft || record.direct_head_id == staff.direct_head_id {
            return Ok(());
        }
        let approves = async || {
            let message = GetPersonRequest { person_id: staff.id.clone(), ..Default::default() };
            let head = self.admin.send(message).await?.person.context("somebody of the lists")?.direct_head_id;
            Ok((head == record.direct_head_id).then_some(()))
        };
        if self.until("one head", approves).await.is_err() {
            let name = |id: &str| self.people.get(id).map_or("không có ai", |head| &head.full_name).to_owned();
            let (verifies, approves) = (name(&record.direct_head_id), name(&staff.direct_head_id));
            let message = format!("Thẩm định: {verifies}; phê duyệt công việc: {approves}.");
            let full_name = staff.full_name.clone();
            problems.push(RoutingProblem { full_name, reason: "TWO_ANSWERS".to_owned(), message, ..RoutingProblem::default() });
        }
        Ok(())
    }

    /// Everybody who is evaluated online assesses themself.
    pub(super) async fn assess_themselves(&mut self) -> anyhow::Result<()> {
        self.step("Mọi người tự chấm điểm, viết phiếu tự đánh giá", self.agencies.iter().map(|agency| agency.parts.len()).sum()).await;
        let assess = async |staff: &Staff| {
            let Some(task) = self.tasks(staff, TaskKind::SelfAssessment).await?.into_iter().next() else { return Ok(None) };
            self.assess(staff, &task.record_id).await.map(Some)
        };
        let done: Vec<bool> = self.each(self.employees(), assess).await?.into_iter().flatten().collect();
        let members = self.employees().filter(|staff| staff.party_member && self.part(&staff.email).is_some()).count();
        self.report.counts.self_assessments = done.len();
        self.report.counts.party_waivers = done.iter().filter(|waived| **waived).count();
        self.report.counts.party_comments = members - self.report.counts.party_waivers;
        Ok(())
    }

    /// True when the comment of the Party cell was waived.
    async fn assess(&self, staff: &Staff, record_id: &str) -> anyhow::Result<bool> {
        let record = staff
            .caller
            .send(GetRecordRequest { record_id: record_id.to_owned(), ..Default::default() })
            .await?
            .record
            .context("one's own record")?;
        let set = criteria_set(&staff.caller, &record.criteria_set_id).await?;
        let part = self.part(&staff.email).unwrap_or(Part::Good);
        let content = self.content(staff, &record, &set, part);
        if self.dice(&["draft", &staff.email]).chance(30) {
            self.keep_draft(staff, record_id, &content).await?;
        }
        let waived = staff.party_member && self.comment_of_party_cell(staff, &record).await?;
        let conflict_acknowledged = part == Part::Conflict;
        staff
            .caller
            .send(SubmitSelfRequest {
                request_id: request_id(),
                record_id: record_id.to_owned(),
                content: Some(content),
                conflict_acknowledged,
            })
            .await?;
        Ok(waived)
    }

    async fn keep_draft(&self, staff: &Staff, record_id: &str, content: &SelfContent) -> anyhow::Result<()> {
        let kept = staff.caller.send(GetSelfDraftRequest { record_id: record_id.to_owned() }).await?;
        let draft = SelfContent { answers: BTreeMap::new(), ..content.clone() };
        let message = SaveSelfDraftRequest {
            request_id: request_id(),
            record_id: record_id.to_owned(),
            content: Some(draft.clone()),
            expected_version: kept.version,
        };
        staff.caller.send(message).await?;
        let again = staff.caller.send(GetSelfDraftRequest { record_id: record_id.to_owned() }).await?;
        ensure!(again.content.is_some_and(|content| content.scores == draft.scores), "the draft of {} was not kept", staff.email);
        Ok(())
    }

    fn content(&self, staff: &Staff, record: &Record, set: &CriteriaSet, part: Part) -> SelfContent {
        let mut dice = self.dice(&["self", &staff.email]);
        let scores = self_scores(set, part, &mut dice, self.zero(&staff.email, set));
        let total = scores::total(set, &scores);
        let declared_class = if part == Part::Conflict { Class::Htxs } else { scores::class(total, set.group()) };
        let mut answers = BTreeMap::new();
        let sections = record.form.iter().flat_map(|form| &form.sections).filter(|section| section.filled_by == SUBJECT);
        for field in sections.flat_map(|section| &section.fields).filter(|field| !field.is_class) {
            answers.insert(field.key.clone(), dice.pick(forms::of(set.group(), &field.key, scores::tone(total))).to_owned());
        }
        SelfContent { scores, answers, declared_class: declared_class.into() }
    }

    /// Uploads the comment of the Party cell where the person lives, or has the head waive it. True when waived.
    async fn comment_of_party_cell(&self, staff: &Staff, record: &Record) -> anyhow::Result<bool> {
        let mut dice = self.dice(&["party", &staff.email]);
        let head = self.people.get(&record.direct_head_id).filter(|_| dice.chance(12));
        if let Some(head) = head {
            let reason = dice.pick(opinions::WAIVED_BECAUSE).to_owned();
            head.caller.send(WaivePartyCommentRequest { request_id: request_id(), record_id: record.record_id.clone(), reason }).await?;
            return Ok(true);
        }
        let lines = [
            "NHAN XET CUA CAP UY CHI BO NOI CU TRU".to_owned(),
            kernel::text::fold(&staff.full_name).to_uppercase(),
            format!("Nam {}", self.options.year),
        ];
        let file = File { name: "nhan-xet-chi-bo.pdf".to_owned(), content_type: "application/pdf".to_owned(), content: pdf::page(&lines) };
        let message = AttachPartyCommentRequest {
            request_id: request_id(),
            record_id: record.record_id.clone(),
            cell: dice.pick(opinions::CELLS).to_owned(),
            commented_on: wire_day(self.day(11, 10)),
            file: Some(file),
        };
        staff.caller.send(message).await?;
        Ok(false)
    }

    pub(super) fn part(&self, email: &str) -> Option<Part> {
        self.agencies.iter().find_map(|agency| agency.parts.get(email).copied())
    }

    /// The criterion that this person has no points for, when that is their part.
    pub(super) fn zero<'s>(&self, email: &str, set: &'s CriteriaSet) -> Option<&'s str> {
        (self.part(email) == Some(Part::Zero)).then(|| scores::zero_criterion(set, &mut self.dice(&["zero", email]))).flatten()
    }
}

fn self_scores(set: &CriteriaSet, part: Part, dice: &mut Dice, zero: Option<&str>) -> Vec<CriterionScore> {
    let (low, high) = match part {
        Part::Excellent => (184, 194),
        Part::Good => (163, 177),
        Part::Fair => (128, 147),
        Part::Gap => (190, 193),
        Part::Conflict => (175, 177),
        Part::Zero => (170, 174),
        Part::Decided => (184, 187),
        Part::Failed => (112, 118),
    };
    let leave_out = set.group() != EmployeeGroup::CcLd && dice.chance(20);
    scores::sheet(set, dice.between(low, high) * 50, zero, leave_out, dice)
}

/// What is to be mended in a routing, or what is only to be known.
fn told(problems: &[RoutingProblem], notes: bool) -> Vec<String> {
    let of_kind = problems.iter().filter(|problem| problem.is_note == notes);
    of_kind.map(|problem| format!("{}: {} {}", problem.full_name, problem.reason, problem.message)).collect()
}

/// Everybody of an agency with their direct head.
fn direct_heads(people: &BTreeMap<String, Staff>, agency_id: &str) -> Vec<DirectHead> {
    let of_agency = people.values().filter(|staff| staff.agency_id == agency_id);
    let mut heads: Vec<DirectHead> = of_agency
        .map(|staff| DirectHead {
            name: staff.full_name.clone(),
            title: staff.title.clone(),
            direct_head: people.get(&staff.direct_head_id).map(|head| head.full_name.clone()).unwrap_or_default(),
        })
        .collect();
    heads.sort_by(|a, b| kernel::text::compare_names(&a.name, &b.name));
    heads
}
