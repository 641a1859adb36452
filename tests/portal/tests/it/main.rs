//! The pages in a real browser, with all services running on private servers and people of a small agency.

mod account;
mod browser;
mod decision;
mod devtools;
mod every_page;
mod first_year;
mod forms;
mod journeys;
mod kept;
mod keyboard;
mod page_checks;
mod paper;
mod passkeys;
mod self_assessment;
mod small_year;
mod unsent;
mod whole_year;
mod world;
