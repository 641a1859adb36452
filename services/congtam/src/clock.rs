//! `congtam clock`: moves the clock of a rehearsal (`congtam dev --rehearse-from`), for who trains people.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kernel::{Clock, date};
use runtime::clock::SystemClock;

use crate::cli::project_folder;

/// Options of `congtam clock`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The day that the software shall believe it is; only shows the present one when not given.
    #[arg(value_name = "YYYY-MM-DD")]
    day: Option<NaiveDate>,
    /// Where `congtam dev` keeps its data.
    #[arg(long, value_name = "DIR", default_value = ".congtam/dev")]
    data: PathBuf,
    /// Folder of the project; found from the current one when not given.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<()> {
    let folder = project_folder(arguments.root)?.join(arguments.data);
    ensure!(rehearses(&folder), "{} holds no rehearsal: begin one with `congtam dev --rehearse-from DAY`", folder.display());
    if let Some(day) = arguments.day {
        move_to(&folder, day)?;
    }
    writeln!(io::stdout(), "{}", date::vi_moment(now(&folder)))?;
    Ok(())
}

/// The file that the services read their clock's offset from.
pub(crate) fn file(folder: &Path) -> PathBuf {
    folder.join("clock")
}

/// Whether the data in a folder is of a rehearsal.
pub(crate) fn rehearses(folder: &Path) -> bool {
    file(folder).exists()
}

/// Moves the clock of a folder to a day, at the present time of day. Sessions that are open may end by it.
pub(crate) fn move_to(folder: &Path, day: NaiveDate) -> anyhow::Result<()> {
    let seconds = offset(now(folder), SystemClock::new(None).now(), day);
    let file = file(folder);
    // Services read it at any moment: it is there whole or not at all.
    let fresh = file.with_extension("new");
    fs::write(&fresh, seconds.to_string())
        .and_then(|()| fs::rename(&fresh, &file))
        .with_context(|| format!("cannot write {}", file.display()))
}

fn now(folder: &Path) -> DateTime<Utc> {
    SystemClock::new(Some(file(folder))).now()
}

/// Seconds between real time and the rehearsal once it is on `day`.
fn offset(rehearsed: DateTime<Utc>, real: DateTime<Utc>, day: NaiveDate) -> i64 {
    let days = day - date::office_day(rehearsed);
    (rehearsed - real + TimeDelta::days(days.num_days())).num_seconds()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_of_a_folder_is_moved_to_a_day_and_on() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(file(folder.path()), "0").unwrap();
        for day in ["2026-11-20", "2026-12-05", "2026-11-28"] {
            let day: NaiveDate = day.parse().unwrap();
            move_to(folder.path(), day).unwrap();
            assert_eq!(date::office_day(now(folder.path())), day);
        }
    }

    #[test]
    fn the_time_of_day_stays() {
        let real: DateTime<Utc> = "2026-03-01T20:30:00Z".parse().unwrap();
        assert_eq!(offset(real, real, "2026-03-04".parse().unwrap()), 2 * 86_400, "in the office it is the second of March");
    }
}
