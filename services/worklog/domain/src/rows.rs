//! Logs as rows of a spreadsheet: one row an entry, the entries of a day or week together by its first day.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::grid::{Cell, Column, Problem, Row, Table, one_each};
use kernel::{date, text};

use crate::{Cadence, Delay, Entry, ItemId, Log, Outcome, WorkItem};

/// The headings, in order.
pub const COLUMNS: [&str; 10] = [
    "Kỳ (Ngày/Tuần)",
    "Ngày bắt đầu",
    "Công việc đã hoàn thành",
    "Công việc trong danh mục",
    "Sản phẩm, số văn bản",
    "Thời hạn",
    "Ngày hoàn thành",
    "Kết quả",
    "Minh chứng",
    "Nguyên nhân khách quan",
];

/// What problems call the sheet.
pub const SHEET: &str = "Bảng kê công việc";

/// As [`COLUMNS`], with what is expected of each.
const EXPECTED: [Column; 10] = [
    Column::required(COLUMNS[0], &["kỳ", "ngày/tuần"]),
    Column::required(COLUMNS[1], &[]).of_days(),
    Column::required(COLUMNS[2], &[]),
    Column::required(COLUMNS[3], &[]),
    Column::required(COLUMNS[4], &[]),
    Column::required(COLUMNS[5], &[]).of_days(),
    Column::required(COLUMNS[6], &[]).of_days(),
    Column::required(COLUMNS[7], &[]),
    Column::required(COLUMNS[8], &[]),
    Column::required(COLUMNS[9], &[]),
];

/// Fields of an entry as its refusals name them, by column.
const FIELDS: [&str; 10] =
    ["cadence", "starts_on", "content", "work_item_id", "product", "due_on", "done_on", "outcome", "evidence_url", "delay_reason"];

const OUTCOMES: [(Outcome, &str); 4] = [
    (Outcome::Ahead, "Vượt tiến độ"),
    (Outcome::OnTime, "Đúng tiến độ"),
    (Outcome::Late, "Chậm tiến độ"),
    (Outcome::Unfinished, "Chưa hoàn thành"),
];

/// One thing wrong in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// As the spreadsheet counts: the heading is row 1.
    pub row: usize,
    /// Heading of the column; empty for the whole row.
    pub column: &'static str,
    /// What to do.
    pub message: String,
}

impl From<Problem> for RowProblem {
    fn from(problem: Problem) -> Self {
        Self { row: problem.row, column: problem.column, message: problem.message }
    }
}

impl RowProblem {
    /// From a refused field such as `entries[1].content`, where `rows` are the rows of the entries.
    pub fn of_field(field: &str, message: &str, rows: &[usize]) -> Self {
        let name = field.rsplit('.').next().unwrap_or_default();
        let index = field.split(['[', ']']).nth(1).and_then(|index| index.parse::<usize>().ok()).unwrap_or_default();
        let column = FIELDS.iter().position(|known| *known == name).and_then(|place| COLUMNS.get(place)).copied().unwrap_or_default();
        Self { row: rows.get(index).or(rows.first()).copied().unwrap_or_default(), column, message: message.to_owned() }
    }
}

/// What a spreadsheet says: entries with their rows, by day or week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// The entries of each log, with the row of each.
    pub logs: BTreeMap<(NaiveDate, bool), Vec<(usize, Entry)>>,
    /// What cannot be read.
    pub problems: Vec<RowProblem>,
    /// What is told though nothing is wrong.
    pub notes: Vec<RowProblem>,
}

impl Grid {
    /// Reads the rows of a sheet; days are written day first. `items` are those of the person's lists.
    pub fn read(rows: &[Vec<Cell>], items: &[WorkItem]) -> Self {
        let (mut grid, mut problems) = (Self::default(), Vec::new());
        let table = Table::of(SHEET, rows, &EXPECTED, &mut problems);
        grid.notes = table.notes().into_iter().map(RowProblem::from).collect();
        for row in table.rows() {
            if row.lacks(&[COLUMNS[1], COLUMNS[2], COLUMNS[5], COLUMNS[6], COLUMNS[7]]) {
                let message = "Bỏ qua dòng này: không có ngày và công việc.".to_owned();
                grid.notes.push(RowProblem { row: row.number, column: "", message });
            } else {
                grid.row(&row, items, &mut problems);
            }
        }
        one_each(&mut problems);
        grid.problems = problems.into_iter().map(RowProblem::from).collect();
        grid
    }

    fn row(&mut self, row: &Row<'_>, items: &[WorkItem], problems: &mut Vec<Problem>) {
        let weekly = match text::fold(&row.text(COLUMNS[0])).as_str() {
            "ngay" => false,
            "tuan" => true,
            _ => {
                problems.push(row.problem(COLUMNS[0], "CADENCE_INVALID", "Hãy ghi «Ngày» hoặc «Tuần»."));
                true
            }
        };
        let [starts_on, due_on, done_on] = [1, 5, 6].map(|column| row.day(COLUMNS[column], problems));
        if row.text(COLUMNS[1]).is_empty() {
            problems.push(row.problem(COLUMNS[1], "VALUE_MISSING", "Hãy nhập ngày, hoặc thứ Hai của tuần."));
        }
        let said = text::fold(&row.text(COLUMNS[7]));
        let outcome = OUTCOMES.iter().find(|(_, name)| text::fold(name) == said).map(|(outcome, _)| *outcome);
        if outcome.is_none() && !said.is_empty() {
            let message = "Hãy chọn Vượt tiến độ, Đúng tiến độ, Chậm tiến độ hoặc Chưa hoàn thành.";
            problems.push(row.problem(COLUMNS[7], "OUTCOME_INVALID", message));
        }
        let named = text::fold(&row.text(COLUMNS[3]));
        let item: Option<ItemId> = items.iter().find(|item| text::fold(&item.content) == named).map(|item| item.id);
        if item.is_none() && !named.is_empty() {
            let message = "Công việc này không có trong danh mục của bạn; để trống cho việc phát sinh.";
            problems.push(row.problem(COLUMNS[3], "ITEM_UNKNOWN", message));
        }
        let [content, product, evidence_url, reason] = [2, 4, 8, 9].map(|column| row.lines(COLUMNS[column]));
        let delay = (!reason.is_empty()).then_some(Delay { reason, verdict: None });
        let entry = Entry { product, due_on, done_on, outcome, evidence_url, delay, ..Entry::blank(content, item) };
        let whole = !problems.iter().any(|problem| problem.row == row.number);
        if let (Some(starts_on), true) = (starts_on, whole) {
            self.logs.entry((starts_on, weekly)).or_default().push((row.number, entry));
        }
    }
}

/// One entry as the cells of a row, as [`Grid::read`] reads them.
pub fn row_of(log: &Log, entry: &Entry, items: &[WorkItem]) -> [String; 10] {
    let day = |day: Option<NaiveDate>| day.map(date::vi).unwrap_or_default();
    let outcome = OUTCOMES.iter().find(|(outcome, _)| Some(*outcome) == entry.outcome).map_or("", |(_, name)| name);
    let item = items.iter().find(|item| Some(item.id) == entry.item).map(|item| item.content.clone()).unwrap_or_default();
    let cadence = if log.cadence == Cadence::Week { "Tuần" } else { "Ngày" };
    [
        cadence.to_owned(),
        date::vi(log.starts_on),
        entry.content.clone(),
        item,
        entry.product.clone(),
        day(entry.due_on),
        day(entry.done_on),
        outcome.to_owned(),
        entry.evidence_url.clone(),
        entry.delay.as_ref().map(|delay| delay.reason.clone()).unwrap_or_default(),
    ]
}
