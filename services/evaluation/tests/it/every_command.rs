//! Every command of both state machines, given in one played year: in its place it acts once, however often it comes; out of
//! its place it is refused, or does nothing, and leaves no trace.

mod commands;

use std::collections::BTreeMap;

use proto::evaluation::v1::*;
use testkit::{Asked, Proof, commands_of};
use uuid::Uuid;

use crate::house::{House, Who};
use commands::{COMMANDS, Command, Target, give};

/// A played year, with what its commands did so far.
struct Year {
    house: House,
    period: String,
    records: BTreeMap<Uuid, String>,
    sheet: String,
    proof: Proof,
}

impl Year {
    fn about(&self, who: Who, words: &'static str) -> Target {
        let unknown = Target::unknown();
        let known = |id: &str, unknown: String| if id.is_empty() { unknown } else { id.to_owned() };
        Target {
            agency: Target::agency().agency,
            period: known(&self.period, unknown.period),
            record: self.records.get(&who.id()).cloned().unwrap_or(unknown.record),
            sheet: known(&self.sheet, unknown.sheet),
            words,
            decide_by: unknown.decide_by,
        }
    }

    async fn prove(&mut self, name: &'static str, about: Who) {
        let command = COMMANDS.iter().find(|command| command.name == name).unwrap();
        let target = Target { decide_by: "2019-12-13", ..self.about(about, "Tốt") };
        let house = &self.house;
        let give = async |Asked { request_id, otherwise }| {
            let target = if otherwise { &Target::unknown() } else { &target };
            give(house, command.by, name, &request_id, target).await
        };
        self.proof.in_place(name, async || house.traces().await, give).await;
    }

    /// Every command that is out of place here is refused, or does nothing.
    async fn stop(&mut self, stop: &'static str) {
        for command in &COMMANDS {
            self.out_of_place(command, stop, command.by, command.about).await;
        }
    }

    /// The same for the commands about a record, with another one than everywhere else.
    async fn stop_of(&mut self, stop: &'static str, about: Who) {
        for command in COMMANDS.iter().filter(|command| command.of_record) {
            let by = if command.by == command.about { about } else { command.by };
            self.out_of_place(command, stop, by, about).await;
        }
    }

    async fn out_of_place(&mut self, command: &Command, stop: &'static str, by: Who, about: Who) {
        if command.at.contains(&stop) {
            return self.proof.not_given(command.name, stop);
        }
        let target = self.about(about, "Nói khác");
        let house = &self.house;
        let give = async |asked: Asked| give(house, by, command.name, &asked.request_id, &target).await;
        self.proof.out_of_place(command.name, stop, async || house.traces().await, give).await;
    }

    async fn verify(&self, head: Who, about: Who) {
        let message = self.house.verify_request(&self.records[&about.id()]);
        self.house.ask(head, message).await;
    }

    async fn minutes_ready(&self, who: Who) {
        self.house.confirm(&self.records[&who.id()]).await;
        let sealed = async || (self.house.period(&self.period).await.awaiting_result == 0).then_some(());
        testkit::eventually("minutes are sealed", sealed).await;
    }

    async fn play(&mut self) {
        self.prove_opening().await;
        self.prove_own_part().await;
        self.prove_reviews().await;
        self.prove_heads_part().await;
        self.prove_publication().await;
    }

    async fn prove_opening(&mut self) {
        self.prove("OpenPeriod", Who::Hoa).await;
        let list = ListPeriodsRequest::default();
        let listed = self.house.ask(Who::Admin, list).await;
        self.period.clone_from(&listed.periods[0].period_id);
        self.stop("PLANNED").await;
        self.prove("ExtendDeadlines", Who::Hoa).await;
        self.prove("SetPublication", Who::Hoa).await;
        self.prove("AdvancePeriod", Who::Hoa).await;
        self.house.clock.set("2019-11-20T08:00:00+07:00");
        self.house.advance(&self.period, PeriodState::SelfOpen).await;
        self.records = self.house.records(&self.period).await;
    }

    async fn prove_own_part(&mut self) {
        self.stop("SELF_DRAFT").await;
        self.prove("RemindLate", Who::Hoa).await;
        self.prove("ChangeReviewer", Who::SecondHr).await;
        self.prove("CorrectDirectHead", Who::SecondHr).await;
        self.prove("SignRouting", Who::Hoa).await;
        self.prove("ExcludeRecord", Who::SecondHr).await;
        self.prove("WaivePartyComment", Who::Binh).await;
        self.prove("AttachPartyComment", Who::Binh).await;
        self.prove("SaveSelfDraft", Who::Hoa).await;
        self.prove("SubmitSelf", Who::Hoa).await;
        for who in [Who::Director, Who::Head, Who::Binh, Who::Hr] {
            self.house.submit_self(who, &self.records[&who.id()]).await;
        }
        self.stop("SELF_SUBMITTED").await;
        self.prove("ReopenSelf", Who::Hoa).await;
        self.house.submit_self(Who::Hoa, &self.records[&Who::Hoa.id()]).await;
    }

    async fn prove_reviews(&mut self) {
        self.house.advance(&self.period, PeriodState::Review360Open).await;
        let of_binh = self.house.sheets(Who::Binh).await;
        let about = |who: Who| of_binh.iter().find(|sheet| sheet.record_id == self.records[&who.id()]).unwrap().sheet_id.clone();
        let (unanswered, answered) = (about(Who::Hoa), about(Who::Head));
        self.sheet = unanswered.clone();
        self.stop("IN_360").await;
        self.sheet = answered;
        self.prove("SubmitReview", Who::Head).await;
        self.sheet = unanswered;
        for who in [Who::Head, Who::Hoa, Who::Hr] {
            self.house.agree_to_all(who).await;
        }
        self.house.advance(&self.period, PeriodState::Minutes).await;
        for who in [Who::Director, Who::Head, Who::Hoa, Who::Binh] {
            self.house.confirm(&self.records[&who.id()]).await;
        }
        self.minutes_ready(Who::Hr).await;
    }

    async fn prove_heads_part(&mut self) {
        self.stop("SEALED").await;
        self.house.advance(&self.period, PeriodState::DirectReview).await;
        self.stop("MINUTES_READY").await;
        self.stop_of("NOT_EVALUATED", Who::SecondHr).await;
        self.stop_of("PAPER_ENTRY", Who::Newcomer).await;
        self.prove("AskRescore", Who::Binh).await;
        self.stop_of("RESCORE", Who::Binh).await;
        let again = self.house.submit_request(&self.records[&Who::Binh.id()]);
        self.house.ask(Who::Binh, again).await;
        self.minutes_ready(Who::Binh).await;
        self.prove("Verify", Who::Hoa).await;
        for (head, about) in [(Who::Head, Who::Binh), (Who::Head, Who::Hr), (Who::Director, Who::Head)] {
            self.verify(head, about).await;
        }
        self.stop("VERIFIED").await;
        self.house.advance(&self.period, PeriodState::Decision).await;
        self.stop("DIRECT_REVIEWED").await;
        self.prove("ReturnToDirectHead", Who::Hoa).await;
        self.verify(Who::Head, Who::Hoa).await;
        self.prove("Decide", Who::Hoa).await;
        self.house.confirm(&self.records[&Who::Hoa.id()]).await;
        self.stop("DECIDED").await;
        self.prove("WithdrawDecision", Who::Hoa).await;
        let again = self.house.decide_request(&self.records[&Who::Hoa.id()]);
        self.house.ask(Who::Director, again).await;
        self.house.confirm(&self.records[&Who::Hoa.id()]).await;
    }

    async fn prove_publication(&mut self) {
        for who in [Who::Binh, Who::Hr, Who::Head, Who::Director] {
            let decider = if who == Who::Director { Who::Chairman } else { Who::Director };
            let message = self.house.decide_request(&self.records[&who.id()]);
            self.house.ask(decider, message).await;
            self.house.confirm(&self.records[&who.id()]).await;
        }
        self.prove("EnterPaper", Who::Newcomer).await;
        self.prove("ConfirmPaper", Who::Newcomer).await;
        self.prove("PublishResults", Who::Hoa).await;
        self.stop("PUBLISHED").await;
        self.prove("AppealResult", Who::Hoa).await;
        self.stop("APPEALED").await;
        self.prove("AnswerAppeal", Who::Hoa).await;
        self.house.clock.set("2020-01-20T08:00:00+07:00");
        self.house.another_replica().await;
        let archived = async || (self.house.period(&self.period).await.period.unwrap().state() == PeriodState::Archived).then_some(());
        testkit::eventually("the year is archived", archived).await;
        self.stop("ARCHIVED").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_command_acts_once_in_its_place_and_leaves_no_trace_elsewhere() {
    let (house, proof) = (House::open().await, Proof::default());
    let mut year = Year { house, period: String::new(), records: BTreeMap::new(), sheet: String::new(), proof };
    year.play().await;
    assert_eq!(*year.proof.proven(), commands_of("congtam.evaluation.v1"), "a command of the contract has no proof here");
    insta::assert_snapshot!(year.proof.table());
}
