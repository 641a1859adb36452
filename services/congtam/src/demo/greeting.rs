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
        format!("Cổng thông tin: {PORTAL}   Mật khẩu của mọi tài khoản: {password}"),
    ];
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
    for (role, email) in logins(report) {
        let name = report.people.iter().find(|person| person.result.email == email).map_or("", |person| person.result.full_name.as_str());
        let _ = writeln!(text, "  {role}: {email}  {name}");
    }
    text
}
