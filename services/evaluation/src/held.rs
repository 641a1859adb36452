//! Where the service keeps what it announces, and what it hears: by it operators compare and mend (`congtam reconcile`).

use events::reconcile::{Owned, Projected};

/// What the service announces.
pub(crate) const OWNS: &[Owned] = &[
    Owned { kind: "congtam.evaluation.v1.PeriodChanged", table: "periods", id: "id", in_document: true },
    Owned { kind: "congtam.evaluation.v1.RecordChanged", table: "records", id: "id", in_document: true },
    Owned { kind: "congtam.evaluation.v1.SheetChanged", table: "sheets", id: "id", in_document: true },
];

/// What it keeps of others. Law lies under ids of its own.
pub(crate) const PROJECTS: &[Projected] = &[
    Projected { kind: "congtam.identity.v1.UnitChanged", table: "units", id: "id" },
    Projected { kind: "congtam.identity.v1.PersonChanged", table: "people", id: "id" },
    Projected { kind: "congtam.identity.v1.AccountChanged", table: "authorities", id: "person_id" },
    Projected { kind: "congtam.scoring.v1.ResultComputed", table: "results", id: "record_id" },
];
