//! What the published results came to, by group and by kind of agency.

use plotters::style::RGBColor;
use proto::common::v1::{Class, EmployeeGroup};
use proto::evaluation::v1::{OutcomeCount, Progress};

use super::{KINDS, OTHER};
use crate::chart::{self, Bar};
use crate::show;

/// Classes as one table has them: the two third classes of the regulation stand in one column.
const COLUMNS: [(&str, &[Class], RGBColor); 4] = [
    ("Xuất sắc", &[Class::Htxs], RGBColor(0, 94, 59)),
    ("Tốt", &[Class::Htt], RGBColor(20, 86, 140)),
    ("Hoàn thành (hạn chế)", &[Class::Hthc, Class::Ht], RGBColor(140, 84, 0)),
    ("Không hoàn thành", &[Class::Kht], RGBColor(158, 27, 27)),
];

const GROUPS: [EmployeeGroup; 6] =
    [EmployeeGroup::Cb, EmployeeGroup::CcLd, EmployeeGroup::CcKld, EmployeeGroup::VcLd, EmployeeGroup::VcKld, EmployeeGroup::Nld];

/// One table with its chart.
pub struct Outcomes {
    pub caption: &'static str,
    pub by: &'static str,
    pub heads: Vec<&'static str>,
    pub rows: Vec<Line>,
    pub svg: String,
}

/// One line: name, a number for each column, and their sum.
pub struct Line {
    pub name: String,
    pub counts: Vec<i32>,
    pub total: i32,
}

/// Both tables; none while nothing is published.
pub fn tables(agencies: &[Progress], of_kind: impl Fn(&str) -> &'static str) -> Vec<Outcomes> {
    let all: Vec<(&str, &OutcomeCount)> = agencies
        .iter()
        .filter_map(|one| Some((of_kind(&one.period.as_ref()?.agency_id), &one.outcomes)))
        .flat_map(|(kind, outcomes)| outcomes.iter().map(move |outcome| (kind, outcome)))
        .collect();
    if all.is_empty() {
        return Vec::new();
    }
    let groups = GROUPS.map(|group| line(show::group(group), all.iter().filter(|(_, one)| one.group() == group)));
    let kinds = KINDS.iter().map(|(_, name)| *name).chain([OTHER]);
    let kinds = kinds.map(|kind| line(kind, all.iter().filter(|(of, _)| *of == kind)));
    let sum = || line("Toàn tỉnh", all.iter());
    vec![
        table("Kết quả đã công khai theo nhóm đối tượng", "Nhóm", groups.into_iter().collect(), sum()),
        table("Kết quả đã công khai theo loại cơ quan", "Loại cơ quan", kinds.collect(), sum()),
    ]
}

fn line<'a>(name: &str, outcomes: impl Iterator<Item = &'a (&'a str, &'a OutcomeCount)> + Clone) -> Line {
    let of = |classes: &[Class]| outcomes.clone().filter(|(_, one)| classes.contains(&one.class())).map(|(_, one)| one.people).sum();
    let counts: Vec<i32> = COLUMNS.iter().map(|(_, classes, _)| of(classes)).collect();
    Line { name: name.to_owned(), total: counts.iter().sum(), counts }
}

fn table(caption: &'static str, by: &'static str, lines: Vec<Line>, sum: Line) -> Outcomes {
    let rows: Vec<Line> = lines.into_iter().filter(|line| line.total > 0).chain([sum]).collect();
    let bars: Vec<Bar> = rows.iter().map(|line| Bar { name: line.name.clone(), parts: line.counts.clone() }).collect();
    let legend = COLUMNS.map(|(name, _, colour)| (name, colour));
    let svg = chart::shares(&bars, &legend).unwrap_or_else(|error| {
        tracing::error!(%error, "a chart was not drawn");
        String::new()
    });
    Outcomes { caption, by, heads: COLUMNS.map(|(name, ..)| name).to_vec(), rows, svg }
}
