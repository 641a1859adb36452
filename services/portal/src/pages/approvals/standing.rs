//! How far those one heads are with their logs, and who is reminded.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use proto::common::v1::Day;
use proto::worklog::v1::{GetStatisticsRequest, GetStatisticsResponse, PersonStatistics, RemindLateRequest, WorkSummary};
use serde::Deserialize;

use crate::field::Field;
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::everything;
use crate::posted::Posted;
use crate::session::User;
use crate::show;

/// `?tu=01/01/2019&den=31/12/2019`.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    tu: String,
    #[serde(default)]
    den: String,
}

#[derive(Template)]
#[template(path = "standing.html")]
pub struct Standing {
    page: Page,
    from: Field,
    to: Field,
    people: Vec<Row>,
    total: Option<Row>,
}

/// The numbers of one person, or of all.
pub struct Row {
    person_id: String,
    name: String,
    approved: String,
    entries: i32,
    on_time: i32,
    late: i32,
    unfinished: i32,
    arising: i32,
    late_logs: i32,
}

fn row(person_id: &str, name: &str, numbers: &WorkSummary) -> Row {
    Row {
        person_id: person_id.to_owned(),
        name: name.to_owned(),
        approved: format!("{}/{}", numbers.approved_logs, numbers.logs),
        entries: numbers.entries,
        on_time: numbers.on_time + numbers.ahead,
        late: numbers.late,
        unfinished: numbers.unfinished,
        arising: numbers.arising,
        late_logs: numbers.late_logs,
    }
}

impl Standing {
    /// Numbers of a span of days.
    pub fn new(page: Page, from: Option<&Day>, to: Option<&Day>, answer: &GetStatisticsResponse) -> Self {
        let field = |name: &str, label: &str, day: Option<&Day>| {
            Field { value: show::day_input(day), ..Field::new(name, label) }.mistakes(&page.problems)
        };
        let person = |one: &PersonStatistics| row(&one.person_id, &one.full_name, &one.numbers.clone().unwrap_or_default());
        Self {
            from: field("tu", "Từ ngày", from),
            to: field("den", "Đến ngày", to),
            people: answer.people.iter().map(person).collect(),
            total: answer.total.as_ref().map(|total| row("", "Cộng", total)),
            page,
        }
    }
}

/// The span that was asked for; the year so far when none was.
fn span(wanted: &Wanted, today: NaiveDate, mistakes: &mut Vec<Mistake>) -> (Option<Day>, Option<Day>) {
    let form = Posted(vec![("tu".to_owned(), wanted.tu.clone()), ("den".to_owned(), wanted.den.clone())]);
    let first = || NaiveDate::from_ymd_opt(today.year(), 1, 1).map(|day| Day { iso: day.to_string() });
    (form.day("tu", mistakes).or_else(first), form.day("den", mistakes).or_else(|| Some(Day { iso: today.to_string() })))
}

async fn page_of(user: &User, wanted: &Wanted, mut mistakes: Vec<Mistake>) -> Result<Response, Halt> {
    let (from, to) = span(wanted, user.app.today(), &mut mistakes);
    let request =
        GetStatisticsRequest { page: everything(), unit_id: String::new(), from: from.clone(), to: to.clone(), ..Default::default() };
    let answer = match user.calls.send(request).await {
        Ok(answer) => answer,
        Err(problem) => {
            let names = Posted(vec![("from".to_owned(), String::new()), ("to".to_owned(), String::new())]);
            mistakes.extend(names.mistakes(Halt::unless_shown(problem)?).into_iter().map(|mistake| Mistake {
                field: match mistake.field.as_str() {
                    "from" => "tu".to_owned(),
                    "to" => "den".to_owned(),
                    other => other.to_owned(),
                },
                ..mistake
            }));
            GetStatisticsResponse::default()
        }
    };
    let view =
        Standing::new(user.page("Tình hình kê khai công việc").back("/phe-duyet").with(mistakes), from.as_ref(), to.as_ref(), &answer);
    Ok(html(view.page.status(), &view))
}

/// `GET /phe-duyet/tinh-hinh`.
pub async fn show(user: User, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    page_of(&user, &wanted, Vec::new()).await
}

/// `POST /phe-duyet/tinh-hinh`: reminds those who were ticked and are late.
pub async fn remind(user: User, Query(wanted): Query<Wanted>, posted: Posted) -> Result<Response, Halt> {
    let person_ids = posted.all("person_ids");
    if person_ids.is_empty() {
        let said = "Chưa chọn ai để nhắc. Hãy đánh dấu ít nhất một người.".to_owned();
        return page_of(&user, &wanted, vec![Mistake { field: String::new(), message: said }]).await;
    }
    let answer = user.calls.send(RemindLateRequest { request_id: posted.request_id(), person_ids }).await?;
    if answer.outcomes.iter().any(|outcome| outcome.reminded) {
        return Ok(go("/phe-duyet/tinh-hinh", "nhac"));
    }
    let said = answer.outcomes.into_iter().map(|outcome| outcome.message).next().unwrap_or_default();
    page_of(&user, &wanted, vec![Mistake { field: String::new(), message: said }]).await
}
