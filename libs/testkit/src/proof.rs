//! The proof that each command of a service acts once, and in its place only.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use prost::Message;
use prost_types::FileDescriptorSet;
use uuid::Uuid;

/// All that a service keeps, a line each, as [`crate::TestDb::rows`] and [`files_below`] tell it: whatever a command leaves behind
/// changes them.
pub type Traces = BTreeSet<String>;

/// How the rows of answers begin that are kept for repeated requests.
const ANSWER: &str = "requests ";

/// The answer to a command, encoded, or the reason of its refusal.
pub type Outcome = Result<Vec<u8>, String>;

/// What a command is given with.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The id of the request.
    pub request_id: String,
    /// Whether it must ask for something else than the request that first had this id.
    pub otherwise: bool,
}

/// What was proved so far.
#[derive(Debug, Default)]
pub struct Proof {
    requests: u128,
    proven: BTreeSet<String>,
    verdicts: BTreeMap<&'static str, Vec<String>>,
}

impl Proof {
    /// The command is in its place: it acts, the same request again gives the same answer and does nothing, and another request
    /// under its id is refused.
    ///
    /// # Panics
    /// When that is not so.
    pub async fn in_place(&mut self, name: &str, traces: impl AsyncFn() -> Traces, give: impl AsyncFn(Asked) -> Outcome) {
        let asked = self.ask();
        let before = traces().await;
        let first = give(asked.clone()).await.unwrap_or_else(|reason| panic!("{name}: {reason}"));
        let after = traces().await;
        assert!(after.difference(&before).any(|line| !line.starts_with(ANSWER)), "{name} did nothing");
        let (one, other) = tokio::join!(give(asked.clone()), give(asked.clone()));
        assert_eq!((one.as_ref(), other.as_ref()), (Ok(&first), Ok(&first)), "{name}: the first answer again");
        let reused = give(Asked { otherwise: true, ..asked }).await;
        assert_eq!(reused.unwrap_err(), "REQUEST_ID_REUSED", "{name}");
        assert_eq!(changes(&after, &traces().await), Vec::<String>::new(), "{name} acted twice");
        self.proven.insert(name.to_owned());
    }

    /// The command is out of place at this stop: it is refused, or finds nothing to do, and leaves nothing behind.
    ///
    /// # Panics
    /// When that is not so.
    pub async fn out_of_place(
        &mut self,
        name: &'static str,
        stop: &str,
        traces: impl AsyncFn() -> Traces,
        give: impl AsyncFn(Asked) -> Outcome,
    ) {
        let before = traces().await;
        let outcome = give(self.ask()).await;
        let mut left = changes(&before, &traces().await);
        // The answer that nothing had to be done is kept as any other.
        left.retain(|line| outcome.is_err() || !line.starts_with(ANSWER));
        assert_eq!(left, Vec::<String>::new(), "{name} at {stop} left something");
        self.note(name, stop, &outcome.err().unwrap_or_else(|| "nothing".to_owned()));
    }

    /// Notes for the table that the command has its place here; it is not given, for it would change what follows.
    pub fn not_given(&mut self, name: &'static str, stop: &str) {
        self.note(name, stop, "in_place");
    }

    /// The commands that acted in their place.
    pub fn proven(&self) -> &BTreeSet<String> {
        &self.proven
    }

    /// What came of each command at each stop, a line a command.
    pub fn table(&self) -> String {
        self.verdicts.iter().fold(String::new(), |mut table, (name, verdicts)| {
            writeln!(table, "{name:<20} {}", verdicts.join(" ")).expect("a string takes it");
            table
        })
    }

    fn ask(&mut self) -> Asked {
        self.requests += 1;
        Asked { request_id: Uuid::from_u128((3 << 64) + self.requests).to_string(), otherwise: false }
    }

    fn note(&mut self, name: &'static str, stop: &str, verdict: &str) {
        self.verdicts.entry(name).or_default().push(format!("{stop}={verdict}"));
    }
}

fn changes(before: &Traces, after: &Traces) -> Vec<String> {
    after.symmetric_difference(before).cloned().collect()
}

/// Names of the commands of a package of the contract: the methods whose requests have an id.
///
/// # Panics
/// When there is no such package.
pub fn commands_of(package: &str) -> BTreeSet<String> {
    let set = FileDescriptorSet::decode(proto::FILE_DESCRIPTOR_SET).expect("the build encoded it");
    let files: Vec<_> = set.file.iter().filter(|file| file.package() == package).collect();
    let is_command = |request: &str| {
        let mut messages = files.iter().flat_map(|file| &file.message_type);
        let message = messages.find(|message| request == format!(".{package}.{}", message.name())).expect("requests are of the package");
        message.field.iter().any(|field| field.name() == "request_id")
    };
    let methods = files.iter().flat_map(|file| &file.service).flat_map(|service| &service.method);
    let names: BTreeSet<String> = methods.filter(|method| is_command(method.input_type())).map(|method| method.name().to_owned()).collect();
    assert!(!names.is_empty(), "{package} has no commands");
    names
}

/// Every file below a folder, by its path.
///
/// # Panics
/// When the folder cannot be read.
pub fn files_below(folder: &Path) -> Traces {
    let entries = std::fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be listed").path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { Traces::from([path.display().to_string()]) }).collect()
}
