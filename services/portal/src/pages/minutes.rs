//! Biên bản số: the digital minutes of a unit.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use proto::common::v1::{Class, Relation};
use proto::evaluation::v1::{GetMinutesRequest, ListMinutesRequest, Minutes, MinutesEntry, MinutesOpinion, PeriodState};

use crate::halt::Halt;
use crate::page::{Page, html};
use crate::pages::everything;
use crate::pages::years::{OfYear, Years, periods};
use crate::session::User;
use crate::show;

/// The relation groups, in the order of the table, by the name that the minutes carry.
const RELATIONS: [(Relation, &str); 5] = [
    (Relation::Peer, "PEER"),
    (Relation::Upward, "UPWARD"),
    (Relation::DeputySup, "DEPUTY_SUP"),
    (Relation::DirectHead, "DIRECT_HEAD"),
    (Relation::AgencyHead, "AGENCY_HEAD"),
];

#[derive(Template)]
#[template(path = "minutes_list.html")]
pub struct MinutesList {
    page: Page,
    year: i32,
    rows: Vec<MinutesRow>,
}

/// One line of the list.
pub struct MinutesRow {
    href: String,
    unit: String,
    number: String,
    edition: i32,
    sealed_at: String,
}

#[derive(Template)]
#[template(path = "minutes.html")]
pub struct MinutesPage {
    page: Page,
    unit: String,
    agency: String,
    year: i32,
    edition: i32,
    opened_at: String,
    closed_at: String,
    sealed_at: String,
    subjects: i32,
    invited: i32,
    answered: i32,
    absent: String,
    relations: Vec<&'static str>,
    entries: Vec<EntryView>,
    digest: String,
    document: String,
}

/// One subject of the minutes.
pub struct EntryView {
    pub name: String,
    pub title: String,
    pub self_total: String,
    pub declared: &'static str,
    pub means: Vec<String>,
    pub r360: String,
    pub gap: String,
    pub flags: Vec<String>,
    pub invited: i32,
    pub answered: i32,
    pub agreed: i32,
    pub opinions: Vec<OpinionView>,
}

/// One opinion in the minutes.
pub struct OpinionView {
    pub who: String,
    pub agree: bool,
    pub strengths: String,
    pub limits: String,
    pub suggested: &'static str,
}

/// One subject for reading.
pub fn entry(entry: &MinutesEntry) -> EntryView {
    EntryView {
        name: entry.full_name.clone(),
        title: entry.title.clone(),
        self_total: show::decimal(&entry.self_total),
        declared: show::class(entry.declared_class()),
        means: RELATIONS
            .map(|(_, code)| entry.relation_means.get(code).map_or_else(|| "–".to_owned(), |mean| show::decimal(mean)))
            .to_vec(),
        r360: show::decimal(&entry.r360),
        gap: show::decimal(&entry.gap),
        flags: entry.flags.iter().map(|code| show::flag(code).to_owned()).collect(),
        invited: entry.invited,
        answered: entry.answered,
        agreed: entry.agreed,
        opinions: entry.opinions.iter().map(opinion).collect(),
    }
}

fn opinion(opinion: &MinutesOpinion) -> OpinionView {
    let relation = show::relation(opinion.relation());
    OpinionView {
        who: if opinion.rater_name.is_empty() { relation.to_owned() } else { format!("{} ({relation})", opinion.rater_name) },
        agree: opinion.agree,
        strengths: opinion.strengths.clone(),
        limits: opinion.limits.clone(),
        suggested: if opinion.suggested_class() == Class::Unspecified { "" } else { show::class(opinion.suggested_class()) },
    }
}

impl MinutesPage {
    /// The minutes, as far as this reader may see them.
    pub fn new(page: Page, minutes: &Minutes) -> Self {
        Self {
            unit: minutes.unit_name.clone(),
            agency: minutes.agency_name.clone(),
            year: minutes.year,
            edition: minutes.edition,
            opened_at: show::moment(minutes.opened_at.as_ref()),
            closed_at: show::moment(minutes.closed_at.as_ref()),
            sealed_at: show::moment(minutes.sealed_at.as_ref()),
            subjects: minutes.subjects,
            invited: minutes.reviewers_invited,
            answered: minutes.reviewers_answered,
            absent: minutes.absent.join(", "),
            relations: RELATIONS.map(|(relation, _)| show::relation(relation)).to_vec(),
            entries: minutes.entries.iter().map(entry).collect(),
            digest: minutes.digest.clone(),
            document: format!("/tai-lieu/bien-ban/pdf/{}?nam={}", minutes.minutes_id, minutes.year),
            page,
        }
    }
}

impl MinutesList {
    /// The minutes that one may read.
    pub fn new(page: Page, year: i32, minutes: &[Minutes]) -> Self {
        let row = |minutes: &Minutes| MinutesRow {
            href: format!("/bien-ban/{}", minutes.minutes_id),
            unit: minutes.unit_name.clone(),
            number: minutes.number.clone(),
            edition: minutes.edition,
            sealed_at: show::moment(minutes.sealed_at.as_ref()),
        };
        Self { rows: minutes.iter().map(row).collect(), year, page }
    }
}

/// `GET /bien-ban`.
pub async fn list(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let years = Years::of_agency(&user, asked.nam, &user.me.agency_id, PeriodState::Minutes).await?;
    let (year, periods) = (years.year, periods(&user, years.year).await?);
    let mut minutes = Vec::new();
    for period in periods.into_iter().filter(|period| period.agency_id == user.me.agency_id) {
        minutes.extend(
            user.calls
                .list_minutes(ListMinutesRequest { page: everything(), period_id: period.period_id, ..Default::default() })
                .await?
                .minutes,
        );
    }
    let view = MinutesList::new(user.page(format!("Biên bản số năm {year}")).years(&years), year, &minutes);
    Ok(html(view.page.status(), &view))
}

/// `GET /bien-ban/{minutes}`.
pub async fn show(user: User, Path(minutes): Path<String>) -> Result<Response, Halt> {
    let minutes =
        user.calls.get_minutes(GetMinutesRequest { minutes_id: minutes, ..Default::default() }).await?.minutes.unwrap_or_default();
    let page = user.page(format!("Biên bản số {}", minutes.number)).back(format!("/bien-ban?nam={}", minutes.year));
    let view = MinutesPage::new(page, &minutes);
    Ok(html(view.page.status(), &view))
}
