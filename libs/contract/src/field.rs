//! Fields of requests.

use chrono::NaiveDate;
use kernel::Refusal;
use proto::common::v1 as common;
use uuid::Uuid;

/// An id.
///
/// # Errors
/// `ID_INVALID`.
pub fn id<T: From<Uuid>>(field: &str, text: &str) -> Result<T, Refusal> {
    let invalid = |_| Refusal::invalid("ID_INVALID", field, "Mã không hợp lệ; hãy mở lại trang rồi chọn lại.");
    text.parse::<Uuid>().map(T::from).map_err(invalid)
}

/// An id that may be left empty.
///
/// # Errors
/// `ID_INVALID`.
pub fn id_or_none<T: From<Uuid>>(field: &str, text: &str) -> Result<Option<T>, Refusal> {
    if text.is_empty() { Ok(None) } else { id(field, text).map(Some) }
}

/// A day that must be there.
///
/// # Errors
/// `DAY_INVALID`.
pub fn day(field: &str, day: Option<&common::Day>) -> Result<NaiveDate, Refusal> {
    crate::day(day).ok_or_else(|| invalid_day(field))
}

/// A day that may be left empty.
///
/// # Errors
/// `DAY_INVALID`.
pub fn day_or_none(field: &str, day: Option<&common::Day>) -> Result<Option<NaiveDate>, Refusal> {
    day.filter(|day| !day.iso.is_empty()).map(|day| self::day(field, Some(day))).transpose()
}

/// What is said of a day that cannot be one here.
pub fn invalid_day(field: &str) -> Refusal {
    Refusal::invalid("DAY_INVALID", field, "Hãy nhập ngày hợp lệ theo dạng ngày/tháng/năm, năm có bốn chữ số.")
}
