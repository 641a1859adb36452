//! The schema, oldest first.

use store::{Migrations, migration};

/// The migrations of the identity database.
pub fn migrations() -> Migrations {
    Migrations(vec![
        events::migration(),
        events::trust_migration(),
        events::progress_migration(),
        events::heal_migration(),
        migration!("0001_initial"),
        migration!("0010_notices_and_faults"),
        migration!("0020_accounts"),
        migration!("0030_organisation"),
        store::chain::migration(),
        migration!("0040_passkeys"),
        migration!("0050_first_run"),
        migration!("0060_titles"),
        migration!("0070_doors"),
        store::chain::lengths_migration(),
        migration!("0080_reads"),
        migration!("0090_retention"),
        migration!("0100_heads_outside"),
        migration!("0110_email_list"),
        migration!("0120_supervised_enrolment"),
    ])
}
