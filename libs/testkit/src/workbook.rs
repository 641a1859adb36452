//! Workbooks written part by part, as no library writes them.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// One sheet, as XML.
#[derive(Clone, Copy, Debug, Default)]
pub struct RawSheet<'a> {
    /// Its name.
    pub name: &'a str,
    /// Whether people see it: `visible`, `hidden` or `veryHidden`; empty leaves it out.
    pub state: &'a str,
    /// What stands before the rows, such as `<cols>`.
    pub before: &'a str,
    /// The rows.
    pub rows: &'a str,
    /// What stands after them, such as `<mergeCells>`.
    pub after: &'a str,
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const DOCUMENT: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A workbook of these sheets. The codes of number formats are those of the styles 1, 2 and so on.
///
/// # Panics
/// When it cannot be packed.
pub fn workbook(sheets: &[RawSheet<'_>], formats: &[&str], is_1904: bool) -> Vec<u8> {
    let escaped = |code: &str| code.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let codes: String =
        (164..).zip(formats).map(|(id, code)| format!(r#"<numFmt numFmtId="{id}" formatCode="{}"/>"#, escaped(code))).collect();
    let styles: String = (164..).zip(formats).map(|(id, _)| format!(r#"<xf numFmtId="{id}" applyNumberFormat="1"/>"#)).collect();
    let listed = sheets.iter().enumerate().map(|(index, sheet)| {
        let state = if sheet.state.is_empty() { String::new() } else { format!(r#" state="{}""#, sheet.state) };
        format!(r#"<sheet name="{}" sheetId="{id}"{state} r:id="rId{id}"/>"#, escaped(sheet.name), id = index + 1)
    });
    let related = (1..=sheets.len())
        .map(|id| format!(r#"<Relationship Id="rId{id}" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet{id}.xml"/>"#));
    let relationships = |inner: &str| format!(r#"<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>"#);
    let mut parts = vec![
        (
            "[Content_Types].xml".to_owned(),
            format!(r#"<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#),
        ),
        (
            "_rels/.rels".to_owned(),
            relationships(&format!(r#"<Relationship Id="rId1" Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/>"#)),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            relationships(&format!(
                r#"{}<Relationship Id="rId99" Type="{DOCUMENT}/styles" Target="styles.xml"/>"#,
                related.collect::<String>()
            )),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><workbookPr date1904="{}"/><sheets>{}</sheets></workbook>"#,
                u8::from(is_1904),
                listed.collect::<String>()
            ),
        ),
        (
            "xl/styles.xml".to_owned(),
            format!(
                r#"<styleSheet xmlns="{MAIN}"><numFmts count="{}">{codes}</numFmts><cellXfs count="{}"><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>"#,
                formats.len(),
                formats.len() + 1
            ),
        ),
    ];
    for (index, RawSheet { before, rows, after, .. }) in sheets.iter().enumerate() {
        let sheet = format!(r#"<worksheet xmlns="{MAIN}"><sheetViews/>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"#);
        parts.push((format!("xl/worksheets/sheet{}.xml", index + 1), sheet));
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(content.as_bytes()).expect("its content");
    }
    zip.finish().expect("the end of the file").into_inner()
}

/// Rows of text from the first row on, but for one cell (row and column counted from 0) of these attributes and content.
pub fn rows(texts: &[Vec<&str>], other: Option<(usize, usize, &str, &str)>) -> String {
    let cell = |row: usize, column: usize, text: &str| match other {
        Some((at, beside, attributes, content)) if (at, beside) == (row, column) => {
            format!("<c r=\"{}\" {attributes}>{content}</c>", kernel::grid::address(row, column))
        }
        _ if text.is_empty() => String::new(),
        _ => format!("<c r=\"{}\" t=\"inlineStr\"><is><t>{text}</t></is></c>", kernel::grid::address(row, column)),
    };
    let row = |(row, cells): (usize, &Vec<&str>)| {
        let cells: String = cells.iter().enumerate().map(|(column, text)| cell(row, column, text)).collect();
        format!("<row r=\"{}\">{cells}</row>", row + 1)
    };
    texts.iter().enumerate().map(row).collect()
}

/// Cells that cannot be read, each with its attributes and content; the style 1 shows the time of day.
pub const UNREADABLE: [(&str, &str); 8] = [
    (r#"t="e""#, "<v>#N/A</v>"),
    (r#"t="e""#, "<f>A1</f><v>#SPILL!</v>"),
    ("", "<f>1+1</f>"),
    ("", "<f>1+1</f><v></v>"),
    (r#"t="b""#, "<v>1</v>"),
    (r#"s="1""#, "<v>0.5</v>"),
    ("", "<v>123456789012345</v>"),
    (r#"t="inlineStr""#, "<is><t>NguyÔn ThÞ Hång</t></is>"),
];
