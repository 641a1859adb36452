//! The year switch of every yearly page: one component, one query parameter (`nam`), the newest year with content first.

use proto::evaluation::v1::{ListPeriodsRequest, Period, PeriodState, PeriodYear};
use serde::{Deserialize, Deserializer};

use super::everything;
use crate::halt::Halt;
use crate::page::Page;
use crate::session::User;

/// `?nam=2019`.
#[derive(Debug, Default, Deserialize)]
pub struct OfYear {
    /// The year asked for.
    #[serde(default, deserialize_with = "a_year")]
    pub nam: Option<i32>,
}

/// A year of an address that there can be work of; another one asks for none.
///
/// # Errors
/// Never for text.
pub fn a_year<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i32>, D::Error> {
    let said = Option::<String>::deserialize(deserializer)?;
    Ok(said.and_then(|said| said.parse().ok()).filter(|year| (2000..=2200).contains(year)))
}

/// The year that a page shows, and those that it could show.
#[derive(Debug, PartialEq, Eq)]
pub struct Years {
    /// The one shown.
    pub year: i32,
    /// All, newest first.
    pub all: Vec<i32>,
}

impl Years {
    /// The year asked for, or else the newest whose farthest period has come to `from`, or else the newest of all, or this year.
    pub fn new(asked: Option<i32>, known: &[PeriodYear], from: PeriodState, this_year: i32) -> Self {
        let has_content = known.iter().find(|one| one.farthest >= from as i32).map(|one| one.year);
        let year = asked.or(has_content).or(known.first().map(|one| one.year)).unwrap_or(this_year);
        Self { year, all: known.iter().map(|one| one.year).collect() }.and([year])
    }

    /// With more years to choose from.
    fn and(mut self, years: impl IntoIterator<Item = i32>) -> Self {
        self.all.extend(years);
        self.all.sort_unstable_by(|a, b| b.cmp(a));
        self.all.dedup();
        self
    }

    /// Of one agency, as far as the reader may see its periods.
    pub async fn of_agency(user: &User, asked: Option<i32>, agency_id: &str, from: PeriodState) -> Result<Self, Halt> {
        let known = if agency_id.is_empty() { Vec::new() } else { known(user, agency_id).await? };
        Ok(Self::new(asked, &known, from, user.app.year()))
    }

    /// Of one's own agency, where work goes on whatever becomes of the evaluation: this year too.
    pub async fn of_work(user: &User, asked: Option<i32>) -> Result<Self, Halt> {
        let (agency_id, this) = (&user.me.agency_id, user.app.year());
        let known = async { if agency_id.is_empty() { Ok(Vec::new()) } else { known(user, agency_id).await } };
        let known = user.part("những năm khác", known).await?;
        Ok(Self::new(asked, &known, PeriodState::Unspecified, this).and([this]))
    }

    /// Of what is prepared for a year: this one unless another one is asked for, and the next.
    pub async fn to_prepare(user: &User, asked: Option<i32>) -> Result<Self, Halt> {
        let this = user.app.year();
        Ok(Self::everywhere(user, asked.or(Some(this)), PeriodState::Unspecified).await?.and([this, this + 1]))
    }

    /// Of all agencies that the reader may see.
    pub async fn everywhere(user: &User, asked: Option<i32>, from: PeriodState) -> Result<Self, Halt> {
        Ok(Self::new(asked, &known(user, "").await?, from, user.app.year()))
    }
}

async fn known(user: &User, agency_id: &str) -> Result<Vec<PeriodYear>, Halt> {
    Ok(user.calls.send(ListPeriodsRequest { agency_id: agency_id.to_owned(), ..ListPeriodsRequest::default() }).await?.years)
}

/// The year in which work is logged: the one asked for, or else this year, whatever year is still being evaluated.
pub fn year(user: &User, asked: &OfYear) -> i32 {
    asked.nam.unwrap_or_else(|| user.app.year())
}

/// The periods of a year that the reader may see.
pub async fn periods(user: &User, year: i32) -> Result<Vec<Period>, Halt> {
    let request = ListPeriodsRequest { page: everything(), year, ..ListPeriodsRequest::default() };
    Ok(user.calls.send(request).await?.periods)
}

/// The switch of a page of one period: the same page of the agency's other years in which people are evaluated.
pub async fn with_other_periods(user: &User, page: Page, period: &Period, at: impl Fn(&Period) -> String) -> Result<Page, Halt> {
    let request = ListPeriodsRequest { page: everything(), agency_id: period.agency_id.clone(), ..ListPeriodsRequest::default() };
    let periods = user.calls.send(request).await?.periods;
    let shown = periods.iter().filter(|one| one.state > PeriodState::Logging as i32 || one.period_id == period.period_id);
    Ok(page.years_at(period.year, shown.map(|one| (one.year, at(one)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(years: &[(i32, PeriodState)]) -> Vec<PeriodYear> {
        years.iter().map(|(year, farthest)| PeriodYear { year: *year, farthest: (*farthest).into() }).collect()
    }

    #[test]
    fn the_newest_year_with_content_comes_first_and_every_other_can_be_reached() {
        let january = known(&[(2020, PeriodState::Logging), (2019, PeriodState::Archived), (2018, PeriodState::Archived)]);
        let results = Years::new(None, &january, PeriodState::Decision, 2020);
        assert_eq!((results.year, results.all), (2019, vec![2020, 2019, 2018]), "nothing has come of 2020 yet");
        assert_eq!(Years::new(None, &january, PeriodState::Unspecified, 2020).year, 2020, "work is logged in the newest");
        assert_eq!(Years::new(Some(2018), &january, PeriodState::Decision, 2020).year, 2018);
        let elsewhere = Years::new(Some(2015), &january, PeriodState::Decision, 2020);
        assert_eq!(elsewhere.all, [2020, 2019, 2018, 2015], "a way back from a year without content");
        assert_eq!(Years::new(None, &known(&[(2020, PeriodState::Logging)]), PeriodState::Decision, 2021).year, 2020);
        assert_eq!(Years::new(None, &[], PeriodState::Decision, 2021), Years { year: 2021, all: vec![2021] });
    }
}
