//! Accounts and what they may.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Refusal, Version};
use regulation::SystemRole;
use serde::{Deserialize, Serialize};

use crate::{PersonId, UnitId, error};

/// A system role and where it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grant {
    /// The role.
    pub role: SystemRole,
    /// The agency; none for the whole province.
    pub agency: Option<UnitId>,
}

/// A role of power that one person asked for; another one has to confirm it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The role.
    pub grant: Grant,
    /// Who asked.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

/// What changes how somebody gets in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Deed {
    /// Another login.
    Rename(String),
    /// A link to choose another password.
    Link,
    /// Without the second factor and passkeys.
    SecondFactor,
    /// Open again, with the roles that are held.
    Enable,
}

/// A deed that one person asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedDeed {
    /// What.
    pub deed: Deed,
    /// Who asked.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

/// What comes of a deed that takes two people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seconded {
    /// It is asked for now: the account to keep.
    Asked(Account),
    /// It was, by the same person.
    Waits(Account),
    /// Another person asked: the account without it, to carry it out on.
    Now(Account),
}

/// Days in which what was asked for can be confirmed.
pub const DAYS_TO_CONFIRM: i64 = 14;

/// Whether an account can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Has no password yet.
    Invited,
    /// Can sign in.
    Active,
    /// Cannot.
    Disabled,
}

/// A login, without its credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Whose.
    pub person: PersonId,
    /// How often it changed.
    pub version: Version,
    /// The login.
    pub email: String,
    /// Whether it can be used.
    pub status: Status,
    /// System roles, sorted.
    pub grants: Vec<Grant>,
    /// Roles of power that wait for a second person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<Asked>,
    /// What waits for a second person before it changes how the holder gets in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked_deeds: Vec<AskedDeed>,
    /// When the password was first set.
    pub activated_at: Option<DateTime<Utc>>,
    /// When the login was last renamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_at: Option<DateTime<Utc>>,
}

impl Account {
    /// An account that waits for its first password.
    pub fn invited(person: PersonId, email: String) -> Self {
        Self {
            person,
            version: 1,
            email,
            status: Status::Invited,
            grants: Vec::new(),
            asked: Vec::new(),
            asked_deeds: Vec::new(),
            activated_at: None,
            renamed_at: None,
        }
    }

    /// After the first password was set.
    ///
    /// # Errors
    /// When the account is not waiting for one.
    pub fn activated(self, now: DateTime<Utc>) -> Result<Self, Refusal> {
        if self.status != Status::Invited {
            return Err(error::invitation_over());
        }
        Ok(Self { status: Status::Active, activated_at: Some(now), version: self.version + 1, ..self })
    }

    /// With one more role; `None` when it has the role already, or it waits for another person than `by`. A role of power is asked for
    /// by the first and given by the second.
    ///
    /// # Errors
    /// When the role needs an agency, or must not have one, or does not go with one that is held.
    pub fn granted(mut self, grant: Grant, by: PersonId, now: DateTime<Utc>) -> Result<Option<Self>, Refusal> {
        if !grant.role.is_of_a_scope() && grant.role.is_of_an_agency() != grant.agency.is_some() {
            return Err(error::grant_scope(grant.role.is_of_an_agency()));
        }
        if self.grants.contains(&grant) {
            return Ok(None);
        }
        if self.grants.iter().any(|held| held.role.excludes(grant.role) || grant.role.excludes(held.role)) {
            return Err(error::roles_exclude());
        }
        if grant.role.is_power() {
            // Whoever has not come in is a mailbox, and no person yet.
            if self.status != Status::Active {
                return Err(error::power_needs_login());
            }
            let waiting = self.asked.iter().find(|asked| asked.grant == grant);
            let waiting = waiting.filter(|asked| now - asked.at < TimeDelta::days(DAYS_TO_CONFIRM)).map(|asked| asked.by);
            if waiting == Some(by) {
                return Ok(None);
            }
            self.asked.retain(|asked| asked.grant != grant);
            if waiting.is_none() {
                self.asked.push(Asked { grant, by, at: now });
                self.version += 1;
                return Ok(Some(self));
            }
        }
        self.grants.push(grant);
        self.grants.sort();
        self.version += 1;
        Ok(Some(self))
    }

    /// A deed that takes two people: asked for by the first, done by the second. A login that is to become another one becomes what
    /// was asked for last.
    pub fn seconded(mut self, deed: Deed, by: PersonId, now: DateTime<Utc>) -> Seconded {
        let in_time = |asked: &AskedDeed| now - asked.at < TimeDelta::days(DAYS_TO_CONFIRM);
        match self.asked_deeds.iter().find(|asked| asked.deed == deed && in_time(asked)).map(|asked| asked.by) {
            Some(first) if first == by => return Seconded::Waits(self),
            Some(_) => {
                self.asked_deeds.retain(|asked| asked.deed != deed);
                return Seconded::Now(self);
            }
            None => {}
        }
        let same_kind = |asked: &AskedDeed| std::mem::discriminant(&asked.deed) == std::mem::discriminant(&deed);
        self.asked_deeds.retain(|asked| !same_kind(asked));
        self.asked_deeds.push(AskedDeed { deed, by, at: now });
        self.version += 1;
        Seconded::Asked(self)
    }

    /// True while the account has a role of power, or waits for one.
    pub fn is_near_power(&self) -> bool {
        !self.asked.is_empty() || self.grants.iter().any(|grant| grant.role.is_power())
    }

    /// With one role less, or without waiting for it; `None` when it neither had it nor waited.
    pub fn revoked(mut self, grant: Grant) -> Option<Self> {
        let before = self.grants.len() + self.asked.len();
        self.grants.retain(|held| *held != grant);
        self.asked.retain(|asked| asked.grant != grant);
        self.version += 1;
        (self.grants.len() + self.asked.len() < before).then_some(self)
    }

    /// Closed; `None` when it is already.
    pub fn disabled(self) -> Option<Self> {
        (self.status != Status::Disabled).then(|| Self { status: Status::Disabled, version: self.version + 1, ..self })
    }

    /// Open again, as far as it was before; `None` when it is open.
    pub fn enabled(self) -> Option<Self> {
        let status = if self.activated_at.is_some() { Status::Active } else { Status::Invited };
        (self.status == Status::Disabled).then(|| Self { status, version: self.version + 1, ..self })
    }

    /// With another login.
    pub fn renamed(self, email: String, now: DateTime<Utc>) -> Self {
        let asked_deeds = self.asked_deeds.iter().filter(|asked| !matches!(asked.deed, Deed::Rename(_))).cloned().collect();
        Self { email, asked_deeds, renamed_at: Some(now), version: self.version + 1, ..self }
    }

    /// From when on a link to choose another password may go to the login: whoever renames it to a mailbox of their own gives the
    /// person so many days to object.
    pub fn links_from(&self, days_after_rename: i64) -> Option<DateTime<Utc>> {
        self.renamed_at.map(|renamed| renamed + TimeDelta::days(days_after_rename))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn account() -> Account {
        Account::invited(PersonId(Uuid::from_u128(1)), "an@quangtri.gov.vn".to_owned())
    }

    fn grant(role: SystemRole) -> Grant {
        Grant { role, agency: role.is_of_an_agency().then(|| UnitId(Uuid::from_u128(7))) }
    }

    fn giver(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(100 + number))
    }

    #[test]
    fn power_is_asked_for_by_one_and_given_by_another_in_time() {
        let day = |day| DateTime::UNIX_EPOCH + TimeDelta::days(day);
        for role in
            [SystemRole::SnvAdmin, SystemRole::HigherAuthority, SystemRole::ProvinceLeader, SystemRole::PartyAuthority, SystemRole::Auditor]
        {
            let power = grant(role);
            assert!(account().granted(power, giver(1), day(0)).is_err(), "not activated");
            let active = Account { status: Status::Active, ..account() };
            let asked = active.granted(power, giver(1), day(0)).unwrap().unwrap();
            assert!(asked.is_near_power());
            assert_eq!((asked.grants.len(), asked.asked.len()), (0, 1), "{role:?}");
            assert_eq!(asked.clone().granted(power, giver(1), day(1)).unwrap(), None, "asking twice confirms nothing");
            let given = asked.clone().granted(power, giver(2), day(13)).unwrap().unwrap();
            assert_eq!((given.grants.as_slice(), given.asked.len()), ([power].as_slice(), 0));
            let late = asked.clone().granted(power, giver(2), day(14)).unwrap().unwrap();
            assert_eq!((late.grants.len(), late.asked[0].by), (0, giver(2)), "asked for anew");
            assert_eq!(asked.revoked(power).unwrap().asked, []);
        }
    }

    #[test]
    fn how_a_head_gets_in_is_changed_by_two_people_in_time() {
        let day = |day| DateTime::UNIX_EPOCH + TimeDelta::days(day);
        let asked = |outcome| match outcome {
            Seconded::Asked(account) => account,
            Seconded::Waits(_) | Seconded::Now(_) => panic!("{outcome:?}"),
        };
        for deed in [Deed::Rename("moi@quangtri.gov.vn".to_owned()), Deed::Link, Deed::SecondFactor, Deed::Enable] {
            let once = asked(account().seconded(deed.clone(), giver(1), day(0)));
            assert_eq!(once.clone().seconded(deed.clone(), giver(1), day(1)), Seconded::Waits(once.clone()), "{deed:?}");
            let Seconded::Now(done) = once.clone().seconded(deed.clone(), giver(2), day(13)) else { panic!("{deed:?}") };
            assert_eq!(done.asked_deeds, []);
            assert_eq!(asked(once.seconded(deed, giver(2), day(14))).asked_deeds[0].by, giver(2), "asked for anew");
        }
        let rename = |to: &str| Deed::Rename(format!("{to}@quangtri.gov.vn"));
        let once = asked(account().seconded(rename("mot"), giver(1), day(0)));
        let other = asked(once.seconded(rename("hai"), giver(2), day(0)));
        assert_eq!((other.asked_deeds.len(), other.asked_deeds[0].by), (1, giver(2)), "another address is another question");
    }

    #[test]
    fn who_runs_the_servers_or_audits_does_nothing_else() {
        for (held, other, allowed) in [
            (SystemRole::Ops, SystemRole::SnvAdmin, false),
            (SystemRole::HrOfficer, SystemRole::Ops, false),
            (SystemRole::Auditor, SystemRole::UnitIt, false),
            (SystemRole::HrOfficer, SystemRole::UnitIt, true),
            (SystemRole::SnvAdmin, SystemRole::MailAdmin, true),
            (SystemRole::SnvAdmin, SystemRole::HigherAuthority, false),
            (SystemRole::PartyAuthority, SystemRole::SnvAdmin, false),
        ] {
            let given = Account { grants: vec![grant(held)], ..account() }.granted(grant(other), giver(1), DateTime::UNIX_EPOCH);
            assert_eq!(given.is_ok(), allowed, "{held:?} and {other:?}");
        }
    }

    #[test]
    fn an_account_opens_again_as_far_as_it_had_come() {
        let closed = account().disabled().unwrap();
        assert_eq!(closed.clone().disabled(), None);
        assert_eq!(closed.enabled().unwrap().status, Status::Invited);
        let active = account().activated(DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(active.clone().enabled(), None);
        assert_eq!(active.disabled().unwrap().enabled().unwrap().status, Status::Active);
    }

    #[test]
    fn a_role_that_is_not_held_cannot_be_taken() {
        let held = account().granted(grant(SystemRole::HrOfficer), giver(1), DateTime::UNIX_EPOCH).unwrap().unwrap();
        assert_eq!(held.clone().revoked(grant(SystemRole::UnitIt)), None);
        assert_eq!(held.revoked(grant(SystemRole::HrOfficer)).unwrap().grants, []);
    }
}
