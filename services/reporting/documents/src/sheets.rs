//! Spreadsheets for people who count on: real numbers, fixed headings, ready to print.

use kernel::Points;
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::Error;
use crate::model::{Detail, Letterhead, Level, Provenance, Signer, Summary};

const A4: u8 = 9;
const NUMBER: &str = "#,##0.00";
const FONT: &str = "Times New Roman";

/// Bảng tổng hợp as a workbook.
///
/// # Errors
/// When the workbook cannot be written, such as for a text longer than 32,767 characters.
pub fn summary(document: &Summary, made: &Provenance) -> Result<Vec<u8>, Error> {
    let mut headings: Vec<Heading> = vec![("STT".into(), 6.0), ("Đơn vị".into(), 30.0), ("Tổng số".into(), 8.0)];
    for class in &document.classes {
        // Each column has a name of its own, for who filters or counts on.
        headings.extend([(class.clone(), 12.0), (format!("Tỷ lệ %: {}", kernel::text::uncapitalized(class)), 12.0)]);
    }
    headings.extend([("Không đánh giá".into(), 9.0), ("Ghi chú".into(), 22.0)]);
    let title = "BẢNG TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ, PHÂN LOẠI CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC, NGƯỜI LAO ĐỘNG";
    let mut page = Page::open("Bảng tổng hợp", &document.letterhead, title, document.year, &headings)?;
    for row in &document.rows {
        let ordinal = row.ordinal.parse().map_or(Cell::Text(&row.ordinal), Cell::Count);
        let mut cells = vec![ordinal, Cell::Text(&row.name), Cell::Count(row.total)];
        for share in &row.shares {
            cells.extend([Cell::Count(share.people), Cell::Number(share.percent)]);
        }
        cells.extend([Cell::Count(row.not_evaluated), Cell::Text(&row.note)]);
        page.line(&cells, row.level != Level::Unit)?;
    }
    page.close(made, "", &document.notes, &document.signers, &document.recipients)
}

/// Danh sách kết quả as a workbook; the unit stands in a column of its own, so that it can be filtered by.
///
/// # Errors
/// When the workbook cannot be written, such as for a text longer than 32,767 characters.
pub fn detail(document: &Detail, made: &Provenance) -> Result<Vec<u8>, Error> {
    let headings: Vec<Heading> = [
        ("STT", 5.0),
        ("Họ và tên", 22.0),
        ("Chức vụ, chức danh", 20.0),
        ("Đơn vị", 20.0),
        ("Nhóm đối tượng", 18.0),
        ("Điểm tự chấm", 8.0),
        ("Điểm 360°", 8.0),
        ("Tổng điểm tính theo quy chế", 11.0),
        ("Tổng điểm quyết định", 11.0),
        ("Phân loại", 22.0),
        ("Ghi chú", 30.0),
    ]
    .map(|(name, width)| (name.to_owned(), width))
    .into();
    let title = "DANH SÁCH KẾT QUẢ ĐÁNH GIÁ, PHÂN LOẠI";
    let mut page = Page::open("Danh sách", &document.letterhead, title, document.year, &headings)?;
    for (number, row) in (1..).zip(&document.rows) {
        let texts = [&row.name, &row.title, &row.unit, &row.group].map(|text| Cell::Text(text));
        let mut cells = vec![Cell::Count(number)];
        cells.extend(texts);
        cells.extend([row.self_total, row.r360, row.computed, row.decided].map(Cell::Number));
        cells.extend([Cell::Text(&row.class), Cell::Text(&row.note)]);
        page.line(&cells, false)?;
    }
    page.close(made, &document.counted, &document.notes, &document.signers, &document.recipients)
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
    widths: Vec<f64>,
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
        sheet.set_row_height(2, 22)?.set_row_height(3, 20)?;
        let heading_row = 5;
        let heading = boxed().set_bold().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        for (column, (name, width)) in (0..).zip(headings) {
            sheet.set_column_width(column, *width)?;
            sheet.write_string_with_format(heading_row, column, name, &heading)?;
        }
        let lines = headings.iter().map(|(name, width)| lines_in(name, *width)).max().unwrap_or(1);
        sheet.set_row_height(heading_row, height(lines))?;
        sheet.set_freeze_panes(heading_row + 1, 0)?.set_repeat_rows(heading_row, heading_row)?;
        let mut book = Workbook::new();
        book.set_properties(&DocProperties::new().set_title(title).set_author("Công Tâm").set_creation_datetime(&head.date));
        let widths = headings.iter().map(|(_, width)| *width).collect();
        Ok(Self { book, sheet, widths, heading_row, next_row: heading_row + 1, last_column })
    }

    fn line(&mut self, cells: &[Cell], bold: bool) -> Result<(), Error> {
        let style = |format: Format| if bold { format.set_bold() } else { format };
        let row = self.next_row;
        let mut lines = 1;
        for ((column, cell), width) in (0..).zip(cells).zip(&self.widths) {
            let sheet = &mut self.sheet;
            match cell {
                Cell::Text(text) => {
                    lines = lines.max(lines_in(text, *width));
                    sheet.write_string_with_format(row, column, &*kernel::text::clean(text), &style(text_format(text)))?
                }
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
        // Not every program finds the height of wrapped text by itself.
        self.sheet.set_row_height(row, height(lines))?;
        self.next_row += 1;
        Ok(())
    }

    fn close(
        mut self,
        made: &Provenance,
        counted: &str,
        notes: &[String],
        signers: &[Signer; 2],
        recipients: &[String],
    ) -> Result<Vec<u8>, Error> {
        self.sheet.autofilter(self.heading_row, 0, self.next_row.saturating_sub(1).max(self.heading_row), self.last_column)?;
        self.next_row += 1;
        if !counted.is_empty() {
            self.across(counted)?;
        }
        self.signed(signers)?;
        if !recipients.is_empty() {
            self.beside(0, "Nơi nhận:", &face().set_bold().set_italic())?;
            for recipient in recipients {
                self.beside(0, &format!("- {recipient}"), &face().set_font_size(11))?;
            }
        }
        self.book.push_worksheet(self.sheet);
        let page = self.book.add_worksheet();
        page.set_name("Ghi chú")?.set_column_width(0, 22)?.set_column_width(1, NOTE_WIDTH)?;
        page.set_paper_size(A4).set_print_fit_to_pages(1, 0);
        let lines = [
            ("Người kết xuất", made.made_by.clone()),
            ("Thời điểm kết xuất", kernel::date::vi_moment(made.made_at)),
            ("Phạm vi", made.scope.clone()),
        ];
        let notes = notes.iter().map(|note| ("Ghi chú", note.clone()));
        for (row, (label, text)) in (0..).zip(lines.into_iter().chain(notes)) {
            page.write_string_with_format(row, 0, label, &face().set_bold().set_align(FormatAlign::Top))?;
            page.write_string_with_format(row, 1, &*kernel::text::clean(&text), &face().set_text_wrap())?;
            page.set_row_height(row, height(lines_in(&text, NOTE_WIDTH)))?;
        }
        Ok(self.book.save_to_buffer()?)
    }

    /// One text in a line of its own, as wide as the table.
    fn across(&mut self, text: &str) -> Result<(), XlsxError> {
        let lines = lines_in(text, self.widths.iter().sum());
        let format = face().set_text_wrap().set_align(FormatAlign::VerticalCenter);
        self.sheet.merge_range(self.next_row, 0, self.next_row, self.last_column, text, &format)?;
        self.sheet.set_row_height(self.next_row, height(lines))?;
        self.next_row += 2;
        Ok(())
    }

    /// Who signs: left and right, with room to do it by hand.
    fn signed(&mut self, signers: &[Signer; 2]) -> Result<(), XlsxError> {
        let bold = face().set_bold();
        let first = self.next_row;
        let halves = [1, self.last_column.saturating_sub(2)];
        let most = signers.iter().map(|signer| signer.lines.len()).max().unwrap_or_default();
        let below = first + u32::try_from(most).unwrap_or_default();
        for (signer, column) in signers.iter().zip(halves) {
            for (row, line) in (first..).zip(&signer.lines) {
                self.sheet.write_string_with_format(row, column, line.to_uppercase(), &bold)?;
            }
            self.sheet.write_string_with_format(below, column, "(Ký, ghi rõ họ tên)", &face().set_italic())?;
            self.sheet.write_string_with_format(below + 4, column, &*kernel::text::clean(&signer.name), &bold)?;
        }
        self.next_row = below + 6;
        Ok(())
    }

    fn beside(&mut self, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.next_row, column, text, format)?;
        self.next_row += 1;
        Ok(())
    }
}

/// Width of the notes, in characters.
const NOTE_WIDTH: f64 = 80.0;
/// Height of one line of 12 points.
const LINE: u32 = 16;

/// How many lines a text takes in a column of that width: word by word, as spreadsheets wrap.
fn lines_in(text: &str, width: f64) -> u32 {
    let mut lines = 1;
    let mut filled = 0.0;
    for word in text.split_whitespace() {
        let letters: f64 = word.chars().map(|letter| if letter.is_uppercase() { 1.3 } else { 1.0 }).sum();
        if filled > 0.0 && filled + 1.0 + letters > width {
            lines += 1;
            filled = letters;
        } else {
            filled += letters + if filled > 0.0 { 1.0 } else { 0.0 };
        }
    }
    lines
}

fn height(lines: u32) -> u32 {
    4 + lines.max(1) * LINE
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
