//! In whose authority and as what somebody signs (Decree 30/2020, annex I, II.7): the lines above the name.

use kernel::text::clean;

/// Posts as signatures name them. A title goes on with the name of the agency, which stands in the letterhead already.
const POSTS: [&str; 22] = [
    "Tổng Giám đốc",
    "Giám đốc",
    "Chủ tịch",
    "Chánh Văn phòng",
    "Chánh Thanh tra",
    "Chi cục trưởng",
    "Cục trưởng",
    "Vụ trưởng",
    "Đội trưởng",
    "Hạt trưởng",
    "Trạm trưởng",
    "Hiệu trưởng",
    "Viện trưởng",
    "Trưởng khoa",
    "Trưởng phòng",
    "Trưởng ban",
    "Trưởng trạm",
    "Trưởng Công an",
    "Chỉ huy trưởng",
    "Tổng Biên tập",
    "Bí thư",
    "Kế toán trưởng",
];

/// An agency that signs as a collective, by its name; none signs for itself.
fn collective(agency: &str) -> Option<&'static str> {
    let name = clean(agency).to_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
    if begins(&["ubnd ", "ủy ban nhân dân", "uỷ ban nhân dân"]) {
        return Some("TM. ỦY BAN NHÂN DÂN");
    }
    begins(&["hđnd ", "hội đồng nhân dân"]).then_some("TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN")
}

/// The lines above the name of who heads the agency, by the title of their post: `GIÁM ĐỐC`; `TM. ỦY BAN NHÂN DÂN`, `CHỦ TỊCH`;
/// `Q. GIÁM ĐỐC` for who acts; `KT. GIÁM ĐỐC`, `PHÓ GIÁM ĐỐC` for a deputy.
pub fn of_head(agency: &str, title: &str) -> Vec<String> {
    let collective = collective(agency);
    let of_collective = collective.and_then(|_| find(title, &["Chủ tịch"]));
    let post = of_collective.or_else(|| find(title, &POSTS));
    let mut lines: Vec<String> = collective.map(str::to_owned).into_iter().collect();
    match post {
        Some(Post { name, deputy: true, .. }) => lines.extend([format!("KT. {name}"), format!("PHÓ {name}")]),
        Some(Post { name, acting: true, .. }) => lines.push(format!("Q. {name}")),
        Some(Post { name, .. }) => lines.push(name),
        None => lines.extend(Some(office(title).to_uppercase()).filter(|title| !title.is_empty())),
    }
    lines
}

/// The line above the name of anybody else who signed: the post without the unit.
pub fn of_post(title: &str) -> Vec<String> {
    match find(title, &POSTS) {
        Some(Post { name, deputy: true, .. }) => vec![format!("PHÓ {name}")],
        Some(Post { name, acting: true, .. }) => vec![format!("Q. {name}")],
        Some(Post { name, .. }) => vec![name],
        None => Some(office(title).to_uppercase()).filter(|title| !title.is_empty()).into_iter().collect(),
    }
}

/// The lines of who decides from above the agency: their whole title, since the letterhead names another office.
pub fn of_higher(title: &str) -> Vec<String> {
    Some(clean(title).to_uppercase()).filter(|title| !title.is_empty()).into_iter().collect()
}

struct Post {
    /// In capitals.
    name: String,
    deputy: bool,
    acting: bool,
}

/// Posts of the Party, of its committees and of unions, which somebody holds beside the office in which they sign.
const BESIDE_AN_OFFICE: [&str; 5] = ["bí thư", "phó bí thư", "ủy viên", "chủ tịch công đoàn", "phó chủ tịch công đoàn"];

/// A title without the posts that somebody holds beside their office; as it is where it names nothing else.
fn office(title: &str) -> String {
    const JOINTS: [&str; 7] = [" kiêm nhiệm ", " kiêm ", ";", " - ", " – ", " — ", "/"];
    let plain = clean(title);
    let apart = JOINTS.iter().fold(plain.clone(), |title, joint| title.replace(joint, ","));
    let is_beside = |part: &&str| {
        let part = part.trim().to_lowercase().replace("uỷ", "ủy");
        BESIDE_AN_OFFICE.iter().any(|post| part.starts_with(post))
    };
    let (beside, of_office): (Vec<&str>, Vec<&str>) = apart.split(',').partition(is_beside);
    if beside.is_empty() || of_office.is_empty() { plain } else { clean(&of_office.join(",")) }
}

/// The first of the posts that the office in a title names, whole words only.
fn find(title: &str, posts: &[&str]) -> Option<Post> {
    let title = office(title);
    let title = format!(" {} ", clean(&title).to_lowercase().replace(',', " ,"));
    let place = |post: &&str| {
        let post = post.to_lowercase();
        title.find(&format!(" {post} ")).map(|at| (at, std::cmp::Reverse(post.len()), post))
    };
    let (at, _, post) = posts.iter().filter_map(place).min()?;
    let before = title[..at].trim_end();
    Some(Post {
        name: post.to_uppercase(),
        deputy: before.ends_with(" phó") || before == "phó",
        acting: [" q.", " quyền"].iter().any(|acting| before.ends_with(acting)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_sign_by_post_and_authority() {
        for (agency, title, lines) in [
            ("Sở Nội vụ", "Giám đốc", &["GIÁM ĐỐC"][..]),
            ("Sở Nội vụ", "Giám đốc Sở Nội vụ", &["GIÁM ĐỐC"]),
            ("Sở Công Thương", "Q. Giám đốc", &["Q. GIÁM ĐỐC"]),
            ("Sở Công Thương", "Quyền Giám đốc Sở", &["Q. GIÁM ĐỐC"]),
            ("Sở Công Thương", "Phó Giám đốc phụ trách", &["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]),
            ("UBND huyện Cam Lộ", "Chủ tịch UBND huyện", &["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
            ("Ủy ban nhân dân huyện Gio Linh", "Quyền Chủ tịch", &["TM. ỦY BAN NHÂN DÂN", "Q. CHỦ TỊCH"]),
            ("UBND xã Cam Thành", "Bí thư Đảng ủy kiêm Chủ tịch UBND xã", &["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
            ("Sở Y tế", "Bí thư Đảng ủy, Giám đốc Sở", &["GIÁM ĐỐC"]),
            ("Bệnh viện đa khoa", "Phó Bí thư Đảng ủy - Phó Giám đốc", &["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]),
            ("Đảng ủy Khối", "Bí thư Đảng ủy Khối", &["BÍ THƯ"]),
            ("UBND xã Cam Thành", "Phó Chủ tịch", &["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
            ("HĐND huyện Cam Lộ", "Chủ tịch HĐND huyện", &["TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN", "CHỦ TỊCH"]),
            ("Văn phòng UBND tỉnh", "Chánh Văn phòng", &["CHÁNH VĂN PHÒNG"]),
            ("Liên minh Hợp tác xã tỉnh", "Chủ tịch Liên minh Hợp tác xã", &["CHỦ TỊCH"]),
            ("Trường Cao đẳng Y tế", "Hiệu trưởng", &["HIỆU TRƯỞNG"]),
            ("Ban Quản lý Khu kinh tế", "Trưởng Ban", &["TRƯỞNG BAN"]),
            ("Hội Nhà văn", "Phụ trách Hội", &["PHỤ TRÁCH HỘI"]),
            ("Sở Nội vụ", "", &[]),
        ] {
            assert_eq!(of_head(agency, title), lines, "{title} of {agency}");
        }
    }

    #[test]
    fn others_sign_by_their_post_alone_and_who_decides_from_above_by_the_whole_title() {
        assert_eq!(of_post("Trưởng phòng Tổ chức - Biên chế"), ["TRƯỞNG PHÒNG"]);
        assert_eq!(of_post("Phó Trưởng phòng"), ["PHÓ TRƯỞNG PHÒNG"]);
        assert_eq!(of_post("Q. Trưởng phòng"), ["Q. TRƯỞNG PHÒNG"]);
        assert_eq!(of_post("Chủ tịch Công đoàn, Trưởng phòng Kế hoạch - Tài chính"), ["TRƯỞNG PHÒNG"]);
        assert_eq!(of_post("Uỷ viên Ban Thường vụ/Chi cục trưởng"), ["CHI CỤC TRƯỞNG"]);
        assert_eq!(of_post("Bí thư Chi đoàn, Chuyên viên"), ["CHUYÊN VIÊN"]);
        assert_eq!(of_post("Chuyên viên kiêm Chủ tịch Công đoàn cơ sở"), ["CHUYÊN VIÊN"]);
        assert_eq!(of_post("Chuyên viên"), ["CHUYÊN VIÊN"]);
        assert_eq!(of_higher("Chủ tịch UBND tỉnh"), ["CHỦ TỊCH UBND TỈNH"]);
    }
}
