//! Published packs and criteria sets at hand: a version never changes, so what was read once stays true.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use events::Error;
use regulation::EmployeeGroup;
use scoring_domain::{CriteriaSet, Pack, Record};

use crate::store::{self, Conn};

/// Packs and criteria sets read so far.
#[derive(Default)]
pub(crate) struct Law {
    /// By digest.
    packs: Mutex<HashMap<String, Arc<Pack>>>,
    /// By digest.
    sets: Mutex<HashMap<String, Arc<CriteriaSet>>>,
}

impl Law {
    /// The pack that a record is decided under: the version its period was opened with, whatever is in force now.
    pub async fn pack(&self, conn: &impl Conn, record: &Record) -> Result<Option<Arc<Pack>>, Error> {
        if !record.pack_digest.is_empty() {
            return self.pack_with(conn, &record.pack_digest).await;
        }
        Ok(store::packs::find(conn, &record.pack).await?.map(|stored| Arc::new(stored.pack)))
    }

    /// The pack and the group of somebody's year, from their records; none while they have no record in it.
    pub async fn of_records(&self, conn: &impl Conn, records: &[Record], year: i32) -> Result<Option<(Arc<Pack>, EmployeeGroup)>, Error> {
        for record in records.iter().filter(|record| record.year == year && record.is_computed()) {
            if let Some(pack) = self.pack(conn, record).await? {
                return Ok(Some((pack, record.group)));
            }
        }
        Ok(None)
    }

    /// The published pack with that content.
    pub async fn pack_with(&self, conn: &impl Conn, digest: &str) -> Result<Option<Arc<Pack>>, Error> {
        if let Some(pack) = at_hand(&self.packs, digest) {
            return Ok(Some(pack));
        }
        Ok(store::packs::with_digest(conn, digest).await?.map(|stored| keep(&self.packs, digest, stored.pack)))
    }

    /// The criteria set that a record is scored by: the one in force, which is locked while somebody is scored by it.
    pub async fn criteria_set(&self, conn: &impl Conn, record: &Record) -> Result<Option<Arc<CriteriaSet>>, Error> {
        let Some(digest) = store::criteria_sets::digest(conn, &record.criteria_set).await? else { return Ok(None) };
        self.criteria_set_with(conn, &digest).await
    }

    /// The published criteria set with that content.
    pub async fn criteria_set_with(&self, conn: &impl Conn, digest: &str) -> Result<Option<Arc<CriteriaSet>>, Error> {
        if let Some(set) = at_hand(&self.sets, digest) {
            return Ok(Some(set));
        }
        Ok(store::criteria_sets::with_digest(conn, digest).await?.map(|stored| keep(&self.sets, digest, stored.set)))
    }
}

fn at_hand<T>(shelf: &Mutex<HashMap<String, Arc<T>>>, id: &str) -> Option<Arc<T>> {
    shelf.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
}

fn keep<T>(shelf: &Mutex<HashMap<String, Arc<T>>>, id: &str, read: T) -> Arc<T> {
    let read = Arc::new(read);
    shelf.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), read.clone());
    read
}
