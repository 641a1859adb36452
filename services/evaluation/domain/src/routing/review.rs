//! What is wrong with the routes of an agency taken together: everything here would be a wrong superior in December.

use std::collections::{BTreeMap, BTreeSet};

use regulation::{PostRole, Relation};

use super::{Member, Problem, ProblemKind, Route};
use crate::tree::Tree;
use crate::{PersonId, UnitId};

/// Looks at all routes of an agency: heads whom nobody answers to, heads from another branch of the tree, peers who stand above,
/// heads who verify and decide because a unit has none.
pub fn review(agency: UnitId, people: &[Member], routes: &BTreeMap<PersonId, Route>, tree: &Tree) -> Vec<Problem> {
    let members: BTreeMap<PersonId, &Member> = people.iter().map(|member| (member.person, member)).collect();
    let find = |person: PersonId| members.get(&person).copied();
    let heads: BTreeSet<PersonId> = routes.values().flat_map(|route| [route.direct_head, route.passed_over]).flatten().collect();
    let mut found = Vec::new();
    for member in people.iter().filter(|member| member.leads_unit_of(agency)) {
        if !heads.contains(&member.person) {
            let message = "Đứng đầu bộ phận nhưng không ai thuộc quyền; cần kiểm tra đơn vị và chức vụ trong danh sách nhân sự.";
            found.push(member.problem(ProblemKind::HeadOfNobody, message));
        }
    }
    for (person, route) in routes {
        let Some(subject) = find(*person) else { continue };
        if let Some(head) = route.direct_head.and_then(find) {
            if subject.ordered_head != Some(head.person) && !head.leads_above(subject, tree) {
                let message = format!("Thủ trưởng trực tiếp {} không đứng đầu đơn vị nào ở trên người này.", head.full_name);
                found.push(subject.problem(ProblemKind::HeadElsewhere, &message));
            }
            let in_a_unit = matches!(subject.role, PostRole::Staff | PostRole::UnitDeputy);
            let ordered = subject.ordered_head == Some(head.person);
            if in_a_unit && !ordered && route.decider == Some(head.person) && !subject.in_commune {
                let message = format!("Bộ phận không có người đứng đầu: {} vừa thẩm định vừa quyết định.", head.full_name);
                found.push(subject.problem(ProblemKind::DirectHeadDecides, &message));
            }
        }
        for peer in route.reviewers.iter().filter(|reviewer| reviewer.relation == Relation::Peer).filter_map(|peer| find(peer.person)) {
            if route.decider == Some(peer.person) || peer.heads_over(subject, tree) {
                let message = format!("{} đứng trên người này nhưng được xếp là đồng cấp.", peer.full_name);
                found.push(subject.problem(ProblemKind::PeerAbove, &message));
            }
        }
    }
    found
}

impl Member {
    fn leads_unit_of(&self, agency: UnitId) -> bool {
        self.takes_part && self.seats.iter().any(|seat| seat.agency == agency && seat.role == PostRole::UnitHead)
    }

    /// Heads the unit of somebody, or one above it inside the agency.
    fn heads_over(&self, subject: &Self, tree: &Tree) -> bool {
        let heads = self.seats.iter().filter(|seat| matches!(seat.role, PostRole::UnitHead | PostRole::CommuneChair));
        heads.filter(|seat| seat.agency == subject.agency).any(|seat| tree.is_under(subject.unit, seat.unit) && subject.unit != seat.unit)
    }

    /// Heads the unit of somebody, one above it, the agency, or the district of the commune.
    fn leads_above(&self, subject: &Self, tree: &Tree) -> bool {
        let of_unit = |unit: UnitId| tree.is_under(subject.unit, unit);
        self.heads(subject.agency)
            || subject.district.is_some_and(|district| self.heads(district))
            || self.seats.iter().any(|seat| seat.role == PostRole::UnitHead && of_unit(seat.unit))
    }
}
