//! Several services in one process on the simulated bus: whatever it duplicates, delays or reorders, the year comes out
//! the same.

mod house;
mod matrix;
mod news;
mod pages;
mod said;
mod tables;
mod world;
mod year;
