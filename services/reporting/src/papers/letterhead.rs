//! Who issues a document, and where.

use chrono::NaiveDate;
use documents::model::Letterhead;
use events::Error;
use proto::identity::v1::{Unit, UnitKind};
use runtime::Ctx;

use crate::{store, wire};

/// The agency as the head of a document names it.
pub(crate) struct Office {
    parent: String,
    agency: String,
    place: String,
    /// Such as SNV.
    pub abbreviation: String,
}

impl Office {
    pub(crate) async fn of(ctx: &Ctx, agency: &Unit) -> Result<Self, Error> {
        let parent = match wire::maybe_id(&agency.parent_id)? {
            Some(parent) => store::unit(&ctx.db, parent).await?,
            None => None,
        };
        let place = [Some(agency), parent.as_ref()].into_iter().flatten().map(|unit| unit.place.as_str()).find(|place| !place.is_empty());
        Ok(Self {
            parent: parent.as_ref().map_or(String::new(), |parent| superior(agency, parent)),
            agency: agency.name.clone(),
            place: place.unwrap_or_default().to_owned(),
            abbreviation: agency.abbreviation.clone(),
        })
    }
}

/// Cơ quan chủ quản: People's Committees of districts and communes print none (Decree 30/2020, annex I, II.2).
fn superior(agency: &Unit, parent: &Unit) -> String {
    if matches!(agency.kind(), UnitKind::District | UnitKind::Commune) {
        return String::new();
    }
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
}
