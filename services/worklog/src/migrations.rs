//! The schema, oldest first.

use store::{Migrations, migration};

/// The migrations of the worklog database.
pub fn migrations() -> Migrations {
    Migrations(vec![
        events::migration(),
        events::trust_migration(),
        events::progress_migration(),
        events::heal_migration(),
        migration!("0001_initial"),
        migration!("0002_editions"),
        migration!("0003_units_and_reminders"),
        migration!("0004_delegations"),
        store::chain::migration(),
        migration!("0005_reads"),
        migration!("0006_reviewers"),
        migration!("0007_handovers"),
        store::chain::lengths_migration(),
        migration!("0008_heads_outside"),
    ])
}
