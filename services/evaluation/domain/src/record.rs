//! The evaluation of one person in one period (section 7.2 of the handbook).

mod appeal;
mod awaited;
mod back;
mod checks;
mod deed;
mod head;
mod own;
mod paper;
mod route;
mod shown;
mod state;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Digest, Points, Refusal, Version, fingerprint};
use regulation::{Class, NotEvaluated};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::criteria::CriteriaSet;
use crate::eligibility::{self, Facts, Place, Way};
use crate::form::Template;
use crate::pack::Policy;
use crate::period::Period;
use crate::routing::{Authority, Route};
use crate::sheet::{Sheet, SheetState};
use crate::{DecisionId, PeriodId, PersonId, RecordId, Reviewer, Score, SheetId, Signature, StoredFile, Subject, error};
use kernel::{Changed, Counted};

pub use appeal::{Appeal, AppealAnswer};
pub use awaited::Awaited;
pub use back::{StepBack, StepBackKind};
pub use deed::Deed;
pub use head::{Opinion, Ruling};
pub use own::{Foreseen, SelfContent};
pub use paper::NewPaper;
pub use route::RouteChange;
pub use shown::{Opinions, Sight};
pub use state::State;

use checks::{past, required, total};

/// What a person said of themself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfAssessment {
    /// One score a criterion.
    pub scores: Vec<Score>,
    /// Form answers by field key.
    pub answers: BTreeMap<String, String>,
    /// The class that the person claims.
    pub declared: Class,
    /// Counts submissions: 2 after one re-score.
    pub submission: Version,
    /// When it was submitted.
    pub at: DateTime<Utc>,
}

/// The comment of the Party cell where the person lives (article 5.2.b).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartyComment {
    /// Uploaded by the person.
    Attached {
        /// Name of the cell.
        cell: String,
        /// Day of the comment.
        commented_on: NaiveDate,
        /// The scan.
        file: StoredFile,
    },
    /// The head agreed to go without.
    Waived {
        /// Why.
        reason: String,
        /// Who agreed.
        by: Signature,
    },
}

/// How the 360° of one record ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether the quorum of the pack had answered; without it, closing was an override.
    pub quorum_met: bool,
}

/// The direct head's verification (article 2.5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// Part III of the form.
    pub comment: String,
    /// Another total that the direct head proposes.
    pub proposed_total: Option<Points>,
    /// Why; empty where the pack asks for none.
    #[serde(default)]
    pub reason: String,
    /// Who and when.
    pub by: Signature,
}

/// The final word (articles 2.6 and 6.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its id.
    pub id: DecisionId,
    /// Part IV of the form.
    pub comment: String,
    /// Another total than the computed one.
    pub decided_total: Option<Points>,
    /// Why; with `decided_total` only.
    pub reason: String,
    /// Criteria whose zero the head confirms.
    pub confirmed_zero: Vec<String>,
    /// Who and when.
    pub by: Signature,
}

/// Who scores again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RescoreScope {
    /// The person.
    OwnScore,
    /// The reviewers.
    Reviewers,
    /// Both, the person first.
    Both,
}

/// A request to score again (article 6.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rescore {
    /// The round that it opened.
    pub round: u32,
    /// Who scores again.
    pub scope: RescoreScope,
    /// Why.
    pub reason: String,
    /// Who asked, and when.
    pub by: Signature,
    /// Last day for it; those of before have none.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
}

/// A result that was reached on paper (article 2.9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// The agency before.
    pub old_agency: String,
    /// Total on the paper.
    pub total: Points,
    /// Class on the paper.
    pub class: Class,
    /// Head of the agency before, who confirmed it.
    pub confirmed_by_old_head: String,
    /// Day of the confirmation.
    pub confirmed_on: NaiveDate,
    /// The signed paper.
    pub scan: StoredFile,
    /// Who entered it.
    pub entered_by: Signature,
}

/// How a record was settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Settled {
    /// In the software.
    Online {
        /// The self-assessment in effect.
        own: SelfAssessment,
        /// The verification; none where there is no direct head.
        verification: Option<Verification>,
        /// The decision.
        decision: Decision,
    },
    /// On paper, checked by a second person.
    Paper {
        /// What was entered.
        paper: Paper,
        /// Who checked it.
        checked_by: Signature,
    },
}

/// What scoring made of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Total, rounded once.
    pub total: Option<Points>,
    /// Class.
    pub class: Option<Class>,
    /// Label of the class as documents print it.
    pub label: String,
    /// Fingerprint of what it was computed from.
    pub basis: String,
    /// Exact values as text, six places.
    pub self_total: String,
    /// The 360° total.
    pub r360: String,
    /// Mean of the two.
    pub base: String,
    /// Flags, such as `GAP`.
    pub flags: Vec<String>,
    /// Caps, such as `ZERO_CRITERION`.
    pub caps: Vec<String>,
    /// How many sheets the 360° total was made of; 0 where that was not kept.
    #[serde(default)]
    pub sheets: u32,
}

/// What the rules of a record's pack say.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The pack.
    pub policy: &'a Policy,
    /// The criteria set of the record.
    pub criteria: &'a CriteriaSet,
    /// The form of the record.
    pub template: &'a Template,
}

/// The evaluation of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// Counts changes.
    pub version: Version,
    /// The period.
    pub period: PeriodId,
    /// Its year.
    pub year: i32,
    /// Whom it is about, as the snapshot found them.
    pub subject: Subject,
    /// The policy pack.
    pub pack_id: String,
    /// Digest of the pack's document.
    pub pack_digest: String,
    /// The criteria set.
    pub criteria_set: String,
    /// The form.
    pub form: String,
    /// Everybody who reviews, as the snapshot routed them.
    pub reviewers: Vec<Reviewer>,
    /// Who verifies; nobody for heads of agencies.
    pub direct_head: Option<PersonId>,
    /// Who decides; nothing when it is the higher authority.
    pub decider: Option<PersonId>,
    /// Somebody outside the agency decides: the district, a higher authority, the Party.
    #[serde(default)]
    pub decided_outside: bool,
    /// Which authority decides where nobody of the agency does.
    #[serde(default)]
    pub authority: Authority,
    /// 1, and one more with every re-score.
    pub round: u32,
    /// The comment of the Party cell.
    pub party_comment: Option<PartyComment>,
    /// Requests to score again, in order.
    pub rescores: Vec<Rescore>,
    /// What the minutes say in part III of the form; empty before.
    pub collective_opinion: String,
    /// Corrections of who reviews and verifies, in order.
    #[serde(default)]
    pub route_changes: Vec<RouteChange>,
    /// Corrections that wait for the signature of the agency head, in order.
    #[serde(default)]
    pub proposed_changes: Vec<RouteChange>,
    /// Steps back that were taken, in order.
    #[serde(default)]
    pub steps_back: Vec<StepBack>,
    /// Appeals against the published result, in order.
    #[serde(default)]
    pub appeals: Vec<Appeal>,
    /// Where it stands.
    pub state: State,
}

impl Counted for Record {
    fn version_mut(&mut self) -> &mut Version {
        &mut self.version
    }
}

impl Record {
    /// The record of a person whom the snapshot found: online, on paper, or not evaluated (articles 2.8 and 2.9).
    pub fn open(
        id: RecordId,
        period: &Period,
        subject: Subject,
        facts: &Facts,
        place: Place<'_>,
        route: Route,
        policy: &Policy,
    ) -> Changed<Self> {
        let days = eligibility::working_days(period.year);
        let way = eligibility::way(&policy.eligibility, subject.group, place, facts, period.year, days);
        let state = match way {
            Way::Online => State::SelfDraft { before: None },
            Way::Paper => State::PaperEntry { entered: None },
            Way::Not(reason) => State::NotEvaluated { reason },
        };
        let online = way == Way::Online;
        let (pack_id, pack_digest) = period.pack_of(subject.group);
        Changed::first(Self {
            id,
            version: 0,
            period: period.id,
            year: period.year,
            pack_id: pack_id.to_owned(),
            pack_digest: pack_digest.to_owned(),
            criteria_set: policy.criteria.get(&subject.group).cloned().unwrap_or_default(),
            form: policy.forms.get(&subject.group).cloned().unwrap_or_default(),
            reviewers: if online { route.reviewers } else { Vec::new() },
            direct_head: route.direct_head,
            decider: route.decider,
            decided_outside: route.decided_outside,
            authority: route.authority,
            round: 1,
            party_comment: None,
            rescores: Vec::new(),
            collective_opinion: String::new(),
            route_changes: Vec::new(),
            proposed_changes: Vec::new(),
            steps_back: Vec::new(),
            appeals: Vec::new(),
            state,
            subject,
        })
    }

    /// With who decides for the Party; `None` when somebody does already, or it is another authority's.
    pub fn decided_above_by(self, decider: PersonId) -> Option<Changed<Self>> {
        if self.decider.is_some() || self.authority != Authority::Party {
            return None;
        }
        Some(Changed::next(Self { decider: Some(decider), ..self }))
    }

    /// The self-assessment in effect: the last one submitted.
    pub fn own(&self) -> Option<&SelfAssessment> {
        self.state.own()
    }

    /// The fingerprint of what the result must be computed from: the last submission of the self-score, the sheets in
    /// effect, the decision. Nothing before the first submission.
    pub fn basis(&self, sheets: &[(SheetId, Version)]) -> Option<Digest> {
        let own = (self.id.0, self.own()?.submission);
        let decision = self.state.decision().map(|decision| (decision.id.0, 1));
        let sheets = sheets.iter().map(|(id, version)| (id.0, *version));
        Some(fingerprint(std::iter::once(own).chain(sheets).chain(decision)))
    }

    /// True while reviewers may answer.
    pub fn is_in_review(&self) -> bool {
        matches!(self.state, State::In360 { closing: None, .. })
    }

    /// True once the minutes tell of the opinions of the present round.
    pub fn is_minuted(&self) -> bool {
        !matches!(self.state, State::SelfDraft { .. } | State::SelfSubmitted { .. } | State::In360 { .. })
    }

    /// True while the minutes wait for the result.
    pub fn awaits_minutes(&self) -> bool {
        matches!(self.state, State::In360 { closing: Some(_), .. })
    }

    /// Begins the 360° of a submitted record; others stay as they are.
    pub fn open_360(self) -> Option<Changed<Self>> {
        let State::SelfSubmitted { own } = self.state else { return None };
        Some(Changed::next(Self { state: State::In360 { own, closing: None }, ..self }))
    }

    /// Who is asked in the present round: everybody in the first, later those who have given an opinion to score again.
    pub fn asked(&self, earlier: &[Sheet]) -> Vec<&Reviewer> {
        let answered = |reviewer: &&Reviewer| earlier.iter().any(|sheet| sheet.rater == reviewer.person && sheet.opinion().is_some());
        self.reviewers.iter().filter(|reviewer| self.round == 1 || answered(reviewer)).collect()
    }

    /// Sheets for the present round: one for each who is asked.
    pub fn assign(&self, earlier: &[Sheet], due_on: NaiveDate, mut next_id: impl FnMut() -> Uuid) -> Vec<Changed<Sheet>> {
        self.asked(earlier).into_iter().map(|reviewer| self.sheet_for(reviewer, due_on, next_id())).collect()
    }

    /// A sheet of the present round for one reviewer.
    pub fn sheet_for(&self, reviewer: &Reviewer, due_on: NaiveDate, id: Uuid) -> Changed<Sheet> {
        Changed::first(Sheet {
            id: id.into(),
            version: 0,
            record: self.id,
            period: self.period,
            year: self.year,
            subject: self.subject.clone(),
            rater: reviewer.person,
            rater_name: reviewer.full_name.clone(),
            relation: reviewer.relation,
            round: self.round,
            due_on,
            state: SheetState::Assigned,
        })
    }

    /// Ends the 360°, when it is open: by the deadline, by HR, or because everybody has answered. Without the quorum it
    /// is an override, and recorded as one (A27).
    pub fn close_360(self, invited: usize, answered: usize, policy: &Policy, now: DateTime<Utc>) -> Option<Changed<Self>> {
        let State::In360 { own, closing: None } = self.state else { return None };
        let share =
            |part: usize, whole: usize| kernel::Exact::ratio(i64::try_from(part).unwrap_or(0), i64::try_from(whole.max(1)).unwrap_or(1));
        let quorum_met = invited == 0 || share(answered, invited) >= policy.r360.quorum;
        Some(Changed::next(Self { state: State::In360 { own, closing: Some(Closing { at: now, quorum_met }) }, ..self }))
    }

    /// The minutes that name this record are sealed.
    pub fn minutes_sealed(self, collective_opinion: String) -> Option<Changed<Self>> {
        let State::In360 { own, closing: Some(_) } = self.state else { return None };
        Some(Changed::next(Self { state: State::MinutesReady { own }, collective_opinion, ..self }))
    }

    /// Makes a decided result public; the result is scoring's, or that of the paper.
    pub fn publish(self, computed: Option<Outcome>, policy: &Policy, now: DateTime<Utc>) -> Option<Changed<Self>> {
        let State::Decided { settled } = self.state else { return None };
        let outcome = match &settled {
            Settled::Online { .. } => computed?,
            Settled::Paper { paper, .. } => paper.outcome(policy),
        };
        Some(Changed::next(Self { state: State::Published { settled, outcome, at: now }, ..self }))
    }

    /// Why the person is not evaluated.
    pub fn not_evaluated(&self) -> Option<NotEvaluated> {
        match self.state.live() {
            State::NotEvaluated { reason } => Some(*reason),
            _ => None,
        }
    }

    /// Neither decided nor settled otherwise: publication must wait.
    pub fn is_open(&self) -> bool {
        let settled = |state: &State| {
            use State::{Appealed, Archived, Decided, NotEvaluated, Published};
            matches!(state, NotEvaluated { .. } | Decided { .. } | Published { .. } | Appealed { .. } | Archived { .. })
        };
        !settled(&self.state)
    }

    /// Name of the state for searching: as the workflow writes it, with the closed 360° apart; who was not evaluated counts as that in the
    /// archive too.
    pub fn phase(&self) -> &'static str {
        match self.state {
            State::In360 { closing: Some(_), .. } => "IN_360_CLOSED",
            _ if self.not_evaluated().is_some() => "NOT_EVALUATED",
            _ => self.state.name(),
        }
    }

    fn wrong_state(&self, to: &str) -> Refusal {
        error::wrong_state(self.state.vi(), to)
    }
}

#[cfg(test)]
mod tests;
