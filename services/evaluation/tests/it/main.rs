//! Behaviour of the evaluation service against real servers.
