//! The 360° opinions: colleagues and heads agree with the self-score or score again, with words (article 5.2.b).

use anyhow::Context;
use proto::common::v1::Relation;
use proto::evaluation::v1::*;

use super::caller::request_id;
use super::cast::{Part, Staff};
use super::dice::Dice;
use super::play::{Play, all_pages};
use super::scores;
use super::texts::opinions;

impl Play<'_> {
    /// The day on which opinions are asked for.
    pub(super) async fn open_opinions(&self) -> anyhow::Result<()> {
        self.move_clock(self.day(11, 28), 8)?;
        self.advance_all(PeriodState::Review360Open).await
    }

    /// Every reviewer answers every sheet, but one in each agency answers none.
    pub(super) async fn give_opinions(&mut self) -> anyhow::Result<()> {
        self.step("Đồng nghiệp và lãnh đạo tham gia ý kiến, chấm điểm 360°", self.people.len()).await;
        let answer = async |staff: &Staff| {
            if self.agencies.iter().any(|agency| agency.silent.as_ref() == Some(&staff.email)) {
                return Ok(Answered { unanswered: self.assigned(staff).await?.len(), ..Answered::default() });
            }
            self.answer_all(staff).await
        };
        let answered = self.each(self.people.values(), answer).await?;
        let counts = &mut self.report.counts;
        for one in answered {
            counts.reviews += one.submitted;
            counts.agreed += one.agreed;
            counts.unanswered += one.unanswered;
        }
        Ok(())
    }

    /// Sheets that nobody has answered, whether or not it is still time.
    async fn assigned(&self, staff: &Staff) -> anyhow::Result<Vec<Sheet>> {
        let page = async |page| {
            let answer = staff.caller.send(ListMySheetsRequest { page: Some(page) }).await?;
            anyhow::Ok((answer.sheets, answer.page))
        };
        let mut sheets = all_pages(page).await?;
        sheets.retain(|sheet| {
            sheet.state() == SheetState::Assigned && self.agencies.iter().any(|agency| agency.period_id == sheet.period_id)
        });
        Ok(sheets)
    }

    /// Answers everything that waits for somebody's opinion.
    pub(super) async fn answer_all(&self, staff: &Staff) -> anyhow::Result<Answered> {
        let mut answered = Answered::default();
        for task in self.tasks(staff, TaskKind::Review).await? {
            let agreed = self.answer(staff, &task.sheet_id).await?;
            answered.submitted += 1;
            answered.agreed += usize::from(agreed);
        }
        Ok(answered)
    }

    /// True when the reviewer agreed with the self-score.
    async fn answer(&self, rater: &Staff, sheet_id: &str) -> anyhow::Result<bool> {
        let asked = rater.caller.send(GetSheetRequest { sheet_id: sheet_id.to_owned() }).await?;
        let sheet = asked.sheet.context("a sheet")?;
        let subject = sheet.subject.as_ref().context("a subject")?;
        let theirs = asked.self_.context("a self-assessment")?.scores;
        let set = self.sets.get(&asked.criteria_set_id).context("a published criteria set")?;
        let subject = self.staff(&subject.person_id)?;
        let part = self.part(&subject.email).unwrap_or(Part::Good);
        let own_total = scores::total(set, &theirs);
        let mut dice = self.dice(&["opinion", &subject.email, &rater.email, &sheet.round.to_string()]);
        let in_mind = in_mind(part, own_total, sheet.relation(), sheet.round, &mut dice);
        let agree = part == Part::Zero
            || (in_mind - own_total).abs() < 50
            || ((in_mind - own_total).abs() <= 300 && dice.chance(willing(sheet.relation())));
        let (their_scores, total) = if agree {
            (Vec::new(), own_total)
        } else {
            let scores = scores::rescored(set, &theirs, in_mind, &mut dice);
            let total = scores::total(set, &scores);
            (scores, total)
        };
        let tone = scores::tone(total);
        let silent_about_limits = agree && dice.chance(50);
        let message = SubmitReviewRequest {
            request_id: request_id(),
            sheet_id: sheet_id.to_owned(),
            agree,
            scores: their_scores,
            strengths: dice.pick(opinions::strengths(set.group(), tone)).to_owned(),
            limits: if silent_about_limits { String::new() } else { dice.pick(opinions::limits(set.group(), tone)).to_owned() },
            suggested_class: scores::class(total, set.group()).into(),
        };
        rater.caller.send(message).await?;
        Ok(agree)
    }
}

/// What came of asking somebody.
#[derive(Default)]
pub(super) struct Answered {
    pub(super) submitted: usize,
    pub(super) agreed: usize,
    pub(super) unanswered: usize,
}

/// The total that a reviewer has in mind, in hundredths: what the year was worth, the view from where they stand, and taste.
fn in_mind(part: Part, own_total: i32, relation: Relation, round: i32, dice: &mut Dice) -> i32 {
    let worth = match (part, round) {
        (Part::Excellent, _) => own_total - 100,
        (Part::Good | Part::Conflict | Part::Zero, _) => own_total - 200,
        (Part::Fair, _) => own_total - 300,
        (Part::Gap, 1) => 7_900,
        (Part::Gap, _) => 8_650,
        (Part::Decided, _) => 8_100,
        (Part::Failed, _) => 3_500,
    };
    let view = match relation {
        Relation::Peer => 50,
        Relation::Upward => 150,
        Relation::DeputySup => -50,
        Relation::DirectHead | Relation::AgencyHead => -150,
        Relation::Higher | Relation::Unspecified => 0,
    };
    let taste = dice.between(-4, 4) * 50;
    (worth + view + taste).clamp(2_000, 9_900) / 50 * 50
}

/// In how many of a hundred cases somebody agrees when they nearly do.
fn willing(relation: Relation) -> u32 {
    match relation {
        Relation::Upward => 55,
        Relation::Peer => 45,
        Relation::DeputySup => 30,
        _ => 20,
    }
}
