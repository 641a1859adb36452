//! Bảng tổng hợp and danh sách: the board on paper.

use chrono::NaiveDate;
use documents::model::{Detail, DetailRow, Level, Share, Signer, Summary, SummaryRow};
use reporting_domain::class::COLUMNS;
use reporting_domain::{Group, Tally, counts};

use super::{Office, letterhead};
use crate::board::{Board, Line};
use crate::wire;

/// Bảng tổng hợp: groups, the units inside them, everybody.
pub(crate) fn summary(board: &Board, office: &Office, head: &str, date: NaiveDate) -> Summary {
    let (people, units) = (board.people(), board.unit_names());
    let groups = counts::by(&people, |person| person.group);
    let parts = counts::by(&people, |person| (person.group, person.unit));
    let mut rows = Vec::new();
    for group in Group::ALL {
        let whole = groups.get(&group).cloned().unwrap_or_default();
        rows.push(row(Level::Group, group.ordinal().to_owned(), group.name(), &whole, String::new()));
        for (number, ((_, unit), tally)) in (1..).zip(parts.range((group, 0)..=(group, usize::MAX))) {
            let name = units[*unit];
            let note = board.reasons(|line| line.group == group && line.subject.unit_name == name);
            rows.push(row(Level::Unit, number.to_string(), name, tally, note));
        }
    }
    rows.push(row(Level::Total, String::new(), "Tổng cộng", &counts::all(&people), String::new()));
    Summary {
        letterhead: letterhead(office, format!("……/BTH-{}", office.abbreviation), date),
        year: board.year,
        classes: COLUMNS.map(str::to_owned).into(),
        rows,
        notes: notes(board, Some("Tỷ lệ % tính trên số người được đánh giá, phân loại (không kể số người không đánh giá).")),
        signers: signers(head),
    }
}

fn row(level: Level, ordinal: String, name: &str, tally: &Tally, note: String) -> SummaryRow {
    let share = |column| {
        let people = tally.column(column);
        Share { people, percent: tally.percent(people) }
    };
    SummaryRow {
        level,
        ordinal,
        name: name.to_owned(),
        total: tally.total(),
        shares: (0..COLUMNS.len()).map(share).collect(),
        not_evaluated: tally.not_evaluated,
        note,
    }
}

/// Danh sách: everybody, or the heads of the agency only.
pub(crate) fn detail(board: &Board, office: &Office, head: &str, date: NaiveDate, heads_only: bool) -> Detail {
    let lines = board.lines.iter().filter(|line| !heads_only || line.is_agency_head);
    Detail {
        letterhead: letterhead(office, String::new(), date),
        year: board.year,
        rows: lines.map(detail_row).collect(),
        notes: notes(board, heads_only.then_some("Danh sách chỉ gồm người đứng đầu cơ quan, đơn vị.")),
        signers: signers(head),
    }
}

fn detail_row(line: &Line) -> DetailRow {
    let class = if line.label.is_empty() { "Không đánh giá".to_owned() } else { line.label.clone() };
    DetailRow {
        unit: line.subject.unit_name.clone(),
        name: line.subject.full_name.clone(),
        title: line.subject.title.clone(),
        group: line.group.name().to_owned(),
        self_total: wire::shown(&line.computed.self_total),
        r360: wire::shown(&line.computed.r360),
        total: line.computed_total(),
        class,
        decided: line.decided_total,
        note: line.remarks(),
    }
}

fn notes(board: &Board, first: Option<&str>) -> Vec<String> {
    let pending = (board.pending > 0).then(|| format!("Còn {:02} người chưa công khai kết quả, chưa có trong bảng.", board.pending));
    first.map(str::to_owned).into_iter().chain(pending).collect()
}

fn signers(head: &str) -> [Signer; 2] {
    let signer = |label: &str, name: &str| Signer { label: label.to_owned(), name: name.to_owned() };
    [signer("Người lập bảng", ""), signer("Thủ trưởng đơn vị", head)]
}
