//! The working year: work lists, and the logs of its weeks (articles 2.3, 3.2 and 10).

use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;
use chrono::{Datelike, Days, NaiveDate};
use proto::worklog::v1::*;

use super::caller::request_id;
use super::cast::Staff;
use super::dice::Dice;
use super::play::{Play, all_pages, wire_day};
use super::texts::work;

/// Logs approved with one press.
const AT_ONCE: usize = 100;

impl Play<'_> {
    /// Everybody submits their work list; heads approve most and send some back, which come again.
    pub(super) async fn agree_on_work(&mut self) -> anyhow::Result<()> {
        self.move_clock(self.day(1, 15), 8)?;
        self.step("Mọi người lập danh mục công việc, thủ trưởng phê duyệt", self.employees().count() * 2).await;
        let submit = async |staff: &Staff| {
            let message = SubmitWorkListRequest { request_id: request_id(), year: self.options.year, items: self.work_items(staff, 0) };
            let look = async || staff.caller.send(message.clone()).await;
            self.eventually(&format!("{} submits a work list", staff.email), look).await
        };
        self.each(self.present(self.day(1, 15)), submit).await?;
        let (approved, returned) = (AtomicUsize::new(0), AtomicUsize::new(0));
        self.all(self.heads(), async |head: &Staff| self.approve_work_lists(head, true, &approved, &returned).await).await?;
        let again = async |staff: &Staff| {
            let list = staff
                .caller
                .send(GetWorkListRequest { person_id: String::new(), year: self.options.year, reason: String::new() })
                .await?
                .work_list
                .context("a work list")?;
            if list.state() == ApprovalState::Returned {
                let message = SubmitWorkListRequest { request_id: request_id(), year: self.options.year, items: self.work_items(staff, 1) };
                staff.caller.send(message).await?;
            }
            Ok(())
        };
        self.each(self.present(self.day(1, 15)), again).await?;
        self.all(self.heads(), async |head: &Staff| self.approve_work_lists(head, false, &approved, &returned).await).await?;
        self.report.counts.work_lists = approved.into_inner();
        self.report.counts.work_lists_returned = returned.into_inner();
        Ok(())
    }

    fn work_items(&self, staff: &Staff, edition: i32) -> Vec<WorkItem> {
        let mut dice = self.dice(&["work list", &staff.email]);
        let known = work::of(&staff.title, staff.leads());
        let count = usize::try_from(dice.between(4, 7)).unwrap_or(4);
        dice.some(known, count)
            .into_iter()
            .map(|(content, product, quantity)| WorkItem {
                content: (*content).to_owned(),
                product: (*product).to_owned(),
                quantity: *quantity + edition,
                due_on: wire_day(self.day(12, 20)),
                ..WorkItem::default()
            })
            .collect()
    }

    async fn approve_work_lists(&self, head: &Staff, critical: bool, approved: &AtomicUsize, returned: &AtomicUsize) -> anyhow::Result<()> {
        let pending = head.caller.send(ListPendingRequest::default()).await?.work_lists;
        for list in pending {
            let author = self.staff(&list.person_id)?;
            let mut dice = self.dice(&["work list returned", &author.email]);
            if critical && dice.chance(8) {
                let reason = dice.pick(work::LIST_RETURNED).to_owned();
                head.caller.send(ReturnWorkListRequest { request_id: request_id(), work_list_id: list.work_list_id, reason }).await?;
                returned.fetch_add(1, Ordering::Relaxed);
            } else {
                head.caller.send(ApproveWorkListRequest { request_id: request_id(), work_list_id: list.work_list_id }).await?;
                approved.fetch_add(1, Ordering::Relaxed);
            }
        }
        Ok(())
    }

    /// Some weeks of the year: on Friday everybody hands in their log, heads approve them together.
    pub(super) async fn log_work(&mut self) -> anyhow::Result<()> {
        let weeks = self.weeks();
        self.step("Kê khai công việc hằng tuần, thủ trưởng phê duyệt hàng loạt", self.employees().count() * weeks.len()).await;
        let (approved, returned) = (AtomicUsize::new(0), AtomicUsize::new(0));
        for monday in weeks {
            self.move_clock(monday + Days::new(4), 16)?;
            self.each(self.present(monday), async |staff: &Staff| self.hand_in(staff, monday).await).await?;
            for critical in [true, false] {
                let sent_back = self.all(self.heads(), async |head: &Staff| self.approve_logs(head, critical, &approved).await).await?;
                for log in sent_back.into_iter().flatten() {
                    self.mend(&log).await?;
                    returned.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
        self.report.counts.logs = approved.into_inner();
        self.report.counts.logs_returned = returned.into_inner();
        Ok(())
    }

    /// Mondays, evenly spread from the middle of February to the middle of November.
    fn weeks(&self) -> Vec<NaiveDate> {
        let (first, span) = (self.day(2, 18), 270);
        let count = u64::from(self.options.weeks);
        (0..count)
            .map(|index| {
                let day = first + Days::new(index * span / count.max(1));
                day - Days::new(u64::from(day.weekday().num_days_from_monday()))
            })
            .collect()
    }

    async fn hand_in(&self, staff: &Staff, monday: NaiveDate) -> anyhow::Result<()> {
        let items = if staff.since > self.day(1, 15) { Vec::new() } else { self.own_items(staff).await? };
        let mut dice = self.dice(&["log", &staff.email, &monday.to_string()]);
        let daily = self.dice(&["cadence", &staff.email]).chance(10);
        let cadence = if daily { Cadence::Day } else { Cadence::Week };
        let starts_on = if daily { monday + Days::new(3) } else { monday };
        let count = if daily { dice.between(1, 2) } else { dice.between(2, 4) };
        let entries = (0..count).map(|_| entry(&items, starts_on, daily, &mut dice)).collect();
        let message = SubmitLogRequest {
            request_id: request_id(),
            cadence: cadence.into(),
            starts_on: wire_day(starts_on),
            entries,
            expected_version: 0,
            ..SubmitLogRequest::default()
        };
        staff.caller.send(message).await?;
        Ok(())
    }

    async fn own_items(&self, staff: &Staff) -> anyhow::Result<Vec<WorkItem>> {
        let mine = GetWorkListRequest { person_id: String::new(), year: self.options.year, reason: String::new() };
        Ok(staff.caller.send(mine).await?.work_list.unwrap_or_default().items)
    }

    async fn approve_logs(&self, head: &Staff, critical: bool, approved: &AtomicUsize) -> anyhow::Result<Vec<Log>> {
        let page = async |page| {
            let answer = head.caller.send(ListPendingRequest { page: Some(page) }).await?;
            anyhow::Ok((answer.logs, answer.page))
        };
        let mut fine = Vec::new();
        let mut sent_back = Vec::new();
        for log in all_pages(page).await? {
            let author = self.staff(&log.person_id)?;
            let day = log.starts_on.as_ref().map(|day| day.iso.clone()).unwrap_or_default();
            let mut dice = self.dice(&["log returned", &author.email, &day]);
            if !critical || !dice.chance(4) {
                fine.push(log.log_id);
                continue;
            }
            let reason = dice.pick(work::LOG_RETURNED).to_owned();
            let answer = head.caller.send(ReturnLogRequest { request_id: request_id(), log_id: log.log_id, reason }).await?;
            sent_back.extend(answer.log);
        }
        for together in fine.chunks(AT_ONCE) {
            head.caller.send(ApproveLogsRequest { request_id: request_id(), log_ids: together.to_vec(), each_by_itself: false }).await?;
        }
        approved.fetch_add(fine.len(), Ordering::Relaxed);
        Ok(sent_back)
    }

    /// The author writes down what was missing and hands the log in again.
    async fn mend(&self, log: &Log) -> anyhow::Result<()> {
        let author = self.staff(&log.person_id)?;
        let mut entries = log.entries.clone();
        for entry in &mut entries {
            entry.product = format!("{} (đã bổ sung)", entry.product);
        }
        let message = SubmitLogRequest {
            request_id: request_id(),
            cadence: log.cadence,
            starts_on: log.starts_on.clone(),
            entries,
            expected_version: log.version,
            ..SubmitLogRequest::default()
        };
        author.caller.send(message).await?;
        Ok(())
    }
}

fn entry(items: &[WorkItem], starts_on: NaiveDate, daily: bool, dice: &mut Dice) -> LogEntry {
    let done_on = if daily { starts_on } else { starts_on + Days::new(u64::try_from(dice.between(0, 4)).unwrap_or(0)) };
    let outcome = match dice.between(0, 99) {
        0..18 => Outcome::Ahead,
        18..90 => Outcome::OnTime,
        90..97 => Outcome::Late,
        _ => Outcome::Unfinished,
    };
    let product = format!("{} {:02}/{:02}", dice.pick(work::PRODUCTS), dice.between(1, 480), done_on.month());
    let planned = (!items.is_empty() && !dice.chance(12)).then(|| &items[dice.index(items.len())]);
    LogEntry {
        content: planned.map_or_else(|| dice.pick(work::ARISING).to_owned(), |item| item.content.clone()),
        work_item_id: planned.map(|item| item.item_id.clone()).unwrap_or_default(),
        product,
        due_on: wire_day(done_on),
        done_on: wire_day(done_on),
        outcome: outcome.into(),
        evidence_url: String::new(),
        ..LogEntry::default()
    }
}
