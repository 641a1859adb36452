//! Logs as rows of a spreadsheet: one row an entry, the entries of a day or week together by its first day.

use std::collections::BTreeMap;

use chrono::NaiveDate;
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
}

impl Grid {
    /// Reads rows of text, the heading first; days are written day first. `items` are those of the person's lists.
    pub fn read(rows: &[Vec<String>], items: &[WorkItem]) -> Self {
        let mut grid = Self::default();
        let heading = rows.first().map(Vec::as_slice).unwrap_or_default();
        if !COLUMNS.iter().enumerate().all(|(place, name)| heading.get(place).is_some_and(|cell| text::fold(cell) == text::fold(name))) {
            grid.problem(1, 0, "Tiêu đề cột không đúng mẫu. Hãy tải mẫu rồi điền lại.");
            return grid;
        }
        for (index, cells) in rows.iter().enumerate().skip(1) {
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                grid.row(index + 1, cells, items);
            }
        }
        grid
    }

    fn row(&mut self, row: usize, cells: &[String], items: &[WorkItem]) {
        let cell = |column: usize| cells.get(column).map_or("", |cell| cell.trim());
        let before = self.problems.len();
        let weekly = match text::fold(cell(0)).as_str() {
            "ngay" => false,
            "tuan" => true,
            _ => {
                self.problem(row, 0, "Hãy ghi «Ngày» hoặc «Tuần».");
                true
            }
        };
        let mut day = |column: usize| {
            let day = date::parse_vi(cell(column));
            if day.is_none() && !cell(column).is_empty() {
                self.problem(row, column, "Ngày không hợp lệ; hãy nhập theo dạng ngày/tháng/năm.");
            }
            day
        };
        let [starts_on, due_on, done_on] = [day(1), day(5), day(6)];
        if cell(1).is_empty() {
            self.problem(row, 1, "Hãy nhập ngày, hoặc thứ Hai của tuần.");
        }
        let outcome = OUTCOMES.iter().find(|(_, name)| text::fold(name) == text::fold(cell(7))).map(|(outcome, _)| *outcome);
        if outcome.is_none() && !cell(7).is_empty() {
            self.problem(row, 7, "Hãy chọn Vượt tiến độ, Đúng tiến độ, Chậm tiến độ hoặc Chưa hoàn thành.");
        }
        let item: Option<ItemId> = items.iter().find(|item| text::fold(&item.content) == text::fold(cell(3))).map(|item| item.id);
        if item.is_none() && !cell(3).is_empty() {
            self.problem(row, 3, "Công việc này không có trong danh mục của bạn; để trống cho việc phát sinh.");
        }
        let delay = (!cell(9).is_empty()).then(|| Delay { reason: cell(9).to_owned(), verdict: None });
        let (product, evidence_url) = (cell(4).to_owned(), cell(8).to_owned());
        let entry = Entry { product, due_on, done_on, outcome, evidence_url, delay, ..Entry::blank(cell(2).to_owned(), item) };
        if let (Some(starts_on), true) = (starts_on, self.problems.len() == before) {
            self.logs.entry((starts_on, weekly)).or_default().push((row, entry));
        }
    }

    fn problem(&mut self, row: usize, column: usize, message: &str) {
        let column = COLUMNS.get(column).copied().unwrap_or_default();
        self.problems.push(RowProblem { row, column, message: message.to_owned() });
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
