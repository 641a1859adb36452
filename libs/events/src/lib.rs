//! Transactional outbox, relay, inbox, dead letters, and the bus that carries events.
