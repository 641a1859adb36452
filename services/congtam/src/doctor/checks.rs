//! What the doctor looks at.

use anyhow::Context;
use chrono::{DateTime, Utc};
use events::jetstream::{JetStream, Standing};
use events::{Bus, inbox, outbox, reconcile};
use kernel::Clock;
use runtime::clock::SystemClock;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use store::Db;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::{Findings, Verdict};
use crate::events::seconds_since;
use crate::keepers::Keeper;

/// What nobody may have as a password.
const KNOWN_TO_ALL: [&str; 10] = ["", "postgres", "password", "secret", "admin", "nats", "congtam", "changeme", "123456", "test"];
/// A clock that is further off than this signs nobody in.
const CLOCK_SECONDS: i64 = 5;
/// Days before its end in which a certificate is to be renewed.
const RENEW_DAYS: i64 = 21;

pub(super) fn passwords(keeper: &Keeper, findings: &mut Findings) {
    let config = &keeper.config;
    let address = config.database.url.expose().split_once("://").and_then(|(_, rest)| rest.rsplit_once('@'));
    let (user, password) = address.and_then(|(login, _)| login.split_once(':')).unwrap_or_default();
    let weak = |user: &str, password: &str| KNOWN_TO_ALL.contains(&password) || password == user;
    let (verdict, what) = match weak(user, password) {
        true => (Verdict::Weak, "everybody can guess the password of runtime.database.url"),
        false => (Verdict::Good, "not a known one"),
    };
    findings.add(verdict, "password of the database", what, if verdict == Verdict::Good { "" } else { "give the role another one" });
    let bus = &config.bus;
    let open = [&bus.token, &bus.nkey_seed, &bus.credentials].iter().all(|secret| secret.is_empty());
    let (verdict, what) = match open && weak(&bus.user, bus.password.expose()) {
        true if bus.user.is_empty() => (Verdict::Weak, "the bus asks nobody who comes"),
        true => (Verdict::Bad, "everybody can guess the password of runtime.bus.user"),
        false => (Verdict::Good, "not a known one"),
    };
    findings.add(
        verdict,
        "password of the bus",
        what,
        if verdict == Verdict::Good { "" } else { "see runtime.bus in deploy/CONFIGURATION.md" },
    );
}

pub(super) fn certificates(keeper: &Keeper, findings: &mut Findings) {
    let bus = &keeper.config.bus;
    for (key, file) in [("runtime.bus.ca_file", &bus.ca_file), ("runtime.bus.certificate_file", &bus.certificate_file)] {
        if file.as_os_str().is_empty() {
            continue;
        }
        match days_left(file) {
            Ok(days) if days < RENEW_DAYS => findings.add(Verdict::Bad, key, format_args!("ends in {days} days"), "renew the certificate"),
            Ok(days) => findings.add(Verdict::Good, key, format_args!("ends in {days} days"), ""),
            Err(error) => findings.add(Verdict::Bad, key, format_args!("{error:#}"), "put the certificate there"),
        }
    }
}

/// Days until the first certificate of a file ends.
fn days_left(file: &std::path::Path) -> anyhow::Result<i64> {
    let mut first: Option<i64> = None;
    for certificate in CertificateDer::pem_file_iter(file).with_context(|| file.display().to_string())? {
        let certificate = certificate.with_context(|| file.display().to_string())?;
        let (_, read) = X509Certificate::from_der(&certificate).with_context(|| file.display().to_string())?;
        let seconds = read.validity().not_after.timestamp() - SystemClock::new(None).now().timestamp();
        first = Some(first.map_or(seconds, |first| first.min(seconds)));
    }
    Ok(first.with_context(|| format!("{} holds no certificate", file.display()))?.div_euclid(86_400))
}

pub(super) async fn database(keeper: &Keeper, db: &Db, most_lag: i64, findings: &mut Findings) -> anyhow::Result<()> {
    let missing = keeper.migrations.missing(db).await?;
    let fault = (!missing.is_empty()).then(|| format!("{} are missing, the first is {}", missing.len(), missing[0]));
    let is_whole = fault.is_none();
    findings.judge("migrations", fault, "all", "congtam migrate");
    let clock = store::clock(db).await?;
    let off = (clock - SystemClock::new(None).now()).num_seconds();
    let fault = (off.abs() > CLOCK_SECONDS).then(|| format!("that of the database is {off} s off"));
    findings.judge("clock", fault, "as here", "set the clocks of all machines by one server (chrony)");
    if !is_whole {
        return Ok(());
    }
    let waits = seconds_since(outbox::oldest_unpublished(db).await?, keeper);
    let fault = (waits > most_lag).then(|| format!("the oldest event waits for {waits} s"));
    findings.judge(
        "outbox",
        fault,
        format_args!("nothing waits for longer than {waits} s"),
        "see the log of the service for why it publishes nothing",
    );
    let letters = inbox::dead_letters(db).await?;
    let fault = (letters > 0).then(|| format!("{letters} events are set aside"));
    findings.judge("dead letters", fault, "none", "congtam deadletters list, then retry or drop");
    let refused = inbox::refused(db).await?;
    let (verdict, next) =
        if refused > 0 { (Verdict::Weak, "look into the table refused_messages: who writes to the bus?") } else { (Verdict::Good, "") };
    findings.add(verdict, "refused messages", refused, next);
    Ok(())
}

pub(super) async fn bus(keeper: &Keeper, bus: &JetStream, most_lag: i64, findings: &mut Findings) -> anyhow::Result<()> {
    let copies = keeper.config.bus.streams.replicas;
    match bus.kept_otherwise(keeper.name).await? {
        Some(otherwise) => {
            findings.add(Verdict::Bad, "stream", otherwise, "start the service: it brings the stream to how it is to be kept")
        }
        None if copies < 3 => {
            findings.add(Verdict::Weak, "stream", format_args!("{copies} copies"), "runtime.bus.streams.replicas = 3 in production")
        }
        None => findings.add(Verdict::Good, "stream", format_args!("{copies} copies"), ""),
    }
    let forgotten = reconcile::first_unknown(&keeper.database().await?, bus.newest(keeper.name).await?).await?;
    let fault = forgotten.map(|_| "the bus holds events that this database forgot: it was put back to a backup".to_owned());
    findings.judge("memory", fault, "the newest events of the bus are known", "congtam reconcile");
    for source in keeper.sources {
        let standing = bus.standing(source, keeper.name).await?;
        let (fault, next) = fault_of(standing, most_lag, SystemClock::new(None).now());
        findings.judge("listening", fault.map(|fault| format!("{source}: {fault}")), source, next);
    }
    Ok(())
}

/// What is wrong with where a listener is, and what to do.
fn fault_of(standing: Option<Standing>, most_lag: i64, now: DateTime<Utc>) -> (Option<String>, &'static str) {
    let Some(Standing { floor, first, last, pending, under_way, waits_since }) = standing else {
        return (Some("nobody listens".to_owned()), "start the service");
    };
    let seconds = waits_since.map_or(0, |since| (now - since).num_seconds());
    if floor > last {
        return (Some(format!("heard up to {floor}, and the stream ends at {last}: it was lost")), "congtam consumers reset");
    }
    if first > floor + 1 && last > 0 {
        return (Some(format!("heard up to {floor}, and the stream begins at {first}: events went unheard")), "congtam reconcile");
    }
    if seconds > most_lag {
        return (
            Some(format!("{} events wait, the oldest for {seconds} s", pending + under_way)),
            "see the log of the service for what it waits for",
        );
    }
    (None, "")
}

pub(super) async fn audit_trail(keeper: &Keeper, findings: &mut Findings) {
    match runtime::audit::check(keeper.name, &keeper.config).await {
        Ok((trail, problems)) => {
            let fault = problems.first().map(|first| format!("{} problems, the first: {} {}", problems.len(), first.place, first.what));
            findings.judge("audit trail", fault, format_args!("{} ends in {} files", trail.known(), trail.files()), "congtam audit");
        }
        Err(error) => findings.add(Verdict::Bad, "audit trail", format_args!("{error:#}"), "congtam audit"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_is_judged_by_where_it_is_in_the_stream() {
        let now: DateTime<Utc> = "2026-12-01T00:10:00Z".parse().unwrap();
        let good = Standing { pending: 0, under_way: 0, floor: 7, first: 1, last: 7, waits_since: None };
        let late = Standing { pending: 3, waits_since: "2026-12-01T00:00:00Z".parse().ok(), ..good };
        for (standing, next) in [
            (Some(good), ""),
            (Some(Standing { pending: 3, waits_since: Some(now), ..good }), ""),
            (Some(late), "see the log"),
            (Some(Standing { floor: 9, ..good }), "congtam consumers reset"),
            (Some(Standing { floor: 2, first: 5, ..good }), "congtam reconcile"),
            (Some(Standing { floor: 0, first: 1, last: 0, ..good }), ""),
            (None, "start the service"),
        ] {
            let (fault, said) = fault_of(standing, 60, now);
            assert!(said.starts_with(next) && fault.is_none() == next.is_empty(), "{standing:?}: {fault:?}, {said}");
        }
    }

    #[test]
    fn the_days_of_a_certificate_are_counted_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tls.crt");
        let mut parameters = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        parameters.not_after = rcgen::date_time_ymd(2020, 1, 2);
        let key = rcgen::KeyPair::generate().unwrap();
        std::fs::write(&file, parameters.self_signed(&key).unwrap().pem()).unwrap();
        assert!(days_left(&file).unwrap() < 0);
        std::fs::write(&file, "nonsense").unwrap();
        assert!(days_left(&file).is_err());
    }
}
