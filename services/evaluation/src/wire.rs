//! Between the contract and the domain: requests in, views and events out.

mod incoming;
mod learned;
mod values;
mod views;

pub(crate) use incoming::*;
pub(crate) use learned::*;
pub(crate) use values::*;
pub(crate) use views::*;
