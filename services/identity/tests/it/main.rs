//! The identity service on real PostgreSQL, called by gRPC as the portal calls it.

mod access;
mod accounts;
mod app;
mod authenticator;
mod big;
mod cells;
mod demo;
mod door;
mod email_list;
mod grants;
mod import;
mod leading;
mod mails;
mod mended;
mod moves;
mod oracle;
mod organisation;
mod oversight;
mod passkeys;
mod people;
mod real_files;
mod retention;
mod sessions;
mod support;
mod titles;
mod units;
