//! The rules of the house. A failing rule says what to do.

mod contract;
mod crates;
mod regulation;
mod scripts;
mod services;
mod sources;
mod tree;

/// Fails with what to do and every place where it is to be done.
fn obey(what_to_do: &str, places: Vec<String>) {
    assert!(places.is_empty(), "\n{what_to_do}\n  {}\n", places.join("\n  "));
}
