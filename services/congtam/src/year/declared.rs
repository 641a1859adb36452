//! What HR officers tell the software: leave in the year, and the agency's own words about a criterion.

use proto::common::v1::PostRole;
use proto::scoring::v1::declare_fact_request::Content;
use proto::scoring::v1::{DeclareFactRequest, LeaveFact, SetGuidanceRequest};

use super::caller::request_id;
use super::cast::{Agency, Staff};
use super::play::Play;

const GUIDANCE: &str = "Cơ quan tính là hoàn thành đúng hạn khi văn bản được ký trước 16 giờ 30 của ngày cuối.";

impl Play<'_> {
    /// In each agency somebody was on leave for a while, and a criterion is explained.
    pub(super) async fn declare(&mut self) -> anyhow::Result<()> {
        self.step("Cán bộ tổ chức khai báo thời gian nghỉ, hướng dẫn thêm về tiêu chí", self.agencies.len()).await;
        self.each(&self.agencies, async |agency: &Agency| self.declare_in(agency).await).await?;
        Ok(())
    }

    async fn declare_in(&self, agency: &Agency) -> anyhow::Result<()> {
        let Some(officer) = self.hr_officers(agency).next() else { return Ok(()) };
        let absent = self
            .employees()
            .filter(|staff: &&Staff| staff.agency_id == agency.id && staff.role == PostRole::Staff && staff.grants.is_empty())
            .max_by_key(|staff| &staff.email);
        if let Some(absent) = absent {
            let message = DeclareFactRequest {
                request_id: request_id(),
                person_id: absent.id.clone(),
                year: self.options.year,
                content: Some(Content::Leave(LeaveFact { months: "1.5".to_owned() })),
                reason: "Nghỉ ốm điều trị, có xác nhận của cơ sở y tế".to_owned(),
                document_ref: format!("12/TB-VP ngày 20/5/{}", self.options.year),
            };
            officer.caller.send(message).await?;
        }
        let Some((set_id, set)) = self.sets.first_key_value() else { return Ok(()) };
        let code = set.sections.first().and_then(|section| section.criteria.first()).map(|criterion| criterion.code.clone());
        let message = SetGuidanceRequest {
            request_id: request_id(),
            agency_id: agency.id.clone(),
            criteria_set_id: set_id.clone(),
            code: code.unwrap_or_default(),
            text: GUIDANCE.to_owned(),
            version: 0,
        };
        officer.caller.send(message).await?;
        Ok(())
    }
}
