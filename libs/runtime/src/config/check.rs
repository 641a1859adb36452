//! What a start would refuse, found without connecting to anything.

use cache::Cache;
use rpc::Verifier;
use settings::Problems;
use tracing_subscriber::EnvFilter;

use super::{Config, Telemetry};

impl Config {
    /// Says what the service `name` could not start with. `sources` are the services that it listens to.
    pub fn check(&self, name: &str, keeps: bool, sources: &[&str], problems: &mut Problems) {
        self.database.check("runtime.database", problems);
        if keeps {
            problems.ensure(!self.database.url.is_empty(), "runtime.database.url", "is not set");
            problems.ensure(!self.bus.signing_key.is_empty(), "runtime.bus.signing_key", "is not set");
            problems.tried("runtime.token_public_key", Verifier::from_pem(&self.token_public_key, name));
            problems.tried("runtime.objects", self.objects.check());
            problems.tried("runtime.audit_folder", self.audit_place().check());
        }
        if keeps || !self.bus.url.is_empty() {
            self.bus.check("runtime.bus", problems);
        }
        for source in sources.iter().filter(|source| !self.bus.verifying_keys.contains_key(**source)) {
            problems.add(format_args!("runtime.bus.verifying_keys.{source}"), "is not set");
        }
        problems.ensure(Cache::may_be_at(self.cache_url.expose()), "runtime.cache_url", "is no redis://host:port");
        let clamd = &self.uploads.clamd;
        problems.ensure(clamd.is_empty() || is_host_and_port(clamd), "runtime.uploads.clamd", "is no host:port");
        problems.ensure(self.drain_seconds <= 15, "runtime.drain_seconds", "must be 15 at most");
        let (kept, heard) = (self.bus.streams.max_age_days, self.retention.inbox_days);
        let longer = heard == 0 || (kept > 0 && heard >= kept);
        problems.ensure(longer, "runtime.retention.inbox_days", "is shorter than runtime.bus.streams.max_age_days");
        problems.ensure(
            self.retention.request_days > 0,
            "runtime.retention.request_days",
            "must be above zero: answers hold personal data",
        );
        self.telemetry.check(problems);
    }

    /// Says why a service that keeps files could not seal them.
    pub fn check_sealing(&self, problems: &mut Problems) {
        problems.tried("runtime.uploads.seal_keys", seal::Keys::new(&self.uploads.seal_keys).map(drop));
    }
}

impl Telemetry {
    fn check(&self, problems: &mut Problems) {
        problems.tried("runtime.telemetry.log", EnvFilter::try_new(&self.log));
        let endpoint = &self.otlp_endpoint;
        let usable = endpoint.is_empty() || rpc::client::may_be_at(endpoint);
        problems.ensure(usable, "runtime.telemetry.otlp_endpoint", "is no http://host:port");
    }
}

fn is_host_and_port(text: &str) -> bool {
    text.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
}
