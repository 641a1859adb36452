//! The worklog service on real PostgreSQL, called by gRPC as the portal calls it.

mod app;
mod attachments;
mod corrections;
mod delays;
mod doors;
mod every_command;
mod handovers;
mod lists;
mod logs;
mod people;
mod reminders;
mod statistics;
mod summaries;
mod workbooks;
