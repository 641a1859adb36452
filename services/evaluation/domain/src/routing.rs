//! From the organisation of one day to reviewers, direct head and decider of each subject (section 6.3).

mod review;

use std::collections::BTreeMap;

use kernel::{Refusal, text};
use regulation::{EmployeeGroup, PostRole, Relation};
use serde::{Deserialize, Serialize};

use crate::matrix::{self, DecidedBy};
use crate::pack::Policy;
use crate::tree::Tree;
use crate::{PersonId, Reviewer, UnitId, error};

pub use review::review;

/// A reviewer with more subjects is a problem to mend before opening.
pub const MANY_SUBJECTS: usize = 60;

/// One post that somebody holds on the day of the snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Where.
    pub unit: UnitId,
    /// The agency of the unit.
    pub agency: UnitId,
    /// What it makes its holder.
    pub role: PostRole,
}

/// Who decides where nobody of the agency does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Authority {
    /// The People's Committee above.
    #[default]
    Government,
    /// The Party committee above: cadres of the Party and of unions in communes (A14).
    Party,
}

/// Somebody of the organisation on the day of the snapshot.
#[derive(Clone, Debug)]
pub struct Member {
    /// The person.
    pub person: PersonId,
    /// Full name.
    pub full_name: String,
    /// Unit of the post.
    pub unit: UnitId,
    /// Agency of the unit.
    pub agency: UnitId,
    /// The district above, for members of a commune.
    pub district: Option<UnitId>,
    /// In a commune.
    pub in_commune: bool,
    /// Role of the post.
    pub role: PostRole,
    /// EmployeeGroup of the post.
    pub group: EmployeeGroup,
    /// Everything held in the agency or the district: the post that counts first (A35).
    pub seats: Vec<Seat>,
    /// The direct head by order of the head of the agency; none where units and posts say who that is.
    pub ordered_head: Option<PersonId>,
    /// Whom the directory names as direct head: the same who approves the work of the year.
    pub named_head: Option<PersonId>,
    /// Whom the directory names as head of the agency.
    pub named_agency_head: Option<PersonId>,
    /// Present in the evaluation: neither gone nor away for most of the year nor under other rules.
    pub takes_part: bool,
}

/// Who reviews, verifies and decides on one subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// Everybody who gets a sheet.
    pub reviewers: Vec<Reviewer>,
    /// Who verifies; nobody for heads of agencies.
    pub direct_head: Option<PersonId>,
    /// Who would verify, had the head of the agency not ordered another one to.
    pub passed_over: Option<PersonId>,
    /// Who decides; nothing when it is an authority above.
    pub decider: Option<PersonId>,
    /// Which authority decides where nobody of the agency does.
    pub authority: Authority,
    /// Nobody of the agency decides.
    pub decided_outside: bool,
    /// Nobody of the agency or the district decides.
    pub decided_above: bool,
}

/// Something to mend before self-assessment opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whom it is about.
    pub person: PersonId,
    /// Their name.
    pub full_name: String,
    /// What it is.
    pub kind: ProblemKind,
    /// What to do, in Vietnamese.
    pub message: String,
}

/// What can be wrong with a route, or is worth knowing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// Nobody verifies.
    NoDirectHead,
    /// Two heads of one unit.
    TwoDirectHeads,
    /// Nobody in the agency decides.
    NoDecider,
    /// Nobody above the agency may decide on its head yet; who gets the role later may.
    NobodyAbove,
    /// Nobody reviews.
    AloneInUnit,
    /// One person alone reviews.
    OneReviewer,
    /// One reviewer has too many subjects.
    TooManySubjects,
    /// There is no criteria set or form for the group.
    NoCriteriaSet,
    /// Heads a unit, and nobody answers to them.
    HeadOfNobody,
    /// Verifies and decides, because the unit has no head.
    DirectHeadDecides,
    /// The direct head leads another branch of the tree.
    HeadElsewhere,
    /// Reviews as a peer and stands above.
    PeerAbove,
}

impl ProblemKind {
    /// Stable code: `NO_DIRECT_HEAD`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoDirectHead => "NO_DIRECT_HEAD",
            Self::TwoDirectHeads => "TWO_DIRECT_HEADS",
            Self::NoDecider => "NO_DECIDER",
            Self::NobodyAbove => "NOBODY_ABOVE",
            Self::AloneInUnit => "ALONE_IN_UNIT",
            Self::OneReviewer => "ONE_REVIEWER",
            Self::TooManySubjects => "TOO_MANY_SUBJECTS",
            Self::NoCriteriaSet => "NO_CRITERIA_SET",
            Self::HeadOfNobody => "HEAD_OF_NOBODY",
            Self::DirectHeadDecides => "DIRECT_HEAD_DECIDES",
            Self::HeadElsewhere => "HEAD_ELSEWHERE",
            Self::PeerAbove => "PEER_ABOVE",
        }
    }

    /// Worth knowing, and right as it may be; everything else is to be mended.
    pub const fn is_note(self) -> bool {
        match self {
            Self::NobodyAbove | Self::AloneInUnit | Self::OneReviewer | Self::DirectHeadDecides | Self::TooManySubjects => true,
            Self::NoDirectHead
            | Self::TwoDirectHeads
            | Self::NoDecider
            | Self::NoCriteriaSet
            | Self::HeadOfNobody
            | Self::HeadElsewhere
            | Self::PeerAbove => false,
        }
    }
}

/// Nothing is to be mended before the organisation is frozen.
///
/// # Errors
/// `ROUTING_FAULTS` with how much, and the first of it.
pub fn nothing_to_mend(problems: &[Problem]) -> Result<(), Refusal> {
    let mut to_mend = problems.iter().filter(|problem| !problem.kind.is_note());
    let Some(first) = to_mend.next() else { return Ok(()) };
    Err(error::routing_faults(1 + to_mend.count(), &format!("{}: {}", first.full_name, first.message)))
}

/// Puts people in the order in which reviewers are listed: by name.
pub fn by_name(people: &mut [Member]) {
    people.sort_by_cached_key(|member| (text::name_sort_key(&member.full_name), member.person));
}

/// The route of one subject among `people`, who come by name, and what is wrong with it. Nobody reviews or decides on themself.
pub fn route(subject: &Member, people: &[Member], tree: &Tree, policy: &Policy) -> (Route, Vec<Problem>) {
    let others: Vec<&Member> = people.iter().filter(|other| other.person != subject.person).collect();
    let mut route = Route::default();
    let mut problems = Vec::new();
    let mut heads = Vec::new();
    for other in others.iter().filter(|other| other.takes_part) {
        let Some((is_direct_head, relation)) = matrix::relation(other, subject, tree, &policy.matrix) else { continue };
        if is_direct_head {
            heads.push(other.person);
        }
        route.reviewers.push(Reviewer { person: other.person, full_name: other.full_name.clone(), relation });
    }
    // Of several the one whom the directory names, who approves the work of the year too.
    route.direct_head = heads.iter().find(|head| Some(**head) == subject.named_head).or(heads.first()).copied();
    let ordered = take_ordered_head(&mut route, subject, &others);
    if heads.len() > 1 && !ordered {
        problems.push(
            subject.problem(ProblemKind::TwoDirectHeads, "Bộ phận có hơn một người đứng đầu; cần sửa chức vụ trong danh sách nhân sự."),
        );
    }
    if policy.matrix.in_charge_deputy && subject.role == PostRole::UnitHead {
        take_deputy_in_charge(&mut route, subject, &others);
    }
    let decided_by = match matrix::decided_by(subject) {
        DecidedBy::Party if policy.decide.commune_party_cadre_by != "higher_authority" => DecidedBy::AgencyHead,
        by => by,
    };
    route.authority = if decided_by == DecidedBy::Party { Authority::Party } else { Authority::Government };
    let agency = match decided_by {
        DecidedBy::AgencyHead => Some(subject.agency),
        // A commune without a district is decided on from the province.
        DecidedBy::DistrictHead => subject.district,
        DecidedBy::Higher | DecidedBy::Party => None,
    };
    route.decided_outside = decided_by != DecidedBy::AgencyHead;
    let decided_here = agency.is_some();
    route.decided_above = !decided_here;
    if route.direct_head.is_none() && decided_here {
        take_named_head(&mut route, subject, &others);
    }
    let leads = |other: &&&Member| agency.is_some_and(|agency| other.heads(agency));
    let named = others.iter().filter(leads).find(|other| Some(other.person) == subject.named_agency_head);
    route.decider = named.or_else(|| others.iter().find(leads)).map(|head| head.person);
    if route.decider.is_none() && decided_here {
        problems
            .push(subject.problem(ProblemKind::NoDecider, "Cơ quan chưa có người đứng đầu để quyết định; cấp trên sẽ quyết định thay."));
    }
    // Their heads are outside the software, whoever decides.
    let apart = matrix::decided_by(subject) == DecidedBy::Party;
    if route.direct_head.is_none() && decided_here && !apart {
        problems
            .push(subject.problem(ProblemKind::NoDirectHead, "Bộ phận chưa có người đứng đầu; việc thẩm định sẽ do người quyết định làm."));
    }
    match route.reviewers.as_slice() {
        [] => problems.push(subject.problem(ProblemKind::AloneInUnit, "Không có ai tham gia ý kiến cho người này; điểm 360° sẽ để trống.")),
        [only] => {
            let message = format!("Chỉ có {} tham gia ý kiến cho người này; điểm 360° là điểm của một người.", only.full_name);
            problems.push(subject.problem(ProblemKind::OneReviewer, &message));
        }
        [_, ..] => {}
    }
    (route, problems)
}

/// A unit whose post of head is empty may be led from outside, such as by a deputy director: the directory knows.
fn take_named_head(route: &mut Route, subject: &Member, others: &[&Member]) {
    let Some(head) = others.iter().find(|other| Some(other.person) == subject.named_head && other.takes_part) else { return };
    route.direct_head = Some(head.person);
    match route.reviewers.iter_mut().find(|reviewer| reviewer.person == head.person) {
        Some(reviewer) => reviewer.relation = Relation::DirectHead,
        None => route.reviewers.push(Reviewer { person: head.person, full_name: head.full_name.clone(), relation: Relation::DirectHead }),
    }
}

/// Whom the head of the agency ordered verifies instead of whom units and posts name, and that one reviews no more. Heads of units
/// answer to the head of the agency, or to the deputy in charge where the law says so (A19).
fn take_ordered_head(route: &mut Route, subject: &Member, others: &[&Member]) -> bool {
    let ordered = subject
        .ordered_head
        .filter(|head| subject.named_head == Some(*head) && matches!(subject.role, PostRole::Staff | PostRole::UnitDeputy));
    let Some(head) = ordered.filter(|head| others.iter().any(|other| other.person == *head && other.takes_part)) else { return false };
    let before = route.direct_head.filter(|before| *before != head);
    route.passed_over = before;
    route.reviewers.retain(|reviewer| Some(reviewer.person) != before);
    take_named_head(route, subject, others);
    true
}

/// The deputy in charge of a division takes the place of the agency head, who decides and scores as agency head (A19).
fn take_deputy_in_charge(route: &mut Route, subject: &Member, others: &[&Member]) {
    let named = others.iter().find(|other| Some(other.person) == subject.named_head);
    let Some(deputy) = named.filter(|other| other.role == PostRole::AgencyDeputy && other.agency == subject.agency) else { return };
    let Some(of_deputy) = route.reviewers.iter().position(|reviewer| reviewer.person == deputy.person) else { return };
    if let Some(of_head) = route.reviewers.iter_mut().find(|reviewer| reviewer.relation == Relation::DirectHead) {
        of_head.relation = Relation::AgencyHead;
    }
    route.reviewers[of_deputy].relation = Relation::DirectHead;
    route.direct_head = Some(deputy.person);
}

/// Reviewers with more than `most` subjects.
pub fn overloaded<'a>(routes: impl IntoIterator<Item = &'a Route>, most: usize) -> Vec<Problem> {
    let mut counts: BTreeMap<PersonId, (&str, usize)> = BTreeMap::new();
    for reviewer in routes.into_iter().flat_map(|route| &route.reviewers) {
        counts.entry(reviewer.person).or_insert((&reviewer.full_name, 0)).1 += 1;
    }
    let many = counts.into_iter().filter(|(_, (_, count))| *count > most);
    many.map(|(person, (name, count))| Problem {
        person,
        full_name: name.to_owned(),
        kind: ProblemKind::TooManySubjects,
        message: format!("Phải tham gia ý kiến cho {count} người."),
    })
    .collect()
}

impl Member {
    /// Leads an agency by any post.
    pub fn heads(&self, agency: UnitId) -> bool {
        self.seats.iter().any(|seat| seat.agency == agency && seat.role.leads_agency())
    }

    /// A problem of this member.
    pub fn problem(&self, kind: ProblemKind, message: &str) -> Problem {
        Problem { person: self.person, full_name: self.full_name.clone(), kind, message: message.to_owned() }
    }
}

#[cfg(test)]
mod tests;
