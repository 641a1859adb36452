//! Where the service keeps what it announces, and what it hears: by it operators compare and mend (`congtam reconcile`).

use events::reconcile::{Owned, Projected};

/// What the service announces.
pub(crate) const OWNS: &[Owned] = &[
    Owned { kind: "congtam.worklog.v1.WorkListChanged", table: "work_lists", id: "work_list_id", in_document: true },
    Owned { kind: "congtam.worklog.v1.LogChanged", table: "logs", id: "log_id", in_document: true },
    Owned { kind: "congtam.worklog.v1.WorkSummaryChanged", table: "summaries", id: "summary_id", in_document: true },
    Owned { kind: "congtam.worklog.v1.HandoverChanged", table: "handovers", id: "handover_id", in_document: true },
];

/// What it keeps of others.
pub(crate) const PROJECTS: &[Projected] = &[
    Projected { kind: "congtam.identity.v1.PersonChanged", table: "people", id: "person_id" },
    Projected { kind: "congtam.identity.v1.DelegationChanged", table: "delegations", id: "delegation_id" },
    Projected { kind: "congtam.evaluation.v1.SheetChanged", table: "reviewers", id: "sheet_id" },
];
