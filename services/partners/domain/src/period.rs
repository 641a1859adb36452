//! The year of an agency.

use catalogue::Statement;
use catalogue::data::{AppliedLaw, Deadlines, PeriodClosed, PeriodOpened};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::state::Tells;
use crate::{Units, Untold};

/// What is public of a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Period {
    /// The period.
    pub id: Uuid,
    /// The year that is evaluated.
    pub year: i32,
    /// The agency that evaluates.
    pub agency: Uuid,
    /// Last days of its stages.
    pub deadlines: Deadlines,
    /// Which law holds for whom.
    pub law: Vec<AppliedLaw>,
    /// Whether self-assessment has opened.
    pub is_opened: bool,
    /// Whether it is in the archive.
    pub is_closed: bool,
}

/// What was told of a period.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct ToldPeriod {
    opened: bool,
    closed: bool,
}

impl Tells for Period {
    type Told = ToldPeriod;

    fn tell(&self, units: &Units, told: &mut ToldPeriod) -> Result<Vec<Statement>, Untold> {
        let (period_id, year) = (self.id, self.year);
        let mut news = Vec::new();
        if self.is_opened && !told.opened {
            let agency = units.agency(self.agency)?;
            let (deadlines, law) = (self.deadlines.clone(), self.law.clone());
            news.push(Statement::of(&PeriodOpened { period_id, year, agency, deadlines, law }));
            told.opened = true;
        }
        if self.is_closed && !told.closed {
            news.push(Statement::of(&PeriodClosed { period_id, year, agency: units.agency(self.agency)? }));
            told.closed = true;
        }
        Ok(news)
    }
}
