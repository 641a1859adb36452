//! Phiếu đánh giá on paper.

use chrono::{DateTime, Utc};
use documents::model::{FormField, FormSection, LegalForm, SignatureBlock};
use events::Error;
use kernel::date;
use proto::evaluation::v1::{self as api, Form, Record};
use proto::worklog::v1::WorkSummary;

use super::{Office, identity, labelled, letterhead, rank_label, signed};
use crate::board::Law;
use crate::wire;

/// The question that statistics of the work log stand below.
const WORK_FIELD: &str = "tien_do_ket_qua";
/// Who fills in a section that is no part of the result.
const SUBJECT: &str = "SUBJECT";

/// The form of a record; without the result, the sections of the heads are left blank.
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
    lines.push(labelled(rank_label(wire::group(subject.group)?), subject.rank));
    lines.push(labelled("Bậc", subject.step));
    lines.push(labelled("Hệ số lương", subject.coefficient.replace('.', ",")));
    let mut numbering = Numbering::default();
    let sections: Vec<FormSection> = form
        .sections
        .iter()
        .map(|section| {
            let visible = with_result || section.filled_by == SUBJECT;
            self::section(section, &mut numbering, law, work, visible)
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

fn section(section: &api::FormSection, numbering: &mut Numbering, law: &Law, work: Option<&WorkSummary>, visible: bool) -> FormSection {
    numbering.enter(&section.section_id);
    let fields = section.fields.iter().map(|field| {
        let mut text = if field.is_class { law.of_code(&field.text) } else { &field.text }.to_owned();
        if let Some(work) = work.filter(|_| field.key == WORK_FIELD) {
            text = format!("{text}\n{}", statistics(work));
        }
        FormField { label: numbering.next(&field.label), hint: field.hint.clone(), text: if visible { text } else { String::new() } }
    });
    let fields = fields.collect();
    let signature = (!section.sign_label.is_empty())
        .then(|| SignatureBlock { label: section.sign_label.clone(), signed: signed(section.signature.as_ref()).filter(|_| visible) });
    FormSection { title: title(section), fields, signature }
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
