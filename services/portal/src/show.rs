//! Values as Vietnamese offices read them.

use contract::Word;
use kernel::{Exact, Points};
use prost_types::Timestamp;
use proto::common::v1::{Class, Day, EmployeeGroup, Points as WirePoints, PostRole, Relation, Signature};
use proto::evaluation::v1::{PeriodState, Record, RecordState, RescoreScope};
use proto::worklog::v1::{ApprovalState, Cadence, DelayState, Outcome};

use crate::field::Tag;

/// `1.822`.
pub fn count(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    format!("{}{}", if count < 0 { "-" } else { "" }, groups.join("."))
}

/// `89,98`; a dash when there are none.
pub fn points(points: Option<&WirePoints>) -> String {
    points.map_or_else(|| "–".to_owned(), |points| Points::from_hundredths(points.hundredths).vi())
}

/// As it stands in an input: `8,5`, without needless zeros; empty when there are none.
pub fn points_input(points: Option<&WirePoints>) -> String {
    points.map(|points| exact(&Points::from_hundredths(points.hundredths).to_string())).unwrap_or_default()
}

/// Decimal text of a service (`88.400000`) as people read it: two places, `88,40`; a dash for nothing.
pub fn decimal(text: &str) -> String {
    text.parse::<Exact>().map_or_else(|_| "–".to_owned(), |number| number.round_half_up(2).replace('.', ","))
}

/// Decimal text of a service to its last place, without needless zeros: for explanations, and for what somebody typed; a dash
/// for nothing.
pub fn exact(text: &str) -> String {
    if text.is_empty() {
        return "–".to_owned();
    }
    let shorter = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    shorter.replace('.', ",")
}

/// Words of a service in which results of before carry decimal text (`ngưỡng 10.000000`).
pub fn words(text: &str) -> String {
    let decimals =
        |part: &str| part.parse::<Exact>().is_ok() && part.rsplit_once('.').is_some_and(|(_, places)| places.len() == SHOWN_PLACES);
    let word = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_ascii_digit());
        if decimals(bare) { word.replace(bare, &exact(bare)) } else { word.to_owned() }
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Places of decimal text, as services show exact values.
const SHOWN_PLACES: usize = 6;

/// `15/12/2019`; a dash for none.
pub fn day(day: Option<&Day>) -> String {
    contract::day(day).map_or_else(|| "–".to_owned(), kernel::date::vi)
}

/// As it stands in an input; empty for none.
pub fn day_input(day: Option<&Day>) -> String {
    contract::day(day).map(kernel::date::vi).unwrap_or_default()
}

/// `10:32 ngày 15/12/2019`, office time; empty for none.
pub fn moment(at: Option<&Timestamp>) -> String {
    contract::moment(at.copied()).map(kernel::date::vi_moment).unwrap_or_default()
}

/// `Nguyễn Văn A, Trưởng phòng, 10:32 ngày 15/12/2019`; empty for none.
pub fn signature(signature: Option<&Signature>) -> String {
    let Some(signature) = signature else { return String::new() };
    let parts = [signature.full_name.clone(), signature.title.clone(), moment(signature.at.as_ref())];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Name of a class where no policy pack names it.
pub fn class(class: Class) -> &'static str {
    regulation::Class::of(class).map_or("Chưa phân loại", regulation::Class::vi)
}

/// A class where many years stand side by side.
pub fn class_in_brief(class: Class) -> &'static str {
    regulation::Class::of(class).map_or("không đánh giá", regulation::Class::in_brief)
}

/// Code of a class, as forms and steps of explanations carry it.
pub fn class_code(class: Class) -> &'static str {
    regulation::Class::of(class).map_or("", regulation::Class::code)
}

/// What a post makes its holder, with the group of article 3.
pub fn post_role(role: PostRole) -> &'static str {
    regulation::PostRole::of(role).map_or("", regulation::PostRole::vi)
}

/// Every role by its number, as selects offer them.
pub fn post_roles() -> [(String, String); 7] {
    regulation::PostRole::ALL.map(|role| (role.number().to_string(), role.vi().to_owned()))
}

/// The groups of employees, in the order of article 4.
pub fn groups() -> [EmployeeGroup; 6] {
    regulation::EmployeeGroup::ALL.map(Word::wire)
}

/// Every class, in the order of the summary's columns.
pub fn classes() -> [Class; 5] {
    regulation::Class::COLUMNS.map(Word::wire)
}

/// The class of a code.
pub fn class_of(code: &str) -> Class {
    code.parse().map(regulation::Class::wire).unwrap_or_default()
}

/// The class as a tag.
pub fn class_tag(class_of_it: Class, label: &str) -> Tag {
    let text = if label.is_empty() { class(class_of_it) } else { label };
    let colour = match class_of_it {
        Class::Unspecified => "grey",
        Class::Htxs => "green",
        Class::Htt => "blue",
        Class::Hthc | Class::Ht => "yellow",
        Class::Kht => "red",
    };
    Tag::new(text, colour)
}

/// Name of a group of employees.
pub fn group(group: EmployeeGroup) -> &'static str {
    regulation::EmployeeGroup::of(group).map_or("", regulation::EmployeeGroup::vi)
}

/// Code of a group, as policy packs write it.
pub fn group_code(group: EmployeeGroup) -> &'static str {
    regulation::EmployeeGroup::of(group).map_or("", regulation::EmployeeGroup::code)
}

/// Name of a relation, as the minutes head their columns.
pub fn relation(relation: Relation) -> &'static str {
    regulation::Relation::of(relation).map_or("", regulation::Relation::vi)
}

/// Where the record of somebody stands: whom nobody verifies waits for the decision at once.
pub fn state_of(record: &Record) -> Tag {
    record_state(if awaits_decision(record) { RecordState::DirectReviewed } else { record.state() })
}

/// Whether only the decision is missing: heads of agencies have nobody who verifies them.
pub fn awaits_decision(record: &Record) -> bool {
    match record.state() {
        RecordState::DirectReviewed => true,
        RecordState::MinutesReady => record.direct_head_id.is_empty(),
        RecordState::Unspecified
        | RecordState::NotEvaluated
        | RecordState::PaperEntry
        | RecordState::SelfDraft
        | RecordState::SelfSubmitted
        | RecordState::In360
        | RecordState::Decided
        | RecordState::Published
        | RecordState::Appealed
        | RecordState::Archived => false,
    }
}

/// Where a record stands.
pub fn record_state(state: RecordState) -> Tag {
    match state {
        RecordState::Unspecified => Tag::new("–", ""),
        RecordState::NotEvaluated => Tag::new("Không đánh giá", "grey"),
        RecordState::PaperEntry => Tag::new("Chờ kết quả bản giấy", "yellow"),
        RecordState::SelfDraft => Tag::new("Đang tự đánh giá", "yellow"),
        RecordState::SelfSubmitted => Tag::new("Đã tự đánh giá", "blue"),
        RecordState::In360 => Tag::new("Đang lấy ý kiến", "blue"),
        RecordState::MinutesReady => Tag::new("Chờ thẩm định", "yellow"),
        RecordState::DirectReviewed => Tag::new("Chờ quyết định", "yellow"),
        RecordState::Decided => Tag::new("Đã quyết định", "green"),
        RecordState::Published => Tag::new("Đã công khai", ""),
        RecordState::Appealed => Tag::new("Đang kiến nghị", "orange"),
        RecordState::Archived => Tag::new("Đã lưu trữ", ""),
    }
}

/// Where the year of an agency stands.
pub fn period_state(state: PeriodState) -> &'static str {
    match state {
        PeriodState::Unspecified => "",
        PeriodState::Planned => "Chưa bắt đầu",
        PeriodState::Logging => "Đang kê khai công việc",
        PeriodState::SelfOpen => "Đang tự đánh giá",
        PeriodState::Review360Open => "Đang tham gia ý kiến",
        PeriodState::Minutes => "Đang lập biên bản số",
        PeriodState::DirectReview => "Đang thẩm định",
        PeriodState::Decision => "Đang quyết định",
        PeriodState::Published => "Đã công khai",
        PeriodState::Appeal => "Đang nhận kiến nghị",
        PeriodState::Archived => "Đã lưu trữ",
    }
}

/// Where a work list or a log stands; what nobody is there to approve (its note says why) was kept as it came.
pub fn kept_or(state: ApprovalState, note: &str) -> Tag {
    if note.is_empty() { approval(state) } else { Tag::new("Đã ghi nhận, không qua phê duyệt", "") }
}

/// Where a work list or a log stands.
pub fn approval(state: ApprovalState) -> Tag {
    match state {
        ApprovalState::Unspecified => Tag::new("Chưa kê khai", "grey"),
        ApprovalState::Draft => Tag::new("Nháp", "grey"),
        ApprovalState::Submitted => Tag::new("Đã trình", "blue"),
        ApprovalState::Approved => Tag::new("Đã phê duyệt", ""),
        ApprovalState::Returned => Tag::new("Trả lại", "red"),
    }
}

/// How a piece of work went.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Unspecified => "–",
        Outcome::Ahead => "Vượt tiến độ",
        Outcome::OnTime => "Đúng tiến độ",
        Outcome::Late => "Chậm tiến độ",
        Outcome::Unfinished => "Chưa hoàn thành",
    }
}

/// What a direct head says of a claimed objective cause.
pub fn delay(state: DelayState) -> Tag {
    match state {
        DelayState::Unspecified => Tag::default(),
        DelayState::Claimed => Tag::new("Chờ xác nhận", "yellow"),
        DelayState::Confirmed => Tag::new("Đã xác nhận khách quan", "green"),
        DelayState::Rejected => Tag::new("Không được xác nhận", "red"),
    }
}

/// `Tuần 04/03/2019 – 10/03/2019` or `Ngày 05/03/2019`.
pub fn span(cadence: Cadence, starts_on: Option<&Day>) -> String {
    let Some(first) = contract::day(starts_on) else { return String::new() };
    match cadence {
        Cadence::Week => format!("Tuần {} – {}", kernel::date::vi(first), kernel::date::vi(first + chrono::Days::new(6))),
        Cadence::Unspecified | Cadence::Day => format!("Ngày {}", kernel::date::vi(first)),
    }
}

/// Who scores again.
pub fn rescore_scope(scope: RescoreScope) -> &'static str {
    match scope {
        RescoreScope::Unspecified => "",
        RescoreScope::Self_ => "Người được đánh giá tự chấm lại",
        RescoreScope::Reviewers => "Những người tham gia ý kiến chấm lại",
        RescoreScope::Both => "Cả hai chấm lại",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_a_decimal_comma_and_two_places_but_where_they_are_explained() {
        assert_eq!(points(Some(&WirePoints { hundredths: 8998 })), "89,98");
        assert_eq!(points_input(Some(&WirePoints { hundredths: 850 })), "8,5");
        assert_eq!(points_input(Some(&WirePoints { hundredths: 1000 })), "10");
        assert_eq!([decimal("89.983333"), decimal("88.400000"), decimal("90"), decimal("")], ["89,98", "88,40", "90,00", "–"]);
        assert_eq!([exact("89.983333"), exact("88.400000"), exact("100.000000"), exact("")], ["89,983333", "88,4", "100", "–"]);
        assert_eq!(words("Chênh lệch (ngưỡng 10.000000), theo Điều 6.1"), "Chênh lệch (ngưỡng 10), theo Điều 6.1");
    }

    #[test]
    fn thousands_are_set_apart_by_dots() {
        assert_eq!([0, 36, 999, 1_000, 1_234_567].map(count), ["0", "36", "999", "1.000", "1.234.567"]);
    }

    #[test]
    fn a_week_names_both_ends() {
        assert_eq!(span(Cadence::Week, Some(&Day { iso: "2019-03-04".into() })), "Tuần 04/03/2019 – 10/03/2019");
    }
}
