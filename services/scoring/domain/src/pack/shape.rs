//! The language of policy packs: every key, and what may stand there. The switches of the handbook's section 15 are keys here.

use regulation::{Class, EmployeeGroup, Relation};

use crate::Level;
use crate::schema::Kind::{Always, ByName, Count, Decimal, Flag, List, Map, MonthDay, Name, OneOf, OrNull, Text};
use crate::schema::{Field, Kind, may, must};

const LEVEL: Kind = OneOf(Level::CODES);
const CLASS: Kind = OneOf(&Class::CODES);

/// A pack after its base was filled in.
pub(super) const PACK: &[Field] = &[
    must("id", Name),
    must("title_vi", Text),
    must("valid_years", List(&Count)),
    must("groups", List(&OneOf(&EmployeeGroup::CODES))),
    must("period_kind", OneOf(&["year", "quarter", "month"])),
    must("publish_deadline", MonthDay),
    must("formula", Map(FORMULA)),
    must("bands", List(&Map(&[must("min", Decimal), must("class", LEVEL)]))),
    must("band3_by_group", ByName(&EmployeeGroup::CODES, &OneOf(&["HTHC", "HT"]))),
    must("labels_vi", ByName(&Class::CODES, &Text)),
    must("rounding", Map(ROUNDING)),
    must("r360", Map(R360)),
    must("gap", Map(&[must("threshold", Decimal), must("notice_on_band_change", Flag)])),
    must("rescore", Map(&[must("scope", OneOf(&["head_choice", "self", "reviewers", "both"])), must("max_rounds", Count)])),
    must("self_conflict", Map(&[must("mode", OneOf(&["narrow", "literal", "lower_of"]))])),
    must("zero", Map(ZERO)),
    must("na", Map(&[must("policy", OneOf(&["rescale", "full_credit"]))])),
    must("eligibility", Map(ELIGIBILITY)),
    must("flags", Map(FLAGS)),
    must("quota", Map(QUOTA)),
    must("log", Map(&[must("affects_score", Always(false)), must("cadence", OneOf(&["weekly_or_daily"]))])),
    must("minutes", Map(MINUTES)),
    must("party_comment", Map(&[must("required_for_members", Flag), must("waivable", Flag)])),
    must("forms", ByName(&EmployeeGroup::CODES, &Text)),
    must("criteria", ByName(&EmployeeGroup::CODES, &Text)),
    must("appeal_working_days", Count),
    must("matrix", Map(MATRIX)),
    must("decide", Map(DECIDE)),
    must("assign", Map(ASSIGN)),
    may("discipline", Map(&[must("in_year", LEVEL), must("count_same_act_once", Always(true))])),
    may("year_result", OneOf(&["from_periods"])),
    // A quarter or month that nobody declared anything about.
    may("missing_period", OneOf(&["wait", "leave_out"])),
    may("late_deadline_special", MonthDay),
    may("head_not_above_unit", Flag),
    // The text of law that results are explained by; without it the regulation's own article.
    may("cite_vi", Text),
    // Why this is the law where no text of law says so.
    may("basis_vi", Text),
    may("verify", Text),
];

const FORMULA: &[Field] = &[
    must("kind", OneOf(&["mean_self_and_360", "common_plus_task"])),
    may("common_max", Decimal),
    may("task_max", Decimal),
    may("task_nonleader", List(&Text)),
    may("task_leader", List(&Text)),
    // Per product, before the percentages of the items are declared.
    may("penalty_per_failure_pct", Decimal),
];
const ROUNDING: &[Field] = &[
    must("scale", Count),
    must("mode", OneOf(&["half_up"])),
    must("when", OneOf(&["once"])),
    must("band_on", OneOf(&["rounded", "unrounded"])),
];
/// The groups of the 360° total.
const COUNTED: [&str; 5] = {
    let [peer, upward, deputy, direct, agency] = Relation::COUNTED;
    [peer.code(), upward.code(), deputy.code(), direct.code(), agency.code()]
};
const R360: &[Field] = &[
    must("include_self", Flag),
    must("aggregate", OneOf(&["group_mean", "flat_mean", "weighted"])),
    must("weights", ByName(&COUNTED, &Decimal)),
    must("upward_counts", Flag),
    must("colleague_scores", OneOf(&["in_base", "reference_only"])),
    must("agree_counts_as_self_score", Flag),
    must("quorum", Decimal),
    must("head_scores_in_360", Flag),
];
const ZERO: &[Field] = &[
    must("enabled", Flag),
    must("level", OneOf(&["leaf", "section"])),
    must("source", List(&OneOf(&["official", "head_confirmed"]))),
    must("alters_score", Always(false)),
    must("max_class", LEVEL),
];
const ELIGIBILITY: &[Field] = &[
    must("training_share_over", Decimal),
    must("training_unit", OneOf(&["working_day"])),
    must("transfer_months", Count),
    must("cutoff", MonthDay),
    must("new_hire_min_months", Count),
    may("training_converts_to_score", Always(false)),
    may("study_result_is_basis", Flag),
    may("leave_cap", Map(&[must("from_months", Count), must("below_months", Count), must("max_class", LEVEL)])),
    may("maternity", OneOf(&["actual_time"])),
    must("exclude_vc_sector", List(&Text)),
    may("exclude_commune_nld", Flag),
];
const FLAGS: &[Field] = &[
    must("no_emulation_on", List(&CLASS)),
    must("consider_on", List(&CLASS)),
    must("streak", Map(&[must("labels", List(&CLASS)), must("years", Count), must("gap", OneOf(&["strict", "skip_not_evaluated"]))])),
];
const QUOTA: &[Field] = &[
    must("enabled", Flag),
    may("class", CLASS),
    may("pct", Decimal),
    may("denominator", List(&CLASS)),
    may("scope", List(&OneOf(&["agency", "similar_duty_group"]))),
    may("exception_pct", OrNull(&Decimal)),
];
const MINUTES: &[Field] = &[must("scope", OneOf(&["unit"])), must("names", OneOf(&["heads_only"])), must("min_group", Count)];
const MATRIX: &[Field] = &[
    must("staff_rates_agency_leaders", Flag),
    must("unit_head_rates_agency_leaders", Flag),
    must("agency_head_scores_staff", Flag),
    must("peer_unit_heads", OneOf(&["same_agency"])),
    must("in_charge_deputy", Flag),
    must("commune_vice_chair_group", OneOf(&["2b"])),
];
const DECIDE: &[Field] = &[
    must("agency_head_by", OneOf(&["higher_authority"])),
    must("commune_party_cadre_by", OneOf(&["higher_authority", "commune_chair"])),
    must("head_overrides_class", Always(false)),
    must("legal_checklist", OneOf(&["advisory"])),
    may("proposal_reason_over", Decimal),
];
const ASSIGN: &[Field] =
    &[must("multi_post", OneOf(&["highest"])), must("secondment", OneOf(&["host"])), must("district_hdnd_node", Always(true))];
