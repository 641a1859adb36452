//! What surrounds every page.

use std::cmp::Reverse;

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Redirect, Response};

use crate::pages::guide::Stage;
use crate::pages::hub::Doors;
use crate::pages::years::Years;

/// The person in the header.
#[derive(Clone, Debug)]
pub struct PersonLine {
    /// Full name.
    pub name: String,
    /// Present post and agency.
    pub post: String,
}

/// One link of the main navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: &'static str,
    /// Whether this page is within it.
    pub current: bool,
}

/// One year of the switch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearLink {
    /// The year.
    pub year: i32,
    /// The same page of that year.
    pub href: String,
    /// Whether it is the one shown.
    pub current: bool,
}

/// One thing wrong with a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Name and id of the input; empty when it is about the whole.
    pub field: String,
    /// What to do about it.
    pub message: String,
}

impl Mistake {
    /// That part of what was asked for at once is done though the rest is not, told before what is wrong with the rest.
    pub fn after_done(done: usize, what: &str, mistakes: Vec<Self>) -> Vec<Self> {
        let told = (done > 0)
            .then(|| Self {
                field: String::new(), message: format!("Đã {what} {done} người. Những người còn lại thì chưa:")
            });
        told.into_iter().chain(mistakes).collect()
    }

    /// Where it is mended: an input of this page, or a page of its own when the field is a path.
    pub fn href(&self) -> String {
        if self.field.starts_with('/') { self.field.clone() } else { format!("#{}", self.field) }
    }
}

/// What the layout shows around the content.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Heading and browser title.
    pub title: String,
    /// Who is signed in.
    pub person: Option<PersonLine>,
    /// Whose unsent text it is that a browser keeps: an opaque mark of the person, empty when nobody is signed in.
    pub owner: String,
    /// Address of the page, without what stands behind `?`; empty when nobody is signed in.
    pub path: String,
    /// Notices that the person has not read.
    pub unread: i32,
    /// Who helps with the software: name and e-mail.
    pub contacts: Vec<(String, String)>,
    /// Main navigation; empty when nobody is signed in.
    pub nav: Vec<NavItem>,
    /// Proof that a form came from a page of this session.
    pub csrf: String,
    /// Makes a form that is sent twice count once.
    pub request_id: String,
    /// What is wrong with the form that was sent.
    pub problems: Vec<Mistake>,
    /// What has just been done.
    pub notice: String,
    /// Parts that are not shown because their services do not answer.
    pub missing: Vec<&'static str>,
    /// Where "Quay lại" leads; empty for none.
    pub back: String,
    /// Which pages the person can open.
    pub doors: Doors,
    /// What the guide says about this page.
    pub guide: Option<&'static Stage>,
    /// The years that the page could show, newest first; empty when there is only one.
    pub years: Vec<YearLink>,
}

impl Page {
    /// A page for anybody.
    pub fn plain(title: &str) -> Self {
        Self { title: title.to_owned(), ..Self::default() }
    }

    /// Sets where "Quay lại" leads; from a page that others share with an office, those who do not hold it go home.
    #[must_use]
    pub fn back(mut self, href: impl Into<String>) -> Self {
        let href = href.into();
        self.back = if self.doors.open(&href) { href } else { "/".to_owned() };
        self
    }

    /// With a switch to the other years of the same address.
    #[must_use]
    pub fn years(self, years: &Years) -> Self {
        let at = |year: &i32| (*year, format!("{}?nam={year}", self.path));
        let links: Vec<_> = years.all.iter().map(at).collect();
        self.years_at(years.year, links)
    }

    /// With a switch to the pages of other years.
    #[must_use]
    pub fn years_at(mut self, shown: i32, links: impl IntoIterator<Item = (i32, String)>) -> Self {
        let link = |(year, href)| YearLink { year, href, current: year == shown };
        self.years = links.into_iter().map(link).collect();
        self.years.sort_by_key(|link| Reverse(link.year));
        self.years.dedup_by_key(|link| link.year);
        if self.years.len() < 2 {
            self.years.clear();
        }
        self
    }

    /// Marks what is wrong.
    #[must_use]
    pub fn with(mut self, problems: Vec<Mistake>) -> Self {
        self.problems = problems;
        self
    }

    /// 200, or 422 when the form was refused.
    pub fn status(&self) -> StatusCode {
        if self.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }
}

/// A rendered page.
pub fn html(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a template did not render");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A file to keep. Its name is cut to letters that every browser takes.
pub fn download(name: &str, content_type: &str, content: Vec<u8>) -> Response {
    let safe: String = kernel::text::fold(name).chars().map(|letter| if letter == ' ' { '-' } else { letter }).collect();
    let safe: String = safe.chars().filter(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(*letter)).collect();
    let disposition = format!("attachment; filename=\"{safe}\"");
    ([(CONTENT_TYPE, content_type.to_owned()), (CONTENT_DISPOSITION, disposition)], content).into_response()
}

/// To another page after something was done; `done` names the sentence that it shows (see [`done`]).
pub fn go(path: &str, done: &str) -> Response {
    let mark = if path.contains('?') { '&' } else { '?' };
    let target = if done.is_empty() { path.to_owned() } else { format!("{path}{mark}xong={done}") };
    Redirect::to(&target).into_response()
}

/// The sentence for what has just been done. Only these can appear, whatever the address says.
pub fn done(code: &str) -> &'static str {
    match code {
        "khoi-tao" => "Đã tạo quản trị viên đầu tiên. Mời đăng nhập; lần đầu phải cài xác thực hai lớp trên điện thoại trước khi làm việc.",
        "mat-khau" => "Đã đặt mật khẩu. Mời đăng nhập bằng thư công vụ và mật khẩu vừa đặt.",
        "doi-mat-khau" => "Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc.",
        "ket-thuc" => "Đã kết thúc các phiên được chọn.",
        "dang-xuat" => "Đã đăng xuất.",
        "trinh-danh-muc" => "Đã trình danh mục công việc. Thủ trưởng trực tiếp sẽ phê duyệt.",
        "luu-bang-ke" => "Đã lưu nháp bảng kê.",
        "trinh-bang-ke" => "Đã trình bảng kê. Thủ trưởng trực tiếp sẽ phê duyệt.",
        "nhap-bang-ke" => "Đã nhập các bảng kê từ Excel và lưu nháp. Hãy xem lại rồi trình phê duyệt.",
        "luu-minh-chung" => "Đã cập nhật tệp minh chứng.",
        "xac-nhan" => "Đã ghi nhận ý kiến về nguyên nhân chậm.",
        "nhac" => "Đã nhắc những người còn chậm.",
        "luu" => "Đã lưu.",
        "bao-loi" => "Đã báo sự cố. Câu trả lời sẽ hiện ở đây và trong thông báo.",
        "kien-nghi" => "Đã gửi kiến nghị. Người quyết định sẽ trả lời trong phần mềm.",
        "duyet" => "Đã phê duyệt các mục được chọn.",
        "duyet-danh-muc" => "Đã phê duyệt danh mục công việc.",
        "tra-lai" => "Đã trả lại. Người kê khai sẽ thấy lý do và sửa.",
        "luu-nhap" => "Đã lưu nháp.",
        "luu-dang-uy" => "Đã lưu nhận xét của chi bộ nơi cư trú.",
        "gui-y-kien" => "Đã gửi ý kiến.",
        "tham-dinh" => "Đã thẩm định.",
        "tham-dinh-quyet-dinh" => "Đã thẩm định và quyết định.",
        "cham-lai" => "Đã yêu cầu chấm lại. Người có liên quan sẽ thấy việc trong «Việc của tôi».",
        "quyet-dinh" => "Đã quyết định.",
        "cong-khai" => "Đã công khai kết quả.",
        "mo-ky" => "Đã mở kỳ đánh giá.",
        "buoc-tiep" => "Đã chuyển kỳ đánh giá sang bước tiếp theo.",
        "gia-han" => "Đã gia hạn.",
        "cong-khai-noi-bo" => "Đã thay đổi việc công khai trong cơ quan.",
        "ban-hanh" => "Đã ban hành.",
        "bo-ban-thao" => "Đã bỏ bản thảo.",
        "khai-bao" => "Đã ghi nhận khai báo. Kết quả liên quan được tính lại.",
        "sap-xep" => "Đã sắp xếp. Những người có liên quan được báo; hãy xem lại trang Rà soát.",
        "them-nguoi" => "Đã thêm và gửi thư mời.",
        "cho-thu" => "Đã thêm. Địa chỉ không thuộc tên miền thư công vụ: thư mời chờ danh sách thư công vụ của Sở Nội vụ.",
        "ty-le" => "Đã ghi nhận tỷ lệ áp dụng cho cơ quan.",
        _ => "",
    }
}
