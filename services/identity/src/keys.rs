//! What Vietnamese lists are sorted and searched by, as text that PostgreSQL compares byte by byte.

use kernel::text;

/// Binary order of these keys is the order of names: given name first.
pub(crate) fn sort_key(full_name: &str) -> String {
    text::name_sort_key(full_name)
}

/// What a search looks into: words are found by their beginning, so each follows a blank.
pub(crate) fn search(full_name: &str, email: &str) -> String {
    format!(" {} {}", text::fold(full_name), text::fold(email))
}
