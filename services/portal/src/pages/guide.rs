//! The guide (articles 7.5 and 11): what each role does in each stage, to read and to print.

use askama::Template;
use axum::response::Response;
use regulation::{Relation, SystemRole};

use crate::halt::Halt;
use crate::page::{Page, html};
use crate::session::User;

/// What somebody does, and where.
#[derive(Debug)]
pub struct Duty {
    /// Whose duty it is.
    pub who: &'static str,
    /// What they do.
    pub does: &'static str,
    /// Address and name of the page; the address is empty where it follows from a task.
    page: (&'static str, &'static str),
}

/// One stage of the year.
#[derive(Debug)]
pub struct Stage {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Who does what.
    pub duties: &'static [Duty],
    /// Where its tasks lead, beside the pages that the duties name.
    pages: &'static [&'static str],
}

/// The stage that the page at this address is for: what the guide says stands on the page itself, too.
pub fn stage_of(path: &str) -> Option<&'static Stage> {
    let below = |page: &&str| *page != "/" && (path == *page || path.starts_with(&format!("{page}/")));
    let nearest = |stage: &'static Stage| {
        let named = stage.duties.iter().map(|duty| duty.page.0).chain(stage.pages.iter().copied());
        named.filter(below).map(str::len).max().map(|length| (length, stage))
    };
    // Of stages that share a page the first: there it begins.
    STAGES.iter().filter_map(nearest).reduce(|best, other| if other.0 > best.0 { other } else { best }).map(|(_, stage)| stage)
}

const fn duty(who: &'static str, does: &'static str, href: &'static str, page: &'static str) -> Duty {
    Duty { who, does, page: (href, page) }
}

/// A page that «Việc của tôi» leads to.
const FROM_TASKS: &str = "Việc của tôi";

const STAGES: [Stage; 10] = [
    Stage {
        name: "Chuẩn bị",
        about: "Trước khi ai được đánh giá. Làm một lần cho cả tỉnh, sau đó chỉ cập nhật.",
        pages: &["/to-chuc/don-vi", "/to-chuc/ra-soat", "/so-noi-vu/co-san"],
        duties: &[
            duty("Sở Nội vụ", "Ban hành bộ tiêu chí và bộ quy tắc, nhập danh sách thư công vụ, giao vai trò.", "/bat-dau", "Bắt đầu"),
            duty(
                "Cán bộ tổ chức của cơ quan",
                "Nhập danh sách đơn vị, chức vụ, con người; sửa những chỗ phần mềm hỏi.",
                "/to-chuc/nhap",
                "Nhập danh sách từ Excel",
            ),
            duty(
                SystemRole::UnitIt.vi(),
                "Gửi liên kết đăng nhập cho người chưa vào được; ở bên thủ trưởng khi họ cài xác thực hai lớp lần đầu; trả lời sự cố.",
                "/cong-nghe/tai-khoan",
                "Tài khoản",
            ),
            duty(
                "Người đứng đầu cơ quan",
                "Nơi người phụ trách thật không phải trưởng bộ phận: giao thủ trưởng trực tiếp ở trang của từng người.",
                "/to-chuc/nhan-su",
                "Nhân sự",
            ),
            duty("Mọi người", "Mở thư mời, đặt mật khẩu; không dùng chung, không cho mượn tài khoản.", "/tai-khoan", "Tài khoản của tôi"),
        ],
    },
    Stage {
        name: "Kê khai công việc",
        about: "Cả năm. Bảng kê là căn cứ khi góp ý và quyết định; nó không tự sinh ra điểm.",
        pages: &["/danh-muc"],
        duties: &[
            duty("Mọi người", "Trình danh mục công việc của năm; kê khai theo ngày hoặc theo tuần.", "/bang-ke", "Bảng kê"),
            duty(Relation::DirectHead.vi(), "Phê duyệt, trả lại có lý do, xác nhận nguyên nhân chậm.", "/phe-duyet", "Phê duyệt"),
            duty(
                "Cán bộ tổ chức của cơ quan",
                "Nơi bộ quy tắc chấm theo quý, tháng: khai báo kết quả từng quý, tháng; mỗi người xem ngay của mình trong «Kết quả của tôi».",
                "/to-chuc/ket-qua-ky",
                "Kết quả theo quý, tháng",
            ),
            duty("Mọi người", "Xem và in nhật ký công tác theo tháng, theo năm, thay cho sổ.", "/bang-ke/nhat-ky", "Nhật ký công tác"),
            duty("Người chuyển vị trí, người nhận việc", "Ghi chú việc đang mở, tự xác nhận bàn giao.", "/ban-giao", "Bàn giao"),
        ],
    },
    Stage {
        name: "Tự đánh giá",
        about: "Tổ chức của ngày mở được chốt; mỗi người nhận một phiếu theo nhóm của mình.",
        pages: &["/tu-danh-gia", "/to-chuc/phan-cong"],
        duties: &[
            duty("Mọi người", "Chấm điểm từng tiêu chí, viết phiếu, kiểm tra rồi nộp trước hạn.", "/", FROM_TASKS),
            duty("Đảng viên", "Đính kèm nhận xét của chi bộ nơi cư trú.", "/", FROM_TASKS),
            duty(
                "Cán bộ tổ chức của cơ quan",
                "Rà soát ai góp ý cho ai, sửa chỗ sai, nhắc người chậm; người đứng đầu ký duyệt phân công.",
                "/to-chuc/ky",
                "Kỳ đánh giá",
            ),
        ],
    },
    Stage {
        name: "Tham gia ý kiến 360°",
        about: "Thay cho cuộc họp. Mỗi người tự góp ý bằng tài khoản của mình.",
        pages: &[],
        duties: &[
            duty("Đồng cấp, cấp dưới, cấp phó", "Thống nhất với điểm tự chấm hoặc chấm lại; nêu ưu điểm, hạn chế.", "/y-kien", "Ý kiến"),
            duty("Thủ trưởng", "Cũng góp ý, chưa thấy điểm của người khác.", "/y-kien", "Ý kiến"),
        ],
    },
    Stage {
        name: "Lập biên bản số",
        about: "Phần mềm tính điểm và lập biên bản của từng đơn vị; biên bản đã lập không sửa được.",
        pages: &[],
        duties: &[duty("Mọi người trong đơn vị", "Đọc biên bản. Nhóm ít người được gộp để không lộ ai chấm.", "/bien-ban", "Biên bản số")],
    },
    Stage {
        name: "Thẩm định",
        about: "Thủ trưởng trực tiếp xem tự đánh giá, ý kiến, bảng kê của từng người.",
        pages: &["/tham-dinh", "/cham-lai", "/don-vi"],
        duties: &[duty(Relation::DirectHead.vi(), "Nhận xét, đề xuất điểm; có thể yêu cầu chấm lại khi chênh lệch lớn.", "/", FROM_TASKS)],
    },
    Stage {
        name: "Quyết định",
        about: "Người đứng đầu quyết định từng người; cấp có thẩm quyền quyết định người đứng đầu.",
        pages: &["/quyet-dinh", "/to-chuc/ho-so"],
        duties: &[
            duty(
                "Người đứng đầu cơ quan",
                "Quyết định trong bảng hoặc từng người; điểm khác với điểm tính phải có lý do.",
                "/",
                FROM_TASKS,
            ),
            duty(Relation::Higher.vi(), "Quyết định những người mà cơ quan không được quyết định.", "/", FROM_TASKS),
            duty("Cán bộ tổ chức của cơ quan", "Cập nhật kết quả bản giấy của người mới chuyển đến.", "/to-chuc/ky", "Kỳ đánh giá"),
        ],
    },
    Stage {
        name: "Công khai",
        about: "Kết quả và văn bản xem được trong phần mềm, mỗi kết quả kèm lý do.",
        pages: &["/ket-qua-co-quan"],
        duties: &[
            duty("Người đứng đầu cơ quan", "Công khai khi mọi người đã được quyết định.", "/", FROM_TASKS),
            duty("Mọi người", "Xem kết quả của mình và vì sao xếp mức ấy.", "/ket-qua", "Kết quả của tôi"),
        ],
    },
    Stage {
        name: "Kiến nghị",
        about: "Trong số ngày làm việc mà bộ quy tắc cho phép, kể từ khi công khai.",
        pages: &[],
        duties: &[
            duty("Mọi người", "Gửi kiến nghị trên trang kết quả của mình.", "/ket-qua", "Kết quả của tôi"),
            duty("Người đã quyết định", "Trả lời: giữ nguyên, hoặc quyết định lại có lý do.", "/", FROM_TASKS),
        ],
    },
    Stage {
        name: "Lưu trữ và giám sát",
        about: "Kỳ tự kết thúc khi hết hạn kiến nghị và đã trả lời hết.",
        pages: &[],
        duties: &[
            duty("Sở Nội vụ, lãnh đạo tỉnh", "Xem tiến độ và kết quả toàn tỉnh.", "/toan-tinh", "Toàn tỉnh"),
            duty("Thanh tra", "Xem ai đã đọc, đã đổi gì; đọc hồ sơ phải ghi lý do.", "/giam-sat", "Giám sát"),
        ],
    },
];

#[derive(Template)]
#[template(path = "guide.html")]
pub struct Guide {
    page: Page,
    stages: &'static [Stage],
}

impl Guide {
    /// All stages.
    pub fn new(page: Page) -> Self {
        Self { page, stages: &STAGES }
    }
}

/// `GET /huong-dan`.
pub async fn show(user: User) -> Result<Response, Halt> {
    let view = Guide::new(user.page("Hướng dẫn: ai làm gì ở từng bước").back("/"));
    Ok(html(view.page.status(), &view))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_that_the_guide_names_is_one_of_ours() {
        let pages = crate::router::addresses();
        for duty in STAGES.iter().flat_map(|stage| stage.duties) {
            assert!(pages.contains(&duty.page.0), "{}", duty.page.0);
        }
        for page in STAGES.iter().flat_map(|stage| stage.pages) {
            assert!(pages.iter().any(|known| known == page || known.starts_with(&format!("{page}/"))), "{page}");
        }
    }

    #[test]
    fn every_page_of_the_year_says_whose_turn_it_is() {
        let stage = |path: &str| stage_of(path).map(|stage| stage.name);
        for (path, name) in [
            ("/danh-muc", "Kê khai công việc"),
            ("/bang-ke/tuan/2019-03-04", "Kê khai công việc"),
            ("/tu-danh-gia/0190a000-0000-7000-8000-000000000000/diem", "Tự đánh giá"),
            ("/y-kien", "Tham gia ý kiến 360°"),
            ("/tham-dinh", "Thẩm định"),
            ("/quyet-dinh/0190a000-0000-7000-8000-000000000000/bang", "Quyết định"),
            ("/ket-qua-co-quan", "Công khai"),
            ("/to-chuc/nhan-su", "Chuẩn bị"),
        ] {
            assert_eq!(stage(path), Some(name), "{path}");
        }
        assert_eq!((stage("/"), stage("/tai-khoan/mat-khau"), stage("/y-kiens")), (None, Some("Chuẩn bị"), None));
    }
}
