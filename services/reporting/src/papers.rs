//! From what was announced to the structs that documents are made of.

mod diary;
mod form;
mod handover;
mod letterhead;
mod minutes;
mod note;
mod score_sheet;
mod tables;

pub(crate) use diary::{Period, diary, diary_figures, diary_rows, whose};
pub(crate) use form::legal_form;
pub(crate) use handover::handover;
pub(crate) use letterhead::{Office, letterhead};
pub(crate) use minutes::minutes;
pub(crate) use note::{note, note_title};
use regulation::EmployeeGroup;
pub(crate) use score_sheet::score_sheet;
pub(crate) use tables::{detail, summary};

use documents::model::{Labelled, Signed};
use proto::common::v1::Signature;
use proto::evaluation::v1::{Record, Subject};
use regulation::Cap;
use reporting_domain::signing;

/// A signature of the contract as documents print it, under the post that it was given in.
fn signed(signature: Option<&Signature>, lines: impl FnOnce(&str) -> Vec<String>) -> Option<Signed> {
    let signature = signature?;
    Some(Signed { lines: lines(&signature.title), name: signature.full_name.clone(), at: contract::moment(signature.at)? })
}

/// The lines above the name of who decides on a record: the head of the agency, or somebody above it.
fn of_decider(record: &Record, agency: &str, title: &str) -> Vec<String> {
    if record.decided_outside { signing::of_higher(title) } else { signing::of_head(agency, title) }
}

/// Heads what holds a class below that of the points.
const CAPPED: &str = "Mức phân loại bị giới hạn vì";

/// Why a class is below that of the points; empty when it is not.
fn caps(codes: &[String]) -> String {
    codes.iter().map(|code| Cap::words(code)).collect::<Vec<_>>().join("; ")
}

/// Name, post and unit of the evaluated person.
fn identity(subject: &Subject) -> Vec<Labelled> {
    let place = if subject.unit_name == subject.agency_name {
        subject.agency_name.clone()
    } else {
        format!("{}, {}", subject.unit_name, subject.agency_name)
    };
    [("Họ và tên", subject.full_name.clone()), ("Chức vụ, chức danh", subject.title.clone()), ("Đơn vị công tác", place)]
        .map(|(label, value)| labelled(label, value))
        .into()
}

fn labelled(label: &str, value: String) -> Labelled {
    Labelled { label: label.to_owned(), value }
}

/// What the form calls the rank of a group.
const fn rank_label(group: EmployeeGroup) -> &'static str {
    match group {
        EmployeeGroup::Cb | EmployeeGroup::CcLd | EmployeeGroup::CcKld => "Ngạch công chức",
        EmployeeGroup::VcLd | EmployeeGroup::VcKld => "Hạng chức danh nghề nghiệp",
        EmployeeGroup::Nld => "Ngạch, chức danh",
    }
}
