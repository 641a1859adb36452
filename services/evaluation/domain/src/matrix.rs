//! Who scores whom, and who decides, as a table (article 3; section 6 of the handbook).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regulation::{EmployeeGroup, PostRole, Relation};
use serde::Deserialize;

use crate::pack::Switches;
use crate::routing::{Member, Seat};
use crate::tree::Tree;

static MATRIX: LazyLock<Matrix> =
    LazyLock::new(|| serde_saphyr::from_str(include_str!("../../data/matrix.yaml")).expect("the matrix of the product is read by a test"));

/// The rules between each two parts, in the order of the table.
static RULES: LazyLock<BTreeMap<(Part, Part), Vec<&'static Rule>>> = LazyLock::new(|| {
    let mut rules: BTreeMap<_, Vec<&Rule>> = BTreeMap::new();
    for rule in &MATRIX.rules {
        rules.entry((rule.e, rule.s)).or_default().push(rule);
    }
    rules
});

/// The part that somebody has in the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
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
    /// The part that one seat gives somebody.
    fn of(member: &Member, seat: &Seat) -> Self {
        match seat.role {
            PostRole::AgencyHead => Self::AgencyHead,
            PostRole::AgencyDeputy => Self::AgencyDeputy,
            PostRole::UnitHead => Self::UnitHead,
            PostRole::UnitDeputy => Self::UnitDeputy,
            PostRole::CommuneChair => Self::CommuneChair,
            PostRole::CommuneVice => Self::CommuneVice,
            PostRole::Staff if member.in_commune && member.group == EmployeeGroup::Cb => Self::CommuneCadre,
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

/// Where evaluator (e) and subject (s) must sit for a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Scope {
    SameAgency,
    SameUnit,
    DistrictOfCommune,
    /// e heads the nearest unit with a head over s.
    Heads,
    /// e is a deputy in the nearest unit over s that has a head or deputies.
    Assists,
    /// s heads the nearest unit with a head over e.
    Follows,
    /// s is a deputy in the nearest unit over e that has a head or deputies.
    FollowsDeputy,
    /// Both head units under the same unit.
    Siblings,
    /// Nobody but the head of the agency is over s.
    HeadedByAgency,
    /// No unit with a head or deputies is over s.
    AssistedByAgency,
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
    /// The Party committee above, for cadres of the Party and of unions in communes (A14).
    Party,
}

/// What `evaluator` is to `subject`: whether direct head, and the group that the sheet counts in. Nothing: no sheet.
///
/// The subject is evaluated in the first seat (A35). Who heads a unit beside that is still the superior of that unit: its people
/// rate upwards. Superiors act by any seat, peers and subordinates by their first.
pub(crate) fn relation(evaluator: &Member, subject: &Member, tree: &Tree, switches: &Switches) -> Option<(bool, Relation)> {
    let (first_e, first_s) = (evaluator.seats.first()?, subject.seats.first()?);
    let found = |e: &Seat, s: &Seat, is: fn(Relation) -> bool| {
        let rules = RULES.get(&(Part::of(evaluator, e), Part::of(subject, s)))?;
        let place = Place { e, s, evaluator, subject, tree };
        rules.iter().find(|rule| is(rule.counts_as) && rule.holds(&place, switches))
    };
    let from_above = |relation| matches!(relation, Relation::DirectHead | Relation::AgencyHead | Relation::Higher);
    let as_deputy = |relation| relation == Relation::DeputySup;
    let above = evaluator.seats.iter().find_map(|seat| found(seat, first_s, from_above));
    let deputy = || evaluator.seats.iter().find_map(|seat| found(seat, first_s, as_deputy));
    let upward = || subject.seats.iter().find_map(|seat| found(first_e, seat, |relation| relation == Relation::Upward));
    let peer = || found(first_e, first_s, |relation| relation == Relation::Peer);
    let rule = above.or_else(deputy).or_else(upward).or_else(peer)?;
    Some((rule.r.contains(&Relation::DirectHead), rule.counts_as))
}

/// Who decides on a subject.
pub(crate) fn decided_by(subject: &Member) -> DecidedBy {
    let part = subject.seats.first().map(|seat| Part::of(subject, seat));
    MATRIX.deciders.iter().find(|rule| Some(rule.s) == part).map_or(DecidedBy::Higher, |rule| rule.by)
}

/// Two people in two of their seats.
struct Place<'a> {
    e: &'a Seat,
    s: &'a Seat,
    evaluator: &'a Member,
    subject: &'a Member,
    tree: &'a Tree,
}

impl Rule {
    fn holds(&self, place: &Place<'_>, switches: &Switches) -> bool {
        let Place { e, s, evaluator, subject, tree } = place;
        let unit = |seat: &Seat| Some(tree.seat(seat.unit));
        let same_agency = e.agency == s.agency;
        let in_scope = match self.scope {
            Scope::SameAgency => same_agency,
            Scope::SameUnit => unit(e) == unit(s),
            Scope::DistrictOfCommune => subject.district == Some(evaluator.agency),
            Scope::Heads => tree.headed_by(s) == unit(e),
            Scope::Assists => tree.assisted_by(s) == unit(e),
            Scope::Follows => tree.headed_by(e) == unit(s),
            Scope::FollowsDeputy => tree.assisted_by(e) == unit(s),
            Scope::Siblings => same_agency && tree.beside(e.unit) == tree.beside(s.unit),
            Scope::HeadedByAgency => same_agency && tree.headed_by(s).is_none(),
            Scope::AssistedByAgency => same_agency && tree.assisted_by(s).is_none(),
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
