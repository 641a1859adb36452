//! Official documents: PDF through Typst, spreadsheets; no I/O but fonts.
