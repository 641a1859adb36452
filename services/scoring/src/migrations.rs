//! The schema, oldest first.

use store::{Migrations, migration};

/// The migrations of the scoring database.
pub fn migrations() -> Migrations {
    Migrations(vec![
        events::migration(),
        events::trust_migration(),
        events::progress_migration(),
        events::heal_migration(),
        migration!("0001_initial"),
        migration!("0002_law_facts_checks"),
        store::chain::migration(),
        migration!("0003_reads"),
        migration!("0004_studies"),
        store::chain::lengths_migration(),
        migration!("0005_spans"),
        migration!("0006_heads"),
    ])
}
