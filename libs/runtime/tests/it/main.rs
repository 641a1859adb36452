//! A command is carried out at most once, and a configuration that nobody understands is refused.

mod call;
mod config;
