//! gRPC in both directions: who calls, how long they wait, how a refusal travels, how a call is traced.

pub mod actor;
pub mod balance;
pub mod client;
pub mod problem;
pub mod token;
pub mod trace;

pub use actor::actor_of;
pub use client::{Services, call, channel, retrying, with_token};
pub use problem::{Operation, Problem, second_factor_needed, status, unauthenticated};
pub use token::{Signer, Verifier};
