//! The staff list that offices fill in: headings, drop-downs, an example, and what to write where.

use identity_domain::workbook::{PEOPLE, UNITS, YEAR, headings};
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Format, Formula, Workbook, Worksheet, XlsxError};

/// Sheet that says what to write where; the import does not read it.
pub(crate) const GUIDE: &str = "Hướng dẫn";

/// Rows that the drop-downs reach.
const ROWS: u32 = 2_000;

/// Column of the guide with the first list of values.
const FIRST_CHOICE: u16 = 2;

const EMPLOYMENTS: [&str; 4] = ["Cán bộ", "Công chức", "Viên chức", "Hợp đồng 68"];

const KINDS: [&str; 7] =
    ["Sở, ban, ngành", "UBND cấp huyện", "UBND cấp xã", "Đơn vị sự nghiệp cấp tỉnh", "Hội", "Phòng, ban, bộ phận", "Ban lãnh đạo"];

const EXAMPLE_UNITS: [[&str; 7]; 3] = [
    ["H50.99", "Sở Ví dụ", "SVD", "Sở, ban, ngành", "H50", "", "Đông Hà"],
    ["H50.99-BGD", "Ban Giám đốc", "BGĐ", "Ban lãnh đạo", "H50.99", "", ""],
    ["H50.99-VP", "Văn phòng", "VP", "Phòng, ban, bộ phận", "H50.99", "", ""],
];

const EXAMPLE_PERSON: [&str; 16] = [
    "Nguyễn Văn Ví Dụ",
    "15/02/1980",
    "vidu.nguyenvan@quangtri.gov.vn",
    "H50.99-VP",
    "Chánh Văn phòng",
    "Công chức",
    "Chuyên viên (01.003)",
    "4",
    "3,33",
    "x",
    "01/06/2010",
    "",
    "",
    "",
    "",
    "Phụ trách tổ chức cán bộ",
];

const NOTES: [&str; 9] = [
    "Trang «Đơn vị»: dòng đầu tiên là chính cơ quan; đơn vị cấp trên đứng ở dòng phía trên. Đơn vị trong đơn vị (phòng thuộc chi cục) ghi mã của chi cục ở cột «Mã đơn vị cấp trên».",
    "Trang «Nhân sự»: mỗi người một dòng; người giữ nhiều chức vụ ở nhiều đơn vị có thể ghi nhiều dòng cùng một email, dòng đầu là chức vụ chính.",
    "Cột «Chức vụ, chức danh»: ghi như trong quyết định, ví dụ «Trưởng Ban Tôn giáo kiêm Phó Giám đốc Sở», «Q. Trưởng phòng». Chức danh phần mềm chưa biết sẽ được hỏi lại trước khi nhập.",
    "Cột «Diện»: Cán bộ, Công chức, Viên chức hoặc Hợp đồng 68.",
    "Cột «Ngày …»: ngày/tháng/năm.",
    "Cột «Đảng viên», «Viên chức giáo dục»: đánh dấu x hoặc để trống.",
    "Cột «Nhiệm vụ kiêm»: Phụ trách tổ chức cán bộ; Phụ trách CNTT.",
    "Trang «Kỳ»: năm của số ngày đi học.",
    "Hãy xóa các dòng ví dụ trước khi nhập.",
];

/// The template for a year.
pub(crate) fn write(year: i32) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold().set_text_wrap();
    let (units, people) = headings();
    let choices: [(&str, &[&str]); 3] = [("Loại", &KINDS), ("Diện", &EMPLOYMENTS), ("Đánh dấu", &["x"])];
    let [kinds, employments, mark] = std::array::from_fn(|column| range(column, choices[column].1.len()));
    let sheet = filled(&mut book, UNITS, &units, &bold)?;
    for (row, cells) in (1..).zip(EXAMPLE_UNITS) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell)?;
        }
    }
    choose(sheet, 3, &kinds)?;
    let sheet = filled(&mut book, PEOPLE, &people, &bold)?;
    for (column, cell) in (0..).zip(EXAMPLE_PERSON) {
        sheet.write_string(1, column, cell)?;
    }
    choose(sheet, 5, &employments)?;
    choose(sheet, 9, &mark)?;
    choose(sheet, 14, &mark)?;
    let sheet = book.add_worksheet().set_name(YEAR)?;
    sheet.write_string_with_format(0, 0, "Năm", &bold)?.write_number(0, 1, year)?;
    let sheet = book.add_worksheet().set_name(GUIDE)?.set_column_width(0, 120)?;
    let wrapped = Format::new().set_text_wrap();
    for (row, note) in (0..).zip(NOTES) {
        sheet.write_string_with_format(row, 0, note, &wrapped)?;
    }
    for (column, (heading, values)) in (FIRST_CHOICE..).zip(choices) {
        sheet.write_string_with_format(0, column, format!("{heading}: chọn một trong"), &bold)?.set_column_width(column, 28)?;
        for (row, value) in (1..).zip(values) {
            sheet.write_string(row, column, *value)?;
        }
    }
    book.save_to_buffer()
}

fn filled<'a>(book: &'a mut Workbook, name: &str, headings: &[&str], bold: &Format) -> Result<&'a mut Worksheet, XlsxError> {
    let sheet = book.add_worksheet().set_name(name)?.set_freeze_panes(1, 0)?;
    for (column, heading) in (0..).zip(headings) {
        sheet.write_string_with_format(0, column, *heading, bold)?.set_column_width(column, 20)?;
    }
    Ok(sheet)
}

/// Where the guide names the values of a list. Values of the law have commas in them, which a list inside a cell would split.
fn range(list: usize, values: usize) -> Formula {
    let column = ["C", "D", "E"][list];
    Formula::new(format!("='{GUIDE}'!${column}$2:${column}${}", values + 1))
}

/// A drop-down below a heading; other values are warned about and left to the import.
fn choose(sheet: &mut Worksheet, column: u16, values: &Formula) -> Result<(), XlsxError> {
    let list = DataValidation::new().allow_list_formula(values.clone()).set_error_style(DataValidationErrorStyle::Warning);
    sheet.add_data_validation(1, column, ROWS, column, &list)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use identity_domain::{Employment, UnitKind};

    use super::*;

    #[test]
    fn what_the_drop_downs_offer_is_what_the_import_takes() {
        assert!(KINDS.iter().all(|kind| UnitKind::from_vi(kind).is_some()));
        assert!(EMPLOYMENTS.iter().all(|employment| Employment::from_vi(employment).is_some()));
        let bytes = write(2026).unwrap();
        let guide = sheets::Book::open(&bytes).unwrap().sheet(GUIDE, sheets::Bounds { rows: 50, columns: 10 }).unwrap().rows;
        let kinds = guide.iter().skip(1).filter_map(|row| row.get(usize::from(FIRST_CHOICE))).map(kernel::grid::Cell::text);
        assert_eq!(kinds.filter(|text| !text.is_empty()).collect::<Vec<_>>(), KINDS, "each value whole, in a cell of its own");
    }
}
