//! Every document of the product, made from a fabricated office and read back.
#![allow(missing_docs)]

mod pdf;
mod pictures;
mod samples;
mod xlsx;
