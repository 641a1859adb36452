//! From the title in a staff list to the role of its holder (article 3).

use serde::Deserialize;

use crate::{PostRole, UnitKind};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    #[serde(default)]
    starts: String,
    #[serde(default)]
    contains: String,
    within: Option<UnitKind>,
    role: PostRole,
}

/// The rules of `titles.yaml`, in order.
pub struct Titles(Vec<Rule>);

impl Titles {
    /// The rules that ship with the product.
    pub fn shipped() -> Self {
        let rules = serde_saphyr::from_str(include_str!("../../data/titles.yaml"));
        Self(rules.expect("the shipped rules are valid: a test reads them"))
    }

    /// The role of a title held in a unit of kind `unit`, of an agency of kind `agency`.
    pub fn role(&self, title: &str, unit: UnitKind, agency: UnitKind) -> PostRole {
        let title = kernel::text::clean(title).to_lowercase();
        // Who acts in a post has its role.
        let title = title.strip_prefix("quyền ").unwrap_or(&title);
        let fits = |rule: &&Rule| {
            title.starts_with(rule.starts.as_str())
                && title.contains(rule.contains.as_str())
                && rule.within.is_none_or(|kind| kind == unit || kind == agency)
        };
        self.0.iter().find(fits).map_or(PostRole::Staff, |rule| rule.role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use UnitKind::{Association, Commune, Department, District, Division, Leadership, PublicService};

    #[test]
    fn titles_give_the_roles_of_article_3() {
        let titles = Titles::shipped();
        for (title, unit, agency, role) in [
            ("Giám đốc Sở", Leadership, Department, PostRole::AgencyHead),
            ("Phó Giám đốc Sở", Leadership, Department, PostRole::AgencyDeputy),
            ("Trưởng Ban Tôn giáo kiêm Phó Giám đốc Sở", Leadership, Department, PostRole::AgencyDeputy),
            ("Trưởng Ban Tôn giáo", Division, Department, PostRole::UnitHead),
            ("Chánh Văn phòng", Division, Department, PostRole::UnitHead),
            ("Phó Chánh Thanh tra", Division, Department, PostRole::UnitDeputy),
            ("Chi cục trưởng", Division, Department, PostRole::UnitHead),
            ("Phó Chi cục trưởng", Division, Department, PostRole::UnitDeputy),
            ("Giám đốc Trung tâm Lưu trữ", Division, Department, PostRole::UnitHead),
            ("Giám đốc Sở", Department, Department, PostRole::AgencyHead),
            ("Giám đốc Trung tâm Kiểm soát bệnh tật", Leadership, PublicService, PostRole::AgencyHead),
            ("Chánh Thanh tra tỉnh", Leadership, Department, PostRole::AgencyHead),
            ("Chủ tịch Hội Chữ thập đỏ huyện", Division, District, PostRole::UnitHead),
            ("Trưởng Công an xã", Commune, Commune, PostRole::Staff),
            ("Giám đốc Bệnh viện", Leadership, PublicService, PostRole::AgencyHead),
            ("Phó Trưởng khoa", Division, PublicService, PostRole::UnitDeputy),
            ("Chủ tịch UBND huyện", Leadership, District, PostRole::AgencyHead),
            ("Phó Chủ tịch UBND huyện", Leadership, District, PostRole::AgencyDeputy),
            ("Chủ tịch UBND xã", Commune, Commune, PostRole::CommuneChair),
            ("Phó Chủ tịch UBND xã", Commune, Commune, PostRole::CommuneVice),
            ("Chủ tịch Hội Nông dân xã", Commune, Commune, PostRole::Staff),
            ("Chủ tịch Hội Chữ thập đỏ tỉnh", Association, Association, PostRole::AgencyHead),
            ("Quyền Trưởng phòng", Division, Department, PostRole::UnitHead),
            ("Quyền Giám đốc Sở", Leadership, Department, PostRole::AgencyHead),
            ("Chuyên viên", Division, Department, PostRole::Staff),
            ("Lái xe", Division, Department, PostRole::Staff),
        ] {
            assert_eq!(titles.role(title, unit, agency), role, "{title}");
        }
    }
}
