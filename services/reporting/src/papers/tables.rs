//! Bảng tổng hợp and danh sách: the board on paper.

use chrono::NaiveDate;
use documents::model::{Detail, DetailRow, Level, Share, Signer, Summary, SummaryRow};
use kernel::text::ROMAN;
use regulation::Class;
use reporting_domain::{Tally, counts, signing, words};

use super::{Office, letterhead};
use crate::board::{Board, Line};
use crate::wire;

/// Whole of a hundred, in hundredths of a percent.
const WHOLE: i32 = 10_000;

/// Bảng tổng hợp: groups that have people, the units inside them, everybody.
pub(crate) fn summary(board: &Board, office: &Office, made_by: &str, date: NaiveDate) -> Summary {
    let (people, units) = (board.people(), board.unit_names());
    let groups = counts::by(&people, |person| person.group);
    let parts = counts::by(&people, |person| (person.group, person.unit));
    let row = |level, ordinal: &str, name: &str, tally: &Tally, note| self::row(board, level, ordinal, name, tally, note);
    let mut rows = Vec::new();
    for ((group, whole), roman) in groups.iter().zip(ROMAN) {
        rows.push(row(Level::Group, roman, group.vi(), whole, String::new()));
        for (number, ((_, unit), tally)) in (1..).zip(parts.range((*group, 0)..=(*group, usize::MAX))) {
            let name = units[*unit];
            let note = board.reasons(|line| line.group == *group && line.subject.unit_name == name);
            rows.push(row(Level::Unit, &number.to_string(), name, tally, note));
        }
    }
    rows.push(row(Level::Total, "", "Tổng cộng", &counts::all(&people), String::new()));
    let of_whom = "Tỷ lệ % tính trên số người được đánh giá, phân loại (không kể số người không đánh giá).";
    let rounded = rows.iter().any(|row| {
        let sum: i32 = row.shares.iter().filter_map(|share| share.percent).map(kernel::Points::hundredths).sum();
        row.shares.iter().any(|share| share.percent.is_some()) && sum != WHOLE
    });
    let rounded = rounded.then_some("Các tỷ lệ làm tròn hai chữ số nên tổng có thể lệch 100% vài phần trăm của một phần trăm.");
    Summary {
        letterhead: letterhead(office, format!("……/BTH-{}", office.abbreviation), date),
        year: board.year,
        classes: board.classes().into_iter().map(|(_, label)| label).collect(),
        rows,
        notes: notes(board, [Some(of_whom), rounded].into_iter().flatten()),
        signers: signers(board, made_by),
        recipients: office.recipients_above(),
    }
}

fn row(board: &Board, level: Level, ordinal: &str, name: &str, tally: &Tally, note: String) -> SummaryRow {
    let share = |class: Class| Share { people: tally.of(class), percent: tally.percent(tally.of(class)) };
    SummaryRow {
        level,
        ordinal: ordinal.to_owned(),
        name: name.to_owned(),
        total: tally.total(),
        shares: board.classes().into_iter().map(|(class, _)| share(class)).collect(),
        not_evaluated: tally.not_evaluated,
        note,
    }
}

/// Danh sách: everybody, or the heads of the agency only.
pub(crate) fn detail(board: &Board, office: &Office, made_by: &str, date: NaiveDate, heads_only: bool) -> Detail {
    let lines: Vec<&Line> = board.lines.iter().filter(|line| !heads_only || line.is_agency_head).collect();
    let only_heads = heads_only.then(|| "Danh sách chỉ gồm người đứng đầu cơ quan, đơn vị.".to_owned());
    let few = lines.iter().any(|line| line.few).then(|| words::left_out(board.fewest_told()));
    let told: Vec<String> = only_heads.into_iter().chain(few).collect();
    Detail {
        letterhead: letterhead(office, format!("……/DS-{}", office.abbreviation), date),
        year: board.year,
        counted: counted(board, &lines),
        rows: lines.into_iter().map(detail_row).collect(),
        notes: notes(board, told.iter().map(String::as_str)),
        signers: signers(board, made_by),
        recipients: office.recipients_above(),
    }
}

/// `Danh sách có 14 người: Hoàn thành xuất sắc nhiệm vụ 3; …; không đánh giá 1.`
fn counted(board: &Board, lines: &[&Line]) -> String {
    let mut tally = Tally::default();
    lines.iter().for_each(|line| tally.add(line.outcome));
    let classes = board.classes().into_iter().map(|(class, label)| (label, tally.of(class)));
    let parts = classes.chain([("Không đánh giá".to_owned(), tally.not_evaluated)]).filter(|(_, people)| *people > 0);
    let parts: Vec<String> = parts.map(|(name, people)| format!("{name}: {people}")).collect();
    if parts.is_empty() { String::new() } else { format!("Danh sách có {} người. {}.", tally.total(), parts.join("; ")) }
}

fn detail_row(line: &Line) -> DetailRow {
    let class = if line.label.is_empty() { "Không đánh giá".to_owned() } else { line.label.clone() };
    DetailRow {
        unit: line.subject.unit_name.clone(),
        name: line.subject.full_name.clone(),
        title: line.subject.title.clone(),
        group: line.group.vi().to_owned(),
        self_total: wire::shown(&line.computed.self_total),
        r360: wire::shown(&line.computed.r360),
        computed: line.computed_total(),
        decided: line.total,
        class,
        note: line.remarks(),
    }
}

fn notes<'a>(board: &Board, first: impl Iterator<Item = &'a str>) -> Vec<String> {
    let pending = (board.pending > 0).then(|| format!("Còn {:02} người chưa công khai kết quả, chưa có trong bảng.", board.pending));
    first.map(str::to_owned).chain(pending).collect()
}

/// Who had the table made, and the head of the agency by post and authority.
fn signers(board: &Board, made_by: &str) -> [Signer; 2] {
    let head = board.head.clone().unwrap_or_default();
    let mut lines = signing::of_head(&board.agency.name, &head.title);
    if lines.is_empty() {
        lines.push("Thủ trưởng cơ quan, đơn vị".to_owned());
    }
    [Signer { lines: vec!["Người lập bảng".to_owned()], name: made_by.to_owned() }, Signer { lines, name: head.name }]
}
