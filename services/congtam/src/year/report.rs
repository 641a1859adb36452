//! What a played year left behind.

use std::collections::BTreeMap;
use std::time::Duration;

use kernel::Points;
use proto::identity::v1::SystemRole;

/// The result of one person, with nothing in it that differs between two runs of the same seed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonResult {
    /// Work e-mail, the login.
    pub email: String,
    /// Family name, middle names, given name.
    pub full_name: String,
    /// Name of the agency.
    pub agency: String,
    /// Name of the unit.
    pub unit: String,
    /// Code of the employee group, such as `CC_KLD`.
    pub group: String,
    /// Total in points; absent when the person was not evaluated.
    pub total: Option<Points>,
    /// Code of the class, such as `HTT`; empty when the person was not evaluated.
    pub class: String,
    /// Vietnamese name of the class.
    pub label: String,
    /// Total of the self-score, six places.
    pub self_total: String,
    /// Total of the 360° opinions, six places.
    pub r360: String,
    /// What heads should look at, such as `GAP`.
    pub flags: Vec<String>,
    /// What capped the class, such as `ZERO_CRITERION`.
    pub caps: Vec<String>,
    /// Why there is no result (articles 1.2, 2.8 and 2.9), such as `TRAINING`.
    pub not_evaluated_reason: String,
    /// The result was reached on paper (article 2.9).
    pub on_paper: bool,
    /// The head decided another total than the computed one (article 6.1).
    pub decided: bool,
    /// How often the person was scored: 2 after one re-score.
    pub rounds: i32,
}

/// One person of the year.
#[derive(Clone, Debug)]
pub struct PersonReport {
    /// Identifier of the person.
    pub person_id: String,
    /// Identifier of the evaluation record.
    pub record_id: String,
    /// Identifier of the agency.
    pub agency_id: String,
    /// What came of the year.
    pub result: PersonResult,
}

/// One agency of the year: what is needed to ask for its documents.
#[derive(Clone, Debug)]
pub struct AgencyReport {
    /// Identifier of the agency.
    pub agency_id: String,
    /// Code in the staff list, such as `H50.6`.
    pub code: String,
    /// Name.
    pub name: String,
    /// Identifier of its evaluation period.
    pub period_id: String,
    /// Identifiers of its minutes, every edition.
    pub minutes_ids: Vec<String>,
    /// Login of its head.
    pub head_email: String,
    /// Login of a direct head of the agency's people; empty when all of them answer to the agency head.
    pub direct_head_email: String,
    /// Login of its HR officer.
    pub hr_email: String,
    /// Login of its IT officer; empty when it has none.
    pub it_email: String,
    /// Login of somebody with no duties beside the own work.
    pub staff_email: String,
    /// What the check of the routing found before self-assessment opened.
    pub routing_problems: Vec<String>,
    /// What it told as worth knowing.
    pub routing_notes: Vec<String>,
    /// Everybody with their direct head.
    pub direct_heads: Vec<DirectHead>,
}

/// Somebody with their direct head.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DirectHead {
    /// Who.
    pub name: String,
    /// Post.
    pub title: String,
    /// Name of the direct head; empty for heads of agencies.
    pub direct_head: String,
}

/// How much was done in the year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Agencies that were evaluated.
    pub agencies: usize,
    /// People with an account.
    pub people: usize,
    /// Work lists approved.
    pub work_lists: usize,
    /// Work lists sent back once.
    pub work_lists_returned: usize,
    /// Logs approved.
    pub logs: usize,
    /// Logs sent back once.
    pub logs_returned: usize,
    /// Self-assessments submitted.
    pub self_assessments: usize,
    /// Comments of Party cells uploaded.
    pub party_comments: usize,
    /// Comments of Party cells waived.
    pub party_waivers: usize,
    /// Review sheets submitted.
    pub reviews: usize,
    /// Of them, agreeing with the self-score.
    pub agreed: usize,
    /// Review sheets left unanswered.
    pub unanswered: usize,
    /// Re-scores asked.
    pub rescores: usize,
    /// Verifications by direct heads.
    pub verifications: usize,
    /// Decisions.
    pub decisions: usize,
    /// Results entered from paper.
    pub paper_entries: usize,
    /// Results published.
    pub published: usize,
    /// How many have which class; `-` counts those not evaluated.
    pub classes: BTreeMap<String, usize>,
}

/// How long one step took.
#[derive(Clone, Debug)]
pub struct StepTime {
    /// Name of the step.
    pub name: &'static str,
    /// Time by the wall, not by the rehearsal clock.
    pub took: Duration,
}

/// Everything that came of a played year.
#[derive(Clone, Debug, Default)]
pub struct YearReport {
    /// The evaluation year.
    pub year: i32,
    /// The agencies, by code.
    pub agencies: Vec<AgencyReport>,
    /// Everybody with a record, by e-mail.
    pub people: Vec<PersonReport>,
    /// How much was done.
    pub counts: Counts,
    /// The problems that the wrong workbook was refused with, as `sheet!row column: reason`.
    pub workbook_problems: Vec<String>,
    /// Login of the administrator of Sở Nội vụ.
    pub admin_email: String,
    /// Logins of those who hold a role for the whole province beside Sở Nội vụ.
    pub province_logins: Vec<(SystemRole, String)>,
    /// Seconds per step.
    pub steps: Vec<StepTime>,
}

impl YearReport {
    /// The results alone, by e-mail: equal for two runs of the same seed and staff lists.
    pub fn results(&self) -> BTreeMap<&str, &PersonResult> {
        self.people.iter().map(|person| (person.result.email.as_str(), &person.result)).collect()
    }
}
