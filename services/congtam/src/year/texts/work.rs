//! What people of an agency work on, as they write it in work lists and logs.

/// One assigned piece of work: content, product, how many in the year.
pub(in crate::year) type Work = (&'static str, &'static str, i32);

const LEADERS: &[Work] = &[
    ("Xây dựng và tổ chức thực hiện chương trình công tác năm", "Chương trình, kế hoạch", 1),
    ("Chỉ đạo, kiểm tra việc thực hiện nhiệm vụ của các bộ phận phụ trách", "Thông báo kết luận", 12),
    ("Chủ trì họp giao ban, kết luận và đôn đốc nhiệm vụ", "Thông báo giao ban", 24),
    ("Tham mưu, trình cấp có thẩm quyền ban hành văn bản thuộc lĩnh vực", "Tờ trình, dự thảo quyết định", 15),
    ("Tiếp công dân, giải quyết đơn thư, kiến nghị thuộc thẩm quyền", "Văn bản trả lời", 10),
    ("Chỉ đạo công tác cải cách hành chính, ứng dụng công nghệ thông tin", "Kế hoạch, báo cáo", 4),
    ("Quản lý, nhận xét, đánh giá công chức thuộc quyền", "Bản nhận xét, phê duyệt bảng kê", 12),
    ("Phối hợp với các cơ quan liên quan giải quyết việc liên ngành", "Công văn phối hợp", 18),
];

const OFFICE: &[Work] = &[
    ("Tham mưu văn bản hướng dẫn nghiệp vụ thuộc lĩnh vực được giao", "Công văn, hướng dẫn", 20),
    ("Thẩm định hồ sơ, trình lãnh đạo quyết định", "Hồ sơ, tờ trình", 48),
    ("Tổng hợp, xây dựng báo cáo định kỳ tháng, quý, năm", "Báo cáo", 16),
    ("Theo dõi, cập nhật cơ sở dữ liệu chuyên ngành", "Dữ liệu được cập nhật", 12),
    ("Tham gia đoàn kiểm tra tại cơ quan, địa phương", "Báo cáo kiểm tra", 4),
    ("Trả lời kiến nghị, vướng mắc của cơ quan, đơn vị và công dân", "Văn bản trả lời", 24),
    ("Rà soát, hệ thống hóa văn bản quy phạm pháp luật", "Danh mục văn bản", 2),
    ("Chuẩn bị tài liệu hội nghị, tập huấn nghiệp vụ", "Bộ tài liệu", 4),
    ("Tiếp nhận và giải quyết thủ tục hành chính theo phân công", "Hồ sơ đã giải quyết", 60),
];

const ARCHIVES: &[Work] = &[
    ("Thu thập, tiếp nhận hồ sơ đến hạn nộp lưu lịch sử", "Biên bản giao nhận", 6),
    ("Chỉnh lý tài liệu tồn đọng", "Mét giá tài liệu", 40),
    ("Phục vụ độc giả khai thác tài liệu tại phòng đọc", "Lượt độc giả", 120),
    ("Số hóa tài liệu, cập nhật cơ sở dữ liệu lưu trữ", "Trang tài liệu", 30000),
    ("Kiểm tra, vệ sinh, bảo quản kho lưu trữ", "Sổ theo dõi kho", 12),
    ("Hướng dẫn nghiệp vụ văn thư, lưu trữ cho cơ quan, tổ chức", "Lớp, lượt hướng dẫn", 5),
];

const DOCTORS: &[Work] = &[
    ("Khám, điều trị người bệnh nội trú theo phân công", "Bệnh án", 320),
    ("Trực chuyên môn theo lịch", "Phiên trực", 60),
    ("Hội chẩn các trường hợp khó", "Biên bản hội chẩn", 24),
    ("Tham gia nghiên cứu khoa học, sáng kiến cải tiến", "Đề tài, sáng kiến", 1),
    ("Hướng dẫn sinh viên, cán bộ tuyến dưới", "Buổi hướng dẫn", 10),
    ("Cập nhật kiến thức y khoa liên tục", "Chứng nhận", 2),
];

const NURSES: &[Work] = &[
    ("Thực hiện y lệnh, chăm sóc người bệnh", "Phiếu chăm sóc", 900),
    ("Trực chuyên môn theo lịch", "Phiên trực", 72),
    ("Tư vấn, giáo dục sức khỏe cho người bệnh và người nhà", "Buổi tư vấn", 48),
    ("Thực hiện quy trình kiểm soát nhiễm khuẩn", "Bảng kiểm", 52),
    ("Quản lý thuốc, vật tư, trang thiết bị của khoa", "Sổ theo dõi", 12),
];

const DRIVERS: &[Work] = &[
    ("Lái xe phục vụ lãnh đạo, công chức đi công tác an toàn", "Chuyến xe", 140),
    ("Bảo dưỡng, kiểm tra kỹ thuật xe định kỳ", "Phiếu bảo dưỡng", 12),
    ("Theo dõi, quyết toán xăng dầu hằng tháng", "Bảng kê xăng dầu", 12),
    ("Vệ sinh xe, nhà để xe", "Sổ theo dõi", 48),
];

const GUARDS: &[Work] = &[
    ("Trực bảo vệ cơ quan theo ca", "Ca trực", 180),
    ("Kiểm tra an toàn điện, phòng cháy chữa cháy", "Sổ kiểm tra", 48),
    ("Hướng dẫn khách, công dân đến liên hệ công tác", "Sổ theo dõi khách", 240),
    ("Sắp xếp nhà xe, đóng mở cổng đúng giờ", "Sổ trực", 240),
];

const HELPERS: &[Work] = &[
    ("Vệ sinh phòng làm việc, khuôn viên hằng ngày", "Khu vực được giao", 240),
    ("Phục vụ nước uống, chuẩn bị phòng họp", "Cuộc họp", 90),
    ("Bảo quản dụng cụ, báo hỏng kịp thời", "Phiếu báo hỏng", 12),
    ("Chăm sóc cây xanh, thu gom rác thải đúng nơi quy định", "Đợt thực hiện", 48),
];

const TECHNICIANS: &[Work] = &[
    ("Vận hành, sửa chữa hệ thống điện, nước", "Phiếu sửa chữa", 96),
    ("Kiểm tra máy phát, hệ thống khí y tế", "Sổ vận hành", 52),
    ("Trực kỹ thuật ngoài giờ", "Ca trực", 48),
];

/// What somebody of this post works on; the first word of a title says enough.
pub(in crate::year) fn of(title: &str, leads: bool) -> &'static [Work] {
    let has = |word: &str| title.contains(word);
    match () {
        () if leads => LEADERS,
        () if has("Lái xe") => DRIVERS,
        () if has("bảo vệ") => GUARDS,
        () if has("phục vụ") => HELPERS,
        () if has("kỹ thuật") => TECHNICIANS,
        () if has("Bác sĩ") => DOCTORS,
        () if has("Điều dưỡng") => NURSES,
        () if has("Lưu trữ") => ARCHIVES,
        () => OFFICE,
    }
}

/// Work that nobody planned.
pub(in crate::year) const ARISING: &[&str] = &[
    "Chuẩn bị tài liệu đột xuất phục vụ họp của lãnh đạo",
    "Tham gia ứng phó mưa lũ, trực ban theo điều động",
    "Hỗ trợ đồng nghiệp xử lý hồ sơ gấp",
    "Tiếp đoàn công tác đến làm việc",
    "Tham gia tổ kiểm kê tài sản của cơ quan",
];

/// Why a head sends a work list back.
pub(in crate::year) const LIST_RETURNED: &[&str] = &[
    "Bổ sung sản phẩm và số lượng cụ thể cho từng việc để có căn cứ đánh giá cuối năm.",
    "Thời hạn chưa khớp với chương trình công tác của đơn vị, đề nghị điều chỉnh.",
    "Còn thiếu nhiệm vụ đã giao tại cuộc họp đầu năm, đề nghị bổ sung.",
];

/// Why a head sends a log back.
pub(in crate::year) const LOG_RETURNED: &[&str] = &[
    "Ghi rõ số, ký hiệu văn bản đã tham mưu.",
    "Việc này chưa trình ký, đề nghị chuyển sang tuần sau.",
    "Ghi đúng ngày hoàn thành thực tế.",
];

/// How a log names its product.
pub(in crate::year) const PRODUCTS: &[&str] = &["Công văn số", "Báo cáo số", "Tờ trình số", "Phiếu trình số", "Biên bản số"];
