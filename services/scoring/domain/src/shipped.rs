//! The packs and criteria sets that come with the product, as their files say; the files are in `services/scoring/data`.

use kernel::Refusal;

use crate::{AnchorScales, CriteriaSet, Pack, error};

/// The policy packs, each after the one that it builds on.
pub const PACKS: [&str; 6] = [
    include_str!("../../data/packs/QT-2019.yaml"),
    include_str!("../../data/packs/ND90-2020.yaml"),
    include_str!("../../data/packs/ND90-48-2023.yaml"),
    include_str!("../../data/packs/ND335-2026-CC.yaml"),
    include_str!("../../data/packs/ND233-2026-VC.yaml"),
    include_str!("../../data/packs/QT-2026-CB-NLD.yaml"),
];

/// The criteria sets of the six groups.
pub const CRITERIA_SETS: [&str; 6] = [
    include_str!("../../data/criteria/QT-2019-CB.yaml"),
    include_str!("../../data/criteria/QT-2019-CC_LD.yaml"),
    include_str!("../../data/criteria/QT-2019-CC_KLD.yaml"),
    include_str!("../../data/criteria/QT-2019-VC_LD.yaml"),
    include_str!("../../data/criteria/QT-2019-VC_KLD.yaml"),
    include_str!("../../data/criteria/QT-2019-NLD.yaml"),
];

/// The anchor scales that criteria sets refer to.
pub const ANCHOR_SCALES: &str = include_str!("../../data/anchor-scales.yaml");

/// The shipped packs, read.
///
/// # Errors
/// When a file is not a pack; the tests of this crate read them all.
pub fn packs() -> Result<Vec<Pack>, Refusal> {
    PACKS.iter().try_fold(Vec::new(), |mut packs: Vec<Pack>, yaml| {
        let pack = Pack::parse(yaml, |id| packs.iter().find(|pack| pack.id == id))?;
        packs.push(pack);
        Ok(packs)
    })
}

/// The shipped anchor scales, read.
///
/// # Errors
/// When the file is not what it should be; the tests of this crate read it.
pub fn anchor_scales() -> Result<AnchorScales, Refusal> {
    AnchorScales::parse(ANCHOR_SCALES)
}

/// The shipped criteria sets, read.
///
/// # Errors
/// When a file is not a criteria set; the tests of this crate read them all.
pub fn criteria_sets() -> Result<Vec<CriteriaSet>, Refusal> {
    let scales = anchor_scales()?;
    CRITERIA_SETS.iter().map(|yaml| CriteriaSet::parse(yaml, &scales)).collect()
}

/// One document of law that comes with the product.
pub struct Document {
    /// Its text.
    pub yaml: &'static str,
    /// What it says.
    pub law: Law,
    /// Ids of the documents that it builds on: packs on their base, packs on the criteria sets of their groups.
    pub needs: Vec<String>,
}

/// A criteria set or a pack.
pub enum Law {
    /// What is scored.
    CriteriaSet(CriteriaSet),
    /// How it is classified.
    Pack(Box<Pack>),
}

impl Document {
    /// Its id.
    pub fn id(&self) -> &str {
        match &self.law {
            Law::CriteriaSet(set) => &set.id,
            Law::Pack(pack) => &pack.id,
        }
    }
}

/// Everything that comes with the product, each document after those that it builds on.
///
/// # Errors
/// When a file is not what it should be; the tests of this crate read them all.
pub fn documents() -> Result<Vec<Document>, Refusal> {
    let sets = CRITERIA_SETS.into_iter().zip(criteria_sets()?);
    let mut documents: Vec<Document> = sets.map(|(yaml, set)| Document { yaml, law: Law::CriteriaSet(set), needs: Vec::new() }).collect();
    for (yaml, pack) in PACKS.into_iter().zip(packs()?) {
        let sets = pack.groups.iter().filter_map(|group| pack.rules.criteria.get(group).cloned());
        let needs = Pack::base_of(yaml)?.into_iter().chain(sets).collect();
        documents.push(Document { yaml, law: Law::Pack(Box::new(pack)), needs });
    }
    Ok(documents)
}

/// The documents of these ids with all that they build on, in the order in which they can be published.
///
/// # Errors
/// `SHIPPED_UNKNOWN` for an id that the product does not come with.
pub fn with_needs(ids: &[String]) -> Result<Vec<Document>, Refusal> {
    let documents = documents()?;
    if let Some(unknown) = ids.iter().find(|id| !documents.iter().any(|document| document.id() == id.as_str())) {
        return Err(error::shipped_unknown(unknown));
    }
    let mut wanted: Vec<String> = ids.to_vec();
    for document in documents.iter().rev() {
        if wanted.iter().any(|id| id == document.id()) {
            wanted.extend(document.needs.iter().cloned());
        }
    }
    Ok(documents.into_iter().filter(|document| wanted.iter().any(|id| id == document.id())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_published_brings_what_it_builds_on_first() {
        let ids = |asked: &str| -> Vec<String> {
            with_needs(&[asked.to_owned()]).unwrap().iter().map(|document| document.id().to_owned()).collect()
        };
        assert_eq!(ids("QT-2019-NLD"), ["QT-2019-NLD"]);
        let packs = ["QT-2019", "ND90-2020", "ND90-48-2023", "ND335-2026-CC"];
        let brought = ids("ND335-2026-CC");
        assert_eq!(brought[6..], packs, "{brought:?}");
        assert_eq!(brought.iter().filter(|id| id.starts_with("QT-2019-")).count(), 6);
        assert_eq!(with_needs(&["QT-1999".to_owned()]).err().unwrap().reason, "SHIPPED_UNKNOWN");
    }
}
