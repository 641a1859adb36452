//! The identity service on real PostgreSQL, called by gRPC as the portal calls it.

mod accounts;
mod app;
mod demo;
mod grants;
mod import;
mod mails;
mod people;
mod sessions;
mod support;
