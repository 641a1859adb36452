//! A workbook of one sheet, or of two.

use testkit::workbook::{RawSheet, workbook};

#[derive(Default)]
pub struct File<'a> {
    /// What stands before the rows, such as `<cols>`.
    pub before: &'a str,
    /// The rows.
    pub rows: &'a str,
    /// What stands after them, such as `<mergeCells>`.
    pub after: &'a str,
    /// Codes of number formats: those of the styles 1, 2 and so on.
    pub formats: &'a [&'a str],
    /// Days are counted from 1904.
    pub is_1904: bool,
    /// The state of a first sheet, which says «Auto_Open»; none leaves it out.
    pub first: Option<&'a str>,
}

impl File<'_> {
    pub fn bytes(&self) -> Vec<u8> {
        let rows = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Auto_Open</t></is></c></row>"#;
        let first = self.first.map(|state| RawSheet { name: "XL4Poppy", state, rows, ..RawSheet::default() });
        let sheet = RawSheet { name: "Danh sách", before: self.before, rows: self.rows, after: self.after, ..RawSheet::default() };
        workbook(&first.into_iter().chain([sheet]).collect::<Vec<_>>(), self.formats, self.is_1904)
    }
}
