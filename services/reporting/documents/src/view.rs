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
    points.map(Points::vi).unwrap_or_default()
}

fn score(score: Score) -> String {
    match score {
        Score::Absent => String::new(),
        Score::NotApplicable => "KAD".to_owned(),
        Score::Given(points) => points.vi(),
    }
}

fn letterhead(head: &Letterhead) -> Value {
    let place = if head.place.is_empty() { "…………" } else { &head.place };
    json!({
        "parent": head.parent,
        "agency": head.agency,
        "number": head.number,
        "date": [head.date.year(), head.date.month() as i32, head.date.day() as i32],
        "place_date": format!("{place}, {}", long_date(head.date)),
    })
}

fn signers(signers: &[Signer; 2]) -> Value {
    json!(signers.each_ref().map(|signer| json!({ "label": signer.label, "name": signer.name, "signed": "", "day": "" })))
}

fn signature(block: &SignatureBlock) -> Value {
    let Some(signed) = &block.signed else {
        return json!({ "label": block.label, "name": "", "signed": "", "day": "Ngày …… tháng …… năm ………" });
    };
    let day = long_date(kernel::date::office_day(signed.at)).replacen('n', "N", 1);
    json!({ "label": block.label, "name": signed.name, "signed": format!("Đã ký trên phần mềm lúc {}", kernel::date::vi_moment(signed.at)), "day": day })
}

fn identity(lines: &[Labelled]) -> Value {
    json!(lines.iter().map(|line| [&line.label, &line.value]).collect::<Vec<_>>())
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
            points(row.total), row.class.clone(), points(row.decided), row.note.clone(),
        ] }));
    }
    json!({
        "head": letterhead(&document.letterhead),
        "year": document.year.to_string(),
        "rows": rows,
        "notes": document.notes,
        "signers": signers(&document.signers),
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
    let absent = if document.absent.is_empty() { missing.to_string() } else { format!("{missing} ({})", document.absent.join("; ")) };
    let entries: Vec<Value> = document.entries.iter().enumerate().map(|(index, entry)| minutes_entry(index, entry)).collect();
    json!({
        "head": letterhead(&document.letterhead),
        "unit": document.unit,
        "year": document.year.to_string(),
        "general": [
            ["Đơn vị", &document.unit],
            ["Kỳ đánh giá", &format!("Năm {}", document.year)],
            ["Thời gian mở và đóng lấy ý kiến", &span],
            ["Số người được đánh giá", &document.subjects.to_string()],
            ["Số người tham gia ý kiến", &format!("{}/{}", document.answered, document.invited)],
            ["Số người không tham gia và lý do", &absent],
        ],
        "relations": document.relations,
        "entries": entries,
        "legend": document.legend,
        "proof": [
            ["Số, ký hiệu", &document.letterhead.number],
            ["Lần lập (vòng)", &document.edition.to_string()],
            ["Thời điểm lập (ISO 8601)", &document.sealed_at.with_timezone(&kernel::date::office_offset()).format("%Y-%m-%dT%H:%M:%S%:z").to_string()],
            ["Mã băm (SHA-256)", &in_two_lines(&document.digest)],
            ["Chữ ký số (nếu có)", "Không"],
        ],
        "digest": document.digest,
    })
}

/// A digest is one long word: half of it on each line.
fn in_two_lines(digest: &str) -> String {
    digest.split_at_checked(digest.len() / 2).map_or(digest.to_owned(), |(first, second)| format!("{first}\n{second}").trim().to_owned())
}

fn minutes_entry(index: usize, entry: &MinutesEntry) -> Value {
    let mut cells =
        vec![(index + 1).to_string(), entry.name.clone(), entry.title.clone(), points(entry.self_total), entry.declared.clone()];
    cells.extend(entry.means.iter().copied().map(points));
    cells.extend([points(entry.r360), points(entry.gap), entry.flags.clone()]);
    let [invited, answered, agreed] = entry.turnout;
    json!({
        "cells": cells,
        "name": entry.name,
        "title": entry.title,
        "turnout": format!("Được mời {invited} người, đã cho ý kiến {answered} người, thống nhất với kết quả tự chấm {agreed} người."),
        "opinions": entry.opinions.iter().map(opinion).collect::<Vec<_>>(),
    })
}

fn opinion(opinion: &Opinion) -> Value {
    let mut parts = vec![if opinion.agree { "Thống nhất với kết quả tự chấm".to_owned() } else { "Chấm lại".to_owned() }];
    for (label, text) in
        [("Ưu điểm", &opinion.strengths), ("Hạn chế, tồn tại", &opinion.limits), ("Đề nghị mức phân loại", &opinion.suggested)]
    {
        let text = paragraphs(text).join(" ");
        if !text.is_empty() {
            parts.push(format!("{label}: {}", text.trim_end_matches('.')));
        }
    }
    json!({ "from": opinion.from, "text": format!("{}.", parts.join(". ")) })
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
    let fields: Vec<Value> = section
        .fields
        .iter()
        .map(|field| json!({ "label": field.label, "hint": field.hint, "paragraphs": paragraphs(&field.text) }))
        .collect();
    json!({ "title": section.title, "fields": fields, "signature": section.signature.as_ref().map(signature) })
}

pub(crate) fn score_sheet(document: &ScoreSheet) -> Value {
    let mut rows: Vec<Value> = Vec::new();
    for section in &document.sections {
        rows.push(json!({ "bold": true, "cells": score_cells(&section.heading) }));
        rows.extend(section.lines.iter().map(|line| json!({ "bold": false, "cells": score_cells(line) })));
    }
    rows.push(json!({ "bold": true, "cells": score_cells(&document.totals) }));
    let has_not_applicable = document.sections.iter().flat_map(|section| &section.lines).any(|line| line.own == Score::NotApplicable);
    json!({
        "head": letterhead(&document.letterhead),
        "year": document.year.to_string(),
        "criteria_set": document.criteria_set,
        "identity": identity(&document.identity),
        "rows": rows,
        "conclusions": identity(&document.conclusions),
        "notes": if has_not_applicable { vec!["KAD: không áp dụng."] } else { vec![] },
        "signatures": document.signatures.each_ref().map(signature),
    })
}

fn score_cells(line: &ScoreLine) -> [String; 7] {
    [line.ordinal.clone(), line.title.clone(), line.max.vi(), score(line.own), score(line.r360), score(line.official), line.note.clone()]
}

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
}
