//! Behaviour of the evaluation service: its real gRPC surface, on a real PostgreSQL, told of the others by their events.

mod after;
mod audit;
mod authorization;
mod back;
mod big;
mod deadlines;
mod drafts;
mod every_command;
mod house;
mod kept;
mod life;
mod order;
mod packs;
mod party;
mod progress;
mod refusals;
mod reminders;
mod routes;
mod succession;
mod tasks;
