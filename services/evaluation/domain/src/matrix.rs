//! Who scores whom, and who decides, as a table (article 3; section 6 of the handbook).

use std::sync::LazyLock;

use serde::Deserialize;

use crate::pack::Switches;
use crate::routing::Member;
use crate::{Group, PostRole, Relation};

static MATRIX: LazyLock<Matrix> =
    LazyLock::new(|| serde_saphyr::from_str(include_str!("../../data/matrix.yaml")).expect("the matrix of the product is read by a test"));

/// The part that somebody has in the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Part {
    AgencyHead,
    AgencyDeputy,
    UnitHead,
    UnitDeputy,
    Staff,
    CommuneChair,
    CommuneVice,
    /// Cadre of the Party committee, the People's Council or a union of a commune (A14).
    CommuneCadre,
}

impl Part {
    pub fn of(member: &Member) -> Self {
        match member.role {
            PostRole::AgencyHead => Self::AgencyHead,
            PostRole::AgencyDeputy => Self::AgencyDeputy,
            PostRole::UnitHead => Self::UnitHead,
            PostRole::UnitDeputy => Self::UnitDeputy,
            PostRole::CommuneChair => Self::CommuneChair,
            PostRole::CommuneVice => Self::CommuneVice,
            PostRole::Staff if member.district.is_some() && member.group == Group::Cb => Self::CommuneCadre,
            PostRole::Staff => Self::Staff,
        }
    }
}

#[derive(Debug, Deserialize)]
struct Matrix {
    rules: Vec<Rule>,
    deciders: Vec<DeciderRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    e: Part,
    s: Part,
    scope: Scope,
    r: Vec<Relation>,
    counts_as: Relation,
    switch: Option<Switch>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Scope {
    SameAgency,
    SameUnit,
    DistrictOfCommune,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Switch {
    StaffRatesAgencyLeaders,
    UnitHeadRatesAgencyLeaders,
    AgencyHeadScoresStaff,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeciderRule {
    s: Part,
    by: DecidedBy,
}

/// Whose evaluation whom decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum DecidedBy {
    /// The head of the subject's agency.
    AgencyHead,
    /// The head of the district that the commune is in.
    DistrictHead,
    /// The authority above.
    Higher,
}

/// What `evaluator` is to `subject`: whether direct head, and the group that the sheet counts in. Nothing: no sheet.
pub(crate) fn relation(evaluator: &Member, subject: &Member, switches: &Switches) -> Option<(bool, Relation)> {
    let (e, s) = (Part::of(evaluator), Part::of(subject));
    let rule = MATRIX.rules.iter().find(|rule| rule.e == e && rule.s == s && rule.holds(evaluator, subject, switches))?;
    Some((rule.r.contains(&Relation::DirectHead), rule.counts_as))
}

/// Who decides on a subject.
pub(crate) fn decided_by(subject: &Member) -> DecidedBy {
    let part = Part::of(subject);
    MATRIX.deciders.iter().find(|rule| rule.s == part).map_or(DecidedBy::Higher, |rule| rule.by)
}

impl Rule {
    fn holds(&self, evaluator: &Member, subject: &Member, switches: &Switches) -> bool {
        let in_scope = match self.scope {
            Scope::SameAgency => evaluator.agency == subject.agency,
            Scope::SameUnit => evaluator.unit == subject.unit,
            Scope::DistrictOfCommune => subject.district == Some(evaluator.agency),
        };
        let switched_on = match self.switch {
            None => true,
            Some(Switch::StaffRatesAgencyLeaders) => switches.staff_rates_agency_leaders,
            Some(Switch::UnitHeadRatesAgencyLeaders) => switches.unit_head_rates_agency_leaders,
            Some(Switch::AgencyHeadScoresStaff) => switches.agency_head_scores_staff,
        };
        in_scope && switched_on
    }
}
