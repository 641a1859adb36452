//! What is wrong with the posts of an agency before a year can be evaluated (handbook 4.1; the wrong superior is the most
//! frequent failure of such systems).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use regulation::PostRole;

use crate::heads::{Heads, HeadsOf, Tree};
use crate::placing::Agency;
use crate::title::Titles;
use crate::{Person, PersonId, PostKind, Unit, UnitId};

/// One thing to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonnelProblem {
    /// Stable code.
    pub reason: &'static str,
    /// The person, where it is about one.
    pub person: Option<PersonId>,
    /// The unit.
    pub unit: UnitId,
    /// What to do, Vietnamese.
    pub message: String,
}

/// What is wrong in one agency on a day, by unit and person. `people` are all who hold a post there, `units` its units, `titles`
/// what titles make their holders there.
pub fn find(agency: UnitId, units: &[Unit], people: &[Person], titles: &Titles, day: NaiveDate) -> Vec<PersonnelProblem> {
    let names: HashMap<UnitId, &str> = units.iter().map(|unit| (unit.id, unit.name.as_str())).collect();
    let name = |unit: UnitId| names.get(&unit).copied().unwrap_or_default();
    let mut members: BTreeMap<UnitId, Vec<(&Person, PostRole)>> = BTreeMap::new();
    let mut leaders: BTreeMap<UnitId, Vec<&Person>> = BTreeMap::new();
    let tree = Tree::of(units);
    let heads = Heads::of(people, &tree, day);
    let all = heads.of_all(people, day);
    let explained = Agency::of(agency, units);
    let mut found = Vec::new();
    let mut followed: BTreeSet<PersonId> = BTreeSet::new();
    for person in people {
        let held: Vec<_> = person.posts.iter().filter(|post| post.holds_on(day)).collect();
        for post in held.iter().filter(|post| post.agency == agency) {
            if !post.role_by_hand && explained.posts(&post.title, post.unit, titles).is_err() {
                let message = format!("Chưa rõ chức danh «{}» của {} là vai trò gì. Hãy xác nhận chức danh.", post.title, person.full_name);
                found.push(PersonnelProblem { reason: "TITLE_UNKNOWN", person: Some(person.id), unit: post.unit, message });
            }
            let led = if post.role().leads_agency() { agency } else { tree.seat(post.unit) };
            // Two posts at the head of one unit are one head.
            if post.role().leads() && leaders.get(&led).is_none_or(|known| known.iter().all(|one| one.id != person.id)) {
                leaders.entry(led).or_default().push(person);
            }
        }
        let Some(post) = person.post_on(day).filter(|post| post.agency == agency) else { continue };
        members.entry(post.unit).or_default().push((person, post.role()));
        let above = all.get(&person.id).copied().unwrap_or(HeadsOf::NONE);
        // Whose people answer to others by order leads them still.
        followed.extend([above.direct, heads.heads_of(person.id, post).direct].into_iter().flatten());
        if above.direct.is_none() && !above.outside && !post.role().leads_agency() {
            let message = format!("{} chưa có thủ trưởng trực tiếp. Hãy bổ nhiệm hoặc giao quyền người đứng đầu.", person.full_name);
            found.push(PersonnelProblem { reason: "NO_DIRECT_HEAD", person: Some(person.id), unit: post.unit, message });
        }
        let main = held.iter().filter(|post| post.kind == PostKind::Main).count();
        if main > 1 {
            let message = format!("{} đang có {main} chức vụ chính. Hãy kết thúc chức vụ không còn giữ.", person.full_name);
            found.push(PersonnelProblem { reason: "TWO_MAIN_POSTS", person: Some(person.id), unit: post.unit, message });
        }
    }
    for (unit, heads) in &leaders {
        for head in heads.iter().filter(|head| heads.len() == 1 && *unit != agency && !followed.contains(&head.id)) {
            let message =
                format!("{} đứng đầu {} nhưng không ai thuộc quyền. Hãy kiểm tra đơn vị và chức vụ.", head.full_name, name(*unit));
            found.push(PersonnelProblem { reason: "HEAD_OF_NOBODY", person: Some(head.id), unit: *unit, message });
        }
        if let [_, _, ..] = heads.as_slice() {
            let who: Vec<&str> = heads.iter().map(|head| head.full_name.as_str()).collect();
            let message =
                format!("{} có {} người đứng đầu: {}. Hãy kết thúc chức vụ không còn giữ.", name(*unit), heads.len(), who.join(", "));
            found.push(PersonnelProblem { reason: "TWO_HEADS", person: None, unit: *unit, message });
        }
    }
    for (unit, people) in &members {
        match people.as_slice() {
            [(only, role)] if *unit != agency && !role.leads_agency() => {
                let message =
                    format!("{} chỉ có một người ({}): không có đồng nghiệp cùng đơn vị để tham gia ý kiến.", name(*unit), only.full_name);
                found.push(PersonnelProblem { reason: "ONE_PERSON_UNIT", person: Some(only.id), unit: *unit, message });
            }
            several if *unit != agency && !leaders.contains_key(unit) && several.iter().any(|(_, role)| *role == PostRole::UnitDeputy) => {
                let message = format!("{} có cấp phó nhưng chưa có trưởng. Hãy bổ nhiệm, hoặc giao quyền, phụ trách.", name(*unit));
                found.push(PersonnelProblem { reason: "DEPUTY_WITHOUT_HEAD", person: None, unit: *unit, message });
            }
            _ => {}
        }
    }
    for unit in units.iter().filter(|unit| unit.agency == agency && unit.exists_on(day) && unit.id != agency) {
        let has_parts = units.iter().any(|part| part.parent == Some(unit.id) && part.exists_on(day));
        if !members.contains_key(&unit.id) && !unit.kind.is_agency() && !has_parts {
            let message = format!("{} không có ai. Hãy kết thúc đơn vị hoặc xếp người.", unit.name);
            found.push(PersonnelProblem { reason: "EMPTY_UNIT", person: None, unit: unit.id, message });
        }
    }
    if !leaders.contains_key(&agency) && !members.is_empty() {
        let asked = |person: &&Person| person.posts.iter().any(|post| post.holds_on(day) && post.agency == agency && post.waits.is_some());
        let (reason, person, message) = match people.iter().find(asked) {
            Some(person) => {
                let message = format!("{} chờ người thứ hai xác nhận là người đứng đầu {}.", person.full_name, name(agency));
                ("HEAD_WAITS", Some(person.id), message)
            }
            None => {
                let message = format!("{} chưa có người đứng đầu. Hãy bổ nhiệm, hoặc giao quyền, phụ trách.", name(agency));
                ("NO_AGENCY_HEAD", None, message)
            }
        };
        found.push(PersonnelProblem { reason, person, unit: agency, message });
    }
    found.sort_by(|a, b| (a.unit, a.reason, a.person).cmp(&(b.unit, b.reason, b.person)));
    found
}
