//! May this actor do this?

use chrono::NaiveDate;
use kernel::Refusal;
use regulation::{PostRole, SystemRole};

use crate::{Account, Grant, Person, PersonId, Post, Unit, UnitId, UnitKind, error};

/// Who is acting, as far as the rules here care.
#[derive(Clone, Debug)]
pub struct Who {
    /// The person.
    pub person: PersonId,
    /// Their system roles.
    pub grants: Vec<Grant>,
}

impl Who {
    pub(crate) fn holds(&self, role: SystemRole) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    pub(crate) fn holds_in(&self, role: SystemRole, agency: UnitId) -> bool {
        self.grants.iter().any(|grant| grant.role == role && grant.agency.is_none_or(|scope| scope == agency))
    }

    /// Takes staff lists of every agency, moves people between agencies and names their duties.
    pub fn takes_every_list(&self) -> bool {
        self.holds(SystemRole::SnvAdmin)
    }

    /// Sees people of every agency.
    pub fn sees_everybody(&self) -> bool {
        [SystemRole::SnvAdmin, SystemRole::HigherAuthority, SystemRole::ProvinceLeader, SystemRole::Auditor]
            .into_iter()
            .any(|role| self.holds(role))
    }
}

/// Takes the staff list of `agency`: Sở Nội vụ, or its own HR officer when the agency is known already.
///
/// # Errors
/// For everybody else.
pub fn may_import(who: &Who, agency: Option<UnitId>) -> Result<(), Refusal> {
    let own = agency.is_some_and(|agency| who.holds_in(SystemRole::HrOfficer, agency));
    if who.takes_every_list() || own { Ok(()) } else { Err(error::import_refused()) }
}

/// Gives a role, asks for one, confirms or takes one: who gives roles of that kind, for the whole province, to somebody else (ID-5).
///
/// # Errors
/// For everybody else.
pub fn may_grant(who: &Who, to: &Account, role: SystemRole) -> Result<(), Refusal> {
    let gives = who.grants.iter().any(|grant| grant.agency.is_none() && role.givers().contains(&grant.role));
    if gives && who.person != to.person { Ok(()) } else { Err(error::grant_refused()) }
}

/// Confirms that others lead agencies: who gives roles of power for the whole province.
///
/// # Errors
/// For everybody else, and for oneself.
pub fn may_confirm_heads(who: &Who, of: PersonId) -> Result<(), Refusal> {
    if confirms_heads(who) && who.person != of { Ok(()) } else { Err(error::lead_not_yours()) }
}

/// Sees who waits to lead an agency: who confirms them, and auditors.
///
/// # Errors
/// For everybody else.
pub fn may_see_heads_to_confirm(who: &Who) -> Result<(), Refusal> {
    if confirms_heads(who) || who.holds(SystemRole::Auditor) { Ok(()) } else { Err(error::lead_not_yours()) }
}

fn confirms_heads(who: &Who) -> bool {
    who.grants.iter().any(|grant| grant.agency.is_none() && SystemRole::SnvAdmin.givers().contains(&grant.role))
}

/// Whether one person alone may not change how somebody gets in: holders of roles of power and heads of agencies.
pub fn takes_two(person: &Person, account: &Account, today: NaiveDate) -> bool {
    account.is_near_power() || person.leads_by_two(today)
}

/// Nobody administers the province and leads an agency in it: administrators prepare what heads decide.
///
/// # Errors
/// `ADMINISTRATOR_LEADS`.
pub fn may_lead_beside(person: &Person, grants: &[Grant], today: NaiveDate) -> Result<(), Refusal> {
    let administers = grants.iter().any(|grant| grant.role == SystemRole::SnvAdmin);
    if administers && person.is_to_lead(today) { Err(error::administrator_leads(&person.full_name)) } else { Ok(()) }
}

/// Sees every account: Sở Nội vụ and auditors, and those who confirm roles of power.
pub fn sees_every_account(who: &Who) -> bool {
    let offices = [SystemRole::SnvAdmin, SystemRole::Auditor, SystemRole::HigherAuthority, SystemRole::ProvinceLeader];
    who.grants.iter().any(|grant| grant.agency.is_none() && offices.contains(&grant.role))
}

/// Closes, opens and changes the account of somebody else: Sở Nội vụ, unless that takes away a role that it does not give: who
/// audits is removed by those who appoint auditors first.
///
/// # Errors
/// For everybody else.
pub fn may_manage(who: &Who, account: &Account) -> Result<(), Refusal> {
    let gives_all = account.grants.iter().all(|grant| may_grant(who, account, grant.role).is_ok());
    let may = who.holds(SystemRole::SnvAdmin) && who.person != account.person && gives_all;
    if may { Ok(()) } else { Err(error::account_not_yours()) }
}

/// Asks for, or confirms, that the lost second factor of somebody goes: who manages the account, and for a role that those do not give,
/// such as who audits them, who gives it.
///
/// # Errors
/// For everybody else.
pub fn may_reset_factor(who: &Who, account: &Account) -> Result<(), Refusal> {
    let above_managers = |grant: &Grant| !grant.role.givers().contains(&SystemRole::SnvAdmin);
    let gives_all = account.grants.iter().all(|grant| may_grant(who, account, grant.role).is_ok());
    let may = account.grants.iter().any(above_managers) && gives_all;
    if may { Ok(()) } else { may_manage(who, account) }
}

/// Lets somebody set up their first second factor, being present: for who holds a role of power who may reset it, otherwise who may
/// send them a link; nobody for themself.
///
/// # Errors
/// For everybody else.
pub fn may_allow_enrolment(who: &Who, account: &Account, agency: Option<UnitId>) -> Result<(), Refusal> {
    if who.person == account.person {
        return Err(error::account_not_yours());
    }
    if account.is_near_power() { may_reset_factor(who, account) } else { may_send_link(who, agency) }
}

/// Sends somebody a link to get in: Sở Nội vụ, or the IT officer of the agency.
///
/// # Errors
/// For everybody else.
pub fn may_send_link(who: &Who, agency: Option<UnitId>) -> Result<(), Refusal> {
    let own = agency.is_some_and(|agency| who.holds_in(SystemRole::UnitIt, agency));
    if who.holds(SystemRole::SnvAdmin) || own { Ok(()) } else { Err(error::account_not_yours()) }
}

/// Takes the official e-mail list: Trung tâm Tin học, which makes the addresses, or Sở Nội vụ (article 7.2).
///
/// # Errors
/// For everybody else.
pub fn may_take_email_list(who: &Who) -> Result<(), Refusal> {
    let may = who.holds(SystemRole::MailAdmin) || who.holds(SystemRole::SnvAdmin);
    if may { Ok(()) } else { Err(error::email_list_refused()) }
}

/// Whether the e-mail list may rename, correct or close a login: nobody's own, that of administrators and deciders by Sở Nội vụ
/// alone, and of nobody with a role of power: the role is taken first, and given again by two people.
pub fn may_change_login(who: &Who, person: &Person, account: Option<&Account>, today: NaiveDate) -> bool {
    let grants = account.map(|account| account.grants.as_slice()).unwrap_or_default();
    let powerless = !account.is_some_and(Account::is_near_power);
    person.id != who.person && powerless && (!needs_second_factor(person, grants, today) || who.holds(SystemRole::SnvAdmin))
}

/// Reads the state of the software, counts and nothing personal: of all of it who answers for it (article 7.4), of one agency its IT
/// officer and its head too (article 10).
///
/// # Errors
/// For everybody else.
pub fn may_read_status(who: &Who, agency: Option<UnitId>, leads: impl Fn(UnitId) -> bool) -> Result<(), Refusal> {
    let readers = [SystemRole::SnvAdmin, SystemRole::ProvinceLeader, SystemRole::Auditor, SystemRole::Ops];
    let own = agency.is_some_and(|agency| who.holds_in(SystemRole::UnitIt, agency) || leads(agency));
    if own || readers.into_iter().any(|role| who.holds(role)) { Ok(()) } else { Err(error::status_refused()) }
}

/// Reads what happened to the account of somebody else.
pub fn reads_account_events(who: &Who, of: PersonId) -> bool {
    who.person == of || sees_every_account(who)
}

/// True for administrators and deciders: they sign in with a second factor (section 13 of the handbook).
pub fn needs_second_factor(person: &Person, grants: &[Grant], today: NaiveDate) -> bool {
    !grants.is_empty() || person.posts.iter().any(|post| post.holds_on(today) && post.named.leads_agency())
}

/// Changes the posts of somebody: Sở Nội vụ, or the HR officer when all that is touched is of the own agency and nobody begins or
/// ceases to lead it: heads decide on everybody, the province appoints them.
///
/// # Errors
/// For everybody else, and for one's own posts.
pub fn may_change_posts(who: &Who, of: PersonId, touched: &[UnitId], leads: bool) -> Result<(), Refusal> {
    let own = !leads && !touched.is_empty() && touched.iter().all(|agency| who.holds_in(SystemRole::HrOfficer, *agency));
    if who.person != of && (who.holds(SystemRole::SnvAdmin) || own) { Ok(()) } else { Err(error::posts_not_yours()) }
}

/// Orders who is somebody's direct head, where it is not whom units and posts say: the head of the agency alone (article 3).
///
/// # Errors
/// For everybody else.
pub fn may_order_head(who: &Who, of: &Person) -> Result<(), Refusal> {
    if of.agency_head == Some(who.person) { Ok(()) } else { Err(error::head_order_not_yours()) }
}

/// May change something of somebody: Sở Nội vụ, or the HR officer of an agency where they hold or held a post; who holds none may
/// begin in any. What exactly is for [`may_change_posts`] to say.
///
/// # Errors
/// For everybody else, and for oneself.
pub fn may_begin_to_change(who: &Who, of: PersonId, agencies: &[UnitId]) -> Result<(), Refusal> {
    let theirs = agencies.iter().any(|agency| who.holds_in(SystemRole::HrOfficer, *agency));
    let own = theirs || (agencies.is_empty() && who.holds(SystemRole::HrOfficer));
    if who.person != of && (who.holds(SystemRole::SnvAdmin) || own) { Ok(()) } else { Err(error::posts_not_yours()) }
}

/// Says what titles and posts make their holders: Sở Nội vụ, or the HR officer for the own agency, for posts inside its parts and
/// not at its top.
///
/// # Errors
/// For everybody else.
pub fn may_set_roles(who: &Who, agency: Option<UnitId>, roles: &[PostRole], at_top: bool) -> Result<(), Refusal> {
    let of_parts = roles.iter().all(|role| role.is_of_a_unit());
    let own = !at_top && of_parts && agency.is_some_and(|agency| who.holds_in(SystemRole::HrOfficer, agency));
    if who.holds(SystemRole::SnvAdmin) || own { Ok(()) } else { Err(error::titles_not_yours()) }
}

/// Sees what is wrong with the posts of an agency: Sở Nội vụ, and its HR officer.
pub fn sees_personnel_problems(who: &Who, agency: UnitId) -> bool {
    who.holds(SystemRole::SnvAdmin) || who.holds_in(SystemRole::HrOfficer, agency)
}

/// Knows of somebody's years of service, training and membership of the Party: the person, the heads above, the HR officer of an
/// agency where they hold a post, and those who see everybody. Colleagues need names and posts.
pub fn knows_service_of(who: &Who, person: &Person, today: NaiveDate) -> bool {
    let heads = [person.direct_head, person.agency_head];
    let of_hr = |post: &Post| post.holds_on(today) && who.holds_in(SystemRole::HrOfficer, post.agency);
    who.person == person.id || heads.contains(&Some(who.person)) || who.sees_everybody() || person.posts.iter().any(of_hr)
}

/// Opens, closes and changes units, and moves people to `places`: Sở Nội vụ, or the HR officer where the units are divisions of the own
/// agency and people stay in it.
///
/// # Errors
/// For everybody else.
pub fn may_reorganise(who: &Who, units: &[&Unit], places: &[&Unit]) -> Result<(), Refusal> {
    let own = |unit: &&Unit| who.holds_in(SystemRole::HrOfficer, unit.agency);
    let something = !units.is_empty() || !places.is_empty();
    let within = something && units.iter().all(|unit| unit.kind == UnitKind::Division) && units.iter().chain(places).all(own);
    if who.holds(SystemRole::SnvAdmin) || within { Ok(()) } else { Err(error::reorganisation_refused()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn who(person: u128, role: SystemRole, agency: Option<u128>) -> Who {
        Who {
            person: PersonId(Uuid::from_u128(person)),
            grants: vec![Grant { role, agency: agency.map(|id| UnitId(Uuid::from_u128(id))) }],
        }
    }

    #[test]
    fn staff_lists_come_from_so_noi_vu_or_the_own_hr_officer() {
        let (own, other) = (UnitId(Uuid::from_u128(7)), UnitId(Uuid::from_u128(8)));
        assert!(may_import(&who(1, SystemRole::SnvAdmin, None), None).is_ok());
        let hr = who(1, SystemRole::HrOfficer, Some(7));
        assert!(may_import(&hr, Some(own)).is_ok());
        assert!(may_import(&hr, Some(other)).is_err());
        assert!(may_import(&hr, None).is_err(), "a new agency");
        assert!(may_import(&who(1, SystemRole::Ops, None), Some(own)).is_err());
    }

    #[test]
    fn nobody_gives_a_role_to_themself() {
        let account = Account::invited(PersonId(Uuid::from_u128(1)), String::new());
        let may = |giver: Who, role| may_grant(&giver, &account, role).is_ok();
        use SystemRole::{Auditor, HigherAuthority, HrOfficer, ProvinceLeader, SnvAdmin, UnitIt};
        assert!(may(who(2, SnvAdmin, None), UnitIt) && may(who(2, SnvAdmin, None), HigherAuthority));
        assert!(!may(who(1, SnvAdmin, None), UnitIt) && !may(who(2, HrOfficer, None), UnitIt));
        assert!(!may(who(2, SnvAdmin, None), Auditor), "administrators are audited too");
        assert!(may(who(2, HigherAuthority, None), Auditor) && may(who(2, ProvinceLeader, None), Auditor));
        assert!(!may(who(2, HigherAuthority, None), UnitIt) && !may(who(2, HigherAuthority, Some(7)), SnvAdmin));
    }
}
