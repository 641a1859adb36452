//! Rows of identity: load → domain, save → rows and announcements in one transaction. The only place that knows SQL.

pub(crate) mod account_events;
pub(crate) mod accounts;
pub(crate) mod credentials;
pub(crate) mod delegations;
pub(crate) mod denials;
pub(crate) mod faults;
pub(crate) mod history;
pub(crate) mod installation;
pub(crate) mod mails;
pub(crate) mod notices;
pub(crate) mod passkeys;
pub(crate) mod people;
pub(crate) mod reset_requests;
pub(crate) mod second_factors;
pub(crate) mod sessions;
pub(crate) mod status;
pub(crate) mod titles;
pub(crate) mod tries;
pub(crate) mod units;
