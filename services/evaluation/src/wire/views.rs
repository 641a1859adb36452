//! Aggregates on the wire: what readers see, and what events carry.

use std::collections::BTreeSet;

use contract::{Word, out, word_or_none};
use evaluation_domain::form::{self, Form};
use evaluation_domain::minutes::{Absent, Entry, Minutes, MinutesOpinion};
use evaluation_domain::record::{
    Appeal, Decision, Opinions, Outcome, Paper, PartyComment, Rescore, RouteChange, Rules, SelfAssessment, Settled, Sight, StepBack,
    StepBackKind, Verification,
};
use evaluation_domain::{Period, Record, Reviewer, Sheet, SheetState, Stage, State, Subject};
use proto::evaluation::v1 as api;
use regulation::EmployeeGroup;

use crate::store::audit::Model;

use super::{self_content, wire_deadlines, wire_file, wire_rescore_scope, wire_scores, wire_signature, wire_stage};

pub(crate) fn period(period: &Period) -> api::Period {
    api::Period {
        period_id: period.id.to_string(),
        version: period.version,
        agency_id: period.agency.to_string(),
        agency_name: period.agency_name.clone(),
        year: period.year,
        pack_id: period.pack_id.clone(),
        pack_digest: period.pack_digest.clone(),
        state: wire_stage(period.stage),
        deadlines: Some(wire_deadlines(&period.deadlines)),
        snapshot_on: period.snapshot_on.map(out::day),
        routing_signed: period.routing_signed.as_ref().map(wire_signature),
        packs: period.packs().into_iter().map(group_pack).collect(),
        publish_to_colleagues: period.publish_to_colleagues,
    }
}

fn group_pack((pack_id, digest, groups): (&str, &str, BTreeSet<EmployeeGroup>)) -> api::GroupPack {
    let groups = groups.into_iter().map(Word::number).collect();
    api::GroupPack { groups, pack_id: pack_id.to_owned(), pack_digest: digest.to_owned() }
}

/// Years with how far the farthest period of each has come.
pub(crate) fn years(years: &[(i32, Stage)]) -> Vec<api::PeriodYear> {
    years.iter().map(|(year, farthest)| api::PeriodYear { year: *year, farthest: wire_stage(*farthest) }).collect()
}

pub(crate) fn period_changed(period: &Period) -> api::PeriodChanged {
    api::PeriodChanged { period: Some(self::period(period)) }
}

pub(crate) fn subject(subject: &Subject) -> api::Subject {
    api::Subject {
        person_id: subject.person.to_string(),
        full_name: subject.full_name.clone(),
        title: subject.title.clone(),
        unit_id: subject.unit.to_string(),
        unit_name: subject.unit_name.clone(),
        agency_id: subject.agency.to_string(),
        agency_name: subject.agency_name.clone(),
        group: subject.group.number(),
        role: subject.role.number(),
        party_member: subject.party_member,
        rank: subject.rank.clone(),
        step: subject.step.clone(),
        coefficient: subject.coefficient.clone(),
    }
}

/// A record as an event carries it: whole, but for the comment of the Party cell.
pub(crate) fn record_changed(record: &Record, basis: String) -> api::RecordChanged {
    api::RecordChanged { record: Some(self::record(record, basis, None, Sight::ANNOUNCED)) }
}

/// A record as a reader sees it. `computed` is scoring's result of exactly this `basis`, when it is there.
pub(crate) fn record(record: &Record, basis: String, computed: Option<&Outcome>, sight: Sight) -> api::Record {
    if sight.outline {
        let (record_id, period_id) = (record.id.to_string(), record.period.to_string());
        let (subject, state) = (Some(subject(&record.subject)), record_state(&record.state).into());
        return api::Record {
            record_id,
            period_id,
            subject,
            state,
            version: record.version,
            year: record.year,
            // Part of the organisation, and what tells whether somebody is still to verify.
            direct_head_id: record.direct_head.map(|id| id.to_string()).unwrap_or_default(),
            ..api::Record::default()
        };
    }
    let is_told = sight.opinions == Opinions::Announced || record.is_minuted();
    let outcome = record.published_outcome().or(computed).filter(|_| sight.verdict && is_told);
    let is_masked = matches!(sight.opinions, Opinions::Masked(_));
    let verdict = |is: bool| is && sight.verdict;
    let verification = record.state.verification().filter(|_| verdict(true));
    let decision = record.state.decision().filter(|_| verdict(true));
    let checked_by = match record.state.settled() {
        Some(Settled::Paper { checked_by, .. }) => Some(wire_signature(checked_by)),
        _ => None,
    };
    api::Record {
        record_id: record.id.to_string(),
        version: record.version,
        period_id: record.period.to_string(),
        year: record.year,
        subject: Some(subject(&record.subject)),
        state: record_state(&record.state).into(),
        not_evaluated_reason: record.not_evaluated().map(|reason| reason.code().to_owned()).unwrap_or_default(),
        round: i32::try_from(record.round).unwrap_or(i32::MAX),
        pack_id: record.pack_id.clone(),
        pack_digest: record.pack_digest.clone(),
        criteria_set_id: record.criteria_set.clone(),
        direct_head_id: record.direct_head.map(|id| id.to_string()).unwrap_or_default(),
        decider_id: record.decider.map(|id| id.to_string()).unwrap_or_default(),
        // Before it was written down, whoever named nobody was decided on from above.
        decided_outside: record.decided_outside || record.decider.is_none(),
        self_: record.own().map(self_assessment),
        form: form::template(&record.form).map(|template| wire_form(&record.filled_form(template, outcome, sight))),
        party_comment: record.party_comment.as_ref().filter(|_| sight.party_comment).map(party_comment),
        paper: record.state.paper().filter(|_| sight.verdict).map(|paper| paper_entry(paper, checked_by)),
        verification: verification.map(wire_verification),
        decision: decision.map(wire_decision),
        rescores: record.rescores.iter().map(rescore).collect(),
        basis: if is_told && !is_masked { basis } else { String::new() },
        outcome: outcome.map(|outcome| match sight.opinions {
            Opinions::Announced | Opinions::Known => wire_outcome(outcome),
            Opinions::Masked(smallest) => disclosure::outcome(wire_outcome(outcome), smallest),
        }),
        published_at: record.state.published().map(|(_, at)| out::moment(at)),
        steps_back: record.steps_back.iter().map(|step| step_back(step, sight)).collect(),
        appeals: record.appeals.iter().map(appeal).collect(),
    }
}

fn wire_verification(verification: &Verification) -> api::Verification {
    api::Verification {
        comment: verification.comment.clone(),
        proposed_total: verification.proposed_total.map(out::points),
        signature: Some(wire_signature(&verification.by)),
        reason: verification.reason.clone(),
    }
}

fn wire_decision(decision: &Decision) -> api::Decision {
    api::Decision {
        decision_id: decision.id.to_string(),
        comment: decision.comment.clone(),
        decided_total: decision.decided_total.map(out::points),
        reason: decision.reason.clone(),
        confirmed_zero: decision.confirmed_zero.clone(),
        signature: Some(wire_signature(&decision.by)),
    }
}

/// What colleagues learn of a published result; nothing of one that is not public.
pub(crate) fn colleague_result(record: &Record) -> Option<api::ColleagueResult> {
    let outcome = record.published_outcome()?;
    Some(api::ColleagueResult {
        full_name: record.subject.full_name.clone(),
        title: record.subject.title.clone(),
        unit_name: record.subject.unit_name.clone(),
        class: word_or_none(outcome.class),
        label: outcome.label.clone(),
    })
}

/// Who reviews, verifies and decides on the person of a record.
pub(crate) fn route(record: &Record) -> api::Route {
    api::Route {
        record_id: record.id.to_string(),
        subject: Some(subject(&record.subject)),
        reviewers: record.reviewers.iter().map(reviewer).collect(),
        direct_head_id: record.direct_head.map(|id| id.to_string()).unwrap_or_default(),
        decider_id: record.decider.map(|id| id.to_string()).unwrap_or_default(),
        changes: record.route_changes.iter().map(route_change).collect(),
        proposed: record.proposed_changes.iter().map(route_change).collect(),
        ..api::Route::default()
    }
}

fn reviewer(reviewer: &Reviewer) -> api::Reviewer {
    api::Reviewer { person_id: reviewer.person.to_string(), full_name: reviewer.full_name.clone(), relation: reviewer.relation.number() }
}

fn route_change(change: &RouteChange) -> api::RouteChange {
    api::RouteChange {
        removed: change.removed.as_ref().map(reviewer),
        added: change.added.as_ref().map(reviewer),
        verifies: change.verifies,
        reason: change.reason.clone(),
        signature: Some(wire_signature(&change.by)),
        signed: change.signed.as_ref().map(wire_signature),
    }
}

fn step_back(step: &StepBack, sight: Sight) -> api::StepBack {
    let (kind, returned, withdrawn) = match &step.kind {
        StepBackKind::SelfReopened => (api::StepBackKind::SelfReopened, None, None),
        StepBackKind::VerificationReturned { verification } => (api::StepBackKind::VerificationReturned, Some(verification), None),
        StepBackKind::DecisionWithdrawn { decision } => (api::StepBackKind::DecisionWithdrawn, None, Some(decision)),
        StepBackKind::Excluded => (api::StepBackKind::Excluded, None, None),
    };
    api::StepBack {
        kind: kind.into(),
        reason: step.reason.clone(),
        signature: Some(wire_signature(&step.by)),
        returned_verification: returned.filter(|_| sight.verdict).map(wire_verification),
        withdrawn_decision: withdrawn.filter(|_| sight.verdict).map(wire_decision),
    }
}

fn appeal(appeal: &Appeal) -> api::Appeal {
    api::Appeal {
        text: appeal.text.clone(),
        appealed_at: Some(out::moment(appeal.at)),
        against: Some(out::moment(appeal.against)),
        answer: appeal.answer.as_ref().map(|answer| api::AppealAnswer {
            upheld: answer.upheld,
            reason: answer.reason.clone(),
            signature: Some(wire_signature(&answer.by)),
            revised_decision: answer.before.as_ref().map(wire_decision),
        }),
    }
}

/// An entry of the audit trail.
pub(crate) fn audit_entry(entry: &Model) -> api::AuditEntry {
    api::AuditEntry {
        version: entry.version,
        at: Some(out::moment(entry.at)),
        actor_id: entry.actor_id.map(|id| id.to_string()).unwrap_or_default(),
        from_state: entry.from_state.clone(),
        to_state: entry.to_state.clone(),
        document_digest: entry.document_digest.clone(),
        hash: entry.hash.clone(),
    }
}

fn record_state(state: &State) -> api::RecordState {
    match state {
        State::NotEvaluated { .. } => api::RecordState::NotEvaluated,
        State::PaperEntry { .. } => api::RecordState::PaperEntry,
        State::SelfDraft { .. } => api::RecordState::SelfDraft,
        State::SelfSubmitted { .. } => api::RecordState::SelfSubmitted,
        State::In360 { .. } => api::RecordState::In360,
        State::MinutesReady { .. } => api::RecordState::MinutesReady,
        State::DirectReviewed { .. } => api::RecordState::DirectReviewed,
        State::Decided { .. } => api::RecordState::Decided,
        State::Published { .. } => api::RecordState::Published,
        State::Appealed { .. } => api::RecordState::Appealed,
        // Without a result there is none to archive: readers go on telling that, and why.
        State::Archived { before } if matches!(**before, State::NotEvaluated { .. }) => api::RecordState::NotEvaluated,
        State::Archived { .. } => api::RecordState::Archived,
    }
}

pub(crate) fn self_assessment(own: &SelfAssessment) -> api::SelfAssessment {
    api::SelfAssessment {
        scores: wire_scores(&own.scores),
        declared_class: own.declared.number(),
        submission: own.submission,
        submitted_at: Some(out::moment(own.at)),
        total: None,
    }
}

pub(crate) fn wire_form(form: &Form) -> api::Form {
    let field = |field: &form::Field| api::FormField {
        key: field.key.clone(),
        label: field.label.clone(),
        text: field.text.clone(),
        is_class: field.is_class,
        hint: field.hint.clone(),
        required: field.required,
    };
    let section = |section: &form::Section| api::FormSection {
        section_id: section.id.clone(),
        title: section.title.clone(),
        filled_by: section.by.name().to_owned(),
        fields: section.fields.iter().map(field).collect(),
        sign_label: section.sign_label.clone(),
        signature: section.signature.as_ref().map(wire_signature),
    };
    api::Form {
        form_id: form.id.clone(),
        legal: form.legal.clone(),
        title: form.title.clone(),
        subtitle: form.subtitle.clone(),
        sections: form.sections.iter().map(section).collect(),
    }
}

fn party_comment(comment: &PartyComment) -> api::PartyComment {
    match comment {
        PartyComment::Attached { cell, commented_on, file } => api::PartyComment {
            cell: cell.clone(),
            commented_on: Some(out::day(*commented_on)),
            file: Some(wire_file(file)),
            ..api::PartyComment::default()
        },
        PartyComment::Waived { reason, by } => {
            api::PartyComment { waiver_reason: reason.clone(), waived_by: Some(wire_signature(by)), ..api::PartyComment::default() }
        }
    }
}

fn paper_entry(paper: &Paper, checked_by: Option<proto::common::v1::Signature>) -> api::PaperEntry {
    api::PaperEntry {
        old_agency: paper.old_agency.clone(),
        total: Some(out::points(paper.total)),
        class: paper.class.number(),
        confirmed_by_old_head: paper.confirmed_by_old_head.clone(),
        confirmed_on: Some(out::day(paper.confirmed_on)),
        scan: Some(wire_file(&paper.scan)),
        entered_by: Some(wire_signature(&paper.entered_by)),
        checked_by,
    }
}

fn rescore(rescore: &Rescore) -> api::Rescore {
    api::Rescore {
        round: i32::try_from(rescore.round).unwrap_or(i32::MAX),
        scope: wire_rescore_scope(rescore.scope),
        reason: rescore.reason.clone(),
        signature: Some(wire_signature(&rescore.by)),
        due_on: rescore.due_on.map(out::day),
    }
}

fn wire_outcome(outcome: &Outcome) -> api::Outcome {
    api::Outcome {
        total: outcome.total.map(out::points),
        class: word_or_none(outcome.class),
        label: outcome.label.clone(),
        basis: outcome.basis.clone(),
        self_total: outcome.self_total.clone(),
        r360: outcome.r360.clone(),
        base: outcome.base.clone(),
        flags: outcome.flags.clone(),
        caps: outcome.caps.clone(),
        sheets: i32::try_from(outcome.sheets).unwrap_or(i32::MAX),
    }
}

pub(crate) fn sheet_changed(sheet: &Sheet) -> api::SheetChanged {
    api::SheetChanged { sheet: Some(self::sheet(sheet)) }
}

pub(crate) fn sheet(sheet: &Sheet) -> api::Sheet {
    let state = match &sheet.state {
        SheetState::Assigned => api::SheetState::Assigned,
        SheetState::Submitted(_) => api::SheetState::Submitted,
        SheetState::Void { .. } => api::SheetState::Void,
    };
    let void_reason = match &sheet.state {
        SheetState::Void { reason, .. } => reason.clone(),
        SheetState::Assigned | SheetState::Submitted(_) => String::new(),
    };
    let opinion = sheet.opinion();
    api::Sheet {
        sheet_id: sheet.id.to_string(),
        version: sheet.version,
        record_id: sheet.record.to_string(),
        period_id: sheet.period.to_string(),
        // Who judges need not know who is a member of the Party.
        subject: Some(api::Subject { party_member: false, ..subject(&sheet.subject) }),
        rater_id: sheet.rater.to_string(),
        rater_name: sheet.rater_name.clone(),
        relation: sheet.relation.number(),
        round: i32::try_from(sheet.round).unwrap_or(i32::MAX),
        state: state.into(),
        agree: opinion.is_some_and(|opinion| opinion.agree),
        scores: opinion.map(|opinion| wire_scores(&opinion.scores)).unwrap_or_default(),
        strengths: opinion.map(|opinion| opinion.strengths.clone()).unwrap_or_default(),
        limits: opinion.map(|opinion| opinion.limits.clone()).unwrap_or_default(),
        suggested_class: word_or_none(opinion.and_then(|opinion| opinion.suggested)),
        submitted_at: opinion.map(|opinion| out::moment(opinion.at)),
        due_on: Some(out::day(sheet.due_on)),
        void_reason,
        year: sheet.year,
    }
}

/// Minutes as an event carries them: whole.
pub(crate) fn minutes_sealed(minutes: &Minutes) -> api::MinutesSealed {
    api::MinutesSealed { minutes: Some(self::minutes(minutes)) }
}

pub(crate) fn minutes(minutes: &Minutes) -> api::Minutes {
    let count = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    api::Minutes {
        minutes_id: minutes.id.to_string(),
        period_id: minutes.period.to_string(),
        unit_id: minutes.unit.to_string(),
        unit_name: minutes.unit_name.clone(),
        agency_id: minutes.agency.to_string(),
        agency_name: minutes.agency_name.clone(),
        year: minutes.year,
        number: minutes.number.clone(),
        edition: count(minutes.edition),
        opened_at: minutes.opened_at.map(out::moment),
        closed_at: minutes.closed_at.map(out::moment),
        sealed_at: Some(out::moment(minutes.sealed_at)),
        subjects: i32::try_from(minutes.entries.len()).unwrap_or(i32::MAX),
        reviewers_invited: count(minutes.reviewers_invited),
        reviewers_answered: count(minutes.reviewers_answered),
        absent: minutes.absent.iter().map(Absent::text).collect(),
        entries: minutes.entries.iter().map(entry).collect(),
        digest: minutes.digest.to_string(),
        replaces_number: minutes.replaces.as_ref().map(|replaced| replaced.number.clone()).unwrap_or_default(),
        replaces_edition: minutes.replaces.as_ref().map_or(0, |replaced| count(replaced.edition)),
        replaces_sealed_at: minutes.replaces.as_ref().map(|replaced| out::moment(replaced.sealed_at)),
        groups_merged_below: 0,
        is_salted: !minutes.salt.is_empty(),
    }
}

fn entry(entry: &Entry) -> api::MinutesEntry {
    let count = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    let opinion = |opinion: &MinutesOpinion| api::MinutesOpinion {
        relation: word_or_none(opinion.relation),
        agree: opinion.agree,
        strengths: opinion.strengths.clone(),
        limits: opinion.limits.clone(),
        suggested_class: word_or_none(opinion.suggested),
        rater_name: opinion.rater_name.clone(),
        total: opinion.total.map(out::points),
    };
    api::MinutesEntry {
        record_id: entry.record.to_string(),
        full_name: entry.full_name.clone(),
        title: entry.title.clone(),
        self_total: entry.self_total.clone(),
        declared_class: entry.declared.number(),
        relation_means: entry.means.iter().filter_map(|mean| Some((mean.relation?.code().to_owned(), mean.mean.clone()))).collect(),
        r360: entry.r360.clone(),
        gap: entry.gap.clone(),
        flags: entry.notices().cloned().collect(),
        invited: count(entry.invited),
        answered: count(entry.answered),
        agreed: count(entry.agreed),
        opinions: entry.opinions.iter().map(opinion).collect(),
        round: count(entry.round),
        rescored_mean: String::new(),
        agreed_is_hidden: false,
        relation_sheets: entry.means.iter().filter_map(|mean| Some((mean.relation?.code().to_owned(), count(mean.sheets)))).collect(),
    }
}

/// What a draft comes to; nothing as long as it cannot be read or is not complete.
pub(crate) fn foresight(record: &Record, content: api::SelfContent, rules: &Rules<'_>) -> Option<api::SelfForesight> {
    let foreseen = record.foresee(&self_content(Some(content)).ok()?, rules)?;
    Some(api::SelfForesight {
        total: Some(out::points(foreseen.total)),
        class: foreseen.band.number(),
        label: foreseen.label,
        conflict: foreseen.conflict.map(|conflict| conflict.message).unwrap_or_default(),
    })
}
