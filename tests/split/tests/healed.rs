//! What an operator mends by commands alone: a projection that was dropped, a listener and services put back to a backup, a bus that lost
//! everything. Afterwards all are equal.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use congtam::world::{Plan, World};
use congtam::year::{Progress, Year};
use dev_infra::Admin;
use kernel::{Clock, date};
use runtime::clock::SystemClock;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use split::public::{self, Told};
use split::small;
use store::Db;

const SERVICES: [&str; 6] = ["identity", "worklog", "evaluation", "scoring", "reporting", "partners"];
/// What reporting keeps of others.
const PROJECTIONS: [&str; 13] = [
    "units",
    "people",
    "periods",
    "records",
    "results",
    "minutes",
    "sheets",
    "criteria_sets",
    "policy_packs",
    "logs",
    "delegations",
    "handovers",
    "work_summaries",
];

/// The databases of a world, and the operator's program.
struct Operator {
    folder: PathBuf,
    admin: Admin,
    databases: BTreeMap<&'static str, Db>,
}

struct Said {
    code: i32,
    text: String,
}

impl Operator {
    async fn of(plan: &Plan, folder: &Path) -> Self {
        plan.write(folder).unwrap();
        let configs = [
            &plan.identity.runtime.database,
            &plan.worklog.runtime.database,
            &plan.evaluation.runtime.database,
            &plan.scoring.runtime.database,
            &plan.reporting.runtime.database,
            &plan.partners.runtime.database,
        ];
        let mut databases = BTreeMap::new();
        for (name, config) in SERVICES.into_iter().zip(configs) {
            databases.insert(name, store::connect_as_operator(&config.of_owner()).await.unwrap());
        }
        let admin = Admin::new(Admin::new(configs[0].owner_url.expose()).url("postgres"));
        Self { folder: folder.to_owned(), admin, databases }
    }

    /// Runs `congtam` as an operator would.
    fn congtam(&self, arguments: &[&str]) -> Said {
        let mut command = Command::new(split::binary("congtam").unwrap());
        for name in SERVICES {
            command.env(format!("{}_CONFIG", name.to_uppercase()), self.folder.join(format!("{name}.json")));
        }
        let output = command.args(arguments).output().unwrap();
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        Said { code: output.status.code().unwrap_or(-1), text }
    }

    fn done(&self, arguments: &[&str]) -> String {
        let Said { code, text } = self.congtam(arguments);
        assert_eq!(code, 0, "congtam {arguments:?}: {text}");
        text
    }

    async fn back_up(&self, copy: &str) {
        for name in SERVICES {
            self.admin.back_up(&format!("congtam_{name}"), &format!("{copy}_{name}")).await.unwrap();
        }
    }

    async fn restore(&self, name: &str, copy: &str) {
        self.admin.restore(&format!("congtam_{name}"), &format!("{copy}_{name}")).await.unwrap();
    }

    /// Every row of a query, as text.
    async fn rows(&self, name: &str, sql: &str) -> BTreeSet<String> {
        let sql = format!("SELECT row::text AS row FROM ({sql}) AS row");
        let mut tries = 0;
        loop {
            // A database that was put back has hung up on everybody.
            match self.databases[name].query_all_raw(Statement::from_string(DbBackend::Postgres, &sql)).await {
                Ok(rows) => return rows.iter().map(|row| row.try_get("", "row").unwrap()).collect(),
                Err(error) => assert!(tries < 20, "{name}: {error}"),
            }
            tries += 1;
        }
    }

    async fn projections(&self) -> BTreeMap<&'static str, BTreeSet<String>> {
        let mut all = BTreeMap::new();
        for table in PROJECTIONS {
            all.insert(table, self.rows("reporting", &format!("SELECT * FROM {table}")).await);
        }
        all
    }

    async fn until(&self, what: &str, is_so: impl AsyncFn() -> Result<(), String>) {
        let mut last = String::new();
        let waiting = async {
            let mut turns = tokio::time::interval(Duration::from_millis(200));
            loop {
                turns.tick().await;
                match is_so().await {
                    Ok(()) => return,
                    Err(why) => last = why,
                }
            }
        };
        let so = tokio::time::timeout(Duration::from_secs(120), waiting).await.is_ok();
        assert!(so, "not within two minutes: {what}: {last}");
    }

    /// Waits until nobody differs from anybody any more.
    async fn until_equal(&self) {
        let equal = async || match self.congtam(&["reconcile", "--dry-run"]) {
            Said { code: 0, .. } => Ok(()),
            Said { text, .. } => Err(text),
        };
        self.until("all are equal", equal).await;
    }

    async fn until_projections_are(&self, wanted: &BTreeMap<&'static str, BTreeSet<String>>) {
        let same = async || {
            let now = self.projections().await;
            let differ = |table: &&&str| now[**table] != wanted[**table];
            let shown = |table: &&str| {
                let differing: Vec<String> =
                    now[*table].symmetric_difference(&wanted[*table]).map(|row| row.chars().take(300).collect()).collect();
                format!("{table}: {} of {}, {differing:#?}", now[*table].len(), wanted[*table].len())
            };
            let other: Vec<String> = PROJECTIONS.iter().filter(differ).map(shown).collect();
            if other.is_empty() { Ok(()) } else { Err(format!("{}\n{}", other.join("\n"), self.congtam(&["deadletters", "list"]).text)) }
        };
        self.until("reporting knows what it knew", same).await;
    }

    /// What owners keep and what listeners keep of it, version by version.
    async fn until_same_versions(&self) {
        self.until("all have the same versions", async || self.same_versions().await).await;
    }

    async fn same_versions(&self) -> Result<(), String> {
        for (owner, own, listener, theirs) in [
            ("identity", "SELECT unit_id, version FROM units", "reporting", "SELECT unit_id, version FROM units"),
            ("identity", "SELECT person_id, version FROM people", "reporting", "SELECT person_id, version FROM people"),
            ("identity", "SELECT person_id, version FROM people", "evaluation", "SELECT id, version FROM people"),
            ("evaluation", "SELECT id, version FROM periods", "reporting", "SELECT period_id, version FROM periods"),
            ("evaluation", "SELECT id, version FROM records", "reporting", "SELECT record_id, version FROM records"),
            ("evaluation", "SELECT id, version FROM records", "scoring", "SELECT record_id, version FROM records"),
            ("evaluation", "SELECT id, version FROM sheets", "reporting", "SELECT sheet_id, version FROM sheets"),
            ("evaluation", "SELECT id FROM minutes", "reporting", "SELECT minutes_id FROM minutes"),
            ("scoring", "SELECT record_id, version FROM results", "reporting", "SELECT record_id, version FROM results"),
            ("scoring", "SELECT record_id, version, basis FROM results", "evaluation", "SELECT record_id, version, basis FROM results"),
            (
                "scoring",
                "SELECT pack_id, version, digest FROM policy_packs WHERE in_force",
                "evaluation",
                "SELECT id, version, digest FROM policy_packs",
            ),
            (
                "scoring",
                "SELECT criteria_set_id, version FROM criteria_sets WHERE in_force",
                "reporting",
                "SELECT criteria_set_id, version FROM criteria_sets",
            ),
            ("worklog", "SELECT log_id, version FROM logs", "reporting", "SELECT log_id, version FROM logs"),
        ] {
            let (owned, heard) = (self.rows(owner, own).await, self.rows(listener, theirs).await);
            if owned != heard {
                return Err(format!("{owner} and {listener}: {own}: {:?}", owned.symmetric_difference(&heard).collect::<Vec<_>>()));
            }
        }
        Ok(())
    }

    /// What other systems were told, once it is all that there is to tell.
    async fn until_told(&self, bus: &str) -> Told {
        let published = "SELECT id FROM records WHERE phase IN ('PUBLISHED', 'APPEALED', 'ARCHIVED')";
        let published = self.rows("evaluation", published).await;
        let events = self.rows("partners", "SELECT event_id FROM public_events").await;
        let told = async || match public::told(bus).await {
            Err(error) => Err(format!("{error:#}")),
            Ok(told) if told.ids.len() < events.len() => Err(format!("{} of {} events", told.ids.len(), events.len())),
            Ok(_) => Ok(()),
        };
        self.until("other systems are told everything", told).await;
        let told = public::told(bus).await.unwrap();
        assert_eq!(told.published.iter().map(|id| format!("({id})")).collect::<BTreeSet<_>>(), published);
        told
    }

    async fn results(&self) -> BTreeSet<String> {
        self.rows("scoring", "SELECT record_id, class, total, stage FROM results").await
    }
}

/// Backs everything up when direct heads begin to verify.
struct BacksUp<'a> {
    operator: &'a Operator,
    done: AtomicBool,
}

impl Progress for BacksUp<'_> {
    fn begin(&self, step: &'static str, _total: usize) {
        if step.contains("thẩm định") {
            let back_up = self.operator.back_up("bak");
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(back_up));
            self.done.store(true, Ordering::Relaxed);
        }
    }

    fn advance(&self) {}

    fn end(&self, _: Duration) {}
}

/// A dropped projection; with `HEALED_ALL=1`, which takes minutes, also a bus that lost everything, and services put back to a backup.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_was_lost_operators_make_all_equal_again_by_commands_alone() {
    let folder = tempfile::tempdir().unwrap();
    let stage = small::stage(folder.path()).await.unwrap();
    let options = small::year_of(&stage);
    let world = World::start(stage).await.unwrap();
    let plan = world.stage().plan.clone();
    let operator = Operator::of(&plan, folder.path()).await;
    let backs_up = BacksUp { operator: &operator, done: AtomicBool::new(false) };
    Year::play(&world.endpoints(), &options, &backs_up).await.unwrap();
    assert!(backs_up.done.load(Ordering::Relaxed), "nobody made a backup");
    // The clock has jumped: posts turn by themselves.
    let today = date::office_day(SystemClock::new(plan.identity.runtime.clock_offset_file.clone()).now());
    let turning = format!("SELECT person_id FROM people WHERE turns_on <= '{today}'");
    let turned = async || if operator.rows("identity", &turning).await.is_empty() { Ok(()) } else { Err(String::new()) };
    operator.until("all posts have turned", turned).await;
    operator.until_equal().await;
    let (projections, results) = (operator.projections().await, operator.results().await);
    assert!(PROJECTIONS.iter().filter(|table| !projections[*table].is_empty()).count() > 9 && results.len() > 9, "{projections:?}");
    operator.until_same_versions().await;
    let lag = operator.done(&["events", "lag"]);
    assert!(lag.contains("scoring -> reporting: 0 events, 0 s"), "{lag}");
    let doctor = operator.congtam(&["doctor", "--quick"]);
    assert_eq!(doctor.code, 0, "{}", doctor.text);

    // Other systems were told of every published result, and are told again what their stream loses: the same, under the same ids.
    let bus = plan.identity.runtime.bus.url.expose();
    let told = operator.until_told(bus).await;
    // Results, the opened period, law, units and posts: nothing is corrected or closed yet.
    assert_eq!(told.kinds.len(), 5, "{:?}", told.kinds);
    dev_infra::delete_streams(bus, "PUBLIC_EVENTS").await.unwrap();
    assert_eq!(operator.until_told(bus).await, told);

    // The database of a projection is dropped.
    operator.admin.drop_database("congtam_reporting").await.unwrap();
    operator.admin.create_database("congtam_reporting").await.unwrap();
    let doctor = operator.congtam(&["doctor", "--quick", "reporting"]);
    assert!(doctor.code == 1 && doctor.text.contains("BAD migrations"), "{}", doctor.text);
    plan.migrate().await.unwrap();
    operator.done(&["consumers", "reset", "reporting"]);
    operator.until_projections_are(&projections).await;
    if std::env::var_os("HEALED_ALL").is_none() {
        world.stop().await;
        return;
    }

    // The same, and the bus lost everything too.
    operator.admin.drop_database("congtam_reporting").await.unwrap();
    operator.admin.create_database("congtam_reporting").await.unwrap();
    dev_infra::delete_streams(plan.identity.runtime.bus.url.expose(), "EVT_").await.unwrap();
    plan.migrate().await.unwrap();
    operator.done(&["events", "republish"]);
    operator.until_projections_are(&projections).await;

    // A listener is put back to a backup.
    operator.restore("reporting", "bak").await;
    operator.done(&["consumers", "reset", "reporting"]);
    operator.until_projections_are(&projections).await;
    operator.until_equal().await;

    // So are services that others listen to, with what they had announced since.
    for name in ["scoring", "worklog", "identity"] {
        operator.restore(name, "bak").await;
        operator.done(&["consumers", "reset", name]);
        operator.done(&["reconcile"]);
        operator.until_equal().await;
        operator.until_same_versions().await;
        assert_eq!(operator.results().await, results, "after {name} was put back");
    }
    let published = operator.rows("evaluation", "SELECT id, phase FROM records").await;
    operator.restore("evaluation", "bak").await;
    operator.done(&["consumers", "reset", "evaluation"]);
    operator.done(&["reconcile"]);
    operator.until_equal().await;
    operator.until_same_versions().await;
    assert_ne!(operator.rows("evaluation", "SELECT id, phase FROM records").await, published, "others follow the service, not it them");
    let letters = operator.done(&["deadletters", "list"]);
    for name in SERVICES {
        assert!(letters.contains(&format!("{name}: 0 set aside")), "{letters}");
    }
    world.stop().await;
}
