//! Behaviour of the identity service against real servers.
