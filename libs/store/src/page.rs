//! Keyset pages behind opaque tokens.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::Refusal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

const DEFAULT: u64 = 50;
const MOST: u64 = 1000;

/// Which part of a list is wanted: at most `limit` rows after the row whose key is `after`.
#[derive(Clone, Debug)]
pub struct Page<K> {
    /// How many rows the caller gets at most.
    pub limit: u64,
    /// Sort key of the last row of the page before.
    pub after: Option<K>,
}

impl<K: Serialize + DeserializeOwned> Page<K> {
    /// Reads size and token of a request. Sizes: 0 is 50, more than 1000 is 1000.
    ///
    /// # Errors
    /// A negative size or a token that is not ours.
    pub fn parse(size: i32, token: &str) -> Result<Self, Refusal> {
        let limit = match u64::try_from(size) {
            Ok(0) => DEFAULT,
            Ok(size) => size.min(MOST),
            Err(_) => return Err(Refusal::invalid("PAGE_SIZE_INVALID", "page.page_size", "Số dòng mỗi trang không được âm.")),
        };
        if token.is_empty() {
            return Ok(Self { limit, after: None });
        }
        let read = |bytes: Vec<u8>| serde_json::from_slice::<Value>(&bytes).ok();
        let key = URL_SAFE_NO_PAD.decode(token).ok().and_then(read).filter(storable).and_then(|key| serde_json::from_value(key).ok());
        let refuse = || Refusal::invalid("PAGE_TOKEN_INVALID", "page.page_token", "Mã trang không hợp lệ; hãy mở lại danh sách từ đầu.");
        Ok(Self { limit, after: Some(key.ok_or_else(refuse)?) })
    }

    /// How many rows to read: one more than wanted tells whether there is a next page.
    pub fn fetch(&self) -> u64 {
        self.limit + 1
    }

    /// Cuts the extra row off and makes the token of the next page, empty when this is the last.
    pub fn finish<T>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> K) -> (Vec<T>, String) {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        if rows.len() <= limit {
            return (rows, String::new());
        }
        rows.truncate(limit);
        let token = rows.last().and_then(|row| serde_json::to_vec(&key(row)).ok()).map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
        (rows, token.unwrap_or_default())
    }
}

/// Whether PostgreSQL takes such a key: text without NUL, days of four-digit years. A key of ours is always such.
fn storable(key: &Value) -> bool {
    match key {
        Value::String(text) => {
            let year = text.strip_prefix(['+', '-']).and_then(|rest| rest.split_once('-')).map(|(year, _)| year);
            !text.contains('\0') && !year.is_some_and(|year| year.len() >= 4 && year.bytes().all(|b| b.is_ascii_digit()))
        }
        Value::Array(parts) => parts.iter().all(storable),
        Value::Object(parts) => parts.iter().all(|(name, part)| !name.contains('\0') && storable(part)),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_to_the_row_after_the_last_one_shown() {
        let first: Page<i32> = Page::parse(2, "").unwrap();
        let (rows, token) = first.finish(vec![10, 20, 30], |row| *row);
        assert_eq!(rows, [10, 20]);
        assert_eq!(Page::<i32>::parse(2, &token).unwrap().after, Some(20));
        assert_eq!(first.finish(vec![10, 20], |row| *row).1, "");
    }

    #[test]
    fn wrong_sizes_and_tokens_are_refused_by_name() {
        assert_eq!(Page::<i32>::parse(-1, "").unwrap_err().reason, "PAGE_SIZE_INVALID");
        assert_eq!(Page::<i32>::parse(1, "???").unwrap_err().reason, "PAGE_TOKEN_INVALID");
        for key in ["[\"a\\u0000\",1]", "[\"-262143-01-01\",1]", "[\"+262142-12-31\",1]"] {
            let token = URL_SAFE_NO_PAD.encode(key);
            assert_eq!(Page::<(String, i32)>::parse(1, &token).unwrap_err().reason, "PAGE_TOKEN_INVALID", "{key}");
        }
        assert_eq!(Page::<i32>::parse(5000, "").unwrap().limit, 1000);
    }
}
