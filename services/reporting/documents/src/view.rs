//! From exact values to the texts that templates place: Vietnamese numbers, dates and blanks.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use kernel::Points;
use serde_json::{Value, json};

use crate::model::*;
use crate::text::paragraphs;

/// "ngày 05 tháng 01 năm 2020": a zero before days below 10 and before the months 1 and 2 only.
pub(crate) fn long_date(date: NaiveDate) -> String {
    let month = if date.month() <= 2 { format!("{:02}", date.month()) } else { date.month().to_string() };
    format!("ngày {:02} tháng {month} năm {}", date.day(), date.year())
}

/// "14 giờ 30 phút, ngày 05/12/2019", office time.
fn moment(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&kernel::date::office_offset());
    format!("{}, ngày {}", local.format("%H giờ %M phút"), kernel::date::vi(local.date_naive()))
}

fn points(points: Option<Points>) -> String {
    points.map_or_else(|| "–".to_owned(), Points::vi)
}

fn score(score: Score) -> String {
    match score {
        Score::Absent => String::new(),
        Score::NotApplicable => "KAD".to_owned(),
        Score::Given(points) => points.vi(),
        Score::About(whole) => format!("≈ {whole}"),
    }
}

/// Words before which the name of an office may go on in the next line, and no other place.
const PLACES: [&str; 9] = [" TỈNH ", " HUYỆN ", " THỊ XÃ ", " THÀNH PHỐ ", " XÃ ", " PHƯỜNG ", " THỊ TRẤN ", " ĐẶC KHU ", " QUẬN "];
/// Longest name of an office, in characters, that the left column takes in one line.
const ONE_LINE: usize = 23;

/// The name of an office in capitals, in lines that end where offices end them: `ỦY BAN NHÂN DÂN` / `TỈNH QUẢNG TRỊ`.
fn office(name: &str) -> Vec<String> {
    let name = name.to_uppercase();
    if name.chars().count() <= ONE_LINE {
        return vec![name];
    }
    match PLACES.iter().filter_map(|place| name.find(place)).min() {
        Some(at) => vec![name[..at].to_owned(), name[at + 1..].to_owned()],
        None => vec![name],
    }
}

fn letterhead(head: &Letterhead) -> Value {
    let day = long_date(head.date);
    let place_date = if head.place.is_empty() { day.replacen('n', "N", 1) } else { format!("{}, {day}", head.place) };
    json!({
        "parent": if head.parent.is_empty() { Vec::new() } else { office(&head.parent) },
        "agency": office(&head.agency),
        "number": head.number,
        "date": [head.date.year(), head.date.month() as i32, head.date.day() as i32],
        "place_date": place_date,
    })
}

fn signers(signers: &[Signer; 2]) -> Value {
    json!(signers.each_ref().map(by_hand))
}

fn by_hand(signer: &Signer) -> Value {
    json!({ "lines": upper(&signer.lines), "posts": [], "name": signer.name, "signed": "", "day": "", "by_hand": true })
}

fn upper(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| line.to_uppercase()).collect()
}

fn signature(block: &SignatureBlock) -> Value {
    let lines = [block.label.to_uppercase()];
    let Some(signed) = &block.signed else {
        return json!({ "lines": lines, "posts": [], "name": "", "signed": "Chưa ký trên phần mềm", "day": "", "by_hand": false });
    };
    let day = long_date(kernel::date::office_day(signed.at)).replacen('n', "N", 1);
    json!({
        "lines": lines,
        "posts": upper(&signed.lines),
        "name": signed.name,
        "signed": format!("Đã ký trên phần mềm lúc {}", kernel::date::vi_moment(signed.at)),
        "day": day,
        "by_hand": false,
    })
}

fn identity(lines: &[Labelled]) -> Value {
    json!(lines.iter().filter(|line| !line.value.is_empty()).map(|line| [&line.label, &line.value]).collect::<Vec<_>>())
}

pub(crate) fn summary(document: &Summary) -> Value {
    let rows: Vec<Value> =
        document.rows.iter().map(|row| json!({ "bold": row.level != Level::Unit, "cells": summary_cells(row) })).collect();
    json!({
        "head": letterhead(&document.letterhead),
        "year": document.year.to_string(),
        "classes": document.classes,
        "rows": rows,
        "notes": document.notes,
        "signers": signers(&document.signers),
        "recipients": document.recipients,
    })
}

fn summary_cells(row: &SummaryRow) -> Vec<String> {
    let mut cells = vec![row.ordinal.clone(), row.name.clone(), row.total.to_string()];
    for share in &row.shares {
        cells.extend([share.people.to_string(), points(share.percent)]);
    }
    cells.extend([row.not_evaluated.to_string(), row.note.clone()]);
    cells
}

pub(crate) fn detail(document: &Detail) -> Value {
    let mut rows: Vec<Value> = Vec::new();
    let mut unit = None;
    for (index, row) in document.rows.iter().enumerate() {
        if unit != Some(&row.unit) {
            rows.push(json!({ "unit": row.unit }));
            unit = Some(&row.unit);
        }
        rows.push(json!({ "cells": [
            (index + 1).to_string(), row.name.clone(), row.title.clone(), row.group.clone(), points(row.self_total), points(row.r360),
            points(row.computed), points(row.decided), row.class.clone(), row.note.clone(),
        ] }));
    }
    json!({
        "head": letterhead(&document.letterhead),
        "year": document.year.to_string(),
        "rows": rows,
        "counted": document.counted,
        "notes": document.notes,
        "signers": signers(&document.signers),
        "recipients": document.recipients,
    })
}

pub(crate) fn minutes(document: &Minutes) -> Value {
    let span = match (document.opened_at, document.closed_at) {
        (Some(opened), Some(closed)) => format!("từ {} đến {}", moment(opened), moment(closed)),
        (None, Some(closed)) => format!("đóng lúc {}", moment(closed)),
        (Some(opened), None) => format!("mở từ {}", moment(opened)),
        (None, None) => String::new(),
    };
    let missing = document.invited.saturating_sub(document.answered);
    let absent = match document.absent.as_slice() {
        [] if missing == 0 => "Không có".to_owned(),
        [] => format!("{missing} người"),
        absent => absent.join("\n"),
    };
    let entries: Vec<Value> = document.entries.iter().enumerate().map(|(index, entry)| minutes_entry(index, entry)).collect();
    let mut general = vec![
        ["Đơn vị", &document.unit].map(str::to_owned),
        ["Kỳ đánh giá".to_owned(), format!("Năm {}", document.year)],
        ["Thời gian mở và đóng lấy ý kiến".to_owned(), span],
        ["Số người được đánh giá".to_owned(), document.subjects.to_string()],
        ["Số người tham gia ý kiến".to_owned(), format!("{} trong {} người được mời", document.answered, document.invited)],
        ["Người không tham gia và lý do".to_owned(), absent],
    ];
    if !document.replaces.is_empty() {
        general.insert(0, ["Lần lập".to_owned(), document.replaces.clone()]);
    }
    json!({
        "head": letterhead(&document.letterhead),
        "unit": document.unit,
        "year": document.year.to_string(),
        "general": general,
        "relations": document.relations,
        "entries": entries,
        "notes": document.notes,
        "proof": [
            ["Số, ký hiệu", &document.letterhead.number],
            ["Lần lập", &document.edition.to_string()],
            ["Thời điểm lập", &moment(document.sealed_at)],
            ["Mã kiểm tra", &in_two_lines(&document.digest)],
        ],
        "recipients": document.recipients,
    })
}

/// A digest is one long word: half of it on each line.
fn in_two_lines(digest: &str) -> String {
    digest.split_at_checked(digest.len() / 2).map_or(digest.to_owned(), |(first, second)| format!("{first}\n{second}").trim().to_owned())
}

fn minutes_entry(index: usize, entry: &MinutesEntry) -> Value {
    let mut cells = vec![(index + 1).to_string(), points(entry.self_total), entry.declared.clone()];
    cells.extend(entry.means.iter().copied().map(points));
    cells.extend([points(entry.r360), points(entry.gap)]);
    let agreed = entry.agreed.map_or(String::new(), |agreed| format!(", thống nhất với kết quả tự chấm {agreed} người"));
    let (invited, answered) = (entry.invited, entry.answered);
    let again = if entry.round > 1 { format!(" Đã chấm lại (vòng {}).", entry.round) } else { String::new() };
    let said = |label: &str, said: &[Said]| {
        let lines: Vec<String> = said.iter().map(said_by).collect();
        (!lines.is_empty()).then(|| json!([label, lines]))
    };
    let rescored = (!entry.rescored.is_empty()).then(|| json!(["Chấm lại", [&entry.rescored]]));
    let opinions: Vec<Value> = [
        rescored,
        said("Ưu điểm", &entry.strengths),
        said("Hạn chế, tồn tại", &entry.limits),
        said("Đề nghị mức phân loại", &entry.suggested),
    ]
    .into_iter()
    .flatten()
    .collect();
    json!({
        "cells": cells,
        "name": entry.name,
        "title": entry.title,
        "notices": entry.notices,
        "turnout": format!("Được mời {invited} người, đã cho ý kiến {answered} người{agreed}.{again}"),
        "opinions": opinions,
    })
}

/// `3 người: Nhiệt tình.`, with their names where the reader may know them.
fn said_by(said: &Said) -> String {
    let text = paragraphs(&said.text).join(" ");
    match (said.people, said.by.as_str()) {
        (1, "") => text,
        (1, by) => format!("{by}: {text}"),
        (people, "") => format!("{people} người: {text}"),
        (people, by) => format!("{people} người: {text} – {by}"),
    }
}

pub(crate) fn note(document: &Note) -> Value {
    json!({
        "head": letterhead(&document.letterhead),
        "title": document.title,
        "subtitle": document.subtitle,
        "identity": identity(&document.identity),
        "paragraphs": document.paragraphs,
        "facts": identity(&document.facts),
        "signatures": document.signatures.iter().map(signature).collect::<Vec<_>>(),
        "recipients": document.recipients,
    })
}

pub(crate) fn work_table(document: &WorkTable) -> Value {
    let signed = document.signatures.iter().map(signature);
    json!({
        "head": letterhead(&document.letterhead),
        "title": document.title,
        "subtitle": document.subtitle,
        "identity": identity(&document.identity),
        "columns": document.columns,
        "rows": document.rows,
        "facts": identity(&document.facts),
        "signatures": document.signers.iter().map(by_hand).chain(signed).collect::<Vec<_>>(),
        "recipients": document.recipients,
    })
}

pub(crate) fn legal_form(document: &LegalForm) -> Value {
    let sections: Vec<Value> = document.sections.iter().map(form_section).collect();
    json!({
        "head": letterhead(&document.letterhead),
        "legal": document.legal,
        "title": document.title,
        "subtitle": document.subtitle,
        "identity": identity(&document.identity),
        "sections": sections,
    })
}

fn form_section(section: &FormSection) -> Value {
    let fields = section.fields.iter().map(|field| {
        let mut texts = paragraphs(&field.text);
        if texts.is_empty() {
            texts.push("(Không ghi.)");
        }
        json!({ "label": field.label, "hint": field.hint, "paragraphs": texts })
    });
    let fields: Vec<Value> = if section.instead.is_empty() { fields.collect() } else { Vec::new() };
    let signature = section.signature.as_ref().filter(|_| section.instead.is_empty()).map(signature);
    json!({ "title": section.title, "instead": section.instead, "fields": fields, "signature": signature })
}

pub(crate) fn score_sheet(document: &ScoreSheet) -> Value {
    let lines = document
        .sections
        .iter()
        .flat_map(|section| std::iter::once((true, &section.heading)).chain(section.lines.iter().map(|line| (false, line))));
    let lines: Vec<(bool, &ScoreLine)> = lines.chain([(true, &document.totals)]).collect();
    // Scores that nobody is told, or that are not there yet, have no column.
    let columns: Vec<&ScoreColumn> =
        SCORE_COLUMNS.iter().filter(|(_, of)| lines.iter().any(|(_, line)| of(line) != Score::Absent)).collect();
    let cells = |line: &ScoreLine| -> Vec<String> {
        let scores = columns.iter().map(|(_, of)| score(of(line)));
        [line.ordinal.clone(), line.title.clone(), line.max.vi()].into_iter().chain(scores).chain([line.note.clone()]).collect()
    };
    let rows: Vec<Value> = lines.iter().map(|(bold, line)| json!({ "bold": bold, "cells": cells(line) })).collect();
    let has_not_applicable = document.sections.iter().flat_map(|section| &section.lines).any(|line| line.own == Score::NotApplicable);
    let abbreviation = has_not_applicable.then(|| "KAD: không áp dụng.".to_owned());
    json!({
        "head": letterhead(&document.letterhead),
        "year": document.year.to_string(),
        "criteria_set": document.criteria_set,
        "identity": identity(&document.identity),
        "scores": columns.iter().map(|(heading, _)| heading).collect::<Vec<_>>(),
        "rows": rows,
        "conclusions": identity(&document.conclusions),
        "notes": abbreviation.iter().chain(&document.notes).collect::<Vec<_>>(),
        "signatures": document.signatures.iter().map(signature).collect::<Vec<_>>(),
    })
}

/// A column of scores: its heading, and what a line has in it.
type ScoreColumn = (&'static str, fn(&ScoreLine) -> Score);

const SCORE_COLUMNS: [ScoreColumn; 3] =
    [("Điểm tự chấm", |line| line.own), ("Điểm 360°", |line| line.r360), ("Điểm chính thức", |line| line.official)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_dates_pad_as_the_decree_says() {
        let date = |y, m, d| long_date(NaiveDate::from_ymd_opt(y, m, d).unwrap());
        assert_eq!(date(2020, 1, 5), "ngày 05 tháng 01 năm 2020");
        assert_eq!(date(2019, 12, 25), "ngày 25 tháng 12 năm 2019");
        assert_eq!(date(2019, 3, 9), "ngày 09 tháng 3 năm 2019");
    }

    #[test]
    fn names_of_offices_break_before_the_place_only() {
        assert_eq!(office("Ủy ban nhân dân tỉnh Quảng Trị"), ["ỦY BAN NHÂN DÂN", "TỈNH QUẢNG TRỊ"]);
        assert_eq!(office("UBND tỉnh Quảng Trị"), ["UBND TỈNH QUẢNG TRỊ"], "it fits");
        assert_eq!(office("Ủy ban nhân dân thị xã Quảng Trị"), ["ỦY BAN NHÂN DÂN", "THỊ XÃ QUẢNG TRỊ"]);
        assert_eq!(office("Ban Quản lý Khu kinh tế Quảng Trị"), ["BAN QUẢN LÝ KHU KINH TẾ QUẢNG TRỊ"], "the page breaks it");
    }

    #[test]
    fn a_day_without_a_place_stands_alone_and_no_dots_stand_for_it() {
        let head = Letterhead {
            parent: String::new(),
            agency: "Sở Nội vụ".to_owned(),
            number: String::new(),
            place: String::new(),
            date: NaiveDate::from_ymd_opt(2020, 1, 5).unwrap(),
        };
        assert_eq!(letterhead(&head)["place_date"], "Ngày 05 tháng 01 năm 2020");
    }
}
