//! Counting the work of a diary: of a correction and what it corrects, the newest that is approved (worklog's WL-9).

use std::collections::BTreeSet;

/// How a piece of work went, by the person's own account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Vượt tiến độ.
    Ahead,
    /// Đúng tiến độ.
    OnTime,
    /// Chậm tiến độ.
    Late,
    /// Chưa hoàn thành.
    Unfinished,
}

/// One piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// It belongs to the work list; otherwise it arose.
    pub planned: bool,
    /// How it went.
    pub progress: Progress,
    /// Delayed by an objective cause that the head confirmed.
    pub excused: bool,
}

/// A log that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedIn<'a> {
    /// The log.
    pub id: &'a str,
    /// The approved log that it corrects; empty for the first edition.
    pub corrects: &'a str,
    /// Whether it is approved.
    pub approved: bool,
    /// The pieces of work.
    pub works: Vec<Work>,
}

/// What the logs of a period add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Logs handed in.
    pub logs: u32,
    /// Approved ones of them.
    pub approved: u32,
    /// Works of approved logs.
    pub works: u32,
    /// Of the works: in the work list.
    pub planned: u32,
    /// Of the works: vượt tiến độ.
    pub ahead: u32,
    /// Of the works: đúng tiến độ.
    pub on_time: u32,
    /// Of the works: chậm tiến độ.
    pub late: u32,
    /// Of the works: chưa hoàn thành.
    pub unfinished: u32,
    /// Of the works late or unfinished: with an objective cause.
    pub excused: u32,
}

/// The logs that an approved correction has taken the place of.
pub fn corrected<'a>(logs: &[HandedIn<'a>]) -> BTreeSet<&'a str> {
    logs.iter().filter(|log| log.approved && !log.corrects.is_empty()).map(|log| log.corrects).collect()
}

impl Figures {
    /// Counts logs.
    pub fn of(logs: &[HandedIn<'_>]) -> Self {
        let gone = corrected(logs);
        let mut figures = Self::default();
        for log in logs.iter().filter(|log| !gone.contains(log.id) && (log.corrects.is_empty() || log.approved)) {
            figures.logs += 1;
            if log.approved {
                figures.approved += 1;
                log.works.iter().for_each(|work| figures.add(*work));
            }
        }
        figures
    }

    fn add(&mut self, work: Work) {
        self.works += 1;
        self.planned += u32::from(work.planned);
        self.excused += u32::from(work.excused);
        match work.progress {
            Progress::Ahead => self.ahead += 1,
            Progress::OnTime => self.on_time += 1,
            Progress::Late => self.late += 1,
            Progress::Unfinished => self.unfinished += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_counts_once_it_is_approved_and_what_it_corrects_no_more() {
        let work = |planned, progress| Work { planned, progress, excused: progress == Progress::Late };
        let log = |id, corrects, approved, works| HandedIn { id, corrects, approved, works };
        let first = || log("1", "", true, vec![work(true, Progress::OnTime), work(false, Progress::Late)]);
        let waits = log("3", "", false, vec![work(true, Progress::Ahead)]);
        let open = Figures::of(&[first(), log("2", "1", false, vec![work(true, Progress::Ahead)]), waits.clone()]);
        let wanted = Figures { logs: 2, approved: 1, works: 2, planned: 1, on_time: 1, late: 1, excused: 1, ..Figures::default() };
        assert_eq!(open, wanted);
        let done = Figures::of(&[first(), log("2", "1", true, vec![work(true, Progress::Unfinished)]), waits]);
        assert_eq!(done, Figures { logs: 2, approved: 1, works: 1, planned: 1, unfinished: 1, ..Figures::default() });
    }
}
