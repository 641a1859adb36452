//! Why a document could not be made.

use std::path::PathBuf;

/// Why a document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder holds none of the known serif faces with all four styles.
    #[error(
        "no usable font in {}: install the Debian package fonts-liberation2, or configure the folder that holds Times New Roman or Liberation Serif",
        .0.display()
    )]
    FontsMissing(PathBuf),
    /// A template and its data do not fit, or the typesetter warned: nothing doubtful is ever signed.
    #[error("typesetting {template}: {problems}")]
    Typesetting {
        /// Which template.
        template: &'static str,
        /// What the typesetter said, joined.
        problems: String,
    },
    /// The data of a document could not be written down for its template.
    #[error("document data: {0}")]
    Data(#[from] serde_json::Error),
    /// A spreadsheet could not be written.
    #[error("spreadsheet: {0}")]
    Sheet(#[from] rust_xlsxwriter::XlsxError),
}
