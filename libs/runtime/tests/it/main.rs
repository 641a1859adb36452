//! A command is carried out at most once, and a configuration that nobody understands is refused.

mod backlog;
mod call;
mod config;
mod connections;
