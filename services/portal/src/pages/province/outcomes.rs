//! What the published results came to, by group and by kind of agency.

use plotters::style::RGBColor;
use proto::common::v1::Class;
use proto::evaluation::v1::{OutcomeCount, Progress};

use super::{KINDS, OTHER};
use crate::chart::{self, Bar};
use crate::show;

/// The colour of a class; the two of the third band stand apart.
const fn colour(class: Class) -> RGBColor {
    match class {
        Class::Unspecified => RGBColor(80, 90, 95),
        Class::Htxs => RGBColor(0, 94, 59),
        Class::Htt => RGBColor(20, 86, 140),
        Class::Ht => RGBColor(85, 62, 140),
        Class::Hthc => RGBColor(140, 84, 0),
        Class::Kht => RGBColor(158, 27, 27),
    }
}

/// A class with the name that the law of the year gives it.
type Named = (Class, String);

/// One table with its chart.
pub struct Outcomes {
    pub caption: &'static str,
    pub by: &'static str,
    pub heads: Vec<String>,
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
    let classes = classes(&all);
    let groups = show::groups().map(|group| line(show::group(group), &classes, all.iter().filter(|(_, one)| one.group() == group)));
    let kinds = KINDS.iter().map(|(_, name)| *name).chain([OTHER]);
    let kinds = kinds.map(|kind| line(kind, &classes, all.iter().filter(|(of, _)| *of == kind)));
    let sum = || line("Toàn tỉnh", &classes, all.iter());
    vec![
        table("Kết quả đã công khai theo nhóm đối tượng", "Nhóm", &classes, groups.into_iter().collect(), sum()),
        table("Kết quả đã công khai theo loại cơ quan", "Loại cơ quan", &classes, kinds.collect(), sum()),
    ]
}

/// The classes that somebody has, in the order of the summary.
fn classes(all: &[(&str, &OutcomeCount)]) -> Vec<Named> {
    let of = |class: Class| all.iter().map(|(_, one)| one).find(|one| one.class() == class);
    let name = |one: &&OutcomeCount| if one.label.is_empty() { show::class(one.class()).to_owned() } else { one.label.clone() };
    show::classes().into_iter().filter_map(|class| Some((class, name(of(class)?)))).collect()
}

fn line<'a>(name: &str, classes: &[Named], outcomes: impl Iterator<Item = &'a (&'a str, &'a OutcomeCount)> + Clone) -> Line {
    let of = |class: Class| outcomes.clone().filter(|(_, one)| one.class() == class).map(|(_, one)| one.people).sum();
    let counts: Vec<i32> = classes.iter().map(|(class, _)| of(*class)).collect();
    Line { name: name.to_owned(), total: counts.iter().sum(), counts }
}

fn table(caption: &'static str, by: &'static str, classes: &[Named], lines: Vec<Line>, sum: Line) -> Outcomes {
    let rows: Vec<Line> = lines.into_iter().filter(|line| line.total > 0).chain([sum]).collect();
    let bars: Vec<Bar> = rows.iter().map(|line| Bar { name: line.name.clone(), parts: line.counts.clone() }).collect();
    let legend: Vec<(&str, RGBColor)> = classes.iter().map(|(class, name)| (name.as_str(), colour(*class))).collect();
    let svg = chart::shares(&bars, &legend).unwrap_or_else(|error| {
        tracing::error!(%error, "a chart was not drawn");
        String::new()
    });
    Outcomes { caption, by, heads: classes.iter().map(|(_, name)| name.clone()).collect(), rows, svg }
}

#[cfg(test)]
mod tests {
    use proto::common::v1::EmployeeGroup;
    use proto::evaluation::v1::Period;

    use super::*;

    fn told(outcomes: Vec<OutcomeCount>) -> Vec<Outcomes> {
        let period = Period { agency_id: "a".to_owned(), ..Period::default() };
        tables(&[Progress { period: Some(period), outcomes, ..Progress::default() }], |_| OTHER)
    }

    #[test]
    fn the_classes_of_the_third_band_are_counted_apart_under_their_full_names() {
        let count = |group: EmployeeGroup, class: Class, people| OutcomeCount {
            group: group.into(),
            class: class.into(),
            people,
            label: show::class(class).to_owned(),
        };
        let tables = told(vec![
            count(EmployeeGroup::CcKld, Class::Hthc, 2),
            count(EmployeeGroup::VcKld, Class::Ht, 3),
            count(EmployeeGroup::CcKld, Class::Htt, 5),
        ]);
        let heads = ["Hoàn thành tốt nhiệm vụ", "Hoàn thành nhiệm vụ", "Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực"];
        assert_eq!(tables[0].heads, heads);
        let rows: Vec<_> = tables[0].rows.iter().map(|row| (row.name.as_str(), row.counts.as_slice(), row.total)).collect();
        assert_eq!(
            rows,
            [
                ("Công chức không lãnh đạo, quản lý", &[5, 0, 2][..], 7),
                ("Viên chức không lãnh đạo, quản lý", &[0, 3, 0], 3),
                ("Toàn tỉnh", &[5, 3, 2], 10)
            ]
        );
        for name in heads {
            assert!(tables[0].svg.contains(name), "the chart explains {name}");
        }
    }

    #[test]
    fn a_later_law_names_its_classes_itself() {
        let one = OutcomeCount {
            class: Class::Ht.into(),
            people: 1,
            label: "Hoàn thành nhiệm vụ được giao".to_owned(),
            ..OutcomeCount::default()
        };
        assert_eq!(told(vec![one])[0].heads, ["Hoàn thành nhiệm vụ được giao"]);
    }
}
