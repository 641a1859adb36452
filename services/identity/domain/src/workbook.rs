//! A staff list as it comes from Excel: read whole, and every mistake told at once.

use chrono::{Datelike, NaiveDate};
use kernel::Exact;
use kernel::grid::{Row, Table, one_each};
use regulation::{PostRole, SystemRole};

use crate::placing::{Agency, Body, Question};
use crate::title::{self, Titles};
use crate::{Employment, PostKind, UnitKind};

pub use kernel::grid::{Cell, Column, Problem};

/// Sheet of the units.
pub const UNITS: &str = "Đơn vị";
/// Sheet of the people.
pub const PEOPLE: &str = "Nhân sự";
/// Sheet that names the year.
pub const YEAR: &str = "Kỳ";

/// Nobody is employed below this age, in years.
const YOUNGEST: i32 = 15;

const UNIT_COLUMNS: [Column; 7] = [
    Column::required("Mã đơn vị", &["mã", "mã định danh"]),
    Column::required("Tên đơn vị", &["đơn vị", "tên"]),
    Column::optional("Tên viết tắt", &["viết tắt"]),
    Column::required("Loại", &["loại đơn vị"]),
    Column::required("Mã đơn vị cấp trên", &["mã cấp trên", "đơn vị cấp trên"]),
    Column::optional("Lĩnh vực", &[]),
    Column::optional("Địa danh", &[]),
];

const PEOPLE_COLUMNS: [Column; 16] = [
    Column::required("Họ và tên", &["họ tên", "họ, tên", "họ và tên đầy đủ"]),
    Column::optional("Ngày sinh", &["ngày, tháng, năm sinh", "ngày tháng năm sinh"]).of_days(),
    Column::required("Email công vụ", &["email", "thư công vụ", "thư điện tử công vụ", "địa chỉ email"]),
    Column::required("Mã đơn vị", &["mã phòng", "mã bộ phận"]),
    Column::required("Chức vụ, chức danh", &["chức vụ", "chức danh", "chức vụ, chức danh nghề nghiệp"]),
    Column::required("Diện", &["đối tượng", "nhóm đối tượng"]),
    Column::optional("Ngạch/CDNN", &["ngạch", "ngạch, cdnn", "ngạch/chức danh nghề nghiệp"]),
    Column::optional("Bậc", &["bậc lương"]),
    Column::optional("Hệ số lương", &["hệ số"]),
    Column::optional("Đảng viên", &[]),
    Column::optional("Ngày vào cơ quan", &["ngày tuyển dụng"]).of_days(),
    Column::optional("Ngày chuyển đến", &[]).of_days(),
    Column::optional("Cơ quan cũ", &[]),
    Column::optional("Số ngày học cả ngày trong năm", &[]),
    Column::optional("Viên chức giáo dục", &[]),
    Column::optional("Nhiệm vụ kiêm", &[]),
];

/// The headings of the template: of units and of people.
pub fn headings() -> (Vec<&'static str>, Vec<&'static str>) {
    (UNIT_COLUMNS.iter().map(|column| column.heading).collect(), PEOPLE_COLUMNS.iter().map(|column| column.heading).collect())
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

/// A unit of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedUnit {
    /// Its row, as the spreadsheet counts.
    pub row: usize,
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

/// One post that the list gives somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPost {
    /// Code of the unit: where the title places it, which may be another than the row names ([`crate::placing`]).
    pub unit: String,
    /// Chức vụ, chức danh, whole as written.
    pub title: String,
    /// Follows from the title.
    pub role: PostRole,
    /// The first post of a person is the main one.
    pub kind: PostKind,
    /// Diện.
    pub employment: Employment,
    /// Ngạch/CDNN.
    pub rank: String,
    /// Bậc.
    pub step: String,
    /// Hệ số lương.
    pub coefficient: String,
}

/// A person of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPerson {
    /// The first row that names them, as the spreadsheet counts.
    pub row: usize,
    /// Họ và tên.
    pub full_name: String,
    /// Ngày sinh.
    pub birth_date: Option<NaiveDate>,
    /// Email công vụ, in lower case.
    pub email: String,
    /// The main post first.
    pub posts: Vec<ListedPost>,
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
    /// Rows that were passed over because they are nobody's.
    pub passed_over: Vec<Problem>,
}

/// Why a list is not taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refused {
    /// Everything that is wrong, row by row.
    pub problems: Vec<Problem>,
    /// Titles that somebody must explain, each once.
    pub questions: Vec<Question>,
}

/// Reads a workbook whole.
///
/// # Errors
/// Everything that is wrong, row by row, and every title that nobody has explained yet.
pub fn read(sheets: &Sheets, titles: &Titles) -> Result<StaffList, Refused> {
    let mut refused = Refused::default();
    let year = read_year(&sheets.year, &mut refused.problems);
    let (units, mut passed_over) = read_units(&sheets.units, &mut refused.problems);
    let unread = ["CELL_UNREAD", "ROWS_HIDDEN", "COLUMN_MISSING", "COLUMN_TWICE"];
    let unread_units = refused.problems.iter().any(|problem| problem.sheet == UNITS && unread.contains(&problem.reason));
    let mut reader = People { units: &units, titles, people: Vec::new(), passed_over: Vec::new(), refused: &mut refused };
    reader.read(&sheets.people);
    let people = reader.people;
    passed_over.append(&mut reader.passed_over);
    one_each(&mut refused.problems);
    // A unit that could not be read is told where it stands, and not again by everybody in it.
    refused.problems.retain(|problem| !unread_units || problem.reason != "UNIT_UNKNOWN");
    if refused.problems.is_empty() { Ok(StaffList { year, units, people, passed_over }) } else { Err(refused) }
}

/// The column of what is wrong in a sheet, as spreadsheets count from 0: the first where the heading itself is missing.
pub fn column_of(problem: &Problem, sheets: &Sheets) -> usize {
    let place = |sheet, rows: &[Vec<Cell>], columns: &[Column]| Table::of(sheet, rows, columns, &mut Vec::new()).column(problem.column);
    let found = match problem.sheet {
        UNITS => place(UNITS, &sheets.units, &UNIT_COLUMNS),
        PEOPLE => place(PEOPLE, &sheets.people, &PEOPLE_COLUMNS),
        _ => Some(1),
    };
    found.unwrap_or_default()
}

/// Code of the agency whose list a workbook is: its first unit.
pub fn agency_code(sheets: &Sheets) -> Option<String> {
    read_units(&sheets.units, &mut Vec::new()).0.into_iter().next().map(|unit| unit.code)
}

fn read_year(rows: &[Vec<Cell>], problems: &mut Vec<Problem>) -> i32 {
    let written = rows.first().and_then(|row| row.get(1)).filter(|cell| matches!(cell, Cell::Text(_)));
    let year = written.and_then(|cell| cell.text().parse().ok()).filter(|year| (2000..2100).contains(year));
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

/// The units, and the rows that are none.
fn read_units(rows: &[Vec<Cell>], problems: &mut Vec<Problem>) -> (Vec<ListedUnit>, Vec<Problem>) {
    let before = problems.len();
    let table = Table::of(UNITS, rows, &UNIT_COLUMNS, problems);
    let mut units: Vec<ListedUnit> = Vec::new();
    let mut passed_over = table.notes();
    for row in table.rows() {
        if row.lacks(&["Mã đơn vị", "Loại", "Mã đơn vị cấp trên"]) {
            passed_over.push(row.passed_over("Tên đơn vị"));
            continue;
        }
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
        if let Some(above) = units.iter().find(|unit| unit.code == parent && !kind.stands_under(unit.kind)) {
            let message = format!("«{}» là bộ phận của một cơ quan; cơ quan phải trực thuộc cơ quan khác hoặc tỉnh.", above.name);
            problems.push(row.problem("Mã đơn vị cấp trên", "AGENCY_UNDER_PART", message));
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
        units.push(ListedUnit { row: row.number, code, name, abbreviation, kind, parent, agency, sector, place });
    }
    match units.first() {
        Some(first) if first.kind.is_agency() => {}
        // What keeps the first from being read is told already.
        None if problems.len() > before => {}
        Some(_) | None => problems.push(Problem {
            sheet: UNITS,
            row: 2,
            column: "Loại",
            reason: "AGENCY_MISSING",
            message: "Dòng đầu tiên phải là chính cơ quan của danh sách.".to_owned(),
        }),
    }
    (units, passed_over)
}

/// Reads the people of a list; several rows of one person are several posts.
struct People<'a> {
    units: &'a [ListedUnit],
    titles: &'a Titles,
    people: Vec<ListedPerson>,
    passed_over: Vec<Problem>,
    refused: &'a mut Refused,
}

impl People<'_> {
    fn read(&mut self, rows: &[Vec<Cell>]) {
        let table = Table::of(PEOPLE, rows, &PEOPLE_COLUMNS, &mut self.refused.problems);
        self.passed_over.extend(table.notes());
        let last = table.rows().filter(|row| is_somebody(row, self.units)).map(|row| row.number).last();
        for row in table.rows() {
            if is_nobody(&row, self.units, last) {
                self.passed_over.push(row.passed_over("Họ và tên"));
            } else if let Some(person) = self.person(&row) {
                self.take(&row, person);
            }
        }
    }

    fn take(&mut self, row: &Row<'_>, person: ListedPerson) {
        let Some(known) = self.people.iter_mut().find(|known| known.email == person.email) else {
            self.people.push(person);
            return;
        };
        if known.full_name != person.full_name {
            return;
        }
        let another_day = known.birth_date.zip(person.birth_date).is_some_and(|(one, other)| one != other);
        let same_post = person.posts.iter().all(|post| known.posts.iter().any(|held| held.unit == post.unit && held.title == post.title));
        if another_day {
            let message = format!("Ngày sinh khác với dòng {} của cùng người này.", known.row);
            self.refused.problems.push(row.problem("Ngày sinh", "BIRTH_DATE_DIFFERS", message));
        } else if same_post {
            let message = format!("Người này đã có ở dòng {} với cùng đơn vị và chức vụ; hãy xóa một dòng.", known.row);
            self.refused.problems.push(row.problem("Email công vụ", "EMAIL_TWICE", message));
        } else {
            // One row may name all posts, and others name each of them again in its unit: whoever leads there leads once.
            let (again, new): (Vec<_>, Vec<_>) = person.posts.into_iter().partition(|post| post.is_held_in(&known.posts));
            for post in again {
                let message = format!("«{}»: chức vụ này đã có ở dòng {}; không thêm lần nữa.", post.title, known.row);
                self.passed_over.push(row.problem("Chức vụ, chức danh", "POST_REPEATED", message));
            }
            known.posts.extend(new.into_iter().map(ListedPost::beside));
            known.party_member |= person.party_member;
            known.birth_date = known.birth_date.or(person.birth_date);
            known.duties.extend(person.duties);
        }
    }

    fn person(&mut self, row: &Row<'_>) -> Option<ListedPerson> {
        let problems = &mut self.refused.problems;
        let full_name = row.required("Họ và tên", problems);
        let email = row.required("Email công vụ", problems).to_lowercase();
        if !email.is_empty() && !is_email(&email) {
            problems.push(row.problem("Email công vụ", "EMAIL_INVALID", format!("«{email}» không phải là địa chỉ email.")));
        }
        // Told even where other faults keep the row from being somebody.
        if let Some(known) = self.people.iter().find(|known| known.email == email && known.full_name != full_name) {
            let message = format!("Email «{email}» đã là của {} ở dòng {}; mỗi người một email.", known.full_name, known.row);
            problems.push(row.problem("Email công vụ", "EMAIL_TWICE", message));
        }
        let code = row.required("Mã đơn vị", problems);
        let unit = self.units.iter().find(|unit| unit.code.to_lowercase() == code.to_lowercase());
        if unit.is_none() && !code.is_empty() {
            problems.push(row.problem("Mã đơn vị", "UNIT_UNKNOWN", format!("Không có đơn vị mã «{code}» ở trang «{UNITS}».")));
        }
        let title = row.required("Chức vụ, chức danh", problems);
        let employment = Employment::from_vi(&row.text("Diện"));
        if employment.is_none() {
            problems.push(row.problem("Diện", "EMPLOYMENT_INVALID", "Diện phải là: Cán bộ, Công chức, Viên chức hoặc Hợp đồng 68."));
        }
        let (birth_date, recruited_on, transferred_on) = (
            row.birthday("Ngày sinh", problems, &mut self.passed_over),
            row.day("Ngày vào cơ quan", problems),
            row.day("Ngày chuyển đến", problems),
        );
        if birth_date.zip(recruited_on).is_some_and(|(born, recruited)| recruited.year() - born.year() < YOUNGEST) {
            let message = format!("Ngày vào cơ quan trước khi đủ {YOUNGEST} tuổi. Hãy kiểm tra ngày sinh và ngày vào cơ quan.");
            problems.push(row.problem("Ngày vào cơ quan", "DAY_BEFORE_AGE", message));
        }
        let transferred_from = row.text("Cơ quan cũ");
        if transferred_on.is_some() && transferred_from.is_empty() {
            problems.push(row.problem("Cơ quan cũ", "VALUE_MISSING", "Người chuyển đến phải ghi cơ quan cũ."));
        }
        let training_full_days = training(row, problems);
        let (party_member, education_public_employee) = (row.mark("Đảng viên", problems), row.mark("Viên chức giáo dục", problems));
        let (coefficient, step) = (coefficient(row, problems), step(row, problems));
        let duties = duties(row, problems);
        let (unit, employment) = (unit?, employment?);
        let rank = row.text("Ngạch/CDNN");
        let post = |unit: &str, role, kind| ListedPost {
            unit: unit.to_owned(),
            title: title.clone(),
            role,
            kind,
            employment,
            rank: rank.clone(),
            step: step.clone(),
            coefficient: coefficient.clone(),
        };
        let posts = if title.is_empty() { Vec::new() } else { self.posts(row, &title, unit, post) };
        Some(ListedPerson {
            row: row.number,
            full_name,
            birth_date,
            email,
            posts,
            party_member,
            recruited_on,
            transferred_on,
            transferred_from,
            training_full_days,
            education_public_employee,
            duties,
        })
    }

    /// The posts of a title, or a question about each part that nobody has explained.
    fn posts(
        &mut self,
        row: &Row<'_>,
        title: &str,
        unit: &ListedUnit,
        post: impl Fn(&str, PostRole, PostKind) -> ListedPost,
    ) -> Vec<ListedPost> {
        let of_agency = self.units.iter().filter(|other| other.agency == unit.agency);
        let bodies = of_agency
            .map(|unit| Body { key: unit.code.as_str(), name: &unit.name, kind: unit.kind, parent: Some(unit.parent.as_str()) })
            .collect();
        match Agency::new(unit.agency.as_str(), bodies).posts(title, &unit.code, self.titles) {
            Ok(placed) => placed
                .into_iter()
                .enumerate()
                .map(|(index, placed)| {
                    let kind = if index == 0 { PostKind::Main } else { PostKind::beside(placed.acting) };
                    post(placed.unit, placed.role, kind)
                })
                .collect(),
            Err(questions) => {
                for question in questions {
                    let message = format!("Phần mềm chưa biết chức danh «{}»; hãy xác nhận vai trò rồi nhập lại.", question.title);
                    self.refused.problems.push(row.problem("Chức vụ, chức danh", "TITLE_UNKNOWN", message));
                    let same = |known: &Question| known.top == question.top && title::key(&known.title) == title::key(&question.title);
                    if !self.refused.questions.iter().any(same) {
                        self.refused.questions.push(question);
                    }
                }
                Vec::new()
            }
        }
    }
}

impl ListedPost {
    /// Whether it is one of these under another title: what leads a unit or is a deputy in it is one post, whatever rows call it.
    fn is_held_in(&self, posts: &[Self]) -> bool {
        self.role != PostRole::Staff && posts.iter().any(|held| held.unit == self.unit && held.role == self.role)
    }

    /// The same post beside a main one.
    fn beside(self) -> Self {
        let acting = title::is_temporary(&self.title);
        Self { kind: PostKind::beside(acting), ..self }
    }
}

/// Whether a row names a login or a unit of the list.
fn is_somebody(row: &Row<'_>, units: &[ListedUnit]) -> bool {
    let code = row.text("Mã đơn vị").to_lowercase();
    row.text("Email công vụ").contains('@') || units.iter().any(|unit| unit.code.to_lowercase() == code)
}

/// A heading of a section, wherever it stands: a row that says one thing, or nothing of unit, login, post and employment. Below the
/// `last` row of somebody stand those who made and signed the list, with their offices.
fn is_nobody(row: &Row<'_>, units: &[ListedUnit], last: Option<usize>) -> bool {
    if is_somebody(row, units) {
        return false;
    }
    let below = last.is_some_and(|last| row.number > last) && row.lacks(&["Diện"]);
    let nameless = row.lacks(&["Email công vụ", "Mã đơn vị", "Diện"]);
    match row.filled() {
        0 | 1 => true,
        2 if below => true,
        _ => nameless && (below || row.lacks(&["Chức vụ, chức danh"])),
    }
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
    let fits = |number: Exact| Exact::zero() < number && number <= Exact::ratio(100, 1);
    if !text.is_empty() && !text.parse().is_ok_and(fits) {
        problems.push(row.problem(COLUMN, "COEFFICIENT_INVALID", "Hệ số lương phải là số trên 0, nhiều nhất 100, ví dụ 3,33."));
    }
    text
}

/// Step of the rank as it is written, such as `4` or `4/9`; a number alone is one that scales have.
fn step(row: &Row<'_>, problems: &mut Vec<Problem>) -> String {
    const COLUMN: &str = "Bậc";
    let text = row.text(COLUMN);
    if text.parse::<i64>().is_ok_and(|number| !(1..=20).contains(&number)) {
        problems.push(row.problem(COLUMN, "STEP_INVALID", "Bậc phải từ 1 đến 20."));
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
mod tests;
