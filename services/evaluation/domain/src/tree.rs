//! The tree of units with those who sit in it: what is above what, and which part leads which.

use std::collections::{BTreeMap, BTreeSet};

use regulation::PostRole;

use crate::UnitId;
use crate::directory::{Unit, UnitKind};
use crate::routing::{Member, Seat};

/// The units of an agency and of what is above it, with the seats that people hold in them.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    parents: BTreeMap<UnitId, UnitId>,
    agencies: BTreeMap<UnitId, UnitId>,
    leaderships: BTreeMap<UnitId, UnitId>,
    leaders: BTreeMap<UnitId, Leaders>,
}

/// The units with leaders that are nearest to a unit, from itself upwards and from the one above it.
#[derive(Clone, Copy, Debug, Default)]
struct Leaders {
    headed: Nearest,
    assisted: Nearest,
    /// The nearest above in which somebody sits.
    beside: Option<UnitId>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Nearest {
    from_here: Option<UnitId>,
    from_above: Option<UnitId>,
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
        let (mut headed, mut assisted, mut peopled) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for seat in members.iter().flat_map(|member| &member.seats) {
            let unit = self.seat(seat.unit);
            peopled.insert(unit);
            match seat.role {
                PostRole::UnitHead | PostRole::CommuneChair => drop(headed.insert(unit)),
                PostRole::UnitDeputy | PostRole::CommuneVice => drop(assisted.insert(unit)),
                PostRole::AgencyHead | PostRole::AgencyDeputy | PostRole::Staff => {}
            }
        }
        assisted.extend(&headed);
        let nearest = |unit: UnitId, among: &BTreeSet<UnitId>| {
            let from_above = self.above(unit).find(|one| among.contains(one));
            Nearest { from_here: among.contains(&unit).then_some(unit).or(from_above), from_above }
        };
        let leaders = |unit: UnitId| Leaders {
            headed: nearest(unit, &headed),
            assisted: nearest(unit, &assisted),
            beside: self.above(unit).find(|unit| peopled.contains(unit)),
        };
        self.leaders = self.agencies.keys().chain(&peopled).map(|unit| (*unit, leaders(*unit))).collect();
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

    fn leaders(&self, unit: UnitId) -> Leaders {
        self.leaders.get(&self.seat(unit)).copied().unwrap_or_default()
    }

    /// The nearest unit with a head, where somebody's direct head is; nothing when it is the agency's.
    pub(crate) fn headed_by(&self, seat: &Seat) -> Option<UnitId> {
        self.leaders(seat.unit).headed.over(seat)
    }

    /// The nearest unit with a head or deputies of one, whose deputies stand above somebody; nothing when they are the agency's.
    pub(crate) fn assisted_by(&self, seat: &Seat) -> Option<UnitId> {
        self.leaders(seat.unit).assisted.over(seat)
    }

    /// The nearest unit above in which somebody sits: heads of units under the same one are peers (A18).
    pub(crate) fn beside(&self, unit: UnitId) -> Option<UnitId> {
        self.leaders(unit).beside
    }

    /// Whether somebody of a unit stands under another, in the same agency.
    pub(crate) fn is_under(&self, unit: UnitId, above: UnitId) -> bool {
        let (unit, above) = (self.seat(unit), self.seat(above));
        unit == above || self.above(unit).any(|one| one == above)
    }
}

impl Nearest {
    /// Who heads a unit looks for the own leaders above it.
    fn over(self, seat: &Seat) -> Option<UnitId> {
        if matches!(seat.role, PostRole::UnitHead | PostRole::CommuneChair) { self.from_above } else { self.from_here }
    }
}
