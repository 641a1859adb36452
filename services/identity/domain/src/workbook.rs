//! A staff list as it comes from Excel: read whole, and every mistake told at once.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use kernel::{date, text};

use crate::title::Titles;
use crate::{Employment, PostRole, SystemRole, UnitKind};

/// Sheet of the units.
pub const UNITS: &str = "Đơn vị";
/// Sheet of the people.
pub const PEOPLE: &str = "Nhân sự";
/// Sheet that names the year.
pub const YEAR: &str = "Kỳ";

/// A cell as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text or a number, as text.
    Text(String),
    /// A real date.
    Day(NaiveDate),
}

impl Cell {
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text::clean(text),
            Self::Day(day) => date::vi(*day),
        }
    }
}

/// The sheets of a workbook, row by row; a missing sheet is empty.
#[derive(Clone, Debug, Default)]
pub struct Sheets {
    /// Sheet "Đơn vị".
    pub units: Vec<Vec<Cell>>,
    /// Sheet "Nhân sự".
    pub people: Vec<Vec<Cell>>,
    /// Sheet "Kỳ".
    pub year: Vec<Vec<Cell>>,
}

/// One thing wrong in a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Name of the sheet.
    pub sheet: &'static str,
    /// As the spreadsheet counts: the heading is row 1.
    pub row: usize,
    /// Heading of the column.
    pub column: &'static str,
    /// Stable code.
    pub reason: &'static str,
    /// What to do, in Vietnamese.
    pub message: String,
}

/// A unit of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedUnit {
    /// Mã đơn vị.
    pub code: String,
    /// Tên đơn vị.
    pub name: String,
    /// Tên viết tắt.
    pub abbreviation: String,
    /// Loại.
    pub kind: UnitKind,
    /// Mã đơn vị cấp trên; empty for the province.
    pub parent: String,
    /// Code of the agency that it is or is part of.
    pub agency: String,
    /// Lĩnh vực.
    pub sector: String,
    /// Địa danh.
    pub place: String,
}

/// A person of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPerson {
    /// Họ và tên.
    pub full_name: String,
    /// Ngày sinh.
    pub birth_date: Option<NaiveDate>,
    /// Email công vụ, in lower case.
    pub email: String,
    /// Mã đơn vị.
    pub unit: String,
    /// Chức vụ, chức danh.
    pub title: String,
    /// Follows from the title.
    pub role: PostRole,
    /// Diện.
    pub employment: Employment,
    /// Ngạch/CDNN.
    pub rank: String,
    /// Bậc.
    pub step: String,
    /// Hệ số lương.
    pub coefficient: String,
    /// Đảng viên.
    pub party_member: bool,
    /// Ngày vào cơ quan.
    pub recruited_on: Option<NaiveDate>,
    /// Ngày chuyển đến.
    pub transferred_on: Option<NaiveDate>,
    /// Cơ quan cũ.
    pub transferred_from: String,
    /// Số ngày học cả ngày trong năm.
    pub training_full_days: Option<i32>,
    /// Viên chức giáo dục.
    pub education_public_employee: bool,
    /// Nhiệm vụ kiêm.
    pub duties: Vec<SystemRole>,
}

/// A staff list without mistakes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffList {
    /// The year that training days belong to.
    pub year: i32,
    /// The agency itself first.
    pub units: Vec<ListedUnit>,
    /// Everybody.
    pub people: Vec<ListedPerson>,
}

/// Reads a workbook whole.
///
/// # Errors
/// Everything that is wrong, row by row.
pub fn read(sheets: &Sheets, titles: &Titles) -> Result<StaffList, Vec<Problem>> {
    let mut problems = Vec::new();
    let year = read_year(&sheets.year, &mut problems);
    let units = read_units(&sheets.units, &mut problems);
    let people = read_people(&sheets.people, &units, titles, &mut problems);
    if problems.is_empty() { Ok(StaffList { year, units, people }) } else { Err(problems) }
}

/// The rows of one sheet by heading, in whatever order the columns are.
struct Table<'a> {
    sheet: &'static str,
    columns: HashMap<String, usize>,
    rows: &'a [Vec<Cell>],
}

impl<'a> Table<'a> {
    fn of(sheet: &'static str, rows: &'a [Vec<Cell>], headings: &[&'static str], problems: &mut Vec<Problem>) -> Self {
        let (first, rest) = rows.split_first().map_or((&[] as &[Cell], rows), |(first, rest)| (first.as_slice(), rest));
        let columns: HashMap<String, usize> = first.iter().enumerate().map(|(index, cell)| (cell.text().to_lowercase(), index)).collect();
        for heading in headings {
            if !columns.contains_key(&heading.to_lowercase()) {
                problems.push(Problem {
                    sheet,
                    row: 1,
                    column: heading,
                    reason: "COLUMN_MISSING",
                    message: format!("Thiếu cột «{heading}»."),
                });
            }
        }
        Self { sheet, columns, rows: rest }
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let filled = |(_, cells): &(usize, &Vec<Cell>)| cells.iter().any(|cell| *cell != Cell::Empty);
        self.rows.iter().enumerate().filter(filled).map(|(index, cells)| Row { table: self, number: index + 2, cells })
    }
}

struct Row<'a> {
    table: &'a Table<'a>,
    number: usize,
    cells: &'a [Cell],
}

impl Row<'_> {
    fn cell(&self, column: &str) -> &Cell {
        let index = self.table.columns.get(&column.to_lowercase());
        index.and_then(|index| self.cells.get(*index)).unwrap_or(&Cell::Empty)
    }

    fn text(&self, column: &str) -> String {
        self.cell(column).text()
    }

    fn problem(&self, column: &'static str, reason: &'static str, message: impl Into<String>) -> Problem {
        Problem { sheet: self.table.sheet, row: self.number, column, reason, message: message.into() }
    }

    fn required(&self, column: &'static str, problems: &mut Vec<Problem>) -> String {
        let text = self.text(column);
        if text.is_empty() {
            problems.push(self.problem(column, "VALUE_MISSING", format!("Chưa nhập «{column}».")));
        }
        text
    }

    fn day(&self, column: &'static str, problems: &mut Vec<Problem>) -> Option<NaiveDate> {
        let day = match self.cell(column) {
            Cell::Empty => return None,
            Cell::Day(day) => Some(*day),
            Cell::Text(text) if text.trim().is_empty() => return None,
            Cell::Text(text) => date::parse_vi(text),
        };
        if day.is_none() {
            problems.push(self.problem(column, "DAY_INVALID", "Ngày không hợp lệ; hãy nhập dạng ngày/tháng/năm, ví dụ 15/12/2019."));
        }
        day
    }

    fn mark(&self, column: &'static str, problems: &mut Vec<Problem>) -> bool {
        match self.text(column).to_lowercase().as_str() {
            "" => false,
            "x" => true,
            _ => {
                problems.push(self.problem(column, "MARK_INVALID", "Đánh dấu «x» hoặc để trống."));
                false
            }
        }
    }
}

fn read_year(rows: &[Vec<Cell>], problems: &mut Vec<Problem>) -> i32 {
    let year = rows.first().and_then(|row| row.get(1)).and_then(|cell| cell.text().parse().ok()).filter(|year| (2000..2100).contains(year));
    if year.is_none() {
        problems.push(Problem {
            sheet: YEAR,
            row: 1,
            column: "Năm",
            reason: "YEAR_INVALID",
            message: "Ô B1 phải là năm, ví dụ 2019.".to_owned(),
        });
    }
    year.unwrap_or_default()
}

fn read_units(rows: &[Vec<Cell>], problems: &mut Vec<Problem>) -> Vec<ListedUnit> {
    const HEADINGS: [&str; 7] = ["Mã đơn vị", "Tên đơn vị", "Tên viết tắt", "Loại", "Mã đơn vị cấp trên", "Lĩnh vực", "Địa danh"];
    let table = Table::of(UNITS, rows, &HEADINGS, problems);
    let mut units: Vec<ListedUnit> = Vec::new();
    for row in table.rows() {
        let code = row.required("Mã đơn vị", problems);
        if units.iter().any(|unit| unit.code == code) {
            problems.push(row.problem("Mã đơn vị", "UNIT_TWICE", format!("Mã đơn vị «{code}» có hai lần.")));
        }
        let name = row.required("Tên đơn vị", problems);
        let parent = row.text("Mã đơn vị cấp trên");
        let Some(kind) = UnitKind::from_vi(&row.text("Loại")) else {
            problems.push(row.problem("Loại", "KIND_INVALID", format!("Loại phải là một trong: {}.", UnitKind::VI)));
            continue;
        };
        if kind != UnitKind::Province && parent.is_empty() {
            problems.push(row.problem("Mã đơn vị cấp trên", "VALUE_MISSING", "Chưa nhập mã đơn vị cấp trên."));
        }
        let agency = if kind.is_agency() {
            Some(code.clone())
        } else {
            units.iter().find(|unit| unit.code == parent).map(|unit| unit.agency.clone())
        };
        let Some(agency) = agency else {
            problems.push(row.problem(
                "Mã đơn vị cấp trên",
                "PARENT_UNKNOWN",
                format!("Đơn vị cấp trên «{parent}» phải đứng ở dòng phía trên."),
            ));
            continue;
        };
        let (abbreviation, sector, place) = (row.text("Tên viết tắt"), row.text("Lĩnh vực"), row.text("Địa danh"));
        units.push(ListedUnit { code, name, abbreviation, kind, parent, agency, sector, place });
    }
    match units.first() {
        Some(first) if first.kind.is_agency() => {}
        _ => problems.push(Problem {
            sheet: UNITS,
            row: 2,
            column: "Loại",
            reason: "AGENCY_MISSING",
            message: "Dòng đầu tiên phải là chính cơ quan của danh sách.".to_owned(),
        }),
    }
    units
}

fn read_people(rows: &[Vec<Cell>], units: &[ListedUnit], titles: &Titles, problems: &mut Vec<Problem>) -> Vec<ListedPerson> {
    const HEADINGS: [&str; 16] = [
        "Họ và tên",
        "Ngày sinh",
        "Email công vụ",
        "Mã đơn vị",
        "Chức vụ, chức danh",
        "Diện",
        "Ngạch/CDNN",
        "Bậc",
        "Hệ số lương",
        "Đảng viên",
        "Ngày vào cơ quan",
        "Ngày chuyển đến",
        "Cơ quan cũ",
        "Số ngày học cả ngày trong năm",
        "Viên chức giáo dục",
        "Nhiệm vụ kiêm",
    ];
    let table = Table::of(PEOPLE, rows, &HEADINGS, problems);
    let mut emails = HashSet::new();
    table.rows().filter_map(|row| read_person(&row, units, titles, &mut emails, problems)).collect()
}

fn read_person(
    row: &Row<'_>,
    units: &[ListedUnit],
    titles: &Titles,
    emails: &mut HashSet<String>,
    problems: &mut Vec<Problem>,
) -> Option<ListedPerson> {
    let full_name = row.required("Họ và tên", problems);
    let email = row.required("Email công vụ", problems).to_lowercase();
    if !email.is_empty() && !is_email(&email) {
        problems.push(row.problem("Email công vụ", "EMAIL_INVALID", format!("«{email}» không phải là địa chỉ email.")));
    }
    if !email.is_empty() && !emails.insert(email.clone()) {
        problems.push(row.problem("Email công vụ", "EMAIL_TWICE", format!("Email «{email}» có hai lần trong danh sách.")));
    }
    let code = row.required("Mã đơn vị", problems);
    let unit = units.iter().find(|unit| unit.code == code);
    if unit.is_none() && !code.is_empty() {
        problems.push(row.problem("Mã đơn vị", "UNIT_UNKNOWN", format!("Không có đơn vị mã «{code}» ở trang «{UNITS}».")));
    }
    let title = row.required("Chức vụ, chức danh", problems);
    let employment = Employment::from_vi(&row.text("Diện"));
    if employment.is_none() {
        problems.push(row.problem("Diện", "EMPLOYMENT_INVALID", "Diện phải là: Cán bộ, Công chức, Viên chức hoặc Hợp đồng 68."));
    }
    let (birth_date, recruited_on, transferred_on) =
        (row.day("Ngày sinh", problems), row.day("Ngày vào cơ quan", problems), row.day("Ngày chuyển đến", problems));
    let transferred_from = row.text("Cơ quan cũ");
    if transferred_on.is_some() && transferred_from.is_empty() {
        problems.push(row.problem("Cơ quan cũ", "VALUE_MISSING", "Người chuyển đến phải ghi cơ quan cũ."));
    }
    let training_full_days = training(row, problems);
    let (party_member, education_public_employee) = (row.mark("Đảng viên", problems), row.mark("Viên chức giáo dục", problems));
    let coefficient = coefficient(row, problems);
    let duties = duties(row, problems);
    let (unit, employment) = (unit?, employment?);
    let agency = units.iter().find(|other| other.code == unit.agency).map_or(unit.kind, |agency| agency.kind);
    let role = titles.role(&title, unit.kind, agency);
    Some(ListedPerson {
        full_name,
        birth_date,
        email,
        unit: code,
        title,
        role,
        employment,
        rank: row.text("Ngạch/CDNN"),
        step: row.text("Bậc"),
        coefficient,
        party_member,
        recruited_on,
        transferred_on,
        transferred_from,
        training_full_days,
        education_public_employee,
        duties,
    })
}

fn training(row: &Row<'_>, problems: &mut Vec<Problem>) -> Option<i32> {
    const COLUMN: &str = "Số ngày học cả ngày trong năm";
    let text = row.text(COLUMN);
    if text.is_empty() {
        return None;
    }
    let days = text.parse().ok().filter(|days| (0..=366).contains(days));
    if days.is_none() {
        problems.push(row.problem(COLUMN, "DAYS_INVALID", "Số ngày học phải là số nguyên từ 0 đến 366."));
    }
    days
}

/// Decimal text with a dot, such as `3.33`; empty when there is none.
fn coefficient(row: &Row<'_>, problems: &mut Vec<Problem>) -> String {
    const COLUMN: &str = "Hệ số lương";
    let text = row.text(COLUMN).replace(',', ".");
    if !text.is_empty() && text.parse::<kernel::Exact>().is_err() {
        problems.push(row.problem(COLUMN, "COEFFICIENT_INVALID", "Hệ số lương phải là số, ví dụ 3,33."));
    }
    text
}

fn duties(row: &Row<'_>, problems: &mut Vec<Problem>) -> Vec<SystemRole> {
    const COLUMN: &str = "Nhiệm vụ kiêm";
    let mut duties = Vec::new();
    for duty in row.text(COLUMN).split(';').map(str::trim).filter(|duty| !duty.is_empty()) {
        match duty.to_lowercase().as_str() {
            "phụ trách tổ chức cán bộ" => duties.push(SystemRole::HrOfficer),
            "phụ trách cntt" => duties.push(SystemRole::UnitIt),
            _ => problems.push(row.problem(COLUMN, "DUTY_INVALID", "Nhiệm vụ kiêm là «Phụ trách tổ chức cán bộ» hoặc «Phụ trách CNTT».")),
        }
    }
    duties
}

fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "._+-".contains(c));
    plain(name) && plain(domain) && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<Cell> {
        cells.iter().map(|text| if text.is_empty() { Cell::Empty } else { Cell::Text((*text).to_owned()) }).collect()
    }

    fn sheets(people: &[&[&str]]) -> Sheets {
        let units = vec![
            row(&["Mã đơn vị", "Tên đơn vị", "Tên viết tắt", "Loại", "Mã đơn vị cấp trên", "Lĩnh vực", "Địa danh"]),
            row(&["H50.6", "Sở Nội vụ", "SNV", "Sở, ban, ngành", "H50", "", "Đông Hà"]),
            row(&["H50.6-VP", "Văn phòng", "VP", "Phòng, ban, bộ phận", "H50.6", "", ""]),
        ];
        let heading = row(&[
            "Email công vụ",
            "Họ và tên",
            "Ngày sinh",
            "Mã đơn vị",
            "Chức vụ, chức danh",
            "Diện",
            "Ngạch/CDNN",
            "Bậc",
            "Hệ số lương",
            "Đảng viên",
            "Ngày vào cơ quan",
            "Ngày chuyển đến",
            "Cơ quan cũ",
            "Số ngày học cả ngày trong năm",
            "Viên chức giáo dục",
            "Nhiệm vụ kiêm",
        ]);
        let people = std::iter::once(heading).chain(people.iter().map(|cells| row(cells))).collect();
        Sheets { units, people, year: vec![row(&["Năm", "2019"])] }
    }

    #[test]
    fn a_good_list_is_read_whatever_the_order_of_its_columns() {
        let list = read(
            &sheets(&[&[
                "An.Le@quangtri.gov.vn",
                "Lê  An",
                "1/2/1980",
                "H50.6-VP",
                "Chánh Văn phòng",
                "Công chức",
                "",
                "4",
                "3,33",
                "x",
                "",
                "",
                "",
                "",
                "",
                "Phụ trách CNTT; Phụ trách tổ chức cán bộ",
            ]]),
            &Titles::shipped(),
        )
        .unwrap();
        let person = &list.people[0];
        assert_eq!((person.email.as_str(), person.full_name.as_str()), ("an.le@quangtri.gov.vn", "Lê An"));
        assert_eq!((person.role, person.coefficient.as_str()), (PostRole::UnitHead, "3.33"));
        assert_eq!(person.duties, [SystemRole::UnitIt, SystemRole::HrOfficer]);
        assert_eq!(list.units[1].agency, "H50.6");
    }

    #[test]
    fn every_mistake_is_told_in_one_pass_with_its_place() {
        let problems = read(
            &sheets(&[
                &[
                    "an.le@quangtri.gov.vn",
                    "",
                    "31/02/1980",
                    "H50.6-VP",
                    "Chuyên viên",
                    "Công chức",
                    "",
                    "",
                    "ba",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                ],
                &[
                    "an.le@quangtri.gov.vn",
                    "Lê Bình",
                    "",
                    "H50.6-XX",
                    "Chuyên viên",
                    "Hợp đồng",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "1/8/2019",
                    "",
                    "400",
                    "có",
                    "Lái xe",
                ],
            ]),
            &Titles::shipped(),
        )
        .unwrap_err();
        let found: Vec<_> = problems.iter().map(|problem| (problem.row, problem.column, problem.reason)).collect();
        for expected in [
            (2, "Họ và tên", "VALUE_MISSING"),
            (2, "Ngày sinh", "DAY_INVALID"),
            (2, "Hệ số lương", "COEFFICIENT_INVALID"),
            (3, "Email công vụ", "EMAIL_TWICE"),
            (3, "Mã đơn vị", "UNIT_UNKNOWN"),
            (3, "Diện", "EMPLOYMENT_INVALID"),
            (3, "Cơ quan cũ", "VALUE_MISSING"),
            (3, "Số ngày học cả ngày trong năm", "DAYS_INVALID"),
            (3, "Viên chức giáo dục", "MARK_INVALID"),
            (3, "Nhiệm vụ kiêm", "DUTY_INVALID"),
        ] {
            assert!(found.contains(&expected), "{expected:?} in {found:?}");
        }
        assert_eq!(found.len(), 10);
    }

    #[test]
    fn an_empty_workbook_says_what_is_missing() {
        let problems = read(&Sheets::default(), &Titles::shipped()).unwrap_err();
        assert!(problems.iter().any(|problem| problem.reason == "YEAR_INVALID"));
        assert!(problems.iter().any(|problem| problem.reason == "AGENCY_MISSING"));
        assert!(problems.iter().any(|problem| problem.reason == "COLUMN_MISSING" && problem.column == "Họ và tên"));
    }
}
