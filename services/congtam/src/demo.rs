//! `congtam demo`: a whole evaluation year on this machine, its official documents in a folder, the portal left running.

mod documents;
mod greeting;
mod summary;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, ensure};
use contract::Word;
use dev_infra::Durability;
use regulation::{Relation, SystemRole};
use runtime::clock::SystemClock;
use tracing_subscriber::EnvFilter;

use crate::cli::{ServerArguments, asked_to_stop, project_folder};
use crate::progress::Screen;
use crate::world::{Options, Stage, World};
use crate::year::{AgencyReport, Progress, StepTime, Until, Year, YearOptions, YearReport};

const SUMMARY: &str = "summary.json";
const GREETING: &str = "greeting.txt";

/// Options of `congtam demo`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Ends when the documents are written, instead of leaving the portal running.
    #[arg(long)]
    exit: bool,
    /// Where the documents and summary.json go; what an earlier demo wrote there is replaced.
    #[arg(long, value_name = "DIR", default_value = "out/demo")]
    out: PathBuf,
    /// Where the private servers and services keep their data.
    #[arg(long, value_name = "DIR", default_value = ".congtam/demo")]
    data: PathBuf,
    /// Shows the year that an earlier demo played, instead of playing a new one.
    #[arg(long)]
    keep: bool,
    /// Leaves the year under way: this stage is open and waits for people; no documents are written.
    #[arg(long, value_enum, value_name = "STEP", conflicts_with = "keep")]
    until: Option<Until>,
    /// How many weeks of the year have work logs.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=52))]
    weeks: Option<u32>,
    /// The portal listens on this port, or on the next free one.
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    port: u16,
    /// Folder of the project; found from the current one when not given.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(flatten)]
    servers: ServerArguments,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let root = project_folder(arguments.root.clone())?;
    let folder = root.join(&arguments.data);
    fs::create_dir_all(&folder).with_context(|| format!("cannot use the folder {}", folder.display()))?;
    ensure!(!arguments.keep || folder.join(GREETING).exists(), "no earlier demo has played a year to the end: leave out --keep");
    log_to(&folder.join("services.log"))?;
    let screen = Screen::new();
    let began = Instant::now();
    screen.begin("Khởi động các máy chủ riêng và cơ sở dữ liệu", 0);
    let stage = Stage::prepare(Options {
        root: root.clone(),
        folder: folder.clone(),
        given: arguments.servers.clone().into(),
        durability: Durability::Fast,
        fresh: !arguments.keep,
        rehearsal: true,
        portal_port: arguments.port,
    });
    let stage = tokio::select! { stage = stage => stage?, () = asked_to_stop() => return Ok(()) };
    let mut world = World::start(stage).await?;
    let start = StepTime { name: "Khởi động máy chủ và sáu dịch vụ", took: began.elapsed() };
    screen.end(start.took);
    let outcome = visit(&mut world, &arguments, &Place { root, folder, began }, &screen, start).await;
    world.stop().await;
    outcome
}

/// Where the demo takes place.
struct Place {
    root: PathBuf,
    folder: PathBuf,
    began: Instant,
}

async fn visit(world: &mut World, arguments: &Arguments, place: &Place, screen: &Screen, start: StepTime) -> anyhow::Result<()> {
    let stop = asked_to_stop();
    tokio::pin!(stop);
    if !arguments.keep {
        // Not world.failure() beside it: the player's own error says more, and a dead service fails the player.
        tokio::select! {
            played = play(world, arguments, place, screen, start) => played?,
            error = world.stage().keep_servers() => return Err(error),
            () = &mut stop => return Ok(()),
        }
    }
    let greeting = fs::read_to_string(place.folder.join(GREETING))?;
    eprintln!("{}", greeting.replace(greeting::PORTAL, &world.stage().plan.portal_url()));
    if arguments.exit {
        return Ok(());
    }
    eprintln!("Ctrl-C để dừng / to stop.");
    tokio::select! { error = world.failure() => Err(error), () = stop => Ok(()) }
}

async fn play(world: &World, arguments: &Arguments, place: &Place, screen: &Screen, start: StepTime) -> anyhow::Result<()> {
    let greeting_file = place.folder.join(GREETING);
    let _ = fs::remove_file(&greeting_file);
    let out = match arguments.until {
        None => Some(prepare_out(&place.root, &arguments.out)?),
        Some(_) => None,
    };
    let options = year_options(world.stage(), &place.root, arguments);
    let endpoints = world.endpoints();
    let mut report = Year::play(&endpoints, &options, screen).await?;
    let Some(out) = out else {
        fs::write(greeting_file, greeting::under_way(&report, &options.password))?;
        return Ok(());
    };
    report.steps.insert(0, start);
    let documents = documents::write(&endpoints, &report, &options.password, &out, screen).await?;
    report.steps.push(documents.took.clone());
    let figures = figures(world.stage()).await?;
    let summary = summary::of(&report, &documents.written, &figures, place.began.elapsed());
    fs::write(out.join(SUMMARY), serde_json::to_string_pretty(&summary)?)?;
    fs::write(greeting_file, greeting::of(&report, &documents.written, &options.password, &out, place.began.elapsed()))?;
    Ok(())
}

fn year_options(stage: &Stage, root: &Path, arguments: &Arguments) -> YearOptions {
    let mut options = YearOptions::demo(root, Arc::new(SystemClock::new(None)));
    options.mail_folder.clone_from(&stage.mail_folder);
    options.first_run_secret.clone_from(&stage.first_run_secret);
    options.clock_offset_file.clone_from(&stage.clock_offset_file);
    options.weeks = arguments.weeks.unwrap_or(options.weeks);
    options.until = arguments.until;
    options
}

/// What the services' own tables say about the events of the year.
struct Figures {
    /// Events published, by service.
    events: Vec<(&'static str, i64)>,
    /// Events that could not be carried out.
    dead_letters: i64,
}

async fn figures(stage: &Stage) -> anyhow::Result<Figures> {
    let events = stage.count_rows("outbox").await?;
    let dead_letters = stage.count_rows("dead_letters").await?.iter().map(|(_, count)| count).sum();
    Ok(Figures { events, dead_letters })
}

/// The folder for the documents, empty. Only what an earlier demo wrote is removed.
fn prepare_out(root: &Path, out: &Path) -> anyhow::Result<PathBuf> {
    let out = root.join(out);
    let earlier = out.join(SUMMARY).exists() || out.join(documents::UNFINISHED).exists();
    let empty = fs::read_dir(&out).map_or(true, |mut entries| entries.next().is_none());
    ensure!(earlier || empty, "{} holds files that no demo wrote: choose another folder with --out", out.display());
    if earlier {
        fs::remove_dir_all(&out)?;
    }
    fs::create_dir_all(&out).with_context(|| format!("cannot make the folder {}", out.display()))?;
    fs::write(out.join(documents::UNFINISHED), "")?;
    Ok(out)
}

fn log_to(file: &Path) -> anyhow::Result<()> {
    let file = fs::File::create(file).with_context(|| format!("cannot write {}", file.display()))?;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let logging = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(Arc::new(file)).try_init();
    logging.map_err(|error| anyhow::anyhow!("cannot log: {error}"))
}

/// Logins of the administrator, of those of the province and of the largest agency's people, with the role of each.
fn logins(report: &YearReport) -> Vec<(&'static str, &str)> {
    let mut logins = vec![(SystemRole::SnvAdmin.vi(), report.admin_email.as_str())];
    let of_the_province = report.province_logins.iter().filter_map(|(role, email)| Some((SystemRole::of(*role)?.vi(), email.as_str())));
    logins.extend(of_the_province);
    let size = |agency: &&AgencyReport| report.people.iter().filter(|person| person.agency_id == agency.agency_id).count();
    if let Some(agency) = report.agencies.iter().max_by_key(size) {
        logins.push(("Người đứng đầu cơ quan", &agency.head_email));
        if !agency.direct_head_email.is_empty() {
            logins.push((Relation::DirectHead.vi(), &agency.direct_head_email));
        }
        logins.push((SystemRole::HrOfficer.vi(), &agency.hr_email));
        if !agency.it_email.is_empty() {
            logins.push((SystemRole::UnitIt.vi(), &agency.it_email));
        }
        logins.push(("Công chức", &agency.staff_email));
    }
    logins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_other_files_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.odt"), "mine").unwrap();
        let refusal = prepare_out(Path::new("/"), folder.path()).unwrap_err().to_string();
        assert!(refusal.contains("--out"), "{refusal}");
        assert!(folder.path().join("thesis.odt").exists());
    }

    #[test]
    fn what_an_earlier_demo_wrote_is_replaced_even_when_it_did_not_finish() {
        let root = tempfile::tempdir().unwrap();
        let out = prepare_out(root.path(), Path::new("out/demo")).unwrap();
        fs::write(out.join("old.pdf"), "old").unwrap();
        let out = prepare_out(root.path(), Path::new("out/demo")).unwrap();
        assert!(!out.join("old.pdf").exists());
        fs::rename(out.join(documents::UNFINISHED), out.join(SUMMARY)).unwrap();
        prepare_out(root.path(), Path::new("out/demo")).unwrap();
    }
}
