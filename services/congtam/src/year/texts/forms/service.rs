//! Public employees (Mẫu số 03): doctors, nurses, archivists and the staff of public service units.

use super::Bank;

pub(super) const RESULT: Bank = [
    &[
        "Hoàn thành 100% khối lượng công việc theo hợp đồng làm việc, đúng quy trình chuyên môn, không để xảy ra sai sót; có cải tiến được đơn vị áp dụng.",
        "Các nhiệm vụ chuyên môn đều hoàn thành trước hoặc đúng hạn, chất lượng tốt; nhận thêm ca trực, việc phát sinh khi đơn vị thiếu người.",
    ],
    &[
        "Hoàn thành khối lượng công việc theo hợp đồng, đúng tiến độ, bảo đảm quy trình chuyên môn.",
        "Thực hiện đầy đủ nhiệm vụ được giao trong năm; một vài việc phải điều chỉnh thời gian do khối lượng tăng.",
    ],
    &[
        "Hoàn thành khoảng 80% khối lượng công việc; hồ sơ chuyên môn đôi lúc ghi chép chưa đầy đủ.",
        "Hoàn thành việc thường xuyên; còn để tồn một số hồ sơ, sổ sách.",
    ],
];

pub(super) const ETHICS: Bank = [
    &[
        "Tuân thủ nghiêm chuẩn mực đạo đức nghề nghiệp, trung thực, tận tụy; được người sử dụng dịch vụ gửi thư cảm ơn.",
        "Gương mẫu về đạo đức nghề nghiệp, không vụ lợi, giữ uy tín của đơn vị.",
    ],
    &[
        "Chấp hành tốt quy định về đạo đức nghề nghiệp, trung thực, giữ uy tín của ngành.",
        "Tuân thủ chuẩn mực nghề nghiệp, không có phản ánh về thái độ, đạo đức.",
    ],
    &["Chấp hành quy định về đạo đức nghề nghiệp; có một lần bị nhắc nhở về giao tiếp."],
];

pub(super) const SERVICE: Bank = [
    &["Trách nhiệm cao, tận tình với người dân; hợp tác chặt chẽ với đồng nghiệp, thực hiện nghiêm quy tắc ứng xử."],
    &[
        "Có trách nhiệm, thái độ phục vụ tốt; phối hợp với đồng nghiệp trong công việc chung.",
        "Hòa nhã với người dân, sẵn sàng hỗ trợ đồng nghiệp, chấp hành quy tắc ứng xử.",
    ],
    &["Có trách nhiệm với phần việc của mình; có góp ý về thời gian chờ, đã khắc phục."],
];

pub(super) const OBLIGATIONS: Bank = [
    &["Thực hiện đầy đủ các nghĩa vụ khác của viên chức; tích cực học tập, kê khai bảng kê công việc đúng hạn, giữ gìn tài sản công."],
    &[
        "Chấp hành nội quy, giờ giấc; tham gia các lớp bồi dưỡng; bảo quản tốt trang thiết bị.",
        "Thực hiện các nghĩa vụ của viên chức theo quy định, tham gia hoạt động chung.",
    ],
    &["Cơ bản thực hiện nghĩa vụ của viên chức; kê khai bảng kê công việc có tuần còn chậm."],
];

pub(super) const SUMMARY: Bank = [
    &["Ưu điểm: chuyên môn vững, tận tụy, có cải tiến được áp dụng. Nhược điểm: cần dành thời gian nghiên cứu khoa học nhiều hơn."],
    &[
        "Ưu điểm: hoàn thành tốt nhiệm vụ chuyên môn, hòa nhã. Nhược điểm: chưa có sáng kiến, ghi chép hồ sơ có lúc còn vắn tắt.",
        "Ưu điểm: chấp hành tốt quy trình, có tinh thần học hỏi. Nhược điểm: cần mạnh dạn đề xuất cải tiến.",
    ],
    &["Ưu điểm: chịu khó, đoàn kết. Nhược điểm: tay nghề còn hạn chế, cần được kèm cặp thêm."],
];
