//! Spreadsheets for people who count on: real numbers, fixed headings, ready to print.

use kernel::Points;
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet};

use crate::Error;
use crate::model::{Detail, Letterhead, Level, Provenance, Summary};

const A4: u8 = 9;
const NUMBER: &str = "#,##0.00";
const FONT: &str = "Times New Roman";

/// Bảng tổng hợp as a workbook.
///
/// # Errors
/// When the workbook cannot be written, such as for a text longer than 32,767 characters.
pub fn summary(document: &Summary, made: &Provenance) -> Result<Vec<u8>, Error> {
    let mut headings: Vec<Heading> = vec![("STT".into(), 6.0), ("Đơn vị".into(), 44.0), ("Tổng số".into(), 9.0)];
    for class in &document.classes {
        headings.extend([(class.clone(), 13.0), ("Tỷ lệ %".into(), 9.0)]);
    }
    headings.extend([("Không đánh giá".into(), 11.0), ("Ghi chú".into(), 34.0)]);
    let title = "BẢNG TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ, PHÂN LOẠI CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC, NGƯỜI LAO ĐỘNG";
    let mut page = Page::open("Bảng tổng hợp", &document.letterhead, title, document.year, &headings)?;
    for row in &document.rows {
        let mut cells = vec![Cell::Text(&row.ordinal), Cell::Text(&row.name), Cell::Count(row.total)];
        for share in &row.shares {
            cells.extend([Cell::Count(share.people), Cell::Number(share.percent)]);
        }
        cells.extend([Cell::Count(row.not_evaluated), Cell::Text(&row.note)]);
        page.line(&cells, row.level != Level::Unit)?;
    }
    page.close(made, &document.notes)
}

/// Danh sách kết quả as a workbook; the unit stands in a column of its own, so that it can be filtered by.
///
/// # Errors
/// When the workbook cannot be written, such as for a text longer than 32,767 characters.
pub fn detail(document: &Detail, made: &Provenance) -> Result<Vec<u8>, Error> {
    let headings: Vec<Heading> = [
        ("STT", 6.0),
        ("Họ và tên", 28.0),
        ("Chức vụ, chức danh", 26.0),
        ("Đơn vị", 30.0),
        ("Nhóm đối tượng", 30.0),
        ("Điểm tự chấm", 10.0),
        ("Điểm 360°", 10.0),
        ("Tổng điểm", 10.0),
        ("Phân loại", 34.0),
        ("Điều chỉnh (nếu có)", 11.0),
        ("Ghi chú", 40.0),
    ]
    .map(|(name, width)| (name.to_owned(), width))
    .into();
    let title = "DANH SÁCH KẾT QUẢ ĐÁNH GIÁ, PHÂN LOẠI";
    let mut page = Page::open("Danh sách", &document.letterhead, title, document.year, &headings)?;
    for (number, row) in (1..).zip(&document.rows) {
        let texts = [&row.name, &row.title, &row.unit, &row.group].map(|text| Cell::Text(text));
        let mut cells = vec![Cell::Count(number)];
        cells.extend(texts);
        cells.extend([row.self_total, row.r360, row.total].map(Cell::Number));
        cells.extend([Cell::Text(&row.class), Cell::Number(row.decided), Cell::Text(&row.note)]);
        page.line(&cells, false)?;
    }
    page.close(made, &document.notes)
}

/// Heading of a column and its width in characters.
type Heading = (String, f64);

enum Cell<'a> {
    Text(&'a str),
    Count(u32),
    Number(Option<Points>),
}

/// A worksheet with a title, one heading row and lines below it.
struct Page {
    book: Workbook,
    sheet: Worksheet,
    heading_row: u32,
    next_row: u32,
    last_column: u16,
}

impl Page {
    fn open(name: &str, head: &Letterhead, title: &str, year: i32, headings: &[Heading]) -> Result<Self, Error> {
        let mut sheet = Worksheet::new();
        let last_column = u16::try_from(headings.len() - 1).expect("documents have a few columns");
        sheet.set_name(name)?.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_margins(0.6, 0.4, 0.6, 0.6, 0.3, 0.3);
        sheet.set_header("&C&\"Times New Roman,Regular\"&13&P");
        sheet.write_string_with_format(0, 0, head.parent.to_uppercase(), &face())?;
        sheet.write_string_with_format(1, 0, head.agency.to_uppercase(), &face().set_bold())?;
        let centred =
            face().set_bold().set_font_size(14).set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter).set_text_wrap();
        sheet.merge_range(2, 0, 2, last_column, title, &centred)?;
        sheet.merge_range(3, 0, 3, last_column, &format!("Năm {year}"), &centred)?;
        let heading_row = 5;
        let heading = boxed().set_bold().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        for (column, (name, width)) in (0..).zip(headings) {
            sheet.set_column_width(column, *width)?;
            sheet.write_string_with_format(heading_row, column, name, &heading)?;
        }
        sheet.set_freeze_panes(heading_row + 1, 0)?.set_repeat_rows(heading_row, heading_row)?;
        let mut book = Workbook::new();
        book.set_properties(&DocProperties::new().set_title(title).set_author("Công Tâm").set_creation_datetime(&head.date));
        Ok(Self { book, sheet, heading_row, next_row: heading_row + 1, last_column })
    }

    fn line(&mut self, cells: &[Cell], bold: bool) -> Result<(), Error> {
        let style = |format: Format| if bold { format.set_bold() } else { format };
        for (column, cell) in (0..).zip(cells) {
            let (row, sheet) = (self.next_row, &mut self.sheet);
            match cell {
                Cell::Text(text) => sheet.write_string_with_format(row, column, &*kernel::text::clean(text), &style(text_format(text)))?,
                Cell::Count(count) => sheet.write_number_with_format(
                    row,
                    column,
                    *count,
                    &style(boxed().set_num_format("#,##0").set_align(FormatAlign::Center)),
                )?,
                Cell::Number(Some(points)) => sheet.write_number_with_format(
                    row,
                    column,
                    f64::from(points.hundredths()) / 100.0,
                    &style(boxed().set_num_format(NUMBER)),
                )?,
                Cell::Number(None) => sheet.write_blank(row, column, &style(boxed()))?,
            };
        }
        self.next_row += 1;
        Ok(())
    }

    fn close(mut self, made: &Provenance, notes: &[String]) -> Result<Vec<u8>, Error> {
        self.sheet.autofilter(self.heading_row, 0, self.next_row.saturating_sub(1).max(self.heading_row), self.last_column)?;
        self.book.push_worksheet(self.sheet);
        let page = self.book.add_worksheet();
        page.set_name("Ghi chú")?.set_column_width(0, 24)?.set_column_width(1, 90)?;
        let lines = [
            ("Người kết xuất", made.made_by.clone()),
            ("Thời điểm kết xuất", kernel::date::vi_moment(made.made_at)),
            ("Phạm vi", made.scope.clone()),
        ];
        let notes = notes.iter().map(|note| ("Ghi chú", note.clone()));
        for (row, (label, text)) in (0..).zip(lines.into_iter().chain(notes)) {
            page.write_string_with_format(row, 0, label, &face().set_bold())?;
            page.write_string_with_format(row, 1, &*kernel::text::clean(&text), &face().set_text_wrap())?;
        }
        Ok(self.book.save_to_buffer()?)
    }
}

fn face() -> Format {
    Format::new().set_font_name(FONT).set_font_size(12)
}

fn boxed() -> Format {
    face().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::VerticalCenter)
}

/// Text stays text, even when somebody edits the cell later: what looks like a formula gets the mark of a quoted text.
fn text_format(text: &str) -> Format {
    if text.starts_with(['=', '+', '-', '@', '\t']) { boxed().set_quote_prefix() } else { boxed() }
}
