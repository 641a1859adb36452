//! The schema, oldest first.

use store::{Migrations, migration};

/// The migrations of the reporting database.
pub fn migrations() -> Migrations {
    Migrations(vec![
        events::migration(),
        events::trust_migration(),
        events::progress_migration(),
        events::heal_migration(),
        migration!("0001_initial"),
        store::chain::migration(),
        migration!("0002_reads"),
        migration!("0003_work"),
        store::chain::lengths_migration(),
        migration!("0004_raters"),
    ])
}
