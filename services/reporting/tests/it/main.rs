//! Behaviour of the reporting service against real servers.
