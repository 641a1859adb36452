//! How every binary is configured: defaults in code, then a file, then variables, each key by its type alone.
//!
//! The types are read from the schema of the configuration, so a variable is never guessed at: text stays text, a list is divided at
//! its commas. Any variable may be given as `…_FILE` with the path of a file that holds the value. What is secret is a [`Secret`] and
//! is told by nobody, in no error either.

mod keys;
mod load;
mod problems;
pub mod reference;
mod secret;
mod shown;

pub use keys::{Key, Kind, Tree};
pub use load::{Loaded, Variables, load};
pub use problems::{Problems, Refused};
pub use secret::Secret;
