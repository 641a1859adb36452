//! Reporting as the other services and its readers see it: events in, figures and documents out.
#![allow(missing_docs)]

mod diary;
mod documents;
mod harness;
mod office;
mod projections;
mod rights;
