//! Partners as its sources and its receivers see it: states in, public events out.
#![allow(missing_docs)]

mod canary;
mod harness;
mod office;
mod told;
