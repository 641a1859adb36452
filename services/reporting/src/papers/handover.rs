//! Biên bản bàn giao công việc: what somebody hands over with a post (article 10).

use chrono::NaiveDate;
use documents::model::{SignatureBlock, WorkTable};
use kernel::date;
use proto::worklog::v1::{Handover, OpenWork, OpenWorkSource};
use reporting_domain::signing;

use super::{Office, labelled, letterhead, signed};
use crate::wire;

pub(crate) fn handover(handover: &Handover, unit: &str, office: &Office, today: NaiveDate) -> WorkTable {
    let columns = [("STT", 9), ("Công việc", 82), ("Nguồn", 30), ("Sản phẩm", 38), ("Thời hạn", 22), ("Ghi chú bàn giao", 70)];
    let place = if unit == office.name() { unit.to_owned() } else { format!("{unit}, {}", office.name()) };
    let last_on = contract::day(handover.last_on.as_ref()).map(date::vi).unwrap_or_default();
    let receiver = [handover.receiver_name.as_str(), &handover.receiver_title].into_iter().filter(|part| !part.is_empty());
    let identity = [
        ("Người bàn giao", format!("{}, {}", handover.giver_name, handover.giver_title)),
        ("Đơn vị", place),
        ("Ngày cuối ở vị trí công tác", last_on),
        ("Người nhận", receiver.collect::<Vec<_>>().join(", ")),
        ("Người cử", wire::signed(handover.named_by.as_ref())),
    ];
    let facts = [("Nội dung bàn giao khác", &handover.remark), ("Ý kiến của người nhận", &handover.receiver_remark)];
    let block = |label: &str, signature| SignatureBlock { label: label.to_owned(), signed: signed(signature, signing::of_post) };
    WorkTable {
        letterhead: letterhead(office, String::new(), today),
        title: "Biên bản bàn giao công việc".to_owned(),
        subtitle: handover.giver_name.clone(),
        identity: identity.map(|(label, value)| labelled(label, value)).into(),
        columns: columns.map(|(name, share)| (name.to_owned(), share)).into(),
        rows: handover.works.iter().enumerate().map(row).collect(),
        facts: facts.map(|(label, value)| labelled(label, value.clone())).into(),
        signers: Vec::new(),
        signatures: vec![block("Người bàn giao", handover.given_by.as_ref()), block("Người nhận", handover.received_by.as_ref())],
        recipients: Vec::new(),
    }
}

fn row((index, work): (usize, &OpenWork)) -> Vec<String> {
    let source = match work.source() {
        OpenWorkSource::Unspecified => "",
        OpenWorkSource::Planned => "Danh mục công việc",
        OpenWorkSource::Log => "Bảng kê công việc",
    };
    let due = contract::day(work.due_on.as_ref()).map(date::vi).unwrap_or_default();
    vec![(index + 1).to_string(), work.content.clone(), source.to_owned(), work.product.clone(), due, work.note.clone()]
}
