//! `congtam reference`: every key of every service, made from the types that read them.

use std::io::{self, Write};

use runtime::ServiceConfig;
use settings::reference::table;

const HEAD: &str = "# Configuration

Made by `congtam reference > deploy/CONFIGURATION.md`; a test compares the two.

- A service reads the file that `<SERVICE>_CONFIG` names (TOML or JSON), then the variables `<SERVICE>__…`, which win. Either is enough.
- A variable holds its value to the letter: `0012345` stays. Lists are divided by commas. `…_FILE` after any variable names a file that
  holds the value (a line break at its end does not count): for secrets that are mounted.
- `check-config` tells everything that a start would refuse, and what the configuration comes to, without secrets. Unknown keys, wrong
  prefixes and values of another kind are errors.
- Exit status: 0 done, 1 something went wrong, 2 the configuration or the command line is wrong.
- `<name>` in a key is a name of your choice: that of the service whose key it is.
";

/// The reference, in Markdown.
pub fn reference() -> String {
    let shared = table::<runtime::Config>("<SERVICE>__RUNTIME", |_| true).replace("\n| `", "\n| `runtime.");
    let mut text = format!("{HEAD}\n## Every service\nThe portal needs no database, objects or keys of the bus.\n\n{shared}");
    for (name, own) in [
        own::<identity::Config>(identity::NAME),
        own::<worklog::Config>(worklog::NAME),
        own::<evaluation::Config>(evaluation::NAME),
        own::<scoring::Config>(scoring::NAME),
        own::<reporting::Config>(reporting::NAME),
        own::<partners::Config>(partners::NAME),
        own::<portal::Config>(portal::NAME),
    ] {
        text.push_str(&format!("\n## {name}\n"));
        text.push_str(&own.unwrap_or_else(|| "Nothing beside what every service has.\n".to_owned()));
    }
    text
}

/// The keys that one service alone has.
fn own<C: ServiceConfig>(name: &'static str) -> (&'static str, Option<String>) {
    let is_own = |path: &[String]| path.first().is_some_and(|first| first != "runtime");
    let has_own = settings::Tree::of::<C>().keys().iter().any(|(path, _)| is_own(path));
    (name, has_own.then(|| table::<C>(&name.to_uppercase(), is_own)))
}

pub(crate) fn run() -> anyhow::Result<()> {
    Ok(io::stdout().lock().write_all(reference().as_bytes())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_of_all_keys_is_up_to_date() {
        let written = include_str!("../../../deploy/CONFIGURATION.md");
        let made = reference();
        let differs = written.lines().zip(made.lines()).find(|(written, made)| written != made);
        assert!(written == made, "write it anew: congtam reference > deploy/CONFIGURATION.md\n{differs:#?}");
    }

    #[test]
    fn every_key_says_what_it_is_for_and_shows_what_it_takes() {
        for line in reference().lines().filter(|line| line.starts_with("| `")) {
            let cells: Vec<&str> = line.split(" | ").collect();
            assert!(cells.len() == 4 && cells[1].len() > 3 && cells[3].len() > 3, "{line}");
        }
    }

    #[test]
    fn the_variables_of_all_services_may_stand_side_by_side() {
        let names = [identity::NAME, worklog::NAME, evaluation::NAME, scoring::NAME, reporting::NAME, partners::NAME, portal::NAME];
        assert_eq!(runtime::config::SERVICES, names);
    }
}
