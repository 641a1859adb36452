//! The schema, oldest first.

use store::{Migrations, migration};

/// The migrations of the partners database.
pub fn migrations() -> Migrations {
    Migrations(vec![
        events::migration(),
        events::trust_migration(),
        events::progress_migration(),
        events::heal_migration(),
        migration!("0001_initial"),
    ])
}
