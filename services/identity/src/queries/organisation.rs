//! What may be read of the organisation: problems with posts, delegations.

use std::collections::{BTreeSet, HashMap};

use contract::{field, out};
use events::Error;
use identity_domain::heads::{Heads, Tree};
use identity_domain::{PersonId, Unit, UnitId, person_not_found, policy, problems};
use kernel::date;
use proto::common::v1::{File, PageInfo};
use proto::identity::v1 as api;
use regulation::Actor;
use runtime::Ctx;
use uuid::Uuid;

use crate::workbook::{XLSX, template};
use crate::{store, wire};

pub(crate) async fn list_personnel_problems(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListPersonnelProblemsRequest,
) -> Result<api::ListPersonnelProblemsResponse, Error> {
    let agency: UnitId = field::id("agency_id", &message.agency_id)?;
    if !policy::sees_personnel_problems(&wire::who(actor), agency) {
        return Err(person_not_found().into());
    }
    let day = field::day_or_none("as_of", message.as_of.as_ref())?.unwrap_or_else(|| date::office_day(ctx.now()));
    let page = runtime::page::<u64>(message.page.as_ref())?;
    let units = store::units::all(&ctx.db).await?;
    let people = store::people::ever_of_agency(&ctx.db, agency).await?;
    let titles = store::titles::of_agency(&ctx.db, Some(agency)).await?;
    let found = problems::find(agency, &units, &people, &titles, day).into_iter().zip(1_u64..);
    let wanted =
        found.filter(|(_, place)| page.after.is_none_or(|after| *place > after)).take(usize::try_from(page.fetch()).unwrap_or(usize::MAX));
    let (found, next_page_token) = page.finish(wanted.collect(), |(_, place)| *place);
    let problem = |problem: problems::PersonnelProblem| api::PersonnelProblem {
        reason: problem.reason.to_owned(),
        person_id: problem.person.map(|id| id.to_string()).unwrap_or_default(),
        unit_id: problem.unit.to_string(),
        message: problem.message,
    };
    Ok(api::ListPersonnelProblemsResponse {
        problems: found.into_iter().map(|(found, _)| problem(found)).collect(),
        page: Some(PageInfo { next_page_token }),
    })
}

/// Who waits to lead an agency: for who confirms them, and auditors.
pub(crate) async fn list_heads_to_confirm(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListHeadsToConfirmRequest,
) -> Result<api::ListHeadsToConfirmResponse, Error> {
    let who = wire::who(actor);
    policy::may_see_heads_to_confirm(&who)?;
    let page = runtime::page(message.page.as_ref())?;
    let people = store::people::list_waiting(&ctx.db, &page).await?;
    let (people, next_page_token) = page.finish(people, |(key, _)| key.clone());
    let units: HashMap<UnitId, String> = store::units::all(&ctx.db).await?.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let unit = |id: UnitId| units.get(&id).cloned().unwrap_or_default();
    let mut heads = Vec::new();
    for (_, person) in people {
        for (post, waits) in person.posts.iter().filter_map(|post| Some((post, post.waits.as_ref()?))) {
            let asker = store::people::find(&ctx.db, waits.by).await?.map(|asker| asker.full_name).unwrap_or_default();
            heads.push(api::HeadToConfirm {
                person_id: person.id.to_string(),
                post_id: post.id.to_string(),
                full_name: person.full_name.clone(),
                email: person.email.clone(),
                title: post.title.clone(),
                unit_name: unit(post.unit),
                agency_name: unit(post.agency),
                valid_from: post.valid_from.map(out::day),
                asked_by: waits.by.to_string(),
                asked_by_name: asker,
                asked_at: Some(out::moment(waits.at)),
                yours: waits.by != who.person && policy::may_confirm_heads(&who, person.id).is_ok(),
            });
        }
    }
    Ok(api::ListHeadsToConfirmResponse { heads, page: Some(PageInfo { next_page_token }) })
}

/// Who leads each of these units and how many are evaluated there, in agencies whose people the actor may know.
pub(super) async fn staff(ctx: &Ctx, actor: &Actor, units: &[Unit]) -> Result<Vec<api::UnitStaff>, Error> {
    let visible = super::visible_agencies(ctx, actor).await?;
    let agencies: BTreeSet<UnitId> = units.iter().map(|unit| unit.agency).collect();
    let (all, today) = (store::units::all(&ctx.db).await?, date::office_day(ctx.now()));
    let tree = Tree::of(&all);
    let mut staff = Vec::new();
    for agency in agencies.into_iter().filter(|agency| visible.as_ref().is_none_or(|visible| visible.contains(agency))) {
        let people = store::people::ever_of_agency(&ctx.db, agency).await?;
        let heads = Heads::of(&people, &tree, today);
        for unit in units.iter().filter(|unit| unit.agency == agency) {
            let here = people.iter().filter(|person| person.post_on(today).is_some_and(|post| post.unit == unit.id)).count();
            let head = heads.of_unit(unit.id).and_then(|id| people.iter().find(|person| person.id == id));
            if here > 0 || head.is_some() {
                staff.push(api::UnitStaff {
                    unit_id: unit.id.to_string(),
                    head_id: head.map(|head| head.id.to_string()).unwrap_or_default(),
                    head_name: head.map(|head| head.full_name.clone()).unwrap_or_default(),
                    people: i32::try_from(here).unwrap_or(i32::MAX),
                });
            }
        }
    }
    Ok(staff)
}

pub(crate) async fn list_my_delegations(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListMyDelegationsRequest,
) -> Result<api::ListMyDelegationsResponse, Error> {
    let page = runtime::page::<Uuid>(message.page.as_ref())?;
    let found = store::delegations::of_person(&ctx.db, PersonId(actor.person), date::office_day(ctx.now()), &page).await?;
    let (found, next_page_token) = page.finish(found, |delegation| delegation.id.into());
    Ok(api::ListMyDelegationsResponse {
        delegations: found.iter().map(wire::delegation).collect(),
        page: Some(PageInfo { next_page_token }),
    })
}

pub(crate) async fn list_title_answers(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListTitleAnswersRequest,
) -> Result<api::ListTitleAnswersResponse, Error> {
    let agency: Option<UnitId> = field::id_or_none("agency_id", &message.agency_id)?;
    policy::may_set_roles(&wire::who(actor), agency, &[], false)?;
    let page = runtime::page::<store::titles::Key>(message.page.as_ref())?;
    let (found, next_page_token) = page.finish(store::titles::list(&ctx.db, agency, &page).await?, |(key, _)| key.clone());
    Ok(api::ListTitleAnswersResponse {
        answers: found.iter().map(|(_, answer)| wire::answer(answer)).collect(),
        page: Some(PageInfo { next_page_token }),
    })
}

pub(crate) async fn get_workbook_template(
    ctx: &Ctx,
    _: &Actor,
    _: &api::GetWorkbookTemplateRequest,
) -> Result<api::GetWorkbookTemplateResponse, Error> {
    let year = date::office_year(ctx.now());
    let content = template::write(year).map_err(|error| Error::failed("writing the template of staff lists", error.to_string()))?;
    let workbook = File { name: format!("danh-sach-nhan-su-{year}.xlsx"), content_type: XLSX.to_owned(), content };
    Ok(api::GetWorkbookTemplateResponse { workbook: Some(workbook) })
}
