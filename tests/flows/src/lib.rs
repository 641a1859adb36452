//! Several services in one process on the simulated bus.
