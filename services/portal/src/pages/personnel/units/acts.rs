//! What officers do with a unit: open, rename, move, merge, split, close; asked, looked at, and done.

use axum::extract::{Path, Query};
use axum::response::Response;
use proto::identity::v1::{
    ChangingUnit, ClosingUnit, OpeningUnit, Person, ReorganiseUnitsRequest, ReorganiseUnitsResponse, SystemRole, Unit, UnitKind, UnitMove,
};

use super::super::acts::OFFICERS;
use super::super::agency;
use super::preview::Preview;
use super::{HOME, Tree, find, kind, people, tree};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::common::{Act, Asks, Done, Input, Wanted, only_offered, settled};
use crate::posted::Posted;
use crate::session::{Me, User};

/// What an act is about: the unit, its agency, and who is in it.
pub struct About {
    /// None where a unit is opened.
    pub unit: Option<Unit>,
    /// Where it stands.
    pub tree: Tree,
    /// Everybody of the unit.
    pub people: Vec<Person>,
    /// Whether whole agencies are opened.
    pub agencies: bool,
    /// What the officer may open.
    pub kinds: &'static [UnitKind],
}

/// Agencies, as Sở Nội vụ opens them.
const BODIES: &[UnitKind] = &[UnitKind::Department, UnitKind::District, UnitKind::Commune, UnitKind::PublicService, UnitKind::Association];
/// Parts of an agency, as Sở Nội vụ opens them.
const PARTS: &[UnitKind] = &[UnitKind::Division, UnitKind::Leadership];
/// Parts of an agency, as its HR officer opens them.
const DIVISIONS: &[UnitKind] = &[UnitKind::Division];

/// One thing to do with a unit.
pub struct UnitAct {
    /// Last part of its address.
    pub slug: &'static str,
    /// What links to it say, and its heading.
    pub name: &'static str,
    intro: &'static str,
    inputs: fn(&Asks<'_>, &About) -> Vec<Input>,
    request: fn(&Posted, &About) -> ReorganiseUnitsRequest,
    fits: fn(&Unit, &Tree) -> bool,
}

/// Opening one, which has no unit yet.
const OPENING: UnitAct = UnitAct {
    slug: "moi",
    name: "Lập đơn vị mới",
    intro: "Đơn vị mới chưa có ai; sau đó bổ nhiệm, điều động từng người, hoặc chia tách một đơn vị khác sang.",
    inputs: opening,
    request: |posted, _| ReorganiseUnitsRequest { opening: vec![opened(posted)], ..ReorganiseUnitsRequest::default() },
    fits: |_, _| false,
};

/// All others.
pub const ACTS: [UnitAct; 5] = [
    UnitAct {
        slug: "doi-ten",
        name: "Đổi tên",
        intro: "Mã đơn vị, người và chức vụ giữ nguyên; tên mới có hiệu lực ngay.",
        inputs: renaming,
        request: |posted, about| {
            changing(about, |unit| ChangingUnit {
                name: posted.line("changing.name"),
                abbreviation: posted.line("changing.abbreviation"),
                ..unit
            })
        },
        fits: |_, _| true,
    },
    UnitAct {
        slug: "chuyen",
        name: "Chuyển về đơn vị cấp trên khác",
        intro: "Người và chức vụ giữ nguyên; thủ trưởng trực tiếp được suy ra lại theo cấp trên mới, có hiệu lực ngay.",
        inputs: moving,
        request: |posted, about| changing(about, |unit| ChangingUnit { parent_code: posted.line("changing.parent_code"), ..unit }),
        fits: |unit, _| !unit.parent_id.is_empty(),
    },
    UnitAct {
        slug: "sap-nhap",
        name: "Sáp nhập vào đơn vị khác",
        intro: "Mọi người giữ nguyên chức danh ở đơn vị tiếp nhận; vai trò và thủ trưởng trực tiếp được suy ra lại. Đơn vị này kết thúc hết ngày trước đó.",
        inputs: merging,
        request: |posted, about| closing(about, posted.line("closing.successor_code")),
        fits: |unit, tree| !has_parts(unit, tree),
    },
    UnitAct {
        slug: "chia-tach",
        name: "Tách một phần thành đơn vị mới",
        intro: "Những người được chọn giữ nguyên chức danh ở đơn vị mới; những người khác ở lại.",
        inputs: splitting,
        request: split,
        fits: |unit, tree| unit.kind() == UnitKind::Division && tree.staff(&unit.unit_id).people > 1,
    },
    UnitAct {
        slug: "ket-thuc",
        name: "Kết thúc",
        intro: "Dùng cho đơn vị không còn ai. Đơn vị vẫn đọc được trong các năm trước.",
        inputs: |asks, _| dated(asks),
        request: |_, about| closing(about, String::new()),
        fits: |unit, tree| !has_parts(unit, tree) && tree.staff(&unit.unit_id).people == 0,
    },
];

fn has_parts(unit: &Unit, tree: &Tree) -> bool {
    tree.units.iter().any(|part| part.parent_id == unit.unit_id)
}

/// What somebody may do with a unit: Sở Nội vụ with every one, HR officers with divisions.
pub fn fitting<'a>(me: &'a Me, unit: &'a Unit, tree: &'a Tree) -> impl Iterator<Item = &'static UnitAct> + 'a {
    let may = me.holds(&[SystemRole::SnvAdmin]) || unit.kind() == UnitKind::Division;
    ACTS.iter().filter(move |act| may && unit.kind() != UnitKind::Province && (act.fits)(unit, tree))
}

fn dated(asks: &Asks<'_>) -> Vec<Input> {
    vec![asks.text("on", "Từ ngày", "Ví dụ: 01/12/2019"), asks.reason()]
}

/// Units to choose from, by their codes.
fn units<'a>(tree: &'a Tree, but: Option<&'a Unit>) -> impl Iterator<Item = (String, String)> + 'a {
    let others = tree.in_order().into_iter().map(|(_, unit)| unit);
    let others = others.filter(move |unit| but.is_none_or(|but| but.unit_id != unit.unit_id));
    others.map(|unit| (unit.code.clone(), unit.name.clone()))
}

fn named(asks: &Asks<'_>) -> Vec<Input> {
    vec![
        asks.text("opening.code", "Mã đơn vị", "Mã dùng trong danh sách nhân sự, ví dụ: H50.6-TCBC"),
        asks.text("opening.name", "Tên đơn vị", ""),
        asks.text("opening.abbreviation", "Tên viết tắt", "Dùng trong số văn bản, ví dụ: TCBC"),
    ]
}

fn opening(asks: &Asks<'_>, about: &About) -> Vec<Input> {
    let mut inputs = vec![
        asks.choose("opening.parent_code", "Trực thuộc", units(&about.tree, None)),
        asks.choose("opening.kind", "Loại", about.kinds.iter().map(|one| ((*one as i32).to_string(), kind(*one).to_owned()))),
    ];
    inputs.extend(named(asks));
    if about.agencies {
        inputs.push(asks.text("opening.place", "Địa danh", "Ghi đầu văn bản, ví dụ: Đông Hà"));
        inputs.push(asks.text("opening.sector", "Lĩnh vực", "Ví dụ: y tế; để trống nếu không có."));
    }
    inputs.extend(dated(asks));
    inputs
}

fn renaming(asks: &Asks<'_>, about: &About) -> Vec<Input> {
    let unit = about.unit.clone().unwrap_or_default();
    let mut inputs = vec![
        asks.filled("changing.name", "Tên mới", "", &unit.name),
        asks.filled("changing.abbreviation", "Tên viết tắt", "", &unit.abbreviation),
    ];
    inputs.extend(dated(asks));
    inputs
}

fn moving(asks: &Asks<'_>, about: &About) -> Vec<Input> {
    let mut inputs = vec![asks.choose("changing.parent_code", "Trực thuộc", units(&about.tree, about.unit.as_ref()))];
    inputs.extend(dated(asks));
    inputs
}

fn merging(asks: &Asks<'_>, about: &About) -> Vec<Input> {
    let mut inputs = vec![asks.choose("closing.successor_code", "Đơn vị tiếp nhận", units(&about.tree, about.unit.as_ref()))];
    inputs.extend(dated(asks));
    inputs
}

fn splitting(asks: &Asks<'_>, about: &About) -> Vec<Input> {
    let titles = |person: &Person| -> String {
        let here = person.posts.iter().filter(|post| about.unit.as_ref().is_some_and(|unit| unit.unit_id == post.unit_id));
        here.map(|post| post.title.as_str()).collect::<Vec<_>>().join("; ")
    };
    let people = about.people.iter().map(|person| (person.person_id.clone(), format!("{}, {}", person.full_name, titles(person))));
    let mut inputs = named(asks);
    inputs.push(asks.ticks("moves", "Ai sang đơn vị mới", people));
    inputs.extend(dated(asks));
    inputs
}

fn opened(posted: &Posted) -> OpeningUnit {
    OpeningUnit {
        code: posted.line("opening.code"),
        name: posted.line("opening.name"),
        abbreviation: posted.line("opening.abbreviation"),
        kind: posted.get("opening.kind").parse().unwrap_or_default(),
        parent_code: posted.line("opening.parent_code"),
        sector: posted.line("opening.sector"),
        place: posted.line("opening.place"),
    }
}

fn id_of(about: &About) -> String {
    about.unit.as_ref().map(|unit| unit.unit_id.clone()).unwrap_or_default()
}

fn changing(about: &About, change: impl Fn(ChangingUnit) -> ChangingUnit) -> ReorganiseUnitsRequest {
    let changing = vec![change(ChangingUnit { unit_id: id_of(about), ..ChangingUnit::default() })];
    ReorganiseUnitsRequest { changing, ..ReorganiseUnitsRequest::default() }
}

fn closing(about: &About, successor_code: String) -> ReorganiseUnitsRequest {
    let closing = vec![ClosingUnit { unit_id: id_of(about), successor_code }];
    ReorganiseUnitsRequest { closing, ..ReorganiseUnitsRequest::default() }
}

/// The new unit stands beside the one that it comes out of.
fn split(posted: &Posted, about: &About) -> ReorganiseUnitsRequest {
    let unit = about.unit.clone().unwrap_or_default();
    let parent_code = about.tree.unit(&unit.parent_id).map(|parent| parent.code.clone()).unwrap_or_default();
    let new = OpeningUnit { kind: unit.kind, parent_code, ..opened(posted) };
    let to = |person_id| UnitMove { person_id, unit_code: new.code.clone(), from_unit_id: unit.unit_id.clone() };
    let moves = posted.all("moves").into_iter().map(to).collect();
    ReorganiseUnitsRequest { opening: vec![new], moves, ..ReorganiseUnitsRequest::default() }
}

/// The form of one act.
pub fn act_page(page: Page, act: &UnitAct, about: &About, posted: Option<&Posted>) -> Act {
    let inputs = (act.inputs)(&Asks { page: &page, posted }, about);
    let caption = about.unit.as_ref().map(|unit| unit.name.clone()).unwrap_or_default();
    Act { caption, intro: act.intro, rows: Vec::new(), inputs, button: "Xem trước", page }
}

fn act_of(slug: &str) -> Result<&'static UnitAct, Halt> {
    ACTS.iter().find(|act| act.slug == slug).ok_or_else(|| Halt::NotFound(String::new()))
}

async fn about(user: &User, unit_id: &str) -> Result<About, Halt> {
    let (unit, tree) = find(user, unit_id).await?;
    let people = people(user, &unit).await?;
    let agencies = !matches!(unit.kind(), UnitKind::Division | UnitKind::Leadership);
    let tree = if agencies { bodies(super::tree(user, "").await?) } else { tree };
    Ok(About { unit: Some(unit), tree, people, agencies, kinds: &[] })
}

/// Where a new unit may stand: in one agency, or among the agencies.
async fn about_new(user: &User, wanted: &Wanted) -> Result<About, Halt> {
    let everywhere = user.me.holds(&[SystemRole::SnvAdmin]);
    let agency_id = if everywhere { wanted.co_quan.clone() } else { agency(user, wanted) };
    let agencies = everywhere && agency_id.is_empty();
    let kinds = match (agencies, everywhere) {
        (true, _) => BODIES,
        (false, true) => PARTS,
        (false, false) => DIVISIONS,
    };
    let tree = tree(user, &agency_id).await?;
    Ok(About { unit: None, tree: if agencies { bodies(tree) } else { tree }, people: Vec::new(), agencies, kinds })
}

/// Only agencies, and the province.
fn bodies(tree: Tree) -> Tree {
    let is_agency = |unit: &Unit| !matches!(unit.kind(), UnitKind::Division | UnitKind::Leadership);
    Tree { units: tree.units.into_iter().filter(is_agency).collect(), ..tree }
}

fn frame(user: &User, act: &UnitAct, about: &About) -> Page {
    let name = if act.slug == OPENING.slug && about.agencies { "Lập cơ quan mới" } else { act.name };
    let back = match &about.unit {
        Some(unit) => format!("{HOME}/{}", unit.unit_id),
        None if about.agencies => format!("{HOME}/co-quan"),
        None => HOME.to_owned(),
    };
    user.page(name).back(back)
}

fn form(user: &User, act: &UnitAct, about: &About, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Response {
    let view = act_page(frame(user, act, about).with(mistakes), act, about, posted);
    html(view.page.status(), &view)
}

/// `GET /to-chuc/don-vi/moi`.
pub async fn ask_new(user: User, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    user.only(&OFFICERS)?;
    Ok(form(&user, &OPENING, &about_new(&user, &wanted).await?, Vec::new(), None))
}

/// `POST /to-chuc/don-vi/moi`.
pub async fn open(user: User, Query(wanted): Query<Wanted>, posted: Posted) -> Result<Response, Halt> {
    answer(&user, &OPENING, &about_new(&user, &wanted).await?, &posted).await
}

/// `GET /to-chuc/don-vi/{unit}/{act}`.
pub async fn ask(user: User, Path((unit_id, slug)): Path<(String, String)>) -> Result<Response, Halt> {
    user.only(&OFFICERS)?;
    let act = act_of(&slug)?;
    let about = about(&user, &unit_id).await?;
    if let Some(unit) = &about.unit {
        user.only_officer_of(&unit.agency_id)?;
        only_offered(fitting(&user.me, unit, &about.tree).any(|fits| fits.slug == act.slug))?;
    }
    Ok(form(&user, act, &about, Vec::new(), None))
}

/// `POST /to-chuc/don-vi/{unit}/{act}`.
pub async fn act(user: User, Path((unit_id, slug)): Path<(String, String)>, posted: Posted) -> Result<Response, Halt> {
    let act = act_of(&slug)?;
    answer(&user, act, &about(&user, &unit_id).await?, &posted).await
}

/// Only the one button carries it out; another leads back, and whatever else arrives is looked at.
async fn answer(user: &User, act: &UnitAct, about: &About, posted: &Posted) -> Result<Response, Halt> {
    let done = match posted.get("hanh_dong") {
        "sua" => return Ok(form(user, act, about, Vec::new(), Some(posted))),
        pressed => pressed == "thuc-hien",
    };
    match send(user, act, about, posted, !done).await? {
        Err(mistakes) => Ok(form(user, act, about, mistakes, Some(posted))),
        Ok(_) if done => {
            let agency = about.tree.units.first().map(|unit| unit.agency_id.clone()).unwrap_or_default();
            Ok(go(&if about.agencies { format!("{HOME}/co-quan") } else { format!("{HOME}?co_quan={agency}") }, "sap-xep"))
        }
        Ok(told) => {
            let asked = act_page(frame(user, act, about), act, about, Some(posted));
            let view = Preview::new(asked, posted, &told.people);
            Ok(html(view.page.status(), &view))
        }
    }
}

async fn send(user: &User, act: &UnitAct, about: &About, posted: &Posted, dry_run: bool) -> Done<ReorganiseUnitsResponse> {
    let mut mistakes = Vec::new();
    let on = posted.day("on", &mut mistakes);
    for name in ["opening.parent_code", "opening.kind", "changing.parent_code", "closing.successor_code"] {
        if posted.find(name).is_some() {
            posted.chosen(name, &mut mistakes);
        }
    }
    if act.slug == "doi-ten" && !posted.has("changing.name") {
        mistakes.push(Mistake { field: "changing.name".to_owned(), message: "Hãy ghi tên mới của đơn vị.".to_owned() });
    }
    if act.slug == "chia-tach" && posted.all("moves").is_empty() {
        mistakes.push(Mistake {
            field: "moves".to_owned(), message: "Hãy chọn ít nhất một người sang đơn vị mới.".to_owned()
        });
    }
    if !mistakes.is_empty() {
        return Ok(Err(mistakes));
    }
    let (request_id, reason) = (posted.request_id(), posted.lines("reason"));
    let request = ReorganiseUnitsRequest { request_id, on, reason, dry_run, ..(act.request)(posted, about) };
    settled(posted, user.calls.send(request).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: &str, parent: &str, kind: UnitKind) -> Unit {
        let (unit_id, parent_id, code) = (id.to_owned(), parent.to_owned(), format!("H50-{id}"));
        Unit { unit_id, parent_id, code, kind: kind.into(), ..Unit::default() }
    }

    fn about() -> About {
        let units = vec![unit("a", "h", UnitKind::Department), unit("b", "a", UnitKind::Division), unit("c", "b", UnitKind::Division)];
        let tree = Tree { units, staff: Vec::new() };
        About { unit: Some(tree.units[1].clone()), tree, people: Vec::new(), agencies: false, kinds: &[] }
    }

    #[test]
    fn whoever_is_ticked_leaves_the_unit_for_a_new_one_beside_it() {
        let fields = [("opening.code", "H50-d"), ("moves", "p"), ("moves", "q")];
        let posted = Posted(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
        let request = split(&posted, &about());
        assert_eq!((request.opening[0].parent_code.as_str(), request.opening[0].kind()), ("H50-a", UnitKind::Division));
        let to = |person: &str| UnitMove { person_id: person.into(), unit_code: "H50-d".into(), from_unit_id: "b".into() };
        assert_eq!(request.moves, [to("p"), to("q")]);
    }

    #[test]
    fn only_what_can_be_done_is_offered() {
        let offered = |role: SystemRole, unit: usize| -> Vec<&str> {
            let about = about();
            let me = Me { roles: vec![role], ..Me::default() };
            fitting(&me, &about.tree.units[unit], &about.tree).map(|act| act.slug).collect()
        };
        assert_eq!(offered(SystemRole::HrOfficer, 0), [""; 0], "the agency itself");
        assert_eq!(offered(SystemRole::HrOfficer, 1), ["doi-ten", "chuyen"], "it has parts");
        assert_eq!(offered(SystemRole::HrOfficer, 2), ["doi-ten", "chuyen", "sap-nhap", "ket-thuc"], "nobody is there");
        assert_eq!(offered(SystemRole::SnvAdmin, 0), ["doi-ten", "chuyen"]);
    }
}
