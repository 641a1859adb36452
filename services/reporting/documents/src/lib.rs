//! Official documents of the yearly evaluation: plain structs in, bytes out.
//!
//! PDF in the style of Decree 30/2020/NĐ-CP through Typst in process ([`Press`]), spreadsheets through [`sheets`].
//! The same input always gives the same bytes. Text of users reaches a template only as data, never as markup, and a
//! template can open nothing but its own style file and that data.

mod error;
mod fonts;
pub mod model;
mod press;
#[cfg(test)]
#[path = "../tests/it/samples.rs"]
#[expect(dead_code, reason = "the tests beside use the rest")]
mod samples;
pub mod sheets;
mod text;
mod view;

pub use error::Error;
pub use fonts::{DEBIAN_FOLDER, Fonts};
pub use press::Press;

// The samples of the tests beside name the crate as they see it.
#[cfg(test)]
extern crate self as documents;
