//! People and their posts.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::{Refusal, Version};
use regulation::{EmployeeGroup, PostRole};
use serde::{Deserialize, Serialize};

use crate::{PersonId, PostId, UnitId, Waits, error};

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
            "cán bộ" | "cb" => Self::Cadre,
            "công chức" | "cc" => Self::CivilServant,
            "viên chức" | "vc" => Self::PublicEmployee,
            "hợp đồng 68" | "hđ 68" | "hđ68" | "hợp đồng 111" | "hđ 111" | "người lao động" | "nlđ" => Self::Contract,
            _ => return None,
        })
    }

    /// The group of a post on this footing (article 4).
    pub fn group(self, role: PostRole) -> EmployeeGroup {
        match (self, role == PostRole::Staff) {
            (Self::Cadre, _) => EmployeeGroup::Cb,
            (Self::CivilServant, false) => EmployeeGroup::CcLd,
            (Self::CivilServant, true) => EmployeeGroup::CcKld,
            (Self::PublicEmployee, false) => EmployeeGroup::VcLd,
            (Self::PublicEmployee, true) => EmployeeGroup::VcKld,
            (Self::Contract, _) => EmployeeGroup::Nld,
        }
    }
}

/// How a post is held (handbook A35).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PostKind {
    /// The post that the person is appointed to.
    #[default]
    Main,
    /// Kiêm nhiệm: beside the main post.
    Concurrent,
    /// Quyền, phụ trách: leads until somebody is appointed.
    Acting,
    /// Biệt phái: in another unit for a time; that unit evaluates.
    Secondment,
}

impl PostKind {
    /// How a post is held beside the main one.
    pub const fn beside(acting: bool) -> Self {
        if acting { Self::Acting } else { Self::Concurrent }
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
    /// What title and unit say that it makes its holder; what it does is [`Post::role`].
    #[serde(rename = "role")]
    pub named: PostRole,
    /// Leading an agency that no second person has confirmed yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<Waits>,
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
    /// How it is held.
    #[serde(default)]
    pub kind: PostKind,
    /// An officer said what it makes its holder; the title no longer decides.
    #[serde(default)]
    pub role_by_hand: bool,
    /// It came from a staff list, and ends beside the main post when the list no longer names it.
    #[serde(default)]
    pub listed: bool,
    /// The direct head of its holder by order of the head of the agency; none where units and posts say who that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordered_head: Option<PersonId>,
}

impl Post {
    /// Whether it is held on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Whether some day is one of both.
    fn overlaps(&self, other: &Self) -> bool {
        let begins_by_end = |one: &Self, other: &Self| one.valid_from.is_none_or(|from| other.valid_to.is_none_or(|last| from <= last));
        begins_by_end(self, other) && begins_by_end(other, self)
    }

    /// Whether the head of the agency may order who leads its holder: whoever leads the agency, helps to, or waits to, has the head that the
    /// regulation names.
    pub fn takes_orders(&self) -> bool {
        self.waits.is_none() && self.role().is_of_a_unit()
    }

    /// The group of the post.
    pub fn group(&self) -> EmployeeGroup {
        self.employment.group(self.role())
    }

    /// Whether a staff list names this post: it says since when somebody is in the agency, not since when in the post.
    fn is_listed_as(&self, listed: &Self) -> bool {
        let named = if self.role_by_hand { listed.named } else { self.named };
        let own = Self {
            id: listed.id,
            valid_from: listed.valid_from,
            listed: listed.listed,
            named,
            role_by_hand: false,
            waits: None,
            ordered_head: None,
            ..self.clone()
        };
        own == *listed && listed.valid_from <= self.valid_from
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
    /// Follows from the present post: their heads are outside the software.
    #[serde(default)]
    pub head_outside: bool,
}

impl Person {
    /// The post that counts on a day: where the person is seconded to, or else the highest (handbook A35).
    pub fn post_on(&self, day: NaiveDate) -> Option<&Post> {
        let held = self.posts.iter().filter(|post| post.holds_on(day));
        held.min_by_key(|post| (post.kind != PostKind::Secondment, post.role().height(), post.kind))
    }

    /// Whether the last of their posts is over: they act for nobody any more.
    pub fn has_left(&self, day: NaiveDate) -> bool {
        !self.posts.is_empty() && self.posts.iter().all(|post| post.valid_to.is_some_and(|last| last < day))
    }

    /// With the post that counts on a day in front: others look at the first.
    #[must_use]
    pub fn with_first(mut self, day: NaiveDate) -> Self {
        let first = self.post_on(day).map(|post| post.id);
        self.posts.sort_by_key(|post| Some(post.id) != first);
        self
    }

    /// The first day after `day` on which another post may count.
    pub fn turns_after(&self, day: NaiveDate) -> Option<NaiveDate> {
        let ends = self.posts.iter().filter_map(|post| post.valid_to.and_then(|last| last.succ_opt()));
        self.posts.iter().filter_map(|post| post.valid_from).chain(ends).filter(|turn| *turn > day).min()
    }

    /// Takes what a staff list says: the same posts stay, another main post ends the one before on the day before it begins, and
    /// posts beside it begin and end with the list that names them.
    #[must_use]
    pub fn updated(self, listed: Self, today: NaiveDate) -> Self {
        let mut posts = listed.posts.into_iter();
        let main = posts.next();
        let same = match (self.main_post(today), &main) {
            (Some(present), Some(new)) => present.is_listed_as(new),
            (None, None) => true,
            _ => false,
        };
        let since = self.main_post(today).and_then(|post| post.valid_from);
        let mut moved = self;
        if let Some(post) = main.filter(|_| !same) {
            // Another post in the same agency began when the list first says so.
            let begins = post.valid_from.filter(|from| since.is_none_or(|since| *from > since)).unwrap_or(today);
            // Who is in charge of somebody does not change with their salary.
            let stays = moved.main_post(today).filter(|held| held.unit == post.unit && held.named == post.named);
            let ordered_head = stays.and_then(|held| held.ordered_head);
            moved = moved.moved_to(Post { valid_from: Some(begins), ordered_head, ..post });
        }
        let moved = moved.holding_beside(posts.collect(), today);
        let training_full_days = moved.facts.training_full_days.clone().into_iter().chain(listed.facts.training_full_days).collect();
        Self {
            full_name: listed.full_name,
            birth_date: listed.birth_date,
            party_member: listed.party_member,
            facts: ServiceFacts { training_full_days, ..listed.facts },
            ..moved
        }
    }

    /// With just these posts of a staff list beside the main one; posts that no list gave stay.
    fn holding_beside(mut self, named: Vec<Post>, today: NaiveDate) -> Self {
        let is = |held: &Post, named: &Post| held.unit == named.unit && held.named == named.named && held.holds_on(today);
        let yesterday = today.pred_opt().unwrap_or(today);
        let over =
            |held: &Post| held.listed && held.kind != PostKind::Main && held.holds_on(today) && !named.iter().any(|named| is(held, named));
        for held in self.posts.iter_mut().filter(|held| over(held)) {
            held.valid_to = Some(yesterday);
        }
        self.posts.retain(|held| held.valid_from.is_none_or(|from| held.valid_to.is_none_or(|last| from <= last)));
        for post in named {
            if !self.posts.iter().any(|held| is(held, &post)) {
                self.posts.push(Post { valid_from: Some(post.valid_from.map_or(today, |from| from.max(today))), ..post });
            }
        }
        self
    }

    /// With what one post makes the person, as an officer says; `None` when it is so already.
    ///
    /// # Errors
    /// When there is no such post, or it is over.
    pub fn with_role(mut self, post: PostId, role: PostRole, today: NaiveDate) -> Result<Option<Self>, Refusal> {
        let held = self.posts.iter_mut().find(|held| held.id == post).ok_or_else(error::post_not_found)?;
        if held.valid_to.is_some_and(|last| last < today) {
            return Err(error::post_over());
        }
        if held.named == role && held.role_by_hand {
            return Ok(None);
        }
        (held.named, held.role_by_hand) = (role, true);
        Ok(Some(self))
    }

    /// With the direct head that the head of the agency orders in the post that counts, or with none again; `None` when it is so already.
    ///
    /// # Errors
    /// When they hold no post, lead the agency or help to, or would be their own head.
    pub fn with_ordered_head(mut self, head: Option<PersonId>, today: NaiveDate) -> Result<Option<Self>, Refusal> {
        let (id, counts) = (self.id, self.post_on(today).map(|post| post.id));
        let held = self.posts.iter_mut().find(|held| Some(held.id) == counts).ok_or_else(error::post_not_found)?;
        if !held.takes_orders() {
            return Err(error::head_is_of_the_agency());
        }
        if head == Some(id) {
            return Err(error::head_of_oneself());
        }
        // An order that sleeps, for its head leads nothing, is tried again and told.
        if held.ordered_head == head && (head.is_none() || self.direct_head == head) {
            return Ok(None);
        }
        held.ordered_head = head;
        Ok(Some(self))
    }

    /// The post that the person is appointed to on a day, wherever they are seconded.
    pub fn main_post(&self, day: NaiveDate) -> Option<&Post> {
        self.posts.iter().find(|post| post.kind == PostKind::Main && post.holds_on(day))
    }

    /// With a new main post: the one before, and whatever hangs on it, ends on the day before the new one begins.
    #[must_use]
    pub fn moved_to(mut self, post: Post) -> Self {
        let Some(begins) = post.valid_from else { return self };
        let ends = begins.pred_opt().unwrap_or(begins);
        for held in self.posts.iter_mut().filter(|held| held.valid_to.is_none_or(|last| last > ends)) {
            held.valid_to = Some(ends);
        }
        // What would have begun later than it now ends never was.
        self.posts.retain(|held| held.valid_from.is_none_or(|from| held.valid_to.is_none_or(|last| from <= last)));
        self.posts.insert(0, post);
        self
    }

    /// With one more post beside those that are held.
    ///
    /// # Errors
    /// When the same is held there already.
    pub fn also_in(mut self, post: Post) -> Result<Self, Refusal> {
        let from = post.valid_from.unwrap_or_default();
        let twice = |held: &Post| held.unit == post.unit && held.named == post.named && held.holds_on(from);
        if self.posts.iter().any(twice) {
            return Err(error::post_held_already());
        }
        self.posts.push(post);
        Ok(self)
    }

    /// With a post ended on its last day; `None` when it ends then already.
    ///
    /// # Errors
    /// When there is no such post, it ended before, or it would end before it began.
    pub fn without(mut self, post: PostId, last: NaiveDate) -> Result<Option<Self>, Refusal> {
        let held = self.posts.iter_mut().find(|held| held.id == post).ok_or_else(error::post_not_found)?;
        if held.valid_to == Some(last) {
            return Ok(None);
        }
        if held.valid_to.is_some_and(|ended| ended < last) || held.valid_from.is_some_and(|from| last < from) {
            return Err(error::post_over());
        }
        held.valid_to = Some(last);
        Ok(Some(self))
    }

    /// The main post that ends on the day before this one begins.
    pub fn main_post_before(&self, post: &Post) -> Option<&Post> {
        let eve = post.valid_from?.pred_opt()?;
        self.posts.iter().find(|held| held.kind == PostKind::Main && held.id != post.id && held.valid_to == Some(eve))
    }

    /// With what is recorded of a post mended; `None` when it says so already. The main post before another one ends on its eve.
    ///
    /// # Errors
    /// When there is no such post, or its days would be those of another main post.
    pub fn with_corrected(mut self, post: Post) -> Result<Option<Self>, Refusal> {
        let place = self.posts.iter().position(|held| held.id == post.id).ok_or_else(error::post_not_found)?;
        if self.posts[place] == post {
            return Ok(None);
        }
        let recorded = std::mem::replace(&mut self.posts[place], post.clone());
        if recorded.valid_from == post.valid_from {
            return Ok(Some(self));
        }
        if post.kind == PostKind::Main
            && let Some(before) = self.main_post_before(&recorded).map(|before| before.id)
        {
            let eve = post.valid_from.and_then(|from| from.pred_opt());
            self.posts.iter_mut().filter(|held| held.id == before).for_each(|held| held.valid_to = eve);
        }
        let never = |held: &Post| held.valid_from.zip(held.valid_to).is_some_and(|(from, last)| last < from);
        let beside = |held: &&Post| post.kind == PostKind::Main && held.kind == PostKind::Main && held.id != post.id;
        if self.posts.iter().any(never) || self.posts.iter().filter(beside).any(|held| held.overlaps(&post)) {
            return Err(error::post_overlaps());
        }
        Ok(Some(self))
    }

    /// Without a post that was never held: the main post before it goes on in its place.
    ///
    /// # Errors
    /// When there is no such post, or no other.
    pub fn never_in(mut self, post: PostId) -> Result<Self, Refusal> {
        let place = self.posts.iter().position(|held| held.id == post).ok_or_else(error::post_not_found)?;
        if self.posts.len() == 1 {
            return Err(error::last_post());
        }
        let gone = self.posts.remove(place);
        let before = self.main_post_before(&gone).filter(|_| gone.kind == PostKind::Main).map(|before| before.id);
        let Some(before) = before else { return Ok(self) };
        self.posts.iter_mut().filter(|held| held.id == before).for_each(|held| held.valid_to = gone.valid_to);
        if self.facts.transferred_on == gone.valid_from {
            self.facts.transferred_on = None;
            self.facts.transferred_from = String::new();
        }
        Ok(self)
    }

    /// With every post ended and the day of leaving kept (nghỉ hưu, thôi việc, chuyển ngoài tỉnh).
    #[must_use]
    pub fn left(mut self, last: NaiveDate) -> Self {
        for held in self.posts.iter_mut().filter(|held| held.valid_to.is_none_or(|ended| ended > last)) {
            held.valid_to = Some(last);
        }
        self.posts.retain(|held| held.valid_from.is_none_or(|from| from <= last));
        self.facts.left_on = Some(last);
        self
    }

    /// True when what is said of the person beside their posts differs from what was said before; who was only named before says nothing.
    pub fn says_other_facts(&self, before: &Self) -> bool {
        let stated = before.birth_date.is_some() || before.party_member || before.facts != ServiceFacts::default();
        let of = |person: &Self| (person.full_name.clone(), person.birth_date, person.party_member, person.facts.clone());
        stated && of(self) != of(before)
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
            named: PostRole::Staff,
            waits: None,
            employment: Employment::CivilServant,
            rank: String::new(),
            step: String::new(),
            coefficient: String::new(),
            valid_from: Some(day(from)),
            valid_to: None,
            kind: PostKind::Main,
            role_by_hand: false,
            listed: true,
            ordered_head: None,
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
            head_outside: false,
        }
    }

    #[test]
    fn a_new_post_ends_the_one_before_and_keeps_it() {
        let moved = person(5, "2010-01-01").updated(person(6, "2019-08-01"), day("2019-09-01"));
        assert_eq!(moved.post_on(day("2019-09-01")).unwrap().unit, UnitId(Uuid::from_u128(6)));
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
    fn a_list_begins_and_ends_posts_beside_the_main_one_and_leaves_those_of_others() {
        let today = day("2019-09-01");
        let beside = |unit, named| Post { named, kind: PostKind::Concurrent, listed: true, ..person(unit, "2010-01-01").posts.remove(0) };
        let mut both = person(5, "2010-01-01");
        both.posts.push(beside(6, PostRole::UnitHead));
        let by_hand = person(5, "2010-01-01").also_in(Post { listed: false, ..beside(7, PostRole::UnitHead) }).unwrap();
        let taken = by_hand.updated(both.clone(), today);
        let held = |person: &Person, day| -> Vec<u128> {
            person.posts.iter().filter(|post| post.holds_on(day)).map(|post| post.unit.0.as_u128()).collect()
        };
        assert_eq!(held(&taken, today), [5, 7, 6]);
        assert!(taken.clone().updated(both, today).says_the_same(&taken), "the same list again");
        let later = day("2019-10-01");
        assert_eq!(held(&taken.updated(person(5, "2010-01-01"), later), later), [5, 7]);
    }

    #[test]
    fn what_an_officer_said_of_a_post_outlives_the_next_list() {
        let today = day("2019-09-01");
        let corrected = person(5, "2010-01-01").with_role(PostId(Uuid::from_u128(5)), PostRole::UnitHead, today).unwrap().unwrap();
        assert!(corrected.clone().updated(person(5, "2010-01-01"), today).says_the_same(&corrected));
        assert_eq!(corrected.with_role(PostId(Uuid::from_u128(5)), PostRole::UnitHead, today), Ok(None));
    }

    fn post(id: u128, named: PostRole, kind: PostKind, from: &str) -> Post {
        Post { id: PostId(Uuid::from_u128(id)), named, kind, ..person(id, from).posts.remove(0) }
    }

    #[test]
    fn of_several_posts_the_highest_counts_and_a_secondment_before_all() {
        let clerk = person(5, "2010-01-01");
        let acting = clerk.also_in(post(6, PostRole::UnitHead, PostKind::Acting, "2019-03-01")).unwrap();
        assert_eq!(acting.post_on(day("2019-02-28")).unwrap().role(), PostRole::Staff);
        assert_eq!(acting.post_on(day("2019-03-01")).unwrap().role(), PostRole::UnitHead);
        assert_eq!(acting.turns_after(day("2019-02-01")), Some(day("2019-03-01")));
        let away = acting.also_in(post(7, PostRole::Staff, PostKind::Secondment, "2019-05-01")).unwrap();
        assert_eq!(away.post_on(day("2019-06-01")).unwrap().unit, UnitId(Uuid::from_u128(7)));
        let back = away.without(PostId(Uuid::from_u128(7)), day("2019-06-30")).unwrap().unwrap();
        assert_eq!(back.post_on(day("2019-07-01")).unwrap().role(), PostRole::UnitHead);
        assert_eq!(back.turns_after(day("2019-06-01")), Some(day("2019-07-01")));
    }

    #[test]
    fn a_move_ends_what_was_held_and_forgets_what_had_not_begun() {
        let planned = person(5, "2010-01-01").also_in(post(6, PostRole::Staff, PostKind::Concurrent, "2019-12-01")).unwrap();
        let moved = planned.moved_to(post(7, PostRole::Staff, PostKind::Main, "2019-08-01"));
        let units: Vec<_> = moved.posts.iter().map(|post| (post.unit.0.as_u128(), post.valid_to)).collect();
        assert_eq!(units, [(7, None), (5, Some(day("2019-07-31")))]);
    }

    #[test]
    fn a_post_is_not_held_twice_nor_ended_twice() {
        let clerk = person(5, "2010-01-01");
        let same = post(5, PostRole::Staff, PostKind::Concurrent, "2019-01-01");
        assert_eq!(clerk.clone().also_in(same).unwrap_err().reason, "POST_HELD");
        let id = PostId(Uuid::from_u128(5));
        let ended = clerk.without(id, day("2019-01-31")).unwrap().unwrap();
        assert_eq!(ended.clone().without(id, day("2019-01-31")).unwrap(), None);
        assert_eq!(ended.clone().without(id, day("2019-03-31")).unwrap_err().reason, "POST_OVER");
        assert_eq!(ended.without(PostId(Uuid::nil()), day("2019-03-31")).unwrap_err().reason, "NOT_FOUND");
    }

    #[test]
    fn a_mended_first_day_mends_the_last_of_the_main_post_before_and_never_a_third() {
        let moved = person(5, "2010-01-01").moved_to(post(6, PostRole::Staff, PostKind::Main, "2019-08-01"));
        let moved = moved.moved_to(post(7, PostRole::Staff, PostKind::Main, "2019-10-01"));
        let begins = |id: u128, from: &str| {
            let held = moved.posts.iter().find(|held| held.id == PostId(Uuid::from_u128(id))).unwrap();
            moved.clone().with_corrected(Post { valid_from: Some(day(from)), ..held.clone() })
        };
        let spans = |person: &Person| -> Vec<_> { person.posts.iter().map(|post| (post.unit.0.as_u128(), post.valid_to)).collect() };
        let mended = begins(7, "2019-09-01").unwrap().unwrap();
        assert_eq!(spans(&mended), [(7, None), (6, Some(day("2019-08-31"))), (5, Some(day("2019-07-31")))]);
        assert_eq!(begins(7, "2019-10-01"), Ok(None));
        assert_eq!(begins(7, "2019-07-01").unwrap_err().reason, "POST_OVERLAPS", "the one before would end before it began");
        assert_eq!(begins(6, "2019-11-01").unwrap_err().reason, "POST_OVERLAPS", "after its own last day");
    }

    #[test]
    fn a_post_that_was_never_held_gives_way_to_the_main_post_before() {
        let mut moved = person(5, "2010-01-01").moved_to(post(6, PostRole::Staff, PostKind::Main, "2019-08-01"));
        moved.facts.transferred_on = Some(day("2019-08-01"));
        let back = moved.never_in(PostId(Uuid::from_u128(6))).unwrap();
        assert_eq!((back.posts.len(), back.posts[0].valid_to, back.facts.transferred_on), (1, None, None));
        assert_eq!(back.never_in(PostId(Uuid::from_u128(5))).unwrap_err().reason, "LAST_POST");
    }

    #[test]
    fn whoever_left_holds_nothing_afterwards() {
        let left = person(5, "2010-01-01").left(day("2019-04-30"));
        assert!(left.post_on(day("2019-04-30")).is_some() && left.post_on(day("2019-05-01")).is_none());
        assert_eq!(left.facts.left_on, Some(day("2019-04-30")));
    }

    #[test]
    fn the_group_follows_from_footing_and_leadership() {
        assert_eq!(Employment::CivilServant.group(PostRole::UnitDeputy), EmployeeGroup::CcLd);
        assert_eq!(Employment::PublicEmployee.group(PostRole::Staff), EmployeeGroup::VcKld);
        assert_eq!(Employment::Contract.group(PostRole::Staff), EmployeeGroup::Nld);
        assert_eq!(Employment::Cadre.group(PostRole::Staff), EmployeeGroup::Cb);
    }
}
