//! Who may do what with scoring's own things.

use kernel::{Reading, Refusal};
use regulation::{Actor, SystemRole};
use uuid::Uuid;

use crate::{Progress, Record, error};

/// Whether a record names somebody as one of its heads, and they act for its agency still.
fn judges(actor: &Actor, record: &Record) -> bool {
    let named = [record.direct_head, record.decider].contains(&Some(actor.person));
    named && actor.reach().covers(record.agency)
}

/// Whether somebody decides on whom nobody in the agency decides; about all others an authority above is told nothing.
fn decides_above(actor: &Actor, record: &Record) -> bool {
    record.decider.is_none() && actor.holds_in(SystemRole::HigherAuthority, record.agency)
}

/// Only Sở Nội vụ, for the whole province, publishes packs and criteria sets (article 7.1).
///
/// # Errors
/// `ONLY_SNV_PUBLISHES`.
pub fn may_publish(actor: &Actor) -> Result<(), Refusal> {
    if actor.holds(SystemRole::SnvAdmin) { Ok(()) } else { Err(error::only_admin_publishes()) }
}

/// Who may read a result: the person once it is published; from the minutes on, the heads, the agency's HR officer, the higher
/// authority where it decides, Sở Nội vụ and the auditor. Before the minutes nobody may: heads score without seeing the others (A33).
///
/// # Errors
/// `NOT_FOUND`: whoever may not read it may not know of it.
pub fn may_read_result(actor: &Actor, record: &Record) -> Result<(), Refusal> {
    let holds = |role| actor.holds_in(role, record.agency);
    let above = judges(actor, record)
        || holds(SystemRole::HrOfficer)
        || decides_above(actor, record)
        || holds(SystemRole::SnvAdmin)
        || holds(SystemRole::Auditor);
    let may = match record.progress {
        Progress::NotEvaluated | Progress::Paper | Progress::Scoring => false,
        // Nobody reads their own open result, whatever else they are.
        Progress::Open => above && actor.person != record.person,
        Progress::Published => above || actor.person == record.person,
    };
    if may { Ok(()) } else { Err(Refusal::not_found("kết quả đánh giá")) }
}

/// Who may know which group of reviewers gave what, however small: the heads, the higher authority and the auditor, as in the minutes;
/// never the person (A20).
pub fn may_know_groups(actor: &Actor, record: &Record) -> bool {
    let knows = judges(actor, record) || decides_above(actor, record) || actor.holds_in(SystemRole::Auditor, record.agency);
    actor.person != record.person && knows
}

/// How somebody who may read a result reads it (section 4.2 of the handbook: every privileged read is logged). The heads read what they
/// judge, and so does the higher authority where no head decides.
pub fn reading_result(actor: &Actor, record: &Record) -> Reading {
    let judges = record.person == actor.person || judges(actor, record) || decides_above(actor, record);
    if judges { Reading::OwnPart } else { by_office(actor, &[record.agency]) }
}

/// How somebody who may read declarations reads them: their own, or by office.
pub fn reading_facts(actor: &Actor, person: Option<Uuid>, agencies: &[Uuid]) -> Reading {
    if person == Some(actor.person) { Reading::OwnPart } else { by_office(actor, agencies) }
}

/// How somebody who may read how earlier years of an agency's people ended reads it: who decides there on its people as their part. The
/// authority above decides on few of them and reads of all.
pub fn reading_earlier(actor: &Actor, agency: Uuid, decides_there: bool) -> Reading {
    let within = decides_there && !actor.holds_in(SystemRole::HigherAuthority, agency);
    if within { Reading::OwnPart } else { by_office(actor, &[agency]) }
}

/// How somebody who may try another law reads what it would make of people.
pub fn reading_what_if(actor: &Actor) -> Reading {
    by_office(actor, &[Uuid::nil()])
}

fn by_office(actor: &Actor, agencies: &[Uuid]) -> Reading {
    let offices = [SystemRole::HrOfficer, SystemRole::SnvAdmin, SystemRole::HigherAuthority];
    let holds_office = offices.iter().any(|role| agencies.iter().any(|agency| actor.holds_in(*role, *agency)));
    if holds_office { Reading::ByOffice } else { Reading::WithReason }
}

/// The auditor and Sở Nội vụ read who read by office: of an agency, or for the whole province.
///
/// # Errors
/// `ONLY_OVERSIGHT`.
pub fn may_list_reads(actor: &Actor, agency: Option<Uuid>) -> Result<(), Refusal> {
    let Some(agency) = agency else { return may_audit(actor) };
    let may = [SystemRole::SnvAdmin, SystemRole::Auditor].iter().any(|role| actor.holds_in(*role, agency));
    if may { Ok(()) } else { Err(error::only_oversight()) }
}

/// The HR officer of the person's agency declares leave, discipline, task results and earlier years, never their own (section 4.2 of
/// the handbook); Sở Nội vụ does for those whose agency has nobody else for it, an only HR officer among them. `agencies` are the
/// person's.
///
/// # Errors
/// `ONLY_HR_DECLARES` or `OWN_FACT`.
pub fn may_declare(actor: &Actor, person: Uuid, agencies: &[Uuid]) -> Result<(), Refusal> {
    let declares = [SystemRole::HrOfficer, SystemRole::SnvAdmin];
    if !declares.iter().any(|role| agencies.iter().any(|agency| actor.holds_in(*role, *agency))) {
        return Err(error::only_hr_declares());
    }
    if actor.person == person { Err(error::own_fact()) } else { Ok(()) }
}

/// Whoever is HR officer somewhere may bring a list; each row is then looked at by itself.
///
/// # Errors
/// `ONLY_HR_DECLARES`.
pub fn may_import(actor: &Actor) -> Result<(), Refusal> {
    if actor.holds_somewhere(SystemRole::HrOfficer) { Ok(()) } else { Err(error::only_hr_declares()) }
}

/// Who may read what was declared about a person: the person, the agency's HR officer, the higher authority, Sở Nội vụ, the auditor.
///
/// # Errors
/// `NOT_FOUND`: whoever may not read it may not know of it.
pub fn may_read_facts(actor: &Actor, person: Option<Uuid>, agencies: &[Uuid]) -> Result<(), Refusal> {
    let roles = [SystemRole::HrOfficer, SystemRole::HigherAuthority, SystemRole::SnvAdmin, SystemRole::Auditor];
    let above = roles.iter().any(|role| agencies.iter().any(|agency| actor.holds_in(*role, *agency)));
    if above || person == Some(actor.person) { Ok(()) } else { Err(Refusal::not_found("khai báo")) }
}

/// Who may read the quarters and months of somebody's year: whoever may read what was declared, and their heads, who verify and decide
/// by it.
///
/// # Errors
/// `NOT_FOUND`: whoever may not read it may not know of it.
pub fn may_read_spans(actor: &Actor, person: Uuid, agencies: &[Uuid], heads: &[Uuid]) -> Result<(), Refusal> {
    if leads(actor, person, agencies, heads) { Ok(()) } else { may_read_facts(actor, Some(person), agencies) }
}

/// How somebody who may read quarters and months reads them: their own and those of their people as their part, or else by office.
pub fn reading_spans(actor: &Actor, person: Uuid, agencies: &[Uuid], heads: &[Uuid]) -> Reading {
    if leads(actor, person, agencies, heads) { Reading::OwnPart } else { reading_facts(actor, Some(person), agencies) }
}

fn leads(actor: &Actor, person: Uuid, agencies: &[Uuid], heads: &[Uuid]) -> bool {
    let reach = actor.reach();
    actor.person != person && heads.contains(&actor.person) && agencies.iter().any(|agency| reach.covers(*agency))
}

/// The HR officer of an agency adds guidance to criteria for its people; points are Sở Nội vụ's alone (article 7.1).
///
/// # Errors
/// `ONLY_HR_GUIDES`.
pub fn may_guide(actor: &Actor, agency: Uuid) -> Result<(), Refusal> {
    if actor.holds_in(SystemRole::HrOfficer, agency) { Ok(()) } else { Err(error::only_hr_guides()) }
}

/// Guidance of an agency is for its people; Sở Nội vụ and the auditor see all. `own` are the agencies of who asks.
///
/// # Errors
/// `NOT_FOUND`: other agencies' guidance is not known of.
pub fn may_read_guidance(actor: &Actor, agency: Uuid, own: &[Uuid]) -> Result<(), Refusal> {
    let roles = [SystemRole::HrOfficer, SystemRole::SnvAdmin, SystemRole::Auditor];
    let may = own.contains(&agency) || roles.iter().any(|role| actor.holds_in(*role, agency));
    if may { Ok(()) } else { Err(Refusal::not_found("hướng dẫn của cơ quan")) }
}

/// Sở Nội vụ and the auditor, for the whole province, have stored results computed again.
///
/// # Errors
/// `ONLY_OVERSIGHT`.
pub fn may_audit(actor: &Actor) -> Result<(), Refusal> {
    let may = [SystemRole::SnvAdmin, SystemRole::Auditor].iter().any(|role| actor.holds(*role));
    if may { Ok(()) } else { Err(error::only_oversight()) }
}

/// Sở Nội vụ and the auditor, for the whole province, try another law on a closed year.
///
/// # Errors
/// `ONLY_OVERSIGHT`.
pub fn may_try_law(actor: &Actor) -> Result<(), Refusal> {
    may_audit(actor)
}

/// Who reads the totals that another law would give: the auditor, who may know what each group gave. For Sở Nội vụ, which writes the
/// laws that it tries, two of them would give a single group away.
pub fn learns_totals(actor: &Actor) -> bool {
    actor.holds(SystemRole::Auditor)
}

/// Who sees how far an agency's ceiling is filled: who decides there, its HR officer, the higher authority, Sở Nội vụ, the auditor.
///
/// # Errors
/// `ONLY_OWN_AGENCY`.
pub fn may_count(actor: &Actor, agency: Uuid, decides_there: bool) -> Result<(), Refusal> {
    let roles = [SystemRole::HrOfficer, SystemRole::HigherAuthority, SystemRole::SnvAdmin, SystemRole::Auditor];
    let may = (decides_there && actor.reach().covers(agency)) || roles.iter().any(|role| actor.holds_in(*role, agency));
    if may { Ok(()) } else { Err(error::no_count()) }
}

/// The higher authority and Sở Nội vụ, for the whole province, find an agency's results outstanding.
///
/// # Errors
/// `ONLY_ABOVE_EXCEPTS`.
pub fn may_except(actor: &Actor) -> Result<(), Refusal> {
    let may = [SystemRole::SnvAdmin, SystemRole::HigherAuthority].iter().any(|role| actor.holds(*role));
    if may { Ok(()) } else { Err(error::only_above_excepts()) }
}
