//! Test instruments: databases from templates, clocks, seeded ids.
