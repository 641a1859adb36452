//! The operator's binary: demo, dev, migrate, and what operators ask of the services.
