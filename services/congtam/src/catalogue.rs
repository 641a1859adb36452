//! `congtam events catalogue`: what partners get of the catalogue of public events, made from the types that are published.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use catalogue::{Publisher, documents};

use crate::cli::project_folder;

/// Where the documents are in the project.
const FOLDER: &str = "proto/public";

/// Options of `congtam events catalogue`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Domain of the installation: types and schemas of its events carry it.
    #[arg(long, value_name = "DOMAIN", default_value = "congtam.quangtri.gov.vn")]
    domain: String,
    /// Folder to write into; that of the project when it is not given.
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
}

pub(crate) fn run(Arguments { domain, to }: Arguments) -> anyhow::Result<()> {
    let publisher = Publisher::new(&domain).context("--domain")?;
    let folder = match to {
        Some(folder) => folder,
        None => project_folder(None)?.join(FOLDER),
    };
    let documents = documents::all(&publisher);
    for (path, text) in &documents {
        write(&folder.join(path), text)?;
    }
    writeln!(io::stdout(), "{} tệp / files: {}", documents.len(), folder.display())?;
    Ok(())
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let failed = || format!("cannot write {}", path.display());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(failed)?;
    }
    std::fs::write(path, text).with_context(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(domain: &str, to: &Path) -> anyhow::Result<()> {
        run(Arguments { domain: domain.to_owned(), to: Some(to.to_owned()) })
    }

    #[test]
    fn another_province_gets_a_catalogue_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        written("congtam.hue.gov.vn", folder.path()).unwrap();
        let example = std::fs::read_to_string(folder.path().join("examples/result.published.v1.json")).unwrap();
        assert!(example.contains("\"vn.gov.hue.congtam.result.published.v1\""), "{example}");
        assert!(!std::fs::read_to_string(folder.path().join("asyncapi.json")).unwrap().contains("quangtri.gov"));
    }

    #[test]
    fn a_domain_that_is_none_writes_nothing_and_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let told = format!("{:#}", written("https://congtam.vn", folder.path()).unwrap_err());
        assert!(told.starts_with("--domain: «https://congtam.vn»"), "{told}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
