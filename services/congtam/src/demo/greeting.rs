//! What the demo says at its end.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use super::documents::Written;
use super::logins;
use crate::year::YearReport;

/// Stands for the portal's address, which every start may choose anew.
pub(super) const PORTAL: &str = "{portal}";

pub(super) fn of(report: &YearReport, documents: &[Written], password: &str, out: &Path, took: Duration) -> String {
    let counts = &report.counts;
    let mut text = String::new();
    let classes: Vec<String> = counts.classes.iter().map(|(class, people)| format!("{class} {people}")).collect();
    let lines = [
        format!(
            "Năm {}: {} cơ quan, {} người, {} kết quả công bố ({}).",
            report.year,
            counts.agencies,
            counts.people,
            counts.published,
            classes.join(", ")
        ),
        format!("{} văn bản và summary.json trong {} ({:.0} s).", documents.len(), out.display(), took.as_secs_f64()),
    ];
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
    doors(&mut text, report, password);
    text
}

/// Of a year that is left under way.
pub(super) fn under_way(report: &YearReport, password: &str) -> String {
    let (agencies, people) = (report.agencies.len(), report.people.len());
    let mut text = format!("Năm {} đang diễn ra: {agencies} cơ quan, {people} người; việc đang chờ ở «Việc của tôi».\n", report.year);
    doors(&mut text, report, password);
    text
}

/// Where one comes in, and as whom.
fn doors(text: &mut String, report: &YearReport, password: &str) {
    let _ = writeln!(text, "Cổng thông tin: {PORTAL}   Mật khẩu của mọi tài khoản: {password}");
    for (role, email) in logins(report) {
        let name = report.people.iter().find(|person| person.result.email == email).map_or("", |person| person.result.full_name.as_str());
        let _ = writeln!(text, "  {role}: {email}  {name}");
    }
}
