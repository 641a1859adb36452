//! What stands instead of a form that nobody filled in: a result reached on paper (article 2.9), or why somebody is not evaluated.

use chrono::{DateTime, Utc};
use contract::Word;
use documents::model::{Labelled, Note, SignatureBlock};
use kernel::{Points, date};
use proto::evaluation::v1::{PaperEntry, Record, RecordState, StepBackKind};
use regulation::{Class, NotEvaluated};
use reporting_domain::signing;

use super::{Office, identity, labelled, letterhead, signed};
use crate::board::Law;

const ON_PAPER: &str = "Kết quả đánh giá, phân loại bằng giấy";
const NOT_EVALUATED: &str = "Phiếu ghi nhận việc không đánh giá, phân loại";

/// What the note of a record is called; none where form and score sheet tell its year.
pub(crate) fn note_title(record: &Record) -> Option<&'static str> {
    if record.paper.is_some() || record.state() == RecordState::PaperEntry {
        return Some(ON_PAPER);
    }
    (record.state() == RecordState::NotEvaluated).then_some(NOT_EVALUATED)
}

/// The note of a record; without the result it says only how the person is evaluated.
pub(crate) fn note(record: &Record, office: &Office, law: &Law, with_result: bool, now: DateTime<Utc>) -> Option<Note> {
    let title = note_title(record)?;
    let subject = record.subject.clone().unwrap_or_default();
    let told = if title == ON_PAPER { on_paper(record, law, with_result) } else { not_evaluated(record) };
    let last = told.signatures.iter().filter_map(|block| Some(block.signed.as_ref()?.at)).max();
    Some(Note {
        letterhead: letterhead(office, String::new(), date::office_day(last.unwrap_or(now))),
        title: title.to_owned(),
        subtitle: format!("Năm {}", record.year),
        identity: identity(&subject),
        paragraphs: told.paragraphs,
        facts: told.facts,
        signatures: told.signatures,
        recipients: office.recipients([subject.full_name]),
    })
}

/// The body of a note.
#[derive(Default)]
struct Told {
    paragraphs: Vec<String>,
    facts: Vec<Labelled>,
    signatures: Vec<SignatureBlock>,
}

fn on_paper(record: &Record, law: &Law, with_result: bool) -> Told {
    let rule = "Thời gian công tác tại đơn vị mới chưa đến 06 tháng nên việc chấm điểm, đánh giá, phân loại thực hiện bằng giấy, có xác \
                nhận của Thủ trưởng cơ quan cũ, sau đó cập nhật vào phần mềm (Điều 2.9 của Quy chế)."
        .to_owned();
    let Some(paper) = record.paper.as_ref().filter(|_| with_result) else {
        let later = if record.paper.is_some() {
            "Kết quả trên bản giấy hiện ở đây khi được công khai."
        } else {
            "Kết quả trên bản giấy chưa được cập nhật vào phần mềm."
        };
        return Told { paragraphs: vec![rule, later.to_owned()], ..Told::default() };
    };
    Told { paragraphs: vec![rule, "Bản giấy ghi như sau:".to_owned()], facts: facts(paper, law), signatures: signatures(paper) }
}

fn facts(paper: &PaperEntry, law: &Law) -> Vec<Labelled> {
    let confirmed_on = contract::day(paper.confirmed_on.as_ref()).map(date::vi);
    let confirmed = [Some(paper.confirmed_by_old_head.clone()), confirmed_on.map(|day| format!("ngày {day}"))];
    let class = Class::of(paper.class).map_or(String::new(), |class| law.label(class).to_owned());
    vec![
        labelled("Cơ quan, đơn vị cũ", paper.old_agency.clone()),
        labelled("Tổng điểm", contract::points(paper.total).map(Points::vi).unwrap_or_default()),
        labelled("Phân loại", class),
        labelled(
            "Thủ trưởng cơ quan cũ xác nhận",
            confirmed.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        ),
        labelled("Bản chụp bản giấy", paper.scan.as_ref().map(|scan| scan.name.clone()).unwrap_or_default()),
    ]
}

fn signatures(paper: &PaperEntry) -> Vec<SignatureBlock> {
    let block = |label: &str, signature| SignatureBlock { label: label.to_owned(), signed: signed(signature, signing::of_post) };
    vec![block("Người cập nhật vào phần mềm", paper.entered_by.as_ref()), block("Người kiểm tra", paper.checked_by.as_ref())]
}

fn not_evaluated(record: &Record) -> Told {
    let code = record.not_evaluated_reason.as_str();
    let excluded = record.steps_back.iter().rev().find(|step| step.kind() == StepBackKind::Excluded);
    let name = record.subject.as_ref().map_or("", |subject| &subject.full_name);
    let told = format!("Năm {}, {name} không thực hiện đánh giá, phân loại trên phần mềm.", record.year);
    let by = excluded.and_then(|step| signed(step.signature.as_ref(), signing::of_post));
    Told {
        paragraphs: vec![told],
        facts: vec![
            labelled("Lý do", NotEvaluated::words(code).to_owned()),
            labelled("Căn cứ", code.parse().ok().and_then(NotEvaluated::ground).unwrap_or_default().to_owned()),
            labelled("Ghi chú", excluded.map(|step| step.reason.clone()).unwrap_or_default()),
        ],
        signatures: by.map(|by| SignatureBlock { label: "Người ghi nhận".to_owned(), signed: Some(by) }).into_iter().collect(),
    }
}
