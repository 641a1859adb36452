//! What a role works with: one page of links for each office.

use askama::Template;
use axum::extract::OriginalUri;
use axum::response::Response;
use proto::identity::v1::SystemRole;

use crate::halt::Halt;
use crate::page::{Page, html};
use crate::session::{Me, User};

/// The page of an office.
pub struct Office {
    /// Where it is.
    pub path: &'static str,
    /// What the navigation calls it.
    pub label: &'static str,
    /// Its heading.
    pub title: &'static str,
    roles: &'static [SystemRole],
    groups: &'static [Group],
}

/// Links under one heading.
pub struct Group {
    title: &'static str,
    /// Whom of the office they are for; nobody named means all.
    roles: &'static [SystemRole],
    links: &'static [Link],
}

/// Address, name, and what it is for.
type Link = (&'static str, &'static str, &'static str);

/// All offices, in the order of the navigation.
pub const OFFICES: [Office; 5] = [
    Office {
        path: "/to-chuc",
        label: "Tổ chức cán bộ",
        title: "Công tác tổ chức cán bộ",
        roles: &[SystemRole::HrOfficer, SystemRole::SnvAdmin],
        groups: &[
            Group {
                title: "Con người",
                roles: &[],
                links: &[
                    ("/to-chuc/nhan-su", "Nhân sự", "Chức vụ, bổ nhiệm, điều động, nghỉ, đi học"),
                    ("/to-chuc/don-vi", "Đơn vị", "Cây đơn vị; lập, đổi tên, chuyển, sáp nhập, chia tách, kết thúc"),
                    ("/to-chuc/ra-soat", "Rà soát trước khi mở kỳ", "Ai thiếu thủ trưởng trực tiếp, đơn vị một người, hai thủ trưởng"),
                    ("/to-chuc/khai-bao", "Khai báo về năm công tác", "Nghỉ, kỷ luật, kết quả nhiệm vụ, kết quả các năm trước"),
                    ("/to-chuc/ket-qua-ky", "Kết quả theo quý, tháng", "Khai báo, sửa cho nhiều người; ai còn thiếu quý, tháng nào"),
                    ("/to-chuc/nhap", "Nhập danh sách từ Excel", "Kiểm tra trước, rồi nhập tất cả hoặc không nhập gì"),
                ],
            },
            Group {
                title: "Kỳ đánh giá",
                roles: &[],
                links: &[
                    ("/to-chuc/ky", "Kỳ đánh giá", "Ai đang ở bước nào, nhắc người chậm, phân công, kết quả bản giấy"),
                    ("/to-chuc/huong-dan", "Hướng dẫn về tiêu chí", "Cơ quan giải thích thêm cho người của mình"),
                    ("/co-quan", "Kết quả của cơ quan", "Bảng tổng hợp, danh sách và văn bản của kỳ đánh giá"),
                ],
            },
            Group {
                title: "Toàn tỉnh",
                roles: &[SystemRole::SnvAdmin],
                links: &[("/to-chuc/don-vi/co-quan", "Cơ quan trong tỉnh", "Đơn vị của từng cơ quan; lập cơ quan mới")],
            },
        ],
    },
    Office {
        path: "/cong-nghe",
        label: "Công nghệ thông tin",
        title: "Công nghệ thông tin, tài khoản",
        roles: &[SystemRole::UnitIt, SystemRole::SnvAdmin, SystemRole::MailAdmin, SystemRole::HigherAuthority, SystemRole::ProvinceLeader],
        groups: &[
            Group {
                title: "Tài khoản và hỗ trợ",
                roles: &[SystemRole::UnitIt, SystemRole::SnvAdmin],
                links: &[
                    ("/ho-tro", "Sự cố được báo", "Trả lời, chuyển Sở Nội vụ, đóng"),
                    ("/cong-nghe/tai-khoan", "Tài khoản", "Gửi liên kết đăng nhập, khóa, mở, vai trò"),
                ],
            },
            Group {
                title: "Báo cáo người đứng đầu",
                roles: &[SystemRole::UnitIt],
                links: &[(
                    "/cong-nghe/bao-cao",
                    "Tình hình sử dụng của cơ quan",
                    "Ai dùng phần mềm, sự cố; in được; người đứng đầu cũng xem được",
                )],
            },
            Group {
                title: "Toàn tỉnh",
                roles: &[SystemRole::SnvAdmin],
                links: &[("/cong-nghe/bao-cao", "Tình hình sử dụng", "Báo cáo hằng năm theo Điều 7.4")],
            },
            Group {
                title: "Thư công vụ",
                roles: &[SystemRole::SnvAdmin, SystemRole::MailAdmin],
                links: &[("/cong-nghe/thu-cong-vu", "Danh sách thư công vụ", "Nhập từ Excel hoặc CSV")],
            },
            Group {
                title: "Người đứng đầu",
                roles: &[SystemRole::SnvAdmin, SystemRole::HigherAuthority, SystemRole::ProvinceLeader],
                links: &[(
                    "/cong-nghe/nguoi-dung-dau",
                    "Người đứng đầu chờ xác nhận",
                    "Người thứ hai xem đúng người, đúng địa chỉ rồi xác nhận",
                )],
            },
            Group {
                title: "Vai trò",
                roles: &[SystemRole::HigherAuthority, SystemRole::ProvinceLeader],
                links: &[(
                    "/cong-nghe/tai-khoan",
                    "Tài khoản",
                    "Giao vai trò giám sát và các vai trò toàn tỉnh: một người đề nghị, người thứ hai xác nhận",
                )],
            },
        ],
    },
    Office {
        path: "/so-noi-vu",
        label: "Sở Nội vụ",
        title: "Công việc của Sở Nội vụ",
        roles: &[SystemRole::SnvAdmin],
        groups: &[
            Group {
                title: "Kỳ đánh giá",
                roles: &[],
                links: &[
                    ("/bat-dau", "Bắt đầu", "Bảy việc trước khi đánh giá, việc nào đã xong"),
                    ("/so-noi-vu/ky", "Kỳ đánh giá của các cơ quan", "Mở kỳ, chuyển bước, gia hạn"),
                    ("/so-noi-vu/ky/tat-ca", "Mở kỳ, chuyển bước cho nhiều cơ quan", "Hạn theo loại cơ quan, luật theo nhóm"),
                    ("/so-noi-vu/han-muc", "Tỷ lệ xếp loại", "Cơ quan nào vượt tỷ lệ, cơ quan nào được áp dụng tỷ lệ cao hơn"),
                ],
            },
            Group {
                title: "Quy định",
                roles: &[],
                links: &[
                    ("/so-noi-vu/co-san", "Bộ có sẵn trong phần mềm", "Bộ tiêu chí và bộ quy tắc ban hành được ngay"),
                    ("/so-noi-vu/tieu-chi", "Bộ tiêu chí chấm điểm", "Soạn, so sánh, ban hành; tổng điểm luôn là 100"),
                    ("/so-noi-vu/quy-tac", "Bộ quy tắc xếp loại", "Mức điểm, mức khống chế, nhãn xếp loại của từng văn bản"),
                    ("/so-noi-vu/thu-quy-tac", "Thử quy tắc khác", "Ai đổi mức xếp loại nếu áp dụng bộ quy tắc khác cho năm đã xong"),
                ],
            },
        ],
    },
    Office {
        path: "/toan-tinh",
        label: "Toàn tỉnh",
        title: "Tiến độ toàn tỉnh",
        roles: &[SystemRole::ProvinceLeader, SystemRole::SnvAdmin, SystemRole::HigherAuthority],
        groups: &[],
    },
    Office {
        path: "/giam-sat", label: "Giám sát", title: "Giám sát", roles: &[SystemRole::Auditor, SystemRole::SnvAdmin], groups: &[]
    },
];

#[derive(Template)]
#[template(path = "hub.html")]
pub struct Hub {
    page: Page,
    groups: Vec<&'static Group>,
}

impl Hub {
    /// The links of an office that concern somebody with these roles.
    pub fn new(page: Page, office: &Office, roles: &[SystemRole]) -> Self {
        let concerns = |group: &&Group| group.roles.is_empty() || group.roles.iter().any(|role| roles.contains(role));
        Self { page, groups: office.groups.iter().filter(concerns).collect() }
    }
}

impl Office {
    /// Whether it has a page of links; otherwise another page stands at its address.
    pub fn has_links(&self) -> bool {
        !self.groups.is_empty()
    }

    /// Whether somebody works there: the navigation offers it then.
    pub fn concerns(&self, me: &Me) -> bool {
        me.holds(self.roles)
    }
}

/// The beginning of addresses, and for whom they open.
type Door = (&'static str, fn(&Me) -> bool);

/// Pages below an office that others reach too, or fewer do, and pages of an office that stand elsewhere.
const DOORS: [Door; 10] = [
    ("/bat-dau", |me| me.holds(&[SystemRole::SnvAdmin])),
    ("/cong-nghe/bao-cao", |me| me.leads_agency || me.holds(&[SystemRole::UnitIt, SystemRole::SnvAdmin])),
    ("/cong-nghe/tai-khoan", |me| {
        use SystemRole::{Auditor, HigherAuthority, ProvinceLeader, SnvAdmin, UnitIt};
        me.holds(&[UnitIt, SnvAdmin, Auditor, HigherAuthority, ProvinceLeader])
    }),
    ("/cong-nghe/nguoi-dung-dau", |me| {
        use SystemRole::{Auditor, HigherAuthority, ProvinceLeader, SnvAdmin};
        me.holds(&[SnvAdmin, Auditor, HigherAuthority, ProvinceLeader])
    }),
    ("/cong-nghe/thu-cong-vu", |me| me.holds(&[SystemRole::MailAdmin, SystemRole::SnvAdmin])),
    ("/giam-sat/cua", |me| me.holds(&[SystemRole::Auditor])),
    // Of these the services say what each reader may see.
    ("/to-chuc/ho-so", |_| true),
    ("/to-chuc/nhan-su", |_| true),
    ("/to-chuc/ky", |me| me.sees_routing),
    ("/to-chuc/phan-cong", |me| me.sees_routing),
];

/// Which pages somebody can open, by the beginnings of their addresses.
#[derive(Clone, Debug, Default)]
pub struct Doors(Vec<(&'static str, bool)>);

impl Doors {
    /// Those of a person.
    pub fn of(me: &Me) -> Self {
        let offices = OFFICES.iter().map(|office| (office.path, office.concerns(me)));
        Self(DOORS.iter().map(|(path, opens)| (*path, opens(me))).chain(offices).collect())
    }

    /// Whether an address leads this person to a page; the longest beginning that fits says so.
    pub fn open(&self, href: &str) -> bool {
        let address = href.split('?').next().unwrap_or_default();
        let fits = |path: &str| address.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.0.iter().filter(|(path, _)| fits(path)).max_by_key(|(path, _)| path.len()).is_none_or(|(_, open)| *open)
    }
}

/// `GET` of the page of an office.
pub async fn show(user: User, OriginalUri(address): OriginalUri) -> Result<Response, Halt> {
    let office = OFFICES.iter().find(|office| office.path == address.path());
    let office = office.ok_or_else(|| Halt::NotFound(String::new()))?;
    let view = Hub::new(user.page(office.title), office, &user.me.roles);
    Ok(html(view.page.status(), &view))
}

/// Pages of everybody, by the beginning of their address.
const OWN: [(&str, &str); 15] = [
    ("/bang-ke", "Bảng kê công việc"),
    ("/danh-muc", "Danh mục công việc"),
    ("/tu-danh-gia", "Tự đánh giá"),
    ("/y-kien", "Tham gia ý kiến"),
    ("/ket-qua", "Kết quả của tôi"),
    ("/phe-duyet", "Phê duyệt công việc"),
    ("/don-vi", "Đơn vị của tôi"),
    ("/tham-dinh", "Thẩm định"),
    ("/quyet-dinh", "Quyết định"),
    ("/bien-ban", "Biên bản số"),
    ("/ban-giao", "Bàn giao công việc"),
    ("/thong-bao", "Thông báo"),
    ("/tai-khoan", "Tài khoản của tôi"),
    ("/ho-tro", "Báo sự cố, hỗ trợ"),
    ("/huong-dan", "Hướng dẫn"),
];

/// What people call the page of an address; an address that is not known stays as it is.
pub fn page_named(path: &str) -> String {
    let links = OFFICES.iter().flat_map(|office| office.groups).flat_map(|group| group.links).map(|(at, name, _)| (*at, *name));
    let offices = OFFICES.iter().map(|office| (office.path, office.title));
    let begins = |(at, _): &(&str, &str)| path.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let found = links.chain(offices).chain(OWN).filter(begins).max_by_key(|(at, _)| at.len());
    match (found, path) {
        (Some((_, name)), _) => name.to_owned(),
        (None, "/") => "Việc của tôi".to_owned(),
        (None, other) => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_for_an_office_is_reached_by_a_link_of_it() {
        use SystemRole::{HigherAuthority, HrOfficer, MailAdmin, PartyAuthority, ProvinceLeader, SnvAdmin, UnitIt};
        for role in [HigherAuthority, HrOfficer, MailAdmin, PartyAuthority, ProvinceLeader, SnvAdmin, UnitIt] {
            let me = Me { roles: vec![role], ..Me::default() };
            let groups = OFFICES.iter().filter(|office| office.concerns(&me)).flat_map(|office| office.groups);
            let mine = groups.filter(|group| group.roles.is_empty() || group.roles.contains(&role));
            let links: Vec<&str> = mine.flat_map(|group| group.links).map(|(href, ..)| *href).collect();
            let doors = Doors::of(&me);
            // Of other beginnings the services say what each reader may see.
            let offices = |path: &&str| path.starts_with("/cong-nghe/") || path.starts_with("/so-noi-vu/") || *path == "/bat-dau";
            for href in links.iter().filter(|href| offices(href)) {
                assert!(doors.open(href), "{role:?} is offered {href} and refused there");
            }
            for path in DOORS.iter().filter(|(_, opens)| opens(&me)).map(|(path, _)| *path).filter(offices) {
                assert!(links.contains(&path), "nothing leads {role:?} to {path}");
            }
        }
    }

    #[test]
    fn pages_are_called_by_their_names() {
        for (path, name) in [
            ("/bang-ke/tuan/2026-11-02", "Bảng kê công việc"),
            ("/to-chuc/nhan-su/them?co_quan=a", "Nhân sự"),
            ("/cong-nghe", "Công nghệ thông tin, tài khoản"),
            ("/", "Việc của tôi"),
            ("/khong-co", "/khong-co"),
        ] {
            assert_eq!(page_named(path), name);
        }
    }
}
