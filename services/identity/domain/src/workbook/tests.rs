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
    assert_eq!((person.posts[0].role, person.posts[0].coefficient.as_str()), (PostRole::UnitHead, "3.33"));
    assert_eq!(person.duties, [SystemRole::UnitIt, SystemRole::HrOfficer]);
    assert_eq!(list.units[1].agency, "H50.6");
}

#[test]
fn what_can_be_of_nobody_is_a_fault() {
    let of = |born: &str, step: &str, coefficient: &str, recruited: &str| {
        let line = [
            "an.le@quangtri.gov.vn",
            "Lê An",
            born,
            "H50.6-VP",
            "Chuyên viên",
            "Công chức",
            "",
            step,
            coefficient,
            "",
            recruited,
            "",
            "",
            "",
            "",
            "",
        ];
        match read(&sheets(&[&line]), &Titles::shipped()) {
            Ok(_) => Vec::new(),
            Err(refused) => refused.problems.iter().map(|problem| (problem.column, problem.reason)).collect(),
        }
    };
    assert_eq!(of("06/01/1980", "4/9", "3,33", "01/02/1995"), [], "on the 15th birthday's year");
    assert_eq!(of("", "20", "20", "01/02/1995"), []);
    let faults = [("Ngày vào cơ quan", "DAY_BEFORE_AGE"), ("Hệ số lương", "COEFFICIENT_INVALID"), ("Bậc", "STEP_INVALID")];
    assert_eq!(of("06/01/2030", "-5", "1000000000", "01/02/1900"), faults);
    assert_eq!(of("06/01/1980", "21", "0", "01/02/1994"), faults);
}

#[test]
fn every_mistake_is_told_in_one_pass_with_its_place() {
    let problems = read(
        &sheets(&[
            &["an.le@quangtri.gov.vn", "", "31/02/1980", "H50.6-VP", "Chuyên viên", "Công chức", "", "", "ba", "", "", "", "", "", "", ""],
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
    .unwrap_err()
    .problems;
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
    let problems = read(&Sheets::default(), &Titles::shipped()).unwrap_err().problems;
    assert_eq!(problems.iter().map(|problem| problem.reason).collect::<Vec<_>>(), ["YEAR_INVALID", "COLUMN_MISSING", "COLUMN_MISSING"]);
}

fn person(email: &str, name: &str, unit: &str, title: &str) -> Vec<String> {
    let mut cells = vec![String::new(); 16];
    for (place, text) in [(0, email), (1, name), (3, unit), (4, title), (5, "Công chức")] {
        cells[place] = text.to_owned();
    }
    cells
}

fn read_people(people: &[Vec<String>]) -> Result<StaffList, Refused> {
    let rows: Vec<Vec<&str>> = people.iter().map(|cells| cells.iter().map(String::as_str).collect()).collect();
    read(&sheets(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>()), &Titles::shipped())
}

#[test]
fn one_person_may_stand_in_several_rows() {
    let list = read_people(&[
        person("an.le@quangtri.gov.vn", "Lê An", "H50.6", "Phó Giám đốc Sở"),
        person("an.le@quangtri.gov.vn", "Lê An", "h50.6-vp", "Chánh Văn phòng"),
    ])
    .unwrap();
    let posts: Vec<_> = list.people[0].posts.iter().map(|post| (post.unit.as_str(), post.role, post.kind)).collect();
    assert_eq!(posts, [("H50.6", PostRole::AgencyDeputy, PostKind::Main), ("H50.6-VP", PostRole::UnitHead, PostKind::Concurrent)]);
    assert_eq!(list.people.len(), 1);
}

/// One row names both posts, another names one of them again: nobody leads a unit twice.
#[test]
fn a_post_that_two_rows_name_is_held_once_and_told() {
    let list = read_people(&[
        person("an.le@quangtri.gov.vn", "Lê An", "H50.6", "Chánh Văn phòng kiêm Phó Giám đốc Sở"),
        person("an.le@quangtri.gov.vn", "Lê An", "H50.6-VP", "Q. Chánh Văn phòng"),
    ])
    .unwrap();
    let posts: Vec<_> = list.people[0].posts.iter().map(|post| (post.unit.as_str(), post.role)).collect();
    assert_eq!(posts, [("H50.6-VP", PostRole::UnitHead), ("H50.6", PostRole::AgencyDeputy)]);
    assert_eq!(list.passed_over.iter().map(|note| (note.row, note.reason)).collect::<Vec<_>>(), [(3, "POST_REPEATED")]);
}

#[test]
fn of_a_birthday_the_year_alone_is_noted_and_no_fault() {
    let mut cells = person("an.le@quangtri.gov.vn", "Lê An", "H50.6", "Chuyên viên");
    "1988".clone_into(&mut cells[2]);
    let list = read_people(&[cells]).unwrap();
    assert_eq!((list.people[0].birth_date, list.passed_over[0].reason), (None, "BIRTHDAY_UNKNOWN"));
}

/// Merged over the row, a heading stands in whatever column comes first; who made the list stands below it.
#[test]
fn headings_of_sections_and_signers_are_nobody_in_any_column() {
    let line = |at: &[(usize, &str)]| {
        let mut cells = vec![String::new(); 16];
        for (place, text) in at {
            (*text).clone_into(&mut cells[*place]);
        }
        cells
    };
    let an = person("an.le@quangtri.gov.vn", "Lê An", "H50.6", "Chuyên viên");
    let broken = line(&[(0, "khong phai email"), (1, "Lê Bình"), (3, "H50.6-XX"), (4, "Chuyên viên"), (5, "Công chức")]);
    for column in [0, 1, 3, 4] {
        let list = read_people(&[
            line(&[(column, "I. Văn phòng")]),
            an.clone(),
            line(&[(column, "Tổng cộng: 01 người")]),
            line(&[(0, "NGƯỜI LẬP"), (4, "GIÁM ĐỐC")]),
        ])
        .unwrap();
        assert_eq!((list.people.len(), list.passed_over.len()), (1, 3), "{column}");
    }
    let refused = read_people(&[an, broken]).unwrap_err();
    assert_eq!(refused.problems.iter().map(|problem| problem.row).collect::<Vec<_>>(), [3, 3], "a person with faults is told, last or not");
}

#[test]
fn the_same_login_of_another_and_the_same_row_again_are_told() {
    let twice = person("an.le@quangtri.gov.vn", "Lê An", "H50.6", "Chuyên viên");
    let other = person("an.le@quangtri.gov.vn", "Lê Bình", "H50.6", "Cán sự");
    let refused = read_people(&[twice.clone(), twice, other]).unwrap_err();
    let found: Vec<_> = refused.problems.iter().map(|problem| (problem.row, problem.reason)).collect();
    assert_eq!(found, [(3, "EMAIL_TWICE"), (4, "EMAIL_TWICE")]);
}

#[test]
fn a_title_that_nobody_knows_is_asked_about_once() {
    let refused = read_people(&[
        person("an.le@quangtri.gov.vn", "Lê An", "H50.6-VP", "Đội trưởng"),
        person("binh.le@quangtri.gov.vn", "Lê Bình", "H50.6-VP", "ĐỘI TRƯỞNG"),
    ])
    .unwrap_err();
    assert_eq!(refused.questions, [Question { title: "Đội trưởng".to_owned(), top: false, proposed: PostRole::UnitHead }]);
    assert!(refused.problems.iter().all(|problem| problem.reason == "TITLE_UNKNOWN") && refused.problems.len() == 2);
}

/// As offices write lists: letterhead, numbered columns, headings of sections, a line below.
#[test]
fn headings_are_found_where_offices_put_them() {
    let mut good = sheets(&[&["an.le@quangtri.gov.vn", "Lê An", "29226", "H50.6-VP", "Chánh Văn phòng", "Công chức"]]);
    let mut people = vec![row(&["ỦY BAN NHÂN DÂN TỈNH"]), row(&["", "DANH SÁCH CÁN BỘ, CÔNG CHỨC NĂM 2019"]), row(&[])];
    let heading = good.people.remove(0);
    people.push(heading.iter().map(|cell| Cell::Text(cell.text().to_uppercase())).collect());
    people.push(row(&["1", "2", "3", "4", "5", "6"]));
    people.push(row(&["", "I. Văn phòng"]));
    people.append(&mut good.people);
    people.push(row(&["", "Danh sách này có 01 người./."]));
    let list = read(&Sheets { people, ..good }, &Titles::shipped()).unwrap();
    assert_eq!((list.people.len(), list.people[0].row, list.people[0].full_name.as_str()), (1, 7, "Lê An"));
    assert_eq!(list.people[0].birth_date, NaiveDate::from_ymd_opt(1980, 1, 6), "a day that lost its format");
    assert_eq!(list.passed_over.iter().map(|row| row.row).collect::<Vec<_>>(), [4, 6, 8]);
}

#[test]
fn the_same_heading_twice_is_told() {
    let mut twice = sheets(&[]);
    twice.people[0].push(Cell::Text("ngày sinh".to_owned()));
    let refused = read(&twice, &Titles::shipped()).unwrap_err();
    assert_eq!(
        refused.problems.iter().map(|problem| (problem.column, problem.reason)).collect::<Vec<_>>(),
        [("Ngày sinh", "COLUMN_TWICE")]
    );
}
