//! Behaviour of the worklog service against real servers.
