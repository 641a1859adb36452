//! Sở Nội vụ publishes the six criteria sets and the policy pack of the year (articles 4 and 7.1).

use std::path::{Path, PathBuf};

use anyhow::Context;
use proto::scoring::v1::{
    CriteriaSet, GetCriteriaSetRequest, PublishCriteriaSetRequest, PublishPolicyPackRequest, SaveCriteriaSetDraftRequest,
};

use super::caller::{Caller, request_id};
use super::play::Play;

/// The pack that the rehearsal is decided under.
pub(super) const PACK: &str = "QT-2019";
/// The pack of the years after it.
const NEXT_PACK: &str = "ND90-2020";

impl Play<'_> {
    /// Criteria sets first: the packs name them. A draft for the next year is begun.
    pub(super) async fn publish_law(&mut self) -> anyhow::Result<()> {
        let sets = files(&self.options.law.join("criteria"))?;
        self.step("Sở Nội vụ ban hành bộ tiêu chí và gói quy định", sets.len() + 2).await;
        for set in sets {
            let answer =
                self.admin.send(PublishCriteriaSetRequest { request_id: request_id(), yaml: read(&set)?, ..Default::default() }).await?;
            let set = answer.criteria_set.context("the published criteria set")?;
            self.sets.insert(set.criteria_set_id.clone(), set);
            self.progress.advance();
        }
        for pack in [PACK, NEXT_PACK] {
            let yaml = read(&self.options.law.join("packs").join(format!("{pack}.yaml")))?;
            self.admin.send(PublishPolicyPackRequest { request_id: request_id(), yaml, ..Default::default() }).await?;
            self.progress.advance();
        }
        let Some(copy_of) = self.sets.keys().next().cloned() else { return Ok(()) };
        let draft = SaveCriteriaSetDraftRequest { request_id: request_id(), copy_of, ..Default::default() };
        self.admin.send(draft).await?;
        Ok(())
    }
}

/// A criteria set as somebody sees it.
pub(super) async fn criteria_set(caller: &Caller, id: &str) -> anyhow::Result<CriteriaSet> {
    let answer = caller.send(GetCriteriaSetRequest { criteria_set_id: id.to_owned(), ..Default::default() }).await?;
    answer.criteria_set.with_context(|| format!("there is no criteria set {id}"))
}

fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("the folder {} cannot be read", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    Ok(files)
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}
