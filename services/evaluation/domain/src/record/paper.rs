//! A result that was reached on paper (article 2.9): entered by one person, checked by another.

use chrono::NaiveDate;
use kernel::{Points, Refusal};
use regulation::Class;

use super::{Outcome, Paper, Record, Settled, State, past, required, total};
use crate::pack::Policy;
use crate::period::Stage;
use crate::{Signature, StoredFile, error};
use kernel::Changed;

/// A paper result on its way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPaper {
    /// The agency before.
    pub old_agency: String,
    /// Total on the paper.
    pub total: Option<Points>,
    /// Class on the paper.
    pub class: Option<Class>,
    /// Head of the agency before, who confirmed it.
    pub confirmed_by_old_head: String,
    /// Day of the confirmation.
    pub confirmed_on: NaiveDate,
    /// The signed paper.
    pub scan: StoredFile,
}

impl Record {
    /// HR enters the paper; until it is checked it may be entered anew.
    ///
    /// # Errors
    /// When something is missing, the class is not of the group, or the record is not on paper.
    pub fn enter_paper(self, new: NewPaper, by: Signature, policy: &Policy, stage: Stage) -> Result<Changed<Self>, Refusal> {
        if !matches!(self.state, State::PaperEntry { .. }) {
            return Err(self.wrong_state("nhập kết quả bằng giấy"));
        }
        if stage >= Stage::Published {
            return Err(error::period_over());
        }
        let class = new
            .class
            .filter(|class| policy.classes(self.subject.group).contains(class))
            .ok_or_else(|| error::class_not_of_group("class"))?;
        let paper = Paper {
            old_agency: required("old_agency", "cơ quan, đơn vị cũ", &new.old_agency)?,
            total: total("total", new.total)?.ok_or_else(|| error::text_missing("total", "tổng điểm trên bản giấy"))?,
            class,
            confirmed_by_old_head: required("confirmed_by_old_head", "thủ trưởng cơ quan cũ xác nhận", &new.confirmed_by_old_head)?,
            confirmed_on: past("confirmed_on", new.confirmed_on, by.at)?,
            scan: new.scan,
            entered_by: by,
        };
        Ok(Changed::next(Self { state: State::PaperEntry { entered: Some(paper) }, ..self }))
    }

    /// A second person confirms what was entered. Confirming again changes nothing.
    ///
    /// # Errors
    /// By whoever entered it, or when nothing was entered.
    pub fn confirm_paper(self, by: Signature) -> Result<Option<Changed<Self>>, Refusal> {
        let paper = match &self.state {
            State::PaperEntry { entered: Some(paper) } => paper.clone(),
            State::PaperEntry { entered: None } => return Err(error::paper_missing()),
            State::Decided { settled: Settled::Paper { .. } } => return Ok(None),
            _ => return Err(self.wrong_state("xác nhận kết quả bằng giấy")),
        };
        if paper.entered_by.person == by.person {
            return Err(error::second_person_needed());
        }
        Ok(Some(Changed::next(Self { state: State::Decided { settled: Settled::Paper { paper, checked_by: by } }, ..self })))
    }
}

impl Paper {
    /// The result on paper as a result.
    pub fn outcome(&self, policy: &Policy) -> Outcome {
        Outcome {
            total: Some(self.total),
            class: Some(self.class),
            label: policy.label(self.class).to_owned(),
            basis: String::new(),
            self_total: String::new(),
            r360: String::new(),
            sheets: 0,
            base: String::new(),
            flags: Vec::new(),
            caps: Vec::new(),
        }
    }
}
