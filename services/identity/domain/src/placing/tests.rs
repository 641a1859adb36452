use super::*;
use PostRole::{AgencyDeputy, AgencyHead, CommuneChair, Staff, UnitDeputy, UnitHead};

const SO: u32 = 1;
const LANH_DAO: u32 = 2;
const VAN_PHONG: u32 = 3;
const BAN_TON_GIAO: u32 = 4;
const CHI_CUC: u32 = 5;
const PHONG_VAN_THU: u32 = 6;

fn department() -> Agency<'static, u32> {
    let body = |key, name, kind, parent| Body { key, name, kind, parent };
    Agency::new(
        SO,
        vec![
            body(SO, "Sở Nội vụ", UnitKind::Department, None),
            body(LANH_DAO, "Ban Giám đốc", UnitKind::Leadership, Some(SO)),
            body(VAN_PHONG, "Văn phòng", UnitKind::Division, Some(SO)),
            body(BAN_TON_GIAO, "Ban Tôn giáo", UnitKind::Division, Some(SO)),
            body(CHI_CUC, "Chi cục Văn thư - Lưu trữ", UnitKind::Division, Some(SO)),
            body(PHONG_VAN_THU, "Phòng Quản lý văn thư", UnitKind::Division, Some(CHI_CUC)),
        ],
    )
}

fn placed(title: &str, at: u32) -> Vec<(u32, PostRole)> {
    let posts = department().posts(title, at, &Titles::shipped()).unwrap_or_else(|asked| panic!("{title}: {asked:?}"));
    posts.into_iter().map(|post| (post.unit, post.role)).collect()
}

#[test]
fn one_title_may_be_several_posts_wherever_it_is_written() {
    let both = vec![(BAN_TON_GIAO, UnitHead), (LANH_DAO, AgencyDeputy)];
    for at in [LANH_DAO, BAN_TON_GIAO, SO] {
        for title in [
            "Trưởng Ban Tôn giáo kiêm Phó Giám đốc Sở",
            "Trưởng Ban Tôn giáo kiêm nhiệm Phó Giám đốc",
            "TRƯỞNG BAN TÔN GIÁO KIÊM PHÓ GIÁM ĐỐC SỞ",
        ] {
            let found = placed(title, at);
            assert_eq!(found.len(), 2, "{title} at {at}: {found:?}");
            assert!(found.contains(&(BAN_TON_GIAO, UnitHead)), "{title} at {at}: {found:?}");
            assert!(found.iter().any(|(unit, role)| [LANH_DAO, SO].contains(unit) && *role == AgencyDeputy), "{title} at {at}: {found:?}");
        }
    }
    assert_eq!(placed("Trưởng Ban Tôn giáo kiêm Phó Giám đốc Sở", LANH_DAO), both);
    assert_eq!(placed("Phó Giám đốc Sở, Trưởng Ban Tôn giáo", LANH_DAO), [(LANH_DAO, AgencyDeputy), (BAN_TON_GIAO, UnitHead)]);
    assert_eq!(placed("Phó Giám đốc Sở, phụ trách Ban Tôn giáo", LANH_DAO), [(LANH_DAO, AgencyDeputy), (BAN_TON_GIAO, UnitHead)]);
    assert_eq!(placed("Phó Giám đốc Sở; Chánh Văn phòng", LANH_DAO), [(LANH_DAO, AgencyDeputy), (VAN_PHONG, UnitHead)]);
}

#[test]
fn a_head_may_be_written_beside_the_leadership_or_the_unit_above() {
    assert_eq!(placed("Chánh Văn phòng", LANH_DAO), [(VAN_PHONG, UnitHead)]);
    assert_eq!(placed("Chi cục trưởng Chi cục Văn thư", LANH_DAO), [(CHI_CUC, UnitHead)]);
    assert_eq!(placed("Trưởng phòng Quản lý văn thư", CHI_CUC), [(PHONG_VAN_THU, UnitHead)]);
    assert_eq!(placed("Phó Trưởng phòng", PHONG_VAN_THU), [(PHONG_VAN_THU, UnitDeputy)]);
    assert_eq!(placed("Phó Giám đốc Thường trực", LANH_DAO), [(LANH_DAO, AgencyDeputy)]);
    assert_eq!(placed("Giám đốc Sở", BAN_TON_GIAO), [(LANH_DAO, AgencyHead)]);
    for title in ["Giám đốc Sở Nội vụ", "Giám đốc"] {
        assert_eq!(placed(title, LANH_DAO), [(LANH_DAO, AgencyHead)], "{title}: the name of the agency empties no leadership");
    }
}

#[test]
fn a_remark_in_brackets_and_a_comma_in_a_name_split_nothing() {
    assert_eq!(placed("Trưởng Ban (không kiêm nhiệm Phó Giám đốc)", BAN_TON_GIAO), [(BAN_TON_GIAO, UnitHead)]);
    assert_eq!(placed("Chuyên viên phụ trách tổ chức, hành chính", VAN_PHONG), [(VAN_PHONG, Staff)]);
}

#[test]
fn posts_of_the_party_and_of_unions_add_none() {
    assert_eq!(placed("Bí thư Đảng ủy, Giám đốc Sở", LANH_DAO), [(LANH_DAO, AgencyHead)]);
    assert_eq!(placed("Bí thư Đảng ủy/Giám đốc Sở", LANH_DAO), [(LANH_DAO, AgencyHead)]);
    assert_eq!(placed("Bí thư Chi bộ - Trưởng Ban Tôn giáo", BAN_TON_GIAO), [(BAN_TON_GIAO, UnitHead)]);
    assert_eq!(placed("Bí thư Chi bộ, Ủy viên BCH Đảng bộ Sở, Chánh Văn phòng", VAN_PHONG), [(VAN_PHONG, UnitHead)]);
    assert_eq!(placed("Chuyên viên kiêm Chủ tịch Công đoàn cơ sở", VAN_PHONG), [(VAN_PHONG, Staff)]);
    let commune = Agency::new(9, vec![Body { key: 9, name: "Ủy ban nhân dân xã Cam Hiếu", kind: UnitKind::Commune, parent: None }]);
    for title in
        ["Bí thư Đảng ủy kiêm Chủ tịch Ủy ban nhân dân xã", "Bí thư Đảng ủy - Chủ tịch UBND xã", "Bí thư Đảng uỷ – Chủ tịch UBND xã"]
    {
        let posts = commune.posts(title, 9, &Titles::shipped()).unwrap();
        assert_eq!(posts, [Placed { unit: 9, role: CommuneChair, acting: false }], "{title}");
    }
}

#[test]
fn the_part_that_nobody_knows_is_asked_about() {
    let asked = department().posts("Đội trưởng kiêm Phó Giám đốc Sở", VAN_PHONG, &Titles::shipped()).unwrap_err();
    assert_eq!(asked, [Question { title: "Đội trưởng".to_owned(), top: false, proposed: UnitHead }]);
    let asked = department().posts("Trưởng Ban Dân tộc", LANH_DAO, &Titles::shipped()).unwrap_err();
    assert!(asked[0].top, "no such unit: it could be the head of the agency");
}

#[test]
fn what_an_officer_said_of_a_joined_title_is_not_taken_apart() {
    let joined = "Thường trực Ban, Phó Trưởng phòng";
    let said = |top| Titles::shipped().with([(title::key(joined), top, UnitHead)]);
    let read =
        |titles: Titles| department().posts(joined, VAN_PHONG, &titles).ok().map(|posts| posts.iter().map(|post| post.role).collect());
    assert_eq!(read(said(false)), Some(vec![UnitHead]));
    assert_ne!(read(said(true)), Some(vec![UnitHead]), "said of the top of the agency alone");
}
