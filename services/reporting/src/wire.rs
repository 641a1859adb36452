//! Between the contract and the words of reporting.

use chrono::{DateTime, NaiveDate, Utc};
use events::Error;
use kernel::{Exact, Points, Refusal, date};
use prost_types::Timestamp;
use proto::common::v1 as common;
use proto::identity::v1 as identity;
use proto::reporting::v1 as api;
use reporting_domain::policy::{Grant, Post, Reader, Right};
use reporting_domain::{Class, Format, Group, Kind, error};
use rpc::{Actor, Role};
use uuid::Uuid;

/// An id in an event; the sender vouches for its form.
pub(crate) fn id(text: &str) -> Result<Uuid, Error> {
    text.parse().map_err(|error| Error::decode("an id", error))
}

/// An id that may be missing.
pub(crate) fn maybe_id(text: &str) -> Result<Option<Uuid>, Error> {
    if text.is_empty() { Ok(None) } else { id(text).map(Some) }
}

/// A day in an event; the sender vouches for its form.
pub(crate) fn announced_day(day: Option<&common::Day>) -> Result<NaiveDate, Error> {
    day.and_then(|day| day.iso.parse().ok()).ok_or_else(|| Error::decode("a day", "it is missing"))
}

/// An id in a request.
pub(crate) fn asked_id(field: &'static str, text: &str) -> Result<Uuid, Refusal> {
    text.parse().map_err(|_| error::field_invalid(field, "Mã không hợp lệ; hãy mở lại trang rồi chọn lại."))
}

/// An id in a request that may be left empty.
pub(crate) fn asked_id_or_none(field: &'static str, text: &str) -> Result<Option<Uuid>, Refusal> {
    if text.is_empty() { Ok(None) } else { asked_id(field, text).map(Some) }
}

/// The year of a request.
pub(crate) fn asked_year(year: i32) -> Result<i32, Refusal> {
    if (2000..=2100).contains(&year) { Ok(year) } else { Err(error::field_invalid("year", "Hãy chọn năm đánh giá.")) }
}

pub(crate) fn kind(kind: i32) -> Result<Kind, Refusal> {
    match api::DocumentKind::try_from(kind).unwrap_or_default() {
        api::DocumentKind::Unspecified => Err(error::field_invalid("kind", "Hãy chọn loại văn bản.")),
        api::DocumentKind::SummaryTable => Ok(Kind::Summary),
        api::DocumentKind::DetailTable => Ok(Kind::Detail),
        api::DocumentKind::Minutes => Ok(Kind::Minutes),
        api::DocumentKind::LegalForm => Ok(Kind::LegalForm),
        api::DocumentKind::ScoreSheet => Ok(Kind::ScoreSheet),
        api::DocumentKind::Note => Ok(Kind::Note),
        api::DocumentKind::Diary => Ok(Kind::Diary),
        api::DocumentKind::Handover => Ok(Kind::Handover),
    }
}

pub(crate) fn kind_out(kind: Kind) -> api::DocumentKind {
    match kind {
        Kind::Summary => api::DocumentKind::SummaryTable,
        Kind::Detail => api::DocumentKind::DetailTable,
        Kind::Minutes => api::DocumentKind::Minutes,
        Kind::LegalForm => api::DocumentKind::LegalForm,
        Kind::ScoreSheet => api::DocumentKind::ScoreSheet,
        Kind::Note => api::DocumentKind::Note,
        Kind::Diary => api::DocumentKind::Diary,
        Kind::Handover => api::DocumentKind::Handover,
    }
}

/// Code of a document that was read.
pub(crate) fn read_code(kind: Kind) -> &'static str {
    kind_out(kind).as_str_name().trim_start_matches("DOCUMENT_KIND_")
}

/// What was read, by its code; unspecified for the results of an agency.
pub(crate) fn kind_of_read(code: &str) -> api::DocumentKind {
    api::DocumentKind::from_str_name(&format!("DOCUMENT_KIND_{code}")).unwrap_or_default()
}

/// A moment on the wire.
pub(crate) fn moment_out(at: DateTime<Utc>) -> Option<Timestamp> {
    Some(Timestamp { seconds: at.timestamp(), nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or_default() })
}

pub(crate) fn format(format: i32) -> Result<Format, Refusal> {
    match api::DocumentFormat::try_from(format).unwrap_or_default() {
        api::DocumentFormat::Unspecified => Err(error::field_invalid("format", "Hãy chọn định dạng PDF hoặc XLSX.")),
        api::DocumentFormat::Pdf => Ok(Format::Pdf),
        api::DocumentFormat::Xlsx => Ok(Format::Xlsx),
    }
}

pub(crate) fn format_out(format: Format) -> api::DocumentFormat {
    match format {
        Format::Pdf => api::DocumentFormat::Pdf,
        Format::Xlsx => api::DocumentFormat::Xlsx,
    }
}

pub(crate) fn class(class: i32) -> Option<Class> {
    match common::Class::try_from(class).unwrap_or_default() {
        common::Class::Unspecified => None,
        common::Class::Htxs => Some(Class::Htxs),
        common::Class::Htt => Some(Class::Htt),
        common::Class::Hthc => Some(Class::Hthc),
        common::Class::Ht => Some(Class::Ht),
        common::Class::Kht => Some(Class::Kht),
    }
}

pub(crate) fn class_out(class: Class) -> common::Class {
    match class {
        Class::Htxs => common::Class::Htxs,
        Class::Htt => common::Class::Htt,
        Class::Hthc => common::Class::Hthc,
        Class::Ht => common::Class::Ht,
        Class::Kht => common::Class::Kht,
    }
}

/// The group of a record; evaluation makes none without.
pub(crate) fn group(group: i32) -> Result<Group, Error> {
    match common::EmployeeGroup::try_from(group).unwrap_or_default() {
        common::EmployeeGroup::Unspecified => Err(Error::decode("a record", "it has no employee group")),
        common::EmployeeGroup::Cb => Ok(Group::Cb),
        common::EmployeeGroup::CcLd => Ok(Group::CcLd),
        common::EmployeeGroup::CcKld => Ok(Group::CcKld),
        common::EmployeeGroup::VcLd => Ok(Group::VcLd),
        common::EmployeeGroup::VcKld => Ok(Group::VcKld),
        common::EmployeeGroup::Nld => Ok(Group::Nld),
    }
}

pub(crate) fn group_out(group: Group) -> common::EmployeeGroup {
    match group {
        Group::Cb => common::EmployeeGroup::Cb,
        Group::CcLd => common::EmployeeGroup::CcLd,
        Group::CcKld => common::EmployeeGroup::CcKld,
        Group::VcLd => common::EmployeeGroup::VcLd,
        Group::VcKld => common::EmployeeGroup::VcKld,
        Group::Nld => common::EmployeeGroup::Nld,
    }
}

pub(crate) fn points(points: Option<common::Points>) -> Option<Points> {
    points.map(|points| Points::from_hundredths(points.hundredths))
}

/// Decimal text of six places, rounded half up to two for showing.
pub(crate) fn shown(text: &str) -> Option<Points> {
    text.parse::<Exact>().ok()?.to_points_half_up().ok()
}

/// A day of the contract.
pub(crate) fn day(day: Option<&common::Day>) -> Option<NaiveDate> {
    day.and_then(|day| day.iso.parse().ok())
}

/// Who signed, as what and when: `Nguyễn Văn Bình (Trưởng phòng), 10:32 ngày 15/12/2019`.
pub(crate) fn signed(signature: Option<&common::Signature>) -> String {
    let Some(signature) = signature else { return String::new() };
    let title = if signature.title.is_empty() { String::new() } else { format!(" ({})", signature.title) };
    let at = moment(signature.at).map(|at| format!(", {}", date::vi_moment(at))).unwrap_or_default();
    format!("{}{title}{at}", signature.full_name)
}

pub(crate) fn moment(at: Option<Timestamp>) -> Option<DateTime<Utc>> {
    at.and_then(|at| DateTime::from_timestamp(at.seconds, u32::try_from(at.nanos).unwrap_or_default()))
}

/// Who is reading, with the posts they hold on a day.
pub(crate) fn reader(actor: &Actor, person: Option<&identity::Person>, today: NaiveDate) -> Result<Reader, Error> {
    let posts = person.map(|person| person.posts.as_slice()).unwrap_or_default();
    let posts = posts.iter().filter(|held| is_held(held, today)).map(post).collect::<Result<_, _>>()?;
    Ok(Reader { person: actor.person, posts, grants: actor.grants.iter().filter_map(grant).collect(), reach: actor.reach() })
}

/// The post that a person held on a day; for who held none, the last one.
pub(crate) fn post_on(person: &identity::Person, day: NaiveDate) -> Option<&identity::Post> {
    let begins = |post: &&identity::Post| post.valid_from.as_ref().map(|day| day.iso.clone());
    person.posts.iter().find(|post| is_held(post, day)).or_else(|| person.posts.iter().max_by_key(begins))
}

fn is_held(post: &identity::Post, today: NaiveDate) -> bool {
    let day = |day: &Option<common::Day>| day.as_ref().and_then(|day| day.iso.parse::<NaiveDate>().ok());
    day(&post.valid_from).is_none_or(|from| from <= today) && day(&post.valid_to).is_none_or(|to| to >= today)
}

fn post(post: &identity::Post) -> Result<Post, Error> {
    let role = common::PostRole::try_from(post.role).unwrap_or_default();
    let heads_agency = matches!(role, common::PostRole::AgencyHead | common::PostRole::CommuneChair);
    Ok(Post { agency: id(&post.agency_id)?, unit: id(&post.unit_id)?, heads_agency })
}

fn grant(grant: &rpc::Grant) -> Option<Grant> {
    let right = match grant.role {
        Role::HigherAuthority => Right::HigherAuthority,
        Role::HrOfficer => Right::HrOfficer,
        Role::SnvAdmin => Right::SnvAdmin,
        Role::ProvinceLeader => Right::ProvinceLeader,
        Role::Auditor => Right::Auditor,
        Role::UnitIt | Role::MailAdmin | Role::Ops | Role::PartyAuthority => return None,
    };
    Some(Grant { right, agency: grant.agency })
}
