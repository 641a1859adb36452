//! What colleagues and heads say.

use proto::common::v1::EmployeeGroup;

use super::forms::Tone;

/// What a reviewer praises.
pub(in crate::year) fn strengths(group: EmployeeGroup, tone: Tone) -> &'static [&'static str] {
    match (tone, group) {
        (Tone::Excellent, EmployeeGroup::Nld) => {
            &["Chăm chỉ, cẩn thận, không ngại việc khó.", "Luôn đúng giờ, an toàn, sẵn sàng giúp mọi người."]
        }
        (Tone::Excellent, EmployeeGroup::VcLd | EmployeeGroup::VcKld) => &[
            "Tay nghề vững, tận tụy, được người dân tin cậy.",
            "Chủ động nhận việc, hỗ trợ đồng nghiệp.",
            "Có cải tiến quy trình được áp dụng.",
        ],
        (Tone::Excellent, _) => &[
            "Chủ động, trách nhiệm, hoàn thành vượt tiến độ nhiều nhiệm vụ.",
            "Chuyên môn vững, sẵn sàng giúp đỡ đồng nghiệp.",
            "Có cải tiến thiết thực, được áp dụng trong đơn vị.",
            "Nêu gương về kỷ luật và tác phong làm việc.",
        ],
        (Tone::Good, EmployeeGroup::Nld) => &["Hoàn thành công việc, chấp hành nội quy.", "Thật thà, hòa đồng, có ý thức giữ gìn tài sản."],
        (Tone::Good, EmployeeGroup::VcLd | EmployeeGroup::VcKld) => &[
            "Hoàn thành tốt nhiệm vụ chuyên môn, đúng quy trình.",
            "Hòa nhã với người dân và đồng nghiệp.",
            "Cẩn thận, có tinh thần học hỏi.",
        ],
        (Tone::Good, _) => &[
            "Hoàn thành tốt nhiệm vụ, phối hợp nhịp nhàng.",
            "Cẩn thận, chấp hành tốt giờ giấc và sự phân công.",
            "Hòa nhã, cầu thị, có tinh thần học hỏi.",
            "Văn bản tham mưu bảo đảm chất lượng.",
        ],
        (Tone::Fair, _) => {
            &["Chấp hành sự phân công, sống hòa đồng.", "Có cố gắng trong những tháng cuối năm.", "Nhiệt tình với phong trào chung."]
        }
    }
}

/// What a reviewer misses.
pub(in crate::year) fn limits(group: EmployeeGroup, tone: Tone) -> &'static [&'static str] {
    match (tone, group) {
        (Tone::Excellent, EmployeeGroup::Nld) => &["Chưa thấy hạn chế đáng kể.", "Nên giữ gìn sức khỏe."],
        (Tone::Excellent, _) => &["Cần dành thêm thời gian hướng dẫn người mới.", "Đôi lúc còn ôm việc.", "Chưa thấy hạn chế đáng kể."],
        (Tone::Good, EmployeeGroup::Nld) => &["Có lúc chưa chủ động.", "Cần ghi bảng kê công việc đầy đủ hơn."],
        (Tone::Good, EmployeeGroup::VcLd | EmployeeGroup::VcKld) => {
            &["Ghi chép hồ sơ chuyên môn có lúc còn vắn tắt.", "Cần mạnh dạn đề xuất cải tiến.", "Cần cập nhật bảng kê công việc đều hơn."]
        }
        (Tone::Good, _) => &[
            "Cần mạnh dạn đề xuất cách làm mới.",
            "Một vài báo cáo gửi sát hạn.",
            "Nên tăng cường ứng dụng công nghệ thông tin.",
            "Cần cập nhật bảng kê công việc đều hơn.",
        ],
        (Tone::Fair, EmployeeGroup::Nld) => &["Giờ giấc chưa nghiêm, có ca trực bỏ vị trí.", "Công việc phải nhắc nhở nhiều lần."],
        (Tone::Fair, EmployeeGroup::VcLd | EmployeeGroup::VcKld) => {
            &["Thao tác chuyên môn còn chậm.", "Hồ sơ, sổ sách còn để tồn.", "Chưa chủ động nhận việc phát sinh."]
        }
        (Tone::Fair, _) => &[
            "Tiến độ chậm, có việc phải đôn đốc nhiều lần.",
            "Văn bản còn sai sót, phải chỉnh sửa.",
            "Chưa chủ động nhận nhiệm vụ phát sinh.",
        ],
    }
}

/// What a direct head writes when verifying.
pub(in crate::year) fn verification(tone: Tone) -> &'static [&'static str] {
    match tone {
        Tone::Excellent => &[
            "Nhất trí với ý kiến tập thể. Đồng chí hoàn thành xuất sắc nhiệm vụ, có cải tiến được áp dụng, bảng kê công việc đầy đủ.",
            "Kết quả tự chấm phù hợp với kết quả công việc trong năm; đề nghị ghi nhận thành tích.",
        ],
        Tone::Good => &[
            "Đồng chí hoàn thành tốt nhiệm vụ được giao; đề nghị phát huy và chú ý tiến độ các báo cáo định kỳ.",
            "Kết quả phản ánh đúng thực tế; cần chủ động hơn trong đề xuất sáng kiến.",
        ],
        Tone::Fair => &[
            "Đồng chí hoàn thành nhiệm vụ ở mức đạt yêu cầu; cần khắc phục việc chậm tiến độ và nâng cao chất lượng công việc.",
            "Còn hạn chế về năng lực; đơn vị sẽ phân công người kèm cặp trong năm tới.",
        ],
    }
}

/// What an agency head writes when deciding.
pub(in crate::year) fn decision(tone: Tone) -> &'static [&'static str] {
    match tone {
        Tone::Excellent => {
            &["Đồng ý với kết quả tổng hợp. Phát huy vai trò nòng cốt của đơn vị.", "Nhất trí kết quả; biểu dương tinh thần trách nhiệm."]
        }
        Tone::Good => {
            &["Đồng ý với kết quả tổng hợp và nhận xét của thủ trưởng trực tiếp.", "Nhất trí. Năm tới cần có giải pháp, sáng kiến cụ thể."]
        }
        Tone::Fair => {
            &["Đồng ý với kết quả. Yêu cầu xây dựng kế hoạch khắc phục hạn chế.", "Nhất trí. Đơn vị theo dõi, giúp đỡ để tiến bộ."]
        }
    }
}

/// Why a head decides another total than the computed one.
pub(in crate::year) const DECIDED_BECAUSE: &str = "Căn cứ kết quả thực tế trong năm tại bảng kê công việc đã duyệt: hai nhiệm vụ trọng tâm chậm tiến độ so với kế hoạch, mức tự chấm cao hơn kết quả thực hiện.";

/// Why a direct head asks to score again.
pub(in crate::year) const RESCORE_BECAUSE: &str =
    "Điểm tự chấm và điểm của tập thể chênh lệch nhiều; đề nghị các thành viên đối chiếu bảng kê công việc đã duyệt và chấm lại.";

/// Why the comment of the Party cell is waived.
pub(in crate::year) const WAIVED_BECAUSE: &[&str] = &[
    "Chi bộ nơi cư trú chưa tổ chức sinh hoạt nhận xét trong tháng, sẽ bổ sung sau.",
    "Đảng viên mới chuyển nơi cư trú, đang làm thủ tục giới thiệu sinh hoạt theo quy định.",
];

/// Where people live, for the comment of the Party cell.
pub(in crate::year) const CELLS: &[&str] = &[
    "Chi bộ khu phố 1, phường 5",
    "Chi bộ khu phố 3, phường 1",
    "Chi bộ khu phố Tây Trì",
    "Chi bộ thôn Vĩnh An",
    "Chi bộ thôn Bích Giang",
    "Chi bộ khu phố 2, phường Đông Lương",
];
