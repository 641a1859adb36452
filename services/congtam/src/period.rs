//! `congtam period`: what Sở Nội vụ does on the page of all periods, for operators: the same calls, with the login of an administrator.

use std::io::BufRead;
use std::io::{self, Write};
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use chrono::NaiveDate;
use futures::StreamExt;
use proto::common::v1::{Day, EmployeeGroup, PageRequest};
use proto::evaluation::v1::{AdvancePeriodRequest, Deadlines, GroupPack, ListPeriodsRequest, OpenPeriodRequest, Period, PeriodState};
use proto::identity::v1::{ListUnitsRequest, Unit, UnitKind};
use proto::scoring::v1::GetLawOfYearRequest;

use crate::year::Endpoints;
use crate::year::caller::{Caller, Doors, Refused, request_id};
use crate::year::play::all_pages;

/// Agencies that are asked at the same time.
const AT_ONCE: usize = 8;

/// Options of `congtam period`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    act: Act,
    /// E-mail of an administrator of Sở Nội vụ. The password is the first line of the standard input.
    #[arg(long = "as", value_name = "EMAIL", global = true, default_value = "")]
    email: String,
    /// Code of the second factor.
    #[arg(long, value_name = "CODE", global = true, default_value = "")]
    code: String,
    /// The evaluation year.
    #[arg(long, value_name = "YEAR", global = true, default_value_t = 0)]
    year: i32,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum Act {
    /// Opens the year of every agency that has none yet.
    Open(Opening),
    /// Moves on every agency that stands right before a step.
    Advance {
        /// LOGGING, SELF_OPEN, REVIEW360_OPEN, MINUTES, DIRECT_REVIEW or DECISION.
        #[arg(long, value_name = "STEP")]
        to: String,
        /// Also where people have something left to do until a day that is not over, or the routing is to be mended.
        #[arg(long)]
        anyway: bool,
    },
    /// Tells where each agency stands.
    Status,
}

#[derive(Clone, Debug, clap::Args)]
struct Opening {
    /// Last days of self-assessment, opinions, verification, decision and publication.
    #[arg(long, value_name = "DAY,DAY,DAY,DAY,DAY", value_parser = deadlines)]
    deadlines: Deadlines,
    /// The same for one kind of agency: department, district, commune, public-service or association.
    #[arg(long, value_name = "KIND=DAY,…", value_parser = deadlines_of_kind)]
    deadlines_for: Vec<(UnitKindOf, Deadlines)>,
    /// A pack for a group instead of the proposed one: CB, CC_LD, CC_KLD, VC_LD, VC_KLD or NLD.
    #[arg(long, value_name = "GROUP=PACK", value_parser = pack_of_group)]
    pack: Vec<(GroupOf, String)>,
}

/// A kind of agency that may have deadlines of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct UnitKindOf(UnitKind);

/// A group that may have a pack of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct GroupOf(EmployeeGroup);

fn deadlines(text: &str) -> Result<Deadlines, String> {
    let days = text.split(',').map(|day| day.trim().parse::<NaiveDate>().map_err(|error| format!("{day}: {error}")));
    let days: Vec<NaiveDate> = days.collect::<Result<_, _>>()?;
    let [self_by, review_by, verify_by, decide_by, publish_by] =
        <[NaiveDate; 5]>::try_from(days).map_err(|days| format!("five days are needed, not {}", days.len()))?;
    let day = |day: NaiveDate| Some(Day { iso: day.to_string() });
    Ok(Deadlines {
        self_by: day(self_by),
        review_by: day(review_by),
        verify_by: day(verify_by),
        decide_by: day(decide_by),
        publish_by: day(publish_by),
    })
}

fn deadlines_of_kind(text: &str) -> Result<(UnitKindOf, Deadlines), String> {
    let (kind, days) = text.split_once('=').ok_or("write KIND=DAY,DAY,DAY,DAY,DAY")?;
    let name = format!("UNIT_KIND_{}", kind.to_uppercase().replace('-', "_"));
    let kind = UnitKind::from_str_name(&name).ok_or_else(|| format!("there is no kind of agency {kind}"))?;
    Ok((UnitKindOf(kind), deadlines(days)?))
}

fn pack_of_group(text: &str) -> Result<(GroupOf, String), String> {
    let (group, pack) = text.split_once('=').ok_or("write GROUP=PACK")?;
    let known = EmployeeGroup::from_str_name(&format!("EMPLOYEE_GROUP_{group}")).ok_or_else(|| format!("there is no group {group}"))?;
    Ok((GroupOf(known), pack.to_owned()))
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    ensure!(!arguments.email.is_empty(), "name an administrator of Sở Nội vụ with --as EMAIL");
    ensure!(arguments.year > 0, "name the year with --year YEAR");
    let portal: portal::Config = runtime::config::load(portal::NAME)?.config;
    let endpoints = Endpoints {
        identity: portal.identity_url,
        worklog: portal.worklog_url,
        evaluation: portal.evaluation_url,
        scoring: portal.scoring_url,
        reporting: portal.reporting_url,
    };
    let mut password = String::new();
    std::io::stdin().lock().read_line(&mut password).context("the password is the first line of the standard input")?;
    let doors = Arc::new(Doors::new(&endpoints)?);
    let caller = Caller::new(&doors, &arguments.email, password.trim_end_matches(['\r', '\n'])).with_code(&arguments.code);
    let desk = Desk::read(caller, arguments.year).await?;
    let refused = match arguments.act {
        Act::Open(opening) => desk.open(&opening).await?,
        Act::Advance { to, anyway } => desk.advance(&to, anyway).await?,
        Act::Status => {
            desk.tell()?;
            0
        }
    };
    ensure!(refused == 0, "{refused} agencies were refused");
    Ok(())
}

/// The agencies and their periods of a year, as the administrator sees them.
struct Desk {
    caller: Caller,
    year: i32,
    agencies: Vec<Unit>,
    periods: Vec<Period>,
}

impl Desk {
    async fn read(caller: Caller, year: i32) -> anyhow::Result<Self> {
        let units = async |page: PageRequest| {
            let answer = caller.send(ListUnitsRequest { page: Some(page), agencies_only: true, ..Default::default() }).await?;
            anyhow::Ok((answer.units, answer.page))
        };
        let mut agencies: Vec<Unit> = all_pages(units).await?;
        agencies.retain(|unit| unit.kind() != UnitKind::Province);
        agencies.sort_by(|a, b| a.code.cmp(&b.code));
        let periods = async |page: PageRequest| {
            let answer = caller.send(ListPeriodsRequest { page: Some(page), year, ..ListPeriodsRequest::default() }).await?;
            anyhow::Ok((answer.periods, answer.page))
        };
        let periods = all_pages(periods).await?;
        Ok(Self { caller, year, agencies, periods })
    }

    fn period_of(&self, agency: &Unit) -> Option<&Period> {
        self.periods.iter().find(|period| period.agency_id == agency.unit_id)
    }

    fn tell(&self) -> io::Result<()> {
        for agency in &self.agencies {
            let state = self.period_of(agency).map_or("NOT_OPEN", |period| step_name(period.state()));
            writeln!(io::stdout(), "{}\t{}\t{state}", agency.code, agency.name)?;
        }
        Ok(())
    }

    async fn open(&self, opening: &Opening) -> anyhow::Result<usize> {
        let packs = self.packs(&opening.pack).await?;
        let without: Vec<&Unit> = self.agencies.iter().filter(|agency| self.period_of(agency).is_none()).collect();
        let ask = async |agency: &Unit| {
            let own = opening.deadlines_for.iter().find(|(kind, _)| kind.0 == agency.kind()).map(|(_, own)| own);
            let message = OpenPeriodRequest {
                request_id: request_id(),
                agency_id: agency.unit_id.clone(),
                year: self.year,
                deadlines: Some(own.unwrap_or(&opening.deadlines).clone()),
                packs: packs.clone(),
                ..OpenPeriodRequest::default()
            };
            self.caller.send(message).await.map(drop)
        };
        Ok(each(without, ask).await?)
    }

    /// The pack of each group: the one that was named, or else the proposed one.
    async fn packs(&self, named: &[(GroupOf, String)]) -> anyhow::Result<Vec<GroupPack>> {
        let law = self.caller.send(GetLawOfYearRequest { year: self.year }).await?.groups;
        let mut packs = Vec::new();
        for proposed in law {
            let group = proposed.group();
            let own = named.iter().find(|(of, _)| of.0 == group).map(|(_, pack)| pack.clone());
            let Some(pack_id) = own.or_else(|| Some(proposed.pack_id).filter(|_| proposed.published)) else {
                bail!("no pack of {} is published for {}: publish one, or name one with --pack", self.year, group.as_str_name());
            };
            packs.push(GroupPack { groups: vec![group.into()], pack_id, ..GroupPack::default() });
        }
        Ok(packs)
    }

    /// How many people the directory has in an agency: what it announced may still be on its way.
    async fn people_of(&self, agency: &Unit) -> Result<i32, Refused> {
        let page = Some(PageRequest { page_size: 1000, page_token: String::new() });
        let units = ListUnitsRequest { page, agency_id: agency.unit_id.clone(), with_staff: true, ..ListUnitsRequest::default() };
        Ok(self.caller.send(units).await?.staff.iter().map(|staff| staff.people).sum())
    }

    async fn advance(&self, to: &str, anyway: bool) -> anyhow::Result<usize> {
        let to = PeriodState::from_str_name(&format!("PERIOD_STATE_{to}")).with_context(|| format!("there is no step {to}"))?;
        let stands_before = |agency: &&Unit| self.period_of(agency).is_some_and(|period| period.state == to as i32 - 1);
        let ready: Vec<&Unit> = self.agencies.iter().filter(stands_before).collect();
        let ask = async |agency: &Unit| {
            let period_id = self.period_of(agency).map(|period| period.period_id.clone()).unwrap_or_default();
            let people = if to == PeriodState::SelfOpen { self.people_of(agency).await? } else { 0 };
            let message = AdvancePeriodRequest { request_id: request_id(), period_id, to: to.into(), anyway, people };
            self.caller.send(message).await.map(drop)
        };
        Ok(each(ready, ask).await?)
    }
}

fn step_name(state: PeriodState) -> &'static str {
    state.as_str_name().trim_start_matches("PERIOD_STATE_")
}

/// Asks for each agency, some at a time, and tells what came of it; answers how many were refused.
async fn each(agencies: Vec<&Unit>, ask: impl AsyncFn(&Unit) -> Result<(), Refused>) -> io::Result<usize> {
    let ask = &ask;
    let asked = futures::stream::iter(agencies).map(async |agency: &Unit| (agency, ask(agency).await)).buffered(AT_ONCE);
    let mut asked = std::pin::pin!(asked);
    let mut refused = 0;
    while let Some((agency, outcome)) = asked.next().await {
        match outcome {
            Ok(()) => writeln!(io::stdout(), "{}\t{}\tOK", agency.code, agency.name)?,
            Err(reason) => {
                refused += 1;
                writeln!(io::stdout(), "{}\t{}\t{}\t{}", agency.code, agency.name, reason.problem.reason, reason.problem.message)?;
            }
        }
    }
    Ok(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_kinds_and_groups_are_read_and_mistakes_named() {
        let read = deadlines("2026-11-27, 2026-12-03,2026-12-08,2026-12-12,2026-12-14").unwrap();
        assert_eq!(read.publish_by.unwrap().iso, "2026-12-14");
        assert!(deadlines("2026-11-27").unwrap_err().contains("five days"));
        assert_eq!(
            deadlines_of_kind("public-service=2026-11-27,2026-12-03,2026-12-08,2026-12-12,2026-12-14").unwrap().0.0,
            UnitKind::PublicService
        );
        assert!(deadlines_of_kind("village=2026-11-27").unwrap_err().contains("village"));
        assert_eq!(pack_of_group("VC_KLD=ND233-2026-VC").unwrap().0.0, EmployeeGroup::VcKld);
        assert!(pack_of_group("X=Y").is_err());
        assert_eq!(step_name(PeriodState::Review360Open), "REVIEW360_OPEN");
    }
}
