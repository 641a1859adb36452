//! The scoring service on real PostgreSQL: called by gRPC as the portal calls it, told by the bus what evaluation announces.

mod app;
mod doors;
mod drafts;
mod facts;
mod law;
mod order;
mod oversight;
mod results;
mod spans;
mod world;
