//! The evaluation year of one agency (section 7.1 of the handbook).

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use kernel::{Refusal, Version, date};
use regulation::EmployeeGroup;
use serde::{Deserialize, Serialize};

use crate::law::{GroupPacks, Laws};
use crate::reminder::Left;
use crate::{Deadlines, PeriodId, PersonId, Signature, UnitId, error};
use kernel::{Changed, Counted};

/// Where the year stands; the order is that of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    /// Opened by Sở Nội vụ.
    Planned,
    /// Work is logged.
    Logging,
    /// Self-assessment is open; the organisation is frozen.
    SelfOpen,
    /// Colleagues and heads give opinions.
    #[serde(rename = "REVIEW360_OPEN")]
    Review360Open,
    /// Opinions are closed; minutes are compiled.
    Minutes,
    /// Direct heads verify.
    DirectReview,
    /// Heads decide.
    Decision,
    /// Results are public in the software; people may appeal.
    Published,
    /// Nobody may appeal any more; appeals are still being answered.
    Appeal,
    /// Nothing happens any more.
    Archived,
}

impl Stage {
    const ALL: [Self; 10] = [
        Self::Planned,
        Self::Logging,
        Self::SelfOpen,
        Self::Review360Open,
        Self::Minutes,
        Self::DirectReview,
        Self::Decision,
        Self::Published,
        Self::Appeal,
        Self::Archived,
    ];

    /// The stage after this one.
    pub fn next(self) -> Option<Self> {
        Self::ALL.iter().copied().find(|stage| *stage > self)
    }

    /// As people read it.
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Planned => "đã lập kế hoạch",
            Self::Logging => "kê khai công việc",
            Self::SelfOpen => "tự đánh giá",
            Self::Review360Open => "tham gia ý kiến 360°",
            Self::Minutes => "lập biên bản số",
            Self::DirectReview => "thủ trưởng trực tiếp thẩm định",
            Self::Decision => "quyết định",
            Self::Published => "đã công khai",
            Self::Appeal => "giải quyết kiến nghị",
            Self::Archived => "đã lưu trữ",
        }
    }
}

/// The year of one agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// Its id.
    pub id: PeriodId,
    /// Counts changes.
    pub version: Version,
    /// The agency.
    pub agency: UnitId,
    /// Its name when the year was opened.
    pub agency_name: String,
    /// Its sign in document numbers, such as `SNV`.
    pub abbreviation: String,
    /// The evaluation year.
    pub year: i32,
    /// The policy pack.
    pub pack_id: String,
    /// Digest of the pack's document.
    pub pack_digest: String,
    /// Groups that are held under a pack of their own.
    #[serde(default)]
    pub group_packs: GroupPacks,
    /// Where the year stands.
    pub stage: Stage,
    /// Last day of each stage.
    pub deadlines: Deadlines,
    /// An agency of special duty: the later day of the pack applies where it knows one (Decree 335/2025).
    #[serde(default)]
    pub special_duty: bool,
    /// Names and classes are public inside the agency once the results are (article 5.2.c).
    #[serde(default = "public")]
    pub publish_to_colleagues: bool,
    /// The day whose organisation is frozen for routing.
    pub snapshot_on: Option<NaiveDate>,
    /// Head of the agency in the snapshot.
    pub head: Option<PersonId>,
    /// Who signed the routing off, and when; a later change takes the signature away.
    #[serde(default)]
    pub routing_signed: Option<Signature>,
    /// When the 360° stage opened.
    pub opened_360_at: Option<DateTime<Utc>>,
    /// When it closed.
    pub closed_360_at: Option<DateTime<Utc>>,
    /// How often more time was given, and why.
    #[serde(default)]
    pub extensions: Vec<Extension>,
    /// When the publication inside the agency was changed after opening, and why.
    #[serde(default)]
    pub publication_changes: Vec<PublicationChange>,
}

/// Results were made public inside the agency, or no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicationChange {
    /// Whether they are from then on.
    pub to_colleagues: bool,
    /// Why.
    pub reason: String,
    /// Who changed it, and when.
    pub by: Signature,
}

/// More time was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// The deadlines until then.
    pub before: Deadlines,
    /// Why.
    pub reason: String,
    /// Who gave it, and when.
    pub by: Signature,
}

const fn public() -> bool {
    true
}

impl Counted for Period {
    fn version_mut(&mut self) -> &mut Version {
        &mut self.version
    }
}

/// What a new period is of.
#[derive(Clone, Debug)]
pub struct NewPeriod {
    /// Its id.
    pub id: PeriodId,
    /// The agency.
    pub agency: UnitId,
    /// Its name.
    pub agency_name: String,
    /// Its sign in document numbers.
    pub abbreviation: String,
    /// The evaluation year.
    pub year: i32,
    /// The policy pack.
    pub pack_id: String,
    /// Digest of the pack's document.
    pub pack_digest: String,
    /// Groups that are held under a pack of their own.
    pub group_packs: GroupPacks,
    /// Last day of each stage.
    pub deadlines: Deadlines,
    /// An agency of special duty.
    pub special_duty: bool,
    /// Names and classes are public inside the agency once the results are.
    pub publish_to_colleagues: bool,
}

/// Deadlines in the order of the year, the last by the day that the pack names.
fn fits(deadlines: &Deadlines, year: i32, special_duty: bool, laws: &Laws) -> Result<(), Refusal> {
    if !deadlines.all().is_sorted() {
        return Err(error::deadlines_out_of_order());
    }
    if deadlines.self_by.year() < year {
        return Err(error::deadline_before_year(year));
    }
    let latest = laws.publish_by(year, special_duty);
    if deadlines.publish_by > latest { Err(error::published_too_late(latest)) } else { Ok(()) }
}

/// A year that nothing has happened in yet.
pub(crate) fn planned(new: NewPeriod) -> Period {
    Period {
        id: new.id,
        version: 0,
        agency: new.agency,
        agency_name: new.agency_name,
        abbreviation: new.abbreviation,
        year: new.year,
        pack_id: new.pack_id,
        pack_digest: new.pack_digest,
        group_packs: new.group_packs,
        stage: Stage::Planned,
        deadlines: new.deadlines,
        special_duty: new.special_duty,
        publish_to_colleagues: new.publish_to_colleagues,
        snapshot_on: None,
        head: None,
        routing_signed: None,
        opened_360_at: None,
        closed_360_at: None,
        extensions: Vec::new(),
        publication_changes: Vec::new(),
    }
}

impl Period {
    /// Opens the year of an agency.
    ///
    /// # Errors
    /// When a pack is of other years or groups, the deadlines are out of order, or later than a pack lets results be published.
    pub fn open(new: NewPeriod, laws: &Laws) -> Result<Changed<Self>, Refusal> {
        laws.fit(new.year)?;
        fits(&new.deadlines, new.year, new.special_duty, laws)?;
        Ok(Changed::first(planned(new)))
    }

    /// Gives the stages that are not over more time; nothing changes when they have it.
    ///
    /// # Errors
    /// When a deadline would come earlier, one of a stage that is over would change, they are out of order, results are public, or
    /// would be later than the pack allows.
    pub fn extend(self, deadlines: Deadlines, reason: String, by: Signature, laws: &Laws) -> Result<Option<Changed<Self>>, Refusal> {
        let stages = [Stage::SelfOpen, Stage::Minutes, Stage::DirectReview, Stage::Decision, Stage::Decision];
        let (before, after) = (self.deadlines.all(), deadlines.all());
        fits(&deadlines, self.year, self.special_duty, laws)?;
        let moved = before.iter().zip(after).zip(stages).filter(|((before, after), _)| *before != after);
        for ((before, after), stage) in moved {
            if after < *before || self.stage > stage {
                return Err(error::deadline_not_later(*before));
            }
        }
        if self.deadlines == deadlines {
            return Ok(None);
        }
        let mut extended = self;
        extended.extensions.push(Extension { before: extended.deadlines, reason, by });
        extended.deadlines = deadlines;
        Ok(Some(Changed::next(extended)))
    }

    /// Makes names and classes public inside the agency, or no longer; nothing changes when it is so already.
    ///
    /// # Errors
    /// When the year is archived.
    pub fn set_publication(self, to_colleagues: bool, reason: String, by: Signature) -> Result<Option<Changed<Self>>, Refusal> {
        if self.stage == Stage::Archived {
            return Err(error::year_archived());
        }
        if self.publish_to_colleagues == to_colleagues {
            return Ok(None);
        }
        let mut changed = self;
        changed.publish_to_colleagues = to_colleagues;
        changed.publication_changes.push(PublicationChange { to_colleagues, reason, by });
        Ok(Some(Changed::next(changed)))
    }

    /// Moves on to the next stage; nothing changes when it is there already. Results are published by [`Period::publish`].
    ///
    /// # Errors
    /// When `to` is not the next stage.
    pub fn advance(self, to: Stage, now: DateTime<Utc>) -> Result<Option<Changed<Self>>, Refusal> {
        if to == self.stage {
            return Ok(None);
        }
        if self.stage.next() != Some(to) || to >= Stage::Published {
            return Err(error::wrong_step(self.stage, to));
        }
        let mut after = self;
        after.stage = to;
        match to {
            Stage::SelfOpen => after.snapshot_on = Some(date::office_day(now)),
            Stage::Review360Open => after.opened_360_at = Some(now),
            Stage::Minutes => after.closed_360_at = Some(now),
            _ => {}
        }
        Ok(Some(Changed::next(after)))
    }

    /// The head of the agency signs off who reviews whom, `changed` of whom were corrected; nothing changes when it is signed so.
    ///
    /// # Errors
    /// Before the organisation is frozen, and when no correction waits once opinions are being given.
    pub fn sign_routing(self, changed: usize, by: Signature) -> Result<Option<Changed<Self>>, Refusal> {
        match self.stage {
            Stage::SelfOpen if self.routing_signed.is_some() && changed == 0 => Ok(None),
            Stage::SelfOpen => Ok(Some(Changed::next(Self { routing_signed: Some(by), ..self }))),
            // Each correction carries the signature.
            stage if stage > Stage::SelfOpen && changed > 0 => Ok(None),
            stage => Err(error::routing_not_open(stage)),
        }
    }

    /// With the head who follows one that acts no more.
    pub fn succeeded(self, gone: &BTreeSet<PersonId>, head: PersonId) -> Option<Changed<Self>> {
        self.head.filter(|before| gone.contains(before) && *before != head)?;
        Some(Changed::next(Self { head: Some(head), ..self }))
    }

    /// Makes the results public; nothing changes when they are.
    ///
    /// # Errors
    /// Before the stage of decisions, or while `undecided` or `unconfirmed` records are left.
    pub fn publish(self, undecided: usize, unconfirmed: usize) -> Result<Option<Changed<Self>>, Refusal> {
        if self.stage >= Stage::Published {
            return Ok(None);
        }
        if self.stage != Stage::Decision {
            return Err(error::wrong_step(self.stage, Stage::Published));
        }
        if undecided > 0 {
            return Err(error::undecided(undecided));
        }
        if unconfirmed > 0 {
            return Err(error::results_awaited(unconfirmed));
        }
        Ok(Some(Changed::next(Self { stage: Stage::Published, ..self })))
    }

    /// Whether colleagues of the agency may know names and classes now.
    pub fn is_open_to_colleagues(&self) -> bool {
        self.publish_to_colleagues && self.stage >= Stage::Published
    }

    /// What follows publication: `final_records` of `records` can only be archived any more, `appealed` are appealed against or
    /// decided anew. Nobody waits for a clock that is wrong by a day: each record knows its own term.
    pub fn after_publication(self, records: usize, final_records: usize, appealed: usize) -> Option<Changed<Self>> {
        let stage = match self.stage {
            Stage::Published | Stage::Appeal if final_records == records => Stage::Archived,
            Stage::Published if final_records + appealed == records => Stage::Appeal,
            _ => return None,
        };
        Some(Changed::next(Self { stage, ..self }))
    }

    /// Nobody's result is awaited before heads verify; `awaited` are the groups of those whose is.
    ///
    /// # Errors
    /// When there are some: others are to declare what their points come from, or they are being computed.
    pub fn no_result_awaited(awaited: &[EmployeeGroup], laws: &Laws) -> Result<(), Refusal> {
        match (laws.declared_among(awaited), awaited.len()) {
            (0, 0) => Ok(()),
            (0, count) => Err(error::results_awaited(count)),
            (count, _) => Err(error::results_undeclared(count)),
        }
    }

    /// Nobody loses their say before the day that they were told is over, unless whoever moves the year on says so.
    ///
    /// # Errors
    /// `EARLY_STEP` with what is `left` to do in the stage that would end.
    pub fn may_end_stage(&self, left: &[Left], now: DateTime<Utc>) -> Result<(), Refusal> {
        let ends_a_say = matches!(self.stage, Stage::SelfOpen | Stage::Review360Open);
        let early: Vec<&Left> = left.iter().filter(|left| left.people > 0 && !date::is_over(left.until, now)).collect();
        let Some(until) = early.iter().map(|left| left.until).max().filter(|_| ends_a_say) else { return Ok(()) };
        Err(error::early_step(until, &early.iter().map(|left| left.vi()).collect::<Vec<_>>().join(", ")))
    }

    /// The stage that a passed deadline leads to: a deadline holds until the end of its day.
    pub fn due(&self, now: DateTime<Utc>) -> Option<Stage> {
        let by = match self.stage {
            Stage::SelfOpen => self.deadlines.self_by,
            Stage::Review360Open | Stage::Minutes => self.deadlines.review_by,
            Stage::DirectReview => self.deadlines.verify_by,
            _ => return None,
        };
        if date::is_over(by, now) { self.stage.next() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{period, policy};

    fn at(moment: &str) -> DateTime<Utc> {
        moment.parse().unwrap()
    }

    #[test]
    fn the_year_goes_one_stage_at_a_time_in_the_order_of_the_workflow() {
        let now = at("2019-11-20T08:00:00+07:00");
        let mut period = period();
        let mut seen = vec![period.stage];
        while let Some(to) = period.stage.next().filter(|to| *to != Stage::Published) {
            for other in Stage::ALL.into_iter().filter(|other| *other != to && *other != period.stage) {
                assert_eq!(period.clone().advance(other, now).unwrap_err().reason, "PERIOD_STEP_WRONG");
            }
            assert_eq!(period.clone().advance(period.stage, now).unwrap(), None, "a repeated step changes nothing");
            let changed = period.clone().advance(to, now).unwrap().unwrap();
            assert_eq!((changed.expected, changed.state.version), (period.version, period.version + 1));
            period = changed.state;
            seen.push(period.stage);
        }
        assert_eq!(period.snapshot_on, Some("2019-11-20".parse().unwrap()));
        assert_eq!(period.clone().advance(Stage::Published, now).unwrap_err().reason, "PERIOD_STEP_WRONG");
        let mut period = period.publish(0, 0).unwrap().unwrap().state;
        seen.push(period.stage);
        for (final_records, appealed) in [(8, 2), (10, 0)] {
            period = period.after_publication(10, final_records, appealed).unwrap().state;
            seen.push(period.stage);
        }
        assert_eq!(seen, Stage::ALL);
    }

    #[test]
    fn a_published_year_waits_for_the_last_term_and_the_last_answer() {
        let published = Period { stage: Stage::Published, ..period() };
        assert_eq!(published.clone().after_publication(10, 7, 2), None, "one may still appeal");
        assert_eq!(published.clone().after_publication(10, 10, 0).unwrap().state.stage, Stage::Archived);
        let appeal = published.after_publication(10, 8, 2).unwrap().state;
        assert_eq!(appeal.clone().after_publication(10, 9, 1), None);
        let archived = appeal.after_publication(10, 10, 0).unwrap().state;
        assert_eq!(archived.after_publication(10, 10, 0), None);
    }

    #[test]
    fn publishing_waits_for_every_decision_and_every_result() {
        let decided = Period { stage: Stage::Decision, ..period() };
        assert_eq!(decided.clone().publish(1, 0).unwrap_err().reason, "RECORDS_UNDECIDED");
        assert_eq!(decided.clone().publish(0, 1).unwrap_err().reason, "RESULTS_AWAITED");
        assert_eq!(period().publish(0, 0).unwrap_err().reason, "PERIOD_STEP_WRONG");
        let published = decided.publish(0, 0).unwrap().unwrap().state;
        assert_eq!(published.publish(9, 9).unwrap(), None);
    }

    #[test]
    fn publication_inside_the_agency_changes_with_a_reason_until_the_archive() {
        let by = || crate::tests::signed(1);
        let at = |stage: Stage| Period { stage, ..period() };
        let change = |stage: Stage, to: bool| at(stage).set_publication(to, "Công văn 12/SNV".to_owned(), by());
        let hidden = change(Stage::Published, false).unwrap().unwrap().state;
        assert!(!hidden.publish_to_colleagues && hidden.publication_changes[0].reason == "Công văn 12/SNV");
        assert!(hidden.set_publication(true, "Công văn 13/SNV".to_owned(), by()).unwrap().unwrap().state.publish_to_colleagues);
        assert_eq!(change(Stage::Planned, true).unwrap(), None, "it is so already");
        assert_eq!(change(Stage::Archived, false).unwrap_err().reason, "YEAR_ARCHIVED");
    }

    #[test]
    fn more_time_is_given_to_what_is_not_over_and_never_taken() {
        let by = || crate::tests::signed(1);
        let at = |stage: Stage| Period { stage, ..period() };
        let moved = |of: &Deadlines, days: i64| Deadlines { verify_by: of.verify_by + chrono::TimeDelta::days(days), ..*of };
        let now = period().deadlines;
        let later = Deadlines { decide_by: now.publish_by, ..now };
        let extended = at(Stage::Review360Open).extend(later, "Mưa lũ".to_owned(), by(), &Laws::one(policy())).unwrap().unwrap().state;
        assert_eq!((extended.deadlines, extended.extensions[0].before), (later, now));
        assert_eq!(extended.extend(later, "Mưa lũ".to_owned(), by(), &Laws::one(policy())).unwrap(), None, "once more changes nothing");
        let refusal = |stage: Stage, to: Deadlines| at(stage).extend(to, String::new(), by(), &Laws::one(policy())).unwrap_err().reason;
        assert_eq!(refusal(Stage::SelfOpen, moved(&now, -1)), "DEADLINE_NOT_LATER");
        assert_eq!(refusal(Stage::Decision, moved(&now, 1)), "DEADLINE_NOT_LATER", "it is over");
        assert_eq!(refusal(Stage::SelfOpen, moved(&now, 400)), "DEADLINES_OUT_OF_ORDER");
        assert_eq!(refusal(Stage::Published, later), "DEADLINE_NOT_LATER");
        let next_year = Deadlines { publish_by: "2020-01-31".parse().unwrap(), ..now };
        assert_eq!(refusal(Stage::SelfOpen, next_year), "PUBLISHED_TOO_LATE", "the law's own deadline moves for nobody");
    }

    #[test]
    fn a_deadline_holds_until_the_end_of_its_day() {
        let open = Period { stage: Stage::SelfOpen, ..period() };
        assert_eq!(open.due(at("2019-11-27T23:59:59.999999999+07:00")), None);
        assert_eq!(open.due(at("2019-11-28T00:00:00+07:00")), Some(Stage::Review360Open));
        let decision = Period { stage: Stage::Decision, ..period() };
        assert_eq!(decision.due(at("2020-01-01T00:00:00+07:00")), None, "only a head publishes");
    }

    #[test]
    fn deadlines_and_pack_must_fit() {
        let new = |year, self_by: &str| NewPeriod {
            id: period().id,
            agency: period().agency,
            agency_name: String::new(),
            abbreviation: String::new(),
            year,
            pack_id: String::new(),
            pack_digest: String::new(),
            group_packs: GroupPacks::new(),
            deadlines: Deadlines { self_by: self_by.parse().unwrap(), ..period().deadlines },
            special_duty: false,
            publish_to_colleagues: true,
        };
        assert_eq!(Period::open(new(2019, "2019-12-31"), &Laws::one(policy())).unwrap_err().reason, "DEADLINES_OUT_OF_ORDER");
        assert_eq!(Period::open(new(2031, "2019-11-01"), &Laws::one(policy())).unwrap_err().reason, "PACK_NOT_VALID");
        let of_last_year = |new: NewPeriod| Period::open(new, &Laws::one(policy())).unwrap_err().reason;
        assert_eq!(of_last_year(new(2019, "2018-11-20")), "DEADLINE_BEFORE_YEAR");
        assert_eq!(Period::open(new(2019, "2019-11-27"), &Laws::one(policy())).unwrap().state.version, 1);
    }

    #[test]
    fn results_are_published_by_the_day_that_the_pack_names() {
        let on = |publish_by: &str, special_duty: bool, late: Option<&str>| {
            let (period, mut pack) = (period(), policy());
            pack.late_deadline_special = late.map(str::to_owned);
            let deadlines = Deadlines { publish_by: publish_by.parse().unwrap(), ..period.deadlines };
            let Period { id, agency, agency_name, abbreviation, year, pack_id, pack_digest, group_packs, .. } = period;
            let new = NewPeriod {
                id,
                agency,
                agency_name,
                abbreviation,
                year,
                pack_id,
                pack_digest,
                group_packs,
                deadlines,
                special_duty,
                publish_to_colleagues: true,
            };
            Period::open(new, &Laws::one(pack)).map_err(|refusal| refusal.reason)
        };
        assert!(on("2019-12-31", false, None).is_ok());
        assert!(on("2020-01-15", true, Some("01-15")).is_ok(), "agencies of special duty");
        for (day, special_duty, late) in [
            ("2020-01-01", false, None),
            ("2020-01-16", true, Some("01-15")),
            ("2020-01-15", true, None),
            ("2020-01-15", false, Some("01-15")),
        ] {
            assert_eq!(on(day, special_duty, late).unwrap_err(), "PUBLISHED_TOO_LATE", "{day} {special_duty} {late:?}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(10_000))]

        /// Whatever is tried in whatever order, a year only ever takes its next step.
        #[test]
        fn any_sequence_of_steps_goes_through_the_year_in_order(tried in proptest::collection::vec((0..12_usize, 0..3_usize, 0..3_usize), 1..40)) {
            let mut period = period();
            for (number, left, appealed) in tried {
                let (before, now) = (period.clone(), at("2019-11-20T08:00:00+07:00"));
                let changed = match number {
                    10 => period.publish(left, appealed).unwrap_or_default(),
                    11 => period.after_publication(left + appealed, left, appealed),
                    to => period.advance(Stage::ALL[to], now).unwrap_or_default(),
                };
                let Some(changed) = changed else { period = before; continue };
                proptest::prop_assert_eq!((changed.expected, changed.state.version), (before.version, before.version + 1));
                let skips = before.stage == Stage::Published && changed.state.stage == Stage::Archived;
                proptest::prop_assert!(skips || Some(changed.state.stage) == before.stage.next(), "{:?} to {:?}", before.stage, changed.state.stage);
                period = changed.state;
            }
        }
    }
}
