//! Contract workers: drivers, guards, service and technical staff.

use super::Bank;

pub(super) const RESULT: Bank = [
    &[
        "Hoàn thành 100% công việc theo hợp đồng, an toàn tuyệt đối, không để xảy ra sự cố; nhiều lần nhận việc ngoài giờ.",
        "Mọi phần việc được giao đều hoàn thành đúng giờ, chất lượng tốt; sẵn sàng khi có việc đột xuất, kể cả ngày nghỉ.",
    ],
    &[
        "Hoàn thành công việc được giao, bảo đảm an toàn, đúng thời gian.",
        "Thực hiện đủ khối lượng công việc theo hợp đồng; một vài lần phải nhắc về thời gian.",
    ],
    &[
        "Hoàn thành phần lớn công việc; có lần chậm giờ, phải bố trí người làm thay.",
        "Công việc cơ bản hoàn thành; chất lượng chưa đều, còn bị nhắc nhở.",
    ],
];

pub(super) const DISCIPLINE: Bank = [
    &[
        "Chấp hành nghiêm giờ giấc, nội quy, quy định phòng cháy chữa cháy; giữ bí mật của cơ quan.",
        "Luôn có mặt đúng giờ, chấp hành tuyệt đối sự phân công.",
    ],
    &["Chấp hành giờ giấc, nội quy cơ quan và sự phân công của phụ trách.", "Thực hiện tốt nội quy, quy định về phòng cháy chữa cháy."],
    &["Cơ bản chấp hành nội quy; có ngày đi muộn chưa báo trước.", "Có lần rời vị trí khi chưa bàn giao ca, đã nhận khuyết điểm."],
];

pub(super) const ATTITUDE: Bank = [
    &["Lịch sự, nhiệt tình với khách, người dân và đồng nghiệp; chủ động giúp đỡ bộ phận khác."],
    &["Thái độ đúng mực, phối hợp tốt khi được yêu cầu.", "Hòa nhã, vui vẻ với mọi người; hỗ trợ bộ phận khác khi cần."],
    &["Thái độ bình thường; phối hợp với bộ phận khác có lúc chưa nhanh."],
];

pub(super) const PROPERTY: Bank = [
    &["Bảo quản tốt phương tiện, trang thiết bị; tiết kiệm điện, nước, xăng dầu, vật tư; không để xảy ra mất an toàn."],
    &["Giữ gìn tài sản được giao, sử dụng tiết kiệm; kịp thời báo hỏng để sửa chữa."],
    &["Có giữ gìn tài sản; còn để thiết bị xuống cấp do chưa bảo dưỡng đúng kỳ."],
];

pub(super) const SUMMARY: Bank = [
    &["Ưu điểm: chăm chỉ, cẩn thận, trách nhiệm, không ngại việc. Nhược điểm: cần rèn luyện thêm sức khỏe, kỹ năng giao tiếp."],
    &[
        "Ưu điểm: chấp hành tốt nội quy, hoàn thành công việc. Nhược điểm: có lúc chưa chủ động.",
        "Ưu điểm: thật thà, hòa đồng. Nhược điểm: kê khai công việc hằng tuần còn sơ sài.",
    ],
    &["Ưu điểm: có cố gắng. Nhược điểm: giờ giấc chưa nghiêm, cần khắc phục ngay."],
];
