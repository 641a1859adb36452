//! Private PostgreSQL, NATS and Redis servers for development and tests.
