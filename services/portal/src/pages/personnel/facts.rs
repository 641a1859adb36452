//! What an agency declares about its people's years: leave, discipline, task results, results of study, earlier years.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use axum::response::Response;
use proto::common::v1::Class;
use proto::identity::v1::{Person, SystemRole};
use proto::scoring::v1::declare_fact_request::Content;
use proto::scoring::v1::fact::Content as Declared;
use proto::scoring::v1::{
    DeclareFactRequest, DisciplineFact, Fact, LeaveFact, ListFactsRequest, PastYearFact, RevokeFactRequest, StudyFact, TaskResultsFact,
};

use super::{agency, choose_agency, find};
use crate::field::Tag;
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::common::{Act, Asks, Cell, Input, Listing, Wanted};
use crate::pages::everything;
use crate::pages::names::{Names, called, names};
use crate::pages::spans;
use crate::posted::Posted;
use crate::session::User;
use crate::show;

/// Where declarations are listed.
pub const HOME: &str = "/to-chuc/khai-bao";

/// Stands for a year without evaluation, so that it is chosen like any class and never by forgetting to choose.
pub const NOT_EVALUATED: &str = "KDG";

/// Who declares.
pub const OFFICERS: [SystemRole; 2] = [SystemRole::HrOfficer, SystemRole::SnvAdmin];

/// One kind of declaration.
pub struct Kind {
    /// Last part of its address.
    pub slug: &'static str,
    /// What links to it say, and its heading.
    pub name: &'static str,
    intro: &'static str,
    inputs: fn(&Asks<'_>) -> Vec<Input>,
    /// What was typed, and what is wrong with it.
    content: fn(&Posted, &mut Vec<Mistake>) -> Content,
}

/// All of them.
pub const KINDS: [Kind; 5] = [
    Kind {
        slug: "nghi",
        name: "Khai báo thời gian nghỉ trong năm",
        intro: "Thời gian nghỉ tính vào mức khống chế theo bộ quy tắc của năm.",
        inputs: |asks| vec![asks.text("leave.months", "Số tháng nghỉ", "Từ 0 đến 12, ví dụ: 3,5")],
        content: |posted, _| Content::Leave(LeaveFact { months: posted.line("leave.months").replace(',', ".") }),
    },
    Kind {
        slug: "ky-luat",
        name: "Khai báo kỷ luật",
        intro: "Một hành vi vi phạm chỉ tính vào kết quả của một năm.",
        inputs: |asks| {
            vec![
                asks.text("discipline.act", "Hành vi vi phạm", ""),
                asks.text("discipline.measure", "Hình thức kỷ luật", "Ví dụ: Khiển trách"),
            ]
        },
        content: |posted, _| {
            Content::Discipline(DisciplineFact { act: posted.line("discipline.act"), measure: posted.line("discipline.measure") })
        },
    },
    Kind {
        slug: "nhiem-vu",
        name: "Khai báo kết quả nhiệm vụ",
        intro: "Dùng cho bộ quy tắc cộng điểm tiêu chí chung với kết quả nhiệm vụ một lần cho cả năm; bộ quy tắc chấm theo quý, tháng thì khai báo trong «Kết quả theo quý, tháng». Ghi kết quả cả năm, đã trừ phần phải làm lại hoặc chậm của từng sản phẩm, tính theo thời gian thực tế làm việc (kể cả nghỉ thai sản).",
        inputs: |asks| {
            vec![
                asks.text("task_results.common", "Điểm tiêu chí chung", "Ví dụ: 28,5"),
                asks.area("task_results.items", "Kết quả từng mục", "Mỗi dòng một mục, ví dụ: a: 95"),
            ]
        },
        content: |posted, mistakes| {
            let common = posted.points("task_results.common", mistakes);
            Content::TaskResults(TaskResultsFact { common, items: items(&posted.lines("task_results.items"), mistakes) })
        },
    },
    Kind {
        slug: "hoc-tap",
        name: "Khai báo kết quả học tập",
        intro: "Người được cử đi học mà vẫn bảo đảm công việc thì vẫn đánh giá; kết quả học tập là căn cứ đánh giá, xếp loại (Điều 2.8), không quy ra điểm. Mỗi khóa học khai báo một lần.",
        inputs: |asks| {
            vec![
                asks.text("study.institution", "Cơ sở đào tạo, bồi dưỡng", "Ví dụ: Trường Chính trị Lê Duẩn"),
                asks.text("study.from", "Từ ngày", "Ví dụ: 01/03/2019"),
                asks.text("study.to", "Đến ngày", "Ví dụ: 30/06/2019"),
                asks.text("study.result", "Kết quả học tập", "Như trên giấy chứng nhận, ví dụ: Giỏi"),
            ]
        },
        content: |posted, mistakes| {
            Content::Study(StudyFact {
                institution: posted.line("study.institution"),
                from: posted.day("study.from", mistakes),
                to: posted.day("study.to", mistakes),
                result: posted.line("study.result"),
            })
        },
    },
    Kind {
        slug: "nam-truoc",
        name: "Khai báo kết quả của năm chưa dùng phần mềm",
        intro: "Kết quả trên giấy của những năm trước, để xét liên tục các năm.",
        inputs: |asks| {
            let none = [(NOT_EVALUATED.to_owned(), "Không đánh giá".to_owned())];
            let classes = show::classes().map(|class| (show::class_code(class).to_owned(), show::class(class).to_owned()));
            vec![asks.choose("past_year.class", "Mức đã phân loại", none.into_iter().chain(classes))]
        },
        content: past_year,
    },
];

/// What was declared, in a few words.
fn told(content: Option<&Declared>) -> (String, String) {
    match content {
        Some(Declared::Leave(leave)) => ("Nghỉ".to_owned(), format!("{} tháng", show::exact(&leave.months))),
        Some(Declared::Discipline(act)) => ("Kỷ luật".to_owned(), format!("{}: {}", act.measure, act.act)),
        Some(Declared::TaskResults(tasks)) => {
            let mut items: Vec<String> = tasks.items.iter().map(|(item, percent)| format!("{item}: {}%", show::exact(percent))).collect();
            items.sort();
            ("Kết quả nhiệm vụ".to_owned(), format!("Tiêu chí chung {}; {}", show::points(tasks.common.as_ref()), items.join(", ")))
        }
        Some(Declared::SpanResult(result)) => {
            let items: Vec<String> = result.items.iter().map(|(item, percent)| format!("{item}: {}%", show::exact(percent))).collect();
            let said = match result.away {
                true => "Không làm việc".to_owned(),
                false => format!("Tiêu chí chung {}; {}", show::points(result.common.as_ref()), items.join(", ")),
            };
            (format!("Kết quả {}", spans::name(result.span)), said)
        }
        Some(Declared::Study(study)) => {
            let days = [&study.from, &study.to].map(|day| show::day(day.as_ref())).join(" – ");
            ("Học tập".to_owned(), format!("{}, {days}: {}", study.institution, study.result))
        }
        Some(Declared::PastYear(past)) if past.class() == Class::Unspecified => ("Năm trước".to_owned(), "Không đánh giá".to_owned()),
        Some(Declared::PastYear(past)) => ("Năm trước".to_owned(), show::class(past.class()).to_owned()),
        None => (String::new(), String::new()),
    }
}

/// The declarations of an agency.
pub fn list_page(page: Page, facts: &[Fact], names: &Names, wanted: &Wanted, next: String) -> Listing {
    let row = |fact: &Fact| {
        let (kind, said) = told(fact.content.as_ref());
        let state = if fact.revoked_by.is_empty() {
            Cell::link("Thu hồi", format!("{HOME}/{}/{}/thu-hoi", fact.person_id, fact.fact_id)).note(said_by(fact, names))
        } else {
            Cell::tag(Tag::new("Đã thu hồi", "grey")).note(&fact.revoke_reason)
        };
        vec![
            Cell::link(called(names, &fact.person_id), format!("/to-chuc/nhan-su/{}", fact.person_id)),
            Cell::new(fact.year.to_string()),
            Cell::new(kind).note(said),
            Cell::new(&fact.reason).note(&fact.document_ref),
            state,
        ]
    };
    let heads = ["Họ và tên", "Năm", "Khai báo", "Lý do, văn bản", "Tình trạng"];
    let mut listing = Listing::new(page, &heads, facts.iter().map(row).collect(), "Chưa khai báo gì.");
    listing.lead = "Muốn khai báo cho một người: mở người đó trong «Nhân sự». Không ai tự khai báo cho mình; khai báo không bị xóa, chỉ được thay hoặc thu hồi.".to_owned();
    listing.links = vec![("/to-chuc/nhan-su".to_owned(), "Chọn người trong danh sách nhân sự".to_owned())];
    listing.co_quan.clone_from(&wanted.co_quan);
    listing.next = next;
    listing
}

fn said_by(fact: &Fact, names: &Names) -> String {
    format!("{}, {}", called(names, &fact.declared_by), show::moment(fact.declared_at.as_ref()))
}

/// `GET /to-chuc/khai-bao`.
pub async fn list(user: User, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    let agency_id = agency(&user, &wanted);
    let page = user.page("Khai báo về năm công tác").back("/to-chuc");
    if agency_id.is_empty() {
        return choose_agency(&user, page, HOME).await;
    }
    let request = ListFactsRequest { agency_id, page: wanted.page(), ..ListFactsRequest::default() };
    let answer = user.calls.send(request).await?;
    let names = names(&user, answer.facts.iter().flat_map(|fact| [&fact.person_id, &fact.declared_by])).await;
    let next = wanted.next(HOME, answer.page.as_ref());
    let mut view = list_page(page, &answer.facts, &names, &wanted, next);
    if user.me.holds(&OFFICERS) {
        view.links.push((format!("{HOME}/nam-truoc"), "Nhập kết quả các năm trước từ Excel".to_owned()));
    }
    Ok(html(view.page.status(), &view))
}

/// The form of one kind.
pub fn declare_page(page: Page, kind: &Kind, person: &Person, posted: Option<&Posted>) -> Act {
    let asks = Asks { page: &page, posted };
    let mut inputs = vec![asks.text("year", "Năm", "Ví dụ: 2019")];
    inputs.extend((kind.inputs)(&asks));
    inputs.push(asks.area("reason", "Lý do", ""));
    inputs.push(asks.text("document_ref", "Số, ngày văn bản làm căn cứ", "Ví dụ: 15/QĐ-SNV ngày 20/6/2019"));
    Act { caption: person.full_name.clone(), intro: kind.intro, rows: Vec::new(), inputs, button: "Khai báo", page }
}

fn kind_of(slug: &str) -> Result<&'static Kind, Halt> {
    KINDS.iter().find(|kind| kind.slug == slug).ok_or_else(|| Halt::NotFound(String::new()))
}

async fn view(user: &User, person_id: &str, kind: &Kind, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Result<Response, Halt> {
    let page = user.page(kind.name).back(format!("/to-chuc/nhan-su/{person_id}")).with(mistakes);
    let view = declare_page(page, kind, &find(user, person_id).await?, posted);
    Ok(html(view.page.status(), &view))
}

/// `GET /to-chuc/khai-bao/{person}/{kind}`.
pub async fn ask(user: User, Path((person_id, slug)): Path<(String, String)>) -> Result<Response, Halt> {
    user.only(&OFFICERS)?;
    view(&user, &person_id, kind_of(&slug)?, Vec::new(), None).await
}

/// `POST /to-chuc/khai-bao/{person}/{kind}`.
pub async fn declare(user: User, Path((person_id, slug)): Path<(String, String)>, posted: Posted) -> Result<Response, Halt> {
    let kind = kind_of(&slug)?;
    let mut mistakes = Vec::new();
    let content = (kind.content)(&posted, &mut mistakes);
    if mistakes.is_empty() {
        let request = DeclareFactRequest {
            request_id: posted.request_id(),
            person_id: person_id.clone(),
            year: posted.get("year").parse().unwrap_or_default(),
            content: Some(content),
            reason: posted.lines("reason"),
            document_ref: posted.line("document_ref"),
        };
        match user.calls.send(request).await {
            Ok(_) => return Ok(go(HOME, "khai-bao")),
            Err(problem) => mistakes = posted.mistakes(Halt::unless_shown(problem)?),
        }
    }
    view(&user, &person_id, kind, mistakes, Some(&posted)).await
}

fn past_year(posted: &Posted, mistakes: &mut Vec<Mistake>) -> Content {
    let chosen = posted.chosen("past_year.class", mistakes);
    let class = show::class_of(&chosen);
    if class == Class::Unspecified && chosen != NOT_EVALUATED && !chosen.is_empty() {
        mistakes.push(Mistake {
            field: "past_year.class".to_owned(), message: "Mức phân loại này không có trong danh sách.".to_owned()
        });
    }
    Content::PastYear(PastYearFact { class: class.into() })
}

/// `a: 95` on each line.
fn items(written: &str, mistakes: &mut Vec<Mistake>) -> BTreeMap<String, String> {
    let mut items = BTreeMap::new();
    for line in written.lines().filter(|line| !line.trim().is_empty()) {
        let item =
            line.split_once(':').map(|(item, percent)| (item.trim().to_owned(), percent.trim().trim_end_matches('%').replace(',', ".")));
        let Some((item, percent)) = item else {
            let message = format!("«{line}» cần có dấu hai chấm, ví dụ: a: 95");
            mistakes.push(Mistake { field: "task_results.items".to_owned(), message });
            continue;
        };
        items.insert(item, percent);
    }
    items
}

/// The form that takes a declaration back.
pub fn revoke_page(page: Page, posted: Option<&Posted>) -> Act {
    let inputs = vec![Asks { page: &page, posted }.reason()];
    let intro = "Khai báo vẫn đọc được nhưng không còn tính; kết quả liên quan được tính lại.";
    Act { caption: String::new(), intro, rows: Vec::new(), inputs, button: "Thu hồi", page }
}

fn revoke_view(user: &User, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Response {
    let view = revoke_page(user.page("Thu hồi khai báo").back(HOME).with(mistakes), posted);
    html(view.page.status(), &view)
}

/// `GET /to-chuc/khai-bao/{person}/{fact}/thu-hoi`.
pub async fn ask_revoke(user: User, Path((person_id, fact_id)): Path<(String, String)>) -> Result<Response, Halt> {
    user.only(&OFFICERS)?;
    let request = ListFactsRequest { person_id, page: everything(), ..ListFactsRequest::default() };
    let facts = user.calls.send(request).await?.facts;
    if !facts.iter().any(|fact| fact.fact_id == fact_id && fact.revoked_at.is_none()) {
        return Err(Halt::NotFound("Không có khai báo này, hoặc đã thu hồi.".to_owned()));
    }
    Ok(revoke_view(&user, Vec::new(), None))
}

/// `POST /to-chuc/khai-bao/{person}/{fact}/thu-hoi`.
pub async fn revoke(user: User, Path((_, fact_id)): Path<(String, String)>, posted: Posted) -> Result<Response, Halt> {
    let request = RevokeFactRequest { request_id: posted.request_id(), fact_id, reason: posted.lines("reason") };
    match user.calls.send(request).await {
        Ok(_) => Ok(go(HOME, "khai-bao")),
        Err(problem) => Ok(revoke_view(&user, posted.mistakes(Halt::unless_shown(problem)?), Some(&posted))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn task_results_are_written_a_line_each() {
        let mut mistakes = Vec::new();
        let read = items("a: 95\n\nđ : 87,5%\nsáu mươi", &mut mistakes);
        assert_eq!(read, BTreeMap::from([("a".to_owned(), "95".to_owned()), ("đ".to_owned(), "87.5".to_owned())]));
        assert_eq!(mistakes.len(), 1);
    }
}
