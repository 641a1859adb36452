//! Where the service keeps what it hears: by it operators compare and mend (`congtam reconcile`). What was told lies elsewhere, and is never
//! forgotten with it.

use events::reconcile::Projected;

/// What it keeps of others.
pub(crate) const PROJECTS: &[Projected] = &[
    Projected { kind: "congtam.identity.v1.UnitChanged", table: "states", id: "id" },
    Projected { kind: "congtam.identity.v1.PersonChanged", table: "states", id: "id" },
    Projected { kind: "congtam.evaluation.v1.PeriodChanged", table: "states", id: "id" },
    Projected { kind: "congtam.evaluation.v1.RecordChanged", table: "states", id: "id" },
    Projected { kind: "congtam.scoring.v1.PolicyPackPublished", table: "states", id: "id" },
    Projected { kind: "congtam.scoring.v1.CriteriaSetPublished", table: "states", id: "id" },
];
