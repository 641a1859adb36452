//! Where the service keeps what it announces, and what it hears: by it operators compare and mend (`congtam reconcile`).

use events::reconcile::Projected;

/// What it keeps of others. Law lies under ids of its own.
pub(crate) const PROJECTS: &[Projected] = &[
    Projected { kind: "congtam.identity.v1.UnitChanged", table: "units", id: "unit_id" },
    Projected { kind: "congtam.identity.v1.PersonChanged", table: "people", id: "person_id" },
    Projected { kind: "congtam.identity.v1.DelegationChanged", table: "delegations", id: "delegation_id" },
    Projected { kind: "congtam.worklog.v1.LogChanged", table: "logs", id: "log_id" },
    Projected { kind: "congtam.worklog.v1.HandoverChanged", table: "handovers", id: "handover_id" },
    Projected { kind: "congtam.worklog.v1.WorkSummaryChanged", table: "work_summaries", id: "summary_id" },
    Projected { kind: "congtam.evaluation.v1.PeriodChanged", table: "periods", id: "period_id" },
    Projected { kind: "congtam.evaluation.v1.RecordChanged", table: "records", id: "record_id" },
    Projected { kind: "congtam.evaluation.v1.SheetChanged", table: "sheets", id: "sheet_id" },
    Projected { kind: "congtam.evaluation.v1.MinutesSealed", table: "minutes", id: "minutes_id" },
    Projected { kind: "congtam.scoring.v1.ResultComputed", table: "results", id: "record_id" },
];
