//! What an agency tells its own people about criteria; points are never touched by it.

use axum::extract::Path;
use axum::response::Response;
use proto::scoring::v1::{
    CriteriaSet, Criterion, GetCriteriaSetRequest, Guidance, ListCriteriaSetsRequest, ListGuidanceRequest, SetGuidanceRequest,
};

use crate::field::Field;
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::common::{Act, Cell, Input, Listing};
use crate::pages::everything;
use crate::posted::Posted;
use crate::session::User;
use crate::show;

const HOME: &str = "/to-chuc/huong-dan";

/// What one's own agency says about a set.
pub async fn of(user: &User, set_id: &str) -> Vec<Guidance> {
    let request = ListGuidanceRequest { agency_id: String::new(), criteria_set_id: set_id.to_owned(), page: everything() };
    user.calls.send(request).await.map(|answer| answer.guidance).unwrap_or_default()
}

/// The criteria sets to choose from.
pub fn sets_page(page: Page, sets: &[CriteriaSet]) -> Listing {
    let row =
        |set: &CriteriaSet| vec![Cell::link(&set.title, format!("{HOME}/{}", set.criteria_set_id)), Cell::new(show::group(set.group()))];
    let mut listing = Listing::new(page, &["Bộ tiêu chí", "Nhóm đối tượng"], sets.iter().map(row).collect(), "Chưa có bộ tiêu chí nào.");
    listing.lead =
        "Cơ quan hướng dẫn thêm cách hiểu từng tiêu chí cho người của mình; nội dung và điểm tối đa do Sở Nội vụ ban hành.".to_owned();
    listing
}

/// `GET /to-chuc/huong-dan`.
pub async fn sets(user: User) -> Result<Response, Halt> {
    let sets = user.calls.send(ListCriteriaSetsRequest { page: everything() }).await?.criteria_sets;
    let view = sets_page(user.page("Hướng dẫn về tiêu chí").back("/to-chuc"), &sets);
    Ok(html(view.page.status(), &view))
}

/// The criteria of a set, with what the agency says.
pub fn criteria_page(page: Page, set: &CriteriaSet, guidance: &[Guidance]) -> Listing {
    let row = |criterion: &Criterion| {
        let said = guidance.iter().find(|one| one.code == criterion.code).map(|one| one.text.clone()).unwrap_or_default();
        let place = format!("{HOME}/{}/{}", set.criteria_set_id, criterion.code);
        vec![Cell::link(format!("{}. {}", criterion.code, criterion.title), place), Cell::new(said)]
    };
    let criteria = set.sections.iter().flat_map(|section| &section.criteria);
    let mut listing = Listing::new(page, &["Tiêu chí", "Hướng dẫn của cơ quan"], criteria.map(row).collect(), "Bộ này không có tiêu chí.");
    listing.caption.clone_from(&set.title);
    listing
}

async fn set(user: &User, set_id: &str) -> Result<CriteriaSet, Halt> {
    let request = GetCriteriaSetRequest { criteria_set_id: set_id.to_owned(), version: 0 };
    Ok(user.calls.send(request).await?.criteria_set.unwrap_or_default())
}

/// `GET /to-chuc/huong-dan/{set}`.
pub async fn list(user: User, Path(set_id): Path<String>) -> Result<Response, Halt> {
    let (guidance, set) = (of(&user, &set_id).await, set(&user, &set_id).await?);
    let view = criteria_page(user.page("Hướng dẫn về tiêu chí").back(HOME), &set, &guidance);
    Ok(html(view.page.status(), &view))
}

/// The form for one criterion.
pub fn ask_page(page: Page, criterion: &Criterion, standing: &Guidance, posted: Option<&Posted>) -> Act {
    let text = Field::new("text", "Hướng dẫn của cơ quan").hint("Nhiều nhất 2000 ký tự; để trống là bỏ hướng dẫn.");
    let text = text.value(standing.text.clone(), posted).mistakes(&page.problems);
    let intro = "Hiện bên cạnh tiêu chí khi người của cơ quan tự chấm và tham gia ý kiến.";
    let caption = format!("{}. {}", criterion.code, criterion.title);
    Act { caption, intro, rows: Vec::new(), inputs: vec![Input::Area(text)], button: "Lưu", page }
}

/// The criterion, and what the agency says of it now.
async fn found(user: &User, set_id: &str, code: &str) -> Result<(Criterion, Guidance), Halt> {
    let set = set(user, set_id).await?;
    let mut criteria = set.sections.into_iter().flat_map(|section| section.criteria);
    let criterion = criteria.find(|criterion| criterion.code == code).ok_or_else(|| Halt::NotFound(String::new()))?;
    let guidance = of(user, set_id).await.into_iter().find(|one| one.code == code).unwrap_or_default();
    Ok((criterion, guidance))
}

fn view(user: &User, set_id: &str, found: &(Criterion, Guidance), mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Response {
    let page = user.page("Hướng dẫn về một tiêu chí").back(format!("{HOME}/{set_id}")).with(mistakes);
    let view = ask_page(page, &found.0, &found.1, posted);
    html(view.page.status(), &view)
}

/// `GET /to-chuc/huong-dan/{set}/{code}`.
pub async fn ask(user: User, Path((set_id, code)): Path<(String, String)>) -> Result<Response, Halt> {
    Ok(view(&user, &set_id, &found(&user, &set_id, &code).await?, Vec::new(), None))
}

/// `POST /to-chuc/huong-dan/{set}/{code}`.
pub async fn save(user: User, Path((set_id, code)): Path<(String, String)>, posted: Posted) -> Result<Response, Halt> {
    let found = found(&user, &set_id, &code).await?;
    let request = SetGuidanceRequest {
        request_id: posted.request_id(),
        agency_id: user.me.agency_id.clone(),
        criteria_set_id: set_id.clone(),
        code,
        text: posted.lines("text"),
        version: found.1.version,
    };
    match user.calls.send(request).await {
        Ok(_) => Ok(go(&format!("{HOME}/{set_id}"), "luu")),
        Err(problem) => Ok(view(&user, &set_id, &found, posted.mistakes(Halt::unless_shown(problem)?), Some(&posted))),
    }
}
