//! The state of an aggregate, as its owner announced it.

use std::collections::BTreeMap;

use catalogue::data::{Agency, UnitRef};
use catalogue::{Statement, UnitKind};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{Dossier, Law, Period, Person, Unit};

/// What is said about the whole province is said by the unit at the root of the tree, whichever it is.
pub const PROVINCE: Uuid = Uuid::nil();

/// A state, with what is public of it and no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum State {
    /// A unit of the organisation.
    Unit(Unit),
    /// A person with their posts.
    Person(Person),
    /// The year of an agency.
    Period(Period),
    /// The evaluation of a person.
    Dossier(Dossier),
    /// Law of the evaluation.
    Law(Law),
}

/// What was told of an aggregate; nothing before the first time.
pub type Told = Option<Value>;

/// Why nothing can be told.
#[derive(Debug, thiserror::Error)]
pub enum Untold {
    /// A unit is not known yet: to be told when it is.
    #[error("the unit {0} is not known yet")]
    Awaits(Uuid),
    /// What was told cannot be read any more.
    #[error("what was told before cannot be read")]
    Unreadable(#[from] serde_json::Error),
}

/// A state that tells something.
pub(crate) trait Tells {
    /// What is kept of what was told.
    type Told: Default + Serialize + DeserializeOwned;

    /// What there is to tell now, in order; `told` follows.
    fn tell(&self, units: &Units, told: &mut Self::Told) -> Result<Vec<Statement>, Untold>;
}

impl State {
    /// The units that one must know to tell it.
    pub fn units(&self) -> Vec<Uuid> {
        match self {
            Self::Unit(unit) => unit.agency.into_iter().collect(),
            Self::Person(person) => person.posts.iter().flat_map(|post| [post.agency, post.unit]).collect(),
            Self::Period(period) => vec![period.agency],
            Self::Dossier(dossier) => vec![dossier.agency],
            Self::Law(_) => vec![PROVINCE],
        }
    }

    /// What there is to tell now, in order, and what was told then.
    ///
    /// # Errors
    /// When a unit is not known yet.
    pub fn tell(&self, units: &Units, told: Told) -> Result<(Vec<Statement>, Value), Untold> {
        match self {
            Self::Unit(unit) => news(unit, units, told),
            Self::Person(person) => news(person, units, told),
            Self::Period(period) => news(period, units, told),
            Self::Dossier(dossier) => news(dossier, units, told),
            Self::Law(law) => news(law, units, told),
        }
    }

    /// Whether it is the unit at the root of the tree.
    pub fn is_province(&self) -> bool {
        matches!(self, Self::Unit(unit) if unit.kind.known() == Some(UnitKind::Province))
    }
}

fn news<T: Tells>(state: &T, units: &Units, told: Told) -> Result<(Vec<Statement>, Value), Untold> {
    let mut told: T::Told = told.map(serde_json::from_value).transpose()?.unwrap_or_default();
    let statements = state.tell(units, &mut told)?;
    Ok((statements, serde_json::to_value(told)?))
}

/// The units that are known.
#[derive(Clone, Debug, Default)]
pub struct Units(BTreeMap<Uuid, Unit>);

impl FromIterator<Unit> for Units {
    fn from_iter<I: IntoIterator<Item = Unit>>(units: I) -> Self {
        let mut known = BTreeMap::new();
        for unit in units {
            if unit.kind.known() == Some(UnitKind::Province) {
                known.insert(PROVINCE, unit.clone());
            }
            known.insert(unit.id, unit);
        }
        Self(known)
    }
}

impl Units {
    fn get(&self, id: Uuid) -> Result<&Unit, Untold> {
        self.0.get(&id).ok_or(Untold::Awaits(id))
    }

    /// An agency as events name it.
    pub(crate) fn agency(&self, id: Uuid) -> Result<Agency, Untold> {
        self.get(id).map(|unit| Agency { code: unit.code.clone(), name: unit.name.clone() })
    }

    /// A unit as events name it.
    pub(crate) fn unit(&self, id: Uuid) -> Result<UnitRef, Untold> {
        self.get(id).map(|unit| UnitRef { unit_id: unit.id, name: unit.name.clone() })
    }
}
