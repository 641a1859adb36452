//! The tree of units with those who sit in it: what is above what, and which part leads which.

use std::collections::{BTreeMap, BTreeSet};

use crate::directory::{Unit, UnitKind};
use crate::routing::{Member, Seat};
use crate::{PostRole, UnitId};

/// The units of an agency and of what is above it, with the seats that people hold in them.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    parents: BTreeMap<UnitId, UnitId>,
    agencies: BTreeMap<UnitId, UnitId>,
    leaderships: BTreeMap<UnitId, UnitId>,
    headed: BTreeSet<UnitId>,
    assisted: BTreeSet<UnitId>,
    peopled: BTreeSet<UnitId>,
}

impl Tree {
    /// The bare tree.
    pub fn of(units: &BTreeMap<UnitId, Unit>) -> Self {
        let mut tree = Self::default();
        for unit in units.values() {
            tree.parents.extend(unit.parent.map(|parent| (unit.id, parent)));
            tree.agencies.extend(unit.agency.map(|agency| (unit.id, agency)));
            let leadership = unit.parent.filter(|_| unit.kind == UnitKind::Leadership);
            tree.leaderships.extend(leadership.map(|parent| (unit.id, parent)));
        }
        tree
    }

    /// With everybody in their seats.
    #[must_use]
    pub fn with(mut self, members: &[Member]) -> Self {
        for seat in members.iter().flat_map(|member| &member.seats) {
            let unit = self.seat(seat.unit);
            self.peopled.insert(unit);
            match seat.role {
                PostRole::UnitHead | PostRole::CommuneChair => drop(self.headed.insert(unit)),
                PostRole::UnitDeputy | PostRole::CommuneVice => drop(self.assisted.insert(unit)),
                PostRole::AgencyHead | PostRole::AgencyDeputy | PostRole::Staff => {}
            }
        }
        self
    }

    /// What somebody of a unit belongs to: the leadership of a body is the top of that body.
    pub(crate) fn seat(&self, unit: UnitId) -> UnitId {
        self.leaderships.get(&unit).copied().unwrap_or(unit)
    }

    /// The units above one inside its agency, the nearest first and the agency itself last. The chair of a commune heads it as a
    /// unit; other heads of agencies head no unit.
    fn above(&self, unit: UnitId) -> impl Iterator<Item = UnitId> + '_ {
        let agency = self.agencies.get(&unit).copied();
        let parent = |unit: &UnitId| self.parents.get(unit).copied();
        let inside = move |unit: &UnitId| self.agencies.get(unit).copied() == agency;
        // As deep as a tree can be: parents that go round in circles end too.
        std::iter::successors(parent(&unit), move |unit| parent(unit)).take(self.parents.len() + 1).take_while(inside)
    }

    /// Where the leaders of somebody are looked for: from the own unit upwards, of who heads it from above it.
    fn way(&self, seat: &Seat) -> impl Iterator<Item = UnitId> + '_ {
        let unit = self.seat(seat.unit);
        let own = (!matches!(seat.role, PostRole::UnitHead | PostRole::CommuneChair)).then_some(unit);
        own.into_iter().chain(self.above(unit))
    }

    /// The nearest unit with a head, where somebody's direct head is; nothing when it is the agency's.
    pub(crate) fn headed_by(&self, seat: &Seat) -> Option<UnitId> {
        self.way(seat).find(|unit| self.headed.contains(unit))
    }

    /// The nearest unit with a head or deputies of one, whose deputies stand above somebody; nothing when they are the agency's.
    pub(crate) fn assisted_by(&self, seat: &Seat) -> Option<UnitId> {
        self.way(seat).find(|unit| self.headed.contains(unit) || self.assisted.contains(unit))
    }

    /// The nearest unit above in which somebody sits: heads of units under the same one are peers (A18).
    pub(crate) fn beside(&self, unit: UnitId) -> Option<UnitId> {
        self.above(self.seat(unit)).find(|unit| self.peopled.contains(unit))
    }

    /// Whether somebody of a unit stands under another, in the same agency.
    pub(crate) fn is_under(&self, unit: UnitId, above: UnitId) -> bool {
        let (unit, above) = (self.seat(unit), self.seat(above));
        unit == above || self.above(unit).any(|one| one == above)
    }
}
