//! The packs and criteria sets that come with the product, as their files say; the files are in `services/scoring/data`.

use kernel::Refusal;

use crate::{AnchorScales, CriteriaSet, Pack};

/// The policy packs, each after the one that it builds on.
pub const PACKS: [&str; 5] = [
    include_str!("../../data/packs/QT-2019.yaml"),
    include_str!("../../data/packs/ND90-2020.yaml"),
    include_str!("../../data/packs/ND90-48-2023.yaml"),
    include_str!("../../data/packs/ND335-2026-CC.yaml"),
    include_str!("../../data/packs/ND233-2026-VC.yaml"),
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
