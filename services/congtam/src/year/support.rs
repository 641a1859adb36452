//! Help with the software: faults that are reported, answered, and passed on (article 10).

use proto::common::v1::PostRole;
use proto::identity::v1::*;

use super::caller::request_id;
use super::cast::{Agency, Staff};
use super::play::Play;

/// What somebody tells, what the IT officer says to it, and whether that passes it on.
const FAULTS: [(&str, &str, bool); 2] = [
    (
        "Tôi đăng nhập được nhưng không thấy mục «Bảng kê» của tuần trước để sửa.",
        "Bảng kê tuần trước đã được phê duyệt nên không sửa được. Anh/chị mở bảng kê đó và chọn «Đính chính».",
        false,
    ),
    (
        "Trang danh mục công việc mở chậm vào sáng thứ Hai, có lúc phải tải lại.",
        "Đã thử trên hai máy của cơ quan, mạng nội bộ bình thường; đề nghị Sở Nội vụ kiểm tra máy chủ.",
        true,
    ),
];

impl Play<'_> {
    /// In each agency with an IT officer one fault is answered there, and one passed on to Sở Nội vụ.
    pub(super) async fn report_faults(&mut self) -> anyhow::Result<()> {
        self.step("Báo sự cố phần mềm, cán bộ công nghệ thông tin xử lý", self.agencies.len()).await;
        // By now everybody is in their post, however few weeks were played.
        self.move_clock(self.day(11, 18), 8)?;
        self.each(&self.agencies, async |agency: &Agency| self.faults_of(agency).await).await?;
        Ok(())
    }

    async fn faults_of(&self, agency: &Agency) -> anyhow::Result<()> {
        let Some(officer) = self.it_officer(agency) else { return Ok(()) };
        let mut users: Vec<&Staff> = self
            .employees()
            .filter(|staff| staff.agency_id == agency.id && staff.role == PostRole::Staff && staff.grants.is_empty())
            .collect();
        users.sort_by(|a, b| a.email.cmp(&b.email));
        for (user, (told, said, forward)) in users.iter().zip(FAULTS) {
            let message = ReportFaultRequest { request_id: request_id(), page: "/bang-ke".to_owned(), text: told.to_owned() };
            let report_id = user.caller.send(message).await?.report.unwrap_or_default().report_id;
            let text = said.to_owned();
            if forward {
                officer.caller.send(ForwardFaultReportRequest { request_id: request_id(), report_id, text }).await?;
            } else {
                officer.caller.send(AnswerFaultReportRequest { request_id: request_id(), report_id, text }).await?;
            }
        }
        Ok(())
    }

    /// Who looks after the accounts and the software of an agency.
    pub(super) fn it_officer(&self, agency: &Agency) -> Option<&Staff> {
        let officers = self.employees().filter(|staff| staff.agency_id == agency.id && staff.holds(SystemRole::UnitIt));
        officers.min_by_key(|staff| &staff.email)
    }
}
