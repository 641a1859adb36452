//! The schema, oldest first.

use store::{Migrations, migration};

/// The migrations of the evaluation database.
pub fn migrations() -> Migrations {
    Migrations(vec![
        events::migration(),
        events::trust_migration(),
        events::progress_migration(),
        events::heal_migration(),
        migration!("0001_initial"),
        migration!("0002_audit"),
        migration!("0003_reminders"),
        migration!("0004_reads"),
        migration!("0005_authorities"),
        store::chain::migration(),
        store::chain::lengths_migration(),
        migration!("0006_opinions"),
    ])
}
