//! What Vietnamese lists are searched by, as text that PostgreSQL compares byte by byte.

use kernel::text;

/// What a search looks into: words are found by their beginning, so each follows a blank.
pub(crate) fn search(full_name: &str, email: &str) -> String {
    format!(" {} {}", text::fold(full_name), text::fold(email))
}
