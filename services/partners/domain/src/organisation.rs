//! Units and posts.

use std::collections::BTreeMap;

use catalogue::data::{Agency, Person as PublicPerson, PostChanged, UnitChanged};
use catalogue::{Open, PostKind, Standing, Statement, UnitKind};
use chrono::NaiveDate;
use regulation::{EmployeeGroup, PostRole};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::state::Tells;
use crate::{Units, Untold};

/// What is public of a unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// The unit.
    pub id: Uuid,
    /// Its code in the staff list.
    pub code: String,
    /// Full name.
    pub name: String,
    /// For numbers of documents; empty where there is none.
    pub abbreviation: String,
    /// What it is.
    pub kind: Open<UnitKind>,
    /// The unit above.
    pub parent: Option<Uuid>,
    /// The agency that it is or is part of; none for the province, which is its own.
    pub agency: Option<Uuid>,
    /// First day.
    pub valid_from: Option<NaiveDate>,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
}

impl Tells for Unit {
    type Told = Option<UnitChanged>;

    fn tell(&self, units: &Units, told: &mut Option<UnitChanged>) -> Result<Vec<Statement>, Untold> {
        let agency = match self.agency.filter(|agency| *agency != self.id) {
            Some(agency) => units.agency(agency)?,
            None => Agency { code: self.code.clone(), name: self.name.clone() },
        };
        let changed = UnitChanged {
            unit_id: self.id,
            code: self.code.clone(),
            name: self.name.clone(),
            abbreviation: Some(self.abbreviation.clone()).filter(|text| !text.is_empty()),
            kind: self.kind.clone(),
            parent_id: self.parent,
            agency,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
        };
        if told.as_ref() == Some(&changed) {
            return Ok(Vec::new());
        }
        let news = vec![Statement::of(&changed)];
        *told = Some(changed);
        Ok(news)
    }
}

/// What is public of a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// The person.
    pub id: Uuid,
    /// Their name.
    pub full_name: String,
    /// Their posts.
    pub posts: Vec<Post>,
}

/// What is public of a post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Post {
    /// The post.
    pub id: Uuid,
    /// Where.
    pub unit: Uuid,
    /// In which agency.
    pub agency: Uuid,
    /// Its title.
    pub title: String,
    /// What it makes its holder.
    pub role: Open<PostRole>,
    /// The group that its holder belongs to.
    pub group: Open<EmployeeGroup>,
    /// How it is held.
    pub kind: Open<PostKind>,
    /// First day.
    pub valid_from: Option<NaiveDate>,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
}

impl Tells for Person {
    /// Each post as it was told last.
    type Told = BTreeMap<Uuid, PostChanged>;

    fn tell(&self, units: &Units, told: &mut Self::Told) -> Result<Vec<Statement>, Untold> {
        let mut present = BTreeMap::new();
        for post in &self.posts {
            present.insert(post.id, self.changed(post, units)?);
        }
        for (id, before) in told.iter() {
            let withdrawn = || PostChanged { standing: Standing::Withdrawn.into(), ..before.clone() };
            present.entry(*id).or_insert_with(withdrawn);
        }
        let news = present.iter().filter(|(id, post)| told.get(id) != Some(post)).map(|(_, post)| Statement::of(post)).collect();
        *told = present;
        Ok(news)
    }
}

impl Person {
    fn changed(&self, post: &Post, units: &Units) -> Result<PostChanged, Untold> {
        Ok(PostChanged {
            post_id: post.id,
            person: PublicPerson { person_id: self.id, full_name: self.full_name.clone() },
            unit: units.unit(post.unit)?,
            agency: units.agency(post.agency)?,
            title: post.title.clone(),
            role: post.role.clone(),
            group: post.group.clone(),
            kind: post.kind.clone(),
            standing: Standing::Listed.into(),
            valid_from: post.valid_from,
            valid_to: post.valid_to,
        })
    }
}
