use super::*;
use UnitKind::{Association, Commune, Department, District, Province, PublicService};

fn judged(title: &str, agency: UnitKind, agency_name: &str, top: bool) -> Judged {
    Titles::shipped().judge(title, Spot { agency, agency_name, top })
}

#[test]
fn titles_give_the_roles_of_article_3() {
    use PostRole::{AgencyDeputy, AgencyHead, CommuneChair, CommuneVice, Staff, UnitDeputy, UnitHead};
    let (so, huyen, xa) = ("Sở Nội vụ", "Ủy ban nhân dân huyện Cam Lộ", "Ủy ban nhân dân xã Cam Hiếu");
    let (vien, hoi) = ("Bệnh viện Đa khoa tỉnh", "Liên minh Hợp tác xã tỉnh");
    for (title, agency, name, top, role) in [
        ("Giám đốc Sở", Department, so, true, AgencyHead),
        ("GIÁM ĐỐC SỞ", Department, so, true, AgencyHead),
        ("Giám đốc Sở Nội vụ", Department, so, true, AgencyHead),
        ("Giám đốc", Department, so, true, AgencyHead),
        ("Phó Giám đốc Sở", Department, so, true, AgencyDeputy),
        ("Phó Giám đốc", Department, so, true, AgencyDeputy),
        ("Trưởng Ban Tôn giáo", Department, so, false, UnitHead),
        ("Trưởng Ban (không kiêm nhiệm)", Department, so, false, UnitHead),
        ("Chánh Văn phòng", Department, so, false, UnitHead),
        ("Phó Chánh Thanh tra", Department, so, false, UnitDeputy),
        ("Trưởng  phòng", Department, so, false, UnitHead),
        ("Phó Trưởng phòng.", Department, so, false, UnitDeputy),
        ("Chi cục trưởng", Department, so, false, UnitHead),
        ("Phó Chi cục trưởng", Department, so, false, UnitDeputy),
        ("Giám đốc Trung tâm Lưu trữ lịch sử", Department, so, false, UnitHead),
        ("Hiệu trưởng", Department, so, false, UnitHead),
        ("Trạm trưởng", Department, so, false, UnitHead),
        ("Hạt trưởng", Department, so, false, UnitHead),
        ("Chánh Thanh tra tỉnh", Department, "Thanh tra tỉnh", true, AgencyHead),
        ("Trưởng Ban", Department, "Ban Dân tộc", true, AgencyHead),
        ("Phó Trưởng Ban", Department, "Ban Quản lý Khu kinh tế tỉnh", true, AgencyDeputy),
        ("Chánh Văn phòng UBND tỉnh", Department, "Văn phòng Ủy ban nhân dân tỉnh", true, AgencyHead),
        ("Giám đốc Trung tâm Kiểm soát bệnh tật", PublicService, "Trung tâm Kiểm soát bệnh tật tỉnh", true, AgencyHead),
        ("Giám đốc Bệnh viện", PublicService, vien, true, AgencyHead),
        ("Phó Trưởng khoa", PublicService, vien, false, UnitDeputy),
        ("Hiệu trưởng", PublicService, "Trường Cao đẳng Y tế", true, AgencyHead),
        ("Phó Hiệu trưởng", PublicService, "Trường Cao đẳng Y tế", true, AgencyDeputy),
        ("Viện trưởng", PublicService, "Viện Nghiên cứu phát triển", true, AgencyHead),
        ("Chủ tịch UBND tỉnh", Province, "Ủy ban nhân dân tỉnh", true, AgencyHead),
        ("Chủ tịch UBND huyện", District, huyen, true, AgencyHead),
        ("Chủ tịch Ủy ban nhân dân huyện Cam Lộ", District, huyen, true, AgencyHead),
        ("Phó Chủ tịch HĐND huyện", District, huyen, true, AgencyDeputy),
        ("Phó Chủ tịch UBND huyện", District, huyen, true, AgencyDeputy),
        ("Chủ tịch Hội Chữ thập đỏ huyện", District, huyen, false, UnitHead),
        ("Chủ tịch Ủy ban nhân dân xã", Commune, xa, true, CommuneChair),
        ("Chủ tịch Uỷ ban nhân dân phường 1", Commune, xa, true, CommuneChair),
        ("Phó Chủ tịch UBND xã phụ trách kinh tế", Commune, xa, true, CommuneVice),
        ("Phó Chủ tịch UBND xã phụ trách", Commune, xa, true, CommuneChair),
        ("Trưởng phòng Kinh tế", Commune, xa, false, UnitHead),
        ("Trưởng Công an xã", Commune, xa, true, Staff),
        ("Chủ tịch Hội Nông dân xã", Commune, xa, true, Staff),
        ("Bí thư Đảng ủy", Commune, xa, true, Staff),
        ("Chủ tịch Liên minh Hợp tác xã", Association, hoi, true, AgencyHead),
        ("Phó Chủ tịch Liên minh HTX", Association, hoi, true, AgencyDeputy),
        ("Chủ tịch Liên hiệp Hội", Association, "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh", true, AgencyHead),
        ("Chủ tịch Hội", Association, "Hội Chữ thập đỏ tỉnh", true, AgencyHead),
        ("Chủ tịch Công đoàn cơ sở", Association, hoi, false, Staff),
        ("Chuyên viên chính", Department, so, false, Staff),
        ("Lái xe", Department, so, false, Staff),
        ("Công chức Văn phòng - Thống kê", Commune, xa, true, Staff),
    ] {
        let found = judged(title, agency, name, top);
        assert!(matches!(found, Judged::Known { role: known, .. } if known == role), "{title}: {found:?} instead of {role:?}");
    }
}

#[test]
fn who_acts_has_the_role_of_the_post_for_the_time_being() {
    for (title, top, expected) in [
        ("Quyền Trưởng phòng", false, PostRole::UnitHead),
        ("Q. Trưởng phòng", false, PostRole::UnitHead),
        ("Q.Chánh Văn phòng", false, PostRole::UnitHead),
        ("Phụ trách Văn phòng", false, PostRole::UnitHead),
        ("Phụ trách phòng", false, PostRole::UnitHead),
        ("Phó Trưởng phòng phụ trách", false, PostRole::UnitHead),
        ("Phó Trưởng phòng - Phụ trách phòng", false, PostRole::UnitHead),
        ("Quyền Giám đốc Sở", true, PostRole::AgencyHead),
        ("Phó Giám đốc phụ trách Sở", true, PostRole::AgencyHead),
        ("Phụ trách Sở", true, PostRole::AgencyHead),
        ("Giám đốc Sở (phụ trách)", true, PostRole::AgencyHead),
    ] {
        assert_eq!(judged(title, UnitKind::Department, "Sở Nội vụ", top), Judged::Known { role: expected, acting: true }, "{title}");
    }
}

#[test]
fn a_title_that_no_rule_knows_is_a_question_and_never_staff() {
    for (title, top, proposed) in [
        ("Đội trưởng", false, PostRole::UnitHead),
        ("Tr.phòng", false, PostRole::UnitHead),
        ("PCVP", false, PostRole::UnitDeputy),
        ("Kế toán trưởng", false, PostRole::UnitHead),
        ("Trưởng phòng", true, PostRole::AgencyHead),
        ("Trưởng Ban Tôn giáo", true, PostRole::AgencyHead),
        ("Người phụ việc", false, PostRole::Staff),
        ("Quyền chuyên viên", false, PostRole::Staff),
        ("", false, PostRole::Staff),
    ] {
        assert_eq!(judged(title, UnitKind::Department, "Sở Nội vụ", top), Judged::Unknown { proposed }, "{title}");
    }
}

#[test]
fn what_an_officer_answered_comes_before_the_rules() {
    let titles = Titles::shipped().with([(key("Đội  trưởng."), false, PostRole::UnitHead)]);
    let spot = Spot { agency: UnitKind::Department, agency_name: "Sở Giao thông vận tải", top: false };
    assert_eq!(titles.judge("đội trưởng", spot), Judged::Known { role: PostRole::UnitHead, acting: false });
    assert!(matches!(titles.judge("Đội trưởng", Spot { top: true, ..spot }), Judged::Unknown { .. }), "answered for units only");
}
