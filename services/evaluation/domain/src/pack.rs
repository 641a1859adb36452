//! The parts of a policy pack that decide who does what and when; other keys are scoring's.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::{Exact, Points, SmallestGroup};
use regulation::{Class, EmployeeGroup};
use serde::{Deserialize, Deserializer};

/// The parts of a pack that evaluation reads.
#[derive(Clone, Debug, Deserialize)]
pub struct Policy {
    /// Years that the pack may be used for.
    pub valid_years: Vec<i32>,
    /// Groups that the pack was made for.
    pub groups: Vec<EmployeeGroup>,
    /// What points come from.
    pub formula: Formula,
    /// Where the classes begin, best first.
    pub bands: Vec<Band>,
    /// What the third class is called per group.
    pub band3_by_group: BTreeMap<EmployeeGroup, Class>,
    /// Labels as documents print them.
    pub labels_vi: BTreeMap<Class, String>,
    /// The 360° stage.
    pub r360: R360,
    /// Scoring again.
    pub rescore: RescoreRule,
    /// Who is evaluated, and how.
    pub eligibility: EligibilityRule,
    /// The digital minutes.
    pub minutes: MinutesRule,
    /// The comment of the Party cell.
    pub party_comment: PartyCommentRule,
    /// Form per group.
    pub forms: BTreeMap<EmployeeGroup, String>,
    /// Criteria set per group.
    pub criteria: BTreeMap<EmployeeGroup, String>,
    /// Switches of the matrix.
    pub matrix: Switches,
    /// Who decides.
    pub decide: DecideRule,
    /// What becomes of points for criteria that do not apply.
    pub na: NaRule,
    /// Working days after publication in which a person may appeal (A37).
    pub appeal_working_days: u32,
    /// The last day to publish in the year, `MM-DD`.
    pub publish_deadline: String,
    /// The last day for agencies of special duty, `MM-DD` of the year after.
    pub late_deadline_special: Option<String>,
}

/// What points come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Formula {
    /// The self-score and the opinions of others.
    #[serde(rename = "mean_self_and_360")]
    MeanSelfAnd360,
    /// Results of tasks that the agency declares.
    CommonPlusTask,
}

/// Where a class begins.
#[derive(Clone, Debug, Deserialize)]
pub struct Band {
    /// Least total, inclusive.
    #[serde(deserialize_with = "exact")]
    pub min: Exact,
    /// `HTXS`, `HTT`, `BAND3` or `KHT`.
    pub class: BandClass,
}

/// A class of a band; the third is named by the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum BandClass {
    /// Excellent.
    Htxs,
    /// Good.
    Htt,
    /// The third class.
    Band3,
    /// Not completed.
    Kht,
}

/// The 360° stage.
#[derive(Clone, Debug, Deserialize)]
pub struct R360 {
    /// Least share of answers.
    #[serde(deserialize_with = "exact")]
    pub quorum: Exact,
}

/// Scoring again.
#[derive(Clone, Debug, Deserialize)]
pub struct RescoreRule {
    /// Who may be asked: `head_choice`, or only `self`, `reviewers`, `both` (A06).
    pub scope: String,
    /// How often one record may be scored again.
    pub max_rounds: u32,
}

/// Who is evaluated, and how (articles 1, 2.8, 2.9).
#[derive(Clone, Debug, Deserialize)]
pub struct EligibilityRule {
    /// More than this share of the working days in training: not evaluated.
    #[serde(deserialize_with = "exact")]
    pub training_share_over: Exact,
    /// Moved in for fewer months: on paper.
    pub transfer_months: u32,
    /// The day that months are counted to, `MM-DD`.
    pub cutoff: String,
    /// Recruited for fewer months: not evaluated.
    pub new_hire_min_months: u32,
    /// Sectors whose public employees are out of scope.
    #[serde(default)]
    pub exclude_vc_sector: Vec<String>,
    /// Contract workers of communes are out of scope (article 1.2 names those of the province and of districts).
    #[serde(default)]
    pub exclude_commune_nld: bool,
}

impl EligibilityRule {
    /// The day that months are counted to, in a year.
    pub fn cutoff_in(&self, year: i32) -> NaiveDate {
        let parsed = format!("{year}-{}", self.cutoff).parse().ok();
        parsed.or_else(|| NaiveDate::from_ymd_opt(year, 12, 15)).unwrap_or(NaiveDate::MAX)
    }
}

/// The digital minutes.
#[derive(Clone, Debug, Deserialize)]
pub struct MinutesRule {
    /// Relation groups with fewer sheets are merged for colleagues.
    pub min_group: usize,
}

/// The comment of the Party cell (article 5.2.b).
#[derive(Clone, Debug, Deserialize)]
pub struct PartyCommentRule {
    /// Members need one before they submit.
    pub required_for_members: bool,
    /// The head may waive it.
    pub waivable: bool,
}

/// Switches of the matrix (A14 to A19).
#[derive(Clone, Debug, Deserialize)]
pub struct Switches {
    /// Staff also rate the head and deputies of the agency.
    pub staff_rates_agency_leaders: bool,
    /// Unit heads also rate them.
    pub unit_head_rates_agency_leaders: bool,
    /// The agency head also scores staff and unit deputies.
    pub agency_head_scores_staff: bool,
    /// The deputy whom the directory names for a division, and not the agency head, is the direct head of its head (A19).
    pub in_charge_deputy: bool,
}

/// Who decides.
#[derive(Clone, Debug, Deserialize)]
pub struct DecideRule {
    /// `higher_authority`, or `commune_chair`.
    pub commune_party_cadre_by: String,
    /// A total that the direct head proposes further than this from the computed one needs a reason; none: no reason is asked for.
    #[serde(default, deserialize_with = "exact_or_none")]
    pub proposal_reason_over: Option<Exact>,
}

/// What becomes of points for criteria that do not apply (A40).
#[derive(Clone, Debug, Deserialize)]
pub struct NaRule {
    /// `rescale` or `full_credit`.
    pub policy: String,
}

impl Policy {
    /// Reads the document of a pack.
    ///
    /// # Errors
    /// When a part that evaluation needs is missing or of another shape.
    pub fn parse(document: &str) -> Result<Self, serde_saphyr::Error> {
        // JSON is YAML.
        serde_saphyr::from_str(document)
    }

    /// How many sheets a group of reviewers needs to be told to who may not know who gave which (A20).
    pub fn smallest_group(&self) -> SmallestGroup {
        SmallestGroup::new(self.minutes.min_group)
    }

    /// The class that a total earns before caps (section 8.7).
    pub fn class_of(&self, total: Points, group: EmployeeGroup) -> Class {
        let total = Exact::from(total);
        let band = self.bands.iter().filter(|band| band.min <= total).max_by(|a, b| a.min.cmp(&b.min));
        match band.map_or(BandClass::Kht, |band| band.class) {
            BandClass::Htxs => Class::Htxs,
            BandClass::Htt => Class::Htt,
            BandClass::Band3 => self.third(group),
            BandClass::Kht => Class::Kht,
        }
    }

    /// The classes that a person of a group can be in, best first.
    pub fn classes(&self, group: EmployeeGroup) -> [Class; 4] {
        [Class::Htxs, Class::Htt, self.third(group), Class::Kht]
    }

    /// The label of a class as documents print it.
    pub fn label(&self, class: Class) -> &str {
        self.labels_vi.get(&class).map_or(class.code(), String::as_str)
    }

    /// The last day on which results of a year may be published; agencies of special duty have longer where the law says so.
    pub fn publish_by(&self, year: i32, special_duty: bool) -> NaiveDate {
        let late = self.late_deadline_special.as_ref().filter(|_| special_duty);
        let (year, day) = late.map_or((year, &self.publish_deadline), |late| (year + 1, late));
        format!("{year}-{day}").parse().unwrap_or(NaiveDate::MAX)
    }

    fn third(&self, group: EmployeeGroup) -> Class {
        self.band3_by_group.get(&group).copied().unwrap_or(Class::Ht)
    }
}

fn exact_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Exact>, D::Error> {
    exact(deserializer).map(Some)
}

/// An exact number as packs write it: a whole number, or decimal text such as "0.5".
fn exact<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Exact, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Whole(i64),
        Text(String),
    }
    match Written::deserialize(deserializer)? {
        Written::Whole(whole) => Ok(Exact::ratio(whole, 1)),
        Written::Text(text) => text.parse().map_err(serde::de::Error::custom),
    }
}
