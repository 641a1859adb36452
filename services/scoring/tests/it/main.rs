//! Behaviour of the scoring service against real servers.
