//! What every service is run by: configuration, telemetry, health, host, shutdown.
