//! What is asked for, checked against the units that there are.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use contract::field;
use events::{Error, Tx};
use identity_domain::heads::Tree;
use identity_domain::{
    PersonId, Unit, UnitId, UnitKind, agency_under_part, change_not_today, place_is_agency, text_invalid, unit_closed, unit_code_taken,
    unit_has_parts, unit_under_itself, unit_unknown,
};
use kernel::{Refusal, date, text};
use proto::identity::v1 as api;

use crate::wire;

/// Units that begin, end and change on a day, and who goes where.
pub(super) struct Order<'a> {
    pub on: NaiveDate,
    pub opened: Vec<Unit>,
    /// With the codes of the units that take their people; empty where everybody is named.
    pub closed: Vec<(Unit, String)>,
    /// As they go on; the same version where nothing changes.
    pub changed: Vec<Unit>,
    /// Units by the person who leaves them; without one, whatever closes.
    pub moves: BTreeMap<(PersonId, Option<UnitId>), String>,
    known: &'a [Unit],
}

impl<'a> Order<'a> {
    pub fn read(tx: &Tx, message: &api::ReorganiseUnitsRequest, known: &'a [Unit], on: NaiveDate) -> Result<Self, Error> {
        let last = on.pred_opt().ok_or_else(|| field::invalid_day("on"))?;
        let opened = open(tx, &message.opening, known, on)?;
        let closed = close(&message.closing, known, last)?;
        if opened.iter().any(|unit| closed.iter().any(|(closed, _)| unit.parent == Some(closed.id))) {
            return Err(unit_unknown("opening.parent_code").into());
        }
        if !message.changing.is_empty() && on > date::office_day(tx.now()) {
            return Err(change_not_today().into());
        }
        let mut moves = BTreeMap::new();
        for to in &message.moves {
            let from = field::id_or_none("moves.from_unit_id", &to.from_unit_id)?;
            moves.insert((field::id("moves.person_id", &to.person_id)?, from), to.unit_code.clone());
        }
        let order = Self { on, opened, closed, changed: Vec::new(), moves, known };
        let changed = order.change(&message.changing)?;
        let order = Self { changed, ..order };
        for (unit, code) in &order.closed {
            order.place("closing.successor_code", code, unit)?;
        }
        for ((_, from), code) in &order.moves {
            let ends = |unit: &&Unit| order.closed.iter().any(|(closed, _)| closed.id == unit.id);
            let left: Vec<&Unit> = known.iter().filter(|unit| from.map_or_else(|| ends(unit), |from| unit.id == from)).collect();
            if left.is_empty() {
                return Err(unit_unknown("moves.from_unit_id").into());
            }
            for unit in left {
                order.place("moves.unit_code", code, unit)?;
            }
        }
        Ok(order)
    }

    /// All that begin, end or change.
    pub fn units(&self) -> Vec<&Unit> {
        self.opened.iter().chain(self.closed.iter().map(|(unit, _)| unit)).chain(&self.changed).collect()
    }

    /// Where people come from and where they go.
    pub fn places(&self) -> Vec<&Unit> {
        let from = self.moves.keys().filter_map(|(_, from)| self.known.iter().find(|unit| Some(unit.id) == *from));
        let codes = self.closed.iter().map(|(_, code)| code).chain(self.moves.values());
        from.chain(codes.filter_map(|code| self.find(code))).chain(self.changed.iter().filter_map(|unit| self.parent(unit))).collect()
    }

    /// The units of the day that begins.
    pub fn present(&self) -> impl Iterator<Item = &Unit> {
        let stays = |unit: &&Unit| unit.exists_on(self.on) && !self.closed.iter().any(|(closed, _)| closed.id == unit.id);
        self.known.iter().filter(stays).chain(&self.opened)
    }

    fn find(&self, code: &str) -> Option<&Unit> {
        self.present().find(|unit| unit.code == code)
    }

    fn parent(&self, unit: &Unit) -> Option<&Unit> {
        self.present().find(|above| Some(above.id) == unit.parent)
    }

    /// The unit that takes people of another one; none without a code.
    pub fn place(&self, field: &str, code: &str, from: &Unit) -> Result<Option<&Unit>, Refusal> {
        if code.is_empty() {
            return Ok(None);
        }
        let to = self.find(code).ok_or_else(|| unit_unknown(field))?;
        let has_parts = || self.present().any(|unit| unit.agency == to.id && unit.id != to.id);
        if to.kind.is_agency() && !from.kind.is_agency() && to.id != from.agency && has_parts() {
            return Err(place_is_agency(field, &to.name));
        }
        Ok(Some(to))
    }

    /// The units that go on with another name or in another place.
    fn change(&self, changing: &[api::ChangingUnit]) -> Result<Vec<Unit>, Refusal> {
        let mut changed: BTreeMap<UnitId, Unit> = BTreeMap::new();
        for to in changing {
            let id: UnitId = field::id("changing.unit_id", &to.unit_id)?;
            let unit = self.known.iter().find(|unit| unit.id == id && unit.kind != UnitKind::Province);
            let unit = unit.ok_or_else(|| unit_unknown("changing.unit_id"))?;
            if !self.present().any(|present| present.id == id) || changed.contains_key(&id) {
                return Err(unit_closed(&unit.name));
            }
            let or_as_before = |said: &str, before: &str| if said.trim().is_empty() { before.to_owned() } else { text::clean(said) };
            for (field, said, most) in [("name", &to.name, LONGEST_NAME), ("abbreviation", &to.abbreviation, LONGEST_CODE)] {
                if said.chars().count() > most || text::forbidden(said).is_some() || !(said.is_empty() || text::is_said(said)) {
                    return Err(text_invalid(&format!("changing.{field}"), most));
                }
            }
            let renamed = unit.clone().renamed(or_as_before(&to.name, &unit.name), or_as_before(&to.abbreviation, &unit.abbreviation));
            let moved = match to.parent_code.as_str() {
                "" => renamed,
                code => renamed.moved_under(self.find(code).ok_or_else(|| unit_unknown("changing.parent_code"))?)?,
            };
            let version = if moved == *unit { unit.version } else { unit.version + 1 };
            changed.insert(id, Unit { version, ..moved });
        }
        let tree = Tree::of(self.present().chain(changed.values()));
        let round = changed.values().find(|unit| unit.parent.is_some_and(|above| tree.is_within(above, unit.id)));
        match round {
            Some(unit) => Err(unit_under_itself(&unit.name)),
            None => Ok(changed.into_values().collect()),
        }
    }
}

const LONGEST_NAME: usize = 200;
const LONGEST_CODE: usize = 50;

/// The units that begin, each under one that exists or begins too.
fn open(tx: &Tx, opening: &[api::OpeningUnit], known: &[Unit], on: NaiveDate) -> Result<Vec<Unit>, Error> {
    let mut opened: Vec<Unit> = Vec::new();
    for unit in opening {
        let code = text::clean(&unit.code);
        if code.is_empty() || known.iter().chain(&opened).any(|other| other.code == code) {
            return Err(unit_code_taken(&code).into());
        }
        let texts =
            [("code", &unit.code, LONGEST_CODE), ("name", &unit.name, LONGEST_NAME), ("abbreviation", &unit.abbreviation, LONGEST_CODE)];
        for (field, said, most) in texts.into_iter().chain([("sector", &unit.sector, LONGEST_NAME), ("place", &unit.place, LONGEST_NAME)]) {
            if said.chars().count() > most || text::forbidden(said).is_some() || (field == "name" && !text::is_said(said)) {
                return Err(text_invalid(&format!("opening.{field}"), most).into());
            }
        }
        let kind = wire::unit_kind(unit.kind())?;
        let parent = known.iter().chain(&opened).find(|parent| parent.code == unit.parent_code && parent.exists_on(on));
        let parent = parent.ok_or_else(|| unit_unknown("opening.parent_code"))?;
        if !kind.stands_under(parent.kind) {
            return Err(agency_under_part("opening.parent_code", &parent.name).into());
        }
        let id: UnitId = tx.next_id().into();
        let agency = if kind.is_agency() { id } else { parent.agency };
        opened.push(Unit {
            id,
            version: 1,
            code,
            name: text::clean(&unit.name),
            abbreviation: text::clean(&unit.abbreviation),
            kind,
            parent: Some(parent.id),
            agency,
            sector: text::clean(&unit.sector),
            place: text::clean(&unit.place),
            valid_from: Some(on),
            valid_to: None,
        });
    }
    Ok(opened)
}

/// The units that end, with the codes of those that take their people.
fn close(closing: &[api::ClosingUnit], known: &[Unit], last: NaiveDate) -> Result<Vec<(Unit, String)>, Error> {
    let mut closed = Vec::new();
    for one in closing {
        let id: UnitId = field::id("closing.unit_id", &one.unit_id)?;
        let unit =
            known.iter().find(|unit| unit.id == id && unit.kind != UnitKind::Province).ok_or_else(|| unit_unknown("closing.unit_id"))?;
        let parts = |part: &&Unit| {
            part.parent == Some(id) && part.valid_to.is_none() && !closing.iter().any(|other| other.unit_id == part.id.to_string())
        };
        if known.iter().any(|part| parts(&part)) {
            return Err(unit_has_parts(&unit.name).into());
        }
        closed.push((unit.clone().closed(last)?, one.successor_code.clone()));
    }
    Ok(closed)
}
