//! Cadres and civil servants (Mẫu số 01 and 02), and what public employees who lead have in common with them.

use super::Bank;

pub(super) const LAW: Bank = [
    &[
        "Luôn gương mẫu chấp hành đường lối, chủ trương của Đảng, chính sách, pháp luật của Nhà nước và nội quy, quy chế của cơ quan; vận động gia đình và nhân dân nơi cư trú cùng thực hiện.",
        "Nghiên cứu, quán triệt đầy đủ các nghị quyết, chỉ thị; chủ động đưa nội dung vào chương trình công tác của bản thân; không vi phạm những điều không được làm.",
    ],
    &[
        "Chấp hành tốt chủ trương của Đảng, chính sách, pháp luật của Nhà nước; thực hiện nghiêm sự phân công của tổ chức và nội quy cơ quan.",
        "Tham gia đầy đủ các đợt học tập nghị quyết; chấp hành kỷ luật phát ngôn, bảo vệ bí mật công tác.",
    ],
    &[
        "Chấp hành chủ trương, pháp luật và nội quy cơ quan; có lúc tham gia học tập nghị quyết chưa đầy đủ.",
        "Cơ bản chấp hành sự phân công; còn bị nhắc nhở về việc thực hiện nội quy.",
    ],
];

pub(super) const CHARACTER: Bank = [
    &[
        "Lập trường vững vàng, lối sống giản dị, trung thực, nêu gương trong đơn vị; làm việc khoa học, đúng giờ, kê khai bảng kê công việc đầy đủ hằng tuần.",
        "Giữ gìn phẩm chất đạo đức, đoàn kết nội bộ; tác phong nhanh nhẹn, dứt điểm từng việc, được đồng nghiệp tin cậy.",
    ],
    &[
        "Có phẩm chất chính trị, đạo đức tốt; khiêm tốn, cầu thị; bảo đảm giờ giấc, trang phục công sở.",
        "Lối sống lành mạnh, hòa nhã với đồng nghiệp; làm việc có kế hoạch.",
    ],
    &[
        "Lối sống lành mạnh; có lúc còn đi muộn, sắp xếp công việc chưa khoa học.",
        "Giữ gìn đạo đức, lối sống; kê khai bảng kê công việc một số tuần còn chậm.",
    ],
];

pub(super) const SKILL: Bank = [
    &[
        "Nắm chắc chuyên môn thuộc vị trí việc làm; tham mưu đúng, kịp thời, văn bản ít phải chỉnh sửa; tự học và sử dụng thành thạo phần mềm quản lý.",
        "Có năng lực nghiên cứu, tổng hợp tốt; đề xuất được cải tiến rút ngắn thời gian giải quyết hồ sơ và đã được áp dụng trong đơn vị.",
    ],
    &[
        "Đáp ứng tốt yêu cầu chuyên môn; soạn thảo văn bản đúng thể thức, nội dung rõ ràng.",
        "Nắm vững nghiệp vụ được giao; tham gia bồi dưỡng và vận dụng được vào công việc.",
    ],
    &[
        "Cơ bản đáp ứng yêu cầu chuyên môn; một số văn bản phải chỉnh sửa nhiều lần.",
        "Nắm được nghiệp vụ thường xuyên; còn lúng túng với việc mới, phức tạp.",
    ],
];

pub(super) const RESULT: Bank = [
    &[
        "Hoàn thành 100% danh mục công việc được duyệt, nhiều việc vượt tiến độ, chất lượng tốt; nhận và hoàn thành thêm các nhiệm vụ phát sinh.",
        "Toàn bộ nhiệm vụ trong năm hoàn thành trước hoặc đúng hạn, không có hồ sơ phải làm lại; sản phẩm được lãnh đạo đánh giá cao.",
    ],
    &[
        "Hoàn thành 100% công việc được giao, đúng tiến độ, bảo đảm chất lượng; một vài việc phải điều chỉnh thời hạn do chờ ý kiến phối hợp.",
        "Khối lượng công việc trong năm hoàn thành theo kế hoạch; hồ sơ giải quyết đúng hạn đạt trên 95%.",
    ],
    &[
        "Hoàn thành khoảng 80% danh mục công việc; một số báo cáo gửi chậm, có việc phải làm lại.",
        "Hoàn thành các việc thường xuyên; còn hai nhiệm vụ chuyển sang năm sau do tham mưu chậm.",
    ],
];

pub(super) const DUTY: Bank = [
    &[
        "Trách nhiệm cao với công việc, sẵn sàng nhận việc khó; chủ động phối hợp, chia sẻ thông tin với đồng nghiệp và đơn vị liên quan.",
        "Chủ động đề xuất hướng xử lý, chịu trách nhiệm đến cùng với nhiệm vụ; phối hợp nhịp nhàng, được các đơn vị bạn ghi nhận.",
    ],
    &[
        "Có tinh thần trách nhiệm, phối hợp tốt với đồng nghiệp trong thực hiện nhiệm vụ chung.",
        "Hoàn thành phần việc được phân công, kịp thời trao đổi khi có vướng mắc.",
    ],
    &[
        "Có trách nhiệm với phần việc của mình; phối hợp với bộ phận khác có lúc chưa kịp thời.",
        "Thực hiện việc được giao; còn phải đôn đốc khi có nhiệm vụ phát sinh.",
    ],
];

pub(super) const SERVICE: Bank = [
    &[
        "Lịch sự, tận tình hướng dẫn tổ chức, công dân; hồ sơ giải quyết trước hoặc đúng hạn, không có phản ánh.",
        "Thái độ đúng mực, giải thích rõ ràng, không để người dân phải đi lại nhiều lần.",
    ],
    &[
        "Giao tiếp lịch sự, hướng dẫn đầy đủ; hồ sơ giải quyết đúng quy trình.",
        "Thái độ phục vụ tốt, tiếp thu góp ý của người dân và đồng nghiệp.",
    ],
    &["Cơ bản đúng mực; có một hồ sơ trễ hạn, đã có thư xin lỗi.", "Có góp ý về thời gian chờ, đã rút kinh nghiệm và khắc phục."],
];

pub(super) const UNIT: Bank = [
    &[
        "Đơn vị hoàn thành 100% kế hoạch năm, nhiều chỉ tiêu vượt; văn bản, hồ sơ đúng hạn; không có người vi phạm kỷ luật.",
        "Các nhiệm vụ trọng tâm của đơn vị đều hoàn thành; được cấp trên biểu dương; nội bộ đoàn kết, ổn định.",
    ],
    &[
        "Đơn vị hoàn thành kế hoạch công tác năm; tỷ lệ hồ sơ đúng hạn đạt trên 95%.",
        "Hoàn thành các chỉ tiêu chủ yếu; công tác nội bộ ổn định, không có đơn thư.",
    ],
    &[
        "Đơn vị hoàn thành phần lớn kế hoạch; hai nhiệm vụ chậm tiến độ so với yêu cầu.",
        "Kết quả đạt yêu cầu; còn để tồn một số hồ sơ quá hạn.",
    ],
];

pub(super) const LEADING: Bank = [
    &[
        "Phân công rõ người, rõ việc, rõ thời hạn; kiểm tra thường xuyên, phê duyệt bảng kê công việc hằng tuần, đánh giá công tâm.",
        "Điều hành quyết liệt, xử lý kịp thời việc khó; tạo điều kiện để cấp dưới chủ động và sáng tạo.",
    ],
    &[
        "Phân công hợp lý, có kiểm tra, đôn đốc; giải quyết công việc đúng thẩm quyền.",
        "Chỉ đạo, điều hành đúng quy chế làm việc; phê duyệt danh mục, bảng kê công việc cơ bản kịp thời.",
    ],
    &[
        "Có phân công, đôn đốc; phê duyệt bảng kê công việc của cấp dưới có tuần còn chậm.",
        "Điều hành đáp ứng yêu cầu; việc kiểm tra chưa thường xuyên.",
    ],
];

pub(super) const UNITY: Bank = [
    &[
        "Xây dựng tập thể đoàn kết, dân chủ; quan tâm đời sống và sự tiến bộ của từng người.",
        "Phát huy trí tuệ tập thể, lắng nghe ý kiến; đơn vị nhiều năm liền không có mâu thuẫn nội bộ.",
    ],
    &["Giữ được đoàn kết nội bộ, thực hiện tốt quy chế dân chủ.", "Quan tâm đời sống của công chức, tạo không khí làm việc tích cực."],
    &["Nội bộ cơ bản đoàn kết; việc trao đổi, lắng nghe ý kiến có lúc chưa đầy đủ.", "Quan tâm đến tập thể; cần phát huy dân chủ hơn nữa."],
];

pub(super) const SUMMARY: Bank = [
    &[
        "Ưu điểm: chủ động, trách nhiệm, hoàn thành xuất sắc nhiệm vụ, có cải tiến được áp dụng. Nhược điểm: đôi lúc còn ôm việc, chưa phân bổ thời gian hợp lý.",
        "Ưu điểm: chuyên môn vững, tiến độ nhanh, phối hợp tốt. Nhược điểm: cần mạnh dạn đề xuất hơn trong các cuộc họp chung.",
    ],
    &[
        "Ưu điểm: hoàn thành tốt nhiệm vụ, chấp hành nghiêm kỷ luật. Nhược điểm: chưa có nhiều sáng kiến; tiến độ một vài việc còn phải điều chỉnh.",
        "Ưu điểm: cẩn thận, hòa nhã, có tinh thần học hỏi. Nhược điểm: ứng dụng công nghệ thông tin chưa thường xuyên.",
    ],
    &[
        "Ưu điểm: chấp hành sự phân công, sống hòa đồng. Nhược điểm: tiến độ chậm, chất lượng tham mưu còn hạn chế, cần cố gắng nhiều hơn.",
        "Ưu điểm: có ý thức khắc phục khuyết điểm. Nhược điểm: chưa chủ động, một số việc phải nhắc nhở.",
    ],
];
