//! People and their posts.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::Version;
use serde::{Deserialize, Serialize};

use crate::{PersonId, PostId, UnitId};

/// What a post makes its holder in the evaluation (article 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PostRole {
    /// Người đứng đầu cơ quan, đơn vị.
    AgencyHead,
    /// Cấp phó của người đứng đầu.
    AgencyDeputy,
    /// Trưởng bộ phận.
    UnitHead,
    /// Phó trưởng bộ phận.
    UnitDeputy,
    /// Everybody else.
    Staff,
    /// Chủ tịch UBND cấp xã.
    CommuneChair,
    /// Phó Chủ tịch UBND cấp xã.
    CommuneVice,
}

impl PostRole {
    /// True when the post leads an agency.
    pub fn leads_agency(self) -> bool {
        matches!(self, Self::AgencyHead | Self::CommuneChair)
    }
}

/// On which footing a person is employed ("Diện" of the staff list).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Employment {
    /// Cán bộ.
    Cadre,
    /// Công chức.
    CivilServant,
    /// Viên chức.
    PublicEmployee,
    /// Hợp đồng 68.
    Contract,
}

impl Employment {
    /// As the staff list writes it.
    pub fn from_vi(text: &str) -> Option<Self> {
        Some(match kernel::text::clean(text).to_lowercase().as_str() {
            "cán bộ" => Self::Cadre,
            "công chức" => Self::CivilServant,
            "viên chức" => Self::PublicEmployee,
            "hợp đồng 68" => Self::Contract,
            _ => return None,
        })
    }
}

/// The six groups of article 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "the regulation's own abbreviations, explained in the contract")]
pub enum EmployeeGroup {
    Cb,
    CcLd,
    CcKld,
    VcLd,
    VcKld,
    Nld,
}

impl EmployeeGroup {
    /// The group of a post: footing and leadership (article 4).
    pub fn of(employment: Employment, role: PostRole) -> Self {
        match (employment, role == PostRole::Staff) {
            (Employment::Cadre, _) => Self::Cb,
            (Employment::CivilServant, false) => Self::CcLd,
            (Employment::CivilServant, true) => Self::CcKld,
            (Employment::PublicEmployee, false) => Self::VcLd,
            (Employment::PublicEmployee, true) => Self::VcKld,
            (Employment::Contract, _) => Self::Nld,
        }
    }
}

/// One post that a person holds or held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// The post.
    pub id: PostId,
    /// Where.
    pub unit: UnitId,
    /// The agency of the unit.
    pub agency: UnitId,
    /// As the staff list writes it.
    pub title: String,
    /// Follows from title and unit.
    pub role: PostRole,
    /// On which footing.
    pub employment: Employment,
    /// Ngạch or chức danh nghề nghiệp.
    pub rank: String,
    /// Bậc.
    pub step: String,
    /// Hệ số lương, as decimal text.
    pub coefficient: String,
    /// First day.
    pub valid_from: Option<NaiveDate>,
    /// Last day; none while held.
    pub valid_to: Option<NaiveDate>,
}

impl Post {
    /// The group of the post.
    pub fn group(&self) -> EmployeeGroup {
        EmployeeGroup::of(self.employment, self.role)
    }

    fn says_the_same(&self, other: &Self) -> bool {
        Self { id: other.id, ..self.clone() } == *other
    }
}

/// What of a person's year decides whether and how they are evaluated (articles 1.2, 2.8, 2.9).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceFacts {
    /// First day in the agency.
    pub recruited_on: Option<NaiveDate>,
    /// Day of moving in from another agency.
    pub transferred_on: Option<NaiveDate>,
    /// That other agency.
    pub transferred_from: String,
    /// Full days of training by calendar year.
    pub training_full_days: BTreeMap<i32, i32>,
    /// A public employee of the education sector.
    pub education_public_employee: bool,
    /// Day of leaving service.
    pub left_on: Option<NaiveDate>,
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The person.
    pub id: PersonId,
    /// How often they changed.
    pub version: Version,
    /// Họ và tên.
    pub full_name: String,
    /// Official e-mail in lower case; also the login.
    pub email: String,
    /// Ngày sinh.
    pub birth_date: Option<NaiveDate>,
    /// Đảng viên.
    pub party_member: bool,
    /// Posts, the present one first.
    pub posts: Vec<Post>,
    /// What decides about evaluation.
    pub facts: ServiceFacts,
    /// Follows from the posts of the tree.
    pub direct_head: Option<PersonId>,
    /// Follows from the posts of the tree.
    pub agency_head: Option<PersonId>,
}

impl Person {
    /// The post that counts: the first one that has not ended (handbook A35 names the highest; one post is the rule here).
    pub fn present_post(&self) -> Option<&Post> {
        self.posts.iter().find(|post| post.valid_to.is_none())
    }

    /// Takes what a staff list says: the same post stays, another ends the one before on the day before it begins.
    #[must_use]
    pub fn updated(mut self, listed: Self, today: NaiveDate) -> Self {
        let begins = listed.posts.first().and_then(|post| post.valid_from).unwrap_or(today);
        let same = match (self.present_post(), listed.present_post()) {
            (Some(present), Some(new)) => present.says_the_same(new),
            (None, None) => true,
            _ => false,
        };
        if !same {
            let ends = begins.pred_opt().unwrap_or(begins);
            self.posts.iter_mut().filter(|post| post.valid_to.is_none()).for_each(|post| post.valid_to = Some(ends));
            self.posts.splice(0..0, listed.posts);
        }
        let training_full_days = self.facts.training_full_days.into_iter().chain(listed.facts.training_full_days).collect();
        Self {
            full_name: listed.full_name,
            birth_date: listed.birth_date,
            party_member: listed.party_member,
            facts: ServiceFacts { training_full_days, ..listed.facts },
            ..self
        }
    }

    /// True when nothing but the version differs.
    pub fn says_the_same(&self, other: &Self) -> bool {
        Self { version: other.version, ..self.clone() } == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn person(unit: u128, from: &str) -> Person {
        let post = Post {
            id: PostId(Uuid::from_u128(unit)),
            unit: UnitId(Uuid::from_u128(unit)),
            agency: UnitId(Uuid::from_u128(1)),
            title: "Chuyên viên".to_owned(),
            role: PostRole::Staff,
            employment: Employment::CivilServant,
            rank: String::new(),
            step: String::new(),
            coefficient: String::new(),
            valid_from: Some(day(from)),
            valid_to: None,
        };
        Person {
            id: PersonId(Uuid::nil()),
            version: 3,
            full_name: "Lê An".to_owned(),
            email: "an.le@quangtri.gov.vn".to_owned(),
            birth_date: None,
            party_member: false,
            posts: vec![post],
            facts: ServiceFacts::default(),
            direct_head: None,
            agency_head: None,
        }
    }

    #[test]
    fn a_new_post_ends_the_one_before_and_keeps_it() {
        let moved = person(5, "2010-01-01").updated(person(6, "2019-08-01"), day("2019-09-01"));
        assert_eq!(moved.present_post().unwrap().unit, UnitId(Uuid::from_u128(6)));
        assert_eq!(moved.posts[1].valid_to, Some(day("2019-07-31")));
    }

    #[test]
    fn the_same_list_again_changes_nothing() {
        let known = person(5, "2010-01-01");
        let mut listed = person(5, "2010-01-01");
        listed.posts[0].id = PostId(Uuid::from_u128(99));
        assert!(known.clone().updated(listed, day("2019-09-01")).says_the_same(&known));
    }

    #[test]
    fn the_group_follows_from_footing_and_leadership() {
        assert_eq!(EmployeeGroup::of(Employment::CivilServant, PostRole::UnitDeputy), EmployeeGroup::CcLd);
        assert_eq!(EmployeeGroup::of(Employment::PublicEmployee, PostRole::Staff), EmployeeGroup::VcKld);
        assert_eq!(EmployeeGroup::of(Employment::Contract, PostRole::Staff), EmployeeGroup::Nld);
        assert_eq!(EmployeeGroup::of(Employment::Cadre, PostRole::Staff), EmployeeGroup::Cb);
    }
}
