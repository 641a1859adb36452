//! From what was announced to the structs that documents are made of.

mod form;
mod letterhead;
mod minutes;
mod score_sheet;
mod tables;

pub(crate) use form::legal_form;
pub(crate) use letterhead::{Office, letterhead};
pub(crate) use minutes::minutes;
pub(crate) use score_sheet::score_sheet;
pub(crate) use tables::{detail, summary};

use documents::model::{Labelled, Signed};
use proto::common::v1::Signature;
use proto::evaluation::v1::Subject;
use reporting_domain::Group;

use crate::wire;

/// A signature of the contract as documents print it.
fn signed(signature: Option<&Signature>) -> Option<Signed> {
    let signature = signature?;
    Some(Signed { name: signature.full_name.clone(), at: wire::moment(signature.at)? })
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
const fn rank_label(group: Group) -> &'static str {
    match group {
        Group::Cb | Group::CcLd | Group::CcKld => "Ngạch công chức",
        Group::VcLd | Group::VcKld => "Hạng chức danh nghề nghiệp",
        Group::Nld => "Ngạch, chức danh",
    }
}
