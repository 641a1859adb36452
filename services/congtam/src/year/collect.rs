//! What came of the year, from the records, compared with what reporting tells.

use anyhow::{Context, ensure};
use kernel::Points;
use proto::common::v1::{Class, EmployeeGroup, PostRole};
use proto::evaluation::v1::Record;
use proto::reporting::v1::{GetAgencyResultsRequest, ResultRow};

use super::cast::{Agency, Staff};
use super::play::Play;
use super::report::{PersonReport, PersonResult};

impl Play<'_> {
    /// Gathers every result, and waits until reporting tells the same.
    pub(super) async fn collect(&mut self) -> anyhow::Result<()> {
        self.step("Đối chiếu báo cáo với kết quả", self.agencies.len()).await;
        let mut people = Vec::new();
        let mut verifications = 0;
        for agency in &self.agencies {
            let records = self.records(agency).await?;
            verifications += records.iter().filter(|record| record.verification.is_some()).count();
            let results: Vec<PersonReport> = records.iter().map(|record| self.person(agency, record)).collect::<anyhow::Result<_>>()?;
            self.reporting_agrees(agency, &results).await?;
            people.extend(results);
            self.progress.advance();
        }
        self.report.counts.verifications = verifications;
        people.sort_by(|a, b| a.result.email.cmp(&b.result.email));
        for person in &people {
            let class = if person.result.class.is_empty() { "-" } else { &person.result.class };
            *self.report.counts.classes.entry(class.to_owned()).or_default() += 1;
        }
        self.report.people = people;
        self.name_logins().await
    }

    /// Names everybody of a year that is left under way, with the logins of each agency.
    pub(super) async fn introduce(&mut self) -> anyhow::Result<()> {
        let mut people = Vec::new();
        for agency in &self.agencies {
            for record in self.records(agency).await? {
                people.push(self.introduced(agency, &record)?);
            }
        }
        self.report.people = people;
        self.name_logins().await
    }

    /// Logins and minutes of each agency, for whoever wants to look around afterwards.
    async fn name_logins(&mut self) -> anyhow::Result<()> {
        let mut found = Vec::new();
        for agency in &self.agencies {
            let mut minutes: Vec<String> = self.minutes(agency).await?.into_iter().map(|minutes| minutes.minutes_id).collect();
            minutes.sort();
            found.push((minutes, self.logins_of(agency)?));
        }
        for (agency, (minutes_ids, logins)) in self.report.agencies.iter_mut().zip(found) {
            agency.minutes_ids = minutes_ids;
            [agency.head_email, agency.direct_head_email, agency.hr_email, agency.it_email, agency.staff_email] = logins;
        }
        Ok(())
    }

    /// Agency head, direct head, HR officer, IT officer, and somebody with no duties beside the own work.
    fn logins_of(&self, agency: &Agency) -> anyhow::Result<[String; 5]> {
        let colleagues = || self.employees().filter(|staff| staff.agency_id == agency.id);
        let email = |staff: Option<&Staff>| staff.map(|staff| staff.email.clone()).unwrap_or_default();
        let direct_head = colleagues().filter(|staff| staff.role == PostRole::UnitHead).max_by_key(|head| {
            let led = colleagues().filter(|staff| staff.direct_head_id == head.id).count();
            (led, &head.email)
        });
        let plain = colleagues().filter(|staff| staff.role == PostRole::Staff && staff.grants.is_empty()).min_by_key(|staff| &staff.email);
        let officers = [self.hr_officers(agency).next(), self.it_officer(agency)];
        let [hr, it] = officers.map(email);
        Ok([self.head_of(agency)?.email.clone(), email(direct_head), hr, it, email(plain)])
    }

    /// Who it is, before there is a result.
    fn introduced(&self, agency: &Agency, record: &Record) -> anyhow::Result<PersonReport> {
        let subject = record.subject.as_ref().context("a subject")?;
        let staff = self.staff(&subject.person_id)?;
        let result = PersonResult {
            email: staff.email.clone(),
            full_name: subject.full_name.clone(),
            agency: agency.name.clone(),
            unit: subject.unit_name.clone(),
            group: code(subject.group().as_str_name(), EmployeeGroup::Unspecified.as_str_name()),
            ..PersonResult::default()
        };
        Ok(PersonReport { person_id: staff.id.clone(), record_id: record.record_id.clone(), agency_id: agency.id.clone(), result })
    }

    fn person(&self, agency: &Agency, record: &Record) -> anyhow::Result<PersonReport> {
        let introduced = self.introduced(agency, record)?;
        let outcome = record.outcome.clone().unwrap_or_default();
        let paper = record.paper.as_ref();
        let total = paper.and_then(|paper| paper.total).or(outcome.total);
        let class = paper.map_or(outcome.class(), |paper| paper.class());
        let result = PersonResult {
            total: total.map(|points| Points::from_hundredths(points.hundredths)),
            class: code(class.as_str_name(), Class::Unspecified.as_str_name()),
            label: outcome.label,
            self_total: outcome.self_total,
            r360: outcome.r360,
            flags: outcome.flags,
            caps: outcome.caps,
            not_evaluated_reason: record.not_evaluated_reason.clone(),
            on_paper: paper.is_some(),
            decided: record.decision.as_ref().is_some_and(|decision| decision.decided_total.is_some()),
            rounds: record.round,
            ..introduced.result
        };
        ensure!(
            result.total.is_some() == result.not_evaluated_reason.is_empty(),
            "{} has neither a result nor a reason for having none",
            result.email
        );
        Ok(PersonReport { result, ..introduced })
    }

    async fn reporting_agrees(&self, agency: &Agency, results: &[PersonReport]) -> anyhow::Result<()> {
        let head = self.head_of(agency)?;
        let look = async || {
            let message = GetAgencyResultsRequest { agency_id: agency.id.clone(), year: self.options.year, ..Default::default() };
            let rows = head.caller.send(message).await?.rows;
            Ok((rows.len() == results.len() && rows.iter().all(|row| tells(row, results))).then_some(()))
        };
        self.until(&format!("reporting tells the results of {}", agency.name), look).await
    }
}

/// A row of reporting says what the record says.
fn tells(row: &ResultRow, results: &[PersonReport]) -> bool {
    let Some(person) = results.iter().find(|person| person.record_id == row.record_id) else { return false };
    let result = &person.result;
    // A decided total stands beside the computed one there.
    let total = row.decided_total.or(row.total).map(|points| Points::from_hundredths(points.hundredths));
    total == result.total
        && code(row.class().as_str_name(), Class::Unspecified.as_str_name()) == result.class
        && row.not_evaluated_reason == result.not_evaluated_reason
}

/// `HTT` of `CLASS_HTT`; empty for the unspecified value.
fn code(name: &str, unspecified: &str) -> String {
    let prefix = unspecified.trim_end_matches("UNSPECIFIED");
    if name == unspecified { String::new() } else { name.trim_start_matches(prefix).to_owned() }
}
