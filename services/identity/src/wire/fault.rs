//! Fault reports on the wire.

use contract::out;
use identity_domain::fault::{Entry, FaultReport, FaultState, Writer};
use proto::common::v1 as common;
use proto::identity::v1 as api;

pub(crate) fn report(report: &FaultReport) -> api::FaultReport {
    api::FaultReport {
        report_id: report.id.to_string(),
        version: report.version,
        state: state(report.state()).into(),
        reporter: report.entries.first().map(|entry| signature(&entry.by)),
        agency_id: report.agency.map(|id| id.to_string()).unwrap_or_default(),
        page: report.page.clone(),
        entries: report.entries.iter().map(entry).collect(),
    }
}

/// The state that a list is limited to.
pub(crate) fn state_or_none(state: api::FaultState) -> Option<FaultState> {
    match state {
        api::FaultState::Unspecified => None,
        api::FaultState::Open => Some(FaultState::Open),
        api::FaultState::Forwarded => Some(FaultState::Forwarded),
        api::FaultState::Answered => Some(FaultState::Answered),
        api::FaultState::Closed => Some(FaultState::Closed),
    }
}

fn state(state: FaultState) -> api::FaultState {
    match state {
        FaultState::Open => api::FaultState::Open,
        FaultState::Forwarded => api::FaultState::Forwarded,
        FaultState::Answered => api::FaultState::Answered,
        FaultState::Closed => api::FaultState::Closed,
    }
}

fn entry(entry: &Entry) -> api::FaultEntry {
    api::FaultEntry { by: Some(signature(&entry.by)), state: state(entry.state).into(), text: entry.text.clone() }
}

fn signature(writer: &Writer) -> common::Signature {
    common::Signature {
        person_id: writer.person.to_string(),
        full_name: writer.full_name.clone(),
        title: writer.title.clone(),
        at: Some(out::moment(writer.at)),
    }
}
