//! Typesetting beside the service: few at a time, never on the threads that answer calls.

use std::path::Path;
use std::sync::Arc;

use documents::model::{Detail, LegalForm, Minutes, Note, Provenance, ScoreSheet, Summary, WorkTable};
use documents::{Fonts, Press, sheets};
use events::Error;
use reporting_domain::Format;
use tokio::sync::Semaphore;

use crate::Config;

/// A document ready for the press.
pub(crate) enum Paper {
    Summary(Summary),
    Detail(Detail),
    Minutes(Minutes),
    Note(Note),
    LegalForm(LegalForm),
    ScoreSheet(ScoreSheet),
    WorkTable(WorkTable),
}

/// The presses of the service; clones share them.
#[derive(Clone)]
pub(crate) struct Presses {
    press: Arc<Press>,
    free: Arc<Semaphore>,
}

impl Presses {
    pub(crate) fn new(config: &Config) -> anyhow::Result<Self> {
        let folder = Some(config.fonts.as_path()).filter(|folder| *folder != Path::new(""));
        Ok(Self { press: Arc::new(Press::new(Fonts::load(folder)?)), free: Arc::new(Semaphore::new(config.presses)) })
    }

    /// Makes the file of a document.
    pub(crate) async fn print(&self, paper: Paper, format: Format, made: Provenance) -> Result<Vec<u8>, Error> {
        let _turn = self.free.acquire().await.map_err(|error| Error::failed("waiting for a press", error))?;
        let press = self.press.clone();
        let printed = tokio::task::spawn_blocking(move || print(&press, &paper, format, &made)).await;
        let printed = printed.map_err(|error| Error::failed("typesetting", error))?;
        printed.map_err(|error| Error::failed("typesetting", error))
    }
}

fn print(press: &Press, paper: &Paper, format: Format, made: &Provenance) -> Result<Vec<u8>, documents::Error> {
    match (paper, format) {
        (Paper::Summary(summary), Format::Pdf) => press.summary(summary),
        (Paper::Summary(summary), Format::Xlsx) => sheets::summary(summary, made),
        (Paper::Detail(detail), Format::Pdf) => press.detail(detail),
        (Paper::Detail(detail), Format::Xlsx) => sheets::detail(detail, made),
        (Paper::Minutes(minutes), _) => press.minutes(minutes),
        (Paper::Note(note), _) => press.note(note),
        (Paper::LegalForm(form), _) => press.legal_form(form),
        (Paper::ScoreSheet(sheet), _) => press.score_sheet(sheet),
        (Paper::WorkTable(table), _) => press.work_table(table),
    }
}
