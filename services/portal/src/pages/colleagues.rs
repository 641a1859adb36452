//! Kết quả của cơ quan: names and classes of published results, for everybody of the agency (article 5.2.c).

use axum::extract::Query;
use axum::response::Response;
use proto::evaluation::v1::{ColleagueResult, ListColleagueResultsRequest, Period, PeriodState};

use crate::halt::Halt;
use crate::page::{Page, html};
use crate::pages::common::{Cell, Listing};
use crate::pages::everything;
use crate::pages::years::{OfYear, Years, periods};
use crate::session::User;
use crate::show;

/// The published results of one year, by name.
pub fn list_page(page: Page, period: Option<&Period>, results: &[ColleagueResult]) -> Listing {
    let mut results: Vec<&ColleagueResult> = results.iter().collect();
    results.sort_by(|a, b| kernel::text::compare_names(&a.full_name, &b.full_name));
    let row = |one: &&ColleagueResult| {
        vec![Cell::new(&one.full_name).note(&one.title), Cell::new(&one.unit_name), Cell::tag(show::class_tag(one.class(), &one.label))]
    };
    let rows = results.iter().map(row).collect();
    let mut list = Listing::new(page, &["Họ và tên", "Đơn vị", "Mức phân loại"], rows, none(period));
    list.caption = period.map(|period| period.agency_name.clone()).unwrap_or_default();
    if !results.is_empty() {
        list.lead = "Kết quả đánh giá, phân loại đã công khai trong cơ quan (Điều 5.2c). Điểm từng người không công khai.".to_owned();
    }
    list
}

/// Why there is nothing to see.
fn none(period: Option<&Period>) -> &'static str {
    match period {
        None => "Cơ quan chưa có kỳ đánh giá trong năm này.",
        Some(period) if !period.publish_to_colleagues => "Kỳ đánh giá này không công khai tên và mức phân loại cho đồng nghiệp.",
        Some(period) if period.state < PeriodState::Published as i32 => "Kết quả chưa được công khai.",
        Some(_) => "Chưa có kết quả nào được công khai.",
    }
}

/// `GET /ket-qua-co-quan`.
pub async fn show(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let years = Years::of_agency(&user, asked.nam, &user.me.agency_id, PeriodState::Published).await?;
    let period = periods(&user, years.year).await?.into_iter().find(|period| period.agency_id == user.me.agency_id);
    let results = match &period {
        Some(period) => {
            let request = ListColleagueResultsRequest { page: everything(), period_id: period.period_id.clone() };
            user.calls.send(request).await?.results
        }
        None => Vec::new(),
    };
    let page = user.page(format!("Kết quả của cơ quan năm {}", years.year)).years(&years);
    let view = list_page(page, period.as_ref(), &results);
    Ok(html(view.page.status(), &view))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colleagues_see_names_and_classes_and_are_told_why_there_are_none() {
        let of = |state: PeriodState, publish_to_colleagues| Period { state: state.into(), publish_to_colleagues, ..Period::default() };
        assert!(none(None).contains("chưa có kỳ"));
        assert!(none(Some(&of(PeriodState::Decision, true))).contains("chưa được công khai"));
        assert!(none(Some(&of(PeriodState::Archived, false))).contains("không công khai"));
    }
}
