//! Who issues a document, and where.

use chrono::NaiveDate;
use contract::announced;
use documents::model::Letterhead;
use events::Error;
use proto::identity::v1::{Unit, UnitKind};
use runtime::Ctx;

use crate::store;

/// The agency as the head of a document names it.
pub(crate) struct Office {
    parent: String,
    /// Who is above the agency, also where the letterhead prints nobody.
    superior: String,
    agency: String,
    place: String,
    /// Such as SNV.
    pub abbreviation: String,
}

/// How many offices up the place of one is looked for.
const MOST_ABOVE: usize = 4;

impl Office {
    pub(crate) async fn of(ctx: &Ctx, agency: &Unit) -> Result<Self, Error> {
        let mut above = Vec::new();
        let mut parent_id = announced::id_or_none("an id", &agency.parent_id)?;
        while let Some(parent) = parent_id.filter(|_| above.len() < MOST_ABOVE) {
            let Some(parent) = store::unit(&ctx.db, parent).await? else { break };
            parent_id = announced::id_or_none("an id", &parent.parent_id)?;
            above.push(parent);
        }
        let place = std::iter::once(agency).chain(&above).map(|unit| unit.place.as_str()).find(|place| !place.is_empty());
        Ok(Self {
            parent: above.first().map_or(String::new(), |parent| superior(agency, parent)),
            superior: above.first().map_or(String::new(), committee_of),
            agency: agency.name.clone(),
            place: place.unwrap_or_default().to_owned(),
            abbreviation: agency.abbreviation.clone(),
        })
    }

    /// Name of the agency.
    pub(crate) fn name(&self) -> &str {
        &self.agency
    }

    /// Nơi nhận of a paper: those named, and the archive of the agency.
    pub(crate) fn recipients(&self, named: impl IntoIterator<Item = String>) -> Vec<String> {
        let archive = ["VT", &self.abbreviation].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        named.into_iter().map(|name| format!("{name};")).chain([format!("Lưu: {archive}.")]).collect()
    }

    /// Nơi nhận of a table, which goes to the authority above (article 6.2).
    pub(crate) fn recipients_above(&self) -> Vec<String> {
        let home_affairs = (self.agency != HOME_AFFAIRS).then(|| format!("{HOME_AFFAIRS} (để tổng hợp)"));
        let superior = Some(&self.superior).filter(|superior| !superior.is_empty() && *superior != HOME_AFFAIRS);
        self.recipients(superior.map(|superior| format!("{superior} (để báo cáo)")).into_iter().chain(home_affairs))
    }
}

/// The department that puts the results of the province together.
const HOME_AFFAIRS: &str = "Sở Nội vụ";

/// Cơ quan chủ quản: People's Committees of districts and communes print none (Decree 30/2020, annex I, II.2).
fn superior(agency: &Unit, parent: &Unit) -> String {
    if matches!(agency.kind(), UnitKind::District | UnitKind::Commune) {
        return String::new();
    }
    committee_of(parent)
}

/// The authority of a unit above: a province acts through its People's Committee.
fn committee_of(parent: &Unit) -> String {
    let name = parent.name.as_str();
    let is_committee = ["UBND", "Ủy ban", "Uỷ ban"].iter().any(|start| name.starts_with(start));
    if parent.kind() != UnitKind::Province || is_committee {
        return name.to_owned();
    }
    let bare = name.strip_prefix("Tỉnh ").or_else(|| name.strip_prefix("tỉnh ")).unwrap_or(name);
    format!("UBND tỉnh {bare}")
}

/// The head of a document of that office.
pub(crate) fn letterhead(office: &Office, number: String, date: NaiveDate) -> Letterhead {
    Letterhead { parent: office.parent.clone(), agency: office.agency.clone(), number, place: office.place.clone(), date }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_department_prints_the_committee_above_it_and_a_committee_prints_none() {
        let unit = |name: &str, kind: UnitKind| Unit { name: name.to_owned(), kind: kind.into(), ..Unit::default() };
        let province = unit("Tỉnh Quảng Trị", UnitKind::Province);
        assert_eq!(superior(&unit("Sở Nội vụ", UnitKind::Department), &province), "UBND tỉnh Quảng Trị");
        assert_eq!(superior(&unit("UBND huyện Cam Lộ", UnitKind::District), &province), "");
        let health = unit("Sở Y tế", UnitKind::Department);
        assert_eq!(superior(&unit("Bệnh viện đa khoa", UnitKind::PublicService), &health), "Sở Y tế");
        assert_eq!(
            superior(&unit("Sở Nội vụ", UnitKind::Department), &unit("UBND tỉnh Quảng Trị", UnitKind::Province)),
            "UBND tỉnh Quảng Trị"
        );
    }

    #[test]
    fn papers_go_to_who_is_above_and_into_the_archive() {
        let office = |agency: &str, superior: &str, abbreviation: &str| Office {
            parent: String::new(),
            superior: superior.to_owned(),
            agency: agency.to_owned(),
            place: String::new(),
            abbreviation: abbreviation.to_owned(),
        };
        assert_eq!(
            office("UBND huyện Cam Lộ", "UBND tỉnh Quảng Trị", "UBND").recipients_above(),
            ["UBND tỉnh Quảng Trị (để báo cáo);", "Sở Nội vụ (để tổng hợp);", "Lưu: VT, UBND."]
        );
        assert_eq!(office("Sở Nội vụ", "UBND tỉnh Quảng Trị", "SNV").recipients_above().len(), 2, "not to itself");
        assert_eq!(office("Sở Y tế", "", "").recipients(["Lê Thị Hoa".to_owned()]), ["Lê Thị Hoa;", "Lưu: VT."]);
    }
}
