//! The diary of a person: what they handed in of their work in a month or a year.

use ::store::Page;
use contract::announced;
use events::Error;
use kernel::date;
use proto::common::v1::PageInfo;
use proto::identity::v1::Person;
use proto::reporting::v1 as api;
use proto::worklog::v1::Log;
use regulation::Actor;
use reporting_domain::error;
use reporting_domain::policy::{Reader, Resource, may, reading_work};

use runtime::Ctx;
use uuid::Uuid;

use super::{allowed, reader};
use crate::papers::{self, Period};
use crate::{store, wire};

/// What a diary is made of, once the reader is known to be allowed it.
pub(super) struct Diary {
    pub person: Person,
    /// Present agency, or the last one; nil for who never held a post, whose work nobody reads by office.
    pub agency: Uuid,
    /// Who approves the work.
    pub approver: Option<Person>,
    pub logs: Vec<Log>,
    pub resource: Resource,
}

impl Diary {
    pub async fn load(ctx: &Ctx, reader: &Reader, person_id: Uuid, period: &Period) -> Result<Self, Error> {
        let person = store::person(&ctx.db, person_id).await?.ok_or_else(error::no_such_document)?;
        let today = date::office_day(ctx.now());
        let agency = wire::post_on(&person, today).map(|post| announced::id::<Uuid>("an id", &post.agency_id)).transpose()?;
        let heads = [&person.direct_head_id, &person.agency_head_id].map(|head| announced::id_or_none("an id", head));
        let [direct_head, agency_head] = heads;
        let (direct_head, agency_head) = (direct_head?, agency_head?);
        let approver = [direct_head, agency_head].into_iter().flatten().find(|head| *head != person_id);
        // Nobody approves their own work, whoever delegates to them.
        let stands_in = match approver.filter(|_| reader.actor.person != person_id) {
            Some(head) => store::stands_in(&ctx.db, reader.actor.person, head, today).await?,
            None => false,
        };
        let resource = Resource::Work { agency, person: person_id, approver, agency_head, stands_in };
        allowed(may(reader, &resource))?;
        let approver = match approver {
            Some(head) => store::person(&ctx.db, head).await?,
            None => None,
        };
        let logs = store::logs_of(&ctx.db, person_id, period.from, period.to).await?;
        Ok(Self { agency: agency.unwrap_or_default(), person, approver, logs, resource })
    }
}

pub(crate) async fn get_diary(ctx: &Ctx, actor: &Actor, message: &api::GetDiaryRequest) -> Result<api::GetDiaryResponse, Error> {
    let asked = message.page.clone().unwrap_or_default();
    let page: Page<usize> = Page::parse(asked.page_size, &asked.page_token)?;
    let period = Period::asked(message.year, message.month)?;
    let person_id = contract::field::id_or_none("person_id", &message.person_id)?.unwrap_or(actor.person);
    if person_id == actor.person && store::person(&ctx.db, person_id).await?.is_none() {
        // Identity has not announced them: nothing of theirs can be here.
        return Ok(api::GetDiaryResponse { page: Some(PageInfo::default()), ..api::GetDiaryResponse::default() });
    }
    let reader = reader(ctx, actor).await?;
    let diary = Diary::load(ctx, &reader, person_id, &period).await?;
    if let Some(reason) = reading_work(&reader, &diary.resource, diary.agency).logged(&message.reason)? {
        store::note(ctx, diary.agency, actor.person, store::DIARY, person_id, &reason).await?;
    }
    let (title, place) = papers::whose(ctx, &diary.person, &period).await?.map(|whose| (whose.title, whose.place)).unwrap_or_default();
    let rows = papers::diary_rows(&diary.logs).into_iter().enumerate().skip(page.after.map_or(0, |last| last + 1));
    let rows = rows.take(usize::try_from(page.fetch()).unwrap_or(usize::MAX)).collect();
    let (rows, next_page_token) = page.finish(rows, |(index, _)| *index);
    Ok(api::GetDiaryResponse {
        full_name: diary.person.full_name,
        title,
        place,
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        figures: papers::diary_figures(&diary.logs),
        page: Some(PageInfo { next_page_token }),
    })
}
