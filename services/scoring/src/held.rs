//! Where the service keeps what it announces, and what it hears: by it operators compare and mend (`congtam reconcile`).

use events::reconcile::{Owned, Projected};

/// What the service announces.
pub(crate) const OWNS: &[Owned] = &[
    Owned { kind: "congtam.scoring.v1.PolicyPackPublished", table: "policy_packs", id: "aggregate_id", in_document: false },
    Owned { kind: "congtam.scoring.v1.CriteriaSetPublished", table: "criteria_sets", id: "aggregate_id", in_document: false },
    Owned { kind: "congtam.scoring.v1.ResultComputed", table: "results", id: "record_id", in_document: false },
];

/// What it keeps of others.
pub(crate) const PROJECTS: &[Projected] = &[
    Projected { kind: "congtam.evaluation.v1.RecordChanged", table: "records", id: "record_id" },
    Projected { kind: "congtam.evaluation.v1.SheetChanged", table: "score_sheets", id: "sheet_id" },
    Projected { kind: "congtam.identity.v1.PersonChanged", table: "people", id: "person_id" },
];
