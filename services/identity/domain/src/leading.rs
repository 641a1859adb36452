//! Who leads an agency: one person says so and another one confirms it (ID-5).

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::Refusal;
use regulation::PostRole;
use serde::{Deserialize, Serialize};

use crate::{Person, PersonId, Post, PostId, error};

/// Leading an agency that waits for a second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waits {
    /// Who said last that the holder leads, or who answers to the login.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
    /// What the post makes its holder in the meantime.
    pub meanwhile: PostRole,
}

impl Post {
    /// What the post makes its holder now.
    pub fn role(&self) -> PostRole {
        self.waits.as_ref().map_or(self.named, |waits| waits.meanwhile)
    }

    /// Whether the agency is led for all days on which `other` would lead it, from `today` on where that is not over.
    fn led_as_long_as(&self, other: &Self, today: NaiveDate) -> bool {
        let over = other.valid_to.is_some_and(|last| last < today);
        let first = if over { other.valid_from } else { other.valid_from.max(Some(today)) };
        let begins = self.valid_from.is_none() || self.valid_from <= first;
        let lasts = self.valid_to.is_none_or(|last| other.valid_to.is_some_and(|other| other <= last));
        self.named.leads_agency() && self.agency == other.agency && begins && lasts
    }
}

impl Person {
    /// Leads an agency or will, confirmed or not.
    pub fn is_to_lead(&self, today: NaiveDate) -> bool {
        self.posts.iter().any(|post| post.named.leads_agency() && post.valid_to.is_none_or(|last| last >= today))
    }

    /// Leads an agency or will, as two people said.
    pub fn leads_by_two(&self, today: NaiveDate) -> bool {
        let confirmed = |post: &&Post| post.named.leads_agency() && post.waits.is_none();
        self.posts.iter().filter(confirmed).any(|post| post.valid_to.is_none_or(|last| last >= today))
    }

    /// With what nobody confirmed yet leading nothing. An agency is led on as before; what is new waits for another person than `by`,
    /// and what waited holds once another one than who asked takes the mark away.
    #[must_use]
    pub fn leading_as_confirmed(mut self, before: Option<&Self>, by: PersonId, now: DateTime<Utc>, today: NaiveDate) -> Self {
        let known = before.map(|before| before.posts.as_slice()).unwrap_or_default();
        let same: BTreeMap<PostId, &Post> = known.iter().map(|post| (post.id, post)).collect();
        for post in &mut self.posts {
            if !post.named.leads_agency() {
                post.waits = None;
                continue;
            }
            let was = same.get(&post.id).copied();
            let goes_on = known.iter().any(|held| held.waits.is_none() && held.led_as_long_as(post, today));
            let asked = was.filter(|was| was.led_as_long_as(post, today)).and_then(|was| was.waits.clone());
            let confirmed = post.waits.is_none() && asked.as_ref().is_some_and(|asked| asked.by != by);
            post.waits = match asked {
                _ if goes_on || confirmed => None,
                Some(asked) => Some(asked),
                None => {
                    let held = was.map_or(PostRole::Staff, Post::role);
                    let meanwhile = if held.leads_agency() { PostRole::Staff } else { held };
                    Some(Waits { by, at: now, meanwhile })
                }
            };
        }
        self
    }

    /// With the post leading its agency, as another person than who asked says.
    ///
    /// # Errors
    /// When the post does not wait, or the same person asked.
    pub fn with_lead_confirmed(mut self, post: PostId, by: PersonId) -> Result<Self, Refusal> {
        let held = self.posts.iter_mut().find(|held| held.id == post).ok_or_else(error::post_not_found)?;
        let waits = held.waits.take().ok_or_else(error::lead_not_asked)?;
        if waits.by == by { Err(error::lead_asked_by_same(&self.full_name)) } else { Ok(self) }
    }

    /// With whatever waits asked for by somebody else: they changed who answers to the login.
    #[must_use]
    pub fn asked_anew(mut self, by: PersonId, now: DateTime<Utc>) -> Self {
        for waits in self.posts.iter_mut().filter_map(|post| post.waits.as_mut()) {
            (waits.by, waits.at) = (by, now);
        }
        self
    }

    /// As everybody will be once what waits is confirmed.
    #[must_use]
    pub fn as_if_confirmed(mut self) -> Self {
        self.posts.iter_mut().for_each(|post| post.waits = None);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Employment, PostKind, ServiceFacts, UnitId};
    use uuid::Uuid;

    const TODAY: &str = "2019-11-04";

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn who(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(100 + number))
    }

    fn post(id: u128, agency: u128, named: PostRole, from: &str, to: Option<&str>) -> Post {
        Post {
            id: PostId(Uuid::from_u128(id)),
            unit: UnitId(Uuid::from_u128(agency)),
            agency: UnitId(Uuid::from_u128(agency)),
            title: "Giám đốc".to_owned(),
            named,
            waits: None,
            employment: Employment::CivilServant,
            rank: String::new(),
            step: String::new(),
            coefficient: String::new(),
            valid_from: Some(day(from)),
            valid_to: to.map(day),
            kind: PostKind::Main,
            role_by_hand: false,
            listed: false,
            ordered_head: None,
        }
    }

    fn person(posts: Vec<Post>) -> Person {
        Person {
            id: who(9),
            version: 1,
            full_name: "Lê Văn An".to_owned(),
            email: "an@quangtri.gov.vn".to_owned(),
            birth_date: None,
            party_member: false,
            posts,
            facts: ServiceFacts::default(),
            direct_head: None,
            agency_head: None,
            head_outside: false,
        }
    }

    fn settled(after: Person, before: Option<&Person>, by: u128) -> Person {
        after.leading_as_confirmed(before, who(by), DateTime::UNIX_EPOCH, day(TODAY))
    }

    #[test]
    fn an_agency_is_led_once_two_people_said_so() {
        let new = settled(person(vec![post(1, 7, PostRole::AgencyHead, "2019-01-01", None)]), None, 1);
        assert_eq!((new.posts[0].role(), new.posts[0].named), (PostRole::Staff, PostRole::AgencyHead));
        assert!(new.clone().with_lead_confirmed(new.posts[0].id, who(1)).is_err(), "not by who asked");
        assert_eq!(settled(new.clone().as_if_confirmed(), Some(&new), 1).posts[0].role(), PostRole::Staff, "nor by leaving the mark out");
        let confirmed = settled(new.clone().with_lead_confirmed(new.posts[0].id, who(2)).unwrap(), Some(&new), 2);
        assert_eq!(confirmed.posts[0].role(), PostRole::AgencyHead);
        assert_eq!(settled(confirmed.clone(), Some(&confirmed), 1), confirmed, "and goes on leading");
    }

    #[test]
    fn every_new_day_and_agency_waits_and_what_was_led_goes_on() {
        use PostRole::{AgencyDeputy, AgencyHead, CommuneChair, Staff};
        let head = person(vec![post(1, 7, AgencyHead, "2018-01-01", None)]);
        for (what, before, after, expected) in [
            ("mended", AgencyHead, post(1, 7, AgencyHead, "2018-06-01", None), AgencyHead),
            ("recorded since before", AgencyHead, post(1, 7, AgencyHead, "2017-06-01", None), AgencyHead),
            ("ended", AgencyHead, post(1, 7, AgencyHead, "2018-01-01", Some("2019-12-31")), AgencyHead),
            ("another post there", AgencyHead, post(2, 7, CommuneChair, "2019-12-01", None), CommuneChair),
            ("another agency", AgencyHead, post(1, 8, AgencyHead, "2018-01-01", None), Staff),
            ("moved to another agency", AgencyHead, post(2, 8, AgencyHead, "2019-12-01", None), Staff),
            ("promoted in place", AgencyDeputy, post(1, 7, AgencyHead, "2018-01-01", None), AgencyDeputy),
        ] {
            let before = person(vec![Post { named: before, ..head.posts[0].clone() }]);
            assert_eq!(settled(person(vec![after]), Some(&before), 1).posts[0].role(), expected, "{what}");
        }
        let over = person(vec![post(1, 7, AgencyHead, "2018-01-01", Some("2019-10-31"))]);
        assert_eq!(settled(head, Some(&over), 1).posts[0].role(), Staff, "an end that is taken back");
        assert_eq!(settled(over.clone(), Some(&over), 1), over);
    }

    #[test]
    fn who_changes_what_waits_has_asked_for_it() {
        let asked = settled(person(vec![post(1, 7, PostRole::AgencyHead, "2019-12-01", None)]), None, 1);
        let by = |person: &Person| person.posts[0].waits.as_ref().unwrap().by;
        let untouched = settled(asked.clone(), Some(&asked), 2);
        assert_eq!(by(&untouched), who(1));
        let earlier = Post { valid_from: Some(day("2019-11-10")), ..asked.posts[0].clone() };
        assert_eq!(by(&settled(person(vec![earlier]), Some(&asked), 2)), who(2), "other days");
        let elsewhere = Post { agency: UnitId(Uuid::from_u128(8)), ..asked.posts[0].clone() };
        assert_eq!(by(&settled(person(vec![elsewhere]), Some(&asked), 2)), who(2), "another agency");
        assert_eq!(by(&asked.asked_anew(who(3), DateTime::UNIX_EPOCH)), who(3), "another address");
    }
}
