//! Phiếu đánh giá on paper.

use chrono::{DateTime, Utc};
use contract::announced;
use documents::model::{FormField, FormSection, LegalForm, SignatureBlock, Signed};
use events::Error;
use kernel::{Exact, date};
use proto::evaluation::v1::{self as api, Form, Record};
use proto::worklog::v1::WorkSummary;
use regulation::{EmployeeGroup, Relation};
use reporting_domain::signing;

use super::{CAPPED, Office, caps, identity, labelled, letterhead, of_decider, rank_label, signed};
use crate::board::Law;
use crate::wire;

/// The question that statistics of the work log stand below.
const WORK_FIELD: &str = "tien_do_ket_qua";
/// Who fills in a section that is no part of the result.
const SUBJECT: &str = "SUBJECT";
/// Who fills in the section that carries the result.
const DECIDER: &str = "DECIDER";
/// Who fills in the section that verifies.
const DIRECT_HEAD: &str = "DIRECT_HEAD";
/// Stands instead of what nobody may read yet.
const NOT_YET: &str = "(Phần này có nội dung khi kết quả được công khai.)";

/// The form of a record; without the result, the sections of the heads say that they come later.
pub(crate) fn legal_form(
    record: &Record,
    form: &Form,
    office: &Office,
    law: &Law,
    work: Option<&WorkSummary>,
    with_result: bool,
    now: DateTime<Utc>,
) -> Result<LegalForm, Error> {
    let subject = record.subject.clone().unwrap_or_default();
    let mut lines = identity(&subject);
    lines.push(labelled(rank_label(announced::word::<EmployeeGroup>("an employee group", subject.group)?), subject.rank));
    lines.push(labelled("Bậc", subject.step));
    lines.push(labelled("Hệ số lương", coefficient(&subject.coefficient)));
    let filling = Filling { record, law, work, agency: office.name() };
    let mut numbering = Numbering::default();
    let sections: Vec<FormSection> = form
        .sections
        .iter()
        .map(|section| {
            let visible = with_result || section.filled_by == SUBJECT;
            filling.section(section, &mut numbering, visible)
        })
        .collect();
    let last = sections.iter().filter_map(|section| Some(section.signature.as_ref()?.signed.as_ref()?.at)).max();
    Ok(LegalForm {
        letterhead: letterhead(office, String::new(), date::office_day(last.unwrap_or(now))),
        legal: form.legal.clone(),
        title: form.title.clone(),
        subtitle: if form.subtitle.is_empty() { format!("Năm {}", record.year) } else { form.subtitle.clone() },
        identity: lines,
        sections,
    })
}

/// What the sections of one form are filled in from.
struct Filling<'a> {
    record: &'a Record,
    law: &'a Law,
    work: Option<&'a WorkSummary>,
    agency: &'a str,
}

impl Filling<'_> {
    fn section(&self, section: &api::FormSection, numbering: &mut Numbering, visible: bool) -> FormSection {
        numbering.enter(&section.section_id);
        let fields = section.fields.iter().map(|field| {
            let mut text = if field.is_class { self.law.of_code(&field.text) } else { &field.text }.to_owned();
            if let Some(work) = self.work.filter(|_| field.key == WORK_FIELD) {
                text = format!("{text}\n{}", statistics(work));
            }
            FormField { label: numbering.next(&field.label), hint: field.hint.clone(), text }
        });
        let mut fields: Vec<FormField> = fields.collect();
        if section.filled_by == DECIDER && visible {
            fields.extend(totals(self.record).into_iter().map(|(label, text)| FormField {
                label: numbering.next(label),
                hint: String::new(),
                text,
            }));
        }
        let higher = section.filled_by == DECIDER && self.record.decided_outside;
        let label = if higher { Relation::Higher.vi().to_owned() } else { section.sign_label.clone() };
        // Nobody verifies who is decided on from above, so nobody signs there.
        let signs = section.filled_by != DIRECT_HEAD || !self.record.direct_head_id.is_empty();
        let signature =
            (signs && !section.sign_label.is_empty()).then(|| SignatureBlock { label, signed: self.signed(section).filter(|_| visible) });
        let instead = if visible { String::new() } else { NOT_YET.to_owned() };
        FormSection { title: title(section), instead, fields, signature }
    }

    /// Who signed a section, as what: the person themself without a post, which stands above already.
    fn signed(&self, section: &api::FormSection) -> Option<Signed> {
        signed(section.signature.as_ref(), |title| match section.filled_by.as_str() {
            SUBJECT => Vec::new(),
            DECIDER => of_decider(self.record, self.agency, title),
            _ => signing::of_post(title),
        })
    }
}

/// Both totals by their names, and why they differ.
fn totals(record: &Record) -> Vec<(&'static str, String)> {
    let (Some(decision), Some(outcome)) = (&record.decision, &record.outcome) else { return Vec::new() };
    let computed = wire::shown(&outcome.base).map(kernel::Points::vi).unwrap_or_default();
    let decided = contract::points(decision.decided_total.or(outcome.total)).map(kernel::Points::vi).unwrap_or_default();
    let why = if decision.decided_total.is_some() {
        format!("{decided}. Lý do quyết định tổng điểm khác: {}", decision.reason)
    } else {
        format!("{decided}, theo điểm tính được")
    };
    let totals = [
        ("Tổng điểm tính theo quy chế", computed),
        ("Tổng điểm quyết định", if decided.is_empty() { decided } else { why }),
        (CAPPED, caps(&outcome.caps)),
    ];
    totals.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

/// `3,00`; anything else than a number as it is.
fn coefficient(text: &str) -> String {
    text.parse::<Exact>().map_or(text.to_owned(), |number| number.round_half_up(2).replace('.', ","))
}

/// "I. TỰ ĐÁNH GIÁ …"; parts without a Roman number of their own, such as that of leaders, have the title alone.
fn title(section: &api::FormSection) -> String {
    let roman = !section.section_id.is_empty() && section.section_id.chars().all(|c| "IVX".contains(c));
    let numbered = section.title.starts_with(&format!("{}.", section.section_id));
    if roman && !numbered { format!("{}. {}", section.section_id, section.title) } else { section.title.clone() }
}

/// "Theo bảng kê công việc đã phê duyệt: 120 công việc, …"
fn statistics(work: &WorkSummary) -> String {
    format!(
        "Theo bảng kê công việc đã được phê duyệt: {} công việc, trong đó vượt tiến độ {}, đúng tiến độ {}, chậm tiến độ {}, chưa hoàn thành {}; phát sinh ngoài danh mục {}.",
        work.entries, work.ahead, work.on_time, work.late, work.unfinished, work.arising
    )
}

/// Numbers of the questions: anew in every part, on in a part of a part.
#[derive(Default)]
struct Numbering {
    section: String,
    last: u32,
}

impl Numbering {
    fn enter(&mut self, section: &str) {
        let inside = section.strip_prefix(self.section.as_str()).is_some_and(|rest| !rest.starts_with(['I', 'V', 'X']));
        if self.section.is_empty() || !inside {
            self.section = section.to_owned();
            self.last = 0;
        }
    }

    /// The label with its number, unless it brings one.
    fn next(&mut self, label: &str) -> String {
        self.last += 1;
        if label.starts_with(|c: char| c.is_ascii_digit()) { label.to_owned() } else { format!("{}. {label}", self.last) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_numbered_anew_in_each_part_and_on_in_the_part_of_leaders() {
        let mut numbering = Numbering::default();
        let mut ask = |section: &str| {
            numbering.enter(section);
            numbering.next("x")
        };
        let found = ["I", "I", "I_LEADER", "II", "III", "III", "IV"].map(&mut ask);
        assert_eq!(found, ["1. x", "2. x", "3. x", "1. x", "1. x", "2. x", "1. x"]);
        assert_eq!(Numbering::default().next("7. Kết quả"), "7. Kết quả");
    }

    #[test]
    fn a_part_gets_its_roman_number_once() {
        let part =
            |id: &str, title: &str| self::title(&api::FormSection { section_id: id.into(), title: title.into(), ..Default::default() });
        assert_eq!(part("I", "TỰ ĐÁNH GIÁ"), "I. TỰ ĐÁNH GIÁ");
        assert_eq!(part("I", "I. TỰ ĐÁNH GIÁ"), "I. TỰ ĐÁNH GIÁ");
        assert_eq!(part("I_LEADER", "PHẦN DÀNH RIÊNG"), "PHẦN DÀNH RIÊNG");
    }
}
