//! A command is carried out at most once, and a configuration that nobody understands is refused.

mod audit;
mod backlog;
mod balance;
mod bus_keys;
mod call;
mod config;
mod connections;
mod files;
mod health;
mod retention;
