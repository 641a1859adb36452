//! How earlier years ended, for many people at once: lines copied from a spreadsheet, all of them or none.

use std::collections::HashMap;

use askama::Template;
use axum::response::Response;
use kernel::grid::Cell;
use proto::common::v1::Class;
use proto::identity::v1::ListPeopleRequest;
use proto::scoring::v1::{ImportPastYearsRequest, PastYearProblem, PastYearRow};

use super::facts::{HOME, NOT_EVALUATED, OFFICERS};
use crate::field::Field;
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::everything;
use crate::posted::Posted;
use crate::session::User;
use crate::show;

#[derive(Template)]
#[template(path = "past_years.html")]
pub struct PastYears {
    page: Page,
    lines: Field,
    /// Line, column and what to mend.
    problems: Vec<(i32, &'static str, String)>,
    /// What would be done; empty before it was looked at.
    said: String,
}

impl PastYears {
    /// The form, with what became of the lines that were sent.
    pub fn new(page: Page, posted: Option<&Posted>, problems: &[PastYearProblem], said: String) -> Self {
        let told = |problem: &PastYearProblem| (problem.row + 1, column(&problem.field), problem.message.clone());
        let lines = Field::new("rows", "Các dòng chép từ Excel")
            .hint("Mỗi dòng một người và một năm; các cột: thư công vụ, năm, mức phân loại (hoặc «Không đánh giá»), số và ngày văn bản. Nhiều nhất 1000 dòng.")
            .value("", posted)
            .mistakes(&page.problems);
        Self { lines, problems: problems.iter().map(told).collect(), said, page }
    }
}

/// The columns, as the service names them.
const FIELDS: [&str; 4] = ["person_id", "year", "class", "document_ref"];

fn column(field: &str) -> &'static str {
    match field {
        "person_id" => "Thư công vụ",
        "year" => "Năm",
        "class" => "Mức phân loại",
        "document_ref" => "Văn bản",
        _ => "–",
    }
}

/// The lines that can be read, as the service takes them; the ids of people by their address. A problem names the line that was pasted.
fn read(text: &str, ids: &HashMap<String, String>) -> (Vec<PastYearRow>, Vec<usize>, Vec<PastYearProblem>) {
    let (mut rows, mut numbers, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    let at = |line: usize| i32::try_from(line).unwrap_or(i32::MAX) - 1;
    let lines = match sheets::lines(text, '\t') {
        Ok(lines) => lines,
        Err(problem) => {
            let row = if let sheets::Problem::OpenQuote(line) = problem { at(line) } else { 0 };
            let message = problem.refusal("rows").message;
            return (rows, numbers, vec![PastYearProblem { row, field: String::new(), message }]);
        }
    };
    for line in lines.iter().filter(|line| line.fields.iter().any(|field| !field.trim().is_empty())) {
        let written = |place: usize| Cell::written(line.fields.get(place).map_or("", String::as_str));
        let cell = |place: usize| written(place).text();
        let before = problems.len();
        let mut wrong =
            |field: &str, message: String| problems.push(PastYearProblem { row: at(line.number), field: field.to_owned(), message });
        let unread = FIELDS
            .iter()
            .enumerate()
            .filter_map(|(place, field)| written(place).told(line.number - 1, place).map(|message| (*field, message)));
        let unread: Vec<_> = unread.collect();
        let reads = |field: &str| !unread.iter().any(|(known, _)| *known == field);
        unread.iter().for_each(|(field, message)| wrong(field, message.clone()));
        let person_id = ids.get(&cell(0).to_lowercase()).cloned();
        if person_id.is_none() && reads("person_id") {
            wrong("person_id", format!("Không có ai trong cơ quan dùng thư công vụ «{}».", cell(0)));
        }
        let class = class(&cell(2));
        if class.is_none() && reads("class") {
            wrong(
                "class",
                format!(
                    "«{}» không phải là mức phân loại. Ghi tên mức như trên phiếu, ví dụ «Hoàn thành tốt nhiệm vụ», hoặc «Không đánh giá».",
                    cell(2)
                ),
            );
        }
        let year = cell(1).parse().ok();
        if year.is_none() && reads("year") {
            wrong("year", format!("«{}» không phải là năm. Ghi bốn chữ số, ví dụ 2018.", cell(1)));
        }
        let (class, year) = (class.unwrap_or_default().into(), year.unwrap_or_default());
        if problems.len() > before {
            continue;
        }
        rows.push(PastYearRow { person_id: person_id.unwrap_or_default(), year, class, document_ref: cell(3) });
        numbers.push(line.number);
    }
    (rows, numbers, problems)
}

/// A class by its code or name; unspecified for a year without evaluation.
fn class(written: &str) -> Option<Class> {
    let said = kernel::text::fold(written);
    let is = |name: &str| kernel::text::fold(name) == said;
    if is(NOT_EVALUATED) || is("Không đánh giá") {
        return Some(Class::Unspecified);
    }
    show::classes().into_iter().find(|one| is(show::class_code(*one)) || is(show::class(*one)))
}

fn page(user: &User, mistakes: Vec<Mistake>) -> Page {
    user.page("Nhập kết quả các năm trước").back(HOME).with(mistakes)
}

/// `GET /to-chuc/khai-bao/nam-truoc`.
pub async fn ask(user: User) -> Result<Response, Halt> {
    user.only(&OFFICERS)?;
    let view = PastYears::new(page(&user, Vec::new()), None, &[], String::new());
    Ok(html(view.page.status(), &view))
}

/// `POST /to-chuc/khai-bao/nam-truoc`: looks at the lines, or declares them.
pub async fn import(user: User, posted: Posted) -> Result<Response, Halt> {
    let request = ListPeopleRequest { page: everything(), agency_id: user.me.agency_id.clone(), ..ListPeopleRequest::default() };
    let people = user.calls.send(request).await?.people;
    let ids = people.into_iter().map(|person| (person.email, person.person_id)).collect();
    let (rows, numbers, mut problems) = read(&posted.raw("rows"), &ids);
    let refused = |message: String| vec![Mistake { field: "rows".to_owned(), message }];
    let mut said = String::new();
    let mut mistakes = Vec::new();
    if rows.is_empty() && problems.is_empty() {
        mistakes = refused("Chưa dán dòng nào. Hãy chép các ô từ Excel rồi dán vào ô bên dưới.".to_owned());
    } else if !rows.is_empty() {
        // Only the one button declares; whatever else arrives is looked at, and so is the rest of what cannot all be read.
        let dry_run = posted.get("hanh_dong") != "nhap" || !problems.is_empty();
        match user.calls.send(ImportPastYearsRequest { request_id: posted.request_id(), rows, dry_run }).await {
            Ok(answer) if answer.problems.is_empty() && !dry_run => return Ok(go(HOME, "khai-bao")),
            Ok(answer) => {
                said = format!("Các dòng hợp lệ, chưa ghi gì: {} khai báo mới, {} đã có.", answer.declared, answer.unchanged);
                // The service counts what it was sent; people count what they pasted.
                problems.extend(answer.problems.into_iter().map(|mut problem| {
                    let sent = usize::try_from(problem.row).ok().and_then(|row| numbers.get(row)).copied();
                    problem.row = sent.map_or(problem.row, |line| i32::try_from(line).unwrap_or(i32::MAX) - 1);
                    problem
                }));
                problems.sort_by_key(|problem| problem.row);
            }
            Err(problem) => mistakes = posted.mistakes(Halt::unless_shown(problem)?),
        }
    }
    if !problems.is_empty() {
        (mistakes, said) = (refused(format!("Có {} chỗ cần sửa; chưa ghi gì.", problems.len())), String::new());
    }
    let view = PastYears::new(page(&user, mistakes), Some(&posted), &problems, said);
    Ok(html(view.page.status(), &view))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_by_address_code_or_name_and_every_fault_is_named() {
        let ids = HashMap::from([("an@quangtri.gov.vn".to_owned(), "p".to_owned())]);
        let text = "An@quangtri.gov.vn\t2018\thtxs\t12/QĐ\n\nan@quangtri.gov.vn\t2017\tkhông đánh giá\t9/QĐ\nan@quangtri.gov.vn\t2016\tHoàn thành tốt nhiệm vụ\t7/QĐ";
        let (rows, numbers, problems) = read(text, &ids);
        assert_eq!(
            rows.iter().map(|row| (row.year, row.class())).collect::<Vec<_>>(),
            [(2018, Class::Htxs), (2017, Class::Unspecified), (2016, Class::Htt)]
        );
        assert_eq!((rows[0].person_id.as_str(), rows[0].document_ref.as_str(), problems.len()), ("p", "12/QĐ", 0));
        assert_eq!(numbers, [1, 3, 4], "the lines that were pasted");
        let (rows, _, problems) = read("\nan@quangtri.gov.vn\t2018\tHTXS\t1/QĐ\nan@quangtri.gov.vn\t2017\tkhá\t2/QĐ", &ids);
        assert_eq!((rows.len(), problems.len()), (1, 1), "what can be read is still looked at by the service");
        let (.., problems) = read("\nbinh@quangtri.gov.vn\t18\tkhá\t", &ids);
        let told: Vec<_> = problems.iter().map(|problem| (problem.row, problem.field.as_str())).collect();
        assert_eq!(told, [(1, "person_id"), (1, "class")]);
    }

    #[test]
    fn an_open_quotation_mark_swallows_no_line() {
        let (rows, _, problems) = read(include_str!("../../../tests/data/20-past-years-unclosed-quote.txt"), &HashMap::new());
        assert!(rows.is_empty());
        let [problem] = problems.as_slice() else { panic!("{problems:?}") };
        assert!(problem.row == 0 && problem.message.starts_with("Dòng 1: dấu nháy kép"), "{problem:?}");
    }

    #[test]
    fn what_cannot_be_read_is_told_once_where_it_stands() {
        let ids = HashMap::from([("an@quangtri.gov.vn".to_owned(), "p".to_owned())]);
        for (place, text) in [(0, "#N/A"), (1, "#REF!"), (2, "#VALUE!"), (3, "#DIV/0!"), (3, "Q§ sè 12"), (2, "HTT\u{425}S")] {
            let mut cells = ["an@quangtri.gov.vn", "2018", "HTXS", "12/QĐ"];
            cells[place] = text;
            let (.., problems) = read(&format!("an@quangtri.gov.vn\t2017\tHTT\t1/QĐ\n{}", cells.join("\t")), &ids);
            let told: Vec<_> = problems.iter().map(|problem| (problem.row, problem.field.as_str())).collect();
            assert_eq!(told, [(1, FIELDS[place])], "{problems:?}");
            assert!(problems[0].message.contains(&kernel::grid::address(1, place)), "{problems:?}");
        }
    }
}
