//! Where the service keeps what it announces, and what it hears: by it operators compare and mend (`congtam reconcile`).

use events::reconcile::Owned;

/// What the service announces.
pub(crate) const OWNS: &[Owned] = &[
    Owned { kind: "congtam.identity.v1.UnitChanged", table: "units", id: "unit_id", in_document: true },
    Owned { kind: "congtam.identity.v1.PersonChanged", table: "people", id: "person_id", in_document: true },
    Owned { kind: "congtam.identity.v1.AccountChanged", table: "accounts", id: "person_id", in_document: true },
    Owned { kind: "congtam.identity.v1.FaultReportChanged", table: "fault_reports", id: "report_id", in_document: true },
    Owned { kind: "congtam.identity.v1.DelegationChanged", table: "delegations", id: "delegation_id", in_document: true },
];
