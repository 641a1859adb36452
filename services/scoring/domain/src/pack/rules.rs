//! The part of a pack that scoring itself follows, in types.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Exact, SmallestGroup};
use regulation::{Class, EmployeeGroup, Relation};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::bands::Bands;
use crate::schema::decimal;
use crate::{Level, MissingSpan, SpanKind, SpanRule};

/// The rules that a result follows.
#[derive(Clone, Debug, Deserialize)]
pub struct Rules {
    /// How the total comes about (article 6.1).
    pub formula: Formula,
    /// The text of law that explanations name for points, bands, caps and classes.
    #[serde(default = "regulation")]
    pub cite_vi: String,
    period_kind: PeriodKind,
    year_result: Option<YearResult>,
    #[serde(default)]
    missing_period: MissingSpan,
    /// Which points reach which level.
    pub bands: Bands,
    /// What the third level is called per group.
    pub band3_by_group: BTreeMap<EmployeeGroup, Class>,
    /// What each class is called in Vietnamese.
    pub labels_vi: BTreeMap<Class, String>,
    /// The one rounding.
    pub rounding: Rounding,
    /// How sheets become one 360° total.
    pub r360: R360,
    /// When self-score and 360° total differ too much.
    pub gap: Gap,
    /// What happens when self-score and self-declared class disagree (A07).
    self_conflict: SelfConflictRule,
    /// The cap of a criterion with zero points (A08).
    pub zero: Zero,
    na: Na,
    minutes: Minutes,
    eligibility: Eligibility,
    discipline: Option<Discipline>,
    /// What follows from a class.
    pub flags: Flags,
    /// The ceiling on a class (A36).
    pub quota: Quota,
    /// The criteria set of each group.
    pub criteria: BTreeMap<EmployeeGroup, String>,
}

fn regulation() -> String {
    "Điều 6.1".to_owned()
}

impl Rules {
    /// These rules, but for what becomes of the scores of reviewers, criterion by criterion: that as others say.
    #[must_use]
    pub fn with_opinions_as_in(&self, others: &Self) -> Self {
        let Self { r360, zero, na, minutes, .. } = others.clone();
        Self { r360, zero, na, minutes, ..self.clone() }
    }

    /// How a year comes from its quarters or months; none where the agency declares one result for the year, or nothing is declared (A21).
    pub fn spans(&self) -> Option<SpanRule<'_>> {
        let kind = match self.period_kind {
            PeriodKind::Year => return None,
            PeriodKind::Quarter => SpanKind::Quarter,
            PeriodKind::Month => SpanKind::Month,
        };
        match (&self.formula, self.year_result) {
            (Formula::CommonPlusTask(formula), Some(YearResult::FromPeriods)) => {
                Some(SpanRule { kind, missing: self.missing_period, formula })
            }
            (Formula::CommonPlusTask(_) | Formula::MeanSelfAnd360, _) => None,
        }
    }

    /// What happens when self-score and self-declared class disagree (A07).
    pub fn self_conflict(&self) -> SelfConflict {
        self.self_conflict.mode
    }

    /// How many sheets a group of reviewers needs for its mean to be shown to those who may not know who gave which (A20).
    pub fn smallest_group(&self) -> SmallestGroup {
        SmallestGroup::new(usize::try_from(self.minutes.min_group).unwrap_or(usize::MAX))
    }

    /// The highest level left after leave of some length.
    pub(crate) fn leave_cap(&self) -> Option<&LeaveCap> {
        self.eligibility.leave_cap.as_ref()
    }

    /// Whether declared results of study are told as a basis of the evaluation (article 2.8, A24).
    pub(crate) fn study_is_basis(&self) -> bool {
        self.eligibility.study_result_is_basis
    }

    /// The highest level left after a disciplinary measure.
    pub(crate) fn discipline_cap(&self) -> Option<Level> {
        self.discipline.as_ref().map(|discipline| discipline.in_year)
    }

    /// What becomes of criteria that do not apply (A40).
    pub fn na_policy(&self) -> NaPolicy {
        self.na.policy
    }
}

/// How often people are evaluated (A21).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PeriodKind {
    Year,
    Quarter,
    Month,
}

/// Where the result of a year comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum YearResult {
    FromPeriods,
}

#[derive(Clone, Debug, Deserialize)]
struct Minutes {
    min_group: u32,
}

#[derive(Clone, Debug, Deserialize)]
struct Eligibility {
    leave_cap: Option<LeaveCap>,
    #[serde(default)]
    study_result_is_basis: bool,
}

/// Leave of some months keeps the class below "tốt" (Decree 90/2020).
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct LeaveCap {
    /// From so many months on.
    #[serde(deserialize_with = "exact")]
    pub from_months: Exact,
    /// Below so many months; whoever was away longer is not evaluated at all.
    #[serde(deserialize_with = "exact")]
    pub below_months: Exact,
    /// The highest level left.
    pub max_class: Level,
}

#[derive(Clone, Debug, Deserialize)]
struct Discipline {
    in_year: Level,
}

/// How the total comes about.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Formula {
    /// The mean of self-score and 360° total (article 6.1).
    #[serde(rename = "mean_self_and_360")]
    MeanSelfAnd360,
    /// Common criteria plus task results (Decree 335/2025).
    CommonPlusTask(TaskFormula),
}

/// Common criteria plus task results.
#[derive(Clone, Debug, Deserialize)]
pub struct TaskFormula {
    /// Most points of the common criteria.
    #[serde(deserialize_with = "exact")]
    pub common_max: Exact,
    /// Points of task results that are all 100%.
    #[serde(deserialize_with = "exact")]
    pub task_max: Exact,
    /// Items of those who do not lead.
    pub task_nonleader: Vec<String>,
    /// Items of leaders.
    pub task_leader: Vec<String>,
}

/// The one rounding: half up, at the end.
#[derive(Clone, Debug, Deserialize)]
pub struct Rounding {
    /// Decimal places, at most 2.
    pub scale: u32,
    /// What the bands look at (A09).
    pub band_on: BandOn,
}

/// What the bands look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BandOn {
    /// The rounded total.
    Rounded,
    /// The exact total.
    Unrounded,
}

/// How sheets become one 360° total.
#[derive(Clone, Debug, Deserialize)]
pub struct R360 {
    /// Whether the self-score is a group of its own inside it (A01).
    pub include_self: bool,
    /// How groups become one number (A02).
    pub aggregate: Aggregate,
    /// Weight of each group; used by [`Aggregate::Weighted`] only.
    #[serde(deserialize_with = "weights")]
    pub weights: BTreeMap<Relation, Exact>,
    /// Whether subordinates' sheets count (A03).
    pub upward_counts: bool,
    /// Whether colleagues' sheets count (A04).
    pub colleague_scores: ColleagueScores,
    /// Whether agreeing counts as giving the self-score (A27).
    pub agree_counts_as_self_score: bool,
    /// Whether heads' sheets count (A33).
    pub head_scores_in_360: bool,
}

/// How groups become one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// Mean of the means of the groups that are there.
    GroupMean,
    /// Mean of all sheets.
    FlatMean,
    /// Weighted mean of the means of the groups that are there.
    Weighted,
}

/// Whether colleagues' sheets count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColleagueScores {
    /// They count.
    InBase,
    /// For reference only: the heads' sheets alone count.
    ReferenceOnly,
}

/// When self-score and 360° total differ too much (A05).
#[derive(Clone, Debug, Deserialize)]
pub struct Gap {
    /// From this difference on.
    #[serde(deserialize_with = "exact")]
    pub threshold: Exact,
    /// Whether falling into different bands is noted too.
    pub notice_on_band_change: bool,
}

#[derive(Clone, Debug, Deserialize)]
struct SelfConflictRule {
    mode: SelfConflict,
}

/// What happens when self-score and self-declared class disagree (A07).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SelfConflict {
    /// The declared class is the self-result; the final class comes from points and head.
    Narrow,
    /// The declared class is also the final class, unless a cap or a decided total says otherwise.
    Literal,
    /// The lower of declared class and band of the self-score is the self-result; the final class comes from points and head.
    LowerOf,
}

/// The cap of a criterion with zero points (article 6.1, A08).
#[derive(Clone, Debug, Deserialize)]
pub struct Zero {
    /// Whether there is the cap at all.
    pub enabled: bool,
    /// What has to be zero.
    pub level: ZeroLevel,
    /// Whose zero counts.
    pub source: BTreeSet<ZeroSource>,
    /// The highest level left.
    pub max_class: Level,
}

/// What has to be zero for the cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZeroLevel {
    /// One criterion.
    Leaf,
    /// All criteria under one heading that were scored.
    Section,
}

/// Whose zero counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZeroSource {
    /// Mean of self-score and 360° of the criterion is zero.
    Official,
    /// The deciding head confirms the zero.
    HeadConfirmed,
}

#[derive(Clone, Debug, Deserialize)]
struct Na {
    policy: NaPolicy,
}

/// What becomes of criteria that do not apply (A40).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NaPolicy {
    /// The rest is scaled up to 100.
    Rescale,
    /// They count as full.
    FullCredit,
}

/// What follows from a class (section 8.8 of the handbook).
#[derive(Clone, Debug, Deserialize)]
pub struct Flags {
    /// Classes without emulation titles that year.
    pub no_emulation_on: BTreeSet<Class>,
    /// Classes on which other work is to be considered.
    pub consider_on: BTreeSet<Class>,
    /// Classes that must not come several years running.
    pub streak: Streak,
}

/// Classes that must not come several years running.
#[derive(Clone, Debug, Deserialize)]
pub struct Streak {
    /// These classes.
    pub labels: BTreeSet<Class>,
    /// This many years.
    pub years: i32,
    /// Which years are running.
    pub gap: StreakGap,
}

/// Which years are running (A12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreakGap {
    /// Calendar years one after the other.
    Strict,
    /// Years in which the person was not evaluated are passed over; a year that nobody knows of is not.
    SkipNotEvaluated,
}

/// The ceiling on a class.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Quota {
    /// Whether there is one.
    pub enabled: bool,
    /// The class it limits.
    pub class: Option<Class>,
    /// Percent of the denominator.
    #[serde(default, deserialize_with = "maybe_exact")]
    pub pct: Option<Exact>,
    /// The classes whose holders are the denominator.
    #[serde(default)]
    pub denominator: BTreeSet<Class>,
    /// Among whom it is counted.
    #[serde(default)]
    pub scope: BTreeSet<QuotaScope>,
    /// Percent for agencies whose results were found outstanding.
    #[serde(default, deserialize_with = "exact_or_null")]
    pub exception_pct: Option<Exact>,
}

/// Among whom a ceiling is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuotaScope {
    /// Everybody of the agency.
    Agency,
    /// Those of the agency with similar duties: of one group.
    SimilarDutyGroup,
}

pub(super) fn exact<'de, D: Deserializer<'de>>(from: D) -> Result<Exact, D::Error> {
    decimal(&Value::deserialize(from)?).ok_or_else(|| D::Error::custom("not a decimal number"))
}

fn maybe_exact<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Exact>, D::Error> {
    exact(from).map(Some)
}

fn exact_or_null<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Exact>, D::Error> {
    match Value::deserialize(from)? {
        Value::Null => Ok(None),
        value => decimal(&value).map(Some).ok_or_else(|| D::Error::custom("not a decimal number")),
    }
}

fn weights<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<Relation, Exact>, D::Error> {
    let values = BTreeMap::<Relation, Value>::deserialize(from)?;
    let read = |(relation, value)| decimal(&value).map(|weight| (relation, weight)).ok_or_else(|| D::Error::custom("not a decimal number"));
    values.into_iter().map(read).collect()
}
