//! Phân công đánh giá: who gives opinions on whom and who verifies; looked through, corrected, and signed off by the head.

use axum::extract::{Path, Query};
use axum::response::Response;
use proto::common::v1::Relation;
use proto::evaluation::v1::{
    ChangeReviewerRequest, CheckRoutingRequest, CorrectDirectHeadRequest, GetPeriodRequest, ListRoutesRequest, Period, Route,
    RoutingProblem, SignRoutingRequest, TaskKind,
};
use proto::identity::v1::{ListPeopleRequest, Person};

use crate::field::SummaryRow;
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::common::{Act, Asks, Cell, Details, Listing, Wanted, only_offered, settled};
use crate::pages::dossier::if_any;
use crate::pages::names::{Names, choice, names};
use crate::pages::{everything, tasks, years};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

const RELATIONS: [Relation; 5] = [Relation::Peer, Relation::Upward, Relation::DirectHead, Relation::AgencyHead, Relation::Higher];

/// Who reviews whom, with what should be mended first.
pub fn list_page(
    page: Page,
    period: &Period,
    routes: &[Route],
    heads: &Names,
    problems: &[RoutingProblem],
    waits_for_signature: bool,
) -> Listing {
    let row = |route: &Route| {
        let subject = route.subject.clone().unwrap_or_default();
        let reviewers: Vec<String> = route.reviewers.iter().map(|one| one.full_name.clone()).collect();
        let wrong: Vec<String> = problems.iter().filter(|problem| problem.person_id == subject.person_id).map(told).collect();
        vec![
            Cell::link(subject.full_name, format!("/to-chuc/phan-cong/{}/{}", period.period_id, route.record_id)).note(subject.title),
            Cell::new(direct_head(route, heads)),
            Cell::new(format!("{} người", reviewers.len())).note(reviewers.join(", ")),
            Cell::new(wrong.join("; ")).note(if route.proposed.is_empty() { "" } else { "Có đề nghị sửa chờ ký" }),
        ]
    };
    // Before self-assessment opens nobody has a route, and problems there may be.
    let unrouted = |problem: &RoutingProblem| vec![Cell::new(&problem.full_name), Cell::new(""), Cell::new(""), Cell::new(told(problem))];
    let early = problems.iter().filter(|_| routes.is_empty()).map(unrouted);
    let rows = routes.iter().map(row).chain(early).collect();
    let mut list = Listing::new(
        page,
        &["Người được đánh giá", regulation::Relation::DirectHead.vi(), "Người cho ý kiến", "Cần xem"],
        rows,
        "Phân công được lập khi mở tự đánh giá.",
    );
    list.caption.clone_from(&period.agency_name);
    list.lead = match &period.routing_signed {
        Some(signature) => {
            format!("Thủ trưởng đã ký: {}. Đề nghị sửa phân công có hiệu lực khi được ký.", show::signature(Some(signature)))
        }
        None => format!("Thủ trưởng chưa ký phân công{}.", counted(problems)),
    };
    if waits_for_signature {
        list.button = ("Ký phân công đánh giá", "ky");
    }
    list
}

/// Who verifies: as the route names its reviewers, since the reader may not look up people of other agencies.
fn direct_head(route: &Route, heads: &Names) -> String {
    let reviewer = route.reviewers.iter().find(|one| one.person_id == route.direct_head_id).map(|one| one.full_name.clone());
    reviewer.or_else(|| heads.get(&route.direct_head_id).cloned()).unwrap_or_default()
}

/// A problem as the list tells it: what is right as it may be is only to be known.
fn told(problem: &RoutingProblem) -> String {
    let what = if problem.is_note { "Để biết" } else { "Cần sửa" };
    format!("{what}: {}", problem.message)
}

/// How much there is to mend and to know; nothing when there is neither.
fn counted(problems: &[RoutingProblem]) -> String {
    let notes = problems.iter().filter(|problem| problem.is_note).count();
    let parts = [(problems.len() - notes, "điều cần sửa"), (notes, "điều để biết")];
    let told: Vec<String> = parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if told.is_empty() { String::new() } else { format!("; có {}", told.join(" và ")) }
}

/// What may be done with a route now, and how links call it.
fn offered(route: &Route) -> impl Iterator<Item = (&'static str, &'static str)> {
    let acts = [
        (route.may_change_reviewers, "nguoi-cho-y-kien", "Thay, thêm hoặc bỏ người cho ý kiến"),
        (route.may_correct_direct_head, "lanh-dao-truc-tiep", "Sửa thủ trưởng trực tiếp"),
        (route.may_change_reviewers && !route.proposed.is_empty(), WITHDRAW, "Rút các đề nghị sửa chưa ký"),
    ];
    acts.into_iter().filter(|(may, ..)| *may).map(|(_, act, name)| (act, name))
}

/// One route.
pub fn route_page(page: Page, period_id: &str, route: &Route, direct_head: &str) -> Details {
    let subject = route.subject.clone().unwrap_or_default();
    let reviewer = |one: &proto::evaluation::v1::Reviewer| SummaryRow::new(&one.full_name, show::relation(one.relation()));
    let change = |one: &proto::evaluation::v1::RouteChange| {
        let name = |who: &Option<proto::evaluation::v1::Reviewer>| who.as_ref().map(|who| who.full_name.clone()).unwrap_or_default();
        let named = |what: &str, name: String| if name.is_empty() { String::new() } else { format!("{what}: {name}\n") };
        let removed = named("Bỏ", name(&one.removed));
        let added = named(if one.verifies { "Thủ trưởng trực tiếp mới" } else { "Thêm" }, name(&one.added));
        let signed = one.signed.as_ref().map(|by| format!("\nNgười ký: {}", show::signature(Some(by)))).unwrap_or_default();
        SummaryRow::new(show::signature(one.signature.as_ref()), format!("{removed}{added}{}{signed}", one.reason))
    };
    let waiting = route.proposed.iter().map(change).collect::<Vec<_>>();
    let mut parts = vec![
        (
            String::new(),
            vec![
                SummaryRow::new("Chức vụ", subject.title),
                SummaryRow::new("Thủ trưởng trực tiếp thẩm định", if direct_head.is_empty() { "Không có" } else { direct_head }),
            ],
        ),
        ("Người cho ý kiến".to_owned(), route.reviewers.iter().map(reviewer).collect()),
    ];
    if !waiting.is_empty() {
        parts.push(("Đề nghị sửa, chờ thủ trưởng ký".to_owned(), waiting));
    }
    if !route.changes.is_empty() {
        parts.push(("Đã sửa".to_owned(), route.changes.iter().map(change).collect()));
    }
    let at = |act: &str| format!("/to-chuc/phan-cong/{period_id}/{}/{act}", route.record_id);
    let acts = offered(route).map(|(act, name)| (at(act), name.to_owned())).collect();
    Details { page, caption: "Phân công đánh giá".to_owned(), parts, acts }
}

async fn load(user: &User, period_id: &str, wanted: &Wanted) -> Result<(Period, Vec<Route>, Vec<RoutingProblem>, String), Halt> {
    let period = user.calls.send(GetPeriodRequest { period_id: period_id.to_owned() }).await?.period.unwrap_or_default();
    let routes = user.calls.send(ListRoutesRequest { period_id: period_id.to_owned(), page: wanted.page(), reason: String::new() }).await?;
    let checked = user.calls.send(CheckRoutingRequest { period_id: period_id.to_owned(), most_subjects: 0 }).await;
    let problems = if_any(checked)?.map(|answer| answer.problems).unwrap_or_default();
    let next = wanted.next(&format!("/to-chuc/phan-cong/{period_id}"), routes.page.as_ref());
    Ok((period, routes.routes, problems, next))
}

async fn view(user: &User, period_id: &str, wanted: &Wanted, mistakes: Vec<Mistake>) -> Result<Response, Halt> {
    let (period, routes, problems, next) = load(user, period_id, wanted).await?;
    let page = user.page(format!("Phân công đánh giá năm {}", period.year)).back(format!("/to-chuc/ky/{period_id}")).with(mistakes);
    let heads = names(user, routes.iter().map(|route| &route.direct_head_id)).await;
    let page = years::with_other_periods(user, page, &period, |one| format!("/to-chuc/phan-cong/{}", one.period_id)).await?;
    let waits_for_signature = tasks::waits(&tasks::mine(user).await?, TaskKind::SignRouting, period_id);
    let mut view = list_page(page, &period, &routes, &heads, &problems, waits_for_signature);
    view.next = next;
    Ok(html(view.page.status(), &view))
}

/// `GET /to-chuc/phan-cong/{period}`.
pub async fn list(user: User, Path(period_id): Path<String>, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    view(&user, &period_id, &wanted, Vec::new()).await
}

/// `POST /to-chuc/phan-cong/{period}`: the head signs it off.
pub async fn sign(user: User, Path(period_id): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let request = SignRoutingRequest { request_id: posted.request_id(), period_id: period_id.clone() };
    match settled(&posted, user.calls.send(request).await)? {
        Ok(_) => Ok(go(&format!("/to-chuc/phan-cong/{period_id}"), "luu")),
        Err(mistakes) => view(&user, &period_id, &Wanted::default(), mistakes).await,
    }
}

async fn route_of(user: &User, period_id: &str, record_id: &str) -> Result<Route, Halt> {
    let request = ListRoutesRequest { period_id: period_id.to_owned(), page: everything(), reason: String::new() };
    let routes = user.calls.send(request).await?.routes;
    routes.into_iter().find(|route| route.record_id == record_id).ok_or_else(|| Halt::NotFound("Không có phân công này.".to_owned()))
}

/// `GET /to-chuc/phan-cong/{period}/{record}`.
pub async fn show(user: User, Path((period_id, record_id)): Path<(String, String)>) -> Result<Response, Halt> {
    let route = route_of(&user, &period_id, &record_id).await?;
    let head = direct_head(&route, &names(&user, std::iter::once(&route.direct_head_id)).await);
    let name = route.subject.as_ref().map(|subject| subject.full_name.clone()).unwrap_or_default();
    let view = route_page(user.page(name).back(format!("/to-chuc/phan-cong/{period_id}")), &period_id, &route, &head);
    Ok(html(view.page.status(), &view))
}

/// The page on which reviewers, or the direct head, are corrected.
pub fn act_page(page: Page, act: &str, route: &Route, people: &[Person], posted: Option<&Posted>) -> Act {
    let nobody = || std::iter::once((String::new(), "Không ai".to_owned()));
    let all = || people.iter().map(choice);
    let present = route.reviewers.iter().map(|one| (one.person_id.clone(), one.full_name.clone()));
    let relations = RELATIONS.map(|one| ((one as i32).to_string(), show::relation(one).to_owned()));
    let asks = Asks { page: &page, posted };
    let (intro, inputs) = if act == "lanh-dao-truc-tiep" {
        let inputs = vec![asks.choose("person_id", regulation::Relation::DirectHead.vi(), all()), asks.reason()];
        (
            "Khi thủ trưởng cơ quan ký, người này thẩm định thay; phiếu ý kiến của người trước không còn hiệu lực, được lưu kèm lý do. \
             Chỉ cho kỳ này: để nhật ký và các năm sau cũng theo, người đứng đầu cơ quan giao thủ trưởng trực tiếp ở trang nhân sự của người ấy.",
            inputs,
        )
    } else if act == WITHDRAW {
        ("Các đề nghị sửa phân công của người này mà chưa được ký sẽ không còn.", Vec::new())
    } else {
        let inputs = vec![
            asks.select("remove_id", "Bỏ người", nobody().chain(present)),
            asks.select("add_id", "Thêm người", nobody().chain(all())),
            asks.choose("add_relation", "Quan hệ của người thêm", relations),
            asks.reason(),
        ];
        (
            "Khi thủ trưởng cơ quan ký, phiếu của người bị bỏ không còn hiệu lực, được lưu kèm lý do; người thêm nhận việc cho ý kiến.",
            inputs,
        )
    };
    let caption = route.subject.as_ref().map(|subject| subject.full_name.clone()).unwrap_or_default();
    let button = if act == WITHDRAW { "Rút đề nghị" } else { "Đề nghị sửa phân công" };
    Act { caption, intro, rows: Vec::new(), inputs, button, page }
}

/// The act that takes back what is not signed.
const WITHDRAW: &str = "rut-de-nghi";

fn title(act: &str) -> Result<&'static str, Halt> {
    match act {
        "nguoi-cho-y-kien" => Ok("Sửa người cho ý kiến"),
        "lanh-dao-truc-tiep" => Ok("Sửa thủ trưởng trực tiếp"),
        WITHDRAW => Ok("Rút các đề nghị sửa chưa ký"),
        _ => Err(Halt::NotFound(String::new())),
    }
}

/// Period, record and what is done.
type Place = Path<(String, String, String)>;

async fn act_view(
    user: &User,
    place: &(String, String, String),
    route: &Route,
    mistakes: Vec<Mistake>,
    posted: Option<&Posted>,
) -> Result<Response, Halt> {
    let (period_id, record_id, act) = place;
    let agency_id = route.subject.as_ref().map(|subject| subject.agency_id.clone()).unwrap_or_default();
    let people = user.calls.send(ListPeopleRequest { page: everything(), agency_id, ..ListPeopleRequest::default() }).await?.people;
    let page = user.page(title(act)?).back(format!("/to-chuc/phan-cong/{period_id}/{record_id}")).with(mistakes);
    let view = act_page(page, act, route, &people, posted);
    Ok(html(view.page.status(), &view))
}

/// `GET /to-chuc/phan-cong/{period}/{record}/{act}`.
pub async fn ask(user: User, Path(place): Place) -> Result<Response, Halt> {
    let (period_id, record_id, act) = &place;
    title(act)?;
    let route = route_of(&user, period_id, record_id).await?;
    only_offered(offered(&route).any(|(one, _)| one == act))?;
    act_view(&user, &place, &route, Vec::new(), None).await
}

/// `POST /to-chuc/phan-cong/{period}/{record}/{act}`.
pub async fn correct(user: User, Path(place): Place, posted: Posted) -> Result<Response, Halt> {
    title(&place.2)?;
    let (request_id, record_id, reason) = (posted.request_id(), place.1.clone(), posted.lines("reason"));
    let answer = if place.2 == "lanh-dao-truc-tiep" {
        let mut mistakes = Vec::new();
        let person_id = posted.chosen("person_id", &mut mistakes);
        if !mistakes.is_empty() {
            return act_view(&user, &place, &route_of(&user, &place.0, &place.1).await?, mistakes, Some(&posted)).await;
        }
        user.calls.send(CorrectDirectHeadRequest { request_id, record_id, person_id, reason }).await.map(drop)
    } else {
        let request = ChangeReviewerRequest {
            request_id,
            record_id,
            remove_id: posted.line("remove_id"),
            add_id: posted.line("add_id"),
            add_relation: posted.get("add_relation").parse().unwrap_or_default(),
            reason,
            withdraw: place.2 == WITHDRAW,
        };
        user.calls.send(request).await.map(drop)
    };
    match settled(&posted, answer)? {
        Ok(()) => Ok(go(&format!("/to-chuc/phan-cong/{}/{}", place.0, place.1), "luu")),
        Err(mistakes) => act_view(&user, &place, &route_of(&user, &place.0, &place.1).await?, mistakes, Some(&posted)).await,
    }
}
