//! What people write in the legal forms (Mẫu số 01, 02, 03 of Decree 56/2015 and the form of contract workers).

mod office;
mod service;
mod worker;

use proto::common::v1::EmployeeGroup;

/// How well the year went, in the eyes of who writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::year) enum Tone {
    Excellent,
    Good,
    Fair,
}

/// Variants by tone.
type Bank = [&'static [&'static str]; 3];

/// What somebody of a group writes under a heading of their form.
pub(in crate::year) fn of(group: EmployeeGroup, key: &str, tone: Tone) -> &'static [&'static str] {
    let bank = match (group, key) {
        (EmployeeGroup::Nld, "ket_qua") => worker::RESULT,
        (EmployeeGroup::Nld, "thai_do") => worker::ATTITUDE,
        (EmployeeGroup::Nld, "uu_nhuoc") => worker::SUMMARY,
        (EmployeeGroup::VcLd | EmployeeGroup::VcKld, "ket_qua") => service::RESULT,
        (EmployeeGroup::VcLd | EmployeeGroup::VcKld, "trach_nhiem") => service::SERVICE,
        (EmployeeGroup::VcLd | EmployeeGroup::VcKld, "uu_nhuoc") => service::SUMMARY,
        (_, "ky_luat") => worker::DISCIPLINE,
        (_, "tai_san") => worker::PROPERTY,
        (_, "dao_duc_nn") => service::ETHICS,
        (_, "nghia_vu") => service::OBLIGATIONS,
        (_, "chap_hanh") => office::LAW,
        (_, "nang_luc") => office::SKILL,
        (_, "ket_qua" | "tien_do_ket_qua") => office::RESULT,
        (_, "trach_nhiem" | "trach_nhiem_phoi_hop") => office::DUTY,
        (_, "thai_do_phuc_vu") => office::SERVICE,
        (_, "ket_qua_don_vi") => office::UNIT,
        (_, "nang_luc_ld") => office::LEADING,
        (_, "doan_ket") => office::UNITY,
        (_, "uu_nhuoc") => office::SUMMARY,
        _ => office::CHARACTER,
    };
    bank[tone as usize]
}
